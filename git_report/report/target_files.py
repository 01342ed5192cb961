"""Find the file that a local target names, and check that it can be read.

No contents are read, so that a hook can do this for every unchecked item.
"""

from __future__ import annotations

from typing import NamedTuple

from git_report.errors import ReportError
from git_report.markdown import parse
from git_report.markdown.anchors import find_anchor
from git_report.report.folder import is_report_file
from git_report.report.gitnames import is_git_name
from git_report.report.media import TEXT, guess_type
from git_report.report.pasting import quote
from git_report.report.snapshot import DIRECTORY, REGULAR, SUBMODULE, SYMLINK, Snapshot
from git_report.report.stored_forms import find_stored_form
from git_report.report.targets import path_target, target_path

_BOM = b"\xef\xbb\xbf"
_MODE_NAMES = {SYMLINK: "a symbolic link", SUBMODULE: "a submodule", DIRECTORY: "a directory"}
_PUT_IT_THERE = "name a regular file in this repository, or copy the text into one"


class Location(NamedTuple):
    """A file of the repository, and the section that is named (empty for the whole file)."""

    path: str
    fragment: str = ""


class NoFileError(ReportError):
    """A local target that names no file; `path` is the repository path that it names."""

    def __init__(self, message: str, path: str, *, hint: str, where: str) -> None:
        super().__init__(message, hint=hint, where=where)
        self.path = path


def locate(snapshot: Snapshot, folder: str, target: str, where: str = "") -> Location:
    """Find the file that a local target of a report folder names, without reading it.

    `where` is the location in errors. Raises ReportError for a target that is outside the
    repository, inside its git directory, at or below a symbolic link, a directory or submodule, and
    NoFileError for one that is missing.
    """
    if not target:
        raise ReportError(
            "the item has no link",
            hint="give it a link '[Title](path.md)' or a URL",
            where=where,
        )
    path, fragment = target_path(folder, target)
    if target.startswith(("#", "?")):
        path = ""  # an anchor in the instructions themselves is not a reference
    _check_inside(path, target, where)
    entry = snapshot.entry(path)
    if entry is None:
        raise _missing(snapshot, folder, path, target, where)
    if entry.mode not in REGULAR:
        what = _MODE_NAMES.get(entry.mode, "not a regular file")
        hint = _PUT_IT_THERE
        if entry.mode == DIRECTORY:
            hint = "add its files one by one"
        raise ReportError(f"'{target}' is {what}", hint=hint, where=where)
    return Location(path, fragment)


def cut_section(data: bytes, fragment: str) -> bytes | None:
    """The exact bytes of the section that a fragment names, with subsections; None if missing.

    Blank lines at the end are omitted: they depend on what follows the section, which must not
    change what was read of it. The bytes are UTF-8.
    """
    body = data.removeprefix(_BOM)
    section = find_anchor(parse(body.decode("utf-8", "replace")), fragment)
    if section is None:
        return None
    return body[section.span.start : section.span.end].rstrip(b" \t\r\n") + b"\n"


def cut_reading(data: bytes, path: str, fragment: str) -> bytes | None:
    """The part of a file's bytes that a stamp identifies; None if a text has no such section.

    For a section of a page or a PDF this is the whole file: the section is a part of the text that
    was extracted, not of the bytes. So it is for a file that git stores as a pointer.
    """
    if fragment and guess_type(data, path) in TEXT and find_stored_form(data) is None:
        return cut_section(data, fragment)
    return data


def _check_inside(path: str, target: str, where: str) -> None:
    parts = path.split("/")
    if parts[0] == "..":
        raise ReportError(
            f"'{target}' leads out of the repository",
            hint="copy the file into the repository; a path that begins with '/' starts there",
            where=where,
        )
    if not path or path == "." or "\0" in path:
        raise ReportError(
            f"'{target}' does not name a file",
            hint="write a path such as 'references/a.md', or '/a/b.md' from the root",
            where=where,
        )
    # A backslash separates names on some systems.
    if any(is_git_name(part) for name in parts for part in name.split("\\")):
        raise ReportError(f"'{target}' is in the git directory", hint=_PUT_IT_THERE, where=where)


def _missing(snapshot: Snapshot, folder: str, path: str, target: str, where: str) -> ReportError:
    parts = path.split("/")
    for depth in range(1, len(parts)):
        above = "/".join(parts[:depth])
        entry = snapshot.entry(above)
        if entry is None:
            break  # so nothing below it exists either
        if entry.mode in (SYMLINK, SUBMODULE):
            message = f"'{target}' leads through {_MODE_NAMES[entry.mode]}, '{above}'"
            return ReportError(message, hint=_PUT_IT_THERE, where=where)
        if entry.mode in REGULAR:
            return ReportError(
                f"'{target}' leads through the file '{above}'", hint=_PUT_IT_THERE, where=where
            )
    skip = f"git report skip {quote(target)} -m"
    if is_report_file(path) and path.rpartition("/")[0] == folder:
        return NoFileError(
            f"'{target}' is one of the report's own files and cannot be one of its references",
            path,
            hint=f"name a source for the report to read, or skip the item with '{skip} "
            '"it is no source"\'',
            where=where,
        )
    near = _near_path(snapshot, folder, path)
    meant = f"did you mean '{path_target(folder, near)}'? Otherwise, " if near else ""
    return NoFileError(
        f"'{target}' does not exist",
        path,
        hint=f"{meant}add the file as '{path}', or skip the item with '{skip} "
        '"it does not exist"\'',
        where=where,
    )


def _near_path(snapshot: Snapshot, folder: str, path: str) -> str:
    """A file that may be meant: from the root, from the folder, or with a similar name."""
    from difflib import get_close_matches  # only for this error

    for other in (f"{folder}/{path}", path.removeprefix(f"{folder}/")):
        entry = snapshot.entry(other) if other not in (path, "") else None
        if entry is not None and entry.mode in REGULAR:
            return other
    above, _, name = path.rpartition("/")
    files = [n for n, entry in snapshot.entries(above).items() if entry.mode in REGULAR]
    folded = [n for n in files if n.casefold() == name.casefold()]
    close = folded or get_close_matches(name, files, n=1, cutoff=0.75)
    return f"{above}/{close[0]}" if close and above else "".join(close[:1])
