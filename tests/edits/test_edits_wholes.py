"""A whole report as section operations: the same text, told section by section."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from git_report.edits.application import apply
from git_report.edits.operations import (
    Drop,
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Replace,
    Whole,
)
from git_report.edits.section_numbers import OperationError
from git_report.edits.whole_reports import as_operations, give_reasons
from git_report.markdown import parse
from tests.differ.markdown_texts import pairs

REPORT = """\
# Title

Intro.

## Alpha keeps what it has

Alpha text that says enough to be known again.

### Deep

Deep text.

## Beta costs 40 %

Beta text that is about something else altogether.

"""
TAIL = """[^1]: [One](one.md)

<!-- git-report 01
writer: extractive
-->
"""
BETA = REPORT[REPORT.index("## Beta") :]


def bare(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def said(text: str) -> list[tuple[int, str, str]]:
    """Level, title and own text of each section, without the blank lines around it."""
    return [
        (section.level, section.title, "".join(b.text for b in section.blocks).strip("\n"))
        for section in parse(bare(text)).sections
    ]


@given(pairs())
@settings(max_examples=300, deadline=None)
def test_the_operations_give_the_text(texts: tuple[str, str]) -> None:
    prior, text = texts
    document = parse(prior)
    operations = as_operations(document, text)
    try:
        whole = apply(document, (Whole(text),))
    except OperationError:
        assert operations == (Whole(text),)
        return
    assert said(apply(document, operations)) in (said(text), said(whole))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (REPORT, ()),
        (REPORT.replace("Intro.", "New intro."), (Replace("0", "New intro.\n\n"),)),
        (REPORT.replace("## Beta costs 40 %", "## Beta is dear"), (Rename("2", "Beta is dear"),)),
        (REPORT.replace(BETA, ""), (Remove("2", ""),)),
        (REPORT.replace("### Deep\n\nDeep text.\n\n", ""), (Remove("1.1", ""),)),
        (
            REPORT.replace(BETA, "## Between\n\nNew.\n\n### Below\n\nMore.\n\n" + BETA),
            (Insert("0", "1", 2, "Between", "New.\n\n### Below\n\nMore.\n\n"),),
        ),
        (
            REPORT.replace(BETA, "").replace("## Alpha", BETA + "## Alpha"),
            (Move("2", "0", "first"),),
        ),
    ],
)
def test_what_happened_to_a_section_is_one_operation(
    text: str, expected: tuple[Operation, ...]
) -> None:
    document = parse(REPORT + TAIL)
    assert as_operations(document, text) == expected
    assert bare(apply(document, expected)) == bare(text)


def test_a_section_that_is_not_named_keeps_its_line_endings() -> None:
    prior = (REPORT + TAIL).replace("\n", "\r\n")
    operations = as_operations(parse(prior), REPORT.replace("Intro.", "New intro."))
    assert [type(operation) for operation in operations] == [Replace]
    assert "Deep text.\r\n" in apply(parse(prior), operations)


def test_what_no_operation_can_say_is_a_whole() -> None:
    text = "---\ndate: today\n---\n\n" + REPORT
    assert as_operations(parse(REPORT + TAIL), text) == (Whole(text),)


def test_blank_lines_alone_are_taken_as_they_are() -> None:
    text = REPORT.replace("## Beta", "\n\n## Beta")
    document = parse(REPORT + TAIL)
    assert bare(apply(document, as_operations(document, text))) == bare(text)


def test_a_section_without_blank_lines_around_it_is_one_operation_as_well() -> None:
    text = REPORT.replace("\n\n## Beta", "\n## New\nwithout blank lines\n## Beta")
    assert [type(o) for o in as_operations(parse(REPORT + TAIL), text)] == [Insert]


def test_a_removal_takes_the_reason_that_was_declared_for_its_section() -> None:
    drops = (Drop("40 %", "rounded"), Drop("beta costs 40 %", "told in the summary"))
    given_reasons = give_reasons(parse(REPORT), (Remove("2", ""), Rename("1", "A")), drops)
    assert given_reasons == (
        (Remove("2", "told in the summary"), Rename("1", "A")),
        (Drop("40 %", "rounded"),),
    )
