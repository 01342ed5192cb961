"""Readings that are stored in a repository, as evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING

from git_report.git.evidence_refs import (
    EvidenceRef,
    find_evidence_ref,
    list_evidence_refs,
    read_about,
    read_evidence_ref,
)
from git_report.report.checklist import EDITED, Reference, Stamp
from git_report.report.sizes import expect_size
from git_report.report.snapshot import REGULAR, Snapshot
from git_report.report.target_files import cut_reading
from git_report.report.targets import is_url, target_path
from git_report.sources.evidence import Evidence

if TYPE_CHECKING:
    from git_report.git.repository import Repository

_STAMPED = 12  # digits of a blob id in a stamp
_COMMITS = 500  # how many commits are searched for a section of a file
_TEXTS = ("blob", "text", "raw", "facts", "also")
_ABOUT = tuple(field.name for field in fields(Evidence) if field.name not in _TEXTS)


class EvidenceArchive:
    """An `Archive` in the refs of a repository."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    def find(self, target: str) -> Evidence | None:
        """The newest reading of a target, or None."""
        newest: tuple[str, str, str] | None = None
        for blob, tree in list_evidence_refs(self.repository):
            about, also = _read_about(read_about(self.repository, tree))
            if about.get("target") == target or target in also:
                # Times are in UTC and ISO 8601, so that they sort as text.
                newest = max(newest or ("", "", ""), (about.get("time", ""), blob, tree))
        if newest is None:
            return None
        return unpack(read_evidence_ref(self.repository, newest[1], newest[2]))

    def read(self, blob: str) -> Evidence | None:
        """The reading with a blob id, or 12 or more of its digits; None if it is not stored."""
        kept = find_evidence_ref(self.repository, blob)
        return unpack(kept) if kept is not None else None

    def recall(
        self,
        snapshot: Snapshot,
        folder: str,
        reference: Reference,
        stamp: Stamp,
        *,
        max_bytes: int = 0,
    ) -> bytes | None:
        """The bytes that a reading read: a blob of evidence or of a commit, or a section of one.

        An uncommitted file, and a section, which is not a git object, are read from `snapshot`; a
        section that has changed since is read from the newest commit that has the former text.
        """
        if stamp.blob == EDITED:
            return None
        data = self.repository.find_blob(stamp.blob, most=max_bytes)
        if data is not None or is_url(reference.target):
            return data
        path, fragment = target_path(folder, reference.target)
        data = _read_as_stamped(snapshot, path, fragment, stamp.blob)
        if data is None and fragment and self.repository.head() is not None:
            data = _find_section(self.repository, path, fragment, stamp.blob)
        if data is not None:
            expect_size(reference.target, len(data), max_bytes)
        return data


def list_evidence(repository: Repository, references: Iterable[Reference]) -> list[str]:
    """The blob ids of all stored readings that the stamps of some references name."""
    read = {stamp.blob for reference in references for stamp in reference.stamps}
    return [blob for blob, _ in list_evidence_refs(repository) if blob[:_STAMPED] in read]


def pack(evidence: Evidence) -> EvidenceRef:
    """Convert a reading to the form in which a repository stores it."""
    about = {name: getattr(evidence, name) for name in _ABOUT} | {"also": evidence.also}
    text = json.dumps({k: v for k, v in about.items() if v}, ensure_ascii=False, indent=2)
    data = text.encode("utf-8", "backslashreplace") + b"\n"
    return EvidenceRef(evidence.blob, evidence.text, data, evidence.raw, evidence.facts)


def unpack(kept: EvidenceRef) -> Evidence:
    """Convert a stored reading back; its metadata is not trusted, and may be missing."""
    about, also = _read_about(kept.about)
    metadata = {name: about.get(name, "") for name in _ABOUT}
    return Evidence(
        blob=kept.blob, text=kept.text, raw=kept.raw, facts=kept.facts, also=also, **metadata
    )


def _read_about(data: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """Parse the metadata of a reading and its other targets; anything but text is ignored."""
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        return {}, ()
    if not isinstance(values, dict):
        return {}, ()
    also = values.get("also")
    others = also if isinstance(also, list) else []
    metadata = {str(k): v for k, v in values.items() if isinstance(v, str)}
    return metadata, tuple(each for each in others if isinstance(each, str))


def _read_as_stamped(snapshot: Snapshot, path: str, fragment: str, digits: str) -> bytes | None:
    """The bytes at a path of a snapshot, if a stamp with these digits names them; else None."""
    entry = snapshot.entry(path)
    if entry is None or entry.mode not in REGULAR:
        return None
    data = cut_reading(snapshot.read(path), path, fragment)
    return data if data is not None and snapshot.blob_id(data).startswith(digits) else None


def _find_section(repository: Repository, path: str, fragment: str, digits: str) -> bytes | None:
    """A section as it was read, from the newest commit that has this text."""
    commits = repository.git("rev-list", f"--max-count={_COMMITS}", "HEAD", "--", path)
    for commit in commits.decode("ascii").split():
        data = _read_as_stamped(repository.commit_snapshot(commit), path, fragment, digits)
        if data is not None:
            return data
    return None
