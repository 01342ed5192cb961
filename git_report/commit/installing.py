"""Make work tree and index match a new commit by renaming prepared files."""

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

# Everything that a commit depends on must be on disk before HEAD names it.
DURABLE = ("-c", "core.fsync=committed,index", "-c", "core.fsyncMethod=fsync")


@dataclass(frozen=True, slots=True)
class Blob:
    """One file of a commit as git stores it; without `data`, the file is deleted."""

    path: str
    mode: str
    oid: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Placement:
    """New files next to those that they will replace, and the new index.

    `entries` are the paths whose entries are new in the index.
    """

    files: tuple[Prepared, ...]
    index: Path
    entries: tuple[str, ...]

    def place(self, repository: Repository) -> str:
        """Rename everything to its place; return the names of what failed, or an empty string."""
        failed: list[str] = []
        for file in self.files:
            try:
                file.place()
            except OSError as error:
                failed.append(f"'{file.path}' ({error.strerror})")
        # After the renames, which change what the index caches of a file.
        refresh(repository, self.index, self.entries)
        try:
            # Even if a file failed: an index behind HEAD would let the next commit of a person
            # revert the report.
            self.index.replace(repository.index.resolve())
        except OSError as error:
            failed.append(f"the index ({error.strerror})")
        return " and ".join(failed)


def write_blob(repository: Repository, data: bytes) -> str:
    """Write a blob to the object database, synced to disk, and return its id."""
    args = (*DURABLE, "hash-object", "-w", "--no-filters", "--stdin")
    return repository.git(*args, input=data).decode("ascii").strip()


def prepare(
    stack: ExitStack,
    repository: Repository,
    run: RunDirectory,
    files: Sequence[Blob],
    entries: Sequence[Blob],
) -> Placement:
    """Write the new `files` and an index with `entries`, kept until `stack` ends."""
    index = run.next_index
    for left in (index, index.with_name(f"{index.name}.lock")):  # left by a process that died here
        left.unlink(missing_ok=True)
    if repository.index.exists():
        copy_index(repository.index, index)
    enter(repository, entries, index)
    made = tuple(prepare_file(stack, repository, run, blob) for blob in files)
    return Placement(made, index, tuple(b.path for b in entries if b.data is not None))


def prepare_file(
    stack: ExitStack, repository: Repository, run: RunDirectory, blob: Blob
) -> Prepared:
    """Write one new file of a run next to its target, kept until `stack` ends."""
    return stack.enter_context(
        repository.worktree.prepare(
            blob.path, blob.data, mode=blob.mode, oid=blob.oid, owner=run.name
        )
    )


def enter(repository: Repository, blobs: Iterable[Blob], index: Path, *options: str) -> None:
    """Enter files into an index, and remove those without data."""
    none = repository.zero_id
    lines = (
        (f"{blob.mode} {blob.oid}" if blob.data is not None else f"0 {none}").encode("ascii")
        + b"\t" + os.fsencode(blob.path) + b"\0"
        for blob in blobs
    )  # fmt: skip
    args = (*DURABLE, *options, "update-index", "-z", "--index-info")
    repository.git(*args, input=b"".join(lines), env={"GIT_INDEX_FILE": os.fspath(index)})


def refresh(repository: Repository, index: Path, paths: Sequence[str]) -> None:
    """Refresh the cached status of paths in an index, so that git need not read the files.

    Only our own entries: reading every file of a large work tree would take too long.
    """
    env = {"GIT_INDEX_FILE": os.fspath(index)}
    if paths:  # to git, no path means all paths
        # A failure must not prevent the index from being updated.
        with suppress(OSError, ReportError):
            repository.run(*DURABLE, "add", "--refresh", "--", *paths, env=env)


def complete_placement(
    repository: Repository, run: RunDirectory, note: JournalNote
) -> tuple[list[str], list[str]]:
    """Complete what a note says, under the index lock; return the paths completed and skipped.

    A file or an index entry is updated if it is as it was before, or missing; otherwise someone has
    written it since.
    """
    head = repository.head()
    tracked = survey(repository, head, [change.path for change in note.changes])
    files: list[Blob] = []
    entries: list[Blob] = []
    left: list[str] = []
    for change in note.changes:
        state = tracked[change.path]
        if note.commit and state.base != _entry(change):
            continue  # later commits have changed it
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
        with ExitStack() as stack:
            failed = prepare(stack, repository, run, files, entries).place(repository)
        if failed:
            raise ReportError(
                f"{failed} could not be written", hint="make the path writable, then try again"
            )
    return sorted({f"'{blob.path}'" for blob in (*files, *entries)}), left


def clear_temporaries(repository: Repository, path: str, owner: str) -> None:
    """Remove the temporary files of a run next to a path."""
    folder = repository.worktree.locate(path).parent
    for left in folder.glob(f"{TEMPORARY}{owner}.*.tmp"):
        left.unlink(missing_ok=True)


def clear_abandoned(repository: Repository, folder: str) -> None:
    """Remove the temporary files of processes that no longer exist from a folder."""
    for left in repository.worktree.locate(folder).glob(f"{TEMPORARY}*.*.tmp"):
        pid = left.name.removeprefix(TEMPORARY).partition(".")[0]
        # Files of a run are left to its repair: their owner is not just a process number.
        if pid.isascii() and pid.isdigit() and not is_process(int(pid)):
            left.unlink(missing_ok=True)


def _entry(change: NotedChange) -> Entry | None:
    return Entry(change.mode, change.entered) if change.entered else None


def _disk(repository: Repository, path: str) -> str | None:
    try:
        data = repository.worktree.content(path)
    except DirtyError:  # something other than a file is there
        return None
    return "" if data is None else repository.blob_id(data)


def _load(repository: Repository, change: NotedChange, oid: str) -> Blob:
    data = repository.objects.read(oid, "blob") if oid else None
    return Blob(change.path, change.mode, oid, data)
