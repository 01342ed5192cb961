"""A digest of one source: what to say of it, every piece of it verbatim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from git_report.writers.measures import Measure, answer_measures, choose_measures
from git_report.writers.novelty import Said
from git_report.writers.reading import Answered, Grid, Listing, Reading, Sentence, passage_texts
from git_report.writers.selection import (
    Ranking,
    budget,
    choose_sentences,
    is_personal,
    is_quotable,
    is_vague,
    length_of,
    stands_alone,
    tells_something,
    worth_listing,
)
from git_report.writers.sentences import split_sentences

_SUMMARY, _QUOTES, _NAMED_QUOTES, _GRIDS = 3, 3, 6, 3
_SUMMARY_WORDS, _GRID_ROWS = 34, 24
_LIST_SHARE = 0.6
_KNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Digest:
    """The pieces that a report takes from a source, each in the source's order."""

    summary: tuple[Sentence, ...] = ()
    figures: tuple[Measure, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    listings: tuple[Listing, ...] = ()
    grids: tuple[Grid, ...] = ()
    answers: tuple[Answered, ...] = ()
    quotes: tuple[Sentence, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        prose = self.summary or self.figures or self.sentences or self.quotes
        return not (prose or self.listings or self.grids or self.answers)


def make_digest(reading: Reading, title: str, topic: str) -> Digest:
    """Choose from a source by itself: what a report says already plays no part here."""
    spoken = reading.spoken
    pool = [s for s in reading.sentences if stands_alone(s.text, spoken=spoken)]
    if len(pool) < 3 and not reading.answers:
        pool = [s for s in reading.sentences if tells_something(s.text)]
    ranking = Ranking(reading.sentences, title, topic)
    limit = budget(reading.words)
    listings = _choose_listings(reading.listings, ranking, round(_LIST_SHARE * limit))
    figures = choose_measures(reading, ranking, listings)
    taken = {place for figure in figures for place in figure.places}
    rest = [s for s in choose_sentences(pool, ranking, limit) if s.place not in taken]
    own = [s for s in rest if not (spoken and is_personal(s.text))]
    summary = _take(own, min(_SUMMARY, 1 + len(rest) // 4), _fits_summary)
    rest = [s for s in rest if s not in summary]
    named = any(s.speaker for s in reading.sentences)
    quotes = _take(rest, _NAMED_QUOTES if named else _QUOTES, is_quotable) if spoken else []
    rest = [s for s in rest if s in own]
    if not summary:
        summary, figures = _promote(figures, reading, ranking)
    answers = _choose_answers(reading.answers, ranking, 200 + 2 * limit)
    return Digest(
        summary=_in_order(summary),
        figures=figures,
        sentences=_in_order(rest),
        listings=listings,
        grids=tuple(grid for grid in reading.grids if _worth(grid))[:_GRIDS],
        answers=answers,
        quotes=_in_order(quotes),
    )


def only_new(digest: Digest, said: Said) -> Digest:
    """A digest without what is said already, in the report or earlier in the digest itself.

    The figures of whole answers come to those of the sentences here, for they go where these go.
    """
    answers = tuple(answer for answer in digest.answers if _is_new_answer(answer, said))
    figures = tuple(figure for figure in digest.figures if _is_new_measure(figure, said))
    return Digest(
        summary=_unsaid(digest.summary, said),
        figures=figures + answer_measures(answers),
        answers=answers,
        quotes=_unsaid(digest.quotes, said),
        sentences=_unsaid(digest.sentences, said),
        listings=tuple(filter(None, (_new_listing(x, said) for x in digest.listings))),
        grids=tuple(filter(None, (_new_grid(x, said) for x in digest.grids))),
    )


def _take(pool: list[Sentence], most: int, fits: Callable[[str], bool]) -> list[Sentence]:
    """Move the first few that fit out of a pool."""
    found = [sentence for sentence in pool if fits(sentence.text)][:most]
    for sentence in found:
        pool.remove(sentence)
    return found


def _promote(
    figures: tuple[Measure, ...], reading: Reading, ranking: Ranking
) -> tuple[list[Sentence], tuple[Measure, ...]]:
    """The most telling row of a table of several as the summary, where nothing else can be one."""
    alone = {figure.place: figure for figure in figures if figure.places == (figure.place,)}
    rows = [s for s in reading.sentences if s.place in alone and _fits_summary(s.text)]
    if len(figures) < 2 or not rows:
        return [], figures
    best = max(rows, key=ranking.score)
    return [best], tuple(figure for figure in figures if figure is not alone[best.place])


def _fits_summary(text: str) -> bool:
    short = length_of(text) <= _SUMMARY_WORDS
    return short and text[0] not in '"“‘(' and stands_alone(text) and not is_vague(text)


def _in_order(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    return tuple(sorted(sentences, key=lambda s: s.place))


def _choose_listings(
    listings: Sequence[Listing], ranking: Ranking, limit: int
) -> tuple[Listing, ...]:
    def telling(listing: Listing) -> float:
        scores = [ranking.score(Sentence(i, 0, listing.path)) for i in listing.items]
        return sum(scores) / len(scores)

    chosen: list[Listing] = []
    left = limit
    worthy = [listing for listing in listings if worth_listing(listing)]
    for listing in sorted(worthy, key=lambda x: (-telling(x), x.place)):
        length = sum(map(length_of, listing.items))
        if length <= left:
            chosen.append(listing)
            left -= length
    return tuple(sorted(chosen, key=lambda x: x.place))


def _worth(grid: Grid) -> bool:
    """Whether a table is of a size to keep, and no layout in disguise."""
    filled = sum(bool(cell) for row in grid.rows for cell in row)
    return (
        2 <= len(grid.header) <= 8
        and 1 <= len(grid.rows) <= _GRID_ROWS
        and any(grid.header)
        and filled >= 0.6 * len(grid.rows) * len(grid.header)
    )


def _choose_answers(
    answers: Sequence[Answered], ranking: Ranking, limit: int
) -> tuple[Answered, ...]:
    """Whole answers, the most telling first, within so many words."""

    def telling(answered: Answered) -> float:
        texts = list(passage_texts(answered.answer))
        best = sorted((ranking.score(Sentence(t, 0)) for t in texts), reverse=True)[:3]
        return sum(best) / 3

    chosen: list[Answered] = []
    left = limit
    for answered in sorted(answers, key=lambda x: (-telling(x), x.place)):
        length = sum(map(length_of, passage_texts(answered.answer)))
        if length <= left:
            chosen.append(answered)
            left -= length
    return tuple(sorted(chosen, key=lambda x: x.place))


def _unsaid(sentences: tuple[Sentence, ...], said: Said) -> tuple[Sentence, ...]:
    return tuple(sentence for sentence in sentences if said.learn(sentence.text))


def _is_new_measure(measure: Measure, said: Said) -> bool:
    """A row is known where all of its sentences are."""
    fresh = [said.learn(sentence) for sentence in split_sentences(measure.context)]
    return any(fresh)


def _is_new_answer(answered: Answered, said: Said) -> bool:
    """An answer is whole or not there: a caveat may hang on any of its sentences."""
    texts = list(passage_texts(answered.answer))
    known = sum(said.knows(text) for text in texts)
    if known > _KNOWN * len(texts):
        return False
    for text in texts:
        said.add(text)
    return True


def _new_listing(listing: Listing, said: Said) -> Listing | None:
    items = tuple(item for item in listing.items if said.learn(item))
    if len(items) < 2:
        return None
    return Listing(listing.intro, items, listing.place, listing.path, listing.ordered)


def _new_grid(grid: Grid, said: Said) -> Grid | None:
    rows = tuple(row for row in grid.rows if said.learn(" ".join(row)))
    return Grid(grid.intro, grid.header, rows, grid.place, grid.path) if rows else None
