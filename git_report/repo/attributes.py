"""The attributes of paths, asked of one long-lived ``git check-attr``."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from git_report.repo.process import Conversation, Runner

_NAMES = ("text", "eol", "crlf", "filter", "ident", "working-tree-encoding")


class Attributes:
    """What `.gitattributes` say of paths; the process starts with the first question."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    @cached_property
    def _process(self) -> Conversation:
        return self._runner.start("check-attr", "-z", "--stdin", *_NAMES)

    def of(self, path: str) -> dict[str, str]:
        """The attributes of a path that convert content; those that are unspecified left out."""
        self._process.ask(os.fsencode(path) + b"\0")
        # An answer is a path, an attribute and its value, for each attribute.
        words = [os.fsdecode(word) for word in self._process.read_fields(3 * len(_NAMES))]
        pairs = zip(words[1::3], words[2::3], strict=False)
        return {name: value for name, value in pairs if value != "unspecified"}
