"""Merge instructions that two sides have changed, item by item; pure functions of the texts.

Items are matched by their target, other lines by their text, so that ticks on neighbouring lines,
or a tick and a new wording of one item, do not conflict. An error names the line that cannot be
merged.
Source: Khanna, Kunal, Pierce 2007 (diff3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TypeVar

from git_report.errors import ReportError
from git_report.merge.stamps import identify, write_stamps
from git_report.report.checklist import ITEM, STAMP, Box, Reference, Stamp
from git_report.report.instructions import Instructions, parse_instructions
from git_report.report.pasting import paste_path
from git_report.text import find_line_end, shorten

_OPEN = " "
_SPACE = " \t"
_MOST_SHOWN = 60  # characters of an item that an error quotes
Key = tuple[str, str, int]
T = TypeVar("T")


class MergeError(ReportError):
    """Two changes of the same place that cannot be merged automatically."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """One item, or one other line, with the blank lines after it.

    `key` identifies it in another state of the file; `first` is its first line, `rest` the lines
    after it that belong to the item.
    """

    key: Key
    line: int
    first: str
    rest: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    is_item: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        return (*self.content, *self.blank)

    @property
    def content(self) -> tuple[str, ...]:
        return (self.first, *self.rest)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of an item: the text before its box, the box, the words after it, other lines."""

    prefix: str
    box: str
    words: str
    rest: tuple[str, ...]


def merge_instructions(path: str, base: str, ours: str, theirs: str) -> str:
    """The text with the changes of both sides since the base.

    Raises MergeError, with path and line of `ours`, for changes that cannot be merged, and what
    `parse_instructions` raises for texts that are not instructions.
    """
    if theirs in (base, ours):
        return ours
    if ours == base:
        return theirs
    read = [parse_instructions(path, text.encode("utf-8")) for text in (base, ours, theirs)]
    counts = (Counter(map(identify, state.references)) for state in read)
    # Two items may have one target, as two sections of a file: then their texts tell them apart.
    several = frozenset(name for count in counts for name, times in count.items() if times > 1)
    states = [_split(state, several) for state in read]
    merged = "".join(line for unit in _Merge(path, *states).run() for line in unit.lines)
    # Read back: a result that is not a checklist any more is an error here, not at the next run.
    parse_instructions(path, merged.encode("utf-8"))
    return merged


def _split(instructions: Instructions, several: frozenset[str]) -> list[_Unit]:
    """Split a text into units; each line has its ending, and the last one gets one if it has none.

    An item whose target is in `several`, the targets of more than one item, is identified by its
    text.
    """
    text = instructions.text
    ending = find_line_end(text)
    # Not splitlines, which also ends a line at U+2028 and at a form feed: the line numbers of items
    # are of LF alone.
    lines = [f"{line}\n" for line in text.split("\n")[:-1]]
    if not text.endswith("\n"):
        lines.append(text.rpartition("\n")[2] + ending)
    items = {reference.line: reference for reference in instructions.references}
    count: Counter[tuple[str, str]] = Counter()
    units: list[_Unit] = []
    at = 0
    while at < len(lines):
        item = items.get(at + 1)
        end = item.last if item else at + 1
        after = end
        while after < len(lines) and not lines[after].strip():
            after += 1
        key = ("item", _item_key(item, several)) if item else ("line", lines[at].rstrip())
        count[key] += 1
        units.append(
            _Unit(
                (*key, count[key]), at + 1, lines[at], tuple(lines[at + 1 : end]),
                tuple(lines[end:after]), item.stamps if item else (), item is not None,
            )
        )  # fmt: skip
        at = after
    return units


def _item_key(item: Reference, several: frozenset[str]) -> str:
    identity = identify(item)
    return item.text if identity in several else identity


