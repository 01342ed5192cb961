"""Commit a draft, on top of the branch, which may have moved in the meantime."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from git_report.commit.commit import commit, stage
from git_report.commit.readiness import survey
from git_report.draft import Draft, Mode, take_text
from git_report.git.refusals import TRIES, BusyError, MovedError, RewrittenError
from git_report.git.repository import Repository
from git_report.report.folder import Folder
from git_report.text import Tell, silent
from git_report.writers.protocol import Writer


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A draft and the id of its commit, which is empty for a staged or a dry run.

    `rewritten` is the change that a hook made to the version, if it was accepted.
    """

    draft: Draft
    commit: str
    rewritten: RewrittenError | None = None


def land(
    repository: Repository,
    draft: Draft,
    writer: Writer,
    mode: Mode,
    tell: Tell = silent,
    *,
    branch: str | None = None,
) -> NewVersion:
    """Commit a draft, stage it, or (in a dry run) do neither.

    If HEAD has moved in the meantime and the report folder has not changed, the version is made on
    top, and no writer is asked again; `branch` is the one that the draft was made on, by default
    that of HEAD. If a hook changes the version and nothing else, this is accepted once, and
    everything is derived again.
    """
    if mode.dry_run:
        return NewVersion(draft, "")
    branch = branch or repository.branch
    rewritten: RewrittenError | None = None
    for _ in range(TRIES):
        tell("committing")
        try:
            if mode.stage:
                stage(repository, draft.plan)
                landed = NewVersion(draft, "")
            else:
                made = commit(repository, draft.plan, verify=not mode.no_verify)
                landed = NewVersion(draft, made, rewritten)
        except MovedError as error:
            draft = _follow(repository, draft, branch, error)
        except RewrittenError as error:
            if rewritten or error.path != draft.path:
                raise
            tell(f"{error.culprit} changed the version: writing diff.md again")
            draft, rewritten = take_text(draft, error, mode.gate), error
        else:
            try:
                writer.landed()
            except OSError as error:  # the version was made nevertheless
                tell(f"the cached answer could not be removed: {error.strerror or error}")
            return landed
    raise BusyError(
        f"HEAD moved {TRIES} times in the meantime; nothing was changed",
        hint="try again when nobody else is committing; the model's answer is cached",
    )


def _follow(repository: Repository, draft: Draft, branch: str | None, error: MovedError) -> Draft:
    """The draft on the new commit of HEAD; BusyError if that changed the report."""
    if (branch_now := repository.branch) != branch:
        was, now = ((b or "no branch").removeprefix("refs/heads/") for b in (branch, branch_now))
        raise BusyError(
            f"HEAD was switched from {was} to {now} in the meantime; nothing was changed",
            hint="switch back, then try again; the model's answer is cached",
        ) from error
    if draft.plan.onto is not None:  # the rewritten commits do not contain the new HEAD
        raise error
    head = repository.head()
    paths = list_paths(draft.folder, draft.plan.changes)
    before = survey(repository, draft.plan.base, paths)
    after = survey(repository, head, paths)
    other = [path for path in paths if before[path].base != after[path].base]
    if other:
        raise BusyError(
            f"HEAD moved in the meantime and changed '{other[0]}'; nothing was changed",
            hint="try again; the model's answer is cached",
        ) from error
    return replace(draft, plan=replace(draft.plan, base=head))


def list_paths(folder: Folder, changes: Iterable[str]) -> list[str]:
    """The paths that a version depends on, and those that it changes."""
    versions = (folder.version_path(number) for number in range(1, folder.newest + 1))
    return list(dict.fromkeys([*changes, *versions, folder.diff_path, folder.instructions.path]))
