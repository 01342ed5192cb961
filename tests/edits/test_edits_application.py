"""Section operations: what they do, what they leave alone, what they refuse."""

from __future__ import annotations

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from git_report.edits.application import (
    apply,
    body_of,
    find_open_block,
    free_number,
    list_dropped_notes,
)
from git_report.edits.operations import (
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Replace,
    Whole,
)
from git_report.edits.section_numbers import OperationError, address, find_section, settle_addresses
from git_report.markdown import Section, parse
from git_report.markdown.anchors import plain_title

REPORT = """\
# Title

Intro.

## Alpha

alpha text

### Deep

deep text

## Beta

beta text[^1]

[^1]: [One](one.md)

<!-- git-report 01
writer: extractive
-->
"""


def titles(text: str) -> list[tuple[int, str]]:
    return [(section.level, section.title) for section in parse(text).sections[1:]]


def own(section: Section) -> str:
    heading = section.heading.text if section.heading else ""
    return (heading + "".join(block.text for block in section.blocks)).rstrip("\r\n")


def test_no_operation_gives_the_body_back() -> None:
    assert apply(parse(REPORT), ()) == REPORT[: REPORT.index("[^1]: ")]


def test_addresses_name_sections() -> None:
    document = parse(REPORT)
    assert [address(s) for s in document.sections] == ["0.0", "0", "1", "1.1", "2"]
    found = find_section(document, "1.1")
    assert found is not None
    assert found.title == "Deep"
    assert find_section(document, "3") is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("# T\n\n## A\n\n### B\n\n## C\n", ["0.0", "0", "1", "1.1", "2"]),
        ("lead\n\n# T\n\n### A\n", ["0.0", "0", "1"]),
        ("lead\n", ["0"]),
        ("## A\n\n### B\n\n## C\n", ["0", "1", "1.1", "2"]),
        ("## A\n\n### B\n", ["0", "1", "1.1"]),  # a title is of level 1
        ("# A\n\n## B\n\n# C\n", ["0", "1", "1.1", "2"]),
        ("## A\n\n# T\n\n## B\n", ["0", "1", "2", "2.1"]),  # nothing stands before a title
    ],
)
def test_sections_are_numbered_below_the_title(text: str, numbers: list[str]) -> None:
    document = parse(text)
    assert [address(section) for section in document.sections] == numbers


@pytest.mark.parametrize(
    ("given", "settled"),
    [
        ([Replace("4", "x")], [Replace("4", "x")]),  # of neither kind: refused later
        ([Replace("1.2", "x")], [Replace("2", "x")]),
        ([Replace("1.1", "x"), Rename("1.2", "y")], [Replace("1", "x"), Rename("2", "y")]),
        ([Replace("1.1", "x")], [Replace("1.1", "x")]),  # of both kinds
        ([Replace("1.1", "x"), Rename("2", "y")], [Replace("1.1", "x"), Rename("2", "y")]),
        ([Replace("1.2", "x"), Rename("2", "y")], [Replace("1.2", "x"), Rename("2", "y")]),
        ([Insert("1", "", 2, "t", "x")], [Insert("0", "", 2, "t", "x")]),
        ([Insert("1", "", 3, "t", "x")], [Insert("1", "", 3, "t", "x")]),
        ([Insert("1", "1.2", 2, "t", "x")], [Insert("0", "2", 2, "t", "x")]),
        ([Insert("", "1", 1, "t", "x")], [Insert("0.0", "0", 1, "t", "x")]),
        ([Insert("", "1", 2, "t", "x")], [Insert("", "1", 2, "t", "x")]),
        ([Move("1.2", "1.1", "1.1.1")], [Move("2", "1", "1.1")]),
        ([Move("1.2", "1", "first")], [Move("2", "0", "first")]),
        ([Whole("# x"), Replace("1.2", "x")], [Whole("# x"), Replace("1.2", "x")]),
    ],
)
def test_addresses_of_earlier_releases_are_read_where_they_alone_fit(
    given: list[Operation], settled: list[Operation]
) -> None:
    document = parse("# T\n\n## A\n\n### D\n\nd\n\n## B\n")
    assert settle_addresses(document, given) == tuple(settled)
    assert settle_addresses(document, settled) == tuple(settled)
    untitled = parse("# T\n\n# A\n")
    assert settle_addresses(untitled, given) == tuple(given)
    assert settle_addresses(None, given) == tuple(given)


