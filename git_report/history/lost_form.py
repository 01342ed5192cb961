"""What a version lost, as text that can be kept: JSON, one list for each thing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TypeVar

from git_report.differ import ENGINE
from git_report.history.lineage import LINEAGE
from git_report.history.lost import Lost, LostKind

_T = TypeVar("_T")
# It depends on the lineage, and on the figures of the difference.
KIND = f"lost-3.{LINEAGE}.{ENGINE}"


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
