"""Git configuration, read once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from git_report.errors import ReportError
from git_report.patterns import lazy
from git_report.report.sizes import MOST_BYTES, SIZE_KEY

_TRUE = frozenset({"true", "yes", "on"})
_NUMBER = lazy(r"([+-]?\d{1,18})([kmg]?)", re.IGNORECASE)
_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
_FALSE = frozenset({"false", "no", "off", ""})


def parse_configuration(data: bytes) -> dict[str, str]:
    """The last value of each key in the output of ``git config --list -z``.

    A key without a value counts as ``true``, as in git.
    """
    values: dict[str, str] = {}
    for record in data.decode("utf-8", "surrogateescape").split("\0"):
        key, separator, value = record.partition("\n")
        if key:
            values[key] = value if separator else "true"
    return values


def canonical_key(name: str) -> str:
    """A key as git lists it: section and variable in lower case, the subsection unchanged."""
    section, dot, rest = name.partition(".")
    middle, inner, variable = rest.rpartition(".")
    return f"{section.lower()}{dot}{middle}{inner}{variable.lower()}"


def is_true(values: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """A setting as a boolean, read as git does; `default` if it is unset or not a boolean.

    ReportError if one of our own settings is not a boolean: a typo in the value of
    ``report.strict`` must not turn it off.
    """
    value = values.get(canonical_key(name))
    if value is None:
        return default
    word = value.lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    # Git takes every other integer for true, such as 2 or -1.
    if word.lstrip("+-").isdigit():
        return word.lstrip("+-").strip("0") != ""
    if name.startswith("report."):
        raise ReportError(
            f"the value of '{name}' is neither true nor false: '{value}'",
            hint=f"set it with 'git config {name} true' or 'git config {name} false'",
        )
    return default


def read_report_bytes(values: Mapping[str, str]) -> int:
    """The maximum size of a version, an answer or instructions in bytes; 0 for no limit."""
    return max(0, read_number(values, SIZE_KEY, default=MOST_BYTES))


def read_number(values: Mapping[str, str], name: str, *, default: int) -> int:
    """A setting as an integer, with an optional suffix k, m or g; ReportError if it is not one."""
    value = values.get(canonical_key(name))
    if value is None:
        return default
    match = _NUMBER.fullmatch(value.strip())
    if match is None:
        raise ReportError(
            f"the value of '{name}' is not a number: '{value}'",
            hint=f"set a number with 'git config {name} {default or 'NUMBER'}'",
        )
    return int(match[1]) * _UNITS[match[2].lower()]