@pytest.mark.parametrize("last", ["# E\n\n### F\n", "### F\n"])
def test_every_section_is_found_by_its_own_address_alone(last: str) -> None:
    document = parse(f"a\n\n# A\n\n## B\n\n### C\n\n## D\n\n{last}")
    for section in document.sections:
        assert find_section(document, address(section)) is section


@pytest.mark.parametrize(
    "number",
    ["", "00", "01", "1.0", "0.1", "1.", ".1", "1.3", "-1", "+1", " 1", "²", "١", "9" * 5000],
)
def test_no_section_is_found_by_what_is_no_address(number: str) -> None:
    assert find_section(parse("# A\n\n## B\n\n## C\n"), number) is None


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "a",
                " ",
                "    ",
                "\t",
                "\n",
                "\n\n",
                "# b\n",
                "===\n",
                "---\n",
                "- ",
                "1. ",
                "> ",
                "|",
            ),
            *(
                "|-|-|\n",
                "[a]:",
                "[^1]: ",
                "[",
                "]",
                "(",
                '"',
                "'",
                "\\",
                "`",
                "``",
                "```\n",
                "~~~",
            ),
            *("<!--", "-->", "<div>\n", "</div>", "<br />", "<?", "<pre>\n", "\u2028"),
        ]
    ),
    max_size=12,
).map("".join)


@given(PIECES)
def test_a_heading_behind_a_text_stays_one_where_no_block_is_open(text: str) -> None:
    if not find_open_block(text):
        assert parse(f"\n{text}\n\n# behind\n").sections[-1].title == "behind"


def test_replace_touches_own_text_only() -> None:
    new = apply(parse(REPORT), (Replace("1", "new words"),))
    assert new == body_of(parse(REPORT)).replace("alpha text", "new words")


def test_replace_may_bring_deeper_sections() -> None:
    new = apply(parse(REPORT), (Replace("1", "words\n\n### First\n\nx"),))
    assert titles(new) == [(1, "Title"), (2, "Alpha"), (3, "First"), (3, "Deep"), (2, "Beta")]


def test_insert_puts_a_section_where_it_says() -> None:
    first = Insert("", "first", 2, "First", "a")
    after = [Insert("", "1", 2, "One", "b"), Insert("", "1", 2, "Two", "c")]
    last = Insert("", "", 2, "Last", "d")
    new = apply(parse(REPORT), (first, *after, last))
    assert [title for level, title in titles(new) if level == 2] == [
        "First",
        "Alpha",
        "One",
        "Two",
        "Beta",
        "Last",
    ]


def test_inserted_headings_are_put_below_their_section() -> None:
    new = apply(parse(REPORT), (Insert("", "", 2, "New", "# a\n\nx\n\n## b\n\ny"),))
    assert titles(new)[-3:] == [(2, "New"), (3, "a"), (4, "b")]


def test_an_inserted_heading_that_is_underlined_keeps_the_blank_line_below_it() -> None:
    new = apply(parse(REPORT), (Insert("", "", 2, "New", "a\n=\n\nx"),))
    assert "## New\n\n### a\n\nx\n" in new


def test_inserted_headings_that_are_below_their_section_stay_as_deep() -> None:
    new = apply(parse(REPORT), (Insert("", "", 2, "New", "#### a\n\nx"),))
    assert titles(new)[-2:] == [(2, "New"), (4, "a")]


@pytest.mark.parametrize("text", ["## A", "## A\nx\n", "## A\n\nx\n", "## A\n\n\nx\n"])
def test_a_new_text_has_a_blank_line_before_it(text: str) -> None:
    new = apply(parse(f"# T\n\n{text}"), (Replace("1", "z"),))
    assert new == "# T\n\n## A\n\nz\n"


