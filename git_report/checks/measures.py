"""Measures: what a figure says by value and unit, however it is spelt and scaled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from git_report.diff.figures import Figure
from git_report.diff.numerals import ARITHMETIC
from git_report.diff.units import UNITS, find_unit, read_unit


class Key(NamedTuple):
    """A value with its unit, in a common measure."""

    value: Decimal
    unit: str


_PREFIXES = {"K": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_DEVICES = frozenset({"GPU", "vCPU", "CPU", "TPU"})
# Units that are a multiple of another: the other, and the factor.
_BASES: dict[str, tuple[str, Decimal]] = {
    **{
        f"{prefix}{base}": (base, Decimal(10) ** power)
        for base in ("bps", "B", "B/s", "Hz", "W", "Wh", "FLOPS")
        for prefix, power in _PREFIXES.items()
    },
    "kHz": ("Hz", Decimal(1000)),
    "kW": ("W", Decimal(1000)),
    "kWh": ("Wh", Decimal(1000)),
    "byte": ("B", Decimal(1)),
    "ms": ("s", Decimal("0.001")),
    "µs": ("s", Decimal("0.000001")),
    "ns": ("s", Decimal("0.000000001")),
    "min": ("s", Decimal(60)),
    "minute": ("s", Decimal(60)),
    "h": ("s", Decimal(3600)),
}
# Words among the units that measure and do not count.
_MEASURES = frozenset(
    "min minute day week month year bit byte mile meter metre foot inch acre ton tonne barrel "
    "gallon liter litre kilometer kilometre kilogram calorie degree watt volt cent point rpm "
    "bps".split()
)
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS: dict[str, int] = {
    **{word: number for number, word in enumerate(_ONES, start=1)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    **{
        f"{ten}-{one}": 10 * number + unit
        for number, ten in enumerate(_TENS, start=2)
        for unit, one in enumerate(_ONES[:9], start=1)
    },
}
_WORD = re.compile(
    rf"(?<![\w-])(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES[:9])}))?|"
    rf"{'|'.join(reversed(_ONES))})(?!\w)",
    re.I,
)
# Words that say a figure of another form.
_PHRASES: dict[str, Key] = {
    "half": Key(Decimal(50), "%"),
    "halved": Key(Decimal(50), "%"),
    "halves": Key(Decimal(50), "%"),
    "halving": Key(Decimal(50), "%"),
    "quarter": Key(Decimal(25), "%"),
    "twice": Key(Decimal(2), "x"),
    "double": Key(Decimal(2), "x"),
    "doubles": Key(Decimal(2), "x"),
    "doubled": Key(Decimal(2), "x"),
    "triple": Key(Decimal(3), "x"),
    "tripled": Key(Decimal(3), "x"),
}
_PHRASE = re.compile(rf"(?<!\w)(?:{'|'.join(_PHRASES)})(?!\w)", re.I)
_UNIT_WORD = re.compile(r"[%$€£¥‰]|°[CF]|[A-Za-zµ]+(?:/[A-Za-z]+)?")


def list_keys(figure: Figure) -> tuple[Key, ...]:
    """What a figure says: its value and unit, or those of both ends of a range."""
    return tuple(convert(number, figure.unit) for number in list_numbers(figure))


def list_numbers(figure: Figure) -> tuple[Decimal, ...]:
    """The number of a figure, or both ends of a range, without a sign."""
    ends = (figure.value,) if figure.upper is None else (figure.value, figure.upper)
    return tuple(abs(value) for value in ends)


def convert(number: Decimal, unit: str) -> Key:
    """A number and its unit in the measure that all multiples of the unit share."""
    base, factor = _BASES.get(unit, (unit, Decimal(1)))
    return Key(ARITHMETIC.multiply(number, factor), base)


def is_noun(unit: str) -> bool:
    """Whether a unit is the name of what is counted, not a measure."""
    return (
        len(unit) > 2
        and unit.isalpha()
        and unit.lower() not in _MEASURES
        and (unit.islower() or unit in _DEVICES)
    )


def read_words(text: str) -> Iterator[Key]:
    """The figures of a text that are words: ``eight GPUs``, ``forty-five percent``, ``half``."""
    for match in _WORD.finditer(text):
        unit = read_unit(text, match.end())
        yield convert(_WORDS[match[0].lower()] * unit.scale, unit.name)
    for match in _PHRASE.finditer(text):
        yield _PHRASES[match[0].lower()]


def find_units(head: str) -> tuple[str, ...]:
    """The units that a table's head or a row's label names."""
    found = (UNITS.get(word) or find_unit(word) for word in _UNIT_WORD.findall(head))
    return tuple(unit for unit in found if unit)
