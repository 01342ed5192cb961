"""Small files of our own in the git directory: whole or not there, also when the machine stops."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from git_report.errors import ReportError


def expect_writable(place: Path) -> None:
    """ReportError where no file can be created in a folder, or in the nearest one above it."""
    from tempfile import TemporaryFile  # no hook needs what it imports

    while not place.exists():
        place = place.parent
    try:
        with TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise refuse_writing(place, error) from error


def refuse_writing(place: Path, error: OSError, need: str = "make it writable") -> ReportError:
    """The error for a folder in which nothing can be written, and what that needs."""
    reason = error.strerror or str(error)
    return ReportError(f"'{place}' cannot be written: {reason}", hint=f"{need}, then try again")


def make_private(folder: Path) -> None:
    """Make a folder for its owner alone, and so what is missing above it."""
    if not folder.parent.is_dir():
        make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def write_whole(place: Path, data: bytes) -> None:
    """Put a file there in one step, also in the place of an older one."""
    new = _write_beside(place, data)
    try:
        new.replace(place)
    finally:
        new.unlink(missing_ok=True)
    sync_folder(place.parent)


def create_whole(place: Path, data: bytes) -> None:
    """Put a file there in one step, unless another process was faster: then its file stays."""
    new = _write_beside(place, data)
    try:
        with suppress(FileExistsError):
            place.hardlink_to(new)
    except OSError:  # a file system without hard links
        if not place.exists():
            new.replace(place)
    finally:
        new.unlink(missing_ok=True)
    sync_folder(place.parent)


def write_synced(place: Path, data: bytes) -> None:
    """Write a file that is not there yet, readable by its owner alone, down to the disk."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names of a folder on disk, where its file system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_beside(place: Path, data: bytes) -> Path:
    new = place.with_name(f"{place.name}.{secrets.token_hex(6)}.new")
    try:
        write_synced(new, data)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return new
