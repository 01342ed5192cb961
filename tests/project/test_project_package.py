"""The built package, and what a fresh process of it imports."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import git_report
from tests.checkouts import MakeRepository
from tests.project.documents import ROOT

pytestmark = pytest.mark.slow

# Slow or large, and needed by few commands: none of them at start-up.
LATE = frozenset({"anthropic", "httpx2", "pypdf", "rich"})
# What the package holds beside what it imports.
KINDS = ("py", "json", "bash", "css", "html", "js", "md", "typ", "xml")


@pytest.fixture
def wheel(tmp_path: Path) -> zipfile.ZipFile:
    """The wheel as the build backend makes it."""
    script = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, check=True)
    (path,) = tmp_path.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_is_whole(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    package = {
        path.relative_to(ROOT).as_posix()
        for pattern in (*(f"**/*.{kind}" for kind in KINDS), "py.typed")
        for path in (ROOT / "git_report").glob(pattern)
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    }
    assert {"git_report/py.typed", "git_report/differ/delta.schema.json"} <= package
    assert package <= names
    hooks = {f"git_report/hooks/{path.name}": path for path in (ROOT / "hooks").iterdir()}
    assert {name: wheel.read(name) for name in hooks if name in names} == {
        name: path.read_bytes() for name, path in hooks.items()
    }
    data = {name for name in names if ".data/" in name}
    rest = names - package - set(hooks) - data
    assert {name.partition("/")[0] for name in rest} == {_information(names)}


def test_the_wheel_brings_both_commands_and_the_licence(wheel: zipfile.ZipFile) -> None:
    information = _information(set(wheel.namelist()))
    scripts = wheel.read(f"{information}/entry_points.txt").decode()
    assert "git-report = git_report.cli.main:main\n" in scripts
    assert "git-report-iterate = git_report.cli.main:main_iterate\n" in scripts
    assert wheel.read(f"{information}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()


def test_the_wheel_brings_what_man_and_shells_look_for(wheel: zipfile.ZipFile) -> None:
    brought = {
        name.partition(".data/data/")[2]: wheel.read(name)
        for name in wheel.namelist()
        if ".data/" in name
    }
    shared = [path for path in (ROOT / "share").rglob("*") if path.is_file()]
    expected = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in shared}
    assert {"share/man/man1/git-report.1", "share/man/man1/git-report-iterate.1"} <= set(expected)
    completion = (ROOT / "git_report" / "setup" / "completion.bash").read_bytes()
    expected["share/bash-completion/completions/git-report"] = completion
    assert brought == expected


def _information(names: set[str]) -> str:
    (name,) = {top for name in names if (top := name.partition("/")[0]).endswith(".dist-info")}
    return name


@pytest.mark.parametrize("arguments", [["--help"], ["status"], ["iterate", "--dry-run"]])
def test_start_up_imports_nothing_heavy(
    make_repository: MakeRepository, arguments: list[str]
) -> None:
    instructions = "# A\n\n## References\n\n[ ] [Alpha](/alpha.md)\n"
    alpha = "# Alpha\n\nAlpha trains for 54 days on 16,000 accelerators.\n"
    checkout = make_repository("report", {"instructions.md": instructions, "alpha.md": alpha})
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "git_report.cli", *arguments],
        cwd=checkout.root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
    assert "click" in imported
    assert imported & LATE == set()


def test_all_that_is_promised_can_be_imported() -> None:
    assert [name for name in git_report.__all__ if not hasattr(git_report, name)] == []
    promised = {name for names in git_report._HOMES.values() for name in names.split()}
    assert promised == set(git_report.__all__)
