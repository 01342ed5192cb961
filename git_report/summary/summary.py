"""Render the changes of a report in a range of commits for its reviewers: risks first.

It is shortened by whole entries only: no entry is cut, and those left out are counted.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from git_report.differ import Change, Delta, render_diff, render_first
from git_report.differ.story.detail import NAMED, join_some
from git_report.differ.story.escaping import escape_marks
from git_report.differ.story.section_kinds import summarise_change
from git_report.differ.story.summary_row import Teaser
from git_report.differ.story.titles import name_section
from git_report.markdown import Document
from git_report.markdown.invisible import show_invisible
from git_report.patterns import lazy
from git_report.report.checklist import Reference
from git_report.report.forges import quiet_address, quiet_markdown
from git_report.report.readings import Reading
from git_report.report.redaction import redact_address
from git_report.report.targets import is_url, target_path
from git_report.report.versions import version_stem
from git_report.sources.escapes import clean_text, escape_text
from git_report.summary.instruction_changes import InstructionsChange
from git_report.text import flatten, shorten

MARKER = "<!-- git-report summary/1 -->"
# The most characters that GitHub accepts in the description of a pull request.
MOST = 65_536
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_FENCE = re.compile(r"> (`{3,}(?!.*`)|~{3,})")
_HINT_OF_FENCE = re.compile("```|~~~")
_TITLE = 300  # characters of a title, so that a single one does not fill the summary
_NO_VERSION = "no version"
_MOST_NAMED = 20  # references in a row
_MOST_SECTIONS = 3  # of a brief
_LONGEST_LINK = 500
# A bracket that is not escaped by a backslash.
_BRACKET = lazy(r"(?<!\\)((?:\\\\)*)([\[\]])")
# Characters of a URL that are not encoded; parentheses would end the link.
_SAFE = "/:#?&=%+,;~@!$*-._"
_COLUMNS = ("Section", "Change", "Prior", "New")
_FIRST_COLUMNS = ("Section", "Words")


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """The changes of one report, from `prior` (None if there was none) to `new`.

    If no version is left, `new_name` is empty and so is `new`. With `same`, the versions are
    unchanged: only the instructions or other files of the folder changed. `former` is the path that
    the folder had before, empty if it was not renamed. `losses` are large parts that were removed
    by declaration, `warnings` are other findings; both are messages, the worst first.
    """

    path: str
    prior_name: str
    new_name: str
    prior: Document | None
    new: Document
    delta: Delta | None
    readings: tuple[Reading, ...] = ()
    warnings: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    instructions: InstructionsChange = field(default_factory=InstructionsChange)
    same: bool = False
    former: str = ""


@dataclass(slots=True)
class _Budget:
    """The characters that are left; an entry is included whole or not at all."""

    left: int

    def take(self, text: str) -> bool:
        # 2: an entry is followed by at most an empty line.
        if len(text) + 2 > self.left:
            return False
        self.left -= len(text) + 2
        return True


def render_summary(changes: Sequence[ReportSummary], most: int = MOST) -> str:
    """The text for a pull request or a job, in at most `most` characters (2,000 or more).

    The budget is used for the headings of all reports first, then for their risks, then for the
    rows of the tables, then for the details.
    """
    if not changes:
        return f"{MARKER}\n\nNo report changed.\n"
    reports = [_Report(change) for change in changes]
    budget = _Budget(most - len(f"{MARKER}\n\n{_count_left_out(len(reports))}\n"))
    frame = _measure_frame()
    shown: list[_Report] = []
    for report in reports:
        if len(report.head) + frame > budget.left:
            break
        budget.left -= len(report.head) + frame
        shown.append(report)
    for kind in ("risks", "rows", "details"):
        for report in shown:
            report.fill(kind, budget)
    parts = [MARKER, *(report.text() for report in shown)]
    if len(shown) < len(reports):
        parts.append(_count_left_out(len(reports) - len(shown)))
    return "\n\n".join(parts) + "\n"


class _Report:
    """The entries of one report, and how many of each kind fit into the budget."""

    def __init__(self, change: ReportSummary) -> None:
        self.change = change
        diff_md = "" if change.same else _inert(_render_range(change))
        self.head = _head(change, diff_md)
        table, _, rest = diff_md.partition("\n\n## ")
        self.entries = {
            "risks": list(_risks(change)),
            # Without the head of the table and the line below it, which `text` adds.
            "rows": [line for line in table.split("\n") if line.startswith("|")][2:],
            "details": [f"### {detail.strip()}" for detail in rest.split("\n\n## ") if detail],
        }
        self.taken = dict.fromkeys(self.entries, 0)

    def fill(self, kind: str, budget: _Budget) -> None:
        """Include as many entries of a kind as fit, in order."""
        for entry in self.entries[kind]:
            if not budget.take(entry):
                break
            self.taken[kind] += 1

    def text(self) -> str:
        """The report's part of the summary."""
        parts = [self.head]
        risks, hidden = self._shown("risks")
        if risks:
            parts.append("\n".join(risks) + _more(hidden, "risk", "\n- "))
        rows, hidden = self._shown("rows")
        if rows:
            first = self.change.delta is None
            head = _head_table(_FIRST_COLUMNS if first else _COLUMNS)
            parts.append("\n".join([head, *rows]) + _more(hidden, "section", "\n\n"))
        details, hidden = self._shown("details")
        if details:
            body = "\n\n".join(details) + _more(hidden, "section", "\n\n")
            parts.append(_fold(body))
        return "\n\n".join(parts)

    def _shown(self, kind: str) -> tuple[list[str], int]:
        taken = self.taken[kind]
        return self.entries[kind][:taken], len(self.entries[kind]) - taken


