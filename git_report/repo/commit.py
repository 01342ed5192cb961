"""One commit of exactly the planned files, or nothing.

What anybody can see changes at one point, when `git update-ref` moves HEAD from the planned base
to the new commit. All that can fail comes before; what comes after are renames. What is about to
happen is noted first, so that `repair` can end or undo it where this process can not.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from git_report.errors import ReportError
from git_report.repo.heads import clearing_locks, list_locks, move_head
from git_report.repo.hooks import has_hook, run_hook, run_post_commit
from git_report.repo.interrupts import Interrupts
from git_report.repo.kept import REFS, Kept, keep
from git_report.repo.lock import PATIENCE, lock_index
from git_report.repo.paths import parents
from git_report.repo.placing import DURABLE, Blob, Placement, enter, prepare, prepare_file
from git_report.repo.readiness import (
    Tracked,
    check_expected,
    check_head,
    check_operation,
    check_paths,
    preflight,
    survey,
)
from git_report.repo.refusals import (
    HookError,
    RewrittenError,
    UnfinishedError,
)
from git_report.repo.repository import Repository
from git_report.repo.runs import Change, Note, Run, Stage, begin_run
from git_report.repo.shelter import shelter
from git_report.report.snapshot import Entry

__all__ = ["Plan", "commit", "preflight", "stage"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one commit will change.

    `base` is the commit that the plan was made on, None on an unborn branch; `changes` the
    commit's paths with their blobs, None for a file that goes; `expected` what each of them held
    in the work tree then, as git would store it (None for nothing). The uncommitted edits of the
    paths in `riding` are part of `changes`; all other paths must be as `base` has them. `kept` are
    the texts that were read, for refs of their own.
    """

    base: str | None
    changes: Mapping[str, bytes | None]
    expected: Mapping[str, bytes | None]
    riding: frozenset[str]
    message: str
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class _Planned:
    """The files of a plan as blobs, and what the repository holds at their paths.

    `early` are files that are new everywhere: they are on disk before the branch moves, so that
    who removes a lock by hand after a crash can not take the commit back unseen.
    """

    blobs: tuple[Blob, ...]
    tracked: Mapping[str, Tracked]
    early: tuple[Blob, ...]

    def is_unchanged(self, blob: Blob) -> bool:
        """Whether the base has a file just so."""
        new = None if blob.data is None else Entry(blob.mode, blob.oid)
        return self.tracked[blob.path].base == new


def commit(
    repository: Repository, plan: Plan, *, verify: bool = True, patience: float = PATIENCE
) -> str:
    """Make the planned commit and bring work tree and index along; the commit's id.

    `verify` runs the pre-commit and commit-msg hooks; `patience` is how many seconds to wait for
    another git to give the index free. Raises BusyError (MovedError where HEAD is not the base any
    more), DirtyError, HookError (RewrittenError where hooks changed one new file) or ReportError
    with nothing changed; UnfinishedError where the commit was made but a file could not follow.
    """
    with Interrupts() as interrupts, begin_run(repository) as run, ExitStack() as held:
        planned = _prepare(repository, plan, run)
        note = _note(repository, plan, planned)
        if planned.early:
            run.note(note)
            _place_early(held, repository, run, planned)
        new = _build(repository, plan, planned, note, run, interrupts, verify=verify)
        with ExitStack() as locked:
            placement = _enter(locked, repository, plan, planned, run, patience, early=True)
            interrupts.checkpoint()
            run.note(replace(note, stage=Stage.LANDING, commit=new))
            with clearing_locks(note.locks, run.noted_at):
                keep(repository, plan.kept)
                move_head(repository, plan.base, new, _tell_reason(plan))
            held.pop_all()  # what is on disk stays
            failed = placement.place(repository)
        run_post_commit(repository)
        if failed:
            raise UnfinishedError(
                f"committed as {new[:10]}, but {failed} could not be written",
                commit=new,
                hint="free the place, then run 'git report status', which brings them forward",
            )
        with suppress(ReportError), clearing_locks(note.locks, run.noted_at):
            repository.git("maintenance", "run", "--auto", "--quiet")
    return new


def stage(repository: Repository, plan: Plan, *, patience: float = PATIENCE) -> None:
    """Write the planned files into work tree and index, and leave the commit to the person.

    Refuses what `commit` refuses, with nothing changed.
    """
    with Interrupts() as interrupts, begin_run(repository) as run:
        planned = _prepare(repository, plan, run)
        note = _note(repository, plan, planned)
        with ExitStack() as locked:
            placement = _enter(locked, repository, plan, planned, run, patience)
            interrupts.checkpoint()
            keep(repository, plan.kept)
            run.note(replace(note, stage=Stage.STAGING))
            failed = placement.place(repository)
        if failed:
            raise UnfinishedError(
                f"{failed} could not be written",
                commit="",
                hint="free the place, then run 'git report status', which brings them forward",
            )


