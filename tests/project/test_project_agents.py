"""What agents are told to do: the blocks run as they stand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkouts import MakeRepository
from tests.cli.conftest import ALPHA, BETA, INSTRUCTIONS
from tests.project.documents import fences, read

pytestmark = pytest.mark.slow

AGENTS = "docs/agents.md"
FILES = {
    "references/alpha.md": ALPHA,
    "references/beta.md": BETA,
    "instructions.md": INSTRUCTIONS,
}


def test_the_blocks_do_the_job(make_repository: MakeRepository) -> None:
    repository = make_repository(files=FILES)
    outputs = [
        subprocess.run(
            ["sh", "-eu", "-c", block],
            cwd=repository.root,
            env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=True,
        )
        for block in fences(read(AGENTS), "sh")
    ]
    assert len(outputs) == 4
    git_directory = repository.root / ".git"
    assert "419 unexpected" in (git_directory / "prompt.md").read_text()
    assert "no findings" in outputs[-1].stderr
    version = (repository.root / "report-01.md").read_text()
    assert version.startswith((git_directory / "answer.md").read_text())
    assert "writer: my agent" in version
    assert repository.text("log", "--format=%s").split("\n")[0] == "report-01: Alpha"
    assert repository.text("status", "--porcelain") == ""
