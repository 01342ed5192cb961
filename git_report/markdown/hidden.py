"""Find text that a reader does not see: comments, hidden elements, collapsed text and the like.

Positions are those of the source. HTML is read as a browser reads it after the Markdown around it
is rendered. GitHub and others remove some of it, which shows the text that it hid; but a report
must not depend on where it is read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from html import unescape
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import NamedTuple

from git_report.markdown.code import find_code_spans
from git_report.markdown.document import Block, Code, Document, Kind, Table
from git_report.markdown.elements import Look, change_look, covers, folds, hides, strikes
from git_report.markdown.inlines import Link, fold_label, read_definitions, scan_inlines
from git_report.markdown.leaves import Leaf, read_leaves
from git_report.markdown.parser import parse
from git_report.markdown.tables import split_cells
from git_report.patterns import lazy


class How(StrEnum):
    """How text is hidden, in the words of messages."""

    COMMENT = "a comment"
    ELEMENT = "a hidden element"
    STYLE = "a style sheet"
    COVER = "a style of other text"
    DEFINITION = "a definition that nothing refers to"
    FOLDED = "collapsed text"
    STRUCK = "struck-out text"
    CELL = "a cell beyond the width of its table"
    ASIDE = "an attribute, a title or an alternative text"
    MATTER = "front matter"


# Writers use these for notes as well, so a few words in them are harmless.
ASIDES = frozenset({How.COMMENT, How.DEFINITION})


class HiddenRange(NamedTuple):
    """A range of the source, in characters, and how it is hidden."""

    start: int
    end: int
    how: How


_Rule = Callable[[str, Mapping[str, str]], bool]


@dataclass(frozen=True, slots=True)
class _Piece:
    """The text of a leaf block or a table cell, without the markers of the containers around it.

    `lines` has the offset of each line, in the text and in the source. An element that is not
    closed in it ends at `limit` in the source at the latest.
    """

    text: str
    lines: tuple[tuple[int, int], ...]
    limit: int
    html: bool = False

    def place(self, at: int) -> int:
        """The position in the source of a character of the text."""
        inner, outer = self.lines[bisect_right(self.lines, at, key=itemgetter(0)) - 1]
        return outer + at - inner

    @property
    def end(self) -> int:
        """The end of the text in the source."""
        return self.place(len(self.text))


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    closes: bool
    attributes: dict[str, str]
    start: int
    end: int
    piece: _Piece


_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# If not closed, these continue in the next paragraph.
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
# A new paragraph ends these, and Markdown makes a paragraph of any text.
_ENDED_BY_TEXT = frozenset("math option p svg".split())
# The next element of the same name ends these, or the end of the list or table around them.
_PARTS = frozenset("dd dt li td th tr".split())
_WHOLES = frozenset("dl menu ol table tbody tfoot thead ul".split())
_BLOCKS = frozenset(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header main menu nav ol pre section summary table template "
    "tbody thead tfoot ul".split()
)
# Text within so many styled elements counts as hidden.
_MOST_STYLED = 16
_RAW = frozenset("iframe noembed noframes noscript script style textarea title xmp".split())
_MARKUP = lazy(r"<(?:!--|[!?]|/?[A-Za-z]|/[^A-Za-z>])")
_COMMENT_END = lazy(r"--!?>")
_EMPTY_COMMENT = lazy(r"<!---?>")
# A quotation mark begins a value only directly after "=".
_TAG = lazy(
    r"<(/?)([A-Za-z][^\s/>]*+)((?>(?:=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))|[^>])*))(?:>|\Z)"
)
_ATTRIBUTE = lazy(r"([^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\s>]++)))?")
# The attributes for a link's target, in HTML and in SVG.
_TARGETS = ("href", "xlink:href")
# Attributes whose values are URLs.
_ADDRESSES = frozenset({"href", "src", "xlink:href"})
_FOOTNOTE = lazy(r"^ {0,3}\[\^([^\[\]\s]+)\]:", re.MULTILINE)
_FOOTMARK = lazy(r"(?<!\\)\[\^([^\[\]\s]+)\](?!:)")
_DEFINED = lazy(r"^ {0,3}\[((?:[^\[\]\\]|\\.){1,999})\]:", re.MULTILINE)
# A link label with so many words is not a name, but text that is not shown.
_MOST_NAMED = 4
_AUTOLINK = lazy(r"(?:\bhttps?://|\bwww\.)[^\s<]*", re.IGNORECASE)
_BRACKETED = lazy(r"\[((?:[^\[\]\\]|\\.){1,999})\]")
_TITLE = lazy(r"[ \t\r\n](\"[^\"]*\"|'[^']*'|\([^()]*\))\s*+(?:\)\s*+)?\Z")
# A target in angle brackets may consist of any words.
_WORDS_AS_TARGET = lazy(r"\]:?[(\s]\s*+<(?=[^<>\n]*+>)([^<>\n]*[ \t][^<>\n]*)>")
_INFO = lazy(
    r"^(?>(?:[ \t>]|(?:[-*+]|[0-9]{1,9}[.)])[ \t])*)"
    r"(?:`{3,}+(?P<info>[^`\n]++)$|~{3,}+(?P<tilde_info>[^\n]++)$)",
    re.MULTILINE,
)
_REMARK = lazy(r"^[ \t>]*%%(?!\{)(.+)$", re.MULTILINE)
_TILDES = lazy(r"~+")


def find_hidden(document: Document) -> list[HiddenRange]:
    """The ranges of hidden text, in order; a range may contain others of another kind.

    These are comments, hidden elements, style sheets, closed details, and definitions that nothing
    refers to.
    """
    scan = _Scan(document, ("<",))
    found = [*scan.comments, *scan.find_elements(), *scan.find_folded(), *scan.find_definitions()]
    return sorted(found)


def find_unread(document: Document) -> list[HiddenRange]:
    """The ranges of `find_hidden`, and of other parts that do not count as text.

    The others are struck-out text, cells beyond the width of their table, front matter, drawings,
    titles and alternative texts, info strings of code, words as a link's target, and attributes
    other than URLs.
    """
    scan = _Scan(document, ("<", "~", "](", "][", "!["))
    return sorted(
        [
            *scan.comments, *scan.find_elements(), *scan.find_folded(), *scan.find_definitions(),
            *scan.find_struck(), *scan.find_drawings(), *scan.find_infos(), *scan.find_remarks(),
            *scan.find_cells(), *scan.find_matter(), *scan.find_beside(), *scan.asides,
        ]
    )  # fmt: skip


def find_anchors(document: Document) -> Iterator[tuple[int, int, str, str]]:
    """The links in raw HTML: the start and end of each, the source of its text, its target."""
    scan = _Scan(document, ("<",))
    for tag, end in scan.list_elements(
        lambda name, attributes: name == "a" and not attributes.keys().isdisjoint(_TARGETS)
    ):
        target = next(tag.attributes[key] for key in _TARGETS if key in tag.attributes)
        yield tag.start, end, document.source[tag.end : end], target


def leave_out(document: Document, ranges: Iterable[HiddenRange]) -> Document:
    """The document without these ranges; every line keeps its number."""
    source = document.source
    parts: list[str] = []
    end = 0
    for start, until, _ in sorted(ranges):
        if until <= end:
            continue
        parts.append(source[end : max(start, end)])
        parts.append("\n" * source.count("\n", max(start, end), until))
        end = until
        if not source[source.rfind("\n", 0, start) + 1 : start].strip():
            # The indentation of the rest of the line must not make it code.
            while source.startswith((" ", "\t"), end):
                end += 1
    return parse("".join((*parts, source[end:]))) if parts else document


class _Scan:
    """One pass over a document, which parses only the pieces that contain one of `marks`."""

    def __init__(self, document: Document, marks: Sequence[str]) -> None:
        self.document = document
        self.marks = marks
        self.comments: list[HiddenRange] = []
        self.asides: list[HiddenRange] = []
        self.tags: list[_Tag] = []
        self.open_comment: int | None = None
        self.blocks = list(_place_blocks(document))
        self.end = self.blocks[-1][0] + len(self.blocks[-1][1].text) if self.blocks else 0
        self.pieces = list(self._list_pieces())
        self._read()

    def _list_pieces(self) -> Iterator[_Piece]:
        """The leaf blocks and table cells of the body that contain one of the marks.

        The positions of others are not computed.
        """
        end, marks = self.end, self.marks
        source = self.document.source[:end]
        if not any(mark in source for mark in marks):
            return
        starts = [0, *(match.end() for match in re.finditer("\n", source)), end + 1]
        nested = [
            (start, start + len(block.text))
            for start, block in self.blocks
            if block.kind in (Kind.LIST, Kind.QUOTE)
        ]
        for leaf in self.leaves:
            content = leaf.text
            if not any(mark in content for mark in marks):
                continue
            lines = [
                (_find_column(source, starts, number, text), text) for number, text in leaf.lines
            ]
            first = lines[0][0]
            around = bisect_right(nested, (first, end)) - 1
            limit = nested[around][1] if around >= 0 and first < nested[around][1] else end
            if leaf.kind is Kind.TABLE:
                for place, text in lines:
                    for start, until in _place_cells(text):
                        cell = text[start:until]
                        if any(mark in cell for mark in marks):
                            yield _Piece(cell, ((0, place + start),), place + until)
                continue
            offsets = accumulate((len(text) + 1 for _, text in lines), initial=0)
            places = tuple(zip(offsets, (place for place, _ in lines), strict=False))
            yield _Piece(content, places, limit, html=leaf.kind is Kind.HTML)

    def _read(self) -> None:
        for piece in self.pieces:
            self._read_piece(piece)
        if self.open_comment is not None:
            self.comments.append(HiddenRange(self.open_comment, self.end, How.COMMENT))

    def _read_piece(self, piece: _Piece) -> None:
        if piece.html:
            self._read_html(piece.text, 0, piece)
            return
        for found in scan_inlines(piece.text, self.targets):
            if isinstance(found, Link):
                for start, end in _list_asides(found):
                    self._hide(piece, found.offset + start, found.offset + end, How.ASIDE)
            else:
                self._read_html(found.source, found.offset, piece)

    def _hide(self, piece: _Piece, start: int, end: int, how: How) -> None:
        hidden = HiddenRange(piece.place(start), piece.place(end - 1) + 1, how)
        (self.comments if how is How.COMMENT else self.asides).append(hidden)

    def _read_html(self, html: str, start: int, piece: _Piece) -> None:
        """Collect the tags and comments of raw HTML that starts at an offset of a piece."""
        at = 0
        if self.open_comment is not None:
            at = self._close_comment(html, start, 0, piece)
        while markup := _MARKUP.search(html, at):
            at = markup.start()
            if markup[0] == "<!--":
                if empty := _EMPTY_COMMENT.match(html, at):
                    at = empty.end()
                    continue
                self.open_comment = piece.place(start + at)
                at = self._close_comment(html, start, at + 4, piece)
                continue
            tag = _TAG.match(html, at)
            if tag is None:
                end = html.find(">", at) + 1 or len(html)
                self._hide(piece, start + at, start + end, How.COMMENT)
                at = end
                continue
            at = tag.end()
            name = tag[2].casefold()
            self._add_tag(tag, name, start, piece)
            if name in _RAW and not tag[1]:
                close = lazy(rf"</{name}(?![\w-])", re.IGNORECASE).search(html, at)
                at = close.start() if close else len(html)

    def _close_comment(self, html: str, start: int, at: int, piece: _Piece) -> int:
        """Return the end of the open comment; without one, it continues in the next raw HTML."""
        assert self.open_comment is not None
        closing = _COMMENT_END.search(html, at)
        if closing is None:
            return len(html)
        end = piece.place(start + closing.end() - 1) + 1
        self.comments.append(HiddenRange(self.open_comment, end, How.COMMENT))
        self.open_comment = None
        return closing.end()

    def _add_tag(self, tag: re.Match[str], name: str, start: int, piece: _Piece) -> None:
        attributes: dict[str, str] = {}
        inner = start + tag.start(3)
        for each in _ATTRIBUTE.finditer(tag[3]):
            key, value = each[1].casefold(), each[2] or each[3] or each[4] or ""
            attributes.setdefault(key, unescape(value))
            # A URL without white space is not text.
            if tag[1] or key not in _ADDRESSES or " " in value.strip() or "\n" in value:
                self._hide(piece, inner + each.start(1), inner + each.end(), How.ASIDE)
        places = (piece.place(start + tag.start()), piece.place(start + tag.end() - 1) + 1)
        self.tags.append(_Tag(name, bool(tag[1]), attributes, *places, piece))

    @cached_property
    def targets(self) -> dict[str, str]:
        """The targets of the link definitions, by folded label."""
        found: dict[str, str] = {}
        for _, block in self.blocks:
            if block.kind is Kind.DEFINITION:
                for label, target in read_definitions(block.text)[0]:
                    if not label.startswith("^"):  # a footnote's
                        found.setdefault(label, target)
        return found

    def find_elements(self) -> Iterator[HiddenRange]:
        """Elements that are not shown, or that may hide others."""
        reported: set[int] = set()
        for tag, end in self.list_elements(hides):
            yield HiddenRange(tag.start, end, How.STYLE if tag.name == "style" else How.ELEMENT)
            if _TAG.sub("", self.document.source[tag.end : end]).strip():
                reported.add(tag.start)
        for tag in self.tags:
            if tag.closes or tag.start in reported:
                continue
            if covers(tag.name, tag.attributes, empty=tag.name in _VOID):
                yield HiddenRange(tag.start, tag.end, How.COVER)
        yield from self.find_faint()

    def find_faint(self) -> Iterator[HiddenRange]:
        """Elements whose text is too faint or small to see, with the styles of those around it."""
        around: list[tuple[int, Look]] = []
        beyond = 0
        for at, tag in enumerate(self.tags):
            if tag.closes or tag.name in _VOID or tag.start < beyond:
                continue
            while around and around[-1][0] <= tag.start:
                around.pop()
            before = around[-1][1] if around else Look()
            look = change_look(before, tag.name, tag.attributes)
            if look == before:
                continue
            end = self._find_end(at)
            if look is None or not look.is_seen or len(around) >= _MOST_STYLED:
                beyond = end
                yield HiddenRange(tag.start, end, How.ELEMENT)
            else:
                around.append((end, look))

    def find_folded(self) -> Iterator[HiddenRange]:
        """The content of closed details elements, except for their summary."""
        starts = [tag.start for tag in self.tags]
        for tag, end in self.list_elements(folds):
            inside = self.tags[bisect_left(starts, tag.end) : bisect_left(starts, end)]
            summary = [each for each in inside if each.name in ("details", "summary")][:2]
            # The summary counts only if it is the first element in the details.
            if (
                [each.name for each in summary] == ["summary", "summary"]
                and summary[0] is inside[0]
                and not summary[0].closes
                and summary[1].closes
            ):
                yield HiddenRange(tag.end, summary[0].start, How.FOLDED)
                yield HiddenRange(summary[1].end, end, How.FOLDED)
            else:
                yield HiddenRange(tag.end, end, How.FOLDED)

    def find_struck(self) -> Iterator[HiddenRange]:
        """Text between tildes, or in elements that strike it out."""
        for tag, end in self.list_elements(strikes):
            yield HiddenRange(tag.start, end, How.STRUCK)
        for piece in self.pieces:
            if not piece.html and "~" in piece.text:
                for start, end in _pair_tildes(piece.text):
                    yield HiddenRange(piece.place(start), piece.place(end - 1) + 1, How.STRUCK)

    def find_drawings(self) -> Iterator[HiddenRange]:
        """Drawings and formulas, in which the visibility of text depends on geometry."""
        for tag, end in self.list_elements(lambda name, _: name in ("math", "svg")):
            yield HiddenRange(tag.start, end, How.ASIDE)

    def list_elements(self, wanted: _Rule) -> Iterator[tuple[_Tag, int]]:
        """The outermost elements that satisfy a rule, each with its end."""
        beyond = 0
        for at, tag in enumerate(self.tags):
            opens = not tag.closes and tag.name not in _VOID
            if opens and tag.start >= beyond and wanted(tag.name, tag.attributes):
                beyond = self._find_end(at)
                yield tag, beyond

    def _find_end(self, at: int) -> int:
        """The end of an element: that of its closing tag, or of the element or block around it."""
        tag = self.tags[at]
        limit = tag.piece.limit
        if tag.name in _FORMATTING:
            limit = self.end if limit > tag.piece.end else limit
        elif tag.name in _ENDED_BY_TEXT or not (
            tag.piece.html or tag.name in _BLOCKS or tag.name in _PARTS
        ):
            limit = tag.piece.end
        depth = 1
        wholes = 0
        for place in range(at + 1, len(self.tags)):
            other = self.tags[place]
            if other.start >= limit:
                break
            if tag.name in _PARTS:
                if other.name in _WHOLES:
                    wholes += -1 if other.closes else 1
                if wholes < 0 or (not wholes and other.name == tag.name and not other.closes):
                    return other.start
            if other.name == tag.name:
                depth += -1 if other.closes else 1
                if not depth:
                    return other.end
        return limit

    def find_definitions(self) -> Iterator[HiddenRange]:
        """Definitions that nothing refers to."""
        for start, block in self.definitions:
            notes = list(_FOOTNOTE.finditer(block.text))
            if notes:
                edges = [*(note.start() for note in notes), len(block.text)]
                for note, (first, last) in zip(notes, pairwise(edges), strict=True):
                    if fold_label(note[1]) not in self.footmarks:
                        end = start + last
                        end = end if note is not notes[-1] else self._find_note_end(end)
                        yield HiddenRange(start + first, end, How.DEFINITION)
            elif self._is_unused(block):
                yield HiddenRange(start, start + len(block.text), How.DEFINITION)

    def _find_note_end(self, end: int) -> int:
        """The end of the indented blocks that belong to the footnote before a position."""
        for start, block in self.blocks[bisect_left(self.blocks, end, key=itemgetter(0)) :]:
            lines = [line for line in block.text.split("\n") if line.strip()]
            if not all(line.startswith(("    ", "\t")) for line in lines):
                break
            if lines:
                end = start + len(block.text)
        return end

    def find_infos(self) -> Iterator[HiddenRange]:
        """The info strings of code fences, which only highlighters read."""
        for match in _INFO.finditer(self.document.source, 0, self.end):
            yield HiddenRange(*match.span(match.lastgroup or 0), How.ASIDE)

    def find_remarks(self) -> Iterator[HiddenRange]:
        """The comments in diagrams, which forges draw instead of showing the code."""
        for start, block in self.blocks:
            if isinstance(block, Code) and block.info.casefold().startswith("mermaid"):
                for match in _REMARK.finditer(block.text):
                    yield HiddenRange(start + match.start(1), start + match.end(1), How.ASIDE)

    def find_beside(self) -> Iterator[HiddenRange]:
        """The hidden words of link definitions, and the unused footnotes of the tail."""
        for start, block in self.definitions:
            if _FOOTNOTE.match(block.text):
                continue
            if title := _TITLE.search(block.text):
                yield HiddenRange(start + title.start(1), start + title.end(1), How.ASIDE)
            for words in _WORDS_AS_TARGET.finditer(block.text):
                yield HiddenRange(start + words.start(1), start + words.end(1), How.ASIDE)
            for label in _DEFINED.finditer(block.text):
                if _is_sentence(label[1]):
                    yield HiddenRange(start + label.start(1), start + label.end(1), How.ASIDE)
        at = self.end
        for line in self.document.source[at:].split("\n"):
            note = _FOOTNOTE.match(line)
            if note and fold_label(note[1]) not in self.footmarks:
                yield HiddenRange(at, at + len(line), How.ASIDE)
            at += len(line) + 1

    @cached_property
    def leaves(self) -> list[Leaf]:
        """The leaf blocks of the body."""
        return read_leaves(self.document.source[: self.end])

    @cached_property
    def definitions(self) -> list[tuple[int, Block]]:
        """The link and footnote definitions of the body, with their positions."""
        return [(start, block) for start, block in self.blocks if block.kind is Kind.DEFINITION]

    @cached_property
    def footmarks(self) -> frozenset[str]:
        """The labels of all footnote marks that a renderer recognizes."""
        found: set[str] = set()
        if "[^" not in self.document.source[: self.end]:
            return frozenset()  # reading the leaves takes as long as everything else
        for leaf in self.leaves:
            if leaf.kind is Kind.HTML or "[^" not in leaf.text:
                continue
            texts = [leaf.text]
            if leaf.kind is Kind.TABLE:
                rows = [split_cells(row) for _, row in leaf.lines]
                texts = [cell for row in rows for cell in row[: len(rows[0])]]
            for text in texts:
                plain = _without_targets(text, self.targets)
                found.update(fold_label(mark[1]) for mark in _FOOTMARK.finditer(plain))
        return frozenset(found)

    def _is_unused(self, block: Block) -> bool:
        return self.labels.isdisjoint(label for label, _ in read_definitions(block.text)[0])

    @cached_property
    def labels(self) -> frozenset[str]:
        """All bracketed text outside definitions and code, which may be a label."""
        return frozenset(
            fold_label(label)
            for _, block in self.blocks
            if not isinstance(block, Code) and block.kind is not Kind.DEFINITION
            for label in _BRACKETED.findall(block.text)
        )

    def find_cells(self) -> Iterator[HiddenRange]:
        """The cells of rows beyond the number of columns of their table."""
        for start, block in self.blocks:
            if not isinstance(block, Table):
                continue
            width = len(block.header.cells)
            at = start
            for line in block.text.split("\n"):
                cells = _place_cells(line)
                if len(cells) > width:
                    yield HiddenRange(at + cells[width][0], at + len(line), How.CELL)
                at += len(line) + 1

    def find_matter(self) -> Iterator[HiddenRange]:
        """The lines of front matter, without the delimiters around them."""
        matter = self.document.front_matter
        if matter is not None:
            first = matter.text.find("\n") + 1
            last = matter.text.rstrip("\n").rfind("\n") + 1
            yield HiddenRange(first, max(first, last), How.MATTER)


def _place_blocks(document: Document) -> Iterator[tuple[int, Block]]:
    """The blocks of a document, each with the position of its first character."""
    at = 0
    for block in document.blocks():
        yield at, block
        at += len(block.text)


def _find_column(source: str, starts: Sequence[int], number: int, text: str) -> int:
    """The position in the source of a line's text, which ends the line, except for its tabs."""
    start, end = starts[number - 1], starts[number] - 1
    at = source.rfind(text.strip(), start, end)
    return at - (len(text) - len(text.lstrip())) if at >= start else start


