"""Small files of our own in the git directory: whole or not there, also when the machine stops."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


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