def _check(
    repository: Repository, plan: Plan, placed: Mapping[str, bytes | None] = MappingProxyType({})
) -> Mapping[str, Tracked]:
    """Whether the plan still fits the repository, and what that holds at each path.

    `placed` are files that are there already by our own doing.
    """
    if not plan.changes:
        raise ReportError("nothing to commit", hint="see 'git report status'")
    check_operation(repository)
    check_head(repository, plan.base)
    tracked = survey(repository, plan.base, plan.changes)
    contents = {path: repository.worktree.content(path) for path in plan.changes}
    for path, data in placed.items():
        if contents[path] == data:
            contents[path] = None
    check_paths(repository, tracked, contents, plan.riding)
    check_expected(plan.expected, contents)
    return tracked


def _prepare(repository: Repository, plan: Plan, run: Run) -> _Planned:
    """Check the plan, and write its blobs: objects that nothing names yet."""
    tracked = _check(repository, plan)
    written = {path: data for path, data in plan.changes.items() if data is not None}
    places = [run.place / f"blob-{number}" for number in range(len(written))]
    for place, content in zip(places, written.values(), strict=True):
        place.write_bytes(content)
    oids: dict[str, str] = {}
    if places:
        args = (*DURABLE, "hash-object", "-w", "--no-filters", "--", *map(os.fspath, places))
        told = repository.git(*args).decode("ascii").split()
        oids = dict(zip(written, told, strict=True))
    blobs: list[Blob] = []
    for path, data in plan.changes.items():
        known = tracked[path].index or tracked[path].base
        mode = known.mode if known else repository.worktree.mode(path) or "100644"
        blobs.append(Blob(path, mode, oids.get(path, ""), data))
    early = [b for b in blobs if b.data is not None and _is_new(plan, tracked[b.path], b.path)]
    return _Planned(tuple(blobs), tracked, tuple(early))


def _is_new(plan: Plan, tracked: Tracked, path: str) -> bool:
    return tracked.base is None and tracked.index is None and plan.expected.get(path) is None


def _note(repository: Repository, plan: Plan, planned: _Planned) -> Note:
    """What must be known after a crash before hooks may run."""
    changes: list[Change] = []
    for blob in planned.blobs:
        disk = plan.expected.get(blob.path)
        staged = planned.tracked[blob.path].index
        changes.append(
            Change(
                blob.path,
                blob.mode,
                disk="" if disk is None else repository.blob_id(disk),
                staged=staged.oid if staged else "",
                new=blob.oid,
            )
        )
    above = {folder: None for blob in planned.early for folder in parents(blob.path)}
    made = [folder for folder in above if not repository.worktree.locate(folder).exists()]
    return Note(
        Stage.CHECKING,
        changes=tuple(changes),
        placed=tuple(blob.path for blob in planned.early),
        made=tuple(made),
        locks=list_locks(repository, *(f"{REFS}{each.blob}" for each in plan.kept)),
    )


def _place_early(held: ExitStack, repository: Repository, run: Run, planned: _Planned) -> None:
    """Put the new files in their places; they go with `held`, whatever hooks make of them."""
    with ExitStack() as temporary:
        for blob in planned.early:
            folders = [repository.worktree.locate(folder) for folder in parents(blob.path)]
            made = [folder for folder in folders if not folder.exists()]
            prepared = prepare_file(temporary, repository, run, blob)
            held.callback(_take_back, prepared.target, made)
            prepared.place()


def _take_back(target: Path, made: Sequence[Path]) -> None:
    target.unlink(missing_ok=True)
    for folder in reversed(made):
        with suppress(OSError):  # somebody uses it
            folder.rmdir()


