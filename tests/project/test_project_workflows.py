"""The workflows of the examples and the action, held to what GitHub reads."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / "examples/ci").glob("*.yml"))
_ACTION = ROOT / "action.yml"
_SCRIPT = re.compile(r"^( *)(?:- )?run: ?(\|?.*(?:\n\1 {2,}.*)*)", re.MULTILINE)
_EXPRESSION = re.compile(r"\$\{\{")


@pytest.mark.parametrize(
    ("schema", "files"), [("github-workflows", WORKFLOWS), ("github-actions", [_ACTION])]
)
def test_they_are_what_github_reads(schema: str, files: list[Path]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_finds_nothing() -> None:
    actionlint = shutil.which("actionlint")
    if actionlint is None:
        pytest.skip("no actionlint on the PATH: its package downloads a program when it is built")
    done = subprocess.run([actionlint, *WORKFLOWS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", [*WORKFLOWS, _ACTION], ids=lambda file: file.name)
def test_no_script_has_an_expression_in_it(file: Path) -> None:
    """What a pull request is called, or a folder, would be run."""
    scripts = _SCRIPT.findall(file.read_text())
    assert scripts
    assert not [script for _, script in scripts if _EXPRESSION.search(script)]


def test_the_action_passes_no_event_that_has_no_base(tmp_path: Path) -> None:
    """git takes a range without a base for an empty one, in which nothing is wrong."""
    script = next(
        script for _, script in _SCRIPT.findall(_ACTION.read_text()) if "report summary" in script
    )
    environment = {**os.environ, "BASE": "", "HEAD": "HEAD", "RUNNER_TEMP": str(tmp_path)}
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
        environment[name] = str(tmp_path / name)
    done = subprocess.run(
        ["bash", "-e", "-c", textwrap.dedent(script.partition("\n")[2])],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout.startswith("::error::this event has no base")
    assert list(tmp_path.iterdir()) == []


def test_the_list_of_folders_is_what_git_report_prints(tmp_path: Path) -> None:
    jq = shutil.which("jq")
    if jq is None:
        pytest.skip("no jq on the PATH")
    for name, box in (("open", " "), ("read", "x")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "instructions.md").write_text(f"# B\n\n## References\n\n[{box}] [A](a.md)\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    status = [sys.executable, "-m", "git_report.cli", "status", "--all", "--json"]
    told = subprocess.run(status, cwd=tmp_path, check=True, capture_output=True).stdout
    query = re.search(r"jq -c '(.*)'", (ROOT / "examples/ci/iterate.yml").read_text())
    assert query is not None
    done = subprocess.run([jq, "-c", query[1]], input=told, check=True, capture_output=True)
    assert json.loads(done.stdout) == ["open"]