def _place_cells(line: str) -> list[tuple[int, int]]:
    """The start and end of each cell of a row."""
    bars = [at for at, c in enumerate(line) if c == "|" and (not at or line[at - 1] != "\\")]
    edges = [-1, *bars, len(line)]
    cells = [(left + 1, right) for left, right in pairwise(edges)]
    inner = cells[1:] if bars and not line[: bars[0]].strip() else cells
    return inner[:-1] if bars and not line[bars[-1] + 1 :].strip() else inner


def _list_asides(link: Link) -> Iterator[tuple[int, int]]:
    """The ranges of a link's source with an alternative text, a title or other hidden words."""
    if link.image and link.text:
        yield 2, 2 + len(link.text)
    if link.source.endswith(")"):
        title = _TITLE.search(link.source, 1 + link.image + len(link.text))
        if title:
            yield title.span(1)
        if words := _WORDS_AS_TARGET.match(link.source, 1 + link.image + len(link.text)):
            yield words.span(1)
    elif _is_sentence(link.source[2 + link.image + len(link.text) :]):
        yield 2 + link.image + len(link.text), len(link.source)


def _is_sentence(label: str) -> bool:
    return len(label.split()) >= _MOST_NAMED


def _without_targets(text: str, targets: Mapping[str, str]) -> str:
    """Inline text without code, raw HTML, and the hidden parts of links."""
    parts: list[str] = []
    at = 0
    ranges = [*find_code_spans(text)]
    if "<" in text or "](" in text or "][" in text:
        for found in scan_inlines(text, targets):
            start = found.offset
            if isinstance(found, Link) and not found.text.startswith("^"):
                start += 1 + found.image + len(found.text)
            ranges.append((start, found.offset + len(found.source)))
    for start, end in sorted(ranges):
        if end > at:
            parts.append(text[at : max(at, start)])
            at = end
    # Part by part, because a URL ends with its link: "([study](https://…)).[^3]".
    return "".join(_AUTOLINK.sub("", part) for part in (*parts, text[at:]))


def _pair_tildes(text: str) -> Iterator[tuple[int, int]]:
    """The ranges that one or two tildes on both sides strike out by GFM's rules, except code."""
    code = find_code_spans(text)
    starts = [start for start, _ in code]
    waiting: dict[int, list[int]] = {1: [], 2: []}
    for run in _TILDES.finditer(text):
        start, end = run.span()
        inside = bisect_left(starts, start) - 1
        if end - start > 2 or (inside >= 0 and start < code[inside][1]):
            continue
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        openers = waiting[end - start]
        if openers and before and not before.isspace() and before != "\\":
            opener = openers.pop()
            yield opener, end
            for each in waiting.values():
                while each and each[-1] > opener:
                    each.pop()
        elif after and not after.isspace() and before != "\\":
            openers.append(start)
