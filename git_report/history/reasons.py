"""Find the reason why something was lost, in the record of the version that dropped it.

The record declares a reason, or lists a finding that a person allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from git_report.checks.accepted_findings import list_allowed
from git_report.checks.declarations import Declared
from git_report.checks.quotations import list_words
from git_report.differ import FigureChange, SectionChange
from git_report.differ.figures import find_figures
from git_report.differ.story.declared import reasons
from git_report.markdown import Document, Record, Section

_COLON = re.compile(r":\s+")
_KEYS = ("removed", "figure")
# A finding about a loss: its code, what is lost, and the line of the previous version.
_LOSS = re.compile(r"(K00[1-5]) (.*) \(line (\d+) of the previous version\)")
_IN_TOTAL = re.compile(r"\d+ sections were cut ")


class Reasons:
    """The reasons that one version declares, found by what they are about."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._entries = list(_list_entries(document))
        found = map(_LOSS.fullmatch, sorted(list_allowed(document.tail)))
        self._allowed = [(m[1], m[2], int(m[3])) for m in found if m]

    def of_section(self, section: Section, change: SectionChange) -> str:
        """The reason for removing a section, or a section that it is in."""
        return next(iter(reasons(change, self._document)), "") or self._find(
            lambda declared: declared.section(section)
        )

    def of_passage(self, section: Section, words: str) -> str:
        """The reason for removing some words of a section."""
        if not self._entries:
            return ""
        listed = list_words(words)
        return self._find(lambda declared: declared.passage(listed) or declared.section(section))

    def of_row(self, section: Section, words: str) -> str:
        """The reason for removing a row, which may be named by its first cell."""
        key = " ".join(list_words(words.partition(" | ")[0]))
        listed = list_words(words)
        return self._find(lambda declared: declared.row(key, listed)) or self.of_passage(
            section, words
        )

    def of_figure(self, change: FigureChange) -> str:
        """The reason for removing or changing a figure."""
        figures = find_figures(change.prior)
        if not figures:
            return ""
        return self._find(lambda declared: all(map(declared.figure, figures)))

    def allowance(self, code: str, lines: tuple[int, int]) -> str:
        """The allowed finding about lines of the version before; empty if there is none."""
        found = any(
            each == code and lines[0] <= line <= lines[1] for each, _, line in self._allowed
        )
        return _name_allowance(code) if found else ""

    def allowance_of_section(self, section: Section, above: Iterable[Section]) -> str:
        """The allowed finding about the removal or shortening of a section, or of one above it."""
        for each in (section, *above):
            if found := self.allowance("K001", (each.line, each.line)):
                return found
        return ""

    def allowance_of_all(self) -> str:
        """The allowed finding that all sections together lost most of their text."""
        cut = any(code == "K001" and _IN_TOTAL.match(what) for code, what, _ in self._allowed)
        return _name_allowance("K001") if cut else ""

    def _find(self, names: Callable[[Declared], bool]) -> str:
        return next((reason for declared, reason in self._entries if names(declared)), "")


def _name_allowance(code: str) -> str:
    return f"a person allowed it (--allow {code})"


def _list_entries(document: Document) -> Iterator[tuple[Declared, str]]:
    """Each possible reading of each entry: what was removed, and why."""
    tail = document.tail
    if tail is None:
        return
    for key in _KEYS:
        for value in tail.record.values(key):
            for colon in _COLON.finditer(value):
                # The name of what was removed may contain a colon: the shortest is tried first.
                record = Record(tail.record.version, ((key, value[: colon.start()]),))
                yield Declared(record), value[colon.end() :].strip()
