"""Find figures whose value changed in the same claim, while the old value is still elsewhere.

A claim is a sentence, or a cell identified by its row and column. Two versions have the same claim
if all words except the figures are the same. Otherwise, a changed figure counted as kept wherever
another sentence had the old value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from git_report.checks.amounts import Amount, find_amounts
from git_report.checks.quotations import list_words
from git_report.differ.figures import Key
from git_report.differ.figures.units import is_noun
from git_report.markdown import Document, Table
from git_report.patterns import lazy

# Fewer words do not identify a claim: they are used of several things.
_FEWEST = 5
_END = lazy(
    r"[.!?。！？][\"”’)*_]*(?:\s?(?:[†‡]|\[\^?\w+\]))*(?=\s|\Z)|\n[ \t]*(?=\n|[-*+>] |\d+[.)] )"
)
_LONGEST = 1000

Place = tuple[int, int, str]
# The start and the end of each figure in its text.
_Places = tuple[tuple[int, int], ...]


class _Claim(NamedTuple):
    """A claim: the words around its figures, which identify it, and the figures."""

    words: tuple[str, ...]
    amounts: tuple[Amount, ...]
    values: tuple[tuple[Key, ...], ...]


def find_revalued(prior: Document, new: Document) -> dict[Place, str]:
    """The figures of the previous version that have another value in the same claim, by place.

    The value is the new figure as written. If the new version also has the claim with its old
    figures, it did not change.
    """
    before, after = _read_claims(prior), _read_claims(new)
    known, kept = ({(claim.words, claim.values) for claim in side} for side in (before, after))
    # The first claim of the same words that the previous version does not have.
    fresh: dict[tuple[str, ...], _Claim] = {}
    for claim in after:
        if (claim.words, claim.values) not in known:
            fresh.setdefault(claim.words, claim)
    found: dict[Place, str] = {}
    for claim in before:
        changed = fresh.get(claim.words)
        if changed is None or (claim.words, claim.values) in kept:
            continue
        pairs = zip(claim.amounts, claim.values, changed.amounts, changed.values, strict=False)
        for amount, value, other, now in pairs:
            if value != now:
                found[place_of(amount)] = other.text
    return found


def place_of(amount: Amount) -> Place:
    """The place of a figure: its line, its position in its context, and itself."""
    return amount.line, amount.figure.start, amount.text


def _list_values(amount: Amount) -> tuple[Key, ...]:
    """The values of a figure, without the noun that it counts."""
    return tuple(Key(v, "" if is_noun(unit) else unit) for v, unit in amount.keys)


# Needed of each version twice: as the new one, and as the previous one.
@lru_cache(maxsize=4)
def _read_claims(document: Document) -> tuple[_Claim, ...]:
    return tuple(_list_claims(document))


def _list_claims(document: Document) -> Iterator[_Claim]:
    cells = _name_cells(document)
    for (context, cell), group in groupby(find_amounts(document), lambda a: (a.context, a.cell)):
        amounts = list(group)
        if not cell:
            yield from _cut_sentences(context, amounts)
            continue
        for _, same in groupby(amounts, lambda amount: amount.line):
            row = list(same)
            name = cells.get((row[0].line, context))
            if name is not None:
                yield _claim((*name, *_words_around(context, _list_places(row))), row)


def _cut_sentences(text: str, amounts: list[Amount]) -> Iterator[_Claim]:
    for first, last, words in _read_sentences(text, _list_places(amounts)):
        yield _claim(words, amounts[first:last])


def _claim(words: tuple[str, ...], amounts: Sequence[Amount]) -> _Claim:
    return _Claim(words, tuple(amounts), tuple(map(_list_values, amounts)))


def _list_places(amounts: Iterable[Amount]) -> _Places:
    return tuple((amount.figure.start, amount.figure.end) for amount in amounts)


# Most blocks of a version are in the next one as well.
@lru_cache(maxsize=4096)
def _read_sentences(text: str, places: _Places) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """The sentences that make a claim: their figures, and the words around these."""
    found: list[tuple[int, int, tuple[str, ...]]] = []
    ends = [match.end() for match in _END.finditer(text)]
    start = first = 0
    for end in (*ends, len(text)):
        last = first
        while last < len(places) and places[last][0] < end:
            last += 1
        if last > first and end - start <= _LONGEST:
            words = _words_around(text[start:end], places[first:last], start)
            if sum(word != "#" for word in words) >= _FEWEST:
                found.append((first, last, words))
        start, first = end, last
    return tuple(found)


def _words_around(text: str, places: _Places, start: int = 0) -> tuple[str, ...]:
    """The words of a text, with a placeholder for each figure."""
    words: list[str] = []
    at = 0
    for low, high in places:
        words += [*list_words(text[at : low - start]), "#"]
        at = high - start
    return (*words, *list_words(text[at:]))


def _name_cells(document: Document) -> dict[tuple[int, str], tuple[str, ...]]:
    """The names of cells by line and text: the first cell of the row, and the column's header.

    Rows that share their first cell are omitted, and so are texts that a row has twice.
    """
    tables = [block for block in document.blocks() if isinstance(block, Table)]
    # Each header gets a number: hashing a wide one for every row takes quadratic time.
    headers: dict[tuple[str, ...], int] = {}
    numbered = [(headers.setdefault(each.header.cells, len(headers)), each) for each in tables]
    rows = [(number, each, row) for number, each in numbered for row in each.rows if row.cells]
    keys = Counter((number, row.cells[0]) for number, _, row in rows)
    names: dict[tuple[int, str], tuple[str, ...]] = {}
    for number, table, row in rows:
        if keys[number, row.cells[0]] > 1:
            continue
        for head, cell in list(zip(table.header.cells, row.cells, strict=False))[1:]:
            if row.cells.count(cell) == 1:
                names[row.line, cell] = ("row", row.cells[0], head)
    return names
