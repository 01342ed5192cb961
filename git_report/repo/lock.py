"""The lock of the index, taken as git takes it."""

from __future__ import annotations

import os
import platform
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from git_report.repo.refusals import BusyError

PATIENCE = 2.0


@contextmanager
def lock_index(index: Path, scratch: Path, patience: float) -> Iterator[None]:
    """Hold ``index.lock``, so that no other git writes the index or switches the branch.

    Waits up to `patience` seconds; BusyError if it is still held then. The lock says whose it is.
    """
    place = index.resolve()
    lock = place.with_name(f"{place.name}.lock")
    own = scratch / "lock"
    own.write_text(f"report-iterate {os.getpid()} {platform.node()}\n", encoding="utf-8")
    deadline = time.monotonic() + patience
    while not _take(own, lock):
        if time.monotonic() >= deadline:
            raise BusyError(
                f"'{lock}' exists: another git process is running, or one died here",
                hint="run again when it is done; if no git is running, remove that file first",
            )
        time.sleep(random.uniform(0.01, 0.1))  # noqa: S311 - so that two who wait do not march
    try:
        yield
    finally:
        # Somebody may have taken it for a stale one, and hold one of his own now.
        with suppress(FileNotFoundError):
            if lock.read_bytes() == own.read_bytes():
                lock.unlink()


def _take(own: Path, lock: Path) -> bool:
    try:
        # A link comes with its content: nobody finds a lock that does not say whose it is.
        lock.hardlink_to(own)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        return _create(own, lock)
    return True


def _create(own: Path, lock: Path) -> bool:
    try:
        with lock.open("xb") as file:
            file.write(own.read_bytes())
    except FileExistsError:
        return False
    return True
