"""The stored texts of references for the checks, which do not read pages or PDFs themselves."""

from __future__ import annotations

from git_report.checks.folder_state import Recall
from git_report.git.repository import Repository
from git_report.report.checklist import Reference, Stamp
from git_report.report.snapshot import Snapshot

# Characters of all cached texts, as many as in four of the longest: each checked version needs the
# texts of all versions before it.
_KEPT = 4 * 4 * 1024**2


def recall_from(repository: Repository) -> Recall:
    """A function that returns the text that a writer read, from what the repository stores.

    The modules that read sources are imported at its first call, which few hooks make.
    """
    kept: dict[tuple[Snapshot, str, Reference, Stamp], str] = {}
    room = _KEPT

    def recall_reading(snapshot: Snapshot, folder: str, reference: Reference, stamp: Stamp) -> str:
        nonlocal room
        key = snapshot, folder, reference, stamp
        if key not in kept:
            text = read(*key)
            if len(text) > room:
                return text
            room -= len(text)
            kept[key] = text
        return kept[key]

    def read(snapshot: Snapshot, folder: str, reference: Reference, stamp: Stamp) -> str:
        from git_report.sources import read_source_bytes
        from git_report.sources.archive import EvidenceArchive
        from git_report.sources.recall import recall

        most = read_source_bytes(repository)
        archive = EvidenceArchive(repository)
        return recall(archive, snapshot, folder, reference, stamp, max_bytes=most)

    return recall_reading
