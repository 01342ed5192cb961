"""Defer signals while a commit is made."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

# The signals that ask a process to end; Windows has no SIGHUP.
ENDING_SIGNALS = tuple(
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class Interrupts:
    """Defer SIGINT, SIGTERM and SIGHUP, and deliver the first one at the end.

    A running hook is allowed to finish (the pre-commit framework must restore the work tree), and
    so is everything after the commit point. In between, `checkpoint` stops. Only the main thread
    can handle signals; in other threads this does nothing.
    """

    def __init__(self) -> None:
        self._caught: list[int] = []
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            for number in ENDING_SIGNALS:
                handler = signal.getsignal(number)
                # None: not installed by Python. An ignored signal (nohup) stays ignored.
                if handler not in {None, signal.SIG_IGN}:
                    self._handlers[number] = handler
                    signal.signal(number, self._note)
        return self

    def _note(self, number: int, _: FrameType | None) -> None:
        self._caught.append(number)

    def checkpoint(self) -> None:
        """Raise KeyboardInterrupt if a signal has arrived; nothing has been changed so far."""
        if self._caught:
            raise KeyboardInterrupt

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        if self._caught:
            signal.raise_signal(self._caught[0])
