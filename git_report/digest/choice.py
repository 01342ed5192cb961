"""Which sentences of a reference to keep: a score each, then the best that differ.

The choice looks at the reference alone, never at the report: the same text read twice gives the
same choice. The clusters of significant words are Luhn's (1958), the fusion of two ranks is
Cormack's (2009), words that count once are Gillick and Favre's (2009).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise
from math import log1p

from git_report.digest.cues import (
    ANNOUNCES,
    DEFINITE,
    USUAL,
    Weights,
    answers,
    asks,
    is_chatter,
    points_back,
    weigh,
)
from git_report.digest.passages import Sentence
from git_report.digest.wording import WORD, content_words, length_of, normalise

# What loose talk is worth beside dense words.
_LOOSE = 0.3
# What leads to a question of so many sentences at most says little of itself.
_ASKED_COST, _LONGEST_QUESTION = 0.5, 12
# Luhn: a word said in so many sentences is significant, a cluster has no longer gap than this.
_OFTEN, _GAP = 2, 4
# A rank loses half of its worth within this part of the sentences.
_SLOW = 0.015
# What has less that is new says the same again.
_FRESH = 0.05
# How many sentences may come with one, each worth this part of it at least.
_LONGEST_CHAIN, _LEADING = 2, 0.3
# A thing that more sentences than these speak of needs no other to be known.
_RARE = 4
# Sentences below this part of what the best are worth are not worth their room.
_LEAST, _BEST, _FLOOR = 0.25, 8, 0.3
# An announcement in so few words comes with what explains it in so many.
_BRIEF_WORDS, _AFTER_WORDS = 16, 32
_POOL = 4
# A text of more words of prose than these always gives some.
_PROSE = 300


def rate_clusters(texts: Sequence[str], words: Sequence[Sequence[str]]) -> list[float]:
    """How dense each text's best cluster of significant words is; `words` are its content words."""
    said = Counter(word for own in words for word in set(own))
    often = {word for word, count in said.items() if count >= _OFTEN}
    return [_rate_clusters(text, often) for text in texts]


def _rate_clusters(text: str, often: set[str]) -> float:
    best, begin, count, last = 0.0, 0, 0, -_GAP - 1
    for at, word in enumerate(WORD.findall(text.casefold())):
        if often.isdisjoint(content_words(word)):
            continue
        if at - last > _GAP:
            begin, count = at, 0
        count, last = count + 1, at
        best = max(best, count * count / (at - begin + 1))
    return best


def fuse_ranks(*ratings: Sequence[float]) -> list[float]:
    """One score of several ratings, from 0 to 1: how far in front each is in all of them."""
    scores = [0.0] * len(ratings[0])
    slow = max(1.0, _SLOW * len(scores))
    for rating in ratings:
        order = sorted(range(len(rating)), key=lambda n: -rating[n])
        for rank, n in enumerate(order):
            scores[n] += slow / (slow + rank) / len(ratings)
    return scores


def _list_asked(sentences: Sequence[Sentence]) -> frozenset[int]:
    """The places of what a speaker says on the way to a question, which ends his turn."""
    asked: set[int] = set()
    turn: list[Sentence] = []
    for sentence, after in zip(sentences, (*sentences[1:], None), strict=True):
        turn.append(sentence)
        if after and after.speaker == sentence.speaker and after.place == sentence.place + 1:
            continue
        if sentence.speaker and asks(sentence.text) and len(turn) <= _LONGEST_QUESTION:
            asked.update(s.place for s in turn)
        turn = []
    return frozenset(asked)


def _find_leaning(
    sentences: Sequence[Sentence], words: Sequence[Sequence[str]], said: Mapping[str, int]
) -> frozenset[int]:
    """The ids of sentences that begin with a thing that the one before introduced.

    "The scores were then used": which ones is said in the sentence before, and in few others.
    """
    leaning = set[int]()
    for n, (one, other) in enumerate(pairwise(sentences), 1):
        if other.place != one.place + 1 or other.path != one.path:
            continue
        titles = content_words(" ".join(other.path))
        before = {w for w in words[n - 1] if said[w] <= _RARE and w not in titles}
        match = DEFINITE.match(other.text)
        if match is not None and not before.isdisjoint(content_words(match["noun"])):
            leaning.add(id(other))
    return frozenset(leaning)


