"""Answers as Markdown: header lines, their texts, and what is wrong with them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.edits.answers import AnswerError, read_answer
from git_report.edits.markdown_answers import is_markdown_answer
from git_report.edits.operations import (
    Answer,
    Computed,
    Drop,
    Edit,
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Replace,
    Row,
    Whole,
)
from tests.edits.rendering import render_answer
from tests.edits.strategies import ADDRESS, AFTER, DROPS, LINE, PARENT, TITLE, repeats
from tests.project.documents import fences, read

ALL = """\
=== base bbbb
=== request 0123456789ab

=== plan

First the summary.

```
=== remove 1
```

=== replace 2.1
== reason: it is newer
== drop: 40 % → 30 %: corrected

New text.

```text
=== remove 9
```

\\=== not a header

=== edit 2.2
== why: measured again
<<<
took 20 h
>>>
took **24 h**
<<<
in May
>>>

=== row 2.3 table 2 after H100 SXM
| B200 | 192 GB |
| B300 | 288 GB |
=== row 2.3 first
== table: Memory

| Card | GB |
|---|---|
| T4 | a \\| b |
=== row 2.3 replace H100
| H100 | 80 GB |
=== row 2.3 table 1 remove A100
== drop: A100: no longer sold

=== insert after 2.1 level 3: Costs: what they are
They fell.
=== insert under top first: ## Findings
=== remove 3
== reason: told elsewhere
=== rename 2: Costs fall ===
=== move 2.3 under 4 after 4.1
=== Move 2.4 last under 5 ===

=== reason
The second run
gives figures.

=== drops
- Old prices: superseded
* "a quotation"
=== computed

