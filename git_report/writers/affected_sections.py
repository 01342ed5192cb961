"""Find what a report takes from a reference that changed, and what changed in the reference."""

from __future__ import annotations

from dataclasses import dataclass

from git_report.differ import diff, render_diff
from git_report.edits.footnotes import cited_labels
from git_report.edits.section_numbers import address
from git_report.markdown import Document, Section, parse
from git_report.report.checklist import EDITED, Reference
from git_report.report.versions import version_stem
from git_report.writers.source_hunks import SourceHunk, list_hunks


@dataclass(frozen=True, slots=True)
class ReferenceChange:
    """A reference that is read again because its text changed.

    `version` read it last; `difference` is its change as Markdown, empty if the earlier text is not
    stored; `passages` are the sections that cite it, each with its address and title. `hunks` list
    the report's sentences that depend on changed lines.
    """

    version: int
    difference: str
    passages: tuple[tuple[str, str], ...]
    hunks: tuple[SourceHunk, ...] = ()


def describe_change(
    document: Document, reference: Reference, prior: str | None, text: str
) -> ReferenceChange:
    """The change of a reference since it was last read, and the passages that depend on it."""
    version = reference.claims[-1].version
    changes = ""
    hunks: tuple[SourceHunk, ...] = ()
    if prior is not None and prior != text:
        hunks = list_hunks(prior, text, document, list_labels(reference))
        names = (f"as {version_stem(version)} read it", "as it is now")
        changes = render_diff(diff(parse(prior), parse(text)), *names)
    passages = tuple((address(s), s.title) for s in find_affected_sections(document, reference))
    return ReferenceChange(version, changes, passages, hunks)


def find_affected_sections(document: Document, reference: Reference) -> tuple[Section, ...]:
    """The sections whose own text cites a version that read the reference, in order."""
    labels = list_labels(reference)
    return tuple(
        section
        for section in document.sections
        if labels & cited_labels("".join(block.text for block in section.blocks))
    )


def list_labels(reference: Reference) -> frozenset[str]:
    """The reference's footnote labels: the number of each version that read it."""
    return frozenset(str(stamp.version) for stamp in reference.stamps if stamp.blob != EDITED)
