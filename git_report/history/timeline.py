"""Encode the versions of a report as data for a page: each block once, versions as runs of them.

The browser derives the difference of any two versions from this. A block keeps its *track* from
version to version as long as it continues, edited or moved, as the lineages of `blame` say. Two
versions are compared by tracks, however far apart they are.

Long sequences are lists instead of objects. `blocks` are ``[kind, HTML]``. `places` are
``[block, track, origin, before, origins of rows, items or sentences, sizes of the sentences]``,
the last ones omitted if they add nothing; sizes count characters that are not white space. `runs`
of a version are ``[first place, number of places, …]``.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from git_report.assessment.source_locations import find_source_locations
from git_report.differ import Delta, FigureChange, diff_counts
from git_report.differ.words.tokens import count_words
from git_report.history.lineage import Lineage, Relation
from git_report.history.lineage_cache import StoredVersion
from git_report.history.log_output import count_changes
from git_report.history.origins import Origin, Origins
from git_report.history.page_blocks import ShownBlock, ShownVersion, list_versions
from git_report.markdown import Document
from git_report.report.readings import Reading

SCHEMA = "git-report/page/1"
# The number of what `encode_changes` returns; cached texts of another number are not used.
CHANGES = 2
# The most figures that the page names for one version; the others are counted.
FIGURES = 60
_T = TypeVar("_T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class TimelineVersion:
    """One version as the page shows it, what its parts continue, and how it was made.

    `changes` is what `encode_changes` returned for it and the version before.
    """

    number: int
    version: StoredVersion
    shown: ShownVersion
    lineage: Lineage
    origins: Origins
    reading: Reading
    changes: Mapping[str, Any]
    date: str = ""
    commit: str = ""
    usage: str = ""


class _Numbering(Generic[_T]):
    """Distinct values, numbered in the order in which they first occurred."""

    def __init__(self) -> None:
        self._at: dict[_T, int] = {}

    def put(self, thing: _T) -> int:
        """The number of a value."""
        return self._at.setdefault(thing, len(self._at))

    def list(self) -> list[_T]:
        """The values in order."""
        return list(self._at)


def encode_timeline(
    stages: Iterable[TimelineVersion], texts: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The versions, oldest first, as one JSON document.

    `texts` has what was read, by the version's number in the footnotes; from it, `spots` gives for
    each block of the newest version where its passages are in their sources.
    """
    return _Timeline().encode(stages, texts or {})


class _Timeline:
    """The numbered values while versions are added."""

    def __init__(self) -> None:
        self.blocks: _Numbering[tuple[str, str]] = _Numbering()
        self.places: _Numbering[tuple[Any, ...]] = _Numbering()
        self.tracks: list[int] = []
        self.track = 0
        # The version that was added last, and the numbers of its blocks.
        self.newest: TimelineVersion | None = None
        self.shown: list[int] = []

    def encode(self, stages: Iterable[TimelineVersion], texts: Mapping[str, str]) -> dict[str, Any]:
        """The whole document."""
        versions = list(self.encode_versions(stages))
        return {
            "schema": SCHEMA,
            "blocks": self.blocks.list(),
            "places": self.places.list(),
            "versions": versions,
            "spots": self.locate_passages(texts),
        }

    def encode_versions(self, stages: Iterable[TimelineVersion]) -> Iterator[dict[str, Any]]:
        for stage in stages:
            self.tracks = self.follow(stage)
            yield {**_encode_version(stage), "runs": self.list_runs(stage)}

    def follow(self, stage: TimelineVersion) -> list[int]:
        """The track of each block: that of the block that it continues, or a new one."""
        tracks: list[int] = []
        for relation, start, size in stage.lineage.blocks:
            if relation in (Relation.KEPT, Relation.EDITED):
                count = size if relation is Relation.KEPT else 1
                tracks += self.tracks[start : start + count]
                continue
            count = size if relation is Relation.ADDED else 1
            tracks += range(self.track, self.track + count)
            self.track += count
        return tracks

    def list_runs(self, stage: TimelineVersion) -> list[int]:
        """The places of a version as runs: the start and the length of each."""
        runs: list[int] = []
        self.newest = stage
        self.shown = []
        blocks, origins = stage.shown.blocks, stage.origins
        inside = list_versions(blocks, origins)
        for row in zip(blocks, self.tracks, origins.blocks, inside, strict=True):
            place = self.encode_place(*row)
            self.shown.append(place[0])
            at = self.places.put(place)
            if runs and runs[-2] + runs[-1] == at:
                runs[-1] += 1
            else:
                runs += (at, 1)
        return runs

    def locate_passages(self, texts: Mapping[str, str]) -> dict[int, list[tuple[Any, ...]]]:
        """Where the blocks of the newest version are in the texts of their sources."""
        if not texts or self.newest is None:
            return {}
        blocks, origins = self.newest.version.parts.blocks, self.newest.origins.blocks
        passages = [
            (each.block.content, origin.version)
            for each, origin in zip(blocks, origins, strict=True)
        ]
        spots = find_source_locations(passages, texts)
        return {
            block: list(map(tuple, found))
            for block, found in zip(self.shown, spots, strict=True)
            if found
        }

    def encode_place(
        self, block: ShownBlock, track: int, origin: Origin, inside: tuple[int, ...]
    ) -> tuple[Any, ...]:
        at = self.blocks.put((block.kind, block.html))
        version, before = origin
        if not inside:
            return (at, track, version, before) if before else (at, track, version)
        if block.entries:
            return at, track, version, before, inside
        return at, track, version, before, inside, block.sizes


