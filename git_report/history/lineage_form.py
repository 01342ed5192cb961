"""A Lineage as text: three lines of steps, such as ``k0+12 e12+1 a-1+2``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from git_report.history.lineage_steps import Lineage, LineageStep, Relation

_STEP = re.compile(r"([kears])(-1|[0-9]{1,7})\+([0-9]{1,7})")


def encode_lineage(lineage: Lineage) -> str:
    """The lineage as text."""
    levels = (lineage.blocks, lineage.entries, lineage.sentences)
    return "\n".join(
        " ".join(f"{step.relation}{step.start}+{step.size}" for step in steps) for steps in levels
    )


def decode_lineage(text: str) -> Lineage:
    """The lineage that a text tells; ValueError where it tells none."""
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
