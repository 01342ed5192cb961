"""Claims from general knowledge, with passages of a new reference that may settle them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import log

from git_report.assessment.calculations import Calculation
from git_report.assessment.language import list_content
from git_report.assessment.report_passages import Passage
from git_report.assessment.statements import Statement
from git_report.checks.amounts import Amounts
from git_report.checks.citations import Citation
from git_report.checks.grounding import find_ungrounded
from git_report.markdown import Document
from git_report.markdown.anchors import plain_title
from git_report.patterns import lazy

_MARK = "†"
# Text that explains the mark, and is not a claim.
_LEGEND = lazy(
    r"\W*†\s*(?:=|:|–|-|\||\w)|.*\b(?:mark|sign|dagger|Zeichen|signe|signo)\w*\b[^.]{0,20}†"
    r"|.*†\W{0,3}(?:means|marks|indicates|denotes|stands for|bedeutet|kennzeichnet|signifie|"
    r"indique|significa|indica)\b",
    re.I,
)
# A word is rare, and so says much, if at most this share of the statements contain it.
_RARE = 0.03
# In a short reference, this many statements may contain it.
_FEW = 6
_SHARED, _PASSAGES = 3, 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage of a reference that may settle a claim, and the words that both have."""

    text: str
    line: int
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A sentence, row or caption marked as general knowledge, and what may settle it."""

    text: str
    line: int
    section: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Ungrounded:
    """A figure of the report that no available text supports, and the words around it.

    `new` says that the previous version did not have it.
    """

    text: str
    line: int
    phrase: str
    new: bool = True


def list_open_claims(
    document: Document, passages: Sequence[Passage], statements: Sequence[Statement]
) -> tuple[OpenClaim, ...]:
    """The claims that the report marks as general knowledge, in order."""
    index = _Index(statements)
    claims = [
        (passage.line, passage.text, passage.title, index.find(passage.text))
        for passage in passages
        if _MARK in passage.text and not _LEGEND.match(passage.text)
    ]
    claims += [
        (section.line, plain_title(section.title), plain_title(section.title), ())
        for section in document.sections
        if _MARK in section.title
    ]
    return tuple(OpenClaim(text, line, title, found) for line, text, title, found in sorted(claims))


class _Index:
    """The statements of a reference, indexed by their words."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, statement in enumerate(statements):
            for word in list_content(statement.text):
                self._places[word].append(place)
        self._most = max(_FEW, int(_RARE * len(statements)))

    def find(self, text: str) -> tuple[Candidate, ...]:
        """The statements that share most of the rare words of a claim, the best first."""
        scores: Counter[int] = Counter()
        shared: defaultdict[int, list[str]] = defaultdict(list)
        for word in sorted(list_content(text)):
            places = self._places.get(word, ())
            if 0 < len(places) <= self._most:
                # Integers, so that sums do not depend on the order of words.
                weight = int(1000 * log(1 + len(self._statements) / len(places)))
                for place in places:
                    scores[place] += weight
                    shared[place].append(word)
        best = sorted(
            (place for place in scores if len(shared[place]) >= _SHARED),
            key=lambda place: (-scores[place], place),
        )[:_PASSAGES]
        return tuple(
            Candidate(self._statements[k].text, self._statements[k].line, tuple(shared[k]))
            for k in best
        )


def list_ungrounded(
    document: Document,
    evidence: Amounts,
    missing: Collection[str],
    citations: Iterable[Citation],
    calculations: Iterable[Calculation],
    before: Amounts,
) -> tuple[Ungrounded, ...]:
    """The figures that the evidence does not support; those that `before` has come last.

    Figures of a correct equation are omitted, because it shows where they come from. If the texts
    of some labels are `missing`, a figure is reported only if the texts cited on its line are
    available: any other figure may be from a missing text.
    """
    shown: defaultdict[int, str] = defaultdict(str)
    for calculation in calculations:
        if calculation.right:
            shown[calculation.line] += f"{calculation.text}\n"
    cited: defaultdict[int, set[str]] = defaultdict(set)
    for citation in citations:
        if citation.mark:
            cited[citation.line].add(citation.text.strip("[]^"))
    found = (
        Ungrounded(amount.text, amount.line, amount.phrase, new=not before.has(amount))
        for amount in find_ungrounded(document, evidence)
        if amount.text not in shown.get(amount.line, "")
        and (not missing or _is_available(cited.get(amount.line, set()), missing))
    )
    return tuple(sorted(found, key=lambda each: not each.new))


def _is_available(marks: set[str], missing: Collection[str]) -> bool:
    return bool(marks) and marks.isdisjoint(missing)
