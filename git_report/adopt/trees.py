"""A work tree beside what git knows of it."""

from __future__ import annotations

from dataclasses import dataclass

from git_report.report.snapshot import REGULAR, Snapshot


@dataclass(frozen=True, slots=True)
class Tree:
    """What the work tree contains of a folder, and what git knows of it.

    `head` is None on an unborn branch; `index` is what is staged; `untracked` are the paths below
    the folder that are not tracked, ignored ones left out.
    """

    disk: Snapshot
    head: Snapshot | None
    index: Snapshot
    untracked: frozenset[str]

    def is_committed(self, path: str, data: bytes) -> bool:
        """Whether HEAD has a file just so."""
        entry = self.head.entry(path) if self.head else None
        return entry is not None and entry.oid == self.disk.blob_id(data)

    def is_tracked(self, path: str) -> bool:
        """Whether HEAD or the index has a file."""
        return self.index.entry(path) is not None or self.is_in_head(path)

    def is_new(self, path: str, folder: str) -> bool:
        """Whether a file below a folder is in no commit yet, and not ignored."""
        here = self.disk.entry(path)
        if here is None or here.mode not in REGULAR or self.is_in_head(path):
            return False
        staged = self.index.entry(path)
        if staged is None or not path.startswith(f"{folder}/" if folder else ""):
            return path in self.untracked
        return staged.oid == self.disk.blob_id(self.disk.read(path))

    def is_in_head(self, path: str) -> bool:
        """Whether HEAD has a file."""
        return self.head is not None and self.head.entry(path) is not None
