"""``git report show``, ``list`` and ``remove``; and the options that all commands share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from git_report.cli.commands.list import list_references
from git_report.cli.main import COMMANDS, group
from git_report.report.checklist import Box, Reference, Stamp

from .conftest import Place, Run
from .test_cli_reread import MODEL

FIRST = ("iterate", "-q", "--writer", "extractive")


def test_show_prints_a_version_byte_for_byte(place: Place, report: Run) -> None:
    assert report("show").code == 1
    assert report(*FIRST, "--all").code == 0
    newest = place.read("report-02.md")
    for words in ([], ["2"], ["report-02.md"], ["report"], ["report/report-02.md"]):
        assert report("show", *words).out == newest
    assert report("show", "1").out == place.read("report-01.md")
    told = report("show", "1", "--json").json
    assert told["text"] == place.read("report-01.md")
    assert (told["schema"], told["version"]) == ("git-report/show/1", 1)
    assert told["blob"] == place.text("rev-parse", "HEAD:report/report-01.md")
    assert report("show", "3").code == 1
    assert report("show", "x").code == 2


def test_list_shows_the_checklist(place: Place, report: Run) -> None:
    assert report("list").out == (
        "[ ] Alpha <references/alpha.md>\n[ ] Beta <references/beta.md>\n"
        "      to learn about services\n"
    )
    assert report(*FIRST).code == 0
    assert report("skip", "Beta", "-m", "why").code == 0
    assert report("list", "report").out == (
        "[x] report-01  Alpha <references/alpha.md>\n[-]            Beta <references/beta.md>\n"
        "                 to learn about services. (skipped: why)\n"
    )
    told = report("list", "--format", "json").json
    assert [(r["state"], r["title"], len(r["stamps"])) for r in told["references"]] == [
        ("read", "Alpha", 1), ("skipped", "Beta", 0),
    ]  # fmt: skip


def test_a_long_title_is_wrapped_below_itself() -> None:
    title = "How the owners of eleven small plants chose their pumps"
    reference = Reference(1, 1, Box.READ, title, title, title, "", (Stamp(3, "0" * 12),))
    assert list(list_references((reference,), 40)) == [
        "[x] report-03  How the owners of eleven",
        "               small plants chose their",
        "               pumps",
    ]
    assert len(list(list_references((reference,), None))) == 1


def test_remove_takes_out_what_was_not_read(place: Place, report: Run) -> None:
    before = place.read("instructions.md")
    ran = report("remove", "report", "beta.md")
    assert (ran.code, ran.out) == (0, "removed: Beta\n")
    assert place.read("instructions.md") == before.partition("\n\n[ ] Read")[0] + "\n"
    only = report("remove", "Alpha")
    assert (only.code, "is the only reference" in only.err) == (1, True)
    place.put("instructions.md", before)
    assert report(*FIRST).code == 0
    assert report("remove", "Beta").code == 0
    place.put("instructions.md", place.text("show", "HEAD:report/instructions.md") + "\n")
    state = place.state()
    for ref, words in (
        ("Alpha", "'Alpha' cannot be removed: report-01 was made from it"),
        ("nothing", "no reference matches"),
        ("references", "2 references match"),
    ):
        ran = report("remove", ref)
        assert (ran.code, words in ran.err) == (1, True)
    assert report("suspects", "--reread", "Alpha").code == 0
    ran = report("remove", "Alpha")
    assert "'Alpha' cannot be removed: report-01 was made from it" in ran.err
    assert "'git report skip references/alpha.md -d :/report'" in ran.err
    place.git("checkout", "-q", "report/instructions.md")
    assert place.state() == state
    # What is left is a sound report, and the removal is part of the next commit.
    assert report("add", "https://example.com/a").code == 0
    assert report("remove", "example.com").code == 0
    assert report(*FIRST).code == 0
    assert report("check", "--all").code == 0


def test_every_command_has_its_options_in_one_spelling() -> None:
    context = click.Context(group, info_name="git report")
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        names = {name for param in command.params for name in param.opts}
        formats = next((p for p in command.params if "--format" in p.opts), None)
        assert ("--json" in names) == (formats is not None), name
        if formats is not None:
            assert isinstance(formats.type, click.Choice)
            assert "json" in formats.type.choices
        assert ("-n" in names) == ("--dry-run" in names or name == "log"), name
        if "-m" in names:
            assert name in ("add", "skip", "revise")
        assert ("--steer" in names) == (name in ("iterate", "prompt"))
        summary = command.get_short_help_str(1000)
        assert len(summary) <= 62, summary


@pytest.mark.slow
def test_the_two_ways_to_ask_for_json_are_one(place: Place, report: Run) -> None:
    assert report(*FIRST, "--all").code == 0
    for words in (["status"], ["log"], ["check"], ["diff"], ["list"], ["blame"], ["suspects"]):
        flag = report(*words, "--json")
        assert flag.json == report(*words, "--format", "json").json
        assert report(*words, "--format", "json", "--json").json == flag.json
    for name, form in (("diff", "html"), ("check", "github")):
        ran = report(name, "--json", "--format", form)
        assert (ran.code, f"--json and --format {form} cannot be" in ran.err) == (2, True)


def test_what_steers_a_writer_is_on_record(place: Place, report: Run) -> None:
    assert report(*FIRST).code == 0
    script = place.root.parent / "model.py"
    script.write_text(MODEL.format(log=str(place.root.parent / "told")))
    place.git("config", "report.command", f"python3 '{script}'")
    ran = report("iterate", "-q", "--steer", "shorter,\nfor @board")
    assert ran.code == 0, ran.err
    trailer = place.text("log", "-1", "--format=%(trailers:key=Report-Steer)")
    assert trailer.strip() == "Report-Steer: shorter, for @ board"
    ran = report("iterate", "--writer", "extractive", "--steer", "x")
    assert (ran.code, "needs a model, and the writer is 'extractive'" in ran.err) == (2, True)
    assert report("iterate", "-m", "x").code == 2


@pytest.mark.parametrize(
    ("typed", "meant"), [("staus", "'git report status'"), ("chek", "'git report check'")]
)
def test_a_misspelt_command_is_told_what_it_is_like(report: Run, typed: str, meant: str) -> None:
    for words in ([typed], ["help", typed]):
        ran = report(*words)
        assert (ran.code, f"did you mean {meant}" in ran.err) == (2, True)
    ran = report("xyzzy")
    assert ran.err == (
        "error: 'xyzzy' is not a command\nhint: list the commands with 'git report -h'\n"
    )
    assert "--format" in report("status", "--fromat").err


@pytest.mark.slow
def test_both_programs_tell_their_version() -> None:
    told = []
    for program in ("git-report", "git-report-iterate"):
        path = Path(sys.executable).parent / program
        done = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
        name, version = done.stdout.split()
        assert name == program
        told.append(version)
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("show nowhere", "'nowhere' is neither a report folder nor a version"),
        ("blame nowhere", "'nowhere' is neither a report folder nor a version"),
        ("export nowhere -o a.md", "'nowhere' is neither a report folder nor a version"),
        ("assess nowhere", "'nowhere' is neither a report folder nor a version"),
        ("source nowhere", "'nowhere' is neither a report folder nor a version"),
        ("undo nowhere", "'nowhere' is neither a report folder nor a version"),
        ("diff nowhere", "'nowhere' is not a report folder, a version or a commit"),
        ("diff report/report-01.md", "versions are named without one"),
        ("diff 1 nowhere", "'nowhere' is not a report folder, a version or a commit"),
        ("summary nowhere", "'nowhere' is neither a report folder nor a range of commits"),
        ("log nowhere", "there is no folder 'nowhere'"),
        ("list nowhere", "there is no folder 'nowhere'"),
        ("check nowhere", "there is no folder 'nowhere'"),
        ("log report/references", "'report/references' is not a report folder"),
        ("blame nowhere 1", "'nowhere' is not a report folder"),
        ("skip nowhere Beta -m why", "'nowhere' is not a report folder"),
        ("diff nowhere 1 1", "'nowhere' is not a report folder"),
        ("skip nowhere -m why", "no reference matches 'nowhere'"),
    ],
)
def test_what_is_not_there_is_named_with_what_to_type(
    place: Place, report: Run, arguments: str, words: str
) -> None:
    assert report(*FIRST).code == 0
    state = place.state()
    ran = report(*arguments.split())
    error, hint = ran.err.splitlines()
    assert (ran.code > 0, words in error) == (True, True)
    assert any(
        each in hint
        for each in (
            "name a",
            "the report folder is",
            "git report log",
            "git report status --all",
            "git report list",
        )
    )
    assert place.state() == state


def test_a_word_that_is_a_version_too_many_is_a_matter_of_usage(place: Place, report: Run) -> None:
    assert report(*FIRST).code == 0
    assert "unexpected argument: '2'" in report("show", "1", "2").err
    other = report("log", "nowhere", "-d", "report")
    assert "two folders were given" in other.err


def test_the_folders_that_there_are_are_listed(place: Place, report: Run) -> None:
    for name in "abcd":
        place.write({f"{name} of/instructions.md": "# A\n\n## References\n\n[ ] [A](a.md)\n"})
    err = report("log", "nowhere").err
    assert 'the report folders are ":/a of", ":/b of", ":/c of" and others (' in err
    assert "'git report status --all' lists them" in err
    assert "create one with" not in err


def test_skip_refuses_before_it_asks_for_a_reason(place: Place, report: Run) -> None:
    assert report(*FIRST).code == 0
    state = place.state()
    for ref, words in (
        ("Alpha", "has already been read"),
        ("Gamma", "no reference matches 'Gamma'"),
    ):
        assert words in report("skip", ref).err
    assert "a reason is required" in report("skip", "Beta").err
    assert place.state() == state


def test_list_has_the_words_that_were_given(place: Place, report: Run) -> None:
    place.write({"gamma.md": "# Gamma\n\nText.\n"})
    assert report("add", "gamma.md", "-m", "to learn the price").code == 0
    assert "[ ] Gamma </gamma.md>\n      to learn the price\n" in report("list").out
    told = report("list", "--json").json["references"]
    assert told[-1]["purpose"] == "Read Gamma to learn the price"
