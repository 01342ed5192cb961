"""Signals held back while a commit is made."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

# What asks a process to end; Windows has no SIGHUP.
ENDING_SIGNALS = tuple(
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class Interrupts:
    """Hold SIGINT, SIGTERM and SIGHUP back, and deliver the first one at the end.

    A hook that is running comes to its own end (the pre-commit framework must restore the work
    tree), and what was begun after the commit point is finished. In between, `checkpoint` gives
    up. Only the main thread can hold signals; elsewhere this does nothing.
    """

    def __init__(self) -> None:
        self._caught: list[int] = []
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            for number in ENDING_SIGNALS:
                handler = signal.getsignal(number)
                # None: not from Python. Ignored (nohup) stays ignored.
                if handler not in {None, signal.SIG_IGN}:
                    self._handlers[number] = handler
                    signal.signal(number, self._note)
        return self

    def _note(self, number: int, _: FrameType | None) -> None:
        self._caught.append(number)

    def checkpoint(self) -> None:
        """Give up here, where nothing has happened yet, if a signal came."""
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
