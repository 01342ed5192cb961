"""Paths in the commands that messages offer: whoever pastes one may be anywhere in the work tree.

``:/`` is git's own name for the root of the work tree, in its commands as in ours.
"""

from __future__ import annotations

import shlex

from git_report.patterns import lazy

TOP = ":/"
# Ways on that readers of a reference's text offer; `paste_reference` says which reference.
ATTACH = "and run 'git report attach REF FILE'"
SKIP = "skip it with 'git report skip REF -m \"it cannot be read\"'"
_GLOB = frozenset("*?[\\")
# In double quotes a shell takes these for more than themselves.
_ACTIVE = lazy(r"[$`\"\\!\x00-\x1f]")
_REFERENCE = lazy(r"(?<='git report )(attach|skip) REF\b")


def quote(word: str) -> str:
    """A word quoted for a shell: in double quotes where these do, for messages have single ones."""
    single = shlex.quote(word)
    return single if single == word or _ACTIVE.search(word) else f'"{word}"'


def paste_path(path: str) -> str:
    """A repository path as an argument of a git command, quoted for a shell."""
    return quote(f":(top,literal){path}" if _GLOB & set(path) else f"{TOP}{path}")


def paste_folder(path: str) -> str:
    """A report folder as the DIR of a command of ours, quoted for a shell."""
    return quote(f"{TOP}{path}")


def paste_restore(path: str, source: str = "") -> str:
    """The git command that brings a file back as HEAD has it, or a commit."""
    options = f"--source={source} " if source else ""
    return f"git restore {options}--staged --worktree {paste_path(path)}"


def paste_restoring(folder: str) -> str:
    """The command of ours that brings the deleted and edited versions of a report back."""
    return f"git report revise --restore {paste_folder(folder)}"


def paste_reference(hint: str, ref: str) -> str:
    """A hint with the reference, by its target or its title, where a command of ours has REF."""
    return _REFERENCE.sub(lambda match: f"{match[1]} {quote(ref)}", hint)


def paste_reread(folder: str, ref: str) -> str:
    """The command of ours that has a reference read again, by its target or its title."""
    return f"git report suspects {paste_folder(folder)} --reread {quote(ref)}"


def paste_reopen(folder: str, ref: str) -> str:
    """The command of ours that opens a reference that was skipped."""
    return f"git report skip --undo {quote(ref)} -d {paste_folder(folder)}"


def paste_patch(path: str, source: str = "") -> str:
    """The git command that takes back single edits of a file, as the index or a commit has it.

    Git asks about each of them.
    """
    sides = f"--source={source} --staged --worktree " if source else ""
    return f"git restore --patch {sides}{paste_path(path)}"


def paste_sparse(path: str) -> str:
    """The git command that takes the folder of a path into a sparse checkout."""
    folder = path.rpartition("/")[0]
    # git counts what it is given from where one is.
    return f'git -C "$(git rev-parse --show-toplevel)" sparse-checkout add {quote(folder)}'
