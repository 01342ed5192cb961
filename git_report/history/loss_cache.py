"""What each version lost, worked out once for two versions and kept by their blobs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

from git_report.differ import ENGINE
from git_report.git.cache import Cache
from git_report.git.repository import Repository
from git_report.history.lineage import LINEAGE
from git_report.history.lineage_cache import TracedVersion
from git_report.history.lost import Lost, LostKind, find_lost, place_lost

_T = TypeVar("_T")
# It depends on the lineage, and on the figures of the difference.
KIND = f"lost-3.{LINEAGE}.{ENGINE}"


class Losses:
    """The losses between versions of a repository's reports."""

    def __init__(self, repository: Repository) -> None:
        self._cache = Cache(repository, KIND)

    def find(self, prior: TracedVersion, new: TracedVersion) -> list[Lost]:
        """What `new` lost of `prior`, with the origins there; MisfitError for those of another."""
        blobs = prior.version.blob, new.version.blob
        text = self._cache.find(*blobs)
        if text is not None:
            with suppress(ValueError):  # it says nothing, or is of other versions
                return list(place_lost(decode_lost(text), new.number, prior.origins))
        found = find_lost(prior.version.parts, new.version.parts, new.lineage)
        self._cache.keep(*blobs, encode_lost(found))
        return list(place_lost(found, new.number, prior.origins))

    def prune(self) -> None:
        """Remove what has not been used for long."""
        self._cache.prune()


def encode_lost(found: Iterable[Lost]) -> str:
    """What `find_lost` found, as text."""
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
    """What a text tells; ValueError where it says nothing of the kind."""
    told = json.loads(text)
    if not isinstance(told, list):
        raise ValueError("no list")
    return list(map(_decode, told))


def _decode(told: object) -> Lost:
    match told:
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
