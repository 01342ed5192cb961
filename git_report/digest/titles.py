"""Headings that state a finding, in the words of a source.

A source's own heading serves where it has a verb; else the clause of a sentence does that can
stand alone. Only the case of a first letter is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from git_report.digest.cues import (
    counsel,
    is_chatter,
    is_personal,
    is_vague,
    leans,
    without_connective,
)
from git_report.digest.numbers import find_values
from git_report.digest.passages import Sentence
from git_report.digest.wording import WORD, content_words, normalise, stem

_SHORTEST, _USUAL, _LONGEST = 3, 8, 14
_LENGTH, _NAMES, _BEHIND = 0.06, 0.5, 0.3
# Finite verbs of technical prose by their stems; as English has no endings to tell a verb by, a
# list is what there is. Those in the second one are nouns as often.
_SURE = frozenset(
    stem(word)
    for word in """is are was were has have can must should will may cannot does do becomes become
    belongs belong decides decide depends depend determines determine follows follow grows grow
    shrinks shrink bounds lets makes make takes gives give keeps keep holds hold sends send brings
    bring carries carry lies lie means mean moves replaces replace reaches reach requires require
    remains remain rises rise falls fall runs saves serves serve shares stores suits suit tells
    tell turns turn wins win pays pay leaves leave allows allow enables enable beats beat dominates
    dominate outperforms outperform explains explain exceeds exceed matches matters matter hides
    hide helps help hurts hurt needs sets lean leans eats cuts cut doubles double halves halve
    reduces reduce improves improve increases increase protects protect avoids avoid breaks break
    fails fail starts start stops stop stays stay survives survive arrives arrive works costs wait
    waits differ differs adds add asks ask answers buys buy chooses choose consists covers earns
    fits hits leads loses lose pools prefers prefer prevents prevent proves prove reads sees spends
    spend supports touches touch understands writes scales deserves limits drives drive moves move
    offers teach teaches provides delivers deliver contains shows show says say bill bills set
    sets""".split()
)
_OFTEN_NOUNS = frozenset(
    stem(word)
    for word in """costs answers limits works sets moves cuts bounds runs needs reads saves shares
    matches scales supports offers shows drives starts stops breaks falls turns adds pools covers
    leads hits double help show bill bills move wait fits set""".split()
)
_NOMINAL = frozenset("of for and or in per to with from by on at".split())
_BEFORE_NOUNS = frozenset("a an the of for and or in to with from by on at its their".split())
_AUXILIARIES = frozenset("is are was were has have can must should will may cannot does do".split())
_RELATIVE = frozenset("that which who how what when where why whether if while".split())
_ASKS = frozenset("how what when where why which who whose whether".split())
_PARTS = re.compile(
    r"\s*(?:[;:]\s+|,\s+(?:so|but|and|yet|because|while|whereas|since|although|which|then|not)\s+)"
)
_POINTING = frozenset(
    "i we you he she it they me us him her them my our your his its their this these those nobody "
    "everybody somebody anybody everything nothing something".split()
)
# A clause that depends on a condition is not said without it.
_CONDITION = re.compile(
    r"^(?:if|when|whenever|where|unless|once|until|although|though|while|whereas|for|in|on|at|under|"
    r"with|without)\b[^,]*,|\b(?:if|unless|suppose|assume|would|might|could)\b",
    re.IGNORECASE,
)
# What a text leaves out is no name for what it holds.
_DENIES = re.compile(
    r"(?:the|our|an?) [\w -]{3,40} (?:does|do|did|could|can) ?not "
    r"(?:cover|include|address|apply|contain|consider|measure|reflect)\b",
    re.IGNORECASE,
)
# An ordinary word; the name of a machine or a command has more than letters, or stands alone.
_SMALL = re.compile(r"^[a-z](?=[a-z]*(?:['’]s)? \w)")
_HERE = re.compile(r"^(?:At|On) this (?:scale|level|size),? ")
_COMMON = frozenset(
    "introduction overview summary conclusion conclusions background discussion notes results "
    "details general misc other appendix key takeaways abstract preface".split()
)


def is_claim(title: str) -> bool:
    """Whether a heading states something: a subject with a finite verb behind it, no question."""
    words = WORD.findall(title)
    if not _SHORTEST <= len(words) <= _LONGEST + 2 or title.endswith(("?", "？", ":")):
        return False
    lowered = [word.casefold() for word in words]
    if lowered[0] in _ASKS | _RELATIVE or leans(title):
        return False
    return any(_is_verb(lowered, at) for at in range(1, len(lowered)))


def capitalise(title: str) -> str:
    """A title as a heading: what a running text links begins with a small letter."""
    return _SMALL.sub(lambda first: first[0].upper(), title)


def as_claim(title: str) -> str:
    """What a heading states, in its own words ("How a cache pays" states "A cache pays")."""
    if is_claim(title):
        return title
    first, _, rest = title.partition(" ")
    stated = rest[:1].upper() + rest[1:]
    return stated if first.casefold() in ("how", "why") and is_claim(stated) else ""


def _names(clause: str) -> int:
    """How many things a clause names by a number, too special for a heading."""
    return sum(any(c.isdigit() for c in word) for word in clause.split())


def _is_verb(words: Sequence[str], at: int) -> bool:
    word, before = stem(words[at]), words[at - 1]
    if word not in _SURE or before in _BEFORE_NOUNS:
        return False
    if any(relative in words[:at] for relative in _RELATIVE):
        return False
    following = words[at + 1] if at + 1 < len(words) else ""
    if words[at] in _AUXILIARIES and following in ("", "not"):
        return False
    return word not in _OFTEN_NOUNS or bool(following and following not in _NOMINAL)


def is_telling(title: str) -> bool:
    """Whether a heading that is no claim names something after all; no number or date does."""
    words = set(normalise(title).split())
    carrying = content_words(title)
    named = any(c.isalpha() for word in carrying for c in word)
    return len(carrying) >= 2 and named and not words <= _COMMON


def choose_title(
    headings: Iterable[str],
    sentences: Sequence[Sentence],
    score: Callable[[Sentence], float],
    taken: Callable[[str], bool],
) -> str:
    """The best heading for some sentences: a claim where there is one; empty for none.

    `headings` are those of the source that stand above, the nearest first; `taken` tells the
    titles that cannot be used again.
    """
    own = [title for title in headings if title and not taken(title)]
    for title in own:
        stated = as_claim(title)
        if stated and not taken(stated):
            return stated
    clauses = [
        (clause, score(s) + counsel(s.text) - cost)
        for s in sentences
        for clause, cost in _clauses(s)
    ]
    for clause, _ in sorted(clauses, key=lambda pair: -pair[1]):
        if not taken(clause):
            return clause
    telling = next((title for title in own if is_telling(title)), "")
    if telling or len(own) < 2:
        return telling or (own[0] if own else "")
    # "Added" says something below the release that it stands in.
    return f"{own[1]} – {own[0]}"


def _clauses(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """The clauses of a sentence that state something by themselves, and what speaks against each.

    What comes behind another clause may lean on it.
    """
    text = _HERE.sub("", sentence.text.rstrip(" .。!"))
    if is_personal(text) or is_chatter(text) or text[:1] in "\"“'‘(" or _CONDITION.search(text):
        return
    if _DENIES.match(text):
        return
    for number, part in enumerate(_PARTS.split(text)):
        clause = part.strip(" ,–—")
        length = len(WORD.findall(clause))
        if not _SHORTEST < length <= _LONGEST or find_values(clause) or "`" in clause:
            continue
        pointing = not _POINTING.isdisjoint(normalise(clause).split())
        if pointing or any(mark in clause for mark in '"“”()[]') or is_vague(clause):
            continue
        clause = without_connective(clause)
        if normalise(clause) == normalise(sentence.text):
            continue  # a heading says no sentence twice
        shown = clause[:1].upper() + clause[1:]
        first_name = clause.split()[0]
        if first_name[:1].islower() and any(c.isdigit() for c in first_name):
            shown = clause  # the name of a machine: p5.48xlarge
        if is_claim(shown):
            unwieldy = _LENGTH * abs(_USUAL - length) + _NAMES * _names(clause)
            yield shown, unwieldy + _BEHIND * (number > 0)
