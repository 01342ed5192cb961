"""Thresholds of reading answers: for each a case on either side."""

from __future__ import annotations

import json

import pytest

from git_report.edits.answers import AnswerError, read_answer
from git_report.edits.unwrapping import unwrap_report
from git_report.markdown import parse

OLD = "# Mills\n\n## Flow\n\nMill A grinds 40 t a day.\n"
NEW = f"{OLD}\n## Wear\n\nStones last two years.\n"


@pytest.mark.parametrize(("length", "aside"), [(450, True), (900, False)])
def test_words_behind_a_fence_are_an_aside(length: int, aside: bool) -> None:
    said = "I kept the rest of it. " * (length // 23)
    answer = f"```md\n{NEW}```\n\n{said}\n"
    assert (unwrap_report(answer, parse(OLD)) == NEW) is aside


@pytest.mark.parametrize(("length", "aside"), [(450, True), (900, False)])
def test_words_before_a_report_are_an_aside(length: int, aside: bool) -> None:
    said = "Sure, I kept the rest. " * (length // 23)
    answer = f"{said}Here it is:\n\n{NEW}"
    assert (unwrap_report(answer, parse(OLD)) == NEW) is aside


@pytest.mark.parametrize(("length", "aside"), [(450, True), (900, False)])
def test_words_before_operations_are_an_aside(length: int, aside: bool) -> None:
    said = "I kept the rest of it. " * (length // 23)
    answer = f"# Plan\n\n{said}\n\n=== remove 1\n== reason: old\n"
    try:
        read_answer(answer)
    except AnswerError:
        assert not aside
    else:
        assert aside


@pytest.mark.parametrize(("depth", "named"), [(4, True), (7, False)])
def test_operations_within_other_fields_are_named(depth: int, named: bool) -> None:
    value: dict[str, object] = {"operations": []}
    for number in range(depth):
        value = {f"field{number}": value}
    with pytest.raises(AnswerError) as caught:
        read_answer(json.dumps(value))
    assert ("field0" in str(caught.value)) is named
