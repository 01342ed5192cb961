"""Work tree and index made to match a new commit: renames of what is ready."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.commit.journal import JournalNote, NotedChange, RunDirectory, is_process
from git_report.commit.readiness import survey
from git_report.errors import ReportError
from git_report.git.index_file import copy_index
from git_report.git.refusals import DirtyError
from git_report.git.worktree import TEMPORARY, Prepared
from git_report.report.snapshot import Entry

if TYPE_CHECKING:
    from git_report.git.repository import Repository

# What a commit depends on is on disk before HEAD names it.
DURABLE = ("-c", "core.fsync=committed,index", "-c", "core.fsyncMethod=fsync")


@dataclass(frozen=True, slots=True)
class Blob:
    """One file of a commit as git stores it; without `data` the path is to contain nothing."""

    path: str
    mode: str
    oid: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Placement:
    """New files next to those that they will replace, and the index that goes with them.

    `entries` are the paths that the index has anew.
    """

    files: tuple[Prepared, ...]
    index: Path
    entries: tuple[str, ...]

    def place(self, repository: Repository) -> str:
        """Put all of it in its place; the names of what could not be, or nothing."""
        failed: list[str] = []
        for file in self.files:
            try:
                file.place()
            except OSError as error:
                failed.append(f"'{file.path}' ({error.strerror})")
        refresh(repository, self.index, self.entries)
        try:
            self.index.replace(repository.index.resolve())
        except OSError as error:
            failed.append(f"the index ({error.strerror})")
        return " and ".join(failed)


def write_blob(repository: Repository, data: bytes) -> str:
    """Write an object that nothing names yet, on disk when this returns; its id."""
    args = (*DURABLE, "hash-object", "-w", "--no-filters", "--stdin")
    return repository.git(*args, input=data).decode("ascii").strip()


def prepare(
    held: ExitStack,
    repository: Repository,
    run: RunDirectory,
    files: Sequence[Blob],
    entries: Sequence[Blob],
) -> Placement:
    """Make all that will be renamed, for as long as `held`: new `files`, and index `entries`."""
    index = run.next_index
    for left in (index, index.with_name(f"{index.name}.lock")):  # by who died at it
        left.unlink(missing_ok=True)
    if repository.index.exists():
        copy_index(repository.index, index)
    enter(repository, entries, index)
    made = tuple(prepare_file(held, repository, run, blob) for blob in files)
    return Placement(made, index, tuple(b.path for b in entries if b.data is not None))


def prepare_file(
    held: ExitStack, repository: Repository, run: RunDirectory, blob: Blob
) -> Prepared:
    """One new file of a run next to its target, for as long as `held`."""
    return held.enter_context(
        repository.worktree.prepare(
            blob.path, blob.data, mode=blob.mode, oid=blob.oid, owner=run.name
        )
    )


def enter(repository: Repository, blobs: Iterable[Blob], index: Path, *options: str) -> None:
    """Enter files into an index, and take out those that are to be nothing."""
    none = repository.zero_id
    lines = (
        (f"{blob.mode} {blob.oid}" if blob.data is not None else f"0 {none}").encode("ascii")
        + b"\t" + os.fsencode(blob.path) + b"\0"
        for blob in blobs
    )  # fmt: skip
    args = (*DURABLE, *options, "update-index", "-z", "--index-info")
    repository.git(*args, input=b"".join(lines), env={"GIT_INDEX_FILE": os.fspath(index)})


def refresh(repository: Repository, index: Path, paths: Sequence[str]) -> None:
    """Have an index know the files at some paths: it spares git a second look.

    Only our own entries: looking at every file of a large work tree is not our business.
    """
    env = {"GIT_INDEX_FILE": os.fspath(index)}
    if paths:  # to git no path means every path
        # Nothing may keep the index from following HEAD.
        with suppress(OSError, ReportError):
            repository.run(*DURABLE, "add", "--refresh", "--", *paths, env=env)


def complete_placement(
    repository: Repository, run: RunDirectory, note: JournalNote
) -> tuple[list[str], list[str]]:
    """Complete what a note says, under the index lock: what was done, and what was left.

    A file or an entry goes forward where it still is what it was, or is gone; where it is something
    else somebody has written it since.
    """
    head = repository.head()
    tracked = survey(repository, head, [change.path for change in note.changes])
    files: list[Blob] = []
    entries: list[Blob] = []
    left: list[str] = []
    for change in note.changes:
        state = tracked[change.path]
        if note.commit and state.base != _entry(change):
            continue  # the history continued
        disk = _disk(repository, change.path)
        staged = state.index.oid if state.index else ""
        behind = disk != change.new and disk in {change.disk, ""}
        if behind:
            files.append(_load(repository, change, change.new))
        if staged != change.entered and staged == change.staged:
            entries.append(_load(repository, change, change.entered))
        if not behind and disk != change.new:
            left.append(f"'{change.path}'")
    if files or entries:
        with ExitStack() as held:
            failed = prepare(held, repository, run, files, entries).place(repository)
        if failed:
            raise ReportError(
                f"{failed} could not be written", hint="make the path writable, then try again"
            )
    return sorted({f"'{blob.path}'" for blob in (*files, *entries)}), left


def clear_temporaries(repository: Repository, path: str, owner: str) -> None:
    """Remove the files that a run had made next to a path."""
    folder = repository.worktree.locate(path).parent
    for left in folder.glob(f"{TEMPORARY}{owner}.*.tmp"):
        left.unlink(missing_ok=True)


def clear_abandoned(repository: Repository, folder: str) -> None:
    """Remove the files that processes which are gone had made in a folder, to rename them."""
    for left in repository.worktree.locate(folder).glob(f"{TEMPORARY}*.*.tmp"):
        pid = left.name.removeprefix(TEMPORARY).partition(".")[0]
        # Those of a run are its own business: their owner is more than a number.
        if pid.isascii() and pid.isdigit() and not is_process(int(pid)):
            left.unlink(missing_ok=True)


def _entry(change: NotedChange) -> Entry | None:
    return Entry(change.mode, change.entered) if change.entered else None


def _disk(repository: Repository, path: str) -> str | None:
    try:
        data = repository.worktree.content(path)
    except DirtyError:  # no file any more
        return None
    return "" if data is None else repository.blob_id(data)


def _load(repository: Repository, change: NotedChange, oid: str) -> Blob:
    data = repository.objects.read(oid, "blob") if oid else None
    return Blob(change.path, change.mode, oid, data)
