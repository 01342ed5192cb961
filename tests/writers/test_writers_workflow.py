"""The way of a version: its steps, what they cost, and what remains when one of them fails."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from git_report.checks.findings import Finding
from git_report.edits.operations import Usage
from git_report.errors import ReportError
from git_report.markdown import parse
from git_report.text import Tell
from git_report.writers.channel import Prompt, Reply
from git_report.writers.draft_lists import find_passages
from git_report.writers.effort_steps import Step, StepPlan, plan_steps
from git_report.writers.facts import cut_text
from git_report.writers.gate import Gate, Written
from git_report.writers.model_writer import ModelWriter
from git_report.writers.protocol import Request
from git_report.writers.refused_answers import GateError
from git_report.writers.token_limit import Budget, BudgetError
from git_report.writers.workflow import make_version
from tests.writers.test_writers_model_writer import Memory
from tests.writers.test_writers_prompt_words import make

SOURCE = "The pump moved 1,250 litres an hour in June, Ada Byron of the utility said."
DRAFT = """\
# The pump pays for itself

## Summary

The pump moved 1,250 litres an hour in June.[^2] It is the best one.

## What the utility measured

Ada Byron said so.[^2]
"""
FACTS = {"facts": [{"words": "The pump moved 1,250 litres an hour in June", "who": "Ada Byron"}]}
NO_FAULTS: dict[str, object] = {"thesis": "holds", "faults": []}
FAULT = {
    "section": "1",
    "quote": "It is the best one.",
    "fault": "the reference compares nothing",
    "mend": "leave it out",
    "severity": 1,
}


class Scripted:
    """A channel that gives its answers in order, each for 10 tokens in and 5 out."""

    name = identity = "scripted"
    batches = None

    def __init__(self, *answers: object, window: int = 0) -> None:
        self.answers = list(answers)
        self.prompts: list[Prompt] = []
        self.window = window

    def ask(self, prompt: Prompt, tell: Tell) -> Reply:
        self.prompts.append(prompt)
        told = self.answers[len(self.prompts) - 1]
        if isinstance(told, Exception):
            raise told
        text = told if isinstance(told, str) else json.dumps(told)
        return Reply(text, Usage(10, 5, 1))


def whole(text: str, **more: object) -> dict[str, object]:
    """An answer that is a whole report."""
    operation = {"op": "document", "text": text, "reason": ""}
    return {"base": "", "reason": "", "operations": [operation], "computed": [], **more}


def request(**more: object) -> Request:
    """The request for a first version of the pump's report."""
    return replace(make(SOURCE, report=None), number=2, base="", **more)  # type: ignore[arg-type]


def go(channel: Scripted, way: StepPlan, asked: Request | None = None, **more: object) -> Written:
    """A version made by the answers of a channel."""
    writer = ModelWriter(channel, Memory(), lambda: b"s" * 32, **more)  # type: ignore[arg-type]
    asked = asked or request()
    return make_version(writer, replace(asked, free=way.free), Gate(repairs=1), "report-02.md", way)


def replaced(old: str, new: str) -> dict[str, object]:
    """The mend that answers with the whole draft, some words of it replaced."""
    assert old in DRAFT
    return whole(DRAFT.replace(old, new))


MEND = replaced(" It is the best one.", "")


@pytest.mark.parametrize(
    ("effort", "steps"),
    [
        ("", ["write"]),
        ("low", ["write"]),
        ("medium", ["read", "write"]),
        ("high", ["read", "write", "review", "mend"]),
        ("xhigh", ["read", "write", "review figures", "review reader", "mend"]),
        ("max", ["read", "write", "review figures", "review reader", "mend"]),
    ],
)
def test_the_steps_follow_from_the_effort(effort: str, steps: Sequence[str]) -> None:
    assert list(plan_steps(effort).steps) == steps
    assert list(plan_steps(effort, reviewed=False).steps) == [s for s in steps if s in "read write"]


def test_one_step_is_asked_for_json_and_leaves_no_steps_on_record() -> None:
    channel = Scripted(whole(DRAFT))
    written = go(channel, plan_steps("low"))
    assert channel.prompts[0].schema is not None
    assert written.answer.steps == ()
    assert "step:" not in written.text


def test_all_steps_share_their_beginning_and_have_no_schema() -> None:
    channel = Scripted(FACTS, whole(DRAFT), {"faults": [FAULT]}, NO_FAULTS, MEND)
    go(channel, plan_steps("xhigh"))
    assert len(channel.prompts) == 5
    assert {prompt.schema for prompt in channel.prompts} == {None}
    beginnings = {(p.system, p.user[0].text) for p in channel.prompts}
    assert len(beginnings) == 1
    drafts = {p.user[1].text for p in channel.prompts[2:]}
    assert len(drafts) == 1


