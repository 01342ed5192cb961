"""What a report rests on in a reference that changed: its passages, and what they rested on."""

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
    """A reference that is read again since it says another thing than it did.

    `version` read it last; `difference` tells in Markdown what changed in its text, empty where
    the text of then is lost; `passages` are the sections that carry its marks, each with its
    address and title. `hunks` say which of its sentences rest on which changed lines.
    """

    version: int
    difference: str
    passages: tuple[tuple[str, str], ...]
    hunks: tuple[SourceHunk, ...] = ()


def describe_change(
    document: Document, reference: Reference, prior: str | None, text: str
) -> ReferenceChange:
    """What changed in a reference with a last reading, and what of a report rests on it."""
    version = reference.claims[-1].version
    told = ""
    hunks: tuple[SourceHunk, ...] = ()
    if prior is not None and prior != text:
        hunks = list_hunks(prior, text, document, list_labels(reference))
        names = (f"as {version_stem(version)} read it", "as it is now")
        told = render_diff(diff(parse(prior), parse(text)), *names)
    passages = tuple((address(s), s.title) for s in find_affected_sections(document, reference))
    return ReferenceChange(version, told, passages, hunks)


def find_affected_sections(document: Document, reference: Reference) -> tuple[Section, ...]:
    """The sections whose own text cites a version that the reference was read for, in order."""
    labels = list_labels(reference)
    return tuple(
        section
        for section in document.sections
        if labels & cited_labels("".join(block.text for block in section.blocks))
    )


def list_labels(reference: Reference) -> frozenset[str]:
    """The footnote labels of a reference: a version for each reading."""
    return frozenset(str(stamp.version) for stamp in reference.stamps if stamp.blob != EDITED)
