"""The findings that a version's record lists: those that were allowed, and ungrounded figures."""

from __future__ import annotations

import re

from git_report.markdown.document import Document, Tail

# A record is never edited, so it keeps the wording that a finding had when it was allowed. Without
# these, an old version would fail V010 or K again after each rewording.
_DECLARED = r"removed with a declared reason: ([\d,]+ of [\d,]+ words)"
_NOT_THERE = "is not in the source"
_TOO_MUCH = "K006 too much was removed, although it was declared:"
_FORMER = (
    (re.compile(r"^(V010 the version) holds "), r"\1 contains "),
    (re.compile(r"^(K\d+ .*?') is gone\b(.* \(prior line \d+\))$"), r"\1 is missing\2"),
    (re.compile(r"^(K\d+ .*) \(prior line (\d+)\)$"), r"\1 (line \2 of the previous version)"),
    (
        re.compile(rf"^K006 (.*), and (\d+) more, were {_DECLARED}"),
        rf"{_TOO_MUCH} \3, in \1 and \2 other sections or rows",
    ),
    (re.compile(rf"^K006 (.*) (?:was|were) {_DECLARED}"), rf"{_TOO_MUCH} \2, in \1"),
    (re.compile(r"^(K006 too much was removed, although) declared:"), r"\1 it was declared:"),
    (re.compile(r"( and 1 other section)s or rows\b"), r"\1 or row"),
    (
        re.compile(r"^(G001 .*\bis) neither in the source nor in the report\b"),
        r"\1 in neither the source nor the previous version",
    ),
)


def list_allowed(tail: Tail | None) -> frozenset[str]:
    """The findings that were allowed, each with its code, in today's wording."""
    allowed = tail.record.values("allowed") if tail is not None else ()
    first = tail is not None and tail.record.version == 1
    return frozenset(_renew(entry, first=first) for entry in allowed)


def _renew(entry: str, *, first: bool) -> str:
    for former, now in _FORMER:
        entry = former.sub(now, entry)
    if first and entry.startswith("G001 "):  # it has no previous version
        entry = entry.replace("is in neither the source nor the previous version", _NOT_THERE, 1)
    return entry


def list_ungrounded(document: Document) -> tuple[str, ...]:
    """The entries ``ungrounded: FIGURE`` of a record: figures for which no source was found."""
    return document.tail.record.values("ungrounded") if document.tail else ()
