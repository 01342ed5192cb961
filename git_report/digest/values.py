"""The figures of a text that say how much of something, each with its hedge and all of its unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from git_report.differ.figures import Figure, find_quantities
from git_report.differ.figures.units import CURRENCIES, find_unit, is_measure, is_noun
from git_report.digest.wording import STOP_WORDS, content_words

# Fewer of a thing is seldom a finding: "two models"; fewer with "the" are mostly a name.
_FEW, _MANY_OF_ONE, _VERSIONS = 4, 10, 100


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as written, `text` at [start:end], with "up to" before it and what it counts.

    `figures` has both of "from 40 to 60 %"; `unit` is the common name of what is measured, and
    `hedge` a sign for "about" (``~``), "at least" (``≥``) or "at most" (``≤``).
    """

    text: str
    start: int
    end: int
    figures: tuple[Figure, ...]
    unit: str
    hedge: str = ""


# A figure that describes a thing is no finding: "a 30-minute film", "70-billion-parameter".
_TRAIT = re.compile(
    r"[\d.,]+(?: [mbt]r?illion)?(?:-[a-z]+)*-(?!(?:fold|percent|points?|times)\b)[A-Za-z]{2,}"
)
_SIZE = re.compile(r"\d[\d.,]*[KMBT](?![\w%])(?!\s(?:param|token|user|request|people|download)\w*)")
_ONE_THING = re.compile(r"\b(?:an?|the|this|each|one|every|single)\s(?:[a-z]+\s)?$", re.IGNORECASE)
# "a 100 gram solution"
_SINGULAR = re.compile(r"[\d.,]+ (?!(?:percent|thousand|[mbt]r?illion)\b)[a-z]{3,}(?<!s) [a-z]")
_NAMED = re.compile(r"\bthe [a-z]+\s$", re.IGNORECASE)
# A time that says when, not how much.
# The version of a thing whose name has a capital inside: "visionOS 26 introducing widgets".
_VERSION_OF = re.compile(r"\b[a-z]+[A-Z]\w*\s$|\b[A-Z]\w*[a-z][A-Z]\w*\s$")
_WHEN_AFTER = re.compile(r"\s(?:ago|later|earlier|old)\b")
_WHEN_BEFORE = re.compile(
    r"\b(?:last|past|next|first|coming|previous|another|letzten|nächsten|derniers|dernières|"
    r"últimos|últimas|próximos)\s$",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"(?:(?P<least>\b(?:as (?:little|few) as|at least|more than|over|above|a minimum of|"
    r"mindestens|mehr als|über|au moins|plus de|más de|al menos)|[>≥])"
    r"|(?P<most>\b(?:as (?:much|many|high) as|at most|up to|no more than|less than|fewer than|"
    r"below|under|a maximum of|höchstens|bis zu|weniger als|unter|jusqu['’]à|moins de|menos de|"
    r"hasta)|[<≤])|(?P<about>\b(?:close to|about|around|some|roughly|nearly|almost|approximately|"
    r"an estimated|rund|etwa|fast|knapp|environ|près de|presque|un[oa]s|cerca de|casi)|[~≈])"
    r"|\b(?:an average of|a total of|between|only|just|zwischen|entre)|±)\s?$",
    re.IGNORECASE,
)
_SIGNS = {"least": "≥", "most": "≤", "about": "~"}
_BEHIND = (("or more", "≥"), ("or longer", "≥"), ("or over", "≥"), ("or less", "≤"))
_FROM = re.compile(r"\b(?:from|von|de|desde|between)\s$", re.IGNORECASE)
_TO = re.compile(r"\s(?:to|auf|bis|à|a|hasta|vs\.?|versus)\s(?:about |over |nearly |just |only )?$")
_DASHED = re.compile(r"--|[–—‐‑‒−]")
_TIMES = re.compile(r"\s?[×x]\s?|\sby\s")
_PART = re.compile(r"\s(?:out of|of|in|von|sur|de cada)\s(?:the |its |every |all )?$")
_NO_NOUN = STOP_WORDS | frozenset(
    """is was has does plus minus thus always yes us uses needs costs gives takes means runs works
    lets makes gets keeps serves across less fits reads sets halves doubles triples cuts adds moves
    helps pays saves sells buys covers carries rises falls grows shows leads leaves drops reaches
    requires comes goes says wins hits becomes contains beats perhaps versus vs as this its las los
    les des dans sans sous tous pas plus menos""".split()
)
# What a bare number counts: a plural within three words, or a German noun.
_MOST_OF_NOUN = 3
_GERMAN = re.compile(r"\b(?:der|die|das|und|ist|hat|ein|eine|im|von|mit)\b", re.IGNORECASE)
_NEXT_WORD = re.compile(r"\s(?P<word>(?:[A-Z]\.){2,}|[^\W\d_][\w-]+)")
_PLURAL = re.compile(r"(?:[^s]s|ss?es|x|people|men|children)$")
_NUMBER = re.compile(r"\d(?:[\d.,]|\s(?=\d))*(?:\s(?:thousand|[mb]illion|milliard)\w*)?")
_RATE = re.compile(
    r"\s?(?:per|for every|pro|je|par|por|/)\s?(?:\d[\d,.]*\s|million\s|thousand\s|billion\s)?"
    r"[^\W\d_][\w-]*(?:\s(?:hours?|seconds?|tokens?|days?|months?|years?)\b)?"
)
_ASIDE = re.compile(r"\([^()]*\Z")
_RATE_END = re.compile(r"\s(?:hour|second|day|month|year|tokens)\b")
_COMPARED = re.compile(
    r"\s(?:(?:more|less|fewer|better)(?:\s(?!than|as|in|of|on|at|for|and|or|but|with|to|when)[a-z-]+)?"
    r"|higher|lower|faster|slower|cheaper|larger|smaller|longer|shorter|weniger|mehr|schneller|"
    r"günstiger|or (?:less|more|fewer|longer|higher|over)|oder (?:mehr|weniger)|ou (?:plus|moins)|"
    r"o (?:más|menos)|(?:de plus|de moins|más|menos)(?! de\b))\b"
)


