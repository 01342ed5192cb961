"""Commands about the history of versions read what is committed, and say what they leave out."""

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
def two(place: Place, report: Run) -> Place:
    """The report with two committed versions."""
    assert report("iterate", "-q", "--all", "--writer", "extractive").code == 0
    return place


@pytest.mark.parametrize("arguments", READERS, ids=" ".join)
@pytest.mark.parametrize("way", ["edited", "staged", "deleted", "emptied"])
def test_an_edit_that_is_not_committed_is_not_read(
    two: Place, report: Run, arguments: list[str], way: str
) -> None:
    before = report(*arguments)
    assert (before.code, before.err) == (0, "")
    if way == "deleted":
        (two.folder / "report-02.md").unlink()
    else:
        text = "" if way == "emptied" else two.read("report-02.md").replace("35 ms", "99 ms")
        two.put("report-02.md", text)
    if way == "staged":
        two.git("add", "report/report-02.md")
    after = report(*arguments)
    assert (after.code, after.out) == (0, before.out)
    assert after.err == (
        "note: 'report/report-02.md' has uncommitted changes, which are not shown; "
        "'git report revise :/report' makes them a version\n"
    )


@pytest.mark.parametrize("arguments", WITH_JSON, ids=" ".join)
def test_json_names_the_versions_with_an_edit(
    two: Place, report: Run, arguments: list[str]
) -> None:
    assert report(*arguments, "--json").json["edited"] == []
    for name in ("report-01.md", "report-02.md"):
        two.put(name, two.read(name) + "\nMore.\n")
    shown = ["report/report-02.md"]
    if arguments != ["show"]:
        shown.insert(0, "report/report-01.md")
    ran = report(*arguments, "--json")
    assert ran.json["edited"] == shown
    told = (
        "'report/report-02.md' has" if len(shown) == 1 else "'report/report-02.md' and 1 more have"
    )
    assert told in ran.err
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


def test_a_version_that_no_commit_has_is_read_from_the_work_tree(place: Place, report: Run) -> None:
    assert report("iterate", "-q", "--writer", "extractive").code == 0
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
    assert report("diff", "--write").code == 0
    assert "99 ms" in two.read("diff.md")
