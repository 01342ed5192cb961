"""Rows for the key figures: what they measure is named, or there is no row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.digest.figure_rows import FigureRow, find_rows, is_sure
from git_report.digest.passages import Sentence


def rows(*texts: str, speaker: str = "") -> tuple[FigureRow, ...]:
    """The rows of a paragraph."""
    return find_rows([Sentence(text, n, speaker=speaker) for n, text in enumerate(texts, 1)])


@pytest.mark.parametrize(
    "text",
    [
        "The Lisbon office employs 120 people.",
        "Serving Halo-8B needs 16 GB of memory.",
        "A heat pump uses 3,500 kWh a year.",
        "The cost of input tokens fell by 62 %.",
        "The average household uses 3,500 kWh a year.",
        "Halo-8B has 8 billion parameters and uses 2 billion of them.",
        "In our tests continuous batching tripled output to 900 tokens per second.",
        "Every year the Brenna library lends 90,000 books.",
        "Arcadia's revenue was $4.2 billion in 2024.",
        "Arcadia is investing $50 billion in new US data centres.",
        "Das Werk in Zwickau beschäftigt 8.500 Mitarbeiter.",
        "La batterie Lumen pèse 410 kg.",
        "El hospital de Cuenca tiene 520 camas.",
    ],
)
def test_a_sentence_that_names_its_subject_has_a_row(text: str) -> None:
    (row,) = rows(text)
    assert row.sentence.text == text


@pytest.mark.parametrize(
    "text",
    [
        "It has 96 GB of memory.",
        "The model needs 14 GB of memory.",
        "The new pump, which is small, saved 30 % of the energy.",
        "This feature cuts costs by 40 %.",
        "In its first month the bill was $84,000.",
        "The bridge rests on 5,200 pylons.",
        "More than 60,000 vehicles pass the bridge every day.",
        "Revenue was $30.5 million, up 12 %.",
        "Fares rose 8 % in the autumn.",
        "We cut the cost by 30 % and the time by half.",
        "I bought 40 cheap chips for myself.",
        "Suppose that Halo-8B needs 16 GB.",
        "Does Halo-8B need 16 GB of memory?",
        "There is a hall, a 400 m track and a pool.",
        "Sources in town reported $1.5 billion.",
        "Each turbine supplies roughly 950 homes.",
        "Those under Arcadia pay 40 % more.",
        "Es kostet 14.500 Euro im Jahr 2023.",
        "Elle pèse 410 kg sans batterie.",
        "the Lisbon office employs 120 people.",
    ],
)
def test_a_sentence_that_does_not_has_none(text: str) -> None:
    assert rows(text) == ()


def test_a_speaker_makes_we_somebody() -> None:
    (row,) = rows("We cut costs at Arcadia by 30 %.", speaker="Ann Lee")
    assert row.sentence.speaker == "Ann Lee"


def test_what_a_speaker_says_of_himself_is_no_figure() -> None:
    assert rows("I know that I came 15 minutes early to Arcadia.", speaker="Ann Lee") == ()


def test_repeated_values_go() -> None:
    (row,) = rows("The Halo-8B model needs 16 GB in FP16 and 16 GB in BF16.")
    assert row.value == "16 GB"


def test_an_item_needs_a_name_before_its_figure() -> None:
    named, nameless = "Trainium2: 96 GB of HBM3 memory", "96 GB of HBM3 memory per chip"
    found = find_rows([Sentence(named, 1, item=True), Sentence(nameless, 3, item=True)])
    assert [row.sentence.text for row in found] == [named]


_PIECES = (
    "The Kallas bridge is 1,280 metres long.", "It has 4 lanes and 5,200 pylons.",
    "But Arcadia paid $4.2 billion.", "So it fell by 12 %.", "And then nothing.", "We saw 30 %.",
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(_PIECES), st.sampled_from(("", "Ann"))), max_size=8))
def test_rows_are_verbatim_and_in_order(pieces: list[tuple[str, str]]) -> None:
    sentences = [Sentence(text, n, speaker=who) for n, (text, who) in enumerate(pieces)]
    whole = " ".join(text for text, _ in pieces)
    found = find_rows(sentences)
    places = [row.sentence.place for row in found]
    assert places == sorted(set(places))
    for row in found:
        assert row.sentence.text in whole
        assert all(value in row.sentence.text for value in row.value.split(", "))


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("The Lisbon office employs 120 people.", True),
        ("The Lisbon office, built in 1994, employs 120 people.", True),
        ("Of 59 reactors in France 34 reactors were built in 9 years, and 3 closed.", False),
        ("Given 4 flips and 12 rolls, Team Coin has 2 points.", False),
        ("The footprint of nuclear power is less than 40 g CO2/kWh in France.", False),
        ("(The Lisbon office employs 120 people.)", False),
    ],
)
def test_a_row_is_shown_with_all_figures_of_its_sentence(text: str, *, sure: bool) -> None:
    (row, *_) = rows(text) or (FigureRow("", Sentence(text, 1)),)
    assert is_sure(row) == sure
