"""Which writer makes the next version, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from git_report.errors import ReportError
from git_report.writers.extractive import Extractive
from git_report.writers.writer import Writer

_WRITERS: Mapping[str, Callable[[], Writer]] = {"extractive": Extractive}


def writer_names() -> tuple[str, ...]:
    """The names that `choose` knows, sorted."""
    return tuple(sorted(_WRITERS))


def choose(name: str | None, configured: str | None = None) -> tuple[Writer, str]:
    """The writer that is asked for, and the reason in words.

    `name` is the command line's, `configured` git's ``report.writer``; without both the embedded
    writer does the job. Raises ReportError for an unknown name.
    """
    asked = name or configured
    if not asked:
        return Extractive(), "no model is configured"
    why = "--writer" if name else "report.writer"
    if asked not in _WRITERS:
        raise ReportError(
            f"no writer is called '{asked}' ({why})",
            hint=f"the writers are: {', '.join(writer_names())}",
        )
    return _WRITERS[asked](), why
