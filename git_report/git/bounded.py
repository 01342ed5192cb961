"""Commits of an untrusted push, listed and read only up to a limit."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from git_report.errors import ReportError
from git_report.git.plumbing import Git
from git_report.git.snapshots import CommitSnapshot
from git_report.report.snapshot import DIRECTORY, REGULAR, Entry, TooLargeError

# A few small trees that contain one another many times list millions of paths.
_MAX_LISTED = 500_000
_MAX_BYTES = 64 * 1024**2
# Four times PATH_MAX on Linux.
_MAX_PATH = 16 * 1024
_ABSENT = Entry("000000")


@dataclass(frozen=True, slots=True)
class Listings:
    """The paths of commits; each listing has at most `most` of them.

    Trees are compared here, not by `git diff-tree`, which collects all paths before it prints any.
    """

    git: Git = field(repr=False)
    most: int = _MAX_LISTED

    def changes(self, base: str | None, commit: str) -> dict[str, Entry]:
        """The paths that differ between two commits, with their entries in the second.

        Without a base, all paths of the commit. A deleted path has the mode ``000000``. ReportError
        if there are too many.
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
                was, now = before.get(name, _ABSENT), after.get(name, _ABSENT)
                # Even if only one of them is a folder, which replaced a file or was replaced by
                # one: a file in it that is not listed would not be checked.
                if DIRECTORY in (was.mode, now.mode):
                    pending.append((path, _tree(was), _tree(now)))
                if _is_file(now):
                    found[path] = now
                elif _is_file(was):
                    found[path] = _ABSENT
        return found

    def files(self, commit: str) -> list[tuple[str, str]]:
        """All paths of a commit with their modes; ReportError if there are too many."""
        limit = min(_MAX_BYTES, self.most * 128)
        output = self.git.runner.run_bounded("ls-tree", "-r", "-z", commit, limit=limit)
        if output is None:
            raise _too_many(commit)
        records = (record.partition(b"\t") for record in output.split(b"\0")[:-1])
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
    """A commit whose files are read up to `most` bytes (0: no limit), with bounded `listings`."""

    most: int = 0
    listings: Listings | None = field(default=None, repr=False)

    def read(self, path: str) -> bytes:
        """The blob at a path; TooLargeError if it has more than `most` bytes."""
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
    """Whether an entry is a file, a symbolic link or a submodule."""
    return entry.mode not in (DIRECTORY, _ABSENT.mode)


def _tree(entry: Entry) -> str | None:
    return entry.oid if entry.mode == DIRECTORY else None


def _too_many(commit: str) -> ReportError:
    return ReportError(
        f"commit {commit[:12]} has too many paths to be checked", hint="push smaller commits"
    )
