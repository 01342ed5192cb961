"""A Lineage as data: steps that say how the parts of a version continue from the version before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Relation(StrEnum):
    """How a part of the new version continues from the prior one."""

    KEPT = "k"
    EDITED = "e"
    ADDED = "a"
    # Cut out of blocks, or put together from several: its rows or items, or its sentences, tell.
    OF_ENTRIES = "r"
    OF_SENTENCES = "s"


class LineageStep(NamedTuple):
    """One part, or `size` of them in a row, and what they continue from.

    `start` is the first prior part, for KEPT and EDITED; the first of `size` new entries or
    sentences, for a block that they describe; -1 for ADDED. Steps of several parts are KEPT or
    ADDED.
    """

    relation: Relation
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """What the blocks, entries and sentences of a version continue from, in document order."""

    blocks: tuple[LineageStep, ...]
    entries: tuple[LineageStep, ...]
    sentences: tuple[LineageStep, ...]


def join_steps(steps: Iterable[LineageStep]) -> tuple[LineageStep, ...]:
    """Steps of one part each, those that continue from neighbours as one."""
    out: list[LineageStep] = []
    first, size = None, 0  # of the run that is not told yet
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
    """The prior parts that some part continues from."""
    found: set[int] = set()
    for step in steps:
        if step.relation is Relation.KEPT:
            found.update(range(step.start, step.start + step.size))
        elif step.relation is Relation.EDITED:
            found.add(step.start)
    return found
