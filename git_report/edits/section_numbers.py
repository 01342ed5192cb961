"""Address sections by number, and check operations before any text is changed.

Sections are numbered 1, 2, 2.1 below the title, and the title with its own text is ``"0"``. In a
report without a title (no heading of level 1, several, or one that is not the first heading) the
outermost sections are 1, 2, 3, and ``"0"`` is the text before the first heading. Text before a
title is ``"0.0"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from git_report.edits.operations import (
    Edit,
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Replace,
    Row,
    Whole,
)
from git_report.errors import ReportError
from git_report.markdown import Document, Section

# The parent of the outermost sections: the title, or the text before the first heading.
TOP = "0"
BEFORE_TITLE = "0.0"
# Longer numbers are not converted, because a writer may send any address.
_DIGITS = 10


def find_title(document: Document) -> Section | None:
    """The only heading of level 1, if all others are below it, else None."""
    tops = document.root.sections
    return tops[0] if len(tops) == 1 and tops[0].level == 1 else None


def address(section: Section) -> str:
    """A section's number in operations: ``"2.1"``; ``"0"`` for the title."""
    return ".".join(map(str, section.number))


def find_section(document: Document, number: str) -> Section | None:
    """The section with that address, or None."""
    title = find_title(document)
    if title is not None and number == BEFORE_TITLE:
        return document.root
    section = title or document.root
    for place in number.split(".") if number != TOP else ():
        at = int(place) if place.isdecimal() and len(place) < _DIGITS else 0
        if not 0 < at <= len(section.sections):
            return None
        section = section.sections[at - 1]
    # "2.01" leads to a section, too, but is not its address.
    return section if address(section) == number else None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to number the sections of a document.

    `sections` maps each address to its section, `parents` to its parent's address (the root has
    none).
    """

    sections: Mapping[str, Section]
    parents: Mapping[str, str]

    def fits(self, operations: Iterable[Operation]) -> bool:
        """Whether all addresses and places exist, and new sections are below their parents."""
        return all(map(self._fits, operations))

    def _fits(self, operation: Operation) -> bool:
        if getattr(operation, "section", TOP) not in self.sections:
            return False
        if not isinstance(operation, Insert | Move):
            return True
        if _check_place(operation, self.parents):
            return False
        above = self.sections[operation.parent or TOP]
        return isinstance(operation, Move) or operation.level > above.level


def number_document(document: Document) -> Scheme:
    """The addresses of a document."""
    return _number(document, {s.index: address(s) for s in document.sections})


def settle_addresses(
    document: Document | None, operations: Sequence[Operation]
) -> tuple[Operation, ...]:
    """Operations with current addresses, translated from those of earlier releases if necessary.

    Earlier releases numbered a report as if it had no title: the title was 1, and everything else
    below 1. Operations are translated only if some do not fit the current addresses and all fit
    the earlier ones.
    """
    given = tuple(operations)
    if document is None or find_title(document) is None:
        return given
    if any(isinstance(operation, Whole) for operation in given):
        return given
    numbers = {s.index: f"1.{address(s)}" for s in document.sections}
    # 0 is the index of the text before the title, 1 that of the title.
    former = _number(document, {**numbers, 0: TOP, 1: "1"})
    if number_document(document).fits(given) or not former.fits(given):
        return given
    now = {number: address(section) for number, section in former.sections.items()}
    return tuple(_translate(operation, now) for operation in given)


def _number(document: Document, numbers: Mapping[int, str]) -> Scheme:
    return Scheme(
        {numbers[section.index]: section for section in document.sections},
        {
            numbers[child.index]: numbers[section.index]
            for section in document.sections
            for child in section.sections
        },
    )


def _translate(operation: Operation, now: Mapping[str, str]) -> Operation:
    match operation:
        case Insert(parent=parent, after=after):
            return replace(operation, parent=now[parent or TOP], after=now.get(after, after))
        case Move(section=section, parent=parent, after=after):
            return Move(now[section], now[parent or TOP], now.get(after, after), operation.reason)
        case Whole():
            return operation
        case _:
            return replace(operation, section=now[operation.section])


class OperationError(ReportError):
    """Operations cannot be applied; `problems` has one line for each reason.

    `answer` is the unparsed answer that contained them, if a model gave it.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        self.answer = ""
        super().__init__(
            "the operations of the answer cannot be applied: " + "; ".join(self.problems),
            hint="nothing was changed",
        )


