"""The recipes of the examples and the action, held to what forges read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.actionlint import lint_workflows

ROOT = Path(__file__).parents[2]
_RECIPES = ROOT / "examples/ci"
WORKFLOWS = [_RECIPES / name for name in ("forgejo.yml", "iterate.yml", "review.yml")]
_ACTION = ROOT / "action.yml"
# Its schema has expressions that a strict reader refuses, and its files have templates.
_AZURE = ("--regex-variant", "nonunicode", "--data-transform", "azure-pipelines")
_SCRIPT = re.compile(r"^( *)(?:- )?run: ?(\|?.*(?:\n\1 {2,}.*)*)", re.MULTILINE)
_EXPRESSION = re.compile(r"\$\{\{")


@pytest.mark.parametrize(
    ("schema", "files", "options"),
    [
        ("github-workflows", WORKFLOWS, ()),
        ("github-actions", [_ACTION], ()),
        ("gitlab-ci", [_RECIPES / "gitlab-ci.yml"], ()),
        ("azure-pipelines", [_RECIPES / "azure-pipelines.yml"], _AZURE),
        ("bitbucket-pipelines", [_RECIPES / "bitbucket-pipelines.yml"], ()),
    ],
)
def test_they_are_what_forges_read(
    schema: str, files: list[Path], options: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run([*command, *options, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_recipe_is_held_to_a_schema() -> None:
    """A recipe that is new, and is not in the table above, would be held to nothing."""
    others = {"azure-pipelines.yml", "bitbucket-pipelines.yml", "gitlab-ci.yml"}
    assert {path.name for path in _RECIPES.glob("*.yml")} == others | {p.name for p in WORKFLOWS}


def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    assert lint_workflows(WORKFLOWS) == []
    broken = tmp_path / "broken.yml"
    broken.write_text(WORKFLOWS[0].read_text().replace("github.", "gitbub."))
    assert "undefined variable" in "".join(lint_workflows([broken]))


@pytest.mark.parametrize("file", [*WORKFLOWS, _ACTION], ids=lambda file: file.name)
def test_no_script_has_an_expression_in_it(file: Path) -> None:
    """What a pull request is called, or a folder, would be run."""
    scripts = _SCRIPT.findall(file.read_text())
    assert scripts
    assert not [script for _, script in scripts if _EXPRESSION.search(script)]


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
