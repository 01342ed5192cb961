"""Operations inside of a section's text: words that are replaced, rows of tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.edits.application import apply, list_dropped_notes
from git_report.edits.operations import (
    Edit,
    Move,
    Operation,
    Remove,
    Rename,
    Replace,
    Row,
)
from git_report.edits.section_numbers import OperationError
from git_report.markdown import Table, parse

REPORT = """\
# Training clusters

The run took 20 h on 8 nodes. It was
repeated twice, in May
and in June.

## Costs

One node costs $3.20 an hour.
One spare node costs $2.10.

> "Nobody had planned
> for that", said the owner.

- the first point
- the second point

```sh
run --hours 20
```

### Prices

Exhibit 1: What nodes cost

| Node | Price | Note |
|:-----|------:|------|
| **Small**[^1] | $3.20 | a \\| b |
| Large | $9.00 | |

Exhibit 2: What storage costs

| Store | Price |
|---|---|
| Disk | $1 |
| Tape | $0.2 |
| tape | $0.3 |

## Limits

Nothing else was measured.
"""


def changed(*operations: Operation, text: str = REPORT) -> str:
    return apply(parse(text), operations)


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("One.\n\nTwo.\n\nThree.\n", "Two.", "One.\n\nThree.\n"),
        ("One.\n\nTwo.\n", "One.", "Two.\n"),
        ("One.\n\nTwo.", "Two.", "One."),
        ("One.\nTwo.\nThree.\n", "Two.", "One.\nThree.\n"),
        ("One two three\n", "two", "One three\n"),
        ("One two\nthree\n", "two", "One\nthree\n"),
    ],
)
def test_white_space_goes_with_words_that_are_taken_out(text: str, words: str, left: str) -> None:
    title = "# T\n\n## Costs\n\n"
    assert changed(Edit("1", words, ""), text=title + text) == title + left


def test_a_heading_whose_text_was_taken_out_is_parted_from_the_next_one() -> None:
    text = "# T\n\n## Costs\n$3\n## Limits\nNone\n"
    assert changed(Edit("1", "$3", ""), text=text) == text.replace("\n$3", "\n")


def test_an_edit_may_stand_beside_one_that_makes_text_of_code() -> None:
    text = "# T\n\n## Costs\n\nOne node:\n\n```\n$3\n```\n"
    edits = Edit("1", "One node:", "Two nodes:"), Edit("1", "```\n$3\n```", "$6")
    assert changed(*edits, text=text) == "# T\n\n## Costs\n\nTwo nodes:\n\n$6\n"


def test_a_code_block_that_was_never_closed_keeps_no_edit_out() -> None:
    text = "# T\n\n## Costs\n\nA node costs $3.\n\n```sh\nrun\n"
    assert changed(Edit("1", "$3", "$4"), text=text) == text.replace("$3", "$4")


def problems(*operations: Operation, text: str = REPORT) -> str:
    with pytest.raises(OperationError) as refused:
        apply(parse(text), operations)
    return "\n".join(refused.value.problems)


@pytest.mark.parametrize(
    ("operation", "before", "after"),
    [
        (Edit("0", "20 h", "**24 h**"), "took 20 h on", "took **24 h** on"),
        (Edit("0", "It was repeated twice, in  May and in June", "It was repeated"),
         "It was\nrepeated twice, in May\nand in June", "It was repeated"),
        (Edit("1", 'planned for that", said', 'thought of it", said'),
         'planned\n> for that", said', 'thought of it", said'),
        (Edit("1", "> for that", "> for it"), "> for that", "> for it"),
        (Edit("1", "the first point", "the first point\n  goes on"), "first point\n",
         "first point\n  goes on\n"),
        (Edit("1", "--hours 20", "--hours 24"), "--hours 20", "--hours 24"),
        (Edit("1", "One spare node costs $2.10.\n", ""), "\nOne spare node costs $2.10.", ""),
        (Edit("1", "spare ", ""), "One spare node", "One node"),
        (Edit("1", "run --hours 20", "  run --hours 30"), "run --hours 20", "  run --hours 30"),
        (Edit("1", "- the first point", ""), "- the first point\n", ""),
        (Edit("1", "an hour.", "an hour.\n\nA paragraph of its own.\n"), "an hour.\n",
         "an hour.\n\nA paragraph of its own.\n"),
        (Edit("1.1", "$9.00", "$8.00"), "$9.00", "$8.00"),
        (Edit("2", "Nothing else was measured.", ""), "Nothing else was measured.\n", ""),
        (Edit("2", "else was", "else\u00a0was"), "else was", "else\u00a0was"),
    ],
)  # fmt: skip
def test_old_words_become_new_ones_and_nothing_else_changes(
    operation: Edit, before: str, after: str
) -> None:
    assert REPORT.count(before) == 1
    assert changed(operation).rstrip() == REPORT.replace(before, after).rstrip()


def test_several_edits_of_a_section_are_found_in_the_text_as_it_was() -> None:
    new = changed(
        Edit("1", "$3.20", "$2.10"),
        Edit("1", "$2.10", "$3.20"),
        Rename("1", "What it costs"),
        Move("1", "", ""),
    )
    assert "One node costs $2.10 an hour.\nOne spare node costs $3.20.\n" in new
    assert new.index("## Limits") < new.index("## What it costs")


@pytest.mark.parametrize(
    ("operations", "told"),
    [
        ([Edit("1", "One", "A")], "operation 1 (edit 1): the old words occur 2 times in section 1"),
        ([Edit("1", "One nodes cost $3.20", "x")],
         "the old words were not found in section 1; the nearest is 'One node costs $3.20'"),
        ([Edit("1", "20 h on", "x")], "they are in section 0"),
        ([Edit("1", " ", "x")], "it has no old words"),
        ([Edit("9", "a", "b")], "there is no section 9"),
        ([Edit("0.0", "a", "b")], "the section has no text of its own"),
        ([Edit("1", "node costs $3.20", "b"), Edit("1", "$3.20 an", "b")],
         "operation 2 (edit 1): operation 1 (edit 1) changes the same words"),
        ([Edit("1", "$3.20", "b"), Replace("1", "b")],
         "the text of section 1 is replaced by operation 2 (replace 1)"),
        ([Edit("1.1", "$9.00", "b"), Remove("1", "why")], "section 1 is removed by operation 2"),
        ([Edit("1", "One spare", "## One spare")], "its new words make a heading"),
        ([Edit("1", "an hour.\n", "an hour.\n```\n")], "would be a part of code"),
        ([Edit("2", "Nothing", "<!-- Nothing")], "would be a part of HTML"),
        ([Edit("2", "Nothing else was measured.", "<!-- nothing")], "a comment or an HTML block"),
        ([Edit("1", "hours 20", "hours\n```\n20")], "code block '```' in its text is not closed"),
        ([Edit("1.1", "$9.00", "$9.00\n\nmore")], "now it is a part of a table"),
        ([Edit("1.1", "storage costs | Store | Price", "all costs")], "the old words were not"),
        ([Row("1.1", ("a", "b", "c"))], "it does not name a table; the section's are 1: Node"),
        ([Row("1.1", ("a",), "9")], "no single table has the words '9'"),
        ([Row("1.1", ("a",), "price")], "no single table has the words 'price'"),
        ([Row("1.1", ("a", "b"), "1")], "it has 2 cells, and the table 3 columns: Node, Price"),
        ([Row("1.1", ("a", "b"), "2", after="Floppy")],
         "no row begins with 'Floppy': its rows begin with 'Disk', 'Tape', 'tape'"),
        ([Row("1.1", ("a", "b"), "2", after="TAPE")], "2 rows of the table begin with 'TAPE'"),
        ([Row("1.1", ("", " "), "2")], "it has no cells"),
        ([Row("2", ("a",))], "the section has no table"),
        ([Row("1.1", ("Disk", "$2"), "2", row="Disk"), Edit("1.1", "$1", "$3")],
         "operation 2 (edit 1.1): operation 1 (row 1.1) changes the same words"),
    ],
)  # fmt: skip
def test_what_has_no_place_in_the_text_is_refused(operations: list[Operation], told: str) -> None:
    assert told in problems(*operations)


@pytest.mark.parametrize(
    ("operation", "before", "after"),
    [
        (Row("1.1", ("Cloud", "$4"), "2"), "| tape | $0.3 |\n",
         "| tape | $0.3 |\n| Cloud | $4 |\n"),
        (Row("1.1", ("Cloud", "$4"), "Store", "first"), "| Disk |", "| Cloud | $4 |\n| Disk |"),
        (Row("1.1", ("Cloud", "$4"), "what storage costs", "Disk"), "| $1 |\n",
         "| $1 |\n| Cloud | $4 |\n"),
        (Row("1.1", ("Cloud", "$4"), "store", row="Disk"), "| Disk | $1 |", "| Cloud | $4 |"),
        (Row("1.1", ("Tiny", "$1", "x | y\nz"), "node", "small"), "| a \\| b |\n",
         "| a \\| b |\n| Tiny | $1 | x \\| y z |\n"),
        (Row("1.1", (), "1", row="Small"), "| **Small**[^1] | $3.20 | a \\| b |\n", ""),
        (Row("1.1", ("", ""), "2", row="tape"), "| tape | $0.3 |\n", ""),
        (Row("1.1", ("Two tapes", "$1"), "2", row="Disk"), "| Disk | $1 |", "| Two tapes | $1 |"),
    ],
)  # fmt: skip
def test_rows_are_added_changed_and_taken_out(operation: Row, before: str, after: str) -> None:
    assert REPORT.count(before) == 1
    assert changed(operation) == REPORT.replace(before, after)


def test_new_rows_stand_in_the_order_in_which_they_are_given() -> None:
    new = changed(
        Row("1.1", ("A", "1"), "2"),
        Row("1.1", ("B", "2"), "2"),
        Row("1.1", ("C", "3"), "2", "Disk"),
        Row("1.1", (), "2", row="Disk"),
        Edit("1.1", "$0.2 ", "$0.1 "),
    )
    rows = "| C | 3 |\n| Tape | $0.1 |\n| tape | $0.3 |\n| A | 1 |\n| B | 2 |\n"
    assert f"|---|---|\n{rows}\n## Limits" in new


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("closed", [True, False])
def test_line_endings_and_a_missing_end_stay(ending: str, *, closed: bool) -> None:
    text = "# T\n\nlead\n\n| a | b |\n|---|---|" + "\n" * closed
    new = changed(
        Edit("0", "lead", "two\nlines"), Row("0", ("x", "y")), text=text.replace("\n", ending)
    )
    wanted = "# T\n\ntwo\nlines\n\n| a | b |\n|---|---|\n| x | y |" + "\n" * closed
    assert new == wanted.replace("\n", ending)


def test_notes_in_new_words_are_not_the_tools() -> None:
    operation = Edit("2", "measured.", "measured.[^1][^7]\n\n[^1]: mine\n\n[^7]: my own")
    new = apply(parse(REPORT), (operation,), 1)
    assert "measured.[^1][^note-a]\n" in new
    assert "\n[^note-a]: my own\n" in new
    assert "mine" not in new
    assert list_dropped_notes(parse(REPORT), (operation,), 1) == ("[^1]: mine",)


# Laws

_WORD = st.text("ab|\\*`_[](){}<>-#^~\u00e9\u4e2d1. ", min_size=1, max_size=12)


@given(st.lists(_WORD, min_size=2, max_size=2), st.sampled_from(["Small", "Large"]))
def test_any_cell_is_read_back_as_it_was_given(cells: list[str], name: str) -> None:
    new = changed(Row("1.1", ("New", *cells), "1", name))
    first, _ = (block for block in parse(new).blocks() if isinstance(block, Table))
    rows = [row for row in first.rows if row.cells[0] == "New"]
    assert len(first.rows) == 3
    assert [len(row.cells) for row in rows] == [3]
    assert new.replace(rows[0].text, "") == REPORT


@given(
    st.integers(0, len(REPORT)),
    st.integers(1, 60),
    st.text("ab \n|#>-`<![]*_1", max_size=20),
    st.sampled_from(["0", "1", "1.1", "2"]),
)
def test_an_edit_leaves_all_other_sections_as_they_are(
    start: int, length: int, new_words: str, number: str
) -> None:
    try:
        new = changed(Edit(number, REPORT[start : start + length], new_words))
    except OperationError:
        return
    before, after = parse(REPORT), parse(new)
    assert [s.title for s in before.sections] == [s.title for s in after.sections]
    differ = [
        a.index
        for a, b in zip(before.sections, after.sections, strict=True)
        if "".join(block.text for block in a.blocks) != "".join(block.text for block in b.blocks)
    ]
    assert len(differ) <= 1


def test_several_rows_go_between_a_table_and_the_text_below_it() -> None:
    new = changed(
        Row("1.1", ("A", "1", "x"), "1"),
        Row("1.1", ("B", "2", "y"), "1"),
        Edit("1.1", "$3.20", "$3.10"),
    )
    assert "| A | 1 | x |\n| B | 2 | y |\n\n" in new


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("Reserved capacity", True),
        ("reserved", True),
        ("Reserved cap", False),  # a part of a word
        ("On demand", False),  # of two rows
        ("On demand in Oslo", True),
        ("Own extensions", True),
    ],
)
def test_a_row_is_found_by_the_beginning_of_its_first_cell(named: str, found: bool) -> None:
    report = (
        "# R\n\n## A\n\n| Offer | Price |\n|---|---|\n"
        "| **Reserved** capacity for a year[^1] | $1 |\n"
        "| On demand in Oslo | $3 |\n| On demand elsewhere | $4 |\n"
        "| Own extensions, built | $5 |\n"
    )
    operation = Row("1", ("x", "$9"), row=named)
    if found:
        assert "| x | $9 |" in changed(operation, text=report)
    else:
        assert "of the table begin with" in problems(operation, text=report) or (
            "no row begins with" in problems(operation, text=report)
        )