def is_german(text: str) -> bool:
    """Whether a text has German function words: there every noun begins with a capital."""
    return _GERMAN.search(text) is not None


def find_values(text: str) -> list[Value]:
    """The figures of a text that say how much of something, in order."""
    values: list[Value] = []
    before: tuple[Figure, ...] = ()
    for figure in find_quantities(text):
        if _describes(text, figure):
            before = ()
            continue
        end, unit = _find_end(text, figure)
        joined = bool(before) and _are_one(text, before[-1], figure)
        before = (*before, figure) if joined else (figure,)
        if not _is_informative(text, figure, unit):
            continue
        while values and values[-1].end > before[0].start:
            values.pop()
        start, hedge = _find_start(text, before)
        written = text[start:end].strip()
        hedge = next((sign for words, sign in _BEHIND if written.endswith(words)), hedge)
        values.append(Value(written, start, end, before, unit, hedge))
    return values


def _are_one(text: str, one: Figure, other: Figure) -> bool:
    """Whether two figures say one thing: "from 4 to 6 %", "3 of 8", "10 × 20 cm", "2 h 15 min"."""
    joint = text[one.end : other.start]
    bare = one.text[-1:].isdigit() and one.scale == 1
    if _DASHED.fullmatch(joint):  # "5--25%", "5%--25%"
        return one.value < other.value and (bare or one.unit == other.unit)
    if _TO.fullmatch(joint):
        return bare or _FROM.search(text, max(0, one.start - 12), one.start) is not None
    if _PART.fullmatch(joint):
        return bare
    same = one.unit == other.unit
    if _TIMES.fullmatch(joint):
        return same and is_measure(one.unit)
    return joint == " " and not same and is_measure(one.unit) and is_measure(other.unit)


