"""What a person types for a reference, as a target that a checklist item can hold."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote

from git_report.errors import ReportError
from git_report.report.checklist import Reference
from git_report.report.instructions import Instructions

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
# What a target must encode to survive as one: its own escape, a fragment's mark, the controls.
_PLAIN = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in "%#?<>\\")


def is_url(target: str) -> bool:
    """Whether a target has a scheme (``https:``), and so is no path of the repository."""
    return _SCHEME.match(target) is not None


def path_target(folder: str, path: str) -> str:
    """The target of a repository path: relative below the folder, else from the root."""
    prefix = f"{folder}/" if folder else ""
    plain = path.removeprefix(prefix) if path.startswith(prefix) else f"/{path}"
    # Only what must be encoded is: a name in Japanese stays readable in its target.
    return "".join(quote(c, safe=_PLAIN + " ") if c.isascii() else c for c in plain)


def target_path(folder: str, target: str) -> tuple[str, str]:
    """The repository path and the fragment that a local target names.

    The path is normalised; it starts with ``..`` where it leads out of the repository.
    """
    path, _, fragment = target.partition("#")
    decoded = unquote(path, errors="surrogateescape")
    joined = decoded.lstrip("/") if decoded.startswith("/") else posixpath.join(folder, decoded)
    return posixpath.normpath(joined) if joined else "", unquote(fragment)


def find_reference(instructions: Instructions, words: str) -> Reference:
    """The one item that a person means: by target, by title, or by words that only it has.

    Raises ReportError where no item or more than one fits.
    """
    items = instructions.references
    sought = words.casefold()
    found = (
        [item for item in items if words == item.target]
        or [item for item in items if sought == item.title.casefold()]
        or [item for item in items if sought in item.text.casefold()]
    )
    if len(found) == 1:
        return found[0]
    if not found:
        raise ReportError(
            f"no reference is '{words}'",
            hint="name it by its target, its title, or words that only it has",
            where=instructions.path,
        )
    listed = "\n  ".join(f"line {item.line}: {item.title}" for item in found)
    raise ReportError(
        f"{len(found)} references fit '{words}'",
        hint=f"say more of the one that you mean:\n  {listed}",
        where=instructions.path,
    )
