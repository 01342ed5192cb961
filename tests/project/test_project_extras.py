"""Extras: what a command that needs one says, in each kind of environment."""

from __future__ import annotations

import shutil
import sys
import tomllib
from importlib import util
from pathlib import Path

import pytest

from git_report.extras import install_command, read_requirement
from tests.project.documents import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("extra", PYPROJECT["optional-dependencies"])
def test_an_extra_is_named_as_the_package_declares_it(extra: str) -> None:
    assert read_requirement(extra) == PYPROJECT["optional-dependencies"][extra][0]


def test_nothing_that_only_an_extra_needs_is_a_dependency() -> None:
    light = {requirement.partition(">")[0] for requirement in PYPROJECT["dependencies"]}
    assert light & {"anthropic", "mcp"} == set()


@pytest.mark.parametrize(
    ("marker", "uv", "pip", "begins"),
    [
        ("pipx_metadata.json", True, True, "pipx inject git-report-iterate "),
        ("uv-receipt.toml", True, False, "uv pip install --python "),
        ("", True, False, "uv pip install --python "),
        ("", True, True, f"{sys.executable} -m pip install "),
        ("", False, False, f"{sys.executable} -m pip install "),
    ],
)
def test_the_command_is_that_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, marker: str, uv: bool, pip: bool, begins: str
) -> None:
    if marker:
        (tmp_path / marker).touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/uv" if uv and name == "uv" else None)
    monkeypatch.setattr(util, "find_spec", lambda _: object() if pip else None)
    told = install_command("anthropic>=2.12")
    assert told.startswith(begins)
    assert told.endswith(" 'anthropic>=2.12'")
