"""Find declarations of losses that did not happen: the new version still has the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import TypeVar

from git_report.checks.amounts import find_amounts
from git_report.checks.changed_values import Place, find_revalued, place_of
from git_report.checks.citations import find_citations
from git_report.checks.declarations import Declared, list_names, name_title
from git_report.checks.lost_citations import CitedPassage, has_lost, list_claims
from git_report.checks.lost_rows import find_rows
from git_report.checks.quotations import find_quotations, list_words
from git_report.differ import Delta
from git_report.differ.figures import Key, find_figures, list_keys
from git_report.differ.sections.numbering import read_shifts, shift_numbers
from git_report.markdown import Document, Record, Section, parse

_ARROW = "→"
# The share of a section's runs of three words above which nothing of it was lost.
_WHOLE = 0.95
# Words with at least this many spaces between them are searched verbatim.
_TELLING = 2

_T = TypeVar("_T")


class Needless:
    """The declarations of a record, compared with the two versions that they are about.

    A declaration is needless if it names something of the previous version, and the new one has
    everything that it may name as often as before: a section, a row, a quotation or some words; or
    if it names none of these, a figure, a mark or a link. `followed` is the previous version with
    the current numbers of exhibits and sections (see `follow_numbers`): a declaration names a thing
    with its old number, but it is searched with its new one.
    """

    def __init__(self, prior: Document, new: Document, followed: Document) -> None:
        self._prior, self._new = prior, new
        self._followed = followed

    def find(self, entries: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """The ``removed`` and ``figure`` entries of a record that are needless."""
        for key, value in entries:
            if key not in ("removed", "figure"):
                continue
            declared = Declared(Record(0, ((key, value),)))
            parts = [] if key == "figure" else list(self._list_parts(declared, value))
            kept = parts or [*self._list_figures(declared, value), *self._list_marks(declared)]
            if kept and all(kept):
                yield key, value

    def _list_parts(self, declared: Declared, value: str) -> Iterator[bool]:
        """Whether each named section, row, quotation and run of words is still there."""
        for section, now in self._pair(lambda document: document.sections[1:]):
            if declared.section(section):
                yield name_title(now.title) in self._titles and self._holds(now)
        for row, kept in self._pair(find_rows):
            if declared.row(row.key, row.words, row.heads, row.label):
                cells = tuple(sorted(kept.cells))
                yield self._rows[1][cells] >= self._rows[0][cells]
        for quotation, said in self._pair(find_quotations):
            if declared.passage(list_words(quotation.text)):
                yield self._is_as_often(" ".join(list_words(said.text)))
        prior = _join_words(self._prior)
        for name in list_names(value):
            at = prior.find(f" {name} ") if name.count(" ") >= _TELLING else -1
            if at >= 0:
                yield self._is_as_often(self._follow(name, prior[:at].count(" ")))

    def _list_figures(self, declared: Declared, value: str) -> Iterator[bool]:
        after = value.partition(_ARROW)[2]
        became = [key for figure in find_figures(after) for key in list_keys(figure)]
        for amount in find_amounts(self._prior):
            if amount.weighty and declared.figure(amount.figure, amount.context):
                before, now = self._figures
                replaced = any(now[key] > before[key] for key in became)
                yield (
                    all(now[key] >= before[key] for key in amount.keys)
                    and not replaced
                    and place_of(amount) not in self._revalued
                )

    def _list_marks(self, declared: Declared) -> Iterator[bool]:
        before, after = self._citations
        for citation, now in self._pair(find_citations):
            if declared.citation(citation):
                # In a link, "figure1.png" and "figure2.png" are different files.
                meant = now if citation.mark else citation
                key = meant.key
                yield after[key] >= before[key] and not has_lost(meant, self._claims)

    def _pair(self, find: Callable[[Document], Iterable[_T]]) -> Iterator[tuple[_T, _T]]:
        """The things of the previous version, each with its old and with its current numbers."""
        before, now = list(find(self._prior)), list(find(self._followed))
        yield from zip(before, now if len(now) == len(before) else before, strict=True)

    def _follow(self, words: str, at: int) -> str:
        """Words of the previous version that begin at a position, with their current numbers."""
        now = self._words[0].split()
        count = words.count(" ") + 1
        same = len(now) == len(_join_words(self._prior).split())
        return " ".join(now[at : at + count]) if same else words

    def _holds(self, section: Section) -> bool:
        texts = ("".join(block.text for block in each.blocks) for each in section.walk())
        grams = list(chain.from_iterable(_list_grams(list_words(text)) for text in texts))
        there = sum(gram in self._grams for gram in grams)
        return there >= _WHOLE * len(grams)

    def _is_as_often(self, words: str) -> bool:
        before, now = (text.count(f" {words} ") for text in self._words)
        return now >= before

    @cached_property
    def _titles(self) -> frozenset[str]:
        return frozenset(name_title(section.title) for section in self._new.sections[1:])

    @cached_property
    def _words(self) -> tuple[str, str]:
        return _join_words(self._followed), _join_words(self._new)

    @cached_property
    def _grams(self) -> frozenset[tuple[str, ...]]:
        return frozenset(_list_grams(tuple(self._words[1].split())))

    @cached_property
    def _rows(self) -> tuple[Counter[tuple[tuple[str, ...], ...]], ...]:
        return tuple(
            Counter(tuple(sorted(row.cells)) for row in find_rows(document))
            for document in (self._followed, self._new)
        )

    @cached_property
    def _figures(self) -> tuple[Counter[Key], ...]:
        return tuple(
            Counter(key for amount in find_amounts(document) for key in amount.keys)
            for document in (self._prior, self._new)
        )

    @cached_property
    def _citations(self) -> tuple[Counter[str], ...]:
        return tuple(
            Counter(citation.key for citation in find_citations(document))
            for document in (self._followed, self._new)
        )

    @cached_property
    def _claims(self) -> list[CitedPassage]:
        return list_claims(self._new, find_citations(self._new))

    @cached_property
    def _revalued(self) -> frozenset[Place]:
        return frozenset(find_revalued(self._prior, self._new))


def follow_numbers(prior: Document, delta: Delta) -> Document:
    """The previous version with the current numbers of exhibits and sections.

    A row or claim with a reference to one is the same if only its number changed. Lines are those
    of the previous version.
    """
    shifted = read_shifts(delta.renumbered)
    return parse(shift_numbers(prior.source, shifted)) if shifted else prior


def _join_words(document: Document) -> str:
    text = "".join(block.text for block in document.blocks())
    return f" {' '.join(list_words(text))} "


def _list_grams(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], strict=False)
