"""Find the figures of a text, the numbers that are amounts, and compare them by value and unit."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from git_report.differ.figures.finding import find_figures, find_quantities

if TYPE_CHECKING:
    from git_report.differ.figures.equal_values import Key, list_keys, list_numbers, list_shares
    from git_report.differ.figures.number_kinds import FigureKind
    from git_report.differ.figures.reader import Figure

__all__ = [
    "Figure",
    "FigureKind",
    "Key",
    "find_figures",
    "find_quantities",
    "list_keys",
    "list_numbers",
    "list_shares",
]

_HOMES = {
    "equal_values": "Key list_keys list_numbers list_shares",
    "number_kinds": "FigureKind",
    "reader": "Figure",
}


def __getattr__(name: str) -> object:
    # Imported when asked for: a text without digits needs none of these.
    for home, names in _HOMES.items():
        if name in names.split():
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
