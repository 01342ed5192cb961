"""Change passages of a text, found by their words, without breaking the blocks around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.fuzz import partial_ratio_alignment

from git_report.markdown import Block, Kind, parse
from git_report.text import shorten

# White space within a line or a line break with block quote markers; then a blank line.
_WRAP = r"(?:[^\S\n]*\n[^\S\n]*(?:>[^\S\n]*)*|[^\S\n]+)"
_BREAK = r"\s+(?:>\s*)*"
# The text next to a change must neither become nor cease to be part of such a block.
_FRAGILE = frozenset({Kind.TABLE, Kind.CODE, Kind.HTML})
# The least similarity (0 to 100) of a passage that is named as the nearest.
_ALIKE = 60
_SHOWN = 80  # characters of a passage that an error quotes


class SpliceError(Exception):
    """A change cannot be made to a text; the message is the reason."""


class TextEdit(NamedTuple):
    """New text for the characters from `start` to `end`."""

    start: int
    end: int
    text: str

    def overlaps(self, other: TextEdit) -> bool:
        """Whether two changes have characters in common."""
        return max(self.start, other.start) < min(self.end, other.end)


def splice(text: str, splices: Sequence[TextEdit]) -> str:
    """Apply changes that do not overlap to a text; those at one place keep their order."""
    parts, at = [], 0
    for start, end, new in sorted(splices, key=lambda each: each[:2]):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def find_words(text: str, words: str) -> list[tuple[int, int]]:
    """The ranges of all occurrences of words, however they are wrapped; ranges may overlap."""
    pieces = re.split(r"(\s+)", words.strip())
    pattern = "".join(
        (_BREAK if piece.count("\n") > 1 else _WRAP) if place % 2 else re.escape(piece)
        for place, piece in enumerate(pieces)
    )
    return [match.span(1) for match in re.finditer(f"(?=({pattern}))", text)]


def replace_words(text: str, old: str, new: str, place: str) -> TextEdit:
    """Replace old words by new ones; raises SpliceError unless the old ones occur exactly once.

    `place` is the text's name in messages: ``section 2.1``.
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
    # The white space around the old words stays, so that of the new words would double it.
    if old[:1].isspace() or text[start - 1 : start] in ("", "\n"):
        # At the start of a line their indentation is their own: of code, or of an item in an item.
        new = new.lstrip("\r\n") if not old[:1].isspace() else new.lstrip()
    if old[-1:].isspace() or text[end : end + 1] in ("", "\r", "\n"):
        new = new.rstrip()
    return TextEdit(start, end, new)


def _name_nearest(text: str, old: str) -> str:
    """The passage most similar to some words, as the end of a message; empty if none is similar."""
    # The first characters are enough to find it, and the comparison takes quadratic time.
    flat, wanted = " ".join(text.split()), " ".join(old.split())[: 2 * _SHOWN]
    if not flat:
        return ": the section has no text of its own"
    found = partial_ratio_alignment(wanted, flat, score_cutoff=_ALIKE)
    # It looks for the shorter of two texts in the longer one, so that the words would be the text
    # searched.
    if found is None or len(wanted) > len(flat):
        return ""
    start = flat.rfind(" ", 0, found.dest_start + 1) + 1
    end = flat.find(" ", found.dest_end)
    return f"; the nearest is '{shorten(flat[start : end if end > 0 else len(flat)], 2 * _SHOWN)}'"


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """Extend the range of a passage to be removed so that no white space is doubled."""
    before, after = text[:start], text[end:]
    own_lines = before[-1:] in ("", "\n") and after[:1] in ("", "\r", "\n")
    if own_lines:
        apart = not before.strip() or before.replace("\r", "").endswith("\n\n")
        # Of the two gaps around a paragraph one goes; a line within a paragraph takes its own
        # ending along.
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
    """Describe how changes would break the text around them; empty if they do not.

    They must not split a table, a code block or an HTML block, or make it absorb adjacent text.
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
            # Several rows added after the last one are changes at the same place.
            moved = sum(len(o.text) - (o.end - o.start) for o in ordered if o.end <= place)
            old, new = blocks.at(place), now.at(place + moved)
            if old is not new and {old, new} & _FRAGILE:
                passage = shorten(before[place:], _SHOWN)
                return f"the text at '{passage}' would be {_name(new)}; now it is {_name(old)}"
    return ""


def find_overlap(splices: Sequence[TextEdit]) -> tuple[int, int] | None:
    """The indices of two changes that overlap, or None."""
    order = sorted(range(len(splices)), key=lambda each: splices[each][:2])
    return next(
        ((min(a, b), max(a, b)) for a, b in pairwise(order) if splices[a].overlaps(splices[b])),
        None,
    )


class _Blocks:
    """The blocks of a text by position."""

    def __init__(self, text: str) -> None:
        self.places = list(place_blocks(text))

    def at(self, place: int) -> Kind:
        """The kind of the block that has a character."""
        found = [block.kind for start, block in self.places if start <= place]
        return found[-1] if found else Kind.BLANK


def place_blocks(text: str) -> Iterator[tuple[int, Block]]:
    """The blocks of a section's own text, each with the position of its first character."""
    place = -1  # the blank line makes a leading '---' a thematic break instead of front matter
    for block in parse(f"\n{text}").blocks():
        yield place, block
        place += len(block.text)


def _name(kind: Kind) -> str:
    named = {Kind.CODE: "code", Kind.HTML: "HTML"}.get(kind, str(kind))
    article = "" if kind in (Kind.CODE, Kind.HTML) else "a "
    return f"a part of {article}{named}"
