"""Write and read the tokens of a version, in its record and its commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from git_report.edits.operations import StepUsage, Usage
from git_report.markdown import Record
from git_report.patterns import lazy

_COUNTS = r"in ([0-9]{1,15}), out ([0-9]{1,15}), cached ([0-9]{1,15})"
_USAGE = lazy(rf"{_COUNTS}(?:; of these in batches: {_COUNTS})?")


@dataclass(frozen=True, slots=True)
class Spent:
    """The tokens of one or more versions: the total, and by step if known."""

    usage: Usage = Usage()  # noqa: RUF009 - frozen
    steps: tuple[StepUsage, ...] = ()

    def __add__(self, other: Spent) -> Spent:
        """The sum, step by step."""
        by_step: dict[str, Usage] = {}
        for each in (*self.steps, *other.steps):
            by_step[each.step] = by_step.get(each.step, Usage()) + each.usage
        steps = tuple(StepUsage(step, usage) for step, usage in by_step.items())
        return Spent(self.usage + other.usage, steps)

    def __bool__(self) -> bool:
        """Whether any tokens are known."""
        return self.usage != Usage()


def format_usage(usage: Usage) -> str:
    """Tokens as they are written in the record and the commit."""
    counts = _format_counts(usage.input, usage.output, usage.cached)
    if not any(usage.batched):
        return counts
    return f"{counts}; of these in batches: {_format_counts(*usage.batched)}"


def read_usage(text: str) -> Usage | None:
    """What `format_usage` wrote; None for anything else."""
    match = _USAGE.fullmatch(text.strip())
    if match is None:
        return None
    read, written, cached, *batched = (int(each or 0) for each in match.groups())
    return Usage(read, written, cached, (batched[0], batched[1], batched[2]))


def _format_counts(read: int, written: int, cached: int) -> str:
    return f"in {read}, out {written}, cached {cached}"


def find_spent(record: Record | None, trailer: str) -> Spent:
    """What a version cost: from its record if that has the steps, else from the commit's trailer.

    The record comes first because it is part of the version: a commit may have been rewritten.
    """
    steps = tuple(_read_steps(record.values("step") if record is not None else ()))
    if steps:
        return Spent(sum((each.usage for each in steps), Usage()), steps)
    return Spent(read_usage(trailer) or Usage())


def _read_steps(lines: Iterable[str]) -> Iterator[StepUsage]:
    """The steps of a record; a line without tokens is omitted."""
    for line in lines:
        step, _, tokens = line.rpartition(": ")
        usage = read_usage(tokens)
        if step and usage is not None:
            yield StepUsage(step, usage)
