"""What a server refuses of a push by names, modes and sizes alone, before it reads any file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from git_report.checks.findings import Finding
from git_report.report.folder import INSTRUCTIONS_NAME, is_report_file
from git_report.report.snapshot import LEADING_AWAY, REGULAR, Entry, Snapshot
from git_report.report.versions import DIFF_NAME, version_number


def check_received(
    candidate: Snapshot, changed: Mapping[str, Entry], size_of: Callable[[str], int], most: int
) -> list[Finding]:
    """V007 and V008 for the changed paths of a commit, sorted; no blob is read.

    A report folder is one with instructions or versions by name. Links and submodules are refused
    in it and below it; if it is the root of the repository, only directly in it. Its own files are
    refused if they have more than `most` bytes (0: no limit). `size_of` returns the size of a blob
    by its id.
    """
    reports = _Reports(candidate)
    found = [*_foreign(changed, reports)]
    if most > 0:
        found += _too_large(changed, reports, size_of, most)
    return sorted(found)


class _Reports:
    """The folders that are report folders by the names in them; each is listed only once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[str, bool] = {}

    def __contains__(self, folder: str) -> bool:
        if folder not in self._known:
            names = self._snapshot.entries(folder)
            self._known[folder] = INSTRUCTIONS_NAME in names or any(
                version_number(name) is not None for name in names
            )
        return self._known[folder]


def _foreign(changed: Mapping[str, Entry], reports: _Reports) -> Iterator[Finding]:
    for path, entry in changed.items():
        folder, _, name = path.rpartition("/")
        if entry.mode not in LEADING_AWAY or _is_version_or_diff(name):  # already reported by name
            continue
        if folder in reports or any(above in reports for above in _above(folder)):
            yield Finding(
                path, 0, "V007", f"'{name}' is {LEADING_AWAY[entry.mode]} in a report folder",
                "replace it with the files themselves",
            )  # fmt: skip


def _too_large(
    changed: Mapping[str, Entry], reports: _Reports, size_of: Callable[[str], int], most: int
) -> Iterator[Finding]:
    for path, entry in changed.items():
        if entry.mode not in REGULAR or not _is_own(path, reports):
            continue
        size = size_of(entry.oid)
        if size > most:
            name = path.rpartition("/")[2]
            yield Finding(
                path, 0, "V008", f"'{name}' has {size:,} bytes, more than the limit of {most:,}",
                "make it shorter; the limit is 'git config report.maxReportBytes' on the server",
            )  # fmt: skip


def _is_own(path: str, reports: _Reports) -> bool:
    """Whether a path is that of the instructions, a version or diff.md of a report."""
    return is_report_file(path) and path.rpartition("/")[0] in reports


def _is_version_or_diff(name: str) -> bool:
    return name == DIFF_NAME or version_number(name) is not None


def _above(folder: str) -> Iterator[str]:
    """The folders above one, without the root."""
    while folder := folder.rpartition("/")[0]:
        yield folder
