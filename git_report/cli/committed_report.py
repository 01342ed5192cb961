"""Read a report as it is committed, for all commands about the history of its versions.

A version is the text in HEAD, even if its file was edited or deleted in the work tree: an edit is
not a version yet. The checklist, and a version that is not in HEAD, are read from the work tree.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

from git_report.cli.output import say
from git_report.cli.report_folder import open_report_folder
from git_report.commit.readiness import explain_edit
from git_report.report.folder import Folder, read_folder
from git_report.report.pasting import paste_folder, paste_restoring
from git_report.report.snapshot import REGULAR, Overlay, Snapshot, TooLargeError
from git_report.report.versions import version_number

if TYPE_CHECKING:
    from git_report.git.repository import Repository


@dataclass(frozen=True, slots=True)
class Committed:
    """A report folder with its versions as in HEAD; `edits` are those edited or deleted since."""

    repository: Repository
    snapshot: Snapshot
    folder: Folder
    edits: tuple[int, ...]

    def note_edits(self, shown: Container[int]) -> list[str]:
        """Print which of the shown versions have an edit that is not shown; return their paths."""
        paths = [self.folder.version_path(number) for number in self.edits if number in shown]
        disk = self.repository.worktree_snapshot()
        deleted = [path for path in paths if disk.entry(path) is None]
        edited = [path for path in paths if path not in deleted]
        if deleted:
            are = f"and {len(deleted) - 1} more are" if len(deleted) > 1 else "is"
            say(
                f"note: '{deleted[-1]}' {are} deleted in the work tree; "
                f"'{paste_restoring(self.folder.path)}' restores {'them' if deleted[1:] else 'it'}"
            )
        if edited and (merging := explain_edit(self.repository, edited[-1])):
            say(f"note: {merging}")
        elif edited:
            have = f"and {len(edited) - 1} more have" if len(edited) > 1 else "has"
            say(
                f"note: '{edited[-1]}' {have} uncommitted changes, which are not shown; "
                f"'git report revise {paste_folder(self.folder.path)}' turns them into a "
                f"version; '{paste_restoring(self.folder.path)}' saves them to a file and restores "
                f"the version{'s' if edited[1:] else ''}"
            )
        return paths


def open_committed(directory: str | None, *, drafts: bool = False) -> Committed:
    """Open the named or current report folder, with its versions as they are committed.

    With `drafts`, an edited version is read from its file; only deleted ones are as in HEAD.
    """
    repository, path = open_report_folder(directory, repairs=False)
    disk, head = repository.worktree_snapshot(), repository.head()
    changed = {} if head is None else _read_changed(repository, disk, head, path, drafts=drafts)
    snapshot: Snapshot = Overlay(disk, changed) if changed else disk
    edits = sorted(n for p in changed if (n := version_number(p.rpartition("/")[2])) is not None)
    return Committed(repository, snapshot, read_folder(snapshot, path), tuple(edits))


def _read_changed(
    repository: Repository, disk: Snapshot, head: str, folder: str, *, drafts: bool
) -> dict[str, bytes | None]:
    """The versions whose text in HEAD differs from the work tree, with the text in HEAD."""
    base = repository.commit_snapshot(head)
    changed: dict[str, bytes | None] = {}
    for path in repository.changes(folder):
        parent, _, name = path.rpartition("/")
        entry = base.entry(path)
        if parent != folder or version_number(name) is None or entry is None:
            continue
        now, data = disk.entry(path), base.read(path)
        # Anything but a regular file is reported when the folder is read.
        if now is None or (not drafts and now.mode in REGULAR and _differs(disk, path, data)):
            changed[path] = data
    return changed


def _differs(disk: Snapshot, path: str, data: bytes) -> bool:
    """Whether the content of a file differs, not only its mode."""
    try:
        return disk.read(path) != data
    except TooLargeError:
        return True
