"""The two excerpts of a section's row in the table: its most telling change, cut to a cell."""

from __future__ import annotations

from git_report.diff.delta import BlockChange, Change, SectionChange, Side
from git_report.diff.excerpts import CUT, excerpt_pair, excerpt_start
from git_report.diff.markup import flatten
from git_report.markdown import Kind

# Characters of one cell's excerpt.
CELL = 120
# Where two changes tell as much, prose is read more easily in a cell.
_PROSE = (Kind.PARAGRAPH, Kind.QUOTE, Kind.LIST)


def tease(section: SectionChange, prior: list[str], new: list[str]) -> tuple[str, str]:
    """Quoted excerpts of the prior and the new version; empty where there is none.

    `prior` and `new` are the lines of the two versions.
    """
    best = max(section.blocks, key=_rank, default=None)
    if best is None:
        return "", ""
    before, after = _text(best.prior, prior), _text(best.new, new)
    if best.change is Change.MOVED or not before or not after:
        return _quote(before), _quote(after)
    excerpts = excerpt_pair(before, after, budget=2 * CELL)
    return _quote(excerpts.prior), _quote(excerpts.new)


def _rank(block: BlockChange) -> tuple[int, bool, bool]:
    return int(block.telling), block.kind in _PROSE, block.change is not Change.MOVED


def _text(side: Side | None, lines: list[str]) -> str:
    return "\n".join(lines[side.lines[0] - 1 : side.lines[1]]) if side else ""


def _quote(text: str) -> str:
    """The text in quotation marks on one line, cut to the cell; a quote's own marker goes."""
    flat = flatten(text).removeprefix("> ")
    short = flat if len(flat) <= CELL else excerpt_start(flat, CELL - len(CUT) - 1)
    return f'"{short}"' if short else ""
