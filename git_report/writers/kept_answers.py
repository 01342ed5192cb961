"""Store a model's answers in the git directory until their version is committed.

Everything is under ``git-report`` in the directory that linked worktrees share, readable by its
owner alone.
"""

from __future__ import annotations

import re
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.git.durable import create_whole, make_private, write_whole
from git_report.report.pasting import quote

if TYPE_CHECKING:
    from git_report.git.repository import Repository

_KEPT_DAYS = 14
_SECRET_BYTES = 32
_KEY = re.compile(r"[0-9a-f]{1,64}")


class Answers:
    """Complete answers by the key of their prompt: ``answers/<key>.json``.

    A key has 1 to 64 lower-case hex digits. Answers that were not used for 14 days are removed
    when the next one is stored. Raises ReportError if the disk refuses.
    """

    def __init__(self, repository: Repository) -> None:
        self._folder = repository.common_dir / "git-report" / "answers"

    def find(self, key: str) -> bytes | None:
        """A stored answer, or None."""
        try:
            return self._place(key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _refused("read", self._place(key), error) from error

    def put(self, key: str, data: bytes) -> None:
        """Store an answer: it is on disk, complete, when this returns."""
        place = self._place(key)
        try:
            make_private(self._folder)
            write_whole(place, data)
            self._prune()
        except OSError as error:
            raise _refused("written", place, error) from error

    def drop(self, start: str) -> None:
        """Remove the answers whose keys begin with `start`."""
        place = self._place(start)
        try:
            for kept in self._folder.glob(f"{start}*.json"):
                kept.unlink(missing_ok=True)
        except OSError as error:
            raise _refused("removed", place, error) from error

    def _prune(self) -> None:
        oldest = time.time() - _KEPT_DAYS * 86400
        for place in self._folder.iterdir():
            # Another process may prune at the same time.
            with suppress(FileNotFoundError):
                if place.lstat().st_mtime < oldest:
                    place.unlink()

    def _place(self, key: str) -> Path:
        # It becomes a part of a path and of a glob.
        if not _KEY.fullmatch(key):
            raise ValueError(f"a key is lower-case hex digits, not {key!r}")
        return self._folder / f"{key}.json"


def read_secret(repository: Repository) -> bytes:
    """The repository's secret, 32 bytes that never leave it; created when it is first needed."""
    place = repository.common_dir / "git-report" / "secret"
    try:
        if not place.exists():
            make_private(place.parent)
            create_whole(place, secrets.token_bytes(_SECRET_BYTES))
        # Read back, because another process may have created it first.
        data = place.read_bytes()
    except OSError as error:
        raise _refused("written", place, error) from error
    if len(data) != _SECRET_BYTES:
        raise ReportError(
            f"'{place}' does not contain a key of {_SECRET_BYTES} bytes",
            hint=f"remove it with 'rm {quote(str(place))}'; a new one will be made",
        )
    return data


def _refused(done: str, place: Path, error: OSError) -> ReportError:
    return ReportError(
        f"'{place}' cannot be {done}: {error.strerror or error}",
        hint="check free space and permissions of the git directory",
    )
