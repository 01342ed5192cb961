"""Where passages are in the texts of their sources."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from git_report.assessment.source_locations import find_source_locations

TALK = """# A talk

Good morning.  The new hall holds
1,200 seats, said the mayor, and it opens in spring.

- It cost 14.5 million euros, the roof alone 3 million.
- Nobody counted the 7 doors.
"""
PAPER = "Seats are dear. The roof of the hall cost 3 million in the end, a fifth of the whole.\n"
TEXTS = {"1": TALK, "2": PAPER, "edit": "no number"}


@pytest.mark.parametrize(
    ("passage", "origin", "places"),
    [
        # The words of a sentence that the source has over two lines, with other marks.
        ("The **new hall** holds 1,200 seats, said the mayor[^1].", 1, [(1, 3, "the same words")]),
        # A quotation within a sentence of the report's own.
        (
            "It is late: “and it opens in spring” was the promise of the council.[^1]",
            1,
            [(1, 4, "the same words")],
        ),
        # Only the figure, with words around it.
        ("The hall was to cost 14.5 million euros.", 1, [(1, 6, "the figure 14.5")]),
        # Two references are named: each has its line.
        (
            "The roof of the hall cost 3 million.[^2][^1]",
            2,
            [(2, 1, "the same words"), (1, 6, "the figure 3")],
        ),
        # Five words in a row, and four.
        ("A fifth of the whole.", 2, [(2, 1, "the same words")]),
        ("Fifth of the whole.", 2, []),
        # A figure with two words around it, and with one; words of three letters are anybody's.
        ("They paid 14.5 for cost and roof.", 1, [(1, 6, "the figure 14.5")]),
        ("They paid 14.5 for the roof.", 1, []),
        ("Nobody was told the 7 of old.", 1, []),
        # The digit alone is on a line of something else.
        ("We saw 7 reasons to build.", 1, []),
        ("Nothing of this was said anywhere.[^1]", 1, []),
        # A reference whose text is not at hand.
        ("The new hall holds 1,200 seats, said the mayor.[^9]", 9, []),
    ],
)
def test_passages_are_found_by_words_and_by_figures(
    passage: str, origin: int, places: Sequence[tuple[int, int, str]]
) -> None:
    (found,) = find_source_locations([(passage, origin)], TEXTS)
    assert [(spot.version, spot.line, spot.kind) for spot in found] == list(places)


def test_the_words_of_the_line_are_shown_without_markup_and_cut() -> None:
    text = f"intro\n> **Costs** fell by 40 percent in the year of the flood, {'x' * 200}\n"
    ((spot,),) = find_source_locations(
        [("In the flood costs fell, by 40 percent.", 1)], {"1": text}
    )
    assert spot.words.startswith("Costs fell by 40 percent in")
    assert len(spot.words) <= 90


def test_of_a_paragraph_on_one_line_the_sentence_is_shown() -> None:
    said = [f"The pump in hall {name} ran well all winter." for name in "ABCDEF"]
    text = f"{' '.join(said)} It took 40 kW in summer. The valves took 50 kW there."
    passages = [(f"They say: {said[3]}", 1), ("In summer it took 40 kW.", 1), (said[4], 1)]
    found = find_source_locations(passages, {"1": text})
    shown = [[spot.words for spot in spots] for spots in found]
    assert shown == [[], ["It took 40 kW in summer."], [said[4]]]


def test_a_passage_names_at_most_six_places() -> None:
    lines = [f"The value of item number {n} was found to be {n}5." for n in range(1, 12)]
    (found,) = find_source_locations([(" ".join(lines), 1)], {"1": "\n".join(lines)})
    assert [spot.line for spot in found] == [1, 2, 3, 4, 5, 6]
