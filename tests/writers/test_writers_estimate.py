"""What a version will ask, estimated: the same questions that are asked then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from git_report.writers.channels.messages import estimate_tokens
from git_report.writers.effort_steps import plan_steps
from git_report.writers.estimate import estimate_calls
from git_report.writers.facts import Facts
from git_report.writers.model_writer import ModelWriter
from git_report.writers.protocol import Request
from tests.writers.test_writers_model_writer import Memory
from tests.writers.test_writers_prompt_words import make
from tests.writers.test_writers_workflow import (
    DRAFT,
    FACTS,
    FAULT,
    MEND,
    Scripted,
    go,
    request,
    whole,
)


def dialogue(channel: Scripted) -> ModelWriter:
    return ModelWriter(channel, Memory(), lambda: b"s" * 32)


@pytest.mark.parametrize(
    ("effort", "counts"),
    [
        ("low", [("write", 1)]),
        ("medium", [("read", 1), ("write", 1)]),
        ("high", [("read", 1), ("write", 1), ("review", 1), ("mend", 1)]),
        ("max", [("read", 1), ("write", 1), ("review figures", 3), ("review reader", 3),
                 ("mend", 3)]),
    ],
)  # fmt: skip
def test_the_calls_follow_from_the_effort(effort: str, counts: list[tuple[str, int]]) -> None:
    channel = Scripted()
    calls = estimate_calls(dialogue(channel), request(), plan_steps(effort))
    assert [(each.step, each.count) for each in calls] == counts
    assert all(each.tokens > 0 for each in calls)
    assert channel.prompts == []


def test_what_is_known_beforehand_is_counted_as_it_is_sent() -> None:
    channel = Scripted(whole(DRAFT))
    go(channel, plan_steps("low"))
    (call,) = estimate_calls(dialogue(channel), request(), plan_steps("low"))
    assert call.tokens == estimate_tokens(channel.prompts[0])


def test_a_run_asks_these_questions_and_adds_only_what_answers_bring() -> None:
    faults = {"faults": [FAULT]}
    channel = Scripted(FACTS, whole(DRAFT), faults, faults, MEND)
    way = plan_steps("xhigh")
    go(channel, way)
    calls = estimate_calls(dialogue(channel), replace(request(), free=True), way)
    assert [each.step for each in calls] == list(way.steps)
    for call, prompt in zip(calls, channel.prompts, strict=True):
        assert call.tokens <= estimate_tokens(prompt)
    assert calls[0].tokens == estimate_tokens(channel.prompts[0])


def test_a_reference_that_was_read_is_not_read_again() -> None:
    asked = request(facts=Facts(()))
    steps = [
        each.step for each in estimate_calls(dialogue(Scripted()), asked, plan_steps("medium"))
    ]
    assert steps == ["write"]


def test_a_long_reference_is_read_in_pieces_and_not_sent_again() -> None:
    asked: Request = replace(make("A line of a long text.\n" * 4000, report=None), base="")
    short, long = Scripted(window=20_000), Scripted()
    read, write = estimate_calls(dialogue(short), asked, plan_steps("low"))
    (whole_text,) = estimate_calls(dialogue(long), asked, plan_steps("low"))
    assert read.step == "read"
    assert read.count > 1
    assert write.tokens < whole_text.tokens - 20_000
