"""The figures of a text, looked for by the reader only where there is a digit.

The reader and its tables of units take 6 ms to load, of the 90 that a difference of two small
files takes (bench/paired.py), and not every change has a number.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from git_report.patterns import lazy

if TYPE_CHECKING:
    from git_report.differ.figures.reader import Figure

# Fractions that are one character.
VULGAR = "¼-¾⅐-⅞"
_DIGIT = lazy(rf"[\d{VULGAR}]")


def find_figures(text: str) -> list[Figure]:
    """Every number of a text in order, told apart by kind."""
    return list(_read(text.rstrip()))


def find_quantities(text: str) -> tuple[Figure, ...]:
    """The figures of a text that are claims: neither dates nor names nor places in an order."""
    return tuple([figure for figure in _read(text.rstrip()) if figure.is_quantity])


# A block is asked for its figures several times, with the blank lines that follow it and without.
# More than a long report has blocks and cells: a smaller one forgets each before it is asked again.
@lru_cache(maxsize=1 << 14)
def _read(text: str) -> tuple[Figure, ...]:
    if not _DIGIT.search(text):
        return ()
    from git_report.differ.figures.reader import read_figures

    return read_figures(text)
