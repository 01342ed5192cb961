"""The three states of a repository that can be read: a commit, the index, the work tree."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from git_report.errors import ReportError
from git_report.git.paths import is_git_name, is_repository_path
from git_report.report.folder import is_report_file
from git_report.report.pasting import quote
from git_report.report.snapshot import (
    CONFLICT,
    DIRECTORY,
    REGULAR,
    SUBMODULE,
    SYMLINK,
    ConflictError,
    Entry,
)

if TYPE_CHECKING:
    from git_report.git.plumbing import Git
    from git_report.git.worktree import Worktree

_KINDS = {SYMLINK: "a symbolic link", SUBMODULE: "a submodule", DIRECTORY: "a directory"}
# From the root, wherever the person is.
_TRACKED = "git ls-files :/"
_ALL = "git ls-files -co :/"
# Git LFS then writes the pointer again for what it would have to download.
_WITHOUT_NETWORK = {"GIT_LFS_SKIP_SMUDGE": "1"}
# The empty blob, in SHA-1 and in SHA-256.
_EMPTY = frozenset(
    {
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    }
)


def _expect_file(path: str, entry: Entry | None, state: str, listing: str) -> Entry:
    """The entry of a file; ReportError for others. The command `listing` lists those of a state."""
    if entry is None:
        raise ReportError(
            f"'{path}' is not in the {state}", hint=f"list its files with '{listing}'"
        )
    if entry.mode not in REGULAR:
        raise ReportError(
            f"'{path}' is {_KINDS.get(entry.mode, 'not a regular file')}",
            hint="replace it with a regular file",
        )
    return entry


@dataclass(frozen=True, eq=False)
class _GitSnapshot:
    """What the snapshots of all three states have in common."""

    git: Git = field(repr=False)

    @property
    def report_bytes(self) -> int:
        """The configured maximum size of a report's file in bytes; 0 for no limit."""
        return self.git.report_bytes

    def blob_id(self, data: bytes) -> str:
        """The object id of a blob of these bytes."""
        return self.git.blob_id(data)

    def check_out(self, path: str, data: bytes) -> bytes:
        """What a checkout has of bytes as git stores them at a path, without a network."""
        from git_report.git.attributes import Attributes  # for a pointer, not for each hook
        from git_report.git.filters import smudge

        return smudge(self.git, Attributes(self.git.runner), path, data, env=_WITHOUT_NETWORK)

    def _read_blob(self, path: str, oid: str) -> bytes:
        """Read a file's blob; TooLargeError if a file of a report exceeds `report_bytes`."""
        most = self.report_bytes if is_report_file(path) else 0
        return self.git.objects.read(oid, "blob", name=path, most=most)


@dataclass(frozen=True, eq=False)
class CommitSnapshot(_GitSnapshot):
    """The tree of a commit, read on demand."""

    name: str
    commit: str
    _trees: dict[str, Mapping[str, Entry]] = field(default_factory=dict, repr=False)

    def entries(self, folder: str) -> Mapping[str, Entry]:
        """The names directly in a folder; empty if there is no such folder."""
        if folder not in self._trees:
            self._trees[folder] = self._read_tree(folder)
        return self._trees[folder]

    def _read_tree(self, folder: str) -> Mapping[str, Entry]:
        if not folder:
            return self.git.objects.read_tree(f"{self.commit}^{{tree}}")
        self._read_above(folder)
        entry = self.entry(folder)
        if entry is None or entry.mode != DIRECTORY:
            return {}
        return self.git.objects.read_tree(entry.oid)

    def _read_above(self, folder: str) -> None:
        """Read the parents of a folder from the top down: recursion could exhaust the stack."""
        above = []
        while (folder := folder.rpartition("/")[0]) and folder not in self._trees:
            above.append(folder)
        for folder in reversed(above):
            self.entries(folder)

    def entry(self, path: str) -> Entry | None:
        """The entry at a path, or None."""
        if not path:
            return Entry(DIRECTORY)
        if not is_repository_path(path):
            return None
        folder, _, name = path.rpartition("/")
        return self.entries(folder).get(name)

    def read(self, path: str) -> bytes:
        """The blob at a path; ReportError if there is no file."""
        state = f"commit {self.name[:12] if self.name == self.commit else self.name}"
        listing = f"git ls-tree -r --name-only --full-tree {quote(self.name)}"
        entry = _expect_file(path, self.entry(path), state, listing)
        return self._read_blob(path, entry.oid)

    def markdown_files(self) -> tuple[str, ...]:
        """The paths of all `.md` files of the commit, sorted."""
        output = self.git.git("ls-tree", "-r", "-z", self.commit)
        records = (record.partition(b"\t") for record in output.split(b"\0") if record)
        return tuple(
            sorted(
                os.fsdecode(path)
                for about, _, path in records
                if path.endswith(b".md") and about[:6].decode("ascii") in REGULAR
            )
        )


