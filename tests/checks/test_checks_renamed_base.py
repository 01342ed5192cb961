"""Versions that get their numbers in a change, held against the base under these numbers."""

from __future__ import annotations

import pytest

from git_report.checks.folder_change import Scope
from git_report.checks.run_checks import check_change
from git_report.differ import derive
from git_report.markdown import parse
from tests.trees import Files

TEXTS = [f"# T\n\n{'One. ' * count}end.\n".encode() for count in range(1, 5)]
ITEMS = b"# Brief\n\n## References\n\n[x] [A](https://example.com/)\n\n[ ] https://example.com/b\n"


def tree(*names: str, texts: list[bytes] = TEXTS, items: bytes = ITEMS) -> Files:
    """The folder `r` with these versions, in order."""
    files = {f"r/{name}": text for name, text in zip(names, texts, strict=False)}
    prior, new = [None, *map(parse, (text.decode() for text in files.values()))][-2:]
    assert new is not None
    last = len(files)
    told = derive(prior, new, f"report-{last - 1:02d}.md", f"report-{last:02d}.md")
    return Files({**files, "r/instructions.md": items, "r/diff.md": told.encode()})


def codes(base: Files, after: Files) -> list[str]:
    touched = base.files.keys() | after.files.keys()
    return [finding.code for finding in check_change(base, after, touched, Scope())]


SOUND = ("report-01.md", "report-02.md", "report-03.md")
STAMP = b"<!-- report-%02d 3f9c2ab81d04 -->"


@pytest.mark.parametrize(
    "names",
    [
        ("report-01.md", "report-02.md", "report-04.md"),
        ("report-03.md", "report-04.md", "report-05.md"),
        ("report.md", "report-02.md", "report-03.md"),
        ("report-0.md", "report-1.md", "report-2.md"),
        ("report-5.md", "report-10.md", "report-0011.md"),
    ],
)
def test_names_that_follow_the_order_are_not_new_versions(names: tuple[str, ...]) -> None:
    assert codes(tree(*names), tree(*SOUND)) == []


def test_one_that_was_never_committed_may_come_in_between() -> None:
    base = tree("report-1.md", "report-5.md", texts=[TEXTS[0], TEXTS[2]])
    assert codes(base, tree(*SOUND)) == []


def test_ticks_by_hand_come_with_it() -> None:
    assert codes(tree("report.md"), tree("report-01.md", items=ITEMS.replace(b"[ ]", b"[x]"))) == []


GAP = ("report-01.md", "report-02.md", "report-04.md")


@pytest.mark.parametrize(
    ("base", "after", "found"),
    [
        # A text that was edited, one that is gone, two that changed places.
        (tree(*GAP), tree(*SOUND, texts=[*TEXTS[:2], TEXTS[3]]), ["R001"]),
        (tree(*GAP), tree(*SOUND[:2], texts=TEXTS[1:3]), ["V003", "V003"]),
        (tree(*GAP), tree(*SOUND, texts=TEXTS[2::-1]), ["V003", "R001"]),
        # A base that is sound is what it is.
        (tree(*SOUND[:1]), tree(*SOUND[:2]), ["R001"]),
        (tree(*SOUND[:1]), tree(*SOUND[:1], items=ITEMS.replace(b"[ ]", b"[x]")), ["R002"]),
        # A stamp names a version by its number.
        (
            tree(*GAP, items=ITEMS.replace(b"/)", b"/) " + STAMP % 4, 1)),
            tree(*SOUND, items=ITEMS.replace(b"/)", b"/) " + STAMP % 4, 1)),
            ["R001", "R005"],
        ),
        # Two that claim one number.
        (tree("report-1.md", "report-01.md"), tree(*SOUND[:2]), ["V003", "R001"]),
    ],
)
def test_more_than_new_names_is_reported(base: Files, after: Files, found: list[str]) -> None:
    assert sorted(codes(base, after)) == sorted(found)


@pytest.mark.parametrize(
    ("base", "hint"),
    [
        (tree(*SOUND), "restore the version with 'git report revise --restore :/r'"),
        (tree(*SOUND[:2]), "if the version was committed, restore it with "),
    ],
)
def test_a_stamp_without_its_version_is_mended_by_what_was_committed(
    base: Files, hint: str
) -> None:
    after = tree(*SOUND[:2], items=ITEMS.replace(b"[ ]", b"[x]").replace(b"/b", b"/b " + STAMP % 3))
    touched = base.files.keys() | after.files.keys()
    found = check_change(base, after, touched, Scope())
    (told,) = [finding for finding in found if finding.code == "R005"]
    assert told.hint.startswith(hint)
