"""What a person allowed is recognised in records that were written in other words."""

from __future__ import annotations

import pytest

from git_report.checks.accepted_findings import list_allowed
from git_report.markdown import parse

FORMER = (
    (
        "V010 the version holds what looks like a GitHub token",
        "V010 the version contains what looks like a GitHub token",
    ),
    (
        "K002 figure '20 kW' is gone: 'it said: 'x' is gone' (prior line 12)",
        "K002 figure '20 kW' is missing: 'it said: 'x' is gone' (line 12 of the previous version)",
    ),
    ("S001 the code fence is not closed", "S001 the code fence is not closed"),
)


@pytest.mark.parametrize(("former", "now"), FORMER)
def test_former_words_of_a_record_are_read_as_those_of_now(former: str, now: str) -> None:
    for entry in (former, now):
        text = f"# T\n\nx\n\n<!-- git-report 01\nwriter: x\nallowed: {entry}\n-->\n"
        tail = parse(text).tail
        assert tail is not None
        assert list_allowed(tail) == {now}


def test_a_version_without_a_record_allows_nothing() -> None:
    assert list_allowed(None) == frozenset()
