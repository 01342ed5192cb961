"""The Markdown document as a tree of sections and blocks that tile its source.

Everything here is made of whole lines. A line ends at LF and nowhere else (CR, form feed, U+0085
and U+2028 are ordinary characters), so that a span in lines, in characters and in bytes is the
same place, and joining neighbours gives back the text that was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    """What a block is, in CommonMark's and GFM's words."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    QUOTE = "quote"
    CODE = "code"
    HTML = "html"
    RULE = "rule"
    DEFINITION = "definition"
    BLANK = "blank"
    FRONT_MATTER = "front matter"


class Span(NamedTuple):
    """A half-open range of bytes of the source, and the lines that it covers.

    `start` and `end` are offsets into the UTF-8 bytes; `first` and `last` are 1-based lines,
    inclusive (`last` is `first - 1` where the span is empty).
    """

    start: int
    end: int
    first: int
    last: int


class Block:
    """A run of whole lines: one leaf or container block with the blank lines that follow it.

    `text` is the exact source of the span, blank lines included. Two blocks of one class are equal
    by the three fields that all have: what a kind has besides was read from its text.
    """

    # As frozen dataclasses these six would take 3 ms to load, of the 90 of a small difference, and
    # each block thrice the time to make (bench/paired.py).
    __slots__ = ("kind", "span", "text")

    def __init__(self, kind: Kind, span: Span, text: str) -> None:
        self.kind: Final = kind
        self.span: Final = span
        self.text: Final = text

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Block)
            and type(self) is type(other)
            and (self.text, self.span, self.kind) == (other.text, other.span, other.kind)
        )

    def __hash__(self) -> int:
        return hash((self.kind, self.span, self.text))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.kind!s}, {self.span.first}, {self.text!r})"

    @property
    def content(self) -> str:
        """The source without the blank lines that follow, and without the last line ending."""
        words = len(self.text.rstrip(" \t\r\v\f\n"))
        end = self.text.find("\n", words)
        return (self.text[:end] if end >= 0 else self.text).removesuffix("\r")

    @property
    def lines(self) -> tuple[int, int]:
        """The 1-based lines of `content`, inclusive."""
        return self.span.first, self.span.first + self.content.count("\n")


class AnyPlace:
    """A block that equals each of its kind with the same text, wherever in a document that is.

    What is known of one can be kept for versions to come: all that a block has was read from its
    text, its own place and those of its rows and items apart.
    """

    __slots__ = ("_key", "block")

    def __init__(self, block: Block) -> None:
        self.block = block
        self._key = block.kind, block.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AnyPlace) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


class Heading(Block):
    """An ATX or setext heading; `title` is its inline source, without the markers."""

    __slots__ = ("level", "title")

    def __init__(self, span: Span, text: str, level: int, title: str) -> None:
        super().__init__(Kind.HEADING, span, text)
        self.level: Final = level
        self.title: Final = title


class Item(NamedTuple):
    """One list item with its continuation lines; `items` are the items nested in it."""

    span: Span
    text: str
    marker: str
    items: tuple[Item, ...] = ()


class List(Block):
    """A bullet or ordered list; its `items` tile it."""

    __slots__ = ("items", "ordered")

    def __init__(self, span: Span, text: str, items: tuple[Item, ...], *, ordered: bool) -> None:
        super().__init__(Kind.LIST, span, text)
        self.ordered: Final = ordered
        self.items: Final = items


class TableRow(NamedTuple):
    """One table row: its line (1-based), its exact source, and its cells without outer spaces."""

    line: int
    text: str
    cells: tuple[str, ...]


class Table(Block):
    """A GFM table: the header row, the delimiter row's source, and the body rows.

    A ragged row keeps the cells that it has: it is for the checks to complain.
    """

    __slots__ = ("delimiter", "header", "rows")

    def __init__(
        self,
        span: Span,
        text: str,
        header: TableRow,
        delimiter: str,
        rows: tuple[TableRow, ...],
    ) -> None:
        super().__init__(Kind.TABLE, span, text)
        self.header: Final = header
        self.delimiter: Final = delimiter
        self.rows: Final = rows


