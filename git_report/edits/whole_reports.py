"""A whole report as section operations: what somebody rewrote, told section by section.

The sections are matched by the difference engine; what is the same stays byte for byte, and the
record can name what happened to the rest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from git_report.checks.declarations import name_path
from git_report.differ.sections.matching import match_sections
from git_report.differ.sections.outline import Matching, Outline
from git_report.edits.application import apply, body_of
from git_report.edits.operations import (
    Drop,
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Replace,
    Whole,
)
from git_report.edits.section_numbers import OperationError, address, find_section
from git_report.markdown import Document, parse

_ROOT = 0


def as_operations(prior: Document, text: str) -> tuple[Operation, ...]:
    """The operations that turn a version into a whole report, which has no tail.

    They are applied to be sure of it: where the outcome has another text in any section, line
    endings and the blank lines around a section's text aside, the one operation is the `Whole`.
    """
    whole = Whole(text)
    try:
        wanted = {_read(text), _read(apply(prior, (whole,)))}
        operations = tuple(_Comparison(prior, parse(text)).operations())
        outcome = apply(prior, operations)
    except OperationError:
        return (whole,)  # the gate says what is wrong with it
    # Where blank lines are all that somebody edits, they get those very lines.
    unsaid = outcome == body_of(prior) and _unix(text).strip("\n") != _unix(outcome).strip("\n")
    return (whole,) if unsaid or _read(outcome) not in wanted else operations


def give_reasons(
    prior: Document, operations: Sequence[Operation], drops: Sequence[Drop]
) -> tuple[tuple[Operation, ...], tuple[Drop, ...]]:
    """The removals with the reasons that were declared for their sections, and the drops left."""
    left = list(drops)
    given: list[Operation] = []
    for operation in operations:
        section = find_section(prior, operation.section) if isinstance(operation, Remove) else None
        if isinstance(operation, Remove) and section is not None and not operation.reason:
            path = name_path(section.path)
            meant = next((drop for drop in left if drop.why and _names(drop, path)), None)
            if meant is not None:
                left.remove(meant)
                operation = replace(operation, reason=meant.why)  # noqa: PLW2901
        given.append(operation)
    return tuple(given), tuple(left)


def _names(drop: Drop, path: tuple[str, ...]) -> bool:
    """Whether a declaration names a section by its title or by the end of its path."""
    named = name_path(drop.what.split(" › "))
    return any(named) and path[-len(named) :] == named


def _read(text: str) -> tuple[str, ...]:
    """What a text says, section by section: level, title and own text."""
    document = parse(_unix(text).strip("\n") + "\n")  # as applied, and so parsed already
    front = document.front_matter.text.strip("\n") if document.front_matter else ""
    told = [front]
    for section in document.sections:
        own = "".join(block.text for block in section.blocks).strip("\n")
        told.append(f"{section.level} {section.title}\n{own}")
    return tuple(told)


@dataclass(slots=True)
class _Comparison:
    """Two documents, and which section of the one is kept as which of the other.

    Sections are indices into the two outlines; `kept` has the prior section of each new one that
    is addressed as such, `stable` those that stay where they are among their siblings.
    """

    before: Document
    after: Document
    prior: Outline = field(init=False)
    new: Outline = field(init=False)
    kept: dict[int, int] = field(init=False)
    stable: set[int] = field(init=False)

    def __post_init__(self) -> None:
        matching = match_sections(self.before, self.after)
        self.prior, self.new = matching.prior, matching.new
        self.kept = _keep(matching)
        self.stable = set()
        for parent in self.kept:
            self.stable |= self._find_stable(parent)

    def operations(self) -> Iterator[Operation]:
        """Removals, then texts and titles, then places: each finds its neighbours in theirs."""
        there = set(self.kept.values())
        for i in range(1, len(self.prior)):
            if i not in there and self.prior[i].parent in there:
                yield Remove(self._address(i), "")
        for j, i in sorted(self.kept.items()):
            yield from self._edit(i, j)
        for j in sorted(self.kept):
            yield from self._place(j)

    def _edit(self, i: int, j: int) -> Iterator[Operation]:
        prior, new = self.prior[i].section, self.new[j].section
        if prior.title != new.title:
            yield Rename(self._address(i), new.title)
        if _unix(_own(self.prior, i)).strip("\n") != _unix(_own(self.new, j)).strip("\n"):
            yield Replace(self._address(i), _own(self.new, j))

    def _place(self, parent: int) -> Iterator[Operation]:
        """What comes to be under a kept section, each after the last that stays there."""
        number = self._address(self.kept[parent])
        after = "first"
        for j in self.new[parent].children:
            if j in self.stable:
                after = self._address(self.kept[j])
            elif j in self.kept:
                yield Move(self._address(self.kept[j]), number, after)
            else:
                section = self.new[j].section
                body = self._body(j)
                yield Insert(number, after, section.level, section.title, body)

    def _body(self, j: int) -> str:
        """The source below a new section's heading, its subsections included."""
        parts = [_own(self.new, j)]
        for k in self.new.below(j):
            if k != j:
                heading = self.new[k].section.heading
                parts += [heading.text if heading else "", _own(self.new, k)]
        return "".join(parts)

    def _find_stable(self, parent: int) -> set[int]:
        """The most children that are in both under the same section, in the same order."""
        above = self.kept[parent]
        children = [
            j
            for j in self.new[parent].children
            if j in self.kept and self.prior[self.kept[j]].parent == above
        ]
        return {children[at] for at in _increasing([self.kept[j] for j in children])}

    def _address(self, i: int) -> str:
        return address(self.prior[i].section)


def _keep(matching: Matching) -> dict[int, int]:
    """The matched sections that operations can address: both parents are kept as well."""
    kept = {j: i for i, j in matching.pairs()}
    kept[_ROOT] = _ROOT
    while True:
        there = set(kept.values())
        lost = [
            j
            for j, i in kept.items()
            if j != _ROOT
            and (
                matching.new[j].parent not in kept
                or matching.prior[i].parent not in there
                or _changes_level(matching, kept, i, j)
            )
        ]
        if not lost:
            return kept
        for j in lost:
            del kept[j]


def _changes_level(matching: Matching, kept: dict[int, int], i: int, j: int) -> bool:
    """Whether a section is deeper or higher under the same parent: no operation does that."""
    same = kept.get(matching.new[j].parent) == matching.prior[i].parent
    return same and matching.prior[i].section.level != matching.new[j].section.level


def _own(outline: Outline, index: int) -> str:
    return "".join(block.text for block in outline[index].section.blocks)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _increasing(numbers: Sequence[int]) -> list[int]:
    """The positions of a longest increasing subsequence."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        place = bisect_left(ends, number)
        before.append(tails[place - 1] if place else -1)
        ends[place : place + 1] = [number]
        tails[place : place + 1] = [at]
    found: list[int] = []
    at = tails[-1] if tails else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]
