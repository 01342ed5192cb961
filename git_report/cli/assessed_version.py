"""The assessment of a version of a report, with the stored texts of its references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from git_report.assessment.lists import Assessment, assess, leave_wording
from git_report.checks.declarations import is_digest
from git_report.cli.source_texts import recall_from
from git_report.errors import ReportError
from git_report.git.repository import Repository
from git_report.markdown import Document, parse
from git_report.markdown.tail import read_tail
from git_report.report.checklist import EDITED, Box, Reference
from git_report.report.folder import Folder
from git_report.report.snapshot import Snapshot
from git_report.report.targets import is_url
from git_report.text import Tell, silent

_MOST_TEXTS = 50  # texts that are read for a page, because each takes time


class AssessedVersion(NamedTuple):
    """The lists, and the reference they refer to: the next one, or the one that was read."""

    assessment: Assessment
    reference: Reference | None


def assess_version(
    repository: Repository, snapshot: Snapshot, folder: Folder, number: int, tell: Tell
) -> AssessedVersion:
    """The assessment of a version.

    The newest version is compared with the next reference, if that is a readable file; any other
    version with the reference that it was made from. `tell` gets a note for each missing text.
    """
    document = _parse(snapshot, folder, number)
    prior = _parse(snapshot, folder, number - 1) if number > 1 else parse("")
    texts = _recall_texts(repository, snapshot, folder, document, number, tell)
    brief = folder.instructions.brief
    upcoming = folder.instructions.next_reference if number == folder.newest else None
    if upcoming is not None and not is_url(upcoming.target):
        source = _read_next(repository, snapshot, folder, upcoming, tell)
        if source:
            assessment = assess(document, source=source, brief=brief, earlier=texts, before=prior)
            return AssessedVersion(_judge(assessment, snapshot, folder, number), upcoming)
    source = texts.get(str(number), "")
    assessment = assess(document, source=source, prior=prior, brief=brief, earlier=texts)
    assessment = _judge(assessment, snapshot, folder, number)
    return AssessedVersion(assessment, _find_reading(folder, number) if source else None)


def recall_few(repository: Repository, snapshot: Snapshot, folder: Folder) -> Mapping[str, str]:
    """The texts that the newest version was made from, by label; none in a long history.

    Reading them all would take longer than everything else.
    """
    number = folder.newest
    if number > _MOST_TEXTS:
        return {}
    document = _parse(snapshot, folder, number)
    return _recall_texts(repository, snapshot, folder, document, number, silent)


def assess_alone(snapshot: Snapshot, folder: Folder, texts: Mapping[str, str]) -> Assessment:
    """The lists of the newest version that quote only the report and its brief.

    `texts` are only used to check figures, because their words must not reach those who get the
    lists.
    """
    document = _parse(snapshot, folder, folder.newest)
    before = _parse(snapshot, folder, folder.newest - 1) if folder.newest > 1 else None
    assessment = assess(document, brief=folder.instructions.brief, earlier=texts, before=before)
    return _judge(assessment, snapshot, folder, folder.newest)


def _judge(assessment: Assessment, snapshot: Snapshot, folder: Folder, number: int) -> Assessment:
    """The lists that apply to a version: for a digest, none about its wording.

    A report that a person or a model wrote is not a digest, even if a digest adds a chapter to it.
    """
    numbers = range(number, 0, -1)
    whole = all(_is_digest(_read_text(snapshot, folder, each)) for each in numbers)
    return leave_wording(assessment) if whole else assessment


def _is_digest(text: str) -> bool:
    """Whether a version is a digest, or a person's revision of one with the digest's notice."""
    tail = read_tail(text)
    if tail is None:
        return False
    revised = bool(tail.notice) and "person" in tail.record.values("writer")
    return revised or is_digest(tail.record)


def _parse(snapshot: Snapshot, folder: Folder, number: int) -> Document:
    return parse(_read_text(snapshot, folder, number))


def _read_text(snapshot: Snapshot, folder: Folder, number: int) -> str:
    return snapshot.read(folder.version_path(number)).decode("utf-8", "replace")


def _recall_texts(
    repository: Repository,
    snapshot: Snapshot,
    folder: Folder,
    document: Document,
    number: int,
    tell: Tell,
) -> dict[str, str]:
    """The texts that were read up to a version, by label.

    Empty if one is missing and there are no footnotes, which would say which figures are from it.
    """
    recall = recall_from(repository)
    texts: dict[str, str] = {}
    complete = True
    for reference in folder.instructions.references:
        complete &= reference.box is not Box.READ or bool(reference.stamps)
        for stamp in reference.stamps:
            if stamp.version > number or stamp.blob == EDITED:
                continue
            try:
                texts[str(stamp.version)] = recall(snapshot, folder.path, reference, stamp)
            except ReportError as error:
                tell(f"note: {error.message}")
                complete = False
    return texts if complete or document.tail is not None else {}


def _read_next(
    repository: Repository, snapshot: Snapshot, folder: Folder, reference: Reference, tell: Tell
) -> str:
    """The text of the next reference; empty if it cannot be read, with the reason as a note."""
    from git_report.sources import read_source, read_source_bytes

    most = read_source_bytes(repository)
    path = folder.instructions.path
    try:
        return read_source(snapshot, folder.path, reference, path, max_bytes=most).text
    except ReportError as error:
        tell(f"note: {error.message}")
        return ""


def _find_reading(folder: Folder, number: int) -> Reference | None:
    return next(
        (
            reference
            for reference in folder.instructions.references
            if any(stamp.version == number for stamp in reference.stamps)
        ),
        None,
    )
