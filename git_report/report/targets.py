"""Targets of checklist items: paths and URLs, and how to find the item that a user means."""

from __future__ import annotations

import posixpath
from urllib.parse import quote, unquote

from git_report.errors import ReportError
from git_report.patterns import lazy
from git_report.report.checklist import Reference, describe_purpose
from git_report.report.instructions import Instructions
from git_report.report.links import ItemLink, find_paths
from git_report.report.snapshot import DIRECTORY, Snapshot

_SCHEME = lazy(r"[A-Za-z][A-Za-z0-9+.-]+:")
# Characters that need not be percent-encoded in a target; "%", "#" and others would change it.
_PLAIN = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in "%#?<>\\")


def is_url(target: str) -> bool:
    """Whether a target has a scheme (``https:``), and so is not a path of the repository."""
    return _SCHEME.match(target) is not None


def path_target(folder: str, path: str) -> str:
    """The target for a repository path: relative if it is below the folder, else from the root."""
    prefix = f"{folder}/" if folder else ""
    plain = path.removeprefix(prefix) if path.startswith(prefix) else f"/{path}"
    return _encode(plain)


def _encode(path: str) -> str:
    # Other characters are not encoded, so that a Japanese name stays readable in its target. But
    # invisible ones are, because a version must not have them (S009), and so are stray bytes.
    encoded = "".join(
        c
        if not c.isascii() and c.isprintable()
        else quote(c, safe=_PLAIN + " ", errors="surrogateescape")
        for c in path
    )
    return encoded.replace("  ", " %20")  # an item's text has no two spaces in a row


def target_path(folder: str, target: str) -> tuple[str, str]:
    """The repository path and the fragment that a local target names.

    The path is normalised; it starts with ``..`` if it is outside the repository.
    """
    path, _, fragment = target.partition("#")
    decoded = unquote(path, errors="surrogateescape")
    joined = decoded.lstrip("/") if decoded.startswith("/") else posixpath.join(folder, decoded)
    return posixpath.normpath(joined) if joined else "", unquote(fragment)


def resolve_targets(snapshot: Snapshot, folder: str, instructions: Instructions) -> Instructions:
    """Add targets to items that name a file without a link to it.

    "notes/interview.txt" is a target if such a file exists; otherwise it is just text.
    """
    if all(reference.target for reference in instructions.references):
        return instructions
    return instructions._replace(
        references=tuple(
            reference if reference.target else _resolve(snapshot, folder, reference)
            for reference in instructions.references
        ),
    )


def _resolve(snapshot: Snapshot, folder: str, reference: Reference) -> Reference:
    if reference.is_revision:
        return reference  # a revision: nothing was read for it
    links = [link for link in find_paths(reference.text) if not is_url(link.target)]
    for link in links:
        # "100% of it.md" is a file name; "100%25.md" may be an encoded one.
        for target in dict.fromkeys((link.target, _encode(link.target))):
            if _is_there(snapshot, folder, target):
                return _with_target(reference, link, target)
    # It was read, so it had a target then: the file has been deleted since.
    missing = next((link for link in links if _looks_like_path(reference.text, link)), None)
    if reference.stamps and missing is not None:
        return _with_target(reference, missing, missing.target)
    return reference


def _looks_like_path(text: str, link: ItemLink) -> bool:
    marked = text[link.start] in "\\[<`"
    named = "/" in link.target or "." in link.target
    return named and (marked or not any(c.isspace() for c in link.target))


def _is_there(snapshot: Snapshot, folder: str, target: str) -> bool:
    path, _ = target_path(folder, target)
    if not path or path == "." or path.startswith("..") or "\0" in path:
        return False
    entry = snapshot.entry(path)
    return entry is not None and entry.mode != DIRECTORY


def _with_target(reference: Reference, link: ItemLink, target: str) -> Reference:
    purpose = describe_purpose(reference.text, link)
    return reference._replace(target=target, title=link.text, purpose=purpose)


def find_reference(instructions: Instructions, words: str) -> Reference:
    """Find the item that a user means: by target, by title, or by words that only it contains.

    Raises ReportError if no item or more than one matches.
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
            f"no reference matches '{words}'",
            hint="'git report list' shows the references: give the URL or path, the title, or "
            "words that occur in no other item",
            where=instructions.path,
        )
    listed = "\n  ".join(f"line {item.line}: {item.title}" for item in found)
    raise ReportError(
        f"{len(found)} references match '{words}'",
        hint=f"give more words, so that only one item matches:\n  {listed}",
        where=instructions.path,
    )
