"""A source read for a digest: its sentences, lists, tables and questions, by kind of source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from git_report.markdown import Block, Item, Kind, List, Quote, Section, Table, parse
from git_report.sources.source import Source
from git_report.writers.sentences import split_sentences
from git_report.writers.transcripts import is_transcript, read_turns
from git_report.writers.wording import normalise, plain

_ASIDE = frozenset(
    """acknowledgements|acknowledgments|references|bibliography|footnotes|see also|further reading
    |external links|related articles|related posts|table of contents|contents|on this page
    |navigation|comments|share|share this|about the author|about the authors|subscribe|newsletter
    |menu|search|license|cookie preferences|legal""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)


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
class Grid:
    """A table of plain cells, and the words before it."""

    intro: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    place: int
    path: tuple[str, ...]


Passage = Sentence | Listing | Grid


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its whole answer."""

    question: str
    answer: tuple[Passage, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a digest chooses from; `spoken` tells a transcript."""

    sentences: tuple[Sentence, ...]
    listings: tuple[Listing, ...] = ()
    grids: tuple[Grid, ...] = ()
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
            case Grid(intro=intro, header=header, rows=rows):
                yield from (text for row in ((intro,), header, *rows) for text in row if text)


def read(source: Source) -> Reading:
    """Read a source by its kind, which its own text decides."""
    if is_transcript(source.text):
        return _read_transcript(source.text)
    if source.media_type != "text/markdown":
        return Reading(tuple(_plain_sentences(source.text)))
    passages: list[Passage | Answered] = []
    places = count()
    for section in parse(source.text).root.walk():
        path = tuple(filter(None, map(plain, section.path)))
        if any(normalise(title) in _ASIDE for title in path):
            continue
        passages += _section_passages(section, path, places)
    questions = [p for p in passages if isinstance(p, Answered) and p.answer]
    if len(questions) < 3:
        passages = [p for passage in passages for p in _dissolve(passage)]
        questions = []
    return Reading(
        sentences=tuple(p for p in passages if isinstance(p, Sentence)),
        listings=tuple(p for p in passages if isinstance(p, Listing)),
        grids=tuple(p for p in passages if isinstance(p, Grid)),
        answers=tuple(questions),
    )


def _dissolve(passage: Passage | Answered) -> tuple[Passage, ...]:
    """The answer alone, where single questions make no FAQ."""
    return passage.answer if isinstance(passage, Answered) else (passage,)


def _read_transcript(text: str) -> Reading:
    places = count()
    sentences: list[Sentence] = []
    for turn in read_turns(text):
        next(places)
        split = split_sentences(turn.text)
        sentences += [
            Sentence(sentence, next(places), turn.path, turn.speaker, opens=n == 0)
            for n, sentence in enumerate(split)
        ]
    return Reading(tuple(sentences), spoken=True)


def _plain_sentences(text: str) -> Iterator[Sentence]:
    places = count()
    for paragraph in text.split("\n\n"):
        next(places)
        # Plain text has no markup to take off, yet what no reader sees goes.
        words = plain(paragraph.replace("\\", "\\\\"))
        for n, sentence in enumerate(split_sentences(words)):
            yield Sentence(sentence, next(places), opens=n == 0)


def _section_passages(
    section: Section, path: tuple[str, ...], places: count[int]
) -> list[Passage | Answered]:
    """A section's own blocks; a question, as heading or in bold, takes all up to the next."""
    title = plain(section.title)
    question = title if title.endswith(("?", "？")) else ""
    done: list[Passage | Answered] = []
    gathered: list[Passage] = []
    place = next(places)
    for block in section.blocks:
        asked, rest = _inline_question(block)
        if not asked:
            gathered += _block_passages(block, gathered, path, places)
            continue
        done += _settle(question, gathered, place)
        question, gathered, place = asked, [], next(places)
        if rest:
            gathered += _sentences(rest, path, places)
    return done + _settle(question, gathered, place)


def _settle(question: str, gathered: list[Passage], place: int) -> list[Passage | Answered]:
    if not question:
        return list(gathered)
    return [Answered(question, tuple(gathered), place)]


def _inline_question(block: Block) -> tuple[str, str]:
    """A paragraph that is (or starts with a line that is) a question in bold or behind ``Q:``."""
    if block.kind is not Kind.PARAGRAPH:
        return "", ""
    first, _, rest = block.content.partition("\n")
    bold = first.strip().startswith("**") and first.strip().rstrip().endswith("**")
    shown = plain(first)
    labelled = shown[:2].casefold() in ("q:", "q.") or shown.casefold().startswith("question:")
    if not (bold or labelled) or not shown.endswith(("?", "？")):
        return "", ""
    asked = shown.partition(" ")[2] if labelled else shown
    answer = plain(rest)
    for label in ("A:", "A.", "Answer:"):
        answer = answer.removeprefix(label).strip()
    return asked.strip(), answer


def _block_passages(
    block: Block, before: list[Passage], path: tuple[str, ...], places: count[int]
) -> list[Passage]:
    next(places)
    if isinstance(block, Table):
        return [_grid(block, _take_intro(before), path, places)]
    if isinstance(block, List):
        return [_listing(block, _take_intro(before), path, places)]
    if isinstance(block, Quote):
        return list(_sentences(plain(block.inner), path, places))
    if block.kind is Kind.PARAGRAPH:
        text = plain(block.content)
        if text.startswith(("A:", "A. ")) and len(before) == 0:
            text = text[2:].strip()
        return list(_sentences(text, path, places))
    return []


def _sentences(text: str, path: tuple[str, ...], places: count[int]) -> Iterator[Sentence]:
    for n, sentence in enumerate(split_sentences(text)):
        yield Sentence(sentence, next(places), path, opens=n == 0)


def _take_intro(before: list[Passage]) -> str:
    """The sentence that ends in a colon right before a list or table, taken from the prose."""
    last = before[-1] if before else None
    if isinstance(last, Sentence) and last.text.endswith((":", "：")):
        before.pop()
        return last.text
    return ""


def _listing(block: List, intro: str, path: tuple[str, ...], places: count[int]) -> Listing:
    items = tuple(filter(None, map(_item_text, block.items)))
    return Listing(intro, items, next(places), path, block.ordered)


def _item_text(item: Item) -> str:
    """An item's words, with those of the items in it behind them."""
    own = item.text
    for nested in item.items:
        own = own.replace(nested.text, "", 1)
    own = own.strip().removeprefix(item.marker.strip()).strip()
    parts = [plain(own), *map(_item_text, item.items)]
    return " ".join(filter(None, parts))


def _grid(block: Table, intro: str, path: tuple[str, ...], places: count[int]) -> Grid:
    width = len(block.header.cells)
    rows = (tuple(map(plain, row.cells[:width])) for row in block.rows)
    padded = tuple(row + ("",) * (width - len(row)) for row in rows if any(row))
    return Grid(intro, tuple(map(plain, block.header.cells)), padded, next(places), path)
