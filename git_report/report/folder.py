"""Report folders: where they are, and what one of them contains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from git_report.errors import ReportError
from git_report.report.instructions import (
    Box,
    Instructions,
    NoItemsError,
    has_checklist,
    parse_instructions,
)
from git_report.report.pasting import TOP, paste_folder, quote
from git_report.report.sizes import (
    expect_size,
)
from git_report.report.snapshot import (
    CONFLICT,
    DIRECTORY,
    REGULAR,
    SUBMODULE,
    SYMLINK,
    ConflictError,
    Snapshot,
    TooLargeError,
)
from git_report.report.targets import is_url, resolve_targets, target_path
from git_report.report.versions import (
    DIFF_NAME,
    has_versions,
    read_versions,
    version_name,
    version_number,
)

INSTRUCTIONS_NAME = "instructions.md"
_MOST_NAMED = 3  # report folders in a hint
_MODE_NAMES = {SYMLINK: "a symbolic link", SUBMODULE: "a submodule", DIRECTORY: "a directory"}


class Folder(NamedTuple):
    """A report folder in one snapshot.

    `path` is its repository path (``""`` for the root), `newest` the number of the newest
    version (0 if there is none).
    """

    path: str
    instructions: Instructions
    newest: int

    def version_path(self, number: int) -> str:
        """The repository path of a version."""
        return join(self.path, version_name(number))

    @property
    def diff_path(self) -> str:
        """The repository path of diff.md."""
        return join(self.path, DIFF_NAME)


def join(folder: str, name: str) -> str:
    """A name below a folder, as a repository path."""
    return f"{folder}/{name}" if folder else name


def is_report_file(path: str) -> bool:
    """Whether a path has the name of a version, of diff.md or of instructions."""
    name = path.rpartition("/")[2]
    return name in (INSTRUCTIONS_NAME, DIFF_NAME) or version_number(name) is not None


def read_folder(snapshot: Snapshot, path: str) -> Folder:
    """Read one report folder; ReportError if it is not a valid one."""
    instructions_path = find_instructions(snapshot, path)
    if instructions_path is None:
        raise miss_folder(snapshot, path)
    instructions = read_instructions(snapshot, instructions_path)
    entries = snapshot.entries(path)
    stamped = {stamp.version for item in instructions.references for stamp in item.stamps}
    newest = read_versions(path, entries, stamped)
    for number in range(1, newest + 1):
        _expect_file(join(path, version_name(number)), entries[version_name(number)].mode)
    if DIFF_NAME in entries:
        _expect_file(join(path, DIFF_NAME), entries[DIFF_NAME].mode)
    return Folder(path, instructions, newest)


def miss_folder(snapshot: Snapshot, path: str) -> ReportError:
    """The error for a path that is not a report folder; its hint lists those that exist."""
    shown = path or "."
    entry = snapshot.entry(path) if path else None
    what = f"it contains no '{INSTRUCTIONS_NAME}'"
    if entry is not None and entry.mode != DIRECTORY:
        what = f"it is {_MODE_NAMES.get(entry.mode, 'a file')}"
    folders = find_folders(snapshot)
    return ReportError(
        f"'{shown}' is not a report folder: {what}"
        if entry is not None or not path
        else f"there is no folder '{shown}'",
        hint=_list_folders(folders)
        if folders
        else f"create one with 'git report init {quote(shown)}'",
    )


def _list_folders(folders: Sequence[str]) -> str:
    """The hint that names the first few report folders."""
    named = [_name_folder(folder) for folder in folders[:_MOST_NAMED]]
    explained = f" ('{TOP}' is the root of the repository)"
    if len(folders) == 1:
        return f"the report folder is {named[0]}{explained}"
    *most, last = (*named, "others") if len(folders) > len(named) else named
    listed = f"{', '.join(most)} and {last}"
    return f"the report folders are {listed}{explained}; 'git report status --all' lists them"


def _name_folder(folder: str) -> str:
    """A folder as the DIR argument of our commands, in quotes."""
    pasted = paste_folder(folder)
    return f"'{pasted}'" if pasted == f"{TOP}{folder}" else pasted


def read_instructions(snapshot: Snapshot, path: str) -> Instructions:
    """Read instructions and resolve their targets in the snapshot; raises as the parser does.

    TooLargeError, before anything is parsed, above the size limit.
    """
    data = snapshot.read(path)
    expect_size(path, len(data), snapshot.report_bytes)  # snapshot.read checks usual names only
    return resolve_targets(snapshot, path.rpartition("/")[0], parse_instructions(path, data))


def explain_all_read(folder: Folder, made: int = 0) -> str:
    """The message for a folder without unread references, after a run that made `made` versions."""
    read = folder.instructions.count(Box.READ) + made
    skipped = folder.instructions.count(Box.SKIPPED)
    if skipped:
        return f"nothing left to read: {f'{read} read, ' if read else ''}{skipped} skipped"
    all_read = {1: "the only reference has been read", 2: "both references have been read"}
    return f"nothing left to read: {all_read.get(read, f'all {read} references have been read')}"


def find_instructions(snapshot: Snapshot, folder: str) -> str | None:
    """The path of a folder's instructions file, or None.

    It is ``instructions.md``, else the only Markdown file with a References checklist;
    ReportError if several files have one.
    """
    path = join(folder, INSTRUCTIONS_NAME)
    entry = snapshot.entry(path)  # first, because a folder with many versions is slow to list
    if entry is not None:
        _expect_file(path, entry.mode)
        return path
    found = [
        join(folder, name)
        for name, entry in sorted(snapshot.entries(folder).items())
        if entry.mode in REGULAR
        and _may_be_instructions(name)
        and holds_checklist(snapshot, join(folder, name))
    ]
    if len(found) > 1:
        names = ", ".join(f"'{path}'" for path in found)
        raise ReportError(
            f"several files have a References checklist: {names}",
            hint=f"rename the one to use to '{INSTRUCTIONS_NAME}'",
            where=folder or ".",
        )
    return found[0] if found else None


def find_folders(snapshot: Snapshot) -> tuple[str, ...]:
    """The repository paths of all report folders of a snapshot, sorted.

    A source of a report, or a file in its folders, may contain a References checklist too. Such a
    file only counts as instructions if it has the usual name or is next to a version.
    """
    found = [
        path
        for path in snapshot.markdown_files()
        if _may_be_instructions(path.rpartition("/")[2])
        and (holds_checklist(snapshot, path) or _is_left_without(snapshot, path))
    ]
    sure = [path for path in found if _is_surely_one(snapshot, path)]
    doubtful = {path for path in found if path not in sure}
    if doubtful:
        folders = {PurePosixPath(path).parent for path in sure}
        doubtful -= {p for p in doubtful if not folders.isdisjoint(PurePosixPath(p).parents)}
        doubtful -= {target for path in found for target in _list_targets(snapshot, path)}
    return tuple(sorted({path.rpartition("/")[0] for path in (*sure, *doubtful)}))


def find_empty(snapshot: Snapshot) -> NoItemsError | None:
    """The error of instructions by name whose checklist has no item, and no version; or None.

    Such a file is not a report folder: its section may be about anything. But where there is no
    other, it may be meant as one.
    """
    for path in snapshot.markdown_files():
        if path.rpartition("/")[2] == INSTRUCTIONS_NAME:
            try:
                read_instructions(snapshot, path)
            except NoItemsError as error:
                return error
            except ReportError:
                continue
    return None


def _is_left_without(snapshot: Snapshot, path: str) -> bool:
    """Whether instructions without a checklist belong to a report: by name, next to versions.

    Otherwise, renaming the heading would hide the report from every check.
    """
    folder, _, name = path.rpartition("/")
    return name == INSTRUCTIONS_NAME and has_versions(snapshot.entries(folder))


def _is_surely_one(snapshot: Snapshot, path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return name == INSTRUCTIONS_NAME or has_versions(snapshot.entries(folder))


def _list_targets(snapshot: Snapshot, path: str) -> Iterator[str]:
    """Yield the paths that the checklist of an instructions file names."""
    folder = path.rpartition("/")[0]
    try:
        references = read_instructions(snapshot, path).references
    except ReportError:
        return
    for reference in references:
        if not is_url(reference.target):
            yield target_path(folder, reference.target)[0]


def locate_folder(snapshot: Snapshot, current: str) -> str:
    """The report folder that contains the current directory, else the only one there is.

    `current` is a repository path. ReportError if there is none, or if there are several;
    NoItemsError if there is none but instructions without an item.
    """
    folder = current
    while True:
        if find_instructions(snapshot, folder) is not None and _is_report(snapshot, folder):
            return folder
        if not folder:
            break
        folder = folder.rpartition("/")[0]
    folders = find_folders(snapshot)
    if not folders:
        raise find_empty(snapshot) or ReportError(
            "no report folder in this repository",
            hint="create one with 'git report init report'",
        )
    if len(folders) > 1:
        # Below the root, a path relative to the root would be wrong.
        named = (f"-d {paste_folder(p)}" if current else quote(p or ".") for p in folders)
        listed = "\n  ".join(named)
        raise ReportError(
            f"this repository has {len(folders)} report folders, and the command does not say "
            "which one to use",
            hint=f"name one of them, as DIR or with -d DIR:\n  {listed}",
        )
    return folders[0]


def _is_report(snapshot: Snapshot, folder: str) -> bool:
    """Whether a folder is a report: its instructions have a checklist or are next to versions."""
    path = find_instructions(snapshot, folder)
    return path is not None and (
        holds_checklist(snapshot, path) or has_versions(snapshot.entries(folder))
    )


def _may_be_instructions(name: str) -> bool:
    return name.endswith(".md") and name != DIFF_NAME and version_number(name) is None


def holds_checklist(snapshot: Snapshot, path: str) -> bool:
    """Whether a file has a References checklist, valid or not."""
    entry = snapshot.entry(path)
    if entry is None or entry.mode not in REGULAR:
        return False
    try:
        data = snapshot.read(path)
    except TooLargeError:
        return _is_beside_versions(snapshot, path)  # it is not read, so its name decides
    # Parsing every Markdown file of a large repository would be slow: search first.
    if b"eferences" not in data.replace(b"REFERENCES", b"References"):
        return False
    if 0 < snapshot.report_bytes < len(data):
        return _is_beside_versions(snapshot, path)
    # A file with the usual name is meant as instructions even if none of its boxes is valid.
    named = path.rpartition("/")[2] == INSTRUCTIONS_NAME
    return has_checklist(data.decode("utf-8", "replace"), malformed=named)


def _is_beside_versions(snapshot: Snapshot, path: str) -> bool:
    """Whether a file that is too large to be searched for a checklist is next to versions."""
    return has_versions(snapshot.entries(path.rpartition("/")[0]))


def _expect_file(path: str, mode: str) -> None:
    if mode == CONFLICT:
        raise ConflictError(f"'{path}' has a merge conflict", path)
    if mode not in REGULAR:
        what = _MODE_NAMES.get(mode, "not a regular file")
        raise ReportError(
            f"'{path}' is {what}",
            hint="replace it with a regular file",
        )
