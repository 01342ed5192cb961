"""``git report status``: one screen, and the same as data."""

from __future__ import annotations

from typing import Any

import pytest

from git_report.cli.status_view import FileChange, read_change

from .conftest import INSTRUCTIONS, Place, Run

ITERATE = ("iterate", "-q", "--writer", "extractive")


def hints(document: Any) -> list[str]:
    return [hint["command"] for hint in document["hints"]]


def test_the_screen_before_and_after_a_version(place: Place, report: Run) -> None:
    assert report("status").out.splitlines() == [
        "report folder  report",
        "latest         none yet",
        f"references     {'░' * 30} 0 of 2 read, 2 open",
        "next           Alpha <references/alpha.md> (instructions.md:7)",
        "writer         extractive (no model is configured)",
        "",
        "  git report-iterate  reads the next reference into report-01.md",
    ]
    assert report(*ITERATE).code == 0
    assert report("skip", "Beta", "-m", "later").code == 0
    place.commit_all()
    told = report("status").out.splitlines()
    assert told[1:4] == [
        "latest         report-01.md",
        f"references     {'█' * 15}{'▒' * 15} 1 of 2 read, 1 skipped, 0 open",
        "next           nothing left to read",
    ]
    assert told[-2:] == [
        "  git report help add  shows how to add references",
        "  git report log       lists what each version changed",
    ]


@pytest.mark.usefixtures("read_one")
def test_what_a_reference_is_read_for_is_below_it(place: Place, report: Run) -> None:
    lines = report("status").out.splitlines()
    at = lines.index("next           Beta <references/beta.md> (instructions.md:9)")
    assert lines[at + 1].strip() == "to learn about services"


def test_data_has_what_the_screen_has(place: Place, report: Run) -> None:
    document = report("status", "--json").json
    assert (document["changes"], document["operation"], document["obstacle"]) == ([], "", "")
    assert hints(document) == ["git report-iterate"]
    place.put("instructions.md", INSTRUCTIONS + "\n[ ] [Gamma](references/gamma.md)\n")
    (place.folder / "references" / "alpha.md").rename(place.folder / "references" / "a.md")
    place.git("rm", "-q", "--cached", "report/references/alpha.md")
    place.git("commit", "-q", "-m", "gone")
    document = report("status", "--json").json
    change = {"path": "report/instructions.md", "state": "edited", "staged": False}
    assert document["changes"] == [change]
    assert document["uncommitted"] == ["report/instructions.md"]
    assert "references/alpha.md" in document["obstacle"]
    assert hints(document) == ['git report skip references/alpha.md -m "it cannot be read"']
    assert document["obstacle"] in report("status").out


@pytest.mark.usefixtures("read_both")
def test_a_version_that_somebody_wrote_beside_a_finished_list_can_be_committed(
    place: Place, report: Run
) -> None:
    place.put("report-03.md", place.read("report-02.md").replace("# ", "# On ", 1))
    offered = hints(report("status", "--json").json)[0]
    assert offered == "git report revise"
    assert report(*offered.split()[2:], "-m", "a title").code == 0
    assert place.text("status", "--porcelain") == ""


@pytest.mark.usefixtures("read_one")
def test_a_version_that_somebody_wrote_can_be_taken_in(place: Place, report: Run) -> None:
    place.put("report-02.md", place.read("report-01.md"))
    document = report("status", "--json").json
    assert document["changes"] == [{"path": "report/report-02.md", "state": "new", "staged": False}]
    assert hints(document) == ["git report accept"]
    (place.folder / "report-02.md").unlink()
    assert report(*ITERATE, "--stage").code == 0
    document = report("status", "--json").json
    assert {change["staged"] for change in document["changes"]} == {True}
    assert hints(document) == ["git commit", "git report help add"]
    assert "report/report-02.md (new, staged)" in report("status").out


@pytest.mark.usefixtures("read_one")
def test_a_committed_version_that_was_changed_can_be_brought_back(
    place: Place, report: Run
) -> None:
    before = place.read("report-01.md")
    place.put("report-01.md", "# Mine\n")
    place.put("diff.md", "mine\n")
    document = report("status", "--json").json
    restore = "git restore --staged --worktree :/report/report-01.md"
    revise = "git report revise :/report"
    assert hints(document) == [revise, restore]
    place.git(*restore.split()[1:])
    assert place.read("report-01.md") == before
    assert "git report diff --write" in hints(report("status", "--json").json)
    assert report("diff", "--write").code == 0
    assert report("status", "--json").json["changes"] == []


def test_only_the_folder_s_own_files_are_reported(place: Place, report: Run) -> None:
    place.put("references/report-09.md", "# A reference\n")
    place.put("notes.md", "mine\n")
    assert report("status", "--json").json["uncommitted"] == []


