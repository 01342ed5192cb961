"""The figures of a sentence that are worth a row of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from git_report.differ.figures import Figure, find_quantities
from git_report.differ.figures.units import CURRENCIES
from git_report.digest.wording import STOP_WORDS, stem

_LARGE, _FEW = 1000, 10
# A handful of these is mostly a name cut short ("the Claude 4 models").
_FEW_SAY_NOTHING = frozenset({"model", "example", "case"})
# A size that is part of a name ("Llama 3 405B", "a 16-bit format", "the 70-billion-parameter one").
_SIZE = re.compile(r"\d[\d.,]*[KMBT](?![\w%])")
_NAMED = re.compile(r"(?:[A-Z][\w.-]*|\b\d+(?:\.\d+)?)[ -]$")
_TRAIT = re.compile(
    r"[- ](?:bits?|parameters?|nodes?|core|layer|head|way|expert|fold|step|level|shot|token|"
    r"dimensional|row|page)(?![\w-])"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?![\d,.])(?=\s?[a-z]|$)")
_PRECISION = re.compile(r"\d+[- ]bits?$")
_VERBS = (
    r"(?!(?:is|was|as|this|has|its|does|plus|minus|versus|thus|perhaps|always|times|yes|us|uses|"
    r"needs|costs|gives|takes|means|runs|works|lets|makes|gets|holds|keeps|serves|across|less|"
    r"fits|reads|sets|halves|doubles|triples|cuts|adds|moves|takes|helps|pays)\b)"
)
# What a bare number counts: modifiers or none, then a plural ("20 On-Demand Instances", "16,000
# H100 GPUs") or the sign of a unit ("28.4 BLEU").
_COUNTED = re.compile(
    rf"(?:\s(?:[A-Z][\w-]*|key-value|query|training|active|spare)){{0,2}}\s{_VERBS}[A-Za-z-]{{2,30}}s\b"
    r"|\s[A-Z]{3,6}\b(?!\s[A-Z])"
)
# The same with one word of any kind in between, "412 electric buses": a noun, if neither is a verb.
_COUNTED_KIND = re.compile(rf"\s(?P<kind>[a-z]{{3,14}})\s{_VERBS}[a-z-]{{3,30}}s\b")
_NO_KIND = re.compile(r"(?:are|were|had|has|its|ed|ly|ing|s)$")
# The head of a unit cut short ("128 query" heads) and the rest of a rate ("$2 per GPU" hour).
_HEAD = re.compile(rf"\s{_VERBS}[a-z]{{3,12}}s\b")
_PER_MANY = re.compile(r" (?:per|an?|for every) (?:million|thousand|billion|1,000|100) [a-z-]+\b")
_HOUR = re.compile(r"[ -](?:hour|second|minute|day|week|month|year)s?\b")
# "After 32 layers a token can …" is no rate; only time and places make one without "per".
_NO_RATE = re.compile(
    r" an? (?!(?:second|minute|hour|day|week|month|year|node|user|request|GPU|chip|instance|piece|"
    r"month)\b).*$"
)


# What belongs to a figure before it: the lower end of a range, "15 to 20 years", behind "from" what
# it was, and the part of a whole, "23 of 40 buses".
_LOWER_END = re.compile(
    r"(?P<from>\b(?:from|von) )?(?<![\w.,:/-])(?P<low>\d+(?:[.,]\d+)*) "
    r"(?:to|bis|(?P<part>of|out of|von)) $"
)


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as written, and where it stands in its text (characters).

    `amount` is its value with a range's other end, `unit` the common name of what it counts.
    """

    text: str
    start: int
    end: int
    amount: tuple[Decimal, Decimal | None] = (Decimal(0), None)
    unit: str = ""


def find_values(text: str) -> list[Value]:
    """The figures of a text that say something by themselves, in order.

    That is a quantity with a unit, a large one, or one with the things that it counts. What only
    names a thing or its make is none.
    """
    values: list[Value] = []
    lending = False
    for figure in find_quantities(text):
        if _is_name(text, figure):
            continue
        end = _end_of(text, figure)
        if end:
            unit = figure.unit or _unit(text[figure.start : end])
            start, amount = _with_lower_end(text, figure, unit)
            while values and values[-1].end > start:
                values.pop()
            if lending and values:
                start = values.pop().start
            values.append(Value(text[start:end], start, end, amount, unit))
            lending = _borrows(figure)
    return values


def _borrows(figure: Figure) -> bool:
    """Whether a figure says another thing without the one behind it: "5.44 vs. 4 billion"."""
    alone = next(iter(find_quantities(figure.text)), None)
    return alone is None or alone.key != figure.key


def _with_lower_end(
    text: str, figure: Figure, unit: str
) -> tuple[int, tuple[Decimal, Decimal | None]]:
    """Where a figure with a number and "to" before it starts, and its ends."""
    amount = figure.value, figure.upper
    match = _LOWER_END.search(text, max(0, figure.start - 24), figure.start)
    if match is None or not unit or figure.upper is not None:
        return figure.start, amount
    low = next(iter(find_quantities(match["low"])), None)
    if low is None or match["from"] or match["part"] or low.value * figure.scale >= figure.value:
        return match.start("low"), amount
    return match.start("low"), (low.value * figure.scale, figure.value)


def value_texts(text: str) -> tuple[str, ...]:
    """The figures of a text as written, each once."""
    return tuple(dict.fromkeys(value.text for value in find_values(text)))


def _is_name(text: str, figure: Figure) -> bool:
    before = text[max(0, figure.start - 24) : figure.start]
    if (size := _SIZE.match(text, figure.start)) and size.end() <= figure.end:
        return bool(_NAMED.search(before)) or not text[size.end() :].lstrip()[:1].islower()
    if _YEAR.match(figure.text) and not figure.text.endswith("s"):
        return True  # "the WMT 2014 task"
    if _PRECISION.fullmatch(figure.text):
        return True
    # "a 70-billion-parameter model" has a trait; "70 billion parameters" are counted.
    hyphened = "-" in figure.text.strip("-") and _TRAIT.search(figure.text)
    return bool(hyphened)


def _end_of(text: str, figure: Figure) -> int:
    """Where a figure that says something ends, with all of its unit; 0 for any other one."""
    if figure.unit in _FEW_SAY_NOTHING and figure.value < _FEW:
        return 0
    if not figure.unit:
        counted = _COUNTED.match(text, figure.end) if len(figure.text) > 1 else None
        if counted:
            return counted.end()
        kind = _COUNTED_KIND.match(text, figure.end) if len(figure.text) > 1 else None
        if kind and kind["kind"] not in STOP_WORDS and not _NO_KIND.search(kind["kind"]):
            return kind.end()
        telling = figure.scale != 1 or figure.value >= _LARGE or "." in figure.text
        return figure.end if telling else 0
    if figure.unit in CURRENCIES and (many := _PER_MANY.match(text, figure.end)):
        return many.end()
    if _NO_RATE.search(figure.text):
        return 0
    if figure.text.endswith((" per GPU", " per accelerator", " per node", " per instance")):
        hour = _HOUR.match(text, figure.end)
        return hour.end() if hour else figure.end
    plural = (
        " per " in figure.text
        or "/" in figure.text
        or figure.text.rstrip().endswith("s")
        or not figure.text[-1].islower()
    )
    head = None if plural or len(figure.unit) < 4 else _HEAD.match(text, figure.end)
    return head.end() if head else figure.end


def _unit(shown: str) -> str:
    """The last word of what a number counts, by its stem."""
    word = shown.rsplit(maxsplit=1)[-1]
    return "" if word[0].isdigit() else stem(word.casefold())
