"""Family D: whether diff.md is the one that is derived from the two newest versions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from git_report.checks.findings import CONTENTS, Finding
from git_report.checks.folder_change import FolderChange
from git_report.checks.folder_state import State
from git_report.markdown import Document
from git_report.report.snapshot import REGULAR
from git_report.report.versions import DIFF_NAME, version_name, version_number

_BETWEEN = re.compile(r"[\s>]+")
_REMEDY = "regenerate it with 'git report diff --write'"
# Findings on the versions themselves: a diff.md that is derived from them would be wrong too.
_CAUSES = frozenset({"V001", "V002", "V003", "V004", "V007", "R001", "R005", "S008"})
# Findings on what a stamp claims: if a stamp was altered (R004), it is to be restored.
_OF_STAMPS, _STAMPS = frozenset({"R001", "R002", "R005"}), "stamps"


def check_diff_md(change: FolderChange) -> Iterator[Finding]:
    """D001 and D002, if diff.md may have become different."""
    if _is_due(change.base, change.state):
        yield from check_diff(change.state)


def _is_due(base: State | None, state: State) -> bool:
    """Whether diff.md may have become different: its versions or its own bytes changed.

    Without a base, a folder without stamps is not checked, and neither is a diff.md that somebody
    wrote by hand: such a folder may never have been made by this tool.
    """
    if base is None:
        return bool(state.stamped()) or _is_derived(state)
    newest = state.newest
    pair = [(number, state.versions.get(number)) for number in (newest - 1, newest)]
    before = [(number, base.versions.get(number)) for number in (newest - 1, newest)]
    return pair != before or base.newest != newest or base.diff_oid != state.diff_oid


def _is_derived(state: State) -> bool:
    """Whether the folder's diff.md names the engine that derived it."""
    entry = state.entries.get(DIFF_NAME)
    if entry is None or entry.mode not in REGULAR:
        return False
    from git_report.differ import read_engine

    return read_engine(state.snapshot.read(state.diff_path).decode("utf-8", "replace")) > 0


def check_diff(state: State) -> Iterator[Finding]:
    """D001 and D002 for the folder's two newest versions."""
    if not state.newest or state.newest not in state.versions:
        return
    path = state.diff_path
    if DIFF_NAME not in state.entries:
        yield Finding(path, 0, "D002", f"{DIFF_NAME} is missing", _REMEDY)
        return
    if state.entries[DIFF_NAME].mode not in REGULAR:
        return  # reported by V007
    new = state.version(state.newest)
    prior = state.version(state.newest - 1)
    if new is None or (state.newest > 1 and prior is None):
        return  # a missing or unreadable version is reported by V001 and V005
    names = (version_name(state.newest - 1), version_name(state.newest))
    try:
        text = state.snapshot.read(path).decode("utf-8")
    except UnicodeDecodeError:
        yield Finding(path, 0, "D001", f"{DIFF_NAME} is not UTF-8 text", _REMEDY)
        return
    # Imported late: the engine takes longer to import than all else.
    from git_report.differ import ENGINE, derive, read_engine, verify

    if read_engine(text) == ENGINE:
        derived = derive(prior, new, *names)
        if text != derived:
            line = _first_difference(text, derived)
            yield Finding(
                path, line, "D001", f"{DIFF_NAME} does not match {names[0]} and {names[1]}"
                if prior else f"{DIFF_NAME} does not match {names[1]}", _REMEDY,
            )  # fmt: skip
        return
    # Another engine derives other bytes, so its statements are compared with the versions instead.
    for line, message in (*verify(text, prior, new), *_find_foreign(text, prior, new, names)):
        yield Finding(path, line, "D001", message, _REMEDY)


def put_cause_first(found: Iterable[Finding]) -> list[Finding]:
    """The findings; one that only follows from another gets the remedy of that one.

    Of a file with a merge conflict, what else is reported only describes the conflict.
    """
    found = list(found)
    unmerged = {f.path for f in found if f.code == "S008"}
    found = [f for f in found if f.path not in unmerged or not _is_of_conflict(f)]
    causes: dict[tuple[str, str | int], Finding] = {}
    for each in found:
        if each.code == "R004":
            causes.setdefault((_folder_of(each), _STAMPS), each)
    for each in found:
        if _find_cause(each, causes) is None:  # otherwise, its own cause comes first
            for key in _list_affected(each):
                causes.setdefault((_folder_of(each), key), each)
    return [_defer(each, _find_cause(each, causes)) for each in found]


def _is_of_conflict(finding: Finding) -> bool:
    return finding.family in CONTENTS or finding.code in ("V003", "D001")


def _list_affected(cause: Finding) -> Iterator[str | int]:
    """What a cause makes wrong in its folder: diff.md, or the contents of these versions."""
    if cause.code in _CAUSES:
        yield DIFF_NAME
    number = version_number(cause.path.rpartition("/")[2])
    if cause.code in ("V003", "S008") and not cause.unsure and number is not None:
        yield from (number, number + 1)  # the next version is compared with it


def _find_cause(
    finding: Finding, causes: Mapping[tuple[str, str | int], Finding]
) -> Finding | None:
    """The cause that a finding follows from, if there is one."""
    key: str | int | None = None
    if finding.hint == _REMEDY:
        key = DIFF_NAME
    elif finding.code in _OF_STAMPS:
        key = _STAMPS
    elif finding.family in CONTENTS:
        key = version_number(finding.path.rpartition("/")[2])
    return causes.get((_folder_of(finding), key)) if key is not None else None


def _folder_of(finding: Finding) -> str:
    return finding.path.rpartition("/")[0]


def _defer(finding: Finding, cause: Finding | None) -> Finding:
    if cause is None:
        return finding
    name = cause.path.rpartition("/")[2]
    return replace(finding, hint=f"first fix {cause.code} in {name}: {cause.hint}")


def _find_foreign(
    text: str, prior: Document | None, new: Document, names: tuple[str, str]
) -> Iterator[tuple[int, str]]:
    """A title of other versions, and active content that neither version has."""
    from git_report.checks.active_content import find_activity
    from git_report.differ import read_diff

    read = read_diff(text)
    if (read.prior, read.new) != (names if prior else ("", names[1])):
        yield 1, f"the title does not name {f'{names[0]} and ' if prior else ''}{names[1]}"
    texts = [_squeeze(document.source.casefold()) for document in (prior, new) if document]
    for activity in find_activity(text):
        if not any(_squeeze(activity.text) in text for text in texts):
            yield activity.line, f"{activity.what} that is not in the versions"


def _squeeze(text: str) -> str:
    """A text without line breaks and quote markers between its words."""
    return _BETWEEN.sub("", text)


def _first_difference(text: str, derived: str) -> int:
    """The 1-based line of the first difference of two texts."""
    ours, theirs = text.split("\n"), derived.split("\n")
    pairs = enumerate(zip(ours, theirs, strict=False), start=1)
    return next((number for number, (a, b) in pairs if a != b), min(len(ours), len(theirs)))
