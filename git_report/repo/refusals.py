"""Why a commit is refused: by now, by the state of our own files, by a hook, or half of it."""

from __future__ import annotations

from git_report.errors import ReportError


class BusyError(ReportError):
    """Somebody else is at work here: HEAD moved, a lock is held, a merge is in progress."""


class DirtyError(ReportError):
    """A file that the commit would touch is not as it was committed."""


class HookError(ReportError):
    """A hook said no, or changed what was to be committed."""


class UnfinishedError(ReportError):
    """The commit is there, but the work tree or the index could not follow it."""

    def __init__(self, message: str, *, commit: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.commit = commit
