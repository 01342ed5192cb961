"""Find the paragraphs, headings, tables and HTML blocks of a text at any depth of nesting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from git_report.markdown.containers import (
    HTML_TAG,
    SETEXT,
    Container,
    Measure,
    OpenLeaf,
    ScannedLine,
)
from git_report.markdown.document import Kind
from git_report.markdown.inlines import Html, Link, read_definitions, scan_inlines
from git_report.markdown.line_count import LineCount
from git_report.markdown.tables import split_cells
from git_report.patterns import lazy

_DELIMITER_ROW = lazy(r"\|? *+:?-+:? *+(?>(?:\| *+:?-+:? *+)*)\|? *+")
_FOOTNOTE = lazy(r"\[\^[^\] \t\r\n]+\]: *+")
_FOOTNOTE_WIDTH = 4
_MARK_WIDTH = len("> ")
_SMALL_DECLARATION = lazy(r"<![a-z]")
_HEADING_MARKS = lazy(r"#{1,6}(?: +|$)")


@dataclass(slots=True)
class Leaf:
    """A leaf block: its kind, and each of its lines with the 1-based number.

    `defines` says that it may begin with link definitions. Directly before a table it may not:
    there they are text.
    """

    kind: Kind
    lines: list[tuple[int, str]] = field(default_factory=list)
    defines: bool = False

    @property
    def text(self) -> str:
        """The joined lines."""
        return "\n".join(text for _, text in self.lines)


@dataclass(frozen=True, slots=True)
class Markup:
    """A link, an image or raw HTML, with its 1-based first line and the text of its container."""

    line: int
    found: Link | Html
    container: str = field(repr=False)


def find_markup(source: str) -> Iterator[Markup]:
    """The links, images and raw HTML of a Markdown text.

    Each inline container is parsed by itself, so a backtick never pairs with one of another
    container. Code contains no markup. The link of a definition is found where it is used.
    """
    contents: list[tuple[list[int], str] | Markup] = []
    targets: dict[str, str] = {}
    for leaf in read_leaves(source):
        if leaf.kind is Kind.HTML:
            contents.append(Markup(leaf.lines[0][0], Html(leaf.text, 0), leaf.text))
        elif leaf.kind is Kind.TABLE:
            for number, row in leaf.lines:
                cells = split_cells(row)
                contents += [([number], cell.replace("\\|", "|")) for cell in cells]
        else:
            numbers, text = [number for number, _ in leaf.lines], leaf.text
            definitions, end = read_definitions(text) if leaf.defines else ([], 0)
            for label, target in definitions:
                targets.setdefault(label, target)
            contents.append((numbers[text.count("\n", 0, end) :], text[end:]))
    for content in contents:
        if isinstance(content, Markup):
            yield content
            continue
        numbers, text = content
        lines = LineCount(text)
        for found in scan_inlines(text.rstrip(), targets):
            yield Markup(numbers[lines.before(found.offset)], found, text)


def read_leaves(source: str) -> list[Leaf]:
    """The leaf blocks with text, in order, except code."""
    plain = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\0", "\ufffd")
    # In CommonMark a lone CR ends a line too, but such a line has no number of its own.
    lines = [
        (number, line)
        for number, text in enumerate(plain.split("\n"), start=1)
        for line in text.split("\r")
    ]
    reader = _LeafReader(lines)
    reader.run()
    return [leaf for leaf in reader.leaves if leaf.lines]


class _Footnote(Container):
    """A GFM footnote definition, whose content is indented like that of a list item."""

    __slots__ = ()


class _LeafReader(Measure):
    """The parser of containers, extended to record the lines of leaves."""

    def __init__(self, lines: Sequence[tuple[int, str]]) -> None:
        # A quote around the whole text makes it one container, which one parser can read.
        super().__init__([f"> {text.expandtabs(4)}" for _, text in lines], 0)
        self.numbers = [number for number, _ in lines]
        self.leaves: list[Leaf] = []
        self.number = 0
        self.table: OpenLeaf | None = None
        self.lazy = False

    def _read_line(self, line: ScannedLine, number: int) -> bool:
        self.number = self.numbers[number]
        return super()._read_line(line, number)

    def _note(self, text: str, kind: Kind | None = None) -> None:
        """Add a line to the last leaf, or to a new leaf of the given kind."""
        if kind:
            self.leaves.append(Leaf(kind, defines=kind is Kind.PARAGRAPH and text[0] == "["))
        self.leaves[-1].lines.append((self.number, text))

    def _continue_leaf(self, line: ScannedLine, column: int) -> bool:
        html = self.leaf.html_end is not None or self.leaf.until_blank
        inside = super()._continue_leaf(line, column)
        if inside and html:
            self._note(line.text[column:])
        return inside

    def _ends(self, container: Container, line: ScannedLine, column: int) -> bool:
        if len(line.text) >= column + container.width:
            return False  # for cmark, enough spaces to reach the content continue it
        if isinstance(container, _Footnote):
            return len(line.text) > _MARK_WIDTH  # only an empty line continues it
        return container.hollow

    def _enter_other(self, line: ScannedLine, mark: int, depth: int) -> int | None:
        footnote = _FOOTNOTE.match(line.text, mark)
        if footnote is None:
            return None
        self._enter(depth, _Footnote(_FOOTNOTE_WIDTH))
        return footnote.end()

    def _start_leaf(
        self, line: ScannedLine, mark: int, depth: int, *, interrupts: bool, fresh: int
    ) -> bool:
        before, text = self.leaf, line.text[mark:]
        row = before is self.table and depth == fresh == len(self.stack)
        self.lazy = before.paragraph and not interrupts
        if interrupts and SETEXT.match(text) and self._defines_only():
            self._note(text, Kind.PARAGRAPH)  # after the definitions, no text is left to underline
            return True
        inside = super()._start_leaf(line, mark, depth, interrupts=interrupts, fresh=fresh)
        if self.leaf is before:
            return inside
        if self.leaf.paragraph and row:
            self.leaf = before
            self._note(text)
        elif self.leaf.paragraph:
            self._note(text, Kind.PARAGRAPH)
        elif text[0] == "#":
            inner = _HEADING_MARKS.sub("", text, count=1).rstrip(" ")
            bare = inner.rstrip("#")
            self._note(bare if not bare or bare[-1] == " " else inner, Kind.HEADING)
        elif text[0] == "<":
            self._note(text, Kind.HTML)
        return inside

    def _html(self, text: str, mark: int) -> OpenLeaf | None:
        if _SMALL_DECLARATION.match(text, mark):
            return None  # an HTML block in CommonMark, but not in GFM
        leaf = super()._html(text, mark)
        if leaf is None and self.lazy and HTML_TAG.match(text, mark):
            return OpenLeaf(until_blank=True)  # for cmark, a block of its own and not a lazy line
        return leaf

    def _continue_paragraph(self, line: ScannedLine, mark: int, *, plain: bool) -> bool:
        text, leaf = line.text[mark:], self.leaves[-1]
        if plain and _starts_table(leaf.lines[-1][1], text):
            leaf.defines = False
            self.leaves.append(Leaf(Kind.TABLE, [leaf.lines.pop()]))
            self.leaf = self.table = OpenLeaf()
        else:
            self._note(text)
        return True

    def _defines_only(self) -> bool:
        leaf = self.leaves[-1]
        return leaf.defines and not leaf.text[read_definitions(leaf.text)[1] :]


def _starts_table(header: str, delimiter: str) -> bool:
    """Whether two lines start a GFM table; unlike `tables.starts_table`, without a bar too."""
    row = delimiter.rstrip()
    return (
        "-" in row
        and _DELIMITER_ROW.fullmatch(row) is not None
        and len(split_cells(header)) == len(split_cells(row))
    )