def test_a_title_that_ends_in_a_hash_is_read_with_it() -> None:
    new = apply(parse(REPORT), (Rename("1", "Number #"),))
    assert plain_title(parse(new).sections[2].title) == "Number #"


def test_move_takes_the_subtree_and_shifts_its_levels() -> None:
    new = apply(parse(REPORT), (Move("1", "2", ""),))
    assert titles(new) == [(1, "Title"), (2, "Beta"), (3, "Alpha"), (4, "Deep")]
    assert "alpha text" in new


def test_a_record_above_the_last_one_stays_in_the_text() -> None:
    record = "[^1]: [A](a.md)\n\n<!-- git-report 01\n-->\n\n"
    text = f"# T\n\n## A\n\nx[^1]\n\n{record}"
    last = record.replace("01", "02")
    assert apply(parse(f"{text}{last}"), (Rename("1", "B"),)) == text.replace("## A", "## B")


def test_setext_headings_survive_a_move() -> None:
    document = parse("A\n=\n\none\n\nB\n=\n\ntwo\n\nC\n---\n\nthree\n")
    new = apply(document, (Move("2", "1", ""),))
    assert titles(new) == [(1, "A"), (2, "B"), (3, "C")]


def test_remove_and_rename() -> None:
    new = apply(parse(REPORT), (Remove("1", "old"), Rename("2", "Second")))
    assert titles(new) == [(1, "Title"), (2, "Second")]


@pytest.mark.parametrize(
    "title",
    [
        "# x",
        "x #",
        "- item",
        "1. first",
        "> quote",
        "| a | b |",
        "```",
        "---",
        "[^1]: x",
        "\\",
        "a\\#",
    ],
)
def test_a_title_is_data(title: str) -> None:
    new = apply(parse(REPORT), (Insert("", "1", 2, title, "text"),))
    found = titles(new)
    assert [level for level, _ in found] == [1, 2, 3, 2, 2]
    assert found[4] == (2, "Beta")


def test_documents_keep_their_line_endings_and_missing_end() -> None:
    document = parse("# A\r\n\r\none\r\n\r\n## B\r\n\r\ntwo")
    new = apply(document, (Insert("", "", 2, "C", "three\nfour"),))
    assert new == "# A\r\n\r\none\r\n\r\n## B\r\n\r\ntwo\r\n\r\n## C\r\n\r\nthree\r\nfour\r\n"


def test_front_matter_stays_at_the_top() -> None:
    document = parse("---\nwords: 9\n---\n# A\n\none\n")
    new = apply(document, (Replace("0.0", "before"),))
    assert new.startswith("---\nwords: 9\n---\n")
    assert parse(new).root.blocks[-1].content == "before"


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ([Replace("7", "x")], "operation 1 (replace 7): there is no section 7"),
        ([Replace("1", "x"), Replace("1", "y")], "operation 2 (replace 1)"),
        ([Remove("1", ""), Replace("1.1", "x")], "section 1 is removed by operation 1"),
        ([Remove("1", ""), Insert("1", "", 3, "t", "x")], "section 1 is removed"),
        ([Remove("1", ""), Insert("", "1", 2, "t", "x")], "section 1 is removed"),
        ([Move("1", "1.1", "")], "cannot be placed under itself"),
        ([Move("1", "2", ""), Move("2", "1", "")], "cannot be placed under itself"),
        ([Move("1", "0", "1")], "cannot be placed after itself"),
        ([Move("1", "2", ""), Insert("", "1", 2, "t", "x")], "is moved by operation 1"),
        ([Remove("0.0", "")], "can only be replaced"),
        ([Remove("0", "")], "section 0 (the title) can only be renamed, replaced or edited"),
        ([Move("0", "1", "")], "section 0 (the title) can only be renamed, replaced or edited"),
        ([Insert("3", "", 2, "t", "x")], "no parent section 3"),
        ([Insert("2", "1", 3, "t", "x")], "no section 1 directly under 2"),
        ([Insert("", "", 1, "t", "x")], "level 1 is not below its parent's"),
        (
            [Insert("", "1", 3, "t", "x")],
            "after a section of level 2 it would become its subsection",
        ),
        ([Insert("", "", 7, "t", "x")], "no heading of level 7"),
        ([Insert("", "", 6, "t", "# a\n\nx")], "deeper than level 6"),
        ([Insert("", "", 2, "a\nb", "x")], "more than one line"),
        ([Insert("", "", 2, " ", "x")], "title is empty"),
        ([Rename("1", "a\nb")], "more than one line"),
        ([Replace("1", "## t\n\nx")], "would end the section"),
        ([Replace("0.0", "# t")], "would end the section"),
        ([Replace("1", "```py\nx")], "code block '```py' in its text is not closed"),
        ([Replace("1", "<!-- x")], "is not closed"),
        ([Insert("", "1", 2, "t", "~~~\nx")], "is not closed"),
        ([Whole("# a\n\nx"), Rename("0", "b")], "cannot be combined with others"),
        ([Whole("text only")], "no title"),
        ([Whole("# a\n\n```\nx")], "is not closed"),
    ],
)
def test_refused(operations: list[Operation], words: str) -> None:
    with pytest.raises(OperationError) as caught:
        apply(parse(REPORT), operations)
    assert words in caught.value.message
    assert "\n" not in caught.value.message