def test_what_reviews_find_is_mended_and_all_steps_are_on_record() -> None:
    channel = Scripted(FACTS, whole(DRAFT), {"faults": [FAULT]}, NO_FAULTS, MEND)
    written = go(channel, plan_steps("xhigh"))
    assert "the best one" not in written.text
    assert "the reference compares nothing" in channel.prompts[-1].user[-1].text
    assert [step.step for step in written.answer.steps] == [
        "read", "write", "review figures", "review reader", "mend",
    ]  # fmt: skip
    assert written.answer.usage == Usage(50, 25, 5)
    assert "step: review figures: in 10, out 5, cached 1" in written.text


def test_a_mend_finds_the_drafts_exhibits_numbered_and_may_add_one_before_them() -> None:
    flow = "**{exhibit:flow}: The pump moves it**\n\n| Pump |\n|---|\n| the old one |\n"
    day = "**{exhibit:day}: Ada Byron said it**\n\n| Who |\n|---|\n| Ada Byron |\n\n"
    draft = f"{DRAFT}\nSee {{exhibit:flow}}.\n\n{flow}"
    inserted = {"op": "edit", "section": "1", "old": "It is the best one.", "new": f"\n\n{day}"}
    mend = {"base": "", "reason": "", "operations": [inserted], "computed": []}
    channel = Scripted(FACTS, whole(draft), {"faults": [FAULT]}, NO_FAULTS, mend)
    written = go(channel, plan_steps("xhigh"))
    assert "**Exhibit 1: The pump moves it**" in channel.prompts[-1].user[1].text
    assert "**Exhibit 1: Ada Byron said it**" in written.text
    assert "See Exhibit 2.\n\n**Exhibit 2: The pump moves it**" in written.text


def test_without_faults_nothing_is_mended() -> None:
    written = go(Scripted(FACTS, whole(DRAFT), NO_FAULTS, NO_FAULTS), plan_steps("xhigh"))
    assert [step.step for step in written.answer.steps][-1] == "review reader"
    assert "the best one" in written.text


def test_a_second_round_is_asked_for_while_there_are_serious_faults() -> None:
    serious = {"faults": [FAULT, FAULT, FAULT]}
    channel = Scripted(
        FACTS, whole(DRAFT), serious, NO_FAULTS, MEND, {"faults": [FAULT]}, NO_FAULTS,
        whole(DRAFT.replace(" It is the best one.", " It is good.")),
    )  # fmt: skip
    written = go(channel, plan_steps("max"))
    assert len(channel.prompts) == 8
    assert "It is good." in written.text
    assert [s.step for s in written.answer.steps].count(Step.MEND) == 2


def test_two_serious_faults_are_worth_no_other_round() -> None:
    channel = Scripted(FACTS, whole(DRAFT), {"faults": [FAULT, FAULT]}, NO_FAULTS, MEND)
    written = go(channel, plan_steps("max"))
    assert [s.step for s in written.answer.steps].count(Step.MEND) == 1


def test_a_thesis_that_fails_asks_for_a_recomposition() -> None:
    review = {"thesis": "fails", "why": "it answers another question", "faults": []}
    channel = Scripted(FACTS, whole(DRAFT), review, MEND)
    go(channel, plan_steps("high"))
    assert "recompose the report" in channel.prompts[-1].user[-1].text
    assert "it answers another question" in channel.prompts[-1].user[-1].text


def test_a_review_that_cannot_be_read_is_counted_all_the_same() -> None:
    written = go(Scripted(FACTS, whole(DRAFT), "I would rather not."), plan_steps("high"))
    assert [step.step for step in written.answer.steps] == ["read", "write", "review"]
    assert written.answer.usage == Usage(30, 15, 3)


def test_an_earlier_reference_gives_the_sentences_that_share_figures() -> None:
    source = (
        "The pump cost $900. It moved 1,250 litres an hour in June.\n\n"
        "Nobody measured it in May, when 7 people came. It weighs 80 kg."
    )
    assert find_passages(parse(DRAFT), source) == ["It moved 1,250 litres an hour in June."]


@pytest.mark.parametrize(
    "failing",
    [
        ReportError("the endpoint is busy"),
        "I would rather not.",
        "",
        '{"faults": [',
    ],
)
def test_a_review_that_fails_leaves_what_was_written(failing: object) -> None:
    written = go(Scripted(FACTS, whole(DRAFT), failing), plan_steps("high"))
    assert "the best one" in written.text
    assert "after read, write" in written.answer.notices[-1]


