"""Versions that a merge took from its other parent, in trees in memory."""

from __future__ import annotations

from git_report.checks.folder_change import OtherParent, Scope
from git_report.checks.run_checks import check_change
from tests.trees import Files

INSTRUCTIONS = b"# Brief\n\n## References\n\n[ ] Read [Alpha](alpha.md)\n"


def make(*versions: str) -> Files:
    """A report folder with those texts as its versions."""
    numbered = {
        f"report/report-{number:02}.md": f"# Report\n\n{text}\n".encode()
        for number, text in enumerate(versions, start=1)
    }
    return Files({"report/instructions.md": INSTRUCTIONS, "report/alpha.md": b"# A\n"} | numbered)


def edited(base: Files, candidate: Files, scope: Scope) -> list[str]:
    """The paths of the versions that count as edited (V003)."""
    found = check_change(base, candidate, candidate.files, scope)
    return [finding.path for finding in found if finding.code == "V003"]


def test_all_versions_from_the_first_that_the_other_parent_won_are_its_own() -> None:
    ours, theirs = make("One.", "Ours.", "Ours too."), make("One.", "Theirs.", "Theirs too.")
    ancestor = make("One.")
    scope = Scope(others=(OtherParent(theirs, lambda: [ancestor]),))
    assert edited(ours, theirs, scope) == []
    assert edited(ours, theirs, Scope()) == ["report/report-02.md", "report/report-03.md"]


def test_a_version_that_both_parents_got_from_their_ancestor_cannot_be_won() -> None:
    ours, theirs = make("One.", "Ours."), make("Another.", "Theirs.")
    scope = Scope(others=(OtherParent(theirs, lambda: [make("One.")]),))
    assert edited(ours, theirs, scope)[:1] == ["report/report-01.md"]


def test_of_ancestors_that_differ_a_merge_takes_one_and_no_third_text() -> None:
    """After merges across, two commits are the best common ancestors of the next one."""
    mine, other = make("One.", "Mine."), make("One.", "Other.")
    scope = Scope(others=(OtherParent(other, lambda: [mine, other]),))
    assert edited(mine, other, scope) == []
    third = make("One.", "Third.")
    scope = Scope(others=(OtherParent(third, lambda: [mine, other]),))
    assert edited(mine, third, scope) == ["report/report-02.md"]
    scope = Scope(others=(OtherParent(other, lambda: [mine, mine]),))
    assert edited(mine, other, scope) == ["report/report-02.md"]
