"""Which sentences of a reference to keep: a score each, then the best that differ.

The choice looks at the reference alone, never at the report: the same text read twice gives the
same choice. Maximal marginal relevance is Carbonell and Goldstein's (1998), the centroid Radev's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from git_report.digest.cues import (
    ANNOUNCES,
    DEFINES,
    USUAL,
    Weights,
    answers,
    asks,
    is_chatter,
    points_back,
    summarises,
    weigh,
)
from git_report.digest.passages import Sentence
from git_report.digest.wording import content_words, length_of, normalise

# What loose talk is worth beside dense words.
_LOOSE = 0.3
# So alike is the same again.
_ALIKE = 0.5
# What a sentence is worth that comes with others, and how many of them may come.
_LED, _LONGEST_CHAIN, _LEADING = 0.85, 2, 0.3
# Sentences below this part of what the best are worth are not worth their room.
_LEAST, _BEST, _FLOOR = 0.25, 8, 0.3
# An announcement in so few words comes with what explains it in so many.
_BRIEF_WORDS, _AFTER_WORDS = 16, 32
_POOL = 4
# A text of more words of prose than these always gives some.
_PROSE = 300

Vector = dict[str, float]


def weigh_words(texts: Iterable[Sequence[str]]) -> list[Vector]:
    """The TF-IDF vectors of some texts, given as their content words, each of length 1."""
    bags = [Counter(words) for words in texts]
    held = Counter(word for bag in bags for word in bag)
    count = len(bags)
    return [
        _unit({w: (1 + log(n)) * log((1 + count) / held[w]) for w, n in bag.items()})
        for bag in bags
    ]


def _unit(vector: Vector) -> Vector:
    length = sqrt(sum(value * value for value in vector.values())) or 1.0
    return {word: value / length for word, value in vector.items()}


def cosine(one: Vector, other: Vector) -> float:
    """How alike two vectors of length 1 are, from 0 to 1."""
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other.get(word, 0.0) for word, value in one.items())


class Ranking:
    """Scores of a reference's sentences: what each says, and how central that is.

    `titles` are the names of the reference, `brief` what the reader wants to know of it.
    """

    def __init__(
        self,
        sentences: Sequence[Sentence],
        titles: str,
        brief: str,
        weights: Weights = USUAL,
        *,
        spoken: bool = False,
    ) -> None:
        self.sentences = sentences
        self.weights = weights
        self._words = [content_words(sentence.text) for sentence in sentences]
        self.vectors = weigh_words(self._words)
        total: Counter[str] = Counter()
        for vector in self.vectors:
            total.update(vector)
        centre = _unit(dict(total))
        self._titles = frozenset(w for w in content_words(titles) if not w.isdigit())
        self._brief = frozenset(w for w in content_words(brief) if not w.isdigit())
        central = [cosine(vector, centre) for vector in self.vectors]
        peak = max(central, default=1.0) or 1.0
        self._scores: dict[int, float] = {}
        path: tuple[str, ...] | None = None
        for sentence, words, near in zip(sentences, self._words, central, strict=True):
            distinct = frozenset(words)
            dense = len(distinct) / max(1, length_of(sentence.text))
            score = weigh(sentence, weights, spoken=spoken)
            score *= (_LOOSE + dense) ** weights.dense
            score *= 1 + weights.central * near / peak
            score *= self._favour(sentence, distinct, first=sentence.path != path)
            path = sentence.path
            self._scores[id(sentence)] = score

    def _favour(self, sentence: Sentence, words: frozenset[str], *, first: bool) -> float:
        """What place, titles and brief add."""
        heading = frozenset(w for title in sentence.path[-1:] for w in content_words(title))
        wanted = len(words & self._brief)
        favour = 1 + self.weights.titles * min(3, len(words & (self._titles | heading)))
        defines = wanted and DEFINES.search(sentence.text) is not None
        favour += self.weights.brief * min(3, wanted) * (2 if defines else 1)
        favour += self.weights.summaries * any(map(summarises, sentence.path[-2:]))
        return favour + self.weights.opening * (sentence.opens + first)

    def score(self, sentence: Sentence) -> float:
        """How much a sentence tells; sentences that the ranking was not made of get 0."""
        return self._scores.get(id(sentence), 0.0)


@dataclass(frozen=True, slots=True)
class _Unit:
    """Sentences that are taken together: `head`, behind those that name what it speaks of."""

    members: tuple[int, ...]
    score: float
    head: int


def choose_sentences(sentences: Sequence[Sentence], ranking: Ranking, limit: int) -> list[Sentence]:
    """The best sentences within so many words that do not repeat each other, best first.

    A sentence that points back comes with the one before it, or not at all. A long text in
    which no sentence is worth its room gives those that it has.
    """
    place = {id(s): n for n, s in enumerate(ranking.sentences)}
    allowed = {place[id(s)] for s in sentences if id(s) in place}
    units = sorted(_make_units(ranking, allowed), key=lambda unit: (-unit.score, unit.members))
    top = [unit.score for unit in units[:_BEST]]
    least = max(_FLOOR, _LEAST * sum(top) / max(1, len(top)))
    fit = [unit for unit in units[: _POOL * limit] if unit.score >= least]
    if not fit and sum(length_of(ranking.sentences[n].text) for n in allowed) > _PROSE:
        fit = [_Unit((n,), ranking.score(ranking.sentences[n]), n) for n in sorted(allowed)]
    picked = _Picked(ranking, fit)
    chosen: dict[int, None] = {}
    room = limit
    while room > 0 and (unit := picked.take_best()) is not None:
        fresh = [n for n in unit.members if n not in chosen]
        length = sum(length_of(ranking.sentences[n].text) for n in fresh)
        if fresh and length <= room:
            chosen.update(dict.fromkeys(fresh))
            room -= length
            picked.note_taken()
    return [ranking.sentences[n] for n in chosen]


class _Picked:
    """The units that are left, each with what it still adds to those that were taken."""

    def __init__(self, ranking: Ranking, units: Sequence[_Unit]) -> None:
        self._weights = ranking.weights
        self._units = units
        self._heads = [ranking.sentences[unit.head] for unit in units]
        self._vectors = [ranking.vectors[unit.head] for unit in units]
        self._gain = [unit.score for unit in units]
        self._nearest = [0.0] * len(units)
        self._crowd: Counter[tuple[str, ...]] = Counter()
        self._known: set[str] = set()
        self._left = list(range(len(units)))
        self._at = -1

    def take_best(self) -> _Unit | None:
        """The unit that adds most, which is not left any more; None where none is."""
        while self._left:
            self._at = max(self._left, key=self._gain.__getitem__)
            self._left.remove(self._at)
            again = normalise(self._heads[self._at].text) in self._known
            if not again and self._nearest[self._at] <= _ALIKE:
                return self._units[self._at]
        return None

    def note_taken(self) -> None:
        """Lower what the others add, now that the one that was given last is taken."""
        head, vector = self._heads[self._at], self._vectors[self._at]
        self._known.add(normalise(head.text))
        self._crowd[head.path] += 1
        for other in self._left:
            near = cosine(vector, self._vectors[other])
            path = self._heads[other].path
            if near <= self._nearest[other] and path != head.path:
                continue
            self._nearest[other] = max(near, self._nearest[other])
            gain = self._units[other].score
            gain *= 1 - self._weights.diversity * self._nearest[other]
            self._gain[other] = gain / (1 + self._weights.spread * self._crowd[path])


def _make_units(ranking: Ranking, allowed: set[int]) -> Iterable[_Unit]:
    """Every sentence that can be taken, with those that it leans on before it."""
    sentences = ranking.sentences
    for n in sorted(allowed):
        score = ranking.score(sentences[n])
        if score <= 0:
            continue
        members = _lead(ranking, n, allowed) if ranking.weights.antecedents else (n,)
        if not members:
            continue
        if ranking.weights.antecedents and _is_explained(sentences, n, allowed):
            members = (*members, n + 1)
        yield _Unit(members, score * _LED ** (len(members) - 1), n)


def _is_explained(sentences: Sequence[Sentence], at: int, allowed: set[int]) -> bool:
    """Whether a short announcement has the sentence behind it that says what is announced."""
    one, after = sentences[at], sentences[min(at + 1, len(sentences) - 1)]
    return (
        at + 1 in allowed
        and after.place == one.place + 1
        and length_of(one.text) < _BRIEF_WORDS
        and ANNOUNCES.search(one.text) is not None
        and points_back(after.text)
        and not (is_chatter(after.text) or asks(after.text))
        and length_of(after.text) < _AFTER_WORDS
    )


def _lead(ranking: Ranking, at: int, allowed: set[int]) -> tuple[int, ...]:
    """A sentence behind those that name what it speaks of; nothing where none does."""
    sentences = ranking.sentences
    least = _LEADING * ranking.score(sentences[at])
    members = [at]
    while _leans(sentences[members[0]]):
        before = members[0] - 1
        adjacent = before >= 0 and sentences[before].place + 1 == sentences[members[0]].place
        usable = adjacent and before in allowed and not is_chatter(sentences[before].text)
        if not usable or len(members) > _LONGEST_CHAIN or ranking.score(sentences[before]) < least:
            return ()
        members.insert(0, before)
    return tuple(members)


def _leans(sentence: Sentence) -> bool:
    """Whether a sentence needs another; an item has the sentence that introduces its list.

    A short answer needs its question, which a reference in questions has as a heading.
    """
    short = length_of(sentence.text) < _BRIEF_WORDS
    if short and answers(sentence.text) and not sentence.path:
        return True
    return not (sentence.item and sentence.lead_in) and points_back(sentence.text)
