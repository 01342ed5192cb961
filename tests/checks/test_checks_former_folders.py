"""What the versions of a folder were before the folder was deleted, in trees in memory."""

from __future__ import annotations

import pytest

from git_report.checks.folder_state import State, read_state
from git_report.checks.former_folders import Deletion, find_past
from tests.trees import Files

WORDS = "the pump house at the river was rebuilt in the spring of that year by the owner"
FIRST = f"# Pumps\n\nIt is said that {WORDS}.\n"
SECOND = f"{FIRST}\nNobody has asked for the price of it until now.\n"
EDITED = FIRST.replace("spring", "autumn")
INSTRUCTIONS = "# A\n\n## References\n\n- [ ] a.md\n"
MADE = f"{FIRST}\n[^1]: [A](a.md)\n\n<!-- git-report 01\n-->\n"
READ = INSTRUCTIONS.replace("[ ] a.md", f"[x] a.md <!-- report-01 {'0' * 12} -->")
OTHER = "# Cranes\n\nA crane lifts what no one else can lift, and costs more than it is worth.\n"


def tree(folder: str, *versions: str, instructions: str = INSTRUCTIONS) -> dict[str, bytes]:
    files = {f"{folder}/report-{n:02}.md": text for n, text in enumerate(versions, 1)}
    files[f"{folder}/instructions.md"] = instructions
    return {path: text.encode() for path, text in files.items()}


def past(
    deletions: list[Deletion], now: dict[str, bytes], folder: str, base: State | None = None
) -> dict[int, str]:
    """The versions that a folder had, each by what it said."""
    state = read_state(Files(now), folder)
    assert state is not None
    found: State | None = find_past(deletions, state, base)
    texts = {Files({}).blob_id(text.encode()): text for text in (FIRST, SECOND, MADE)}
    return {number: texts[oid] for number, oid in found.versions.items()} if found else {}


def delete(before: dict[str, bytes], folder: str) -> Deletion:
    left = {path: data for path, data in before.items() if not path.startswith(f"{folder}/")}
    return Deletion(Files(before), Files(left), tuple(sorted(before.keys() - left.keys())))


GONE = delete(tree("old", FIRST, SECOND), "old")
CRANES = delete(tree("cranes", OTHER, OTHER), "cranes")


@pytest.mark.parametrize(
    ("deletions", "now", "versions"),
    [
        pytest.param([GONE], tree("old", EDITED, SECOND), {1: FIRST, 2: SECOND}, id="back"),
        pytest.param([GONE], tree("new", EDITED, SECOND), {1: FIRST, 2: SECOND}, id="elsewhere"),
        pytest.param(
            [CRANES, GONE], tree("new", EDITED, SECOND), {1: FIRST, 2: SECOND}, id="of-two"
        ),
        pytest.param([CRANES], tree("new", EDITED, SECOND), {}, id="another-report"),
        pytest.param(
            [GONE], {**tree("new", EDITED, SECOND), **tree("copy", FIRST, SECOND)}, {}, id="copied"
        ),
    ],
)
def test_a_folder_that_comes_was_one_that_went(
    deletions: list[Deletion], now: dict[str, bytes], versions: dict[int, str]
) -> None:
    folder = min(path.partition("/")[0] for path in now if not path.startswith("copy/"))
    assert past(deletions, now, folder) == versions


@pytest.mark.parametrize(
    ("version", "instructions", "versions"),
    [
        pytest.param(EDITED, READ, {1: MADE}, id="an-edited-copy"),
        pytest.param(EDITED, INSTRUCTIONS, {}, id="of-no-known-reading"),
        pytest.param(EDITED, READ.replace("0" * 12, "1" * 12), {}, id="of-another-reading"),
        pytest.param(MADE.replace("01\n", "01\nwriter: a\n"), READ, {}, id="the-same-words"),
        pytest.param(OTHER, READ, {}, id="other-words"),
    ],
)
def test_one_version_that_comes_was_one_of_a_lost_folder(
    version: str, instructions: str, versions: dict[int, str]
) -> None:
    former = READ if instructions != INSTRUCTIONS else INSTRUCTIONS
    lost = delete(tree("notes", MADE, instructions=former), "notes")
    base = read_state(Files(tree("notes")), "notes")
    now = tree("notes", version, instructions=instructions)
    assert past([lost], now, "notes", base) == versions


@pytest.mark.parametrize(
    ("before", "now", "versions"),
    [
        pytest.param([], [EDITED, SECOND], {1: FIRST, 2: SECOND}, id="into-an-empty-one"),
        pytest.param([OTHER], [OTHER, SECOND, EDITED], {}, id="into-one-with-versions"),
    ],
)
def test_several_that_come_were_those_of_another_folder(
    before: list[str], now: list[str], versions: dict[int, str]
) -> None:
    base = read_state(Files(tree("notes", *before)), "notes")
    assert past([GONE], tree("notes", *now), "notes", base) == versions