- 48 GB = 6 × 8 GB
"""


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(AnswerError) as refused:
        read_answer(text)
    assert "\n" not in refused.value.message
    return refused.value.problems


def test_all_that_an_answer_can_hold() -> None:
    answer = read_answer(ALL)
    assert answer.operations == (
        Replace(
            "2.1",
            "New text.\n\n```text\n=== remove 9\n```\n\n=== not a header",
            "it is newer",
            (Drop("40 % → 30 %", "corrected"),),
        ),
        Edit("2.2", "took 20 h", "took **24 h**", "measured again"),
        Edit("2.2", "in May", "", "measured again"),
        Row("2.3", ("B200", "192 GB"), "2", "H100 SXM"),
        Row("2.3", ("B300", "288 GB"), "2", "H100 SXM"),
        Row("2.3", ("T4", "a | b"), "Memory", "first"),
        Row("2.3", ("H100", "80 GB"), row="H100"),
        Row("2.3", (), "1", row="A100", drops=(Drop("A100", "no longer sold"),)),
        Insert("2", "2.1", 3, "Costs: what they are", "They fell."),
        Insert("", "first", 2, "Findings", ""),
        Remove("3", "told elsewhere"),
        Rename("2", "Costs fall"),
        Move("2.3", "4", "4.1"),
        Move("2.4", "5", ""),
    )
    assert (answer.base, answer.request) == ("bbbb", "0123456789ab")
    assert answer.plan == "First the summary.\n\n```\n=== remove 1\n```"
    assert answer.reason == "The second run gives figures."
    assert answer.drops == (Drop("Old prices", "superseded"), Drop('"a quotation"', ""))
    assert answer.computed == (Computed("48 GB", "6 × 8 GB"),)


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "\ufeff{}",
        "Here is the answer:\n\n{}",
        "# My answer\n\n{}",
        "<think>Perhaps === remove 1?\n=== remove 1\n</think>\n{}",
        "```markdown\n{}```\n",
        "The answer:\n\n~~~\n{}~~~\n",
        "<answer>\n{}</answer>",
        "{}<|im_end|>",
    ],
)
def test_words_around_an_answer_are_none_of_it(around: str) -> None:
    text = "=== replace 1\n\nText.\n\n```\ncode\n```\n\n=== reason\nasked\n"
    answer = read_answer(around.replace("{}", text))
    assert answer.operations == (Replace("1", "Text.\n\n```\ncode\n```"),)
    assert answer.reason == "asked"


def test_an_agents_envelope_may_hold_it() -> None:
    answer = read_answer(json.dumps({"type": "result", "result": "=== rename 1: A\n"}))
    assert answer.operations == (Rename("1", "A"),)


def test_a_report_may_carry_what_it_declares() -> None:
    answer = read_answer("# A\n\nText.\n\n=== drops\nOld: gone\n=== reason\nasked\n")
    assert answer.operations == (Whole("# A\n\nText."),)
    assert answer.drops == (Drop("Old", "gone"),)


@pytest.mark.parametrize(
    "text",
    [
        "# A report\n\n===\n\nA title\n===\n\n==== more\n",
        "# A report\n\n```\n=== replace 2.1\n```\n",
        "# A report\n\n=== Some AsciiDoc heading\n",
        '{"operations": [{"op": "replace", "section": "1", "body": "\n=== remove 1\n"}]}',
        "=======\n",
    ],
)
def test_what_is_no_answer_in_markdown(text: str) -> None:
    assert not is_markdown_answer(text)


def test_nothing_but_a_reason_adds_nothing() -> None:
    answer = read_answer("It adds nothing.\n\n=== reason\nit repeats the first\n")
    assert (answer.operations, answer.reason) == ((), "it repeats the first")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "=== remove 3\n=== delete 4\n",
            "line 2: '=== delete' is not a known header; the headers are replace",
        ),
        ("=== frob 2\n\nOnly this header.\n", "line 1: '=== frob' is not a known header; the"),
        ("=== replace 1\n\n=== A heading\n", "line 3: '=== a' is not a known header"),
        ("=== replace\nText.\n", "line 1: it needs a section: '=== replace 2.1'"),
        ("=== replace 1\n```\n=== remove 2\n", "line 2: the code block that begins here is not"),
        ("Words.\n\n=== remove 3\n== reason: x\nText.\n", "line 5: a remove has no text below"),
        ("=== rename 3\n", "line 1: it needs a title"),
        ("=== rename 3: A\n== drop: x: y\n", "line 2: '== drop:' is not a detail of a rename"),
        ("=== insert after 2.1: A\n", "line 1: level is missing; it must be a whole number"),
        ("=== insert after 2.1 level 9: A\n", "line 1: level is the string \"9\""),
        ("=== insert below 2 level 2: A\n", "line 1: 'below' is not a place: '=== insert under"),
        ("=== insert level 2: A\n=== insert level 2: A\n",
         "line 2: inserts the same as the operation on line 1"),
        ("=== move 2\n", "line 1: it needs a place: '=== move 2.3 under 4"),
        ("=== edit 2\nold\n>>>\nnew\n", "line 2: an edit begins with '<<<' on a line of its own"),
        ("=== edit 2\n<<<\nold\n=== remove 1\n== reason: x\n",
         "line 2: '>>>' and the new words are missing"),
        ("=== edit 2\n", "line 1: '<<<' and the old words are missing"),
        ("=== row 2 after\n| a |\n", "line 1: it is not one of '=== row 2.1'"),
        ("=== row 2 below H100\n| a |\n", "line 1: it is not one of '=== row 2.1'"),
        ("=== row 2 replace H100\n", "line 1: it needs one row below it"),
        ("=== row 2 replace H100\n| a |\n| b |\n", "line 1: it has 2 rows below"),
        ("=== row 2\n", "line 1: it needs rows below it"),
        ("=== reason a\n=== reason b\n", "line 2: reason is given twice"),
        ("=== replace 1\n<tool_call>\n", "line 1: body contains \"<tool_call>\""),
        ("# A\n\n" + "Much text. " * 90 + "\n\n=== remove 3\n== reason: x\n",
         "line 1: it contains a report and operations: send one of them"),
        ("=== document\n# A\n\n=== base a\n=== drops\n: \n=== computed\n",
         ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(text: str, told: str) -> None:
    if not told:
        assert read_answer(text).operations == (Whole("# A"),)
        return
    problems = problems_of(text)
    assert len(problems) == 1
    assert problems[0].startswith(told)


def test_lines_are_those_of_the_text_as_it_came() -> None:
    (problem,) = problems_of("<think>\nHm.\n</think>\n\n```\n=== remove 3\n=== no 4\n```\n")
    assert problem.startswith("line 7: '=== no' is not a known header")


# Laws

_TEXT = st.text(
    st.sampled_from("ab=<>\\`~|#-*: \n1") | st.characters(exclude_categories=["C", "Zl", "Zp"]),
    max_size=60,
).map(lambda text: text.strip("\n"))


def closes_its_code(text: str) -> bool:
    """Whether no line of a text opens a code block: one that is open takes in what follows."""
    return "```" not in text and "~~~" not in text


_BODY = _TEXT.filter(closes_its_code) | _TEXT.filter(closes_its_code).map(
    lambda text: f"a\n\n````py\n=== remove 1\n\\=== x\n{text}\n````\n\n\\\\=== b\n=== c"
)
_NEW = _BODY.filter(lambda text: not text.lstrip().startswith("<"))
_OLD = _BODY.filter(lambda text: bool(text.strip()))
_CELL = st.text(st.sampled_from("ab|<=>*: 1\u4e2d"), max_size=8).map(
    lambda text: " ".join(text.split())
)
_CELLS = st.lists(_CELL, min_size=1, max_size=3).map(tuple).filter(any)
_FIRST_CELL = _CELL.filter(bool)
_OPERATION: st.SearchStrategy[Operation] = st.one_of(
    st.builds(Replace, ADDRESS, _BODY, LINE, DROPS),
    st.builds(Edit, ADDRESS, _OLD, _BODY, LINE, DROPS),
    st.builds(Row, ADDRESS, _CELLS, st.sampled_from(["", "2", "Memory"]),
              _CELL | st.just("first"), st.just(""), LINE, DROPS),
    st.builds(Row, ADDRESS, _CELLS | st.just(()), st.sampled_from(["", "2", "Memory: GB"]),
              st.just(""), _FIRST_CELL, LINE, DROPS),
    st.builds(Insert, PARENT, AFTER, st.integers(1, 6), TITLE,
              _BODY.filter(lambda body: not body.lstrip().startswith("#")), LINE),
    st.builds(Remove, ADDRESS, LINE.filter(bool), DROPS),
    st.builds(Rename, ADDRESS, TITLE.filter(bool), LINE),
    st.builds(Move, ADDRESS, PARENT, AFTER, LINE),
)  # fmt: skip
_ANSWER = st.builds(
    Answer,
    st.lists(_OPERATION, max_size=4, unique=True).map(tuple) | st.tuples(st.builds(Whole, _BODY)),
    base=st.text("0123456789abcdef", max_size=40),
    reason=LINE.filter(bool),
    request=st.text("0123456789abcdef", max_size=12),
    drops=DROPS,
    computed=st.lists(
        st.builds(Computed, LINE.filter(lambda figure: "=" not in figure), LINE), max_size=2
    ).map(tuple),
    plan=_BODY,
).filter(lambda answer: not repeats(answer))


@given(_ANSWER)
def test_what_is_rendered_reads_back(answer: Answer) -> None:
    assert replace(read_answer(render_answer(answer)), raw="") == answer


@given(st.lists(st.sampled_from([
    "=== replace 2.1", "=== edit 2", "=== row 2 after x", "=== insert first: ## A", "=== drops",
    "=== move 2 under 3", "=== what", "<<<", ">>>", "```", "~~~", "== reason: a", "== drop: a: b",
    "| a | b |", "|---|---|", "text", "", "# A", "\\=== b", "=== plan", "=== document", "===",
]), max_size=12))  # fmt: skip
def test_any_lines_are_read_or_refused(lines: list[str]) -> None:
    try:
        read_answer("\n".join(lines))
    except AnswerError as error:
        assert error.problems


# The page that tells of it


def test_the_page_on_formats_has_a_whole_example() -> None:
    page = read("docs/formats.md").partition("\n## Answer\n")[2].partition("\n## ")[0]
    example = next(text for text in fences(page, "text") if "=== base" in text)
    answer = read_answer(example)
    kinds = {type(operation) for operation in answer.operations}
    assert kinds == {Replace, Edit, Row, Insert, Remove, Rename, Move}
    assert answer.plan
    assert answer.reason
    assert answer.drops
    assert answer.computed
