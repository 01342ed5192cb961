"""Amounts: figures as retention and grounding compare them, by value and unit.

``3,200 Gbps`` is ``3200 Gbps`` and ``3.2 Tbps``; a range is its two ends; a number that counts
things is the same whatever noun it stands before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from git_report.diff.figures import Figure, FigureKind, find_figures
from git_report.diff.numerals import significant
from git_report.diff.units import UNITS, find_unit, read_unit
from git_report.markdown import Code, Document, Row, Table

Key = tuple[Decimal, str]

_PREFIXES = {"K": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
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
_SMALL = 10
# Characters of a phrase before its figure.
_BEFORE = 40
_DISTINCT = 3
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
    "half": (Decimal(50), "%"),
    "halved": (Decimal(50), "%"),
    "halves": (Decimal(50), "%"),
    "halving": (Decimal(50), "%"),
    "quarter": (Decimal(25), "%"),
    "twice": (Decimal(2), "x"),
    "double": (Decimal(2), "x"),
    "doubles": (Decimal(2), "x"),
    "doubled": (Decimal(2), "x"),
    "triple": (Decimal(3), "x"),
    "tripled": (Decimal(3), "x"),
}
_PHRASE = re.compile(rf"(?<!\w)(?:{'|'.join(_PHRASES)})(?!\w)", re.I)
_UNIT_WORD = re.compile(r"[%$€£¥‰]|°[CF]|[A-Za-zµ]+(?:/[A-Za-z]+)?")
_PLACES = frozenset({FigureKind.YEAR, FigureKind.DATE, FigureKind.ORDINAL, FigureKind.REFERENCE})


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of a document: as written, its 1-based line, its section, and what it says.

    `context` is the sentence or cell that holds it; `cell` tells that it stands in a table.
    """

    figure: Figure
    line: int
    section: int
    context: str
    cell: bool = False

    @property
    def text(self) -> str:
        """The figure as written."""
        return self.figure.text

    @property
    def keys(self) -> tuple[Key, ...]:
        """The value and unit of the figure, or of both ends of a range."""
        return list_keys(self.figure)

    @property
    def phrase(self) -> str:
        """The words around the figure, of its own line or cell."""
        start, end = self.figure.start, self.figure.end
        low = self.context.rfind("\n", 0, start) + 1
        high = self.context.find("\n", end)
        line = self.context[low : high if high >= 0 else len(self.context)]
        return line[max(0, start - low - _BEFORE) :].strip()

    @property
    def telling(self) -> bool:
        """Whether it says something by itself, as a small count of things in a text does not."""
        figure = self.figure
        if figure.unit and not is_noun(figure.unit):
            return True
        if figure.scale != 1 or abs(figure.value) >= _SMALL or "." in figure.text:
            return True
        return bool(figure.unit) or self.cell


class Amounts:
    """The figures that a text has, asked for by value and unit."""

    def __init__(self) -> None:
        self._exact: set[Key] = set()
        self._values: set[Decimal] = set()
        self._counts: set[Decimal] = set()
        self._bare: set[Decimal] = set()

    def add_document(self, document: Document) -> None:
        """Take in the body of a document, the units in the heads of its tables included."""
        for block in document.blocks():
            if isinstance(block, Table):
                self._add_table(block)
            else:
                self.add_text(block.text)

    def add_text(self, text: str, units: Iterable[str] = ()) -> None:
        """Take in a text; a number without a unit may also have one of `units`."""
        for figure in find_figures(text):
            if figure.kind in _PLACES:
                self._values.update(value for value, _ in list_keys(figure))
                continue
            for key in list_keys(figure):
                self._add(key)
                if not key[1]:
                    self._exact.update(_convert(key[0], unit) for unit in units)
        for match in _WORD.finditer(text):
            unit = read_unit(text, match.end())
            self._add(_convert(Decimal(_WORDS[match[0].lower()]) * unit.scale, unit.name))
        for match in _PHRASE.finditer(text):
            self._add(_PHRASES[match[0].lower()])

    @property
    def keys(self) -> frozenset[Key]:
        """All values with their units."""
        return frozenset(self._exact)

    def has(self, figure: Figure) -> bool:
        """Whether all that a figure says is there.

        The unit must be the same, but a count may be of another noun or none, and a number with
        three digits or more may lack its unit there.
        """
        distinct = len(significant(figure.text)) >= _DISTINCT
        return all(self._has(key, distinct=distinct) for key in list_keys(figure))

    def has_value(self, figure: Figure) -> bool:
        """Whether the number is there, with whatever unit."""
        return all(value in self._values for value, _ in list_keys(figure))

    def _has(self, key: Key, *, distinct: bool) -> bool:
        value, unit = key
        if key in self._exact:
            return True
        if not unit:
            return (
                value in self._counts
                or value in self._bare
                or (any(known == value for known, _ in self._exact))
            )
        if is_noun(unit):
            return value in self._counts or value in self._bare
        return distinct and value in self._bare

    def _add(self, key: Key) -> None:
        value, unit = key
        self._exact.add(key)
        self._values.add(value)
        if not unit:
            self._bare.add(value)
        elif is_noun(unit):
            self._counts.add(value)

    def _add_table(self, table: Table) -> None:
        heads = [_find_units(cell) for cell in table.header.cells]
        for cell in table.header.cells:
            self.add_text(cell)
        for row in table.rows:
            label = _find_units(row.cells[0]) if row.cells else ()
            for place, cell in enumerate(row.cells):
                head = heads[place] if place < len(heads) else ()
                self.add_text(cell, (*head, *label))


def list_keys(figure: Figure) -> tuple[Key, ...]:
    """What a figure says: value and unit in a common measure, for each end of a range."""
    ends = (figure.value,) if figure.upper is None else (figure.value, figure.upper)
    return tuple(_convert(abs(value), figure.unit) for value in ends)


def is_noun(unit: str) -> bool:
    """Whether a unit is the name of what is counted, not a measure."""
    return (
        len(unit) > 2
        and unit.isalpha()
        and unit.lower() not in _MEASURES
        and (unit.islower() or unit in ("GPU", "vCPU", "CPU", "TPU"))
    )


def find_amounts(document: Document) -> Iterator[Amount]:
    """The figures of a document's body that are claims, in order; code is none."""
    for section in document.sections:
        heading = (section.heading,) if section.heading else ()
        for block in (*heading, *section.blocks):
            if isinstance(block, Code):
                continue
            if isinstance(block, Table):
                for row in (block.header, *block.rows):
                    yield from _find_in_row(row, section.index)
                continue
            for figure in find_figures(block.text):
                if figure.kind is FigureKind.QUANTITY:
                    line = block.span.first + block.text.count("\n", 0, figure.start)
                    yield Amount(figure, line, section.index, block.text)


def _find_in_row(row: Row, section: int) -> Iterator[Amount]:
    for cell in row.cells:
        for figure in find_figures(cell):
            if figure.kind is FigureKind.QUANTITY:
                yield Amount(figure, row.line, section, cell, cell=True)


def _find_units(head: str) -> tuple[str, ...]:
    """The units that a table's head or a row's label names."""
    found = (UNITS.get(word) or find_unit(word) for word in _UNIT_WORD.findall(head))
    return tuple(unit for unit in found if unit)


def _convert(value: Decimal, unit: str) -> Key:
    base, factor = _BASES.get(unit, (unit, None))
    return (value * factor, base) if factor is not None else (value, unit)