class _Listing(NamedTuple):
    """The records of ``git ls-files -s -z`` and their paths as bytes, in index order."""

    records: Sequence[bytes]
    paths: Sequence[bytes]

    def below(self, prefix: bytes) -> tuple[int, int]:
        """The range of the paths in a folder; `prefix` is its path with a slash."""
        after = prefix[:-1] + b"0"  # "0" follows "/" in ASCII
        return bisect_left(self.paths, prefix), bisect_left(self.paths, after)


@dataclass(frozen=True, eq=False)
class IndexSnapshot(_GitSnapshot):
    """The index: what would be committed, without entries that are only intended to be added."""

    _folders: dict[str, Mapping[str, Entry]] = field(default_factory=dict, repr=False)

    @cached_property
    def _listing(self) -> _Listing:
        # Listed once: git reads the whole index for any request, and a second process costs more.
        output = self.git.git("ls-files", "-s", "-z")
        records = output.split(b"\0")[:-1]
        return _Listing(records, [record[record.index(b"\t") + 1 :] for record in records])

    @property
    def name(self) -> str:
        """``index``."""
        return "index"

    def entries(self, folder: str) -> Mapping[str, Entry]:
        """The names directly in a folder; one with a conflict has the mode ``conflict``."""
        if folder not in self._folders:
            self._folders[folder] = self._list(folder)
        return self._folders[folder]

    def _list(self, folder: str) -> dict[str, Entry]:
        if folder and not is_repository_path(folder):
            return {}
        listing = self._listing
        prefix = os.fsencode(f"{folder}/" if folder else "")
        at, end = listing.below(prefix) if prefix else (0, len(listing.paths))
        found: dict[str, Entry] = {}
        while at < end:
            name, slash, _ = listing.paths[at][len(prefix) :].partition(b"/")
            entry = Entry(DIRECTORY) if slash else self._read(listing.records[at])
            if entry is not None:
                found[os.fsdecode(name)] = entry
            at = listing.below(prefix + name + slash)[1] if slash else at + 1
        return found

    def _read(self, record: bytes) -> Entry | None:
        """The entry of a record of the listing; None if it is only intended to be added."""
        about, _, name = record.partition(b"\t")
        mode, oid, stage = about.decode("ascii").split(" ")
        if stage != "0":
            return Entry(CONFLICT)
        # Asked in this order, since few commits have an empty file, and the other question takes
        # a process.
        if oid in _EMPTY and name in self._intended:
            return None
        return Entry(mode, oid)

    @cached_property
    def _intended(self) -> frozenset[bytes]:
        """The paths of ``git add --intent-to-add``; the index lists them as empty files."""
        output = self.git.git("diff-files", "-z", "--name-only", "--diff-filter=A")
        return frozenset(output.split(b"\0"))

    def entry(self, path: str) -> Entry | None:
        """The entry at a path, or None."""
        if not path:
            return Entry(DIRECTORY)
        if not is_repository_path(path):
            return None
        folder, _, name = path.rpartition("/")
        if folder in self._folders:
            return self._folders[folder].get(name)
        listing, encoded = self._listing, os.fsencode(path)
        first, end = listing.below(encoded + b"/")
        if first < end:
            return Entry(DIRECTORY)
        at = bisect_left(listing.paths, encoded)
        there = at < len(listing.paths) and listing.paths[at] == encoded
        return self._read(listing.records[at]) if there else None

    def read(self, path: str) -> bytes:
        """The staged blob at a path; ReportError if there is no file, or a conflict."""
        entry = self.entry(path)
        if entry is not None and entry.mode == CONFLICT:
            raise ConflictError(f"'{path}' has a merge conflict", path)
        return self._read_blob(path, _expect_file(path, entry, "index", _TRACKED).oid)

    def markdown_files(self) -> tuple[str, ...]:
        """The paths of all `.md` files of the index, sorted."""
        listing = self._listing
        staged = {
            os.fsdecode(path)
            for path, record in zip(listing.paths, listing.records, strict=True)
            if path.endswith(b".md")
            and (entry := self._read(record)) is not None
            and entry.mode in REGULAR
        }
        return tuple(sorted(staged))