class Code(Block):
    """A fenced or indented code block: its info string, and whether a closing fence ends it."""

    __slots__ = ("closed", "fenced", "info")

    def __init__(self, span: Span, text: str, info: str, *, fenced: bool, closed: bool) -> None:
        super().__init__(Kind.CODE, span, text)
        self.info: Final = info
        self.fenced: Final = fenced
        self.closed: Final = closed


class Quote(Block):
    """A block quote; `inner` is its text with the quote markers removed."""

    __slots__ = ("inner",)

    def __init__(self, span: Span, text: str, inner: str) -> None:
        super().__init__(Kind.QUOTE, span, text)
        self.inner: Final = inner


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the blocks under it and the sections below it.

    The root section (level 0, no heading, empty `path`) contains the text before the first heading.
    `path` are the titles from the outermost ancestor down to this section; `index` its ordinal in
    the document (the root is 0). `own` spans the heading and its own blocks, `span` the whole
    subtree.

    `number` is how people and writers name the section: (2, 1) is the first in the second below the
    title, (0,) the title with its own text, (0, 0) the text before it. In a document without a
    title (no heading of level 1, several, or one that is not the first heading of all) the
    outermost sections are (1,), (2,), and (0,) is the text before the first heading.
    """

    index: int
    path: tuple[str, ...]
    number: tuple[int, ...]
    level: int
    heading: Heading | None
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    own: Span
    span: Span

    @property
    def title(self) -> str:
        """The heading's inline source; empty for the root."""
        return self.heading.title if self.heading else ""

    @property
    def line(self) -> int:
        """The heading's line, 1-based; 0 for the root."""
        return self.heading.span.first if self.heading else 0

    def walk(self) -> Iterator[Section]:
        """Every section from here down, in document order, itself first."""
        stack = [self]
        while stack:
            section = stack.pop()
            yield section
            if section.sections:
                stack.extend(reversed(section.sections))


class Definition(NamedTuple):
    """A footnote definition of the tail; `text` is its whole line, `[^7]: [Title](target)`."""

    label: str
    text: str
    line: int


class Record(NamedTuple):
    """What a version declared about itself: ``key: value`` entries, in order."""

    version: int
    entries: tuple[tuple[str, str], ...] = ()

    def values(self, key: str) -> tuple[str, ...]:
        """The values of all entries of that key, in order."""
        return tuple(value for name, value in self.entries if name == key)


class Tail(NamedTuple):
    """The end of a version that the tool keeps: definitions, a digest's notice, the record."""

    span: Span
    text: str
    definitions: tuple[Definition, ...]
    notice: str
    record: Record


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed Markdown text: front matter, the root section, the tail; together they tile it.

    A text has one document: two of the same source are equal, and what is known of one can be kept.
    `sections` are all in document order, the root first.
    """

    source: str = field(repr=False)
    front_matter: Block | None = field(compare=False)
    root: Section = field(compare=False)
    tail: Tail | None = field(compare=False)
    sections: tuple[Section, ...] = field(repr=False, compare=False)

    @property
    def without_record(self) -> str:
        """The source up to the record, which names what a version does not say any more."""
        if self.tail is None:
            return self.source
        start = len(self.source) - len(self.tail.text)
        return self.source[:start] + self.tail.text.rpartition("<!-- git-report ")[0]

    @property
    def title(self) -> str:
        """The first heading's title; empty where there is none."""
        return self.root.sections[0].title if self.root.sections else ""

    def blocks(self) -> Iterator[Block]:
        """Every block that tiles the text, headings and front matter included, tail excluded."""
        if self.front_matter is not None:
            yield self.front_matter
        for section in self.sections:
            if section.heading is not None:
                yield section.heading
            yield from section.blocks
