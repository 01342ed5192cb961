"""Find what changed in a reference since it was read, and the sentences that depend on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from git_report.assessment.source_locations import SourceText
from git_report.differ.words.alignment import align
from git_report.differ.words.runs import Run, find_runs
from git_report.differ.words.sentences import split_sentences
from git_report.edits.footnotes import cited_labels
from git_report.markdown import Document, Heading
from git_report.text import flatten, one_line, shorten_words

# Words of a change that are shown: its figures and a few more.
_WORDS = 60
_CHANGES = 4
_MARK = re.compile(r"\[\^[^\]\s]+\]")
_LEADING = re.compile(r"\A[\s>|*+#-]+(?:\d+[.)]\s+)?")


@dataclass(frozen=True, slots=True)
class AffectedSentence:
    """A sentence of the report with words or figures of changed lines.

    `line` is 1-based; `text` is the whole sentence on one line, without footnote marks.
    """

    line: int
    path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class SourceHunk:
    """Neighbouring lines of a reference that changed.

    `start` and `new_start` are 1-based lines of the text as it was read and as it is now; if lines
    were only added or removed, the line after that place. `changes` are pairs of words before and
    after; one side is empty if words were only added or removed.
    """

    start: int
    removed: tuple[str, ...]
    new_start: int
    added: tuple[str, ...]
    changes: tuple[tuple[str, str], ...]
    affected: tuple[AffectedSentence, ...]


def list_hunks(
    prior: str, text: str, report: Document | None = None, labels: frozenset[str] = frozenset()
) -> tuple[SourceHunk, ...]:
    """The hunks between a reference's text as it was read and as it is now, in order.

    `labels` are the reference's footnote marks in `report`: a sentence of a block that has one
    depends on a hunk if its words, or one of its figures, are on the changed lines.
    """
    before, after = prior.split("\n"), text.split("\n")
    sentences = list(_list_affected(prior, report, labels)) if report is not None else []
    hunks: list[SourceHunk] = []
    i = j = 0
    # The empty run at the end closes the last hunk.
    for run in [*find_runs(before, after), Run(len(before), len(after), 0)]:
        removed, added = before[i : run.prior], after[j : run.new]
        if any(line.strip() for line in (*removed, *added)):
            lines = range(i + 1, run.prior + 1)
            affected = dict.fromkeys(each for line, each in sentences if line in lines)
            changes = tuple(_list_changes("\n".join(removed), "\n".join(added)))
            hunks.append(
                SourceHunk(i + 1, tuple(removed), j + 1, tuple(added), changes, tuple(affected))
            )
        i, j = run.prior + run.size, run.new + run.size
    return tuple(hunks)


def format_hunk(hunk: SourceHunk) -> str:
    """The changed words on one line: ``93.3 → 94.1, added "in 2025"``."""
    changes = [_format_change(*change) for change in hunk.changes[:_CHANGES]]
    if (more := len(hunk.changes) - _CHANGES) > 0:
        changes.append(f"and {more} more change{'s' if more > 1 else ''}")
    return ", ".join(changes)


def _format_change(old: str, new: str) -> str:
    if old and new:
        return f"{shorten_words(old, _WORDS)} → {shorten_words(new, _WORDS)}"
    done, words = ("removed", old) if old else ("added", new)
    return f'{done} "{shorten_words(words, _WORDS)}"'


def _list_changes(old: str, new: str) -> Iterator[tuple[str, str]]:
    for hunk in align(old, new):
        if hunk.equal:
            continue
        removed = one_line(old[hunk.prior_start : hunk.prior_end])
        added = one_line(new[hunk.new_start : hunk.new_end])
        if removed or added:
            yield removed, added


def _list_affected(
    prior: str, report: Document, labels: frozenset[str]
) -> Iterator[tuple[int, AffectedSentence]]:
    """The sentences of the report that have these marks, each with a line of the reference."""
    source = SourceText(prior)
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Heading) or not labels & cited_labels(block.text):
                continue
            for line, sentence in _list_sentences(block.text, block.lines[0]):
                own = cited_labels(sentence)
                if own and not own & labels:
                    continue
                text = flatten(_LEADING.sub("", _MARK.sub("", sentence)))
                affected = AffectedSentence(line, section.path, text)
                for found, _, _ in source.find(_MARK.sub("", sentence)):
                    yield found, affected


def _list_sentences(text: str, first: int) -> Iterator[tuple[int, str]]:
    """The sentences of a block's lines, rows and items separately, each with its 1-based line."""
    lines = text.split("\n")
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and not re.match(r"\s*(?:[|>*+-]|\d+[.)])", lines[end]):
            continue
        piece = lines[start:end]
        at = 0
        for sentence in split_sentences("\n".join(piece)):
            opening = " ".join(sentence.split()[:3])
            # A sentence may be wrapped: its first letters show on which line it begins.
            at = next((k for k in range(at, len(piece)) if opening[:12] in piece[k]), at)
            yield first + start + at, sentence
        start = end
