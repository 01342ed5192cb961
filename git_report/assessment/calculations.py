"""Recompute arithmetic: what a record declares as computed, and the equations of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from git_report.checks.amounts import Amounts, unwrap
from git_report.checks.arithmetic import comes_to, evaluate
from git_report.checks.declarations import list_computed
from git_report.checks.known_figures import is_constant
from git_report.differ.figures import Figure, FigureKind, find_figures, list_numbers
from git_report.markdown import Code, Document, Table
from git_report.markdown.line_count import LineCount
from git_report.patterns import lazy

_EQUALS = lazy(r"\s*(?:=|≈)\s*(?:about |roughly |etwa |rund |environ |unos )?[~≈*_]*")
_SIGNS = lazy(r"[\s()*_]*(?:[+×·÷/*−–-]|x)[\s()*_]*")
_CLOSING = lazy(r"[)*_]*")
_DIGITS = 4  # more digits are not needed to see whether a result is right


@dataclass(frozen=True, slots=True)
class Calculation:
    """A recomputed calculation: its text, its 1-based line, and what was found.

    `declared` says that it is in the record. `right` is None if the operands are not an expression;
    `value` is their result; `missing` are operands that are in neither the report nor the evidence.
    """

    text: str
    line: int
    declared: bool
    right: bool | None
    value: str
    missing: tuple[str, ...]


def list_calculations(document: Document, known: Sequence[Amounts]) -> tuple[Calculation, ...]:
    """Recompute every calculation in a report; `known` are the figures of report and evidence."""
    return (*_list_declared(document, known), *_list_equations(document))


def _list_declared(document: Document, known: Sequence[Amounts]) -> Iterator[Calculation]:
    tail = document.tail
    declared = list(list_computed(document))
    results = {
        number
        for stated, _ in declared
        for each in find_figures(stated)
        for number in list_numbers(each)
    }
    for stated, operands in declared:
        figures = find_figures(operands)
        values = evaluate(operands, figures)
        named = [f for f in find_figures(stated) if f.kind is not FigureKind.REFERENCE]
        right = any(comes_to(each, values) for each in named) if values and named else None
        missing = tuple(
            each.text
            for each in figures
            if each.kind is FigureKind.QUANTITY
            and not is_constant(each)
            and not results.issuperset(list_numbers(each))  # the result of another calculation
            and not any(amounts.has_number(each) or amounts.has_share(each) for amounts in known)
        )
        line = _find_line(document, stated, operands) if tail else 0
        text = f"{stated} = {operands}"
        yield Calculation(
            text, line, declared=True, right=right, value=_format_values(values), missing=missing
        )


def _find_line(document: Document, stated: str, operands: str) -> int:
    """The line of an entry in the record."""
    assert document.tail is not None
    for number, line in enumerate(document.tail.text.split("\n"), start=document.tail.span.first):
        if line.startswith("computed:") and stated in line and operands in line:
            return number
    return document.tail.span.first


def _list_equations(document: Document) -> Iterator[Calculation]:
    for block in document.blocks():
        if isinstance(block, Code) or ("=" not in block.text and "≈" not in block.text):
            continue
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from (_recompute(each, row.line) for each in _find_equations(cell))
            continue
        text, lines = unwrap(block.text), LineCount(block.text)
        for each in _find_equations(text):
            yield _recompute(each, block.span.first + lines.before(each.start))


@dataclass(frozen=True, slots=True)
class _Equation:
    start: int
    text: str
    operands: str
    figures: tuple[Figure, ...]
    result: Figure


def _find_equations(text: str) -> Iterator[_Equation]:
    """Yield the equations that have an expression of two or more figures on one side."""
    figures = [f for f in find_figures(text) if f.kind in (FigureKind.QUANTITY, FigureKind.YEAR)]
    joined = [
        bool(_SIGNS.fullmatch(text[one.end : other.start])) for one, other in pairwise(figures)
    ]
    for place in range(len(figures) - 1):
        between = text[figures[place].end : figures[place + 1].start]
        if not _EQUALS.fullmatch(_CLOSING.sub("", between, count=1)):
            continue
        first = place
        while first and joined[first - 1]:
            first -= 1
        last = place + 1
        while last < len(joined) and joined[last]:
            last += 1
        if first < place and last == place + 1:
            yield _cut(text, figures[first : place + 1], figures[place + 1])
        # "12 = 3 × 4 = 12" is recomputed once, as "3 × 4 = 12".
        elif first == place and last > place + 1 and not _is_chained(text, figures[last]):
            yield _cut(text, figures[place + 1 : last + 1], figures[place])


def _is_chained(text: str, last: Figure) -> bool:
    return _EQUALS.match(text, last.end) is not None and text[last.end :].lstrip()[:1] in "=≈"


def _cut(text: str, operands: Sequence[Figure], result: Figure) -> _Equation:
    start = operands[0].start
    while start and text[start - 1] == "(":
        start -= 1
    closing = _CLOSING.match(text, operands[-1].end)
    end = closing.end() if closing else operands[-1].end
    words = text[start:end]
    surplus = words.count("(") - words.count(")")
    if surplus > 0:  # a bracket around the whole equation
        start += surplus
    # A bracket that was opened further before: "(as said, 3 + 4) = 7".
    elif surplus < 0:
        end += surplus
    shown = text[min(start, result.start) : max(end, result.end)]
    moved = tuple(f._replace(start=f.start - start, end=f.end - start) for f in operands)
    return _Equation(min(start, result.start), shown, text[start:end], moved, result)


def _recompute(equation: _Equation, line: int) -> Calculation:
    # Emphasis is not multiplication. Spaces instead of it, because figures have positions.
    operands = re.sub(r"[*_]{2,}", lambda match: " " * len(match[0]), equation.operands)
    values = evaluate(operands, equation.figures)
    right = comes_to(equation.result, values) if values else None
    return Calculation(
        " ".join(equation.text.split()),
        line,
        declared=False,
        right=right,
        value=_format_values(values),
        missing=(),
    )


def _format_values(values: frozenset[Decimal]) -> str:
    """The possible results as text, with a few digits, the shortest first."""
    shown = {
        f"{float(value):,.{_DIGITS}g}" if abs(value) < 1000 else f"{float(value):,.0f}"
        for value in values
    }
    return " or ".join(sorted(shown, key=lambda text: (len(text), text)))
