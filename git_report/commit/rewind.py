"""Remove the newest commit from its branch, as if it had not been made.

This is the reverse of `commit`: the visible change happens when HEAD moves, everything that can
fail comes before, and a note in the journal says what is about to happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace

from git_report.commit.head import clearing_locks, list_locks, move_head
from git_report.commit.installing import Blob, prepare, write_blob
from git_report.commit.interrupts import Interrupts
from git_report.commit.journal import JournalNote, NotedChange, RunDirectory, Stage, begin_run
from git_report.commit.readiness import (
    Tracked,
    check_expected,
    check_head,
    check_operation,
    check_paths,
    survey,
)
from git_report.git.index_lock import PATIENCE, lock_index
from git_report.git.refusals import UnfinishedError
from git_report.git.repository import Repository


@dataclass(frozen=True, slots=True)
class Rewind:
    """What moving HEAD back by one commit will change.

    HEAD is at `commit` and will move to `parent`. `changes` are the paths that the commit changed,
    with what the work tree will contain at each (None for no file); `expected` is what it contains
    now. The index will have the parent's entries there. Uncommitted edits of the paths in `riding`
    are discarded. `reason` is for the reflog. The parent may be any commit that differs from
    `commit` only at these paths.
    """

    commit: str
    parent: str
    changes: Mapping[str, bytes | None]
    expected: Mapping[str, bytes | None]
    riding: frozenset[str] = frozenset()
    reason: str = ""


def rewind(repository: Repository, plan: Rewind, *, patience: float = PATIENCE) -> None:
    """Move HEAD from the commit to its parent, and update work tree and index.

    Paths that the plan does not name stay as they are, staged or not. Raises BusyError (MovedError
    if HEAD is no longer at the commit), DirtyError or ReportError with nothing changed;
    UnfinishedError if HEAD was moved but a file could not be updated.
    """
    with Interrupts() as interrupts, begin_run(repository) as run:
        tracked = _check(repository, plan)
        files = [_blob(repository, plan, path, tracked[path]) for path in plan.changes]
        entries = [_parent_blob(repository, plan, blob) for blob in files]
        note = JournalNote(
            Stage.LANDING,
            # The commit that HEAD is to have: a repair completes the run if HEAD is there.
            commit=plan.parent,
            changes=tuple(
                _change(repository, plan, tracked, *both)
                for both in zip(files, entries, strict=True)
            ),
            locks=list_locks(repository),
        )
        failed = _land(repository, plan, run, interrupts, note, files, entries, patience)
        if failed:
            raise UnfinishedError(
                f"moved back to {plan.parent[:10]}, but {failed} could not be written",
                hint="make the path writable, then run 'git report status' to finish",
            )


def _land(
    repository: Repository,
    plan: Rewind,
    run: RunDirectory,
    interrupts: Interrupts,
    note: JournalNote,
    files: list[Blob],
    entries: list[Blob],
    patience: float,
) -> str:
    """Move HEAD; return the names of files that could not be updated, or an empty string."""
    with ExitStack() as stack:
        stack.enter_context(lock_index(repository.index, run.lock, patience))
        _check(repository, plan)
        # The next files are written to the work tree: after a crash the note leads to them.
        run.note(replace(note, stage=Stage.CHECKING, commit=""))
        placement = prepare(stack, repository, run, files, entries)
        interrupts.checkpoint()
        run.note(note)
        reason = plan.reason or f"report undo: moving to {plan.parent[:10]}"
        with clearing_locks(note.locks, run.noted_at):
            move_head(repository, plan.commit, plan.parent, reason)
        return placement.place(repository)


def _check(repository: Repository, plan: Rewind) -> Mapping[str, Tracked]:
    check_operation(repository)
    check_head(repository, plan.commit)
    tracked = survey(repository, plan.commit, plan.changes)
    contents = {path: repository.worktree.content(path) for path in plan.changes}
    check_paths(repository, tracked, contents, plan.riding)
    check_expected(plan.expected, contents)
    return tracked


def _blob(repository: Repository, plan: Rewind, path: str, tracked: Tracked) -> Blob:
    """Write what the work tree will contain at a path as a blob, for a repair after a crash."""
    data = plan.changes[path]
    known = tracked.index or tracked.base
    mode = known.mode if known else repository.worktree.mode(path) or "100644"
    if data is None:
        return Blob(path, mode, "", None)
    return Blob(path, mode, write_blob(repository, data), data)


def _parent_blob(repository: Repository, plan: Rewind, blob: Blob) -> Blob:
    """The blob that the index will contain at the path of a file."""
    entry = survey(repository, plan.parent, [blob.path])[blob.path].base
    if entry is None:
        return Blob(blob.path, blob.mode, "", None)
    return Blob(blob.path, entry.mode, entry.oid, repository.objects.read(entry.oid, "blob"))


def _change(
    repository: Repository, plan: Rewind, tracked: Mapping[str, Tracked], file: Blob, entry: Blob
) -> NotedChange:
    disk, staged = plan.expected.get(file.path), tracked[file.path].index
    return NotedChange(
        file.path,
        entry.mode,
        disk="" if disk is None else repository.blob_id(disk),
        staged=staged.oid if staged else "",
        new=file.oid,
        entry=entry.oid,
    )
