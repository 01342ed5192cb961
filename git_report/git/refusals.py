"""Errors of commits: refused for now, by changed files or by a hook, or left unfinished."""

from __future__ import annotations

from collections.abc import Sequence

from git_report.errors import ReportError
from git_report.report.formatter_exclusion import advise_exclusion, name_hooks

SEPARATE_FILES = (
    "a report's commit contains only its own files: have the hook check them without changing "
    "them, or exclude them from it"
)


class BusyError(ReportError):
    """Something else is in progress: HEAD moved, a lock is held, a merge is not finished."""


# How often a commit is tried: an attempt fails if someone else commits in the meantime.
TRIES = 100


class MovedError(BusyError):
    """HEAD is no longer the commit that the new one was made for."""


class DiedError(ReportError):
    """A git process was killed, and may have left its locks."""


class DirtyError(ReportError):
    """A file that the commit would change has uncommitted changes."""


class HookError(ReportError):
    """A hook failed, or changed what was to be committed.

    `hooks` are the ids of those that failed, if a framework such as pre-commit ran them.
    """

    def __init__(
        self, message: str, *, hint: str | Sequence[str], hooks: Sequence[str] = ()
    ) -> None:
        super().__init__(message, hint=hint)
        self.hooks = tuple(hooks)


class RewrittenError(HookError):
    """A hook changed one new file of the commit and nothing else; `data` is its new content."""

    def __init__(self, path: str, data: bytes, hooks: Sequence[str] = ()) -> None:
        self.culprit = f"the hook {name_hooks(hooks)}" if hooks else "a hook"
        super().__init__(
            f"{self.culprit} changed what is to be committed of '{path}'; nothing was changed",
            hint=advise_exclusion(hooks) if hooks else SEPARATE_FILES,
            hooks=hooks,
        )
        self.path = path
        self.data = data


class UnfinishedError(ReportError):
    """The commit was made, but the work tree or the index could not be updated."""
