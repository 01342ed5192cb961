"""``--json`` and ``--format json``: every command prints one document, or an error on stderr."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from git_report.cli.main import COMMANDS, group

from .conftest import Once, Place, Run

pytestmark = pytest.mark.slow

# Those that print a text for a shell or a person, and the one that speaks JSON as its protocol.
OTHERS = {"completion", "help", "mcp"}
# The arguments with which a command does something in a report that has one version.
ARGUMENTS = {
    "init": ["second"],
    "adopt": ["report"],
    "iterate": ["report", "--writer", "extractive"],
    "add": ["-d", "report", "more.md"],
    "skip": ["-d", "report", "Beta", "-m", "not needed"],
    "remove": ["-d", "report", "Beta"],
    "attach": ["-d", "report", "https://example.com/a", "page.html"],
    "revise": ["--restore"],
    "source": ["1"],
    "accept": ["no-answer.json"],
    "resolve": ["report"],
    "export": ["-o", "report.html"],
    "setup": ["--drivers"],
}


@pytest.fixture
def filled(place: Place, report: Run, once: Once) -> Place:
    def fill() -> None:
        place.write({"more.md": "# More\n\nIt says more.\n", "page.html": "<p>A page says 12.</p>"})
        text = place.read("instructions.md")
        place.put("instructions.md", f"{text}\n[ ] https://example.com/a\n")
        place.commit_all()
        assert report("iterate", "-q", "--writer", "extractive").code == 0

    once(fill)
    return place


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - OTHERS))
def test_every_command_prints_one_document(filled: Place, report: Run, name: str) -> None:
    del filled
    arguments = ARGUMENTS.get(name, [])
    ran = report(name, *arguments, "--json")
    if ran.out:
        document = json.loads(ran.out)
        assert document["schema"].startswith("git-report/")
    else:
        assert ran.code == 1
        assert ran.err.startswith("error: ")
    command = group.get_command(click.Context(group), name)
    assert command is not None
    options = {option for param in command.params for option in param.opts}
    assert {"--json", "--format"} <= options


def test_edits_of_the_checklist_as_data(filled: Place, report: Run) -> None:
    path = "report/instructions.md"
    added = report("add", "more.md", "-m", "to learn more", "--json").json
    (item,) = added.pop("references")
    assert added == {
        "schema": "git-report/add/1", "folder": "report", "done": "added", "paths": [path],
    }  # fmt: skip
    assert (item["target"], item["state"]) == ("/more.md", "open")
    assert (
        filled.read("instructions.md").splitlines()[item["line"] - 1].startswith("[ ] Read [More]")
    )

    def tell(*words: str) -> tuple[str, str, list[str]]:
        told = report(*words, "--format", "json").json
        (about,) = told["references"]
        return told["done"], about["state"], told["paths"]

    assert tell("skip", "Beta", "-m", "it is old") == ("skipped", "skipped", [path])
    assert tell("skip", "Beta", "--undo") == ("reopened", "open", [path])
    assert report("suspects", "--reread", "Alpha").code == 0
    assert tell("skip", "Alpha") == ("kept", "read", [path])
    assert tell("remove", "more.md") == ("removed", "open", [path])
    before = filled.state()
    told = report("attach", "example.com", "page.html", "--json").json
    assert (told["done"], told["paths"], told["file"]) == ("attached", [], "page.html")
    assert filled.text("cat-file", "-t", f"{told['blob']}") == "blob"
    assert filled.state() == before
    refused = report("skip", "Alpha", "-m", "no", "--json")
    assert (refused.code, refused.out) == (1, "")


def test_a_new_folder_as_data(filled: Place, report: Run) -> None:
    told = report("init", "second", "--json").json
    assert told["paths"] == ["second/references/start-here.md", "second/instructions.md"]
    assert [each["state"] for each in told["references"]] == ["open"]
    assert all((filled.root / path).is_file() for path in told["paths"])


def test_what_setup_did_as_data(filled: Place, report: Run) -> None:
    hook = filled.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n")
    ran = report("setup", "--json")
    assert ran.code == 1
    (error,) = ran.json["errors"]
    assert "already exists" in error["message"]
    hook.unlink()
    done = report("setup", "--json").json["done"]
    assert {"what": "installed", "name": ".git/hooks/pre-commit"} in done
    assert all(Path(each["name"]).is_file() for each in done if each["name"].startswith(".git/"))
    again = report("setup", "--json").json
    assert {each["what"] for each in again["done"]} == {"already installed"}
    agent = report("setup", "--agent", "agents-md", "--json").json
    assert agent == {
        "schema": "git-report/setup/1",
        "done": [{"what": "installed", "name": "AGENTS.md"}],
        "errors": [],
    }
    gone = report("setup", "--uninstall", "--json").json["done"]
    assert {each["what"] for each in gone} == {"removed"}


def test_the_page_that_view_writes_is_named(filled: Place, report: Run) -> None:
    told = report("view", "--json").json
    assert (told["version"], told["file"]) == (1, "report-report.html")
    assert (filled.root / told["file"]).is_file()
    assert report("view", "-o", "-", "--json").code == 2
