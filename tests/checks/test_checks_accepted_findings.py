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
    (
        "K006 section 'A, and 2 more, were', and 3 more, were removed with a declared reason: "
        "1,097 of 1,132 words (line 7 of the previous version)",
        "K006 too much was removed, although it was declared: 1,097 of 1,132 words, in section "
        "'A, and 2 more, were' and 3 other sections or rows (line 7 of the previous version)",
    ),
    (
        "K006 row 'a', and 1 more, were removed with a declared reason: 9 of 9 words "
        "(prior line 2)",
        "K006 too much was removed, although it was declared: 9 of 9 words, in row 'a' and 1 other "
        "section or row (line 2 of the previous version)",
    ),
    (
        "K006 section 'A' was removed with a declared reason: 9 of 9 words (prior line 2)",
        "K006 too much was removed, although it was declared: 9 of 9 words, in section 'A' (line 2 "
        "of the previous version)",
    ),
    (
        "K006 too much was removed, although declared: 9 of 9 words, in row 'a'",
        "K006 too much was removed, although it was declared: 9 of 9 words, in row 'a'",
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


@pytest.mark.parametrize(
    ("version", "now"),
    [(1, "is not in the source"), (2, "is in neither the source nor the previous version")],
)
def test_the_first_version_has_no_previous_one(version: int, now: str) -> None:
    fault = "G001 figure '9 MW' {}: 'it uses 9 MW'"
    for words in ("is neither in the source nor in the report", now):
        record = f"<!-- git-report {version:02d}\nwriter: x\nallowed: {fault.format(words)}\n-->"
        assert list_allowed(parse(f"# T\n\nx\n\n{record}\n").tail) == {fault.format(now)}


def test_a_version_without_a_record_allows_nothing() -> None:
    assert list_allowed(None) == frozenset()
