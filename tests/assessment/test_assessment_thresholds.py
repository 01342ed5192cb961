"""Thresholds of the assessment: for each a case on either side."""

from __future__ import annotations

import pytest

from git_report.assessment.calculations import list_calculations
from git_report.assessment.coverage import list_terms
from git_report.assessment.language import find_language, list_content
from git_report.assessment.lists import assess
from git_report.assessment.open_claims import list_open_claims
from git_report.assessment.quotable import is_whole, list_quotable
from git_report.assessment.render import render_lists
from git_report.assessment.repeats import find_summary, list_disagreements, list_repeated
from git_report.assessment.report_form import is_label, list_exhibit_faults
from git_report.assessment.report_passages import read_passages
from git_report.assessment.speakers import is_labelled
from git_report.assessment.statements import read_statements
from git_report.assessment.strong_words import list_universals
from git_report.checks.amounts import find_amounts
from git_report.markdown import parse

TABLE = "| a | b |\n|---|---|\n| c | d |\n"


@pytest.mark.parametrize(("common", "language"), [(4, ""), (7, ""), (12, "en"), (20, "en")])
def test_a_language_has_a_share_of_common_words(common: int, language: str) -> None:
    words = ["the"] * common + ["pump"] * (64 - common)
    assert find_language(" ".join(words)) == language


@pytest.mark.parametrize(("german", "language"), [(10, "en"), (16, ""), (20, "")])
def test_a_language_is_ahead_of_any_other(german: int, language: str) -> None:
    assert find_language(" ".join(["the"] * 20 + ["und"] * german + ["pump"] * 20)) == language


