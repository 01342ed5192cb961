"""How a report folder is named: ``-d DIR``, or as the first argument, for every command."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from git_report.cli.folder_command import FolderCommand
from git_report.cli.main import COMMANDS, group

from .conftest import ALPHA, Once, Place, Run

# What has no report folder, or makes one: init names it in the same two ways.
WITHOUT = {"mcp", "init", "setup", "completion", "help"}


@pytest.fixture
def two(place: Place, report: Run, once: Once, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Two report folders, of which one is meant; each has two versions."""

    def read() -> None:
        place.write({
            "notes/instructions.md": "# Notes\n\n## References\n\n"
            "- [ ] [Gamma](gamma.md)\n- [ ] [Delta](delta.md)\n- [ ] [Epsilon](epsilon.md)\n",
            "notes/gamma.md": ALPHA.replace("Alpha", "Gamma"),
            "notes/delta.md": ALPHA.replace("Alpha", "Delta").replace("54 days", "60 days"),
            "notes/epsilon.md": ALPHA.replace("Alpha", "Epsilon"),
        })  # fmt: skip
        place.commit_all()
        for folder in ("report", "notes"):
            assert report("iterate", folder, "--writer", "extractive", "--count", "2").code == 0

    once(read)
    monkeypatch.delenv("COLUMNS", raising=False)
    return place


def test_every_command_names_it_in_the_same_way() -> None:
    context = click.Context(group, info_name="git report")
    for name in set(COMMANDS) - WITHOUT:
        command = group.get_command(context, name)
        assert isinstance(command, FolderCommand), name
        assert command.collect_usage_pieces(context)[1] == "[DIR]"


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ["status"], ["log"], ["prompt"], ["suspects"], ["view", "-o", "-"], ["check", "--all"],
        ["blame"], ["blame", "1"], ["assess"], ["assess", "2"], ["source", "1"], ["diff"],
        ["diff", "1", "2"], ["undo", "--dry-run"], ["undo", "2", "--dry-run"], ["summary"],
        ["summary", "HEAD~1..HEAD"], ["iterate", "--dry-run"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_the_two_ways_are_one(two: Place, report: Run, words: list[str]) -> None:
    name, *rest = words
    first = report(name, "notes", *rest)
    assert first.code == 0, first.err
    assert report(name, *rest, "notes" if len(rest) == 0 else "-dnotes") == first
    assert report(name, "-d", "notes", *rest) == first
    assert report(name, "--dir=notes/", "notes", *rest) == first
    assert report(name, ":/notes", *rest) == first
    assert report(name, "report", *rest).out != first.out or name in ("check", "suspects")
    both = report(name, "notes", "-d", "report", *rest)
    assert (both.code, "two folders were given: 'notes' and 'report'" in both.err) == (2, True)


def test_a_version_s_path_names_its_folder(two: Place, report: Run) -> None:
    for name in ("blame", "assess", "source", "undo"):
        options = ["--dry-run"] if name == "undo" else []
        number = "2" if name == "undo" else "1"
        plain = report(name, "-d", "notes", number, *options)
        assert plain.code == 0
        assert report(name, f"notes/report-0{number}.md", *options) == plain
        clash = report(name, f"notes/report-0{number}.md", "-d", "report", *options)
        assert (clash.code, "two folders" in clash.err) == (2, True)


def test_references_follow_the_folder(two: Place, report: Run) -> None:
    assert report("skip", "notes", "epsilon", "-m", "why").out == "[-] Epsilon\n"
    assert report("skip", "--undo", "-d", "notes", "epsilon").out == "[ ] Epsilon\n"
    added = report("add", "notes", "https://example.com/a", "https://example.com/b")
    assert (added.code, added.out.count("[ ]")) == (0, 2)
    assert "notes/instructions.md" in added.err
    (two.root / "page.html").write_text("<main><p>" + "A page about pumps. " * 40 + "</p></main>")
    assert report("attach", "notes", "https://example.com/a", "page.html").code == 0
    assert report("revise", "notes", "--restore").code == 1
    assert "no answer was given" in report("accept", "notes").err
    assert "nothing to resolve" in report("resolve", "notes").err


def test_only_a_report_folder_is_understood_as_one(two: Place, report: Run) -> None:
    # A word that a reference contains, which is the name of a folder as well.
    assert report("skip", "notes", "-m", "why").err.startswith("error: ")
    two.write({"7/instructions.md": "# Seven\n\n## References\n\n- [ ] a\n", "plain/a.md": "a\n"})
    assert "no version 'report-07.md'" in report("blame", "-d", "notes", "7").err
    assert "plain" in report("diff", "-d", "notes", "plain").err
    assert report("check", "plain").code == 1
    assert "is not a report folder" in report("check", "plain").err
    assert report("summary", "-d", "plain").code == 1


def test_a_check_reports_only_that_folder(two: Place, report: Run) -> None:
    for folder in ("report", "notes"):
        (two.root / folder / "diff.md").write_text("no\n")
    every = report("check", "--format", "json").json["findings"]
    assert {Path(f["path"]).parent.name for f in every} == {"report", "notes"}
    ran = report("check", "notes", "--format", "json")
    assert ran.code == 1
    assert [f for f in every if f["path"].startswith("notes/")] == ran.json["findings"]
    two.git("checkout", "-q", "notes/diff.md")
    assert report("check", "notes").code == 0
    # The folder of a commit that the work tree has not any more.
    (two.root / "notes" / "instructions.md").unlink()
    assert report("check", "notes").code == 1
    assert "--pre-receive" in report("check", "notes", "--pre-receive").err


def test_init_takes_both(place: Place, report: Run) -> None:
    assert report("init", "-d", "new", "report/references/alpha.md").out == "new/instructions.md\n"
    assert "alpha.md" in (place.root / "new" / "instructions.md").read_text()
    assert report("init", "other", "report/references/alpha.md").code == 0
