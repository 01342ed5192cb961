"""Find the code spans of inline text in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left

_RUN = re.compile("`+")
_NOT_LINE_END = re.compile(r"[^\n]")
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")


def find_code_spans(text: str) -> list[tuple[int, int]]:
    """The start and end of each code span of a text, including its backticks (CommonMark 6.1).

    A run of backticks opens a code span if a later run has the same length. A regex with a back
    reference would search the rest of the text for each run, so the runs are listed by length.
    """
    if "`" not in text:
        return []
    runs = [(match.start(), match.end()) for match in _RUN.finditer(text)]
    by_length: dict[int, list[int]] = {}
    for start, end in runs:
        by_length.setdefault(end - start, []).append(start)
    found: list[tuple[int, int]] = []
    at = 0
    for begins, end in runs:
        if begins < at:  # within a code span, or its closing run
            continue
        # An escaped backtick is text, and the run begins after it.
        start = begins + 1 if _is_escaped(text, begins, at) else begins
        alike = by_length.get(end - start, [])
        place = bisect_left(alike, end)
        if start < end and place < len(alike):
            at = alike[place] + end - start
            found.append((start, at))
    return found


def blank_code_spans(text: str) -> str:
    """The text with a space for each character of a code span except line endings."""
    parts: list[str] = []
    at = 0
    for start, end in find_code_spans(text):
        parts += [text[at:start], _NOT_LINE_END.sub(" ", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def blank_verbatim(text: str) -> str:
    """The text with spaces for code spans and backslash escapes; line endings are kept."""
    if "`" not in text and "\\" not in text:
        return text
    return _ESCAPE.sub("  ", blank_code_spans(text))


def _is_escaped(text: str, place: int, since: int) -> bool:
    """Whether an odd number of backslashes, outside code, precedes a position."""
    before = place
    while before > since and text[before - 1] == "\\":
        before -= 1
    return (place - before) % 2 == 1
