"""The instructions file: the brief, the References section, and its checklist."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Box(StrEnum):
    """The state of a checklist item's box."""

    OPEN = " "
    READ = "x"
    SKIPPED = "-"


@dataclass(frozen=True, slots=True)
class Stamp:
    """One reading of a reference: the version it made, and 12 hex digits of what was read.

    `blob` is ``edit`` for a revision.
    """

    version: int
    blob: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One item of the checklist.

    `line` is its first line (1-based), `last` its last; `text` the item without bullet, box and
    stamp, continuation lines joined by LF. `title` is the link's text (or the target itself);
    `target` the first link, autolink or bare URL, as written; `purpose` the rest.
    """

    line: int
    last: int
    box: Box
    text: str
    title: str
    target: str
    purpose: str
    stamps: tuple[Stamp, ...] = ()


@dataclass(frozen=True, slots=True)
class Instructions:
    """A parsed instructions file: its path, its text, the brief and the checklist."""

    path: str
    text: str
    brief: str
    references: tuple[Reference, ...]

    @property
    def next_reference(self) -> Reference | None:
        """The first unchecked item in the file."""
        return next((item for item in self.references if item.box is Box.OPEN), None)
