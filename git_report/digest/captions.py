"""Captions: cues of WebVTT or SubRip, and lines that roll up, back to running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

_TIMING = re.compile(
    r"^\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}\b.*$"
)
_ASIDE = re.compile(r"^(?:NOTE|STYLE|REGION)\b")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>\n]{1,60})>")
_TAG = re.compile(r"</?[a-z][^<>\n]{0,40}>|<\d[\d:.]{4,14}>", re.IGNORECASE)
_CHANGE = re.compile(r"^>>+\s*")
# The same mark anywhere among cues, which have no other use for it.
_SPOKEN_ON = re.compile(r"\s*(?<!\S)>>+(?!\S)\s*|\s*(?<!\S)>>+(?=\w)")
_ESCAPED = re.compile(r"(?:&gt;){2,}")
_FEWEST_CUES, _ROLLING, _OVERLAP = 3, 0.25, 3
_LONGEST = 40  # words of a line of captions


def is_captioned(text: str) -> bool:
    """Whether a text is made of timed cues."""
    if text.lstrip("\ufeff").startswith("WEBVTT"):
        return True
    return sum(_TIMING.match(line) is not None for line in text.split("\n")) >= _FEWEST_CUES


def unroll(text: str) -> str:
    """The text of captions: of timed cues one paragraph, else lines of which none is repeated.

    What rolls up shows a line again with the next one; that is said once. Any other text stays.
    """
    if is_captioned(text):
        return _SPOKEN_ON.sub(r"\n>> ", " ".join(_without_repeats(_cue_lines(text))))
    lines = text.split("\n")
    filled = [" ".join(line.split()) for line in lines if line.strip()]
    rolling = sum(_shared(_said(one), _said(other)) > 0 for one, other in pairwise(filled))
    if len(filled) < 2 * _FEWEST_CUES or rolling < _ROLLING * len(filled):
        return "\n".join(_without_twins(lines))
    return "\n".join(_without_repeats(filled))


def _said(line: str) -> str:
    """A line without the mark that the speaker changes: the mark does not roll up with it."""
    return _CHANGE.sub("", line)


def _without_twins(lines: Iterable[str]) -> Iterator[str]:
    """Lines but those that say again what the line right before them says."""
    before = ""
    for line in lines:
        said = " ".join(_said(line).split())
        if not said or said != before or len(said.split()) < _OVERLAP:
            yield line
        before = said


def _cue_lines(text: str) -> Iterator[str]:
    """The lines inside cues; what stands between them says nothing."""
    inside = False
    lines = text.lstrip("\ufeff").split("\n")
    for line in lines:
        if _TIMING.match(line):
            inside = True
        elif not line.strip() or (not inside and _ASIDE.match(line)):
            inside = False
        elif inside:
            voiced = _VOICE.sub(r"\n>> \1: ", _ESCAPED.sub(">>", line))
            shown = " ".join(_TAG.sub("", voiced).split(" ")).rstrip()
            if shown.strip():
                yield shown


def _without_repeats(lines: Iterable[str]) -> Iterator[str]:
    before = ""
    for line in lines:
        shown = line if line.startswith("\n") else " ".join(line.split())
        fresh = shown
        if before and (shared := _shared(before, _said(shown))):
            fresh = " ".join(_said(shown).split()[shared:])
        before = _said(shown)
        if fresh:
            yield fresh


def _shared(before: str, line: str) -> int:
    """How many of a line's first words are those that end the line before."""
    old, new = before.split(), line.split()
    if old == new:
        return len(new)
    for size in range(min(len(old), len(new), _LONGEST), 0, -1):
        if old[-size:] == new[:size]:
            return size if size >= min(_OVERLAP, len(old)) else 0
    return 0
