"""The difference of two documents as data, as diff.md and as JSON."""

from git_report.diff.delta import (
    BlockChange,
    Change,
    Delta,
    FigureChange,
    Figures,
    SectionChange,
    SectionSide,
    Side,
    Words,
)
from git_report.diff.engine import diff, diff_texts
from git_report.diff.jsonform import to_json
from git_report.diff.patch import Splice
from git_report.diff.render import render_diff, render_first

__all__ = [
    "BlockChange",
    "Change",
    "Delta",
    "FigureChange",
    "Figures",
    "SectionChange",
    "SectionSide",
    "Side",
    "Splice",
    "Words",
    "diff",
    "diff_texts",
    "render_diff",
    "render_first",
    "to_json",
]
