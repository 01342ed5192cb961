from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from git_report.commit.commit import commit
from git_report.commit.interrupts import Interrupts
from tests.checkouts import Checkout, MakeRepository
from tests.commit.planning import (
    BASE,
    CHANGES,
    leftovers,
    make_busy,
    make_plan,
    others,
    whole_state,
)

_RUN = (
    "from tests.commit.planning import *; from pathlib import Path; from git_report.commit.commit \
import commit; commit(*make_plan(Path()))"
)
_ROOT = Path(__file__).parents[2]


def _start_and_signal(checkout: Checkout, hook: str, number: int) -> int:
    """Run a commit in a process of its own, and signal it while a hook runs; how it ended."""
    checkout.hook(hook, "touch .git/reached; sleep 0.4; touch .git/ended")
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN],
        cwd=checkout.root,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while not (checkout.root / ".git/reached").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(number)
    status = process.wait(20)
    (checkout.root / ".git/hooks" / hook).unlink()
    return status


@pytest.fixture(autouse=True)
def _signals_arrive() -> Iterator[None]:
    """A shell that starts the tests in the background has them ignore SIGINT: not in here."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_before_the_commit_point_nothing_is_left(
    number: int, make_repository: MakeRepository
) -> None:
    checkout = make_repository("early", BASE)
    make_busy(checkout)
    before = whole_state(checkout)
    assert _start_and_signal(checkout, "pre-commit", number) == -number
    assert (checkout.root / ".git/ended").exists()  # a hook is never cut off
    assert whole_state(checkout) == before
    assert leftovers(checkout) == []


@pytest.mark.parametrize("hook", ["reference-transaction", "post-commit"])
def test_after_it_the_commit_is_finished(hook: str, make_repository: MakeRepository) -> None:
    checkout = make_repository("late", BASE)
    make_busy(checkout)
    before = others(checkout)
    assert _start_and_signal(checkout, hook, signal.SIGTERM) == -signal.SIGTERM
    assert checkout.text("log", "-1", "--format=%s") == "report-02: a"
    assert checkout.text("status", "--porcelain", "--", *CHANGES) == ""
    assert others(checkout) == before
    assert leftovers(checkout) == []


def test_a_signal_is_delivered_once_all_is_done() -> None:
    reached: list[str] = []

    def work() -> None:
        with Interrupts() as interrupts:
            signal.raise_signal(signal.SIGINT)
            reached.append("held back")
            with pytest.raises(KeyboardInterrupt):
                interrupts.checkpoint()
            reached.append("end")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert reached == ["held back", "end"]


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Interrupts() as interrupts:
            signal.raise_signal(signal.SIGHUP)
            interrupts.checkpoint()
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_handlers_are_as_before_a_commit(make_repository: MakeRepository) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    commit(*make_plan(make_repository("plain", BASE)))
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
