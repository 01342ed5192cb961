"""A report as it is committed: what every command about the history of its versions reads.

A version is the text that HEAD has, whatever became of its file in the work tree: an edit of the
file is no version yet. The checklist is the work tree's, and so is a version that HEAD lacks.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

from git_report.cli.output import say
from git_report.cli.report_folder import open_report_folder
from git_report.report.folder import Folder, read_folder
from git_report.report.pasting import paste_folder, paste_restoring
from git_report.report.snapshot import REGULAR, Overlay, Snapshot, TooLargeError
from git_report.report.versions import version_number

if TYPE_CHECKING:
    from git_report.git.repository import Repository


@dataclass(frozen=True, slots=True)
class Committed:
    """A report folder with its versions as HEAD has them; `edits` are those edited since."""

    repository: Repository
    snapshot: Snapshot
    folder: Folder
    edits: tuple[int, ...]

    def note_edits(self, shown: Container[int]) -> list[str]:
        """Note which of the shown versions have an edit that is not shown; their paths."""
        paths = [self.folder.version_path(number) for number in self.edits if number in shown]
        disk = self.repository.worktree_snapshot()
        gone = [path for path in paths if disk.entry(path) is None]
        edited = [path for path in paths if path not in gone]
        if gone:
            are = f"and {len(gone) - 1} more are" if len(gone) > 1 else "is"
            say(
                f"note: '{gone[-1]}' {are} deleted in the work tree; "
                f"'{paste_restoring(self.folder.path)}' restores {'them' if gone[1:] else 'it'}"
            )
        if edited:
            have = f"and {len(edited) - 1} more have" if len(edited) > 1 else "has"
            say(
                f"note: '{edited[-1]}' {have} uncommitted changes, which are not shown; "
                f"'git report revise {paste_folder(self.folder.path)}' turns them into a version"
            )
        return paths


def open_committed(directory: str | None, *, drafts: bool = False) -> Committed:
    """The report folder that a person named, or means, with its versions as they are committed.

    With `drafts`, an edited version is read from its file; only deleted ones are as in HEAD.
    """
    repository, path = open_report_folder(directory, repairs=False)
    disk, head = repository.worktree_snapshot(), repository.head()
    held = {} if head is None else _read_changed(repository, disk, head, path, drafts=drafts)
    snapshot: Snapshot = Overlay(disk, held) if held else disk
    edits = sorted(n for p in held if (n := version_number(p.rpartition("/")[2])) is not None)
    return Committed(repository, snapshot, read_folder(snapshot, path), tuple(edits))


def _read_changed(
    repository: Repository, disk: Snapshot, head: str, folder: str, *, drafts: bool
) -> dict[str, bytes | None]:
    """The versions that HEAD has with another text than the work tree, with that text."""
    base = repository.commit_snapshot(head)
    held: dict[str, bytes | None] = {}
    for path in repository.changes(folder):
        parent, _, name = path.rpartition("/")
        entry = base.entry(path)
        if parent != folder or version_number(name) is None or entry is None:
            continue
        now, data = disk.entry(path), base.read(path)
        # What is no file there is reported by whoever reads the folder.
        if now is None or (not drafts and now.mode in REGULAR and _differs(disk, path, data)):
            held[path] = data
    return held


def _differs(disk: Snapshot, path: str, data: bytes) -> bool:
    """Whether a file has another text than this, and not only another mode."""
    try:
        return disk.read(path) != data
    except TooLargeError:
        return True
