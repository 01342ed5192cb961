"""``git report view``: where the page goes, and what it is never written over."""

from __future__ import annotations

import os
import re

import pytest

from git_report.git.cache import Cache
from git_report.git.repository import Repository
from git_report.history.page_blocks import KIND as SHOWN
from tests.cli.conftest import Place, Run
from tests.history.pages import read_data

pytestmark = pytest.mark.usefixtures("read_both")


def test_the_page_has_every_version_with_its_reference(place: Place, report: Run) -> None:
    ran = report("view")
    assert (ran.code, ran.out) == (0, "report-report.html\n")
    data = read_data((place.root / "report-report.html").read_text())
    assert [each["title"] for each in data["versions"]] == ["Alpha", "Beta"]
    assert all(each["commit"] and each["date"] for each in data["versions"])
    assert report("view").code == 0


def test_a_file_of_somebody_else_is_not_written_over(place: Place, report: Run) -> None:
    page = place.root / "report" / "page.html"
    page.write_text("<p>A page of somebody else.</p>\n", encoding="utf-8")
    ran = report("view", "-o", "report/page.html")
    assert ran.code == 1
    assert "'report/page.html' already exists and was not written by" in ran.err
    assert page.read_text(encoding="utf-8") == "<p>A page of somebody else.</p>\n"


def test_the_page_is_the_same_from_what_is_kept(place: Place, report: Run) -> None:
    first = report("view", "-o", "-")
    assert first.code == 0
    cache = place.root / ".git" / "git-report" / "cache"
    kept = {path: path.read_bytes() for path in cache.iterdir()}
    assert sum(path.name.startswith("shown-") for path in kept) == 2
    assert report("view", "-o", "-").out == first.out
    for path in kept:
        path.write_bytes(b"broken")
    assert report("view", "-o", "-").out == first.out
    assert {path: path.read_bytes() for path in cache.iterdir()} == kept


def test_kept_blocks_of_other_versions_are_made_again(place: Place, report: Run) -> None:
    first = report("view", "-o", "-")
    prior, new = (place.text("hash-object", f"report/report-0{n}.md") for n in (1, 2))
    cache = Cache(Repository.open(place.root), SHOWN)
    kept = cache.find(prior, new)
    assert kept is not None
    for text in ("{}", '["A", []]', '["A", [[0, 1]]]', '["A", [[0, 99]]]'):
        cache.keep(prior, new, text)
        assert report("view", "-o", "-").out == first.out
        assert cache.find(prior, new) == kept


def test_the_page_can_be_printed(place: Place, report: Run) -> None:
    ran = report("view", "report", "-o", "-")
    assert ran.code == 0
    assert ran.out.startswith("<!doctype html>")
    assert not list(place.root.glob("*.html"))


def test_a_missing_directory_is_reported(report: Run) -> None:
    assert "there is no directory 'no'" in report("view", "-o", "no/page.html").err


def test_a_directory_is_not_a_file(report: Run) -> None:
    assert report("view", "-o", "report").code == 1


def test_a_pipe_is_not_a_file(place: Place, report: Run) -> None:
    os.mkfifo(place.root / "pipe")
    ran = report("view", "-o", "pipe")
    assert ran.code == 1
    assert "'pipe' is not a regular file" in ran.err


def test_open_writes_into_the_git_directory(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "true")
    ran = report("view", "--open")
    assert ran.code == 0
    assert (place.root / ".git/git-report/pages/report-report.html").is_file()
    assert place.text("status", "--short") == ""


def test_nothing_to_show_is_reported(place: Place, report: Run) -> None:
    place.write({"other/instructions.md": "# New\n\n## References\n\n[ ] [A](a.md)\n"})
    ran = report("view", "other")
    assert ran.code == 1
    assert "other: there is no version yet" in ran.err


def test_the_page_lists_what_is_open_about_the_report(place: Place, report: Run) -> None:
    page = report("view", "-o", "-").out
    assert '<section id="state"' not in page
    place.put("references/alpha.md", "Alpha is different now.\n")
    place.put("references/gamma.md", "Gamma <b>text</b>.\n")
    brief = place.read("instructions.md")
    place.put("instructions.md", f"{brief}\n[ ] [Gamma <i>](references/gamma.md)\n")
    page = report("view", "-o", "-").out
    state = page[page.index('<section id="state"') :]
    assert (
        "<h3>Open references</h3><ul><li>Gamma &lt;i&gt; · references/gamma.md</li></ul>" in state
    )
    assert "<h3>Changed since they were read</h3><ul><li>" in state
    assert "has changed since it was read for report-01" in state


def test_the_losses_of_the_ten_latest_versions_are_listed(place: Place, report: Run) -> None:
    """In a longer history those of all are for 'blame --lost'."""
    sections = [f"## Part {name}\n\nWhat is said of {name}.\n\n" for name in "abcdefghijklmnop"]
    for number in range(3, 16):
        place.put(f"report-{number:02}.md", "# R\n\n" + "".join(sections[number - 3 :]))
    place.git("add", ".")
    place.git("commit", "-q", "-m", "versions")
    page = report("view", "-o", "-").out
    lost = re.findall(r"<li>report-(\d\d) lost section", page)
    assert lost == [f"{number:02}" for number in range(15, 5, -1)]
