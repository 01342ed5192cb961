"""The order that hand-made names ask for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.errors import ReportError
from git_report.report.hand_named_versions import is_sound, renumber
from git_report.report.versions import read_versions, version_name


@pytest.mark.parametrize(
    ("names", "order"),
    [
        ([], []),
        (["report.md"], ["report.md"]),
        (["report.md", "report-02.md"], ["report.md", "report-02.md"]),
        (["report-10.md", "report-9.md", "report-007.md"],
         ["report-007.md", "report-9.md", "report-10.md"]),
        (["report-0.md", "report.md"], ["report-0.md", "report.md"]),
        (["report-20260102.md", "report-20251231.md"],
         ["report-20251231.md", "report-20260102.md"]),
        (["notes.md", "report-.md", "report-1.txt", "Report-1.md", "report-a.md", "diff.md"], []),
    ],
)  # fmt: skip
def test_names_in_the_order_of_their_numbers(names: list[str], order: list[str]) -> None:
    assert renumber("notes", names) == {name: at for at, name in enumerate(order, 1)}


@pytest.mark.parametrize(
    "names", [["report-7.md", "report-07.md"], ["report.md", "report-1.md", "report-01.md"]]
)
def test_two_that_claim_one_number_are_refused(names: list[str]) -> None:
    with pytest.raises(ReportError, match="would both be version"):
        renumber("notes", names)


@given(st.lists(st.integers(0, 130), unique=True), st.data())
def test_the_sequence_has_no_gap_and_keeps_the_order(
    numbers: list[int], data: st.DataObject
) -> None:
    widths = [data.draw(st.integers(1, 4)) for _ in numbers]
    names = {f"report-{n:0{width}d}.md": n for n, width in zip(numbers, widths, strict=True)}
    found = renumber("", names)
    assert sorted(found, key=lambda name: found[name]) == sorted(
        names, key=lambda name: names[name]
    )
    renamed = [version_name(number) for number in found.values()]
    assert read_versions("", renamed) == len(names)
    assert is_sound(renumber("", renamed))
    assert is_sound(found) == (set(names) == set(renamed))
