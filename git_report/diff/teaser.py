"""The two excerpts of a section's row in the table: its most telling change, cut to a cell."""

from __future__ import annotations

from git_report.diff.delta import SectionChange, Side
from git_report.diff.markup import CUT, flatten

# Characters of one cell's excerpt.
CELL = 120


def tease(section: SectionChange) -> tuple[str, str]:
    """Quoted excerpts of the prior and the new version; empty where there is none."""
    if not section.blocks:
        return "", ""
    best = max(section.blocks, key=lambda block: block.telling)
    return _quote(best.prior), _quote(best.new)


def _quote(side: Side | None) -> str:
    if side is None or not side.text.strip():
        return ""
    text = flatten(side.text)
    if len(text) > CELL:
        head = text[: CELL - 2]
        # Not inside a word, unless the word fills the cell.
        head = head.rsplit(" ", 1)[0] if " " in head else head
        text = f"{head.rstrip(f' {CUT}')} {CUT}"
    return f'"{text}"'
