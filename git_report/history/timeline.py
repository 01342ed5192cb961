"""The versions of a report as data for a page: blocks once each, versions as runs of them.

The browser derives the difference of any two versions from this. A block keeps its *track* from
version to version as long as it continues, edited or moved: the lineages that `blame` follows say
so. Two versions are compared by tracks, however far apart they are.

Lists are used for objects where there are many. `blocks` are ``[kind, HTML]``. `places` are
``[block, track, origin, before, origins of rows, items or sentences, sizes of the sentences]``,
the last ones left out where they say nothing more; sizes count characters that are not white space.
`runs` of a version are ``[first place, number of places, …]``.
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
# The number of what `tell_changes` tells: the same number promises the same.
CHANGES = 2
# Figures that one version names on the page; the rest is counted.
FIGURES = 60
_T = TypeVar("_T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class TimelineVersion:
    """One version as it is shown, what its parts continue from, and how it came to be.

    `changes` is what `tell_changes` says about it and the version before.
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


class _Shelf(Generic[_T]):
    """Things that are kept once, in the order in which they first came."""

    def __init__(self) -> None:
        self._at: dict[_T, int] = {}

    def put(self, thing: _T) -> int:
        """The place of a thing."""
        return self._at.setdefault(thing, len(self._at))

    def list(self) -> list[_T]:
        """All things, in order."""
        return list(self._at)


def tell_timeline(
    stages: Iterable[TimelineVersion], texts: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The versions, the oldest first, as one JSON document.

    `texts` has what was read, by the number of the version as a footnote has it; with them `spots`
    tells by block where the passages of the newest version are in their sources.
    """
    return _Timeline().tell(stages, texts or {})


class _Timeline:
    """The shelves while the versions go by."""

    def __init__(self) -> None:
        self.blocks: _Shelf[tuple[str, str]] = _Shelf()
        self.places: _Shelf[tuple[Any, ...]] = _Shelf()
        self.tracks: list[int] = []
        self.track = 0
        # The version that was told last, and the numbers of its blocks.
        self.newest: TimelineVersion | None = None
        self.shown: list[int] = []

    def tell(self, stages: Iterable[TimelineVersion], texts: Mapping[str, str]) -> dict[str, Any]:
        """The whole document."""
        versions = list(self.tell_versions(stages))
        return {
            "schema": SCHEMA,
            "blocks": self.blocks.list(),
            "places": self.places.list(),
            "versions": versions,
            "spots": self.tell_spots(texts),
        }

    def tell_versions(self, stages: Iterable[TimelineVersion]) -> Iterator[dict[str, Any]]:
        for stage in stages:
            self.tracks = self.follow(stage)
            yield {**_tell_version(stage), "runs": self.list_runs(stage)}

    def follow(self, stage: TimelineVersion) -> list[int]:
        """The track of each block: the one that it continues from, or a new one."""
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
        """The places of a version: where each run of them starts, and how long it is."""
        runs: list[int] = []
        self.newest = stage
        self.shown = []
        blocks, origins = stage.shown.blocks, stage.origins
        inside = list_versions(blocks, origins)
        for told in zip(blocks, self.tracks, origins.blocks, inside, strict=True):
            place = self.tell_place(*told)
            self.shown.append(place[0])
            at = self.places.put(place)
            if runs and runs[-2] + runs[-1] == at:
                runs[-1] += 1
            else:
                runs += (at, 1)
        return runs

    def tell_spots(self, texts: Mapping[str, str]) -> dict[int, list[tuple[Any, ...]]]:
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

    def tell_place(
        self, block: ShownBlock, track: int, origin: Origin, inside: tuple[int, ...]
    ) -> tuple[Any, ...]:
        at = self.blocks.put((block.kind, block.html))
        version, before = origin
        if not inside:
            return (at, track, version, before) if before else (at, track, version)
        if block.entries:
            return at, track, version, before, inside
        return at, track, version, before, inside, block.sizes


def _tell_version(stage: TimelineVersion) -> dict[str, Any]:
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


def tell_changes(prior: Document | None, new: Document) -> dict[str, Any]:
    """Words and sections that changed, and figures, as data; without a prior version all is new."""
    delta = diff_counts(prior, new, everywhere=True) if prior is not None else None
    sections, added, removed = count_changes(new, delta)
    return {
        "words": [added, removed],
        "parts": dict(_tell_parts(new, delta)),
        "sections": sections,
        "figures": _tell_figures(delta),
    }


def _tell_parts(new: Document, delta: Delta | None) -> Iterator[tuple[str, tuple[int, int]]]:
    """The words of each changed section by its index, in the prior version of one that went."""
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


def _tell_figures(delta: Delta | None) -> dict[str, Any]:
    if delta is None:
        return {"changed": [], "lost": [], "added": 0, "more": 0}
    changed, lost = delta.figures.changed, delta.figures.lost
    more = max(0, len(changed) - FIGURES) + max(0, len(lost) - FIGURES)
    return {
        "changed": [_tell_figure(each) for each in changed[:FIGURES]],
        "lost": [_tell_figure(each) for each in lost[:FIGURES]],
        "added": len(delta.figures.added),
        "more": more,
    }


def _tell_figure(figure: FigureChange) -> Sequence[str]:
    # The source of a row or an item, without the marks that make it one.
    context = " ".join(figure.context.split()).strip("|>-*+ ").replace(" | ", " · ")
    return figure.prior, figure.new, context
