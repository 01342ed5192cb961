"""Figures worth a row in the table, each with the words of the source that say what it measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from git_report.digest.cues import (
    clause_of,
    is_chatter,
    is_personal,
    leans,
    length_of,
    stands_alone,
)
from git_report.digest.numbers import find_values, value_texts
from git_report.digest.passages import Listing, Sentence, SourcePassages
from git_report.digest.selection import Ranking

# A piece that begins so is half a sentence.
_HANGING = re.compile(r"(?:because|which|who|whose|that|than|if|although|whereas)\b", re.IGNORECASE)
_CLAUSE_WORDS, _CONTEXT_WORDS, _ITEM_WORDS = 6, 60, 4


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """Figures and the words around them, which are verbatim.

    `place` is where the figure stands. `context` is a sentence, two where it leans on the one
    before, in speech a piece without fillers, or the question that the figures answer; `places`
    are the sentences that it holds whole.
    """

    values: tuple[str, ...]
    context: str
    place: int
    places: tuple[int, ...] = ()


def choose_measures(
    reading: SourcePassages, ranking: Ranking, shown: Sequence[Listing] = (), share: float = 1.0
) -> tuple[MeasuredValue, ...]:
    """The most telling figures of a source, in its order; the longer it is the more of them.

    The items of lists that are `shown` whole stay where they are. `share` is the part of the usual
    number that there is room for, 0 to 1.
    """
    before: Sentence | None = None
    found: list[tuple[float, MeasuredValue]] = []
    for sentence in reading.sentences:
        measure = _measure(sentence, before, spoken=reading.spoken)
        if measure is not None:
            found.append((ranking.score(sentence), measure))
        before = sentence
    for listing in reading.listings:
        if listing not in shown:
            found += [(ranking.score(s), m) for s, m in _item_measures(listing)]
    best = sorted(found, key=lambda pair: (-pair[0], pair[1].place))[
        : round(share * _rows(reading.words))
    ]
    return _without_parts(measure for _, measure in best)


def _item_measures(listing: Listing) -> Iterator[tuple[Sentence, MeasuredValue]]:
    """The items of a list that bear figures; an item needs no verb to say what it measures."""
    for item in listing.items:
        values = value_texts(item)
        if values and _ITEM_WORDS <= length_of(item) <= _CONTEXT_WORDS and not is_chatter(item):
            sentence = Sentence(item, listing.place, listing.path)
            yield sentence, MeasuredValue(values, item, listing.place)


def _rows(words: int) -> int:
    return min(60, 12 + words // 80)


def _measure(sentence: Sentence, before: Sentence | None, *, spoken: bool) -> MeasuredValue | None:
    text = sentence.text
    values = find_values(text)
    if not values or is_personal(text) or is_chatter(text):
        return None
    if stands_alone(text, spoken=True) and (not spoken or stands_alone(text)):
        return MeasuredValue(value_texts(text), text, sentence.place, (sentence.place,))
    if leans(text) and before is not None and before.place == sentence.place - 1:
        both = f"{before.text} {text}"
        if stands_alone(before.text) and length_of(both) <= _CONTEXT_WORDS:
            return MeasuredValue(
                value_texts(both), both, sentence.place, (before.place, sentence.place)
            )
    if not spoken:
        return None
    context = clause_of(text, values[0].start, values[0].end)
    inside = value_texts(context)
    if _HANGING.match(context):
        return None
    whole = inside and _CLAUSE_WORDS <= length_of(context) <= _CONTEXT_WORDS
    return MeasuredValue(inside, context, sentence.place) if whole else None


def _without_parts(measures: Iterable[MeasuredValue]) -> tuple[MeasuredValue, ...]:
    """Measures in the source's order, without those that another one holds."""
    kept: list[MeasuredValue] = []
    ordered: Sequence[MeasuredValue] = sorted(measures, key=lambda m: m.place)
    pairs = {m.places for m in ordered if len(m.places) > 1}
    for measure in ordered:
        if len(measure.places) == 1 and any(measure.places[0] in pair for pair in pairs):
            continue
        kept.append(measure)
    return tuple(kept)
