"""Errors that a user can cause, and their base class, which the command line handles."""

from __future__ import annotations

from collections.abc import Sequence


class ReportError(Exception):
    """An expected failure: what is wrong, where, and what to do about it.

    `message` is lower case, without a full stop, with its subject quoted; `hint` is what to do
    next, one text or several if there are several ways; `where` is ``path`` or ``path:line``.
    `exit_code` is the exit status of the process.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str | Sequence[str] = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hints = tuple(filter(None, (hint,) if isinstance(hint, str) else hint))
        self.where = where

    @property
    def hint(self) -> str:
        """What to do next, one line for each way."""
        return "\n".join(self.hints)

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


def unreadable(name: str, error: OSError) -> str:
    """The message for a file that a user named and that cannot be read."""
    if isinstance(error, FileNotFoundError):
        return f"there is no file '{name}'"
    return f"'{name}' cannot be read: {error.strerror}"


class UsageError(ReportError):
    """A command was called with invalid arguments."""

    exit_code = 2
