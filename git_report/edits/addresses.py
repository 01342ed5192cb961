"""What operations can get wrong before any text is looked at: addresses and contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from git_report.edits.operations import Insert, Move, Operation, Remove, Rename, Replace
from git_report.errors import ReportError

_TOP = ("", "0")


class OperationError(ReportError):
    """Operations that cannot be applied; `problems` has one line for each.

    `answer` is the answer that held them as it came, where a model was paid for it.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        self.answer = ""
        super().__init__(
            "the writer's operations cannot be applied: " + "; ".join(self.problems),
            hint="nothing was changed",
        )


def name_operation(index: int, operation: Operation) -> str:
    """What a message calls an operation: its place, its kind and what it is about."""
    kind = type(operation).__name__.lower()
    if isinstance(operation, Insert):
        title = " ".join(operation.title.split())
        return f"operation {index + 1} (insert '{title}')"
    section = getattr(operation, "section", "")
    return f"operation {index + 1} ({kind} {section})" if section else f"operation {index + 1}"


def check_operations(
    operations: Sequence[Operation], parents: Mapping[str, str]
) -> tuple[str, ...]:
    """The problems of operations among themselves, one line each.

    `parents` has the address above each address (``"0"`` at the top).
    """
    named = [(name_operation(i, operation), operation) for i, operation in enumerate(operations)]
    problems: list[str] = []
    for name, operation in named:
        problems += [f"{name}: {problem}" for problem in _check_alone(operation, parents)]
    taken: dict[tuple[type, str], str] = {}
    for name, operation in named:
        if isinstance(operation, Replace | Rename | Remove | Move):
            other = taken.setdefault((type(operation), operation.section), name)
            if other != name:
                problems.append(f"{name}: {other} does the same to section {operation.section}")
    for name, operation in named:
        problems += [f"{name}: {problem}" for problem in _check_taken(name, operation, taken)]
    return tuple(problems)


def _check_alone(operation: Operation, parents: Mapping[str, str]) -> list[str]:
    problems = []
    if isinstance(operation, Replace | Rename | Remove | Move):
        if operation.section != "0" and operation.section not in parents:
            problems.append(f"there is no section {operation.section}")
        elif operation.section == "0" and not isinstance(operation, Replace):
            problems.append("the text before the first heading can only be replaced")
    if isinstance(operation, Insert | Move):
        problems += _check_place(operation, parents)
    if isinstance(operation, Insert | Rename):
        if not operation.title.strip():
            problems.append("the title is empty")
        elif len(operation.title.strip().splitlines()) > 1:
            problems.append("the title has more than one line")
    return problems


def _check_place(operation: Insert | Move, parents: Mapping[str, str]) -> list[str]:
    parent = "0" if operation.parent in _TOP else operation.parent
    if parent != "0" and parent not in parents:
        return [f"there is no parent section {parent}"]
    if operation.after not in ("", "first") and parents.get(operation.after) != parent:
        under = "at the top" if parent == "0" else f"directly under {parent}"
        return [f"there is no section {operation.after} {under}"]
    return []


def _check_taken(
    name: str, operation: Operation, taken: Mapping[tuple[type, str], str]
) -> list[str]:
    """Names of sections that another operation takes away."""
    named = {getattr(operation, "section", ""), getattr(operation, "parent", "")}
    after = getattr(operation, "after", "")
    problems = []
    for number in sorted(named | {after}):
        for above in _lineage(number):
            other = taken.get((Remove, above), name)
            if other != name:
                problems.append(f"section {above} is removed by {other}")
    mover = taken.get((Move, after), "")
    if mover == name:
        problems.append(f"section {after} cannot be placed after itself")
    elif mover:
        problems.append(f"section {after} is moved by {mover}")
    return problems


def _lineage(number: str) -> list[str]:
    """An address and those above it."""
    parts = number.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
