"""Numbers of sections and exhibits: removed, followed, and forgiven."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.differ import diff_texts
from git_report.differ.sections.numbering import (
    drop_shifted,
    find_references,
    find_renumbering,
    list_range,
    same_but_numbers,
    shift_numbers,
    strip_number,
)
from git_report.differ.words.alignment import align

SHIFT = {"section 3.2": "section 3.4", "exhibit 9": "exhibit 11", "section 5": "section 6"}


@pytest.mark.parametrize(
    ("title", "number", "rest"),
    [
        ("3.2 Use the lightest service", "3.2", "Use the lightest service"),
        ("3. Training", "3", "Training"),
        ("3) Training", "3", "Training"),
        ("Section 4.1 — Costs", "Section 4.1", "Costs"),
        ("Exhibit 9: Costs", "Exhibit 9", "Costs"),
        ("**Exhibit 9.** Costs", "Exhibit 9", "Costs"),
        ("**Exhibit 9. Costs**", "Exhibit 9", "**Costs**"),
        ("Appendix B. Terms", "Appendix B", "Terms"),
        ("Fig. 3 Costs", "Fig 3", "Costs"),
        ("A. First", "A", "First"),
        ("TableA: Costs", "Table A", "Costs"),
        ("*§ 3* Costs", "§ 3", "Costs"),
        ("ſection 3: Costs", "ſection 3", "Costs"),
        ("3 lessons from the field", "", "3 lessons from the field"),
        ("2024 in review", "", "2024 in review"),
        ("A quick tour", "", "A quick tour"),
        ("Tables for two", "", "Tables for two"),
        ("", "", ""),
    ],
)
def test_the_number_of_a_title(title: str, number: str, rest: str) -> None:
    assert strip_number(title) == (number, rest)


def test_references_in_prose() -> None:
    text = "Sections 2.3, 2.4, and 3.1; Figures 3–5 (Fig. 2), Table A and [3.2 Use](#32-use)"
    names = [reference.name for reference in find_references(text)]
    assert names == [
        *("section 2.3", "section 2.4", "section 3.1", "figure 3", "figure 5", "figure 2"),
        *("table a", "section 3.2", "anchor 32"),
    ]


def test_references_in_other_languages_with_their_ranges() -> None:
    text = (
        "Tabellen 2 und 3, Abb. 4; les tableaux 5 à 7; [Tabla 8](#tabla-8-costes); "
        "las figuras 1 y 2"
    )
    found = find_references(text)
    assert [each.name for each in found] == [
        *("tabelle 2", "tabelle 3", "abbildung 4", "tableau 5", "tableau 7"),
        *("tabla 8", "tabla 8", "figura 1", "figura 2"),
    ]
    assert [each.name for each in found if each.closes] == ["tableau 7"]


def test_numbers_are_shifted_at_once() -> None:
    mapping = {"exhibit 1": "exhibit 2", "exhibit 2": "exhibit 3", "exhibit 9": "exhibit a"}
    text = "Exhibits 1–2, 9–10 and Table 1.\nSee exhibit 2, Exhibits 1–900."
    shifted = "Exhibits 2–3, a–10 and Table 1.\nSee exhibit 3, Exhibits 2–900."
    assert shift_numbers(text, mapping) == shifted
    assert same_but_numbers(text, shift_numbers(text, mapping), mapping)


def test_a_range_that_is_not_in_a_row_any_more_is_the_same() -> None:
    mapping = {"exhibit 4": "exhibit 5", "exhibit 5": "exhibit 6"}
    prior, new = "Exhibits 3 to 5 and 7, 8–9.", "Exhibits 3, 5, 6 and 7, 8–9."
    assert shift_numbers(prior, mapping) == new
    assert same_but_numbers(prior, new, mapping)
    assert not same_but_numbers(prior, new.replace("6", "4"), mapping)
    assert not same_but_numbers("Exhibit 3.", "Exhibits 3, 5.", mapping)


def test_a_shift_is_learnt_from_titles_and_captions() -> None:
    titles = [("3.2 Use it", "3.4 Use it"), ("5. Old name", "6. New name"), ("Same", "Same")]
    captions = [
        ("**Exhibit 9. Costs**", "**Exhibit 11. Costs**"),
        ("1. a step", "2. a step"),
        ("Exhibit 4: One thing", "Exhibit 7: Another thing"),
    ]
    assert find_renumbering(titles, captions) == SHIFT


def test_the_stronger_witness_wins() -> None:
    titles = [("3.2 A", "3.4 B"), ("3.2 C", "3.5 C")]
    assert find_renumbering(titles) == {"section 3.2": "section 3.5"}


@pytest.mark.parametrize(
    ("prior", "new", "same"),
    [
        ("See Section 3.2 and Exhibits 1, 9.", "See Section 3.4 and Exhibits 1, 11.", True),
        ("See Section 3.2.", "See Section 3.2.", True),
        ("See Section 3.2\nhere.", "See Section 3.4 here.", True),
        ("- [3.2 Use](#32-use)", "- [3.4 Use](#34-use)", True),
        ("**Exhibit 9. Costs**", "**Exhibit 11. Costs**", True),
        ("See Section 3.2.", "See Section 3.5.", False),
        ("See Section 3.2.", "See Exhibit 3.4.", False),
        ("It costs 3.2 dollars.", "It costs 3.4 dollars.", False),
        ("See Section 3.2 now.", "See Section 3.4 then.", False),
    ],
)
def test_texts_that_differ_in_shifted_numbers_alone(prior: str, new: str, same: bool) -> None:
    assert same_but_numbers(prior, new, SHIFT) is same


def test_shifted_numbers_are_left_out_of_other_changes() -> None:
    prior, new = "As Exhibit 9 shows, it is slow.", "As Exhibit 11 shows, it is fast."
    hunks = drop_shifted(prior, new, align(prior, new), SHIFT)
    changed = [prior[h.prior_start : h.prior_end] for h in hunks if not h.equal]
    assert changed == ["slow"]


@given(st.text(max_size=60) | st.text(alphabet="Section 3.2,and[]()#-*|\n", max_size=60))
def test_any_text_is_the_same_as_itself(text: str) -> None:
    assert same_but_numbers(text, text, SHIFT)
    for reference in find_references(text):
        assert reference.name.endswith(text[reference.start : reference.end].lower())
    number, rest = strip_number(text)
    assert len(number) + len(rest) <= len(text) + 1


@pytest.mark.parametrize(
    "piece", ["1.", "Section ", "Section 1, ", "[", "](#", "1, ", "a", " ", "*", "\n", "§", "1–"]
)
def test_time_is_linear(piece: str) -> None:
    text = "Exhibits " + piece * (20_000 // len(piece))
    started = time.process_time()
    find_references(text)
    strip_number(text)
    assert time.process_time() - started < 1


TABLE = "| a | b |\n|---|---|\n| one | two |\n"
NUMBERED = f"""# R

