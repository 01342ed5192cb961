"""One commit of exactly the planned files, or nothing.

What anybody can see changes at one point, when `git update-ref` moves HEAD from the planned base
to the new commit. All that can fail comes before; what comes after are renames. What is about to
happen is noted first, so that `repair` can end or undo it where this process cannot.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from git_report.commit.commit_object import build
from git_report.commit.head import clearing_locks, move_head
from git_report.commit.hooks import run_post_commit
from git_report.commit.installing import Placement, prepare, prepare_file
from git_report.commit.interrupts import Interrupts
from git_report.commit.journal import RunDirectory, Stage, begin_run
from git_report.commit.own_commits import note_commit
from git_report.commit.plan import Plan, Planned, check_plan, note_plan, prepare_plan
from git_report.commit.readiness import preflight
from git_report.errors import ReportError
from git_report.git.evidence_refs import write_evidence_refs
from git_report.git.index_lock import PATIENCE, lock_index
from git_report.git.paths import parents
from git_report.git.refusals import UnfinishedError
from git_report.git.repository import Repository

__all__ = ["Plan", "commit", "preflight", "stage"]


def commit(
    repository: Repository, plan: Plan, *, verify: bool = True, patience: float = PATIENCE
) -> str:
    """Make the planned commit and bring work tree and index along; the commit's id.

    `verify` runs the pre-commit and commit-msg hooks; `patience` is how many seconds to wait for
    another git to give the index free. Raises BusyError (MovedError where HEAD is not the base any
    more), DirtyError, HookError (RewrittenError where hooks changed one new file) or ReportError
    with nothing changed; UnfinishedError where the commit was made but a file could not follow.
    """
    made: list[str] = []
    with (
        _telling(made),
        Interrupts() as interrupts,
        begin_run(repository) as run,
        _telling(made),  # before the run's end sees it: its note is needed still
        ExitStack() as held,
    ):
        planned = prepare_plan(repository, plan, run)
        note = note_plan(repository, plan, planned)
        run.note(note)
        _place_early(held, repository, run, planned)
        new = build(repository, plan, planned, note, run, interrupts, verify=verify)
        with ExitStack() as locked:
            placement = _enter(locked, repository, plan, planned, run, patience, early=True)
            interrupts.checkpoint()
            run.note(replace(note, stage=Stage.LANDING, commit=new))
            with clearing_locks(note.locks, run.noted_at):
                write_evidence_refs(repository, plan.kept)
                move_head(repository, plan.base, new, _tell_reason(plan))
                made.append(new)
                note_commit(new)
            held.pop_all()  # what is on disk stays
            failed = placement.place(repository)
        run_post_commit(repository)
        if failed:
            raise UnfinishedError(
                f"committed as {new[:10]}, but {failed} could not be written",
                hint="make the path writable, then run 'git report status' to finish the commit",
            )
        # As "git commit" ends: plumbing alone would leave loose objects to pile up.
        with suppress(ReportError), clearing_locks(note.locks, run.noted_at):
            repository.git("maintenance", "run", "--auto", "--quiet")
    return new


@contextmanager
def _telling(made: Sequence[str]) -> Iterator[None]:
    """Say which commit was made where something fails after HEAD has moved: UnfinishedError."""
    try:
        yield
    except OSError as error:
        if not made:
            raise
        name = f" '{os.fsdecode(error.filename)}'" if error.filename else ""
        raise UnfinishedError(
            f"committed as {made[0][:10]}, and then failed: {error.strerror or error}{name}",
            hint="check free space and permissions, then run 'git report status' to finish the "
            "commit",
        ) from error


def stage(repository: Repository, plan: Plan, *, patience: float = PATIENCE) -> None:
    """Write the planned files into work tree and index, and leave the commit to the person.

    Refuses what `commit` refuses, with nothing changed.
    """
    with Interrupts() as interrupts, begin_run(repository) as run:
        planned = prepare_plan(repository, plan, run)
        note = note_plan(repository, plan, planned)
        run.note(replace(note, placed=()))
        with ExitStack() as locked:
            placement = _enter(locked, repository, plan, planned, run, patience)
            interrupts.checkpoint()
            write_evidence_refs(repository, plan.kept)
            run.note(replace(note, stage=Stage.STAGING))
            failed = placement.place(repository)
        if failed:
            raise UnfinishedError(
                f"{failed} could not be written",
                hint="make the path writable, then run 'git report status' to finish the commit",
            )


def _place_early(
    held: ExitStack, repository: Repository, run: RunDirectory, planned: Planned
) -> None:
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


def _enter(
    held: ExitStack,
    repository: Repository,
    plan: Plan,
    planned: Planned,
    run: RunDirectory,
    patience: float,
    *,
    early: bool = False,
) -> Placement:
    """Lock the index and make all that will be renamed; `early` files are in place already."""
    held.enter_context(lock_index(repository.index, run.lock, patience))
    placed = {blob.path: blob.data for blob in planned.early} if early else {}
    check_plan(repository, plan, placed)
    files = [blob for blob in planned.blobs if blob.path not in placed]
    return prepare(held, repository, run, files, planned.blobs)


def _tell_reason(plan: Plan) -> str:
    """What the reflog says."""
    subject = plan.message.partition("\n")[0]
    return f"commit: {subject}" if plan.base else f"commit (initial): {subject}"
