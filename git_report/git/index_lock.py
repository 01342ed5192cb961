"""The lock of the index, acquired as git does, and locks that a killed git leaves behind."""

from __future__ import annotations

import os
import platform
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from git_report.git.durable import write_synced
from git_report.git.refusals import BusyError
from git_report.report.pasting import quote

PATIENCE = 2.0
# Longer than git holds the lock of a ref: it never waits for the user while holding one.
_STALE_SECONDS = 3.0
_TAG = "report-iterate"


def lock_of(index: Path) -> Path:
    """The path of the lock file of an index."""
    # Git also follows a link to the index before it adds `.lock`.
    place = index.resolve()
    return place.with_name(f"{place.name}.lock")


@contextmanager
def lock_index(index: Path, own: Path, patience: float) -> Iterator[None]:
    """Hold ``index.lock``, so that no other git writes the index or switches the branch.

    `own` is a file on the same file system that names the owner of the lock; it is created if it
    is missing. Waits up to `patience` seconds; BusyError if the lock is still held then.
    """
    lock = lock_of(index)
    if not own.exists():
        owner = f"{_TAG} {os.getpid()} {platform.node()} {own.parent.name}\n"
        write_synced(own, owner.encode("utf-8", "replace"))
    deadline = time.monotonic() + patience
    while not _acquire(own, lock):
        if time.monotonic() >= deadline:
            raise explain_held(lock)
        time.sleep(random.uniform(0.01, 0.1))  # noqa: S311 - so that two that wait do not retry in step
    try:
        yield
    finally:
        release_index(index, own)


def check_free(index: Path) -> None:
    """Raise BusyError if the index has been locked for longer than `PATIENCE`."""
    lock = lock_of(index)
    with suppress(FileNotFoundError):
        if time.time() - lock.lstat().st_mtime > PATIENCE:
            raise explain_held(lock)


def explain_held(lock: Path) -> BusyError:
    """The error for a lock file of git that exists."""
    return BusyError(
        f"'{lock}' exists{_age(lock)}: another git process is running, or one was killed",
        hint=(
            "try again when it has finished",
            f"if no git process is running, remove the file with 'rm {quote(str(lock))}'",
        ),
    )


def release_index(index: Path, own: Path) -> None:
    """Remove the lock of an index if it was made from `own`."""
    lock = lock_of(index)
    # Someone may have removed it as stale, and now hold a lock of their own.
    with suppress(FileNotFoundError):
        if lock.read_bytes() == own.read_bytes():
            lock.unlink()


def is_own_lock(index: Path, own: Path) -> bool:
    """Whether the lock of an index was made from `own`."""
    try:
        return lock_of(index).read_bytes() == own.read_bytes()
    except OSError:
        return False


def find_orphan(index: Path) -> tuple[int, str] | None:
    """The process and the run named in the index lock, if a run on this machine made it."""
    try:
        fields = lock_of(index).read_text(encoding="utf-8", errors="replace").split(" ")
    except OSError:
        return None
    match fields:
        case [tag, pid, host, run] if tag == _TAG and host == platform.node() and pid.isdigit():
            return int(pid), run.strip()
    return None


def clear_stale(locks: list[Path], since: int, until: int | None = None) -> list[Path]:
    """Remove the locks that a killed git process left behind, and return them.

    `locks` are the possible paths. A lock is removed if it was last modified between `since` and
    `until` (in nanoseconds), when that git was running, and some seconds have passed since then.
    """
    removed: list[Path] = []
    for lock in locks:
        found = _identify(lock)
        if found is None or not since <= found[1] <= (until or found[1]):
            continue
        while (left := found[1] / 1e9 + _STALE_SECONDS - time.time()) > 0:
            time.sleep(min(left, _STALE_SECONDS))
        # While this waited, its git may have ended and another one may have made a lock of its
        # own.
        if _identify(lock) == found:
            lock.unlink(missing_ok=True)
            removed.append(lock)
    return removed


def _identify(lock: Path) -> tuple[int, int] | None:
    try:
        status = lock.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def _age(lock: Path) -> str:
    with suppress(OSError):
        seconds = time.time() - lock.lstat().st_mtime
        if seconds >= 60:
            return f" for {seconds / 60:,.0f} min"
    return ""


def _acquire(own: Path, lock: Path) -> bool:
    try:
        # A hard link appears with its content, so that no lock is ever seen without its owner.
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