class Ranking:
    """Scores of a reference's sentences: what each says, and how central that is.

    `brief` is what the reader wants to know.
    """

    def __init__(
        self,
        sentences: Sequence[Sentence],
        brief: str,
        weights: Weights = USUAL,
        *,
        spoken: bool = False,
    ) -> None:
        self.sentences = sentences
        self.weights = weights
        self.words = [content_words(sentence.text) for sentence in sentences]
        said = Counter(word for words in self.words for word in set(words))
        self._said = {word: log1p(count) for word, count in said.items()}
        self._brief = frozenset(w for w in content_words(brief) if not w.isdigit())
        asked = _list_asked(sentences) if spoken else frozenset[int]()
        worths: list[float] = []
        for sentence, words in zip(sentences, self.words, strict=True):
            distinct = frozenset(words)
            dense = len(distinct) / max(1, length_of(sentence.text))
            worth = weigh(sentence, weights, spoken=spoken)
            worth *= (_LOOSE + dense) ** weights.dense
            worth *= 1 + weights.brief * min(3, len(distinct & self._brief))
            worths.append(worth * _ASKED_COST ** (weights.pieces * (sentence.place in asked)))
        scores = worths
        if weights.clusters:
            scores = fuse_ranks(worths, rate_clusters([s.text for s in sentences], self.words))
        self._leaning = _find_leaning(sentences, self.words, said)
        self._worths = {id(s): worth for s, worth in zip(sentences, worths, strict=True)}
        self._scores = {id(s): score for s, score in zip(sentences, scores, strict=True)}

    def score(self, sentence: Sentence) -> float:
        """How much a sentence tells; sentences that the ranking was not made of get 0."""
        return self._scores.get(id(sentence), 0.0)

    def leans(self, sentence: Sentence) -> bool:
        """Whether a sentence is understood only behind the one before it."""
        return id(sentence) in self._leaning or points_back(sentence.text)

    def needs(self, sentence: Sentence) -> bool:
        """Whether a sentence needs another; an item has the one that introduces its list.

        A short answer needs its question, which a reference in questions has as a heading.
        """
        short = length_of(sentence.text) < _BRIEF_WORDS
        if short and answers(sentence.text) and not sentence.path:
            return True
        return not (sentence.item and sentence.lead_in) and self.leans(sentence)

    def weight(self, word: str) -> float:
        """How much of a loss it is to leave a word out: more for one that is said often."""
        return self._said.get(word, 0.0)

    def worth(self, sentence: Sentence) -> float:
        """What a sentence is worth by itself, about 1 for a plain one, near 0 for chatter."""
        return self._worths.get(id(sentence), 0.0)


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
    worths = sorted((ranking.worth(ranking.sentences[n]) for n in allowed), reverse=True)[:_BEST]
    least = max(_FLOOR, _LEAST * sum(worths) / max(1, len(worths)))
    heads = ((unit, ranking.sentences[unit.head]) for unit in units[: _POOL * limit])
    fit = [unit for unit, head in heads if ranking.worth(head) >= least]
    if not fit and sum(length_of(ranking.sentences[n].text) for n in allowed) > _PROSE:
        fit = [_Unit((n,), ranking.score(ranking.sentences[n]), n) for n in sorted(allowed)]
    picked = _Picked(ranking, fit)
    chosen: dict[int, None] = {}
    room = limit
    while room > 0 and (unit := picked.take_best()) is not None:
        fresh = [n for n in unit.members if n not in chosen]
        length = sum(length_of(ranking.sentences[n].text) for n in fresh) + picked.heading()
        if fresh and length <= room:
            chosen.update(dict.fromkeys(fresh))
            room -= length
            picked.note_taken()
    return [ranking.sentences[n] for n in chosen]


