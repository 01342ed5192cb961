"""The findings that a version's record lists: those that were allowed, and ungrounded figures."""

from __future__ import annotations

import re

from git_report.markdown.document import Document, Tail

# A record is never edited, so it keeps the wording that a finding had when it was allowed. Without
# these, an old version would fail V010 or K again after each rewording.
_FORMER = (
    (re.compile(r"^(V010 the version) holds "), r"\1 contains "),
    (re.compile(r"^(K\d+ .*?') is gone\b(.* \(prior line \d+\))$"), r"\1 is missing\2"),
    (re.compile(r"^(K\d+ .*) \(prior line (\d+)\)$"), r"\1 (line \2 of the previous version)"),
)


def list_allowed(tail: Tail | None) -> frozenset[str]:
    """The findings that were allowed, each with its code, in today's wording."""
    allowed = tail.record.values("allowed") if tail is not None else ()
    return frozenset(map(_renew, allowed))


def _renew(entry: str) -> str:
    for former, now in _FORMER:
        entry = former.sub(now, entry)
    return entry


def list_ungrounded(document: Document) -> tuple[str, ...]:
    """The entries ``ungrounded: FIGURE`` of a record: figures for which no source was found."""
    return document.tail.record.values("ungrounded") if document.tail else ()
