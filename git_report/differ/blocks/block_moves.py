"""Blocks that left one place and stand, unchanged, in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from git_report.differ.blocks.pairs import fingerprint
from git_report.markdown import Block, Kind

# A shorter block may be elsewhere by chance, unless what is beside it moved as well.
MOVED_CONTENT = 40


class BlockPlace(NamedTuple):
    """A block that its section has in one version only; a `passage` is elsewhere, however short."""

    section: int
    block: Block
    passage: bool = False


_Move = tuple[BlockPlace, BlockPlace]
_Name = tuple[Kind, str]
_Index = Sequence[dict[int, BlockPlace]]


def pair_moved(gone: Sequence[BlockPlace], come: Sequence[BlockPlace]) -> list[_Move]:
    """What moved, from where and to where, as far as it is known which block is which.

    So it is of a block that went once and came once, and of one beside it in both versions, which
    may be anywhere else as well: a note that is repeated. Of others it is if all went from one
    section and came to one, or if as many came as went and either is of one section.
    """
    moves = [
        (left[0], right[0]) for left, right in _group(gone, come) if len(left) == len(right) == 1
    ]
    moves += _find_beside(gone, come, moves)
    went = {prior.block.span.start for prior, _ in moves}
    came = {new.block.span.start for _, new in moves}
    for left, right in _group(
        [place for place in gone if place.block.span.start not in went],
        [place for place in come if place.block.span.start not in came],
    ):
        alone = [len({place.section for place in side}) == 1 for side in (left, right)]
        if all(alone) or (any(alone) and len(left) == len(right)):
            moves += zip(left, right, strict=False)
    return moves


def _group(
    gone: Sequence[BlockPlace], come: Sequence[BlockPlace]
) -> Iterator[tuple[list[BlockPlace], list[BlockPlace]]]:
    """The places of both sides of each block that is long enough to be known."""
    sides = defaultdict[_Name, list[BlockPlace]](list), defaultdict[_Name, list[BlockPlace]](list)
    for side, places in zip(sides, (gone, come), strict=True):
        for place in places:
            # A definition is known by its label.
            known = place.passage or place.block.kind is Kind.DEFINITION
            if known or len(place.block.content) >= MOVED_CONTENT:
                side[_name(place)].append(place)
    return ((left, sides[1][name]) for name, left in sides[0].items() if name in sides[1])


def _name(place: BlockPlace) -> _Name:
    """What is the same in both places: of a passage the words, wherever its lines end."""
    kind, content = fingerprint(place.block)
    return kind, " ".join(content.split()) if place.passage else content


def _find_beside(
    gone: Sequence[BlockPlace], come: Sequence[BlockPlace], moves: Sequence[_Move]
) -> list[_Move]:
    """The blocks that are, in both versions, right before or right behind one that moved."""
    starts = [{place.block.span.start: place for place in side} for side in (gone, come)]
    ends = [{place.block.span.end: place for place in side} for side in (gone, come)]
    for move in moves:
        _drop(starts, ends, move)
    found = list(moves)
    for prior, new in found:
        before, after = prior.block.span, new.block.span
        for here, at, there in ((ends, before.start, after.start), (starts, before.end, after.end)):
            left, right = here[0].get(at), here[1].get(there)
            if left and right and fingerprint(left.block) == fingerprint(right.block):
                found.append((left, right))
                _drop(starts, ends, (left, right))
    return found[len(moves) :]


def _drop(starts: _Index, ends: _Index, move: _Move) -> None:
    """Take what moved out of what is still looked for."""
    for side, place in enumerate(move):
        starts[side].pop(place.block.span.start, None)
        ends[side].pop(place.block.span.end, None)
