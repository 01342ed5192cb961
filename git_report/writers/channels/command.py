"""Ask a model through any program: the request on standard input, the answer on standard output.

The command line is ``report.command``, split as a shell splits words and run without a shell.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import PurePath
from subprocess import PIPE, Popen

from git_report.errors import ReportError
from git_report.git.discovery import protect
from git_report.text import Tell
from git_report.writers.channel import LONGEST_ANSWER, PULSE, Prompt, Reply
from git_report.writers.channels.failures import quote_foreign
from git_report.writers.channels.programs import CAN_ATTEND, Pipes, owned
from git_report.writers.settings import DEADLINE, read_above_zero

_LINES_KEPT = 3  # lines of standard error that an error quotes
_LONGEST = 8192  # characters of a line without an end that is shown as it is
# What git sets for its own repository (`git rev-parse --local-env-vars`): the program may run
# git in a repository of its own.
_LOCAL = frozenset(
    """GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG GIT_CONFIG_COUNT
    GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE
    GIT_INTERNAL_SUPER_PREFIX GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX
    GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE""".split()
)
_TRY = "try it by itself with 'git report prompt | sh -c \"$(git config report.command)\"'"
_UNNAMED = re.compile(r"[^\w.+-]+", re.ASCII)
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def show_line(line: str) -> None:
    """Print a line of the program's standard error on ours."""
    with suppress(OSError):  # standard error may be closed
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def command_channel(
    line: str | None, config: Callable[[str], str | None], environ: Mapping[str, str]
) -> Command:
    """The channel of a command line; `config` gives git's ``report.timeout`` (seconds).

    Raises ReportError for an empty line and for an invalid time limit.
    """
    try:
        words = shlex.split(line or "")
    except ValueError as error:
        why = "a quote is not closed" if "quotation" in str(error) else "it ends with a backslash"
        raise _misconfigured(f"'report.command' cannot be split into words: {why}") from None
    if not words or not words[0]:
        raise _misconfigured("'report.command' is not configured", "set it")
    deadline = read_above_zero(config, "report.timeout", DEADLINE)
    window = read_above_zero(config, "report.window", 0)
    words[0] = os.path.expanduser(words[0])  # noqa: PTH111 - a name without a slash stays one
    return Command(tuple(words), deadline, environ, window=window)


@dataclass(frozen=True, slots=True)
class Command:
    """A program and its arguments; `deadline` is in seconds for one question.

    `window` is the number of tokens that its model reads, 0 if unknown. `environ` is the program's
    environment, without the variables of git's own repository. `show` gets the lines of its
    standard error.
    """

    words: tuple[str, ...]
    deadline: float = DEADLINE
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    show: Tell = show_line
    window: int = 0

    @property
    def name(self) -> str:
        """The name in the record: ``command llm``."""
        return f"command {_UNNAMED.sub('-', PurePath(self.words[0]).name).strip('-') or 'unnamed'}"

    @property
    def identity(self) -> str:
        """The whole command line."""
        return " ".join(("command", *self.words))

    @property
    def batches(self) -> None:
        """A program answers one question at a time."""

    def ask(self, prompt: Prompt, tell: Tell) -> Reply:
        """Run the program once and return all of its output.

        It has its own process group, which is killed if the program takes too long, prints too much
        or the user interrupts. Raises ReportError if it cannot be run, fails, or prints nothing.
        """
        heard = _Heard(self.show)
        try:
            with owned(self._start) as process:
                out = self._attend(process, prompt, heard, tell)
        finally:
            heard.end()
        self._check(process.returncode, out, heard)
        try:
            return Reply(out.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise ReportError(
                f"the answer of '{self._program}' is not UTF-8, at byte {error.start}",
                hint="have the program print UTF-8",
            ) from None

    @property
    def _program(self) -> str:
        return self.words[0]

    def _start(self) -> Popen[bytes]:
        if not CAN_ATTEND:
            raise ReportError(
                "a command cannot be the writer on Windows",
                hint="answer with 'git report prompt' and 'git report accept FILE'",
            )
        # GIT_CONFIG_COUNT is among the variables that are removed, and safe.bareRepository was in
        # it.
        env = protect({k: v for k, v in self.environ.items() if k not in _LOCAL})
        try:
            return Popen(
                self.words,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                bufsize=0,
                env=env,
                start_new_session=True,
            )
        except FileNotFoundError:
            why = "was not found, or the interpreter named in its first line was not found"
        except PermissionError:
            why = "is not executable"
        except OSError as error:
            why = f"cannot be run: {error.strerror}"
        raise _misconfigured(f"'{self._program}' {why}")

    def _attend(self, process: Popen[bytes], prompt: Prompt, heard: _Heard, tell: Tell) -> bytes:
        """Write the prompt to the program and read its output until its process ends."""
        begun, last_shown = time.monotonic(), 0.0
        question = prompt.text.encode("utf-8", "replace")
        with Pipes(process, question, heard.receive) as pipes:
            while not pipes.done:
                elapsed = time.monotonic() - begun
                if elapsed > self.deadline:
                    raise ReportError(
                        f"'{self._program}' gave no answer within {self.deadline:g} s",
                        hint="allow more time with "
                        f"'git config report.timeout {2 * self.deadline:.0f}'",
                    )
                if not last_shown or elapsed - last_shown > PULSE:
                    tell(f"{self.name}: {elapsed:.0f} s, {len(pipes.out):,} bytes")
                    last_shown = elapsed
                pipes.attend(PULSE)
                if len(pipes.out) > LONGEST_ANSWER:
                    raise ReportError(
                        f"'{self._program}' answered with more than {LONGEST_ANSWER >> 20} MB",
                        hint=_TRY,
                    )
            return bytes(pipes.out)

    def _check(self, status: int, out: bytes, heard: _Heard) -> None:
        if status:
            how = f"exit status {status}"
            if status < 0:
                how = f"killed by signal {signal.Signals(-status).name}"
            words = f": {'; '.join(heard.last)}" if heard.last else ""
            raise ReportError(f"'{self._program}' failed ({how}){words}", hint=_TRY)
        if not out.strip():
            raise ReportError(f"'{self._program}' printed no answer", hint=_TRY)


class _Heard:
    """The program's standard error: shown line by line, with the last lines kept for an error."""

    def __init__(self, show: Tell) -> None:
        self.last: list[str] = []
        self._show = show
        self._decoder = getincrementaldecoder("utf-8")("backslashreplace")
        self._rest = ""

    def receive(self, data: bytes) -> None:
        """Add a piece; an unfinished line is held back up to a limit."""
        *lines, self._rest = (self._rest + self._decoder.decode(data)).split("\n")
        if len(self._rest) > _LONGEST:
            lines.append(self._rest)
            self._rest = ""
        for line in lines:
            self._pass_on(line)

    def end(self) -> None:
        """Show what is held back: the stream has ended."""
        self._pass_on(self._rest)
        self._rest = ""

    def _pass_on(self, line: str) -> None:
        # Of a line that was redrawn with CR, what a terminal would show at the end.
        final = line.rstrip("\r").rpartition("\r")[2]
        text = _STEERING.sub("", _SEQUENCE.sub("", final)).rstrip()
        if text:
            self._show(text)
            self.last = [*self.last, quote_foreign(text)][-_LINES_KEPT:]


def _misconfigured(message: str, mend: str = "correct the setting") -> ReportError:
    return ReportError(
        message, hint=f"{mend} with 'git config report.command \"PROGRAM ARGUMENTS\"'"
    )
