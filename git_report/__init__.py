"""Living reports in git: one reference, one version, one commit.

The names below are the stable interface for other tools: ``parse(text) -> Document``,
``diff(prior, new) -> Delta`` with ``apply`` and ``invert``, and ``iterate(...)``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from git_report.differ import Delta, diff
    from git_report.errors import ReportError
    from git_report.markdown import Document, parse
    from git_report.run import iterate

__all__ = ["Delta", "Document", "ReportError", "diff", "iterate", "parse"]

_HOMES = {
    "Delta": "git_report.differ",
    "Document": "git_report.markdown",
    "ReportError": "git_report.errors",
    "diff": "git_report.differ",
    "iterate": "git_report.run",
    "parse": "git_report.markdown",
}


def __getattr__(name: str) -> object:
    # Imported when asked for: a hook that needs one room should not pay for all.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)
