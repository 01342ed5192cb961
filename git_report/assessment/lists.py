"""An assessment: all lists that can be computed about a report without a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from git_report.assessment.calculations import Calculation, list_calculations
from git_report.assessment.coverage import Term, list_terms
from git_report.assessment.language import list_content
from git_report.assessment.names import Misspelling, list_misspellings
from git_report.assessment.open_claims import (
    OpenClaim,
    Ungrounded,
    list_open_claims,
    list_ungrounded,
)
from git_report.assessment.quotable import Quotable, list_quotable
from git_report.assessment.repeats import (
    Contradiction,
    RepeatedFigure,
    SummaryFigure,
    list_disagreements,
    list_repeated,
    list_summary_only,
)
from git_report.assessment.report_form import (
    ExhibitFault,
    LabelHeading,
    SectionLength,
    count_all,
    list_exhibit_faults,
    list_label_headings,
    list_lengths,
)
from git_report.assessment.report_passages import read_passages
from git_report.assessment.source_figures import FigureStatement, list_figures
from git_report.assessment.statements import read_statements
from git_report.assessment.strong_words import (
    Abbreviation,
    Universal,
    list_abbreviations,
    list_universals,
)
from git_report.checks.amounts import Amounts, find_amounts
from git_report.checks.citations import find_citations
from git_report.checks.transcript_captions import read_captions
from git_report.markdown import Document, parse
from git_report.markdown.invisible import strip_invisible
from git_report.report.length import find_words

SCHEMA = "git-report/assess/1"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The lists about a report and a reference; line numbers are 1-based in the text concerned.

    `figures`, `quotable` and `misspellings` are about the reference. `combined` says that the
    report was already made from it, so that figures which are not in the report are unused.
    `missing` are the labels of references whose texts were not available. `words` is the number of
    words of the report, including headings, and `target` the number that the brief asks for (0 for
    none). `verbatim` says that the report is a digest, whose wording was not assessed (see
    `leave_wording`).
    """

    combined: bool
    figures: tuple[FigureStatement, ...]
    quotable: tuple[Quotable, ...]
    misspellings: tuple[Misspelling, ...]
    repeated: tuple[RepeatedFigure, ...]
    summary_only: tuple[SummaryFigure, ...]
    disagreements: tuple[Contradiction, ...]
    words: int
    target: int
    lengths: tuple[SectionLength, ...]
    exhibits: tuple[ExhibitFault, ...]
    labels: tuple[LabelHeading, ...]
    open_claims: tuple[OpenClaim, ...]
    ungrounded: tuple[Ungrounded, ...]
    calculations: tuple[Calculation, ...]
    terms: tuple[Term, ...]
    universals: tuple[Universal, ...]
    abbreviations: tuple[Abbreviation, ...]
    missing: tuple[str, ...]
    verbatim: bool = False


def leave_wording(assessment: Assessment) -> Assessment:
    """The assessment of a digest, without the lists about wording.

    Its sentences are those of its references, its front parts repeat them, and its headings are
    fixed: there is nothing that a person could improve.
    """
    return replace(
        assessment,
        summary_only=(),
        repeated=(),
        exhibits=(),
        labels=(),
        universals=(),
        abbreviations=(),
        quotable=() if assessment.combined else assessment.quotable,
        verbatim=True,
    )


def assess(
    document: Document,
    *,
    source: str = "",
    prior: Document | None = None,
    brief: str = "",
    earlier: Mapping[str, str] | None = None,
    before: Document | None = None,
) -> Assessment:
    """Compute the lists about a report, and about the reference `source` to combine with it.

    If `prior` is given, the report was made from that version and the source, so that figures which
    it does not have are unused. `earlier` are the texts of the references that were read, by the
    labels of their footnotes; `before` is the version before the report.
    """
    combined = prior is not None
    texts = [*(earlier or {}).values(), *((source,) if source and combined else ())]
    labels = [each.label for each in document.tail.definitions] if document.tail else []
    missing = tuple(label for label in labels if label not in (earlier or {})) if texts else ()
    evidence = _read_evidence(texts, brief)
    passages = read_passages(document)
    statements = read_statements(source)
    amounts = tuple(find_amounts(document))
    known, had = Amounts(), Amounts()
    known.add_document(document)
    if (former := before if before is not None else prior) is not None:
        had.add_document(former)
    calculations = list_calculations(document, (known, evidence))
    ours = [document.source, brief, *((prior.source,) if prior else ())]
    topics = list_content(brief).union(*(list_content(passage.text) for passage in passages))
    return Assessment(
        combined=combined,
        figures=list_figures(statements, known, topics),
        quotable=list_quotable(statements, topics),
        misspellings=list_misspellings(source, ours) if source else (),
        repeated=list_repeated(amounts, passages, document.sections),
        summary_only=list_summary_only(document, amounts),
        disagreements=list_disagreements(passages),
        words=count_all(document),
        target=find_words(brief),
        lengths=list_lengths(document),
        exhibits=list_exhibit_faults(document),
        labels=list_label_headings(document),
        open_claims=list_open_claims(document, passages, statements),
        ungrounded=(
            list_ungrounded(
                document, evidence, missing, find_citations(document), calculations, had
            )
            if texts
            else ()
        ),
        calculations=calculations,
        terms=list_terms(brief, document, passages) if brief else (),
        universals=list_universals(document, passages),
        abbreviations=list_abbreviations(document),
        missing=missing,
    )


def _read_evidence(texts: Iterable[str], brief: str) -> Amounts:
    """The figures of the texts that a report was made from, as its writers saw them."""
    evidence = Amounts()
    for text in texts:
        evidence.add_document(parse(read_captions(strip_invisible(text))))
    evidence.add_text(brief)
    return evidence


def to_json(assessment: Assessment) -> dict[str, Any]:
    """The lists as data for JSON, with the name of the schema."""
    return {"schema": SCHEMA, **asdict(assessment)}
