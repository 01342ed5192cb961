"""Divide a version into the parts that have an origin: blocks, rows, items and sentences.

White space, footnote marks, list markers and the padding of tables are not words: parts that
differ only in these have the same words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from git_report.differ.blocks.entries import BlockEntry
from git_report.differ.blocks.list_comparison import list_items
from git_report.differ.blocks.table_comparison import list_rows
from git_report.differ.sections.numbering import strip_number
from git_report.differ.words.sentences import split_sentences
from git_report.markdown import AnyPlace, Block, Document, Heading, Kind, List, Quote, Table

_MARK = re.compile(r" ?(?<!\\)\[\^[^\]\s^\[]+\]")


class PartKind(StrEnum):
    """The kind of a part of a block."""

    ROW = "row"
    ITEM = "item"
    SENTENCE = "sentence"


class TracedPart(NamedTuple):
    """A row, an item or a sentence, without its position, so that versions can share it.

    `first` and `last` are its lines, counted from 0 from the first line of its block; `words` is
    equal for two parts that say the same. For a sentence, `entry` is the index of the item that it
    is in, counted from 0 in its block; otherwise it is -1.
    """

    kind: PartKind
    entry: int
    first: int
    last: int
    text: str
    words: str


class BlockParts(NamedTuple):
    """A block with its section and the ranges of its rows or items and of its sentences."""

    block: Block
    section: int
    words: str
    entries: range
    sentences: range

    def find_lines(self, part: TracedPart) -> tuple[int, int]:
        """The lines of one of the parts, 1-based and inclusive."""
        line = self.block.span.first
        return line + part.first, line + part.last


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a version in document order; blank blocks are omitted.

    The first row of a table is its header.
    """

    document: Document
    blocks: tuple[BlockParts, ...]
    entries: tuple[TracedPart, ...]
    sentences: tuple[TracedPart, ...]

    def list_entry_blocks(self) -> list[int]:
        """The index of the block of each row and item."""
        return [index for index, each in enumerate(self.blocks) for _ in each.entries]

    def list_sentence_blocks(self) -> list[int]:
        """The index of the block of each sentence."""
        return [index for index, each in enumerate(self.blocks) for _ in each.sentences]


def list_parts(document: Document) -> Parts:
    """A document's blocks, rows, items and sentences."""
    blocks: list[BlockParts] = []
    entries: list[TracedPart] = []
    sentences: list[TracedPart] = []
    for section, block in _walk(document):
        start, at = len(entries), len(sentences)
        inside = _take_apart(AnyPlace(block))
        entries += inside.entries
        sentences += inside.sentences
        ranges = range(start, len(entries)), range(at, len(sentences))
        blocks.append(BlockParts(block, section, inside.words, *ranges))
    return Parts(document, tuple(blocks), tuple(entries), tuple(sentences))


class _BlockContents(NamedTuple):
    """The parts of a block, whatever document it is in."""

    words: str
    entries: tuple[TracedPart, ...]
    sentences: tuple[TracedPart, ...]


# Cached, because most blocks of a version are in the next one as well.
@lru_cache(maxsize=4096)
def _take_apart(place: AnyPlace) -> _BlockContents:
    block = place.block
    entries: list[TracedPart] = []
    sentences: list[TracedPart] = []
    for at, entry in enumerate(list_entries(block)):
        kind, words = _read_entry(block, entry)
        last = entry.line + entry.text.count("\n")
        entries.append(TracedPart(kind, -1, entry.line, last, entry.text, words))
        if kind is PartKind.ITEM:
            sentences += _cut(entry.body, at, entry.line)
    if block.kind is Kind.PARAGRAPH or isinstance(block, Quote):
        sentences += _cut(_prose(block), -1, 0)
    words = "\n".join(entry.words for entry in entries) if entries else _find_words(block)
    return _BlockContents(words, tuple(entries), tuple(sentences))


def list_entries(block: Block) -> Sequence[BlockEntry]:
    """The rows of a table, header first, or the items of a list; nothing for other blocks."""
    if isinstance(block, Table):
        return list_rows(block, block)[1]
    return list_items(block) if isinstance(block, List) else ()


@lru_cache(maxsize=8192)
def find_words(text: str) -> str:
    """A text as one line without footnote marks."""
    return _MARK.sub("", " ".join(text.split())).strip()


def _walk(document: Document) -> Iterator[tuple[int, Block]]:
    if document.front_matter is not None:
        yield 0, document.front_matter
    for section in document.root.walk():
        if section.heading is not None:
            yield section.index, section.heading
        for block in section.blocks:
            if block.kind is not Kind.BLANK:
                yield section.index, block


def _read_entry(block: Block, entry: BlockEntry) -> tuple[PartKind, str]:
    """The kind of an entry, and its words."""
    if isinstance(block, Table):
        return PartKind.ROW, find_words(" | ".join(_cells(block, entry.line)))
    prefix = entry.prefix.rstrip()
    box = f"{prefix[-3:]} " if prefix.endswith("]") else ""
    return PartKind.ITEM, box + find_words(entry.body)


def _cells(table: Table, line: int) -> tuple[str, ...]:
    return table.rows[line - 2].cells if line else table.header.cells


def _find_words(block: Block) -> str:
    """The words of a block without rows or items; equal for two blocks that say the same."""
    if isinstance(block, Heading):
        title = " ".join(block.title.split())
        return f"# {find_words(strip_number(title)[1] or title)}"
    if block.kind is Kind.PARAGRAPH or isinstance(block, Quote):
        return find_words(_prose(block))
    return block.content


def _prose(block: Block) -> str:
    return block.inner if isinstance(block, Quote) else block.content


def _cut(text: str, entry: int, first: int) -> Iterator[TracedPart]:
    """The sentences of a text that starts at a given line of its block."""
    for sentence, words, start, end in _split(text):
        yield TracedPart(PartKind.SENTENCE, entry, first + start, first + end, sentence, words)


def _count(text: str) -> int:
    return sum(map(len, text.split()))


# Cached: if one item of a list changed, the sentences of the other items are the same.
@lru_cache(maxsize=8192)
def _split(text: str) -> tuple[tuple[str, str, int, int], ...]:
    """The sentences of a text, each with its words and its first and last line, from 0."""
    sentences = split_sentences(text)
    if len(sentences) == 1 and "\n" not in text:
        return ((sentences[0], find_words(sentences[0]), 0, 0),)
    # Sentences collapse white space, so positions are counted in the other characters.
    ends = list(accumulate(_count(line) for line in text.split("\n")))
    out: list[tuple[str, str, int, int]] = []
    at = 0
    for sentence in sentences:
        after = at + _count(sentence)
        lines = bisect_right(ends, at), bisect_right(ends, after - 1)
        out.append((sentence, find_words(sentence), *lines))
        at = after
    return tuple(out)
