"""A time limit for a command."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from git_report.errors import ReportError

if sys.platform == "win32":

    @contextmanager
    def deadline(seconds: float) -> Iterator[None]:  # noqa: ARG001
        """No limit, since there are no timers."""
        yield
else:

    @contextmanager
    def deadline(seconds: float) -> Iterator[None]:
        """Raise ReportError in the body once it has taken so many seconds; never for 0.

        It is raised again every second, since the body may catch it as an error of its own.
        """
        if seconds <= 0:
            yield
            return

        def give_up(_number: int, _frame: FrameType | None) -> NoReturn:
            raise ReportError(
                f"the check of the push took more than {seconds} seconds",
                hint="push fewer commits at once; the limit is 'git config report.maxPushSeconds' "
                "on the server",
            )

        before = signal.signal(signal.SIGALRM, give_up)
        signal.setitimer(signal.ITIMER_REAL, seconds, 1)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
