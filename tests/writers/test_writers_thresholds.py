"""Bounds of what a model is asked, of its answers, and of what is told about them."""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import AbstractContextManager, nullcontext
from subprocess import PIPE, Popen
from types import SimpleNamespace

import pytest

from git_report.checks.findings import Finding
from git_report.errors import ReportError
from git_report.markdown import parse
from git_report.writers.channel import Prompt, PromptPart
from git_report.writers.channels.capacity import Capacity, find_limit
from git_report.writers.channels.command import _Heard
from git_report.writers.channels.credentials import require_credentials
from git_report.writers.channels.failures import quote_foreign
from git_report.writers.channels.messages import write_messages
from git_report.writers.channels.programs import Pipes
from git_report.writers.channels.stream import AnswerStream
from git_report.writers.draft_lists import find_passages
from git_report.writers.facts import cut_text, read_facts
from git_report.writers.prompt_words import compose_reading
from git_report.writers.refused_answers import GateError
from git_report.writers.review_answers import count_serious, read_review
from tests.writers.test_writers_prompt_words import make

LINE = "a" * 9 + "\n"
LONG = pytest.raises(ReportError, match="longer than 67,108,864 characters")
SENTENCES = [f"Pump number {number} takes {number} kW in winter." for number in range(101, 401)]


def test_a_piece_has_at_most_eighty_facts() -> None:
    answer = json.dumps({"facts": [{"words": words} for words in SENTENCES], "summary": "Pumps."})
    assert len(read_facts(answer, "\n\n".join(SENTENCES)).facts) == 80


def test_a_review_has_at_most_twenty_faults_the_worst_first() -> None:
    faults = [
        {"section": "1", "quote": "kW", "fault": f"fault {n}", "mend": "mend", "severity": word}
        for n in range(15)
        for word in ("3", "1")
    ]
    review = read_review(json.dumps({"thesis": "holds", "faults": faults}))
    assert len(review.faults) == 20
    assert count_serious([review]) == 15


@pytest.mark.parametrize(
    ("severity", "serious"),
    [("1", 1), ("2", 1), ("3", 0), (1, 1), (3, 0), ("4", 1), ("high", 1), (None, 1)],
)
def test_a_fault_of_unknown_severity_is_not_the_lightest(severity: object, serious: int) -> None:
    fault = {"section": "1", "fault": "a fault", "mend": "mend", "severity": severity}
    review = read_review(json.dumps({"thesis": "holds", "faults": [fault]}))
    assert count_serious([review]) == serious


@pytest.mark.parametrize(
    ("lines", "most", "pieces"),
    [
        ([LINE] * 20, 200, [20]),
        ([LINE] * 20, 199, [19, 1]),
        ([LINE] * 40, 200, [20, 20]),
        # After a paragraph in the second half, not in the first.
        ([*[LINE] * 12, "\n", *[LINE] * 12], 200, [13, 12]),
        ([*[LINE] * 5, "\n", *[LINE] * 25], 201, [21, 10]),
        (["größe und\n"] * 20, 240, [20]),
        (["größe und\n"] * 20, 239, [19, 1]),
        ([LINE] * 20, 0, [20]),
    ],
)
def test_a_long_text_is_cut_into_as_few_pieces_as_fit(
    lines: list[str], most: int, pieces: list[int]
) -> None:
    text = "".join(lines)
    found = cut_text(text, most)
    assert [piece.count("\n") for piece in found] == pieces
    assert "".join(found) == text


def test_a_draft_is_compared_with_at_most_150_passages() -> None:
    draft = parse("# Pumps\n\n" + "\n\n".join(SENTENCES) + "\n")
    assert len(find_passages(draft, "\n\n".join(SENTENCES) + "\n")) == 150


@pytest.mark.parametrize(
    ("tokens", "outcome"),
    [
        # All of a window of 200,000 tokens but 32,000 for the answer; less; the least.
        (1_000, 32_000), (168_000, 32_000), (168_001, 31_999), (198_976, 1_024), (198_977, 0),
    ],
)  # fmt: skip
def test_a_window_that_nobody_tells_has_200000_tokens(tokens: int, outcome: int) -> None:
    def find() -> int:
        return find_limit(Capacity(tokens), Prompt((), ()), "model", 0, 0)

    if outcome:
        assert find() == outcome
    else:
        with pytest.raises(ReportError, match=r"window of 'model' \(200,000\)"):
            find()


