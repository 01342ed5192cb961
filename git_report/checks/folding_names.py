"""Names that are two in a tree, and one in a work tree whose file system folds them.

Of two such files one takes the place of the other where the tree is checked out, so that a reader
sees another version than the one that was checked.
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

# What Windows calls the files of a report where a program asks for 8 characters and 3.
_SHORT_NAME = re.compile(r"(?:report|instru)~\d+\.md")


def find_file_twins(folder: str, names: Iterable[str]) -> Iterator[Finding]:
    """V002 for the Markdown files in a report folder of which the names are one when folded."""
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
    """V002 where a change adds a name that is one with that of a folder with a report in it."""
    reports: set[str] | None = None
    for folder, added in _list_added(base, candidate, touched).items():
        entries = candidate.entries(folder)
        for twins in _group(entries):
            folders = {join(folder, n) for n in twins if entries[n].mode == DIRECTORY}
            if added.isdisjoint(twins) or not folders:
                continue
            if reports is None:  # seldom asked, and it lists the whole tree
                reports = _list_with_reports(candidate)
            if not reports.isdisjoint(folders):
                yield _make_finding(folder, twins)


def _group(names: Iterable[str]) -> Iterator[list[str]]:
    """The names of which several are one when folded, each such group sorted."""
    names = list(names)
    folded = [fold_name(name) for name in names]
    if len(set(folded)) == len(names):
        return
    groups: dict[str, list[str]] = defaultdict(list)
    for name, key in zip(names, folded, strict=True):
        groups[key].append(name)
    yield from (sorted(group) for _, group in sorted(groups.items()) if len(group) > 1)


def _make_finding(folder: str, twins: list[str]) -> Finding:
    # The same words whichever of them came with the change, since a merge may bring either.
    listed = " and ".join(f"'{name}'" for name in twins)
    return Finding(
        join(folder, twins[0]), 0, "V002", f"{listed} are the same name on some file systems",
        "rename one of them, or delete it",
    )  # fmt: skip


def _list_added(
    base: Snapshot | None, candidate: Snapshot, touched: Iterable[str]
) -> dict[str, set[str]]:
    """The names that a change adds, by the folder that they are added to."""
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
    """The folders that contain a report, or have one below them."""
    found: set[str] = set()
    for path in candidate.markdown_files():
        folder, _, name = path.rpartition("/")
        if name == INSTRUCTIONS_NAME or version_number(name) is not None:
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
    return found
