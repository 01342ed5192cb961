"""``git report check --pre-receive``: real pushes into a real bare repository."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.checkouts import Checkout

from .conftest import Place, Run

ITERATE = ("iterate", "--writer", "extractive", "-q")


@dataclass(frozen=True)
class Pushed:
    """How a push ended, and what it told."""

    accepted: bool
    told: str

    @property
    def codes(self) -> list[str]:
        return re.findall(r"^remote: .*?: ([A-Z]\d{3}) ", self.told, re.MULTILINE)


@dataclass(frozen=True)
class Server:
    """A bare repository whose hook checks what is pushed."""

    bare: Checkout
    place: Place

    def push(self, *args: str) -> Pushed:
        done = subprocess.run(
            ["git", "push", str(self.bare.root), *args],
            cwd=self.place.root,
            capture_output=True,
            check=False,
        )
        told = done.stderr.decode("utf-8", "replace")
        assert "Traceback" not in told
        assert "internal error" not in told
        return Pushed(done.returncode == 0, told)

    def refs(self) -> str:
        return self.bare.text("for-each-ref", "--format=%(refname) %(objectname)")


def install(checkout: Checkout, *words: str) -> None:
    command = [sys.executable, "-m", "git_report.cli", "check", "--pre-receive", *words]
    checkout.hook("pre-receive", f"exec {shlex.join(command)}")


@pytest.fixture
def server(place: Place, report: Run, tmp_path: Path) -> Server:
    """A server that has nothing yet, and a place with two versions that nobody has pushed."""
    root = tmp_path / "server.git"
    root.mkdir()
    bare = Checkout(root)
    bare.git("init", "-q", "--bare")
    install(bare)
    assert report(*ITERATE, "--count", "2").code == 0
    return Server(bare, place)


@pytest.fixture
def held(server: Server) -> Server:
    """A server that has the two versions."""
    assert server.push("main").accepted
    return server


def drift(place: Place) -> None:
    place.put("diff.md", place.read("diff.md") + "\nmore\n")
    place.commit_all("drift")


def test_a_server_that_has_nothing_takes_a_good_push(server: Server) -> None:
    pushed = server.push("main")
    assert pushed.accepted, pushed.told
    assert "refs/heads/main" in server.refs()


def test_what_drifted_is_refused_with_its_code(held: Server) -> None:
    before = held.refs()
    drift(held.place)
    pushed = held.push("main")
    assert not pushed.accepted
    assert pushed.codes == ["D001"]
    assert held.refs() == before
