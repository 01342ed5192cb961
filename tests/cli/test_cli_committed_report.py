"""What is committed counts: for commands about history, and for what a check advises first."""

from __future__ import annotations

import pytest

from .conftest import Place, Run

# Each prints something of the newest version.
READERS = (
    ["show"],
    ["log", "-p"],
    ["diff"],
    ["diff", "1", "2"],
    ["diff", "--format", "html"],
    ["blame"],
    ["blame", "--sentences"],
    ["blame", "--lost"],
    ["view", "-o", "-"],
    ["export", "-o", "-", "--to", "md"],
)
WITH_JSON = (["show"], ["log"], ["diff"], ["blame"], ["blame", "--lost"])


@pytest.fixture
def two(read_both: Place) -> Place:
    """The report with two committed versions."""
    return read_both


@pytest.mark.parametrize("way", ["edited", "staged", "deleted", "emptied"])
def test_an_edit_that_is_not_committed_is_not_read(two: Place, report: Run, way: str) -> None:
    before = [report(*arguments) for arguments in READERS]
    assert {(ran.code, ran.err) for ran in before} == {(0, "")}
    if way == "deleted":
        (two.folder / "report-02.md").unlink()
    else:
        text = "" if way == "emptied" else two.read("report-02.md").replace("35 ms", "99 ms")
        two.put("report-02.md", text)
    if way == "staged":
        two.git("add", "report/report-02.md")
    after = [report(*arguments) for arguments in READERS]
    assert [ran.out for ran in after] == [ran.out for ran in before]
    told = (
        "note: 'report/report-02.md' is deleted in the work tree; "
        "'git report revise --restore :/report' restores it\n"
        if way == "deleted"
        else "note: 'report/report-02.md' has uncommitted changes, which are not shown; "
        "'git report revise :/report' turns them into a version; "
        "'git report revise --restore :/report' saves them to a file and restores the version\n"
    )
    assert {(ran.code, ran.err) for ran in after} == {(0, told)}


def test_json_names_the_versions_with_an_edit(two: Place, report: Run) -> None:
    for arguments in WITH_JSON:
        assert report(*arguments, "--json").json["edited"] == []
    for name in ("report-01.md", "report-02.md"):
        two.put(name, two.read(name) + "\nMore.\n")
    both = ["report/report-01.md", "report/report-02.md"]
    for arguments in WITH_JSON:
        ran = report(*arguments, "--json")
        alone = arguments == ["show"]
        assert ran.json["edited"] == (both[1:] if alone else both)
        named = "report-02.md' has" if alone else "report-02.md' and 1 more have"
        assert named in ran.err
        assert len(ran.err.splitlines()) == 1


def test_an_edit_of_a_version_that_is_not_shown_is_not_mentioned(two: Place, report: Run) -> None:
    two.put("report-02.md", two.read("report-02.md") + "\nMore.\n")
    assert report("show", "1").err == ""
    assert report("blame", "1").err == ""
    assert report("export", "1", "-o", "-", "--to", "md").err == ""
    assert "uncommitted changes" in report("log", "-n", "1").err
    two.git("checkout", "-q", "report/report-02.md")
    two.put("report-01.md", two.read("report-01.md") + "\nMore.\n")
    assert report("log", "-n", "1").err == ""


def test_export_says_in_json_that_it_left_an_edit_out(two: Place, report: Run) -> None:
    two.put("report-02.md", two.read("report-02.md") + "\nMore.\n")
    ran = report("export", "-o", "sent.md", "--json")
    assert ran.json["edited"] == ["report/report-02.md"]
    assert "More." not in (two.root / "sent.md").read_text(encoding="utf-8")


def test_what_is_no_edit_is_not_noted(two: Place, report: Run) -> None:
    (two.folder / "report-02.md").chmod(0o755)
    two.git("config", "core.autocrlf", "true")
    two.put("report-01.md", two.read("report-01.md").replace("\n", "\r\n"))
    assert report("log").err == ""


@pytest.mark.usefixtures("read_one")
def test_a_version_that_no_commit_has_is_read_from_the_work_tree(place: Place, report: Run) -> None:
    assert report("iterate", "-q", "--stage", "--writer", "extractive").code == 0
    for arguments in (["show", "2"], ["diff"], ["blame"], ["log"], ["export", "-o", "a.md"]):
        ran = report(*arguments)
        assert (ran.code, ran.err) == (0, "")
    assert report("show").out == place.read("report-02.md")


def test_an_edit_that_is_too_large_to_be_read_is_none_of_the_history(
    two: Place, report: Run
) -> None:
    two.put("report-02.md", "words " * 5000)
    two.git("config", "report.maxReportBytes", "20k")
    ran = report("blame")
    assert (ran.code, "uncommitted changes" in ran.err) == (0, True)


def test_diff_md_is_written_for_the_versions_beside_it(two: Place, report: Run) -> None:
    two.put("report-02.md", two.read("report-02.md").replace("35 ms", "99 ms"))
    ran = report("diff", "--write")
    assert ran.code == 0
    assert "99 ms" in two.read("diff.md")
    told = (
        "'report-02.md' has uncommitted changes, and diff.md was generated from them; 'git report"
    )
    assert told in ran.err
    two.git("checkout", "-q", "report/report-02.md")
    assert report("diff", "--write").err == "wrote 'report/diff.md' from the versions\n"


@pytest.mark.parametrize("way", ["edited", "staged", "committed", "deleted"])
@pytest.mark.usefixtures("read_both")
def test_diff_md_is_not_to_be_written_for_a_version_that_is_wrong_itself(
    place: Place, report: Run, way: str
) -> None:
    """The remedy of the cause comes first: ``diff --write`` would make the edit look right."""
    version = place.folder / "report-02.md"
    if way == "deleted":
        version.unlink()
    else:
        place.put("report-02.md", place.read("report-02.md").replace("\n\n", "\n\nMine.\n\n", 1))
    if way != "edited":
        place.git("add", "-A")
    if way == "committed":
        place.git("commit", "-qm", "an edit")
    cause, restore = ("R005", "revise --restore") if way == "deleted" else ("V003", "revise")
    runs = [["check"], ["check", "--staged"], ["check", "--range", "HEAD~1..HEAD"]]
    shown = {"edited": runs[:1], "staged": runs[:2], "committed": runs[::2], "deleted": runs[:2]}
    for arguments in shown[way]:
        found = report(*arguments, "--json").json["findings"]
        (hint,) = {each["hint"] for each in found if each["code"] == "D001"}
        assert hint.startswith(f"first fix {cause} in ")
        assert f"'git report {restore} :/report'" in hint
        assert "diff --write" not in hint
    # Followed, it is all there is to do.
    assert report("revise", *(["--restore"] if way == "deleted" else ["-m", "a figure"])).code == 0
    assert report("check").code == 0


@pytest.mark.usefixtures("read_both")
def test_a_diff_md_that_alone_is_wrong_is_to_be_written(place: Place, report: Run) -> None:
    place.put("diff.md", place.read("diff.md").replace("35 ms", "99 ms"))
    assert "regenerate it with 'git report diff --write'" in report("check").out
