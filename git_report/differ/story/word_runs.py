"""A changed block as runs of kept, removed and added words: what text and HTML both show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from git_report.differ import BlockChange
from git_report.differ.blocks.pairing import Element, pair_elements
from git_report.differ.words.alignment import align
from git_report.markdown import Kind

_PROSE = frozenset({Kind.PARAGRAPH, Kind.QUOTE, Kind.HEADING, Kind.RULE, Kind.BLANK})


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
    the new excerpt. Of rows, items and lines each is compared with its own counterpart, so that no
    run of words reaches over those that did not change.
    """
    if block.kind in _PROSE:
        yield from _cut_words(block.prior_text, block.new_text)
        return
    sides = _split_lines(block.prior_text), _split_lines(block.new_text)
    ours, theirs = ([Element(line.rstrip("\n"), line) for line in side] for side in sides)
    for match in pair_elements(ours, theirs):
        before = sides[0][match.prior] if match.prior >= 0 else ""
        after = sides[1][match.new] if match.new >= 0 else ""
        yield from _cut_words(before, after)


def _split_lines(text: str) -> list[str]:
    """The lines with their ends, which are LF alone; none of an empty text."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _cut_words(prior: str, new: str) -> Iterator[Segment]:
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
