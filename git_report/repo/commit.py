"""One commit of exactly the planned files, or nothing.

What anybody can see changes at one point, when `git update-ref` moves HEAD from the planned base
to the new commit. All that can fail comes before; what comes after are renames.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from git_report.errors import ReportError
from git_report.repo.hooks import run_hook, run_post_commit
from git_report.repo.interrupts import Interrupts
from git_report.repo.kept import Kept, keep
from git_report.repo.lock import PATIENCE, lock_index
from git_report.repo.readiness import (
    Tracked,
    check_expected,
    check_head,
    check_operation,
    check_paths,
    preflight,
    survey,
)
from git_report.repo.refusals import BusyError, HookError, UnfinishedError
from git_report.repo.repository import Repository
from git_report.repo.worktree import Prepared
from git_report.report.snapshot import Entry

__all__ = ["Plan", "commit", "preflight", "stage"]

# What a commit stands on is on disk before HEAD names it.
_DURABLE = ("-c", "core.fsync=committed,index", "-c", "core.fsyncMethod=fsync")


@dataclass(frozen=True, slots=True)
class Plan:
    """What one commit will change.

    `base` is the commit that the plan was made on, None on an unborn branch; `changes` the
    commit's paths with their blobs; `expected` what each of them held in the work tree then, as
    git would store it (None for nothing). The uncommitted edits of the paths in `riding` are part
    of `changes`; all other paths must be as `base` has them. `kept` are the texts that were read,
    for refs of their own.
    """

    base: str | None
    changes: Mapping[str, bytes]
    expected: Mapping[str, bytes | None]
    riding: frozenset[str]
    message: str
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class _Blob:
    """One file of the commit; `unchanged` if the base has it just so."""

    path: str
    mode: str
    oid: str
    data: bytes
    unchanged: bool


def commit(
    repository: Repository, plan: Plan, *, verify: bool = True, patience: float = PATIENCE
) -> str:
    """Make the planned commit and bring work tree and index along; the commit's id.

    `verify` runs the pre-commit and commit-msg hooks; `patience` is how many seconds to wait for
    another git to give the index free. Raises BusyError, DirtyError, HookError or ReportError
    with nothing changed; UnfinishedError where the commit was made but a file could not follow.
    """
    with Interrupts() as interrupts, _scratch(repository) as scratch:
        blobs = _prepare(repository, plan, scratch)
        new = _build(repository, plan, blobs, scratch, interrupts, verify=verify)
        with ExitStack() as held:
            index, files = _enter(held, repository, plan, blobs, scratch, patience)
            interrupts.checkpoint()
            keep(repository, plan.kept)
            _move_head(repository, plan, new)
            failed = _place(repository, files, index)
        run_post_commit(repository)
        repository.run("maintenance", "run", "--auto", "--quiet")
    if failed:
        raise UnfinishedError(
            f"committed as {new[:10]}, but {failed} could not be written",
            commit=new,
            hint="free the place, then bring the files forward with 'git restore'",
        )
    return new


def stage(repository: Repository, plan: Plan, *, patience: float = PATIENCE) -> None:
    """Write the planned files into work tree and index, and leave the commit to the person.

    Refuses what `commit` refuses, with nothing changed.
    """
    with Interrupts() as interrupts, _scratch(repository) as scratch:
        blobs = _prepare(repository, plan, scratch)
        with ExitStack() as held:
            index, files = _enter(held, repository, plan, blobs, scratch, patience)
            interrupts.checkpoint()
            keep(repository, plan.kept)
            failed = _place(repository, files, index)
    if failed:
        raise ReportError(f"{failed} could not be written", hint="see what 'git status' says")


@contextmanager
def _scratch(repository: Repository) -> Iterator[Path]:
    """A private directory next to the index, so that a new one can be renamed into its place."""
    above = repository.index.resolve().parent
    with tempfile.TemporaryDirectory(prefix="report-iterate.", dir=above) as name:
        yield Path(name)


def _check(repository: Repository, plan: Plan) -> Mapping[str, Tracked]:
    """Whether the plan still fits the repository, and what that holds at each path."""
    if not plan.changes:
        raise ReportError("nothing to commit", hint="see 'git report status'")
    check_operation(repository)
    check_head(repository, plan.base)
    tracked = survey(repository, plan.base, plan.changes)
    contents = {path: repository.worktree.content(path) for path in plan.changes}
    check_paths(repository, tracked, contents, plan.riding)
    check_expected(plan.expected, contents)
    return tracked


def _prepare(repository: Repository, plan: Plan, scratch: Path) -> list[_Blob]:
    """Check the plan, and write its blobs: objects that nothing names yet."""
    tracked = _check(repository, plan)
    places = [scratch / f"blob-{number}" for number in range(len(plan.changes))]
    for place, data in zip(places, plan.changes.values(), strict=True):
        place.write_bytes(data)
    args = (*_DURABLE, "hash-object", "-w", "--no-filters", "--", *map(os.fspath, places))
    oids = repository.git(*args).decode("ascii").split()
    blobs: list[_Blob] = []
    for (path, data), oid in zip(plan.changes.items(), oids, strict=True):
        state = tracked[path]
        known = state.index or state.base
        mode = known.mode if known else repository.worktree.mode(path) or "100644"
        blobs.append(_Blob(path, mode, oid, data, unchanged=state.base == Entry(mode, oid)))
    return blobs


def _build(
    repository: Repository,
    plan: Plan,
    blobs: list[_Blob],
    scratch: Path,
    interrupts: Interrupts,
    *,
    verify: bool,
) -> str:
    """Make the commit object in a private index, past the user's hooks; its id."""
    index = {"GIT_INDEX_FILE": os.fspath(scratch / "index")}
    if repository.index.exists():
        # A copy: what the index knows of unchanged files spares the hooks reading them all.
        shutil.copyfile(repository.index, index["GIT_INDEX_FILE"])
    whole = (*_DURABLE, "-c", "core.splitIndex=false")
    base = ("--reset", plan.base) if plan.base else ("--empty",)
    repository.git(*whole, "read-tree", *base, env=index)
    _enter_blobs(repository, blobs, index, *whole)
    message = scratch / "COMMIT_EDITMSG"
    message.write_bytes(_message_bytes(plan))
    if verify:
        run_hook(repository, "pre-commit", env=index)
        interrupts.checkpoint()
    run_hook(repository, "prepare-commit-msg", os.fspath(message), "message", env=index)
    if verify:
        run_hook(repository, "commit-msg", os.fspath(message), env=index)
    interrupts.checkpoint()
    _clean_message(repository, plan, message)
    tree = repository.git(*_DURABLE, "write-tree", env=index).decode("ascii").strip()
    _check_tree(repository, plan, blobs, tree)
    sign = ("-S",) if repository.config_flag("commit.gpgSign") else ()
    parent = ("-p", plan.base) if plan.base else ()
    args = (*_DURABLE, "commit-tree", *sign, *parent, "-F", os.fspath(message), tree)
    return repository.git(*args).decode("ascii").strip()


