"""A program that runs for us: its three pipes, attended at once, and its end."""

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
# What a program left running keeps its pipes open: they are not waited for longer than this.
_DRAIN = 0.5
_GRACE = 2.0  # seconds to end by itself before it is killed


class Pipes:
    """Feeds a program `question`, gathers its output in `out`, hands its messages to `receive`.

    A program that does not read the question to its end is none the worse for it.
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
    """Start a program that leads a process group, and end the group where we fail or end.

    It may clean up for a moment. At the end its pipes are closed.
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
    """What ends us ends `process` too, whose group is another; until it is there, signals wait.

    On a busy machine a signal comes between a program's start and our next statement, and the
    program would run on without an owner.
    """

    def __init__(self) -> None:
        self.process: Popen[bytes] | None = None
        self._waiting: list[int] = []
        self._previous: dict[signal.Signals, Callable[..., object] | int] = {}
        if threading.current_thread() is threading.main_thread():
            for number in ENDING_SIGNALS:
                handler = signal.getsignal(number)
                # What is ignored stays so: a new program inherits that, and no handler.
                if callable(handler) or handler == signal.SIG_DFL:
                    self._previous[number] = handler
                    signal.signal(number, self._receive)

    def deliver(self) -> None:
        """Let what waited take its effect."""
        waiting, self._waiting = self._waiting, []
        for number in waiting:
            self._end(number)

    def release(self) -> None:
        """Give the signals back, and let what still waits take its effect."""
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
        _signal(process, _KILL)
        process.wait()


if sys.platform == "win32":
    _KILL = signal.SIGTERM  # which ends a process at once there

    def _signal(process: Popen[bytes], number: signal.Signals) -> None:
        process.send_signal(number)
else:
    _KILL = signal.SIGKILL

    def _signal(process: Popen[bytes], number: signal.Signals) -> None:
        # macOS refuses the signal to a group whose processes have all ended.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
