"""The manual: its reference is made from the code, and its tutorial runs as it is written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from git_report.cli.command_reference import make_reference
from tests.project.documents import DOCUMENTS, ROOT, fences, links, read

pytestmark = pytest.mark.slow

_KEY = re.compile(r"\"(report\.[a-z][A-Za-z]+)\"")
_ROW = re.compile(r"^\| `(report\.[A-Za-z]+)`", re.MULTILINE)
_FENCE = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_reference_of_commands_is_up_to_date() -> None:
    assert read("docs/commands.md") == make_reference(), "make it again: sh scripts/manpages"


def test_every_key_that_is_read_is_reported() -> None:
    sources = (ROOT / "git_report").rglob("*.py")
    keys = {key for file in sources for key in _KEY.findall(file.read_text("utf-8"))}
    told = set(
        re.findall(r"^\| `(report\.[A-Za-z]+)`", read("docs/configuration.md"), re.MULTILINE)
    )
    assert keys - {"report.md"} == told


def test_every_page_is_found_from_the_first() -> None:
    pages = {name for name in DOCUMENTS if name.startswith("docs/")} - {"docs/README.md"}
    assert {f"docs/{link}" for link in links(read("docs/README.md"))} >= pages


def _normalise(text: str) -> str:
    """What is printed, except for commits' ids and dates: these are nobody else's."""
    return re.sub(r"\d{4}-\d\d-\d\d", "DATE", re.sub(r"\b[0-9a-f]{10}\b", "COMMIT", text)).rstrip()


@pytest.fixture
def programs(tmp_path: Path) -> str:
    """A directory with the programs of this very package, for a shell to find."""
    for name in ("git-report", "git-report-iterate"):
        arguments = " iterate" if name.endswith("iterate") else ""
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -m git_report.cli{arguments} "$@"\n'
        )
        program.chmod(0o755)
    return f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"


def test_the_tutorial_prints_what_it_says(tmp_path: Path, programs: str) -> None:
    pieces = _FENCE.findall(read("docs/tutorial.md"))
    assert len(list(fences(read("docs/tutorial.md")))) == len(pieces)
    script, expected = "set -e\n", []
    for number, (kind, text) in enumerate(pieces):
        if kind == "sh":
            script += f"{text}\necho '-- {number}'\n"
        else:
            expected.append((number - 1, text))
    env = {**os.environ, "PATH": programs, "COLUMNS": "80"}
    done = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    printed: dict[int, str] = {}
    for part, number in re.findall(r"(.*?)^-- (\d+)$\n?", done.stdout, re.MULTILINE | re.DOTALL):
        printed[int(number)] = part
    for number, text in expected:
        assert _normalise(printed[number]) == _normalise(text)


def test_the_manual_can_be_built(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    command = [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(
        [*command, "--site-dir", tmp_path], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "tutorial.html").is_file()
