"""Plan how to undo the newest version of a report; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass

from git_report.checks.diff_md import check_diff
from git_report.checks.folder_state import read_state
from git_report.commit.commit import Plan
from git_report.errors import ReportError
from git_report.markdown import Document, parse
from git_report.report.checklist import Box, Reference
from git_report.report.diff_file import derive_file
from git_report.report.folder import Folder
from git_report.report.forges import name_reference, quiet_line
from git_report.report.instructions import Instructions, parse_instructions
from git_report.report.pasting import paste_path, paste_restoring
from git_report.report.redaction import redact
from git_report.report.snapshot import Overlay, Snapshot, read_if_there
from git_report.report.tick import unskip, untick
from git_report.report.versions import version_name, version_number, version_stem
from git_report.terminal import clean_line
from git_report.text import decode


@dataclass(frozen=True, slots=True)
class CreatingCommit:
    """The commit that added a version, and the commit that this one was made on."""

    commit: str
    after: Snapshot
    before: Snapshot | None


@dataclass(frozen=True, slots=True)
class Undo:
    """What undoing the newest version of a folder does.

    `items` are the checklist items that it had read or added, as they are with it; `standing` are
    those of them that other versions depend on too, which stay ticked, unless they were to be read
    again in the commit before.
    """

    folder: Folder
    number: int
    items: tuple[Reference, ...]
    standing: tuple[Reference, ...]
    plan: Plan

    @property
    def path(self) -> str:
        """The repository path of the version."""
        return self.folder.version_path(self.number)

    @property
    def title(self) -> str:
        """The title of the reference that was read."""
        return clean_line(self.items[0].title) if self.items else ""


def plan_undo(head: Snapshot, folder: Folder, base: str, landing: CreatingCommit | None) -> Undo:
    """Plan a commit that undoes the newest version of a folder in `head`.

    The version is removed, the items that it had read become as they were, and diff.md compares the
    versions before it; all other edits are kept. Raises ReportError if it is not known what the
    version had read, or if a later version is missing.
    """
    number = folder.newest
    _expect_newest(folder, number)
    before = landing.before if landing else None
    known = None if before is None else _read_instructions(before, folder)
    # The stamps say it best; items that a person ticked by hand have none.
    items = _stamped_with(folder, number)
    if items:
        text = untick(folder.instructions, number, known)
    else:
        items = _ticked_with(folder, landing, known)
        text = _open(folder.instructions, items)
    path, instructions = folder.version_path(number), folder.instructions.path
    # Parsed here because the next run must be able to parse it.
    left = parse_instructions(instructions, text.encode("utf-8")).references
    changes: dict[str, bytes | None] = {path: None}
    if text != folder.instructions.text:
        changes[instructions] = text.encode("utf-8")
    diff = _diff_before(head, folder, changes, before)
    if diff != read_if_there(head, folder.diff_path):
        changes[folder.diff_path] = diff
    # An item that 'suspects --reread' had opened is open again, although it keeps the stamp of the
    # version that read it first.
    waiting = {_identity(r) for r in left if r.reopened}
    standing = tuple(
        r
        for r in items
        if any(s.version != number for s in r.stamps) and _identity(r) not in waiting
    )
    plan = Plan(
        base=base,
        changes=changes,
        expected={path: read_if_there(head, path) for path in changes},
        riding=frozenset(),
        message=_compose_message(folder, number, items, standing),
    )
    return Undo(folder, number, items, standing, plan)


def _expect_newest(folder: Folder, number: int) -> None:
    """ReportError if a stamp names a later version: the newest one is deleted in HEAD."""
    stamped = [stamp.version for r in folder.instructions.references for stamp in r.stamps]
    latest = max(stamped, default=0)
    if latest > number:
        raise ReportError(
            f"a stamp in the checklist names '{version_name(latest)}', which does not exist",
            hint=f"if it was deleted, run '{paste_restoring(folder.path)}', then try again",
            where=folder.instructions.path,
        )


def _stamped_with(folder: Folder, number: int) -> tuple[Reference, ...]:
    items = folder.instructions.references
    return tuple(r for r in items if any(stamp.version == number for stamp in r.stamps))


def _ticked_with(
    folder: Folder, landing: CreatingCommit | None, before: Instructions | None
) -> tuple[Reference, ...]:
    """The items without a stamp that were ticked in the commit that added the newest version."""
    bare = [r for r in folder.instructions.references if r.box is Box.READ and not r.stamps]
    if not bare:
        return ()
    # A commit with two versions ticked an item for each, and nothing says which is whose.
    if landing is None or before is None or _count_new(folder, landing) > 1:
        name, path = version_name(folder.newest), folder.version_path(folder.newest)
        raise ReportError(
            f"no stamp in the checklist says which reference '{name}' was made from",
            hint=(
                f"to undo it by hand, run 'git rm {paste_path(path)}', untick its reference, and "
                "run 'git report diff --write'"
            ),
            where=folder.instructions.path,
        )
    was_open = {_identity(r) for r in before.references if r.box is Box.OPEN}
    landed = _read_instructions(landing.after, folder)
    ticked = {
        _identity(r)
        for r in (landed.references if landed else ())
        if r.box is Box.READ and _identity(r) in was_open
    }
    return tuple(r for r in bare if _identity(r) in ticked)


def _count_new(folder: Folder, landing: CreatingCommit) -> int:
    """How many versions of the folder the commit added."""
    before = landing.before.entries(folder.path) if landing.before else {}
    return sum(
        version_number(name) is not None and name not in before
        for name in landing.after.entries(folder.path)
    )


def _identity(reference: Reference) -> str:
    return reference.target or reference.text


def _open(instructions: Instructions, items: tuple[Reference, ...]) -> str:
    text = instructions.text
    for item in items:
        text = unskip(text, item)
    return text


def _read_instructions(snapshot: Snapshot, folder: Folder) -> Instructions | None:
    path = folder.instructions.path
    data = read_if_there(snapshot, path)
    if data is None:
        return None
    try:
        return parse_instructions(path, data)
    except ReportError:  # it was not a valid instructions file yet
        return None


def _diff_before(
    head: Snapshot, folder: Folder, changes: dict[str, bytes | None], before: Snapshot | None
) -> bytes | None:
    """diff.md without the newest version: as it was, if that is valid, otherwise derived again."""
    path, newest = folder.diff_path, folder.newest - 1
    was = None if before is None else read_if_there(before, path)
    if not newest:
        return was
    if was is not None:
        state = read_state(Overlay(head, {**changes, path: was}), folder.path)
        if state is not None and not any(check_diff(state)):
            return was
    new = _parse(head, folder.version_path(newest))
    prior = _parse(head, folder.version_path(newest - 1)) if newest > 1 else None
    return derive_file(prior, new, newest)


def _parse(snapshot: Snapshot, path: str) -> Document:
    return parse(decode(snapshot.read(path), path))


def _compose_message(
    folder: Folder, number: int, items: tuple[Reference, ...], standing: tuple[Reference, ...]
) -> str:
    stem = version_stem(number)
    path = quiet_line(folder.version_path(number))
    subject = f"Undo {stem}"
    if items:
        subject = f"{subject}: {quiet_line(redact(items[0].title))}"
    trailers = [f"Report-Undone: {stem}"]
    trailers += [
        f"Report-Reference: {name_reference(item.title, item.target)}"
        for item in items
        if item.target
    ]
    lines = "\n".join(trailers)
    also = " and unticked its reference" if items and not standing else ""
    if any(item.is_revision for item in items):
        also = " and its item in the checklist"
    return f"{subject}\n\nRemoved {path}{also}.\n\n{lines}\n"