@dataclass(frozen=True, eq=False)
class WorktreeSnapshot(_GitSnapshot):
    """The current work tree: every call reads the disk again."""

    worktree: Worktree = field(repr=False)

    @property
    def name(self) -> str:
        """``work tree``."""
        return "work tree"

    def entries(self, folder: str) -> Mapping[str, Entry]:
        """The names directly in a folder, ignored ones included; empty if there is none."""
        worktree = self.worktree
        found = dict(self._left_out.get(folder, {}))
        if folder and worktree.mode(folder) != DIRECTORY:
            return found
        with os.scandir(worktree.locate(folder)) as listing:
            for item in listing:
                mode = None if is_git_name(item.name) else worktree.mode_of(item)
                if mode is not None:
                    found[item.name] = Entry(mode)
        return found

    def entry(self, path: str) -> Entry | None:
        """The entry at a path, or None, also where the path leads through a symlink."""
        mode = self.worktree.mode(path)
        return self._left_out_at(path) if mode is None else Entry(mode)

    def read(self, path: str) -> bytes:
        """The file at a path, as git would store it; ReportError if there is no file."""
        entry = _expect_file(path, self.entry(path), "work tree", _ALL)
        if entry.oid:
            return self._read_blob(path, entry.oid)
        most = self.report_bytes if is_report_file(path) else 0
        return self.worktree.read(path, most=most)

    def _left_out_at(self, path: str) -> Entry | None:
        folder, _, name = path.rpartition("/")
        return self._left_out.get(folder, {}).get(name)

    @cached_property
    def _left_out(self) -> Mapping[str, Mapping[str, Entry]]:
        """The files outside a sparse checkout, by folder: they are as in the index, not deleted."""
        found: dict[str, dict[str, Entry]] = {}
        if not self.git.config_flag("core.sparseCheckout"):
            return found
        for record in self.git.git("ls-files", "-v", "-s", "-z").split(b"\0")[:-1]:
            about, _, encoded = record.partition(b"\t")
            tag, mode, oid, _ = about.decode("ascii").split()
            path = os.fsdecode(encoded)
            # A file that exists nevertheless is read from disk.
            # The tag is a small letter if the file is also assumed unchanged.
            if tag.upper() == "S" and self.worktree.mode(path) is None:
                entry = Entry(mode, oid)
                while path:
                    path, _, name = path.rpartition("/")
                    found.setdefault(path, {}).setdefault(name, entry)
                    entry = Entry(DIRECTORY)
        return found

    def markdown_files(self) -> tuple[str, ...]:
        """The paths of all `.md` files, tracked or new, but not ignored; sorted."""
        output = self.git.git(
            "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.md",
            env={"GIT_LITERAL_PATHSPECS": "0"},
        )  # fmt: skip
        paths = {os.fsdecode(name) for name in output.split(b"\0") if name}
        mode = self.worktree.mode
        return tuple(
            sorted(p for p in paths if mode(p) in REGULAR or self._left_out_at(p) is not None)
        )
