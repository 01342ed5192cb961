"""A way to a model through any program: the request goes in, the answer comes out."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import IO

from git_report.errors import ReportError
from git_report.repo.configuration import canonical_key, read_number
from git_report.writers.prompt import Prompt, Reply, Tell

_DEADLINE = 1_800  # seconds
_LONGEST_ANSWER = 64 * 1024 * 1024  # bytes
_PULSE = 0.2  # seconds


class Command:
    """A program that takes a prompt as text and prints the answer.

    It runs without a shell, in a process group of its own, `deadline` seconds at most.
    """

    def __init__(
        self, argv: Sequence[str], environ: Mapping[str, str], deadline: float = _DEADLINE
    ) -> None:
        self.argv = tuple(argv)
        self.environ = environ
        self.deadline = deadline

    @property
    def name(self) -> str:
        """What the record says: the program, without its arguments and its place."""
        return f"command {PurePath(self.argv[0]).name}"

    def ask(self, prompt: Prompt, tell: Tell) -> Reply:
        """Run the program; ReportError where it fails, says nothing, or takes too long."""
        process = self._start()
        run = _Run(process, prompt.text.encode("utf-8", "replace"), tell)
        started = time.monotonic()
        try:
            while not run.wait(_PULSE):
                elapsed = time.monotonic() - started
                if elapsed > self.deadline:
                    raise ReportError(
                        f"'{self.name}' gave no answer in {self.deadline:,.0f} seconds",
                        hint="give it longer with 'git config report.timeout SECONDS'",
                    )
                if len(run.out) > _LONGEST_ANSWER:
                    raise ReportError(
                        f"'{self.name}' printed more than {_LONGEST_ANSWER:,} bytes",
                        hint="see what 'report.command' does",
                    )
                tell(f"{self.name}: {elapsed:.0f} s, {len(run.out):,} bytes. {run.last_word}")
        finally:
            _end(process)
        return self._read(process.returncode, run)

    def _start(self) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                self.argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self.environ,
                start_new_session=True,
            )
        except OSError as error:
            raise ReportError(
                f"'{self.argv[0]}' can not be run: {error.strerror}",
                hint="see 'git config report.command'",
            ) from None

    def _read(self, status: int, run: _Run) -> Reply:
        if status:
            said = f": {run.last_word}" if run.last_word else ""
            raise ReportError(
                f"'{self.name}' failed (exit status {status}){said}",
                hint="try it by itself: git report prompt | " + shlex.join(self.argv),
            )
        text = bytes(run.out).decode("utf-8", "replace")
        if not text.strip():
            raise ReportError(
                f"'{self.name}' printed nothing",
                hint="try it by itself: git report prompt | " + shlex.join(self.argv),
            )
        return Reply(text)


class _Run:
    """One run: three pipes served at once, so that none of them blocks another."""

    def __init__(self, process: subprocess.Popen[bytes], prompt: bytes, tell: Tell) -> None:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        self.process = process
        self.tell = tell
        self.out = bytearray()
        self.last_word = ""
        serving: tuple[tuple[Callable[..., None], tuple[object, ...]], ...] = (
            (self._feed, (process.stdin, prompt)),
            (self._gather, (process.stdout,)),
            (self._listen, (process.stderr,)),
        )
        self.threads = [threading.Thread(target=f, args=a, daemon=True) for f, a in serving]
        for thread in self.threads:
            thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether the program has ended and all that it printed is here."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        for thread in self.threads[1:]:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in self.threads[1:])

    def _feed(self, pipe: IO[bytes], prompt: bytes) -> None:
        try:
            with pipe:
                pipe.write(prompt)
        except OSError:
            return  # it does not read all of its input, which is its own affair

    def _gather(self, pipe: IO[bytes]) -> None:
        while (data := pipe.read1(65_536)) and len(self.out) <= _LONGEST_ANSWER:  # type: ignore[attr-defined]
            self.out += data

    def _listen(self, pipe: IO[bytes]) -> None:
        for line in pipe:
            word = line[:2_000].decode("utf-8", "replace").strip()
            if word:
                self.last_word = " ".join(word.split())[:200]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the program and of what it started."""
    with suppress(ProcessLookupError, PermissionError):  # all of it has ended
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def command_channel(
    line: str | None, config: Callable[[str], str | None], environ: Mapping[str, str]
) -> Command:
    """The channel for a configured command line; ReportError where there is none to run."""
    if not line or not line.strip():
        raise ReportError(
            "no command is configured",
            hint="set one, for example: git config report.command 'llm -m MODEL'",
        )
    try:
        argv = shlex.split(line)
    except ValueError as error:
        raise ReportError(
            f"'report.command' can not be read: {str(error).lower()}",
            hint="quote its arguments as a shell would want them",
        ) from None
    values = {canonical_key("report.timeout"): config("report.timeout") or str(_DEADLINE)}
    deadline = read_number(values, canonical_key("report.timeout"), default=_DEADLINE)
    return Command(argv, environ, deadline)
