"""Commits of a stranger: listed and read up to a limit."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from git_report.errors import ReportError
from git_report.git.plumbing import Git
from git_report.git.snapshots import CommitSnapshot
from git_report.report.snapshot import DIRECTORY, REGULAR, Entry, TooLargeError

# A tree that contains itself over and over lists without an end, and packs small.
_MAX_LISTED = 500_000
_MAX_BYTES = 64 * 1024**2
# Four times what a path may have on Linux.
_MAX_PATH = 16 * 1024
_GONE = Entry("000000")


@dataclass(frozen=True, slots=True)
class Listings:
    """What the trees of a push list, each time up to so many paths.

    Trees are compared here and not by `git diff-tree`, which gathers all before it tells any.
    """

    git: Git = field(repr=False)
    most: int = _MAX_LISTED

    def changes(self, base: str | None, commit: str) -> dict[str, Entry]:
        """The paths that differ between two commits, as the second has them; all without a base.

        A path that is gone has the mode ``000000``. ReportError where there are too many.
        """
        found: dict[str, Entry] = {}
        pending: list[tuple[str, str | None, str | None]] = [
            ("", base and f"{base}^{{tree}}", f"{commit}^{{tree}}")
        ]
        listed = 0
        while pending:
            folder, old, new = pending.pop()
            before, after = self._read(old), self._read(new)
            differing = [n for n in {**before, **after} if before.get(n) != after.get(n)]
            listed += len(differing)
            if listed > self.most:
                raise _too_many(commit)
            for name in differing:
                path = _join(folder, name, commit)
                was, now = before.get(name, _GONE), after.get(name, _GONE)
                if DIRECTORY in (was.mode, now.mode):
                    pending.append((path, _tree(was), _tree(now)))
                if _is_file(now):
                    found[path] = now
                elif _is_file(was):
                    found[path] = _GONE
        return found

    def files(self, commit: str) -> list[tuple[str, str]]:
        """All paths of a commit with their modes; ReportError where there are too many."""
        limit = min(_MAX_BYTES, self.most * 128)
        told = self.git.runner.run_bounded("ls-tree", "-r", "-z", commit, limit=limit)
        if told is None:
            raise _too_many(commit)
        records = (record.partition(b"\t") for record in told.split(b"\0")[:-1])
        return [(os.fsdecode(path), about[:6].decode("ascii")) for about, _, path in records]

    def _read(self, tree: str | None) -> Mapping[str, Entry]:
        if not tree:
            return {}
        objects = self.git.objects
        if objects.size(tree) > _MAX_BYTES:
            raise ReportError(f"the tree '{tree}' is too large", hint="split it into folders")
        return objects.read_tree(tree)


@dataclass(frozen=True, eq=False)
class BoundedSnapshot(CommitSnapshot):
    """A commit of which files up to `most` bytes are read (0: any size), and so much is listed."""

    most: int = 0
    listings: Listings | None = field(default=None, repr=False)

    def read(self, path: str) -> bytes:
        """The blob at a path; TooLargeError where it has more bytes than are read."""
        entry = self.entry(path)
        if self.most and entry is not None and entry.mode in REGULAR:
            size = self.git.objects.size(entry.oid)
            if size > self.most:
                raise TooLargeError(
                    f"'{path}' of commit {self.commit[:12]} has {size:,} bytes, more than the "
                    f"limit of {self.most:,}",
                    hint="make it shorter",
                    path=path,
                )
        return super().read(path)

    def markdown_files(self) -> tuple[str, ...]:
        """The paths of all `.md` files of the commit, sorted."""
        if self.listings is None:
            return super().markdown_files()
        files = self.listings.files(self.commit)
        return tuple(sorted(p for p, mode in files if p.endswith(".md") and mode in REGULAR))


def _join(folder: str, name: str, commit: str) -> str:
    path = f"{folder}/{name}" if folder else name
    if len(path) > _MAX_PATH:
        raise ReportError(f"a path in commit {commit[:12]} is too long", hint="shorten it")
    return path


def _is_file(entry: Entry) -> bool:
    """Whether it is a path of its own: a file, a link or a submodule."""
    return entry.mode not in (DIRECTORY, _GONE.mode)


def _tree(entry: Entry) -> str | None:
    return entry.oid if entry.mode == DIRECTORY else None


def _too_many(commit: str) -> ReportError:
    return ReportError(
        f"commit {commit[:12]} has too many paths to be checked", hint="push smaller commits"
    )
