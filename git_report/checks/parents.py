"""The findings of a commit with several parents, out of those against each."""

from __future__ import annotations

from collections.abc import Sequence

from git_report.checks.findings import Finding

# What one parent knows is lost or rewritten is so, whatever the other parent had.
_AGAINST_ANY = frozenset({"V003", "V004", "R004"})


def merge_findings(found: Sequence[list[Finding]]) -> list[Finding]:
    """The findings of a commit, from the list of findings against each of its parents.

    What is new against one parent may have come with the other: only what is wrong against all
    of them is the merge's own, except for what a parent lost.
    """
    if not found:
        return []
    everywhere = set(found[0]).intersection(*found[1:])
    lost = {f for findings in found for f in findings if f.code in _AGAINST_ANY}
    return sorted(everywhere | lost)
