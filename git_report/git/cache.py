"""A cache in the git directory for results that can be computed again at any time.

Each text is derived from two blobs and stored under their ids, in ``git-report/cache`` of the
directory that linked worktrees share. Nothing depends on it: an entry that cannot be read, is
damaged or belongs to other blobs counts as missing, and nothing is stored if the directory cannot
be written.
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

# Above either limit, the oldest files are removed until at most three quarters of it are used.
MOST_FILES = 8192
MOST_BYTES = 64 << 20
# No larger file is written or read.
_LARGEST = 8 << 20
# A temporary file this old was left by a process that died while writing.
_STALE_SECONDS = 3600
_NAME = re.compile(r"[a-z0-9.-]{1,40}")
_BLOB = re.compile(r"[0-9a-f]{40,64}")
_NEW = re.compile(r"[0-9a-f]{16}\.new")
_KEPT = re.compile(rf"{_NAME.pattern}-{_BLOB.pattern}-{_BLOB.pattern}")


class Cache:
    """Cached texts of one kind, by the two blobs that each is derived from.

    `kind` names the content and the version of the rules that made it; new rules need a new kind.
    """

    def __init__(self, repository: Repository, kind: str) -> None:
        assert _NAME.fullmatch(kind)
        self._folder = repository.common_dir / "git-report" / "cache"
        self._kind = kind
        self._wrote = False
        self._closed = False

    def find(self, prior: str, new: str) -> str | None:
        """The text stored for two blobs; None if it is missing or damaged."""
        place = self._place(prior, new)
        try:
            with place.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except OSError:
            return None
        head, _, body = data.partition(b"\n")
        # The head has the length and a checksum: the files are not synced, so a power failure can
        # leave one that is empty or cut.
        if len(data) > _LARGEST or head != self._head(prior, new, body):
            return None
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            return None

    def keep(self, prior: str, new: str, text: str) -> bool:
        """Store the text derived from two blobs; False if the cache cannot be written."""
        if self._closed:
            return False
        body = text.encode("utf-8", "surrogatepass")
        data = self._head(prior, new, body) + b"\n" + body
        if len(data) > _LARGEST:  # find would reject it
            return True
        place = self._place(prior, new)
        try:
            if not self._wrote:
                make_private(self._folder)
            _replace(place, data)
            self._wrote = True
        except OSError:
            # The disk is read-only or full: later writes would fail too.
            self._closed = True
        return not self._closed

    def prune(self) -> None:
        """Remove the oldest files above the limits, if anything was stored since the last call."""
        if self._wrote:
            self._wrote = False
            with suppress(OSError):
                _prune(self._folder)

    def _place(self, prior: str, new: str) -> Path:
        assert _BLOB.fullmatch(prior)
        assert _BLOB.fullmatch(new)
        return self._folder / f"{self._kind}-{prior}-{new}"

    def _head(self, prior: str, new: str, body: bytes) -> bytes:
        header = f"git-report {self._kind} {prior} {new} {len(body)} {zlib.crc32(body):08x}"
        return header.encode("ascii")


def _replace(place: Path, data: bytes) -> None:
    """Write a file atomically, but without syncing it: a power failure may lose it."""
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
            # Another process may have removed it.
            with suppress(FileNotFoundError):
                about = item.stat(follow_symlinks=False)
                # Leave files with other names alone: the folder may be a link to somewhere else.
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