def test_an_operation_that_waits_comes_first(place: Place, report: Run) -> None:
    place.git("checkout", "-q", "-b", "side")
    assert report(*ITERATE).code == 0
    place.git("checkout", "-q", "main")
    place.commit({"report/diff.md": "theirs\n"})
    place.git("merge", "-q", "side", check=False)
    document = report("status", "--json").json
    assert document["operation"] == "merge"
    assert {c["path"]: c["state"] for c in document["changes"]}["report/diff.md"] == "conflict"
    assert hints(document) == ["git report resolve", "git status"]
    assert "unknown until the merge is finished" in report("status").out
    assert "next: unknown until the merge is finished" in report("status", "--all").out


@pytest.mark.usefixtures("read_one")
def test_files_that_only_the_index_lost_are_not_new_versions(place: Place, report: Run) -> None:
    place.put("instructions.md", place.read("instructions.md") + "\nEdited.\n")
    edited = place.read("instructions.md")
    place.git("rm", "-rqf", "--cached", "report")
    document = report("status", "--json").json
    states = {change["path"]: (change["state"], change["staged"]) for change in document["changes"]}
    assert states["report/report-01.md"] == ("deleted", True)
    assert "report-01.md (removed from the index)" in report("status").out
    assert hints(document)[0] == "git restore --staged :/report"
    assert not {"git report accept", "git report-iterate"} & set(hints(document))
    place.git(*hints(document)[0].split()[1:])
    assert place.read("instructions.md") == edited
    after = report("status", "--json").json["changes"]
    assert [change["path"] for change in after] == ["report/instructions.md"]


def test_a_bisect_is_ended_with_a_command_of_its_own(place: Place, report: Run) -> None:
    for name in ("one", "two"):
        place.commit({name: "1\n"})
    place.git("bisect", "start", "HEAD", "HEAD~2")
    document = report("status", "--json").json
    assert document["operation"] == "bisect"
    assert hints(document)[0] == "git bisect reset"
    assert "git report-iterate" not in hints(document)
    place.git(*hints(document)[0].split()[1:])
    assert "git report-iterate" in hints(report("status", "--json").json)


@pytest.mark.usefixtures("read_one")
def test_suspects_are_named(place: Place, report: Run) -> None:
    place.put("references/alpha.md", "# Alpha\n\nAnother text.\n")
    assert "Alpha (instructions.md:7, read for report-01.md)" in report("status").out
    assert "git report suspects" in hints(report("status", "--json").json)


def test_what_a_checklist_holds_cannot_steer_the_terminal(place: Place, report: Run) -> None:
    place.put("instructions.md", INSTRUCTIONS.replace("Alpha", "Al\x1b[31mpha\x1b]0;x\x07"))
    assert "\x1b" not in report("status").out


@pytest.mark.parametrize(
    ("letters", "state", "staged"),
    [
        ("??", "new", False),
        ("A ", "new", True),
        (" A", "new", False),
        ("AM", "new", False),
        (" M", "edited", False),
        ("M ", "edited", True),
        ("T ", "edited", True),
        (" D", "deleted", False),
        ("D ", "deleted", True),
        ("UU", "conflict", False),
        ("AA", "conflict", False),
        ("DU", "conflict", False),
    ],
)
def test_git_s_letters_have_names(letters: str, state: str, staged: bool) -> None:
    assert read_change("a", letters) == FileChange("a", state, staged)


def test_all_folders_a_line_each(place: Place, report: Run) -> None:
    other = place.root / "other"
    other.mkdir()
    (other / "instructions.md").write_text("# Other\n\n## References\n\n[x] [A](a.md)\n")
    broken = place.root / "broken"
    broken.mkdir()
    (broken / "instructions.md").write_text("# Broken\n\n## References\n\n[ ] [A](a.md)\n")
    (broken / "report-7.md").write_text("# Seven\n")
    report("iterate", "--writer", "extractive", "report")
    lines = report("status", "--all").out.splitlines()
    assert lines[0].startswith("broken: broken: 'report-7.md' is not the name of a version")
    assert lines[1:] == [
        "other: no version, 1 read, 0 open, nothing left to read",
        "report: report-01.md, 1 read, 1 open, next: Beta",
    ]
    told = report("status", "--all", "--json").json
    assert told["schema"] == "git-report/statuses/1"
    assert [folder["folder"] for folder in told["folders"]] == ["broken", "other", "report"]
    assert "report-7.md" in told["folders"][0]["error"]["message"]
    assert told["folders"][2]["counts"]["open"] == 1


def test_all_folders_are_not_one(place: Place, report: Run) -> None:
    assert report("status", "--all", "report").code == 2


