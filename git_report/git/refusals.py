"""Why a commit is refused: by now, by the state of our own files, by a hook, or half of it."""

from __future__ import annotations

from collections.abc import Sequence

from git_report.errors import ReportError
from git_report.report.exclusion import advise_exclusion, name_hooks

SEPARATE_FILES = (
    "a report's commit contains only its own files: have the hook check them without changing "
    "them, or exclude them from it"
)


class BusyError(ReportError):
    """Somebody else is at work here: HEAD moved, a lock is held, a merge is in progress."""


# How often a commit is tried: each time is lost to one that somebody else has made meanwhile.
TRIES = 100


class MovedError(BusyError):
    """HEAD is not any more what the commit was made for."""


class DiedError(ReportError):
    """A git process was killed, and may have left its locks."""


class DirtyError(ReportError):
    """A file that the commit would touch is not as it was committed."""


class HookError(ReportError):
    """A hook said no, or changed what was to be committed.

    `hooks` are the ids of those that failed, where a framework like pre-commit ran them.
    """

    def __init__(
        self, message: str, *, hint: str | Sequence[str], hooks: Sequence[str] = ()
    ) -> None:
        super().__init__(message, hint=hint)
        self.hooks = tuple(hooks)


class RewrittenError(HookError):
    """A hook changed one file that is new with the commit, and nothing else: `data` is it now."""

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
    """The commit is there, but the work tree or the index could not follow it yet."""
