"""Numerals: runs of digits read as numbers, and numbers that belong together.

A run holds single separators between its digits; whether they are of thousands, of a decimal, of
a version or of a list is told from the run as a whole, so that no text is read twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Context, Decimal
from typing import NamedTuple

_THIN = "\u00a0\u2007\u2009\u202f"
_BLANK = f" {_THIN}"
_GROUPING = frozenset(f",'’{_THIN}")
# A separator may be escaped, as some writers do with every dot.
_DIGITS = re.compile(rf"\d(?>(?:(?:\\?[.,'’{_THIN}])?\d)*)(?:[eE][+\-−]?\d{{1,3}}(?![\w.]))?")
_MANTISSA = re.compile(rf"\d(?>(?:(?:\\?[.,'’{_THIN}])?\d)*)")
_SEPARATOR = re.compile(r"\D")
_ESCAPE = "\\"
_POWER = re.compile(
    rf"[{_BLANK}]?[×x·][{_BLANK}]?10(?:\^\{{?([+\-−]?\d{{1,3}})\}}?|([⁺⁻]?[⁰¹²³⁴-⁹]{{1,3}}))"
)
_PLAIN = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "+-0123456789-")
_JOINTS = frozenset("/:-")
YEARS = range(1900, 2100)
# Nothing traps: a text may raise ten to the 999th.
ARITHMETIC = Context(prec=60, traps=[])


class Number(NamedTuple):
    """Digits that are one number; `dots` above one is a version's."""

    start: int
    end: int
    value: Decimal
    dots: int


def find_numbers(text: str) -> Iterator[list[Number]]:
    """The numbers of a text in order: alone, or as the parts of a fraction, a date, a time."""
    return _join(text, _find_runs(text))


def index_digits(text: str) -> dict[str, list[int]]:
    """Where runs of digits stand, by the digits that tell (`significant`)."""
    places: dict[str, list[int]] = {}
    for match in _DIGITS.finditer(text):
        places.setdefault(significant(match[0]), []).append(match.start())
    return places


def significant(text: str) -> str:
    """The first number's digits without separators, exponent and zeros at the ends.

    Numbers of the same value have the same, however they are spelt and scaled.
    """
    match = _MANTISSA.search(text)
    return _SEPARATOR.sub("", match[0]).strip("0") if match else ""


def read_power(text: str, number: Number) -> Number:
    """The number with the power of ten that follows it: ``6.0 × 10²³``."""
    power = _POWER.match(text, number.end)
    if power is None:
        return number
    exponent = Decimal(f"1e{(power[1] or power[2]).translate(_PLAIN)}")
    return number._replace(end=power.end(), value=ARITHMETIC.multiply(number.value, exponent))


def _find_runs(text: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        yield from _read_digits(match[0], match.start())


def _read_digits(digits: str, start: int) -> Iterator[Number]:
    """The numbers in a run of digits and separators: one, or the parts of a list."""
    mantissa, mark, exponent = digits.partition("e" if "e" in digits else "E")
    bare = mantissa.replace(_ESCAPE, "")
    separators = _SEPARATOR.findall(bare)
    kinds = set(separators)
    if not separators or separators == ["."]:
        plain = bare
    elif _is_grouped(bare, separators):
        plain = "".join(c for c in bare if c not in _GROUPING)
    elif kinds == {"."}:
        yield Number(start, start + len(digits), Decimal(0), len(separators))
        return
    elif len(separators) == 1 and separators[0] == ",":
        plain = bare.replace(",", ".")
    else:
        yield from _read_list(mantissa, start)
        return
    value = Decimal(f"{plain}{mark}{exponent}".translate(_PLAIN))
    yield Number(start, start + len(digits), value, plain.count("."))


def _is_grouped(mantissa: str, separators: list[str]) -> bool:
    """Whether the separators are of thousands, a decimal point at most after them."""
    grouping = separators[:-1] if separators[-1] == "." else separators
    if not grouping or len(set(grouping)) > 1 or grouping[0] not in _GROUPING:
        return False
    first, *rest = mantissa.partition(".")[0].split(grouping[0])
    return len(first) <= 3 and all(len(group) == 3 for group in rest)


def _read_list(mantissa: str, start: int) -> Iterator[Number]:
    for match in re.finditer(r"\d+(?:\.\d+)?", mantissa):
        value = Decimal(match[0])
        yield Number(start + match.start(), start + match.end(), value, match[0].count("."))


def _join(text: str, numbers: Iterator[Number]) -> Iterator[list[Number]]:
    """Numbers that are one thing: fractions, dates, times; ranges are found later."""
    group: list[Number] = []
    for number in numbers:
        if group and text[group[-1].end : number.start] not in _JOINTS:
            yield from _split_group(text, group)
            group = []
        group.append(number)
    if group:
        yield from _split_group(text, group)


def _split_group(text: str, group: list[Number]) -> Iterator[list[Number]]:
    """A pair with a hyphen is a range of two, unless it is a year and its month."""
    if len(group) == 2 and text[group[0].end] == "-":
        first, second = (text[number.start : number.end] for number in group)
        if not (len(first) == 4 and len(second) == 2 and int(first) in YEARS and second < "13"):
            yield from ([number] for number in group)
            return
    yield group