def test_a_mend_that_loses_something_leaves_what_was_written_and_is_sent_back_once() -> None:
    bad = replaced("1,250 litres", "9,999 litres")
    prior = make(SOURCE, report=DRAFT.replace("[^2]", ""))
    channel = Scripted(FACTS, whole(DRAFT, base="a" * 40), {"faults": [FAULT]}, bad, bad, window=0)
    written = go(channel, plan_steps("high"), prior)
    assert "1,250 litres" in written.text
    assert "9,999" not in written.text
    assert len(channel.prompts) == 5
    assert channel.prompts[-1].turns


def test_a_mend_of_a_later_version_is_told_as_operations_on_the_one_before() -> None:
    prior = make(SOURCE, report=DRAFT.replace(" It is the best one.", "").replace("[^2]", ""))
    channel = Scripted(FACTS, whole(DRAFT, base="a" * 40), {"faults": [FAULT]}, MEND)
    written = go(channel, plan_steps("high"), prior)
    kinds = [type(operation).__name__ for operation in written.answer.operations]
    assert kinds == ["Replace", "Replace"]
    assert "the best one" not in written.text


def test_the_cap_ends_a_version_with_the_best_text_so_far() -> None:
    channel = Scripted(FACTS, whole(DRAFT), {"faults": [FAULT]}, NO_FAULTS, MEND)
    written = go(channel, plan_steps("xhigh"), budget=Budget(30))
    assert len(channel.prompts) == 2
    assert "30 tokens" in written.answer.notices[-1]
    assert "not reviewed further" in written.answer.notices[-1]


def test_the_cap_ends_a_run_before_a_version_is_begun() -> None:
    budget = Budget(1)
    budget.spend(Usage(1, 1))
    with pytest.raises(BudgetError, match="2 tokens"):
        go(Scripted(), plan_steps("low"), budget=budget)


def test_answers_of_all_steps_are_used_again_and_dropped_when_the_version_is_committed() -> None:
    answers = (FACTS, whole(DRAFT), {"faults": [FAULT]}, MEND)
    store = Memory()
    first = ModelWriter(Scripted(*answers), store, lambda: b"s" * 32)
    way = plan_steps("high")
    asked = replace(request(), free=True)
    made = make_version(first, asked, Gate(), "report-02.md", way)
    again = ModelWriter(Scripted(), store, lambda: b"s" * 32)
    assert make_version(again, asked, Gate(), "report-02.md", way).text == made.text
    again.landed()
    assert not store.kept


def test_facts_whose_words_are_not_in_the_reference_are_dropped() -> None:
    told = {"facts": [*FACTS["facts"], {"words": "The pump moved 7 litres."}, 3, {}]}
    channel = Scripted(told, whole(DRAFT))
    written = go(channel, plan_steps("medium"))
    assert written.facts is not None
    assert [fact.who for fact in written.facts.facts] == ["Ada Byron"]
    assert "7 litres" not in channel.prompts[1].user[-1].text


def test_a_long_reference_is_read_in_pieces_and_written_from_the_facts() -> None:
    text = "\n\n".join([SOURCE, *(f"Paragraph {n} of other matters." for n in range(200))])
    long = replace(request(), source=replace(request().source, text=text, data=text.encode()))
    # Half of the window is the reference's: 4 bytes a token.
    count = len(cut_text(text, 2000 * 4 // 2))
    assert count > 1
    channel = Scripted(*[FACTS] * count, whole(DRAFT), window=2000)
    written = go(channel, plan_steps("low"), long)
    assert written.facts is not None
    assert written.facts.pieces == count
    shown = "".join(p.text for p in channel.prompts[-1].user)
    assert "Paragraph 150" not in shown
    assert "1,250 litres an hour" in shown
    seen = "".join(prompt.user[0].text for prompt in channel.prompts[:-1])
    assert all(f"Paragraph {n} of" in seen for n in range(200))


def test_a_draft_that_never_passes_is_refused_as_with_one_step() -> None:
    bad = DRAFT.replace("1,250 litres", "9,999 litres")
    writer = ModelWriter(Scripted(FACTS, whole(bad), whole(bad)), Memory(), lambda: b"s" * 32)
    gate, asked = Gate(1, strict=True), replace(request(), free=True)
    with pytest.raises(GateError) as caught:
        make_version(writer, asked, gate, "r.md", plan_steps("high"))
    assert [type(f) for f in caught.value.findings] == [Finding]
