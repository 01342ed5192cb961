"""Compute the result of operands that are written as one expression of figures."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, DecimalException

from git_report.differ.figures import Figure
from git_report.differ.figures.equal_values import convert
from git_report.differ.figures.units import ARITHMETIC

_SIGNS = {"×": "*", "·": "*", "x": "*", "÷": "/", "−": "-", "–": "-", "≈": "", "~": ""}
_SIGN = re.compile(r"[-+*/() ]*")
_LONGEST = 300
_OPERATIONS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_PERCENT = Decimal(100)
_ROUNDED = Decimal("0.05")
_DECIMALS = re.compile(r"\.(\d+)")


def evaluate(text: str, figures: Sequence[Figure]) -> frozenset[Decimal]:
    """The possible results of an expression of figures; empty if it is not one, as a sentence.

    `figures` are all figures of the text. There are several results, because any may be meant: of
    the numbers as written, in the common measure of their units, or with percentages as fractions.
    "2.1 = 1 / 47 %" must be right, also where "1 / 47 %" is read as a list of two percentages.
    """
    expression = _read(text, figures)
    if expression is None:
        return frozenset()
    return frozenset(
        value
        for reading in (_as_written, _in_common, _as_fraction, _as_own_fraction)
        if (value := _compute(expression, [reading(figure) for figure in figures])) is not None
    )


def comes_to(figure: Figure, values: frozenset[Decimal]) -> bool:
    """Whether a figure is one of the values, within the precision in which it is written."""
    ways = [(_as_written(figure), Decimal(1)), (_in_common(figure), Decimal(1))]
    if figure.unit == "%":
        ways.append((figure.value, _PERCENT))
    return any(
        abs(value * factor) == abs(own)
        or abs(abs(value * factor) - abs(own)) < abs(own) * _looseness(figure)
        for value in values
        for own, factor in ways
    )


def _looseness(figure: Figure) -> Decimal:
    """The tolerance of a rounded figure, as a share of it.

    Half of its last digit or 5 %, but less than one in its last digit other than zero: ``3`` may
    be 3.4, ``40`` may be 41.5, and ``49`` is not 48.
    """
    if not figure.value:
        return Decimal(0)
    digits = figure.value.normalize(ARITHMETIC).as_tuple().digits
    decimals = _DECIMALS.search(figure.text)
    last = figure.scale.scaleb(-len(decimals[1]) if decimals else 0)
    half = abs(last / 2 / figure.value)
    return min(1 / Decimal(int("".join(map(str, digits)))), max(half, _ROUNDED))


def _as_written(figure: Figure) -> Decimal:
    return figure.value


def _in_common(figure: Figure) -> Decimal:
    return convert(figure.value, figure.unit).value


def _as_fraction(figure: Figure) -> Decimal:
    return figure.value / _PERCENT if figure.unit == "%" else figure.value


def _as_own_fraction(figure: Figure) -> Decimal:
    return figure.value if figure.text[-1:].isdigit() else _as_fraction(figure)


def _read(text: str, figures: Sequence[Figure]) -> ast.expr | None:
    """The expression with its figures as ``f0``, ``f1``, …; None if there is more than that."""
    if len(text) > _LONGEST or any(figure.upper is not None for figure in figures):
        return None
    pieces = list(_translate(text, figures))
    if not all(_SIGN.fullmatch(piece) for piece in pieces[::2]):
        return None
    try:
        read = ast.parse("".join(pieces).strip(), mode="eval").body
    except SyntaxError:
        return None
    return read if isinstance(read, ast.BinOp) else None


def _translate(text: str, figures: Sequence[Figure]) -> Iterator[str]:
    """The texts between the figures, alternating with the names of the figures."""
    at = 0
    for index, figure in enumerate(figures):
        yield _translate_signs(text[at : figure.start])
        yield f"f{index}"
        at = figure.end
    yield _translate_signs(text[at:])


def _translate_signs(text: str) -> str:
    return "".join(_SIGNS.get(sign, sign) for sign in " ".join(text.split()))


def _compute(node: ast.expr, values: Sequence[Decimal]) -> Decimal | None:
    """The result of an expression; None if it has none."""
    match node:
        case ast.Name(id=name):
            return values[int(name[1:])]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value = _compute(operand, values)
            return None if value is None else -value
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATIONS:
            one, other = _compute(left, values), _compute(right, values)
            if one is None or other is None:
                return None
            try:
                return _OPERATIONS[type(sign)](one, other)
            except DecimalException:  # a division by zero
                return None
        case _:
            return None
