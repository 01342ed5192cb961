"""The entries of a block: its items, rows or lines."""

from __future__ import annotations

from collections.abc import Mapping

from git_report.differ.blocks.entries import LINE, BlockEntry
from git_report.differ.blocks.list_comparison import list_items
from git_report.differ.blocks.table_comparison import list_rows
from git_report.markdown import Block, Kind, List, Table
from git_report.patterns import lazy

NO_SHIFT: Mapping[str, str] = {}
_FENCE = lazy(r" {0,3}(?:`{3,}|~{3,})[ \t\r]*")
_INDENT = lazy(r"\A(?: {4}| {0,3}\t)")
BY_LINE = frozenset({Kind.CODE, Kind.HTML, Kind.DEFINITION, Kind.FRONT_MATTER})


def list_entries(block: Block | None) -> list[BlockEntry]:
    """The rows, items or lines of a block; none where it is made of words."""
    if isinstance(block, Table):
        return list_rows(block, block)[0]
    if isinstance(block, List):
        return list_items(block)
    return list_lines(block) if block and block.kind in BY_LINE else []


def list_lines(block: Block) -> list[BlockEntry]:
    """The lines of a block, those that are blank left out; a fence is known by what it names."""
    entries = _list_all(block)
    if block.kind is Kind.CODE and entries and (fence := _FENCE.match(entries[0].text)):
        names = entries[0].text[fence.end() :].strip()
        entries[0] = entries[0]._replace(key=("fence", names))
        if len(entries) > 1 and _FENCE.fullmatch(entries[-1].text.rstrip()):
            entries[-1] = entries[-1]._replace(key=("fence",))
    return entries


def _list_all(block: Block) -> list[BlockEntry]:
    return [
        BlockEntry(
            index, line, line.rstrip(), prefix=line[: len(line) - len(line.lstrip())], whole=LINE
        )
        for index, line in enumerate(block.content.split("\n"))
        if line.strip()
    ]


def find_fence(prior: Block, new: Block) -> bool | None:
    """Whether code is fenced now and was not; False the other way round, None if both are alike."""
    if not prior.kind is new.kind is Kind.CODE:
        return None
    before, after = (_FENCE.match(block.content) is not None for block in (prior, new))
    return None if before is after else after


def list_code(block: Block) -> list[BlockEntry]:
    """The lines of code by what they say: without the fence or the indentation that marks it.

    A fence that names a language is a line of its own.
    """
    entries = list_lines(block)
    if _FENCE.match(entries[0].text):
        closed = _FENCE.fullmatch(entries[-1].text.strip()) is not None
        return entries[_FENCE.fullmatch(entries[0].text) is not None : len(entries) - closed]
    return [each._replace(key=_INDENT.sub("", str(each.key))) for each in entries]
