"""The byte delta: splices that turn one text into another, whatever the sections say.

Lines are compared and bytes are counted: a splice replaces whole lines, so its offsets are the
same place in characters and in UTF-8 bytes. Text that is not UTF-8 is carried as surrogate
escapes, byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from git_report.differ.words.runs import Run, find_runs
from git_report.errors import ReportError


class Splice(NamedTuple):
    """Bytes `start` to `end` of the prior text, `removed`, become `added`."""

    start: int
    end: int
    removed: str
    added: str


def make_splices(prior: str, new: str) -> tuple[Splice, ...]:
    """The splices between two texts, in order and never touching; none where they are equal."""
    if prior == new:
        return ()
    before, after = _split_lines(prior), _split_lines(new)
    offsets = [0, *accumulate(_size(line) for line in before)]
    splices: list[Splice] = []
    i = j = 0
    for run in [*find_runs(before, after), Run(len(before), len(after), 0)]:
        if run.prior > i or run.new > j:
            removed, added = "".join(before[i : run.prior]), "".join(after[j : run.new])
            splices.append(Splice(offsets[i], offsets[run.prior], removed, added))
        i, j = run.prior + run.size, run.new + run.size
    return tuple(splices)


def apply_splices(splices: Sequence[Splice], prior: str) -> str:
    """The text that the splices make of `prior`; ReportError where it is not the text they fit."""
    source = _encode(prior)
    pieces: list[bytes] = []
    at = 0
    for splice in splices:
        if source[splice.start : splice.end] != _encode(splice.removed) or splice.start < at:
            raise ReportError(
                f"the delta does not apply: the text differs at byte {splice.start}",
                hint="apply it to exactly the text that it was computed from",
            )
        pieces += (source[at : splice.start], _encode(splice.added))
        at = splice.end
    pieces.append(source[at:])
    return b"".join(pieces).decode("utf-8", "surrogateescape")


def list_operations(splices: Sequence[Splice], size: int) -> list[list[str | int]]:
    """The splices as ``["copy", start, end]`` and ``["add", text]`` for a prior of `size` bytes."""
    out: list[list[str | int]] = []
    at = 0
    for splice in splices:
        if splice.start > at:
            out.append(["copy", at, splice.start])
        if splice.added:
            out.append(["add", splice.added])
        at = splice.end
    if size > at:
        out.append(["copy", at, size])
    return out


def _split_lines(text: str) -> list[str]:
    """Lines with their ends; a line ends at LF and nowhere else."""
    lines = text.split("\n")
    last = lines.pop()
    out = [line + "\n" for line in lines]
    return [*out, last] if last else out


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(_encode(text))
