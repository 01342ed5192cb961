"""A release: what the index gets, and what the workflow and its check ask for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.project.actionlint import lint_workflows
from tests.project.documents import ROOT, fences, links, read

pytestmark = pytest.mark.slow

ADDRESS = "https://example.org/owner/name"
WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"
VERSION = tomllib.loads(read("pyproject.toml"))["project"]["version"]
_CHECKED = ("pyproject.toml", "CHANGELOG.md", "docs/hooks.md", "scripts/check-release")


def build(place: Path, address: str) -> Path:
    """The wheel, made for a repository at an address."""
    script = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    environment = {**os.environ, "REPOSITORY_URL": address}
    subprocess.run(
        [sys.executable, "-c", script, str(place)], cwd=ROOT, check=True, env=environment
    )
    (path,) = place.glob("*.whl")
    return path


def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as package:
        (name,) = [name for name in package.namelist() if name.endswith("/METADATA")]
        return message_from_bytes(package.read(name))


def test_an_index_shows_a_readme_whose_links_lead_to_the_repository(tmp_path: Path) -> None:
    wheel = build(tmp_path, f"{ADDRESS}/")
    told = metadata(wheel)
    shown = told.get_payload(decode=True)
    assert isinstance(shown, bytes)
    text = shown.decode("utf-8")
    assert list(fences(text)) == list(fences(read("README.md")))
    targets = list(links(text))
    assert [target for target in targets if not target.startswith(("https://", "#"))] == []
    prefix = re.compile(rf"{re.escape(ADDRESS)}/(blob|raw)/v{re.escape(VERSION)}/([^#]*)")
    ours = [match for match in map(prefix.fullmatch, targets) if match]
    assert len(ours) > 10
    assert all((ROOT / match[2]).exists() for match in ours)
    assert {match[2] for match in ours if match[1] == "raw"} == {"docs/terminal.svg"}
    urls = dict(line.split(", ") for line in told.get_all("Project-URL", []))
    assert urls["Repository"] == ADDRESS
    done = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", wheel], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_an_address_none_is_invented(tmp_path: Path) -> None:
    told = metadata(build(tmp_path, ""))
    assert told.get_all("Project-URL") is None
    shown = told.get_payload(decode=True)
    assert isinstance(shown, bytes)
    assert shown.decode("utf-8").strip() == read("README.md").strip()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What a release is checked by, with the CHANGELOG cut."""
    for name in _CHECKED:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    changes = tmp_path / "CHANGELOG.md"
    if f"## [{VERSION}]" not in changes.read_text():
        changes.write_text(changes.read_text().replace("[Unreleased]", f"[{VERSION}] - 2026-11-29"))
    return tmp_path


def check_release(place: Path, *tag: str) -> tuple[int, str]:
    done = subprocess.run(
        ["sh", "scripts/check-release", *tag], cwd=place, capture_output=True, text=True
    )
    return done.returncode, done.stderr


def test_a_release_that_is_ready_passes(copy: Path) -> None:
    assert check_release(copy, f"v{VERSION}") == (0, "")


@pytest.mark.parametrize(
    ("name", "old", "new", "tag", "words"),
    [
        ("pyproject.toml", "", "", "v9.9.9", "the tag is 'v9.9.9'"),
        ("pyproject.toml", f'"{VERSION}"', '"9.9.9"', f"v{VERSION}", "is '9.9.9'"),
        ("CHANGELOG.md", f"[{VERSION}]", "[Unreleased]", f"v{VERSION}", "has no section"),
        ("docs/hooks.md", f"rev: v{VERSION}", "rev: v0.0.1", f"v{VERSION}", "another 'rev:'"),
    ],
)
def test_a_release_that_is_not_ready_is_refused(
    copy: Path, name: str, old: str, new: str, tag: str, words: str
) -> None:
    file = copy / name
    file.write_text(file.read_text().replace(old, new) if old else file.read_text())
    code, told = check_release(copy, tag)
    assert code == 1
    assert words in told
    assert "hint: " in told


def test_the_workflow_is_what_github_reads() -> None:
    schema = ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([sys.executable, *schema, WORKFLOW], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_finds_nothing_in_the_workflow() -> None:
    assert lint_workflows([WORKFLOW]) == []


def test_the_workflow_tests_each_python_that_the_package_names() -> None:
    classifiers = tomllib.loads(read("pyproject.toml"))["project"]["classifiers"]
    named = [c.rpartition(" ")[2] for c in classifiers if re.search(r":: 3\.\d+$", c)]
    matrix = re.search(r"python: \[(.*)\]", WORKFLOW.read_text())
    assert matrix is not None
    assert re.findall(r'"(.*?)"', matrix[1]) == named
    assert len(named) >= 4
