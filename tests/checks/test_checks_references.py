"""The order in which references are read, and what stays of the item that a version read."""

from __future__ import annotations

import pytest

from git_report.checks.folder_change import OtherParent, Scope
from git_report.checks.run_checks import check_change
from tests.trees import Files

A, B, C = (f"[ ] [{name}](https://example.com/{name.lower()})" for name in "ABC")


def read(item: str, *versions: int) -> str:
    stamps = " ".join(f"report-{version:02d} {'a' * 12}" for version in versions)
    return f"{item.replace('[ ]', '[x]')} <!-- {stamps} -->"


def opened(item: str) -> str:
    return item.replace("[x]", "[ ]")


def folder(versions: int, *items: str) -> Files:
    checklist = "# Brief\n\n## References\n\n" + "\n\n".join(items) + "\n"
    texts = {f"r/report-{n:02d}.md": f"# T\n\n{n}.\n".encode() for n in range(1, versions + 1)}
    return Files({"r/instructions.md": checklist.encode(), **texts})


def list_references(base: Files, after: Files, *codes: str) -> list[str]:
    touched = base.files.keys() | after.files.keys()
    found = check_change(base, after, touched, Scope())
    return [f"{f.code} {f.line}" for f in found if f.code in codes]


@pytest.mark.parametrize(
    ("base", "after", "found"),
    [
        ([A, B], [A, read(B, 2)], ["R003 7"]),
        ([A, B, C], [A, B, read(C, 2)], ["R003 9"]),
        ([A, B, C], [read(A, 3), read(B, 2), C], ["R003 7"]),  # two versions, the lower item first
        ([A, B], [read(A, 2), B], []),
        ([A, B, C], [read(A, 2), read(B, 3), C], []),
        ([A, B], [read(B, 2), A], []),  # moved up before it was read
        ([A, B], [A.replace("[ ]", "[-]"), read(B, 2)], []),
        ([A.replace("[ ]", "[-]"), B], [A.replace("[ ]", "[-]"), read(B, 2)], []),
        ([A, B], [read(B, 2)], []),
        ([B], [A, read(B, 2)], []),  # an item that is new was passed over by nobody
        ([opened(read(A, 1)), B], [opened(read(A, 1)), read(B, 2)], []),  # open to be read again
        ([read(A, 1), B], [read(A, 1), read(B, 2)], []),
        ([A], [A, read(B, 2)], []),  # an item that comes with its version
    ],
)
def test_references_are_read_from_the_top(
    base: list[str], after: list[str], found: list[str]
) -> None:
    newest = 3 if any("report-03" in item for item in after) else 2
    assert list_references(folder(1, *base), folder(newest, *after), "R003") == found


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ([read(A, 1), B], []),
        ([B, read(A, 1)], []),
        ([opened(read(A, 1)), B], []),  # to be read again
        ([read(A, 1, 2), B], []),
        ([read(A.replace("[A]", "[Another title]"), 1), B], []),
        ([A, B], ["R004 5"]),
        ([A.replace("[ ]", "[x]"), B], ["R004 5"]),
        ([B], ["R004 0"]),
        ([B, read(C, 1)], ["R004 7"]),
        ([read(A, 1).replace("a" * 12, "b" * 12), B], ["R004 5"]),
        ([read(A, 1).replace("[x]", "[-]"), B], ["R004 5"]),
    ],
)
def test_the_item_of_a_version_stays(after: list[str], found: list[str]) -> None:
    versions = 2 if any("report-02" in item for item in after) else 1
    made = list_references(folder(1, read(A, 1), B), folder(versions, *after), "R004")
    assert made == found


@pytest.mark.parametrize("newest", [2, 3, 4])
def test_from_the_first_version_that_a_merge_replaced_none_stands(newest: int) -> None:
    """Their first is replaced, so what was made on it in this parent has other numbers now."""
    ancestor = folder(1, read(A, 1), B, C)
    base = folder(3, read(A, 1), read(B, 2), read(C, 3))
    own = {f"r/report-{n:02d}.md": b"# Theirs\n\n%d.\n" % n for n in range(2, newest + 1)}
    theirs = Files({**folder(1, read(A, 1), B, read(C, 2)).files, **own})
    merge = Scope(others=(OtherParent(theirs, lambda: [ancestor]),))
    touched = base.files.keys() | theirs.files.keys()

    def list_codes(scope: Scope) -> set[str]:
        found = {finding.code for finding in check_change(base, theirs, touched, scope)}
        return found & {"V003", "V004", "R004"}

    assert list_codes(merge) == set()
    assert list_codes(Scope()) >= {"R004"}
