"""Find the figures of a text, the numbers that are amounts, and compare them by value and unit."""

from git_report.differ.figures.measures import Key, list_keys, list_numbers
from git_report.differ.figures.number_kinds import FigureKind
from git_report.differ.figures.reader import Figure, find_figures, find_quantities

__all__ = [
    "Figure",
    "FigureKind",
    "Key",
    "find_figures",
    "find_quantities",
    "list_keys",
    "list_numbers",
]
