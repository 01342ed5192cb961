"""A work tree of a test, driven with git itself."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


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
"""``make_repository("name", files, *init arguments)``: with files they are committed."""
