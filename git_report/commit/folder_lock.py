"""One run at a time in a report folder of a work tree.

The system lets go of this lock when its process ends, however it ends. What a killed run can leave
is the lock of the index (`git_report.git.index_lock`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from git_report.git.durable import make_private, refuse_writing
from git_report.git.file_lock import try_hold
from git_report.git.refusals import BusyError
from git_report.text import Tell

if TYPE_CHECKING:
    from git_report.git.repository import Repository

# A model may think for minutes.
PATIENCE = 900
_PAUSE = 0.05  # seconds between two tries, at first
_MOST_PAUSE = 1.0  # seconds: a turn that is free is noticed soon enough
_EVERY = 60.0  # seconds between two notes that it still waits


@contextmanager
def lock_folder(repository: Repository, folder: str, tell: Tell) -> Iterator[None]:
    """Wait until no other run works in a folder, and keep others out.

    Waits up to ``report.lockTimeout`` seconds and tells for whom; BusyError if it is still taken
    then. Runs in other folders, and in other work trees, continue meanwhile.
    """
    patience = repository.config_number("report.lockTimeout", default=PATIENCE)
    place = repository.git_dir / "git-report" / "turns" / repository.blob_id(os.fsencode(folder))
    try:
        make_private(place.parent)
        opened = place.open("a+b")
    except OSError as error:
        raise refuse_writing(repository.git_dir, error) from error
    with opened as file:
        _wait(file, folder, patience, tell)
        file.truncate(0)
        file.write(f"{os.getpid()} {time.time():.0f}".encode("ascii"))
        file.flush()
        yield


def _wait(file: IO[bytes], folder: str, patience: float, tell: Tell) -> None:
    begun = time.monotonic()
    told = -_EVERY
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
        if waited - told >= _EVERY:
            tell(f"waiting: {where} {holder}")
            told = waited
        time.sleep(pause)
        pause = min(2 * pause, _MOST_PAUSE)


def _describe(file: IO[bytes]) -> str:
    """By whom it is locked and since when, as the holder has said: the end of a sentence."""
    file.seek(0)
    match file.read(64).split():
        case [pid, since] if pid.isdigit() and since.isdigit():
            seconds = max(0, int(time.time()) - int(since))
            age = f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
            return f"has been locked by process {int(pid)} for {age}"
    return "is locked by another process"
