"""Texts that lead to the block below them, which stayed while they came or went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from git_report.differ.blocks.pairs import Pairing
from git_report.differ.words.obligations import obliges_otherwise
from git_report.markdown import Block, Kind, List

_COLONS = (":", "：", ":**", ":*", ":_")


def is_lead(text: Block, below: Block) -> bool:
    """Whether a paragraph says something of the block below it: above a list, or with a colon."""
    if text.kind is not Kind.PARAGRAPH or below.kind is Kind.HEADING or not text.content.strip():
        return False
    return isinstance(below, List) or has_colon(text.content)


def has_colon(text: str) -> bool:
    """Whether a text ends with a colon."""
    return text.rstrip().endswith(_COLONS)


def find_changed_leads(pairings: Sequence[Pairing]) -> Mapping[Pairing, str]:
    """The new or removed texts below which a block that stayed has another obligation.

    With what is above that block in the other version. Where "You may need" was put between the
    items of a list that is below "You must install", no item has changed.
    """
    out: dict[Pairing, str] = {}
    alone = [each for each in pairings if None in each[:2]]
    if not alone or len(alone) == len(pairings):
        return out
    pairs = [(each.prior, each.new) for each in pairings if each.prior and each.new]
    to_new = {prior.span.start: (prior, new) for prior, new in pairs}
    to_prior = {new.span.start: (new, prior) for prior, new in pairs}
    before = {each.prior.span.end: each.prior for each in pairings if each.prior}
    after = {each.new.span.end: each.new for each in pairings if each.new}
    for each in alone:
        text, kept, ends = (each.new, to_prior, before) if each.new else (each.prior, to_new, after)
        if text is None or (there := kept.get(text.span.end)) is None:
            continue
        if is_lead(text, there[0]):
            other = _find_lead(there[1], ends)
            if obliges_otherwise(other, text.content):
                out[each] = other
    return out


def _find_lead(block: Block, ends: Mapping[int, Block]) -> str:
    """The text above a block, and above the pieces of its list, if it leads to the block."""
    above = ends.get(block.span.start)
    while isinstance(block, List) and isinstance(above, List):
        above = ends.get(above.span.start)
    return above.content if above and is_lead(above, block) else ""
