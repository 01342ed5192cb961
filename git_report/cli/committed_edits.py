"""Versions that unpushed commits have edited: a push would be refused."""

from __future__ import annotations

from git_report.checks.scope import Scope
from git_report.cli.steps import STANDING, check_step
from git_report.committed_edits import CommittedEdits
from git_report.git.history import list_steps, list_unpushed_edits
from git_report.git.repository import Repository


def find_committed(repository: Repository, path: str) -> CommittedEdits:
    """The edits and deletions of a folder's versions in commits that no remote has.

    `git report check --range` decides what counts as an edit.
    """
    paths: dict[str, frozenset[str]] = {}
    for step in list_unpushed_edits(repository, path):
        found = check_step(repository, step, Scope())
        wrong = {f.path for f in found if f.code in STANDING and f.path.rpartition("/")[0] == path}
        if wrong:
            paths[step.commit] = frozenset(wrong)
    if not paths:
        return CommittedEdits()
    return CommittedEdits(tuple(list_steps(repository, "HEAD", unpublished=True)), paths)