def _count_left_out(reports: int) -> str:
    return f"*Reports that changed and are not shown: {reports:,}.*"


def _measure_frame() -> int:
    """The most characters that a report needs in addition to its head and entries."""
    # More than there can be, because the number's digits count.
    many = 10**9
    parts = (
        "",
        _more(many, "risk", "\n- "),
        _head_table(_COLUMNS) + _more(many, "section", "\n\n"),
        _fold(_more(many, "section", "\n\n")),
    )
    return len("\n\n".join(parts)) + len("\n\n")


def _head_table(names: Sequence[str]) -> str:
    return f"| {' | '.join(names)} |\n|{'---|' * len(names)}"


def _fold(body: str) -> str:
    return f"<details><summary>Excerpts</summary>\n\n{body}\n\n</details>"


def _more(hidden: int, what: str, lead: str) -> str:
    if not hidden:
        return ""
    return f"{lead}and {hidden:,} more {what}{'s' if hidden > 1 else ''}"


def _render_range(change: ReportSummary) -> str:
    """diff.md of the whole range, whose table and details are used in the summary."""
    if change.delta is None:
        return render_first(change.new, change.new_name)
    return render_diff(change.delta, change.prior_name, change.new_name or _NO_VERSION)


def _head(change: ReportSummary, diff_md: str) -> str:
    names = [change.prior_name, change.new_name or _NO_VERSION]
    names = list(dict.fromkeys(name for name in names if name))
    path, former = (
        quiet_markdown(escape_text(clean_text(each))) for each in (change.path, change.former)
    )
    counts = next((line for line in diff_md.split("\n") if line.startswith("**")), "")
    # "**1 edited**" alone does not say what was edited.
    if counts[2:3].isdecimal():
        counts = f"Sections: {counts}"
    changes = list(_instructions(change))
    lines = [_link_reading(reading, change.path) for reading in change.readings[:_MOST_NAMED]]
    if len(change.readings) > _MOST_NAMED:
        lines.append(f"- and {len(change.readings) - _MOST_NAMED} more")
    if former:
        lines.insert(0, f"- renamed: {former} → {path or '.'}")
    lines += [f"- {name}: {rest}" for name, rest in changes]
    if change.same:
        counts = ", ".join(name for name, _ in changes) or "no version changed"
        counts = f"**{counts[0].upper()}{counts[1:]}**"
    parts = [f"## {path or 'Report'}: {' → '.join(names)}", counts, "\n".join(lines)]
    return "\n\n".join(part for part in parts if part)


def _link_reading(reading: Reading, folder: str) -> str:
    stem = version_stem(reading.version)
    if reading.is_revision:
        return f"- {stem}: {_link(reading.title, '', folder)}"
    return f"- {stem} read {_link(reading.title, reading.target, folder)}"


