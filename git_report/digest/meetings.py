"""Terms that two or more references speak of, and the section of each that says most of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, log1p

from git_report.digest.terms import list_terms

MOST_TERMS = 12
# A plain word is longer than most, and said so often in each of two references.
_SHORTEST, _FEWEST_PLAIN, _FEWEST = 6, 4, 3
_MUCH = 6
# What more than this part of the references has is their general subject, or their form.
_COMMON, _FEW_REFERENCES = 0.67, 3
_MOSTLY = 0.6
# What a term of several words, a name, and any other word count for.
_PHRASE, _NAME, _WORD = 2.0, 1.2, 0.5
_IN_HEADING = 3
_NEIGHBOUR = 0.3
Sections = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A term as the references write it; `sections` has a number for each label that uses it."""

    term: str
    sections: Mapping[str, int]


def find_meetings(references: Mapping[str, Sections], most: int = MOST_TERMS) -> list[Meeting]:
    """The terms that two or more references share, the most telling first.

    `references` has the sections of each, heading and text, behind its footnote label. A term of
    several words goes before a name and that before another word; one that is in all sections says
    what all is about and comes late (TF-IDF).
    """
    usages = _count(references)
    total = sum(map(len, references.values()))
    shared = [usage for usage in usages.values() if usage.is_shared()]
    parts = _list_parts(shared)
    common = max(_FEW_REFERENCES, _COMMON * len(references))
    ranked = sorted(
        (usage for usage in shared if usage.key not in parts and len(usage.counts) <= common),
        key=lambda usage: (-usage.score(total) * _cohesion(usage, usages), usage.key),
    )
    chosen: list[_Usage] = []
    for usage in ranked:
        if len(chosen) == most:
            break
        if not any(_overlap(usage, other) for other in chosen):
            chosen.append(usage)
    return [
        Meeting(
            usage.shown(),
            {label: _best(usage.counts[label]) for label in references if label in usage.counts},
        )
        for usage in chosen
    ]


class _Usage:
    """How often a term is in each section of each reference, and how it is written."""

    def __init__(self, key: tuple[str, ...]) -> None:
        self.key = key
        self.counts: dict[str, Counter[int]] = defaultdict(Counter)
        self.forms = Counter[str]()
        self.opening = Counter[str]()

    @property
    def said(self) -> int:
        """How often it is said."""
        return self.forms.total() + self.opening.total()

    @property
    def is_name(self) -> bool:
        """Whether it has a capital wherever that is not due to its place."""
        return bool(self.forms) and all(any(map(str.isupper, form)) for form in self.forms)

    def is_shared(self) -> bool:
        """Whether two references use it, a plain word often and not only everywhere."""
        plain = not self.is_name and len(self.key) == 1
        if plain and len(self.key[0]) < _SHORTEST:
            return False
        least = _FEWEST_PLAIN if plain else 1
        often = self.said >= _FEWEST or (self.is_name and len(self.key) > 1)
        return often and sum(counts.total() >= least for counts in self.counts.values()) > 1

    def score(self, total: int) -> float:
        """How telling it is: said much in few sections (TF-IDF), a phrase more than a word."""
        spread = sum(map(len, self.counts.values()))
        said = sum(log1p(min(_MUCH, max(counts.values()))) for counts in self.counts.values())
        shown = self.shown()
        # "fine-tuning" is a term, while "low-rank" describes one.
        telling = self.is_name or (len(self.key) > 1 and shown.endswith("ing"))
        worth = _PHRASE if " " in shown else _NAME if telling else _WORD
        return worth * said * log(1 + total / spread)

    def shown(self) -> str:
        """As it is written most often inside sentences."""
        forms = self.forms or self.opening
        return min(forms, key=lambda form: (-forms[form], len(form), form))


def _list_parts(shared: Sequence[_Usage]) -> frozenset[tuple[str, ...]]:
    """The terms that mostly begin or end longer ones: "Elastic Block" of "… Block Store"."""
    opening, ending = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for usage in shared:
        opening[usage.key[:-1]] += usage.said
        ending[usage.key[1:]] += usage.said
    return frozenset(
        usage.key
        for usage in shared
        if len(usage.key) > 1 and max(opening[usage.key], ending[usage.key]) >= _MOSTLY * usage.said
    )


def _cohesion(usage: _Usage, usages: Mapping[tuple[str, ...], _Usage]) -> float:
    """How much the words of a term belong together: 1 where one of them is never without."""
    alone = [usages[(word,)].said for word in usage.key if (word,) in usages]
    return usage.said / max(usage.said, min(alone, default=0))


def _overlap(one: _Usage, other: _Usage) -> bool:
    """Whether one of two terms holds the other, or they are of one word, or run on."""
    ours, theirs = one.key, other.key
    held = set(ours) <= set(theirs) or set(theirs) <= set(ours)
    return held or ours[-1] in (theirs[0], theirs[-1]) or ours[0] == theirs[-1]


def _count(references: Mapping[str, Sections]) -> dict[tuple[str, ...], _Usage]:
    """The terms that more than one reference has; few of all that one has are."""
    known: set[int] = set()
    shared: set[int] = set()
    for sections in references.values():
        own = {
            hash(key) for section in sections for text in section for key, *_ in list_terms(text)
        }
        shared |= known & own
        known |= own
    usages: dict[tuple[str, ...], _Usage] = {}
    for label, sections in references.items():
        for number, (heading, text) in enumerate(sections):
            for piece, weight in ((heading, _IN_HEADING), (text, 1)):
                for key, form, opens in list_terms(piece):
                    if hash(key) in shared:
                        usage = usages.setdefault(key, _Usage(key))
                        usage.counts[label][number] += weight
                        (usage.opening if opens else usage.forms)[form] += 1
    return usages


def _best(counts: Counter[int]) -> int:
    """The section that says most of a term, its neighbours counted in."""
    return max(counts, key=lambda n: (counts[n] + _NEIGHBOUR * (counts[n - 1] + counts[n + 1]), -n))