def _enter_blobs(
    repository: Repository, blobs: list[_Blob], index: Mapping[str, str], *options: str
) -> None:
    lines = (f"{b.mode} {b.oid}\t".encode("ascii") + os.fsencode(b.path) + b"\0" for b in blobs)
    args = (*options, "update-index", "-z", "--index-info")
    repository.git(*args, input=b"".join(lines), env=index)


def _message_bytes(plan: Plan) -> bytes:
    # The name of a folder may hold bytes that are no UTF-8; a commit message is text.
    return plan.message.encode("utf-8", "replace")


def _clean_message(repository: Repository, plan: Plan, place: Path) -> None:
    """What git makes of a message that hooks may have edited."""
    if place.read_bytes() == _message_bytes(plan):
        return
    message = repository.git("stripspace", input=place.read_bytes())
    if not message:
        raise HookError(
            "a hook emptied the commit message; nothing was changed",
            hint="see what prepare-commit-msg and commit-msg do, then run again",
        )
    place.write_bytes(message)


def _check_tree(repository: Repository, plan: Plan, blobs: list[_Blob], tree: str) -> None:
    """HookError unless the tree is the base with our files, exactly."""
    planned = {blob.path: (blob.mode, blob.oid) for blob in blobs}
    if plan.base:
        told = repository.git("diff-tree", "-r", "-z", "--no-renames", plan.base, tree)
    else:
        told = repository.git("ls-tree", "-r", "-z", "--full-tree", tree)
    changed = _tree_changes(told, initial=plan.base is None)
    if plan.base is not None and all(blob.unchanged for blob in blobs):
        raise ReportError(
            "nothing to commit: the files are as they were", hint="see 'git report status'"
        )
    for path, content in changed.items():
        if planned.get(path) != content:
            ours = "what is to be committed of" if path in planned else "another file,"
            raise HookError(
                f"a hook changed {ours} '{path}'; nothing was changed",
                hint="a report's commit holds its own files alone: "
                "let the hook check them, or leave them out",
            )
    for blob in blobs:
        if blob.path not in changed and not blob.unchanged:
            raise HookError(
                f"a hook took '{blob.path}' out of the commit; nothing was changed",
                hint="a report's commit holds all of its files: let the hook leave them in",
            )