def _describes(text: str, figure: Figure) -> bool:
    """Whether a figure is a trait or a part of a name, or says when."""
    before = text[max(0, figure.start - 30) : figure.start]
    if _TRAIT.match(text, figure.start) or _WHEN_BEFORE.search(before):
        return True
    small = figure.text.isdigit() and figure.value < _VERSIONS
    if small and _VERSION_OF.search(before) and not _PART.match(text, figure.end):
        return True
    if figure.unit not in CURRENCIES and _SIZE.match(text, figure.start):
        return True
    counted = bool(figure.unit) and not is_measure(figure.unit.partition("/")[0])
    if counted and figure.value < _MANY_OF_ONE and _NAMED.search(before):
        return True  # "the cloud 4 models"
    if _ONE_THING.search(before) and _SINGULAR.match(text, figure.start):
        return True
    singular = counted and figure.value > 1 and not _PLURAL.search(figure.text.split("/")[0])
    if singular and figure.text[-1].isalpha() and _ONE_THING.search(before):
        return True
    return bool(_WHEN_AFTER.match(text, figure.end))


def _is_informative(text: str, figure: Figure, unit: str) -> bool:
    """Whether a figure has a measure, things that it counts, or the form of a value."""
    if is_measure(unit.partition("/")[0]) or unit.startswith("/"):
        return True
    if unit:
        return figure.value >= _FEW or "." in figure.text
    # "1030" may be a year, "4.0" is mostly a version, "1801.02144" an identifier
    parted = "," in figure.text or figure.text.count(".") > 1
    if _ASIDE.search(text, max(0, figure.start - 12), figure.start):
        return False  # "(SE 0.4)"
    return figure.scale != 1 or (parted and text[figure.end : figure.end + 1] != "-")


def _find_start(text: str, figures: Sequence[Figure]) -> tuple[int, str]:
    """Where a value begins with the words before it, "up to" or "from" of a pair, and its hedge."""
    start = figures[0].start
    first = max(0, start - 24)
    hedge = _HEDGE.search(text, first, start)
    match = (_FROM.search(text, first, start) if len(figures) > 1 else None) or hedge
    sign = _SIGNS.get(hedge.lastgroup or "", "") if hedge else ""
    return match.start() if match else start, sign or figures[0].hedge


def _find_end(text: str, figure: Figure) -> tuple[int, str]:
    """Where a figure ends with its unit, what it counts and what it is compared with; its unit."""
    end, unit = figure.end + text.startswith("+", figure.end), figure.unit
    bare = not unit or (is_noun(unit) and not _PLURAL.search(figure.text))  # "128 query heads"
    number = _NUMBER.match(text, figure.start) if unit.startswith("/") else None
    if (bare or number) and (counted := _find_counted(text, end)):
        end, unit = counted[0], f"{counted[1]}{unit if number else ''}"  # "2 million daily users"
    elif number and (counted := _find_counted(text, number.end())):
        unit = f"{counted[1]}{unit}"
    if "per " in figure.text and (whole := _RATE_END.match(text, end)):
        return whole.end(), unit
    if "/" not in unit and (rate := _RATE.match(text, end)):
        return rate.end(), f"{unit}/{normal_noun(rate[0].split()[-1])}"
    if compared := _COMPARED.match(text, end):
        end = compared.end()
    return end, unit


def _find_counted(text: str, end: int) -> tuple[int, str] | None:
    """Where what a bare number counts ends, and its noun: "20 On-Demand Instances"."""
    named = None
    for count, match in enumerate(_NEXT_WORD.finditer(text, end, end + 60)):
        word = match["word"]
        lowered = word.casefold()
        if match.start() != end or count == _MOST_OF_NOUN or lowered in _NO_NOUN:
            break
        end = match.end()
        if _PLURAL.search(word):
            return end, normal_noun(word)
        if not count and word[0].isupper() and is_german(text):
            named = end, normal_noun(word)
    return named


def normal_noun(word: str) -> str:
    """A noun to compare with: "Workers" is "worker", the dative "Kilometern" is "km"."""
    if word.endswith("ern") and (unit := find_unit(word[:-1])):
        return unit
    stems = content_words(word)
    return stems[0] if stems else word.casefold()
