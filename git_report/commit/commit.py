"""Make one commit of exactly the planned files, or change nothing.

The visible change happens at one point, when `git update-ref` moves HEAD from the planned base to
the new commit. Everything that can fail comes before it; only renames come after it. The intended
steps are written to the journal first, so that `repair` can complete or undo them after a crash.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from git_report.commit.commit_object import build
from git_report.commit.head import clearing_locks, move_head
from git_report.commit.installing import Placement, prepare, prepare_file
from git_report.commit.interrupts import Interrupts
from git_report.commit.journal import RunDirectory, Stage, begin_run
from git_report.commit.own_commits import note_commit
from git_report.commit.plan import Plan, Planned, check_plan, note_plan, prepare_plan
from git_report.commit.readiness import preflight
from git_report.commit.user_hooks import run_post_commit
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
    """Make the planned commit, update work tree and index, and return the commit's id.

    `verify` runs the pre-commit and commit-msg hooks; `patience` is how many seconds to wait for
    another git to release the index. Raises BusyError (MovedError if HEAD is no longer the base),
    DirtyError, HookError (RewrittenError if hooks changed one new file) or ReportError with nothing
    changed; UnfinishedError if the commit was made but a file could not be updated.
    """
    made: list[str] = []
    with (
        _naming_commit(made),
        Interrupts() as interrupts,
        begin_run(repository) as run,
        # Inside begin_run, which must see UnfinishedError: the note is still needed.
        _naming_commit(made),
        ExitStack() as stack,
    ):
        planned = prepare_plan(repository, plan, run)
        note = note_plan(repository, plan, planned)
        run.note(note)
        # Before hooks run: formatters change files in the work tree, and `check_early` compares
        # these.
        _place_early(stack, repository, run, planned)
        new = build(repository, plan, planned, note, run, interrupts, verify=verify)
        with ExitStack() as locked:
            placement = _enter(locked, repository, plan, planned, run, patience, early=True)
            interrupts.checkpoint()
            # Before HEAD moves: after a crash, whether HEAD has this commit says if the run is to
            # be completed or undone.
            run.note(replace(note, stage=Stage.LANDING, commit=new))
            with clearing_locks(note.locks, run.noted_at):
                write_evidence_refs(repository, plan.kept)
                move_head(repository, plan.base, new, _reflog_message(plan))
                made.append(new)
                note_commit(new)
            stack.pop_all()  # the new files stay on disk
            failed = placement.place(repository)
        # After the index has been unlocked, as in git: the hook may commit.
        run_post_commit(repository)
        if failed:
            raise UnfinishedError(
                f"committed as {new[:10]}, but {failed} could not be written",
                hint="make the path writable, then run 'git report status' to finish the commit",
            )
        # As "git commit" does at the end: plumbing does not, and loose objects would pile up.
        with suppress(ReportError), clearing_locks(note.locks, run.noted_at):
            repository.git("maintenance", "run", "--auto", "--quiet")
    return new


@contextmanager
def _naming_commit(made: Sequence[str]) -> Iterator[None]:
    """Turn an OSError after HEAD has moved into an UnfinishedError that names the commit."""
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
    """Write the planned files into work tree and index, and leave the commit to the user.

    Raises what `commit` raises, with nothing changed.
    """
    with Interrupts() as interrupts, begin_run(repository) as run:
        planned = prepare_plan(repository, plan, run)
        note = note_plan(repository, plan, planned)
        # Nothing is in place early here: that protects a commit, and there is none.
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
    stack: ExitStack, repository: Repository, run: RunDirectory, planned: Planned
) -> None:
    """Write the new files before the commit; when `stack` ends, they are removed again."""
    with ExitStack() as temporary:
        for blob in planned.early:
            folders = [repository.worktree.locate(folder) for folder in parents(blob.path)]
            made = [folder for folder in folders if not folder.exists()]
            prepared = prepare_file(temporary, repository, run, blob)
            stack.callback(_remove_early, prepared.target, made)
            prepared.place()


def _remove_early(target: Path, made: Sequence[Path]) -> None:
    target.unlink(missing_ok=True)
    for folder in reversed(made):
        with suppress(OSError):  # not empty, or in use
            folder.rmdir()


def _enter(
    stack: ExitStack,
    repository: Repository,
    plan: Plan,
    planned: Planned,
    run: RunDirectory,
    patience: float,
    *,
    early: bool = False,
) -> Placement:
    """Lock the index and write the files to be renamed; `early` files are in place already."""
    stack.enter_context(lock_index(repository.index, run.lock, patience))
    placed = {blob.path: blob.data for blob in planned.early} if early else {}
    # Again, under the lock: hooks and people had time to change what the plan was made for.
    check_plan(repository, plan, placed)
    files = [blob for blob in planned.blobs if blob.path not in placed]
    return prepare(stack, repository, run, files, planned.blobs)


def _reflog_message(plan: Plan) -> str:
    """The line for the reflog."""
    subject = plan.message.partition("\n")[0]
    return f"commit: {subject}" if plan.base else f"commit (initial): {subject}"
