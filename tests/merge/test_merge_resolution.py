"""Both sides of a report folder in one line, planned on trees in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from git_report.errors import ReportError
from git_report.markdown import parse
from git_report.merge.resolution import Resolution, Sides, holds_both, plan_resolution
from git_report.report.diff_file import derive_file
from git_report.report.instructions import parse_instructions
from tests.merge.test_merge_replayed_sections import version
from tests.trees import Files

BASE = {"One": "First.", "Two": "Second.", "Three": "Third."}
ITEMS = ("zero", "alpha", "beta", "gamma")


def text(sections: Mapping[str, str], read: Sequence[str]) -> bytes:
    """A version of these sections, which has read the newest of some references."""
    return version({**BASE, **sections}, len(read), read[-1]).source.encode()


def side(read: Sequence[str], *versions: bytes) -> Files:
    """A report folder whose n-th version read the n-th of `read`."""
    assert len(read) == len(versions)
    lines = [
        f"[x] [{name}]({name}.md) <!-- report-{read.index(name) + 1:02d} {'a' * 12} -->"
        if name in read
        else f"[ ] [{name}]({name}.md)"
        for name in ITEMS
    ]
    files = {f"r/report-{n:02d}.md": data for n, data in enumerate(versions, 1)}
    checklist = "# Report\n\n## References\n\n" + "\n\n".join(lines) + "\n"
    return Files({"r/instructions.md": checklist.encode(), **files})


ZERO = text({}, ["zero"])
ALPHA = text({"One": "Ours [^2]."}, ["zero", "alpha"])
BETA = text({"Two": "Theirs [^2]."}, ["zero", "beta"])
START = side(["zero"], ZERO)
OURS = side(["zero", "alpha"], ZERO, ALPHA)


def plan(ours: Files, theirs: Files, base: Files | None = START) -> Resolution:
    return plan_resolution(Sides(ours, theirs, base), "r")


def item(made: Resolution, name: str) -> str:
    checklist = made.changes["r/instructions.md"]
    assert checklist is not None
    return next(line for line in checklist.decode().split("\n") if f"[{name}]" in line)


def test_a_version_on_the_newest_of_ours_is_taken_byte_for_byte() -> None:
    theirs = side(["zero", "beta"], ZERO, BETA)
    made = plan(START, theirs)
    assert [(fate.old, fate.new) for fate in made.fates] == [(2, 2)]
    assert made.changes["r/report-02.md"] == BETA
    assert made.changes["r/diff.md"] == derive_file(parse(ZERO.decode()), parse(BETA.decode()), 2)


def test_of_a_version_with_another_base_only_its_changes_are_taken() -> None:
    """It has the next number, but was made on another first version than ours is."""
    first = text({"One": "Ours."}, ["zero"])
    third = text({"Two": "Theirs [^3]."}, ["zero", "beta", "gamma"])
    ours = side(["zero", "alpha"], first, ALPHA)
    theirs = side(["zero", "beta", "gamma"], ZERO, BETA, third)
    made = plan(ours, theirs, side([]))
    assert [(fate.old, fate.new) for fate in made.fates][-2:] == [(2, 3), (3, 4)]
    newest = made.changes["r/report-04.md"]
    assert newest is not None
    assert b"Ours [^2]." in newest
    assert b"Theirs [^4]." in newest


def test_versions_that_both_have_are_theirs_no_more() -> None:
    both = [ZERO, ALPHA]
    third = text({"One": "Ours [^2].", "Three": "Third [^3]."}, ["zero", "alpha", "gamma"])
    theirs = side(["zero", "alpha", "gamma"], *both, third)
    made = plan(OURS, theirs)
    assert [(fate.old, fate.new) for fate in made.fates] == [(3, 3)]
    assert made.changes["r/report-03.md"] == third


def test_the_first_version_of_a_report_has_a_diff_of_its_own() -> None:
    made = plan(side([]), START, side([]))
    assert [(fate.old, fate.new) for fate in made.fates] == [(1, 1)]
    assert made.changes["r/diff.md"] == derive_file(None, parse(ZERO.decode()), 1)


def test_files_of_versions_that_were_left_out_go() -> None:
    """Else the number that is free again would have another side's text."""
    second = text({"One": "Theirs [^2]."}, ["zero", "beta"])
    third = text({"One": "Theirs, again [^3]."}, ["zero", "beta", "gamma"])
    made = plan(OURS, side(["zero", "beta", "gamma"], ZERO, second, third))
    assert [(fate.old, fate.new) for fate in made.fates] == [(2, None), (3, None)]
    assert made.changes["r/report-02.md"] == ALPHA
    assert made.changes["r/report-03.md"] is None
    assert item(made, "alpha").startswith("[x]")
    assert [item(made, name)[:3] for name in ("beta", "gamma")] == ["[ ]", "[ ]"]


