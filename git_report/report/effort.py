"""The effort that a brief asks of the writer; `writers/effort_steps.py` has the steps of each."""

from __future__ import annotations

import re

from git_report.errors import ReportError
from git_report.markdown import parse

EFFORTS = ("low", "medium", "high", "xhigh", "max")
_OPENING = re.compile(
    r"[\s#>*_-]*(ultrathink|think(?:[ \t]+(?:very[ \t]+)?(?:harder|hard))?)\b", re.IGNORECASE
)
_THINK = {"think": "medium", "think hard": "high", "think harder": "xhigh", "ultrathink": "max"}
# "Think of …", "Think about …" say what the report is about, not how hard to work on it.
_CONTENT = re.compile(r"[ \t]+(?:of|about|tank|like|in|twice)\b", re.IGNORECASE)


def find_effort(brief: str) -> str:
    """The effort that an imperative at the very start of a brief asks for; empty if none does."""
    text = brief
    front = parse(brief).front_matter
    if front is not None:
        text = brief[len(front.text) :]
    match = _OPENING.match(text)
    if match is None or _CONTENT.match(text, match.end()):
        return ""
    words = re.sub(r"\s+(?:very\s+)?", " ", match[1].lower())
    return _THINK[words]


def miss_effort(asked: str, *, is_set: bool) -> ReportError:
    """The error for an unknown effort level; `is_set` if it comes from the configuration."""
    levels = f"the levels are: {', '.join(EFFORTS)}"
    if not is_set:
        return ReportError(f"--effort: '{asked}' is not an effort level", hint=levels)
    return ReportError(
        f"the value of 'report.effort' is not an effort level: '{asked}'",
        hint=f"set one with 'git config report.effort high'; {levels}",
    )
