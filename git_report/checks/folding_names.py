"""Find different names in a tree that are one name on a file system that folds letter case.

When the tree is checked out there, one of the files replaces the other, so that a reader sees a
different version than the one that was checked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from git_report.checks.findings import Finding
from git_report.report.folder import INSTRUCTIONS_NAME, join
from git_report.report.gitnames import fold_name
from git_report.report.snapshot import DIRECTORY, Snapshot
from git_report.report.versions import version_number

# The short names (8.3) that Windows gives to the files of a report.
_SHORT_NAME = re.compile(r"(?:report|instru)~\d+\.md")


def find_file_twins(folder: str, names: Iterable[str]) -> Iterator[Finding]:
    """V002 for Markdown files in a report folder whose names are the same when folded."""
    names = list(names)
    for twins in _group(names):
        if any(name.endswith(".md") for name in twins):
            yield _make_finding(folder, twins)
    for name in names:
        if _SHORT_NAME.fullmatch(fold_name(name)):
            yield Finding(
                join(folder, name), 0, "V002",
                f"'{name}' is the short name of a report's file on Windows", "rename it",
            )  # fmt: skip


def find_folder_twins(
    base: Snapshot | None, candidate: Snapshot, touched: Iterable[str]
) -> Iterator[Finding]:
    """V002 if a change adds a name that, folded, is that of a folder with a report in it."""
    reports: set[str] | None = None
    for folder, added in _list_added(base, candidate, touched).items():
        entries = candidate.entries(folder)
        for twins in _group(entries):
            folders = {join(folder, n) for n in twins if entries[n].mode == DIRECTORY}
            if added.isdisjoint(twins) or not folders:
                continue
            if reports is None:  # computed only if needed, because it lists the whole tree
                reports = _list_with_reports(candidate)
            if not reports.isdisjoint(folders):
                yield _make_finding(folder, twins)


def _group(names: Iterable[str]) -> Iterator[list[str]]:
    """Groups of names that are the same when folded, each sorted."""
    names = list(names)
    folded = [fold_name(name) for name in names]
    if len(set(folded)) == len(names):
        return
    groups: dict[str, list[str]] = defaultdict(list)
    for name, key in zip(names, folded, strict=True):
        groups[key].append(name)
    yield from (sorted(group) for _, group in sorted(groups.items()) if len(group) > 1)


def _make_finding(folder: str, twins: list[str]) -> Finding:
    # The message does not say which name is new: each parent of a merge may have added one, and
    # findings against all parents are compared by their words.
    listed = " and ".join(f"'{name}'" for name in twins)
    return Finding(
        join(folder, twins[0]), 0, "V002", f"{listed} are the same name on some file systems",
        "rename one of them, or delete it",
    )  # fmt: skip


def _list_added(
    base: Snapshot | None, candidate: Snapshot, touched: Iterable[str]
) -> dict[str, set[str]]:
    """The names that a change adds, by folder."""
    added: dict[str, set[str]] = defaultdict(set)
    seen: set[str] = set()
    for path in touched:
        rest = path
        while rest and rest not in seen:
            seen.add(rest)
            folder, _, name = rest.rpartition("/")
            new = base is None or base.entry(rest) is None
            if new and candidate.entry(rest) is not None:
                added[folder].add(name)
            rest = folder
    return added


def _list_with_reports(candidate: Snapshot) -> set[str]:
    """The folders that contain a report, or have one in a folder below."""
    found: set[str] = set()
    for path in candidate.markdown_files():
        folder, _, name = path.rpartition("/")
        if name == INSTRUCTIONS_NAME or version_number(name) is not None:
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
    return found
