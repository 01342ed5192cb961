"""Versions edited in place: every way that they are, and the way out, up to a guarded server."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from git_report.committed_edits import replace_lines
from tests.checkouts import Checkout

from .conftest import Place, Ran, Run
from .test_cli_pre_receive import Guarded

pytestmark = pytest.mark.slow

ITERATE = ("iterate", "--writer", "extractive", "-q")
Step = Callable[[Place], object]


@pytest.fixture
def guarded(read_both: Place) -> Place:
    """Two versions, the first of them pushed to a bare repository whose pre-receive hook checks."""
    server = read_both.root.parent / "server.git"
    read_both.git("init", "-q", "--bare", str(server))
    read_both.git("remote", "add", "origin", str(server))
    read_both.git("push", "-q", "origin", "HEAD~1:refs/heads/main")
    read_both.git("branch", "-q", "-u", "origin/main")
    hook = server / "hooks" / "pre-receive"
    hook.write_text(f"#!/bin/sh\nexec {sys.executable} -m git_report.cli check --pre-receive\n")
    hook.chmod(0o755)
    return read_both


def edit(place: Place, number: int = 2, before: str = "54 days", after: str = "55 days") -> None:
    name = f"report-{number:02d}.md"
    text = place.read(name)
    assert before in text
    place.put(name, text.replace(before, after))


def unstaged(place: Place) -> None:
    edit(place)


def staged(place: Place) -> None:
    edit(place)
    place.git("add", "-A")


def staged_alone(place: Place) -> None:
    staged(place)
    place.git("restore", "--worktree", "--source=HEAD", "report/report-02.md")


def with_diff(place: Place) -> None:
    """The edit, with a diff.md that tells of it."""
    edit(place)
    place.put("diff.md", place.read("diff.md").replace("54 days", "55 days"))


def committed(place: Place) -> None:
    staged(place)
    place.git("commit", "-qm", "a second commit")


def committed_with_more(place: Place) -> None:
    with_diff(place)
    place.write({"other.txt": "another edit of the same commit\n"})
    place.commit_all("the edit and more")


def committed_below(place: Place) -> None:
    committed_with_more(place)
    place.write({"later.txt": "a later commit\n"})
    place.commit_all("later")
    edit(place, before="55 days", after="56 days")
    place.commit_all("edited once more")


def committed_and_edited(place: Place) -> None:
    committed(place)
    edit(place, before="55 days", after="57 days")


def merged(place: Place) -> None:
    place.git("checkout", "-qb", "side")
    place.write({"side.txt": "a commit beside\n"})
    place.commit_all("beside")
    place.git("checkout", "-q", "main")
    committed(place)
    place.git("merge", "-q", "--no-edit", "side")


def older_unstaged(place: Place) -> None:
    edit(place, 1)


def older_committed(place: Place) -> None:
    edit(place, 1)
    place.commit_all("an older one")


def newest_and_older(place: Place) -> None:
    edit(place, 1)
    edit(place, 2, "suits long documents", "fits long documents")
    place.commit_all("both")


EDITS: list[Step] = [
    unstaged, staged, staged_alone, with_diff, committed, committed_with_more, committed_below,
    committed_and_edited, merged, older_unstaged, older_committed, newest_and_older,
]  # fmt: skip


def expect_out(place: Place, report: Run, was: dict[str, str]) -> None:
    """All versions as they were, nothing left to find, and a guarded server that takes it."""
    for name, text in was.items():
        assert place.read(name) == text
    for door in (["--range", "origin/main..HEAD"], ["--staged"], ["--worktree"], ["--all"]):
        ran = report("check", *door)
        assert (ran.code, ran.out) == (0, ""), (door, ran.out)
    assert place.text("status", "--porcelain") == ""
    pushed = Guarded(Checkout(place.root.parent / "server.git"), place, report).push("main")
    assert pushed.accepted, pushed.told


WORDS = ("Engineers at", "All engineers at")
DROPS = ("--removed", "54 days: a slip")


@pytest.mark.parametrize("step", EDITS, ids=lambda step: step.__name__)
def test_an_edit_becomes_the_next_version(guarded: Place, report: Run, step: Step) -> None:
    was = {name: guarded.read(name) for name in ("report-01.md", "report-02.md")}
    step(guarded)
    others = set(guarded.text("ls-files", "*.txt").split())
    ran = report("revise", "-m", "the days", *DROPS)
    assert ran.code == 0, ran.err
    new = guarded.read("report-03.md")
    assert re.search(r"5[567] days", new)
    assert ("fits long documents" in new) == (step is newest_and_older)
    assert "[x] Revision: the days <!-- report-03 edit -->" in guarded.read("instructions.md")
    assert set(guarded.text("ls-files", "*.txt").split()) == others
    expect_out(guarded, report, was)


@pytest.mark.parametrize("step", EDITS, ids=lambda step: step.__name__)
def test_an_edit_can_be_dropped(guarded: Place, report: Run, step: Step) -> None:
    was = {name: guarded.read(name) for name in ("report-01.md", "report-02.md", "diff.md")}
    step(guarded)
    others = set(guarded.text("ls-files", "*.txt").split())
    ran = report("revise", "--restore")
    assert ran.code == 0, ran.err
    kept = re.findall(r"was saved to '(.+)'", ran.err)
    assert kept
    assert all(re.search(r"5[567] days|fits long", Path(place).read_text()) for place in kept)
    assert set(guarded.text("ls-files", "*.txt").split()) == others
    expect_out(guarded, report, was)


def test_an_edit_of_what_is_generated_makes_no_version(guarded: Place, report: Run) -> None:
    was = guarded.read("report-02.md")
    edit(guarded, 2, "*Extractive digest", "*A digest")
    ran = report("revise", "-m", "why")
    assert ran.code == 0, ran.err
    assert "no version was made: the edit does not change the text of the report" in ran.err
    assert "your edit of 'report/report-02.md' was saved to" in ran.err
    assert guarded.read("report-02.md") == was
    assert not (guarded.folder / "report-03.md").exists()


@pytest.mark.parametrize("door", ["--range", "push", "--worktree", "status"])
@pytest.mark.parametrize("step", [committed, committed_below, older_committed])
def test_every_hint_on_the_way_works(
    guarded: Place, report: Run, monkeypatch: pytest.MonkeyPatch, step: Step, door: str
) -> None:
    """The command that is offered, run as it is printed, from a folder below the root."""
    was = {name: guarded.read(name) for name in ("report-01.md", "report-02.md")}
    step(guarded)
    if door == "push":
        told = subprocess.run(
            ["git", "push", "origin", "main"], cwd=guarded.root, capture_output=True, text=True,
            check=False,
        ).stderr  # fmt: skip
    elif door == "--range":
        told = report("check", "--range", "origin/main..HEAD").out
    else:
        told = report("status").out if door == "status" else report("check", door).out
    assert "git restore" not in told
    assert "revise --restore" not in told
    found = re.search(r"git (report revise \S+)(?:  |')", told)
    assert found is not None, told
    monkeypatch.chdir(guarded.folder)
    ran = report(*shlex.split(found[1])[1:], *DROPS)
    assert ran.code == 0, ran.err
    monkeypatch.chdir(guarded.root)
    expect_out(guarded, report, was)


def test_a_pushed_edit_becomes_a_version_by_a_commit(guarded: Place, report: Run) -> None:
    """What others have is not made again: the next commit brings the old version back."""
    was = {name: guarded.read(name) for name in ("report-01.md", "report-02.md")}
    committed(guarded)
    (guarded.root.parent / "server.git/hooks/pre-receive").rename(guarded.root.parent / "hook")
    guarded.git("push", "-q", "origin", "main")
    (guarded.root.parent / "hook").rename(guarded.root.parent / "server.git/hooks/pre-receive")
    pushed = guarded.text("rev-parse", "HEAD")
    assert report("revise", *DROPS).code == 0
    assert guarded.text("rev-parse", "HEAD~1") == pushed
    expect_out(guarded, report, was)


def test_a_pushed_edit_can_be_dropped_by_a_commit(guarded: Place, report: Run) -> None:
    was = {name: guarded.read(name) for name in ("report-01.md", "report-02.md", "diff.md")}
    committed(guarded)
    guarded.git("push", "-q", "--no-verify", str(guarded.root), "HEAD:refs/remotes/origin/main")
    guarded.git("config", "--unset-all", "remote.origin.fetch")
    assert report("revise", "--restore").code == 0
    for name, text in was.items():
        assert guarded.read(name) == text
    ran = report("check", "--range", "origin/main..HEAD")
    assert (ran.code, ran.out) == (0, "")


def test_an_edit_that_was_reverted_is_taken_out(guarded: Place, report: Run) -> None:
    was = {name: guarded.read(name) for name in ("report-01.md", "report-02.md")}
    committed(guarded)
    guarded.git("revert", "--no-edit", "HEAD")
    told = report("check", "--range", "origin/main..HEAD").out
    assert told.count(": V003 ") == 1
    assert "report-02.md" in report("status").out
    assert report("revise").code == 0
    assert not (guarded.folder / "report-03.md").exists()
    expect_out(guarded, report, was)


def test_bringing_back_another_text_than_what_came_is_an_edit(guarded: Place, report: Run) -> None:
    committed(guarded)
    edit(guarded, 2, "55 days", "58 days")
    guarded.commit_all("again")
    assert report("check", "--range", "HEAD~1..HEAD").code == 1


@pytest.mark.usefixtures("read_one")
def test_a_merge_s_other_version_is_not_brought_back(place: Place, report: Run) -> None:
    """What a number was on the side that lost is not what came to the side that won."""
    place.git("checkout", "-qb", "side")
    place.put("report-02.md", place.read("report-01.md").replace("54 days", "50 days"))
    assert report("revise", *DROPS).code == 0
    lost = place.read("report-02.md")
    place.git("checkout", "-q", "main")
    assert report(*ITERATE).code == 0
    place.git("merge", "-q", "-s", "ours", "--no-edit", "side")
    place.put("report-02.md", lost)
    place.commit_all("the other side's")
    assert "V003" in report("check", "--range", "HEAD~1..HEAD").out


def test_a_hook_refuses_what_a_push_would(guarded: Place, report: Run) -> None:
    committed(guarded)
    edit(guarded, 2, "55 days", "58 days")
    guarded.git("add", "-A")
    ran = report("check", "--staged")  # neither as a commit of its own nor amended
    assert ran.code == 1
    assert "V003" in ran.out
    edit(guarded, 2, "58 days", "54 days")
    guarded.git("add", "-A")
    assert report("check", "--staged", "--select", "V").code == 0


def test_where_only_an_amend_would_be_right_the_hook_says_so(guarded: Place, report: Run) -> None:
    with_diff(guarded)
    guarded.git("add", "-A")
    ran = report("check", "--staged", "--select", "V")
    assert ran.code == 0
    assert "V003 warning" in ran.out
    assert "amend the commit that made the version; the pre-push and" in ran.out
    assert "server hooks reject a later commit that contains the edit" in ran.out


def test_an_edit_that_does_not_fit_the_newest_is_reported(guarded: Place, report: Run) -> None:
    text = guarded.read("report-02.md")
    assert report("revise", "--dry-run").code == 1
    guarded.put("report-03.md", text.replace("54 days", "60 days"))
    assert report("revise", *DROPS).code == 0
    edit(guarded, 1)
    before = guarded.state()
    ran = report("revise")
    assert ran.code == 1
    assert "edit of 'report/report-01.md' does not apply to 'report-03.md'" in ran.err
    assert guarded.state() == before
    found = re.search(r"'git (report revise --restore \S+)'", ran.err)
    assert found is not None
    assert report(*found[1].split()[1:]).code == 0
    assert guarded.text("status", "--porcelain") == ""


def test_an_edit_beside_what_a_later_version_added_fits_it(guarded: Place, report: Run) -> None:
    """A list that goes on right below the edited line is not a conflict."""
    item = "- The baseline is a cluster of its own.\n"
    text = guarded.read("report-02.md")
    guarded.put("report-02.md", text.replace("\n\n", f"\n\n{item}\n", 1))
    assert report("revise").code == 0
    text = guarded.read("report-03.md")
    guarded.put("report-03.md", text.replace(item, f"{item}- It was built first.\n"))
    assert report("revise").code == 0
    was = {name: guarded.read(name) for name in ("report-03.md", "report-04.md")}
    edit(guarded, 3, "of its own", "by itself")
    ran = report("revise")
    assert ran.code == 0, ran.err
    new = guarded.read("report-05.md")
    assert "- The baseline is a cluster by itself.\n- It was built first.\n" in new
    expect_out(guarded, report, was)


@pytest.mark.parametrize(
    ("was", "text", "now", "made"),
    [
        ("a\nb\n", "a\nx\nb\ny\n", "a\nB\n", "a\nx\nB\ny\n"),
        ("a\nb\nc\n", "z\na\nb\nc\n", "A\nb\n", "z\nA\nb\n"),
        ("a\nb\n", "a\nb\nb\n", "a\nB\n", None),  # which of them?
        ("a\nb\n", "a\nc\n", "a\nB\n", None),
        ("a\nb\n", "a\nb\nc\n", "a\nx\nb\n", None),  # added alone: nowhere in particular
        ("a\nb\nc\n", "c\nb\na\n", "A\nb\nC\n", None),
        ("a\u2028b\nc", "c\na\u2028b\n", "A\nc", "c\nA\n"),
    ],
)
def test_replaced_lines_have_one_place(was: str, text: str, now: str, made: str | None) -> None:
    assert replace_lines(was, text, now) == made


def crlf(place: Place) -> None:
    place.put("report-02.md", place.read("report-02.md").replace("\n", "\r\n"))


def crlf_committed(place: Place) -> None:
    crlf(place)
    place.commit_all("line ends")


@pytest.mark.parametrize("step", [crlf, crlf_committed])
def test_other_line_ends_alone_are_not_an_edit(guarded: Place, report: Run, step: Step) -> None:
    """An editor wrote them: the version is restored, and there is nothing to make one of."""
    was = {name: guarded.read(name) for name in ("report-01.md", "report-02.md")}
    step(guarded)
    ran = report("revise")
    assert ran.code == 0, ran.err
    assert not (guarded.folder / "report-03.md").exists()
    expect_out(guarded, report, was)


def test_a_dry_run_and_a_refused_edit_change_nothing(guarded: Place, report: Run) -> None:
    committed_and_edited(guarded)
    before = guarded.state()
    assert report("revise", "--dry-run", *DROPS).code == 0
    refused = report("revise")
    assert refused.code == 1
    assert "correct the edit" in refused.err
    assert "git report accept" not in refused.err
    assert report("revise", "--stage", *DROPS).code == 2
    assert guarded.state() == before


def test_without_a_terminal_no_editor_is_started(
    guarded: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_EDITOR", "touch started; true")
    ran = report("revise")
    assert ran.code == 1
    assert "no terminal" in ran.err
    assert "edit 'report/report-02.md', then try again" in ran.err
    assert not (guarded.root / "started").exists()


def test_authors_and_messages_of_commits_that_are_made_again_stay(
    guarded: Place, report: Run
) -> None:
    committed_below(guarded)
    form = "--format=%an %ae %ad %s"
    before = guarded.text("log", form, "-3").split("\n")
    assert report("revise", *DROPS).code == 0
    # The newest of the three held nothing but the edit.
    assert guarded.text("log", form, "--skip=1", "-2").split("\n") == before[1:]


@pytest.mark.parametrize(("share", "stays"), [(1, True), (100, False)])
def test_a_digest_keeps_its_notice_while_most_of_it_is_its_own(
    guarded: Place, report: Run, share: int, *, stays: bool
) -> None:
    text = guarded.read("report-02.md")
    lines = text.split("\n")
    rest = [line for line in lines if line.startswith(("[^", "*Extractive"))]
    body = "\n".join(f"Words of a person, number {n}, who wrote them all." for n in range(share))
    guarded.put("report-02.md", text.replace(rest[0], f"{body}\n\n{rest[0]}", 1))
    assert report("revise").code == 0
    assert ("*Extractive digest" in guarded.read("report-03.md")) == stays


def test_an_edit_that_a_later_version_took_in_is_only_taken_out(
    guarded: Place, report: Run
) -> None:
    """The next iteration depended on the edit and keeps it; diff.md follows the version as made."""
    was = {name: guarded.read(name) for name in ("report-01.md", "report-02.md")}
    edit(guarded, 2, *WORDS)
    guarded.commit_all("words")
    guarded.put("references/gamma.md", "# Gamma\n\nThe third service answers in 12 ms.\n")
    assert report("add", "report/references/gamma.md").code == 0
    guarded.commit_all("a third reference")
    assert report(*ITERATE).code == 0
    newest = guarded.read("report-03.md")
    assert WORDS[1] in newest
    assert report("revise").code == 0
    assert guarded.read("report-03.md") == newest
    assert not (guarded.folder / "report-04.md").exists()
    expect_out(guarded, report, was)


@pytest.mark.parametrize("strict", ["true", "false"])
def test_with_the_hooks_in_place_the_way_out_is_the_same(
    guarded: Place, report: Run, strict: str
) -> None:
    was = {name: guarded.read(name) for name in ("report-01.md", "report-02.md")}
    guarded.git("config", "report.strict", strict)
    assert report("setup").code == 0
    edit(guarded, 2, *WORDS)
    assert report("diff", "--write").code == 0
    guarded.git("add", "-A")
    guarded.git("commit", "-qm", "it may have been an amended one")
    guarded.git("push", "-q", "origin", "main", check=False)
    assert guarded.text("rev-parse", "origin/main") != guarded.text("rev-parse", "HEAD")
    ran = report("revise")
    assert ran.code == 0, ran.err
    expect_out(guarded, report, was)


def test_a_report_in_the_root_has_the_same_way_out(place: Place, report: Run) -> None:
    place.git("mv", *(f"report/{name}" for name in ("instructions.md", "references")), ".")
    place.commit_all("moved")
    assert report(*ITERATE).code == 0
    path = place.root / "report-01.md"
    was = path.read_text()
    path.write_text(was.replace("54 days", "55 days"))
    place.commit_all("edited")
    found = re.search(r"git (report revise \S+)  ", report("status").out)
    assert found is not None
    assert report(*found[1].split()[1:], *DROPS).code == 0
    assert path.read_text() == was
    assert report("check", "--range", "HEAD").out == ""


def test_a_version_that_was_deleted_is_brought_back(guarded: Place, report: Run) -> None:
    was = {name: guarded.read(name) for name in ("report-01.md", "report-02.md")}
    guarded.git("rm", "-q", "report/report-01.md")
    guarded.git("commit", "-qm", "one less")
    assert "V004" in report("check").out
    assert report("revise").code == 0
    expect_out(guarded, report, was)


def deleted(place: Place) -> None:
    place.git("rm", "-q", "report/report-02.md")
    place.git("commit", "-qm", "one less")


def deleted_with_more(place: Place) -> None:
    place.write({"other.txt": "another edit of the same commit\n"})
    (place.folder / "report-02.md").unlink()
    place.commit_all("one less, and more")
    place.write({"later.txt": "a later commit\n"})
    place.commit_all("later")


def deleted_and_pushed(place: Place) -> None:
    deleted(place)
    # As a server without the check takes it.
    place.git("update-ref", "refs/remotes/origin/main", "HEAD")


def deleted_by_a_merge(place: Place) -> None:
    """One side never had the version, and the merge took its names and the other's checklist."""
    place.git("checkout", "-qb", "side", "HEAD~2")
    place.write({"side.txt": "a commit beside\n"})
    place.commit_all("beside")
    place.git("merge", "-q", "--no-commit", "--no-ff", "main")
    place.git("rm", "-qf", "report/report-02.md")
    place.git("commit", "-qm", "merged")


