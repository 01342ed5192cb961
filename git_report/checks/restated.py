"""Read figures that a text states in another form than one number with its unit.

These are durations of two numbers ("2 hours and 30 minutes", "2h30"), shares ("3/4", "1 in 1,000")
and the sizes that names of models contain ("70B").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from git_report.differ.figures import Figure, FigureKind, Key, find_figures, list_keys, list_shares
from git_report.patterns import lazy

# From the longest to the shortest: a duration names them in this order.
_TIMES = ("year", "month", "week", "day", "h", "min", "s")
_JOINED = lazy(r",?\s(?:and\s)?")
_HOURS = lazy(r"(?<![\w.,:])(\d{1,3}) ?h ?([0-5]\d)(?:m(?:in)?)?(?!\w)")
_ODDS = lazy(
    r"(?<![\w.,])(?P<some>one|\d{1,3})(?: in | out of )"
    r"(?P<all>\d{1,3}(?:,\d{3})+|\d{1,9})(?!\w|[.,]\d)",
    re.IGNORECASE,
)
_YEARS = range(1900, 2100)
_FRACTIONS = frozenset("/½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")
_SIZES = {"B": 10**9, "M": 10**6, "T": 10**12}


class Restated(NamedTuple):
    """A part of a text, in characters, and the keys of which each says the same."""

    start: int
    end: int
    keys: tuple[Key, ...]


def find_restated(text: str, start: int) -> tuple[Key, ...]:
    """The keys that say what the figure at `start` is a part of, or says in another form."""
    found = _list_of_text(text)
    at = bisect_right(found, start, key=lambda each: each.start) - 1
    return found[at].keys if at >= 0 and start < found[at].end else ()


# A text is asked for each of its figures that is not found as it is.
@lru_cache(maxsize=256)
def _list_of_text(text: str) -> tuple[Restated, ...]:
    return tuple(sorted(list_restated(text, find_figures(text))))


def list_restated(text: str, figures: Sequence[Figure]) -> Iterator[Restated]:
    """What a text states in another form; `figures` are all that it has, in order."""
    yield from _list_durations(text, figures)
    for figure in figures:
        if not figure.unit and figure.upper is None:
            yield from _read_bare(text, figure)
    if "h" in text:
        for match in _HOURS.finditer(text):
            seconds = 3600 * int(match[1]) + 60 * int(match[2])
            yield Restated(*match.span(), (Key(Decimal(seconds), "s"),))
    if " in " in text or " out of " in text:
        for match in _ODDS.finditer(text):
            some = 1 if match["some"].lower() == "one" else int(match["some"])
            whole = int(match["all"].replace(",", ""))
            if some < whole and whole not in _YEARS:
                yield Restated(*match.span(), list_shares(Decimal(some) / whole))


def _list_durations(text: str, figures: Sequence[Figure]) -> Iterator[Restated]:
    """The sums of times that follow each other: "2 hours and 30 minutes"."""
    run: list[Figure] = []
    for figure in (*figures, None):
        if figure is not None and run and _continues(text, run[-1], figure):
            run.append(figure)
            continue
        if len(run) > 1:
            keys = [list_keys(each)[0] for each in run]
            if len({key.unit for key in keys}) == 1:
                total = sum((key.value for key in keys), Decimal(0))
                yield Restated(run[0].start, run[-1].end, (Key(total, keys[0].unit),))
        run = [figure] if figure is not None and _is_time(figure) else []


def _is_time(figure: Figure) -> bool:
    return figure.is_quantity and figure.upper is None and figure.unit in _TIMES


def _continues(text: str, before: Figure, figure: Figure) -> bool:
    if not _is_time(figure) or figure.start - before.end > len(", and "):
        return False
    lower = _TIMES.index(figure.unit) > _TIMES.index(before.unit)
    return lower and _JOINED.fullmatch(text, before.end, figure.start) is not None


def _read_bare(text: str, figure: Figure) -> Iterator[Restated]:
    """A fraction as a percentage, and the size in the name of a model as its parameters."""
    if figure.is_quantity and 0 < figure.value < 1 and not _FRACTIONS.isdisjoint(figure.text):
        yield Restated(figure.start, figure.end, list_shares(figure.value))
        return
    letter = figure.text[-1:] if figure.scale != 1 else text[figure.end : figure.end + 1]
    named = figure.kind is FigureKind.NAME and not text[figure.end + 1 : figure.end + 2].isalnum()
    if letter in _SIZES and (named or figure.scale == _SIZES[letter]):
        value = figure.value if figure.scale != 1 else figure.value * _SIZES[letter]
        yield Restated(figure.start, figure.end, (Key(value, "parameter"),))