@pytest.mark.parametrize(("letters", "shown"), [(5, True), (6, False)])
def test_a_secret_of_six_letters_is_redacted(letters: int, shown: bool) -> None:
    key = "abcdef"[:letters]
    found = require_credentials({"ANTHROPIC_API_KEY": key})
    assert (key in found.redact(f"it has {key}!")) is shown


@pytest.mark.parametrize(("letters", "end"), [(300, "a"), (301, "…")])
def test_an_endpoint_is_quoted_with_300_letters(letters: int, end: str) -> None:
    assert quote_foreign("a" * letters).endswith(end)
    assert len(quote_foreign("a" * letters)) == 300


def delta(text: str) -> SimpleNamespace:
    return SimpleNamespace(
        type="content_block_delta", delta=SimpleNamespace(type="text_delta", text=text)
    )


@pytest.mark.parametrize(("letters", "named"), [(385, True), (390, False)])
def test_a_title_that_comes_in_pieces_has_400_characters(letters: int, named: bool) -> None:
    reception = AnswerStream()
    for piece in ('{"title": "', "t" * letters, '", '):
        reception.take(delta(piece))
    assert len(reception.section) == (len("''") + 60 if named else 0)


@pytest.mark.parametrize(("more", "outcome"), [("", nullcontext()), ("x", LONG)])
def test_an_answer_has_64_megabytes(more: str, outcome: AbstractContextManager[object]) -> None:
    reception = AnswerStream()
    reception.take(delta("x" * (64 << 20)))
    with outcome:
        reception.take(delta(more))


@pytest.mark.parametrize(("length", "parts"), [(8192, 1), (8193, 2)])
def test_a_line_of_a_program_is_shown_after_8192_characters(length: int, parts: int) -> None:
    shown: list[str] = []
    heard = _Heard(shown.append)
    heard.receive(b"x" * length)
    heard.receive(b"end\n")
    heard.end()
    assert len(shown) == parts


@pytest.mark.parametrize(("seconds", "done"), [(0.4, False), (0.6, True)])
def test_pipes_that_are_held_open_are_waited_for_half_a_second(
    monkeypatch: pytest.MonkeyPatch, seconds: float, done: bool
) -> None:
    """By a program that the writer's program has left running."""
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    body = "import os, time\nif not os.fork(): time.sleep(5)"
    command = [sys.executable, "-c", body]
    with (
        Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True) as process,
        Pipes(process, b"", lambda _: None) as pipes,
    ):
        process.wait()
        assert not pipes.done
        now[0] += seconds
        assert pipes.done is done
        os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize(("count", "more"), [(100, ""), (101, "\n  and 1 more")])
def test_a_refusal_lists_a_hundred_findings(count: int, more: str) -> None:
    error = GateError([Finding("a.md", 0, "K002", f"fault {n}") for n in range(count)], "")
    assert error.listed.count("\n  K002") == 100
    assert error.listed.partition("fault 99")[2] == more


@pytest.mark.parametrize(
    ("places", "end"), [(3, "'place 2'"), (4, "'place 2', and in 1 more place")]
)
def test_a_finding_names_three_more_places(places: int, end: str) -> None:
    also = tuple((n, f"place {n}") for n in range(places))
    error = GateError([Finding("a.md", 0, "K002", "a fault", also=also)], "")
    assert error.listed.endswith(end)


@pytest.mark.parametrize(
    ("claims", "length"), [(40, 300), (41, 301)], ids=["forty-claims-of-300", "more"]
)
def test_a_reading_is_told_forty_claims_in_300_letters(claims: int, length: int) -> None:
    said = "".join(f"{'x' * (length - 1)}†\n\n" for _ in range(claims))
    prompt = compose_reading(make(report=f"# R\n\n{said}"), b"secret", "A text.")
    told = [line for line in prompt.text.split("\n") if line.startswith("- x")]
    assert len(told) == 40
    assert {len(line) for line in told} == {len("- ") + 300}
    assert told[0].endswith("†" if length == 300 else "…")


def test_a_cache_ends_at_most_four_times() -> None:
    """Once in the system, and behind the last three stable parts of the user's."""
    stable = tuple(PromptPart(f"part {number}", stable=True) for number in range(5))
    asked = write_messages(Prompt(stable, (*stable, PromptPart("task"))))
    user = asked["messages"][0]["content"]
    assert ["cache_control" in part for part in asked["system"]] == [False] * 4 + [True]
    assert ["cache_control" in part for part in user] == [False] * 2 + [True] * 3 + [False]
