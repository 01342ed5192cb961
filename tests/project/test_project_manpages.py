"""The man pages: made from the commands of today, clean roff, and found by git."""

from __future__ import annotations

import shutil
import subprocess
import sys

import click
import pytest

from git_report.cli.main import COMMANDS, LazyGroup
from git_report.setup.manpages import make_pages
from tests.project.documents import ROOT

PAGES = ROOT / "share" / "man" / "man1"
NAMES = ("git-report", "git-report-iterate")


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} on the PATH")
    return found


def test_the_pages_are_those_of_the_commands() -> None:
    made = make_pages()
    assert set(made) == {f"{name}.1" for name in NAMES} == {path.name for path in PAGES.iterdir()}
    old = [name for name, page in made.items() if (PAGES / name).read_text("ascii") != page]
    assert old == [], "make them again with 'sh scripts/manpages'"


def test_the_pages_tell_every_command_and_option() -> None:
    page = make_pages()["git-report.1"]
    for name in COMMANDS:
        _, heading, section = page.partition(f"\n.SS {name}\n")
        assert heading
        command = LazyGroup().get_command(click.Context(click.Command("git report")), name)
        assert command is not None
        for option in (o for p in command.params if isinstance(p, click.Option) for o in p.opts):
            escaped = option.replace("-", r"\-")
            assert rf"\fB{escaped}\fR" in section.partition("\n.SS ")[0]


@pytest.mark.parametrize("name", NAMES)
def test_roff_has_nothing_to_say_against_a_page(name: str) -> None:
    done = subprocess.run(
        [program("groff"), "-man", "-Tutf8", "-ww", "-z", str(PAGES / f"{name}.1")],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_text_is_never_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command("iterate", help=".so /etc/passwd\n\n'br it's \\n(.g a-b …\n\n\b\n.kept\n  as is")
    @click.option("--only", metavar="X", help=".PP of one")
    def command(only: str) -> None: ...

    monkeypatch.setattr(LazyGroup, "get_command", lambda *_: command)
    page = make_pages()["git-report-iterate.1"]
    assert "\n\\&.so /etc/passwd\n.PP\n\\(aqbr it\\(aqs \\en(.g a\\-b \\[u2026]\n" in page
    assert "\n.nf\n\\&.kept\n  as is\n.fi\n" in page
    assert "\n.TP\n\\fB\\-\\-only\\fR \\fIX\\fR\n\\&.PP of one\n" in page


@pytest.mark.parametrize("name", NAMES)
def test_git_opens_the_page(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANPATH", str(PAGES.parent))
    monkeypatch.setenv("MAN_KEEP_FORMATTING", "")
    found = subprocess.run([program("man"), "-w", name], capture_output=True, text=True)
    if found.returncode:
        pytest.skip(f"this man finds no pages by MANPATH: {found.stderr}")
    done = subprocess.run(
        ["git", name.removeprefix("git-"), "--help"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert name.upper() in done.stdout
    assert "--json" in done.stdout


def test_help_is_there_without_a_page() -> None:
    def ask(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "git_report.cli", "help", *words]
        return subprocess.run(command, capture_output=True, text=True)

    assert ask().stdout.startswith("Usage: git report [OPTIONS] COMMAND")
    assert ask("iterate").stdout.startswith("Usage: git report iterate ")
    assert "--chain" in ask("setup").stdout
    assert (ask("diff-driver").returncode, "not a command" in ask("nothing").stderr) == (2, True)