@pytest.fixture
def three(guarded: Place) -> Place:
    """Two versions, and a third reference that is still open."""
    guarded.put("references/gamma.md", "# Gamma\n\nThe third cluster has 8,192 accelerators.\n")
    guarded.put(
        "instructions.md", f"{guarded.read('instructions.md')}\n[ ] <references/gamma.md>\n"
    )
    guarded.commit_all("one more to read")
    return guarded


@pytest.mark.parametrize(
    "step", [deleted, deleted_with_more, deleted_and_pushed, deleted_by_a_merge]
)
def test_no_version_is_made_over_one_that_was_deleted_with_its_tick_left(
    three: Place, report: Run, step: Step
) -> None:
    was = {name: three.read(name) for name in ("report-01.md", "report-02.md")}
    step(three)
    before = three.state()
    for arguments in (ITERATE, (*ITERATE, "--dry-run"), ("prompt",), ("accept", "later.md")):
        three.write({"later.md": "# A report\n\nSome text.\n"})
        ran = report(*arguments)
        assert ran.code == 1
        assert "names report-02, but 'report-02.md' does not exist" in ran.err
        assert "git report revise --restore :/report" in ran.err
    (three.root / "later.md").unlink()
    assert three.state() == before
    told = report("status")
    assert "git report revise --restore :/report" in told.out
    assert "git report-iterate" not in told.out
    assert re.search(r"^(?:deleted|missing) +report/report-02.md \(", told.out, re.MULTILINE)
    ran = report("revise", "--restore", ":/report")
    assert ran.code == 0, ran.err
    for name, text in was.items():
        assert three.read(name) == text
    assert three.text("status", "--porcelain") == ""
    assert report("check", "--all").out == ""
    if step in (deleted, deleted_with_more):
        assert report("check", "--range", "origin/main..HEAD").out == ""
        assert (three.root / "other.txt").exists() == (step is deleted_with_more)
    assert report(*ITERATE).code == 0
    assert "8,192" in three.read("report-03.md")
    assert report("check", "--range", "HEAD~1..HEAD").out == ""


