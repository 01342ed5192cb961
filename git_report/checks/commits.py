"""Check one commit, or the next one, against all of its parents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from git_report.checks.findings import Finding
from git_report.checks.folder_change import OtherParent, Scope
from git_report.checks.former_folders import Deletion
from git_report.checks.run_checks import check_change
from git_report.git.history import Commit, landed_blob, list_deletions, merge_bases, touched_paths
from git_report.git.repository import Repository
from git_report.report.snapshot import Snapshot

# Findings on edits and deletions of committed versions.
STANDING = frozenset({"V003", "V004"})
# These are reported even if only one parent has them: a merge must not lose or rewrite a version
# that one side had.
_AGAINST_ANY = frozenset({"V003", "V004", "R004"})


def check_commit(repository: Repository, commit: Commit, scope: Scope) -> list[Finding]:
    """The findings of one commit against each of its parents."""
    candidate = repository.commit_snapshot(commit.id)
    touched = {base: touched_paths(repository, base, commit.id) for base in bases_of(commit)}
    past = Past(repository, repository.commit_snapshot)
    return check_against(past, candidate, touched, scope, deep=True)


def bases_of(commit: Commit) -> tuple[str | None, ...]:
    """The snapshots that a commit is compared with: its parents; none for a root commit."""
    return commit.parents or (None,)


class Past(NamedTuple):
    """Commits before the one that is checked."""

    repository: Repository
    open: Callable[[str], Snapshot]

    def other(self, base: str, name: str, snapshot: Snapshot) -> OtherParent:
        """Another parent of a merge, beside a base."""
        return OtherParent(
            snapshot, lambda: tuple(map(self.open, merge_bases(self.repository, base, name)))
        )

    def deletions(self, base: str, folder: str) -> Iterator[Deletion]:
        """The deletions before a base, or by it, newest first."""
        for commit in list_deletions(self.repository, base, folder):
            after = self.open(commit.id)
            for parent in commit.parents:
                paths = touched_paths(self.repository, parent, commit.id)
                gone = tuple(path for path in paths if path.endswith(".md"))
                yield Deletion(self.open(parent), after, gone)


def check_against(
    past: Past,
    candidate: Snapshot,
    touched: Mapping[str | None, Iterable[str]],
    scope: Scope,
    *,
    deep: bool,
) -> list[Finding]:
    """The findings against every base, merged; `touched` has the paths that differ from each.

    If `deep`, versions are also compared with those that were deleted before the base.
    """
    bases = {base: past.open(base) if base else None for base in touched}
    found = []
    for base, paths in touched.items():
        here = scope
        if base is not None:
            others = tuple(
                past.other(base, name, other)
                for name, other in bases.items()
                if name and other and name != base
            )
            deletions = partial(past.deletions, base) if deep else scope.deletions
            landed = partial(landed_blob, past.repository, base)
            here = scope._replace(others=others, deletions=deletions, landed=landed)
        found.append(check_change(bases[base], candidate, paths, here))
    return merge_findings(found)


def merge_findings(found: Sequence[list[Finding]]) -> list[Finding]:
    """The findings of a commit, from the list of findings against each of its parents.

    A finding against one parent may have come from the other: only findings against all of them are
    the merge's own, except for versions that a parent had and that were lost or rewritten.
    """
    if not found:
        return []
    everywhere = set(found[0]).intersection(*found[1:])
    lost = {f for findings in found for f in findings if f.code in _AGAINST_ANY}
    return sorted(everywhere | lost)
