"""What the parser makes of the forms that real documents have."""

from __future__ import annotations

import time

import pytest

from git_report.markdown import Code, Item, Kind, List, Quote, Table, parse


def kinds(text: str) -> list[str]:
    return [str(block.kind) for block in parse(text).blocks()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n\n", ["blank"]),
        ("  ", ["blank"]),
        ("# a\n  ", ["heading"]),
        ("a\nb\n", ["paragraph"]),
        ("# a\n\ntext\n", ["heading", "paragraph"]),
        ("a\n===\n", ["heading"]),
        ("a\nb\n---\n", ["heading"]),
        ("> q\n# h\n", ["quote", "heading"]),
        ("> q\nlazy\n", ["quote"]),
        ("> ```\nnot lazy\n", ["quote", "paragraph"]),
        ("> q\n- l\n> q2\n", ["quote", "list", "quote"]),
        ("- a\n\n> q\n", ["list", "quote"]),
        ("- a\n* b\n+ c\n", ["list", "list", "list"]),
        ("- a\n\n\n- b\n", ["list"]),
        ("text\n2. no list\n", ["paragraph"]),
        ("text\n1. a list\n", ["paragraph", "list"]),
        ("१. no list\n", ["paragraph"]),
        ("text\n\n1१. no list\n", ["paragraph", "paragraph"]),
        ("１) no list\n\n1) a list\n", ["paragraph", "list"]),
        ("- a\n\n  ٢. no list\n", ["list"]),
        ("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n", ["table"]),
        ("text\n| a |\n|---|\n| 1 |\n", ["paragraph", "table"]),
        ("| a | b |\n|---|\n| 1 |\n", ["paragraph"]),
        ("| a |\n|---|\n---\n", ["table", "rule"]),
        ("| a |\n|---|\n| 1 |\n    code\n", ["table", "code"]),
        ("[x] a\n    text\n", ["paragraph"]),
        ("[x] a\n*b*\n- c\n", ["paragraph", "list"]),
        ("(a)\n===\n", ["heading"]),
        ("*a*\n```\nb\n```\n**c**\n# d\n", ["paragraph", "code", "paragraph", "heading"]),
        ("```\n# no heading\n```\n", ["code"]),
        ("```\nopen\n", ["code"]),
        ("    indented\n\n    still\n", ["code"]),
        ("<div>\n# no heading\n\n# heading\n", ["html", "heading"]),
        ("<br />\n\ntext\n", ["html", "paragraph"]),
        ("<!-- a\n\n# no heading\n-->\n", ["html"]),
        ("***\n", ["rule"]),
        ("[a]: b\n[^1]: note\n", ["definition", "definition"]),
        ("---\na: 1\n---\n# t\n", ["front matter", "heading"]),
        ("\ufeff---\na: 1\n---\n# t\n", ["front matter", "heading"]),
        ("---\nno end\n", ["rule", "paragraph"]),
        ("\ufeff# t\n", ["heading"]),
        ("a\x0cb\x85c\u2028d\n", ["paragraph"]),
    ],
)
def test_kinds(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected
    assert kinds(text.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# a", "a"),
        ("## a ##", "a"),
        ("# a # b", "a # b"),
        ("# a#", "a#"),
        ("# a \\#", "a \\#"),
        ("#", ""),
        ("### ###", ""),
        ("#\ta\t", "a"),
        ("  # *a* `b` [c](d)  ", "*a* `b` [c](d)"),
        ("a\nb\n---", "a\nb"),
        ("# caf\u00e9 \U0001f642\r\n", "caf\u00e9 \U0001f642"),
        ("\ufeff# a", "a"),
    ],
)
def test_titles_are_the_inline_source(text: str, title: str) -> None:
    assert parse(text).sections[1].title == title


