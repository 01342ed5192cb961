"""Refused answers: what the gate found, in words for a person, and sent back to the writer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from git_report.checks.findings import MOST_SHOWN, Finding
from git_report.edits.section_numbers import OperationError
from git_report.errors import ReportError
from git_report.text import shorten
from git_report.writers.channel import Turn
from git_report.writers.protocol import Request

_PLACES = 3  # other places of one finding that a message quotes


class GateError(ReportError):
    """The gate rejected a version: `findings` are the reasons, `text` is the version."""

    def __init__(self, findings: Iterable[Finding], text: str) -> None:
        self.findings = tuple(findings)
        self.text = text
        shown = [_format_finding(finding, text) for finding in self.findings[:MOST_SHOWN]]
        hidden = len(self.findings) - len(shown)
        self.listed = "".join(f"\n  {words}" for words in shown)
        self.listed += f"\n  and {hidden} more" if hidden else ""
        codes = " ".join(sorted({f"--allow {finding.code}" for finding in self.findings}))
        these = "this finding as it is" if len(self.findings) == 1 else "these findings as they are"
        super().__init__(
            f"the version was not accepted:{self.listed}", hint=f"to accept {these}, add {codes}"
        )


def list_problems(error: OperationError | GateError) -> list[str]:
    """The problems of an answer, one per line."""
    if isinstance(error, OperationError):
        return list(error.problems)
    problems = ((_format_finding(f, error.text), f.ask or f.hint) for f in error.findings)
    return [f"{words} ({hint})" if hint else words for words, hint in problems]


def _format_finding(finding: Finding, text: str) -> str:
    """A finding in words; a fault of the Markdown with the text of its line."""
    words = f"{finding.describe()}{_format_places(finding)}"
    if finding.family != "S" or not finding.line:
        return words
    line = text.split("\n")[finding.line - 1]
    return f"{words}: '{shorten(line)}'"


def _format_places(finding: Finding) -> str:
    """The other places of a finding, as a text quotes them."""
    if not finding.also:
        return ""
    quoted = [f"'{shorten(phrase)}'" for _, phrase in finding.also[:_PLACES]]
    hidden = len(finding.also) - len(quoted)
    more = f", and in {hidden} more places" if hidden > 1 else ", and in 1 more place"
    return f"; also in {', '.join(quoted)}{more if hidden else ''}"


def send_back(request: Request, answer: str, problems: list[str]) -> Request:
    """The request again, with the problems of the last answer."""
    lines = "\n".join(f"- {problem}" for problem in problems)
    reply = (
        "This answer was not accepted, and nothing of it was applied. What is wrong with it:\n\n"
        f"{lines}\n\n"
        "Answer again with one complete answer, for the same base: all operations that you "
        "want, corrected. Declare what you remove on purpose in `drops`, with its reason; keep "
        "everything else."
    )
    return replace(request, refused=(*request.refused, Turn(answer, reply)))
