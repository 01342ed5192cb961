"""Convert a whole rewritten report to section operations.

The difference engine matches the sections. Unchanged ones stay byte-identical, and the record can
say what happened to the others.
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

    They are applied to verify them. If any section of the result differs, apart from line endings
    and blank lines around its text, the only operation is a `Whole`.
    """
    whole = Whole(text)
    try:
        # As it was written, and without the footnotes and records that `apply` takes out.
        wanted = {_read(text), _read(apply(prior, (whole,)))}
        operations = tuple(_Comparison(prior, parse(text)).operations())
        outcome = apply(prior, operations)
    except OperationError:
        return (whole,)  # the gate reports the error
    # Operations cannot express a change of blank lines alone, so it needs the whole text.
    lost = outcome == body_of(prior) and _unix(text).strip("\n") != _unix(outcome).strip("\n")
    return (whole,) if lost or _read(outcome) not in wanted else operations


def give_reasons(
    prior: Document, operations: Sequence[Operation], drops: Sequence[Drop]
) -> tuple[tuple[Operation, ...], tuple[Drop, ...]]:
    """Move the reasons of declared drops to the removals of their sections.

    Returns the operations and the drops that are left.
    """
    left = list(drops)
    completed: list[Operation] = []
    for operation in operations:
        section = find_section(prior, operation.section) if isinstance(operation, Remove) else None
        if isinstance(operation, Remove) and section is not None and not operation.reason:
            path = name_path(section.path)
            match = next((drop for drop in left if drop.why and _names(drop, path)), None)
            if match is not None:
                left.remove(match)
                operation = replace(operation, reason=match.why)  # noqa: PLW2901
        completed.append(operation)
    return tuple(completed), tuple(left)


def _names(drop: Drop, path: tuple[str, ...]) -> bool:
    """Whether a declaration names a section by its title or by the end of its path."""
    named = name_path(drop.what.split(" › "))
    return any(named) and path[-len(named) :] == named


def _read(text: str) -> tuple[str, ...]:
    """The front matter, then the level, title and own text of each section, for comparison."""
    document = parse(_unix(text).strip("\n") + "\n")  # the same text as applied: parsed already
    front = document.front_matter.text.strip("\n") if document.front_matter else ""
    parts = [front]
    for section in document.sections:
        own = "".join(block.text for block in section.blocks).strip("\n")
        parts.append(f"{section.level} {section.title}\n{own}")
    return tuple(parts)


@dataclass(slots=True)
class _Comparison:
    """Two documents, and the sections that they have in common.

    Sections are indices into the two outlines. `kept` maps a new section to the prior one that
    operations address for it; `stable` has the new ones that keep their place among their siblings.
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
        """Removals, then titles and texts, then places, so that neighbours are in place."""
        kept = set(self.kept.values())
        for i in range(1, len(self.prior)):
            if i not in kept and self.prior[i].parent in kept:
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
        """The moves and insertions under a kept section, each after the last stable sibling."""
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
        """The source below a new section's heading, including its subsections."""
        parts = [_own(self.new, j)]
        for k in self.new.below(j):
            if k != j:
                heading = self.new[k].section.heading
                parts += [heading.text if heading else "", _own(self.new, k)]
        return "".join(parts)

    def _find_stable(self, parent: int) -> set[int]:
        """The largest set of children with the same parent and order in both documents."""
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
    """The matched sections that operations can address: those whose parents are kept too."""
    kept = {j: i for i, j in matching.pairs()}
    kept[_ROOT] = _ROOT
    while True:
        prior_kept = set(kept.values())
        orphans = [
            j
            for j, i in kept.items()
            if j != _ROOT
            and (
                matching.new[j].parent not in kept
                or matching.prior[i].parent not in prior_kept
                or _changes_level(matching, kept, i, j)
            )
        ]
        if not orphans:
            return kept
        for j in orphans:
            del kept[j]


def _changes_level(matching: Matching, kept: dict[int, int], i: int, j: int) -> bool:
    """Whether a section has another level under the same parent, which no operation can do."""
    same = kept.get(matching.new[j].parent) == matching.prior[i].parent
    return same and matching.prior[i].section.level != matching.new[j].section.level


def _own(outline: Outline, index: int) -> str:
    return "".join(block.text for block in outline[index].section.blocks)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _increasing(numbers: Sequence[int]) -> list[int]:
    """The indices of a longest increasing subsequence."""
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
