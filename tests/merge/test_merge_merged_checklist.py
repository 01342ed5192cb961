"""Checklists of two sides merged item by item."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from git_report.merge.merged_checklist import MergeError, merge_instructions
from git_report.merge.stamps import restamp
from git_report.report.instructions import parse_instructions

HEAD = "# Report\n\nRead with care.\n\n## References\n\n"
AGAIN = f"[x] [A](a.md) <!-- report-01 {'a' * 12} report-02 {'b' * 12} -->\n"
DISMISSED = AGAIN.replace("report-02", "report-01")
A, B, C, D = (f"[ ] [{n}]({n.lower()}.md)\n" for n in "ABCD")


def ticked(item: str, version: int, blob: str = "a") -> str:
    return f"{item.replace('[ ]', '[x]').rstrip()} <!-- report-{version:02d} {blob * 12} -->\n"


def reopened(item: str, version: int) -> str:
    return ticked(item, version).replace("[x]", "[ ]")


def merged(base: str, ours: str, theirs: str) -> str:
    told = merge_instructions("i.md", *(HEAD + text for text in (base, ours, theirs)))
    assert told.startswith(HEAD)
    return told.removeprefix(HEAD)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        (A + B, ticked(A, 1) + B, A + ticked(B, 2), ticked(A, 1) + ticked(B, 2)),
        (A + B, ticked(A, 1) + B, B + A, B + ticked(A, 1)),
        (A, ticked(A, 1), A.replace("[A]", "Read [A]"), ticked(A.replace("[A]", "Read [A]"), 1)),
        (A, A + B, A + C, A + B + C),
        (f"{A}\n{B}", f"{A}\n{B}\n{C}", f"{A}\n{B}\n{D}", f"{A}\n{B}\n{C}\n{D}"),
        (A, f"- {A}", ticked(A, 1), f"- {ticked(A, 1)}"),
        (A, ticked(A, 1), f"- {A}", f"- {ticked(A, 1)}"),
        (A, f"- {A}", f"* {A}", f"- {A}"),
        (A + B, A, A + B + C, A + C),
        (A, A + B, A + ticked(B, 1), A + ticked(B, 1)),
        (ticked(A, 1), ticked(A, 1), ticked(A, 1), ticked(A, 1)),
        (
            ticked(A, 1) + B,
            reopened(A, 1) + B,
            ticked(A, 1) + ticked(B, 2),
            reopened(A, 1) + ticked(B, 2),
        ),
        (ticked(A, 1), reopened(A, 1), AGAIN, AGAIN),
        (ticked(A, 1), AGAIN, reopened(A, 1), AGAIN),
        (reopened(A, 1), reopened(A, 1), AGAIN, AGAIN),
        (ticked(A, 1), reopened(A, 1), DISMISSED, DISMISSED.replace("[x]", "[ ]")),
        (
            ticked(A, 1),
            ticked(A, 1),
            f"[x] [A](a.md) <!-- report-01 {'a' * 12} report-02 {'b' * 12} -->\n",
            f"[x] [A](a.md) <!-- report-01 {'a' * 12} report-02 {'b' * 12} -->\n",
        ),
    ],
)
def test_what_is_merged(base: str, ours: str, theirs: str, wanted: str) -> None:
    assert merged(base, ours, theirs) == wanted


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "line", "why"),
    [
        (A, ticked(A, 1), A.replace("[ ]", "[-]"), 7, "the other skipped it"),
        (A, A.replace("[A]", "Mind [A]"), A.replace("[A]", "See [A]"), 7, "differently"),
        (A + B, A + ticked(B, 1), A, 8, "the other changed it"),
        (A, ticked(A, 1), ticked(A, 1, "b"), 7, "versions with the same number"),
        (A + B + C + D, B + C + D + A, B + C + A + D, 10, "both sides moved"),
        (A + B + C, B + C + A, C + B + A, 7, "both sides moved these items"),
        (A + B + C + D, A + C + D + B, A + D + C + B, 8, "both sides moved these items"),
    ],
)
def test_what_is_not(base: str, ours: str, theirs: str, line: int, why: str) -> None:
    with pytest.raises(MergeError) as told:
        merged(base, ours, theirs)
    assert told.value.where == f"i.md:{line}"
    assert why in told.value.message


def test_prose_that_both_sides_changed_is_named() -> None:
    sides = (HEAD + A, HEAD.replace("care", "joy") + A, HEAD.replace("care", "doubt") + A)
    with pytest.raises(MergeError) as told:
        merge_instructions("i.md", *sides)
    assert told.value.where == "i.md:3"


def test_windows_line_endings_stay() -> None:
    base, ours, theirs = (
        (HEAD + text).replace("\n", "\r\n")
        for text in (A + B, ticked(A, 1) + B, A + ticked(B, 2) + C)
    )
    told = merge_instructions("i.md", base, ours, theirs)
    assert told == (HEAD + ticked(A, 1) + ticked(B, 2) + C).replace("\n", "\r\n")


def test_readings_of_one_side_get_other_numbers() -> None:
    before = parse_instructions("i.md", (HEAD + ticked(A, 1) + B + C).encode())
    revision = f"[x] Revision: typo <!-- report-04 edit -->\n"  # noqa: F541
    text = HEAD + ticked(A, 1) + ticked(B, 2) + ticked(C, 3) + revision
    after = parse_instructions("i.md", text.encode())
    told = restamp(after, before, {1: 9, 2: 5, 3: None, 4: None})
    assert told == HEAD + ticked(A, 1) + ticked(B, 5) + C


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["ours", "theirs", "none"]), min_size=1, max_size=8),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(["", "\n"]),
)
def test_nothing_of_either_side_is_lost(
    readers: list[str], more: int, others: int, gap: str
) -> None:
    items = [f"[ ] [T{n}](t{n}.md)\n" for n in range(len(readers))]
    sides = [
        [ticked(item, n + 1) if reader == who else item
         for n, (item, reader) in enumerate(zip(items, readers, strict=True))]
        + [f"[ ] [{who}{n}]({who}{n}.md)\n" for n in range(count)]
        for who, count in (("ours", more), ("theirs", others))
    ]  # fmt: skip
    texts = [HEAD + gap.join(lines) for lines in (items, *sides)]
    told = merge_instructions("i.md", *texts)
    found = {r.target: r for r in parse_instructions("i.md", told.encode()).references}
    assert len(found) == len(readers) + more + others
    for n, reader in enumerate(readers):
        assert bool(found[f"t{n}.md"].stamps) == (reader != "none")
    assert merge_instructions("i.md", texts[0], told, texts[2]) == told or not others
    lines = [line for line in told.removeprefix(HEAD).split(gap + "\n") if line.strip()]
    assert len(lines) == len(found)
