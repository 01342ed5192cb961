"""The text that was read of references, for the checks, which do not read pages or PDFs."""

from __future__ import annotations

from git_report.checks.folder_state import Recall
from git_report.git.repository import Repository
from git_report.report.checklist import Reference, Stamp
from git_report.report.snapshot import Snapshot


def recall_from(repository: Repository) -> Recall:
    """A function that gives a check the text that a writer saw, from what the repository kept.

    The modules that read sources are imported with the first call, which few hooks make.
    """

    def recall_reading(snapshot: Snapshot, folder: str, reference: Reference, stamp: Stamp) -> str:
        from git_report.sources import MAX_BYTES
        from git_report.sources.archive import EvidenceArchive
        from git_report.sources.recall import recall

        most = max(0, repository.config_number("report.maxSourceBytes", default=MAX_BYTES))
        archive = EvidenceArchive(repository)
        return recall(archive, snapshot, folder, reference, stamp, max_bytes=most)

    return recall_reading
