"""Compute what each version lost once, and cache it under the blobs of the two versions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

from git_report.differ import ENGINE
from git_report.git.cache import Cache
from git_report.git.repository import Repository
from git_report.history.lineage import LINEAGE
from git_report.history.lineage_cache import StoredVersion, TracedVersion, read_lineage
from git_report.history.lost import Lost, LostKind, find_lost, place_lost
from git_report.history.working_ahead import Derived

_T = TypeVar("_T")
# The losses depend on the lineage and on how the diff reads figures.
KIND = f"lost-3.{LINEAGE}.{ENGINE}"


class Losses:
    """The cached losses between versions of a repository's reports."""

    def __init__(self, repository: Repository) -> None:
        self._cache = Cache(repository, KIND)

    def find(self, prior: TracedVersion, new: TracedVersion) -> list[Lost]:
        """What `new` lost since `prior`; raises MisfitError for origins of others."""
        blobs = prior.version.blob, new.version.blob
        text = self._cache.find(*blobs)
        if text is not None:
            with suppress(ValueError):  # unreadable, or of other versions
                return list(place_lost(decode_lost(text), new.number, prior.origins))
        found = find_lost(prior.version.parts, new.version.parts, new.lineage)
        self._cache.keep(*blobs, encode_lost(found))
        return list(place_lost(found, new.number, prior.origins))

    def ahead(self, lineages: Cache) -> Derived:
        """The losses as other processes derive them, from cached lineages or new ones."""

        def derive(prior: StoredVersion, new: StoredVersion) -> str:
            lineage = read_lineage(lineages, prior, new)
            return encode_lost(find_lost(prior.parts, new.parts, lineage))

        return Derived(self._cache, derive)

    def prune(self) -> None:
        """Remove entries that have not been used for a long time."""
        self._cache.prune()


def encode_lost(found: Iterable[Lost]) -> str:
    """The losses as text for the cache."""
    return json.dumps(
        [
            [
                lost.kind, lost.path, lost.number, lost.lines, lost.text, lost.words, lost.now,
                lost.below, lost.reason, lost.part, lost.known,
            ]
            for lost in found
        ]
    )  # fmt: skip


def decode_lost(text: str) -> list[Lost]:
    """The losses that `encode_lost` wrote; raises ValueError for any other text."""
    data = json.loads(text)
    if not isinstance(data, list):
        raise ValueError("no list")
    return list(map(_decode, data))


def _decode(data: object) -> Lost:
    match data:
        case [
            str(kind), list(path), list(number), [int(first), int(last)], str(words), int(count),
            str(now), int(below), str(reason), int(part), str(known),
        ]:  # fmt: skip
            titles, places = tuple(_expect(path, str)), tuple(_expect(number, int))
            return Lost(
                LostKind(kind), titles, places, (first, last), words, count, now, below, reason,
                part, known,
            )  # fmt: skip
    raise ValueError("nothing lost")


def _expect(values: list[object], kind: type[_T]) -> Iterator[_T]:
    for value in values:
        if not isinstance(value, kind):
            raise ValueError(f"no {kind.__name__}: {value!r}")
        yield value
