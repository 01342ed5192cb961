"""The desk's lists of a draft: what reviewers and people are shown besides the text."""

from __future__ import annotations

from git_report.desk.desk import Desk, assess
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
