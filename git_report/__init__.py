"""Living reports in git: one reference, one version, one commit.

The names below are the stable interface for other tools: ``parse(text) -> Document``,
``diff(prior, new) -> Delta`` with ``apply`` and ``invert``, and ``iterate(...)``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from git_report.diff import Delta, diff
    from git_report.errors import ReportError
    from git_report.iterate import iterate
    from git_report.markdown import Document, parse

__all__ = ["Delta", "Document", "ReportError", "diff", "iterate", "parse"]

_HOMES = {
    "Delta": "git_report.diff",
    "Document": "git_report.markdown",
    "ReportError": "git_report.errors",
    "diff": "git_report.diff",
    "iterate": "git_report.iterate",
    "parse": "git_report.markdown",
}


def __getattr__(name: str) -> object:
    # Imported when asked for: a hook that needs one room should not pay for all.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)


class _Package(ModuleType):
    """The package, in which ``diff`` and ``iterate`` are the functions, whatever is imported.

    Modules have the same names, and importing one would put it in the function's place.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