def test_an_insertion_takes_no_section_over() -> None:
    with pytest.raises(OperationError, match="that would become its subsection"):
        apply(parse("# A\n\n### C\n\nc\n"), (Insert("", "first", 2, "B", "b"),))


def test_every_bad_operation_is_named() -> None:
    operations = (Replace("7", "x"), Rename("8", "y"), Remove("9", "z"))
    with pytest.raises(OperationError) as caught:
        apply(parse(REPORT), operations)
    assert len(caught.value.problems) == 3


def test_a_first_version_is_a_whole_document() -> None:
    assert apply(None, (Whole("# A\n\nx"),)) == "# A\n\nx\n"
    for operations in ((), (Replace("0", "x"),)):
        with pytest.raises(OperationError):
            apply(None, operations)


def test_an_open_fence_that_stood_last_swallows_nothing() -> None:
    with pytest.raises(OperationError, match="would not"):
        apply(parse("# A\n\n```\ncode\n"), (Insert("", "", 2, "B", "x"),))


class TestWhatIsTheTools:
    def test_a_writers_numbered_note_is_renamed(self) -> None:
        new = apply(parse(REPORT), (Replace("2", "one[^1] two[^3]\n\n[^3]: mine"),))
        assert "one[^1] two[^note-a]" in new
        assert "[^note-a]: mine" in new

    def test_a_repeated_definition_of_the_tools_goes(self) -> None:
        body = "x[^1] y[^2]\n\n[^1]: [One](one.md)\n\n[^2]: https://example.org/"
        new = apply(parse(REPORT), (Replace("2", body),))
        assert "x[^1] y[^2]" in new
        assert "]: " not in new

    def test_a_note_of_a_number_of_the_tools_leaves_its_marks(self) -> None:
        note = "[^1]: The maker's page, p. 3."
        operations = (Replace("2", f"one[^1] two[^1] three[^1]\n\n{note}\n\nAfter."),)
        new = apply(parse(REPORT), operations)
        assert "one[^1] two[^1] three[^1]\n" in new
        assert "After." in new
        assert "maker" not in new
        assert "note-a" not in new
        assert list_dropped_notes(parse(REPORT), operations) == (note,)

    def test_without_a_record_the_next_version_has_its_number(self) -> None:
        untailed = parse("# A\n\nx\n\n## B\n\ny\n")
        for operation in (
            Replace("1", "new[^2]\n\n[^2]: The maker's page."),
            Whole("# A\n\nx\n\n## B\n\nnew[^2]\n\n[^2]: The maker's page.\n"),
        ):
            new = apply(untailed, (operation,), 2)
            assert new.endswith(("new[^2]\n", "new[^2]\n\n"))
            assert list_dropped_notes(untailed, (operation,), 2) == ("[^2]: The maker's page.",)

    @pytest.mark.parametrize(
        ("notes", "expected"),
        [
            ("[^1]: One,\n2019.\n\n[^2]: Two.", "[^1]: One,\n2019.\n\n[^2]: Two."),  # as they were
            ("[^1]: One, 2020.\n\n[^2]: Two.", "[^1]: One, 2020.\n\n[^2]: Two."),
            ("[^1]: One, 2019.\n[^2]: Two.\n[^7]: Mine.", "[^2]: Two.\n[^note-a]: Mine."),
        ],
    )
    @pytest.mark.parametrize("whole", [False, True])
    def test_the_reports_own_numbered_notes_stay(
        self, notes: str, expected: str, *, whole: bool
    ) -> None:
        prior = "# A\n\nx[^1]\n\n## B\n\ny[^2]\n\n[^1]: One, 2019.\n[^2]: Two.\n"
        body = f"new[^2][^3]\n\n{notes}"
        head = prior[: prior.index("y[^2]")]
        operation = Whole(f"{head}{body}\n") if whole else Replace("1", body)
        new = apply(parse(prior), (operation,), 3)
        assert "x[^1]\n" in new
        assert "new[^2][^3]\n" in new
        assert expected in new
        assert list_dropped_notes(parse(prior), (operation,), 3) == ()

    def test_a_note_of_another_section_is_repeated_not_rewritten(self) -> None:
        document = parse("# A\n\nx[^1]\n\n## B\n\ny\n\n[^1]: One.\n")
        same, other = (apply(document, (Replace("0", f"z[^1]\n\n[^1]: {words}"),), 2)
                       for words in ("One.", "Another."))  # fmt: skip
        assert "z[^1]\n\n[^1]: One.\n" in same
        assert "z[^note-a]\n\n[^note-a]: Another.\n" in other
        assert other.endswith("[^1]: One.\n")

    def test_a_text_that_repeats_its_own_heading_loses_it(self) -> None:
        for heading in ("## Beta", "## Beta:", "### beta ##", "Beta\n----", "# **Beta**"):
            new = apply(parse(REPORT), (Replace("2", f"{heading}\n\nother text"),))
            assert "## Beta\n\nother text\n" in new

    def test_labels_of_two_bodies_differ(self) -> None:
        body = "x[^5]\n\n[^5]: note"
        new = apply(parse(REPORT), (Replace("1", body), Replace("2", body)))
        assert "[^note-a]: note" in new
        assert "[^note-b]: note" in new

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("x[^2] y[^3]\n\n[^2]: Two.\n", "x[^note-a] y[^3]\n\n[^note-a]: Two.\n"),
            ("[^2]: Two,\n2019.\n\nx[^2]\n", "[^note-a]: Two,\n2019.\n\nx[^note-a]\n"),
            ("x[^2]\n\n- [^2]: Two.\n", "x[^note-a]\n\n- [^note-a]: Two.\n"),
            ("x[^2]\n\n> [^2]: Two.\n", "x[^note-a]\n\n> [^note-a]: Two.\n"),
            (
                "x[^2] [^NOTE-A]\n\n[^NOTE-A]: A.\n[^2]: Two.\n",
                "x[^note-b] [^NOTE-A]\n\n[^NOTE-A]: A.\n[^note-b]: Two.\n",
            ),
            ("x[^2] `[^2]`\n\n[^2]: Two.\n", "x[^note-a] `[^2]`\n\n[^note-a]: Two.\n"),
            ("x[^2]\r\n\r\n[^2]: Two.\r\n", "x[^note-a]\r\n\r\n[^note-a]: Two.\r\n"),
            *((text, text) for text in (
                "x[^02] y[^note-2] z[^12]\n\n[^02]: A.\n[^note-2]: B.\n[^12]: C.\n",
                "x[^1]\n\n```\n[^2]: code\n```\n\n[^1]: One.\n",
                "x `[^2]: code`\n",
                "x\\[^2]: no note\n",
                "x, see [^2]: it says so\n",
            )),
        ],
    )  # fmt: skip
    def test_a_note_of_the_report_leaves_its_number_to_the_next_reference(
        self, text: str, expected: str
    ) -> None:
        assert free_number(f"# A\n\n{text}", 2) == f"# A\n\n{expected}"
        assert free_number(expected, 2) == expected

    def test_code_is_left_alone(self) -> None:
        body = "`[^3]` and\n\n```\n[^3]: x\n<!-- git-report 01 -->\n```\n\nx[^3]\n\n[^3]: mine"
        new = apply(parse(REPORT), (Replace("2", body),))
        assert "`[^3]` and" in new
        assert "```\n[^3]: x\n<!-- git-report 01 -->\n```" in new
        assert "[^note-a]: mine" in new

    def test_a_forged_record_is_text(self) -> None:
        body = "x\n\n[^1]: [evil](e.md)\n\n<!-- git-report 99\nwriter: evil\n-->"
        new = apply(parse(REPORT), (Replace("2", body),))
        assert parse(new).tail is None


