"""A report folder in a real repository, and the commands run in this process through their door."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
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


Once = Callable[[Callable[[], None]], None]


@pytest.fixture(scope="session")
def kept_places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a worker keeps the states of a place that several tests start from."""
    return tmp_path_factory.mktemp("places")


@pytest.fixture
def place(
    kept_places: Path, hermetic_git: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Place:
    """The report folder with two open references, committed; the current directory is the root."""
    there = Place(tmp_path / "project")
    there.root.mkdir()
    monkeypatch.chdir(there.root)

    def start() -> None:
        there.git("init", "-q")
        there.put("references/alpha.md", ALPHA)
        there.put("references/beta.md", BETA)
        there.put("instructions.md", INSTRUCTIONS)
        there.commit_all()

    _bring(there, kept_places, start)
    return there


@pytest.fixture
def once(place: Place, kept_places: Path) -> Once:
    """Bring the place to where a function leaves it: ``once(make)``.

    `make` is called for the first such test of a worker; the others get a copy of what it left in
    the place. It changes nothing elsewhere, and names no absolute path there.
    """
    return partial(_bring, place, kept_places)


def _bring(place: Place, kept_places: Path, make: Callable[[], None]) -> None:
    kept = kept_places / f"{make.__module__}.{make.__qualname__}"
    if kept.exists():
        for entry in place.root.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        shutil.copytree(kept, place.root, symlinks=True, dirs_exist_ok=True)
        place.git("update-index", "-q", "--refresh", check=False)  # a copy has inodes of its own
    else:
        make()
        shutil.copytree(place.root, kept, symlinks=True)


@pytest.fixture
def read_one(place: Place, report: Run, once: Once) -> Place:
    """The first reference read by the extractive writer."""

    def read() -> None:
        assert report("iterate", "--writer", "extractive", "-q").code == 0

    once(read)
    return place


@pytest.fixture
def read_both(place: Place, report: Run, once: Once) -> Place:
    """Both references read by the extractive writer, in two versions."""

    def read() -> None:
        assert report("iterate", "--all", "--writer", "extractive", "-q").code == 0

    once(read)
    return place


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
