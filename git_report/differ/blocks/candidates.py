"""Candidates for pairs of texts, by the rare words that they share: near-linear."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

# A word in more texts says too little to look there, and more texts than these are not compared
# with one. They bound the cost: bench/thresholds.py finds the same from 3 to 48 and 1 to 16.
_RARE = 12
_CANDIDATES = 4


class RareWords:
    """The texts that each word is in, by the index of a text."""

    def __init__(self, texts: Iterable[tuple[int, Set[str]]]) -> None:
        self._index: defaultdict[str, list[int]] = defaultdict(list)
        for place, words in texts:
            for word in words:
                self._index[word].append(place)

    def list_candidates(self, words: Set[str], more: Mapping[int, int] | None = None) -> list[int]:
        """The texts that share most rare words with one; `more` words are shared with some."""
        votes = Counter(more)
        for word in words:
            there = self._index.get(word, ())
            if len(there) <= _RARE:
                votes.update(there)
        best = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        return [place for place, _ in best[:_CANDIDATES]]


def choose_best(scored: Iterable[tuple[Sequence[float], int, int]]) -> Iterator[tuple[int, int]]:
    """Pairs of indices by their scores, the lowest first, each index of a side once."""
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in sorted(scored):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            yield i, j
