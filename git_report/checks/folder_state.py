"""One report folder in one snapshot, read only as far as a check needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from git_report.errors import ReportError
from git_report.markdown import Document, parse
from git_report.report.checklist import Reference, Stamp
from git_report.report.folder import (
    INSTRUCTIONS_NAME,
    find_instructions,
    holds_checklist,
    join,
    read_instructions,
)
from git_report.report.instructions import (
    Instructions,
)
from git_report.report.snapshot import (
    REGULAR,
    Entry,
    Snapshot,
    TooLargeError,
)
from git_report.report.versions import DIFF_NAME, has_versions, version_name, version_number

# Returns the text that a writer saw of a reading, given snapshot, report folder, item and stamp;
# raises ReportError if it is not stored. A package above passes it, since checks do not read pages
# and PDFs.
Recall = Callable[[Snapshot, str, Reference, Stamp], str]

# A name such as "report-20261123.md" leaves a gap of millions of numbers.
_MOST_MISSING = 1000


class State(NamedTuple):
    """A report folder as it is in a snapshot, including its faults.

    `versions` maps each number to the blob id of the version with the right name; `entries` are
    all names in the folder. `instructions` is None if they cannot be read; `trouble` is the reason,
    or that a version is too large to be read.
    """

    path: str
    snapshot: Snapshot
    entries: Mapping[str, Entry]
    versions: Mapping[int, str]
    instructions_path: str
    instructions: Instructions | None
    trouble: ReportError | None

    @property
    def newest(self) -> int:
        """The highest version number; 0 if there is no version."""
        return max(self.versions, default=0)

    @property
    def missing(self) -> tuple[int, ...]:
        """The missing versions: later ones depend on them, or a stamp names them."""
        gaps = self.newest - len(self.versions)
        below = range(1, self.newest) if gaps <= _MOST_MISSING else ()
        return tuple(sorted({*below, *self.stamped()} - self.versions.keys()))

    @property
    def diff_path(self) -> str:
        """The repository path of diff.md."""
        return join(self.path, DIFF_NAME)

    @property
    def diff_oid(self) -> str:
        """The blob id of diff.md; empty if there is none."""
        entry = self.entries.get(DIFF_NAME)
        return entry.oid if entry else ""

    @property
    def references(self) -> tuple[Reference, ...]:
        """The checklist; empty if the instructions cannot be read."""
        return self.instructions.references if self.instructions else ()

    def version_path(self, number: int) -> str:
        """The repository path of a version."""
        return join(self.path, version_name(number))

    def version_data(self, number: int) -> bytes:
        """The bytes of a version."""
        return self.snapshot.read(self.version_path(number))

    def version(self, number: int) -> Document | None:
        """A version as a document; None if there is none, or it is not UTF-8."""
        if number not in self.versions:
            return None
        try:
            return parse(self.version_data(number).decode("utf-8"))
        except UnicodeDecodeError:
            return None

    def stamped(self) -> dict[int, list[tuple[Reference, Stamp]]]:
        """The items and readings that claim each version."""
        claims: dict[int, list[tuple[Reference, Stamp]]] = {}
        for reference in self.references:
            for stamp in reference.claims:
                claims.setdefault(stamp.version, []).append((reference, stamp))
        return claims


def read_state(snapshot: Snapshot, path: str) -> State | None:
    """The state of a folder; None if it has no instructions, so that it is not a report folder.

    If the checklist is in a file of another name, it also needs a stamp or a version.
    """
    entries = snapshot.entries(path)
    try:
        found = find_instructions(snapshot, path)
    except ReportError as error:
        if not (has_versions(entries) or INSTRUCTIONS_NAME in entries):
            return None
        return _state(snapshot, path, entries, join(path, INSTRUCTIONS_NAME), None, error)
    if found is None:
        return None
    try:
        instructions = read_instructions(snapshot, found)
    except ReportError as error:
        if not (has_versions(entries) or holds_checklist(snapshot, found)):
            return None  # an unrelated file of that name: no checklist, no versions
        return _state(snapshot, path, entries, found, None, error)
    if not (found.endswith(INSTRUCTIONS_NAME) or has_versions(entries) or _is_read(instructions)):
        return None  # it may be a reference of another report that contains a checklist
    return _state(snapshot, path, entries, found, instructions, None)


def _is_read(instructions: Instructions) -> bool:
    return any(reference.stamps for reference in instructions.references)


def _state(
    snapshot: Snapshot,
    path: str,
    entries: Mapping[str, Entry],
    instructions_path: str,
    instructions: Instructions | None,
    trouble: ReportError | None,
) -> State:
    versions = {}
    for name, entry in entries.items():
        number = version_number(name)
        if number and name == version_name(number) and entry.mode in REGULAR:
            try:
                # The work tree has no blob ids: its files are hashed as git would.
                data = b"" if entry.oid else snapshot.read(join(path, name))
            except TooLargeError as error:
                versions[number], trouble = "", error
            else:
                versions[number] = entry.oid or snapshot.blob_id(data)
    return State(path, snapshot, entries, versions, instructions_path, instructions, trouble)
