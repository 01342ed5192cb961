"""Which sentences of a source are worth keeping: a score each, then the best that differ.

Selection looks at the source alone, never at the report: the same text read twice gives the same
choice, all of which is then known. Maximal marginal relevance is Carbonell and Goldstein's (1998).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

from git_report.digest.cues import (
    CONNECTIVES,
    CUES,
    DEFINITION,
    HEDGES,
    NAMES,
    PRONOUNS,
    VAGUE,
    length_of,
)
from git_report.digest.numbers import find_values
from git_report.digest.passages import Sentence
from git_report.digest.wording import WORD, content_words, normalise

_DIVERSITY = 0.6
_LEAST_SHARE = 0.3


class Ranking:
    """Scores of a source's sentences by what the source as a whole is about.

    `topic` are words that the reader cares about; they weigh little, for selection must not
    change with the wording of a brief more than it has to.
    """

    def __init__(self, sentences: Sequence[Sentence], titles: str, topic: str) -> None:
        bags = [frozenset(content_words(sentence.text)) for sentence in sentences]
        self._frequency = Counter(word for bag in bags for word in bag)
        self._titles = frozenset(content_words(titles))
        self._topic = frozenset(content_words(topic))
        self._peak = log(1 + max(self._frequency.values(), default=1))

    def score(self, sentence: Sentence) -> float:
        """How much a sentence tells, around 0 for little and 2 for a lot."""
        words = content_words(sentence.text)
        if not words:
            return 0.0
        distinct = frozenset(words)
        central = sum(log(self._frequency.get(word, 0) + 1) for word in distinct)
        score = central / self._peak / sqrt(len(distinct)) / 2
        score += 0.6 * min(2, len(find_values(sentence.text)))
        score += 0.2 * min(2, len(CUES.findall(sentence.text)))
        score += 0.1 * min(3, len(NAMES.findall(sentence.text)))
        score += 0.1 * min(3, len(distinct & (self._titles | frozenset(_path_words(sentence)))))
        score += 0.04 * min(3, len(distinct & self._topic))
        score += 0.2 * sentence.opens + 0.25 * bool(DEFINITION.match(sentence.text))
        score -= 0.3 * bool(VAGUE.search(sentence.text))
        score -= 0.15 * min(3, len(HEDGES.findall(sentence.text)))
        first = WORD.search(sentence.text)
        score -= 0.3 * (first is not None and first[0].casefold() in CONNECTIVES)
        score -= 0.12 * min(3, len(PRONOUNS.findall(sentence.text)))
        length = len(WORD.findall(sentence.text))
        return score - 0.02 * max(0, length - 32) - 0.05 * max(0, 10 - length)


def _path_words(sentence: Sentence) -> list[str]:
    return [word for title in sentence.path for word in content_words(title)]


def budget(words: int) -> int:
    """How many words a digest takes from a source of so many: slowly growing."""
    return round(60 + 9 * sqrt(max(0, words)))


def choose_sentences(sentences: Sequence[Sentence], ranking: Ranking, limit: int) -> list[Sentence]:
    """The best sentences within so many words that do not repeat each other, best first."""
    scored = {id(s): ranking.score(s) for s in sentences}
    pool = sorted(sentences, key=lambda s: (-scored[id(s)], s.place))[: 12 + limit]
    top = [scored[id(sentence)] for sentence in pool[:5]]
    least = _LEAST_SHARE * sum(top) / max(1, len(top))
    pool = [sentence for sentence in pool if scored[id(sentence)] >= least]
    bags = [frozenset(content_words(sentence.text)) for sentence in pool]
    nearest = [0.0] * len(pool)
    gain = [scored[id(sentence)] for sentence in pool]
    left = list(range(len(pool)))
    chosen: list[Sentence] = []
    known: set[str] = set()
    room = limit
    while left:
        best = max(left, key=gain.__getitem__)
        left.remove(best)
        length = length_of(pool[best].text)
        key = normalise(pool[best].text)
        if length > room or key in known or nearest[best] > 0.6:
            continue
        chosen.append(pool[best])
        known.add(key)
        room -= length
        for other in left:
            near = _overlap(bags[best], bags[other])
            if near > nearest[other]:
                nearest[other] = near
                gain[other] = scored[id(pool[other])] - _DIVERSITY * near * 2
    return chosen


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    small = min(len(one), len(other))
    return len(one & other) / small if small else 0.0
