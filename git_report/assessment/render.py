"""Render the assessment as Markdown: a short list for each question, for writers and people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import sqrt
from typing import NamedTuple, TypeVar

from git_report.assessment.calculations import Calculation
from git_report.assessment.coverage import Term
from git_report.assessment.lists import Assessment
from git_report.assessment.names import Misspelling
from git_report.assessment.open_claims import OpenClaim, Ungrounded
from git_report.assessment.quotable import Quotable
from git_report.assessment.repeats import Contradiction, RepeatedFigure, SummaryFigure
from git_report.assessment.report_form import ExhibitFault, LabelHeading, SectionLength
from git_report.assessment.source_figures import FigureStatement, SaidFigure
from git_report.assessment.strong_words import Abbreviation, Universal
from git_report.text import one_line, shorten

MOST = 12
_SENTENCE = 240
_PLACES = 4  # sections that a list entry names

Entry = TypeVar("Entry")


class Listed(NamedTuple):
    """A list to be shown: its title, its first entries in Markdown, and the number of others."""

    title: str
    entries: tuple[str, ...]
    more: int


def render(assessment: Assessment, *, most: int = MOST) -> str:
    """Render the lists that have entries, at most `most` of each; empty if there are none."""
    parts: list[str] = []
    for listed in render_lists(assessment, most=most):
        lines = [f"## {listed.title}", "", *(f"- {entry}" for entry in listed.entries)]
        if listed.more:
            lines.append(f"- and {listed.more} more")
        parts.append("\n".join([*lines, ""]))
    parts += [f"{note}\n" for note in render_notes(assessment)]
    return "\n".join(parts)


def render_lists(assessment: Assessment, *, most: int = MOST) -> tuple[Listed, ...]:
    """The lists that have entries, the most urgent first."""
    return tuple(listed for listed in _list_all(assessment, most) if listed.entries)


def render_notes(assessment: Assessment) -> Iterator[str]:
    """Yield notes on what was not assessed, and why."""
    if assessment.missing:
        labels = ", ".join(f"[^{one_line(label)}]" for label in assessment.missing)
        yield (
            f"The texts of {labels} are not available, so figures that cite them were not checked."
        )
    if assessment.verbatim:
        yield (
            "This version is a digest: it quotes its references word for word, so its wording, "
            "headings, tables, drawings and repetition were not assessed."
        )


def _list_all(assessment: Assessment, most: int) -> Iterator[Listed]:
    def listed(title: str, entries: Sequence[Entry], tell: Callable[[Entry], str]) -> Listed:
        return Listed(title, tuple(map(tell, entries[:most])), max(0, len(entries) - most))

    yield listed(
        "Arithmetic that is wrong or has unknown operands", _faulty(assessment), _calculation
    )
    yield _list_ungrounded(assessment.ungrounded, most)
    yield listed(
        "Possible contradictions: one subject with two different values",
        assessment.disagreements,
        _disagreement,
    )
    yield listed(
        "Figures in the summary that are not in the body", assessment.summary_only, _summary
    )
    yield listed("Figures in three or more sections", assessment.repeated, _repeated)
    yield listed("Terms of the brief that the report does not mention", _absent(assessment), _term)
    yield listed(
        "Terms of the brief: where the report mentions them, and with which footnotes",
        _present(assessment),
        _term,
    )
    if assessment.combined:
        unused = [entry for entry in assessment.figures if entry.unused]
        shown = _choose(unused, _weigh_figures, most)
        yield listed("Figures in the reference that are not in the report", shown, _unused)
    else:
        shown = _choose(assessment.figures, _weigh_figures, most)
        yield listed("Figures in the reference", shown, _figures)
    quotable = _choose(assessment.quotable, _weigh_quotable, most)
    yield listed("Sentences in the reference that could be quoted", quotable, _quotable)
    yield listed("Names that the reference spells differently", assessment.misspellings, _spelling)
    settled = sorted(assessment.open_claims, key=lambda claim: not claim.candidates)
    yield listed("General knowledge (†) still without a source", settled, _open_claim)
    yield listed(
        "Tables and drawings without number, title or mention", assessment.exhibits, _exhibit
    )
    yield listed("Headings that name a topic but state no finding", assessment.labels, _label)
    absolute = "Absolute words (such as “all”, “never”, “no”): check that the statements are true"
    yield listed(absolute, assessment.universals, _universal)
    yield listed(
        "Abbreviations that are never written out", assessment.abbreviations, _abbreviation
    )
    asked = f"; the brief asks for {assessment.target:,}" if assessment.target else ""
    yield listed(
        f"Words by section ({assessment.words:,} in all{asked})", assessment.lengths, _length
    )


def _choose(entries: Sequence[Entry], weigh: Callable[[Entry], float], most: int) -> list[Entry]:
    """Put the entries to be shown first: those with the most weight, in their original order."""
    ranked = sorted(range(len(entries)), key=lambda place: (-weigh(entries[place]), place))
    return [entries[place] for place in (*sorted(ranked[:most]), *ranked[most:])]


def _weigh_figures(entry: FigureStatement) -> float:
    return entry.topics / sqrt(1 + len(entry.sentence.split()))


def _weigh_quotable(entry: Quotable) -> float:
    return entry.score


def _faulty(assessment: Assessment) -> list[Calculation]:
    return [each for each in assessment.calculations if each.right is False or each.missing]


def _absent(assessment: Assessment) -> list[Term]:
    return [term for term in assessment.terms if not term.places]


def _present(assessment: Assessment) -> list[Term]:
    return [term for term in assessment.terms if term.places]


def _calculation(entry: Calculation) -> str:
    text = f"line {entry.line}: {_cut(entry.text)}"
    if entry.right is False:
        text += f"; comes to {entry.value}"
    if entry.missing:
        text += f"; not found: {', '.join(map(one_line, entry.missing))}"
    return text


def _list_ungrounded(entries: Sequence[Ungrounded], most: int) -> Listed:
    """The figures that are new in this version, and the number of those that it had before.

    If more entries than usual are requested, the latter are listed too.
    """
    new = [entry for entry in entries if entry.new or most > MOST]
    lines_shown = [_ungrounded(entry) for entry in new[:most]]
    old, hidden = len(entries) - len(new), len(new) - len(lines_shown)
    if old and hidden:
        lines_shown.append(f"{hidden} more, and {old} that the previous version already had")
    elif old:
        lines_shown.append(f"{'and ' if new else ''}{old} that the previous version already had")
    more = 0 if old else hidden
    return Listed("Figures that are in none of the available texts", tuple(lines_shown), more)


def _ungrounded(entry: Ungrounded) -> str:
    return f"line {entry.line}: {_bold(entry.text)} in “{_cut(entry.phrase)}”"


def _disagreement(entry: Contradiction) -> str:
    one, other = entry.first, entry.second
    return (
        f"{_bold(entry.one)} on line {one.line}, {_bold(entry.other)} on line {other.line}: "
        f"“{_cut(one.text)}” / “{_cut(other.text)}”"
    )


def _summary(entry: SummaryFigure) -> str:
    return f"line {entry.line}: {_bold(entry.text)} in “{_cut(entry.sentence)}”"


def _repeated(entry: RepeatedFigure) -> str:
    places = "; ".join(f"line {p.line} ({_name(p.section)})" for p in entry.places)
    return f"{_bold(entry.text)}: {places}"


def render_repeated(assessment: Assessment) -> str:
    """Render the figures that occur in several sections as a list."""
    return "\n".join(f"- {_repeated(entry)}" for entry in assessment.repeated)


def _term(entry: Term) -> str:
    if not entry.places:
        return f"{one_line(entry.text)} (line {entry.line} of the brief)"
    shown = [f"{_name(p.section)} (line {p.line})" for p in entry.places[:_PLACES]]
    if len(entry.places) > _PLACES:
        shown.append(f"{len(entry.places) - _PLACES} more")
    marks = f"; {', '.join(map(one_line, entry.marks))}" if entry.marks else "; no mark"
    return f"{one_line(entry.text)}: {', '.join(shown)}{marks}"


def _figures(entry: FigureStatement) -> str:
    return _format_figures(entry, entry.figures)


def _unused(entry: FigureStatement) -> str:
    return _format_figures(entry, entry.unused)


def _format_figures(entry: FigureStatement, figures: Sequence[SaidFigure]) -> str:
    shown = ", ".join(
        f"{_bold(each.text)} ({one_line(each.hedge)})" if each.hedge else _bold(each.text)
        for each in figures
    )
    return f"{_source(entry)}: {shown} in “{_cut(entry.sentence)}”"


def _quotable(entry: Quotable) -> str:
    return f"{_source(entry)}: “{one_line(entry.text)}”"


def _source(entry: FigureStatement | Quotable) -> str:
    if entry.speaker:
        return f"line {entry.line}, {one_line(entry.speaker)}"
    if entry.introduced:
        return f"line {entry.line}, after {one_line(entry.introduced)} was introduced"
    return f"line {entry.line}"


def _spelling(entry: Misspelling) -> str:
    times = f", {entry.count} times" if entry.count > 1 else ""
    return (
        f"{one_line(entry.text)} (line {entry.line}{times}): {one_line(entry.known)} in the report"
    )


def _open_claim(entry: OpenClaim) -> str:
    text = f"line {entry.line}: “{_cut(entry.text)}”"
    for found in entry.candidates:
        text += f"\n  - line {found.line} of the reference: “{_cut(found.text)}”"
    return text


def _exhibit(entry: ExhibitFault) -> str:
    return f"line {entry.line}: {_name(entry.name)}: no {', no '.join(entry.lacks)}"


def _label(entry: LabelHeading) -> str:
    return f"line {entry.line}: {_name(entry.title)}"


def _universal(entry: Universal) -> str:
    return f"line {entry.line}: {_bold(entry.word)} in “{_cut(entry.sentence)}”"


def _abbreviation(entry: Abbreviation) -> str:
    times = f"{entry.count} times, first" if entry.count > 1 else "once,"
    return f"{entry.text} ({times} on line {entry.line})"


def _length(entry: SectionLength) -> str:
    return f"{_name(entry.title)}: {entry.words:,} words, {entry.share} %"


def _cut(text: str) -> str:
    return shorten(one_line(text), _SENTENCE)


def _name(text: str) -> str:
    return shorten(one_line(text))


def _bold(text: str) -> str:
    return f"**{one_line(text)}**"
