"""Figures worth a row: the value, and the words of the reference that say what it measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from git_report.differ.figures import Figure, find_quantities
from git_report.differ.figures.units import CURRENCIES, find_unit, is_measure, is_noun
from git_report.digest.passages import Sentence
from git_report.digest.wording import STOP_WORDS, WORD, content_words

_FEWEST_WORDS, _FEWEST_CONTENT, _MOST_WORDS = 4, 3, 60
# Fewer of a thing is seldom a finding: "two models".
_FEW, _MANY_OF_ONE = 4, 10


@dataclass(frozen=True, slots=True)
class Value:
    """A figure with its hedge and all of its unit; `figures` has both for "from 40 to 60 %"."""

    start: int
    end: int
    figures: tuple[Figure, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Figures, and the words that say what they measure.

    `value` is verbatim, several of one sentence apart by a comma. `measure` is the sentence, with
    the one before it where only that names the subject.
    """

    value: str
    measure: str
    speaker: str
    sentence: Sentence


# A figure that describes a thing is no finding: "a 30-minute film", "70-billion-parameter".
_TRAIT = re.compile(r"[\d.,]+[ -]?[a-zA-Z]*-(?!(?:fold|percent|points?|times)\b)[A-Za-z]{2,}")
_SIZE = re.compile(r"\d[\d.,]*[KMBT](?![\w%])(?!\s(?:param|token|user|request|people|download)\w*)")
_ONE_THING = re.compile(r"\b(?:an?|the|this|each|one|every|single)\s(?:[a-z]+\s)?$", re.IGNORECASE)
_NAMED = re.compile(r"\bthe [a-z]+\s$", re.IGNORECASE)
# A time that says when, not how much.
_WHEN_AFTER = re.compile(r"\s(?:ago|later|earlier|old)\b")
_WHEN_BEFORE = re.compile(
    r"\b(?:last|past|next|first|coming|previous|another|letzten|nächsten|derniers|dernières|"
    r"últimos|últimas|próximos)\s$",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"(?:\b(?:as (?:much|many|little|few|high|low) as|(?:at|by) (?:least|most)|up to|more than|"
    r"less than|fewer than|no more than|over|under|above|below|about|around|some|roughly|nearly|"
    r"almost|approximately|an? (?:average|estimated|total|minimum|maximum) of|between|only|just|"
    r"mindestens|höchstens|bis zu|mehr als|weniger als|über|unter|rund|etwa|fast|knapp|zwischen|"
    r"au moins|plus de|moins de|environ|près de|jusqu['’]à|entre|presque|"
    r"más de|menos de|al menos|unos|unas|hasta|cerca de|casi)|[~≈<>≤≥±])\s?$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|von|de|desde|between)\s$", re.IGNORECASE)
_TO = re.compile(r"\s(?:to|auf|bis|à|a|hasta|vs\.?|versus)\s(?:about |over |nearly |just |only )?$")
_TIMES = re.compile(r"\s?[×x]\s?|\sby\s")
_PART = re.compile(r"\s(?:out of|of|in|von|sur|de cada)\s(?:the |its |every |all )?$")
_NO_NOUN = STOP_WORDS | frozenset(
    """is was has does plus minus thus always yes us uses needs costs gives takes means runs works
    lets makes gets keeps serves across less fits reads sets halves doubles triples cuts adds moves
    helps pays perhaps versus as this its las los les des dans sans sous tous pas plus menos""".split()
)
# What a bare number counts: a plural within three words, or a German noun.
_MOST_OF_NOUN = 3
_NEXT_WORD = re.compile(r"\s(?P<word>[^\W\d_][\w-]+)")
_PLURAL = re.compile(r"(?:[^s]s|ss?es|x|people|men|children)$")
_NUMBER = re.compile(r"\d(?:[\d.,]|\s(?=\d))*(?:\s(?:thousand|[mb]illion|milliard)\w*)?")
_RATE = re.compile(
    r"\s?(?:per|for every|pro|je|par|por|/)\s?(?:\d[\d,.]*\s|million\s|thousand\s|billion\s)?"
    r"[^\W\d_][\w-]*(?:\s(?:hours?|seconds?|tokens?|days?|months?|years?)\b)?"
)
_RATE_END = re.compile(r"\s(?:hour|second|day|month|year|tokens)\b")
_COMPARED = re.compile(
    r"\s(?:(?:more|less|fewer|higher|lower|better)(?:\s(?!than|as|in|of|on|at|for|and|or|but|with|"
    r"to|when)[a-z-]+)?|higher|lower|faster|slower|cheaper|larger|smaller|longer|shorter|weniger|mehr|schneller|"
    r"günstiger|de plus|de moins|más|menos)\b"
)


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
        if not _tells(text, figure, unit):
            continue
        while values and values[-1].end > before[0].start:
            values.pop()
        values.append(Value(_find_start(text, before), end, before, unit))
    return values


