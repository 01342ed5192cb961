"""Which passages of a report rest on a reference: those that carry its marks."""

from __future__ import annotations

from git_report.markdown import Document, Section
from git_report.report.checklist import Reference
from git_report.sources.source import EDIT
from git_report.writers.footnotes import cited_labels


def find_resting(document: Document, reference: Reference) -> tuple[Section, ...]:
    """The sections whose own text cites a version that the reference was read for, in order."""
    labels = {str(stamp.version) for stamp in reference.stamps if stamp.blob != EDIT}
    return tuple(
        section
        for section in document.sections
        if labels & cited_labels("".join(block.text for block in section.blocks))
    )