@dataclass(slots=True)
class _Merge:
    """The merge of three states of one file, as units."""

    path: str
    base: list[_Unit]
    ours: list[_Unit]
    theirs: list[_Unit]
    by_key: list[dict[Key, _Unit]] = field(init=False)

    def __post_init__(self) -> None:
        states = (self.base, self.ours, self.theirs)
        self.by_key = [{unit.key: unit for unit in state} for state in states]

    def run(self) -> list[_Unit]:
        """Merge the order of the units, then each unit."""
        order = [key for chunk in self._chunks() for key in self._order(*chunk)]
        self._check_order(order)
        merged: list[_Unit] = []
        for key in order:
            unit = self._merge_unit(key)
            # Our last unit was at the end of the file, so it has no blank line after it.
            if merged and key not in self.by_key[1] and merged[-1].key == self.ours[-1].key:
                merged[-1] = self._add_gap(merged[-1])
            merged.append(unit)
        return merged

    def _add_gap(self, last: _Unit) -> _Unit:
        """Add blank lines after our last unit, as there are between our items."""
        gaps = [unit.blank for unit in self.ours[:-1] if unit.is_item]
        return last if last.blank or not gaps else replace(last, blank=gaps[-1])

    def _chunks(self) -> Iterator[tuple[list[_Unit], list[_Unit], list[_Unit]]]:
        """Yield the ranges of units that differ, and between them the units in all three states."""
        here, there = (_match(self.base, side) for side in (self.ours, self.theirs))
        b = o = t = 0
        for i in range(len(self.base)):
            if i in here and i in there:
                j, k = here[i], there[i]
                yield self.base[b:i], self.ours[o:j], self.theirs[t:k]
                yield [self.base[i]], [self.ours[j]], [self.theirs[k]]
                b, o, t = i + 1, j + 1, k + 1
        yield self.base[b:], self.ours[o:], self.theirs[t:]

    def _order(self, base: list[_Unit], ours: list[_Unit], theirs: list[_Unit]) -> list[Key]:
        b, o, t = ([unit.key for unit in units] for units in (base, ours, theirs))
        if o in (b, t):
            return t
        if t == b:
            return o
        if not all(unit.is_item for unit in (*base, *ours, *theirs)):
            line = ours[0].line if ours else self._line_before(base)
            raise self._conflict(line, "both sides changed these lines")
        # Of the items that both sides still have, only one side may have changed the order.
        common = [key for key in b if key in o and key in t]
        ways = [[key for key in side if key in common] for side in (o, t)]
        if common not in ways and ways[0] != ways[1]:
            raise self._conflict(ours[0].line, "both sides moved these items")
        removed = {key for key in b if key not in t}
        kept = [key for key in o if key not in removed]
        return [*kept, *(key for key in t if key not in b and key not in o)]

    def _line_before(self, base: list[_Unit]) -> int:
        """The line of ours after which lines of the base were removed."""
        at = self.base.index(base[0]) if base else 0
        before = (self.by_key[1].get(unit.key) for unit in reversed(self.base[:at]))
        return next((unit.line for unit in before if unit), 1)

    def _check_order(self, order: list[Key]) -> None:
        """Raise MergeError for a unit that is there twice, or that was removed and changed."""
        base, ours, theirs = self.by_key
        twice = next((key for key, count in Counter(order).items() if count > 1), None)
        if twice is not None:
            unit = ours.get(twice) or theirs[twice]
            raise self._conflict(unit.line, f"both sides moved {_name(unit)}")
        there = set(order)
        for key in base.keys() - there:
            for side in (ours, theirs):
                if key in side and side[key].content != base[key].content:
                    line = ours[key].line if key in ours else self._line_before([base[key]])
                    message = f"one side removed {_name(base[key])}, and the other changed it"
                    raise self._conflict(line, message)

    def _merge_unit(self, key: Key) -> _Unit:
        base, ours, theirs = (state.get(key) for state in self.by_key)
        if ours is None or theirs is None:
            unit = ours or theirs
            assert unit is not None
            return unit
        blank = _choose(base.blank if base else (), ours.blank, theirs.blank)
        # Blank lines, and bullets below, are not worth a conflict: ours are used.
        merged = replace(ours, blank=ours.blank if blank is None else blank)
        if not ours.is_item or ours.content == theirs.content:
            return merged
        return self._merge_item(base, merged, theirs)

    def _merge_item(self, base: _Unit | None, ours: _Unit, theirs: _Unit) -> _Unit:
        """Merge three states of an item: prefix, box, words and readings separately."""
        b, o, t = (_split_item(unit) for unit in (base or _opened(ours), ours, theirs))
        prefix, box = _choose(b.prefix, o.prefix, t.prefix), _choose(b.box, o.box, t.box)
        words, rest = _choose(b.words, o.words, t.words), _choose(b.rest, o.rest, t.rest)
        if box == _OPEN and (_has_read(ours, base) or _has_read(theirs, base)):
            box = Box.READ  # one side opened it to have it read again, and the other read it again
        if box is None:
            message = f"one side read {_name(ours)}, and the other skipped it"
            raise self._conflict(ours.line, message)
        if words is None or rest is None:
            raise self._conflict(ours.line, f"the two sides changed {_name(ours)} differently")
        ending = ours.first[len(ours.first.rstrip("\r\n")) :]
        first = f"{o.prefix if prefix is None else prefix}{box}{words}{ending}"
        stamps = self._merge_stamps(base, ours, theirs)
        return replace(ours, first=write_stamps(first, stamps), rest=rest, stamps=stamps)

    def _merge_stamps(
        self, base: _Unit | None, ours: _Unit, theirs: _Unit
    ) -> tuple[Stamp, ...]:  # fmt: skip
        before = base.stamps if base else ()
        removed = [stamp for stamp in before if stamp not in theirs.stamps]
        kept = [stamp for stamp in ours.stamps if stamp not in removed]
        new = [stamp for stamp in theirs.stamps if stamp not in before and stamp not in kept]
        claimed = {stamp.version for stamp in kept if stamp not in before}
        if claimed & {stamp.version for stamp in new}:
            raise self._conflict(
                ours.line, f"both sides read {_name(ours)}, for versions with the same number"
            )
        return (*kept, *new)

    def _conflict(self, line: int, message: str) -> MergeError:
        return MergeError(
            message,
            hint="combine the two checklists by hand, with one stamp for each version, then run "
            f"'git add {paste_path(self.path)}' and, if 'git status' still lists files in "
            "conflict, 'git report resolve' again",
            where=f"{self.path}:{line}",
        )


