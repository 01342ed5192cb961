"""Living reports in git: one reference, one version, one commit.

The names below are the stable interface for other tools: ``parse(text) -> Document``,
``diff(prior, new) -> Delta`` with ``apply`` and ``invert``, ``iterate(...)``, and what a writer in
a separate package needs: the ``Writer`` protocol, the ``Request`` that it gets, the ``Answer`` that
it returns.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from git_report.checks.findings import Finding
    from git_report.differ import Delta, diff
    from git_report.edits.operations import (
        Answer,
        Computed,
        Drop,
        Edit,
        Insert,
        Move,
        Operation,
        Remove,
        Rename,
        Replace,
        Row,
        Usage,
        Whole,
    )
    from git_report.errors import ReportError
    from git_report.markdown import Document, parse
    from git_report.run import iterate
    from git_report.sources.source import Source
    from git_report.writers.protocol import Request, Writer, WriterKind

__all__ = [
    "Answer",
    "Computed",
    "Delta",
    "Document",
    "Drop",
    "Edit",
    "Finding",
    "Insert",
    "Move",
    "Operation",
    "Remove",
    "Rename",
    "Replace",
    "ReportError",
    "Request",
    "Row",
    "Source",
    "Usage",
    "Whole",
    "Writer",
    "WriterKind",
    "diff",
    "iterate",
    "parse",
]

_HOMES = {
    "git_report.checks.findings": "Finding",
    "git_report.differ": "Delta diff",
    "git_report.edits.operations": (
        "Answer Computed Drop Edit Insert Move Operation Remove Rename Replace Row Usage Whole"
    ),
    "git_report.errors": "ReportError",
    "git_report.markdown": "Document parse",
    "git_report.run": "iterate",
    "git_report.sources.source": "Source",
    "git_report.writers.protocol": "Request Writer WriterKind",
}


def __getattr__(name: str) -> object:
    # Imported on first use: a hook that needs one package should not import all.
    for home, names in _HOMES.items():
        if name in names.split():
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