@pytest.mark.parametrize("staged", [False, True])
@pytest.mark.parametrize("name", ["report-01.md", "instructions.md"])
@pytest.mark.usefixtures("read_one")
def test_a_mode_is_not_an_edit(place: Place, report: Run, name: str, *, staged: bool) -> None:
    (place.folder / name).chmod(0o755)
    if staged:
        place.git("add", "-A")
    document = report("status", "--json").json
    assert document["changes"] == [{"path": f"report/{name}", "state": "mode", "staged": staged}]
    assert "git report revise :/report" not in hints(document)
    assert "no version was edited" in report("revise").err
    if name == "report-01.md":
        restore = next(h for h in hints(document) if h.startswith("git restore"))
        if staged:
            ran = report(*ITERATE)
            assert ran.code == 1
            assert f"'{restore}'" in ran.err
        place.git(*restore.split()[1:])
        assert place.text("status", "--porcelain") == ""
    assert report(*ITERATE).code == 0


def test_a_reference_that_could_not_be_quoted_stays_in_sight(place: Place, report: Run) -> None:
    place.put("references/alpha.md", "# Alpha\n\n- [Home](/)\n- [Topics](/topics)\n")
    place.commit_all("nothing but links")
    ran = report("iterate", "--all", "--writer", "extractive")
    assert ran.code == 0, ran.err
    assert "'Alpha' contains nothing that can be quoted" in ran.err
    shown = report("status").out
    assert "1 reference was read, but the digest quotes nothing from it" in shown
    assert "Alpha (instructions.md:7, read for report-01.md)" in shown
    assert "git report source 1" in shown
    assert report("status", "--json").json["unquoted"] == [7]


@pytest.mark.usefixtures("read_one")
def test_a_revision_is_not_counted_as_a_reference(place: Place, report: Run) -> None:
    for why in ("the days", "the hours"):
        newest = sorted(place.folder.glob("report-*.md"))[-1].name
        place.put(newest, place.read(newest).replace("\n\n", f"\n\nMine: {why}.\n\n", 1))
        assert report("revise", "-q", "-m", why).code == 0
    assert "1 of 2 read, 1 open; 2 revisions\n" in report("status").out
    assert "1 read, 1 open; 2 revisions, next: Beta" in report("status", "--all").out
    told = report("status", "--json").json
    assert told["counts"] == {
        "read": 1, "open": 1, "skipped": 0, "unstamped": 0, "revisions": 2
    }  # fmt: skip
    assert len(told["references"]) == 4  # the checklist is whole
    text = report("summary", "HEAD~2..HEAD").out
    assert "- report-02: Revision: the days\n- report-03: Revision: the hours\n" in text
    assert "added" not in text.partition("|")[0]
    document = report("summary", "HEAD~3..HEAD", "--json").json["folders"][0]
    assert [each["revision"] for each in document["readings"]] == [False, True, True]
    assert document["references"]["added"] == []
    assert report("skip", "Beta", "-m", "late").code == 0
    assert "nothing left to read: 1 read, 1 skipped" in report("iterate").err


@pytest.mark.usefixtures("read_one")
def test_a_report_may_have_nothing_but_revisions(place: Place, report: Run) -> None:
    place.put(
        "instructions.md", "# A\n\n## References\n\n[x] Revision: a <!-- report-01 edit -->\n"
    )
    assert "0 of 0 read, 0 open; 1 revision\n" in report("status").out


def test_no_run_is_recommended_where_no_writer_can_be_chosen(place: Place, report: Run) -> None:
    assert "git report-iterate" in report("status").out
    place.git("config", "report.effort", "huge")
    ran = report("status")
    assert "the value of 'report.effort' is not an effort level: 'huge'" in ran.out
    assert "git report-iterate" not in ran.out
    assert "hint: set one with 'git config report.effort high'" in ran.err


def test_a_conflict_without_a_merge_is_not_for_resolve(place: Place, report: Run) -> None:
    before = place.read("instructions.md")
    place.put("instructions.md", before.replace("Read", "Skim"))
    place.git("stash", "-q")
    place.put("instructions.md", before.replace("Read", "Study"))
    place.commit_all("Reword an item")
    place.git("stash", "pop", "-q", check=False)
    assert place.text("ls-files", "-u")
    ran = report("check")
    assert "by hand, then run 'git add :/report/instructions.md'" in ran.out
    assert "to discard the conflicts, run 'git reset --merge'" in report("resolve").err


@pytest.mark.parametrize(("count", "last"), [(5, "G5"), (6, "and 1 more")])
def test_five_references_of_a_kind_are_named(
    place: Place, report: Run, count: int, last: str
) -> None:
    names = [f"G{number}" for number in range(1, count + 1)]
    items = "".join(f"\n[ ] [{name}](references/{name}.md)\n" for name in names)
    place.put("instructions.md", INSTRUCTIONS.partition("[ ]")[0] + items)
    for name in names:
        place.put(f"references/{name}.md", f"# {name}\n\n```\ncode\n```\n")
    place.commit_all()
    assert report(*ITERATE, "--all").code == 0
    lines = report("status").out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("unquoted"))
    assert len([line for line in lines if "(instructions.md:" in line]) == 5
    assert lines[at + min(count, 6)].strip().startswith(last)
