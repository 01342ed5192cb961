"""Merges, rebases and cherry-picks in progress: their sides, and how they are settled."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from git_report.commit.installing import Blob, prepare, write_blob
from git_report.commit.interrupts import Interrupts
from git_report.commit.journal import JournalNote, NotedChange, Stage, begin_run
from git_report.commit.readiness import quote_operation
from git_report.errors import ReportError
from git_report.git.history import list_parents, merge_bases
from git_report.git.index_lock import PATIENCE, lock_index
from git_report.git.refusals import UnfinishedError

if TYPE_CHECKING:
    from git_report.git.repository import Repository
    from git_report.git.snapshots import IndexSnapshot

_REGULAR = "100644"
_OTHERS = {
    "am": "apply the patch by hand and run 'git am --continue', or abort with 'git am --abort'",
    "revert": "abort it with 'git revert --abort', then undo the newest version with "
    "'git report undo'",
    "bisect": "end it with 'git bisect reset', then run this command again",
}


@dataclass(frozen=True, slots=True)
class Merge:
    """The ids of two commits that are being merged, and of the one that theirs was made from.

    Ours is HEAD: in a rebase, the branch that is rebased onto. `name` is git's word for the
    operation, empty if none is in progress; `go_on` is the command that completes it.
    """

    name: str
    ours: str
    theirs: str
    base: str | None
    go_on: str


def find_merge(repository: Repository) -> Merge | None:
    """The merge that is in progress, or None; ReportError for one that does not have two sides."""
    operation = repository.operation_in_progress()
    ours = repository.head()
    if operation is None or ours is None:
        return None
    if operation == "merge":
        return _read_merge(repository, ours)
    name = "REBASE_HEAD" if operation == "rebase" else "CHERRY_PICK_HEAD"
    theirs = _resolve(repository, name) if operation in ("rebase", "cherry-pick") else None
    if theirs is None:
        if operation in _OTHERS:
            what = quote_operation(operation)
            raise ReportError(f"nothing to resolve during a {what}", hint=_OTHERS[operation])
        return None
    parents = list_parents(repository, theirs)
    if len(parents) > 1:
        raise ReportError(
            f"{theirs[:10]} is a merge commit, which has no single base",
            hint="cherry-pick the commits that it merged instead",
        )
    base = parents[0] if parents else None
    return Merge(operation, ours, theirs, base, f"git {operation} --continue")


def _read_merge(repository: Repository, ours: str) -> Merge:
    heads = (
        (repository.git_dir / "MERGE_HEAD").read_text(encoding="ascii", errors="replace").split()
    )
    if len(heads) != 1:
        raise ReportError(
            f"a merge of {len(heads) + 1} branches at once cannot be resolved",
            hint="abort it with 'git merge --abort', then merge the branches one after another",
        )
    # 'git rebase --rebase-merges' stops in a merge that 'git commit' would not continue.
    rebasing = any(
        (repository.git_dir / name).exists() for name in ("rebase-merge", "rebase-apply")
    )
    go_on = "git rebase --continue" if rebasing else "git commit"
    return Merge("merge", ours, heads[0], find_base(repository, ours, heads[0]), go_on)


def find_base(repository: Repository, ours: str, theirs: str) -> str | None:
    """The best common ancestor of two commits; None if there is none.

    After a criss-cross merge there are several, which may have different versions with one number:
    then it is the best common ancestor of these.
    """
    bases = merge_bases(repository, ours, theirs)
    if len(bases) > 1:
        done = repository.run("merge-base", "--octopus", *bases)
        bases = tuple(done.out.decode("ascii").split()) or bases
    return bases[0] if bases else None


def list_merges(repository: Repository, most: int) -> list[tuple[str, str, str]]:
    """The newest merges with two parents in the history of HEAD, newest first, with the parents."""
    output = repository.git(
        "rev-list", "--merges", "--max-parents=2", f"--max-count={most}", "--parents", "HEAD", "--"
    )
    rows = (line.split() for line in output.decode("ascii").splitlines())
    return [(commit, first, second) for commit, first, second in rows]


def read_stages(repository: Repository, path: str) -> tuple[bytes, ...]:
    """The contents of base, ours and theirs at a path in conflict, as far as they exist."""
    output = repository.git("ls-files", "-u", "-z", "--", path)
    oids = [record.split()[1].decode("ascii") for record in output.split(b"\0") if record]
    return tuple(repository.objects.read(oid, "blob") for oid in oids)


def settle(repository: Repository, files: Mapping[str, bytes | None]) -> None:
    """Write files to the work tree and the index, without conflict stages; None deletes a file.

    A note is written first, so that the next command can complete this after a crash. BusyError or
    ReportError if nothing was changed.
    """
    with Interrupts() as interrupts, begin_run(repository) as run, ExitStack() as stack:
        index = repository.index_snapshot()
        blobs = []
        for path, data in files.items():
            entry = index.entry(path)
            mode = entry.mode if entry is not None and entry.mode.startswith("100") else _REGULAR
            oid = "" if data is None else write_blob(repository, data)
            blobs.append(Blob(path, mode, oid, data))
        note = JournalNote(
            Stage.CHECKING, changes=tuple(_note(repository, index, b) for b in blobs)
        )
        run.note(note)
        stack.enter_context(lock_index(repository.index, run.lock, PATIENCE))
        placement = prepare(stack, repository, run, blobs, blobs)
        interrupts.checkpoint()
        run.note(replace(note, stage=Stage.STAGING))
        failed = placement.place(repository)
        if failed:
            raise UnfinishedError(
                f"{failed} could not be written",
                hint="make the path writable, then run 'git report status' to finish the merge",
            )


def _note(repository: Repository, index: IndexSnapshot, blob: Blob) -> NotedChange:
    content = repository.worktree.content(blob.path)
    disk = "" if content is None else repository.blob_id(content)
    entry = index.entry(blob.path)
    return NotedChange(blob.path, blob.mode, disk, entry.oid if entry else "", blob.oid)


def _resolve(repository: Repository, name: str) -> str | None:
    done = repository.run("rev-parse", "--quiet", "--verify", f"{name}^{{commit}}")
    return done.out.decode("ascii").strip() if done.status == 0 else None