class _Picked:
    """The units that are left, each with what it still adds to those that were taken.

    A unit adds as much as the words that none before it has; one that the reference says often
    counts for more.
    """

    def __init__(self, ranking: Ranking, units: Sequence[_Unit]) -> None:
        self._weights = ranking.weights
        self._units = units
        self._heads = [ranking.sentences[unit.head] for unit in units]
        self._words = [frozenset(w for n in u.members for w in ranking.words[n]) for u in units]
        self._titles = [length_of(" ".join(head.path[-1:])) for head in self._heads]
        self._holding: dict[str, list[int]] = {}
        for at, words in enumerate(self._words):
            for word in words:
                self._holding.setdefault(word, []).append(at)
        self._all = [sum(map(ranking.weight, sorted(words))) or 1.0 for words in self._words]
        self._new = list(self._all)
        self._weight = ranking.weight
        self._crowd: Counter[tuple[str, ...]] = Counter()
        self._known: set[str] = set()
        self._said: set[str] = set()
        # What a unit adds only falls, so that the best of those that were rated is looked at again
        # before it is taken (Minoux's lazy greedy, 1978).
        self._left = [(-self._gain(at), at) for at in range(len(units))]
        heapify(self._left)
        self._at = -1

    def take_best(self) -> _Unit | None:
        """The unit that adds most, which is not left any more; None where none is."""
        while self._left:
            _, self._at = heappop(self._left)
            rated = -self._gain(self._at), self._at
            if self._left and rated > self._left[0]:
                heappush(self._left, rated)
                continue
            again = normalise(self._heads[self._at].text) in self._known
            if not again and self._share() >= _FRESH:
                return self._units[self._at]
        return None

    def heading(self) -> int:
        """How many words a heading adds for the unit that was given last."""
        return 0 if self._crowd[self._heads[self._at].path] else self._titles[self._at]

    def note_taken(self) -> None:
        """Lower what the others add, now that the one that was given last is taken."""
        head = self._heads[self._at]
        self._known.add(normalise(head.text))
        self._crowd[head.path] += 1
        for word in sorted(self._words[self._at] - self._said):
            for other in self._holding[word]:
                self._new[other] -= self._weight(word)
        self._said |= self._words[self._at]

    def _share(self) -> float:
        """How much of the unit that was given last is new."""
        return self._new[self._at] / self._all[self._at]

    def _gain(self, at: int) -> float:
        """What a unit adds to what was taken, less where much of its part was."""
        share: float = max(0.0, self._new[at] / self._all[at]) ** self._weights.diversity
        gain = self._units[at].score * share
        crowd = self._crowd[self._heads[at].path]
        return gain / (1 + self._weights.spread * crowd)


def _make_units(ranking: Ranking, allowed: set[int]) -> Iterable[_Unit]:
    """Every sentence that can be taken, with those that it leans on before it."""
    sentences = ranking.sentences
    for n in sorted(allowed):
        if ranking.worth(sentences[n]) <= 0:
            continue
        members = _lead(ranking, n, allowed) if ranking.weights.antecedents else (n,)
        if not members:
            continue
        if ranking.weights.antecedents and _is_explained(sentences, n, allowed):
            members = (*members, n + 1)
        lengths = [length_of(sentences[at].text) for at in members]
        scores = (ranking.score(sentences[at]) for at in members)
        score = sum(s * n for s, n in zip(scores, lengths, strict=True)) / max(1, sum(lengths))
        yield _Unit(members, score, n)


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
    least = _LEADING * ranking.worth(sentences[at])
    members = [at]
    while ranking.needs(sentences[members[0]]):
        before = members[0] - 1
        adjacent = before >= 0 and sentences[before].place + 1 == sentences[members[0]].place
        usable = adjacent and before in allowed and not is_chatter(sentences[before].text)
        if not usable or len(members) > _LONGEST_CHAIN or ranking.worth(sentences[before]) < least:
            return ()
        members.insert(0, before)
    return tuple(members)
