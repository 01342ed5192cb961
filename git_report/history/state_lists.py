"""List what is open about a report, for its page: references, findings, lost text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from git_report.assessment.render import MOST, Listed
from git_report.checks.findings import Finding
from git_report.checks.folder_change import Scope
from git_report.checks.folder_state import State
from git_report.checks.references import find_changed_sources
from git_report.checks.run_checks import check_folder
from git_report.differ.story.escaping import SEPARATOR
from git_report.history.lost import PARTS, Lost, LostKind
from git_report.report.checklist import Box, Reference
from git_report.report.versions import version_stem
from git_report.text import shorten

# These are in the lists of `assess` already.
_CHANGED = "R008"


def list_state(state: State | None, lost: Sequence[Lost]) -> tuple[Listed, ...]:
    """The lists that have entries.

    Findings are those of the folder and of its newest version: an older version cannot be changed
    any more, and checking all of them would take half the time of a page. Losses are listed newest
    first.
    """
    lists: list[Listed] = []
    if state is not None:
        open_ = [reference for reference in state.references if reference.box is Box.OPEN]
        found = check_folder(None, state, Scope(contents=1, latest=1))
        lists += [
            _list("Open references", map(_describe_reference, open_)),
            _list("Changed since they were read", (f.message for f in find_changed_sources(state))),
            _list("Findings", (_describe_finding(each) for each in found if each.code != _CHANGED)),
        ]
    lists.append(_list("Lost", _list_losses(lost)))
    return tuple(listed for listed in lists if listed.entries)


def _list(title: str, entries: Iterable[str]) -> Listed:
    shown = list(entries)
    return Listed(title, tuple(shown[:MOST]), max(0, len(shown) - MOST))


def _describe_reference(reference: Reference) -> str:
    target = reference.target if reference.target != reference.title else ""
    again = "to be read again" if reference.reopened else ""
    return " · ".join(filter(None, (reference.title, target, again)))


def _describe_finding(finding: Finding) -> str:
    name = finding.path.rpartition("/")[2]
    place = f"{name}:{finding.line}" if finding.line else name
    return f"{finding.severity} {finding.code}, {place}: {finding.message}"


def _list_losses(lost: Iterable[Lost]) -> Iterator[str]:
    """Lost sections, blocks and figures; the comparison has the changed figures."""
    for each in sorted(lost, key=lambda one: -one.version):
        if each.kind in PARTS or each.now:
            continue
        what = f"{each.kind} “{shorten(each.text)}”"
        if each.kind is not LostKind.SECTION and each.path:
            what += f" of {SEPARATOR.join(each.path)}"
        reason = f"; why: {each.reason}" if each.reason else "; not declared"
        yield f"{version_stem(each.version)} lost {what}{reason}"
