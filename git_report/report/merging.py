"""Instructions of two sides made one: a three-way merge by lines, in which an item is one line.

Boxes and stamps are merged apart from the words: ticks on neighbouring lines, and items that both
sides append, do not conflict. Source: Khanna, Kunal, Pierce 2007 (diff3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from git_report.errors import ReportError
from git_report.report.checklist import EDITED, ITEM, STAMP, Box, Reference, Stamp
from git_report.report.instructions import Instructions


class MergeError(ReportError):
    """Both sides changed the same lines in different ways."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A line of prose or a whole item: as it is written, and without what is merged apart."""

    text: str
    words: str
    item: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    """What is merged apart: the box, and the readings."""

    box: Box
    stamps: tuple[Stamp, ...] = ()


def merge_instructions(
    base: Instructions,
    ours: Instructions,
    theirs: Instructions,
    numbers: Mapping[int, int | None] | None = None,
) -> str:
    """The instructions of both sides, ours first where both append.

    `numbers` has for versions of theirs the numbers that they have now, None for one that is none
    any more: its readings go, and the item of a revision with it. MergeError, with the line in
    ours, where both changed the same words.
    """
    sides = [_units(side) for side in (base, ours, theirs)]
    marks = [_marks(side) for side in (base, ours, theirs)]
    merged = _merge(*sides, where=ours.path)
    out: list[str] = []
    for unit in merged:
        if unit.item is None:
            out.append(unit.text)
            continue
        before, mine, other = (side.get(unit.item) for side in marks)
        mark = _merge_marks(before, mine, other, numbers or {})
        if mark is None:  # the item of a revision that is none any more
            if out and not out[-1].strip():
                out.pop()
            continue
        out.append(_write(unit.text, mark))
    return "\n".join(out)


def _units(instructions: Instructions) -> list[_Unit]:
    lines = instructions.text.split("\n")
    units: list[_Unit] = []
    at = 0
    for reference, key in _keyed(instructions):
        units += [_Unit(line, line.rstrip()) for line in lines[at : reference.line - 1]]
        own = lines[reference.line - 1 : reference.last]
        bare = _write("\n".join(own), _Mark(Box.OPEN))
        units.append(_Unit("\n".join(own), bare.rstrip(), key))
        at = reference.last
    return [*units, *(_Unit(line, line.rstrip()) for line in lines[at:])]


def _keyed(instructions: Instructions) -> Iterator[tuple[Reference, tuple[str, int]]]:
    """The items with what tells each from all others on any side."""
    seen: Counter[str] = Counter()
    for reference in instructions.references:
        name = reference.target or reference.text
        seen[name] += 1
        yield reference, (name, seen[name])


def _marks(instructions: Instructions) -> dict[tuple[str, int], _Mark]:
    return {key: _Mark(item.box, item.stamps) for item, key in _keyed(instructions)}


def _merge(
    base: Sequence[_Unit], ours: Sequence[_Unit], theirs: Sequence[_Unit], *, where: str
) -> list[_Unit]:
    """Chunks that only one side changed are that side's; both may insert at one place."""
    merged: list[_Unit] = []
    o = t = 0
    for first, last in _chunks(base, ours, theirs):
        before = base[first[0] : last[0]]
        mine, other = ours[o : last[1]], theirs[t : last[2]]
        o, t = last[1], last[2]
        words, our_words, their_words = (
            [unit.words for unit in side] for side in (before, mine, other)
        )
        if our_words == words:
            merged += other if their_words != words else mine
        elif their_words in (words, our_words):
            merged += mine
        elif not before:
            have = {unit.words for unit in mine if unit.words}
            merged += [*mine, *(unit for unit in other if unit.words not in have)]
        else:
            raise MergeError(
                "both sides changed these lines",
                hint="write them as they shall be on the other side, commit that, and merge again",
                where=f"{where}:{_line(ours, first[1])}",
            )
    return merged


def _chunks(
    base: Sequence[_Unit], ours: Sequence[_Unit], theirs: Sequence[_Unit]
) -> Iterator[tuple[tuple[int, int, int], tuple[int, int, int]]]:
    """The stretches between, and of, units that all three have: starts and ends in each."""
    mine, other = _pairs(base, ours), _pairs(base, theirs)
    at = (0, 0, 0)
    for i in range(len(base)):
        if i in mine and i in other:
            place = (i, mine[i], other[i])
            if place != at:
                yield at, place
            end = (i + 1, mine[i] + 1, other[i] + 1)
            yield place, end
            at = end
    yield at, (len(base), len(ours), len(theirs))


def _pairs(base: Sequence[_Unit], side: Sequence[_Unit]) -> dict[int, int]:
    before, after = ([unit.words for unit in units] for units in (base, side))
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return {a + k: b + k for a, b, size in blocks for k in range(size)}


def _line(units: Sequence[_Unit], at: int) -> int:
    return 1 + sum(unit.text.count("\n") + 1 for unit in units[:at])


def _merge_marks(
    before: _Mark | None,
    ours: _Mark | None,
    theirs: _Mark | None,
    numbers: Mapping[int, int | None],
) -> _Mark | None:
    """Box and readings of an item; None for one that is there for a lost version alone."""
    base = before or _Mark(Box.OPEN)
    mine, other = ours or base, theirs or base
    added = [stamp for stamp in other.stamps if stamp not in base.stamps]
    gone = {stamp for stamp in base.stamps if stamp not in other.stamps}
    moved = [
        Stamp(number, stamp.blob)
        for stamp in added
        if (number := numbers.get(stamp.version, stamp.version)) is not None
    ]
    kept = [stamp for stamp in mine.stamps if stamp not in gone]
    stamps = tuple(sorted({*kept, *moved}, key=lambda stamp: stamp.version))
    if stamps:
        return _Mark(Box.READ, stamps)
    if added and ours is None and all(stamp.blob == EDITED for stamp in added):
        return None
    if added or (gone and mine.stamps):  # what it stood on is gone
        return _Mark(mine.box if not mine.stamps and ours else Box.OPEN)
    return _Mark(other.box if mine.box == base.box else mine.box)


def _write(text: str, mark: _Mark) -> str:
    """An item with another box and other readings on its first line."""
    first, *more = text.split("\n")
    body = first.removesuffix("\r")
    ending = first[len(body) :]
    stamped = STAMP.search(body)
    had = bool(stamped)
    kept = body[: stamped.start()] if stamped else body
    item = ITEM.match(kept)
    assert item is not None
    at = item.start("box")
    box = kept[at] if kept[at].lower() == mark.box else str(mark.box)
    kept = f"{kept[:at]}{box}{kept[at + 1 :]}"
    if mark.stamps:
        kept = f"{kept.rstrip()} <!-- {' '.join(map(str, mark.stamps))} -->"
    elif had:
        kept = kept.rstrip()
    return "\n".join([f"{kept}{ending}", *more])
