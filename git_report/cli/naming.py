"""The report folder in the commands that messages offer, where a repository has several.

Many hints come from modules that know a reference or a file, but not the folder: they offer
``git report skip REF``, which a repository with two report folders refuses. The folder is added
here, when a message is printed, because only the command knows which one it works on.

Errors that carry their commands as values, to be written out here, would need no search in a text.
But a hint is a sentence with its command in the middle, findings and notes carry such sentences
too, and all of them are also text in JSON, in logs and in tests: a hundred of them would become
lists of parts, and each reader of one would have to join them. So one convention serves instead: a
message quotes a command that it offers, ``'git report …'``, or ends with ``declare it: …``. The
same words elsewhere, such as in the title of a reference, are left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import click

from git_report.patterns import lazy

if TYPE_CHECKING:
    from git_report.git.repository import Repository

# The commands that refuse to choose one of several folders.
NEED_FOLDER = frozenset(
    (
        "accept", "add", "adopt", "assess", "attach", "blame", "diff", "export", "iterate", "list",
        "log", "prompt", "remove", "revise", "show", "skip", "source", "status", "suspects", "undo",
        "view",
    )
)  # fmt: skip
_KEY = "git_report.folder"
# The command that declares a removal has a person's reason, with whatever quotes: it ends its line.
_OFFERED = lazy(
    r"(?:(?<=')(?=[^'\n]*')|(?<=declare it: ))(git[ -]report[ -]([a-z]+))((?: [^'\n]*)?)"
)
# A DIR in our own notation, or its option, before the quote that ends the command; `://` is part of
# a URL. A folder that is not seen here is named twice, which every command accepts.
_NAMED = lazy(r" (?:\"?:/(?!/)|-d |-h\b)")


class _Known(NamedTuple):
    repository: Repository
    folder: str


def remember_folder(repository: Repository, folder: str) -> None:
    """Remember the report folder that the current command works on."""
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta[_KEY] = _Known(repository, folder)


def recall_folder() -> tuple[Repository, str] | None:
    """The report folder that the current command works on; None if it has not found one."""
    context = click.get_current_context(silent=True)
    known = context.meta.get(_KEY) if context is not None else None
    return None if known is None else (known.repository, known.folder)


def complete_commands(text: str) -> str:
    """A message with the current command's folder in the commands that would need it if pasted."""
    context = click.get_current_context(silent=True)
    known = context.meta.get(_KEY) if context is not None and "git" in text else None
    if known is None or not _OFFERED.search(text) or not has_several(known.repository):
        return text
    return name_folder(text, known.folder)


def has_several(repository: Repository) -> bool:
    """Whether the work tree has several report folders, so that commands must name theirs."""
    from git_report.errors import ReportError
    from git_report.report.folder import find_folders  # most messages offer no command

    try:
        return len(find_folders(repository.worktree_snapshot())) > 1
    except (ReportError, OSError):  # what is printed is often an error already
        return False


def name_folder(text: str, folder: str) -> str:
    """A text with ``-d DIR`` in each command that needs a folder and does not name one."""
    from git_report.report.pasting import paste_folder

    option = f" -d {paste_folder(folder)}"

    def add(offered: re.Match[str]) -> str:
        words, command, rest = offered.groups()
        # `status --all` needs none; `iterate --all` reads all references of one folder.
        all_folders = command == "status" and rest.startswith(" --all")
        if command not in NEED_FOLDER or _NAMED.search(rest) or all_folders:
            return offered[0]
        return f"{words}{option}{rest}"

    return _OFFERED.sub(add, text)
