"""The figures that a version's own record lists as ungrounded; hooks read it, and little else."""

from __future__ import annotations

from git_report.markdown.document import Document


def list_ungrounded(document: Document) -> tuple[str, ...]:
    """The entries ``ungrounded: FIGURE`` of a record: figures that nothing bore out so far."""
    return document.tail.record.values("ungrounded") if document.tail else ()
