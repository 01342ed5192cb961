"""Estimate the questions that a version will ask a model."""

from __future__ import annotations

from dataclasses import dataclass, replace

from git_report.assessment.render import render
from git_report.markdown import parse
from git_report.writers.channels.messages import estimate_tokens
from git_report.writers.draft_lists import assess_draft
from git_report.writers.effort_steps import Step, StepPlan
from git_report.writers.facts import Facts
from git_report.writers.model_writer import ModelWriter
from git_report.writers.prompt_words import compose, compose_mend, compose_review
from git_report.writers.protocol import Request
from git_report.writers.workflow import needs_reading


@dataclass(frozen=True, slots=True)
class Calls:
    """The questions of one step: their greatest number, and about how many tokens they have."""

    step: str
    count: int
    tokens: int


def estimate_calls(writer: ModelWriter, request: Request, plan: StepPlan) -> tuple[Calls, ...]:
    """The questions of a version in order, if no answer is sent back.

    The input of later steps does not exist yet. The version before it stands in for the draft, if
    there is one; notes on the reference, faults and rejected answers count as empty.
    """
    secret = writer.secret()
    found: list[Calls] = []
    if needs_reading(writer, request, plan):
        readings = writer.compose_readings(request)
        found.append(Calls(Step.READ, len(readings), sum(map(estimate_tokens, readings))))
        request = replace(request, facts=Facts((), pieces=len(readings)))
    found.append(Calls(Step.WRITE, 1, estimate_tokens(compose(request, secret))))
    if not plan.reviews:
        return tuple(found)
    draft = request.document or parse("")
    lists = render(assess_draft(request, draft))
    later = {step: compose_review(request, secret, draft, step, lists) for step in plan.reviews}
    later[Step.MEND] = compose_mend(request, secret, draft, ())
    found += [
        Calls(step, plan.rounds, plan.rounds * estimate_tokens(prompt))
        for step, prompt in later.items()
    ]
    return tuple(found)
