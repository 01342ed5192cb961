"""The errors that a person can cause, and the one base that the door of the command line knows."""

from __future__ import annotations

from collections.abc import Sequence


class ReportError(Exception):
    """An expected failure: what is wrong, where, and what to do about it.

    `message` is lower case, without a full stop, with its subject quoted; `hint` is what to do
    next, on a line of its own, or several lines if there are several ways; `where` is ``path`` or
    ``path:line``. `exit_code` is what the process ends with.
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
    """The message for a file that a person named and that cannot be read."""
    if isinstance(error, FileNotFoundError):
        return f"there is no file '{name}'"
    return f"'{name}' cannot be read: {error.strerror}"


class UsageError(ReportError):
    """A command that was called in a way that cannot be meant."""

    exit_code = 2
