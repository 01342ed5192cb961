"""The text of a reading: what the writer of a version saw of its reference.

Everything that compares a version with its reference uses this function, so that it is never
compared with the bytes of a PDF or a page, or with a later state of the file.
"""

from __future__ import annotations

from git_report.errors import ReportError
from git_report.git.evidence_refs import REFS
from git_report.report.checklist import Reference, Stamp
from git_report.report.sizes import SOURCE_KEY, advise_limit, expect_size
from git_report.report.snapshot import Snapshot, TooLargeError
from git_report.report.target_files import cut_reading
from git_report.report.targets import is_url, target_path
from git_report.report.versions import version_stem
from git_report.sources.evidence import Archive
from git_report.sources.read_reference import check_out, recall_text


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
        if data is not None and not is_url(reference.target):
            data = _check_out(snapshot, folder, reference, data)
            expect_size(what, len(data), max_bytes)
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


def _check_out(snapshot: Snapshot, folder: str, reference: Reference, data: bytes) -> bytes:
    """What was read where git stores a pointer to it: the file, or the section of a text."""
    path, fragment = target_path(folder, reference.target)
    found = check_out(snapshot, path, data)
    return found if found == data else cut_reading(found, path, fragment) or b""
