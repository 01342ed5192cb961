"""A lineage as data: steps that say how the parts of a version continue the version before.

As text it has three lines of steps, such as ``k0+12 e12+1 a-1+2``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

_STEP = re.compile(r"([kears])(-1|[0-9]{1,7})\+([0-9]{1,7})")


class Relation(StrEnum):
    """How a part of the new version continues the prior one."""

    KEPT = "k"
    EDITED = "e"
    ADDED = "a"
    # Split from a block or joined from several; rows, items or sentences have their own steps.
    OF_ENTRIES = "r"
    OF_SENTENCES = "s"


class LineageStep(NamedTuple):
    """One part, or `size` parts in a row, and what they continue.

    `start` is the first prior part for KEPT and EDITED; the first of `size` new entries or
    sentences for a block that they describe; -1 for ADDED. Steps of several parts are KEPT or
    ADDED.
    """

    relation: Relation
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """What the blocks, entries and sentences of a version continue, in document order."""

    blocks: tuple[LineageStep, ...]
    entries: tuple[LineageStep, ...]
    sentences: tuple[LineageStep, ...]


def join_steps(steps: Iterable[LineageStep]) -> tuple[LineageStep, ...]:
    """The steps of single parts, with those that continue neighbours joined."""
    out: list[LineageStep] = []
    first, size = None, 0  # Of the run that is still open.
    for step in steps:
        if first is not None and first.relation is step.relation:
            added = step.relation is Relation.ADDED
            if added or (step.relation is Relation.KEPT and first.start + size == step.start):
                size += 1
                continue
        if first is not None:
            out.append(first._replace(size=size))
        first, size = step, step.size
    return (*out, first._replace(size=size)) if first is not None else ()


def list_survivors(steps: Iterable[LineageStep]) -> set[int]:
    """The prior parts that some new part continues."""
    found: set[int] = set()
    for step in steps:
        if step.relation is Relation.KEPT:
            found.update(range(step.start, step.start + step.size))
        elif step.relation is Relation.EDITED:
            found.add(step.start)
    return found


def encode_lineage(lineage: Lineage) -> str:
    """The lineage as text."""
    levels = (lineage.blocks, lineage.entries, lineage.sentences)
    return "\n".join(
        " ".join(f"{step.relation}{step.start}+{step.size}" for step in steps) for steps in levels
    )


def decode_lineage(text: str) -> Lineage:
    """The lineage that `encode_lineage` wrote; raises ValueError for any other text."""
    levels = [tuple(_decode(line)) for line in text.split("\n")]
    if len(levels) != 3:
        raise ValueError(f"no lineage: {len(levels)} lines")
    return Lineage(*levels)


def _decode(line: str) -> Iterator[LineageStep]:
    for word in line.split(" ") if line else ():
        match = _STEP.fullmatch(word)
        if match is None:
            raise ValueError(f"no step: {word!r}")
        step = LineageStep(Relation(match[1]), int(match[2]), int(match[3]))
        if not step.size or (step.start < 0) is not (step.relation is Relation.ADDED):
            raise ValueError(f"no step: {word!r}")
        yield step