def test_an_uncommitted_deletion_is_brought_back_too(three: Place, report: Run) -> None:
    was = three.read("report-02.md")
    (three.folder / "report-02.md").unlink()
    for arguments in (ITERATE, ("prompt",)):
        assert report(*arguments).code == 1
    assert report("revise", "--restore").code == 0
    assert three.read("report-02.md") == was
    assert three.text("status", "--porcelain") == ""


def test_a_stamp_that_no_commit_had_a_version_for_is_refused(three: Place, report: Run) -> None:
    text = three.read("instructions.md")
    three.put(
        "instructions.md",
        text.replace(
            "[ ] <references/gamma.md>",
            "[x] <references/gamma.md> <!-- report-03 0123456789ab -->\n\n[ ] <references/beta.md>",
        ),
    )
    ran = report(*ITERATE)
    assert ran.code == 1
    assert "names report-03" in ran.err
    assert "revise --restore" not in ran.err
    assert "git restore --patch :/report/instructions.md" in ran.err
    assert "missing" in report("status").out
    assert report("revise", "--restore").code == 1


def test_an_item_stamped_by_hand_is_accepted_with_its_version(three: Place, report: Run) -> None:
    text = three.read("instructions.md")
    stamped = "[x] <references/gamma.md> <!-- report-03 0123456789ab -->"
    three.put("instructions.md", text.replace("[ ] <references/gamma.md>", stamped))
    body = three.read("report-02.md").partition("\n---\n")[0]
    three.put("report-03.md", f"{body}\n\nThe third cluster has 8,192 accelerators.\n")
    ran = report("accept", "--allow", "K005")
    assert ran.code == 0, ran.err
    assert "0123456789ab" not in three.read("instructions.md")
    assert report("check", "--range", "HEAD~1..HEAD", "--select", "R,V,D").out == ""


