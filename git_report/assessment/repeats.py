"""Figures of a report that are repeated, only in the summary, or different in two places."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from git_report.assessment.language import list_content
from git_report.assessment.report_passages import Passage
from git_report.checks.amounts import Amount, Amounts
from git_report.differ.figures import FigureKind, Key, find_figures, list_keys
from git_report.differ.figures.units import is_noun
from git_report.markdown import Document, Section
from git_report.markdown.anchors import plain_title
from git_report.patterns import lazy

# A figure in fewer sections is not considered repeated.
_SECTIONS = 3
# Content words that two places must share to say the same thing.
_SHARED = 2
# In a short report, a word is frequent if more passages than this contain it.
_RARE = 8
# Sizes that are part of a name: "70B", "16-bit".
_SIZE = lazy(r"\d[\d.]*[BMK]|.*\bbits?")
# How much of the shorter of two sentences the other must contain to be about the same thing.
_ALIKE, _FEWEST = 0.8, 4
# A word in more sentences does not distinguish them, and pairing all of them takes quadratic time.
_FREQUENT = 12
# Longer text is not a sentence but a row of numbers, or text without punctuation.
_LONGEST_SENTENCE = 2_000
_SUMMARY = lazy(
    r"(?:\d[\d.]*\s+)?(?:the )?(?:(?:executive |management )?summary|abstract|in brief|"
    r"at a glance|key (?:findings|points|messages)|tl;?dr|overview|"
    r"(?:management[- ]?)?zusammenfassung|kurzfassung|das wichtigste.*|auf einen blick|überblick|"
    r"résumé(?: exécutif)?|synthèse|en bref|l['’]essentiel|"
    r"resumen(?: ejecutivo)?|sumario|en resumen|lo esencial)\W*",
    re.IGNORECASE,
)
_NAME = lazy(r"(?<![.!?:] )(?<!\A)(?<!\w)[A-Z][\w.+-]*\w|\w*\d\w*[A-Za-z]\w*|[A-Za-z]\w*\d\w*")
# Characters of a sentence on either side of a figure.
_LONGEST = 500
# Pairs of words that distinguish two things.
_SIDES = tuple(
    frozenset(pair.split())
    for pair in (
        "input output", "read write", "training inference", "minimum maximum", "peak mean",
        "total active", "cold warm", "before after", "sparse dense", "median average", "low high",
        "upload download", "lower upper", "first second", "fell rose", "import export", "old new",
        "male female", "men women", "north south", "east west", "cost saving", "best worst",
        "mit ohne", "vor nach", "avec sans", "con sin", "with without", "morning evening",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place in a report: its 1-based line, the title of its section, and the text there."""

    line: int
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class RepeatedFigure:
    """A figure with the same meaning in several sections."""

    text: str
    places: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class SummaryFigure:
    """A figure of the summary that is not in the rest of the report."""

    text: str
    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sentences about the same thing with different values."""

    one: str
    other: str
    first: Occurrence
    second: Occurrence


def list_repeated(
    amounts: Sequence[Amount], passages: Sequence[Passage], sections: Sequence[Section]
) -> tuple[RepeatedFigure, ...]:
    """The figures that are in three sections or more with words in common."""
    rows = {passage.line: passage.text for passage in passages if passage.cells}
    names = {passage.line: passage.cells[0] for passage in passages if passage.cells}
    frequent = _list_frequent(passages)
    groups: dict[tuple[Key, ...], dict[int, Amount]] = defaultdict(dict)
    for amount in amounts:
        if _is_distinctive(amount):
            groups[amount.keys].setdefault(amount.section, amount)
    found: list[RepeatedFigure] = []
    for places in groups.values():
        if len(places) < _SECTIONS:
            continue
        about = {
            k: list_content(f"{names.get(amount.line, '')}\n{_words_near(amount)}") - frequent
            for k, amount in places.items()
        }
        alike = max(
            ([k for k, other in about.items() if len(words & other) >= _SHARED]
             for words in about.values()),
            key=len,
        )  # fmt: skip
        if len(alike) >= _SECTIONS:
            shown = tuple(
                Occurrence(
                    places[k].line,
                    plain_title(sections[k].title),
                    rows.get(places[k].line) or _words_near(places[k]),
                )
                for k in alike
            )
            found.append(RepeatedFigure(places[alike[0]].text, shown))
    return tuple(sorted(found, key=lambda each: (-len(each.places), each.places[0].line)))


def _list_frequent(passages: Sequence[Passage]) -> frozenset[str]:
    """The words that are in too many passages to distinguish them."""
    counts = Counter(word for passage in passages for word in list_content(passage.text))
    most = max(_RARE, len(passages) // 50)
    return frozenset(word for word, count in counts.items() if count > most)


def list_summary_only(document: Document, amounts: Sequence[Amount]) -> tuple[SummaryFigure, ...]:
    """The figures of the summary that no other section has; none if there is no summary."""
    summary = find_summary(document)
    if summary is None:
        return ()
    inside = {section.index for section in summary.walk()} if summary.level > 1 else {summary.index}
    body = Amounts()
    for section in document.sections:
        if section.index not in inside:
            body.add_blocks((*((section.heading,) if section.heading else ()), *section.blocks))
    return tuple(
        SummaryFigure(amount.text, amount.line, _words_near(amount))
        for amount in amounts
        if amount.section in inside and amount.weighty and not body.has(amount)
    )


def find_summary(document: Document) -> Section | None:
    """The section that is named a summary, else the text between title and first heading."""
    for section in document.sections[1:]:
        if _SUMMARY.fullmatch(plain_title(section.title)):
            return section
    first = document.root.sections[0] if document.root.sections else None
    return first if first is not None and first.sections and _has_text(first) else None


def list_disagreements(passages: Sequence[Passage]) -> tuple[Contradiction, ...]:
    """Sentences in which nearly all words are the same and one figure is not."""
    claims = [claim for passage in passages if (claim := _read_claim(passage)) is not None]
    by_word: dict[str, list[int]] = defaultdict(list)
    for place, claim in enumerate(claims):
        for word in claim.words:
            by_word[word].append(place)
    pairs: dict[tuple[int, int], int] = defaultdict(int)
    for places in by_word.values():
        if len(places) <= _FREQUENT:
            for pair in combinations(places, 2):
                pairs[pair] += 1
    found: list[Contradiction] = []
    for (one, other), shared in sorted(pairs.items()):
        if shared >= _SHARED and (figures := _disagree(claims[one], claims[other])):
            found.append(Contradiction(*figures, _locate(claims[one]), _locate(claims[other])))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Claim:
    passage: Passage
    words: frozenset[str]
    names: frozenset[str]
    # The meaning of each figure, and how it is written.
    values: dict[tuple[Key, ...], str]


def _read_claim(passage: Passage) -> _Claim | None:
    if passage.cells or len(passage.text) > _LONGEST_SENTENCE:
        return None
    figures = [f for f in find_figures(passage.text) if f.kind is not FigureKind.REFERENCE]
    values = {
        list_keys(figure): figure.text for figure in figures if figure.kind is FigureKind.QUANTITY
    }
    words = list_content(passage.text)
    if not values or len(words) < _FEWEST:
        return None
    others = [f.text for f in figures if f.kind is not FigureKind.QUANTITY]
    names = frozenset([*(m[0] for m in _NAME.finditer(passage.text)), *others])
    return _Claim(passage, words, names, values)


def _disagree(one: _Claim, other: _Claim) -> tuple[str, str] | None:
    """The two figures of one unit that differ; None if the sentences are about different things."""
    more, fewer = one.values.keys() - other.values.keys(), other.values.keys() - one.values.keys()
    if len(more) != 1 or len(fewer) != 1 or one.names != other.names:
        return None
    (ours,), (theirs,) = more, fewer
    if len(ours) != 1 or len(theirs) != 1 or ours[0].unit != theirs[0].unit:
        return None  # a range may include the other's value
    small = min(len(one.words), len(other.words))
    if len(one.words & other.words) < max(_FEWEST, _ALIKE * small):
        return None
    apart = one.words ^ other.words
    if any(len(sides & apart) for sides in _SIDES):
        return None
    return one.values[ours], other.values[theirs]


def _locate(claim: _Claim) -> Occurrence:
    return Occurrence(claim.passage.line, claim.passage.title, claim.passage.text)


def _is_distinctive(amount: Amount) -> bool:
    """Whether a figure is specific enough to be reported as repeated, so not a round number."""
    value = abs(amount.figure.value)
    round_one = value in (0, 1, 10, 100, 1000)
    if not amount.weighty or round_one or _SIZE.fullmatch(amount.text):
        return False
    bare = not amount.figure.unit or is_noun(amount.figure.unit)
    return not bare or len(amount.text.strip("0.,")) > 1


def _words_near(amount: Amount) -> str:
    """The sentence that contains a figure, or its cell."""
    start, end = amount.figure.start, amount.figure.end
    floor = max(0, start - _LONGEST)
    near = amount.context[floor : end + _LONGEST]
    low = max((m.end() for m in _BORDER.finditer(near, 0, start - floor)), default=0)
    after = _BORDER.search(near, end - floor)
    return " ".join(near[low : after.start() + 1 if after else len(near)].split())


_BORDER = lazy(r"[.;!?][\"”)*_]*\s|\n(?=[ \t]*(?:[-*+>]|\d+[.)])\s)|\n\s*\n")


def _has_text(section: Section) -> bool:
    return any(len(block.text.split()) >= 20 for block in section.blocks)
