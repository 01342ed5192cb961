"""Report folders made by hand, taken in."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from git_report.commit.commit import Plan, commit
from git_report.git.repository import Repository
from git_report.report.hand_named_versions import plain_number
from tests.cli.conftest import ALPHA, BETA, Place, Run
from tests.commit.planning import leftovers

pytestmark = pytest.mark.slow

ONE = "# Training\n\nThe baseline takes 54 days.\n"
TWO = f"{ONE}\nRecovery takes 12 minutes.\n"
THREE = f"{TWO}\n## Cost\n\nA million tokens cost $1.20.\n"
ITEMS = """# Brief

Write on training.

## References

[x] [Alpha](references/alpha.md)

[{}] [Beta](references/beta.md)
"""
READ, OPEN = ITEMS.format("x"), ITEMS.format(" ")
SOURCES = {"references/alpha.md": ALPHA, "references/beta.md": BETA}
HAND = "# What changed\n\n- more on recovery\n"


@pytest.fixture
def bare(place: Place) -> Place:
    """A repository in which nothing of the report's folder is committed, nor there."""
    place.git("rm", "-r", "-q", "report")
    place.commit({"README.md": "# A repository\n"})
    return place


def put(place: Place, files: Mapping[str, str]) -> None:
    place.write({f"report/{name}": text for name, text in {**SOURCES, **files}.items()})


def texts(place: Place) -> list[bytes]:
    """The bytes of all that has a number, in its order."""
    numbered = {plain_number(path.name): path for path in place.folder.iterdir()}
    return [numbered[n].read_bytes() for n in sorted(n for n in numbered if n is not None)]


def check(report: Run, *scopes: str) -> None:
    for scope in (["--all"], ["--worktree"], *(["--range", words] for words in scopes)):
        ran = report("check", *scope)
        assert (ran.code, ran.out) == (0, ""), ran.out


def test_a_folder_without_a_checklist_has_to_be_named(bare: Place, report: Run) -> None:
    for files, named in (({}, "DIR"), ({"old notes/report-3.md": ONE}, '":/old notes"')):
        bare.write(files)
        ran = report("adopt")
        assert ran.code == 1
        assert f"name the folder that contains the versions: 'git report adopt {named}'" in ran.err


FOLDERS: dict[str, dict[str, str]] = {
    "one": {"report.md": ONE},
    "one_and_more": {"report.md": ONE, "report-02.md": TWO, "report-3.md": THREE},
    "gap": {"report-01.md": ONE, "report-03.md": TWO, "report-07.md": THREE},
    "late_start": {"report-03.md": ONE, "report-04.md": TWO},
    "from_zero": {"report-0.md": ONE, "report-1.md": TWO, "report-2.md": THREE},
    "unpadded": {"report-7.md": ONE, "report-10.md": TWO, "report-0011.md": THREE},
    "sound": {"report-01.md": ONE, "report-02.md": TWO},
    "hand_diff": {"report-01.md": ONE, "report-02.md": TWO, "diff.md": HAND},
    "one_hand_diff": {"report.md": ONE, "diff.md": HAND},
}


@pytest.mark.parametrize(("committed", "items"), [(True, OPEN), (False, READ)])
@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_taken_in(
    bare: Place, report: Run, name: str, *, committed: bool, items: str
) -> None:
    place = bare
    put(place, {**FOLDERS[name], "instructions.md": items})
    if committed:
        place.commit_all("by hand")
    before, head = texts(place), place.text("rev-parse", "HEAD")
    ran = report("adopt", "--yes", "report")
    assert ran.code == 0, ran.err
    assert texts(place) == before
    names = sorted(path.name for path in place.folder.glob("report*.md"))
    assert names == [f"report-{number:02d}.md" for number in range(1, len(before) + 1)]
    assert place.text("status", "--porcelain") == ""
    assert place.text("rev-parse", "HEAD~1") == head
    assert place.read("instructions.md") == items
    check(report, "HEAD~1..HEAD")
    if "diff.md" in FOLDERS[name]:
        assert (place.folder / "diff-by-hand.md").exists() != committed
        if not committed:
            assert place.read("diff-by-hand.md") == HAND
    ran = report("adopt", "report")
    assert (ran.code, ran.out) == (0, "")
    assert "already in git report's format" in ran.err
    assert leftovers(place) == []


def test_the_next_run_goes_on_from_there_and_back(bare: Place, report: Run) -> None:
    put(bare, {**FOLDERS["gap"], "instructions.md": OPEN})
    bare.commit_all("by hand")
    assert report("adopt", "--yes", "-q").code == 0
    adopted = bare.state()[2]
    ran = report("iterate", "--writer", "extractive", "--json")
    assert ran.json["iterations"][0]["path"] == "report/report-04.md"
    assert ran.json["iterations"][0]["reference"]["title"] == "Beta"
    check(report, "HEAD~2..HEAD")
    assert report("undo", "-q").code == 0
    assert bare.state()[2] == adopted
    check(report, "HEAD~3..HEAD")
    ran = report("undo")
    assert (ran.code, "no stamp in the checklist" in ran.err) == (1, True)


