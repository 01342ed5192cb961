"""Families K and G over a report folder: each version against its prior version and its source."""

from __future__ import annotations

from collections.abc import Iterator

from git_report.checks.findings import Finding
from git_report.checks.grounding import check_grounding
from git_report.checks.references import read_stamped
from git_report.checks.retention import check_retention
from git_report.checks.state import State
from git_report.markdown import Document
from git_report.markdown.tail import clean_value


def check_contents(state: State, number: int) -> Iterator[Finding]:
    """K001 to K006, G001 and G002 for one version, less what a person allowed on its record.

    Grounding is looked at only where the source can be read as it was read for the version.
    """
    new = state.version(number)
    if new is None:
        return
    allowed = frozenset(new.tail.record.values("allowed") if new.tail else ())
    for finding in _find(state, number, new):
        if clean_value(f"{finding.code} {finding.message}") not in allowed:
            yield finding


def _find(state: State, number: int, new: Document) -> Iterator[Finding]:
    prior = state.version(number - 1)
    path = state.version_path(number)
    if prior is None and number > 1:
        return  # what it stands on is missing, which V001 tells, or no text, which V005 does
    if prior is not None:
        yield from check_retention(path, prior, new)
    source = _read_source(state, number)
    if source is not None and state.instructions is not None:
        brief = state.instructions.brief
        yield from check_grounding(path, prior, new, source, brief)


def _read_source(state: State, number: int) -> str | None:
    """The texts that were read for a version; None where one of them can not be told any more."""
    texts: list[str] = []
    for reference, stamp in state.stamped().get(number, []):
        data = read_stamped(state, reference, stamp)
        if data is None:
            return None
        texts.append(data.decode("utf-8", "replace"))
    return "\n\n".join(texts) if texts else None
