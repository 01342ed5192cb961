"""The attributes of paths, asked of one long-lived ``git check-attr``."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from git.cmd import Git

    from git_report.repo.process import Runner

_NAMES = ("text", "eol", "crlf", "filter", "ident", "working-tree-encoding")


class Attributes:
    """What `.gitattributes` say of paths; the process starts with the first question."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    @cached_property
    def _process(self) -> Git.AutoInterrupt:
        return self._runner.start("check-attr", "-z", "--stdin", *_NAMES)

    def of(self, path: str) -> dict[str, str]:
        """The attributes of a path that convert content; those that are unspecified left out."""
        process = self._process.proc
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(os.fsencode(path) + b"\0")
        process.stdin.flush()
        # Each answer is path, attribute and value, each ended by NUL.
        gathered = b""
        while gathered.count(b"\0") < 3 * len(_NAMES):
            piece = os.read(process.stdout.fileno(), 65536)
            if not piece:
                break
            gathered += piece
        words = gathered.decode("utf-8", "surrogateescape").split("\0")
        pairs = zip(words[1::3], words[2::3], strict=False)
        return {name: value for name, value in pairs if value != "unspecified"}
