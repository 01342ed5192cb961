"""Functions for any text: decode it, put it on one line, shorten it; and the type `Tell`."""

from __future__ import annotations

from collections.abc import Callable

from git_report.errors import ReportError
from git_report.patterns import lazy

# Receives the progress of a long step, one line at a time.
Tell = Callable[[str], None]

# Control characters, line and paragraph separators, and lone surrogates.
_BREAKING = lazy("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def silent(_: str) -> None:
    """Discard a message."""


def flatten(text: str) -> str:
    """The text on one line, with each run of white space replaced by one space."""
    return " ".join(text.split())


def one_line(text: str) -> str:
    """The same as `flatten`, also for control characters and separators, to store one line."""
    return flatten(_BREAKING.sub(" ", text))


def find_line_end(text: str) -> str:
    """The line ending that most lines of a text have."""
    return "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"


def shorten(text: str, most: int = 90) -> str:
    """The text on one line of at most `most` characters, with an ellipsis if it is cut."""
    flat = _flatten_start(text, most)
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


def _flatten_start(text: str, most: int) -> str:
    """The text on one line, or its beginning, if that has more than `most` characters.

    A finding shows what follows a figure on its line, and this line may be the whole report.
    """
    near = 4 * most
    flat = flatten(text[:near])
    return flat if len(flat) > most or len(text) <= near else flatten(text)


def shorten_words(text: str, most: int) -> str:
    """The same as `shorten`, but cut between words, unless there is only one."""
    flat = _flatten_start(text, most)
    if len(flat) <= most:
        return flat
    whole = flat[:most].rpartition(" ")[0].rstrip()
    return f"{whole}…" if whole else shorten(flat, most)


def decode(data: bytes, name: str, *, what: str = "not UTF-8 text", hint: str = "") -> str:
    """Decode UTF-8 text, with unchanged line endings; ReportError, with the line, if it is invalid.

    `name` is the file's name; `what` and `hint` replace the usual message and hint.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReportError(what, hint=hint or "save it as UTF-8", where=f"{name}:{line}") from None
