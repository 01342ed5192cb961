"""Add, change and remove rows of a section's tables, found by their first cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from git_report.edits.footnotes import CITATION
from git_report.edits.operations import Row
from git_report.edits.splices import SpliceError, TextEdit, place_blocks
from git_report.markdown import Block, Kind, Table
from git_report.markdown.anchors import plain_title
from git_report.markdown.tables import split_cells
from git_report.text import shorten

_ESCAPED = re.compile(r"\\+(?=\|)")
_SHOWN, _LONGEST = 8, 60


def read_cell(text: str) -> str:
    """A cell on one line, with unescaped bars."""
    return " ".join(_ESCAPED.sub("", text).split())


def write_row(cells: Sequence[str]) -> str:
    """The Markdown of a table row, with bars escaped in its cells."""
    return f"| {' | '.join(read_cell(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def read_row(line: str) -> tuple[str, ...]:
    """The cells of a Markdown table row, with unescaped bars."""
    return tuple(map(read_cell, split_cells(line)))


def change_row(text: str, operation: Row, ending: str) -> TextEdit:
    """The edit that a row operation makes in a section's own text.

    Raises SpliceError if the table or the row is not found, or the number of cells is wrong.
    """
    table = _choose(list(_find_tables(text)), operation.table)
    width = len(table.block.header.cells)
    # The lines of a table are its header, the delimiter row and the rows: `ends[n + 2]` is the end
    # of row n.
    emptied = not any(cell.strip() for cell in operation.cells)
    if operation.row and emptied:
        place = table.find(operation.row)
        return TextEdit(table.ends[place + 1], table.ends[place + 2], "")
    if emptied:
        raise SpliceError("it has no cells")
    if len(operation.cells) != width:
        raise SpliceError(
            f"it has {len(operation.cells)} cells, and the table {width} columns: "
            f"{', '.join(table.block.header.cells)}"
        )
    line = f"{ending}{write_row(operation.cells)}"
    if operation.row:
        place = table.find(operation.row)
        return TextEdit(table.ends[place + 1], table.ends[place + 2], line)
    if operation.after == "":
        place = len(table.block.rows) - 1
    elif operation.after == "first":
        place = -1
    else:
        place = table.find(operation.after)
    return TextEdit(table.ends[place + 2], table.ends[place + 2], line)


@dataclass(frozen=True, slots=True)
class _Place:
    """A table of a text: `ends` has the ends of its lines, the header's first.

    `above` and `below` are the words of the adjacent paragraphs, which may be its caption.
    """

    block: Table
    ends: tuple[int, ...]
    above: str
    below: str

    @property
    def header(self) -> list[str]:
        """The words of the header's cells."""
        return [_plain(cell) for cell in self.block.header.cells]

    def find(self, name: str) -> int:
        """The index of the row with that first cell; raises SpliceError unless there is one."""
        firsts = [row.cells[0] if row.cells else "" for row in self.block.rows]
        wanted = read_cell(name)
        same = [i for i, first in enumerate(firsts) if read_cell(first) == wanted]
        plain = [_plain(first) for first in firsts]
        found = same or [i for i, first in enumerate(plain) if first == _plain(name)]
        # Writers shorten a long first cell: "Verify every" for "Verify every figure".
        found = found or [i for i, first in enumerate(plain) if _begins(first, _plain(name))]
        if len(found) == 1:
            return found[0]
        if found:
            raise SpliceError(
                f"{len(found)} rows of the table begin with '{shorten(name, _LONGEST)}'"
            )
        raise SpliceError(f"no row begins with '{shorten(name, _LONGEST)}': {_list(firsts)}")


def _find_tables(text: str) -> Iterator[_Place]:
    blocks = [(start, b) for start, b in place_blocks(text) if b.kind is not Kind.BLANK]
    for at, (start, block) in enumerate(blocks):
        if not isinstance(block, Table):
            continue
        ends, end = [], start
        for line in block.text.split("\n")[: 2 + len(block.rows)]:
            ends.append(end + len(line.removesuffix("\r")))
            end += len(line) + 1
        above, below = (_caption(blocks, neighbour) for neighbour in (at - 1, at + 1))
        yield _Place(block, tuple(ends), above, below)


def _caption(blocks: Sequence[tuple[int, Block]], at: int) -> str:
    if not 0 <= at < len(blocks) or blocks[at][1].kind is not Kind.PARAGRAPH:
        return ""
    return _plain(blocks[at][1].content)


def _choose(tables: Sequence[_Place], words: str) -> _Place:
    """The table with that number or those words; raises SpliceError unless there is one."""
    if not tables:
        raise SpliceError("the section has no table")
    if words.isdecimal() and 1 <= int(words) <= len(tables):
        return tables[int(words) - 1]
    wanted = _plain(words)
    tiers = (
        [table for table in tables if wanted in table.header],
        [table for table in tables if wanted in " ".join(table.header)],
        [table for table in tables if wanted in table.above],
        [table for table in tables if wanted in table.below],
    )
    found = next(filter(None, tiers), ()) if wanted else tables
    if len(found) == 1:
        return found[0]
    listed = "; ".join(
        f"{number}: {', '.join(table.block.header.cells)}"
        for number, table in enumerate(tables, start=1)
    )
    what = (
        f"no single table has the words '{shorten(words, _LONGEST)}'"
        if words
        else "it does not name a table"
    )
    raise SpliceError(f"{what}; the section's are {shorten(listed, 3 * _LONGEST)}")


def _plain(text: str) -> str:
    """A text for comparison: without emphasis, footnote citations and letter case."""
    return " ".join(plain_title(CITATION.sub("", read_cell(text))).split()).casefold()


def _begins(text: str, words: str) -> bool:
    """Whether a text begins with whole words."""
    return bool(words) and text.startswith(words) and not text[len(words) :][:1].isalnum()


def _list(firsts: Sequence[str]) -> str:
    shown = ", ".join(f"'{shorten(first, _LONGEST // 2)}'" for first in firsts[:_SHOWN])
    more = f" and {len(firsts) - _SHOWN} more" if len(firsts) > _SHOWN else ""
    return f"its rows begin with {shown}{more}" if firsts else "it has no rows"
