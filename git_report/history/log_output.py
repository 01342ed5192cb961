"""Summarise each version on one line: what it changed, and from which reference."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from git_report.differ import ENGINE, Change, Delta
from git_report.differ.words.tokens import count_words
from git_report.markdown import Document, Tail
from git_report.report.versions import version_stem
from git_report.terminal import clean, clean_line
from git_report.writers.price import Price, format_tokens, spent_json
from git_report.writers.usage import Spent, find_spent

KIND = f"log-1.{ENGINE}"
_ID = 10  # Characters of an abbreviated commit id.
_SIGNS = ((Change.ADDED, "+"), (Change.EDITED, "~"), (Change.REMOVED, "−"))


@dataclass(frozen=True, slots=True)
class LogSummary:
    """What a version changed.

    `sections` counts the changed sections by kind; `added` and `removed` count words; `figures`
    are the changed ones as ``OLD → NEW``. The sections of a first version count as added.
    """

    sections: dict[str, int]
    added: int
    removed: int
    figures: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One version: its reference, what it changed, and what it cost.

    `usage` is the commit's trailer as it is. `delta` is None for a first version, and where it
    was not asked for.
    """

    number: int
    date: str
    commit: str
    reference: str
    writer: str
    usage: str
    spent: Spent
    brought: LogSummary
    delta: Delta | None = field(default=None, repr=False)

    def as_json(self, price: Price | None = None) -> dict[str, Any]:
        """The entry as JSON data."""
        spent = spent_json(self.spent, price) if self.spent else {}
        steps = spent.pop("steps", [])
        return {
            "version": self.number,
            "date": self.date,
            "commit": self.commit,
            "reference": self.reference,
            "writer": self.writer,
            "usage": self.usage,
            "tokens": spent or None,
            "steps": steps,
            "sections": self.brought.sections,
            "words": {"added": self.brought.added, "removed": self.brought.removed},
            "figures": list(self.brought.figures),
            "changed": list(self.brought.titles),
        }


def summarise_version(new: Document, delta: Delta | None) -> LogSummary:
    """What a version changed; without a delta all of it is new."""
    sections, added, removed = count_changes(new, delta)
    figures = delta.figures.changed if delta is not None else ()
    changed = tuple(f"{each.prior} → {each.new}" for each in figures)
    return LogSummary(sections, added, removed, changed, tuple(_titles(delta)))


def make_entry(
    number: int,
    brought: LogSummary,
    tail: Tail | None,
    *,
    reference: str,
    date: str = "",
    commit: str = "",
    usage: str = "",
    delta: Delta | None = None,
) -> LogEntry:
    """The entry of a version."""
    record = tail.record if tail is not None else None
    writer = next(iter(record.values("writer")), "") if record is not None else ""
    return LogEntry(
        number=number,
        date=date,
        commit=commit,
        reference=reference,
        writer=writer,
        usage=usage,
        spent=find_spent(record, usage),
        brought=brought,
        delta=delta,
    )


def count_changes(new: Document, delta: Delta | None) -> tuple[dict[str, int], int, int]:
    """The changed sections by kind, words added and removed; without a delta all are new."""
    if delta is None:
        sections = new.root.walk()
        words = sum(count_words(block.content) for each in sections for block in each.blocks)
        return {"added": len(new.sections) - 1}, words, 0
    kinds = Counter(str(change) for section in delta.sections for change in section.change)
    added = sum(section.words.added for section in delta.sections)
    removed = sum(section.words.removed for section in delta.sections)
    return dict(kinds), added, removed


def _titles(delta: Delta | None) -> Iterator[str]:
    for section in delta.sections if delta is not None else ():
        side = section.new or section.prior
        title = " › ".join(side.path) if side is not None else ""
        yield f"{', '.join(map(str, section.change))}: {title or 'before the first heading'}"


def render_entry(entry: LogEntry, price: Price | None = None, *, colour: bool = False) -> str:
    """The entry as one line for a terminal, cleaned of control characters."""
    brought = entry.brought
    signs = " ".join(
        f"{sign}{brought.sections[kind]}" for kind, sign in _SIGNS if brought.sections.get(kind)
    )
    others = [f"{n} {kind}" for kind, n in brought.sections.items() if kind not in dict(_SIGNS)]
    counts = ", ".join([*([f"sections {signs}"] if signs else []), *others]) or "no section"
    many = "figure" if len(brought.figures) == 1 else "figures"
    figures = f", {len(brought.figures)} {many} changed" if brought.figures else ""
    tokens = f" [{format_tokens(entry.spent.usage, price)}]" if entry.spent else ""
    stem, commit = version_stem(entry.number), entry.commit[:_ID]
    title = clean_line(entry.reference)
    if colour:
        stem, commit = click.style(stem, bold=True), click.style(commit, fg="yellow")
        title = click.style(title, bold=True)
    when = f"{entry.date[:10]}  {commit}" if entry.commit else "uncommitted".ljust(10 + 2 + _ID)
    return (
        f"{stem}  {when}  {title}  "
        f"({counts}; words +{brought.added} −{brought.removed}{figures}; "
        f"{clean_line(entry.writer) or 'by hand'}){clean(tokens)}"
    )


def render_steps(entry: LogEntry, price: Price | None = None) -> list[str]:
    """The steps of a version and what each cost, one line per step."""
    return [f"{each.step}: {format_tokens(each.usage, price)}" for each in entry.spent.steps]


def encode_summary(brought: LogSummary) -> str:
    """The summary as text for the cache."""
    return json.dumps(
        [brought.sections, brought.added, brought.removed, brought.figures, brought.titles]
    )


def decode_summary(text: str) -> LogSummary:
    """The summary that `encode_summary` wrote; raises ValueError for any other text."""
    match json.loads(text):
        case [dict(sections), int(added), int(removed), list(figures), list(titles)]:
            counts = {str(kind): int(count) for kind, count in sections.items()}
            lines = tuple(map(str, figures)), tuple(map(str, titles))
            return LogSummary(counts, added, removed, *lines)
    raise ValueError("nothing that a version brought")
