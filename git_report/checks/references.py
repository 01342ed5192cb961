"""Family R: the checklist against the versions, and against the checklist of the base."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from git_report.checks.findings import Finding
from git_report.checks.folder_change import FolderChange
from git_report.checks.folder_state import State
from git_report.errors import ReportError
from git_report.patterns import lazy
from git_report.report.checklist import (
    Box,
    BoxError,
    Reference,
    Stamp,
)
from git_report.report.pasting import (
    paste_patch,
    paste_path,
    paste_restore,
    paste_restoring,
    quote,
)
from git_report.report.target_files import (
    NoFileError,
    cut_reading,
    locate,
)
from git_report.report.targets import is_url, target_path
from git_report.report.versions import version_name, version_stem
from git_report.text import flatten

_RESOLVE = "during or after a merge, run 'git report resolve'; otherwise, restore the altered stamp"
_COMMENT = lazy(r"<!--(.*?)-->", re.DOTALL)
_UNTICKED = "is stamped, but its box is not ticked"
_BRING_BACK = "restore the line: it records which text a version was made from"
_TICK_AGAIN = "tick it again: '[x]'"


def check_stamps(change: FolderChange) -> Iterator[Finding]:
    """R005, R006, R009 and R010: from one tree."""
    state = change.state
    if isinstance(state.trouble, BoxError):
        for line, message in state.trouble.faults:
            yield Finding(state.instructions_path, line, "R010", message, state.trouble.hint)
        return
    if state.trouble is not None:
        path, line = _split_where(state.trouble.where or state.instructions_path)
        yield Finding(path, line, "R009", state.trouble.message, state.trouble.hint)
        return
    path = state.instructions_path
    for version, claims in sorted(state.stamped().items()):
        items = sorted({reference.line for reference, _ in claims})
        # If it exists, but is not a regular file, that is V007.
        if version not in state.versions and version_name(version) not in state.entries:
            yield Finding(
                path, items[0], "R005",
                f"the stamp names {version_stem(version)}, which does not exist",
                _advise_on_missing(change, version),
            )  # fmt: skip
        if len(claims) > 1:
            lines = " and ".join(str(reference.line) for reference, _ in claims)
            yield Finding(
                path,
                items[-1],
                "R006",
                f"lines {lines} have the same stamp, {version_stem(version)}",
                _RESOLVE,
            )


def _advise_on_missing(change: FolderChange, version: int) -> str:
    """What to do about a stamp without its version; if the base has it, it was deleted."""
    restore = paste_restoring(change.state.path)
    if change.known is not None and version in change.known.versions:
        return f"restore the version with '{restore}'"
    return (
        f"if the version was committed, restore it with '{restore}'; otherwise, untick the item "
        "and remove the stamp"
    )


def check_claims(change: FolderChange) -> Iterator[Finding]:
    """R001: each new version has a stamped item; without a base, each after the first stamp."""
    state = change.state
    # If versions were renumbered by this change, they were made and ticked before it.
    base = None if change.renumbered else change.base
    if state.instructions is None:
        return
    claimed = set(state.stamped())
    if base is None:
        start = min(claimed, default=state.newest + 1)
        new = [number for number in state.versions if number > start]
    else:
        new = [number for number in state.versions if number not in base.versions]
    for number in sorted(new):
        if number not in claimed:
            yield Finding(
                state.version_path(number), 0, "R001",
                f"no reference is ticked and stamped for {version_stem(number)}",
                "if the version is not committed yet, run 'git report accept', or 'git report "
                f"revise' if no reference was read for it; otherwise, {advise_stamp(number)}",
            )  # fmt: skip


def advise_stamp(number: int) -> str:
    """How to tick the item of a reference by hand for a committed version."""
    return (
        f"tick and stamp the item that was read: '[x] … <!-- {version_stem(number)} BLOB -->' "
        "with the output of 'git rev-parse --short=12 HEAD:FILE' for BLOB"
    )


def check_ticks(change: FolderChange) -> Iterator[Finding]:
    """R002 and R003: what was ticked since the base, and in which order."""
    base, state = change.base, change.state
    if base is None or change.renumbered:
        return
    if base.instructions is None or state.instructions is None:
        return
    ticked = _list_new_ticks(base, state)
    if ticked:
        gone = _list_gone(base, state)
        titles = {item.title for item in gone}
        blobs = {_blob(base, item) for item in gone} - {""}
        for reference in ticked:
            # If it was ticked by hand before, and its target changed since, its title or its source
            # is the same.
            if reference.title not in titles and _blob(state, reference) not in blobs:
                yield Finding(
                    state.instructions_path, reference.line, "R002",
                    f"'{reference.title}' is ticked without a version",
                    "untick it and run 'git report-iterate'",
                )  # fmt: skip
    yield from _out_of_order(base, state)


def _list_new_ticks(base: State, state: State) -> list[Reference]:
    """The items that are ticked without a stamp, and were not so in the base."""
    # An item that only lost its stamp is R004.
    lost = _count(base, stamped=True) - _count(state, stamped=True)
    known = _count(base, stamped=False) + lost
    found = []
    for reference in state.references:
        if reference.box is Box.READ and not reference.stamps:
            known[_identity(reference)] -= 1
            if known[_identity(reference)] < 0:
                found.append(reference)
    return found


def _list_gone(base: State, state: State) -> list[Reference]:
    """The items ticked by hand in the base whose target is now in no item."""
    here = {_identity(item) for item in state.references}
    return [
        item
        for item in base.references
        if item.box is Box.READ and not item.stamps and _identity(item) not in here
    ]


def _blob(state: State, reference: Reference) -> str:
    """The blob id of a local target; empty for a URL or a section of a file."""
    if is_url(reference.target) or _trouble(state, reference) is not None:
        return ""
    path, fragment = target_path(state.path, reference.target)
    if fragment:
        return ""
    entry = state.snapshot.entry(path)
    oid = entry.oid if entry is not None else ""
    return oid or state.snapshot.blob_id(state.snapshot.read(path))


def _count(state: State, *, stamped: bool) -> Counter[tuple[str, str]]:
    """Count the items of each identity that have a stamp, or that are ticked without one."""
    return Counter(
        _identity(reference)
        for reference in state.references
        if (reference.stamps if stamped else reference.box is Box.READ and not reference.stamps)
    )


def _out_of_order(base: State, state: State) -> Iterator[Finding]:
    """R003: an item read for a new version although one above it was open, and still is."""
    before, after = _by_identity(base.references), _by_identity(state.references)
    recorded = {(_identity(item), stamp) for item in base.references for stamp in item.stamps}
    for reference in state.references:
        identity, known = _identity(reference), before.get(_identity(reference))
        if not reference.stamps or (identity, reference.stamps[0]) in recorded:
            continue
        if reference.stamps[0].blob == "edit" or known is None or known.box is not Box.OPEN:
            continue
        passed_over = next(
            (
                item
                for item in base.references
                if item.box is Box.OPEN
                and not item.reopened  # its position is where it was read first
                and item.line < known.line
                and _was_passed_over(after.get(_identity(item)), reference)
            ),
            None,
        )
        if passed_over is not None:
            yield Finding(
                state.instructions_path, reference.line, "R003",
                f"'{reference.title}' was read before '{passed_over.title}', which is above it",
                "move the item up first, or skip the other one with 'git report skip "
                f"{quote(passed_over.target or passed_over.title)} -m WHY'",
            )  # fmt: skip


def _was_passed_over(item: Reference | None, reference: Reference) -> bool:
    """Whether an item above is still open, or was read for a later version."""
    if item is None or item.line > reference.line:
        return False
    if item.box is Box.OPEN:
        return True
    return bool(item.stamps) and item.stamps[0].version > reference.stamps[0].version


def check_kept(change: FolderChange) -> Iterator[Finding]:
    """R004: a stamped item keeps its target and its stamp as long as its version exists.

    Its box may be opened, to have it read again. A version that a merge replaced by that of another
    parent does not count.
    """
    base, state = change.known, change.state
    if base is None or state.instructions is None:
        return
    claims = state.stamped()
    # If several items had the same stamp (R006), one keeps it, and the others lose it.
    contested = {number for number, several in base.stamped().items() if len(several) > 1}
    given_way = {number for number in contested if len(claims.get(number, ())) == 1}
    for reference in base.references:
        standing = [
            stamp
            for stamp in reference.claims
            if stamp.version in state.versions and stamp.version not in change.replaced | given_way
        ]
        if not standing:
            continue
        message = _kept_wrong(base, state, reference, standing, claims)
        if message:
            now = claims.get(standing[0].version)
            item = now[0][0] if now else _by_identity(state.references).get(_identity(reference))
            line = item.line if item else 0
            yield Finding(
                state.instructions_path, line, "R004", message,
                _TICK_AGAIN if message.endswith(_UNTICKED) else _bring_back(base, state),
            )  # fmt: skip


def _bring_back(base: State, state: State) -> str:
    """How to restore a line: with a command, if the base has the file at the same path."""
    if base.instructions_path != state.instructions_path:
        return _BRING_BACK
    patch = f"'{paste_patch(state.instructions_path, base.snapshot.name[:12])}'"
    if state.snapshot.name == "work tree":
        # Git cannot revert in the index an edit that is only in the work tree.
        unstaged = f"'{paste_patch(state.instructions_path)}'"
        patch = f"{unstaged}; if the edit is staged, {patch}"
    return f"{_BRING_BACK} ({patch}; answer 'y' for its hunk)"


def _kept_wrong(
    base: State,
    state: State,
    reference: Reference,
    standing: list[Stamp],
    claims: dict[int, list[tuple[Reference, Stamp]]],
) -> str:
    for stamp in standing:
        holders = claims.get(stamp.version, [])
        same = [r for r, s in holders if r.target == reference.target] or [r for r, _ in holders]
        if not same:
            stem = version_stem(stamp.version)
            item = _find_item(state, reference)
            if item is None:
                return f"the item '{reference.title}', which was read for {stem}, was removed"
            altered = _altered(state, item, stamp)
            if altered:
                return _stamp_changed(reference, stamp, altered)
            return f"the stamp of '{reference.title}' for {stem} was removed"
        now = same[0]
        readings = [s for s in now.stamps if s.version == stamp.version]
        if now.box is not Box.READ and not now.reopened:
            return f"'{now.title}' {_UNTICKED}"
        # A path without a link is a target only while the file exists, so the text counts as well.
        same_words = now.target == reference.target or now.text == reference.text
        if not same_words and not _is_blob(state, now, stamp):
            return f"the target of '{reference.title}' changed to '{now.target}'"
        remade = base.versions.get(stamp.version) != state.versions.get(stamp.version)
        read_anew = remade and any(_is_blob(state, now, s) for s in readings)
        if stamp not in readings and not read_anew:
            stamps = " ".join(f"{version_stem(s.version)} {s.blob}" for s in readings)
            return _stamp_changed(reference, stamp, stamps)
    return ""


def _stamp_changed(reference: Reference, stamp: Stamp, now: str) -> str:
    was = f"{version_stem(stamp.version)} {stamp.blob}"
    return f"the stamp of '{reference.title}' was altered: '{was}' is now '{now}'"


def _find_item(state: State, reference: Reference) -> Reference | None:
    """The item of a reference whose stamp is lost."""
    item = _by_identity(state.references).get(_identity(reference))
    return item or next((r for r in state.references if r.target == reference.target), None)


def _altered(state: State, item: Reference, stamp: Stamp) -> str:
    """The comment that was a stamp until a spelling checker or formatter changed it, or ""."""
    assert state.instructions is not None
    lines = state.instructions.text.splitlines()[item.line - 1 : item.last]
    comments = [flatten(comment) for comment in _COMMENT.findall("\n".join(lines))]
    about = f"{version_stem(stamp.version)} "
    return next((c for c in comments if c.startswith(about)), comments[-1] if comments else "")


def check_targets(change: FolderChange) -> Iterator[Finding]:
    """R007: a local target of an open item that cannot be read, if that is new since the base."""
    base, state = change.base, change.state
    troubles = [
        (reference, trouble)
        for reference in state.references
        if reference.box is Box.OPEN and (trouble := _trouble(state, reference)) is not None
    ]
    if not troubles:
        return  # the usual case, for which the base is not read
    known = {_identity(r) for r in base.references if _trouble(base, r)} if base else set()
    for reference, trouble in troubles:
        if _identity(reference) not in known:
            hint = trouble.hint
            if isinstance(trouble, NoFileError) and base and base.snapshot.entry(trouble.path):
                hint = f"restore the file with '{paste_restore(trouble.path)}', or skip the item"
            yield Finding(state.instructions_path, reference.line, "R007", trouble.message, hint)


def check_sources(change: FolderChange) -> Iterator[Finding]:
    """R008, if the scope includes sources."""
    if change.scope.sources:
        yield from find_changed_sources(change.state)


def find_changed_sources(state: State) -> Iterator[Finding]:
    """R008: a local reference whose blob is not the one that was read last."""
    for reference in state.references:
        last = reference.stamps[-1] if reference.stamps else None
        if last is None or last.blob == "edit" or is_url(reference.target):
            continue
        if reference.reopened:
            continue  # it will be read in its current state
        if _trouble(state, reference) is None and not _is_blob(state, reference, last):
            stem = version_stem(last.version)
            yield Finding(
                state.instructions_path, reference.line, "R008",
                f"'{reference.target}' has changed since it was read for {stem}",
                f"to read it again, run 'git report suspects --reread {quote(reference.target)}'; "
                "if the change does not matter, run "
                f"'git report suspects --dismiss {quote(reference.target)}' (the file must be "
                "committed)",
            )  # fmt: skip


def check_tracked(change: FolderChange) -> Iterator[Finding]:
    """R011, if the scope includes sources: a read local target that a clone will not have."""
    if not change.scope.sources:
        return
    state = change.state
    kept = change.scope.kept or state.snapshot
    reported: set[str] = set()
    for reference in state.references:
        last = reference.stamps[-1] if reference.stamps else None
        if last is None or last.blob == "edit" or not reference.target or is_url(reference.target):
            continue
        path, _ = target_path(state.path, reference.target)
        if path in reported or not path or path.startswith("..") or kept.entry(path) is not None:
            continue
        reported.add(path)
        here = state.snapshot.entry(path) is not None
        add = f"add it to a commit with 'git add -f {paste_path(path)}'"
        yield Finding(
            state.instructions_path, reference.line, "R011",
            f"'{path}', which was read for {version_stem(last.version)}, is "
            + ("not tracked by git" if here else "missing") + ": the link is broken in a clone",
            add if here else f"restore the file, then {add}",
        )  # fmt: skip


def _trouble(state: State, reference: Reference) -> ReportError | None:
    if is_url(reference.target):
        return None
    if not reference.target:
        return ReportError(
            f"the item '{reference.title}' has no link",
            hint="give it a link '[Title](path.md)' or a URL",
        )
    try:
        locate(state.snapshot, state.path, reference.target)
    except ReportError as error:
        return error
    return None


def _is_blob(state: State, reference: Reference, stamp: Stamp) -> bool:
    """Whether a local target has the text of a stamp in this snapshot."""
    if is_url(reference.target) or _trouble(state, reference) is not None:
        return False
    path, fragment = target_path(state.path, reference.target)
    entry = state.snapshot.entry(path)
    if not fragment and entry is not None and entry.oid:
        return entry.oid.startswith(stamp.blob)
    data = cut_reading(state.snapshot.read(path), path, fragment)
    return data is not None and state.snapshot.blob_id(data).startswith(stamp.blob)


def _identity(reference: Reference) -> tuple[str, str]:
    """The identity of an item in two checklists: its target, otherwise its text."""
    return (reference.target, "" if reference.target else reference.text)


def _by_identity(references: tuple[Reference, ...]) -> dict[tuple[str, str], Reference]:
    """The items by identity; of several, the first open one, otherwise the first."""
    found: dict[tuple[str, str], Reference] = {}
    for reference in sorted(references, key=lambda i: i.box is not Box.OPEN or i.reopened):
        found.setdefault(_identity(reference), reference)
    return found


def _split_where(where: str) -> tuple[str, int]:
    path, _, line = where.rpartition(":")
    return (path, int(line)) if path and line.isdigit() else (where, 0)