def test_the_plan_is_shown_and_nothing_done_without_a_yes(bare: Place, report: Run) -> None:
    put(bare, {**FOLDERS["one_and_more"], "instructions.md": OPEN, "diff.md": HAND})
    before = bare.state()
    shown = report("adopt", "--dry-run")
    assert shown.code == 0
    assert shown.out.splitlines() == [
        "adopt will make these changes:",
        "report/report.md → report-01.md",
        "report/report-3.md → report-03.md",
        "report/report-02.md: will be committed unchanged",
        "report/instructions.md: will be committed unchanged",
        "report/references/alpha.md: will be committed unchanged",
        "report/references/beta.md: will be committed unchanged",
        "report/diff.md → diff-by-hand.md, because it was never committed",
        "report/diff.md: will be generated from the newest versions",
        "1 tick without a stamp: left as it is",
    ]
    ran = report("adopt")
    assert (ran.code, ran.out) == (1, shown.out)
    assert "--yes" in ran.err
    told = report("adopt", "--dry-run", "--json").json
    assert told == {
        "schema": "git-report/adopt/1",
        "folder": "report",
        "commit": "",
        "dry_run": True,
        "versions": 3,
        "moves": [
            {"from": "report.md", "to": "report-01.md"},
            {"from": "report-3.md", "to": "report-03.md"},
        ],
        "taken": [
            "report/report-02.md",
            "report/instructions.md",
            "report/references/alpha.md",
            "report/references/beta.md",
        ],
        "diff": "derived",
        "kept_diff": "report/diff-by-hand.md",
        "unstamped": 1,
    }
    assert bare.state() == before
    made = report("adopt", "--yes", "--json").json
    assert made["commit"] == bare.text("rev-parse", "HEAD")
    again = report("adopt", "--json").json
    assert (again["commit"], again["versions"], again["moves"]) == ("", 3, [])


