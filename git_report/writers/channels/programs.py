"""Run a program: serve its three pipes at once, and end it with us."""

from __future__ import annotations

import os
import selectors
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from subprocess import Popen, TimeoutExpired
from types import FrameType
from typing import IO

from git_report.commit.interrupts import ENDING_SIGNALS

# Windows cannot wait for several pipes at once.
CAN_ATTEND = sys.platform != "win32"
_PIECE = 65536
# Seconds to wait for pipes that a program's children keep open after it has ended.
_DRAIN = 0.5
_GRACE = 2.0  # seconds to end by itself before it is killed


class Pipes:
    """Writes `question` to a program, collects its output in `out`, gives messages to `receive`.

    A program that does not read the whole question does not fail for that.
    """

    def __init__(
        self, process: Popen[bytes], question: bytes, receive: Callable[[bytes], None]
    ) -> None:
        self.out = bytearray()
        self._process = process
        self._question = memoryview(question)
        self._receive = receive
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
        """Whether the program has ended and all of its output has been read."""
        if self._process.poll() is None:
            return False
        self._exited = self._exited or time.monotonic()
        streams = (self._process.stdout, self._process.stderr)
        return not any(self._is_open(s) for s in streams) or (
            time.monotonic() - self._exited > _DRAIN
        )

    def attend(self, seconds: float) -> None:
        """Transfer what is ready, for at most so many seconds."""
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
        if sys.platform != "win32":
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
            self._receive(data)


@contextmanager
def owned(start: Callable[[], Popen[bytes]]) -> Iterator[Popen[bytes]]:
    """Start a program as the leader of a process group, and end the group when the block ends.

    It gets a moment to clean up. Its pipes are closed at the end.
    """
    signals = _Signals()
    try:
        process = signals.process = start()
    except BaseException:
        signals.release()
        raise
    try:
        signals.deliver()
        yield process
    except BaseException:
        _kill(process)
        raise
    finally:
        signals.release()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


class _Signals:
    """Passes signals that end us on to `process`, which is in another group.

    Signals are held back until the process exists: on a busy machine one may arrive between its
    start and our next statement, and the program would continue as an orphan.
    """

    def __init__(self) -> None:
        self.process: Popen[bytes] | None = None
        self._waiting: list[int] = []
        self._previous: dict[signal.Signals, Callable[..., object] | int] = {}
        if threading.current_thread() is threading.main_thread():
            for number in ENDING_SIGNALS:
                handler = signal.getsignal(number)
                # An ignored signal stays ignored: a new program inherits that, but not a handler.
                if callable(handler) or handler == signal.SIG_DFL:
                    self._previous[number] = handler
                    signal.signal(number, self._receive)

    def deliver(self) -> None:
        """Deliver the signals that were held back."""
        waiting, self._waiting = self._waiting, []
        for number in waiting:
            self._end(number)

    def release(self) -> None:
        """Restore the signal handlers, and deliver signals that are still held back."""
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        for waiting in self._waiting:
            signal.raise_signal(waiting)

    def _receive(self, number: int, _: FrameType | None) -> None:
        if self.process is None:
            self._waiting.append(number)
        else:
            self._end(number)

    def _end(self, number: int) -> None:
        previous = self._previous[signal.Signals(number)]
        if previous == signal.SIG_DFL and self.process is not None:
            _signal(self.process, signal.SIGTERM)
        signal.signal(number, previous)
        signal.raise_signal(number)


def _kill(process: Popen[bytes]) -> None:
    try:
        _signal(process, signal.SIGTERM)
        with suppress(TimeoutExpired):
            process.wait(_GRACE)
    finally:
        # Also if the program has ended: those that it started may still run.
        _signal(process, _KILL)
        process.wait()


if sys.platform == "win32":
    _KILL = signal.SIGTERM  # Windows: ends the process at once

    def _signal(process: Popen[bytes], number: signal.Signals) -> None:
        process.send_signal(number)
else:
    _KILL = signal.SIGKILL

    def _signal(process: Popen[bytes], number: signal.Signals) -> None:
        # macOS refuses the signal to a group whose processes have all ended.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
