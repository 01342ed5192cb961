"""What of a digest is news: a report says nothing a second time."""

from __future__ import annotations

from collections.abc import Iterator

from git_report.differ.words.sentences import split_sentences
from git_report.digest.cues import stands_alone
from git_report.digest.digest import Digest
from git_report.digest.measures import MeasuredValue
from git_report.digest.novelty import Said
from git_report.digest.passages import Answered, Listing, PassageTable, Sentence, passage_texts

# From that share of known sentences on a source is a copy, or another edition.
_KNOWN, _FEWEST_KNOWN = 0.5, 6


def only_new(digest: Digest, said: Said) -> Digest:
    """A digest without what is said already, in the report or earlier in the digest itself."""
    texts = list(_list_texts(digest))
    known = sum(said.knows(text) for text in texts)
    said.copied = known >= _KNOWN * max(_FEWEST_KNOWN, len(texts))
    answers = tuple(answer for answer in digest.answers if _is_new_answer(answer, said))
    sentences = _unsaid(digest.sentences, said)
    listings = [_new_listing(listing, said) for listing in digest.listings]
    # What is new of a list may be one item: that is a sentence, if it can be read alone.
    single = (Sentence(x.items[0], x.place, x.path) for x in listings if len(x.items) == 1)
    alone = [s for s in single if stands_alone(s.text)]
    return Digest(
        leads=_unsaid(digest.leads, said),
        figures=tuple(figure for figure in digest.figures if _is_new_measure(figure, said)),
        choices=tuple(c for c in digest.choices if said.learn(f"{c.thing} {c.when}")),
        answers=answers,
        quotes=_unsaid(digest.quotes, said),
        sentences=tuple(sorted((*sentences, *alone), key=lambda s: s.place)),
        listings=tuple(listing for listing in listings if len(listing.items) > 1),
        grids=tuple(filter(None, (_new_grid(x, said) for x in digest.grids))),
    )


def _list_texts(digest: Digest) -> Iterator[str]:
    yield from (s.text for s in (*digest.leads, *digest.sentences, *digest.quotes))
    yield from (figure.context for figure in digest.figures)
    yield from (item for listing in digest.listings for item in listing.items)
    yield from (text for answer in digest.answers for text in passage_texts(answer.answer))


def _unsaid(sentences: tuple[Sentence, ...], said: Said) -> tuple[Sentence, ...]:
    return tuple(sentence for sentence in sentences if said.learn(sentence.text))


def _is_new_measure(measure: MeasuredValue, said: Said) -> bool:
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


def _new_listing(listing: Listing, said: Said) -> Listing:
    """A list with its new items alone, which may be none."""
    items = tuple(item for item in listing.items if said.learn(item))
    return Listing(listing.intro, items, listing.place, listing.path, listing.ordered)


def _new_grid(grid: PassageTable, said: Said) -> PassageTable | None:
    rows = tuple(row for row in grid.rows if said.learn(" ".join(row)))
    return PassageTable(grid.intro, grid.header, rows, grid.place, grid.path) if rows else None
