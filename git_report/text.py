"""Any text: bytes as text, on one line, cut to a length; and who is told the progress."""

from __future__ import annotations

from collections.abc import Callable

from git_report.errors import ReportError
from git_report.patterns import lazy

# Somebody who is told how a long step goes, a line at a time.
Tell = Callable[[str], None]

# Controls, line and paragraph separators, and halves of characters.
_BREAKING = lazy("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def silent(_: str) -> None:
    """Tell nobody."""


def flatten(text: str) -> str:
    """The text on one line, each run of white space one space."""
    return " ".join(text.split())


def one_line(text: str) -> str:
    """The same, with a space for controls and separators too: what a file keeps as one line."""
    return flatten(_BREAKING.sub(" ", text))


def find_line_end(text: str) -> str:
    """The line ending that most lines of a text have."""
    return "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"


def shorten(text: str, most: int = 90) -> str:
    """The text on one line of at most so many characters, the last an ellipsis where it is cut."""
    flat = _flatten_start(text, most)
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


def _flatten_start(text: str, most: int) -> str:
    """The text on one line, or the beginning of that: more than so many characters.

    A finding shows what follows a figure on its line, and the line may be the whole report.
    """
    near = 4 * most
    flat = flatten(text[:near])
    return flat if len(flat) > most or len(text) <= near else flatten(text)


def shorten_words(text: str, most: int) -> str:
    """The same, cut between words, unless there is only one."""
    flat = _flatten_start(text, most)
    if len(flat) <= most:
        return flat
    whole = flat[:most].rpartition(" ")[0].rstrip()
    return f"{whole}…" if whole else shorten(flat, most)


def decode(data: bytes, name: str, *, what: str = "not UTF-8 text", hint: str = "") -> str:
    """UTF-8 text, its line endings as they are; ReportError, with the line, where it is none.

    `name` is the file's; `what` and `hint` say it in other words.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReportError(what, hint=hint or "save it as UTF-8", where=f"{name}:{line}") from None