def _are_one(text: str, one: Figure, other: Figure) -> bool:
    """Whether two figures say one thing: "from 40 to 60 %", "3 of 8", "10 × 20 cm", "2 h 15 min"."""
    joint = text[one.end : other.start]
    bare = one.text[-1:].isdigit() and one.scale == 1
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
    if figure.unit not in CURRENCIES and _SIZE.match(text, figure.start):
        return True
    counted = bool(figure.unit) and not is_measure(figure.unit.partition("/")[0])
    if counted and figure.value < _MANY_OF_ONE and _NAMED.search(before):
        return True  # "the cloud 4 models"
    singular = counted and figure.value > 1 and not _PLURAL.search(figure.text.split("/")[0])
    if singular and figure.text[-1].isalpha() and _ONE_THING.search(before):
        return True
    return bool(_WHEN_AFTER.match(text, figure.end))


def _tells(text: str, figure: Figure, unit: str) -> bool:
    if is_measure(unit.partition("/")[0]) or unit.startswith("/"):
        return True
    if unit:
        return figure.value >= _FEW or "." in figure.text
    parted = any(mark in figure.text for mark in ".,")  # "1030" may be a year
    return parted and text[figure.end : figure.end + 1] != "-" or figure.scale != 1


def _find_start(text: str, figures: Sequence[Figure]) -> int:
    """Where a value begins with the words before it: "up to", "from" of a pair."""
    start = figures[0].start
    before = text[max(0, start - 24) : start]
    match = _HEDGE.search(before)
    if len(figures) > 1:
        match = _FROM.search(before) or match
    return start - len(before) + match.start() if match else start


def _find_end(text: str, figure: Figure) -> tuple[int, str]:
    """Where a figure ends with its unit, what it counts and what it is compared with; its unit."""
    end, unit = figure.end + text.startswith("+", figure.end), figure.unit
    if not unit and (counted := _find_counted(text, end)):
        end, unit = counted
    elif is_noun(unit) and not _PLURAL.search(figure.text) and (rest := _find_counted(text, end)):
        end, unit = rest  # "128 query heads"
    elif unit.startswith("/") and (counted := _find_counted(text, end)):
        end, unit = counted[0], f"{counted[1]}{unit}"  # "2.3 million daily active users"
    elif unit.startswith("/") and (number := _NUMBER.match(text, figure.start)):
        noun = _find_counted(text, number.end())
        unit = f"{noun[1]}{unit}" if noun else unit
    if not unit and (compared := _COMPARED.match(text, end)):
        end = compared.end()
    if "per " in figure.text and (rest := _RATE_END.match(text, end)):
        return rest.end(), unit
    if "/" not in unit and (rate := _RATE.match(text, end)):
        return rate.end(), f"{unit}/{normal_noun(rate[0].split()[-1])}"
    if unit in ("%", "x") and (compared := _COMPARED.match(text, end)):
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
        if not count and word[0].isupper():
            named = end, normal_noun(word)
    return named


def normal_noun(word: str) -> str:
    """A noun to compare with: "Workers" is "worker", the dative "Kilometern" the unit of a length."""
    if word.endswith("ern") and (unit := find_unit(word[:-1])):
        return unit
    stems = content_words(word)
    return stems[0] if stems else word.casefold()


