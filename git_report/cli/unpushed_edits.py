"""Find versions that unpushed commits have edited, so that a push would be rejected."""

from __future__ import annotations

from git_report.checks.commits import STANDING, check_commit
from git_report.checks.folder_change import Scope
from git_report.checks.folder_state import read_state
from git_report.committed_edits import CommittedEdits
from git_report.git.history import Commit, list_commits, list_unpushed_edits
from git_report.git.repository import Repository


def find_committed(repository: Repository, path: str) -> CommittedEdits:
    """The edits and deletions of a folder's versions in commits that no remote has.

    `git report check --range` decides what counts as an edit.
    """
    head = repository.head()
    if head is None:
        return CommittedEdits()
    paths: dict[str, frozenset[str]] = {}
    for commit in list_unpushed_edits(repository, head, path):
        found = check_commit(repository, commit, Scope())
        wrong = {f.path for f in found if f.code in STANDING and f.path.rpartition("/")[0] == path}
        # If the newest version was deleted and is still ticked, the finding is about the stamp.
        if any(f.code == "R005" and f.path.rpartition("/")[0] == path for f in found):
            wrong |= {p for p in _list_missing(repository, path) if _deletes(repository, commit, p)}
        if wrong:
            paths[commit.id] = frozenset(wrong)
    if not paths:
        return CommittedEdits()
    return CommittedEdits(tuple(list_commits(repository, "HEAD", unpublished=True)), paths)


def _list_missing(repository: Repository, path: str) -> tuple[str, ...]:
    state = read_state(repository.commit_snapshot("HEAD"), path)
    return () if state is None else tuple(map(state.version_path, state.missing))


def _deletes(repository: Repository, commit: Commit, path: str) -> bool:
    return repository.commit_snapshot(commit.id).entry(path) is None and any(
        repository.commit_snapshot(parent).entry(path) is not None for parent in commit.parents
    )
