"""A changed block as runs of kept, removed and added words: what text and HTML both show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from git_report.differ import BlockChange
from git_report.differ.words.alignment import align


class Fate(StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words with one fate."""

    fate: Fate
    text: str


def cut_segments(block: BlockChange) -> Iterator[Segment]:
    """The excerpts of a changed block as one text: removed words before those that replace them.

    The kept segments and the removed ones make up the prior excerpt, the kept and the added ones
    the new excerpt.
    """
    prior = block.prior.text if block.prior else ""
    new = block.new.text if block.new else ""
    for hunk in align(prior, new):
        removed = prior[hunk.prior_start : hunk.prior_end]
        added = new[hunk.new_start : hunk.new_end]
        if hunk.equal:
            yield Segment(Fate.KEPT, added)
            continue
        if removed:
            yield Segment(Fate.REMOVED, removed)
        if added:
            yield Segment(Fate.ADDED, added)
