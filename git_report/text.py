"""Bytes of a person's file as text."""

from __future__ import annotations

from git_report.errors import ReportError


def decode(data: bytes, name: str, *, what: str = "not UTF-8 text", hint: str = "") -> str:
    """UTF-8 text, its line endings as they are; ReportError, with the line, where it is none.

    `name` is the file's; `what` and `hint` say it in other words.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReportError(what, hint=hint or "save it as UTF-8", where=f"{name}:{line}") from None