def _encode_version(stage: TimelineVersion) -> dict[str, Any]:
    tail = stage.version.tail
    record = tail.record.entries if tail is not None else ()
    return {
        "number": stage.number,
        "date": stage.date,
        "commit": stage.commit,
        "usage": stage.usage,
        "title": stage.reading.title,
        "target": stage.reading.target,
        **({"revision": True} if stage.reading.is_revision else {}),
        "heading": stage.shown.heading,
        **stage.changes,
        "record": [[key, value] for key, value in record],
    }


def encode_changes(prior: Document | None, new: Document) -> dict[str, Any]:
    """Changed words, sections and figures as data; without a prior version all is new."""
    delta = diff_counts(prior, new, everywhere=True) if prior is not None else None
    sections, added, removed = count_changes(new, delta)
    return {
        "words": [added, removed],
        "parts": dict(_count_section_words(new, delta)),
        "sections": sections,
        "figures": _encode_figures(delta),
    }


def _count_section_words(
    new: Document, delta: Delta | None
) -> Iterator[tuple[str, tuple[int, int]]]:
    """The words of each changed section, by its index; a removed one's in the prior version."""
    if delta is None:
        for section in new.sections:
            yield str(section.index), (sum(count_words(b.content) for b in section.blocks), 0)
        return
    # Line 0 is the text before the first heading.
    indexes = [
        {section.line: section.index for section in document.sections}
        for document in (delta.new, delta.prior)
    ]
    for change in delta.sections:
        words = change.words.added, change.words.removed
        if change.new is not None:
            yield str(indexes[0].get(change.new.lines[0], 0)), words
        elif change.prior is not None:
            yield f"prior {indexes[1].get(change.prior.lines[0], 0)}", words


def _encode_figures(delta: Delta | None) -> dict[str, Any]:
    if delta is None:
        return {"changed": [], "lost": [], "added": 0, "more": 0}
    changed, lost = delta.figures.changed, delta.figures.lost
    more = max(0, len(changed) - FIGURES) + max(0, len(lost) - FIGURES)
    return {
        "changed": [_encode_figure(each) for each in changed[:FIGURES]],
        "lost": [_encode_figure(each) for each in lost[:FIGURES]],
        "added": len(delta.figures.added),
        "more": more,
    }


def _encode_figure(figure: FigureChange) -> Sequence[str]:
    # The source of a row or an item, without the marks that make it one.
    context = " ".join(figure.context.split()).strip("|>-*+ ").replace(" | ", " · ")
    return figure.prior, figure.new, context
