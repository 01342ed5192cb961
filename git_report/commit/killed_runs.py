"""What a killed run left: complete what it had begun, or undo it, and remove its locks.

A run that had moved the branch is completed, any other is undone. Files that someone has written
since are left as they are, and named. A lock is removed only if it is certainly our own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.commit.installing import clear_temporaries, complete_placement
from git_report.commit.journal import (
    PREFIX,
    JournalNote,
    NotedChange,
    RunDirectory,
    Stage,
    is_process,
    list_dead,
    take_over,
)
from git_report.commit.readiness import survey
from git_report.commit.refused_drafts import keep_draft
from git_report.commit.unstaged_edits import restore
from git_report.git.durable import make_private
from git_report.git.file_lock import try_hold
from git_report.git.index_lock import (
    PATIENCE,
    clear_stale,
    find_orphan,
    is_own_lock,
    lock_index,
    lock_of,
    release_index,
)
from git_report.git.refusals import BusyError
from git_report.text import Tell

if TYPE_CHECKING:
    from git_report.git.repository import Repository

_PATIENCE = 30.0


def repair(repository: Repository, tell: Tell) -> None:
    """Complete or undo interrupted runs, and report what was done.

    If there are none, this only lists the git directory. Raises BusyError if another git process
    is in the way; the next call tries again.
    """
    if not list_dead(repository) and find_orphan(repository.index) is None:
        return
    with _lock_repair(repository):
        for place in list_dead(repository):
            with take_over(place) as run:
                if run is not None:
                    _repair(repository, run, tell)
        _clear_orphan(repository, tell)


@contextmanager
def _lock_repair(repository: Repository) -> Iterator[None]:
    """Allow one repair at a time: two would mistake each other's locks for those of a dead run."""
    place = repository.git_dir / "git-report" / "repairing"
    make_private(place.parent)
    with place.open("ab") as file:
        deadline = time.monotonic() + _PATIENCE
        while not try_hold(file):
            if time.monotonic() >= deadline:
                raise BusyError(
                    "another run is repairing this repository", hint="try again in a minute"
                )
            time.sleep(0.05)
        yield


def _repair(repository: Repository, run: RunDirectory, tell: Tell) -> None:
    note = run.read()
    if note is None:  # it died before it changed anything
        release_index(repository.index, run.lock)
        run.remove()
        return
    for lock in clear_stale([Path(name) for name in note.locks], run.noted_at):
        tell(f"repaired: removed '{lock}', left by an interrupted run")
    # An ancestor counts too: somebody may have committed on top of it since.
    if note.stage is Stage.STAGING or (note.commit and _reaches(repository, note.commit)):
        _complete(repository, run, note, tell)
    else:
        _drop(repository, run, note, tell)
    for change in note.changes:
        clear_temporaries(repository, change.path, run.name)
    release_index(repository.index, run.lock)
    run.remove()


def _reaches(repository: Repository, commit: str) -> bool:
    """Whether HEAD is a commit, or descends from it."""
    if repository.head() is None:
        return False
    return repository.run("merge-base", "--is-ancestor", commit, "HEAD").status == 0


def _complete(repository: Repository, run: RunDirectory, note: JournalNote, tell: Tell) -> None:
    """Update work tree and index as the run would have done."""
    # The dead run left the lock: it serves for the repair, and is released at its end.
    if is_own_lock(repository.index, run.lock):
        done, left = complete_placement(repository, run, note)
    else:
        run.lock.unlink(missing_ok=True)
        with lock_index(repository.index, run.lock, PATIENCE):
            done, left = complete_placement(repository, run, note)
    what = f"commit {note.commit[:10]}" if note.commit else "the staged version"
    if done:
        tell(f"repaired: completed {what} of an interrupted run ({_list(done)})")
    if left:
        tell(
            f"warning: {what} of an interrupted run is complete except for these files, which were "
            f"changed since then and were not touched: {_list(left)}"
        )


def _drop(repository: Repository, run: RunDirectory, note: JournalNote, tell: Tell) -> None:
    """Undo what a run had changed in the work tree before its commit."""
    if note.sheltered and note.stage is Stage.CHECKING:
        back, left = restore(repository, run)
        back = [path for path in back if path not in note.placed]
        if back:
            tell(f"repaired: restored unstaged edits: {_list(map(_quote, back))}")
        if left:
            tell(
                f"warning: files that were changed while hooks ran were not touched: {_list(left)}"
            )
    removed = [
        change.path
        for change in note.changes
        if change.path in note.placed and _remove(repository, change, tell)
    ]
    for folder in reversed(note.made):
        with suppress(OSError):  # not empty, or in use
            repository.worktree.locate(folder).rmdir()
    if removed:
        tell(f"repaired: removed {_list(map(_quote, removed))}, left by an interrupted run")


def _remove(repository: Repository, change: NotedChange, tell: Tell) -> bool:
    """Remove a new file of the run; if a hook or a person has changed it, save it elsewhere."""
    place = repository.worktree.locate(change.path)
    state = survey(repository, repository.head(), [change.path])[change.path]
    if state.base or state.index or place.is_symlink() or not place.is_file():
        return False
    data = repository.worktree.read(change.path)
    if repository.blob_id(data) != change.new:
        kept = keep_draft(repository, os.path.basename(change.path), data)  # noqa: PTH119 - a path of git
        tell(f"repaired: '{change.path}' was changed after an interrupted run; kept as '{kept}'")
    place.unlink()
    return True


def _clear_orphan(repository: Repository, tell: Tell) -> None:
    """Remove an index lock of ours whose run no longer exists."""
    found = find_orphan(repository.index)
    if found is None:
        return
    pid, run = found
    lock = lock_of(repository.index)
    if not is_process(pid) and not lock.with_name(run).exists() and run.startswith(PREFIX):
        lock.unlink(missing_ok=True)
        tell(f"repaired: removed '{lock}', left by an interrupted run")


def _quote(path: str) -> str:
    return f"'{path}'"


def _list(names: Iterator[str] | list[str] | map[str]) -> str:
    return ", ".join(names)
