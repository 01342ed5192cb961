"""Bounds of what a step takes from an answer or a reference."""

from __future__ import annotations

import json

from git_report.markdown import parse
from git_report.writers.facts import read_facts
from git_report.writers.lists import find_passages
from git_report.writers.reviews import count_serious, read_review

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


def test_a_draft_is_compared_with_at_most_150_passages() -> None:
    draft = parse("# Pumps\n\n" + "\n\n".join(SENTENCES) + "\n")
    assert len(find_passages(draft, "\n\n".join(SENTENCES) + "\n")) == 150
