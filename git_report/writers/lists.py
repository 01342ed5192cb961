"""The desk's lists of a draft: what reviewers and people are shown besides the text."""

from __future__ import annotations

from git_report.desk.desk import Desk, assess
from git_report.desk.render import render_repeated
from git_report.edits.application import body_of
from git_report.markdown import Document, parse
from git_report.writers.protocol import Request


def assess_draft(request: Request, draft: Document) -> Desk:
    """The lists of a draft that was made for a request."""
    earlier = {each.label: each.text for each in request.earlier}
    return assess(
        draft,
        source=request.source.text,
        prior=request.document or parse(""),
        brief=request.brief,
        earlier={**earlier, str(request.number): request.source.text},
    )


_CONSOLIDATE = (
    "Consolidate the report before it reads on: say each thing in the one place where a reader "
    "looks for it, and refer to it elsewhere. Everything that is true and of use stays."
)


def ask_to_consolidate(document: Document, words: int) -> str:
    """What a model is asked before the next reference, where the report says things too often.

    That is where a figure is told in three or more sections, or the report has more than `words`
    words (0: any number). Empty where there is nothing to consolidate.
    """
    desk = assess(document)
    count = len(body_of(document).split())
    asked = []
    if words and count > words:
        asked.append(f"It has {count:,} words; the brief sets {words:,}.")
    if desk.repeated:
        asked.append(f"Told in three or more sections:\n\n{render_repeated(desk)}")
    return "\n\n".join([_CONSOLIDATE, *asked]) if asked else ""
