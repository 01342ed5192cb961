"""A small summariser to be measured against: TF-IDF, likeness to the whole, and diversity.

A sentence is as good as it is like the whole text and as it has few words that only point; the
next one chosen is the best that is not like those before it (maximal marginal relevance).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt

from git_report.digest.wording import STOP_WORDS, stem

Vector = Mapping[str, float]
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
# Talk is full of these, and they tell nothing.
_SPOKEN = "actually bit kind know maybe mean okay ok right sort think um uh well yeah yes".split()
STOP = STOP_WORDS | frozenset(_SPOKEN)
_ENOUGH = 18  # words of a sentence that can tell something
_DIVERSITY = 0.7


def vectorise(texts: Sequence[str]) -> list[Vector]:
    """A unit vector for each text."""
    bags = [Counter(stem(w) for w in _WORD.findall(t.lower()) if w not in STOP) for t in texts]
    spread = Counter(word for bag in bags for word in bag)
    rows = [
        {w: (1 + log(n)) * log((1 + len(bags)) / spread[w]) for w, n in b.items()} for b in bags
    ]
    sizes = [sqrt(sum(weight**2 for weight in row.values())) or 1.0 for row in rows]
    return [{w: x / size for w, x in row.items()} for row, size in zip(rows, sizes, strict=True)]


def likeness(one: Vector, other: Vector) -> float:
    """The cosine of two unit vectors."""
    small, large = sorted((one, other), key=len)
    return sum(weight * large.get(word, 0.0) for word, weight in small.items())


def rank_tfidf_mmr(texts: Sequence[str]) -> list[int]:
    """Places of texts, the best first; at most 150 of them."""
    vectors = vectorise(texts)
    whole: Counter[str] = Counter()
    for vector in vectors:
        whole.update(vector)
    size = sqrt(sum(weight**2 for weight in whole.values())) or 1.0
    middle = {word: weight / size for word, weight in whole.items()}
    worth = [likeness(v, middle) for v in vectors]
    score = [w * min(1, len(t.split()) / _ENOUGH) for w, t in zip(worth, texts, strict=True)]
    gain, left, order = score.copy(), set(range(len(texts))), list[int]()
    while left and len(order) < 150:
        best = max(left, key=lambda n: (gain[n], -n))
        order.append(best)
        left.remove(best)
        for n in left:
            near = likeness(vectors[best], vectors[n])
            gain[n] = min(gain[n], score[n] - _DIVERSITY * near * score[best])
    return order
