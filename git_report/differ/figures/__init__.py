"""Figures: the numbers of a text that say how much, with value and unit, and which are equal."""

from git_report.differ.figures.equal_values import Key, list_keys, list_numbers
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
