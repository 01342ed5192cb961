"""How large the files of a report may be: what is larger is refused before anything parses it."""

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
    """TooLargeError where something has more than `most` bytes (0 for any number)."""
    if most and size > most:
        raise too_large(name, size, most)


def too_large(name: str, size: int | None, most: int) -> TooLargeError:
    """The error for a file or an answer; its size is None where reading stopped at the limit."""
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
    """How to raise a limit above a size; above twice the limit where the size is not known."""
    return f"raise the limit with 'git config {key} {-(-(size or 2 * most) // _MEGABYTE)}m'"


def read_file(place: Path, most: int) -> bytes:
    """The bytes of a person's file; TooLargeError above `most`, and no more is read."""
    with place.open("rb") as file:
        expect_size(str(place), os.fstat(file.fileno()).st_size, most)
        return read_stream(file, str(place), most)


def read_stream(stream: BinaryIO, name: str, most: int) -> bytes:
    """All of a stream, which may be a pipe; TooLargeError where it has more than `most` bytes."""
    if not most:
        return stream.read()
    data = stream.read(most + 1)
    if len(data) > most:
        raise too_large(name, None, most)
    return data
