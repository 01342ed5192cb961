"""Limits on the size of a report's files, which are checked before a file is parsed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from git_report.report.snapshot import TooLargeError

SIZE_KEY = "report.maxReportBytes"
SOURCE_KEY = "report.maxSourceBytes"
MOST_BYTES = 2 * 1024**2
_MEGABYTE = 1024**2


def expect_size(name: str, size: int, most: int) -> None:
    """Raise TooLargeError if `size` is more than `most` bytes (0 for no limit)."""
    if most and size > most:
        raise too_large(name, size, most)


def too_large(name: str, size: int | None, most: int) -> TooLargeError:
    """The error for a file or an answer; `size` is None if reading stopped at the limit."""
    from git_report.report.snapshot import TooLargeError  # two files of a diff need no snapshot

    has = (
        f"{size:,} bytes, more than the limit of {most:,}"
        if size is not None
        else f"more than {most:,} bytes"
    )
    return TooLargeError(
        f"'{name}' has {has}",
        hint=f"make it shorter, or {advise_limit(SIZE_KEY, size, most)}",
        path=name,
    )


def advise_limit(key: str, size: int | None, most: int) -> str:
    """The hint that raises a limit above a size, or to twice the limit if the size is unknown."""
    return f"raise the limit with 'git config {key} {-(-(size or 2 * most) // _MEGABYTE)}m'"


def read_file(place: Path, most: int) -> bytes:
    """Read a user's file; TooLargeError, without reading more, above `most` bytes."""
    with place.open("rb") as file:
        expect_size(str(place), os.fstat(file.fileno()).st_size, most)
        # Counted while it is read as well: a device has no size, and a file may grow.
        return read_stream(file, str(place), most)


def read_stream(stream: BinaryIO, name: str, most: int) -> bytes:
    """Read a stream, which may be a pipe; TooLargeError if it has more than `most` bytes."""
    if not most:
        return stream.read()
    data = stream.read(most + 1)
    if len(data) > most:
        raise too_large(name, None, most)
    return data