def test_sections_nest_by_level() -> None:
    document = parse("before\n\n# A\n\na\n\n### A1\n\n## A2\n\n# B\n")
    assert [(s.path, s.number, s.level, s.line) for s in document.sections] == [
        ((), (0,), 0, 0),
        (("A",), (1,), 1, 3),
        (("A", "A1"), (1, 1), 3, 7),
        (("A", "A2"), (1, 2), 2, 9),
        (("B",), (2,), 1, 11),
    ]
    assert document.title == "A"
    assert document.root.blocks[0].content == "before"
    assert [s.title for s in document.root.walk()] == ["", "A", "A1", "A2", "B"]


def test_sections_are_numbered_below_the_title() -> None:
    document = parse("before\n\n# A\n\na\n\n### A1\n\n## A2\n\n### A21\n")
    numbers = [(0, 0), (0,), (1,), (2,), (2, 1)]
    assert [section.number for section in document.sections] == numbers
    # A title is the only heading of level 1, and the first of all.
    untitled = parse("## A\n\n# B\n\n## C\n")
    assert [section.number for section in untitled.sections] == [(0,), (1,), (2,), (2, 1)]


def test_headings_in_containers_are_not_sections() -> None:
    text = "> # q\n\n- # l\n\n1. a\n\n   # m\n\n```\n# c\n```\n\n# real\n"
    assert [s.title for s in parse(text).sections[1:]] == ["real"]


def test_a_block_keeps_its_blank_lines_and_tells_its_content() -> None:
    first, second = parse("a\n\n \t\nb").blocks()
    assert (first.text, first.content, first.lines) == ("a\n\n \t\n", "a", (1, 1))
    assert (second.text, second.content, second.lines) == ("b", "b", (4, 4))


def items(found: tuple[Item, ...]) -> list[tuple[str, int, int, list[object]]]:
    return [(i.marker, i.span.first, i.span.last, items(i.items)) for i in found]  # type: ignore[misc]


def test_list_items_nest_and_tile() -> None:
    (block,) = parse("- a\n  more\n  1. b\n     - c\n  2. d\n\n- e\n").blocks()
    assert isinstance(block, List)
    assert not block.ordered
    assert items(block.items) == [
        ("-", 1, 6, [("1.", 3, 4, [("-", 4, 4, [])]), ("2.", 5, 6, [])]),
        ("-", 7, 7, []),
    ]


def test_table_rows_and_cells() -> None:
    text = "| Name | Size |\n|:--|--:|\n| a \\| b | 1 |\n| `x` |\n| 1 | 2 | 3 |\n\nafter\n"
    table, _ = parse(text).blocks()
    assert isinstance(table, Table)
    assert table.header.cells == ("Name", "Size")
    assert table.delimiter == "|:--|--:|\n"
    assert [(r.line, r.cells) for r in table.rows] == [
        (3, ("a \\| b", "1")),
        (4, ("`x`",)),
        (5, ("1", "2", "3")),
    ]


@pytest.mark.parametrize(
    ("text", "info", "fenced", "closed"),
    [
        ("```py x\na\n```\n", "py x", True, True),
        ("~~~\na\n~~~~\n\n", "", True, True),
        ("```\na\n~~~\n", "", True, False),
        ("````\na\n```\n", "", True, False),
        ("```\n", "", True, False),
        ("    a\n", "", False, False),
    ],
)
def test_code(text: str, info: str, fenced: bool, closed: bool) -> None:
    (block,) = parse(text).blocks()
    assert isinstance(block, Code)
    assert (block.info, block.fenced, block.closed) == (info, fenced, closed)


def test_quote_gives_its_inner_text() -> None:
    (block,) = parse("> a\n>b\nlazy\n> > c\n").blocks()
    assert isinstance(block, Quote)
    assert block.inner == "a\nb\nlazy\n> c\n"


def test_kind_names_are_those_of_the_specification() -> None:
    assert {str(kind) for kind in Kind} >= {"paragraph", "heading", "list", "table", "quote"}


def test_many_empty_lines_are_cut_in_a_time_like_their_number() -> None:
    """Each was tried as the first of those above a heading: 120 KB took 12 s."""
    started = time.process_time()
    assert kinds("a" + "\n" * 60_000 + "b\n\n\n# c\n") == ["paragraph", "paragraph", "heading"]
    assert time.process_time() - started < 3
