"""Family D: whether diff.md is the one that is derived from the two newest versions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from git_report.checks.findings import Finding
from git_report.checks.folder_change import FolderChange
from git_report.checks.folder_state import State
from git_report.markdown import Document
from git_report.report.snapshot import REGULAR
from git_report.report.versions import DIFF_NAME, version_name

_BETWEEN = re.compile(r"[\s>]+")
_REMEDY = "regenerate it with 'git report diff --write'"
# Findings on the versions themselves: a diff.md that is derived from them would be wrong too.
_CAUSES = frozenset({"V001", "V002", "V003", "V004", "V007", "R005", "S008"})


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
    """The findings; one on diff.md that follows from another gets the remedy of that one."""
    found = list(found)
    causes = {f.path.rpartition("/")[0]: f for f in reversed(found) if f.code in _CAUSES}
    return [_defer(f, causes.get(f.path.rpartition("/")[0])) for f in found]


def _defer(finding: Finding, cause: Finding | None) -> Finding:
    if cause is None or finding.hint != _REMEDY:
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
