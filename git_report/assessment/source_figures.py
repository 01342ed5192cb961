"""The figures of a reference, with the words that hedge them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from git_report.assessment.language import list_content
from git_report.assessment.statements import Statement
from git_report.checks.amounts import Amount, Amounts
from git_report.differ.figures import FigureKind, find_figures
from git_report.patterns import lazy

_CLAUSE = lazy(r"[.;:!?](?=\s)|, (?:and|but|und|aber|et|mais|y|pero) ")
# Right before a figure: how exact it is.
_APPROXIMATE = lazy(
    r"(?<!\w)(?:up to|about|around|roughly|approximately|nearly|almost|close to|at least|at most|"
    r"more than|less than|over|under|as (?:much|many|little|few|low|high) as|"
    r"bis zu|etwa|rund|ungefähr|circa|ca\.|knapp|fast|mindestens|höchstens|mehr als|weniger als|"
    r"jusqu['’]à|environ|près de|presque|au moins|au plus|plus de|moins de|"
    r"hasta|cerca de|alrededor de|aproximadamente|casi|al menos|más de|menos de|unos|unas)"
    r"(?: the| a| an)?\W{0,3}\Z",
    re.IGNORECASE,
)
# Anywhere in its clause: whether it is only expected or estimated.
_EXPECTED = lazy(
    r"(?<!\w)(?:expect(?:s|ed|ing)?|plan(?:s|ned|ning)? (?:to|on|for)|target(?:s|ed|ing)?|"
    r"forecast(?:s|ed)?|estimat(?:e|es|ed)|project(?:s|ed) (?:to|that)|hop(?:e|es|ing) to|"
    r"aim(?:s|ed|ing)? (?:to|for|at)|should|could|may|might|intend(?:s|ed)? to|believe(?:s)?|"
    r"erwarte(?:n|t|te|ten)?|plane(?:n|t)|plant|geplant|voraussichtlich|soll(?:en|te|ten)?|könnte(?:n)?|"
    r"schätz(?:en|t|ungsweise)|rechne(?:n|t) mit|"
    r"prévo(?:it|ient|yons|ir)|prévu(?:e|s|es)?|attend(?:u|ons|ent)|devrai(?:t|ent)|pourrai(?:t|ent)|"
    r"estim(?:e|ons|ent|é)|vis(?:e|ons|ent) à|"
    r"esper(?:a|amos|an)|prev(?:é|emos|én)|previst[oa]s?|podría(?:n|mos)?|debería(?:n|mos)?|"
    r"estim(?:a|amos|an)|calcul(?:a|amos|an))(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SaidFigure:
    """A figure as a reference writes it, the words that hedge it, and whether the report has it."""

    text: str
    hedge: str
    used: bool


@dataclass(frozen=True, slots=True)
class FigureStatement:
    """A sentence or row of a reference, its line, its speaker, and its figures.

    `topics` is the number of its words that are content words of report and brief.
    """

    sentence: str
    line: int
    speaker: str
    introduced: str
    figures: tuple[SaidFigure, ...]
    topics: int

    @property
    def unused(self) -> tuple[SaidFigure, ...]:
        """The figures that are not in the report."""
        return tuple(figure for figure in self.figures if not figure.used)


def list_figures(
    statements: Sequence[Statement], known: Amounts, topics: frozenset[str]
) -> tuple[FigureStatement, ...]:
    """The statements with significant figures; `known` are the figures of the report.

    `topics` are the content words of report and brief.
    """
    found: list[FigureStatement] = []
    for statement in statements:
        figures = tuple(_read_figures(statement.text, known))
        if figures:
            topical = len(list_content(statement.text) & topics)
            who = statement.speaker, statement.introduced
            found.append(FigureStatement(statement.text, statement.line, *who, figures, topical))
    return tuple(found)


def _read_figures(text: str, known: Amounts) -> list[SaidFigure]:
    found: list[SaidFigure] = []
    floor = 0
    for figure in find_figures(text):
        amount = Amount(figure, 0, 0, text)
        if figure.kind is FigureKind.QUANTITY and amount.weighty:
            hedge = find_hedge(text[floor : figure.start]) or figure.hedge
            found.append(SaidFigure(figure.text, hedge, known.has(amount)))
        floor = figure.end
    return found


def find_hedge(before: str) -> str:
    """The words before a figure that make it approximate or expected; empty if there are none."""
    close = _APPROXIMATE.search(before)
    start = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    expected = list(_EXPECTED.finditer(before, start))
    words = [expected[-1][0]] if expected else []
    if close is not None:
        words.append(close[0].strip(' \t"“(*_$€£~'))
    return ", ".join(words)
