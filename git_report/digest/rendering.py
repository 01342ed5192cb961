"""A digest as Markdown: every piece with its footnote, none of it able to become structure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from git_report.differ.words.sentences import split_sentences
from git_report.digest.alternatives import Alternative
from git_report.digest.conflicts import Conflict
from git_report.digest.measures import MeasuredValue
from git_report.digest.passages import Answered, Listing, Passage, PassageTable, Sentence, Snippet
from git_report.digest.wording import cell, escape, escape_inline

_UNKNOWN = "speaker not identified"
Path = tuple[str, ...]


def cite(text: str, label: str) -> str:
    """A piece of a source at the start of a line, with the mark of its footnote."""
    return f"{escape(text)}[^{label}]"


def lead_items(leads: Iterable[tuple[str, str]]) -> str:
    """The summary as a list of sentences, each with the label of its footnote."""
    return "\n".join(f"- {cite(text, label)}" for text, label in leads)


def table_head(header: Sequence[str]) -> str:
    """The first two lines of a table."""
    return f"| {' | '.join(header)} |\n|{'---|' * len(header)}"


def figure_row(figure: MeasuredValue, label: str) -> str:
    """A row for the table of figures: the values, the source's words for them, the footnote."""
    return f"| {cell(', '.join(figure.values))} | {cell(figure.context)} | [^{label}] |"


def conflict_row(conflict: Conflict, label: str) -> str:
    """A row with two figures that disagree, each with its footnote, and the newer one's words."""
    values = f"{cell(conflict.value)}[^{label}] ≠ {cell(conflict.known)}[^{conflict.label}]"
    sources = f"[^{label}], disagrees with [^{conflict.label}]"
    return f"| {values} | {cell(conflict.context)} | {sources} |"


def choice_row(choice: Alternative, label: str) -> str:
    """A row for the table of choices."""
    return f"| {cell(choice.thing)} | {cell(choice.when)} | [^{label}] |"


def quotation(sentence: Sentence, label: str) -> str:
    """A block quote with the speaker's name."""
    speaker = escape_inline(sentence.speaker) or _UNKNOWN
    return f"> “{escape_inline(sentence.text)}” — {speaker}, [^{label}]"


def group_by_title(passages: Sequence[Passage], top: str) -> dict[Path, list[Passage]]:
    """Passages by the title that they stand under; who would be alone goes one title up.

    `top`, the title above them all, is left aside.
    """
    paths = {id(p): p.path[1:] if p.path[:1] == (top,) else p.path for p in passages}
    while True:
        weights = Counter[Path]()
        for passage in passages:
            weights[paths[id(passage)]] += weight_of(passage)
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


def weight_of(passage: Passage) -> int:
    """How much a passage fills a section: a list or a table as two sentences."""
    return 1 if isinstance(passage, Sentence) else 2


def render_passages(passages: Sequence[Passage], label: str) -> Iterator[str]:
    """Blocks of Markdown: neighbours as a paragraph, scattered sentences as a list.

    The source's own lists and tables follow.
    """
    yield from _scattered([p for p in passages if isinstance(p, Sentence)], label)
    yield from (_listing(p, label) for p in passages if isinstance(p, Listing))
    yield from (_grid(p, label) for p in passages if isinstance(p, PassageTable))


def runs_of(sentences: Iterable[Sentence]) -> list[list[Sentence]]:
    """Sentences that follow on each other in their source, together."""
    runs: list[list[Sentence]] = []
    for sentence in sentences:
        if runs and sentence.place == runs[-1][-1].place + 1:
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return runs


def _scattered(sentences: Sequence[Sentence], label: str) -> Iterator[str]:
    """Passages of two sentences or more as paragraphs, those of one between them as a list."""
    items: list[str] = []
    for run in runs_of(sentences):
        text = " ".join(cite(s.text, label) for s in run)
        if len(run) == 1:
            items.append(f"- {text}")
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield text
    if items:
        yield "\n".join(items)


def render_answer(answered: Answered, label: str) -> Iterator[str]:
    """A whole answer: its sentences in paragraphs as they stood, lists, tables and code whole."""
    paragraph: list[str] = []
    for passage in (*answered.answer, None):
        if paragraph and (not isinstance(passage, Sentence) or passage.opens):
            yield " ".join(paragraph)
            paragraph = []
        if isinstance(passage, Sentence):
            paragraph.append(cite(passage.text, label))
        elif isinstance(passage, Listing):
            yield _listing(passage, label)
        elif isinstance(passage, PassageTable):
            yield _grid(passage, label)
        elif isinstance(passage, Snippet):
            yield _snippet(passage)


def join_blocks(blocks: Iterable[str]) -> str:
    """Blocks with a blank line between, two bullet lists that meet as one."""
    joined: list[str] = []
    for block in blocks:
        before = joined[-1].rpartition("\n")[2] if joined else ""
        if before.startswith("- ") and block.startswith("- "):
            joined[-1] += f"\n{block}"
        else:
            joined.append(block)
    return "\n\n".join(joined)


def _snippet(snippet: Snippet) -> str:
    """Code between fences that nothing in it can close."""
    longest = max(map(len, re.findall(r"`+", snippet.text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{snippet.info}\n{snippet.text}\n{fence}"


def _listing(listing: Listing, label: str) -> str:
    # Another mark than that of scattered sentences, so that no such list goes on in this one.
    marks = (f"{n}." if listing.ordered else "*" for n in range(1, len(listing.items) + 1))
    texts = (
        " ".join(cite(sentence, label) for sentence in split_sentences(item))
        for item in listing.items
    )
    items = [f"{mark} {text}" for mark, text in zip(marks, texts, strict=True)]
    intro = [f"{cite(listing.intro, label)}\n"] if listing.intro else []
    return "\n".join([*intro, *items])


def _grid(grid: PassageTable, label: str) -> str:
    """A table whose rows each carry the footnote in their last cell."""
    lines = [
        table_head(tuple(map(cell, grid.header))),
        *(f"| {' | '.join(map(cell, row))}[^{label}] |" for row in grid.rows),
    ]
    intro = [f"{cite(grid.intro, label)}\n"] if grid.intro else []
    return "\n".join([*intro, *lines])
