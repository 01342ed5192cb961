"""Statements of references: their lines, and who says them."""

from __future__ import annotations

import pytest

from git_report.assessment.speakers import find_introduced, find_label, is_thanked
from git_report.assessment.statements import read_statements

LABELLED = """\
Quarterly call

Maria Weber: Good morning. Our order book grew by 12 percent to 4.2 billion euros.
We expect up to 300 new jobs.

John Miller: Thank you. What about the margin in the second half of the year?

Maria Weber: The margin was 8.1 percent. It must not fall below that.

John Miller: And the plant in Leipzig, when does it open its doors?
"""


def test_who_speaks_is_read_from_labels() -> None:
    said = {each.text: (each.speaker, each.line) for each in read_statements(LABELLED)}
    assert said["Our order book grew by 12 percent to 4.2 billion euros."] == ("Maria Weber", 3)
    assert said["We expect up to 300 new jobs."] == ("Maria Weber", 4)
    assert said["What about the margin in the second half of the year?"] == ("John Miller", 6)
    assert said["It must not fall below that."] == ("Maria Weber", 8)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("**Ada Byron, Ph.D.:** We moved it.", "Ada Byron"),
        ("Ada Byron, MD, MPH: We moved it.", "Ada Byron"),
        ("Kallas, Norway: it is cold there.", ""),
    ],
)
def test_a_degree_is_no_part_of_a_name(line: str, name: str) -> None:
    assert find_label(line) == name


def test_a_sentence_of_captions_begins_on_its_first_line() -> None:
    captions = (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\nWe now have 600 user groups\n\n"
        "2\n00:00:03.000 --> 00:00:05.000\nin 120 countries. [applause] That is\n\n"
        "3\n00:00:05.000 --> 00:00:07.000\na third more than last year.\n"
    )
    told = [(each.line, each.text) for each in read_statements(captions)]
    assert told == [
        (5, "We now have 600 user groups in 120 countries."),
        (9, "That is a third more than last year."),
    ]


def test_code_headings_and_addresses_say_nothing() -> None:
    source = "# Prices\n\nhttps://example.org/a\n\n```\nx = 12 GB\n```\n\nA node has 12 GB.\n"
    assert [each.text for each in read_statements(source)] == ["A node has 12 GB."]


def test_a_row_is_a_statement_and_its_ruler_is_none() -> None:
    told = read_statements("| Region | Rent |\n|---|---|\n| Zürich | 32 CHF |\n")
    assert [(each.line, each.text, each.row) for each in told] == [
        (1, "Region | Rent", True),
        (3, "Zürich | 32 CHF", True),
    ]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Please welcome the CEO of the firm: Matt Garman.", "Matt Garman"),
        ("Please welcome Vice President of Data, Dr. Swami Sivasubramanian.",
         "Dr. Swami Sivasubramanian"),
        ("My name is Hannah Moran.", "Hannah Moran"),
        ("Wir begrüßen die Leiterin der Studie, Petra van Dijk.", "Petra van Dijk"),
        ("Welcome to New York and to our meeting.", ""),
        ("You are welcome to try it.", ""),
    ],
)  # fmt: skip
def test_who_is_introduced(sentence: str, name: str) -> None:
    assert find_introduced(sentence) == name


def test_thanks_to_a_guest_end_what_the_guest_says() -> None:
    source = (
        "Please welcome Lori Beer.\nWe run 6,000 applications.\nThank you, Lori.\n"
        "Now we have 3 more launches.\n"
    )
    told = {each.text: each.introduced for each in read_statements(source)}
    assert told["We run 6,000 applications."] == "Lori Beer"
    assert told["Now we have 3 more launches."] == ""
    assert not is_thanked("Thank you all for coming.", "Lori Beer")
