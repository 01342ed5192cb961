"""The checklist's grammar and its edits, on the forms that real files have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.errors import ReportError
from git_report.report.checklist import Box, BoxError, Reference, Stamp
from git_report.report.instructions import Instructions, has_checklist, parse_instructions
from git_report.report.links import find_link
from git_report.report.snapshot import Entry
from git_report.report.targets import resolve_targets
from git_report.report.tick import (
    append_item,
    format_item,
    is_one_target,
    skip,
    tick,
    unskip,
    untick,
)

READ_STAMP = Stamp(7, "3f9c2ab81d04")


def read(text: str) -> Instructions:
    return parse_instructions("r/instructions.md", text.encode("utf-8"))


def listed(*items: str, before: str = "# Brief\n\nWrite well.\n\n## References\n\n") -> str:
    return before + "\n".join(items) + "\n"


@pytest.mark.parametrize(
    ("item", "box", "title", "target", "purpose"),
    [
        ("[ ] [A](a.md)", " ", "A", "a.md", ""),
        ("[x] [A](a.md)", "x", "A", "a.md", ""),
        ("[X] [A](a.md)", "x", "A", "a.md", ""),
        ("[-] [A](a.md)", "-", "A", "a.md", ""),
        ("- [ ] [A](a.md)", " ", "A", "a.md", ""),
        ("* [ ] [A](a.md)", " ", "A", "a.md", ""),
        ("+ [ ] [A](a.md)", " ", "A", "a.md", ""),
        ("1. [ ] [A](a.md)", " ", "A", "a.md", ""),
        ("12) [x] [A](a.md)", "x", "A", "a.md", ""),
        ("  - [ ] [A](a.md)", " ", "A", "a.md", ""),
        ("[ ] https://a.example/p6/", " ", "https://a.example/p6/", "https://a.example/p6/", ""),
        ("[ ] <https://a.example/>", " ", "https://a.example/", "https://a.example/", ""),
        ("[ ] see https://a.example/x.", " ", "https://a.example/x", "https://a.example/x",
         "see https://a.example/x."),
        ("[ ] Read [EC2 FAQs](https://a.example/) to learn of compute.", " ", "EC2 FAQs",
         "https://a.example/", "Read EC2 FAQs to learn of compute."),
        ("[x] Read this - [The Big One](/md/big/article.md)", "x", "The Big One",
         "/md/big/article.md", "Read this - The Big One"),
        ("[ ] [T](/t.md) - long text, with [another](b.md) link", " ", "T", "/t.md",
         "T - long text, with [another](b.md) link"),
        ("[ ] [a](<b c.md>)", " ", "a", "b c.md", ""),
        ("[ ] [a](b_(c).md)", " ", "a", "b_(c).md", ""),
        ("[ ] [a](b\\(c.md)", " ", "a", "b(c.md", ""),
        ("[ ] [a [b] c](d.md)", " ", "a [b] c", "d.md", ""),
        ('[ ] [a](b.md "the title")', " ", "a", "b.md", ""),
        ("[ ] ![shot](x.png) [a](b.md)", " ", "a", "b.md", "![shot](x.png) a"),
        ("[ ] no target at all", " ", "no target at all", "", ""),
        ("[x] Revision: a slip <!-- report-08 edit -->", "x", "Revision: a slip", "", ""),
    ],
)  # fmt: skip
def test_one_item(item: str, box: str, title: str, target: str, purpose: str) -> None:
    (reference,) = read(listed(item)).references
    assert (reference.box, reference.title, reference.target, reference.purpose) == (
        box, title, target, purpose,
    )  # fmt: skip


def test_a_real_file_of_bare_boxes_with_prose_between() -> None:
    text = listed(
        "Read them in this order:",
        "",
        "[x] [A](a.md)",
        "",
        "[ ] Read [B](b.md) to learn",
        "  more, on a second line",
        "and a third",
        "",
        "Some closing words with a box [ ] inside.",
        "- [ ] [C](c.md)",
        "    - [ ] [D](d.md)",
    )
    instructions = read(text)
    assert [(r.title, r.line, r.last) for r in instructions.references] == [
        ("A", 9, 9), ("B", 11, 13), ("C", 16, 16), ("D", 17, 17),
    ]  # fmt: skip
    assert instructions.next_reference is instructions.references[1]
    assert instructions.references[1].purpose.endswith("on a second line and a third")


def test_the_last_section_of_that_name_counts_and_code_does_not() -> None:
    text = (
        "# R\n\n## References\n\n[ ] [Old](old.md)\n\n# References:\n\n"
        "```\n[ ] [Code](code.md)\n```\n\n<!--\n[ ] [Hidden](h.md)\n-->\n\n"
        "> [ ] [Quoted](q.md)\n\n### Web\n\n[ ] [New](new.md)\n"
    )
    instructions = read(text)
    assert [r.title for r in instructions.references] == ["New"]
    assert "Old" in instructions.brief
    assert "New" not in instructions.brief


def test_the_brief_is_all_but_the_references() -> None:
    text = (
        "---\na: 1\n---\n# Brief\n\nWrite.\n\n## References\n\n[ ] [A](a.md)\n\n## Style\n\nWell.\n"
    )
    assert read(text).brief == "---\na: 1\n---\n# Brief\n\nWrite.\n\n## Style\n\nWell."


@pytest.mark.parametrize(
    ("text", "message", "where"),
    [
        ("# Brief\n\nNo list.\n", "no 'References' section", "r/instructions.md"),
        ("# Brief\n\n## References\n\nNone yet.\n", "no checkbox item", "r/instructions.md:3"),
        ("## References\n\n[ ] [A](a.md)\n[] [B](b.md)\n", "'[]' is not a valid checkbox",
         "r/instructions.md:4"),
        ("## References\n\n[ ] [A](a.md)\n\n> - [ ] [B](b.md)\n",
         "'> - [ ]' is in a block quotation", "r/instructions.md:5"),
        ("## References\n\n> Old.\n> 1. [x] [B](b.md)\n", "in a block quotation",
         "r/instructions.md:4"),
        ("## References\n\n- [ x ] [A](a.md)\n", "'[ x ]' is not a valid checkbox",
         "r/instructions.md:3"),
        ("## References\n\n- [✓] [A](a.md)\n", "'[✓]' is not a valid checkbox",
         "r/instructions.md:3"),
        ("## References\n\n[ ] [A](a.md)\n\n- [ ]\n", "nothing after it", "r/instructions.md:5"),
        ("## References\n\n[ ] [A](a\0.md)\n", "NUL", "r/instructions.md:3"),
        ("# B\n\n## References\n\n<<<<<<< HEAD\n[x] [A](a.md)\n=======\n[ ] [A](a.md)\n>>>>>>> x\n",
         "unresolved merge conflict", "r/instructions.md:5"),
    ],
)  # fmt: skip
def test_what_is_not_an_instructions_file_is_reported_with_its_line(
    text: str, message: str, where: str
) -> None:
    with pytest.raises(ReportError) as caught:
        read(text)
    assert message in caught.value.message
    assert caught.value.where == where
    assert caught.value.hint


def test_text_that_is_not_utf8_is_reported_with_its_line() -> None:
    with pytest.raises(ReportError, match="not UTF-8") as caught:
        parse_instructions("i.md", "## References\n\n[ ] [Caf\xe9](a.md)\n".encode("latin-1"))
    assert caught.value.where == "i.md:3"


@pytest.mark.parametrize(
    "box",
    [
        "[?]", "[~]", "[/]", "[>]", "[!]", "[]", "[ x]", "[X ]", "[  ]", "[\u00a0]", "[\u2713]",
        "[--]", "[\u0445]", "\\[?\\]", "\\[\\]", "\uff3b \uff3d", "\uff3bx\uff3d", "\u3010 \u3011",
        "\u2610",
    ],
)  # fmt: skip
@pytest.mark.parametrize("bullet", ["", "- ", "1. "])
def test_a_box_in_no_known_state_is_reported_with_its_line(bullet: str, box: str) -> None:
    text = listed("[ ] [A](a.md)", "", f"{bullet}{box} [B](b.md)", "", f"{bullet}{box} c")
    with pytest.raises(BoxError) as caught:
        read(text)
    assert [line for line, _ in caught.value.faults] == [9, 11]
    assert all(box in message for _, message in caught.value.faults)
    assert has_checklist(listed(f"{bullet}{box} b"), malformed=True)
    assert not has_checklist(listed(f"{bullet}{box} b"))


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        ("-[ ]", "-[ ]"), ("+[x]", "+[x]"), ("\u2013 [ ]", "\u2013 [ ]"),
        ("\u2022\t[ ]", "\u2022\t[ ]"), ("\u2022[ ]", "\u2022[ ]"), ("- - [ ]", "- - [ ]"),
        ("a. [ ]", "a. [ ]"), ("1 [ ]", "1 [ ]"), ("-\u00a0[ ]", "-<U+00A0>[ ]"),
        ("*\u00a0 [ ]", "*<U+00A0> [ ]"), ("\u200f- [ ]", "<U+200F>- [ ]"),
        ("\ufeff[ ]", "<U+FEFF>[ ]"), ("\u25cf \\[ ]", "\u25cf \\[ ]"),
    ],
)  # fmt: skip
def test_a_box_behind_what_is_no_bullet_is_reported(start: str, shown: str) -> None:
    """It would be skipped in silence, and the run would say that all has been read."""
    text = listed("- [ ] [A](a.md)", "", f"{start} [B](b.md)")
    with pytest.raises(BoxError) as caught:
        read(text)
    assert caught.value.faults == ((9, f"'{shown}' does not begin a list item: write '- [ ]'"),)
    assert has_checklist(listed(f"{start} b"), malformed=True)


def test_an_item_in_a_row_of_a_table_is_reported() -> None:
    """A row that only explains the boxes is not an item."""
    rows = ["| Read | Reference |", "|---|---|", "| [x] | [A](a.md) |", "| b/c.md | [ ] |"]
    legend = ["", "| Box | Meaning |", "|---|---|", "| [ ] | to read |", "| `[x]` | see a.md |"]
    with pytest.raises(BoxError) as caught:
        read(listed(*rows, *legend, "", "- [ ] [D](d.md)"))
    assert caught.value.faults == (
        (9, "'[x]' is in a table: write each reference as a list item"),
        (10, "'[ ]' is in a table: write each reference as a list item"),
    )
    found = read(listed(*legend, "", "- [ ] [D](d.md)"))
    assert [item.title for item in found.references] == ["D"]


@pytest.mark.parametrize("indent", ["    ", "\t", "      "])
def test_an_item_that_is_indented_as_code_is_reported(indent: str) -> None:
    text = f"## References\n\n{indent}- [ ] [A](a.md)\n{indent}[x] [B](b.md)\n\n- [ ] [C](c.md)\n"
    with pytest.raises(BoxError) as caught:
        read(text)
    assert caught.value.faults == (
        (3, "'- [ ]' is indented as code: move it to the left"),
        (4, "'[x]' is indented as code: move it to the left"),
    )
    assert (
        read(listed("- [ ] [A](a.md)", f"{indent}- [ ] [B](b.md)")).references[1].target == "b.md"
    )


@pytest.mark.parametrize(
    "line", ["- [ ][B](b.md)", "[x][B](b.md)", "- [x]B", "[ ](b.md)", "- [v] B"]
)
def test_a_box_that_runs_into_its_words_is_reported(line: str) -> None:
    with pytest.raises(BoxError, match="is not a valid checkbox"):
        read(listed("[ ] [A](a.md)", "", line))


@pytest.mark.parametrize(
    "line",
    [
        "*[x] is read*", "\u2013 see [ ]", "a [ ] b", "1984 was [ ]", "A. Smith [x](b.md)",
        "\u2022 [B](b.md)", "-[B](b.md)", "    code", "| [ ] | b |", "`[ ]` is open",
        "[1] Smith 2020", "- [1] Smith 2020", "[x](b.md)", "[x]: b.md", "[B](b.md)", "[^1] note",
        "[...] and so on", "[\u2026] and so on", "[[wiki]] words", "![shot](b.png)", "[b] words",
    ],
)  # fmt: skip
def test_what_is_in_brackets_is_not_a_box(line: str) -> None:
    (reference,) = read(listed("[ ] [A](a.md)", "", line)).references
    assert reference.title == "A"


@pytest.mark.parametrize("box", [" ", "x", "-", "X"])
def test_a_box_that_a_formatter_escaped_keeps_its_form(box: str) -> None:
    text = listed(f"\\[{box}\\] [A](a.md)", "", "\\[ \\] Read [B](b.md) to learn")
    first, second = read(text).references
    assert (first.box, first.target) == (box.lower(), "a.md")
    assert (second.target, second.purpose) == ("b.md", "Read B to learn")
    ticked = tick(text, second, READ_STAMP)
    assert f"\\[x\\] Read [B](b.md) to learn <!-- {READ_STAMP} -->" in ticked
    assert untick(read(ticked), 7) == text
    aside = skip(text, second, "old")
    assert "\\[-\\] Read [B](b.md) to learn (skipped: old)" in aside
    assert unskip(aside, read(aside).references[1]) == text
    assert append_item(read(text), "[N](n.md)") == text + "\n- [ ] [N](n.md)\n"
    revised = append_item(read(text), "Revision: a slip")
    assert untick(read(tick(revised, read(revised).references[-1], Stamp(7, "edit"))), 7) == text


FILES = {"r/notes/interview.txt", "r/refs/b c.md", "r/100% of it.md", "r/LICENSE", "r/a_b.md"}


class Tree:
    """A snapshot of files with nothing in them."""

    def entry(self, path: str) -> Entry | None:
        below = any(file.startswith(f"{path}/") for file in FILES)
        return Entry("100644") if path in FILES else Entry("040000") if below else None


def resolve(item: str) -> Reference:
    instructions = resolve_targets(Tree(), "r", read(listed(item)))  # type: ignore[arg-type]
    return instructions.references[0]


@pytest.mark.parametrize(
    ("item", "title", "target", "purpose"),
    [
        ("[ ] notes/interview.txt", "notes/interview.txt", "notes/interview.txt", ""),
        ("- [ ] `notes/interview.txt`", "notes/interview.txt", "notes/interview.txt", ""),
        ("[ ] [b](refs/b c.md)", "b", "refs/b c.md", ""),
        ("[ ] Read [b](refs/b c.md) for prices", "b", "refs/b c.md", "Read b for prices"),
        ("[ ] <refs/b c.md>", "refs/b c.md", "refs/b c.md", ""),
        ("- [ ] refs/b c.md", "refs/b c.md", "refs/b c.md", ""),
        ("[ ] LICENSE", "LICENSE", "LICENSE", ""),
        ("[ ] 100% of it.md", "100% of it.md", "100% of it.md", ""),
        ("[ ] Read notes/interview.txt, to learn", "notes/interview.txt", "notes/interview.txt",
         "Read notes/interview.txt, to learn"),
        ("[ ] `notes/interview.txt#costs`", "notes/interview.txt#costs",
         "notes/interview.txt#costs", ""),
        ("\\[ \\] \\[b\\](refs/b c.md)", "b", "refs/b c.md", ""),
        ("\\[ \\] \\<refs/b c.md>", "refs/b c.md", "refs/b c.md", ""),
        ("[ ] a\\_b.md", "a_b.md", "a_b.md", ""),
        ("[ ] [A](gone.md), not notes/interview.txt", "A", "gone.md",
         "A, not notes/interview.txt"),
        ("[ ] Ask for the LICENSE", "Ask for the LICENSE", "", ""),
        ("[ ] Ask Ann and/or Bob, e.g. by mail.", "Ask Ann and/or Bob, e.g. by mail.", "", ""),
        ("[ ] `notes/gone.txt`", "`notes/gone.txt`", "", ""),
        ("[ ] notes", "notes", "", ""),
        ("[ ] ../outside/a.md", "../outside/a.md", "", ""),
        ("[x] Revision: mend a_b.md <!-- report-02 edit -->", "Revision: mend a_b.md", "", ""),
        ("[x] notes/gone.txt <!-- report-02 aaaaaaaaaaaa -->", "notes/gone.txt",
         "notes/gone.txt", ""),
    ],
)  # fmt: skip
def test_a_path_is_a_target_where_there_is_such_a_file(
    item: str, title: str, target: str, purpose: str
) -> None:
    reference = resolve(item)
    assert (reference.title, reference.target, reference.purpose) == (title, target, purpose)


@given(st.text())
def test_no_text_keeps_the_resolver_from_an_answer(text: str) -> None:
    item = " ".join(text.split()) or "x"
    try:
        reference = resolve(f"[ ] {item}")
    except ReportError as error:
        assert error.hint
    else:
        assert reference.line == 7


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[ ] [A](a.md)", "[x] [A](a.md) <!-- report-07 3f9c2ab81d04 -->"),
        ("- [ ] [A](a.md)  ", "- [x] [A](a.md) <!-- report-07 3f9c2ab81d04 -->"),
        ("[x] [A](a.md)", "[x] [A](a.md) <!-- report-07 3f9c2ab81d04 -->"),
        (
            "[x] [A](a.md) <!-- report-02 aaaaaaaaaaaa -->",
            "[x] [A](a.md) <!-- report-02 aaaaaaaaaaaa report-07 3f9c2ab81d04 -->",
        ),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_tick(before: str, after: str, ending: str) -> None:
    text = listed(before, "  for a purpose", "", "[ ] [B](b.md)").replace("\n", ending)
    ticked = tick(text, read(text).references[0], READ_STAMP)
    assert ticked == text.replace(before, after, 1)
    reference = read(ticked).references[0]
    assert reference.box is Box.READ
    assert reference.stamps[-1] == READ_STAMP


def test_tick_refuses_a_line_that_has_moved() -> None:
    text = listed("[ ] [A](a.md)")
    with pytest.raises(ReportError, match="no longer on line"):
        tick(f"\n{text}", read(text).references[0], READ_STAMP)


item_texts = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="<>[]()`\u2028\u2029"),
    min_size=1, max_size=30,
).map(str.strip).filter(bool)  # fmt: skip
checklists = st.lists(
    st.tuples(st.sampled_from(["", "- ", "1. ", "* "]), st.sampled_from(" xX-"), item_texts),
    min_size=1, max_size=6,
)  # fmt: skip


@given(checklists, st.data(), st.booleans(), st.sampled_from(["\n", "\n\n"]))
def test_a_tick_changes_one_line_and_nothing_else(
    items: list[tuple[str, str, str]], data: st.DataObject, final: bool, gap: str
) -> None:
    lines = [f"{bullet}[{box}] [t](a.md) {text}" for bullet, box, text in items]
    text = "# B\n\n## References\n\n" + gap.join(lines) + ("\n" if final else "")
    references = read(text).references
    assert len(references) == len(items)
    chosen = data.draw(st.sampled_from(references))
    ticked = tick(text, chosen, READ_STAMP)
    before, after = text.split("\n"), ticked.split("\n")
    assert len(before) == len(after)
    assert [i + 1 for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b] == [
        chosen.line
    ]
    again = read(ticked).references[references.index(chosen)]
    assert (again.text, again.target, again.stamps) == (
        chosen.text, chosen.target, (READ_STAMP,),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (listed("[ ] [A](a.md)"), listed("[ ] [A](a.md)", "", "[ ] [N](n.md)")),
        (listed("- [ ] [A](a.md)"), listed("- [ ] [A](a.md)", "- [ ] [N](n.md)")),
        (listed("- [x] [A](a.md)", "", "- [ ] [B](b.md)", "  more"),
         listed("- [x] [A](a.md)", "", "- [ ] [B](b.md)", "  more", "", "- [ ] [N](n.md)")),
        ("## References\n- [ ] [A](a.md)", "## References\n- [ ] [A](a.md)\n- [ ] [N](n.md)"),
        ("## References\r\n\r\n- [ ] [A](a.md)\r\n",
         "## References\r\n\r\n- [ ] [A](a.md)\r\n- [ ] [N](n.md)\r\n"),
        (listed("[ ] [A](a.md)", "", "## After"),
         listed("[ ] [A](a.md)", "", "[ ] [N](n.md)", "", "## After")),
    ],
)  # fmt: skip
def test_append_item_keeps_the_manner_of_the_list(text: str, expected: str) -> None:
    appended = append_item(read(text), "[N](n.md)")
    assert appended == expected
    assert read(appended).references[-1].target == "n.md"


STATES = [
    "[ ] {}", "[x] {} <!-- report-02 aaaaaaaaaaaa -->", "[X] {}<!-- report-02 edit -->  ",
    "[ ] {} <!-- report-02 aaaaaaaaaaaa -->",
]  # fmt: skip


@given(
    st.lists(
        st.tuples(st.sampled_from(STATES), item_texts, st.sampled_from(["", " ", "  \t"])),
        min_size=1,
        max_size=6,
    ),
    st.data(),
    st.booleans(),
    st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n", "\n  on two lines\n"]),
)
def test_what_a_tick_did_can_be_undone(
    items: list[tuple[str, str, str]], data: st.DataObject, final: bool, gap: str
) -> None:
    lines = [state.format(f"[t](a.md) {text}{space}") for state, text, space in items]
    text = "# B\n\n## References\n\n" + gap.join(lines) + (gap if final else "")
    before = read(text)
    chosen = data.draw(st.sampled_from(before.references))
    ticked = read(tick(text, chosen, READ_STAMP))
    assert untick(ticked, 7, before) == text
    again = read(untick(ticked, 7))
    # Nothing but the instructions as they were knows that it was to be read again.
    boxes = [Box.READ if r is chosen and r.reopened else r.box for r in before.references]
    assert [r.box for r in again.references] == boxes
    assert [(r.text, r.stamps) for r in again.references] == [
        (r.text, r.stamps) for r in before.references
    ]
    assert untick(ticked, 6) == ticked.text


@given(checklists, st.booleans(), st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n"]), item_texts)
def test_a_revision_can_be_undone(
    items: list[tuple[str, str, str]], final: bool, gap: str, why: str
) -> None:
    lines = [f"{bullet}[{box}] [t](a.md) {text}" for bullet, box, text in items]
    text = "# B\n\n## References\n\n" + gap.join(lines) + (gap if final else "")
    appended = read(append_item(read(text), f"Revision: {why}"))
    revised = read(tick(appended.text, appended.references[-1], Stamp(7, "edit")))
    assert untick(revised, 7) == text


def test_what_was_accepted_since_goes_with_the_reading() -> None:
    readings = "report-01 aaaaaaaaaaaa report-07 bbbbbbbbbbbb report-07 cccccccccccc"
    text = listed(
        f"[x] [A](a.md) <!-- {readings} -->",
        "[x] [B](b.md) <!-- report-06 aaaaaaaaaaaa -->",
    )
    assert untick(read(text), 7) == listed(
        "[x] [A](a.md) <!-- report-01 aaaaaaaaaaaa -->",
        "[x] [B](b.md) <!-- report-06 aaaaaaaaaaaa -->",
    )


def test_skip_and_back() -> None:
    text = listed("[ ] [A](a.md)", "  on two lines", "", "[ ] [B](b.md)")
    aside = skip(text, read(text).references[0], "dead\nlink -->")
    assert read(aside).references[0].box is Box.SKIPPED
    assert "dead link -- >" in aside
    next_one = read(aside).next_reference
    assert next_one is not None
    assert next_one.title == "B"
    assert unskip(aside, read(aside).references[0]) == text


@given(st.text(max_size=60), st.text(max_size=40), st.text(max_size=40))
def test_a_formatted_item_reads_back_or_is_refused(target: str, title: str, why: str) -> None:
    item = format_item(target, title, why)
    if is_one_target(item, target) and "\n" not in item:
        link = find_link(item)
        assert link is not None
        assert link.target == target


LINES = [
    "# References", "## References", "# Other", "  ## References", "- # References",
    "[x] [A](a.md) <!-- report-02 3f9c2ab81d04 -->", "[ ] [B](b.md)", "- [ ] c `d`", "12) [-] e",
    "10. [X] <https://a.example/>", "-     [ ] code", "[ ]", "[x]: f", "  [ ] g", "  more",
    "> [ ] h", "```", "<!--", "-->", "<div>", "---", "===", "| a |", "|---|", "\t", "", "",
    "text", "\ufeff",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_what_follows_the_list_does_not_change_how_it_is_read(lines: list[str], end: str) -> None:
    """A list that ends the file is read without the parser, one with a rule behind it with it."""
    alone = end.join([*LINES[1:2], *lines])
    try:
        followed = read(f"{alone}{end}{end}***{end}")
    except ReportError as error:
        with pytest.raises(ReportError) as same:
            read(alone)
        assert (same.value.message, same.value.where) == (error.message, error.where)
        return
    assert read(alone).references == followed.references
    assert read(f"Brief{end}{end}{alone}{end}").references == tuple(
        item._replace(line=item.line + 2, last=item.last + 2) for item in followed.references
    )
    assert read(alone).brief == followed.brief or "***" in followed.brief


@given(st.text())
def test_no_text_makes_the_reader_raise_anything_else(text: str) -> None:
    has_checklist(text)
    try:
        read(f"# R\n\n## References\n\n[ ] {text}\n{text}")
    except ReportError as error:
        assert error.hint