def name_operation(index: int, operation: Operation) -> str:
    """An operation's name in messages: its position, its kind and its section or title."""
    kind = type(operation).__name__.lower()
    if isinstance(operation, Insert):
        title = " ".join(operation.title.split())
        return f"operation {index + 1} (insert '{title}')"
    section = getattr(operation, "section", "")
    return f"operation {index + 1} ({kind} {section})" if section else f"operation {index + 1}"


def check_operations(operations: Sequence[Operation], scheme: Scheme) -> tuple[str, ...]:
    """The problems of operations by themselves and with each other, one line each."""
    named = [(name_operation(i, operation), operation) for i, operation in enumerate(operations)]
    problems: list[str] = []
    for name, operation in named:
        problems += [f"{name}: {problem}" for problem in _check_alone(operation, scheme)]
    claims: dict[tuple[type, str], str] = {}
    for name, operation in named:
        if isinstance(operation, Replace | Rename | Remove | Move):
            other = claims.setdefault((type(operation), operation.section), name)
            if other != name:
                problems.append(f"{name}: {other} does the same to section {operation.section}")
    for name, operation in named:
        problems += [f"{name}: {problem}" for problem in _check_conflicts(name, operation, claims)]
    return tuple(problems)


def _check_alone(operation: Operation, scheme: Scheme) -> list[str]:
    problems = []
    if isinstance(operation, Replace | Rename | Remove | Move | Edit | Row):
        section = scheme.sections.get(operation.section)
        if section is None:
            problems.append(f"there is no section {operation.section}")
        elif not section.level and isinstance(operation, Rename | Remove | Move):
            problems.append("the text before the first heading can only be replaced or edited")
        elif operation.section == TOP and isinstance(operation, Remove | Move):
            problems.append("section 0 (the title) can only be renamed, replaced or edited")
    if isinstance(operation, Insert | Move):
        problems += _check_place(operation, scheme.parents)
    if isinstance(operation, Insert | Rename):
        if not operation.title.strip():
            problems.append("the title is empty")
        elif len(operation.title.strip().splitlines()) > 1:
            problems.append("the title has more than one line")
    return problems


def _check_place(operation: Insert | Move, parents: Mapping[str, str]) -> list[str]:
    parent = operation.parent or TOP
    if parent not in (TOP, *parents, *parents.values()):
        return [f"there is no parent section {parent}"]
    if operation.after not in ("", "first") and parents.get(operation.after) != parent:
        under = "at the top" if parent == TOP else f"directly under {parent}"
        return [f"there is no section {operation.after} {under}"]
    return []


def _check_conflicts(
    name: str, operation: Operation, claims: Mapping[tuple[type, str], str]
) -> list[str]:
    """The problems of an operation on a section that another one removes, replaces or moves."""
    named = {getattr(operation, "section", ""), getattr(operation, "parent", "")}
    after = operation.after if isinstance(operation, Insert | Move) else ""
    problems = []
    for number in sorted(named | {after}):
        for above in _lineage(number):
            other = claims.get((Remove, above), name)
            if other != name:
                problems.append(f"section {above} is removed by {other}")
    if isinstance(operation, Edit | Row) and (Replace, operation.section) in claims:
        other = claims[Replace, operation.section]
        problems.append(f"the text of section {operation.section} is replaced by {other}")
    if not isinstance(operation, Insert | Move):
        return problems
    mover = claims.get((Move, after), "")
    if mover == name:
        problems.append(f"section {after} cannot be placed after itself")
    elif mover:
        problems.append(f"section {after} is moved by {mover}")
    return problems


def _lineage(number: str) -> list[str]:
    """An address and those of its ancestors, outermost first."""
    parts = number.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
