"""Git for the person at the terminal: the one door to GitPython.

Commands that start the user's own programs (hooks, filters, credential helpers, ssh) run through
it, in the user's environment, and it reads the progress of a push and a fetch. All else starts git
itself (`process.py`), for what `bench/gitpython.py` prints (GitPython 3.2.1, git 2.39, 2026-11-29):

- To import it and run a first command takes 208 ms, all of it CPU; without it 48, of which the
  interpreter takes 11. Whoever commits waits for a hook's.
- `Repo.remotes` and `config_reader` parse the files themselves: they miss GIT_CONFIG_COUNT, which
  is how `git -c` reaches a hook, and `config.worktree`. `config_writer` removes the comments of
  the file that it writes to.
- `head.commit` of a SHA-256 repository is a ValueError.
- `Remote.push` waits for every process that holds its pipe: 20.0 s for one that a hook left behind
  for 20 s, as an ssh that shares its connection does; here 0.5 s.
- `Remote.fetch` needs FETCH_HEAD, a file that any other fetch overwrites; it fails without one.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from codecs import getincrementaldecoder
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from git_report.git.discovery import EXPLICIT
from git_report.git.process import LOCALE, Finished, Runner, check_start, no_git
from git_report.text import Tell, silent

if TYPE_CHECKING:
    from git.cmd import Git

_DRAIN_SECONDS = 0.5
_LINE_END = re.compile(r"[\r\n]+")
# What --progress prints as well (git 2.39), and GitPython takes for a message.
_ALSO_PROGRESS = re.compile(
    r"(?:remote: )?(?:Enumerating objects: \d|Unpacking objects: |Checking connectivity"
    r"|Delta compression using up to \d|Total \d+ \(delta \d)"
)


def run_for_user(
    runner: Runner, *args: str, env: Mapping[str, str] | None = None, tell: Tell = silent
) -> Finished:
    """Run a command that may start the user's own programs (hooks), in the user's environment.

    What they print goes to standard error while they run. With `tell`, which is given the progress
    of a command that was asked for it (``--progress``), that is kept apart.
    """
    # GitPython sets a C locale; a hook gets the user's. Empty is as good as unset.
    own = {name: os.environ.get(name, "") for name in LOCALE}
    if tell is not silent:
        own["LANGUAGE"] = "en"  # the words of progress that GitPython knows
    guard = _start(runner, args, {**own, **runner.env, **(env or {})})
    process = guard.proc
    assert process is not None
    assert process.stderr is not None
    shown = _Shown() if tell is silent else _make_progress(tell)
    reader = threading.Thread(target=_pass_on, args=(process.stderr.fileno(), shown), daemon=True)
    reader.start()
    status = process.wait()
    # A program that a hook left running keeps the pipe open: do not wait for it.
    reader.join(_DRAIN_SECONDS)
    return Finished(status, b"", "".join(shown.texts))


def _start(runner: Runner, args: tuple[str, ...], env: Mapping[str, str]) -> Git.AutoInterrupt:
    own = {**env, **check_start(runner.cwd, {**os.environ, **env})}
    try:
        from git.cmd import Git  # a hook must not pay for it
    except ImportError as error:  # it looks for git while it is imported
        raise no_git() from error
    from git.exc import GitCommandNotFound

    try:
        # safe.bareRepository of the command line: git heeds it from no repository.
        return Git(os.fspath(runner.cwd)).execute(
            ["git", *EXPLICIT, *args], as_process=True, with_stdout=False, env=own
        )
    except GitCommandNotFound:
        raise no_git() from None


class _Shown:
    """What is passed on to standard error, as it comes."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def take(self, text: str) -> None:
        """Pass a piece on."""
        self.texts.append(text)
        sys.stderr.write(text)
        sys.stderr.flush()

    def end(self) -> None:
        """Pass on what was held back."""


def _pass_on(descriptor: int, shown: _Shown) -> None:
    decoder = getincrementaldecoder("utf-8")("backslashreplace")
    # Read from the descriptor: a buffered stream could not be closed while this waits in it.
    with suppress(OSError):
        while data := os.read(descriptor, 65536):
            shown.take(decoder.decode(data))
        shown.end()


def _make_progress(tell: Tell) -> _Shown:
    """What passes on whole lines, but tells those of progress."""
    from git.util import RemoteProgress

    steps = {
        RemoteProgress.COUNTING: "counting objects",
        RemoteProgress.COMPRESSING: "compressing objects",
        RemoteProgress.WRITING: "writing objects",
        RemoteProgress.RECEIVING: "receiving objects",
        RemoteProgress.RESOLVING: "resolving deltas",
    }

    class Progress(RemoteProgress):
        def update(
            self,
            op_code: int,
            cur_count: str | float,
            max_count: str | float | None = None,
            message: str = "",
        ) -> None:
            step = steps.get(op_code & self.OP_MASK)
            if step:
                of = f"/{float(max_count):.0f}" if max_count else ""
                tell(f"{step}: {float(cur_count):.0f}{of}{f', {message}' if message else ''}")

        def line_dropped(self, line: str) -> None:
            if not _ALSO_PROGRESS.match(line):
                self.error_lines.append(line)  # it gathers there what git calls an error

    class Lines(_Shown):
        def __init__(self) -> None:
            super().__init__()
            self.progress = Progress()
            self.handle = self.progress.new_message_handler()
            self.pending = ""

        def take(self, text: str) -> None:
            *lines, self.pending = _LINE_END.split(self.pending + text)
            for line in filter(None, lines):
                self.handle(line)
            for line in self.progress.error_lines:
                super().take(f"{line}\n")
            self.progress.error_lines.clear()

        def end(self) -> None:
            self.take("\n")

    return Lines()
