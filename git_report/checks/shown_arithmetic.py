"""Find wrong arithmetic in a text, such as ``27 % = 120 / 720``."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from git_report.checks.amounts import Amount
from git_report.checks.arithmetic import comes_to, evaluate
from git_report.checks.changed_values import Place, place_of
from git_report.differ.figures import Figure, find_figures
from git_report.differ.figures.equal_values import convert

# An equals sign, or the bracket that shows how a figure was computed: "640 GB (calc: 8 × 80 GB)".
_EQUALS = re.compile(r"(?<![<>=!:])[=≈](?![=>])|\(\s*calc\b[.:,]?", re.I)
_SIGN = r"[-+*/()×·÷−–x\s]"
_SIGNS = re.compile(rf"{_SIGN}*")
# An open bracket between a figure and the sign: "27 % (= 120 / 720)".
_APART = re.compile(r"[\s(),:]*")
_OPERATOR = frozenset("+*/×·÷−–x^")
# A dash between words looks like a minus sign.
_DASH = re.compile(r"\s[-–−]\s")
# Bits in a byte.
_BYTE = 8
# Emphasis and code may be between a figure and the sign.
_MARKUP = re.compile(r"\*\*|__|`|(?<!\s)\*(?!\S)|(?<!\S)\*(?!\s)")


def find_wrong_sums(amounts: Iterable[Amount]) -> dict[Place, str]:
    """The operands next to each figure that is not their result, by the figure's place.

    Only an expression that consists of figures is computed: with a word, a name or a range in it,
    it may mean anything. Evidence marks do not matter: a dagger let ``27 % = 120 / 720`` pass.
    """
    found: dict[Place, str] = {}
    for (context, _), group in groupby(
        amounts, lambda each: (each.context, each.cell and each.line)
    ):
        if wrong := _read_wrong(context):
            by_start = {amount.figure.start: amount for amount in group}
            for figure, operands in wrong:
                if figure.start in by_start:
                    found[place_of(by_start[figure.start])] = operands
    return found


def _find_place(amount: Amount) -> tuple[str, int]:
    """The text that contains a figure; cells of two rows may have the same text."""
    return amount.context, amount.line if amount.cell else 0


# Most blocks of a version are in the next one as well.
@lru_cache(maxsize=4096)
def _read_wrong(context: str) -> tuple[tuple[Figure, str], ...]:
    return tuple(_list_wrong(context)) if _EQUALS.search(context) else ()


def _list_wrong(context: str) -> Iterator[tuple[Figure, str]]:
    text = _MARKUP.sub(lambda match: " " * len(match[0]), context)
    figures = list(find_figures(text))
    starts, ends = [each.start for each in figures], [each.end for each in figures]
    for sign in _EQUALS.finditer(text):
        before = figures[: bisect_right(ends, sign.start())]
        after = figures[bisect_left(starts, sign.end()) :]
        left, right = _read_left(text, before, sign.start()), _read_right(text, after, sign.end())
        for side, other in ((left, right), (right, left)):
            if len(side) == 1 and len(other) > 1:
                operands = _take_expression(text, other)
                if not _may_be_right(side[0], operands):
                    yield side[0], operands


def _may_be_right(figure: Figure, operands: str) -> bool:
    """Whether a figure is the result of an expression in any reading.

    A percentage may be the change (``150 / 120`` is 25 % more), a dash may not be a minus sign, and
    bits may be given as bytes.
    """
    figures = find_figures(operands)
    values = evaluate(operands, figures)
    if figure.unit == "%":
        values |= {value - 1 for value in values}
    if any(convert(each.value, each.unit).unit.startswith("bit") for each in (figure, *figures)):
        values |= {each for value in values for each in (value * _BYTE, value / _BYTE)}
    if not values or comes_to(figure, values):
        return True
    parts = _DASH.split(operands)
    return len(parts) > 1 and any(
        comes_to(figure, evaluate(part, find_figures(part))) for part in (parts[0], parts[-1])
    )


def _read_left(text: str, figures: list[Figure], end: int) -> list[Figure]:
    """The figures of the expression that ends before a sign; none if it begins with a word."""
    run: list[Figure] = []
    at = end
    for figure in reversed(figures):
        between = _SIGNS if run else _APART
        if not between.fullmatch(text, figure.end, at) or _joins(run, text[figure.end : at]):
            break
        run.insert(0, figure)
        at = figure.start
    return [] if text[:at].rstrip(" (")[-1:] in _OPERATOR else run


def _read_right(text: str, figures: list[Figure], start: int) -> list[Figure]:
    """The figures of the expression that begins after a sign; none if it ends with a word."""
    run: list[Figure] = []
    at = start
    for figure in figures:
        if not _SIGNS.fullmatch(text, at, figure.start) or _joins(run, text[at : figure.start]):
            break
        run.append(figure)
        at = figure.end
    rest = text[at:].lstrip(" )")
    return [] if rest[:1] in _OPERATOR and not rest[:1].isalpha() else run


def _joins(run: list[Figure], between: str) -> bool:
    """Whether two figures are adjacent without an operator: they are not an expression."""
    return bool(run) and not between.strip(" ()")


def _take_expression(text: str, figures: list[Figure]) -> str:
    """An expression with the brackets at the start and end of its figures."""
    start, end = figures[0].start, figures[-1].end
    inner = text[start:end]
    depth = lowest = 0
    for sign in inner:
        depth += (sign == "(") - (sign == ")")
        lowest = min(lowest, depth)
    return "(" * -lowest + inner + ")" * (depth - lowest)
