"""GFM tables: where one starts in a run of lines, and the cells of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from git_report.patterns import lazy

_DELIMITER_CELL = lazy(r":?-+:?")
_DELIMITER_CHARACTERS = lazy(r"[|:-][ \t|:-]*")


# Most rows of a version are in the next one as well, and several stages split each of them.
@lru_cache(maxsize=4096)
def split_cells(line: str) -> tuple[str, ...]:
    """The cells of a row without outer spaces; a bar after a backslash is not a border."""
    text = line.strip()
    cells, start = [], 0
    at = text.find("|")
    while at >= 0:
        if at == 0 or text[at - 1] != "\\":
            cells.append(text[start:at].strip())
            start = at + 1
        at = text.find("|", at + 1)
    cells.append(text[start:].strip())
    if cells and not cells[0]:
        cells.pop(0)
    if cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def starts_table(header: str, delimiter: str) -> bool:
    """Whether two lines are a table's header and delimiter row, with the same number of cells."""
    if "|" not in header or _indented(header) or _indented(delimiter):
        return False
    marks = delimiter.strip(" \t\n")
    # "- |" is a list item.
    if not _DELIMITER_CHARACTERS.fullmatch(marks) or marks[:2] in ("- ", "-\t"):
        return False
    # "-" underlines a heading.
    if len(marks) < 2:
        return False
    columns = [cell.strip(" \t") for cell in marks.split("|")]
    inner = [cell for at, cell in enumerate(columns) if cell or 0 < at < len(columns) - 1]
    if not inner or not all(_DELIMITER_CELL.fullmatch(cell) for cell in inner):
        return False
    return len(inner) == len(split_cells(header))


def find_table(lines: Sequence[str]) -> int | None:
    """The index of the first table header among a paragraph's lines, or None."""
    for at in range(len(lines) - 1):
        if "-" in lines[at + 1] and starts_table(lines[at], lines[at + 1]):
            return at
    return None


def _indented(line: str) -> bool:
    return line.expandtabs(4).startswith("    ")


def place_cells(line: str) -> list[tuple[int, int]]:
    """Where the cells of a row start and end."""
    bars = [at for at, c in enumerate(line) if c == "|" and (not at or line[at - 1] != "\\")]
    edges = [-1, *bars, len(line)]
    cells = [(left + 1, right) for left, right in pairwise(edges)]
    inner = cells[1:] if bars and not line[: bars[0]].strip() else cells
    return inner[:-1] if bars and not line[bars[-1] + 1 :].strip() else inner
