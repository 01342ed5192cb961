"""Attributes of paths, read through one long-lived ``git check-attr``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.git.process import Runner

if TYPE_CHECKING:
    from git_report.git.process import Conversation

# Variables that would make git use the caller's repository instead of the temporary one.
_LEADING = frozenset(
    {
        "GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "GIT_NAMESPACE", "GIT_PREFIX",
        "GIT_SHALLOW_FILE", "GIT_ATTR_SOURCE", "GIT_CONFIG", "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS", "GIT_TEMPLATE_DIR",
    }
)  # fmt: skip
# What can make a checkout differ from the blob; `crlf` is an older name of `text`, which git still
# reads.
_NAMES = ("text", "eol", "crlf", "filter", "ident", "working-tree-encoding")


class Attributes:
    """The attributes of paths in a repository; the first query starts the process."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    @cached_property
    def _process(self) -> Conversation:
        return self._runner.start("check-attr", "-z", "--stdin", *_NAMES)

    def of(self, path: str) -> dict[str, str]:
        """The attributes of a path that affect conversion, without unspecified ones."""
        self._process.ask(os.fsencode(path) + b"\0")
        # An answer is a path, an attribute and its value, for each attribute.
        words = [os.fsdecode(word) for word in self._process.read_fields(3 * len(_NAMES))]
        # Not strict: the fields are incomplete if git exited in the middle of an answer.
        pairs = zip(words[1::3], words[2::3], strict=False)
        return {name: value for name, value in pairs if value != "unspecified"}


def read_attributes(
    files: Mapping[str, bytes], names: Sequence[str], paths: Sequence[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the attributes that `files` alone give to paths, read in a temporary repository.

    `files` maps the path of each ``.gitattributes`` to its content. The configuration of this
    machine is ignored. Each path is yielded twice: with case-sensitive patterns, and with patterns
    that ignore case, as on some file systems. Unspecified attributes are omitted.
    """
    import tempfile  # slow to load, and hooks seldom need it

    with tempfile.TemporaryDirectory(prefix="git-report-attributes-") as scratch:
        git_dir = str(Path(scratch, "git"))
        env = {"GIT_DIR": git_dir, "GIT_ATTR_NOSYSTEM": "1"}
        runner = Runner(Path(scratch), env, without=_LEADING)
        # Without a template, which may contain an `info/attributes` of this machine.
        _run(runner, "init", "--quiet", "--bare", "--template=", git_dir)
        # Put into an index, not on disk: someone else chose the paths.
        rows = b""
        for path, data in files.items():
            blob = _run(runner, "hash-object", "-w", "--no-filters", "--stdin", stdin=data)
            rows += b"100644 %s\t%s\0" % (blob.strip(), os.fsencode(path))
        _run(runner, "update-index", "-z", "--index-info", stdin=rows)
        asked = b"".join(os.fsencode(path) + b"\0" for path in paths)
        for folded in ("false", "true"):
            output = _run(
                runner, "-c", f"core.attributesFile={os.devnull}", "-c",
                f"core.ignoreCase={folded}", "check-attr", "--cached", "-z", "--stdin", *names,
                stdin=asked,
            )  # fmt: skip
            words = [os.fsdecode(word) for word in output.split(b"\0")[:-1]]
            rest = iter(zip(words[0::3], words[1::3], words[2::3], strict=True))
            for path in paths:
                answers = [next(rest) for _ in names]
                yield path, {name: value for _, name, value in answers if value != "unspecified"}


def _run(runner: Runner, *args: str, stdin: bytes | None = None) -> bytes:
    done = runner.run(*args, stdin=stdin)
    if done.status:
        raise ReportError(f"the attributes cannot be read: {done.words}")
    return done.out