def _instructions(change: ReportSummary) -> Iterator[tuple[str, str]]:
    """Yield the changes of the instructions: a short label, and the references or the passage."""
    instructions = change.instructions
    for verb in ("added", "removed", "skipped", "reopened"):
        references: tuple[Reference, ...] = getattr(instructions, verb)
        if references:
            many = "reference" if len(references) == 1 else "references"
            links = [_link(each.title, each.target, change.path) for each in references]
            hidden = len(links) - _MOST_NAMED
            more = f" and {hidden:,} more" if hidden > 0 else ""
            yield f"{len(references):,} {many} {verb}", ", ".join(links[:_MOST_NAMED]) + more
    if instructions.brief is not None:
        yield "brief changed", _brief(instructions.brief)


def _brief(delta: Delta) -> str:
    """The changed sections of a brief, each with its most important change."""
    teaser = Teaser(delta.prior, delta.new)
    described = []
    for section in delta.sections[:_MOST_SECTIONS]:
        before, after = teaser.tease(section)
        words = summarise_change(section, delta)
        passage = " → ".join(text for text in (before, after) if text)
        described.append(
            f"{name_section(section, delta)} {words}{': ' if passage else ''}{passage}"
        )
    hidden = len(delta.sections) - _MOST_SECTIONS
    more = _more(max(0, hidden), "section", "; ")
    return _inert(escape_marks("; ".join(described)) + more) or "white space"


def _link(title: str, target: str, folder: str) -> str:
    """A reference by its title, as a link if its target can be one."""
    # `escape_text` only escapes brackets that begin markup; within a link, any bracket may.
    shown = quiet_markdown(_BRACKET.sub(r"\1\\\2", escape_text(shorten(clean_text(title)))))
    address = redact_address(flatten(target))
    if not address or len(address) > _LONGEST_LINK:
        return shown
    if not is_url(address):
        path, fragment = target_path(folder, address)
        address = f"{path}#{fragment}" if fragment else path
    elif not address.lower().startswith(("http://", "https://")):
        return quiet_markdown(f"{shown} ({escape_text(address)})")
    return f"[{shown}]({quiet_address(urllib.parse.quote(address, safe=_SAFE))})"


def _risks(change: ReportSummary) -> Iterator[str]:
    """Yield what a reviewer must look at: losses, changed figures and findings."""
    delta = change.delta
    if not change.new_name:
        yield "- **no version is left**"
    for loss in change.losses:
        yield f"- **large loss:** {quiet_markdown(escape_text(flatten(loss)))}"
    if delta is not None:
        for section in delta.sections:
            if section.change == (Change.REMOVED,):
                yield f"- **removed:** {_title(name_section(section, delta))}"
        lost = [_title(figure.prior) for figure in delta.figures.lost]
        if lost:
            yield f"- **lost figures:** {join_some(lost, NAMED)}"
        for figure in delta.figures.changed:
            yield f"- **changed figure:** {_title(figure.prior)} → {_title(figure.new)}"
    for warning in change.warnings:
        yield f"- {quiet_markdown(escape_text(flatten(warning)))}"


def _title(text: str) -> str:
    """Text from a version as part of a line."""
    return _inert(shorten(text, _TITLE))


def _inert(text: str) -> str:
    """Neutralise lines: no mentions, and no tag that ends an element around them or hides text.

    A fenced block within a quote is left as it is. If a fence is in a list, or may not be one, its
    end is uncertain: from there to the end of the quote, all lines are treated as text.
    """
    lines = show_invisible(text).split("\n")
    fence = ""
    sure = True
    for number, line in enumerate(lines):
        if not line.startswith(">"):
            fence, sure = "", True
        if fence:
            bare = line[1:].strip()
            if len(bare) >= len(fence) and not bare.strip(fence[0]) and _FENCE.match(line):
                fence = ""
            elif bare.startswith(fence[:3]):
                fence, sure = "", False
            if sure:
                continue
        elif sure and (opened := _FENCE.match(line)):
            fence = opened[1]
            continue
        elif _HINT_OF_FENCE.search(line):
            sure = False
        lines[number] = _TAG.sub("<\u200b", quiet_markdown(line))
    return "\n".join(lines)
