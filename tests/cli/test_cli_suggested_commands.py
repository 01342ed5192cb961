"""Hints that name a command name the report folder as well, where the repository has several."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from importlib import import_module

import pytest

from git_report.cli.folder_command import FolderCommand
from git_report.cli.main import COMMANDS
from git_report.cli.suggested_commands import NEED_FOLDER, name_folder

from .conftest import ALPHA, INSTRUCTIONS, Once, Place, Ran, Run

# Those that work on all folders where none is named.
WITHOUT = {"check", "resolve", "summary"}
OFFERED = re.compile(r"git[ -]report[ -]([a-z]+[^'\n]*)")
AMBIGUOUS = "the command does not say which one to use"


def test_every_command_that_needs_a_folder_is_known() -> None:
    commands = {name: import_module(module).command for name, module in COMMANDS.items()}
    takes_folder = {name for name, each in commands.items() if isinstance(each, FolderCommand)}
    assert takes_folder - WITHOUT == NEED_FOLDER


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("run 'git report-iterate'", "run 'git report-iterate -d :/a'"),
        ("see 'git report iterate --all'", "see 'git report iterate -d :/a --all'"),
        ("run 'git report accept x.md'", "run 'git report accept -d :/a x.md'"),
        ("run 'git report add', or 'git report list'",
         "run 'git report add -d :/a', or 'git report list -d :/a'"),
        ("'git report skip https://a.org -m x'", "'git report skip -d :/a https://a.org -m x'"),
        ("'git report skip '$x' -m y'", "'git report skip -d :/a '$x' -m y'"),
        ("'git report skip --undo x -d :/b'", "'git report skip --undo x -d :/b'"),
        ("'git report revise \":/b c\"'", "'git report revise \":/b c\"'"),
        ("'git report revise :/b', 'git report log'",
         "'git report revise :/b', 'git report log -d :/a'"),
        ("'git report skip a', or 'git restore :/a'",
         "'git report skip -d :/a a', or 'git restore :/a'"),
        ("'git report status --all' lists them", "'git report status --all' lists them"),
        ("'git report init r'; 'git report check'", "'git report init r'; 'git report check'"),
        ("the block of git report in AGENTS.md", "the block of git report in AGENTS.md"),
        ("'git report logs'", "'git report logs'"),
        ("declare it: git report revise --removed 'a: b'",
         "declare it: git report revise -d :/a --removed 'a: b'"),
        ("'Read git report log daily' was read", "'Read git report log daily' was read"),
        ('\'git report skip "git report log"\'', '\'git report skip -d :/a "git report log"\''),
    ],
)  # fmt: skip
def test_a_folder_is_added_where_none_is_named(text: str, named: str) -> None:
    assert name_folder(text, "a") == named
    assert name_folder(named, "a") == named


@pytest.fixture
def two(place: Place, report: Run, once: Once) -> Place:
    """Two report folders: `report` with one version and one open reference, `notes` with none."""

    def read() -> None:
        place.git("config", "report.writer", "extractive")
        place.write({"notes/instructions.md": INSTRUCTIONS, "notes/references/alpha.md": ALPHA})
        place.commit_all()
        assert report("iterate", "report").code == 0

    once(read)
    return place


def edit(place: Place) -> None:
    place.put("report-01.md", place.read("report-01.md") + "\nAn edit.\n")


def edit_and_commit(place: Place) -> None:
    edit(place)
    place.commit_all("Edit a version")


def spoil_diff(place: Place) -> None:
    place.put("diff.md", "# Nothing\n")


def delete_version(place: Place) -> None:
    place.put("report-02.md", place.read("report-01.md"))
    (place.folder / "report-01.md").unlink()


def write_next(place: Place) -> None:
    place.put("report-02.md", "# Draft\n\nBy hand.\n")


def read_all(place: Place) -> None:
    place.put("instructions.md", place.read("instructions.md").replace("\n[ ]", "\n[-]"))


def untick(place: Place) -> None:
    place.put("instructions.md", place.read("instructions.md").replace("[x]", "[ ]"))


def forget_reference(place: Place) -> None:
    place.git("rm", "-q", "report/references/beta.md")
    place.git("commit", "-q", "-m", "without it")


def do_nothing(place: Place) -> None:
    """The folder as it is."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("prepare", "arguments"),
    [
        (do_nothing, ["show", "7"]),
        (do_nothing, ["show", "-d", "notes"]),
        (do_nothing, ["blame", "-d", "notes"]),
        (do_nothing, ["log", "notes"]),
        (do_nothing, ["diff", "7"]),
        (do_nothing, ["source", "7"]),
        (do_nothing, ["skip", "Alpha", "-m", "x"]),
        (do_nothing, ["skip", "Nowhere", "-m", "x"]),
        (do_nothing, ["remove", "Alpha"]),
        (do_nothing, ["add", "report/references/alpha.md"]),
        (do_nothing, ["suspects", "--reread", "Beta"]),
        (do_nothing, ["revise", "notes"]),
        (do_nothing, ["revise", "--restore"]),
        (do_nothing, ["prompt", "--review", "figures"]),
        (read_all, ["accept", "report/references/alpha.md"]),
        (forget_reference, ["iterate"]),
        (forget_reference, ["prompt"]),
        (untick, ["suspects", "--dismiss", "Alpha"]),
        (edit, ["iterate"]),
        (edit, ["log"]),
        (edit, ["show"]),
        (edit, ["undo"]),
        (edit, ["check"]),
        (edit_and_commit, ["check"]),
        (spoil_diff, ["check"]),
        (delete_version, ["iterate"]),
        (delete_version, ["check"]),
        (write_next, ["accept"]),
        (do_nothing, ["accept", "notes/references/alpha.md"]),
        (write_next, ["check"]),
    ],
)  # fmt: skip
def test_what_a_hint_offers_can_be_pasted(
    two: Place, report: Run, prepare: Callable[[Place], None], arguments: list[str]
) -> None:
    """No command that a message offers is refused for want of a folder, or for an option."""
    prepare(two)
    if arguments[0] != "check" and not {"notes", "-d"} & set(arguments):
        arguments = [arguments[0], "-d", "report", *arguments[1:]]
    ran = report(*arguments)
    offered = list_offered(ran)
    for command in offered:
        pasted = report(*command)
        assert AMBIGUOUS not in pasted.err, command
        assert "is not an option" not in pasted.err, command
    # What has nothing to offer shows nothing here.
    assert offered, ran.err


def list_offered(ran: Ran) -> list[list[str]]:
    """The commands that messages offer, as a shell would split them."""
    return [shlex.split(words) for words in OFFERED.findall(ran.out + ran.err)]
