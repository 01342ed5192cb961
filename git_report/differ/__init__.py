"""The difference of two documents as data, as diff.md and as JSON."""

from git_report.differ.delta import (
    BlockChange,
    Change,
    Delta,
    FigureChange,
    Figures,
    Hidden,
    SectionChange,
    SectionSide,
    Side,
    Words,
)
from git_report.differ.delta_json import to_json
from git_report.differ.engine import diff, diff_texts
from git_report.differ.patch import Splice
from git_report.differ.story.reader import DiffFile, read_diff, read_engine
from git_report.differ.story.render import (
    ENGINE,
    keep_section,
    render_diff,
    render_first,
    render_section,
)
from git_report.differ.story.verification import derive, verify

__all__ = [
    "ENGINE",
    "BlockChange",
    "Change",
    "Delta",
    "DiffFile",
    "FigureChange",
    "Figures",
    "Hidden",
    "SectionChange",
    "SectionSide",
    "Side",
    "Splice",
    "Words",
    "derive",
    "diff",
    "diff_texts",
    "keep_section",
    "read_diff",
    "read_engine",
    "render_diff",
    "render_first",
    "render_section",
    "to_json",
    "verify",
]
