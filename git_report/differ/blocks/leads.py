"""Texts that lead to the block below them, which stayed while they came or went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from git_report.differ.blocks.pairs import Pairing
from git_report.differ.words.obligations import obliges_otherwise
from git_report.markdown import Block, Kind, List

_COLONS = (":", "：", ":**", ":*", ":_")


def is_lead(text: Block, below: Block) -> bool:
    """Whether a paragraph says something of the block below it: above a list, or with a colon."""
    if text.kind is not Kind.PARAGRAPH or below.kind is Kind.HEADING:
        return False
    # A no-break space alone is a paragraph to Markdown.
    if not (text.content.strip() and below.content.strip()):
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
    above_prior = _list_above([each.prior for each in pairings if each.prior])
    above_new = _list_above([each.new for each in pairings if each.new])
    for each in alone:
        text, kept, above = (
            (each.new, to_prior, above_prior) if each.new else (each.prior, to_new, above_new)
        )
        if text is None or (there := kept.get(text.span.end)) is None:
            continue
        if is_lead(text, there[0]):
            lead = above.get(there[1].span.start)
            other = lead.content if lead and is_lead(lead, there[1]) else ""
            if obliges_otherwise(other, text.content):
                out[each] = other
    return out


def _list_above(blocks: Sequence[Block]) -> Mapping[int, Block]:
    """What is right above each block, and above the pieces of its list, by the block's start."""
    ends = {block.span.end: block for block in blocks}
    out: dict[int, Block] = {}
    for block in sorted(blocks, key=lambda block: block.span.start):
        above = ends.get(block.span.start)
        if isinstance(block, List) and isinstance(above, List):
            above = out.get(above.span.start)
        if above is not None:
            out[block.span.start] = above
    return out
