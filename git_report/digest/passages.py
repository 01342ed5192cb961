"""What a source is read as: sentences, lists, tables and questions, with where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the cleaned source, and where it stands.

    `place` counts through the source with a gap between paragraphs, so that neighbours differ
    by one; `path` are the titles above it; `speaker` is who says it, where that is known.
    """

    text: str
    place: int
    path: tuple[str, ...] = ()
    speaker: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list with the sentence that introduces it."""

    intro: str
    items: tuple[str, ...]
    place: int
    path: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class PassageTable:
    """A table of plain cells, and the words before it."""

    intro: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    place: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code in an answer, line by line as it stands; it says nothing that can be compared."""

    text: str
    info: str
    place: int
    path: tuple[str, ...]


Passage = Sentence | Listing | PassageTable | Snippet


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its whole answer."""

    question: str
    answer: tuple[Passage, ...]
    place: int


@dataclass(frozen=True, slots=True)
class SourcePassages:
    """What a digest chooses from; `spoken` tells a transcript."""

    sentences: tuple[Sentence, ...]
    listings: tuple[Listing, ...] = ()
    grids: tuple[PassageTable, ...] = ()
    answers: tuple[Answered, ...] = ()
    spoken: bool = False

    @property
    def words(self) -> int:
        """How long the cleaned source is."""
        texts = [s.text for s in self.sentences]
        texts += [text for a in self.answers for text in passage_texts(a.answer)]
        texts += [item for listing in self.listings for item in listing.items]
        return sum(len(text.split()) for text in texts)


def passage_texts(passages: tuple[Passage, ...]) -> Iterator[str]:
    """The pieces of text in passages: sentences, introductions, items, cells."""
    for passage in passages:
        match passage:
            case Sentence(text=text):
                yield text
            case Listing(intro=intro, items=items):
                yield from (text for text in (intro, *items) if text)
            case PassageTable(intro=intro, header=header, rows=rows):
                yield from (text for row in ((intro,), header, *rows) for text in row if text)
