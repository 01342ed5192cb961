"""The Delta: what changed between two texts, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from git_report.markdown import Document, Kind


class Change(StrEnum):
    """What happened to a section or a block."""

    ADDED = "added"
    REMOVED = "removed"
    EDITED = "edited"
    RENAMED = "renamed"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    RELEVELED = "releveled"
    SPLIT = "split"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Side:
    """One version's half of a change: 1-based inclusive lines and the excerpt shown of them."""

    lines: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class SectionSide:
    """A section as one version has it: titles from the top down, its own lines, its address."""

    path: tuple[str, ...]
    lines: tuple[int, int]
    number: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Counted words of a change."""

    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class BlockChange:
    """A changed block; one side is None where it was added or removed.

    `telling` ranks changes for a reader short of time: a changed figure before a new claim,
    before other words.
    """

    change: Change
    kind: Kind
    prior: Side | None
    new: Side | None
    words: Words = Words()
    telling: int = 0


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A changed section with its changed blocks.

    `into` names the new sections of a split (the principal one first), `sources` the prior
    sections of a merge (``from`` in JSON). `figures` are the section's changed figures.
    """

    change: tuple[Change, ...]
    prior: SectionSide | None
    new: SectionSide | None
    words: Words
    blocks: tuple[BlockChange, ...]
    into: tuple[tuple[str, ...], ...] = ()
    sources: tuple[tuple[str, ...], ...] = ()
    figures: tuple[FigureChange, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that one version has otherwise or not at all; `context` is its phrase.

    `prior` is empty for a new figure, `new` for a lost one.
    """

    prior: str
    new: str
    context: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures (numbers with their units) that differ between two versions."""

    added: tuple[FigureChange, ...] = ()
    changed: tuple[FigureChange, ...] = ()
    lost: tuple[FigureChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Splice:
    """Bytes `start` to `end` of the prior text, `removed`, become `added`."""

    start: int
    end: int
    removed: str
    added: str


@dataclass(frozen=True, slots=True)
class Delta:
    """The difference of two documents.

    `splices` alone turn one text into the other, byte for byte; the rest tells people what that
    means. `matches` are the heading lines of all matched sections (0 for the text before the
    first heading); `renumbered` pairs of titles that differ in their number alone.
    """

    prior: Document
    new: Document
    splices: tuple[Splice, ...]
    sections: tuple[SectionChange, ...]
    matches: tuple[tuple[int, int], ...]
    figures: Figures
    unchanged: int
    renumbered: tuple[tuple[str, str], ...] = ()

    # apply(prior) and invert(): see git_report.diff.patch
