"""The steps in which a model makes a version at each effort: reviews, and their rounds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """One question to a model."""

    READ = "read"
    WRITE = "write"
    REVIEW = "review"
    REVIEW_FIGURES = "review figures"
    REVIEW_READER = "review reader"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class StepPlan:
    """The steps of a version.

    `read` notes the facts of the reference first; `free` lets the writer rewrite the whole report
    instead of editing sections; `reviews` are the reviews by fresh contexts; each round of them, at
    most `rounds`, is followed by a correction.
    """

    read: bool = False
    free: bool = False
    reviews: tuple[Step, ...] = ()
    rounds: int = 0

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in order, with one round of reviews."""
        first = (Step.READ, Step.WRITE) if self.read else (Step.WRITE,)
        return (*first, *self.reviews, Step.MEND) if self.reviews else first


_FRESH = (Step.REVIEW_FIGURES, Step.REVIEW_READER)
_PLANS = {
    "medium": StepPlan(read=True),
    "high": StepPlan(read=True, free=True, reviews=(Step.REVIEW,), rounds=1),
    "xhigh": StepPlan(read=True, free=True, reviews=_FRESH, rounds=1),
    "max": StepPlan(read=True, free=True, reviews=_FRESH, rounds=3),
}


def plan_steps(effort: str, *, reviewed: bool = True) -> StepPlan:
    """The steps for an effort, empty for the default; without reviews if `reviewed` is false."""
    plan = _PLANS.get(effort, StepPlan())
    return plan if reviewed else StepPlan(read=plan.read, free=plan.free)
