"""Tables of a page as rows of equal width; a cell that spans others is repeated in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from git_report.sources.pages.nodes import elements, role

_MOST_COLUMNS = 200
# Cells that are not in the page's source: those that spans repeat, and those that are missing in
# shorter rows. With one row of N cells, and N rows, there are N squared.
_MOST_ADDED = 100_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `node` is None if the row is too short."""

    node: LexborNode | None
    heads: bool = False


@dataclass(frozen=True, slots=True)
class PageGrid:
    """A table: rows of equal width, of which the first `heads` name the columns.

    If a table would consist mostly of added cells, the rows are as in the page's source: none is
    filled up, and a cell that spans others is only in its first place.
    """

    rows: tuple[tuple[Cell, ...], ...]
    heads: int
    caption: LexborNode | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    node: LexborNode
    part: str
    last: int  # the row where its part of the table ends


def read_grid(table: LexborNode) -> PageGrid:
    """The cells of a table by row and column (HTML, 4.9.12.1 "forming a table").

    The header rows are those of `thead`, otherwise the leading rows that consist of `th`, otherwise
    the first row of a table without any `th`; `heads` is 0 if only rows have headers.
    """
    rows = _find_rows(table)
    filled = _fill(rows)
    if filled is None:
        filled = tuple(tuple(map(_read_cell, _find_cells(row.node))) for row in rows)
    caption = next((node for node in elements(table) if node.tag == "caption"), None)
    heads = _count_heads(rows, filled)
    full = tuple(row for n, row in enumerate(filled) if n < heads or any(c.node for c in row))
    return PageGrid(full, heads, caption)


def _fill(rows: list[_Row]) -> tuple[tuple[Cell, ...], ...] | None:
    """The rows with repeated and missing cells added; None if these would be too many."""
    slots: list[dict[int, Cell]] = [{} for _ in rows]
    written = repeated = 0
    for index, row in enumerate(rows):
        column = 0
        for node in _find_cells(row.node):
            while column in slots[index]:
                column += 1
            wide = max(1, min(_span(node, "colspan"), _MOST_COLUMNS - column))
            # In HTML, rowspan=0 extends a cell to the end of its part of the table.
            tall = min(_span(node, "rowspan") or len(rows), row.last - index + 1)
            written += 1
            repeated += wide * tall - 1
            if repeated > _MOST_ADDED:
                return None
            cell = _read_cell(node)
            for below in range(index, index + tall):
                for beside in range(column, column + wide):
                    slots[below].setdefault(beside, cell)
            column += wide
    width = max((max(slot, default=-1) + 1 for slot in slots), default=0)
    if width * len(rows) - written > _MOST_ADDED:
        return None
    return tuple(tuple(slot.get(n, Cell(None)) for n in range(width)) for slot in slots)


def _read_cell(node: LexborNode) -> Cell:
    return Cell(node, heads=node.tag == "th" or role(node) == "columnheader")


def _count_heads(rows: list[_Row], filled: tuple[tuple[Cell, ...], ...]) -> int:
    named = sum(1 for row in rows if row.part == "thead")
    if named:
        return named
    leading = 0
    for row in filled:
        if not all(cell.heads for cell in row if cell.node is not None):
            break
        leading += 1
    if leading:
        # A table that consists of `th` alone has data in them.
        return leading if leading < len(filled) else 1
    plain = not any(cell.heads for row in filled for cell in row)
    return 1 if plain and len(filled) > 1 else 0


def _find_rows(table: LexborNode) -> list[_Row]:
    """The rows of a table, without those of tables inside it: head, bodies, foot."""
    # In the order in which browsers show the parts, whatever the order of the source.
    parts: dict[str, list[list[LexborNode]]] = {"thead": [], "tbody": [], "tfoot": []}
    loose: list[LexborNode] = []
    for node in elements(table):
        if node.tag in parts or role(node) == "rowgroup":
            part = node.tag if node.tag in parts else "tbody"
            parts[part].append([row for row in elements(node) if _is_row(row)])
        elif _is_row(node):
            loose.append(node)
    parts["tbody"].append(loose)
    rows: list[_Row] = []
    for part, groups in parts.items():
        for group in groups:
            last = len(rows) + len(group) - 1
            rows.extend(_Row(node, part, last) for node in group)
    return rows


def _is_row(node: LexborNode) -> bool:
    return node.tag == "tr" or role(node) == "row"


def _find_cells(row: LexborNode) -> Iterator[LexborNode]:
    cells = {"cell", "gridcell", "columnheader", "rowheader"}
    return (node for node in elements(row) if node.tag in {"td", "th"} or role(node) in cells)


def _span(node: LexborNode, name: str) -> int:
    text = (node.attributes.get(name) or "1").strip()
    return int(text) if len(text) < 6 and text.isascii() and text.isdigit() else 1
