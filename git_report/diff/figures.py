"""Figures: the numbers of a text with their units, apart from those that name or order things.

One pass over the runs of digits; what stands within a few characters of a run tells what it is,
so that the time is linear for any text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from git_report.diff.numerals import ARITHMETIC, YEARS, Number, find_numbers, read_power
from git_report.diff.units import CURRENCIES, find_currency, read_unit

_BLANK = " \u00a0\u2007\u2009\u202f"
_DASHES = frozenset(["–", "—", "-", "‑", " – ", " — "])
_LISTED = re.compile(r"(?:,|;)? ?(?:and |or |to |through |& ?|[–—-] ?)?(?:[*_]*)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]*+|\]\([^\s()]*+|<!--(?>(?:[^-]|-(?!->))*)")
_SUFFIX = re.compile(r"(?:st|nd|rd|th|er|ème|º|ª)(?!\w)")
_LINE_HEAD = re.compile(r"[ \t>]*(?:[-*+] )?(#{1,6} )?[ \t]*[*_]{0,3}")
_REFERRING = frozenset(
    "section sections sec exhibit exhibits figure figures fig figs table tables tab chapter "
    "chapters appendix part parts page pages p pp step steps note notes eq equation equations "
    "reference references ref refs issue pr item items phase stage tier level option question "
    "article clause annex box line lines row rows vol volume rfc footnote slide lesson rule "
    "nr number §".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec".split()
)
_VERSIONED = frozenset("version versions v ver release releases".split())
# Words that begin a sentence before a figure; any other capitalised word names a thing.
_OPENING = frozenset(
    "a about above across add adds after all almost an and another around as at because before "
    "below between but by cut cuts each every exactly fewer first for from give gives has have if "
    "in into is it just keep last least less like more most nearly next no not of on only or our "
    "out over past reduce reduces roughly save saves set since some than that the then there these "
    "they this those through to under until up use used uses was we were when where while with "
    "within without yes you your".split()
)
_LOOK_BEHIND = 32


class FigureKind(StrEnum):
    """What a number is there for; only a quantity is a claim."""

    QUANTITY = "quantity"
    YEAR = "year"
    DATE = "date"
    ORDINAL = "ordinal"
    NAME = "name"
    VERSION = "version"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written and what it says; `text` is source[start:end], in characters.

    `value` is scaled (3.2 thousand is 3200); `upper` is a range's other end; `unit` is the common
    spelling of the unit, empty where there is none.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str = ""
    kind: FigureKind = FigureKind.QUANTITY
    upper: Decimal | None = None
    scale: Decimal = Decimal(1)

    @property
    def key(self) -> tuple[Decimal, Decimal | None, str]:
        """What figures that say the same have in common."""
        return self.value, self.upper, self.unit


def find_figures(text: str) -> list[Figure]:
    """Every number of a text in order, told apart by kind."""
    out: list[Figure] = []
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    for group in find_numbers(text):
        if out and group[0].start < out[-1].end:
            continue  # the digits of a power of ten
        if len(group) > 1:
            figure = _read_group(text, group)
        else:
            figure = _finish(text, read_power(text, group[0]))
        if _is_inside(figure.start, addresses):
            figure = replace(figure, kind=FigureKind.NAME)
        if out:
            figure = _follow(text, out, figure)
        out.append(figure)
    return out


@lru_cache(maxsize=64)
def find_quantities(text: str) -> tuple[Figure, ...]:
    """The figures of a text that are claims: neither dates nor names nor places in an order.

    Kept for a while, since one block is asked for its figures several times.
    """
    return tuple(figure for figure in find_figures(text) if figure.kind is FigureKind.QUANTITY)


def _read_group(text: str, group: list[Number]) -> Figure:
    start, end = group[0].start, group[-1].end
    if len(group) > 2 or not _is_ratio(text, *group):
        date = len(group) <= 3 and all(number.dots < 2 for number in group)
        kind = FigureKind.DATE if date else FigureKind.NAME
        return Figure(start, end, text[start:end], group[0].value, kind=kind)
    value, divisor = group[0].value, group[1].value
    return _finish(text, Number(start, end, ARITHMETIC.divide(value, divisor or Decimal(1)), 0))


def _is_ratio(text: str, first: Number, second: Number) -> bool:
    """Whether two numbers are a fraction or a ratio, not a time of day or a network address."""
    joint = text[first.end]
    time = second.end - second.start == 2 and first.value < 25 and second.value < 60
    address = first.dots > 1 or second.dots > 1
    return not address and (joint == "/" or (joint == ":" and not time))


def _finish(text: str, number: Number) -> Figure:
    """The number with its sign, currency and unit, and what kind of figure that makes."""
    before = text[max(0, number.start - _LOOK_BEHIND) : number.start]
    currency, width = find_currency(before)
    start = number.start - width
    before = before[: len(before) - width].replace("\\", "")
    sign = _read_sign(before)
    unit = read_unit(text, number.end, currency)
    value = ARITHMETIC.multiply(number.value, unit.scale)
    if sign:
        start -= 1
        value = -value if sign < 0 else value
    whole = unit.end if unit.name or unit.scale != 1 else number.end
    figure = Figure(start, whole, text[start:whole], value, unit.name, scale=unit.scale)
    return replace(figure, kind=_find_kind(text, number, figure, before, currency))


def _read_sign(before: str) -> int:
    """-1 or 1 where a sign stands before; a hyphen follows a word, a range's dash a number."""
    if before[-1:] not in ("-", "−", "+"):
        return 0
    if len(before) > 1 and not before[-2].isspace() and before[-2] not in "([|~≈<>*_`":
        return 0
    return 1 if before[-1] == "+" else -1


