"""Candidates for pairs of texts, by the rare words that they share: near-linear.

And whether a text is another one in another section, where there may be one on the same subject.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache

from git_report.differ.words.tokens import list_tokens

# A word in more texts says too little to look there, and more texts than these are not compared
# with one. They bound the cost: bench/thresholds.py finds the same from 3 to 48 and 1 to 16.
_RARE = 12
_CANDIDATES = 4
# So much of the shorter text must be in the other one, and so much of both be shared.
CONTAINED = 0.6
ALIKE = 0.4
# In another section more must be shared, or so many rows of three words, or that part of the rows
# of the shorter text.
_ALIKE_APART = 0.6
_ROWS = 4
_ROWS_CONTAINED = 0.5


# A pair by their places is none if one of the texts has so much in common with another one, and so
# many times as much as they have.
_BETTER = 0.5
_STRONGER = 1.5


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


def count_likeness(left: Set[str], right: Set[str]) -> float:
    """Dice of the words of two texts; 0 for texts without words."""
    return 2 * len(left & right) / ((len(left) + len(right)) or 1)


def is_better(likeness: float, here: float) -> bool:
    """Whether a text is another one's counterpart rather than that which it is like by `here`."""
    return likeness > max(_BETTER, _STRONGER * here)


def are_alike_apart(prior: str, new: str, likeness: float) -> bool:
    """Whether two texts in different sections are the same one, by the likeness of their words."""
    if likeness >= _ALIKE_APART:
        return True
    return share_rows(prior, new, 0.0 if likeness >= ALIKE else _ROWS_CONTAINED, _ROWS)


def share_rows(prior: str, new: str, part: float, least: int = 0) -> bool:
    """Whether two texts have so many rows of three words, that part of those of the shorter one."""
    rows = [_list_rows(text) for text in (prior, new)]
    return len(rows[0] & rows[1]) >= max(least, part * min(map(len, rows)))


# Of many texts that are compared with one, this may be as long as all of them.
@lru_cache(maxsize=32)
def _list_rows(text: str) -> frozenset[tuple[str, str, str]]:
    """The rows of three words of a text."""
    words = [word.lower() for word in list_tokens(text) if word[0].isalnum()]
    return frozenset(zip(words, words[1:], words[2:], strict=False))
