"""Changes inside of one text: passages that are found by their words, and what may not break."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.fuzz import partial_ratio_alignment

from git_report.markdown import Block, Kind, parse
from git_report.text import shorten

# White space on a line, a wrap with the markers of a quotation that continues, a blank line.
_WRAP = r"(?:[^\S\n]*\n[^\S\n]*(?:>[^\S\n]*)*|[^\S\n]+)"
_BREAK = r"\s+(?:>\s*)*"
# Of what the text around a change must not become a part, or cease to be one.
_FRAGILE = frozenset({Kind.TABLE, Kind.CODE, Kind.HTML})
# The least likeness of a passage that is worth naming, of 100.
_ALIKE = 60
_SHOWN = 80  # characters of a passage that an error quotes


class SpliceError(Exception):
    """Why a change has no place in a text, in words."""


class TextEdit(NamedTuple):
    """New text in the place of what is between two characters of a text."""

    start: int
    end: int
    text: str

    def overlaps(self, other: TextEdit) -> bool:
        """Whether two changes are of the same characters."""
        return max(self.start, other.start) < min(self.end, other.end)


def splice(text: str, splices: Sequence[TextEdit]) -> str:
    """A text with changes that do not overlap; those at one place are in their order."""
    parts, at = [], 0
    for start, end, new in sorted(splices, key=lambda each: each[:2]):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def find_words(text: str, words: str) -> list[tuple[int, int]]:
    """Where words are in a text, however they are wrapped; the places may overlap."""
    pieces = re.split(r"(\s+)", words.strip())
    pattern = "".join(
        (_BREAK if piece.count("\n") > 1 else _WRAP) if place % 2 else re.escape(piece)
        for place, piece in enumerate(pieces)
    )
    return [match.span(1) for match in re.finditer(f"(?=({pattern}))", text)]


def replace_words(text: str, old: str, new: str, place: str) -> TextEdit:
    """New words in the place of old ones; SpliceError where those are not there exactly once.

    `place` is what a message calls the text: ``section 2.1``.
    """
    if not old.strip():
        raise SpliceError("it has no old words")
    places = find_words(text, old)
    if len(places) > 1:
        raise SpliceError(
            f"the old words occur {len(places)} times in {place}: give more words around them"
        )
    if not places:
        raise SpliceError(f"the old words were not found in {place}{_name_nearest(text, old)}")
    start, end = places[0]
    if not new.strip():
        return TextEdit(*_widen(text, start, end), "")
    # The white space around the old words stays, so that of the new ones would be twice.
    if old[:1].isspace() or text[start - 1 : start] in ("", "\n"):
        # At the start of a line their indentation is their own: of code, or of an item in an item.
        new = new.lstrip("\r\n") if not old[:1].isspace() else new.lstrip()
    if old[-1:].isspace() or text[end : end + 1] in ("", "\r", "\n"):
        new = new.rstrip()
    return TextEdit(start, end, new)


def _name_nearest(text: str, old: str) -> str:
    """The passage that is most like some words, as the end of a message; empty for none."""
    # The beginning is enough to find it by, and what is compared costs time by its square.
    flat, wanted = " ".join(text.split()), " ".join(old.split())[: 2 * _SHOWN]
    if not flat:
        return ": the section has no text of its own"
    found = partial_ratio_alignment(wanted, flat, score_cutoff=_ALIKE)
    if found is None or len(wanted) > len(flat):
        return ""
    start = flat.rfind(" ", 0, found.dest_start + 1) + 1
    end = flat.find(" ", found.dest_end)
    return f"; the nearest is '{shorten(flat[start : end if end > 0 else len(flat)], 2 * _SHOWN)}'"


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """What goes with a passage that is taken out, so that no white space is there twice."""
    before, after = text[:start], text[end:]
    own_lines = before[-1:] in ("", "\n") and after[:1] in ("", "\r", "\n")
    if own_lines:
        apart = not before.strip() or before.replace("\r", "").endswith("\n\n")
        gap = re.match(r"[\r\n]*" if apart else r"\r?\n?", after)
    elif before[-1:].isspace():
        gap = re.match(r"[ \t]*", after)
        # Words at the end of a line take the blank before them along.
        if after[gap.end() if gap else 0 :][:1] in ("", "\r", "\n"):
            start = len(before.rstrip(" \t"))
    else:
        gap = None
    return start, end + (gap.end() if gap else 0)


def find_break(before: str, splices: Sequence[TextEdit]) -> str:
    """What changes would do to the text around them, in words; empty for nothing.

    A table, a code block or an HTML block must not be cut, nor take in what was beside it.
    """
    after = splice(before, splices)
    if len(parse(f"\n{after}").sections) > 1:
        return "its new words make a heading: replace the section, or insert one"
    ordered = sorted(splices, key=lambda each: each[:2])
    blocks, now = _Blocks(before), _Blocks(after)
    for change in ordered:
        last = len(before[: change.start].rstrip()) - 1
        following = len(before) - len(before[change.end :].lstrip())
        for place in (last, following):
            # What another change replaces may become another block: an edit beside code that goes.
            if not 0 <= place < len(before) or any(o.start <= place < o.end for o in ordered):
                continue
            # Several rows behind the last one are changes at one place.
            moved = sum(len(o.text) - (o.end - o.start) for o in ordered if o.end <= place)
            old, new = blocks.at(place), now.at(place + moved)
            if old is not new and {old, new} & _FRAGILE:
                passage = shorten(before[place:], _SHOWN)
                return f"the text at '{passage}' would be {_name(new)}, where it is {_name(old)}"
    return ""


def find_overlap(splices: Sequence[TextEdit]) -> tuple[int, int] | None:
    """The positions of two changes of the same characters; None where there are none."""
    order = sorted(range(len(splices)), key=lambda each: splices[each][:2])
    return next(
        ((min(a, b), max(a, b)) for a, b in pairwise(order) if splices[a].overlaps(splices[b])),
        None,
    )


class _Blocks:
    """The blocks of a text by the characters that they have."""

    def __init__(self, text: str) -> None:
        # A blank line first: what begins with '---' is a rule here, not front matter.
        self.places = list(place_blocks(text))

    def at(self, place: int) -> Kind:
        """The kind of the block that a character belongs to."""
        found = [block.kind for start, block in self.places if start <= place]
        return found[-1] if found else Kind.BLANK


def place_blocks(text: str) -> Iterator[tuple[int, Block]]:
    """The blocks of a section's own text, each with the place of its first character."""
    place = -1
    for block in parse(f"\n{text}").blocks():
        yield place, block
        place += len(block.text)


def _name(kind: Kind) -> str:
    named = {Kind.CODE: "code", Kind.HTML: "HTML"}.get(kind, str(kind))
    article = "" if kind in (Kind.CODE, Kind.HTML) else "a "
    return f"a part of {article}{named}"
