"""Read a reviewer's patch for ``git report revise``, apply it, and report the result."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from git_report.edits.application import body_of
from git_report.edits.patches import (
    Patch,
    PatchHunk,
    PlacedHunk,
    RefusedHunk,
    apply_hunks,
    read_patch,
)
from git_report.errors import ReportError, unreadable
from git_report.git.repository import Repository
from git_report.markdown import parse
from git_report.report.folder import Folder
from git_report.report.sizes import read_file, read_stream
from git_report.report.versions import version_name, version_number
from git_report.terminal import quote_name
from git_report.text import shorten

_NAMED = 3  # files that a message names


@dataclass(frozen=True, slots=True)
class Patched:
    """The text of a version with a patch applied, and the result for each part of the patch.

    `left` are the other files that the patch changes. `subject` is the subject of its mail.
    """

    text: str
    placed: tuple[PlacedHunk, ...]
    refused: tuple[RefusedHunk, ...]
    left: tuple[str, ...]
    subject: str
    path: str

    @property
    def is_present(self) -> bool:
        """Whether the version already has all changes of the patch."""
        return not self.placed and all(refused.present for refused in self.refused)

    @property
    def rejected(self) -> str:
        """The hunks that were not applied, as a patch."""
        hunks = "".join(refused.hunk.source for refused in self.refused)
        return f"--- a/{self.path}\n+++ b/{self.path}\n{hunks}"


def read_given(repository: Repository, file: str) -> Patch:
    """The patch in a file; "-" is standard input. Raises ReportError if it is not a patch."""
    most = repository.report_bytes
    if file == "-":
        return read_patch(read_stream(sys.stdin.buffer, "standard input", most), "standard input")
    try:
        return read_patch(read_file(Path(file), most), file)
    except OSError as error:
        raise ReportError(
            unreadable(file, error),
            hint="name the file that contains the patch, or '-' for standard input",
        ) from None


def patch_version(folder: Folder, text: str, patch: Patch) -> Patched:
    """Apply the hunks for any version of the folder to the newest version's text.

    Raises ReportError if the patch changes no version of the folder.
    """
    ours = [each for each in patch.files if _is_version(folder, each.path)]
    left = tuple(each.path for each in patch.files if each not in ours)
    edited = [each for each in ours if not each.added and not each.removed]
    if not edited:
        raise _other_patch(folder, [each.path for each in ours], left)
    hunks = [hunk for each in edited for hunk in each.hunks]
    left += tuple(each.path for each in ours if each not in edited)
    body = body_of(parse(text))
    applied = apply_hunks(body, hunks, text)
    newest = folder.version_path(folder.newest)
    return Patched(applied.text, applied.placed, applied.refused, left, patch.subject, newest)


def describe_patched(patched: Patched, folder: Folder) -> Iterator[str]:
    """The results for the hunks and the other files, one line each."""
    whole = len(patched.placed) + len(patched.refused)
    yield f"hunks applied: {len(patched.placed)} of {whole}"
    newest = version_name(folder.newest)
    for placed in patched.placed:
        if placed.how:
            yield f"  {_name(placed.hunk)} applied at {newest}:{placed.line}: {placed.how}"
    for refused in patched.refused:
        yield f"  {_name(refused.hunk)} not applied: {refused.why}"
    for path in patched.left:
        yield f"  not touched: {quote_name(path)}"


def patch_json(patched: Patched) -> dict[str, Any]:
    """The results as part of a JSON document."""
    return {
        "applied": [
            {"start": each.hunk.start, "line": each.line, "how": each.how}
            for each in patched.placed
        ],
        "refused": [{"start": each.hunk.start, "why": each.why} for each in patched.refused],
        "left": list(patched.left),
    }


def _is_version(folder: Folder, path: str) -> bool:
    """Whether a file of a patch is a version of the folder; paths may be relative to it."""
    directory, _, name = path.rpartition("/")
    if not version_number(name):
        return False
    return directory in {"", folder.path} or folder.path.endswith(f"/{directory}")


def _other_patch(folder: Folder, added: list[str], left: tuple[str, ...]) -> ReportError:
    where = folder.path or "."
    if added:
        return ReportError(
            f"the patch adds or deletes {quote_name(added[0])} as a whole",
            hint="give a patch of a version's text, or submit a whole version with "
            "'git report accept FILE'",
        )
    named = ", ".join(f"'{quote_name(path)}'" for path in left[:_NAMED])
    named += f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
    which = "which is not a version" if len(left) == 1 else "none of which is a version"
    return ReportError(
        f"the patch changes {named}, {which} in '{where}'",
        hint="name the report folder with DIR, or apply other files' changes with 'git apply'",
    )


def _name(hunk: PatchHunk) -> str:
    text = next((line.text for line in hunk.lines if line.mark != " " and line.text.strip()), "")
    return f"hunk at line {hunk.start} '{shorten(text.strip())}'"
