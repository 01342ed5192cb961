"""Check uncommitted edits of the checklist, before a writer is paid for a version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from git_report.checks.findings import Finding
from git_report.checks.folder_change import ALONE, FolderChange
from git_report.checks.folder_state import State, read_state
from git_report.checks.references import check_kept, check_ticks
from git_report.commit.readiness import check_operation
from git_report.errors import ReportError
from git_report.git.history import find_before_deletion, landed_blob
from git_report.report.checklist import BLOB_DIGITS, Box, Reference, Stamp
from git_report.report.folder import Folder
from git_report.report.pasting import (
    paste_patch,
    paste_restore,
    paste_restore_folder,
    paste_restoring,
)
from git_report.report.snapshot import Overlay, Snapshot
from git_report.report.tick import tick
from git_report.report.versions import has_versions, version_name, version_stem

if TYPE_CHECKING:
    from git_report.git.repository import Repository

_NOTHING = "0" * BLOB_DIGITS


class Missing(NamedTuple):
    """A version that a stamp names and that does not exist.

    `restorable` says whether ``git report revise --restore`` finds it in history.
    """

    version: int
    reference: Reference
    restorable: bool


def check_ledger(
    repository: Repository, snapshot: Snapshot, folder: Folder, due: Reference | None
) -> None:
    """Raise ReportError for edits that `git report check --range` would reject once committed.

    `due` is the reference that is to be read, or None. The error is raised if a stamp names a
    version that does not exist, or if an uncommitted edit removes a stamp or ticks an item.
    """
    missing = find_missing(repository, folder)
    if missing is not None:
        raise _explain_missing(repository, folder, missing)
    _check_edits(repository, snapshot, folder, due)


def expect_versions_of_ticks(repository: Repository, folder: Folder) -> None:
    """Raise ReportError if what is ticked may not have been read.

    A merge that is not finished may untick what one side read, and there may be no version.
    """
    check_operation(repository)
    read = folder.instructions.count(Box.READ)
    if not read or folder.newest:
        return
    missing = find_missing(repository, folder)
    if missing is not None and missing.restorable:
        raise _explain_missing(repository, folder, missing)
    path = folder.instructions.path
    one = read == 1
    ticked = f"{read} reference{' is' if one else 's are'} ticked, but "
    untick = f"untick {'it' if one else 'them'} if a run is to read {'it' if one else 'them'}"
    before = _find_before_deletion(repository, folder)
    if before:
        restore = paste_restore_folder(folder.path, before)
        raise ReportError(
            f"{ticked}the versions were deleted",
            hint=(
                f"restore them with '{restore}', which also discards later edits in that folder",
                untick,
            ),
            where=path,
        )
    elsewhere = f"copy it to '{folder.version_path(1)}' and run 'git report adopt'"
    raise ReportError(
        f"{ticked}there is no version",
        hint=(untick, f"if the report was written elsewhere, {elsewhere}"),
        where=path,
    )


def _find_before_deletion(repository: Repository, folder: Folder) -> str:
    """The newest commit that has versions of a folder which has none now; empty if none has."""
    head = repository.head()
    if head is None:
        return ""
    if has_versions(repository.commit_snapshot(head).entries(folder.path)):
        return "HEAD"
    return find_before_deletion(repository, folder.path)


def find_missing(repository: Repository, folder: Folder) -> Missing | None:
    """The first version that a stamp of the checklist names and that does not exist."""
    claims = [
        (stamp.version, reference)
        for reference in folder.instructions.references
        for stamp in reference.claims
        if stamp.version > folder.newest
    ]
    if not claims:
        return None
    version, reference = min(claims, key=lambda claim: claim[0])
    return Missing(version, reference, _is_restorable(repository, folder, version))


def _is_restorable(repository: Repository, folder: Folder, version: int) -> bool:
    head = repository.head()
    state = None if head is None else read_state(repository.commit_snapshot(head), folder.path)
    if head is None or state is None:
        return False
    path = folder.version_path(version)
    return version in state.versions or (
        version in state.missing and bool(landed_blob(repository, head, path, every_side=True))
    )


def _explain_missing(repository: Repository, folder: Folder, missing: Missing) -> ReportError:
    path = folder.instructions.path
    open_again = "untick the item and remove the stamp"
    if missing.restorable:
        restore = paste_restoring(folder.path)
        hints = [
            f"restore the version with '{restore}'",
            f"or {open_again}: the reference will then be read again",
        ]
    else:
        hints = [f"{open_again}: no commit in the history of HEAD contains that version"]
        if _differs(repository, folder):
            patch = _paste_patch(repository, path)
            hints.append(f"to revert single edits, run '{patch}'")
    return ReportError(
        f"the stamp of '{missing.reference.title}' names {version_stem(missing.version)}, but "
        f"'{version_name(missing.version)}' does not exist",
        hint=hints,
        where=f"{path}:{missing.reference.line}",
    )


def _check_edits(
    repository: Repository, snapshot: Snapshot, folder: Folder, due: Reference | None
) -> None:
    if not _differs(repository, folder):
        return
    path, text = folder.instructions.path, folder.instructions.text
    if due is not None:
        text = tick(text, due, Stamp(folder.newest + 1, _NOTHING))
    base = read_state(repository.commit_snapshot("HEAD"), folder.path)
    state = read_state(Overlay(snapshot, {path: text.encode("utf-8")}), folder.path)
    if base is None or state is None:
        return
    # Another commit does not make worse what is already wrong in HEAD.
    known = {finding.message for finding in _find(base, base)}
    found = [finding for finding in _find(base, state) if finding.message not in known]
    if found:
        patch = _paste_patch(repository, path)
        raise ReportError(
            "uncommitted edits make the checklist contradict the versions:" + _list(found),
            hint=(
                f"run '{patch}' and answer 'y' for the edits to revert and 'n' for the others "
                "('s' splits a hunk)",
                f"to discard all edits of the file since HEAD, run '{paste_restore(path)}'",
            ),
            where=path,
        )


def _find(base: State, state: State) -> list[Finding]:
    change = FolderChange(base, state, ALONE, known=base, replaced=frozenset())
    ticks = (finding for finding in check_ticks(change) if finding.code == "R002")
    return [*check_kept(change), *ticks]


def _list(found: Iterable[Finding]) -> str:
    return "".join(
        f"\n  {f'line {finding.line}: ' if finding.line else ''}{finding.message}"
        for finding in sorted(found)
    )


def _differs(repository: Repository, folder: Folder) -> bool:
    """Whether the instructions are committed with other contents."""
    head = repository.head()
    if head is None:
        return False
    base, path = repository.commit_snapshot(head), folder.instructions.path
    return base.entry(path) is not None and base.read(path) != folder.instructions.text.encode()


def _paste_patch(repository: Repository, path: str) -> str:
    is_staged = repository.changes(path).get(path, " ")[0] not in " ?"
    return paste_patch(path, "HEAD" if is_staged else "")
