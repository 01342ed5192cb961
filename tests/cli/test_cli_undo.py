"""The newest iteration undone: by a commit, or by moving the branch."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from git_report.commit.commit import Plan, commit
from git_report.commit.rewind import Rewind, rewind
from git_report.git.repository import Repository
from tests.cli.conftest import INSTRUCTIONS, Place, Run
from tests.commit.planning import leftovers

pytestmark = pytest.mark.slow


def check(report: Run, *scopes: str) -> None:
    for scope in (["--all"], ["--worktree"], *(["--range", words] for words in scopes)):
        ran = report("check", *scope)
        assert (ran.code, ran.out) == (0, ""), ran.out


def folder_files(place: Place) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(place.folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("options", [[], ["--hard"]])
def test_an_iteration_and_back(place: Place, report: Run, options: list[str]) -> None:
    states = [folder_files(place)]
    heads = [place.text("rev-parse", "HEAD")]
    for _ in range(2):
        assert report("iterate", "--writer", "extractive", "-q").code == 0
        states.append(folder_files(place))
        heads.append(place.text("rev-parse", "HEAD"))
    for number, (state, head) in enumerate(zip(states[1::-1], heads[1::-1], strict=True)):
        ran = report("undo", *options)
        assert ran.code == 0, ran.err
        assert f"report/report-0{2 - number}.md [" in ran.out
        assert folder_files(place) == state
        assert place.text("status", "--porcelain") == ""
        if options:
            assert place.text("rev-parse", "HEAD") == head
            assert "cherry-pick" in ran.err
        else:
            assert place.text("rev-parse", "HEAD^{tree}") == place.text(
                "rev-parse", f"{head}^{{tree}}"
            )
            check(report, "HEAD~1..HEAD", f"{heads[0]}..HEAD")
    assert leftovers(place) == []
    ran = report("undo", *options)
    assert (ran.code, "nothing to undo" in ran.err) == (1, True)
    again = report("iterate", "--writer", "extractive", "--json").json["iterations"][0]
    assert again["reference"]["target"] == "references/alpha.md"
    assert folder_files(place) == states[1]
    check(report, f"{heads[0]}..HEAD")


def test_the_commit_says_what_it_took_back(read_both: Place, report: Run) -> None:
    ran = report("undo", "--json")
    made = ran.json
    assert made["commit"] == read_both.text("rev-parse", "HEAD")
    assert made["undone"] == read_both.text("rev-parse", "HEAD~1")
    assert (made["version"], made["path"]) == (2, "report/report-02.md")
    assert {file["path"]: file["change"] for file in made["files"]} == {
        "report/report-02.md": "removed",
        "report/instructions.md": "edited",
        "report/diff.md": "edited",
    }
    assert made["references"] == [
        {"title": "Beta", "target": "references/beta.md", "line": 9, "state": "open"}
    ]
    message = read_both.text("log", "-1", "--format=%B")
    assert message.startswith("Undo report-02: Beta\n")
    assert "Removed report/report-02.md and unticked its reference." in message
    assert "Report-Undone: report-02" in message


@pytest.mark.usefixtures("read_one")
def test_other_edits_stay(place: Place, report: Run) -> None:
    place.put("instructions.md", place.read("instructions.md").replace("Write a", "Write no"))
    assert report("iterate", "--writer", "extractive", "-q").code == 0
    place.put("instructions.md", place.read("instructions.md").replace("infrastructure.", "it."))
    place.commit_all("reword")
    assert report("undo", "-q").code == 0
    expected = INSTRUCTIONS.replace("Write a", "Write no").replace("infrastructure.", "it.")
    lines = place.read("instructions.md").splitlines()
    assert lines[0] == "# Example infrastructure"
    assert [line for line in lines if "Alpha" not in line] == [
        line for line in expected.splitlines() if "Alpha" not in line
    ]
    check(report, "HEAD~1..HEAD")


def test_hard_leaves_what_rode_along_as_an_edit(read_both: Place, report: Run) -> None:
    place = read_both
    place.put("references/gamma.md", "# Gamma\n\nGamma weighs 12 kg in all.\n")
    place.commit_all("a source")
    assert report("add", "report/references/gamma.md").code == 0
    before, head = folder_files(place), place.text("rev-parse", "HEAD")
    assert report("iterate", "--writer", "extractive", "-q").code == 0
    assert report("undo", "--hard", "-q").code == 0
    assert folder_files(place) == before
    assert place.text("rev-parse", "HEAD") == head
    assert place.text("status", "--porcelain") == " M report/instructions.md"


def test_hard_where_the_instructions_were_never_committed(place: Place, report: Run) -> None:
    place.git("rm", "-q", "--cached", "report/instructions.md")
    place.git("commit", "-q", "-m", "without")
    before = folder_files(place)
    assert report("iterate", "--writer", "extractive", "-q").code == 0
    assert report("undo", "--hard", "-q").code == 0
    assert folder_files(place) == before
    assert place.text("status", "--porcelain") == "?? report/instructions.md"


def test_other_work_stays_staged_and_unstaged(read_both: Place, report: Run) -> None:
    place = read_both
    place.write({"staged.txt": "staged\n", "report/references/alpha.md": "# Alpha\n\nedited\n"})
    place.git("add", "staged.txt")
    before = place.text("status", "--porcelain")
    assert report("undo", "--hard").code == 0
    assert place.text("status", "--porcelain") == before
    assert report("undo").code == 0
    assert place.text("status", "--porcelain") == before
    assert place.text("show", "--format=", "--name-only", "HEAD").splitlines() == [
        "report/diff.md", "report/instructions.md", "report/report-01.md",
    ]  # fmt: skip


def test_a_revision_goes_with_its_item(read_both: Place, report: Run) -> None:
    place = read_both
    before = folder_files(place)
    place.put("report-03.md", place.read("report-02.md").replace("# ", "# On ", 1))
    assert report("revise", "-m", "the title").code == 0
    ran = report("undo", "--json")
    assert [item["state"] for item in ran.json["references"]] == ["removed"]
    assert folder_files(place) == before
    check(report, "HEAD~2..HEAD")
    assert "report-03.md and its item in the checklist." in place.text("log", "-1", "--format=%B")


def test_a_reading_again_leaves_the_first_one(read_both: Place, report: Run) -> None:
    place = read_both
    before = folder_files(place)
    assert report("suspects", "--reread", "Alpha").code == 0
    assert report("iterate", "--writer", "extractive", "-q").code == 0
    assert "report-01" in place.read("instructions.md")
    assert "report-03" in place.read("instructions.md")
    ran = report("undo")
    assert ran.code == 0, ran.err
    assert "suspects :/report --reread references/alpha.md" in ran.err
    assert folder_files(place) == before
    check(report, "HEAD~2..HEAD")
    assert "Removed report/report-03.md.\n" in place.text("log", "-1", "--format=%B")


def test_what_was_accepted_since_goes_as_well(read_both: Place, report: Run) -> None:
    place = read_both
    beta = place.read("references/beta.md")
    place.put("references/beta.md", f"{beta}\nAnd more.\n")
    place.commit_all("more")
    assert report("suspects", "--dismiss", "Beta").code == 0
    ran = report("undo", "--hard")
    assert (ran.code, "not the commit that made" in ran.err) == (1, True)
    assert report("undo", "-q").code == 0
    assert "[ ] Read [Beta](references/beta.md) to learn about services.\n" in place.read(
        "instructions.md"
    )
    check(report, "HEAD~3..HEAD")


def test_a_dry_run_changes_nothing(read_both: Place, report: Run) -> None:
    before = read_both.state()
    for options in ([], ["--hard"]):
        ran = report("undo", "--dry-run", *options)
        assert (ran.code, "dry run" in ran.out) == (0, True)
        assert "removed: report/report-02.md" in ran.err
    assert report("undo", "--dry-run", "--json").json["commit"] == ""
    assert read_both.state() == before


def test_a_folder_that_moved(read_both: Place, report: Run) -> None:
    read_both.git("mv", "report", "notes")
    read_both.git("commit", "-q", "-m", "move")
    ran = report("undo", "2")
    assert ran.code == 0, ran.err
    check(report, "HEAD~1..HEAD")
    following = report("status", "--json").json["next"]
    assert following["target"] == "references/beta.md"


def other_version(place: Place) -> None:
    pass


def uncommitted(place: Place) -> None:
    place.put("report-03.md", "# Three\n")


def dirty_version(place: Place) -> None:
    place.put("report-02.md", "# Other\n")


def dirty_instructions(place: Place) -> None:
    place.put("instructions.md", place.read("instructions.md") + "\nmore\n")


def deleted_version(place: Place) -> None:
    (place.folder / "report-02.md").unlink()


def committed_deletion(place: Place) -> None:
    place.git("rm", "-q", "report/report-02.md")
    place.git("commit", "-q", "-m", "delete")


def staged_diff(place: Place) -> None:
    place.put("diff.md", "# Mine\n")
    place.git("add", "report/diff.md")


def staged_instructions(place: Place) -> None:
    dirty_instructions(place)
    place.git("add", "report/instructions.md")


def half_staged_instructions(place: Place) -> None:
    staged_instructions(place)
    dirty_instructions(place)


def merging(place: Place) -> None:
    (place.root / ".git/MERGE_HEAD").write_text(place.text("rev-parse", "HEAD"))


def pushed(place: Place) -> None:
    place.git("update-ref", "refs/remotes/origin/main", "HEAD")


def later_commit(place: Place) -> None:
    place.commit({"other.txt": "other\n"}, "later")


def more_in_it(place: Place) -> None:
    place.write({"other.txt": "other\n"})
    place.git("add", "other.txt")
    place.git("commit", "-q", "--amend", "--no-edit")


def refusing(place: Place) -> None:
    place.hook("pre-commit", "exit 1")


def rewriting(place: Place) -> None:
    place.hook("pre-commit", "echo more >> report/instructions.md; git add report")


@pytest.mark.parametrize(
    ("spoil", "arguments", "words"),
    [
        (other_version, ["1"], "'report-02.md' depends on it"),
        (other_version, ["report-01.md"], "'report-02.md' depends on it"),
        (other_version, ["9"], "there is no version 'report-09.md'"),
        (uncommitted, [], "'report-03.md' was never committed"),
        (dirty_version, [], "'report/report-02.md' has uncommitted changes"),
        (dirty_instructions, [], "'report/instructions.md' has uncommitted changes"),
        (dirty_instructions, ["--hard"], "'report/instructions.md' has uncommitted changes"),
        (deleted_version, [], "'report/report-02.md' is deleted in the work tree"),
        (committed_deletion, [], "a stamp in the checklist names 'report-02.md'"),
        (staged_diff, [], "'report/diff.md' has staged changes"),
        (staged_instructions, [], "'report/instructions.md' has staged changes"),
        (merging, [], "a merge is in progress"),
        (pushed, ["--hard"], "without --hard"),
        (later_commit, ["--hard"], "HEAD is not the commit that made"),
        (more_in_it, ["--hard"], "also changes 'other.txt'"),
        (refusing, [], "pre-commit"),
        (rewriting, [], "a hook changed"),
    ],
)
def test_a_refusal_changes_nothing(
    read_both: Place, report: Run, spoil: object, arguments: list[str], words: str
) -> None:
    assert callable(spoil)
    spoil(read_both)
    before = read_both.state()
    ran = report("undo", *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert words in ran.err
    assert ran.err.count("error:") == 1
    if spoil is not rewriting:  # what a hook writes is the person's, as with git
        assert read_both.state() == before
    else:
        assert read_both.state()[0] == before[0]


@pytest.mark.parametrize(
    "spoil", [dirty_instructions, staged_instructions, half_staged_instructions, staged_diff]
)
def test_what_the_hint_discards_is_not_refused_again(
    read_both: Place, report: Run, spoil: Callable[[Place], None]
) -> None:
    spoil(read_both)
    (restore,) = re.findall(r"'git (restore [^']*)'", report("undo").err)
    read_both.git(*restore.split())
    assert report("undo").code == 0


def test_what_is_not_a_version_is_a_question_of_usage(read_both: Place, report: Run) -> None:
    assert report("undo", "notes").code == 2


def test_past_hooks_that_are_not_wanted(read_both: Place, report: Run) -> None:
    refusing(read_both)
    assert report("undo", "--no-verify").code == 0


def test_our_own_hooks_let_it_pass(
    read_both: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}", prepend=os.pathsep)
    assert report("setup").code == 0
    ran = report("undo")
    assert ran.code == 0, ran.err


def test_a_pushed_version_is_undone_by_a_commit(read_both: Place, report: Run) -> None:
    pushed(read_both)
    assert report("undo").code == 0
    check(report, "refs/remotes/origin/main..HEAD")


@pytest.mark.parametrize("options", [[], ["--hard"]])
def test_a_commit_made_meanwhile_elsewhere(
    read_both: Place, report: Run, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    place = read_both

    def overtake() -> None:
        place.git("commit", "-q", "--allow-empty", "-m", "meanwhile")

    def late_commit(repository: Repository, plan: Plan, *, verify: bool) -> str:
        if place.text("log", "-1", "--format=%s") != "meanwhile":
            overtake()
        return commit(repository, plan, verify=verify)

    def late_rewind(repository: Repository, plan: Rewind) -> None:
        overtake()
        rewind(repository, plan)

    monkeypatch.setattr("git_report.undo.command.commit", late_commit)
    monkeypatch.setattr("git_report.undo.command.rewind", late_rewind)
    ran = report("undo", *options)
    subjects = place.text("log", "-2", "--format=%s").splitlines()
    if options:  # what came since depends on the version
        assert (ran.code, "HEAD is not the commit" in ran.err) == (1, True)
        assert subjects == ["meanwhile", "report-02: Beta"]
    else:
        assert (ran.code, subjects[1]) == (0, "meanwhile")
        check(report, "HEAD~2..HEAD")


def test_a_version_without_a_stamp(place: Place, report: Run) -> None:
    text = INSTRUCTIONS.replace("[ ] [Alpha", "[x] [Alpha")
    place.put("instructions.md", text)
    place.put("report-01.md", "# One\n\nText.\n")
    place.commit_all("by hand")
    one = folder_files(place)
    place.put("instructions.md", text.replace("[ ] Read [Beta", "[x] Read [Beta"))
    place.put("report-02.md", "# One\n\nText, and more.\n")
    place.commit_all("by hand")
    assert report("undo", "-q").code == 0
    assert place.read("instructions.md") == text
    assert (place.folder / "diff.md").exists()  # the checks want one for a change
    check(report, "HEAD~1..HEAD")
    (place.folder / "diff.md").unlink()
    assert folder_files(place) == one


def test_versions_that_came_together_without_stamps(place: Place, report: Run) -> None:
    place.put("instructions.md", INSTRUCTIONS.replace("[ ]", "[x]"))
    place.put("report-01.md", "# One\n\nText.\n")
    place.put("report-02.md", "# One\n\nText, and more.\n")
    place.commit_all("by hand")
    before = place.state()
    ran = report("undo")
    assert (ran.code, "no stamp in the checklist says which reference" in ran.err) == (1, True)
    assert place.state() == before


def test_not_a_report(place: Place, report: Run) -> None:
    place.write({"empty/a.txt": "a\n"})
    ran = report("undo", "-d", "empty")
    assert (ran.code, "nothing to undo" in ran.err) == (1, True)
