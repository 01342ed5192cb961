"""The raw HTML of a Markdown document as browsers read it once the Markdown around it is rendered.

Comments, tags and elements with their places in the source: an element may start in one block and
end in a later one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import accumulate
from operator import itemgetter

from git_report.markdown.document import Block, Document, Kind
from git_report.markdown.inlines import Link, read_definitions, scan_inlines
from git_report.markdown.leaves import Leaf, read_leaves
from git_report.markdown.tables import place_cells
from git_report.patterns import lazy

_Rule = Callable[[str, Mapping[str, str]], bool]


@dataclass(frozen=True, slots=True)
class PlacedText:
    """The text of a leaf block or a table cell, without the marks of the containers around it.

    `lines` are the offsets at which its lines start, in the text and in the source. An element that
    is not closed in it continues to `limit` in the source at most.
    """

    text: str
    lines: tuple[tuple[int, int], ...]
    limit: int
    html: bool = False

    def place(self, at: int) -> int:
        """The position in the source of a character of the text."""
        inner, outer = self.lines[bisect_right(self.lines, at, key=itemgetter(0)) - 1]
        return outer + at - inner

    def place_range(self, start: int, end: int) -> tuple[int, int]:
        """Where a range of the text, which is not empty, starts and ends in the source."""
        return self.place(start), self.place(end - 1) + 1

    @property
    def end(self) -> int:
        """The end of the text in the source."""
        return self.place(len(self.text))


@dataclass(frozen=True, slots=True)
class PlacedTag:
    """A tag with its attributes: where it is in the source, and in which piece of text."""

    name: str
    closes: bool
    attributes: dict[str, str]
    start: int
    end: int
    piece: PlacedText


VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Open ones continue in the next paragraph, however the one that they began in ends.
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
# What a paragraph, which Markdown makes of any text, ends: itself, and drawings and formulas.
_ENDED_BY_TEXT = frozenset("math option p svg".split())
# What the next of its kind ends, or the end of what it is a part of, such as a list.
_PARTS = frozenset("dd dt li td th tr".split())
_WHOLES = frozenset("dl menu ol table tbody tfoot thead ul".split())
_BLOCKS = frozenset(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header main menu nav ol pre section summary table template "
    "tbody thead tfoot ul".split()
)
_RAW = frozenset("iframe noembed noframes noscript script style textarea title xmp".split())
_MARKUP = lazy(r"<(?:!--|[!?]|/?[A-Za-z]|/[^A-Za-z>])")
_COMMENT_END = lazy(r"--!?>")
_EMPTY_COMMENT = lazy(r"<!---?>")
# A quotation mark begins a value right behind "=" alone.
TAG = lazy(
    r"<(/?)([A-Za-z][^\s/>]*+)((?>(?:=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))|[^>])*))(?:>|\Z)"
)
_ATTRIBUTE = lazy(r"([^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\s>]++)))?")
# Attributes that are addresses.
_ADDRESSES = frozenset({"href", "src", "xlink:href"})


class RawHtml:
    """The raw HTML of a document, and its other links, with their places in the source.

    Only pieces of text that contain one of `marks` are looked into. `comments` and `asides` are the
    ranges of comments, and of attributes other than addresses.
    """

    def __init__(self, document: Document, marks: Sequence[str]) -> None:
        self.document = document
        self.marks = marks
        self.comments: list[tuple[int, int]] = []
        self.asides: list[tuple[int, int]] = []
        self.links: list[tuple[PlacedText, Link]] = []
        self.tags: list[PlacedTag] = []
        self.open_comment: int | None = None
        self.blocks = list(_place_blocks(document))
        self.end = self.blocks[-1][0] + len(self.blocks[-1][1].text) if self.blocks else 0
        self.pieces = list(self._list_pieces())
        self._read()

    def _list_pieces(self) -> Iterator[PlacedText]:
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
                    for start, until in place_cells(text):
                        cell = text[start:until]
                        if any(mark in cell for mark in marks):
                            yield PlacedText(cell, ((0, place + start),), place + until)
                continue
            offsets = accumulate((len(text) + 1 for _, text in lines), initial=0)
            places = tuple(zip(offsets, (place for place, _ in lines), strict=False))
            yield PlacedText(content, places, limit, html=leaf.kind is Kind.HTML)

    def _read(self) -> None:
        for piece in self.pieces:
            self._read_piece(piece)
        if self.open_comment is not None:
            self.comments.append((self.open_comment, self.end))

    def _read_piece(self, piece: PlacedText) -> None:
        if piece.html:
            self._read_html(piece.text, 0, piece)
            return
        for found in scan_inlines(piece.text, self.targets):
            if isinstance(found, Link):
                self.links.append((piece, found))
            else:
                self._read_html(found.source, found.offset, piece)

    def _read_html(self, html: str, start: int, piece: PlacedText) -> None:
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
            tag = TAG.match(html, at)
            if tag is None:
                # A browser reads what is left, such as `</3>`, `<?x>` and `<!x>`, as a comment.
                end = html.find(">", at) + 1 or len(html)
                self.comments.append(piece.place_range(start + at, start + end))
                at = end
                continue
            at = tag.end()
            name = tag[2].casefold()
            self._add_tag(tag, name, start, piece)
            if name in _RAW and not tag[1]:
                close = lazy(rf"</{name}(?![\w-])", re.IGNORECASE).search(html, at)
                at = close.start() if close else len(html)

    def _close_comment(self, html: str, start: int, at: int, piece: PlacedText) -> int:
        """Return the end of the open comment; without one, it continues in the next raw HTML."""
        assert self.open_comment is not None
        closing = _COMMENT_END.search(html, at)
        if closing is None:
            return len(html)
        end = piece.place(start + closing.end() - 1) + 1
        self.comments.append((self.open_comment, end))
        self.open_comment = None
        return closing.end()

    def _add_tag(self, tag: re.Match[str], name: str, start: int, piece: PlacedText) -> None:
        attributes: dict[str, str] = {}
        inner = start + tag.start(3)
        for each in _ATTRIBUTE.finditer(tag[3]):
            key, value = each[1].casefold(), each[2] or each[3] or each[4] or ""
            # Of an attribute that is given twice, a browser uses the first.
            attributes.setdefault(key, unescape(value))
            # An address has no space, and its words say nothing.
            if tag[1] or key not in _ADDRESSES or " " in value.strip() or "\n" in value:
                self.asides.append(piece.place_range(inner + each.start(1), inner + each.end()))
        places = piece.place_range(start + tag.start(), start + tag.end())
        self.tags.append(PlacedTag(name, bool(tag[1]), attributes, *places, piece))

    def list_elements(self, wanted: _Rule) -> Iterator[tuple[PlacedTag, int]]:
        """The outermost elements that satisfy a rule, each with its end."""
        beyond = 0
        for at, tag in enumerate(self.tags):
            opens = not tag.closes and tag.name not in VOID
            if opens and tag.start >= beyond and wanted(tag.name, tag.attributes):
                beyond = self.find_end(at)
                yield tag, beyond

    def find_end(self, at: int) -> int:
        """Where an element ends: behind its closing tag, or with what it is in."""
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

    @cached_property
    def leaves(self) -> list[Leaf]:
        """The leaf blocks of the body."""
        return read_leaves(self.document.source[: self.end])


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