@pytest.mark.parametrize(("count", "language"), [(30, ""), (60, "en")])
def test_a_language_is_told_of_so_many_words(count: int, language: str) -> None:
    assert find_language(" ".join(["the", "pump"] * (count // 2))) == language


def test_words_of_three_letters_say_what_a_text_is_about() -> None:
    assert list_content("ox hen goat") == {"hen", "goat"}
    assert list_content("gas cars pumps") == {"gas", "cars", "pump"}


@pytest.mark.parametrize(("words", "listed"), [(3, True), (4, True), (5, False)])
def test_an_item_of_four_words_is_a_phrase(words: int, listed: bool) -> None:
    phrase = " ".join(["Steel", "water", "pump", "noise", "levels"][:words])
    document = parse("# R\n\nText.\n")
    found = list_terms(f"Cover:\n\n- {phrase}\n", document, read_passages(document))
    assert (phrase in [each.text for each in found]) is listed


@pytest.mark.parametrize(
    ("statements", "sharing", "found"),
    [(20, 6, True), (20, 8, False), (400, 10, True), (400, 16, False)],
    ids=["6-of-20", "8-of-20", "10-of-400", "16-of-400"],
)
def test_a_word_of_many_statements_settles_nothing(
    statements: int, sharing: int, found: bool
) -> None:
    report = parse("# R\n\nCopper valves corrode.†\n")
    source = "Copper valves corrode in salt.\n\n" * sharing
    source += "The weather was fine on that day.\n\n" * (statements - sharing)
    (claim,) = list_open_claims(report, read_passages(report), read_statements(source))
    assert bool(claim.candidates) is found


@pytest.mark.parametrize(("shared", "found"), [(2, False), (3, True)])
def test_a_candidate_shares_three_words(shared: int, found: bool) -> None:
    report = parse("# R\n\nCopper valves corrode.†\n")
    said = " ".join(["Copper", "valves", "corrode"][:shared])
    source = f"{said} here.\n\n" + "The weather was fine on that day.\n\n" * 20
    (claim,) = list_open_claims(report, read_passages(report), read_statements(source))
    assert bool(claim.candidates) is found


@pytest.mark.parametrize(("words", "whole"), [(7, False), (8, True), (40, True), (41, False)])
def test_a_quotation_has_eight_to_forty_words(words: int, whole: bool) -> None:
    text = "Pumps " + "fail in winter " * words
    assert is_whole(" ".join(text.split()[:words]) + ".") is whole


def test_the_best_forty_quotations_are_listed() -> None:
    source = "".join(
        f"Nobody should ever run pump number {n} without any water.\n\n" for n in range(101, 161)
    )
    assert len(list_quotable(read_statements(source), frozenset({"pump"}))) == 40


@pytest.mark.parametrize(("shared", "repeated"), [(1, False), (2, True)])
def test_a_repeated_figure_shares_two_words(shared: int, repeated: bool) -> None:
    about = " ".join(["copper", "valves"][:shared])
    document = parse(
        f"# R\n\n## A\n\nBlue {about} take 4.2 kW.\n\n## B\n\nRed {about} need 4.2 kW.\n\n"
        f"## C\n\nGrey {about} use 4.2 kW.\n"
    )
    amounts = tuple(find_amounts(document))
    assert bool(list_repeated(amounts, read_passages(document), document.sections)) is repeated


@pytest.mark.parametrize(
    ("sentences", "passages", "repeated"),
    [(6, 3, True), (9, 3, False), (9, 600, True), (20, 600, False)],
    ids=["short", "short-frequent", "long", "long-frequent"],
)
def test_a_word_of_many_passages_makes_no_repeat(
    sentences: int, passages: int, repeated: bool
) -> None:
    filling = "Copper valves hold.\n\n" * (sentences - 3)
    filling += "The weather was fine on that day.\n\n" * passages
    document = parse(
        f"# R\n\n{filling}## A\n\nCopper valves take 4.2 kW.\n\n## B\n\nCopper valves take 4.2 kW."
        "\n\n## C\n\nCopper valves take 4.2 kW.\n"
    )
    amounts = tuple(find_amounts(document))
    assert bool(list_repeated(amounts, read_passages(document), document.sections)) is repeated


@pytest.mark.parametrize(("away", "repeated"), [(400, True), (800, False)])
def test_the_words_of_a_figure_are_those_of_its_sentence(away: int, repeated: bool) -> None:
    filling = "and " * (away // 4)
    document = parse(
        "# R\n\n"
        + "\n\n".join(f"## {title}\n\nCopper valves {filling}take 4.2 kW." for title in "ABC")
        + "\n"
    )
    amounts = tuple(find_amounts(document))
    assert bool(list_repeated(amounts, read_passages(document), document.sections)) is repeated


@pytest.mark.parametrize(
    ("first", "second", "disagree"),
    [
        # Four words of the same, and three.
        ("Leipzig plants sold grey buses: 1,200.", "Leipzig plants sold grey buses: 900.", True),
        ("Leipzig plants sold 1,200 buses.", "Leipzig plants sold 900 buses.", True),
        ("Leipzig plants sold 1,200.", "Leipzig plants sold 900.", False),
        # Nine words of ten, and six.
        ("The grey water pumps with steel valves from copper parts took 1,200 kW.",
         "The grey water pumps with steel valves from copper bits took 900 kW.", True),
        ("The grey water pumps with steel valves from copper parts took 1,200 kW.",
         "The grey water pumps with glass lids from rubber bits took 900 kW.", False),
        # As long as a sentence may be, and longer.
        (f"Leipzig plants sold grey buses {'very ' * 370}often: 1,200.",
         f"Leipzig plants sold grey buses {'very ' * 370}often: 900.", True),
        (f"Leipzig plants sold grey buses {'very ' * 400}often: 1,200.",
         f"Leipzig plants sold grey buses {'very ' * 400}often: 900.", False),
    ],
)  # fmt: skip
def test_sentences_about_the_same_thing(first: str, second: str, disagree: bool) -> None:
    document = parse(f"# R\n\n{first}\n\n## B\n\n{second}\n")
    assert bool(list_disagreements(read_passages(document))) is disagree


@pytest.mark.parametrize(("exhibits", "lacks"), [(2, 0), (3, 3)])
def test_three_exhibits_need_numbers(exhibits: int, lacks: int) -> None:
    report = "# R\n\n" + "".join(f"**Title {k}**\n\n{TABLE}\n" for k in range(exhibits))
    faults = list_exhibit_faults(parse(report))
    assert [each.lacks for each in faults] == [("number",)] * lacks


@pytest.mark.parametrize(("length", "title"), [(150, True), (300, False)])
def test_a_long_paragraph_in_bold_is_no_title(length: int, title: bool) -> None:
    bold = f"**{'ab ' * (length // 3)}c**"
    faults = list_exhibit_faults(parse(f"# R\n\nText.\n\n{bold}\n\n{TABLE}\n\n{TABLE}"))
    assert (len(faults) == 1) is title


@pytest.mark.parametrize(("words", "label"), [(5, True), (6, True), (7, False)])
def test_a_label_has_six_words(words: int, label: bool) -> None:
    title = " ".join(["Steel", "water", "pump", "noise", "and", "valve", "lids"][:words])
    assert is_label(title, "en") is label


@pytest.mark.parametrize(("length", "listed"), [(700, True), (1500, False)])
def test_universals_are_looked_for_in_sentences(length: int, listed: bool) -> None:
    text = "All of the pumps are " + "and it is so that the pumps are " * (length // 32) + "wet."
    document = parse(f"# R\n\n{text}\n")
    assert bool(list_universals(document, read_passages(document))) is listed


def test_a_value_is_shown_with_four_digits() -> None:
    (found,) = list_calculations(parse("# R\n\nIt is 400 ÷ 7 = 61 of them.\n"), [])
    assert found.value == "57.14"


def test_a_list_shows_twelve_entries_and_four_places() -> None:
    sections = "".join(f"## Part {k}\n\nThe Trinity line is old.\n\n" for k in range(6))
    brief = "Cover:\n\n- Trinity line\n" + "".join(f"- Valve {chr(97 + k)}x\n" for k in range(15))
    listed = {
        each.title: each for each in render_lists(assess(parse(f"# R\n\n{sections}"), brief=brief))
    }
    absent = listed["Terms of the brief that the report does not mention"]
    assert (len(absent.entries), absent.more) == (12, 3)
    where = "Terms of the brief: where the report mentions them, and with which footnotes"
    (present,) = listed[where].entries
    assert present.count("(line ") == 4
    assert "2 more" in present


@pytest.mark.parametrize(
    ("others", "german", "language"),
    [(20_000, 12_000, "de"), (32_000, 12_000, "")],
    ids=["within-32,000-characters", "behind-them"],
)
def test_a_language_is_told_by_the_first_32000_characters(
    others: int, german: int, language: str
) -> None:
    assert find_language("pump " * (others // 5) + "und " * (german // 4)) == language


def test_two_statements_of_a_reference_may_settle_a_claim() -> None:
    report = parse("# R\n\nCopper valves corrode.†\n")
    source = "Copper valves corrode in salt.\n\n" * 3 + "The weather was fine on that day.\n\n" * 20
    (claim,) = list_open_claims(report, read_passages(report), read_statements(source))
    assert len(claim.candidates) == 2


@pytest.mark.parametrize(("sections", "repeated"), [("AB", False), ("ABC", True)])
def test_a_figure_is_repeated_in_three_sections(sections: str, repeated: bool) -> None:
    text = "".join(f"## {title}\n\nCopper valves take 4.2 kW.\n\n" for title in sections)
    document = parse(f"# R\n\n{text}")
    amounts = tuple(find_amounts(document))
    assert bool(list_repeated(amounts, read_passages(document), document.sections)) is repeated


@pytest.mark.parametrize(("sentences", "disagree"), [(12, True), (13, False)])
def test_words_of_more_than_twelve_sentences_tell_no_two_of_them(
    sentences: int, disagree: bool
) -> None:
    said = "plants sold grey buses with blue doors"
    others = "".join(f"In Town{chr(97 + k)} their {said}: 700.\n\n" for k in range(sentences - 2))
    document = parse(f"# R\n\nThe {said}: 1,200.\n\n{others}## B\n\nThe {said}: 900.\n")
    assert bool(list_disagreements(read_passages(document))) is disagree


@pytest.mark.parametrize(("words", "is_summary"), [(19, False), (20, True)])
def test_a_text_of_twenty_words_before_the_first_section_is_a_summary(
    words: int, is_summary: bool
) -> None:
    document = parse(f"# R\n\n{'word ' * words}\n\n## A\n\nText.\n")
    assert (find_summary(document) is not None) is is_summary


@pytest.mark.parametrize(("sentence", "listed"), [("All are wet.", 0), ("All pumps are wet.", 1)])
def test_a_sentence_of_four_words_claims_something(sentence: str, listed: int) -> None:
    document = parse(f"# R\n\n{'The pump is in the hall of it. ' * 6}\n\n{sentence}\n")
    assert len(list_universals(document, read_passages(document))) == listed


def test_a_list_quotes_240_characters_of_a_sentence_and_90_of_a_title() -> None:
    report = f"# R\n\n## {'Pumps ' * 20}\n\nAll of the pumps are {'wet and ' * 40}cold.\n"
    lists = render_lists(assess(parse(report), brief=""))
    entries = [entry for each in lists for entry in each.entries]
    (sentence,) = [entry for entry in entries if "All of the pumps" in entry]
    assert len(sentence.partition("“")[2].partition("”")[0]) == 240
    (title,) = [entry for entry in entries if entry.startswith("Pumps")]
    assert len(title.partition(":")[0]) == 90


@pytest.mark.parametrize(
    ("names", "others", "said", "labelled"),
    [
        ("ABA", 0, 4, False), ("ABAB", 0, 4, True),  # four turns
        ("ABAB", 6, 4, True), ("ABAB", 7, 4, False),  # four of ten paragraphs
        ("ABAB", 4, 4, True), ("ABAC", 4, 4, False),  # each speaks twice
        ("ABCDEFAB", 2, 4, True), ("ABCDEFAB", 3, 4, False),  # eight of ten paragraphs
        ("ABAB", 0, 3, False),  # a label and three words are a field
    ],
)  # fmt: skip
def test_turns_with_labels_are_a_talk(names: str, others: int, said: int, labelled: bool) -> None:
    turns = [f"{name}na: {' '.join(['so'] * said)}" for name in names]
    assert is_labelled([*turns, *["It was so."] * others], len(turns) + others) is labelled