def _build(
    repository: Repository,
    plan: Plan,
    planned: _Planned,
    note: Note,
    run: Run,
    interrupts: Interrupts,
    *,
    verify: bool,
) -> str:
    """Make the commit object in a private index, past the user's hooks; its id."""
    env = {"GIT_INDEX_FILE": os.fspath(run.index)}
    if repository.index.exists():
        # A copy: what the index knows of unchanged files spares the hooks reading them all.
        shutil.copyfile(repository.index, run.index)
    whole = ("-c", "core.splitIndex=false")
    base = ("--reset", plan.base) if plan.base else ("--empty",)
    repository.git(*DURABLE, *whole, "read-tree", *base, env=env)
    enter(repository, planned.blobs, run.index, *whole)
    message = run.place / "COMMIT_EDITMSG"
    message.write_bytes(_message_bytes(plan))
    if verify and has_hook(repository, "pre-commit"):
        run.note(replace(note, sheltered=shelter(repository, run)))
        try:
            run_hook(repository, "pre-commit", env=env)
        except HookError:
            _put_back(repository, run, plan, planned)
            _check_early(repository, planned)
            raise
        interrupts.checkpoint()
        run.note(note)
    run_hook(repository, "prepare-commit-msg", os.fspath(message), "message", env=env)
    if verify:
        run_hook(repository, "commit-msg", os.fspath(message), env=env)
    interrupts.checkpoint()
    _clean_message(repository, plan, message)
    tree = repository.git(*DURABLE, "write-tree", env=env).decode("ascii").strip()
    _check_tree(repository, plan, planned, tree)
    _check_early(repository, planned)
    sign = ("-S",) if repository.config_flag("commit.gpgSign") else ()
    parent = ("-p", plan.base) if plan.base else ()
    args = (*DURABLE, "commit-tree", *sign, *parent, "-F", os.fspath(message), tree)
    return repository.git(*args).decode("ascii").strip()


def _put_back(repository: Repository, run: Run, plan: Plan, planned: _Planned) -> None:
    """Undo what a refusing hook made of our own files; a riding one is the person's, as in git."""
    early = {blob.path for blob in planned.early}
    for blob in planned.blobs:
        expected = plan.expected.get(blob.path)
        if blob.path in early or blob.path in plan.riding or expected is None:
            continue
        if repository.worktree.content(blob.path) != expected:
            with ExitStack() as held:
                prepare_file(held, repository, run, replace(blob, data=expected, oid="")).place()


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


def _check_early(repository: Repository, planned: _Planned) -> None:
    """RewrittenError where hooks changed a new file on disk."""
    for blob in planned.early:
        data = repository.worktree.content(blob.path)
        if data is not None and data != blob.data:
            raise RewrittenError(blob.path, data)


def _check_tree(repository: Repository, plan: Plan, planned: _Planned, tree: str) -> None:
    """HookError unless the tree is the base with our files, exactly."""
    files = {
        blob.path: (blob.mode, blob.oid) if blob.data is not None else _GONE
        for blob in planned.blobs
    }
    if plan.base:
        told = repository.git("diff-tree", "-r", "-z", "--no-renames", plan.base, tree)
    else:
        told = repository.git("ls-tree", "-r", "-z", "--full-tree", tree)
    changed = _tree_changes(told, initial=plan.base is None)
    unchanged = {blob.path for blob in planned.blobs if planned.is_unchanged(blob)}
    if plan.base is not None and unchanged == files.keys():
        raise ReportError(
            "nothing to commit: the files are as they were", hint="see 'git report status'"
        )
    off = {path: content for path, content in changed.items() if files.get(path) != content}
    early = {blob.path for blob in planned.early}
    for path, (mode, oid) in off.items():
        if off.keys() <= early and (mode, oid) != _GONE:
            raise RewrittenError(path, repository.objects.read(oid, "blob"))
        ours = "what is to be committed of" if path in files else "another file,"
        raise HookError(
            f"a hook changed {ours} '{path}'; nothing was changed",
            hint="a report's commit holds its own files alone: "
            "let the hook check them, or leave them out",
        )
    for path in files:
        if path not in changed and path not in unchanged:
            raise HookError(
                f"a hook took '{path}' out of the commit; nothing was changed",
                hint="a report's commit holds all of its files: let the hook leave them in",
            )


# What plumbing lists for a path that a tree does not have.
_GONE = ("000000", "")


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
    changes: dict[str, tuple[str, str]] = {}
    for about, path in pairs:
        mode, oid = about.split()[1].decode("ascii"), about.split()[3].decode("ascii")
        changes[os.fsdecode(path)] = (mode, oid) if oid.strip("0") else _GONE
    return changes


def _enter(
    held: ExitStack,
    repository: Repository,
    plan: Plan,
    planned: _Planned,
    run: Run,
    patience: float,
    *,
    early: bool = False,
) -> Placement:
    """Lock the index and make all that will be renamed; `early` files are in place already."""
    held.enter_context(lock_index(repository.index, run.lock, patience))
    placed = {blob.path: blob.data for blob in planned.early} if early else {}
    _check(repository, plan, placed)
    files = [blob for blob in planned.blobs if blob.path not in placed]
    return prepare(held, repository, run, files, planned.blobs)


def _tell_reason(plan: Plan) -> str:
    """What the reflog says."""
    subject = plan.message.partition("\n")[0]
    return f"commit: {subject}" if plan.base else f"commit (initial): {subject}"
