"""The lock that allows one run at a time in a report folder of a work tree.

The system releases this lock when its process ends, for whatever reason. A killed run can leave the
lock of the index, which `killed_runs.py` removes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from git_report.git.durable import make_private, naming, refuse_writing
from git_report.git.file_lock import try_hold
from git_report.git.refusals import BusyError
from git_report.text import Tell

if TYPE_CHECKING:
    from git_report.git.repository import Repository

# In seconds: a model may take minutes to answer.
PATIENCE = 900
_PAUSE = 0.05  # seconds between the first two attempts
_MAX_PAUSE = 1.0  # seconds: a released lock is noticed soon enough
_TELL_INTERVAL = 60.0  # seconds between messages that it is still waiting


@contextmanager
def lock_folder(repository: Repository, folder: str, tell: Tell) -> Iterator[None]:
    """Hold the lock of a report folder, waiting while another run holds it.

    Waits up to ``report.lockTimeout`` seconds, and tells which process holds it; BusyError if it is
    still held then. Runs in other folders and other work trees are not affected.
    """
    patience = repository.config_number("report.lockTimeout", default=PATIENCE)
    place = repository.git_dir / "git-report" / "turns" / repository.blob_id(os.fsencode(folder))
    try:
        make_private(place.parent)
        # Not "w", which would empty it: the content names the process that holds the lock.
        opened = place.open("a+b")
    except OSError as error:
        raise refuse_writing(repository.git_dir, error) from error
    with opened as file:
        _wait(file, folder, patience, tell)
        with naming(repository.git_dir):
            file.truncate(0)
            file.write(f"{os.getpid()} {time.time():.0f}".encode("ascii"))
            file.flush()
        yield


def _wait(file: IO[bytes], folder: str, patience: float, tell: Tell) -> None:
    begun = time.monotonic()
    last_told = -_TELL_INTERVAL
    pause = _PAUSE
    while not try_hold(file):
        holder = _describe(file)
        where = f"'{folder}'" if folder else "this report folder"
        waited = time.monotonic() - begun
        if waited >= patience:
            raise BusyError(
                f"{where} {holder}",
                hint="try again when it has finished; 'report.lockTimeout' sets how long to wait",
            )
        if waited - last_told >= _TELL_INTERVAL:
            tell(f"waiting: {where} {holder}")
            last_told = waited
        time.sleep(pause)
        pause = min(2 * pause, _MAX_PAUSE)


def _describe(file: IO[bytes]) -> str:
    """The end of a sentence, from the lock file: which process holds the lock, and since when."""
    file.seek(0)
    match file.read(64).split():
        case [pid, since] if pid.isdigit() and since.isdigit():
            seconds = max(0, int(time.time()) - int(since))
            age = f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
            return f"has been locked by process {int(pid)} for {age}"
    return "is locked by another process"
