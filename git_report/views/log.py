"""The versions of a report as lines: what each one brought, from which reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from git_report.diff import Change, Delta, diff
from git_report.diff.tokens import count_words
from git_report.markdown import Document
from git_report.report.versions import version_stem

_SIGNS = ((Change.ADDED, "+"), (Change.EDITED, "~"), (Change.REMOVED, "−"))


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One version: where it came from, and how it differs from the one before.

    `sections` counts the changed sections by kind; `added` and `removed` are words, `figures` the
    changed ones as ``OLD → NEW``. A first version counts its own sections as added, and has no
    `delta`.
    """

    number: int
    date: str
    commit: str
    reference: str
    writer: str
    usage: str
    sections: dict[str, int]
    added: int
    removed: int
    figures: tuple[str, ...]
    titles: tuple[str, ...]
    delta: Delta | None = field(default=None, repr=False)

    def as_json(self) -> dict[str, Any]:
        """The entry as data."""
        return {
            "version": self.number,
            "date": self.date,
            "commit": self.commit,
            "reference": self.reference,
            "writer": self.writer,
            "usage": self.usage,
            "sections": self.sections,
            "words": {"added": self.added, "removed": self.removed},
            "figures": list(self.figures),
            "changed": list(self.titles),
        }


def make_entry(
    number: int,
    new: Document,
    prior: Document | None,
    *,
    reference: str,
    date: str = "",
    commit: str = "",
    usage: str = "",
) -> LogEntry:
    """What a version brought over the one before it."""
    record = new.tail.record if new.tail else None
    writer = next(iter(record.values("writer")), "") if record else ""
    delta = diff(prior, new) if prior is not None else None
    sections, added, removed = count_changes(new, delta)
    figures = delta.figures.changed if delta is not None else ()
    return LogEntry(
        number=number,
        date=date,
        commit=commit,
        reference=reference,
        writer=writer,
        usage=usage,
        sections=sections,
        added=added,
        removed=removed,
        figures=tuple(f"{each.prior} → {each.new}" for each in figures),
        titles=tuple(_titles(delta)),
        delta=delta,
    )


def count_changes(new: Document, delta: Delta | None) -> tuple[dict[str, int], int, int]:
    """The changed sections by kind, and the words added and removed; without a delta all is new."""
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


def render_entry(entry: LogEntry) -> str:
    """An entry as one line for a terminal."""
    signs = " ".join(
        f"{sign}{entry.sections[kind]}" for kind, sign in _SIGNS if entry.sections.get(kind)
    )
    others = [f"{n} {kind}" for kind, n in entry.sections.items() if kind not in dict(_SIGNS)]
    counts = ", ".join([*([f"sections {signs}"] if signs else []), *others]) or "no section"
    figures = f", {len(entry.figures)} figures changed" if entry.figures else ""
    tokens = f" [{entry.usage}]" if entry.usage else ""
    return (
        f"{version_stem(entry.number)}  {entry.date[:10] or 'uncommitted':<11}  "
        f"{entry.reference}  ({counts}; words +{entry.added} −{entry.removed}{figures}; "
        f"{entry.writer or 'by hand'}){tokens}"
    )
