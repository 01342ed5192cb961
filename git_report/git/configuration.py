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

    A key without a value counts as ``true``, as git takes it.
    """
    values: dict[str, str] = {}
    for record in data.decode("utf-8", "surrogateescape").split("\0"):
        key, separator, value = record.partition("\n")
        if key:
            values[key] = value if separator else "true"
    return values


def canonical_key(name: str) -> str:
    """A key as git lists it: section and variable in lower case, the middle as it is."""
    section, dot, rest = name.partition(".")
    middle, inner, variable = rest.rpartition(".")
    return f"{section.lower()}{dot}{middle}{inner}{variable.lower()}"


def is_true(values: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """A setting's value as git reads a boolean; what is neither is `default`.

    ReportError where it is neither and the setting is ours: who misspells ``report.strict``
    means it.
    """
    value = values.get(canonical_key(name))
    if value is None:
        return default
    word = value.lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    if word.lstrip("+-").isdigit():
        return word.lstrip("+-").strip("0") != ""
    if name.startswith("report."):
        raise ReportError(
            f"the value of '{name}' is neither true nor false: '{value}'",
            hint=f"set it with 'git config {name} true' or 'git config {name} false'",
        )
    return default


def read_report_bytes(values: Mapping[str, str]) -> int:
    """The bytes that a version, an answer or instructions may have; 0 for any number."""
    return max(0, read_number(values, SIZE_KEY, default=MOST_BYTES))


def read_number(values: Mapping[str, str], name: str, *, default: int) -> int:
    """A setting's value as git reads an integer, with k, m or g behind it; ReportError for none."""
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