def _tree_changes(told: bytes, *, initial: bool) -> dict[str, tuple[str, str]]:
    """The mode and object id that each changed path has in a tree, as plumbing lists it."""
    fields = told.split(b"\0")[:-1]
    if initial:
        records = [record.partition(b"\t")[::2] for record in fields]
        return {
            os.fsdecode(path): (about.split()[0].decode("ascii"), about.split()[2].decode("ascii"))
            for about, path in records
        }
    pairs = zip(fields[::2], fields[1::2], strict=True)
    return {
        os.fsdecode(path): (about.split()[1].decode("ascii"), about.split()[3].decode("ascii"))
        for about, path in pairs
    }


def _enter(
    held: ExitStack,
    repository: Repository,
    plan: Plan,
    blobs: list[_Blob],
    scratch: Path,
    patience: float,
) -> tuple[Path, list[Prepared]]:
    """Lock the index and make all that will be renamed; the new index and the new files."""
    held.enter_context(lock_index(repository.index, scratch, patience))
    _check(repository, plan)
    index = scratch / "next-index"
    if repository.index.exists():
        shutil.copy2(repository.index, index)
    _enter_blobs(repository, blobs, {"GIT_INDEX_FILE": os.fspath(index)}, *_DURABLE)
    files = [
        held.enter_context(
            repository.worktree.prepare(blob.path, blob.data, mode=blob.mode, oid=blob.oid)
        )
        for blob in blobs
    ]
    return index, files


def _move_head(repository: Repository, plan: Plan, new: str) -> None:
    """The commit point: HEAD from the base to the new commit, or not at all."""
    subject = "".join(c if c.isprintable() else " " for c in plan.message.partition("\n")[0])
    reason = f"commit: {subject}" if plan.base else f"commit (initial): {subject}"
    # In the user's environment, for a reference-transaction hook is run by it.
    done = repository.runner.run_for_user(
        *_DURABLE, "update-ref", "-m", reason, "HEAD", new, plan.base or repository.zero_id
    )
    # It may fail after the ref has moved (a full disk while it writes the reflog): look.
    if done.status and repository.head() != new:
        raise BusyError(
            f"the branch could not be moved: {done.words}; nothing was changed",
            hint="run again, or mend what git names",
        )


def _place(repository: Repository, files: list[Prepared], index: Path) -> str:
    """Bring work tree and index forward; the names of what could not be, or nothing."""
    failed: list[str] = []
    for file in files:
        try:
            file.place()
        except OSError as error:
            failed.append(f"'{file.path}' ({error.strerror})")
    paths = [file.path for file in files]
    # Only our own entries: looking at every file of a large work tree is not our business.
    refresh = {"GIT_INDEX_FILE": os.fspath(index)}
    # It only spares git a second look, and nothing may keep the index from following HEAD.
    with suppress(OSError, ReportError):
        repository.run(*_DURABLE, "add", "--refresh", "--", *paths, env=refresh)
    try:
        index.replace(repository.index.resolve())
    except OSError as error:
        failed.append(f"the index ({error.strerror})")
    return " and ".join(failed)
