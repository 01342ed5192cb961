"""Bounds of what a step takes from an answer or a reference."""

from __future__ import annotations

import json

import pytest

from git_report.markdown import parse
from git_report.writers.draft_lists import find_passages
from git_report.writers.facts import cut_text, read_facts
from git_report.writers.reviews import count_serious, read_review

LINE = "a" * 9 + "\n"
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
