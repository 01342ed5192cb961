"""The protocol through which a report reads one state of a repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from git_report.errors import ReportError
from git_report.report.pasting import paste_path

REGULAR = frozenset({"100644", "100755"})
SYMLINK = "120000"
SUBMODULE = "160000"
DIRECTORY = "040000"
# Entries whose contents are not in the tree.
LEADING_AWAY = {SYMLINK: "a symbolic link", SUBMODULE: "a submodule"}
# Not a mode of git: a path with a merge conflict in the index.
CONFLICT = "conflict"


def advise_resolving(path: str = "") -> str:
    """The hint for a merge conflict in a file of a report."""
    add = f"git add {paste_path(path)}" if path else "git add"
    return (
        "in a merge, rebase or cherry-pick, run 'git report resolve'; in a revert, run "
        "'git revert --abort', then 'git report undo'; otherwise, resolve the conflict by hand, "
        f"then run '{add}'"
    )


class ConflictError(ReportError):
    """A file of a report, `path`, has a merge conflict."""

    def __init__(self, message: str, path: str, *, where: str = "") -> None:
        super().__init__(message, hint=advise_resolving(path), where=where)


class TooLargeError(ReportError):
    """A file is larger than the limit; `path` is its name."""

    def __init__(self, message: str, *, hint: str = "", path: str = "") -> None:
        super().__init__(message, hint=hint)
        self.path = path


class Entry(NamedTuple):
    """An entry of a tree: git's mode and, if it is known without reading the file, the blob id."""

    mode: str
    oid: str = ""


class Snapshot(Protocol):
    """A commit, the index or the work tree, read through repository paths.

    A path is POSIX, relative to the repository's root, without leading slash; the root is ``""``.
    Undecodable bytes of a name are surrogate escapes (`os.fsdecode`).
    """

    @property
    def name(self) -> str:
        """The name of this state in messages: ``HEAD``, ``index``, ``work tree`` or a commit id."""
        ...

    @property
    def report_bytes(self) -> int:
        """The maximum size of a report's file in bytes; 0 for no limit."""
        ...

    def entries(self, folder: str) -> Mapping[str, Entry]:
        """The names directly in a folder; empty if there is no such folder."""
        ...

    def entry(self, path: str) -> Entry | None:
        """The entry at a path, or None. A path through a symlink has no entry."""
        ...

    def read(self, path: str) -> bytes:
        """The blob at a path, as git would store it; ReportError if there is no file.

        TooLargeError if it exceeds the limit for a file of that name.
        """
        ...

    def check_out(self, path: str, data: bytes) -> bytes:
        """What a checkout has of bytes as git stores them at a path, without a network."""
        ...

    def markdown_files(self) -> tuple[str, ...]:
        """The paths of all `.md` files, sorted; report folders are searched among them."""
        ...

    def blob_id(self, data: bytes) -> str:
        """The object id of a blob of these bytes in this repository."""
        ...


@dataclass(frozen=True, eq=False, slots=True)
class Overlay:
    """A snapshot with some files as they will be, from which the next of several steps starts.

    A file whose value is None will not exist.
    """

    below: Snapshot
    changes: Mapping[str, bytes | None]

    @property
    def name(self) -> str:
        """The name of the state below."""
        return self.below.name

    @property
    def report_bytes(self) -> int:
        """The limit of the state below."""
        return self.below.report_bytes

    def entries(self, folder: str) -> Mapping[str, Entry]:
        """The names directly in a folder, including changed files."""
        names = {p.rpartition("/")[2]: p for p in self.changes if p.rpartition("/")[0] == folder}
        below = {n: e for n, e in self.below.entries(folder).items() if n not in names}
        changed = {name: entry for name, path in names.items() if (entry := self.entry(path))}
        return {**below, **changed}

    def entry(self, path: str) -> Entry | None:
        """The entry at a path; a regular file for a new one."""
        below = self.below.entry(path)
        if path not in self.changes:
            return below
        if self.changes[path] is None:
            return None
        return below or Entry("100644")

    def read(self, path: str) -> bytes:
        """The changed bytes, otherwise those of the state below."""
        changed = self.changes.get(path)
        if changed is None and path in self.changes:
            raise ReportError(f"no file '{path}'", where=self.name)
        return self.below.read(path) if changed is None else changed

    def check_out(self, path: str, data: bytes) -> bytes:
        """What a checkout of the state below has of these bytes."""
        return self.below.check_out(path, data)

    def markdown_files(self) -> tuple[str, ...]:
        """The paths of all Markdown files, new ones included."""
        new = {p for p, data in self.changes.items() if p.endswith(".md") and data is not None}
        below = {path for path in self.below.markdown_files() if path not in self.changes}
        return tuple(sorted(below | new))

    def blob_id(self, data: bytes) -> str:
        """The object id of a blob of these bytes."""
        return self.below.blob_id(data)


def read_if_there(snapshot: Snapshot, path: str) -> bytes | None:
    """The blob at a path, None if nothing is there; ReportError if it is not a file."""
    return snapshot.read(path) if snapshot.entry(path) is not None else None
