"""Formatters, linters and spelling checkers beside our own hooks: the real programs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from git_report.report.formatter_exclusion import EXCLUDE
from tests.cli.conftest import Once, Place, Run
from tests.project.documents import read

pytestmark = pytest.mark.slow

ITERATE = ("iterate", "--writer", "extractive")
_CONFIG = """\
repos:
  - repo: local
    hooks:
      - id: {id}
        name: {id}
        language: system
        entry: {entry}
        types: [markdown]
"""
# How each program is run as a hook, and what it does with a version.
HOOKS = {
    "mdformat": ("mdformat --wrap 60", "because 'mdformat' modified its files"),
    "typos": ("typos --write-changes --force-exclude", "the hook 'typos' changed the version"),
    "prettier": ("prettier --write", "the hook 'prettier' changed the end of the version"),
    "markdownlint-cli2": ("markdownlint-cli2 --fix", "by 'markdownlint-cli2' (exit status 1)"),
}
MISSPELT = """# Training

The clusters recieve 3,200 Gbps of network bandwidth for each of the 16 nodes in the rack, and a
long sentence like this one is wrapped by formatters that are told to do so.
"""
# Footnotes, and empty lines of an excerpt: what mdformat writes otherwise (docs/hooks.md).
_KNOWN = re.compile(r"(?m)^(?:\\?\[\^\d+\\?\]:.*\n\n?|>\n)")
CLEAN = """# Example infrastructure

## Recovery

Automatic recovery cut restarts from 90 minutes to 12.[^1]

