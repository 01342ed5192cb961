"""The figures of a sentence that are worth a row of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONEY = r"(?:US\$|[$€£¥])\s?\d[\d,.]*\d?(?:\s?(?:trillion|billion|million|thousand|bn|[kKMBT]))?\b"
_UNIT = (
    r"%|percent|per cent|percentage points|trillion|billion|million|thousand|hundred|times|fold|x|"
    r"[kKMGTPE]i?[Bb](?:ps|/s)?|[kKMBT]|bits?|bytes?|tokens?|parameters|params|GPUs?|CPUs?|cores?|"
    r"vCPUs?|chips?|nodes?|layers?|experts?|heads?|dimensions?|FLOPS?|[kMGTPE]?FLOPS?|TOPS|"
    r"ms|µs|ns|seconds?|minutes?|hours?|days?|weeks?|months?|years?|[kMG]?Hz|[kMGT]?W|[kMGT]?Wh|"
    r"km|kg|cm|mm|m|°C|pages?|users?|customers?|companies|countries|regions?|zones?|people|"
    r"requests?|queries|calls?|words?"
)
_NO_NOUN = "is|was|as|this|has|its|does|plus|minus|versus|thus|perhaps|always|times|yes|us"
_FIGURE = re.compile(
    rf"{_MONEY}|(?<![A-Za-z0-9_.,$€£-])[~≈<>±+−-]?\d+(?:[,.]\d+)*(?:\s?[-–]\s?\d+(?:[,.]\d+)*)?"
    rf"(?:[\s-]?(?:{_UNIT})(?![A-Za-z]))*(?:(?<=\d)(?:\s[A-Z][\w-]*)?\s(?!(?:{_NO_NOUN})\b)[A-Za-z]{{3,}}s\b)?"
)
_FEW = re.compile(rf"\d(?:\s[A-Z][\w-]*)?\s(?!(?:{_UNIT})$)[A-Za-z]{{3,}}s")
_BEFORE = 40  # characters that tell whether a number is part of a name
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as written, and where it stands in its text (characters)."""

    text: str
    start: int
    end: int


def find_values(text: str) -> list[Value]:
    """The figures of a text in order: numbers with their units, not names or years.

    A bare digit is left out, and so is a number that belongs to a name (``Claude 4``).
    """
    return [
        Value(match[0].strip(), match.start(), match.end())
        for match in _FIGURE.finditer(text)
        if _is_figure(match[0].strip(), text[max(0, match.start() - _BEFORE) : match.start()])
    ]


def value_texts(text: str) -> tuple[str, ...]:
    """The figures of a text as written, each once."""
    return tuple(dict.fromkeys(value.text for value in find_values(text)))


def _is_figure(value: str, before: str) -> bool:
    if _YEAR.fullmatch(value):
        return False
    words = before.split()
    named = len(words) > 1 and before[-1:] in " -" and words[-1][:1].isupper()
    digits = re.match(r"\d+(?![\d.,])", value)
    if named and digits and len(digits[0]) <= 2 and not re.search(r"[%$€£¥]|illion", value):
        return False  # a product's number: "Claude 4 models"
    if not value[-1].isdigit() or value[0] in "$€£¥U":
        # One digit and any noun counts little: "4 models"; with a unit it counts.
        return not _FEW.fullmatch(value)
    # A bare number says nothing, but for a large, an exact or a ranging one.
    return (len(re.sub(r"\D", "", value)) >= 2 and not value.isdigit()) or len(value) >= 4
