"""Read the spoken words of captions and transcripts, without times, so that they can be quoted."""

from __future__ import annotations

import re

from git_report.patterns import lazy

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
# The times of a cue, its number on a line of its own, or a time before or between words.
_CUE = lazy(rf"[ \t]*(?:{_TIME}[ \t]*-->.*|{_TIME}|\[{_TIME}\]|\({_TIME}\)|WEBVTT.*)[ \t]*\r?")
_INSERTED = lazy(
    rf"\[{_TIME}\]|\({_TIME}\)|^[ \t]*{_TIME}(?=[ \t]+\D)|"
    r"\[(?:music|applause|laugh\w*|cheer\w*|inaudible|crosstalk|silence)[^\]\n]{0,40}\]",
    re.I | re.M,
)
_NUMBER = lazy(r"[ \t]*\d{1,6}[ \t]*\r?")
# Rolling captions repeat a line while the next one appears.
_ROLLING = 2


def read_captions(text: str) -> str:
    """The text of captions without times, stage directions and repeated lines.

    Other text is unchanged, except that such insertions are removed.
    """
    return strip_insertions("\n".join(line for _, line in list_spoken(text)))


def list_spoken(text: str) -> list[tuple[int, str]]:
    """The lines of a text with their 1-based numbers, without those of caption formats."""
    lines = text.split("\n")
    timed = sum("-->" in line and _CUE.fullmatch(line) is not None for line in lines)
    kept: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        if timed:
            if _CUE.fullmatch(line) or _NUMBER.fullmatch(line) or not line.strip():
                continue
            if line.strip() in (other.strip() for _, other in kept[-_ROLLING:]):
                continue
        kept.append((number, line))
    return kept


def strip_insertions(text: str) -> str:
    """The text without times and stage directions between its words."""
    return _INSERTED.sub(" ", text)
