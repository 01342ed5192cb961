"""The figures of a sentence that are worth a row of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from git_report.diff.figures import Figure, find_quantities

_LARGE, _FEW = 1000, 10
# A handful of these is mostly a name cut short ("the Claude 4 models").
_FEW_SAY_NOTHING = frozenset({"model", "example", "case"})
# What a bare number counts: a name or none, then a plural ("20 On-Demand Instances").
_COUNTED = re.compile(
    r"(?:\s[A-Z][\w-]*)?\s(?!(?:is|was|as|this|has|its|does|plus|minus|versus|thus|perhaps|always|"
    r"times|yes|us)\b)[A-Za-z]{3,30}s\b"
)


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as written, and where it stands in its text (characters)."""

    text: str
    start: int
    end: int


def find_values(text: str) -> list[Value]:
    """The figures of a text that say something by themselves, in order.

    That is a quantity with a unit, a large one, or one with the things that it counts.
    """
    values = []
    for figure in find_quantities(text):
        end = figure.end if _is_telling(figure) else _end_of_count(text, figure)
        if end:
            values.append(Value(text[figure.start : end], figure.start, end))
    return values


def value_texts(text: str) -> tuple[str, ...]:
    """The figures of a text as written, each once."""
    return tuple(dict.fromkeys(value.text for value in find_values(text)))


def _is_telling(figure: Figure) -> bool:
    if figure.unit in _FEW_SAY_NOTHING and figure.value < _FEW:
        return False
    return bool(figure.unit) or figure.scale != 1 or figure.value >= _LARGE or "." in figure.text


def _end_of_count(text: str, figure: Figure) -> int:
    """Where the things end that a number of two digits counts; 0 where it counts none."""
    counted = _COUNTED.match(text, figure.end) if len(figure.text) > 1 else None
    return counted.end() if counted else 0
