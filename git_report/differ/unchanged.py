"""The difference of a text and itself, which takes no comparison, nor what one imports."""

from __future__ import annotations

from git_report.differ.delta import Delta, Figures
from git_report.markdown import Document


def make_unchanged(document: Document) -> Delta:
    """The Delta of a document and itself: each of its sections is matched and unchanged."""
    sections = document.sections
    # A text before the first heading counts as a section.
    front = document.front_matter is not None or any(
        block.text.strip() for block in document.root.blocks
    )
    return Delta(
        prior=document,
        new=document,
        sections=(),
        matches=tuple((section.line, section.line) for section in sections),
        figures=Figures(),
        unchanged=len(sections) - 1 + front,
    )
