"""Figures worth a row: the value, and the words of the reference that say what it measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from git_report.differ.figures.units import find_unit
from git_report.digest.passages import Sentence
from git_report.digest.values import Value, find_values, is_german
from git_report.digest.wording import WORD, content_words

_FEWEST_WORDS, _FEWEST_CONTENT, _MOST_WORDS = 4, 3, 60
# How far from a subject's beginning its name may be, in words: to be the subject, to be in it.
_NEAR, _FAR = 2, 12


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Figures, and the words that say what they measure.

    `value` is verbatim, with commas between several of one sentence. `measure` is the sentence,
    without a "but" at its start, or behind the one before it if only that names the subject.
    """

    value: str
    measure: str
    speaker: str
    sentence: Sentence


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
    r"[?？]|https?://|\b(?:imagine|suppose|assum(?:e|ing)|let's say|i guess|correct me|um|uh|"
    r"you know|i mean|kind of|sort of)\b",
    re.IGNORECASE,
)
# What holds only in a case, stands in a formula, or breaks off.
_CONDITIONAL = re.compile(r"=|^\(| -- |^(?:given|if|when|unless|wenn|si|cuando)\b", re.IGNORECASE)
# "40 g CO2/kWh"
_UNIT_GOES_ON = re.compile(r"\s?(?:/|[A-Z]\w*\d)")
_PRONOUNS = frozenset("it they he she its their es sie er il elle ils elles él ella".split())
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
# "The model needs 14 GB": which one? "The cost of …" and "The Lisbon office …" say it.
_DEFINITE = re.compile(r"(?:the|d(?:er|ie|as)|l[ea]|el)\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:The|An?|D(?:er|ie|as)|Eine?|L[ea]|Une?|El|Una?) ")
# "Sources reported $1.5 billion": of what?
_TELLING = re.compile(r"\b(?:reported|said|quoted|cited|mentioned|named)\s+\Z")
_THE_THING = re.compile(r"\bthe (?P<noun>[a-z][a-z-]+)(?: (?P<next>[\w’'-]+))?")
_OF_IT = re.compile(r"(?: [\w-]+){0,2} (?:of|for) ")  # "the free tier of …"
_UNIQUE = frozenset(
    """world same most least first last total average past sun earth sea market time home year day
    whole entire public government state country internet web other next best worst late early
    amount number rate only way""".split()
)
_ACTORS = frozenset(
    """company firm team authors researchers paper study report group startup model models system
    method approach project plant programme program tool service device product result results
    feature platform experiment trial article survey""".split()
)
_WHICH_ONE = frozenset(
    """new old larger smaller bigger same other first second third resulting proposed final
    current""".split()
)
_VERB = re.compile(
    r"(?:is|are|was|were|has|had|have|will|can|could|would|should|may|might|now|also|only|\w+ed|"
    r"\w+[^s]s|rose|fell|grew|cost|took|held|made|ran|won|lost|paid|sold|spent|got|came|went|became|"
    r"built|kept|left|led|met|said|set|beat|cut|hit|began|itself|ist|hat|wurde|war|est|a|était|es|tiene|fue)$"
)
# Of whom, if nobody is named? So for all that rises and falls.
_OF_NOBODY = re.compile(
    r"there (?:is|are|was|were)\b|"
    r"(?:\w+ )?(?:revenues?|profits?|sales|latency|throughput|costs?|prices?|training|inference|"
    r"accuracy|memory|attendance|turnout|membership|production|output|income|spending|earnings|"
    r"emissions|loss(?:es)?|usage|traffic|growth|performance|staff|employment|demand|consumption|"
    r"umsatz|gewinn) (?:is|are|was|were|takes?|took|costs?|came|stood|reached|hit|averaged|"
    r"totalled|beträgt|betrug)\b",
    re.IGNORECASE,
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
        if values and (measure := _measure(sentence, before, names, values)):
            texts = dict.fromkeys(value.text for value in values)
            rows.append(FigureRow(", ".join(texts), measure, sentence.speaker, sentence))
        before = sentence
    return tuple(rows)


def is_sure(row: FigureRow) -> bool:
    """Whether a row can be shown apart from its text: all figures of its sentence, with units.

    "3000 reactors over 60 years, of these 3.4 a year" with one left out would say another thing.
    """
    text = row.measure
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
    if not sentence.speaker and words & (_ABOUT_ME | _ABOUT_US):
        return False
    return _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS


def _measure(
    sentence: Sentence, before: Sentence | None, names: frozenset[str], values: Sequence[Value]
) -> str:
    """The words that say what a sentence's figures measure; empty where they do not."""
    connective = _CONNECTIVE.match(sentence.text)
    left = connective.end() if connective and connective.end() < values[0].start else 0
    own, start = sentence.text[left:], values[0].start - left
    # An item is often half a sentence: "96 GB of memory per chip".
    whole = not sentence.item or bool(_list_names(own[:start], names))
    if whole and _names_subject(own, start, names):
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
    """Whether a sentence surely begins with the one thing that the sentence before names."""
    first, _, rest = text.partition(" ")
    named = _list_names(before, names)
    article = _ARTICLE.match(before)
    subject = before[article.end() :] if article else before
    if len(named) != 1 or named[0] not in " ".join(subject.split()[:_NEAR]):
        return False
    if not (article or before.startswith(named[0])):
        return False
    if first.casefold() in _PRONOUNS:
        return True
    noun = rest.split(" ", 1)[0].strip(",.").casefold()
    again = noun in map(str.casefold, WORD.findall(before))
    return again and bool(_DEFINITE.match(text) or first.casefold() in _POINTERS)


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


def _names_subject(text: str, start: int, names: frozenset[str]) -> bool:
    """Whether the words before the first figure, or all if it comes first, say what it is of.

    Nothing may be pointed at there before a thing is named.
    """
    scope = text[:start] if len(text[:start].split()) > 2 else text
    words = [word.casefold().replace("’", "'") for word in WORD.findall(scope)]
    if len(content_words(text)) < _FEWEST_CONTENT or not words:
        return False
    if _TELLING.search(text, 0, start):
        return False
    first = min((text.find(name) for name in _list_names(text, names)), default=len(text))
    unnamed = {word.casefold() for word in WORD.findall(scope[: max(0, first)])}
    if words[0] in _OPENING_POINTERS or not _POINTERS.isdisjoint(unnamed):
        return False
    if not _POSSESSIVES.isdisjoint(words[1:3]):
        return False
    timed = len(words) > 1 and find_unit(words[1])  # "every day"
    if words[0] in ("each", "every", "all") and not timed and first > len(" ".join(words[:3])):
        return False
    if first == len(text) and (_CHANGED.match(text) or _OF_NOBODY.match(text)):
        return False
    if _DEFINITE.match(text) and not _says_which(text):
        return False
    last = min(first, len(scope))
    return not any(_is_bare(match) for match in _THE_THING.finditer(text, 1, last))


def _is_bare(match: re.Match[str]) -> bool:
    """Whether nothing says which thing is meant: "the bridge", but "the length of …"."""
    noun, following = match["noun"], match["next"] or ""
    if noun in _UNIQUE or following in _PREPOSITIONS or following[:1].isupper():
        return False
    return not _OF_IT.match(match.string, match.end())


def _says_which(text: str) -> bool:
    """Whether a subject with a definite article names its thing: more than "The model needs"."""
    first, second, *_ = (*text.split()[1:3], "", "")
    german = is_german(text)
    if german and first.islower():
        return False
    if first.casefold() in _WHICH_ONE:
        return any(word[:1].isupper() for word in text.split()[2:_FAR])
    if not (german or first.islower()) or second in _PREPOSITIONS or second[:1].isupper():
        return True
    return not (_VERB.match(second) or first in _ACTORS or second in _ACTORS)