@pytest.mark.parametrize(("answer", "done"), [(b"y\n", True), (b"n\n", False)])
def test_it_asks_on_a_terminal(bare: Place, answer: bytes, *, done: bool) -> None:
    put(bare, {**FOLDERS["gap"], "instructions.md": OPEN})
    before = bare.text("rev-parse", "HEAD")
    ours, theirs = pty.openpty()
    try:
        os.write(ours, answer)
        ran = subprocess.run(
            [sys.executable, "-m", "git_report.cli", "adopt", "report"],
            cwd=bare.root, stdin=theirs, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
    finally:
        os.close(ours)
        os.close(theirs)
    assert b"Commit this? [y/N]" in ran.stderr
    assert (ran.returncode == 0) == done
    assert (b"nothing was changed" in ran.stderr) != done
    assert (bare.text("rev-parse", "HEAD") != before) == done


def test_from_within_the_folder(bare: Place, report: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    put(bare, {"report.md": ONE, "instructions.md": OPEN})
    monkeypatch.chdir(bare.folder)
    assert report("adopt", "--yes").code == 0
    check(report, "HEAD~1..HEAD")


def test_in_the_root_on_an_unborn_branch(
    tmp_path: Path, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path / "new")
    place.root.mkdir()
    place.git("init", "-q")
    place.write({**SOURCES, "report.md": ONE, "instructions.md": OPEN})
    monkeypatch.chdir(place.root)
    ran = report("adopt", "--yes")
    assert ran.code == 0, ran.err
    check(report, "HEAD")
    assert place.text("status", "--porcelain") == ""


def test_other_work_stays_as_it_is(bare: Place, report: Run) -> None:
    put(bare, {**FOLDERS["gap"], "instructions.md": OPEN})
    bare.write({"staged.txt": "staged\n", "report/notes.md": "# Notes\n", "README.md": "# Now\n"})
    bare.git("add", "staged.txt")
    assert report("adopt", "--yes").code == 0
    assert bare.text("status", "--porcelain").splitlines() == [
        " M README.md", "A  staged.txt", "?? report/notes.md",
    ]  # fmt: skip


def test_what_is_staged_is_taken_in(bare: Place, report: Run) -> None:
    put(bare, {**FOLDERS["gap"], "instructions.md": OPEN, "diff.md": HAND})
    bare.git("add", "report")
    assert report("adopt", "--yes").code == 0
    assert bare.text("status", "--porcelain") == ""
    assert bare.read("diff-by-hand.md") == HAND


def test_a_folder_that_is_committed_in_part(bare: Place, report: Run) -> None:
    put(bare, {"report-1.md": ONE, "report-5.md": THREE, "instructions.md": OPEN})
    bare.commit_all("in part")
    put(bare, {"report-3.md": TWO, "instructions.md": READ})
    assert report("adopt", "--yes").code == 0
    assert texts(bare) == [text.encode() for text in (ONE, TWO, THREE)]
    assert bare.text("status", "--porcelain") == ""
    check(report, "HEAD~1..HEAD")


@pytest.mark.usefixtures("read_one")
def test_a_diff_that_is_right_is_taken_in(place: Place, report: Run) -> None:
    right = place.read("diff.md")
    place.git("rm", "-q", "--cached", "report/diff.md")
    place.git("commit", "-q", "-m", "without")
    ran = report("adopt", "--dry-run")
    assert (
        ran.out == "adopt will make these changes:\nreport/diff.md: will be committed unchanged\n"
    )
    assert report("adopt", "--yes", "--json").json["diff"] == "taken"
    assert place.text("show", "HEAD:report/diff.md") == right.rstrip("\n")


def test_an_edited_diff_is_kept(bare: Place, report: Run) -> None:
    put(bare, {**FOLDERS["hand_diff"], "instructions.md": READ})
    bare.commit_all("by hand")
    bare.put("diff.md", f"{HAND}- and more\n")
    assert report("adopt", "--yes").code == 0
    assert bare.read("diff-by-hand.md") == f"{HAND}- and more\n"
    assert bare.text("show", "HEAD~1:report/diff.md") == HAND.rstrip("\n")
    check(report, "HEAD~1..HEAD")


def test_ignored_files_and_more_ticks_than_versions(bare: Place, report: Run) -> None:
    more = "\n".join(f"[x] [Page {n}](https://example.com/{n})" for n in range(5))
    put(bare, {".gitignore": "beta.md\n", "report.md": ONE, "instructions.md": f"{READ}\n{more}\n"})
    ran = report("adopt", "--yes")
    assert ran.code == 0, ran.err
    assert "7 ticks without a stamp" in ran.out
    check(report)
    assert "report/references/beta.md" not in bare.text("ls-files")
    assert report("status", "--json").json["counts"]["unstamped"] == 7


def test_our_own_hooks_let_it_pass(
    bare: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}", prepend=os.pathsep)
    put(bare, {**FOLDERS["gap"], "instructions.md": OPEN})
    bare.commit_all("by hand")
    assert report("setup").code == 0
    ran = report("adopt", "--yes")
    assert ran.code == 0, ran.err


Spoil = Callable[[Place], None]


def no_instructions(place: Place) -> None:
    (place.folder / "instructions.md").unlink()


def no_checklist(place: Place) -> None:
    place.put("instructions.md", "# Brief\n\nNothing to read.\n")


def no_items(place: Place) -> None:
    place.put("instructions.md", "# Brief\n\n## References\n\nNone yet.\n")


def binary_instructions(place: Place) -> None:
    (place.folder / "instructions.md").write_bytes(b"## References\n[ ] \xff\n")


def clash(place: Place) -> None:
    place.put("report-07.md", THREE)


def clash_with_plain(place: Place) -> None:
    place.put("report.md", ONE)
    place.put("report-1.md", ONE)


def binary_version(place: Place) -> None:
    (place.folder / "report-7.md").write_bytes(b"# T\n\n\xff\n")


def empty_version(place: Place) -> None:
    place.put("report-7.md", "")


def open_fence(place: Place) -> None:
    place.put("report-7.md", f"{ONE}\n```\nnever closed\n")


def missing_target(place: Place) -> None:
    (place.folder / "references/beta.md").unlink()


def linked_version(place: Place) -> None:
    (place.folder / "report-9.md").symlink_to("report-7.md")


def folder_version(place: Place) -> None:
    place.write({"report/report-9.md/a.md": "# A\n"})


def linked_diff(place: Place) -> None:
    (place.folder / "diff.md").symlink_to("report-7.md")


def kept_already(place: Place) -> None:
    place.put("diff.md", HAND)
    place.put("diff-by-hand.md", "# Mine\n")


def edited_version(place: Place) -> None:
    place.commit_all("by hand")
    place.put("report-7.md", THREE)


def deleted_version(place: Place) -> None:
    place.commit_all("by hand")
    (place.folder / "report-3.md").unlink()


def staged_other(place: Place) -> None:
    place.git("add", "report/report-7.md")
    place.put("report-7.md", THREE)


def merging(place: Place) -> None:
    (place.root / ".git/MERGE_HEAD").write_text(place.text("rev-parse", "HEAD"))


def refusing(place: Place) -> None:
    place.hook("pre-commit", "exit 1")


def stamped_gap(place: Place) -> None:
    stamp = "<!-- report-07 3f9c2ab81d04 -->"
    place.put("instructions.md", READ.replace("beta.md)", f"beta.md) {stamp}"))


def stamp_without_version(place: Place) -> None:
    stamp = "<!-- report-05 3f9c2ab81d04 -->"
    place.put("instructions.md", READ.replace("beta.md)", f"beta.md) {stamp}"))


def made_by_us(place: Place) -> None:
    place.put("report-7.md", f"{TWO}\n<!-- git-report 07 -->\n")


def two_checklists(place: Place) -> None:
    (place.folder / "instructions.md").rename(place.folder / "a.md")
    place.put("b.md", OPEN)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (no_instructions, "git report init"),
        (no_checklist, "no 'References' section"),
        (no_items, "no checkbox item"),
        (binary_instructions, "not UTF-8"),
        (clash, "'report-07.md' and 'report-7.md' would both be version 7"),
        (clash_with_plain, "would both be version 1"),
        (binary_version, "not UTF-8"),
        (empty_version, "V006"),
        (open_fence, "S001"),
        (missing_target, "R007"),
        (linked_version, "'report/report-9.md' is not a regular file"),
        (folder_version, "'report/report-9.md' is not a regular file"),
        (linked_diff, "'report/diff.md' is not a regular file"),
        (kept_already, "'diff-by-hand.md'"),
        (edited_version, "'report/report-7.md' has uncommitted changes"),
        (deleted_version, "'report-3.md' is deleted in the work tree"),
        (staged_other, "'report/report-7.md' has staged changes"),
        (merging, "a merge is in progress"),
        (refusing, "pre-commit"),
        (stamped_gap, "was made by 'git report'"),
        (stamp_without_version, "R005"),
        (made_by_us, "was made by 'git report'"),
        (two_checklists, "several files have a References checklist"),
    ],
)
def test_a_refusal_changes_nothing(bare: Place, report: Run, spoil: Spoil, words: str) -> None:
    put(bare, {"report-3.md": ONE, "report-7.md": TWO, "instructions.md": OPEN})
    spoil(bare)
    before = bare.state()
    ran = report("adopt", "--yes", "report")
    assert ran.code == 1
    assert words in ran.err
    assert ran.err.count("error:") == 1
    assert bare.state() == before
    assert leftovers(bare) == []


