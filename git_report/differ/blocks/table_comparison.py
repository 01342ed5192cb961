"""Tables compared row by row, rows known by their key column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from git_report.differ.blocks.entries import BlockEntry
from git_report.differ.blocks.entry_excerpts import ROW
from git_report.differ.words.markup import unify_markup
from git_report.markdown import Table
from git_report.markdown.tables import split_cells
from git_report.patterns import lazy

# The header and the delimiter, shown above every excerpt of rows.
HEAD = 2
# A cell, if it is short enough to name its row; the first need have no border before it.
_FIRST = lazy(r"[ \t]*\|?[^|\\\n]{1,100}(?=\|)")
_CELL = lazy(r"\|[^|\\\n]{1,100}(?=\|)")
# The name of a row is in one of so many columns; else it would be most of the row.
_MOST = 3
_END = lazy(r"\|[ \t]*")
# Columns that are looked at; of so many rows one may have no name: a heading in the table.
_COLUMNS = 8
_NAMED = 10
_NUMBER = lazy(r"\d{1,18}")


class _Column(NamedTuple):
    """A column of two tables: its place in each, and what the rows say there.

    The rows of `pairs` belong together by it: no other one of either table says the same.
    """

    places: tuple[int, int]
    prior: Sequence[str]
    new: Sequence[str]
    pairs: dict[int, int]

    @property
    def sides(self) -> tuple[Sequence[str], Sequence[str]]:
        """The cells of both tables."""
        return self.prior, self.new


def list_rows(prior: Table, new: Table) -> tuple[list[BlockEntry], list[BlockEntry]]:
    """The rows of both tables, the header first; padding makes no difference."""
    key = _find_key(prior, new)
    if key is None:
        return _list_entries(prior, 0, ()), _list_entries(new, 0, ())
    return (
        _list_entries(prior, key.places[0], key.prior),
        _list_entries(new, key.places[1], key.new),
    )


def _list_entries(table: Table, column: int, labels: Sequence[str]) -> list[BlockEntry]:
    lines = table.content.split("\n")
    first = table.header.line
    top = "\n".join(lines[:HEAD])
    entries = [BlockEntry(0, top, ("header", table.header.cells), solid=True, whole=ROW)]
    often = Counter(labels)
    for row, label in zip(table.rows, labels or [""] * len(table.rows), strict=True):
        at = row.line - first
        if at >= len(lines):
            break
        # The last cell is never a part of the name, which is shown whatever is cut of the rest.
        cells = min(column + 1, len(row.cells) - 1)
        name = _name_row(lines[at], cells) if cells else ""
        label = label if often[label] == 1 else ""  # noqa: PLW2901
        row_entry = BlockEntry(
            at, lines[at], tuple(map(unify_markup, row.cells)), label, name, solid=True, whole=ROW
        )
        entries.append(row_entry)
    return entries


def _name_row(line: str, cells: int) -> str:
    """The beginning of a row up to the cell that names it, else its first cell, if these are short.

    Rows that all begin with "| ruby |" say nothing without the next cell.
    """
    ends = [0]
    while len(ends) <= min(cells, _MOST):
        cell = (_CELL if ends[-1] else _FIRST).match(line, ends[-1])
        if cell is None:
            break
        ends.append(cell.end())
    end = ends[-1] if len(ends) > cells else ends[:2][-1]
    closed = _END.match(line, end) if end else None
    return line[: closed.end()] if closed else ""


def _find_key(prior: Table, new: Table) -> _Column | None:
    """The first column that names the rows, else the first two together.

    Its cells differ from row to row, and half of them are in both tables, if there is such a
    column. One that merely numbers the rows comes last, and none that is shifted is a name: where a
    row came or went, all after it would seem to be others.
    """
    columns = _pair_columns(prior, new)
    keys = [each for each in columns if _is_key(each)]
    keys = [each for each in keys if not (_rises(each) and _is_shifted(each, columns))]
    if not any(map(_is_key, columns)) and len(columns) > 1:
        both = _join_columns(*columns[:2])
        keys = [both] if _is_key(both) else []
    keys.sort(key=_counts)
    least = min(len(prior.rows), len(new.rows)) / 2
    kept = next((each for each in keys if len(each.pairs) >= least), None)
    return kept or next((each for each in keys if each.pairs), None)


def count_alignments(prior: Table, new: Table) -> int:
    """How many columns are aligned otherwise."""
    sides = [
        [(cell[:1] == ":", cell[-1:] == ":") for cell in split_cells(table.delimiter)]
        for table in (prior, new)
    ]
    return sum(one != other for one, other in zip(*sides, strict=False))


def _pair_columns(prior: Table, new: Table) -> list[_Column]:
    """The first columns of both tables by their headers, or by their places if these are others."""
    names, others = prior.header.cells, new.header.cells
    often = Counter(names), Counter(others)
    there = {name: k for k, name in enumerate(others) if often[0][name] == often[1][name] == 1}
    out = []
    for k, name in enumerate(names[:_COLUMNS]):
        place = there.get(name, -1)
        if place < 0 and k < len(others):
            renamed = not often[1][name] and not often[0][others[k]]
            place = k if renamed or name == others[k] else -1
        if place >= 0:
            out.append(_make_column((k, place), _list_cells(prior, k), _list_cells(new, place)))
    return out


def _list_cells(table: Table, column: int) -> list[str]:
    """What the rows say in a column; a ragged row may say nothing."""
    return [row.cells[column] if column < len(row.cells) else "" for row in table.rows]


def _make_column(places: tuple[int, int], prior: Sequence[str], new: Sequence[str]) -> _Column:
    often = Counter(prior), Counter(new)
    there = {cell: j for j, cell in enumerate(new) if cell and often[1][cell] == 1}
    pairs = {i: there[c] for i, c in enumerate(prior) if c in there and often[0][c] == 1}
    return _Column(places, prior, new, pairs)


def _join_columns(first: _Column, second: _Column) -> _Column:
    """Two columns as one: what is a name together need not be one alone."""
    cells = (
        [f"{one}|{other}" for one, other in zip(*pair, strict=True)]
        for pair in zip(first.sides, second.sides, strict=True)
    )
    return _make_column(second.places, *cells)


def _is_key(column: _Column) -> bool:
    """Whether the cells of a column differ from row to row in both tables, but for a few."""
    for cells in column.sides:
        named = sum(number == 1 for cell, number in Counter(cells).items() if cell)
        if not named or len(cells) - named > max(1, len(cells) // _NAMED):
            return False
    return True


def _counts(column: _Column) -> bool:
    """Whether the cells number the rows: in a ranking, another row may have the number now."""
    return all(cell == str(k) for cells in column.sides for k, cell in enumerate(cells, start=1))


def _rises(column: _Column) -> bool:
    """Whether the numbers in the cells rise or fall from row to row: numbers, dates and times."""
    for cells in column.sides:
        numbers = [tuple(map(int, _NUMBER.findall(cell))) for cell in cells if cell]
        if not all(numbers) or not (
            all(a < b for a, b in pairwise(numbers)) or all(a > b for a, b in pairwise(numbers))
        ):
            return False
    return True


def _is_shifted(key: _Column, columns: Sequence[_Column]) -> bool:
    """Whether most rows that changed, of those that belong together by a column, do not by words.

    These have words that are in another row of the other table now, and none that are in the same.
    """
    others = [each for each in columns if each is not key]
    worded = [
        {i: j for i, j in each.pairs.items() if any(map(str.isalpha, each.prior[i]))}
        for each in others
    ]
    come = [frozenset(pairs.values()) for pairs in worded]
    changed = went = 0
    for i, j in key.pairs.items():
        if all(each.prior[i] == each.new[j] for each in others):
            continue
        changed += 1
        stays = any(pairs.get(i) == j for pairs in worded)
        went += not stays and (any(i in each for each in worded) or any(j in each for each in come))
    return 2 * went > changed
