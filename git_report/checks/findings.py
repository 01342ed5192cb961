"""Findings: what a check has to say, where, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """An error blocks a commit; a warning is told."""

    ERROR = "error"
    WARNING = "warning"


class Rule(NamedTuple):
    """What a code stands for."""

    title: str
    severity: Severity = Severity.ERROR


RULES = {
    "V001": Rule("a version number is missing"),
    "V002": Rule("a version's name does not match its number"),
    "V003": Rule("a committed version was edited"),
    "V004": Rule("a version was deleted, but later ones depend on it"),
    "V005": Rule("a version is not clean UTF-8 text"),
    "V006": Rule("a version is empty or has no title"),
    "V007": Rule("a file in the report folder is not a regular file"),
    "V008": Rule("a file in the report folder is too large"),
    "V009": Rule("attributes change a file of the report, or its display"),
    "V010": Rule("a version contains a credential"),
    "S001": Rule("a code fence is not closed"),
    "S002": Rule("a table does not render as a table, or loses cells"),
    "S003": Rule("a heading level is skipped", Severity.WARNING),
    "S005": Rule("a link to a section that does not exist", Severity.WARNING),
    "S006": Rule("a leftover of a chat answer"),
    "S007": Rule("a script or a remote image"),
    "S008": Rule("a merge conflict"),
    "S009": Rule("invisible characters"),
    "S010": Rule("a link that shows a different address than its target"),
    "S011": Rule("hidden text"),
    "S012": Rule("folded text", Severity.WARNING),
    "S013": Rule("markup of a model's answer, not of the report"),
    "S014": Rule("a footnote mark without a definition", Severity.WARNING),
    "R001": Rule("a new version without a reference ticked for it"),
    "R002": Rule("a new tick without a version"),
    "R003": Rule("a reference read before an earlier one"),
    "R004": Rule("a stamped item was changed or removed"),
    "R005": Rule("a stamp without its version"),
    "R006": Rule("two items claim one version"),
    "R007": Rule("the target of an unchecked item cannot be read"),
    "R008": Rule("a source changed since it was read", Severity.WARNING),
    "R009": Rule("the instructions cannot be read"),
    "R010": Rule("a checklist item has no valid checkbox"),
    "R011": Rule("a file that was read is not committed", Severity.WARNING),
    "D001": Rule("diff.md does not match the versions"),
    "D002": Rule("diff.md is missing"),
    "K001": Rule("a section was removed without a declaration", Severity.WARNING),
    "K002": Rule("a figure was removed without a declaration", Severity.WARNING),
    "K003": Rule("a quotation was removed without a declaration", Severity.WARNING),
    "K004": Rule("a table row was removed without a declaration", Severity.WARNING),
    "K005": Rule("a citation was removed without a declaration", Severity.WARNING),
    "K006": Rule("a large part was removed with a declaration", Severity.WARNING),
    "G001": Rule("a figure has no source", Severity.WARNING),
    "G002": Rule("a quotation is not verbatim", Severity.WARNING),
}


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """What a check could not look at in a file, and why; nothing is wrong with the file."""

    path: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: a repository path, a 1-based line (0 for the whole file), a code, words.

    `strict` makes an error of what the rule calls a warning, `unsure` a warning of an error: what
    comes next decides. `named` is what a record would name to declare a loss.
    """

    path: str
    line: int
    code: str
    message: str
    hint: str = ""
    strict: bool = False
    unsure: bool = False
    named: str = field(default="", compare=False)

    @property
    def severity(self) -> Severity:
        """How much it matters: as much as the code does, or more, or less."""
        if self.unsure:
            return Severity.WARNING
        return Severity.ERROR if self.strict else RULES[self.code].severity

    @property
    def family(self) -> str:
        """The first letter of the code."""
        return self.code[0]


def shorten(text: str, size: int = 90) -> str:
    """A piece of a document for a message: on one line, cut where it is longer than `size`."""
    flat = " ".join(text.split())
    return flat if len(flat) <= size else f"{flat[:size].rstrip()}…"
