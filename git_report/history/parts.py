"""What of a version can have an origin: its blocks, their rows and items, and their sentences.

White space, footnote marks, list markers and the padding of tables are not words: a part that
differs in these alone says the same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

from git_report.differ.blocks.entries import BlockEntry
from git_report.differ.blocks.lists import list_items
from git_report.differ.blocks.tables import list_rows
from git_report.differ.sections.numbering import strip_number
from git_report.differ.words.sentences import split_sentences
from git_report.markdown import Block, Document, Heading, Kind, List, Quote, Table

_MARK = re.compile(r" ?(?<!\\)\[\^[^\]\s^\[]+\]")


class PartKind(StrEnum):
    """What a part of a block is."""

    ROW = "row"
    ITEM = "item"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Part:
    """A row, an item or a sentence.

    `lines` are 1-based and inclusive; `words` is what two parts that say the same have in common.
    `entry` is the index of the item that a sentence is in, else -1.
    """

    kind: PartKind
    block: int
    entry: int
    lines: tuple[int, int]
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class BlockParts:
    """A block with its section and the ranges of its rows or items and of its sentences."""

    block: Block
    section: int
    words: str
    entries: range
    sentences: range


@dataclass(frozen=True, slots=True)
class Parts:
    """A version taken apart, in document order; blank blocks are left out.

    The first row of a table is its header.
    """

    document: Document
    blocks: tuple[BlockParts, ...]
    entries: tuple[Part, ...]
    sentences: tuple[Part, ...]


def list_parts(document: Document) -> Parts:
    """A document's blocks, rows, items and sentences."""
    blocks: list[BlockParts] = []
    entries: list[Part] = []
    sentences: list[Part] = []
    for section, block in _walk(document):
        index, first, start = len(blocks), len(entries), len(sentences)
        for entry in list_entries(block):
            own = _make_entry(block, index, entry)
            entries.append(own)
            if own.kind is PartKind.ITEM:
                line = block.span.first + entry.line
                sentences += _cut(entry.body, index, len(entries) - 1, line)
        if block.kind is Kind.PARAGRAPH or isinstance(block, Quote):
            sentences += _cut(_prose(block), index, -1, block.span.first)
        blocks.append(
            BlockParts(
                block,
                section,
                _find_words(block, entries[first:]),
                range(first, len(entries)),
                range(start, len(sentences)),
            )
        )
    return Parts(document, tuple(blocks), tuple(entries), tuple(sentences))


def list_entries(block: Block) -> Sequence[BlockEntry]:
    """The rows of a table, header first, or the items of a list; of other blocks none."""
    if isinstance(block, Table):
        return list_rows(block, block)[1]
    return list_items(block) if isinstance(block, List) else ()


@lru_cache(maxsize=8192)
def find_words(text: str) -> str:
    """A text on one line and without its footnote marks."""
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


def _make_entry(block: Block, index: int, entry: BlockEntry) -> Part:
    first = block.span.first + entry.line
    lines = first, first + entry.text.count("\n")
    if isinstance(block, Table):
        words = find_words(" | ".join(_cells(block, entry.line)))
        return Part(PartKind.ROW, index, -1, lines, entry.text, words)
    prefix = entry.prefix.rstrip()
    box = f"{prefix[-3:]} " if prefix.endswith("]") else ""
    return Part(PartKind.ITEM, index, -1, lines, entry.text, box + find_words(entry.body))


def _cells(table: Table, line: int) -> tuple[str, ...]:
    return table.rows[line - 2].cells if line else table.header.cells


def _find_words(block: Block, entries: Sequence[Part]) -> str:
    """What two blocks that say the same have in common."""
    if entries:
        return "\n".join(entry.words for entry in entries)
    if isinstance(block, Heading):
        title = " ".join(block.title.split())
        return f"# {find_words(strip_number(title)[1] or title)}"
    if block.kind is Kind.PARAGRAPH or isinstance(block, Quote):
        return find_words(_prose(block))
    return block.content


def _prose(block: Block) -> str:
    return block.inner if isinstance(block, Quote) else block.content


def _cut(text: str, block: int, entry: int, first: int) -> Iterator[Part]:
    """The sentences of a text that starts at a line, with the lines that each is on."""
    for sentence, words, start, end in _split(text):
        lines = first + start, first + end
        yield Part(PartKind.SENTENCE, block, entry, lines, sentence, words)


def _count(text: str) -> int:
    return sum(map(len, text.split()))


# Most of a version is in the next one as well.
@lru_cache(maxsize=8192)
def _split(text: str) -> tuple[tuple[str, str, int, int], ...]:
    """The sentences of a text, each with its words and its first and last line, from 0."""
    sentences = split_sentences(text)
    if len(sentences) == 1 and "\n" not in text:
        return ((sentences[0], find_words(sentences[0]), 0, 0),)
    # Sentences collapse white space: places are counted in the other characters.
    ends = list(accumulate(_count(line) for line in text.split("\n")))
    out: list[tuple[str, str, int, int]] = []
    at = 0
    for sentence in sentences:
        after = at + _count(sentence)
        lines = bisect_right(ends, at), bisect_right(ends, after - 1)
        out.append((sentence, find_words(sentence), *lines))
        at = after
    return tuple(out)
