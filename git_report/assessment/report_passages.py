"""Passages: a report as sentences and rows, each with its line and section."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from git_report.differ.words.sentences import split_sentences
from git_report.markdown import Block, Code, Document, Kind, Section, Table
from git_report.markdown.anchors import plain_title
from git_report.patterns import lazy

_ITEM = lazy(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_QUOTED = lazy(r"(?:[ \t]{0,3}>[ \t]?)+")
# A line that is entirely emphasised.
_ALONE = lazy(r"\s*([*_]{1,3})[^\n*_][^\n]{0,180}\1[ \t]*[†‡]?[ \t]*")
# A mark of evidence after a full stop.
_MARKED = lazy(r"(?<=[.!?][†‡])\s+")
# "In 35 ms. Then …" ends a sentence; "Ms." does not.
_UNIT_END = lazy(r"(?<=\d ms\.)\s+(?=[A-ZÄÖÜ])")
_DEFINITION = lazy(r"[ \t]{0,3}\[\^[^\]\s]+\]:")
_UNREAD = frozenset({Kind.HTML, Kind.RULE, Kind.BLANK, Kind.DEFINITION})


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or table row of a report: its text on one line, its 1-based line, its section.

    `cells` are those of a row; `quoted` says that it is in a quote block.
    """

    text: str
    line: int
    section: Section
    cells: tuple[str, ...] = ()
    quoted: bool = False

    @property
    def title(self) -> str:
        """The title of its section as plain text."""
        return plain_title(self.section.title)


def read_passages(document: Document) -> tuple[Passage, ...]:
    """The sentences and rows of a report's body in order, without code, HTML and headings."""
    return tuple(
        passage
        for section in document.sections
        for block in section.blocks
        for passage in _read_block(block, section)
    )


def cut_sentences(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the sentences of numbered lines, each with the number of its first line."""
    parts: list[str] = []
    starts: list[int] = []
    numbers: list[int] = []
    at = 0
    for number, line in lines:
        if words := " ".join(line.split()):
            parts.append(words)
            starts.append(at)
            numbers.append(number)
            at += len(words) + 1
    flat = " ".join(parts)
    at = 0
    for sentence in split_sentences(flat):
        at = flat.find(sentence, at)
        for part in _UNIT_END.split(sentence):
            at = flat.find(part, at)
            yield numbers[bisect_right(starts, at) - 1], part
            at += len(part)


def _read_block(block: Block, section: Section) -> Iterator[Passage]:
    if isinstance(block, Code) or block.kind in _UNREAD:
        return
    if isinstance(block, Table):
        for row in block.rows:
            yield Passage(" | ".join(row.cells), row.line, section, row.cells)
        return
    if _ALONE.fullmatch(
        block.content
    ):  # a caption: the full stop after its number does not end a sentence
        yield Passage(block.content.strip(), block.span.first, section)
        return
    quoted = block.kind is Kind.QUOTE
    for group in _group_lines(block):
        for line, sentence in cut_sentences(group):
            for part in _MARKED.split(sentence):
                yield Passage(part, line, section, quoted=quoted)


def _group_lines(block: Block) -> Iterator[list[tuple[int, str]]]:
    """Yield the lines of each paragraph or item of a block, without markers."""
    group: list[tuple[int, str]] = []
    for number, line in enumerate(block.content.split("\n"), start=block.span.first):
        words = _QUOTED.sub("", line, count=1) if line.lstrip().startswith(">") else line
        item = _ITEM.match(words)
        if (item or not words.strip()) and group:
            yield group
            group = []
        if not _DEFINITION.match(words):
            group.append((number, words[item.end() :] if item else words))
    if group:
        yield group
