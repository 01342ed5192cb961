"""The paragraphs, headings, table cells and HTML blocks of a text, however deep they are nested."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from git_report.markdown.containers import Line, Measure, OpenLeaf
from git_report.markdown.document import Kind
from git_report.markdown.inlines import Html, Link, read_definitions, scan_inlines
from git_report.markdown.tables import split_cells

_DELIMITER_ROW = re.compile(r"\|? *+:?-+:? *+(?:\| *+:?-+:? *+)*+\|? *+")
_HEADING_MARKS = re.compile(r"#{1,6}(?: +|$)")
_CLOSING_MARKS = re.compile(r"(?:^| +)#+ *$")


@dataclass(slots=True)
class Leaf:
    """A block that holds text itself: its kind, and each of its lines with the 1-based number."""

    kind: Kind
    lines: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Markup:
    """A link, an image or raw HTML, and the 1-based line where it starts."""

    line: int
    found: Link | Html


def find_markup(source: str) -> Iterator[Markup]:
    """The links, images and raw HTML of a Markdown text, each inline container by itself.

    A backtick pairs with no backtick of another container, and code holds no markup. Links of
    definitions count where they are used.
    """
    contents: list[tuple[list[int], str] | Markup] = []
    targets: dict[str, str] = {}
    for leaf in read_leaves(source):
        if leaf.kind is Kind.HTML:
            html = "\n".join(text for _, text in leaf.lines)
            contents.append(Markup(leaf.lines[0][0], Html(html, 0)))
        elif leaf.kind is Kind.TABLE:
            for number, row in leaf.lines:
                contents += [([number], cell.replace("\\|", "|")) for cell in split_cells(row)]
        else:
            numbers = [number for number, _ in leaf.lines]
            text = "\n".join(text for _, text in leaf.lines)
            if leaf.kind is Kind.PARAGRAPH and text.startswith("["):
                definitions, end = read_definitions(text)
                for label, target in definitions:
                    targets.setdefault(label, target)
                numbers, text = numbers[text.count("\n", 0, end) :], text[end:]
            contents.append((numbers, text))
    for content in contents:
        if isinstance(content, Markup):
            yield content
            continue
        numbers, text = content
        for found in scan_inlines(text.rstrip(), targets):
            yield Markup(numbers[text.count("\n", 0, found.offset)], found)


def read_leaves(source: str) -> list[Leaf]:
    """The leaf blocks that show text, in order; code is none of them."""
    plain = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\0", "\ufffd")
    # To CommonMark a lone CR ends a line too, which has no number of its own.
    lines = [
        (number, line)
        for number, text in enumerate(plain.split("\n"), start=1)
        for line in text.split("\r")
    ]
    reader = _LeafReader(lines)
    reader.run()
    return [leaf for leaf in reader.leaves if leaf.lines]


class _LeafReader(Measure):
    """The machine that measures containers, made to note the lines of leaves."""

    def __init__(self, lines: Sequence[tuple[int, str]]) -> None:
        # A quote around the whole text makes one machine of all that is in it.
        super().__init__([f"> {text.expandtabs(4)}" for _, text in lines], 0)
        self.numbers = [number for number, _ in lines]
        self.leaves: list[Leaf] = []
        self.number = 0
        self.table: OpenLeaf | None = None

    def _take(self, line: Line, number: int) -> bool:
        self.number = self.numbers[number]
        return super()._take(line, number)

    def _note(self, kind: Kind, text: str, *, fresh: bool = False) -> None:
        if fresh:
            self.leaves.append(Leaf(kind))
        self.leaves[-1].lines.append((self.number, text))

    def _continue_leaf(self, line: Line, column: int) -> bool:
        html = self.leaf.html_end is not None or self.leaf.until_blank
        taken = super()._continue_leaf(line, column)
        if taken and html:
            self._note(Kind.HTML, line.text[column:])
        return taken

    def _start_leaf(
        self, line: Line, mark: int, depth: int, *, interrupts: bool, fresh: int
    ) -> bool:
        before, text = self.leaf, line.text[mark:]
        whole = depth == fresh == len(self.stack)
        taken = super()._start_leaf(line, mark, depth, interrupts=interrupts, fresh=fresh)
        leaf = self.leaf
        if leaf is before:
            return taken
        if leaf.paragraph and before is self.table and whole:
            self.leaf = before
            self._note(Kind.TABLE, text)
        elif leaf.paragraph:
            self._note(Kind.PARAGRAPH, text, fresh=True)
        elif text[0] == "#":
            inner = _HEADING_MARKS.sub("", text, count=1)
            self._note(Kind.HEADING, _CLOSING_MARKS.sub("", inner), fresh=True)
        elif text[0] == "<":
            self._note(Kind.HTML, text, fresh=True)
        return taken

    def _continue_paragraph(self, line: Line, mark: int, *, plain: bool) -> bool:
        text, above = line.text[mark:], self.leaves[-1].lines[-1]
        if plain and _starts_table(above[1], text):
            self.leaves[-1].lines.pop()
            self.leaves.append(Leaf(Kind.TABLE, [above]))
            self.leaf = self.table = OpenLeaf()
        else:
            self._note(Kind.PARAGRAPH, text)
        return True


def _starts_table(header: str, delimiter: str) -> bool:
    """Whether GFM takes two lines for a table; it wants no bar, unlike a reader of structure."""
    row = delimiter.rstrip()
    return (
        "-" in row
        and _DELIMITER_ROW.fullmatch(row) is not None
        and len(split_cells(header)) == len(split_cells(row))
    )
