"""Regular expressions that every supported Python matches alike.

Python before 3.11.5 can stop in the middle of a group that is repeated possessively
(python/cpython#106052): ``(?:e\\d++)?+`` takes the "e" of "9em". An atomic group is matched right,
and so is a possessive repeat of one character or set, which has no middle.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import git_report
from git_report.patterns import _Lazy

_SINGLE = {_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY}


def list_patterns() -> Iterator[tuple[str, str, int]]:
    """The name, source and flags of each pattern of a module."""
    for found in pkgutil.walk_packages(git_report.__path__, "git_report."):
        if found.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{found.name}.{name}", value.pattern, value.flags
            elif isinstance(value, _Lazy):
                yield f"{found.name}.{name}", value._source, value._flags


def repeats_group(parsed: Any) -> bool:
    """Whether a parsed pattern has a possessive repeat of more than one character or set."""
    for operation, argument in parsed:
        if operation is _constants.POSSESSIVE_REPEAT:
            _least, _most, repeated = argument
            if len(repeated) > 1 or repeated[0][0] not in _SINGLE:
                return True
        waiting = [argument]
        while waiting:
            each = waiting.pop()
            if isinstance(each, _parser.SubPattern):
                if repeats_group(each):
                    return True
            elif isinstance(each, list | tuple):
                waiting.extend(each)
    return False


@pytest.mark.parametrize(
    ("source", "repeated"),
    [
        (r"a(?:b\d)*+c", True),
        (r"(?=x(?:y|z{2})?+)", True),
        (r"a(?>(?:b\d)*)c", False),
        (r"[ab]*+\d++x?+", False),
    ],
)
def test_a_possessive_group_is_found(source: str, *, repeated: bool) -> None:
    assert repeats_group(_parser.parse(source)) == repeated


def test_no_group_is_repeated_possessively() -> None:
    patterns = list(list_patterns())
    assert len(patterns) > 200
    wrong = [n for n, source, flags in patterns if repeats_group(_parser.parse(source, flags))]
    assert wrong == []
