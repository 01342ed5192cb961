"""``git report resolve`` after real merges, rebases and cherry-picks."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from git_report.differ import derive
from git_report.markdown import Definition, Record, parse, render_tail

from .conftest import Place, Run

pytestmark = pytest.mark.slow

BASE = {"Cost": "It costs $400 an hour.", "Network": "Nodes talk at 3,200 Gbps.", "Risk": "Few."}
ITEMS = ("zero", "alpha", "beta", "gamma")
HEAD = "# Report\n\n## References\n\n"
CHECK = ("--select", "V,S,R,D")


def version(sections: dict[str, str], read: Sequence[str], title: str = "Report") -> str:
    body = f"# {title}\n\n" + "".join(f"## {t}\n\n{own}\n\n" for t, own in sections.items())
    number = len(read)
    notes = [
        Definition(str(n), f"[^{n}]: [{name.title()}](references/{name}.md)", 0)
        for n, name in enumerate(read, 1)
        if f"[^{n}]" in body or n == number
    ]
    return body + render_tail(notes, "", Record(number, (("writer", "a person"),)))


class Story(Place):
    """A report of which two branches make versions."""

    def start(self) -> None:
        for name in ITEMS:
            self.put(f"references/{name}.md", f"# {name.title()}\n\nText of {name}.\n")
        self.make([version(BASE, ["zero"])], ["zero"])
        self.git("branch", "side")

    def make(self, versions: Sequence[str], read: Sequence[str]) -> None:
        """Commit the newest of some versions as a run would."""
        number = len(versions)
        self.put(f"report-{number:02d}.md", versions[-1])
        names = (f"report-{number - 1:02d}.md", f"report-{number:02d}.md")
        prior = parse(versions[-2]) if number > 1 else None
        self.put("diff.md", derive(prior, parse(versions[-1]), *names))
        self.put("instructions.md", self.checklist(read))
        self.commit_all(f"version {number}")

    def checklist(self, read: Sequence[str]) -> str:
        lines = []
        for name in ITEMS:
            oid = self.text("hash-object", f"report/references/{name}.md")[:12]
            number = read.index(name) + 1 if name in read else 0
            stamp = f" <!-- report-{number:02d} {oid} -->" if number else ""
            title = f"[{name.title()}](references/{name}.md)"
            lines.append(f"[{'x' if number else ' '}] {title}{stamp}\n")
        return HEAD + "\n".join(lines)

    def grow(self, branch: str, read: Sequence[str], *edits: dict[str, str]) -> None:
        """Versions on a branch: each the one before with some sections in other words."""
        self.git("checkout", "-q", branch)
        texts, sections = [version(BASE, ["zero"])], dict(BASE)
        for count, edit in enumerate(edits, 2):
            sections = {**sections, **edit}
            texts.append(version(sections, ["zero", *read][:count]))
            self.make(texts, ["zero", *read][:count])
        self.git("checkout", "-q", "main")

    def bring(self, how: str) -> None:
        """Put both branches together as far as git comes."""
        if how == "rebase":
            self.git("checkout", "-q", "side")
        what = {"merge": "side", "rebase": "main", "cherry-pick": "main..side"}[how]
        self.git(how, what, check=False)
        assert self.text("ls-files", "-u")

    def go_on(self, how: str) -> None:
        args = ["commit", "-q", "--no-edit"] if how == "merge" else [how, "--continue"]
        self.git("-c", "core.editor=true", *args)

    def item(self, name: str) -> str:
        return next(line for line in self.read("instructions.md").split("\n") if name in line)


@pytest.fixture
def story(place: Place) -> Story:
    there = Story(place.root)
    there.start()
    return there


COST = {"Cost": "It costs $350 an hour [^2]."}
NETWORK = {"Network": "Nodes talk at 400 Gbps [^2]."}


@pytest.mark.parametrize("how", ["merge", "rebase", "cherry-pick"])
@pytest.mark.parametrize("swapped", [False, True])
def test_theirs_follows_ours(story: Story, report: Run, how: str, swapped: bool) -> None:
    sides = [("alpha", COST), ("beta", NETWORK)]
    (mine, our_edit), (other, their_edit) = reversed(sides) if swapped else sides
    story.grow("main", [mine], our_edit)
    story.grow("side", [other], their_edit)
    ours = story.text("show", "main:report/report-02.md")
    story.bring(how)
    done = report("resolve")
    assert done.code == 0, done.err
    assert done.out == "theirs: report/report-02.md is now 'report-03.md'\n"
    assert story.text("ls-files", "-u") == ""
    assert story.read("report-02.md") == ours + "\n"
    new = story.read("report-03.md")
    edits = {title: text.replace("2]", "3]") for title, text in their_edit.items()}
    assert new == version({**BASE, **our_edit, **edits}, ["zero", mine, other])
    assert story.item(mine).startswith("[x]")
    assert "report-02" in story.item(mine)
    assert "report-03" in story.item(other)
    assert report("check", "--staged", *CHECK).out == ""
    story.go_on(how)
    assert report("check", "--range", "HEAD^!", *CHECK).out == ""
    assert report("check", "--all", *CHECK).out == ""
    assert story.text("status", "--porcelain") == ""


@pytest.mark.parametrize("undone", [False, True], ids=["new", "undone before"])
def test_a_number_given_in_a_merge_is_that_merge_s(
    story: Story, report: Run, *, undone: bool
) -> None:
    """Git shows what a merge adds only on request, else an older version of that number."""
    story.grow("main", ["alpha", "gamma"], COST, {"Risk": "None [^3]."})
    if undone:
        assert report("undo").code == 0
    else:
        story.git("reset", "-q", "--hard", "HEAD~1")
    story.grow("side", ["beta"], NETWORK)
    story.bring("merge")
    assert report("resolve").code == 0
    story.go_on("merge")
    told = {entry["version"]: entry["commit"] for entry in report("log", "--json").json["versions"]}
    assert told[3] == story.text("rev-parse", "HEAD")
    assert story.text("log", "-1", "--format=%s", told[2]) == "version 2"
    assert "HEAD is not the commit that made" in report("undo", "--hard").err
    assert report("undo", "--json").json["undone"] == ""


@pytest.mark.parametrize("how", ["merge", "rebase"])
def test_a_section_that_both_touched_opens_the_reference_again(
    story: Story, report: Run, how: str
) -> None:
    story.grow("main", ["alpha"], COST)
    story.grow("side", ["beta"], {"Cost": "It costs $90 an hour [^2]."})
    theirs = story.git("show", "side:report/report-02.md")
    story.bring(how)
    done = report("resolve", "--json")
    (fate,) = done.json["folders"][0]["theirs"]
    assert (fate["became"], fate["sections"], fate["open_again"]) == (None, ["Cost"], True)
    assert Path(fate["kept"]).read_bytes() == theirs
    assert story.item("beta") == "[ ] [Beta](references/beta.md)"
    assert not (story.folder / "report-03.md").exists()
    assert report("check", "--staged", *CHECK).out == ""
    story.go_on(how)
    assert report("check", "--all", *CHECK).out == ""


def test_a_reference_that_ours_skips_is_reopened_by_the_hint(story: Story, report: Run) -> None:
    story.grow("main", ["alpha"], COST)
    assert report("skip", "Beta", "-m", "not needed").code == 0
    story.commit_all("Skip a reference")
    story.grow("side", ["beta"], {"Cost": "It costs $90 an hour [^2]."})
    story.bring("merge")
    done = report("resolve")
    assert "'Beta' remains skipped" in done.out
    story.go_on("merge")
    hint = done.err.partition("hint: ")[2].partition("\n")[0]
    reopen, read, accept = re.findall(r"'git[ -]report[ -]([^']+)'", hint)
    assert report(*shlex.split(reopen)).code == 0
    assert story.item("beta").startswith("[ ] [Beta]")
    assert (read, accept.split()[0]) == ("iterate", "accept")


def test_a_reference_that_ours_removed_is_added_by_the_hint(
    story: Story, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.grow("main", ["alpha"], COST)
    assert report("remove", "Beta").code == 0
    story.commit_all("Remove a reference")
    story.grow("side", ["beta"], {"Cost": "It costs $90 an hour [^2]."})
    story.bring("rebase")
    monkeypatch.chdir(story.folder)
    done = report("resolve")
    assert "; 'Beta' is no longer in the checklist\n" in done.out
    assert "nothing is left to commit: continue with 'git rebase --continue'" in done.err
    story.go_on("rebase")
    hint = done.err.partition("hint: ")[2].partition("\n")[0]
    add, read, accept = re.findall(r"'git[ -]report[ -]([^']+)'", hint)
    assert report(*shlex.split(add)).code == 0
    assert story.item("beta").startswith("[ ] [Beta]")
    assert (read, accept.split()[0]) == ("iterate", "accept")


def test_files_in_conflict_are_not_taken_for_edits(story: Story, report: Run) -> None:
    story.grow("main", ["alpha"], COST)
    story.grow("side", ["beta"], {"Cost": "It costs $90 an hour [^2]."})
    story.bring("merge")
    found = {(f["code"], f["path"]) for f in report("check", "--json").json["findings"]}
    assert ("S008", "report/report-02.md") in found
    assert not {code for code, _ in found} & {"V003", "D001"}


ASKED = {
    "log": 0,
    "show": 0,
    "blame": 0,
    "diff": 0,
    "diff --write": 0,
    "iterate --writer extractive": 1,
    "iterate --all --writer extractive": 1,
    "prompt": 1,
    "revise": 1,
    "undo": 1,
}


@pytest.mark.usefixtures("on_the_path")
@pytest.mark.parametrize("how", ["merge", "rebase", "cherry-pick"])
def test_every_command_that_gives_advice_sends_to_resolve(
    story: Story, report: Run, how: str
) -> None:
    assert report("setup", "--drivers").code == 0
    story.grow("main", ["alpha"], COST)
    story.grow("side", ["beta"], {"Cost": "It costs $90 an hour [^2]."})
    story.bring(how)
    story.put(
        "instructions.md", story.read("instructions.md").replace("[ ] [Gamma]", "[-] [Gamma]")
    )
    for words, code in ASKED.items():
        ran = report(*words.split())
        assert ran.code == code, words
        assert "'git report resolve :/report'" in ran.err, words
        assert "git report revise" not in ran.err, words
        assert "nothing left to read" not in ran.err, words
    story.git("checkout", "-q", "--", "report/instructions.md")
    assert report("resolve", ":/report").code == 0


def test_a_pick_that_brings_nothing_is_skipped(story: Story, report: Run) -> None:
    story.grow("main", ["alpha"], COST)
    story.grow("side", ["beta"], {"Cost": "Free [^2]."})
    story.bring("cherry-pick")
    done = report("resolve")
    assert "'Beta' is unticked again" in done.out
    assert "git report accept " in done.err
    assert "nothing is left to commit: continue with 'git cherry-pick --skip'" in done.err
    story.git("cherry-pick", "--skip")
    assert story.text("status", "--porcelain") == ""


def test_several_versions_of_theirs_follow_in_order(story: Story, report: Run) -> None:
    story.grow("main", ["alpha"], COST)
    story.grow("side", ["beta", "gamma"], NETWORK, {"Network": "At 400 Gbps [^2] [^3]."})
    story.bring("merge")
    done = report("resolve", "--json")
    assert [f["became"] for f in done.json["folders"][0]["theirs"]] == [3, 4]
    sections = {**BASE, **COST, "Network": "At 400 Gbps [^3] [^4]."}
    assert story.read("report-04.md") == version(sections, ["zero", "alpha", "beta", "gamma"])
    assert report("check", "--staged", *CHECK).out == ""
    story.go_on("merge")
    assert report("check", "--range", "HEAD^!", *CHECK).out == ""


def test_a_version_of_which_only_the_first_half_follows(story: Story, report: Run) -> None:
    story.grow("main", ["alpha"], COST)
    story.grow("side", ["beta", "gamma"], {"Cost": "Free [^2]."}, {"Risk": "None [^3]."})
    story.bring("rebase")
    assert report("resolve").code == 0
    story.git("-c", "core.editor=true", "rebase", "--continue", check=False)
    assert report("resolve").code == 0
    assert report("check", "--staged", *CHECK).out == ""
    story.go_on("rebase")
    assert story.item("beta").startswith("[ ]")
    assert "report-03" in story.item("gamma")
    assert "None [^3]." in story.read("report-03.md")
    assert report("check", "--range", "main..HEAD", *CHECK).out == ""


def test_a_reference_that_both_read_stays_ticked(story: Story, report: Run) -> None:
    story.grow("main", ["alpha"], COST)
    story.grow("side", ["alpha"], {"Cost": "Free [^2]."})
    story.bring("merge")
    done = report("resolve")
    assert "'Alpha' is still ticked" in done.out
    assert story.item("alpha") == story.checklist(["zero", "alpha"]).split("\n")[6]
    assert report("check", "--staged", *CHECK).out == ""


def test_a_merge_that_was_committed_with_two_claims(story: Story, report: Run) -> None:
    story.grow("main", ["alpha"], COST)
    story.grow("side", ["gamma"], NETWORK)
    story.bring("merge")
    story.git("checkout", "--ours", "report/report-02.md", "report/diff.md")
    marked = story.checklist(["zero", "alpha"]).split("\n")
    other = story.checklist(["zero", "gamma"]).split("\n")
    both = [b if "gamma" in b else a for a, b in zip(marked, other, strict=True)]
    story.put("instructions.md", "\n".join(both))
    story.commit_all("both")
    assert "R006" in report("check", "--all").out
    done = report("resolve")
    assert done.code == 0, done.err
    assert "continue with 'git commit'" in done.err
    assert "400 Gbps [^3]" in story.read("report-03.md")
    assert "report-03" in story.item("gamma")
    assert report("check", "--staged", *CHECK).out == ""


def test_what_is_in_the_way_changes_nothing(story: Story, report: Run) -> None:
    before = story.state()
    done = report("resolve")
    assert (done.code, done.out) == (1, "")
    assert "nothing to resolve" in done.err
    assert story.state() == before
    story.grow("main", ["alpha"], COST)
    story.git("checkout", "-q", "side")
    story.make([version(BASE, ["zero"]), "# Report\n"], ["zero", "beta"])
    (story.folder / "report-02.md").write_bytes(b"# Report \xff\n")
    story.git("commit", "-qam", "not text", "--no-verify")
    story.git("checkout", "-q", "main")
    story.bring("merge")
    before = story.state()
    done = report("resolve")
    assert done.code == 1
    assert "not UTF-8" in done.err
    assert story.state() == before


def test_a_dry_run_and_other_files_in_conflict(story: Story, report: Run) -> None:
    for branch, edit in (("main", COST), ("side", NETWORK)):
        story.grow(branch, ["alpha" if branch == "main" else "beta"], edit)
        story.git("checkout", "-q", branch)
        story.commit({"notes.txt": f"{branch}\n"}, "notes")
    story.git("checkout", "-q", "main")
    story.bring("merge")
    before = story.state()
    assert "is now 'report-03.md'" in report("resolve", "--dry-run").out
    assert story.state() == before
    done = report("resolve")
    assert "still in conflict: 'notes.txt'" in done.err
    assert story.text("diff", "--name-only", "--diff-filter=U") == "notes.txt"
    assert report("resolve").code == 1


@pytest.mark.parametrize("words", ["!\n", "~ My own words.\n"])
def test_a_file_that_somebody_wrote_meanwhile_is_not_replaced(
    story: Story, report: Run, words: str
) -> None:
    """It is not one that git left in conflict: nothing else keeps its text."""
    story.grow("main", ["alpha"], COST)
    story.grow("side", ["beta"], NETWORK)
    story.bring("merge")
    story.put("report-03.md", words)
    before = story.state()
    done = report("resolve")
    assert done.code == 1
    assert "'report/report-03.md' has changes that are not staged" in done.err
    assert story.state() == before
    assert story.read("report-03.md") == words


def test_a_report_that_one_side_alone_has_is_left_alone(story: Story, report: Run) -> None:
    story.grow("main", ["alpha"], COST)
    story.grow("side", ["beta"], NETWORK)
    for branch, folder in (("side", "theirs"), ("main", "ours")):
        story.git("checkout", "-q", branch)
        story.commit(
            {f"{folder}/instructions.md": f"{HEAD}[ ] [A](a.md)\n", f"{folder}/a.md": "A\n"}
        )
    story.bring("merge")
    done = report("resolve", "--json")
    assert done.code == 0, done.err
    assert [folder["folder"] for folder in done.json["folders"]] == ["report"]
    assert story.text("ls-files", "theirs", "ours").count("instructions.md") == 2


def test_a_dry_run_says_what_each_file_would_be(story: Story, report: Run) -> None:
    story.grow("main", ["alpha"], COST)
    clash = {"Cost": "It costs $90 an hour [^2]."}
    story.grow("side", ["beta", "gamma"], clash, {"Cost": "It costs $80 an hour [^3]."})
    story.bring("merge")
    (folder,) = report("resolve", "--dry-run", "--json").json["folders"]
    changes = {file["path"]: file["change"] for file in folder["files"]}
    assert changes == {
        "report/diff.md": "edited",
        "report/instructions.md": "edited",
        "report/report-02.md": "edited",
        "report/report-03.md": "removed",
    }


@pytest.fixture
def on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")


@pytest.mark.usefixtures("on_the_path")
def test_drivers_merge_a_checklist_and_diff(story: Story, report: Run) -> None:
    assert report("setup", "--drivers").code == 0
    story.grow("side", ["alpha"], NETWORK)
    edited = story.checklist(["zero"]).replace("[ ] [Alpha]", "[ ] Read [Alpha]")
    story.put("instructions.md", edited.replace("[ ] [Beta]", "[-] [Beta]"))
    story.commit_all("reworded")
    story.git("merge", "-q", "--no-edit", "side")
    assert story.item("alpha").startswith("[x] Read [Alpha](references/alpha.md) <!-- report-02")
    assert story.item("beta").startswith("[-]")
    assert report("check", "--all", *CHECK).out == ""


@pytest.mark.usefixtures("on_the_path")
def test_drivers_leave_versions_of_one_number_to_resolve(story: Story, report: Run) -> None:
    assert report("setup", "--drivers").code == 0
    story.grow("main", ["alpha"], COST)
    story.grow("side", ["beta"], NETWORK)
    story.bring("merge")
    assert story.text("diff", "--name-only", "--diff-filter=U") == "report/report-02.md"
    assert "<<<<<<<" not in story.read("instructions.md") + story.read("diff.md")
    assert report("resolve").code == 0
    assert "report-03" in story.item("beta")
    assert report("check", "--staged", *CHECK).out == ""


@pytest.mark.usefixtures("on_the_path")
def test_drivers_mark_what_they_cannot_merge(story: Story, report: Run) -> None:
    assert report("setup", "--drivers").code == 0
    for branch, words in (("main", "Look at [Alpha]"), ("side", "Mind [Alpha]")):
        story.git("checkout", "-q", branch)
        story.put("instructions.md", story.checklist(["zero"]).replace("[Alpha]", words))
        story.commit_all(branch)
    story.git("checkout", "-q", "main")
    story.bring("merge")
    marked = story.read("instructions.md")
    assert "<<<<<<< ours\n[ ] Look at [Alpha]" in marked
    done = report("resolve")
    assert done.code == 1
    assert "the item 'references/alpha.md' differently" in done.err
    assert story.read("instructions.md") == marked


@pytest.mark.parametrize("words", ["", "My own words.\n"])
def test_what_a_person_had_begun_by_hand_is_kept(story: Story, report: Run, words: str) -> None:
    story.grow("main", ["alpha"], COST)
    story.grow("side", ["beta"], NETWORK)
    story.bring("merge")
    marked = story.read("report-02.md")
    assert "<<<<<<<" in marked
    begun = marked.replace(">>>>>>>", f"{words}>>>>>>>")
    story.put("report-02.md", begun)
    done = report("resolve", "--json")
    assert done.code == 0, done.err
    files = {each["path"]: each["kept"] for each in done.json["folders"][0]["files"]}
    kept = files.pop("report/report-02.md")
    assert (Path(kept).read_text() if kept else "") == (begun if words else "")
    assert set(files.values()) == {""}


def test_a_cherry_pick_that_adds_nothing_is_skipped(read_one: Place, report: Run) -> None:
    read_one.git("cherry-pick", "HEAD", check=False)
    refused = report("resolve")
    assert refused.code == 1
    assert "git cherry-pick --skip" in refused.err