- Restarts take 12 minutes.
- They took 90.
"""


@pytest.fixture(autouse=True)
def on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")


def need(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} on the PATH")


def configure(place: Place, framework: str, config: str) -> None:
    place.commit({".pre-commit-config.yaml": config})
    subprocess.run([framework, "install"], cwd=place.root, check=True, capture_output=True)


@pytest.mark.parametrize("framework", ["pre-commit", "prek"])
@pytest.mark.parametrize("program", HOOKS)
def test_a_hook_that_stops_a_run_is_named_with_the_line_to_add(
    place: Place, report: Run, program: str, framework: str
) -> None:
    need(program)
    entry, told = HOOKS[program]
    place.put("references/alpha.md", MISSPELT)
    config = _CONFIG.format(id=program, entry=entry)
    configure(place, framework, config)
    ran = report(*ITERATE)
    assert told in ran.err
    assert f"add to '{program}' in .pre-commit-config.yaml: {EXCLUDE}" in ran.err
    if ran.code == 0:  # typos changes the version alone, which is followed
        assert "receive" in place.read("report-01.md")
        assert report("check", "--range", "HEAD~1..HEAD", "--select", "V,S,R,D").out == ""
    else:
        assert not (place.folder / "report-01.md").exists()
        place.commit({".pre-commit-config.yaml": f"{config}        {EXCLUDE}\n"})
        assert report(*ITERATE).code == 0
        assert "recieve" in place.read("report-01.md")
    assert report("check").code == 0


def test_a_stamp_that_typos_corrects_is_shown(place: Place, report: Run) -> None:
    need("typos")
    assert report(*ITERATE).code == 0
    text = place.read("instructions.md")
    stamp = re.search(r"report-01 ([0-9a-f]{12})", text)
    assert stamp is not None
    # As a text may be named: typos takes the letters at the end for a word.
    place.put("instructions.md", text.replace(stamp[1], "ecbf49ce5afe"))
    place.commit_all()
    subprocess.run(["typos", "--write-changes", place.folder / "instructions.md"], check=False)
    assert (
        "R004 the stamp of 'Alpha' was altered: 'report-01 ecbf49ce5afe' is now "
        "'report-01 ecbf49ce5safe'" in report("check").out
    )


# What setup says to add, and the program that reads it; {} is a folder that holds a report.
_CONFIGS: dict[str, tuple[Mapping[str, str], str, list[str]]] = {
    "prettier": ({".prettierrc": "{}\n"}, ".prettierignore", ["prettier", "--check"]),
    "markdownlint-cli2": (
        {".markdownlint-cli2.yaml": "config: {}\n"}, ".markdownlint-cli2.yaml",
        ["markdownlint-cli2"],
    ),
    "mdformat": (
        {".mdformat.toml": "wrap = 60\n"}, ".mdformat.toml", ["mdformat", "--check"],
    ),
    "typos": ({"typos.toml": "\n"}, "typos.toml", ["typos", "--force-exclude"]),
}  # fmt: skip


@pytest.mark.parametrize("program", _CONFIGS)
def test_the_lines_that_setup_prints_keep_a_program_away(
    place: Place, report: Run, program: str
) -> None:
    config, file, command = _CONFIGS[program]
    place.put("references/alpha.md", MISSPELT)
    place.commit({**config, "other.md": "# Other\n\n\n* They recieve it.\n"})
    assert report(*ITERATE).code == 0
    told = report("setup").err.partition(f"add to {file}:\n")[2]
    lines = re.match(r"(?:hint:   .*\n)+", told)
    assert lines is not None, told
    added = lines[0].replace("hint:   ", "")
    place.write({file: config.get(file, "") + added})
    assert f"add to {file}" not in report("setup").err
    need(program)
    if program == "mdformat" and sys.version_info < (3, 13):
        pytest.skip("mdformat excludes files from Python 3.13 on")
    files = ["report/report-01.md", "report/diff.md", "report/instructions.md"]
    done = subprocess.run([*command, *files], cwd=place.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    other = subprocess.run([*command, "other.md"], cwd=place.root, check=False)
    assert other.returncode != 0, "the program finds something where it is not kept away"


def test_setup_prints_the_line_for_hooks_once(place: Place, report: Run) -> None:
    assert "formatters" not in report("setup").err
    config = _CONFIG.format(id="mdformat", entry="mdformat")
    config += "  - repo: x\n    rev: y\n    hooks: [{id: report-check}, {id: typos}]\n"
    place.commit({".pre-commit-config.yaml": config})
    err = report("setup").err
    assert "to keep 'mdformat' and 'typos' away from reports, add to each in" in err
    assert f"hint:   {EXCLUDE}\n" in err
    place.commit({".pre-commit-config.yaml": f"{config}{EXCLUDE}\n"})
    assert "away from reports" not in report("setup").err


@pytest.fixture
def clean(place: Place, report: Run, once: Once) -> Place:
    """Two versions with a text of which no linter says anything."""

    def accept() -> None:
        for text in (CLEAN, f"{CLEAN}- The service answers in 35 ms.[^2]\n"):
            place.put("answer.txt", text)
            ran = report("accept", "report/answer.txt")
            assert ran.code == 0, ran.err

    once(accept)
    return place


def test_what_is_written_around_a_text_is_clean_for_mdformat_but_for_this(clean: Place) -> None:
    mdformat = pytest.importorskip("mdformat")
    for name in ("report-01.md", "report-02.md", "diff.md"):
        texts = (clean.read(name), mdformat.text(clean.read(name)))
        # It drops the backslash that keeps a mark in an excerpt from being a footnote.
        ours, theirs = (_KNOWN.sub("", text).rstrip().replace(r"\[^", "[^") for text in texts)
        assert ours == theirs


def test_what_is_written_around_a_text_breaks_no_rule_of_markdownlint_but_these(
    clean: Place,
) -> None:
    need("markdownlint-cli2")
    document = read("docs/hooks.md")
    row = next(line for line in document.splitlines() if line.startswith("| markdownlint |"))
    for name in ("report-02.md", "diff.md"):
        done = subprocess.run(
            ["markdownlint-cli2", name], cwd=clean.folder, capture_output=True, text=True
        )
        broken = set(re.findall(r"MD\d{3}", done.stderr))
        known = set(re.findall(r"MD\d{3}", row)) if name == "diff.md" else {"MD013", "MD060"}
        assert broken <= known, done.stderr


def test_new_instructions_are_clean(place: Place, report: Run) -> None:
    assert report("init", "notes", "report/references/alpha.md").code == 0
    text = place.root / "notes/instructions.md"
    for program, *options in (["mdformat", "--check"], ["typos"], ["prettier", "--check"]):
        if shutil.which(program) is not None:
            done = subprocess.run([program, *options, text], capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