def _find_kind(text: str, number: Number, figure: Figure, before: str, currency: str) -> FigureKind:
    after = text[number.end : number.end + 1]
    if number.dots > 1:
        return FigureKind.VERSION
    if currency:
        return FigureKind.QUANTITY
    if _is_attached(before):
        return FigureKind.VERSION if _word_before(before) in _VERSIONED else FigureKind.NAME
    if _SUFFIX.match(text, number.end) or before[-1:] in ("#", "№"):
        return FigureKind.NAME if before[-2:] == "&#" else FigureKind.ORDINAL
    place = _find_place(text, number, figure, before)
    if place is not None:
        return place
    if (
        not figure.unit
        and figure.scale == 1
        and (after.isalpha() or after == "_")
        and not _is_wide(after)
    ):
        return FigureKind.NAME
    return _find_dated(text, number, figure) or FigureKind.QUANTITY


def _find_place(text: str, number: Number, figure: Figure, before: str) -> FigureKind | None:
    """A number that counts sections, items, notes or products, not things."""
    bare = not figure.unit and figure.scale == 1
    if before[-1:] == "§":
        return FigureKind.REFERENCE
    if before.endswith(("[", "[^")) and text[number.end : number.end + 1] == "]":
        return FigureKind.REFERENCE
    if bare and (head := _find_line_head(text, number, before)):
        return head
    word = _word_before(before)
    if word.lower() in _VERSIONED:
        return FigureKind.VERSION
    if bare and word.lower() in _REFERRING:
        return FigureKind.REFERENCE
    small = number.end - number.start <= (5 if number.dots else 2)
    named = word[:1].isupper() and word.lower() not in _OPENING and word.lower() not in _MONTHS
    if small and named and (bare or (figure.unit.isalpha() and len(figure.unit) > 3)):
        return FigureKind.NAME
    return None


def _find_line_head(text: str, number: Number, before: str) -> FigureKind | None:
    """An item's or a heading's own number."""
    line = before.rpartition("\n")[2]
    if len(line) == len(before) and number.start > len(before):
        return None
    head = _LINE_HEAD.fullmatch(line)
    if head is None:
        return None
    if head[1]:
        return FigureKind.REFERENCE
    following = text[number.end : number.end + 2]
    return FigureKind.ORDINAL if following[:1] in ".)" and following[1:].isspace() else None


def _find_dated(text: str, number: Number, figure: Figure) -> FigureKind | None:
    """A day or a year; a unit makes it a quantity."""
    after = text[number.end : number.end + 12]
    if after[:1] in ("年", "月", "日", "年"):
        return FigureKind.DATE
    if figure.unit or figure.scale != 1 or number.dots:
        return None
    before = text[max(0, number.start - _LOOK_BEHIND) : number.start]
    size = number.end - number.start
    month = re.match(r"[ ,]*([A-Za-z]{3,9})\b", after)
    near = _word_before(before).lower() in _MONTHS or (month and month[1].lower() in _MONTHS)
    if near and size <= 2:
        return FigureKind.DATE
    if size == 4 and figure.start == number.start and number.value in YEARS:
        return FigureKind.YEAR
    return None


def _is_attached(before: str) -> bool:
    """Whether the digits end a word such as ``EC2``, ``GPT-4`` or ``p5.48``."""
    last = before[-1:]
    if last.isalpha() or last == "_":
        return not _is_wide(last)
    return last in ("-", "‑", ".", "/") and before[-2:-1].isalpha() and not _is_wide(before[-2])


def _is_wide(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff"


def _word_before(before: str) -> str:
    """The last word before a figure; empty where a sentence ends between."""
    word = before.rstrip(f"{_BLANK}*_`(\n").rpartition(" ")[2].rpartition("\n")[2]
    stem = word.strip(".*_`([#|>-")
    if stem.rstrip(":").lower() in _VERSIONED:
        return stem.rstrip(":")
    known = stem.lower() in _REFERRING or (stem and word[-1].isalnum())
    return stem if known else ""


def _is_inside(start: int, spans: list[tuple[int, int]]) -> bool:
    at = bisect_right(spans, (start, start)) - 1
    return any(first <= start < last for first, last in spans[max(0, at) : at + 2])


def _follow(text: str, out: list[Figure], figure: Figure) -> Figure:
    """The figure in the light of the one before: a range's end, or one more of a list."""
    before = out[-1]
    if figure.start - before.end > 8 or figure.start < before.end:
        return figure
    between = text[before.end : figure.start]
    dash = between in _DASHES
    quantities = before.kind is figure.kind is FigureKind.QUANTITY
    same_unit = before.unit in ("", figure.unit) or (before.unit in CURRENCIES and not figure.unit)
    if quantities and dash and before.upper is None and same_unit:
        out.pop()
        return _make_range(text, before, figure)
    listed = before.kind is FigureKind.REFERENCE and _LISTED.fullmatch(between) and between
    plain = not figure.unit and figure.scale == 1
    if plain and (listed or (dash and before.kind is not FigureKind.QUANTITY)):
        return replace(figure, kind=before.kind)
    return figure


def _make_range(text: str, low: Figure, high: Figure) -> Figure:
    scaled = low.scale == 1
    value = ARITHMETIC.multiply(low.value, high.scale) if scaled else low.value
    return Figure(
        low.start,
        high.end,
        text[low.start : high.end],
        value,
        high.unit or low.unit,
        upper=high.value,
    )
