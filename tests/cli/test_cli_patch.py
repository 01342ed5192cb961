"""``git report revise --patch``: a review's patch becomes a version through the same gate."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Place, Run

pytestmark = pytest.mark.slow

ITERATE = ("iterate", "--writer", "extractive", "-q")


@pytest.fixture
def grown(read_both: Place) -> Place:
    """Two versions."""
    return read_both


def diff_edit(place: Place, number: int, before: str, after: str, *options: str) -> str:
    """What `git diff` says of an edit of a version, which is not kept."""
    name = f"report-{number:02d}.md"
    text = place.read(name)
    assert before in text
    place.put(name, text.replace(before, after))
    told = place.git("diff", *options).decode()
    place.put(name, text)
    return told


def give(place: Place, patch: str) -> str:
    file = place.root.parent / "review.patch"
    file.write_text(patch, encoding="utf-8")
    return str(file)


def test_a_patch_against_an_older_version_is_applied_to_the_newest(
    grown: Place, report: Run
) -> None:
    patch = diff_edit(grown, 1, "54 days", "55 days")
    ran = report("revise", "--patch", give(grown, patch), "-m", "Correct the days",
                 "--removed", "54 days: misread")  # fmt: skip
    assert ran.code == 0
    assert ran.err.startswith("hunks applied: 1 of 1\n")
    assert "report-03.md" in ran.out
    assert "55 days" in grown.read("report-03.md")
    assert "54 days" in grown.read("report-02.md")
    assert "Correct the days" in grown.read("instructions.md")
    assert grown.text("status", "--short") == ""
    assert report("check", "--all").code == 0


def test_a_mail_is_read_from_standard_input_and_gives_the_reason(
    grown: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown.git("switch", "-qc", "review")
    text = grown.read("report-02.md")
    grown.put("report-02.md", text.replace("54 days", "55 days"))
    grown.git("commit", "-qnam", "Correct the days of training")
    mail = grown.git("format-patch", "-1", "--stdout")
    grown.git("switch", "-q", "-")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(mail)))
    ran = report("revise", "--patch", "-", "--removed", "54 days: misread")
    assert ran.code == 0, ran.err
    assert "Correct the days of training" in grown.read("instructions.md")


def test_hunks_without_a_place_are_listed_and_kept(grown: Place, report: Run) -> None:
    patch = diff_edit(grown, 2, "54 days", "55 days")
    other = patch.replace("54 days", "59 days").replace("55 days", "60 days")
    both = patch + "".join(other.partition("@@")[1:])
    ran = report("revise", "--patch", give(grown, both), "--removed", "54 days: misread", "--json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert len(told["patch"]["applied"]) == 1
    (refused,) = told["patch"]["refused"]
    assert refused["why"].startswith("the text has no line ")
    kept = Path(told["rejected"]).read_text(encoding="utf-8")
    assert "60 days" in kept
    assert kept.startswith("--- a/report/report-02.md\n+++ b/report/report-02.md\n@@ ")


def test_other_files_are_left_and_named(grown: Place, report: Run) -> None:
    patch = diff_edit(grown, 2, "54 days", "55 days")
    grown.put("references/beta.md", "Other.\n")
    patch += grown.git("diff").decode()
    grown.git("checkout", "-q", ".")
    ran = report("revise", "--patch", give(grown, patch), "--removed", "54 days: misread")
    assert ran.code == 0
    assert "  not touched: report/references/beta.md" in ran.err
    assert grown.read("references/beta.md") != "Other.\n"


@pytest.mark.parametrize("option", ["--dry-run", "--stage"])
def test_a_patch_can_be_tried_and_staged(grown: Place, report: Run, option: str) -> None:
    head = grown.git("rev-parse", "HEAD")
    file = give(grown, diff_edit(grown, 2, "54 days", "55 days"))
    ran = report("revise", "--patch", file, "--removed", "54 days: misread", option)
    assert ran.code == 0, ran.err
    assert grown.git("rev-parse", "HEAD") == head


def test_the_gate_holds_for_a_patch(grown: Place, report: Run) -> None:
    before = grown.state()
    ran = report("revise", "--patch", give(grown, diff_edit(grown, 2, "54 days", "some days")))
    assert ran.code == 1
    assert "K002" in ran.err
    assert grown.state() == before


def test_colours_of_a_terminal_are_taken_out(grown: Place, report: Run) -> None:
    patch = diff_edit(grown, 2, "54 days", "55 days", "--color=always")
    assert "\x1b[" in patch
    ran = report("revise", "--patch", give(grown, patch), "--removed", "54 days: misread")
    assert ran.code == 0, ran.err
    assert "55 days" in grown.read("report-03.md")
    assert "\x1b" not in grown.read("report-03.md")


def test_a_patch_that_was_applied_says_so(grown: Place, report: Run) -> None:
    file = give(grown, diff_edit(grown, 2, "54 days", "55 days"))
    assert report("revise", "--patch", file, "--removed", "54 days: misread").code == 0
    before = grown.state()
    ran = report("revise", "--patch", file)
    assert ran.code == 1
    assert "are already in 'report/report-03.md'" in ran.err
    assert "by hand" not in ran.err
    assert grown.state() == before


def replace(before: str, after: str) -> Callable[[str], str]:
    return lambda patch: patch.replace(before, after)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (replace("54 days", "58 days"), "no hunk of the patch can be applied"),
        (
            replace("report/report", "notes/report"),
            "the patch changes 'notes/report-02.md', which is not a version in 'report'",
        ),
        (replace("report-02.md", "instructions.md"), "which is not a version in 'report'"),
        (
            lambda patch: "".join(patch.replace("report-02.md", f"{name}.md") for name in "abcd"),
            "the patch changes 'report/a.md', 'report/b.md', 'report/c.md' and 1 more, none of",
        ),
        (lambda patch: "".join(patch.splitlines(keepends=True)[:-2]), "is damaged"),
        (lambda _: "```suggestion\nIt took 55 days.\n```\n", "is a suggestion without its place"),
        (lambda _: "", "contains no changes in unified format"),
    ],
)
def test_a_patch_that_cannot_be_used_changes_nothing(
    grown: Place, report: Run, change: Callable[[str], str], told: str
) -> None:
    patch = diff_edit(grown, 2, "54 days", "55 days")
    file = give(grown, change(patch))
    before = grown.state()
    ran = report("revise", "--patch", file)
    assert ran.code == 1
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert grown.state() == before


def test_a_whole_version_is_no_revision(grown: Place, report: Run) -> None:
    patch = grown.git("show", "HEAD", "--", "report/report-02.md").decode()
    ran = report("revise", "--patch", give(grown, patch))
    assert ran.code == 1
    assert "the patch adds or deletes report/report-02.md as a whole" in ran.err


def test_an_edit_of_ones_own_comes_first(grown: Place, report: Run) -> None:
    file = give(grown, diff_edit(grown, 2, "54 days", "55 days"))
    grown.put("report-02.md", grown.read("report-02.md").replace("54 days", "57 days"))
    ran = report("revise", "--patch", file)
    assert ran.code == 1
    assert "has an edit of your own" in ran.err


def test_a_missing_file_is_reported(grown: Place, report: Run) -> None:
    ran = report("revise", "--patch", "no.patch")
    assert ran.code == 1
    assert "there is no file 'no.patch'" in ran.err


def test_options_that_exclude_each_other(grown: Place, report: Run) -> None:
    assert grown.folder.is_dir()
    ran = report("revise", "--patch", "-", "--restore")
    assert ran.code == 2
    assert "--patch and --restore cannot be combined" in ran.err
