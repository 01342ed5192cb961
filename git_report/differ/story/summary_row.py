"""The two excerpts of a section's row in the table: its most important change, cut to a cell."""

from __future__ import annotations

from git_report.differ.blocks.changes import list_parts
from git_report.differ.blocks.pairs import Pairing
from git_report.differ.delta import BlockChange, Change, SectionChange, Side
from git_report.differ.story.excerpts import CUT, excerpt_pair, excerpt_start
from git_report.differ.story.windows import rate
from git_report.markdown import Block, Document, Kind
from git_report.text import flatten

# Characters of one cell's excerpt.
CELL = 120
# Where two changes tell as much, prose is read more easily in a cell; of a whole table or listing
# that came or went a cell can show nothing that tells.
_PROSE = (Kind.PARAGRAPH, Kind.QUOTE, Kind.LIST)
_BY_LINE = (Kind.CODE, Kind.HTML, Kind.FRONT_MATTER)


class Teaser:
    """Excerpts for the table, out of the blocks of the two versions."""

    def __init__(self, prior: Document, new: Document) -> None:
        self._prior = {block.span.first: block for block in prior.blocks()}
        self._new = {block.span.first: block for block in new.blocks()}

    def tease(self, section: SectionChange) -> tuple[str, str]:
        """Quoted excerpts of the prior and the new version; empty where there is none."""
        best = max(section.blocks, key=_rank, default=None)
        if best is None:
            return "", ""
        before, after = _find(self._prior, best.prior), _find(self._new, best.new)
        texts = before.content if before else "", after.content if after else ""
        if best.change is Change.MOVED:
            return _quote(texts[0]), _quote(texts[1])
        if before is None or after is None:
            # What came may stand for what went: the other column shows the best of that.
            opposite = Change.REMOVED if before is None else Change.ADDED
            return self._tease_apart(section, best, opposite)
        if best.kind in _BY_LINE:
            # Their excerpts are whole lines already, without a fence.
            sides = [side.text if side else "" for side in (best.prior, best.new)]
            return _quote(sides[0]), _quote(sides[1])
        # Of a table or a list the row or item that tells most.
        parts = list(list_parts(Pairing(before, after, equal=False), {})) or [texts]
        texts = max(parts, key=lambda part: rate(*part)) if len(parts) > 1 else parts[0]
        excerpts = excerpt_pair(*texts, budget=2 * CELL)
        return _quote(excerpts.prior), _quote(excerpts.new)

    def _tease_apart(
        self, section: SectionChange, best: BlockChange, opposite: Change
    ) -> tuple[str, str]:
        others = (block for block in section.blocks if block.change is opposite)
        other = max(others, key=_rank, default=best)
        before = _find(self._prior, best.prior or other.prior)
        after = _find(self._new, best.new or other.new)
        return _quote(before.content if before else ""), _quote(after.content if after else "")


def _rank(block: BlockChange) -> tuple[int, bool, bool]:
    whole = block.prior is None or block.new is None
    prose = block.kind in _PROSE
    telling = block.telling if prose or not whole else min(1, block.telling)
    return int(telling), prose, block.change is not Change.MOVED


def _find(blocks: dict[int, Block], side: Side | None) -> Block | None:
    return blocks[side.lines[0]] if side else None


def _quote(text: str) -> str:
    """The text in quotation marks on one line, without the marks of a row or a quote, cut."""
    flat = flatten(text).removeprefix("> ").removeprefix("| ").removesuffix(" |")
    short = flat if len(flat) <= CELL else excerpt_start(flat, CELL - len(CUT) - 1)
    return f'"{short}"' if short else ""
