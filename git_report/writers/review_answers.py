"""Read the answer of a reviewer: the faults of a draft, from JSON that may be imperfect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from git_report.edits.answers import AnswerError
from git_report.edits.json_text import JsonObject, NotFoundError, find_object, mend, read_line
from git_report.edits.operations import Usage
from git_report.edits.unwrapping import strip_reasoning

# More cannot be corrected carefully; the next review finds the rest.
MOST = 20
_LIGHTEST = 3
_SEVERITIES = {str(severity): severity for severity in range(1, _LIGHTEST + 1)}


@dataclass(frozen=True, slots=True)
class ReviewFault:
    """One fault: its section, the wrong words, the reason, and the correction.

    `severity` is 1 (misleads a decision, or is false), 2 (costs trust) or 3 (a nuisance).
    """

    section: str
    quote: str
    fault: str
    mend: str
    severity: int


@dataclass(frozen=True, slots=True)
class Review:
    """The faults of one review, worst first; `fails` says why the thesis or the structure fails."""

    faults: tuple[ReviewFault, ...]
    fails: str = ""
    usage: Usage = Usage()  # noqa: RUF009 - frozen


def read_review(text: str, usage: Usage = Usage()) -> Review:  # noqa: B008 - frozen
    """The review in an answer; empty entries are omitted.

    Raises AnswerError, with what the answer cost, if there is none.
    """
    try:
        found = find_object(strip_reasoning(mend(text)), "faults")
    except NotFoundError as error:
        raise AnswerError([f"the review: {error}"], usage=usage) from None
    entries = found.get("faults")
    faults = [
        fault
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, JsonObject) and (fault := _read_fault(entry)) is not None
    ]
    fails = ""
    if read_line(found.get("thesis")).casefold().startswith("fail"):
        fails = read_line(found.get("why")) or "the governing thought or the structure fails"
    faults.sort(key=lambda fault: fault.severity)
    return Review(tuple(faults[:MOST]), fails, usage)


def render_faults(reviews: Iterable[Review]) -> str:
    """The faults of several reviews as one numbered list, worst first."""
    faults = [fault for review in reviews for fault in review.faults]
    faults.sort(key=lambda fault: fault.severity)
    lines = []
    for number, fault in enumerate(faults, 1):
        where = f"section {fault.section}: " if fault.section else ""
        lines.append(f"{number}. (severity {fault.severity}) {where}{fault.fault}")
        if fault.quote:
            lines.append(f"   - it says: {fault.quote}")
        if fault.mend:
            lines.append(f"   - mend: {fault.mend}")
    return "\n".join(lines)


def count_serious(reviews: Iterable[Review]) -> int:
    """The number of faults of severity 1 or 2."""
    return sum(fault.severity < _LIGHTEST for review in reviews for fault in review.faults)


def _read_fault(entry: JsonObject) -> ReviewFault | None:
    names = ("section", "quote", "fault", "mend", "severity")
    section, quote, said, right, level = (read_line(entry.get(name)) for name in names)
    if not (said or right):
        return None
    # A model's "high" or "5" is not read as a nuisance.
    severity = _SEVERITIES.get(level, _LIGHTEST - 1)
    return ReviewFault(section, quote, said, right, severity)