@pytest.mark.parametrize("why", ["counted again", "a slip: 54 is too few", 'a "$(touch x)" slip'])
def test_what_declares_a_figure_can_be_pasted(guarded: Place, report: Run, why: str) -> None:
    edit(guarded)
    ran = report("revise", "-m", why)
    assert ran.code == 1
    assert "WHAT" not in ran.err
    assert "your edit was not accepted as report-" in ran.err
    command = declare(ran)
    assert command[:4] == ["revise", "-m", why, "--removed"]
    # The same entry as in the hint of 'git report check'.
    assert command[4].startswith("54 days → 55 days: ")
    told = report("check", "--worktree", "--select", "K002")
    assert '--removed "54 days → 55 days: WHY"' in told.out + told.err
    assert report(*command).code == 0
    assert not (guarded.root / "x").exists()
    assert report("check", "--range", "HEAD~1..HEAD").out == ""


def declare(ran: Ran) -> list[str]:
    """The command that an error suggests to declare what was removed."""
    _, hint, rest = ran.err.partition("declare it: git report ")
    assert hint, ran.err
    return shlex.split(rest.partition("\n")[0])


@pytest.mark.parametrize(
    "given",
    [
        ("-m", "a fix", "--removed", "54 days: corrected"),
        ("--removed", "54 days: a \"fix\": 'mine'", "--no-verify", "--allow", "K005", "--json"),
        ("--dry-run", "--removed", "54 days: x", "-d", "report"),
    ],
)
def test_a_suggested_command_repeats_the_given_options(
    read_both: Place, report: Run, given: tuple[str, ...]
) -> None:
    edit(read_both)
    edit(read_both, before="90 minutes", after="91 minutes")
    command = declare(report("revise", *given))
    assert set(given) - {"--dry-run"} <= set(command)
    assert report(*command).code == 0
    made = (read_both.folder / "report-03.md").exists()
    assert made is ("--dry-run" not in given)


def test_edits_of_two_versions_are_named_together(read_both: Place, report: Run) -> None:
    edit(read_both, 1)
    edit(read_both, 2, "suits long documents", "fits long documents")
    ran = report("revise", "-m", "both")
    names = "'report-01.md' and 'report-02.md'"
    assert ran.err.startswith(f"error: your edits of {names} were not accepted as report-03.md:\n")
    assert report(*declare(ran)).code == 0


def test_a_command_without_stage_repeats_the_other_options(read_both: Place, report: Run) -> None:
    edit(read_both)
    read_both.commit_all("in a commit")
    ran = report("revise", "--stage", "-m", "a slip", "--removed", "54 days: a slip")
    (command,) = re.findall(r"run 'git report ([^']*)'", ran.err)
    assert report(*shlex.split(command)).code == 0
