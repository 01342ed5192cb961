"""The figures of a sentence that are worth a row of their own."""

from __future__ import annotations

import re

_MONEY = r"(?:US\$|[$€£¥])\s?\d[\d,.]*\d?(?:\s?(?:trillion|billion|million|thousand|bn|[kKMBT]))?\b"
_UNIT = (
    r"%|percent|per cent|percentage points|trillion|billion|million|thousand|hundred|times|fold|x|"
    r"[kKMGTPE]i?[Bb](?:ps|/s)?|[kKMBT]|bits?|bytes?|tokens?|parameters|params|GPUs?|CPUs?|cores?|"
    r"vCPUs?|chips?|nodes?|layers?|experts?|heads?|dimensions?|FLOPS?|[kMGTPE]?FLOPS?|TOPS|"
    r"ms|µs|ns|seconds?|minutes?|hours?|days?|weeks?|months?|years?|[kMG]?Hz|[kMGT]?W|[kMGT]?Wh|"
    r"km|kg|cm|mm|m|°C|pages?|users?|customers?|companies|countries|regions?|zones?|people|"
    r"requests?|queries|calls?|models?|words?|examples?|cases?|hits?|bananas"
)
_FIGURE = re.compile(
    rf"{_MONEY}|(?<![\w.,$€£-])[~≈<>±+−-]?\d+(?:[,.]\d+)*(?:\s?[-–]\s?\d+(?:[,.]\d+)*)?"
    rf"(?:[\s-]?(?:{_UNIT})(?![A-Za-z]))*"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def find_values(text: str) -> list[str]:
    """The figures of a text as written, in order: numbers with their units, not names or years.

    A bare digit is left out, and so is a number that belongs to a name (``Claude 4``).
    """
    return [
        match[0].strip()
        for match in _FIGURE.finditer(text)
        if _is_figure(match[0].strip(), text[: match.start()])
    ]


def _is_figure(value: str, before: str) -> bool:
    if _YEAR.fullmatch(value):
        return False
    if not value[-1].isdigit():
        return True
    if not value[0].isdigit() and value[0] != "~":
        return value[0] in "$€£¥U"
    named = before.rstrip(" ")[-1:].isalpha() and before.rstrip(" ").split()[-1][:1].isupper()
    return len(re.sub(r"\D", "", value)) >= 2 and not named