# Words that point back; at the start of a sentence those of the second line do as well.
_POINTERS = frozenset(
    """it it's they they're he she this these those such them both neither either another others
    former latter dies diese dieser dieses diesem diesen il elle ils elles cela ceci cette cet ces
    él ella ellos ellas esto esta este estos estas ese esa""".split()
)
_OPENING_POINTERS = _POINTERS | frozenset(
    """that its their his her here which who es sie er sein seine ihr ihre davon dafür
    damit ce son sa ses leur leurs su sus""".split()
)
_POSSESSIVES = frozenset("its their his her sein seine ihr ihre".split())
_ABOUT_US = frozenset("we we're we've our us wir unser unsere nous notre nos nuestro".split())
_ABOUT_ME = frozenset("i i'm i've i'd i'll my me ich mein meine je j'ai yo".split())
_CONNECTIVE = re.compile(
    r"(?:(?:so|and|but|now|then|also|similarly|however|therefore|thus|instead|moreover|yet|"
    r"furthermore|additionally|again|finally|meanwhile|for (?:example|instance)|in fact|okay|"
    r"well|right|yeah|yes|zudem|außerdem|aber|und|jedoch|mais|et|donc|de plus|pero|además|y)"
    r"\b,?\s+)+",
    re.IGNORECASE,
)
_NO_STATEMENT = re.compile(
    r"[?？]|https?://|\b(?:imagine|suppose|assum(?:e|ing)|let's say|um|uh|you know|i mean|"
    r"kind of|sort of)\b",
    re.IGNORECASE,
)
_PRONOUNS = frozenset("it they he she its their es sie er il elle ils elles él ella".split())
_PREPOSITIONS = frozenset("of for in at on from behind by von der des in de du del d'un".split())
_TOKEN = re.compile(r"[^\W_][\w’'./+-]*")
_PERIOD = re.compile(
    r"(?:Q[1-4]|FY\d+|January|February|March|April|May|June|July|August|September|October|November|"
    r"December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)"
)
_GERMAN = re.compile(r"\b(?:der|die|das|und|ist|hat|ein|eine|im|von|mit)\b")
# "The model needs 14 GB": which one? "The cost of …" and "The Lisbon office …" say it.
_DEFINITE = re.compile(r"(?:the|d(?:er|ie|as)|l[ea]|el)\s+", re.IGNORECASE)
_ACTORS = frozenset(
    """company firm team authors researchers paper study report group startup model models system
    method approach project plant programme program tool service device product result results
    feature platform experiment trial article survey""".split()
)
_WHICH_ONE = frozenset(
    "new old larger smaller bigger same other second third resulting proposed final current".split()
)
_VERB = re.compile(
    r"(?:is|are|was|were|has|had|have|will|can|could|would|should|may|might|now|also|only|\w+ed|"
    r"\w+[^s]s|rose|fell|grew|cost|took|held|made|ran|won|lost|paid|sold|spent|got|came|went|became|built|kept|"
    r"left|led|met|said|set|beat|cut|hit|began|itself|ist|hat|wurde|war|est|a|était|es|tiene|fue)$"
)
# Of whom, if nobody is named? So for all that rises and falls.
_OF_SOMETHING = frozenset(
    """revenue revenues profit profits sales latency throughput cost costs price prices training
    inference accuracy memory attendance turnout membership production output income spending
    earnings emissions losses usage traffic growth performance staff employment demand
    consumption umsatz gewinn""".split()
)
_CHANGED = re.compile(
    r"(?:\w+ ){1,3}?(?:rose|fell|grew|climbed|dropped|sank|increased|decreased|declined|improved|"
    r"doubled|halved|stieg|sank)\b"
)


def find_rows(sentences: Sequence[Sentence]) -> tuple[FigureRow, ...]:
    """The rows for all figures of a reference whose subject is named, in its order."""
    names = _find_names(sentence.text for sentence in sentences)
    rows: list[FigureRow] = []
    before: Sentence | None = None
    for sentence in sentences:
        values = find_values(sentence.text) if _is_statement(sentence) else []
        measure = _measure(sentence, before, names, values[0].start) if values else ""
        if measure:
            texts = dict.fromkeys(sentence.text[v.start : v.end].strip() for v in values)
            rows.append(FigureRow(", ".join(texts), measure, sentence.speaker, sentence))
        before = sentence
    return tuple(rows)


def _is_statement(sentence: Sentence) -> bool:
    text = sentence.text
    words = {word.casefold().replace("’", "'") for word in WORD.findall(text)}
    whole = text.endswith((".", "!", "。", ".”", ".\"")) and not text[:1].islower()
    if not (whole or sentence.item) or _NO_STATEMENT.search(text):
        return False
    if not sentence.speaker and words & (_ABOUT_ME | _ABOUT_US):
        return False
    return _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS


def _measure(
    sentence: Sentence, before: Sentence | None, names: frozenset[str], start: int
) -> str:
    """The words that say what a sentence's first figure measures; empty where they do not."""
    connective = _CONNECTIVE.match(sentence.text)
    left = connective.end() if connective and connective.end() < start else 0
    own = sentence.text[left:]
    if _names_subject(own, start - left, names) and (
        not sentence.item or _list_names(own[: start - left], names)
    ):
        return own
    neighbours = before is not None and before.place == sentence.place - 1
    if before is None or not neighbours or before.speaker != sentence.speaker:
        return ""
    both = f"{before.text} {sentence.text}"
    if len(both.split()) > _MOST_WORDS or not _is_statement(before):
        return ""
    known = _names_subject(before.text, len(before.text), names)
    return both if known and _continues(before.text, own, names) else ""


def _continues(before: str, text: str, names: frozenset[str]) -> bool:
    """Whether what a sentence begins with is surely the one thing that the sentence before names."""
    first, _, rest = text.partition(" ")
    named = _list_names(before, names)
    if first.casefold() in _OPENING_POINTERS and (first.casefold() in _PRONOUNS):
        return len(named) == 1
    noun = rest.split(" ", 1)[0].strip(",.").casefold()
    again = noun in map(str.casefold, WORD.findall(before))
    return bool(_DEFINITE.match(text) or first.casefold() in _POINTERS) and again and len(named) == 1


def _find_names(texts: Iterable[str]) -> frozenset[str]:
    """Words that a reference writes with a capital or a digit, and never small."""
    capital: set[str] = set()
    small: set[str] = set()
    for text in texts:
        for match in _TOKEN.finditer(text):
            word = match[0]
            if _is_marked(word) or (match.start() and word[0].isupper()):
                capital.add(word)
            elif word.islower():
                small.add(word)
    return frozenset(
        word for word in capital if word.casefold() not in small and not _PERIOD.fullmatch(word)
    )


def _is_marked(word: str) -> bool:
    """Whether a word is a name wherever it is: "Trn2", "AWS", "iPhone", but not "kWh"."""
    if find_unit(word) or _PERIOD.fullmatch(word):
        return False
    inner = any(c.isupper() or c.isdigit() for c in word[1:])
    return inner and any(c.isalpha() for c in word) and not word[0].isdigit()


def _list_names(text: str, names: frozenset[str]) -> list[str]:
    """The names in a text, neighbouring words as one; in German those that no noun can be."""
    german = _GERMAN.search(text) is not None
    runs: list[tuple[int, str]] = []
    for match in _TOKEN.finditer(text):
        word = match[0].removesuffix("’s").removesuffix("'s").rstrip(".’'")
        if not (_is_marked(word) or (word in names and not german)):
            continue
        if runs and runs[-1][0] == match.start() - 1:
            runs[-1] = match.end(), f"{runs[-1][1]} {word}"
        else:
            runs.append((match.end(), word))
    return list(dict.fromkeys(name for _, name in runs))


def _names_subject(text: str, start: int, names: frozenset[str]) -> bool:
    """Whether the words before a figure, or all where it comes first, say what it is of."""
    scope = text[:start] if len(text[:start].split()) > 2 else text
    words = [word.casefold().replace("’", "'") for word in WORD.findall(scope)]
    if len(content_words(text)) < _FEWEST_CONTENT or not words:
        return False
    if words[0] in ("each", "all") and (words[1:] and _VERB.match(words[1])):
        return False
    if words[0] in _OPENING_POINTERS or not _POINTERS.isdisjoint(words):
        return False
    if not _POSSESSIVES.isdisjoint(words[1:3]):
        return False
    named = bool(_list_names(text, names))
    if _DEFINITE.match(text):
        return _says_which(text)
    if not named and (_CHANGED.match(text) or not _OF_SOMETHING.isdisjoint(words[:2])):
        return False
    pairs = zip(words, words[1:], strict=False)
    return named or not any(one in ("the", "this") and two in _ACTORS for one, two in pairs)


def _says_which(text: str) -> bool:
    """Whether a subject with a definite article names its thing: more than "The model needs"."""
    first, second, *_ = (*text.split()[1:3], "", "")
    german = _GERMAN.search(text) is not None
    if german and first.islower():
        return False
    if first.casefold() in _WHICH_ONE:
        return any(word[:1].isupper() for word in text.split()[2:5])
    if not (german or first.islower()) or second in _PREPOSITIONS or second[:1].isupper():
        return True
    return not (_VERB.match(second) or first in _ACTORS or second in _ACTORS)