As Exhibit 1 shows, prices fall.

## A

**Exhibit 1: Prices**

{TABLE}
## B

Exhibit 2 is about costs, and Exhibit 1 about prices.

**Exhibit 2: Costs**

| c | d |
|---|---|
| see Exhibit 1 | three |
"""


def renumber(*pairs: tuple[str, str]) -> str:
    """The text as it is when an exhibit was put before all others, and more was changed."""
    new = NUMBERED
    for before, after in (("Exhibit 2", "Exhibit 3"), ("Exhibit 1", "Exhibit 2"), *pairs):
        new = new.replace(before, after)
    return new.replace(
        "## A\n", f"## A\n\n**Exhibit 1: New**\n\n{TABLE.replace('two', 'new')}\n", 1
    )


@pytest.mark.parametrize(
    "more",
    [
        (),
        (("Exhibit 2: Prices", "Exhibit 2: Prices fall by a lot"),),  # known by its table
        (("| one | two |", "| one | 22 |"),),  # known by its title
    ],
)
def test_what_only_names_a_renumbered_exhibit_is_not_edited(
    more: tuple[tuple[str, str], ...],
) -> None:
    delta = diff_texts(NUMBERED, renumber(*more))
    assert delta.renumbered == (("Exhibit 1", "Exhibit 2"), ("Exhibit 2", "Exhibit 3"))
    assert [change.new.path[-1] for change in delta.sections if change.new] == ["A"]


def test_an_exhibit_is_followed_to_another_section() -> None:
    caption = f"**Exhibit 1: Prices**\n\n{TABLE}\n"
    new = NUMBERED.replace(caption, "Text.\n\n").replace("Exhibit 2", "Exhibit 0")
    new = new.replace("Exhibit 1", "Exhibit 2").replace("Exhibit 0", "Exhibit 1")
    delta = diff_texts(NUMBERED, f"{new}\n{caption.replace('1', '2')}")
    assert delta.renumbered == (("Exhibit 1", "Exhibit 2"), ("Exhibit 2", "Exhibit 1"))


def test_a_label_with_a_long_s_is_the_same_label() -> None:
    """A pattern that ignores case takes "ſ" for "s", and so must what looks the label up."""
    assert [each.name for each in find_references("see ſection 3")] == ["section 3"]
    assert find_renumbering([("ſection 3: Costs", "Section 4: Costs")]) == {
        "section 3": "section 4"
    }


@pytest.mark.parametrize(("last", "count"), [(201, 200), (202, 0), (1, 0)])
def test_a_range_names_two_hundred_things(last: int, count: int) -> None:
    found = list_range("exhibit 2", f"exhibit {last}")
    assert len(found) == count
    assert found[:1] == ["exhibit 2"] * bool(count)
