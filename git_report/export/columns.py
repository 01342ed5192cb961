"""How wide the columns of a table should be, where it needs the whole width of a page."""

from __future__ import annotations

from itertools import zip_longest
from math import sqrt

from git_report.markdown import Table
from git_report.markdown.anchors import plain_title

# Characters of table text in a line of a page; a narrower table needs no widths.
_LINE = 90
_GAP = 3


def find_widths(table: Table) -> list[int]:
    """Per cent of the page for each column; empty for a table that fits without wrapping.

    By the square root of the mean length, which keeps a column of sentences from leaving no room
    for one of names, and at least by the longest word.
    """
    width = len(table.header.cells)
    rows = [row.cells[:width] for row in (table.header, *table.rows)]
    columns = [[plain_title(cell or "") for cell in each] for each in zip_longest(*rows)]
    longest = [max(map(len, column)) for column in columns]
    if not columns or sum(longest) + _GAP * len(columns) <= _LINE:
        return []
    weights = [
        max(
            max((len(word) for cell in column for word in cell.split()), default=0) + _GAP,
            4 * sqrt(sum(map(len, column)) / len(column)),
        )
        for column in columns
    ]
    return [round(100 * weight / sum(weights)) or 1 for weight in weights]
