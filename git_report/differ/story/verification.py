"""diff.md held against its two versions: derived again, or believed only where it can be seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from git_report.differ.engine import diff
from git_report.differ.story.declared import newest_reference
from git_report.differ.story.markup import CUT, unescape
from git_report.differ.story.reader import DiffFile, Excerpt, read_diff
from git_report.differ.story.render import count_changes, render_diff, render_first
from git_report.differ.story.titles import name_section
from git_report.markdown import Document
from git_report.text import shorten

_FENCE = re.compile(r"`{3,}|~{3,}")
# Of what a message quotes.
_SHOWN = 60


def derive(prior: Document | None, new: Document, prior_name: str, new_name: str) -> str:
    """diff.md for a version and the one before it; None where it is the first."""
    if prior is None:
        return render_first(new, new_name)
    return render_diff(diff(prior, new), prior_name, new_name)


def verify(told: str, prior: Document | None, new: Document) -> Iterator[tuple[int, str]]:
    """What a diff.md of another engine says and the versions do not bear out, with its line.

    Every excerpt must be a piece of its version (white space and escaped pipes aside), every
    changed section must be named, and the counts must be those of the two versions; the reference
    and the reasons that are told must be in the tail of the new one.
    """
    read = read_diff(told)
    texts = {"prior": _normalise(prior.source) if prior else "", "new": _normalise(new.source)}
    yield from _check_excerpts(read, texts)
    yield from _check_tail(read, prior, new)
    if prior is not None:
        yield from _check_sections(read, prior, new)


def _check_excerpts(read: DiffFile, texts: dict[str, str]) -> Iterator[tuple[int, str]]:
    excerpts = [excerpt for detail in read.details for excerpt in detail.excerpts]
    for row in read.rows:
        excerpts.append(Excerpt(row.line, "prior", row.prior))
        excerpts.append(Excerpt(row.line, "new", row.new))
    for excerpt in excerpts:
        sides = texts.values() if excerpt.side == "moved" else [texts[excerpt.side]]
        for piece in _split_pieces(excerpt.text):
            if not any(piece in text for text in sides):
                yield excerpt.line, f"'{shorten(piece, _SHOWN)}' is not in that version"
                break


def _check_tail(read: DiffFile, prior: Document | None, new: Document) -> Iterator[tuple[int, str]]:
    if read.reference and read.reference != newest_reference(prior, new):
        yield 1, "the reference is not the newest one of the version"
    entries = new.tail.record.entries if new.tail else ()
    record = _normalise("\n".join(value for _, value in entries))
    for detail in read.details:
        for why in (*detail.why, *detail.declared):
            if _normalise(why) not in record:
                yield (
                    detail.line,
                    f"the reason '{shorten(why, _SHOWN)}' is not in the version's record",
                )


def _split_pieces(text: str) -> Iterator[str]:
    """The verbatim pieces of an excerpt, between its cuts and without a fence of ours."""
    lines = text.split("\n")
    if len(lines) > 1 and _FENCE.match(lines[0]) and _FENCE.fullmatch(lines[-1]):
        lines = lines[1:-1]
    for part in "\n".join(lines).split(CUT):
        piece = _normalise(part)
        if piece:
            yield piece


def _normalise(text: str) -> str:
    return " ".join(unescape(text).split())


def _check_sections(read: DiffFile, prior: Document, new: Document) -> Iterator[tuple[int, str]]:
    delta = diff(prior, new)
    counts = {str(change): number for change, number in count_changes(delta).items()}
    counts["unchanged"] = delta.unchanged
    if read.counts != counts:
        yield 1, f"the counts do not match the versions: {_tell(counts)}"
    named = Counter(_normalise(row.title) for row in read.rows)
    for section in delta.sections:
        title = _normalise(name_section(section, delta))
        if section.blocks and not named[title]:
            yield 1, f"the change of '{shorten(title, _SHOWN)}' is missing"


def _tell(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {word}" for word, number in counts.items())
