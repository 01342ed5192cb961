"""What of a digest is news: a report says nothing a second time."""

from __future__ import annotations

from collections.abc import Iterator

from git_report.diff.sentences import split_sentences
from git_report.digest.digest import Digest
from git_report.digest.measures import Measure
from git_report.digest.novelty import Said
from git_report.digest.passages import Answered, Grid, Listing, Sentence, passage_texts

# From that share of known sentences on a source is a copy, or another edition.
_KNOWN, _FEWEST_KNOWN = 0.5, 6


def only_new(digest: Digest, said: Said) -> Digest:
    """A digest without what is said already, in the report or earlier in the digest itself."""
    texts = list(_list_texts(digest))
    known = sum(said.knows(text) for text in texts)
    said.copied = known >= _KNOWN * max(_FEWEST_KNOWN, len(texts))
    answers = tuple(answer for answer in digest.answers if _is_new_answer(answer, said))
    return Digest(
        leads=_unsaid(digest.leads, said),
        figures=tuple(figure for figure in digest.figures if _is_new_measure(figure, said)),
        choices=tuple(c for c in digest.choices if said.learn(f"{c.thing} {c.when}")),
        answers=answers,
        quotes=_unsaid(digest.quotes, said),
        sentences=_unsaid(digest.sentences, said),
        listings=tuple(filter(None, (_new_listing(x, said) for x in digest.listings))),
        grids=tuple(filter(None, (_new_grid(x, said) for x in digest.grids))),
    )


def _list_texts(digest: Digest) -> Iterator[str]:
    yield from (s.text for s in (*digest.leads, *digest.sentences, *digest.quotes))
    yield from (figure.context for figure in digest.figures)
    yield from (item for listing in digest.listings for item in listing.items)
    yield from (text for answer in digest.answers for text in passage_texts(answer.answer))


def _unsaid(sentences: tuple[Sentence, ...], said: Said) -> tuple[Sentence, ...]:
    return tuple(sentence for sentence in sentences if said.learn(sentence.text))


def _is_new_measure(measure: Measure, said: Said) -> bool:
    """A row is known where all of its sentences are."""
    fresh = [said.learn(sentence) for sentence in split_sentences(measure.context)]
    return any(fresh)


def _is_new_answer(answered: Answered, said: Said) -> bool:
    """An answer is whole or not there: a caveat may hang on any of its sentences."""
    texts = list(passage_texts(answered.answer)) or [answered.question]
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