# Law 4: what no operation names stays, byte for byte.

BODIES = st.sampled_from(
    [
        "",
        "plain\n",
        "two\nlines\n\n",
        "- a\n- b\n\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n",
        "```\n# no heading\n```\n",
        "> quote\n\n\n",
        "text \n\n\n\n",
        "<!-- comment -->\n",
        "nbsp\u00a0 \u2028 form\x0cfeed\n\n",
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    parts = [draw(BODIES)]
    for number in range(draw(st.integers(1, 7))):
        level = draw(st.integers(1, 4))
        blank = draw(st.sampled_from(["\n", "\n\n"]))
        parts.append(f"{'#' * level} S{number}{blank}{draw(BODIES)}")
    text = "".join(parts)
    if draw(st.booleans()):
        text = text.rstrip("\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, list[Operation]]:
    text = draw(documents())
    document = parse(text)
    numbers = st.sampled_from([address(s) for s in document.sections])
    new_body = st.sampled_from(["new", "", "a\n\n###### deep\n\nb", "- x\n- y", "x[^9]\n\n[^9]: z"])
    kinds = st.one_of(
        st.builds(Replace, numbers, new_body),
        st.builds(Rename, numbers, st.just("Renamed")),
        st.builds(Remove, numbers, st.just("why")),
        st.builds(Move, numbers, numbers, st.sampled_from(["", "first"])),
        st.builds(
            Insert,
            numbers,
            st.sampled_from(["", "first"]),
            st.integers(1, 6),
            st.just("N"),
            new_body,
        ),
    )
    return text, draw(st.lists(kinds, min_size=1, max_size=3))


@settings(max_examples=300, deadline=None)
@given(edits())
def test_unnamed_sections_stay(case: tuple[str, list[Operation]]) -> None:
    text, operations = case
    document = parse(text)
    try:
        new = parse(apply(document, operations))
    except OperationError:
        reject()
    named = {getattr(operation, "section", "") for operation in operations}
    gone = [o.section for o in operations if isinstance(o, Remove | Move)]
    found = {own(section) for section in new.sections}
    for section in document.sections:
        number = address(section)
        below = any(number == g or number.startswith(f"{g}.") for g in gone)
        if number not in named and not below:
            assert own(section) in found


MARKDOWN = st.text(alphabet="ab #-=`~<!>|[]^:_*\n\t1.\\", max_size=120)


@settings(max_examples=300, deadline=None)
@given(MARKDOWN, MARKDOWN)
def test_any_text_either_fits_or_is_refused(text: str, body: str) -> None:
    document = parse(text)
    operation = Insert("0", "", 1, "New", body)
    try:
        new = apply(document, (operation,))
    except OperationError:
        return
    kept = body_of(document).rstrip("\n")
    assert new.startswith(kept)
    assert "New" in [section.title for section in parse(new).sections]
    before = [own(section) for section in document.sections]
    assert [own(section) for section in parse(new).sections][: len(before)] == before