@pytest.mark.parametrize(
    ("line", "standing", "skipped", "missing"),
    [
        ("[ ] [beta](beta.md)", [], [], []),
        ("[-] [beta](beta.md) no longer wanted", [], ["beta"], []),
        (f"[x] [beta](beta.md) <!-- report-02 {'a' * 12} -->", ["beta"], [], []),
        ("", [], [], ["beta"]),
    ],
)
def test_a_version_that_is_left_out_names_what_ours_read_or_skipped(
    line: str, standing: list[str], skipped: list[str], missing: list[str]
) -> None:
    """Only what ours neither read nor skips can be read again by the next run."""
    ours = side(["zero", "alpha"], ZERO, ALPHA)
    checklist = ours.read("r/instructions.md").replace(b"[ ] [beta](beta.md)", line.encode())
    read = Files({**ours.files, "r/instructions.md": checklist})
    theirs = side(["zero", "beta"], ZERO, text({"One": "Theirs [^2]."}, ["zero", "beta"]))
    (fate,) = plan(read, theirs).fates
    assert fate.new is None
    assert [item.title for item in fate.items] == ["beta"]
    assert [item.title for item in fate.standing] == standing
    assert [item.title for item in fate.skipped] == skipped
    assert [item.title for item in fate.missing] == missing


@pytest.mark.parametrize("edit", [b"# A", b"# Z"])
@pytest.mark.parametrize("number", [1, 2])
def test_a_version_that_was_edited_under_theirs_is_refused(edit: bytes, number: int) -> None:
    base = side(["zero", "beta"], ZERO, BETA)
    versions = [ZERO, BETA]
    versions[number - 1] = edit + versions[number - 1][3:]
    third = text({"Two": "Theirs [^3]."}, ["zero", "beta", "gamma"])
    theirs = side(["zero", "beta", "gamma"], *versions, third)
    with pytest.raises(ReportError, match=rf"edited 'report-0{number}\.md'"):
        plan(base, theirs, base)


def test_a_version_that_was_undone_under_theirs_is_refused() -> None:
    base = side(["zero", "beta"], ZERO, BETA)
    with pytest.raises(ReportError, match=r"undid 'report-02\.md'"):
        plan(base, START, base)


def test_reports_that_both_started_keep_ours() -> None:
    """Nothing says which sections of two first versions are the same."""
    other = text({"One": "Another first."}, ["zero"])
    made = plan(START, side(["zero"], other), side([]))
    assert [(fate.old, fate.new, bool(fate.clash)) for fate in made.fates] == [(1, None, True)]
    assert made.changes["r/report-01.md"] == ZERO


@pytest.mark.parametrize(
    ("merged", "theirs", "known"),
    [
        ("zero alpha beta", "zero beta", True),
        ("zero alpha", "zero beta", False),
        ("zero beta", "zero beta", False),
        # git merged the same line of both sides into one: two versions stand on one reading.
        ("zero alpha", "zero alpha", False),
        ("zero", "zero", False),
    ],
)
def test_merged_instructions_hold_what_either_side_read(
    merged: str, theirs: str, known: bool
) -> None:
    def ticked(read: str) -> Files:
        names = read.split()
        return side(names, *[ZERO, ALPHA, BETA][: len(names)])

    sides = Sides(OURS, ticked(theirs), START)
    checklist = ticked(merged).read("r/instructions.md").replace(b"report-03", b"report-02")
    instructions = parse_instructions("r/instructions.md", checklist)
    assert holds_both(instructions, sides, "r") is known
