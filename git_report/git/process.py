"""Git as a process: bytes in and bytes out, unchanged.

Plumbing commands are started directly, because hooks have to be fast. Commands that run the user's
own programs go through GitPython in `porcelain.py`, which compares the two.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import IO, NamedTuple
from weakref import finalize

from git_report.errors import ReportError
from git_report.git.discovery import EXPLICIT, embedded, find_bare, work_tree_around

# Paths are literal, not patterns, and reading takes no locks. The zeros override what the caller
# may have set: git refuses to combine literal pathspecs with another kind.
PLUMBING: Mapping[str, str] = {
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_GLOB_PATHSPECS": "0",
    "GIT_NOGLOB_PATHSPECS": "0",
    "GIT_ICASE_PATHSPECS": "0",
    "GIT_OPTIONAL_LOCKS": "0",
}
_OPTIONS = (*EXPLICIT, "-c", "core.quotePath=false", "-c", "i18n.commitEncoding=UTF-8")
# Git's messages are parsed in the C locale.
LOCALE: Mapping[str, str] = {"LC_ALL": "C", "LANGUAGE": "C"}


class Finished(NamedTuple):
    """The result of a git process: exit status, output in bytes, messages as text."""

    status: int
    out: bytes
    err: str

    @property
    def is_killed(self) -> bool:
        """Whether a signal ended it."""
        return self.status < 0

    @property
    def words(self) -> str:
        """Git's error messages on one line, without ``fatal:``."""
        lines = [line.strip() for line in self.err.splitlines()]
        kept = [line for line in lines if line and not line.startswith("hint:")]
        reason = f"signal {-self.status}" if self.is_killed else f"exit status {self.status}"
        return "; ".join(_without_label(line) for line in kept) or reason


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs git in one directory, but never in a repository that may have come with a clone.

    `env` is added to the environment, and for plumbing the variables in `without` are removed from
    it. With `bare`, git may also run in a bare repository that is not in a work tree, for commands
    that trust little of its content. ReportError if there is no git, or if `check_start` refuses
    the directory.
    """

    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    bare: bool = False

    def run(
        self, *args: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None
    ) -> Finished:
        """Run a plumbing command and wait for it."""
        with self._start(args, env, stdin=DEVNULL if stdin is None else PIPE) as process:
            try:
                out, err = process.communicate(stdin)
            except BaseException:
                process.terminate()  # git removes its locks before it exits
                raise
        return Finished(process.returncode, out, err.decode("utf-8", "backslashreplace"))

    def run_bounded(self, *args: str, limit: int) -> bytes | None:
        """The output of a plumbing command; above `limit` bytes, None, and the command is killed.

        ReportError with git's message if it fails.
        """
        with self._start(args, None, stdin=DEVNULL) as process:
            assert process.stdout is not None
            out = process.stdout.read(limit + 1)
            if len(out) > limit:
                process.kill()
                return None
            _, err = process.communicate()
        if process.returncode:
            done = Finished(process.returncode, out, err.decode("utf-8", "backslashreplace"))
            raise ReportError(f"git {args[0]} failed: {done.words}")
        return out

    def start(self, *args: str, env: Mapping[str, str] | None = None) -> Conversation:
        """Start a plumbing command that answers requests from its standard input."""
        return Conversation(self._start(args, env, stdin=PIPE))

    def _start(
        self, args: tuple[str, ...], env: Mapping[str, str] | None, *, stdin: int
    ) -> Popen[bytes]:
        inherited = {k: v for k, v in os.environ.items() if k not in self.without}
        # In this order: a call may turn off literal pathspecs, but not the caller's environment.
        whole = {**inherited, **LOCALE, **self.env, **PLUMBING, **(env or {})}
        try:
            return Popen(
                ["git", *_OPTIONS, *args],
                cwd=self.cwd,
                env={**whole, **check_start(self.cwd, whole, bare=self.bare)},
                stdin=stdin,
                stdout=PIPE,
                stderr=PIPE,
            )
        except FileNotFoundError as error:
            if error.filename != "git":
                raise  # the directory does not exist
            raise no_git() from None


class Conversation:
    """A git process that answers requests; it ends with this object."""

    def __init__(self, process: Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._questions: IO[bytes] = process.stdin
        self._answers: IO[bytes] = process.stdout
        # Not left to the garbage collector, which closes pipes and process in any order.
        finalize(self, _end, process)

    def ask(self, question: bytes) -> None:
        """Send a request."""
        self._questions.write(question)
        self._questions.flush()

    def read_line(self) -> bytes:
        """Read the next line of an answer."""
        return self._answers.readline()

    def read(self, size: int) -> bytes:
        """Read `size` bytes of an answer."""
        return self._answers.read(size)

    def read_fields(self, count: int) -> list[bytes]:
        """Read `count` fields, each terminated by NUL; fewer if git exited."""
        gathered = b""
        while gathered.count(b"\0") < count:
            # Not `read(n)` of the stream, which waits for n bytes: the length of an answer is not
            # known.
            piece = os.read(self._answers.fileno(), 65536)
            if not piece:
                break
            gathered += piece
        return gathered.split(b"\0")[:-1]


def check_start(cwd: Path, environ: Mapping[str, str], *, bare: bool = False) -> dict[str, str]:
    """The additional variables that git needs to run in a directory.

    In a git directory they name it, because git is told not to find bare repositories by itself;
    with `bare`, also in a bare repository outside any work tree. ReportError in any other bare
    repository, and for a GIT_DIR that names one that is tracked in a work tree: git sets it for an
    alias that is called there.
    """
    named = environ.get("GIT_DIR")
    if named:
        _check_named((cwd / named).resolve())
        return {}
    found = find_bare(cwd)
    if found is None:
        return {}
    # Refused outside a work tree too: it may be in an unpacked archive, or in a work tree whose
    # `.git` is elsewhere.
    if ".git" not in found.parts and (not bare or work_tree_around(found) is not None):
        raise embedded(found, usable=bare)
    return {"GIT_DIR": str(found), "GIT_IMPLICIT_WORK_TREE": "0"}


def _check_named(git_dir: Path) -> None:
    root = work_tree_around(git_dir)
    if root is not None and _is_tracked(root, git_dir):
        raise embedded(git_dir)


@cache
def _is_tracked(root: Path, place: Path) -> bool:
    names = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE"))
    path = place.relative_to(root).as_posix()
    return bool(Runner(root, without=names).run("ls-files", "-z", "--", path).out)


def _end(process: Popen[bytes]) -> None:
    # A batch command exits when its input ends.
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    process.wait()


def no_git() -> ReportError:
    """The error if git is not installed."""
    return ReportError(
        "git was not found", hint="install git 2.36 or newer, and add it to the PATH"
    )


def _without_label(line: str) -> str:
    for label in ("fatal: ", "error: "):
        line = line.removeprefix(label)
    return line
