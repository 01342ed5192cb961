"""What was read of references, for the checks: they know nothing of pages and PDFs themselves."""

from __future__ import annotations

from git_report.checks.folder_state import Recall
from git_report.git.repository import Repository
from git_report.report.checklist import Reference, Stamp
from git_report.report.snapshot import Snapshot


def recall_from(repository: Repository) -> Recall:
    """What gives a check the text that a writer saw, out of what a repository has of it.

    Whatever reads sources is imported with the first question, which few hooks ask.
    """

    def recall_reading(snapshot: Snapshot, folder: str, reference: Reference, stamp: Stamp) -> str:
        from git_report.sources import MAX_BYTES
        from git_report.sources.archive import KeptSources
        from git_report.sources.recall import recall

        most = max(0, repository.config_number("report.maxSourceBytes", default=MAX_BYTES))
        archive = KeptSources(repository)
        return recall(archive, snapshot, folder, reference, stamp, max_bytes=most)

    return recall_reading
