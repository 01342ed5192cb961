"""Write files so that they survive a crash or a full disk: complete, or as they were."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from git_report.errors import ReportError


def expect_writable(place: Path) -> None:
    """Raise ReportError if no file can be created in a folder, or in the nearest one above it."""
    from tempfile import TemporaryFile  # no hook needs what it imports

    while not place.exists():
        place = place.parent
    try:
        with TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise refuse_writing(place, error) from error


def refuse_writing(place: Path, error: OSError, need: str = "make it writable") -> ReportError:
    """The error for a folder that cannot be written; `need` says what to do about it."""
    reason = error.strerror or str(error)
    return ReportError(f"'{place}' cannot be written: {reason}", hint=f"{need}, then try again")


@contextmanager
def naming(place: Path) -> Iterator[None]:
    """Name a place in an OSError without a file name, as that of a write to a full disk is."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = os.fspath(place)
        raise


def make_private(folder: Path) -> None:
    """Create a folder, and its missing parents, to which only the owner has access."""
    if not folder.parent.is_dir():
        make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def write_whole(place: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file atomically; an existing one is replaced. The umask applies to `mode`."""
    new = _write_beside(place, data, mode)
    try:
        new.replace(place)
    finally:
        new.unlink(missing_ok=True)
    sync_folder(place.parent)


def create_whole(place: Path, data: bytes) -> None:
    """Create a file atomically; if another process has created it meanwhile, keep that one."""
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


def write_synced(place: Path, data: bytes, mode: int = 0o600) -> None:
    """Create a file, by default one that only its owner can read, and sync it to disk."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Sync the entries of a folder to disk, if its file system supports that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_beside(place: Path, data: bytes, mode: int = 0o600) -> Path:
    new = place.with_name(f"{place.name}.{secrets.token_hex(6)}.new")
    try:
        write_synced(new, data, mode)
    except OSError as error:
        new.unlink(missing_ok=True)
        error.filename = os.fspath(place)  # nobody knows the temporary one
        raise
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return new
