"""Version names: what counts as one, and what is refused."""

from __future__ import annotations

import pytest

from git_report.errors import ReportError
from git_report.report.versions import read_versions, version_name, version_number


@pytest.mark.parametrize(
    ("names", "newest"),
    [
        ([], 0),
        (["instructions.md", "diff.md", "report.md", "report-x.md", "report-01.txt"], 0),
        (["report-01.md"], 1),
        ([f"report-{n:02d}.md" for n in range(1, 101)], 100),
        (["report-01.md", "report-02.md", "my-report-03.md"], 2),
    ],
)
def test_the_highest_number_is_the_newest(names: list[str], newest: int) -> None:
    assert read_versions("r", names) == newest


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["report-07.md", "report-7.md"], ["'report-07.md'", "'report-7.md'", "version 7"]),
        (["report-1.md"], ["'report-1.md'", "not the name of a version"]),
        (["report-001.md"], ["'report-001.md'", "not the name of a version"]),
        (["report-00.md", "report-01.md"], ["'report-00.md'"]),
        (["report-01.md", "report-03.md"], ["'report-02.md' is missing"]),
        (["report-02.md"], ["'report-01.md' is missing"]),
    ],
)
def test_names_that_drift_are_refused(names: list[str], words: list[str]) -> None:
    with pytest.raises(ReportError) as caught:
        read_versions("r", names)
    assert all(word in caught.value.message for word in words)
    assert caught.value.hint


def test_names_and_numbers_are_inverse() -> None:
    for number in (1, 9, 10, 99, 100, 1234):
        assert version_number(version_name(number)) == number
    assert version_number("report-" + "9" * 5000 + ".md") is None
