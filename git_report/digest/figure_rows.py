"""Figures worth a row: the value, and the sentence of the reference that says what it measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from git_report.differ.figures.units import find_unit
from git_report.digest.cue_phrases import points_back
from git_report.digest.passages import Sentence
from git_report.digest.values import find_values, is_german
from git_report.digest.wording import WORD, content_words

_FEWEST_WORDS, _FEWEST_CONTENT, _MOST_WORDS = 4, 3, 60


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Figures, verbatim with commas between several, and the sentence that says what of."""

    value: str
    sentence: Sentence


_ABOUT_US = frozenset("we we're we've our us wir unser unsere nous notre nos nuestro".split())
_ABOUT_ME = frozenset("i i'm i've i'd i'll my me ich mein meine je j'ai yo".split())
_NO_STATEMENT = re.compile(
    r"[?？]|https?://|\b(?:imagine|suppose|assum(?:e|ing)|let's say|i guess|correct me|um|uh|"
    r"you know|i mean|kind of|sort of)\b",
    re.IGNORECASE,
)
# What holds only in a case, stands in a formula, or breaks off.
_CONDITIONAL = re.compile(r"=|^\(| -- |^(?:given|if|when|unless|wenn|si|cuando)\b", re.IGNORECASE)
# "40 g CO2/kWh"
_UNIT_GOES_ON = re.compile(r"\s?(?:/|[A-Z]\w*\d)")
_PREPOSITIONS = frozenset("of for in at on from behind by von der des in de du del d'un".split())
# A number that is no part of a name ("H100", "COVID-19").
_NUMBER = re.compile(r"(?<![\w.,-])[$€£¥]?\d[\d.,/]*\d|(?<![\w.,-])\d(?![\w-])")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_IN_OUR = re.compile(r"\b(?:in|on) our\b", re.IGNORECASE)
_ENDED = re.compile(r"[.!][\"'”’»)\]]*\Z")
_TOKEN = re.compile(r"[^\W_][\w’'./+-]*")
_PERIOD = re.compile(
    r"(?:Q[1-4]|FY\d+|January|February|March|April|May|June|July|August|September|October|November|"
    r"December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)"
)
# "The bridge rests on 5,200 pylons": which one? "The cost of …" and "The Lisbon office …" say it.
_THE_THING = re.compile(
    r"\b[Tt]he (?:new |old |larger |smaller |final )?(?P<noun>[a-z][a-z-]+)"
    r"(?: (?P<next>[\w’'-]+))?"
)
_VERB = re.compile(r"(?:is|are|was|were|has|had|have|can|could|will|would|may|\w+(?:[^s]s|ed))$")
_OF_IT = re.compile(r"(?: [\w-]+){0,2} (?:of|for) ")  # "the free tier of …"
_UNIQUE = frozenset(
    """world same most least first last total average past sun earth sea market time home year day
    whole entire public government state country internet web other next best worst late early
    amount number rate only way""".split()
)
# Of whom, if nobody is named? So for all that rises and falls.
_OF_NOBODY = re.compile(
    r"(?:there (?:is|are|was|were)|it costs|es kostet|(?:each|every|all|more|sources)(?! day| year)"
    r"|(?:\w+ )?(?:revenues?|profits?|sales|latency|throughput|costs?|prices?|training|inference|"
    r"accuracy|memory|attendance|turnout|membership|production|output|income|spending|earnings|"
    r"emissions|loss(?:es)?|usage|traffic|growth|performance|staff|employment|demand|consumption|"
    r"umsatz|gewinn) (?:is|are|was|were|takes?|took|costs?|came|stood|reached|hit|averaged|"
    r"totalled|beträgt|betrug)|(?:\w+ ){1,3}?(?:rose|fell|grew|climbed|dropped|sank|increased"
    r"|decreased|declined|improved|doubled|halved|stieg|sank))\b",
    re.IGNORECASE,
)


def find_rows(sentences: Sequence[Sentence]) -> tuple[FigureRow, ...]:
    """The rows for all figures of a reference whose subject is named, in its order."""
    names = _find_names(sentence.text for sentence in sentences)
    rows: list[FigureRow] = []
    for sentence in sentences:
        values = find_values(sentence.text) if _is_statement(sentence) else []
        if values and _names_subject(sentence, values[0].start, names):
            rows.append(FigureRow(", ".join(dict.fromkeys(v.text for v in values)), sentence))
    return tuple(rows)


def is_sure(row: FigureRow) -> bool:
    """Whether a row can be shown apart from its text: all figures of its sentence, with units.

    "3000 reactors over 60 years, of these 3.4 a year" with one left out would say another thing.
    """
    text = row.sentence.text
    values = find_values(text)
    if _CONDITIONAL.search(text) or any(_UNIT_GOES_ON.match(text, v.end) for v in values):
        return False
    spans = [(value.start, value.end) for value in values]
    other = (m for m in _NUMBER.finditer(text) if not any(a <= m.start() < b for a, b in spans))
    return all(_YEAR.fullmatch(m[0]) for m in other) and all(
        value.unit or any(figure.scale != 1 for figure in value.figures) for value in values
    )


def _is_statement(sentence: Sentence) -> bool:
    text = sentence.text
    # "US" is a country, and "in our tests" are those of the reference.
    told = _IN_OUR.sub("", text)
    words = {w.casefold().replace("’", "'") for w in WORD.findall(told) if w != "US"}
    whole = _ENDED.search(text) is not None and not text[:1].islower()
    if not (whole or sentence.item) or _NO_STATEMENT.search(text):
        return False
    if words & _ABOUT_ME or (words & _ABOUT_US and not sentence.speaker):
        return False
    return _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS


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
    german = is_german(text)
    runs: list[tuple[int, str]] = []
    for match in _TOKEN.finditer(text):
        word = match[0].removesuffix("’s").removesuffix("'s").rstrip(".’'")
        owner = len(word) < len(match[0]) - 1 and word[0].isupper()
        if not (owner or _is_marked(word) or (word in names and not german)):
            continue
        if runs and runs[-1][0] == match.start() - 1:
            runs[-1] = match.end(), f"{runs[-1][1]} {word}"
        else:
            runs.append((match.end(), word))
    return list(dict.fromkeys(name for _, name in runs))


def _names_subject(sentence: Sentence, start: int, names: frozenset[str]) -> bool:
    """Whether the words before the first figure, or all if it comes first, say what it is of.

    Nothing may be pointed at there before a thing is named.
    """
    text = sentence.text
    if len(content_words(text)) < _FEWEST_CONTENT or points_back(text):
        return False
    if sentence.item and not _list_names(text[:start], names):
        return False  # an item is often half a sentence: "96 GB of memory per chip"
    first = min((text.find(name) for name in _list_names(text, names)), default=len(text))
    if first == len(text) and _OF_NOBODY.match(text):
        return False
    return not any(_is_bare(m) for m in _THE_THING.finditer(text) if m.start() < first)


def _is_bare(match: re.Match[str]) -> bool:
    """Whether nothing says which thing is meant: "the bridge", but "the length of …"."""
    noun, following = match["noun"], match["next"] or ""
    if noun in _UNIQUE or following in _PREPOSITIONS or following[:1].isupper():
        return False
    if not match.start() and following and not _VERB.match(following):
        return False  # "The drug lorastat lowers"
    return not _OF_IT.match(match.string, match.end())
