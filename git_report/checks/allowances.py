"""What a person allowed, as the record of a version lists it."""

from __future__ import annotations

import re

from git_report.markdown.document import Tail

# A record is never edited, so it keeps the words that the finding had when it was allowed.
_FORMER = (
    (re.compile(r"^(V010 the version) holds "), r"\1 contains "),
    (re.compile(r"^(K\d+ .*?') is gone\b(.* \(prior line \d+\))$"), r"\1 is missing\2"),
    (re.compile(r"^(K\d+ .*) \(prior line (\d+)\)$"), r"\1 (line \2 of the previous version)"),
)


def list_allowed(tail: Tail | None) -> frozenset[str]:
    """The findings that were allowed, each with its code, in the words that findings have now."""
    allowed = tail.record.values("allowed") if tail is not None else ()
    return frozenset(map(_renew, allowed))


def _renew(entry: str) -> str:
    for former, now in _FORMER:
        entry = former.sub(now, entry)
    return entry
