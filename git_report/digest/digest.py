"""A digest of one source: what to say of it, every piece of it verbatim."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil

from git_report.digest.alternatives import Alternative, choose_alternatives
from git_report.digest.cues import (
    counsel,
    fits_summary,
    is_chatter,
    is_corporate,
    is_personal,
    is_quotable,
    is_vague,
    leans,
    length_of,
    quotability,
    stands_alone,
    tells_something,
    worth_listing,
)
from git_report.digest.measures import MeasuredValue, choose_measures
from git_report.digest.passages import (
    Answered,
    Listing,
    PassageTable,
    Sentence,
    SourcePassages,
    passage_texts,
)
from git_report.digest.selection import Ranking, budget, choose_sentences
from git_report.digest.wording import closes_quotations

_LEADS, _FEW_LEADS, _QUOTES, _NAMED_QUOTES, _GRIDS = 3, 4, 3, 6, 3
_GRID_ROWS, _FEW_ROWS, _ALIKE, _ROW_WORDS = 24, 4, 3, 36
_FEWEST_ROWS, _MOST_ROWS, _WORDS_A_ROW = 3, 12, 260
_LIST_SHARE = 0.6
_EXISTS = re.compile(r"There (?:is|are|was|were|has been|have been) ")
_QUOTED = frozenset('"“”„«»「」『』')


@dataclass(frozen=True, slots=True)
class Digest:
    """The pieces that a report takes from a source, each in the source's order.

    `leads` are the sentences that may stand in the summary, `figures` the rows for the table of
    figures, `choices` those for the table of choices.
    """

    leads: tuple[Sentence, ...] = ()
    figures: tuple[MeasuredValue, ...] = ()
    choices: tuple[Alternative, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    listings: tuple[Listing, ...] = ()
    grids: tuple[PassageTable, ...] = ()
    answers: tuple[Answered, ...] = ()
    quotes: tuple[Sentence, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        prose = self.leads or self.figures or self.choices or self.sentences or self.quotes
        return not (prose or self.listings or self.grids or self.answers)


def make_digest(
    reading: SourcePassages,
    ranking: Ranking,
    limit: int,
    holds: Callable[[str], bool] = lambda _: True,
) -> Digest:
    """Choose from a source by itself: what a report says already plays no part here.

    `limit` are the words to choose; `holds` tells whether the source as it was read has a text in
    one run, which time codes and lines that roll up can break: only such is quoted. Sentences with
    figures are scored before all others, so that no headline figure is missed.
    """
    spoken = reading.spoken
    pool = [s for s in reading.sentences if stands_alone(s.text, spoken=spoken)]
    if len(pool) < 3 and not reading.answers:
        pool = [s for s in reading.sentences if tells_something(s.text)]
    choices, taken, exhausted = choose_alternatives(pool, reading.listings, spoken=spoken)
    listings = [x for x in reading.listings if x.place not in exhausted]
    listings = list(_choose_listings(listings, ranking, round(_LIST_SHARE * limit)))
    shown = [*listings, *(x for x in reading.listings if x.place in exhausted)]
    share = min(1.0, limit / budget(reading.words))
    measures = choose_measures(reading, ranking, shown, share)
    measures = tuple(m for m in measures if taken.isdisjoint(m.places))
    rows, told = _split_measures(measures, reading, ranking, share)
    taken |= {place for row in rows for place in row.places} | {s.place for s in told}
    free = [s for s in pool if s.place not in taken]
    quotes: list[Sentence] = []
    if spoken:
        quotes = _choose_quotes(free, reading, holds)
        free = [s for s in free if s not in quotes and not is_personal(s.text)]
        # Who "we" are only a name tells.
        voiced = [s for s in told if is_corporate(s.text) and s.speaker and holds(s.text)]
        quotes += [s for s in voiced if stands_alone(s.text)]
        told = [s for s in told if s not in quotes]
        free = [s for s in free if not is_corporate(s.text)]
    rest = choose_sentences(free, ranking, limit)
    leads = _choose_leads(free if len(free) < _FEW_LEADS * len(rest) else rest, ranking, len(rest))
    rest = [s for s in rest if s not in leads]
    if not leads:
        leads, rows = _promote(rows, reading, ranking)
    if not leads and len(quotes) > 1:
        leads = _choose_leads(quotes, ranking, 1)
        quotes = [s for s in quotes if s not in leads]
    return Digest(
        leads=_in_order(leads),
        figures=rows,
        choices=choices,
        sentences=_in_order([*rest, *told]),
        listings=tuple(listings),
        grids=_choose_grids(reading.grids, limit, share),
        answers=_choose_answers(reading.answers, ranking, round(200 * share) + 2 * limit),
        quotes=_in_order(quotes),
    )


def without_broken_quotations(
    reading: SourcePassages, holds: Callable[[str], bool]
) -> SourcePassages:
    """A reading without what would quote a source in other words than the source has."""

    def quotes_well(*texts: str) -> bool:
        quoting = [text for text in texts if not _QUOTED.isdisjoint(text)]
        return all(closes_quotations(text) and holds(text) for text in quoting)

    def is_well(passage: Sentence | Listing | PassageTable) -> bool:
        return quotes_well(*passage_texts((passage,)))

    return replace(
        reading,
        sentences=tuple(filter(is_well, reading.sentences)),
        listings=tuple(filter(is_well, reading.listings)),
        grids=tuple(filter(is_well, reading.grids)),
        answers=tuple(
            answered
            for answered in reading.answers
            if quotes_well(answered.question, *passage_texts(answered.answer))
        ),
    )


def _split_measures(
    measures: Sequence[MeasuredValue], reading: SourcePassages, ranking: Ranking, share: float
) -> tuple[tuple[MeasuredValue, ...], list[Sentence]]:
    """The rows for the table, and the sentences with the other figures, which go to the text.

    A row has to be short and to stand alone; a piece of a spoken sentence has no other place.
    """
    sentences = {s.place: s for s in reading.sentences}
    most = round(share * min(_MOST_ROWS, _FEWEST_ROWS + reading.words // _WORDS_A_ROW))

    def telling(measure: MeasuredValue) -> float:
        whole = len(measure.places) == 1
        return ranking.score(sentences[measure.place]) if whole else 1.0

    short = [m for m in measures if len(m.places) < 2 and length_of(m.context) <= _ROW_WORDS]
    best = sorted(short, key=lambda m: (-telling(m), m.place))[:most]
    rest = [m for m in measures if m not in best]
    told = [sentences[place] for m in rest for place in m.places]
    pieces = [m for m in rest if not m.places][:_MOST_ROWS]
    rows = sorted([*best, *pieces], key=lambda m: m.place)
    return tuple(rows), list(dict.fromkeys(told))


def _choose_leads(pool: Sequence[Sentence], ranking: Ranking, chosen: int) -> list[Sentence]:
    """What may stand in the summary: telling, and something that a reader can act on."""
    most = min(_LEADS, 1 + chosen // 4)
    fit = [s for s in pool if fits_summary(s.text) and not is_personal(s.text)]
    return sorted(fit, key=lambda s: (-ranking.score(s) - 2 * counsel(s.text), s.place))[:most]


def _choose_quotes(
    pool: Sequence[Sentence], reading: SourcePassages, holds: Callable[[str], bool]
) -> list[Sentence]:
    """The most quotable spoken sentences; more of them where the speakers are known."""
    named = any(s.speaker for s in reading.sentences)
    most = min(_NAMED_QUOTES if named else _QUOTES, 2 + reading.words // 1500)
    fit = sorted(
        (s for s in pool if is_quotable(s.text)), key=lambda s: (-quotability(s.text), s.place)
    )
    return list(islice((s for s in fit if holds(s.text)), most))


def _promote(
    figures: tuple[MeasuredValue, ...], reading: SourcePassages, ranking: Ranking
) -> tuple[list[Sentence], tuple[MeasuredValue, ...]]:
    """The most telling row of a table of several as the summary, where nothing else can be one."""
    alone = {figure.place: figure for figure in figures if figure.places == (figure.place,)}
    rows = [s for s in reading.sentences if s.place in alone and fits_summary(s.text)]
    if len(figures) < 2 or not rows:
        return [], figures
    best = max(rows, key=ranking.score)
    return [best], tuple(figure for figure in figures if figure is not alone[best.place])


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
    worthy = [x for x in listings if worth_listing(x) and not _hangs(x)]
    for listing in sorted(worthy, key=lambda x: (-telling(x), x.place)):
        length = sum(map(length_of, listing.items))
        if length <= left:
            chosen.append(listing)
            left -= length
    plain = (replace(x, intro="") if _points(x.intro) else x for x in chosen)
    return tuple(sorted(plain, key=lambda x: x.place))


def _points(intro: str) -> bool:
    """Whether what introduces a list points about: the list says more without it."""
    if _EXISTS.match(intro):  # this "there" points at nothing
        return is_chatter(intro) or is_vague(intro)
    return leans(intro, spoken=False) or is_chatter(intro) or is_vague(intro)


def _hangs(listing: Listing) -> bool:
    """Whether items that are no sentences would stand without what introduces them."""
    whole = sum(tells_something(item) and not leans(item) for item in listing.items)
    return _points(listing.intro) and 2 * whole < len(listing.items)


def _choose_grids(
    grids: Iterable[PassageTable], limit: int, share: float
) -> tuple[PassageTable, ...]:
    """The first tables; where a length is wanted, those within so many words."""
    chosen: list[PassageTable] = []
    left = limit
    for grid in filter(_worth, map(_without_empty_columns, grids)):
        length = sum(map(length_of, passage_texts((grid,))))
        if share == 1.0 or length <= left:
            chosen.append(grid)
            left -= length
    return tuple(chosen[: ceil(share * _GRIDS)])


def _without_empty_columns(grid: PassageTable) -> PassageTable:
    """A table without the columns that only held icons, or nothing."""
    kept = [n for n in range(len(grid.header)) if any(row[n] for row in grid.rows)]
    header = tuple(grid.header[n] for n in kept)
    return replace(grid, header=header, rows=tuple(tuple(r[n] for n in kept) for r in grid.rows))


def _worth(grid: PassageTable) -> bool:
    """Whether a table is of a size to keep, and no layout or list of links in disguise."""
    filled = sum(bool(cell) for row in grid.rows for cell in row)
    return (
        2 <= len(grid.header) <= 8
        and 1 <= len(grid.rows) <= _GRID_ROWS
        and any(grid.header)
        and filled >= 0.6 * len(grid.rows) * len(grid.header)
        and not (len(grid.rows) > _FEW_ROWS and len({row[1:] for row in grid.rows}) < _ALIKE)
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
