"""The text of a reading: what the writer of a version saw of its reference.

Everything that compares a version with its reference uses this function, so that it is never
compared with the bytes of a PDF or a page, or with a later state of the file.
"""

from __future__ import annotations

from git_report.errors import ReportError
from git_report.git.evidence_refs import REFS
from git_report.report.checklist import Reference, Stamp
from git_report.report.sizes import SOURCE_KEY, advise_limit
from git_report.report.snapshot import Snapshot, TooLargeError
from git_report.report.versions import version_stem
from git_report.sources.evidence import Archive
from git_report.sources.read_reference import recall_text


def recall(
    archive: Archive,
    snapshot: Snapshot,
    folder: str,
    reference: Reference,
    stamp: Stamp,
    *,
    max_bytes: int = 0,
) -> str:
    """The text that was read for a stamp of the report in `folder`, cleaned as for the writer.

    Raises ReportError if it is no longer stored, has more than `max_bytes` (0: no limit), or cannot
    be read in the format in which it was read.
    """
    what = f"the text that {version_stem(stamp.version)} read of '{reference.target}'"
    try:
        data = archive.recall(snapshot, folder, reference, stamp, max_bytes=max_bytes)
    except TooLargeError:
        raise ReportError(
            f"{what} has more than {max_bytes:,} bytes",
            hint=advise_limit(SOURCE_KEY, None, max_bytes),
        ) from None
    if data is None:
        raise ReportError(
            f"{what} is not in this repository",
            hint=f"get it from a clone that has it with 'git fetch REMOTE \"+{REFS}*:{REFS}*\"'",
        )
    return recall_text(data, reference.target)
