"""Lists that were cut in two by what was put between their items, or joined: pieces, paired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from git_report.differ.blocks.list_comparison import strip_marker
from git_report.differ.blocks.pairing import gather_words
from git_report.markdown import Block, Item, List, Span

# One list and the two that it became.
_FEWEST = 3
# An item became a paragraph, or was one, if so much of its words is in it, and if it has so many.
_IN = 0.6
_SAID = 3


def cut_lists(
    prior: Sequence[Block], new: Sequence[Block]
) -> tuple[Sequence[Block], Sequence[Block]]:
    """The blocks of two sections, a list of which several were made in as many pieces.

    So it is with one that was made of several. The items of a piece and of its list are in the same
    order, and no other list has any of them: an item that went to another list moved.
    """
    lists = [frozenset(b.content for b in side if isinstance(b, List)) for side in (prior, new)]
    if not all(lists) or len(lists[0] ^ lists[1]) < _FEWEST:
        return prior, new
    cut = list(_cut_all(prior, new))
    return cut, list(_cut_all(new, cut))


def _cut_all(blocks: Sequence[Block], others: Sequence[Block]) -> Iterator[Block]:
    """The blocks with each list cut that is several of the others."""
    there = _index_items(others)
    sources: dict[int, set[int]] = {}
    targets: dict[int, list[int]] = {}
    for at, block in enumerate(blocks):
        if isinstance(block, List):
            targets[at] = [there.get(_name(item), -1) for item in block.items]
            for target in targets[at]:
                sources.setdefault(target, set()).add(at)
    for at, block in enumerate(blocks):
        known = [target for target in targets.get(at, ()) if target >= 0]
        runs = list(dict.fromkeys(known))
        alone = all(sources[target] == {at} for target in runs)
        if isinstance(block, List) and len(runs) > 1 and alone and known == sorted(known):
            yield from _cut(block, targets[at], others)
        else:
            yield block


def _index_items(blocks: Sequence[Block]) -> dict[str, int]:
    """The place of the list that each item is in, by what it says; -1 for one that is repeated."""
    out: dict[str, int] = {}
    for at, block in enumerate(blocks):
        for item in block.items if isinstance(block, List) else ():
            name = _name(item)
            out[name] = -1 if name in out else at
    return out


def _name(item: Item) -> str:
    """What an item says, its marker and white space aside."""
    return " ".join(strip_marker(item.text).split())


def _cut(block: List, targets: Sequence[int], others: Sequence[Block]) -> Iterator[List]:
    """The pieces of a list by the lists of its items.

    Items in between that are in no other list are with those before them while these are fewer than
    their list has.
    """
    start = known = 0
    here = -1
    for at, target in enumerate(targets):
        if target < 0:
            continue
        if here >= 0 and target != here:
            other = others[here]
            size = len(other.items) if isinstance(other, List) else 0
            end = min(at, max(known, start + size))
            yield _make_piece(block, block.items[start:end])
            start = end
        here, known = target, at + 1
    yield _make_piece(block, block.items[start:])


def _make_piece(block: List, items: tuple[Item, ...]) -> List:
    first, last = items[0].span, items[-1].span
    text = "".join(item.text for item in items)
    return List(
        Span(first.start, last.end, first.first, last.last), text, items, ordered=block.ordered
    )


def find_own_items(block: List, text: Block) -> tuple[List | None, List, List | None] | None:
    """The items of a list that became a paragraph, or were one, and those before and after these.

    None where these are all of its items, or where none is in the text.
    """
    words = gather_words(text.content)
    own = [
        at
        for at, item in enumerate(block.items)
        if len(said := gather_words(_name(item))) >= _SAID and len(said & words) >= _IN * len(said)
    ]
    if not own or (own[0] == 0 and own[-1] == len(block.items) - 1):
        return None
    parts = block.items[: own[0]], block.items[own[0] : own[-1] + 1], block.items[own[-1] + 1 :]
    before, piece, after = (_make_piece(block, part) if part else None for part in parts)
    return (before, piece, after) if piece else None
