"""Paths and commands in messages, so that they can be pasted anywhere in the work tree.

``:/`` is the root of the work tree, in git's commands and in ours.
"""

from __future__ import annotations

import shlex

from git_report.patterns import lazy

TOP = ":/"
# Hints of the modules that read references; `paste_reference` replaces REF.
ATTACH = "and run 'git report attach REF FILE'"
SKIP = "skip it with 'git report skip REF -m \"it cannot be read\"'"
_GLOB = frozenset("*?[\\")
# These have a special meaning for a shell even in double quotes.
_ACTIVE = lazy(r"[$`\"\\!]")
_CONTROL = lazy(r"[\x00-\x1f\x7f]")
_REFERENCE = lazy(r"(?<='git report )(attach|skip) REF\b")


def quote(word: str) -> str:
    """A word quoted for a shell: in double quotes if possible, as messages use single quotes.

    Messages show control characters as escapes, so a word with one is quoted as ``$'…'``.
    """
    if _CONTROL.search(word):
        escaped = word.replace("\\", r"\\").replace("'", r"\'")
        return "$'" + _CONTROL.sub(lambda match: rf"\x{ord(match[0]):02x}", escaped) + "'"
    single = shlex.quote(word)
    return single if single == word or _ACTIVE.search(word) else f'"{word}"'


def paste_path(path: str) -> str:
    """A repository path as an argument of a git command, quoted for a shell."""
    return quote(f":(top,literal){path}" if _GLOB & set(path) else f"{TOP}{path}")


def paste_folder(path: str) -> str:
    """A report folder as the DIR argument of our commands, quoted for a shell."""
    return quote(f"{TOP}{path}")


def paste_restore(path: str, source: str = "") -> str:
    """The git command that restores a file from HEAD, or from a commit."""
    options = f"--source={source} " if source else ""
    return f"git restore {options}--staged --worktree {paste_path(path)}"


def paste_restoring(folder: str) -> str:
    """Our command that restores the deleted and edited versions of a report."""
    return f"git report revise --restore {paste_folder(folder)}"


def paste_restore_folder(path: str, source: str) -> str:
    """The git command that restores the deleted and changed files of a folder from a commit.

    Files that the commit does not have are kept.
    """
    return f"git restore --overlay --source={source} --staged --worktree {paste_path(path)}"


def paste_reference(hint: str, ref: str) -> str:
    """A hint in which REF is replaced by a reference's target or title in our commands."""
    return _REFERENCE.sub(lambda match: f"{match[1]} {quote(ref)}", hint)


def paste_reread(folder: str, ref: str) -> str:
    """Our command to have a reference, given by its target or title, read again."""
    return f"git report suspects {paste_folder(folder)} --reread {quote(ref)}"


def paste_reopen(folder: str, ref: str) -> str:
    """Our command that reopens a skipped reference."""
    return f"git report skip --undo {quote(ref)} -d {paste_folder(folder)}"


def paste_patch(path: str, source: str = "") -> str:
    """The git command that reverts single edits of a file to the index or a commit.

    Git asks about each of them.
    """
    sides = f"--source={source} --staged --worktree " if source else ""
    return f"git restore --patch {sides}{paste_path(path)}"


def paste_sparse(path: str) -> str:
    """The git command that adds the folder of a path to a sparse checkout."""
    folder = path.rpartition("/")[0]
    # git takes the folder relative to the current directory.
    return f'git -C "$(git rev-parse --show-toplevel)" sparse-checkout add {quote(folder)}'