def test_past_hooks_that_are_not_wanted(bare: Place, report: Run) -> None:
    put(bare, {"report.md": ONE, "instructions.md": OPEN})
    refusing(bare)
    assert report("adopt", "--yes", "--no-verify").code == 0


@pytest.mark.usefixtures("read_one")
def test_a_new_version_of_a_stamped_report_is_handed_in(place: Place, report: Run) -> None:
    place.put("report-02.md", f"{place.read('report-01.md')}\nMore by hand.\n")
    before = place.state()
    ran = report("adopt", "--yes")
    assert (ran.code, "git report accept" in ran.err) == (1, True)
    assert place.state() == before


def test_nothing_to_adopt(place: Place, report: Run) -> None:
    said = "no versions to adopt: put them into the folder"
    for _ in range(2):
        ran = report("adopt")
        assert (ran.code, said in ran.err) == (0, True)
        assert report("iterate", "--writer", "extractive", "-q").code == 0
        said = "already in git report's format"
    assert report("adopt", "--json").json["versions"] == 2


@pytest.mark.usefixtures("read_one")
def test_instructions_that_were_never_committed(place: Place, report: Run) -> None:
    place.git("rm", "-q", "--cached", "report/instructions.md")
    place.git("commit", "-q", "-m", "without")
    assert report("adopt", "--yes", "--json").json["taken"] == ["report/instructions.md"]
    assert place.text("status", "--porcelain") == ""


def test_a_commit_made_meanwhile_elsewhere(
    bare: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bare, {**FOLDERS["gap"], "instructions.md": OPEN})

    def overtaken(repository: Repository, plan: Plan, *, verify: bool) -> str:
        if bare.text("log", "-1", "--format=%s") != "meanwhile":
            bare.git("commit", "-q", "--allow-empty", "-m", "meanwhile")
        return commit(repository, plan, verify=verify)

    monkeypatch.setattr("git_report.adopt.command.commit", overtaken)
    ran = report("adopt", "--yes")
    assert ran.code == 0, ran.err
    assert bare.text("log", "-2", "--format=%s").splitlines()[1] == "meanwhile"
    check(report, "HEAD~1..HEAD")


def test_what_is_not_a_folder(place: Place, report: Run) -> None:
    assert report("adopt", "nowhere").code == 1
    assert report("adopt", "report/instructions.md").code == 1
    assert report("adopt", "report/references", "--yes").code == 1
