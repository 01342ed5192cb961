"""A report folder in a real repository, and the commands run in this process through their door."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from git_report.cli.main import group, run
from tests.checkouts import Checkout
from tests.writers.wire import Wire

ALPHA = """# Alpha measures the baseline

The baseline cluster trains the model in 54 days on 16,000 accelerators. Engineers at Example Corp
counted 419 unexpected interruptions in that time. Hardware caused 78 % of them.

## Recovery

Automatic recovery cut the mean time to restart from 90 minutes to 12 minutes. The team kept more
than 90 % of effective training time over the whole run.
"""
BETA = """# Beta compares two services

Service One stores the cache on the device and answers in 35 ms. Service Two stores the cache in
host memory and costs $1.20 per million tokens. A benchmark of 1,000 prompts favoured Service One
for short prompts.

- Service One suits short prompts.
- Service Two suits long documents.
"""
INSTRUCTIONS = """# Example infrastructure

Write a report on training infrastructure.

## References

[ ] [Alpha](references/alpha.md)

[ ] Read [Beta](references/beta.md) to learn about services.
"""


@dataclass(frozen=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@dataclass(frozen=True, slots=True)
class Place(Checkout):
    """A repository with a report folder in `report/`."""

    @property
    def folder(self) -> Path:
        return self.root / "report"

    def commit_all(self, message: str = "base") -> None:
        self.commit({}, message)

    def put(self, name: str, text: str) -> None:
        self.write({f"report/{name}": text})

    def read(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode("utf-8")

    def state(self) -> tuple[bytes, str, dict[str, bytes]]:
        """HEAD, the index and the work tree: what a refused command must leave as it was."""
        head = self.git("rev-parse", "-q", "--verify", "HEAD", check=False)
        files = {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and not path.is_symlink() and ".git" not in path.parts
        }
        return head, self.text("ls-files", "-s"), files


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The report folder with two open references, committed; the current directory is the root."""
    root = tmp_path / "project"
    root.mkdir()
    there = Place(root)
    there.git("init", "-q")
    there.put("references/alpha.md", ALPHA)
    there.put("references/beta.md", BETA)
    there.put("instructions.md", INSTRUCTIONS)
    there.commit_all()
    monkeypatch.chdir(root)
    return there


@pytest.fixture
def report(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run ``git report …`` in this process, through the same door as the console script."""

    def call(*arguments: str) -> Ran:
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            run(group, "git report", arguments)
        out, err = capfdbinary.readouterr()
        assert isinstance(ended.value.code, int)
        ran = Ran(ended.value.code, out.decode("utf-8"), err.decode("utf-8"))
        assert "Traceback" not in ran.err
        return ran

    return call


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """A server that answers as a script says, to which the environment sends a model's requests."""
    with Wire() as server:
        for name, value in server.environ.items():
            monkeypatch.setenv(name, value)
        yield server


def kept_answers(place: Place) -> list[Path]:
    """The answers of models that are kept for their versions."""
    return sorted((place.root / ".git/git-report").glob("answers/*.json"))
