"""A git of its own for every test: no configuration, dates or identity of the machine leak in."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

_CONFIG = """\
[user]
\tname = Ada Tester
\temail = ada@example.com
[init]
\tdefaultBranch = main
[protocol "file"]
\tallow = always
[advice]
\tdetachedHead = false
[gc]
\tauto = 0
[maintenance]
\tauto = false
"""
DATE = "1750000000 +0000"


@dataclass(frozen=True, slots=True)
class Checkout:
    """A work tree of a test, driven with git itself and never with the code under test."""

    root: Path

    def git(self, *args: str, stdin: bytes | None = None, check: bool = True) -> bytes:
        """What a git command prints, byte for byte."""
        done = subprocess.run(
            ["git", *args], cwd=self.root, input=stdin, capture_output=True, check=False
        )
        assert done.returncode == 0 or not check, done.stderr.decode("utf-8", "replace")
        return done.stdout

    def text(self, *args: str) -> str:
        """What a git command prints, as text without the last newline."""
        return self.git(*args).decode("utf-8", "surrogateescape").removesuffix("\n")

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files below the root, folders made as needed."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)

    def commit(self, files: Mapping[str, str | bytes], message: str = "Base") -> str:
        """Write files and commit them (`git add -A`); the commit's id."""
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "--allow-empty", "-m", message)
        return self.text("rev-parse", "HEAD")

    def hook(self, name: str, script: str) -> None:
        """Install a shell hook."""
        path = Path(self.text("rev-parse", "--git-path", f"hooks/{name}"))
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)


MakeRepository = Callable[..., Checkout]


@pytest.fixture(autouse=True)
def hermetic_git(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own HOME, configuration, identity and date; every inherited GIT_* variable is gone."""
    home = tmp_path_factory.mktemp("home")
    for name in tuple(os.environ):
        if name.startswith(("GIT_", "ANTHROPIC_", "PRE_COMMIT")):
            monkeypatch.delenv(name)
    config = home / "gitconfig"
    config.write_text(_CONFIG)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("PRE_COMMIT_HOME", str(home / "pre-commit"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_AUTHOR_DATE", DATE)
    monkeypatch.setenv("GIT_COMMITTER_DATE", DATE)
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    # A temporary folder may lie inside somebody's repository: do not look above it.
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(home.parent))
    return home


@pytest.fixture
def make_repository(tmp_path: Path) -> MakeRepository:
    """Make a repository below the test's folder: ``make_repository("name", files, *init args)``.

    With files they are committed; without, the branch is unborn.
    """

    def make(
        name: str = "repository", files: Mapping[str, str | bytes] | None = None, *init: str
    ) -> Checkout:
        root = tmp_path / name
        root.mkdir(parents=True)
        checkout = Checkout(root)
        checkout.git("init", "-q", *init)
        if files is not None:
            checkout.commit(files)
        return checkout

    return make


@pytest.fixture
def repository(make_repository: MakeRepository) -> Checkout:
    """A repository on an unborn branch."""
    return make_repository()
