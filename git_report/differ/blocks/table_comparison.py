"""Tables compared row by row, rows known by their key column."""

from __future__ import annotations

from collections.abc import Sequence

from git_report.differ.blocks.entries import ROW, BlockEntry
from git_report.markdown import Table
from git_report.patterns import lazy

# The header and the delimiter, shown above every excerpt of rows.
HEAD = 2
# A cell, if it is short enough to name its row.
_CELL = lazy(r"[ \t]*\|[^|\\\n]{1,100}(?=\|)")
# The name of a row is in one of so many columns; else it would be most of the row.
_MOST = 3
_END = lazy(r"\|[ \t]*")


def list_rows(prior: Table, new: Table) -> tuple[list[BlockEntry], list[BlockEntry]]:
    """The rows of both tables, the header first; padding makes no difference."""
    columns = _find_key_column(prior, new)
    return (
        _list_entries(prior, columns[0] if columns else -1),
        _list_entries(new, columns[1] if columns else -1),
    )


def _list_entries(table: Table, column: int) -> list[BlockEntry]:
    lines = table.content.split("\n")
    first = table.header.line
    top = "\n".join(lines[:HEAD])
    entries = [BlockEntry(0, top, ("header", table.header.cells), solid=True, whole=ROW)]
    for row in table.rows:
        at = row.line - first
        if at >= len(lines):
            break
        label = row.cells[column] if 0 <= column < len(row.cells) else ""
        # The last cell is never a part of the name, which is shown whatever is cut of the rest.
        cells = min(max(0, column) + 1, len(row.cells) - 1)
        name = _name_row(lines[at], cells) if cells else ""
        row_entry = BlockEntry(at, lines[at], row.cells, label, name, solid=True, whole=ROW)
        entries.append(row_entry)
    return entries


def _name_row(line: str, cells: int) -> str:
    """The beginning of a row up to the cell that names it, else its first cell, if these are short.

    Rows that all begin with "| ruby |" say nothing without the next cell.
    """
    ends = [0]
    while len(ends) <= min(cells, _MOST) and (cell := _CELL.match(line, ends[-1])):
        ends.append(cell.end())
    end = ends[-1] if len(ends) > cells else ends[:2][-1]
    closed = _END.match(line, end) if end else None
    return line[: closed.end()] if closed else ""


def _find_key_column(prior: Table, new: Table) -> tuple[int, int] | None:
    """The first column of both tables whose cells are unique; as its place in each.

    The first with words if that is no more than a number of the row: in a ranking, another one may
    have that now.
    """
    there = {name: k for k, name in reversed(list(enumerate(new.header.cells)))}
    # What some row lacks is no key: a wide header may have thousands of columns above short rows.
    narrowest = min((len(row.cells) for row in prior.rows), default=len(prior.header.cells))
    ranks: tuple[int, int] | None = None
    for k, name in enumerate(prior.header.cells[:narrowest]):
        if name in there and _is_key(prior, k) and _is_key(new, there[name]):
            if ranks is None and _counts(prior, k) and _counts(new, there[name]):
                ranks = k, there[name]
            elif ranks is None or _has_words(prior, k):
                return k, there[name]
    if ranks is not None:
        return ranks
    if prior.header.cells and new.header.cells and _is_key(prior, 0) and _is_key(new, 0):
        return 0, 0
    return None


def _counts(table: Table, column: int) -> bool:
    """Whether the cells of a column number the rows."""
    cells = [row.cells[column] for row in table.rows]
    return all(cell.isdecimal() and int(cell) == k for k, cell in enumerate(cells, start=1))


def _has_words(table: Table, column: int) -> bool:
    """Whether every cell of a column has a letter."""
    return all(any(map(str.isalpha, row.cells[column])) for row in table.rows)


def _is_key(table: Table, column: int) -> bool:
    cells: Sequence[str] = [row.cells[column] for row in table.rows if column < len(row.cells)]
    return len(cells) == len(table.rows) and all(cells) and len(set(cells)) == len(cells)
