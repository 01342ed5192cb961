"""Splits and merges: a free section whose text lies in the unexplained rest of a matched one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from git_report.diff.outline import Matching

# A piece has at least this many 3-grams, and this part of them lies in the rest.
_PIECE = 6
_PART = 0.5
_COMMON = 16


def find_pieces(matching: Matching) -> None:
    """Note in `splits` and `merges` what went to, or came from, further sections."""
    changed = [
        (i, j) for i, j in matching.pairs() if matching.prior[i].body != matching.new[j].body
    ]
    _note(
        matching.splits,
        owners={i: matching.prior[i].grams - matching.new[j].grams for i, j in changed},
        pieces=_known(matching.splits, matching.free_new()),
        grams=lambda j: matching.new[j].grams,
    )
    _note(
        matching.merges,
        owners={j: matching.new[j].grams - matching.prior[i].grams for i, j in changed},
        pieces=_known(matching.merges, matching.free_prior()),
        grams=lambda i: matching.prior[i].grams,
    )


def _known(found: Mapping[int, list[int]], free: list[int]) -> list[int]:
    taken = {piece for pieces in found.values() for piece in pieces}
    return [piece for piece in free if piece not in taken]


def _note(
    found: dict[int, list[int]],
    owners: Mapping[int, frozenset[int]],
    pieces: Iterable[int],
    grams: Callable[[int], frozenset[int]],
) -> None:
    index: defaultdict[int, list[int]] = defaultdict(list)
    for owner, rest in owners.items():
        for gram in rest:
            index[gram].append(owner)
    for piece in pieces:
        own = grams(piece)
        if len(own) < _PIECE:
            continue
        votes: Counter[int] = Counter()
        for gram in own:
            there = index.get(gram, ())
            if len(there) <= _COMMON:
                votes.update(there)
        best = min(votes.items(), key=lambda vote: (-vote[1], vote[0]), default=None)
        if best is not None and best[1] >= _PART * len(own):
            found.setdefault(best[0], []).append(piece)
