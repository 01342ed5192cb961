"""A digest as Markdown: every piece with its footnote, none of it able to become structure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from git_report.writers.digest import Digest
from git_report.writers.measures import Measure
from git_report.writers.reading import Answered, Grid, Listing, Passage, Sentence
from git_report.writers.sentences import split_sentences
from git_report.writers.wording import cell, escape, escape_inline

_UNKNOWN = "speaker not identified"
Path = tuple[str, ...]


def cite(text: str, number: int) -> str:
    """A piece of a source at the start of a line, with the mark of its footnote."""
    return f"{escape(text)}[^{number}]"


def summary_items(sentences: Iterable[Sentence], number: int) -> str:
    """The sentences of the summary as a list."""
    return "\n".join(f"- {cite(sentence.text, number)}" for sentence in sentences)


def figure_rows(figures: Iterable[Measure], number: int) -> list[str]:
    """Rows for the table of figures: the values, the source's words for them, the footnote."""
    return [
        f"| {cell(', '.join(figure.values))} | {cell(figure.context)} | [^{number}] |"
        for figure in figures
    ]


def section_body(
    digest: Digest,
    number: int,
    level: int,
    top: str,
    lead: Sequence[Sentence] = (),
    table: str = "",
) -> str:
    """What a source's own section says, below its heading; `level` is that of its subsections.

    Passages stand under the source's own titles where two or more share one (`top`, the title
    above them all, aside).
    """
    passages: list[Passage] = [*lead, *digest.sentences, *digest.listings, *digest.grids]
    passages.sort(key=lambda passage: passage.place)
    groups = _group(passages, top)
    parts = list(_passages(groups.pop((), []), number))
    if table:
        parts.append(table)
    mark = "#" * min(6, level)
    for path, members in groups.items():
        parts += [f"{mark} {escape_inline(path[-1])}", *_passages(members, number)]
    for answered in digest.answers:
        parts += [f"{mark} {escape_inline(answered.question)}", *_answer(answered, number)]
    if digest.quotes:
        quotes = [quotation(quote, number) for quote in digest.quotes]
        parts += ([f"{mark} Quotations"] if parts else []) + quotes
    return "\n\n".join(parts)


def quotation(sentence: Sentence, number: int) -> str:
    """A block quote with the speaker's name."""
    speaker = escape_inline(sentence.speaker) or _UNKNOWN
    return f"> “{escape_inline(sentence.text)}” — {speaker}, [^{number}]"


def _group(passages: Sequence[Passage], top: str) -> dict[Path, list[Passage]]:
    """Passages by the title that they stand under; who would be alone goes one title up."""
    paths = {id(p): p.path[1:] if p.path[:1] == (top,) else p.path for p in passages}
    while True:
        weights = Counter[Path]()
        for passage in passages:
            weights[paths[id(passage)]] += 1 if isinstance(passage, Sentence) else 2
        alone = {path for path, weight in weights.items() if path and weight < 2}
        if not alone:
            break
        deepest = max(map(len, alone))
        for key, path in paths.items():
            if path in alone and len(path) == deepest:
                paths[key] = path[:-1]
    groups: dict[Path, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(paths[id(passage)], []).append(passage)
    return groups


def _passages(passages: Sequence[Passage], number: int) -> Iterator[str]:
    """Blocks of Markdown: neighbours as a paragraph, scattered sentences as a list."""
    run: list[Sentence] = []
    for passage in (*passages, None):
        if isinstance(passage, Sentence):
            run.append(passage)
            continue
        if run:
            yield _scattered(run, number)
            run = []
        if isinstance(passage, Listing):
            yield _listing(passage, number)
        elif isinstance(passage, Grid):
            yield _grid(passage, number)


def _scattered(run: Sequence[Sentence], number: int) -> str:
    paragraphs: list[list[Sentence]] = []
    for sentence in run:
        if paragraphs and sentence.place == paragraphs[-1][-1].place + 1:
            paragraphs[-1].append(sentence)
        else:
            paragraphs.append([sentence])
    texts = [" ".join(cite(s.text, number) for s in paragraph) for paragraph in paragraphs]
    return texts[0] if len(texts) == 1 else "\n".join(f"- {text}" for text in texts)


def _answer(answered: Answered, number: int) -> Iterator[str]:
    """A whole answer: its sentences in paragraphs as they stood, lists and tables whole."""
    paragraph: list[str] = []
    for passage in (*answered.answer, None):
        if paragraph and (not isinstance(passage, Sentence) or passage.opens):
            yield " ".join(paragraph)
            paragraph = []
        if isinstance(passage, Sentence):
            paragraph.append(cite(passage.text, number))
        elif isinstance(passage, Listing):
            yield _listing(passage, number)
        elif isinstance(passage, Grid):
            yield _grid(passage, number)


def _listing(listing: Listing, number: int) -> str:
    marks = (f"{n}." if listing.ordered else "-" for n in range(1, len(listing.items) + 1))
    texts = (
        " ".join(cite(sentence, number) for sentence in split_sentences(item))
        for item in listing.items
    )
    items = [f"{mark} {text}" for mark, text in zip(marks, texts, strict=True)]
    intro = [f"{cite(listing.intro, number)}\n"] if listing.intro else []
    return "\n".join([*intro, *items])


def _grid(grid: Grid, number: int) -> str:
    """A table whose rows each carry the footnote in their last cell."""
    lines = [
        f"| {' | '.join(map(cell, grid.header))} |",
        "|" + "---|" * len(grid.header),
        *(f"| {' | '.join(map(cell, row))}[^{number}] |" for row in grid.rows),
    ]
    intro = [f"{cite(grid.intro, number)}\n"] if grid.intro else []
    return "\n".join([*intro, *lines])
