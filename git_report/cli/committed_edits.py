"""Versions that unpushed commits have edited: a push would be refused."""

from __future__ import annotations

from git_report.checks.folder_state import read_state
from git_report.checks.scope import Scope
from git_report.cli.steps import STANDING, check_step
from git_report.committed_edits import CommittedEdits
from git_report.git.history import Step, list_steps, list_unpushed_edits
from git_report.git.repository import Repository


def find_committed(repository: Repository, path: str) -> CommittedEdits:
    """The edits and deletions of a folder's versions in commits that no remote has.

    `git report check --range` decides what counts as an edit.
    """
    head = repository.head()
    if head is None:
        return CommittedEdits()
    paths: dict[str, frozenset[str]] = {}
    for step in list_unpushed_edits(repository, head, path):
        found = check_step(repository, step, Scope())
        wrong = {f.path for f in found if f.code in STANDING and f.path.rpartition("/")[0] == path}
        # The newest version deleted, with its tick left: the finding is on the stamp.
        if any(f.code == "R005" and f.path.rpartition("/")[0] == path for f in found):
            wrong |= {p for p in _list_missing(repository, path) if _deletes(repository, step, p)}
        if wrong:
            paths[step.commit] = frozenset(wrong)
    if not paths:
        return CommittedEdits()
    return CommittedEdits(tuple(list_steps(repository, "HEAD", unpublished=True)), paths)


def _list_missing(repository: Repository, path: str) -> tuple[str, ...]:
    state = read_state(repository.commit_snapshot("HEAD"), path)
    return () if state is None else tuple(map(state.version_path, state.missing))


def _deletes(repository: Repository, step: Step, path: str) -> bool:
    return repository.commit_snapshot(step.commit).entry(path) is None and any(
        repository.commit_snapshot(parent).entry(path) is not None for parent in step.parents
    )
