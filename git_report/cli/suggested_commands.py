"""Name the report folder in commands that messages suggest, if a repository has several.

Many hints come from modules that know a reference or a file, but not the folder: they suggest
``git report skip REF``, which fails in a repository with two report folders. The folder is added
here, when a message is printed, because only the command knows which one it works on.

If errors had their commands as values, no search in the text would be needed. But the command is in
the middle of a hint's sentence, findings and notes have such sentences too, and all of them are
also text in JSON, logs and tests. A hundred of them would become lists of parts that every reader
must join. So there is a convention instead: a message quotes a command that it suggests, ``'git
report …'``, or ends with ``declare it: …``. The same words elsewhere, such as in the title of a
reference, are left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import click

from git_report.patterns import lazy

if TYPE_CHECKING:
    from git_report.git.repository import Repository

# The commands that need to know which of several folders is meant.
NEED_FOLDER = frozenset(
    (
        "accept", "add", "adopt", "assess", "attach", "blame", "diff", "export", "iterate", "list",
        "log", "prompt", "remove", "revise", "show", "skip", "source", "status", "suspects", "undo",
        "view",
    )
)  # fmt: skip
_KEY = "git_report.folder"
# The command that declares a removal contains a reason with any quotes, so it ends with its line.
_OFFERED = lazy(
    r"(?:(?<=')(?=[^'\n]*')|(?<=declare it: ))(git[ -]report[ -]([a-z]+))((?: [^'\n]*)?)"
)
# A DIR in our own notation, or its option; `://` is part of a URL. If a folder is not recognized
# here, it is named twice, which every command accepts.
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
    """A message in which suggested commands name the current folder if they need it."""
    context = click.get_current_context(silent=True)
    known = context.meta.get(_KEY) if context is not None and "git" in text else None
    if known is None or not _OFFERED.search(text) or not has_several(known.repository):
        return text
    return name_folder(text, known.folder)


def has_several(repository: Repository) -> bool:
    """Whether the work tree has several report folders, so that commands must name one."""
    from git_report.errors import ReportError
    from git_report.report.folder import find_folders  # most messages suggest no command

    try:
        return len(find_folders(repository.worktree_snapshot())) > 1
    except (ReportError, OSError):  # the message that is printed is often an error already
        return False


def name_folder(text: str, folder: str) -> str:
    """A text with ``-d DIR`` in each command that needs a folder and does not name one."""
    from git_report.report.pasting import paste_folder

    option = f" -d {paste_folder(folder)}"

    def add(offered: re.Match[str]) -> str:
        words, command, rest = offered.groups()
        # `status --all` needs no folder, but `iterate --all` reads all references of one folder.
        all_folders = command == "status" and rest.startswith(" --all")
        if command not in NEED_FOLDER or _NAMED.search(rest) or all_folders:
            return offered[0]
        return f"{words}{option}{rest}"

    return _OFFERED.sub(add, text)
