"""A program that runs for us: its three pipes, attended at once, and its end."""

from __future__ import annotations

import os
import selectors
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from subprocess import Popen, TimeoutExpired
from types import FrameType
from typing import IO

_PIECE = 65536
# What a program left running keeps its pipes open: they are not waited for longer than this.
_DRAIN = 0.5
_GRACE = 2.0  # seconds to end by itself before it is killed


class Pipes:
    """Feeds a program `question`, gathers its output in `out`, hands its messages to `hear`.

    A program that does not read the question to its end is none the worse for it.
    """

    def __init__(
        self, process: Popen[bytes], question: bytes, hear: Callable[[bytes], None]
    ) -> None:
        self.out = bytearray()
        self._process = process
        self._question = memoryview(question)
        self._hear = hear
        self._selector = selectors.DefaultSelector()
        self._exited = 0.0
        self._open(process.stdin, selectors.EVENT_WRITE)
        self._open(process.stdout, selectors.EVENT_READ)
        self._open(process.stderr, selectors.EVENT_READ)

    def __enter__(self) -> Pipes:
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()

    @property
    def done(self) -> bool:
        """Whether the program has ended and all is heard that it said."""
        if self._process.poll() is None:
            return False
        self._exited = self._exited or time.monotonic()
        streams = (self._process.stdout, self._process.stderr)
        return not any(self._is_open(s) for s in streams) or (
            time.monotonic() - self._exited > _DRAIN
        )

    def attend(self, seconds: float) -> None:
        """Move what can be moved, for at most so long."""
        if not self._selector.get_map():
            with suppress(TimeoutExpired):
                self._process.wait(seconds)
            return
        for key, _ in self._selector.select(seconds):
            stream: IO[bytes] = key.fileobj  # type: ignore[assignment]
            if stream is self._process.stdin:
                self._feed(stream)
            else:
                self._read(stream)

    def _open(self, stream: IO[bytes] | None, event: int) -> None:
        assert stream is not None
        os.set_blocking(stream.fileno(), False)
        self._selector.register(stream, event)

    def _is_open(self, stream: IO[bytes] | None) -> bool:
        return stream in {key.fileobj for key in self._selector.get_map().values()}

    def _feed(self, stream: IO[bytes]) -> None:
        try:
            written = os.write(stream.fileno(), self._question[:_PIECE])
        except BrokenPipeError:
            written = len(self._question)
        except BlockingIOError:
            return
        self._question = self._question[written:]
        if not self._question:
            self._selector.unregister(stream)
            stream.close()

    def _read(self, stream: IO[bytes]) -> None:
        try:
            data = os.read(stream.fileno(), _PIECE)
        except BlockingIOError:
            return
        if not data:
            self._selector.unregister(stream)
        elif stream is self._process.stdout:
            self.out += data
        else:
            self._hear(data)


@contextmanager
def owned(process: Popen[bytes]) -> Iterator[None]:
    """End a program, which leads a process group, with all that it started, where we fail or end.

    It may clean up for a moment. At the end its pipes are closed.
    """
    previous = _share_signals(process)
    try:
        yield
    except BaseException:
        _kill(process)
        raise
    finally:
        for number in previous:
            signal.signal(number, signal.SIG_DFL)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _share_signals(process: Popen[bytes]) -> list[signal.Signals]:
    """Pass on what ends us: the group of the program is another. Those that are passed on."""

    def pass_on(number: int, _: FrameType | None) -> None:
        _signal(process, signal.SIGTERM)
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    if threading.current_thread() is not threading.main_thread():
        return []
    taken = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) == signal.SIG_DFL]
    for number in taken:
        signal.signal(number, pass_on)
    return taken


def _kill(process: Popen[bytes]) -> None:
    try:
        _signal(process, signal.SIGTERM)
        with suppress(TimeoutExpired):
            process.wait(_GRACE)
    finally:
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
