"""The newest commit removed from its branch, as if it had not been made.

It is `commit` the other way round: what anybody can see changes when HEAD moves, all that can fail
comes before, and a note says what is about to happen.
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

    `commit` is what HEAD is, `parent` what it will be. `changes` are the paths that the commit
    changed, with what the work tree will contain at each (None for nothing); `expected` is what it
    contains now. The index will have what the parent has there. Uncommitted edits of the paths in
    `riding` go. `reason` is for the reflog. The parent may be any commit that differs from
    `commit` at these paths alone.
    """

    commit: str
    parent: str
    changes: Mapping[str, bytes | None]
    expected: Mapping[str, bytes | None]
    riding: frozenset[str] = frozenset()
    reason: str = ""


def rewind(repository: Repository, plan: Rewind, *, patience: float = PATIENCE) -> None:
    """Move HEAD from the commit to its parent, and bring work tree and index along.

    Paths that the plan does not name stay as they are, staged or not. Raises BusyError (MovedError
    where HEAD is not the commit any more), DirtyError or ReportError with nothing changed;
    UnfinishedError where HEAD was moved but a file could not follow.
    """
    with Interrupts() as interrupts, begin_run(repository) as run:
        tracked = _check(repository, plan)
        files = [_blob(repository, plan, path, tracked[path]) for path in plan.changes]
        entries = [_parent_blob(repository, plan, blob) for blob in files]
        note = JournalNote(
            Stage.LANDING,
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
    """The names of what could not follow HEAD, or nothing."""
    with ExitStack() as held:
        held.enter_context(lock_index(repository.index, run.lock, patience))
        _check(repository, plan)
        # What is made next is in the work tree: after a crash it is found by the note.
        run.note(replace(note, stage=Stage.CHECKING, commit=""))
        placement = prepare(held, repository, run, files, entries)
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
    """What the work tree will contain at a path, written as an object: a crash may need it."""
    data = plan.changes[path]
    known = tracked.index or tracked.base
    mode = known.mode if known else repository.worktree.mode(path) or "100644"
    if data is None:
        return Blob(path, mode, "", None)
    return Blob(path, mode, write_blob(repository, data), data)


def _parent_blob(repository: Repository, plan: Rewind, blob: Blob) -> Blob:
    """What the index will contain at the path of a file."""
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