def _match(base: list[_Unit], side: list[_Unit]) -> dict[int, int]:
    """Map units of the base to the same units of a side, as far as their order is the same."""
    a, b = ([unit.key for unit in units] for units in (base, side))
    # autojunk ignores lines that are frequent in a long text, such as blank ones.
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _choose(base: T, ours: T, theirs: T) -> T | None:
    """The value that one side changed, or both in the same way; None if they differ."""
    if theirs in (base, ours):
        return ours
    return theirs if ours == base else None


def _split_item(unit: _Unit) -> _Parts:
    body = unit.first.rstrip("\r\n")
    found = STAMP.search(body)
    body = body[: found.start()] if found else body
    match = ITEM.match(body)
    assert match is not None
    at = match.start("box")
    # A box may be "[X]"; written by hand, it means the same.
    return _Parts(body[:at], body[at].lower(), body[at + 1 :].rstrip(_SPACE), unit.rest)


def _opened(unit: _Unit) -> _Unit:
    """An item as it would have been added, before it was read."""
    parts = _split_item(unit)
    return replace(unit, first=f"{parts.prefix}{_OPEN}{parts.words}\n", stamps=())


def _has_read(side: _Unit, base: _Unit | None) -> bool:
    """Whether a side has read an item again that the base had read for another version."""
    before = {stamp.version for stamp in base.stamps} if base else set()
    later = {stamp.version for stamp in side.stamps} - before
    return bool(before and later) and _split_item(side).box == Box.READ


def _name(unit: _Unit) -> str:
    kind, name, _ = unit.key
    return f"the {kind} '{shorten(name, _MOST_SHOWN)}'"
