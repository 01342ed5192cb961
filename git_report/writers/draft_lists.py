"""Assess a draft and its references: the lists that reviewers and people see beside the text."""

from __future__ import annotations

from git_report.assessment.lists import Assessment, assess
from git_report.assessment.render import render_repeated
from git_report.assessment.source_figures import list_figures
from git_report.assessment.statements import read_statements
from git_report.checks.amounts import Amounts
from git_report.edits.application import body_of
from git_report.markdown import Document, parse
from git_report.writers.protocol import Request

# A reviewer cannot compare more passages of one reference with a draft carefully.
MOST_PASSAGES = 150


def assess_draft(request: Request, draft: Document) -> Assessment:
    """The assessment of a draft that was made for a request."""
    earlier = {each.label: each.text for each in request.earlier}
    return assess(
        draft,
        source=request.source.text,
        prior=request.document or parse(""),
        brief=request.brief,
        earlier={**earlier, str(request.number): request.source.text},
    )


def find_passages(draft: Document, source: str) -> list[str]:
    """The sentences of an earlier reference that have a figure of the draft, in order, verbatim.

    If the reference labels its speakers, each has its speaker before it. At most `MOST_PASSAGES`.
    """
    known = Amounts()
    known.add_document(draft)
    said = list_figures(read_statements(source), known, frozenset())
    shared = [each for each in said if any(figure.used for figure in each.figures)]
    listed = [
        f"{each.speaker}: {each.sentence}" if each.speaker else each.sentence for each in shared
    ]
    return listed[:MOST_PASSAGES]


_CONSOLIDATE = (
    "Consolidate the report before it reads on: say each thing in the one place where a reader "
    "looks for it, and refer to it elsewhere. Everything that is true and of use stays."
)


def ask_to_consolidate(document: Document, words: int) -> str:
    """A request to consolidate the report before the next reference; empty if there is no need.

    There is a need if three or more sections state the same figure, or if the report has more than
    `words` words (0 for no limit).
    """
    assessment = assess(document)
    count = len(body_of(document).split())
    asked = []
    if words and count > words:
        asked.append(f"It has {count:,} words; the brief sets {words:,}.")
    if assessment.repeated:
        asked.append(f"Told in three or more sections:\n\n{render_repeated(assessment)}")
    return "\n\n".join([_CONSOLIDATE, *asked]) if asked else ""
