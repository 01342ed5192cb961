"""Plan how to resolve versions that two sides made with the same numbers; nothing is written.

Ours is kept; the versions of theirs are replayed on top of it, one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from git_report.errors import ReportError
from git_report.markdown import Document, parse
from git_report.merge.merged_checklist import merge_instructions
from git_report.merge.replayed_sections import Clash, Renumbering, replay
from git_report.merge.stamps import identify, list_new, restamp
from git_report.report.checklist import Box, Reference, Stamp
from git_report.report.diff_file import derive_file
from git_report.report.folder import Folder, find_instructions, read_folder
from git_report.report.instructions import Instructions, parse_instructions
from git_report.report.pasting import paste_folder, paste_path
from git_report.report.snapshot import Snapshot
from git_report.report.tick import move_up
from git_report.report.versions import version_name
from git_report.text import decode


@dataclass(frozen=True, slots=True)
class Sides:
    """The states that a merge, rebase or cherry-pick combines.

    `theirs` is put on top of `ours`; `base` is what theirs was made from, None if they have nothing
    in common. With `linear`, only ours will be a parent of the result.
    """

    ours: Snapshot
    theirs: Snapshot
    base: Snapshot | None
    linear: bool = False


@dataclass(frozen=True, slots=True)
class VersionFate:
    """The outcome for a version of theirs: `old` is its number there, `new` the one it gets.

    If `new` is None, `clash` says why. `data` is its text there. `items` are the references that it
    had read, `standing` those of them that stay ticked because another version had read them too,
    `skipped` those that ours skips, `missing` those that ours has removed from the checklist.
    """

    old: int
    new: int | None
    clash: Clash | None
    data: bytes = field(repr=False)
    items: tuple[Reference, ...] = ()
    standing: tuple[Reference, ...] = ()
    skipped: tuple[Reference, ...] = ()
    missing: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """The new contents of a folder's files: bytes, or None for a file to be deleted.

    `fates` are the outcomes for the versions of theirs that ours does not have, in order.
    """

    folder: Folder
    fates: tuple[VersionFate, ...]
    changes: dict[str, bytes | None]


def plan_resolution(sides: Sides, path: str, merged: Instructions | None = None) -> Resolution:
    """Plan how to combine both sides of a report folder.

    `merged` are instructions with the readings of both sides, if they have been merged already.
    Raises ReportError for a side that is not a report folder, for a version of the base that theirs
    edited or undid, and for instructions that cannot be merged.
    """
    ours, theirs = read_folder(sides.ours, path), read_folder(sides.theirs, path)
    base = _read_base(sides.base, path)
    if base is not None:
        _check_base(sides, theirs, base)
    line = _Line(sides, ours, theirs)
    for number in range(base.newest + 1 if base else 1, theirs.newest + 1):
        line.add(number)
    text = _merge(ours, theirs, base, line, merged)
    # With one parent, R003 would report what was read while an item above it was open.
    if sides.linear:
        text = _order(text, ours.instructions)
    changes: dict[str, bytes | None] = dict.fromkeys(
        theirs.version_path(n) for n in range(len(line.texts) + 1, theirs.newest + 1)
    )
    changes |= {ours.version_path(n): data for n, data in enumerate(line.texts, start=1)}
    changes[ours.instructions.path] = text.encode("utf-8")
    if line.texts:
        changes[ours.diff_path] = _derive_newest(ours, line.texts)
    read = parse_instructions(ours.instructions.path, text.encode("utf-8"))
    known = base.instructions if base else None
    fates = tuple(_find_items(fate, known, theirs.instructions, read) for fate in line.fates)
    return Resolution(ours, fates, changes)


def holds_both(instructions: Instructions, sides: Sides, path: str) -> bool:
    """Whether instructions that git merged have every reading that either side added.

    False if both sides added the same reading: it is there once, but two versions depend on it.
    """
    base = _read_base(sides.base, path)
    known = _list_readings(base.instructions) if base else frozenset()
    ours, theirs = (
        _list_readings(read_folder(side, path).instructions) - known
        for side in (sides.ours, sides.theirs)
    )
    return not ours & theirs and ours | theirs <= _list_readings(instructions)


def _list_readings(instructions: Instructions) -> frozenset[tuple[str, Stamp]]:
    return frozenset((identify(i), stamp) for i in instructions.references for stamp in i.stamps)


@dataclass(slots=True)
class _Line:
    """The versions of ours, and those of theirs as they are added on top.

    `texts` are all of them, `numbers` maps the numbers of theirs to their new ones; the first
    `shared` versions are the same on both sides.
    """

    sides: Sides
    ours: Folder
    theirs: Folder
    texts: list[bytes] = field(init=False)
    shared: int = 0
    fates: list[VersionFate] = field(default_factory=list)
    numbers: dict[int, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = range(1, self.ours.newest + 1)
        self.texts = [self.sides.ours.read(self.ours.version_path(n)) for n in numbers]
        # Only from the first one on: a version that is the same behind one that differs was made
        # from another text.
        for number, data in enumerate(self.texts, start=1):
            if number > self.theirs.newest or self._load(number) != data:
                break
            self.shared = number

    def add(self, number: int) -> None:
        """Add a version of theirs on top, or leave it out if it clashes."""
        if number <= self.shared:
            return
        data = self._load(number)
        new = len(self.texts) + 1
        made = data if self._follows(number) else self._replay(number, new)
        clash = made if isinstance(made, Clash) else None
        self.numbers[number] = None if clash else new
        if not isinstance(made, Clash):
            self.texts.append(made)
        self.fates.append(VersionFate(number, self.numbers[number], clash, data))

    def _follows(self, number: int) -> bool:
        """Whether the newest version is exactly the one that this one was made from."""
        if number != len(self.texts) + 1:
            return False
        return number == 1 or self.texts[-1] == self._load(number - 1)

    def _replay(self, number: int, new: int) -> bytes | Clash:
        if number == 1 or not self.texts:
            return Clash(why="both sides started their own report")
        before = self._parse(number - 1, self._load(number - 1))
        theirs = self._parse(number, self._load(number))
        newest = self._parse(len(self.texts), self.texts[-1])
        done = {old: there for old, there in self.numbers.items() if there is not None}
        made = replay(before, newest, theirs, Renumbering(number, new, self.shared, done))
        return made if isinstance(made, Clash) else made.encode("utf-8")

    def _load(self, number: int) -> bytes:
        return self.sides.theirs.read(self.theirs.version_path(number))

    def _parse(self, number: int, data: bytes) -> Document:
        return parse(decode(data, self.ours.version_path(number)))


def _read_base(base: Snapshot | None, path: str) -> Folder | None:
    if base is None or find_instructions(base, path) is None:
        return None
    return read_folder(base, path)


def _check_base(sides: Sides, theirs: Folder, base: Folder) -> None:
    """Raise ReportError if theirs edited or undid a version of the base: it cannot be replayed."""
    assert sides.base is not None
    if theirs.newest < base.newest:
        name = version_name(theirs.newest + 1)
        raise ReportError(
            f"the other side undid '{name}'",
            hint="abort the merge or rebase, run 'git report undo' to undo that version here as "
            "well, then start again",
            where=theirs.path or ".",
        )
    for number in range(1, base.newest + 1):
        path = base.version_path(number)
        if sides.base.read(path) != sides.theirs.read(path):
            raise ReportError(
                f"the other side edited '{version_name(number)}', which was already committed",
                hint="abort the merge or rebase, switch to the other branch, turn the edit into a "
                f"version with 'git report revise {paste_folder(theirs.path)}', then start again",
                where=path,
            )


def _merge(
    ours: Folder, theirs: Folder, base: Folder | None, line: _Line, merged: Instructions | None
) -> str:
    """Merge the instructions of both sides, with the new numbers of the versions of theirs."""
    known = base.instructions if base else None
    if merged is not None:
        return _renumber(merged, theirs, known, line)
    text = restamp(theirs.instructions, known, line.numbers)
    path = ours.instructions.path
    if known is None and text != ours.instructions.text:
        raise ReportError(
            "the two checklists have nothing in common and cannot be merged",
            hint="combine the two checklists by hand, stage the result with "
            f"'git add {paste_path(path)}', then try again",
            where=path,
        )
    before = known.text if known else text
    return merge_instructions(path, before, ours.instructions.text, text)


def _order(text: str, before: Instructions) -> str:
    """Move items that have been read above those that were open before and still are."""
    path = before.path
    unread = [i for i in before.references if i.box is Box.OPEN and not i.reopened]
    opened = [identify(item) for item in unread]
    for name in opened:
        now = parse_instructions(path, text.encode("utf-8"))
        read = next((i for i in now.references if identify(i) == name and i.stamps), None)
        waiting = (i for i in now.references if identify(i) in opened and i.box is Box.OPEN)
        above = next(waiting, None)
        if read is not None and above is not None and above.line < read.line:
            text = move_up(now, read, above)
    return text


def _renumber(
    instructions: Instructions, theirs: Folder, before: Instructions | None, line: _Line
) -> str:
    """Renumber the readings of theirs in instructions that contain those of both sides."""
    moved = {
        identify(item)
        for number in line.numbers
        for item in list_new(theirs.instructions, before, number)
    }
    kept = tuple(item for item in instructions.references if identify(item) not in moved)
    return restamp(instructions, instructions._replace(references=kept), line.numbers)


def _derive_newest(folder: Folder, texts: list[bytes]) -> bytes:
    """diff.md for the two newest versions."""
    read = [
        parse(decode(text, folder.version_path(number)))
        for number, text in list(enumerate(texts, start=1))[-2:]
    ]
    return derive_file(read[0] if len(read) > 1 else None, read[-1], len(texts))


def _find_items(
    fate: VersionFate, before: Instructions | None, theirs: Instructions, merged: Instructions
) -> VersionFate:
    items = list_new(theirs, before, fate.old)
    read = {identify(item) for item in merged.references if item.stamps}
    standing = tuple(item for item in items if identify(item) in read)
    passed = {identify(item) for item in merged.references if item.box is Box.SKIPPED}
    skipped = tuple(item for item in items if identify(item) in passed)
    there = {identify(item) for item in merged.references}
    missing = tuple(i for i in items if not i.is_revision and identify(i) not in there)
    return replace(fate, items=items, standing=standing, skipped=skipped, missing=missing)
