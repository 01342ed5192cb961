"""Report the questions that a run will ask a model, as text or as part of a JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from git_report.cli.output import say
from git_report.edits.operations import Usage
from git_report.report.checklist import Reference
from git_report.report.versions import version_stem
from git_report.writers.channel import BYTES_PER_TOKEN
from git_report.writers.effort_steps import Step
from git_report.writers.estimate import Calls
from git_report.writers.price import Price


@dataclass(frozen=True, slots=True)
class PlannedVersion:
    """A version to be made, and the questions that it needs."""

    number: int
    reference: Reference
    calls: tuple[Calls, ...]

    @property
    def count(self) -> int:
        """The greatest number of questions."""
        return sum(each.count for each in self.calls)

    @property
    def tokens(self) -> int:
        """The approximate number of their tokens."""
        return sum(each.tokens for each in self.calls)

    @property
    def is_certain(self) -> bool:
        """Whether all questions will be asked: a draft without faults is not corrected."""
        return all(each.step != Step.MEND for each in self.calls)


def print_plan(versions: Sequence[PlannedVersion], price: Price | None) -> None:
    """Print the number of questions, and their approximate tokens and price."""
    say(
        f"estimated input for the model (at {BYTES_PER_TOKEN} bytes per token), excluding answers,"
        " retries and caching:"
    )
    for version in versions:
        cost = _format_estimate(version.count, version.tokens, price, certain=version.is_certain)
        say(f"  {version_stem(version.number)} from {version.reference.title}: {cost}")
        if len(version.calls) > 1:
            for each in version.calls:
                say(f"    {each.step}: {_format_estimate(each.count, each.tokens, price)}")
    if len(versions) > 1:
        count = sum(version.count for version in versions)
        tokens = sum(version.tokens for version in versions)
        certain = all(version.is_certain for version in versions)
        say(f"  total: {_format_estimate(count, tokens, price, certain=certain)}")


def _format_estimate(count: int, tokens: int, price: Price | None, *, certain: bool = True) -> str:
    most = "" if certain else "up to "
    cost = f" ({price.format(Usage(tokens))})" if price is not None else ""
    return f"{most}{count} call{'' if count == 1 else 's'}, about {tokens:,} tokens{cost}"


def plan_json(versions: Iterable[PlannedVersion], price: Price | None) -> list[dict[str, Any]]:
    """The plan as part of a JSON document."""

    def estimate(count: int, tokens: int) -> dict[str, Any]:
        cost = price.as_json(Usage(tokens)) if price is not None else None
        return {"calls": count, "input": tokens, "cost": cost}

    return [
        {
            "version": version.number,
            "line": version.reference.line,
            **estimate(version.count, version.tokens),
            "steps": [
                {"step": each.step, **estimate(each.count, each.tokens)} for each in version.calls
            ],
        }
        for version in versions
    ]
