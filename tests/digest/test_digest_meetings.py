"""Terms that references share, with the sections that speak of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from git_report.digest.meetings import find_meetings

FIRST = (
    ("Costs", "Prompt caching cut the bill. Without prompt caching every token is paid for twice."),
    ("Quality", "Answers were graded by hand. The Halo 3 model was best."),
)
SECOND = (
    ("Start", "A gateway is simple to run."),
    ("Caches", "We turned on prompt caching last year, and prompt caching paid off."),
    ("Models", "We moved to Halo 3. Halo 3 is small, and Halo 3 is quick."),
)


def test_a_shared_term_comes_with_the_section_of_each_that_says_most_of_it() -> None:
    terms = {
        meeting.term: dict(meeting.sections) for meeting in find_meetings({"1": FIRST, "2": SECOND})
    }
    assert terms["prompt caching"] == {"1": 0, "2": 1}
    assert terms["Halo 3"] == {"1": 1, "2": 2}


def test_what_one_reference_says_alone_is_not_shared() -> None:
    assert find_meetings({"1": FIRST}) == []
    assert find_meetings({"1": FIRST, "2": SECOND[:1]}) == []


def test_a_part_of_a_term_is_not_listed_beside_it() -> None:
    text = "Elastic Block Store is fast. Use Elastic Block Store. Elastic Block Store is priced."
    terms = [meeting.term for meeting in find_meetings({"1": [("", text)], "2": [("", text)]})]
    assert terms == ["Elastic Block Store"]


def test_what_nearly_all_references_have_is_their_form() -> None:
    each = [[("Graduation Criteria", f"Graduation Criteria of plan {n}.")] for n in range(6)]
    assert find_meetings({str(n): sections for n, sections in enumerate(each)}) == []


def test_filler_is_no_term() -> None:
    text = "The first example makes a big difference. " * 4
    assert find_meetings({"1": [("", text)], "2": [("", text)]}) == []


def test_months_first_names_and_words_of_a_text_in_capitals_are_no_terms() -> None:
    first = "In April and in June Michael paid. THE MILLERS MET, AND THE MILLERS PAID."
    second = "From April to June Michael wrote. Millers wrote. On Monday the millers came."
    found = find_meetings({"1": [("", first)], "2": [("", second)]})
    assert [meeting.term for meeting in found] == []
    more = "The NASA built it. Then the NASA, of all, had it."
    assert [m.term for m in find_meetings({"1": [("", more)], "2": [("", more)]})] == ["NASA"]


def test_a_plain_word_is_no_term_nor_is_the_half_of_a_name() -> None:
    first = "The committee met in New York. The committee of New York, that committee, paid."
    second = "A mill of the committee is in New York. New York paid the committee, a committee."
    found = find_meetings({"1": [("", first)], "2": [("", second)]})
    assert [meeting.term for meeting in found] == ["New York"]


_WORDS = (
    "Halo 3 prompt caching key-value cache The the , . quickly Arcadia trained energy 5".split()
)
_TEXTS = st.lists(st.sampled_from(_WORDS), max_size=40).map(" ".join)


@given(st.lists(st.lists(st.tuples(st.just("Energy"), _TEXTS), max_size=3), max_size=4))
def test_terms_are_written_in_each_of_their_sections(
    texts: list[list[tuple[str, str]]],
) -> None:
    references = {str(n): sections for n, sections in enumerate(texts)}
    found = find_meetings(references, most=3)
    assert len(found) <= 3
    for meeting in found:
        assert len(meeting.sections) > 1
        assert any(
            meeting.term in text for sections in texts for section in sections for text in section
        )
        for label, number in meeting.sections.items():
            heading, text = references[label][number]
            assert meeting.term.split()[0].casefold()[:3] in f"{heading} {text}".casefold()
