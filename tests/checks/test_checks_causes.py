"""Findings that only follow from another one name that one first, or are left out."""

from __future__ import annotations

import pytest

from git_report.checks.diff_md import put_cause_first
from git_report.checks.findings import Finding

ONE, TWO, THREE = (f"notes/report-0{n}.md" for n in (1, 2, 3))
LIST, DIFF = "notes/instructions.md", "notes/diff.md"
REMEDY = "regenerate it with 'git report diff --write'"
OWN = "its own remedy"


def finding(path: str, code: str, hint: str = OWN, *, unsure: bool = False) -> Finding:
    return Finding(path, 1, code, "m", hint, unsure=unsure)


CASES = {
    # The cause, what may follow, and the code that is named first ("" for its own remedy).
    "K of the edited version": (finding(ONE, "V003"), finding(ONE, "K002"), "V003"),
    "G of the next version": (finding(ONE, "V003"), finding(TWO, "G001"), "V003"),
    "K of a later version": (finding(ONE, "V003"), finding(THREE, "K002"), ""),
    "K of another folder": (finding(ONE, "V003"), finding("other/report-02.md", "K002"), ""),
    "an edit that may be amended": (finding(ONE, "V003", unsure=True), finding(ONE, "G001"), ""),
    "structure is no consequence": (finding(ONE, "V003"), finding(ONE, "S001"), ""),
    "K after a conflict": (finding(ONE, "S008"), finding(TWO, "K002"), "S008"),
    "an altered stamp": (finding(LIST, "R004"), finding(TWO, "R001"), "R004"),
    "diff.md of a new version": (finding(TWO, "R001"), finding(DIFF, "D001", REMEDY), "R001"),
    "diff.md that is not UTF-8": (finding(TWO, "V005"), finding(DIFF, "D001", REMEDY), ""),
}


@pytest.mark.parametrize(("cause", "follows", "named"), CASES.values(), ids=CASES)
def test_what_follows_names_its_cause(cause: Finding, follows: Finding, named: str) -> None:
    first, second = put_cause_first([cause, follows])
    assert first == cause
    where = cause.path.rpartition("/")[2]
    assert second.hint == (f"first fix {named} in {where}: {OWN}" if named else follows.hint)


@pytest.mark.parametrize("code", ["V003", "K002", "G002"])
def test_a_file_in_conflict_is_only_called_that(code: str) -> None:
    conflict = finding(TWO, "S008")
    assert put_cause_first([conflict, finding(TWO, code)]) == [conflict]


def test_what_follows_is_no_cause() -> None:
    stamp = finding(LIST, "R004")
    found = put_cause_first([stamp, finding(TWO, "R001"), finding(DIFF, "D001", REMEDY)])
    assert [each.hint for each in found[1:]] == [
        f"first fix R004 in instructions.md: {OWN}",
        REMEDY,
    ]
