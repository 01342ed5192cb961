"""Commits of a stranger: listed and read up to a limit."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from git_report.errors import ReportError
from git_report.repo.repository import Repository
from git_report.repo.snapshots import CommitSnapshot
from git_report.report.snapshot import REGULAR, Entry, TooLargeError

# A tree that holds itself over and over lists without an end. So many bytes are more than a
# million paths, for all the commits together.
_MAX_LISTED_BYTES = 128 * 1024**2


@dataclass(eq=False)
class Listings:
    """What `git` lists of the trees of a push, all in all up to so many bytes."""

    repository: Repository = field(repr=False)
    left: int = _MAX_LISTED_BYTES

    def changes(self, base: str | None, commit: str) -> dict[str, Entry]:
        """The paths that differ between two commits, as the second has them; all without a base.

        A path that is gone has the mode ``000000``.
        """
        empty = self.repository.object_id("tree", b"")
        fields = self._list(
            "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", base or empty, commit
        )
        return dict(map(_read_change, fields[0::2], fields[1::2]))

    def files(self, commit: str) -> list[tuple[str, str]]:
        """All paths of a commit with their modes."""
        records = (record.partition(b"\t") for record in self._list("ls-tree", "-r", "-z", commit))
        return [(os.fsdecode(path), about[:6].decode("ascii")) for about, _, path in records]

    def _list(self, *args: str) -> list[bytes]:
        told = self.repository.runner.run_bounded(*args, limit=self.left)
        if told is None:
            raise ReportError(
                f"too many paths up to commit {args[-1][:12]}",
                hint="push fewer commits at once, or smaller ones",
            )
        self.left -= len(told)
        return told.split(b"\0")[:-1]


@dataclass(frozen=True, eq=False)
class BoundedSnapshot(CommitSnapshot):
    """A commit of which files up to `most` bytes are read (0: any size), and so much is listed."""

    most: int = 0
    listings: Listings | None = field(default=None, repr=False)

    def read(self, path: str) -> bytes:
        """The blob at a path; TooLargeError where it has more bytes than are read."""
        entry = self.entry(path)
        if self.most and entry is not None and entry.mode in REGULAR:
            size = self.repository.objects.size(entry.oid)
            if size > self.most:
                raise TooLargeError(
                    f"'{path}' of commit {self.commit[:12]} has {size} bytes; "
                    f"not more than {self.most} are read here",
                    hint="make it shorter",
                )
        return super().read(path)

    def markdown_files(self) -> tuple[str, ...]:
        """The paths of all `.md` files of the commit, sorted."""
        if self.listings is None:
            return super().markdown_files()
        files = self.listings.files(self.commit)
        return tuple(sorted(p for p, mode in files if p.endswith(".md") and mode in REGULAR))


def _read_change(about: bytes, path: bytes) -> tuple[str, Entry]:
    _, mode, _, oid, _ = about.decode("ascii").split(" ")
    return os.fsdecode(path), Entry(mode, oid)
