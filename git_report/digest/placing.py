"""Where a piece of text belongs: the section whose words are most like its own.

Sections and pieces are vectors of stems weighted by tf-idf (Salton and Buckley 1988), and a piece
is taken together with its neighbours.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log, sqrt

# How much the neighbours on each side say about where a piece belongs.
NEIGHBOUR = 0.5


class Profiles:
    """What each of some sections is about, each given as the content words of its texts."""

    def __init__(self, sections: Sequence[Sequence[Iterable[str]]]) -> None:
        self._size = len(sections)
        bags = [Counter(word for text in texts for word in text) for texts in sections]
        everywhere = Counter(word for bag in bags for word in bag)
        self._rarity = {w: log((1 + self._size) / n) + 0.1 for w, n in everywhere.items()}
        self._unknown = log(1 + self._size) + 0.1
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, bag in enumerate(bags):
            for word, weight in self._vector(bag).items():
                self._postings[word].append((number, weight))

    def likeness(self, words: Iterable[str]) -> list[float]:
        """The cosine of a text's words with each section, 0 to 1."""
        found = [0.0] * self._size
        for word, weight in self._vector(Counter(words)).items():
            for number, other in self._postings.get(word, ()):
                found[number] += weight * other
        return found

    def rarity(self, word: str) -> float:
        """How much a word tells about where it stands."""
        return self._rarity.get(word, self._unknown)

    def _vector(self, bag: Counter[str]) -> dict[str, float]:
        weights = {w: (1 + log(n)) * self.rarity(w) for w, n in bag.items()}
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {w: weight / length for w, weight in weights.items()} if length else {}


def likeness_in_context(profiles: Profiles, pieces: Sequence[Sequence[str]]) -> list[list[float]]:
    """The likeness of each of some pieces in a row, with that of its neighbours counted in."""
    alone = [profiles.likeness(words) for words in pieces]
    found = []
    for n, own in enumerate(alone):
        near = [alone[m] for m in (n - 1, n + 1) if 0 <= m < len(alone)]
        total = 1 + NEIGHBOUR * len(near)
        sums = zip(own, *near, strict=True)
        found.append([(o + NEIGHBOUR * sum(rest)) / total for o, *rest in sums])
    return found
