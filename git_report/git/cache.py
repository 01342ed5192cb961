"""Work that can be done again at any time, kept in the git directory.

What is kept is derived from two blobs and is under their ids, under ``git-report/cache`` in the
directory that linked worktrees share. Nothing depends on it: what cannot be read, is broken or
belongs to other blobs is as if it were not there, and where nothing can be written nothing is kept.
"""

from __future__ import annotations

import os
import re
import secrets
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.git.durable import make_private

if TYPE_CHECKING:
    from git_report.git.repository import Repository

# Beyond either bound the oldest go, down to three quarters of it.
MOST_FILES = 8192
MOST_BYTES = 64 << 20
# One file that is larger is none of ours.
_LARGEST = 8 << 20
# A file of a run that died while it wrote.
_STALE_SECONDS = 3600
_NAME = re.compile(r"[a-z0-9.-]{1,40}")
_BLOB = re.compile(r"[0-9a-f]{40,64}")
_NEW = re.compile(r"[0-9a-f]{16}\.new")
_KEPT = re.compile(rf"{_NAME.pattern}-{_BLOB.pattern}-{_BLOB.pattern}")


class Cache:
    """Texts of one kind by the two blobs that they are derived from.

    `kind` names what is kept and the number of the rules that made it: other rules, other kind.
    """

    def __init__(self, repository: Repository, kind: str) -> None:
        assert _NAME.fullmatch(kind)
        self._folder = repository.common_dir / "git-report" / "cache"
        self._kind = kind
        self._wrote = False
        self._closed = False

    def find(self, prior: str, new: str) -> str | None:
        """What is kept of two blobs, whole and theirs; else None."""
        place = self._place(prior, new)
        try:
            with place.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except OSError:
            return None
        head, _, body = data.partition(b"\n")
        if len(data) > _LARGEST or head != self._head(prior, new, body):
            return None
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            return None

    def keep(self, prior: str, new: str, text: str) -> None:
        """Keep what was derived of two blobs, where that is possible."""
        if self._closed:
            return
        body = text.encode("utf-8", "surrogatepass")
        data = self._head(prior, new, body) + b"\n" + body
        if len(data) > _LARGEST:  # it would not be read again
            return
        place = self._place(prior, new)
        try:
            if not self._wrote:
                make_private(self._folder)
            _replace(place, data)
            self._wrote = True
        except OSError:
            # Read-only, or full: the next would fail as well.
            self._closed = True

    def prune(self) -> None:
        """Let the oldest go where there is too much, if anything was kept since the last time."""
        if self._wrote:
            self._wrote = False
            with suppress(OSError):
                _prune(self._folder)

    def _place(self, prior: str, new: str) -> Path:
        assert _BLOB.fullmatch(prior)
        assert _BLOB.fullmatch(new)
        return self._folder / f"{self._kind}-{prior}-{new}"

    def _head(self, prior: str, new: str, body: bytes) -> bytes:
        told = f"git-report {self._kind} {prior} {new} {len(body)} {zlib.crc32(body):08x}"
        return told.encode("ascii")


def _replace(place: Path, data: bytes) -> None:
    """Put a file there in one step. It may be lost when the machine stops: it is not synced."""
    new = place.with_name(f"{secrets.token_hex(8)}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        new.replace(place)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _prune(folder: Path) -> None:
    now = time.time()
    found: list[tuple[float, int, str]] = []
    with os.scandir(folder) as listing:
        for item in listing:
            # Another process may have been faster.
            with suppress(FileNotFoundError):
                about = item.stat(follow_symlinks=False)
                # Files of other names are not ours: the folder may be a link to another.
                if _KEPT.fullmatch(item.name):
                    found.append((about.st_mtime, about.st_size, item.path))
                elif _NEW.fullmatch(item.name) and about.st_mtime < now - _STALE_SECONDS:
                    Path(item.path).unlink()
    count, size = len(found), sum(each[1] for each in found)
    if count <= MOST_FILES and size <= MOST_BYTES:
        return
    for _, own, path in sorted(found):
        if count <= MOST_FILES * 3 // 4 and size <= MOST_BYTES * 3 // 4:
            return
        with suppress(FileNotFoundError):
            Path(path).unlink()
        count, size = count - 1, size - own
