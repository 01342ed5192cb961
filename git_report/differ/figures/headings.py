"""Read the unit and the multiple of numbers from the headings of their columns and rows."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from git_report.differ.figures.reader import Figure
from git_report.differ.figures.spelling import read_unit
from git_report.differ.figures.units import ARITHMETIC, CURRENCIES, SCALES, find_unit, is_measure
from git_report.patterns import lazy

_ONE = Decimal(1)
_BRACKETED = lazy(r"[(\[（［]([^()\[\]（）［］]{1,30})[)\]）］]")
_BEHIND = lazy(r"(?:,| in | — | – |: )\s*([^,]{1,30})\Z")
# Multiples in "$m", "USDm", "€ 000", "M€".
_MULTIPLE = r"m|M|bn|b|B|k|K|mn|000s?|million|billion"
_SCALED_MONEY = lazy(rf"([$€£¥₹]|[A-Z]{{3}}(?! ))\s?({_MULTIPLE})s?|(m|M|bn|k|K)\s?([$€£¥₹])")
_PARAMETER_SCALES = {"M": Decimal(10) ** 6, "B": Decimal(10) ** 9, "T": Decimal(10) ** 12}
# For the parameters of a model, "(B)" means billions, not bytes.
_PARAMETERS = lazy(r"\b[Pp]aram\w*\.?\s*(?:\(|\[|, |in )(?P<scale>[MBT])\b")
# Brackets may contain more than a unit: "GB, 2031", "GB, per GPU".
_PIECE = lazy(r"\s*[,;]\s*| / (?=..)")
# In a heading, a letter need not touch the unit: "USD m", "€ k", "$000".
_LETTERS = {
    "m": Decimal(10) ** 6, "M": Decimal(10) ** 6, "b": Decimal(10) ** 9, "B": Decimal(10) ** 9,
    "k": Decimal(1000), "K": Decimal(1000), "000": Decimal(1000), "000s": Decimal(1000),
    "'000": Decimal(1000), "’000": Decimal(1000),
}  # fmt: skip
# Columns whose numbers are dates, positions or names.
_ORDERING = lazy(
    r"(?:no\.?|nr\.?|#|№|rank|ranking|id|years?|fiscal year|date|day|version|released?|founded|"
    r"built|opened|pages?|section|step|port|phase|stage|line|row|index|ref\.?|reference|grade|chapter|"
    r"clause|article|item|exhibit|code|zip|phone|isbn|time|jahr|datum|année)\Z",
    re.I,
)
_SIGNS = frozenset("% ‰ $ € £".split())


class HeadingUnit(NamedTuple):
    """The unit and scale of the numbers of a heading; `orders` says that they are not figures."""

    unit: str = ""
    scale: Decimal = _ONE
    orders: bool = False

    @property
    def has_meaning(self) -> bool:
        """Whether the heading has a unit, a scale or `orders`."""
        return bool(self.unit) or self.scale != 1 or self.orders

    def complete(self, figure: Figure) -> Figure:
        """The figure with the heading's unit and multiple, if it has none of its own."""
        if (not self.unit and self.scale == 1) or self._is_complete(figure):
            return figure
        scale = self.scale if figure.scale == 1 else _ONE
        upper, tolerance = (
            None if end is None else ARITHMETIC.multiply(end, scale)
            for end in (figure.upper, figure.tolerance)
        )
        return figure._replace(
            value=ARITHMETIC.multiply(figure.value, scale), upper=upper,
            tolerance=tolerance, unit=self.unit or figure.unit, scale=figure.scale * scale,
        )  # fmt: skip

    def _is_complete(self, figure: Figure) -> bool:
        """Whether a figure has its own unit; "$3" below "$/h" has only part of one."""
        if not is_measure(figure.unit.partition("/")[0]):
            return False
        same = figure.unit == self.unit and figure.scale == 1
        part = figure.unit in CURRENCIES and self.unit.startswith(f"{figure.unit}/")
        return not same and not part


NO_HEADING = HeadingUnit()


@lru_cache(maxsize=1024)
def read_heading(head: str) -> HeadingUnit:
    """Read a heading's unit in brackets, after a comma or alone: "Memory (GB)", "Share, %"."""
    plain = head.strip(" *_`")
    if _ORDERING.match(plain):
        return HeadingUnit(orders=True)
    if parameters := _PARAMETERS.search(plain):
        return HeadingUnit(scale=_PARAMETER_SCALES[parameters["scale"]])
    pieces = [*reversed(_BRACKETED.findall(plain)), *_BEHIND.findall(plain)]
    for piece in pieces:
        if (found := _read(piece.strip())).has_meaning:
            return found
    outside = _BRACKETED.sub("", plain).strip()
    for piece in (each for text in (*pieces, outside) for each in _PIECE.split(text)):
        if _is_measured(found := _read(piece.strip())):
            return found
    words = outside.split()
    if len(words) > 1 and (words[0] in _SIGNS or find_unit(words[-2]) in CURRENCIES):
        found = _read(words[0] if words[0] in _SIGNS else " ".join(words[-2:]))
        if found.has_meaning:
            return found
    return _read(words[-1]) if len(words) > 1 and _is_sign(words[-1]) else NO_HEADING


def _is_measured(found: HeadingUnit) -> bool:
    """Whether a heading's words are a measure or a multiple, not the name of counted things."""
    unit = found.unit.partition("/")[0]
    return found.has_meaning and (not unit or unit in CURRENCIES or is_measure(unit))


def _is_sign(word: str) -> bool:
    """Whether a heading's last word is a unit without brackets: "Price USD/h", "Share %"."""
    if word in _SIGNS:
        return True
    unit = find_unit(word.partition("/")[0])
    symbol = len(word) > 1 and (not word.islower() or "/" in word)
    return symbol and bool(unit) and is_measure(unit)


def _read(piece: str) -> HeadingUnit:
    """Read a piece that is only a unit and a multiple: "GB", "mg/kg", "USD m", "millions"."""
    scale, rest = _split_scale(piece)
    first = rest.partition("/")[0]
    money = find_unit(first.strip())
    if not rest:
        return HeadingUnit(scale=scale)
    if money in CURRENCIES:
        unit = read_unit(f"1{rest[len(first) :]}", 1, money)
        return (
            HeadingUnit(unit.name, scale) if unit.end == 1 + len(rest) - len(first) else NO_HEADING
        )
    unit = read_unit(f"1 {rest}", 1)
    if unit.name and unit.end == 2 + len(rest):
        return HeadingUnit(unit.name, ARITHMETIC.multiply(scale, unit.scale))
    return NO_HEADING


def _split_scale(piece: str) -> tuple[Decimal, str]:
    """The multiple in a piece of a heading, and the rest of the piece."""
    signed = _SCALED_MONEY.fullmatch(piece)
    words = [signed[1] or signed[4], signed[2] or signed[3]] if signed else piece.split()
    for place, word in enumerate(words):
        factor = _LETTERS.get(word) if len(words) > 1 or word.startswith(("0", "'", "’")) else None
        lower = word.lower()
        factor = factor or SCALES.get(lower) or SCALES.get(lower.removesuffix("s"))
        if factor is not None:
            rest = " ".join(words[:place] + words[place + 1 :])
            return factor, re.sub(r"\A(?:in|of)(?: |\Z)| (?:in|of)\Z", "", rest)
    return _ONE, re.sub(r"\Ain ", "", piece)
