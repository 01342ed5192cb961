"""The readings that a repository keeps, as evidence."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.repo.kept import Kept, find_kept, list_kept, read_about, read_kept
from git_report.report.checklist import Reference, Stamp
from git_report.report.location import cut_section, locate
from git_report.report.snapshot import Snapshot
from git_report.report.targets import is_url
from git_report.sources.evidence import Evidence

if TYPE_CHECKING:
    from git_report.repo.repository import Repository

_TEXTS = ("blob", "text", "raw")
_ABOUT = tuple(field.name for field in fields(Evidence) if field.name not in _TEXTS)


class KeptSources:
    """An `Archive` over a repository's own refs."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    def find(self, target: str) -> Evidence | None:
        """The newest reading of a target, or None."""
        newest: tuple[str, str, str] | None = None
        for blob, tree in list_kept(self.repository):
            about = _read_about(read_about(self.repository, tree))
            if about.get("target") == target:
                newest = max(newest or ("", "", ""), (about.get("time", ""), blob, tree))
        if newest is None:
            return None
        return unpack(read_kept(self.repository, newest[1], newest[2]))

    def read(self, blob: str) -> Evidence | None:
        """The reading with that blob id, or 12 or more of its digits; None where it is not here."""
        kept = find_kept(self.repository, blob)
        return unpack(kept) if kept is not None else None


def pack(evidence: Evidence) -> Kept:
    """A reading as a repository keeps it."""
    about = {name: getattr(evidence, name) for name in _ABOUT}
    text = json.dumps({k: v for k, v in about.items() if v}, ensure_ascii=False, indent=2)
    data = text.encode("utf-8", "backslashreplace") + b"\n"
    return Kept(evidence.blob, evidence.text, data, evidence.raw)


def unpack(kept: Kept) -> Evidence:
    """A reading as it was packed; what it says about itself is data, and may be missing."""
    about = _read_about(kept.about)
    told = {name: about.get(name, "") for name in _ABOUT}
    return Evidence(blob=kept.blob, text=kept.text, raw=kept.raw, **told)


def _read_about(data: bytes) -> dict[str, str]:
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    return {str(k): v for k, v in values.items() if isinstance(v, str)}


def find_read(
    repository: Repository, snapshot: Snapshot, folder: str, reference: Reference, stamp: Stamp
) -> bytes | None:
    """What a reading read of a local reference: from the tree, or from an old commit's blob."""
    if is_url(reference.target):
        return None
    if repository.run("cat-file", "-e", f"{stamp.blob}^{{blob}}").status == 0:
        return repository.git("cat-file", "blob", stamp.blob)
    try:
        location = locate(snapshot, folder, reference.target)
    except ReportError:
        return None
    data = snapshot.read(location.path)
    if location.fragment:
        data = cut_section(data, location.fragment) or b""
    return data if snapshot.blob_id(data).startswith(stamp.blob) else None
