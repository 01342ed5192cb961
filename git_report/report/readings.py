"""Which reference was read for a version, from the checklist or from the version's tail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from git_report.markdown import Definition
from git_report.report.checklist import EDITED, Reference
from git_report.report.links import find_link


@dataclass(frozen=True, slots=True)
class Reading:
    """A version, and the title and target of what was read for it; both may be empty.

    For a revision, for which nothing was read, `title` is that of its item.
    """

    version: int
    title: str = ""
    target: str = ""
    is_revision: bool = False


def list_readings(references: Iterable[Reference]) -> dict[int, Reading]:
    """The readings according to the stamps of a checklist, by version."""
    return {
        stamp.version: Reading(
            stamp.version, reference.title, reference.target, is_revision=stamp.blob == EDITED
        )
        for reference in references
        for stamp in reference.claims
    }


def find_defined(definitions: Iterable[Definition], version: int) -> Reading | None:
    """The reading according to a tail's definition for a version; None if there is none."""
    for definition in definitions:
        if definition.label == str(version):
            words = definition.text.partition("]:")[2].strip()
            link = find_link(words)
            title, target = (link.text, link.target) if link else (words, "")
            return Reading(version, title, target)
    return None
