"""The shell scripts, and what the demo shows: the example, read to its end."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from git_report.differ import diff_texts, render_diff, render_first
from git_report.markdown import parse
from git_report.report.checklist import Box, Reference
from git_report.report.instructions import Instructions, parse_instructions
from git_report.report.targets import is_url
from tests.checkouts import Checkout, MakeRepository
from tests.project.documents import ROOT

pytestmark = pytest.mark.slow

EXAMPLE = ROOT / "examples" / "llm-on-aws"
SCRIPTS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("scripts", "hooks", ".ci")
    for path in (ROOT / folder).glob("*")
    if path.is_file() and path.read_bytes().startswith(b"#!")
)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_parses(name: str) -> None:
    first = (ROOT / name).read_text(encoding="utf-8").partition("\n")[0]
    shell = re.search(r"\w+$", first)
    assert shell is not None
    done = subprocess.run([shell[0], "-n", str(ROOT / name)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_there_are_scripts() -> None:
    assert {"scripts/demo", "scripts/test", "scripts/python"} <= set(SCRIPTS)


def test_the_demo_takes_no_place_that_is_there(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", str(ROOT / "scripts/demo"), str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert list(tmp_path.iterdir()) == []


def read_example(root: Path) -> Instructions:
    return parse_instructions("instructions.md", (root / "instructions.md").read_bytes())


def test_the_example_is_all_to_be_read() -> None:
    references = read_example(EXAMPLE).references
    assert len(references) > 1
    assert {reference.box for reference in references} == {Box.OPEN}
    local = [r.target.partition("#")[0] for r in references if not is_url(r.target)]
    assert len(local) == len(references)
    assert [target for target in local if not (EXAMPLE / target).is_file()] == []
    assert not list(EXAMPLE.glob("report-*.md"))


def iterate(checkout: Checkout, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the tool as the demo does."""
    command = [sys.executable, "-m", "git_report.cli", "iterate", "--writer", "extractive"]
    done = subprocess.run(
        [*command, *arguments], cwd=checkout.root, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    return done


def test_the_example_iterates_to_its_end(make_repository: MakeRepository) -> None:
    checkout = make_repository("example")
    shutil.copytree(EXAMPLE, checkout.root, dirs_exist_ok=True)
    start = checkout.commit({}, "Start a reading list")
    count = len(read_example(EXAMPLE).references)

    iterate(checkout, "--all")

    commits = checkout.text("rev-list", "--reverse", f"{start}..HEAD").split()
    assert len(commits) == count
    for number, commit in enumerate(commits, start=1):
        changed = checkout.text("diff-tree", "--no-commit-id", "-r", "--name-only", commit)
        assert changed.split() == ["diff.md", "instructions.md", f"report-{number:02d}.md"]
        assert checkout.text("show", f"{commit}:diff.md") + "\n" == derive(checkout, number)
    for number, reference in enumerate(read_example(checkout.root).references, start=1):
        check_tick(checkout, number, reference)
    assert checkout.text("status", "--porcelain") == ""

    assert "nothing left to read" in iterate(checkout).stderr
    assert checkout.text("rev-parse", "HEAD") == commits[-1]


def derive(checkout: Checkout, number: int) -> str:
    """diff.md of a version, from the versions alone."""
    names = [f"report-{n:02d}.md" for n in (number - 1, number)]
    new = (checkout.root / names[1]).read_text(encoding="utf-8")
    if number == 1:
        return render_first(parse(new), names[1])
    prior = (checkout.root / names[0]).read_text(encoding="utf-8")
    return render_diff(diff_texts(prior, new), *names)


def check_tick(checkout: Checkout, number: int, reference: Reference) -> None:
    """The box is ticked, and the stamp tells the version and what was read."""
    assert reference.box is Box.READ
    (stamp,) = reference.stamps
    assert stamp.version == number
    if "#" not in reference.target:
        assert checkout.text("hash-object", reference.target).startswith(stamp.blob)
