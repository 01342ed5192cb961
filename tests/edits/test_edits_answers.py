"""Answers as JSON: read with patience, refused in words that a model can act on."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from anthropic import transform_schema
from hypothesis import given
from hypothesis import strategies as st

from git_report.edits.answers import SCHEMA, AnswerError, read_answer
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
    Usage,
    Whole,
)
from tests.edits.strategies import ADDRESS, AFTER, BODY, DROPS, LINE, PARENT, TITLE, repeats
from tests.edits.written import write_answer
from tests.project.documents import codes, fences, read

_VALIDATOR = jsonschema.Draft202012Validator(dict(SCHEMA))
BASE = "b" * 40
REPLACE = {"op": "replace", "section": "2.1", "body": "New text.", "reason": "it is newer"}
INSERT = {
    "op": "insert",
    "parent": "2",
    "after": "first",
    "level": 3,
    "title": "Costs",
    "body": "They fell.",
    "reason": "asked for",
}


def make(*operations: object, **more: object) -> dict[str, Any]:
    root = {"base": BASE, "reason": "because", "operations": [*operations], "computed": []}
    return {**root, **more}


def text_of(*operations: object, **more: object) -> str:
    return json.dumps(make(*operations, **more))


def only(text: str) -> Operation:
    (operation,) = read_answer(text).operations
    return operation


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(AnswerError) as refused:
        read_answer(text)
    assert "\n" not in refused.value.message
    return refused.value.problems


def test_all_that_an_answer_can_hold() -> None:
    drops = [{"what": "40 % → 30 %", "why": "corrected"}]
    answer = read_answer(
        text_of(
            {**REPLACE, "drops": drops},
            INSERT,
            {"op": "remove", "section": "3", "reason": "gone", "drops": drops},
            {"op": "rename", "section": "2", "title": "Costs fall", "reason": ""},
            {"op": "move", "section": "2.3", "parent": "4", "after": "", "reason": "fits"},
            {"op": "edit", "section": "2", "old": " 40 %\n", "new": "", "drops": drops},
            {"op": "row", "section": "2.1", "table": 2, "after": "first", "cells": ["a\\|b", 7]},
            {"op": "row", "section": "2.1", "row": "Old\none", "cells": ["", ""], "drops": drops},
            {"op": "document", "text": "# A\n", "reason": "all new", "drops": drops},
            schema="git-report/answer/1",
            request="0123456789ab",
            plan="First the summary.\n\nThen the rest.",
            drops=drops,
            computed=[{"figure": "48 GB", "operands": "6 × 8 GB"}],
        ),
        Usage(1, 2, 3),
    )
    drop = Drop("40 % → 30 %", "corrected")
    assert answer.operations == (
        Replace("2.1", "New text.", "it is newer", (drop,)),
        Insert("2", "first", 3, "Costs", "They fell.", "asked for"),
        Remove("3", "gone", (drop,)),
        Rename("2", "Costs fall"),
        Move("2.3", "4", "", "fits"),
        Edit("2", " 40 %\n", "", drops=(drop,)),
        Row("2.1", ("a|b", "7"), "2", "first"),
        Row("2.1", (), row="Old one", drops=(drop,)),
        Whole("# A\n", "all new", (drop,)),
    )
    assert (answer.base, answer.request, answer.reason) == (BASE, "0123456789ab", "because")
    assert answer.plan == "First the summary.\n\nThen the rest."
    assert answer.drops == (drop,)
    assert answer.computed == (Computed("48 GB", "6 × 8 GB"),)
    assert answer.usage == Usage(1, 2, 3)


@pytest.mark.parametrize(
    "text",
    [
        '{"operations": [{"op": "remove", "section": "1", "reason": "a, ]",},], "reason": "x",}',
        '{"operations": [{"op": "remove", "section": "1", "reason": "a, ]"},\n ]\n,\n}',
    ],
)
def test_a_comma_behind_the_last_entry_is_passed_over(text: str) -> None:
    assert only(text) == Remove("1", "a, ]")


@pytest.mark.parametrize("tag", ["think", "thinking", "reasoning", "scratchpad", "plan"])
def test_reasoning_before_the_object_holds_no_answer(tag: str) -> None:
    assert only(f'<{tag}>Perhaps {{"operations": []}}.</{tag}>\n{text_of(REPLACE)}')


@pytest.mark.parametrize(
    "markup",
    ["<think>", "</think>", "<reasoning>", "<|im_end|>", "<\uff5cUser\uff5c>", "[INST]",
     "<tool_call>", "\u25c1think\u25b7", "\n\n<answer>\n"],
)  # fmt: skip
def test_markup_of_an_answer_is_not_text_of_a_report(markup: str) -> None:
    for field in ("body", "title", "reason"):
        if field == "body" or not markup.startswith("\n"):
            (problem,) = problems_of(text_of({**INSERT, field: f"It fell. {markup}"}))
            assert f"operation 1: '{field}' contains" in problem
            assert markup.strip() in problem
        code = f"Models write `{markup.strip()}` before it."
        assert only(text_of({**INSERT, field: code}))
    block = f"So:\n\n```\n{markup.strip()}\n```\n\n- a\n  ~~~\n  {markup.strip()}\n  ~~~"
    assert only(text_of({**INSERT, "body": block}))


def test_no_operation_is_an_answer() -> None:
    assert read_answer('{"reason": "nothing new", "operations": []}').operations == ()


@pytest.mark.parametrize(
    "envelope",
    [
        {"type": "result", "subtype": "success", "is_error": False, "result": None},
        {"response": None, "stats": {"models": {}}},
    ],
)
def test_an_agents_envelope_is_opened(envelope: dict[str, Any]) -> None:
    for inner in (text_of(REPLACE), f"Here it is:\n```json\n{text_of(REPLACE)}\n```"):
        filled = {name: inner if value is None else value for name, value in envelope.items()}
        for text in (json.dumps(filled), json.dumps([{"type": "system"}, filled])):
            answer = read_answer(text)
            assert answer.operations == (Replace("2.1", "New text.", "it is newer"),)
            assert answer.raw == text


def test_one_envelope_is_opened_and_no_more() -> None:
    one = json.dumps({"result": text_of(REPLACE)})
    for text in (json.dumps({"result": one}), f"{one}\n{one}", json.dumps({"result": "no"})):
        with pytest.raises(AnswerError):
            read_answer(text)
    # What stands openly is the answer, whatever else is there.
    assert read_answer(f"{one}\n{text_of(REPLACE)}").operations != ()


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "Here it is:\n\n{}",
        "```json\n{}\n```",
        'I looked at {{x}} and "{{".\n```\n{}\n```\nSay if {{you}} want more.',
        "\ufeff{}\n",
        'The form is {{"op": "replace", ...}}, so: {}',
        'Of {{"a": 1}} I say {}',
    ],
)
def test_words_around_the_answer_are_passed_over(around: str) -> None:
    text = around.format(text_of(REPLACE))
    answer = read_answer(text)
    assert answer.operations == (Replace("2.1", "New text.", "it is newer"),)
    assert answer.raw == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [("2", "2"), ("2.1", "2.1"), ("2.10", "2.10"), ('"2.10"', "2.10"), ('" 2.1 "', "2.1")],
)
def test_a_section_may_be_a_number_and_stays_as_it_is_written(written: str, meant: str) -> None:
    text = f'{{"operations": [{{"op": "replace", "section": {written}, "body": "x"}}]}}'
    assert only(text) == Replace(meant, "x")


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("### Costs\n\nThey fell.", "They fell."),
        ("# Costs #\nThey fell.", "They fell."),
        ("### Costs of all\n\nThey fell.", "### Costs of all\n\nThey fell."),
        ("Costs\n\nThey fell.", "Costs\n\nThey fell."),
        ("They fell.\n\n### Costs\n", "They fell.\n\n### Costs\n"),
    ],
)
def test_a_heading_that_repeats_the_title_goes(body: str, kept: str) -> None:
    operation = only(text_of({**INSERT, "body": body}))
    assert isinstance(operation, Insert)
    assert operation.body == kept


def test_a_title_is_not_a_heading_line() -> None:
    assert only(text_of({**INSERT, "title": "### Costs"})) == only(text_of(INSERT))


def test_what_no_report_holds_goes_and_the_rest_stays() -> None:
    body = "a\x00b\x1b[31mc\x07\td\r\ne\rf\ud800g\u202eh\x85i\x7fj \U0001f600"
    operation = only(text_of({**REPLACE, "body": body, "reason": "one\ntwo\t three"}))
    assert operation == Replace(
        "2.1", "ab[31mc\td\ne\nf\ufffdg\u202ehij \U0001f600", "one two three"
    )


def test_line_ends_in_a_string_are_read() -> None:
    text = '{"operations": [{"op": "replace", "section": "1", "body": "a\n\n- b\tc"}]}'
    assert only(text) == Replace("1", "a\n\n- b\tc")


def test_the_raw_text_can_be_sent_again() -> None:
    read_answer("\ud800" + text_of()).raw.encode("utf-8")


def test_null_is_as_good_as_nothing() -> None:
    move = {"op": "move", "section": "2", "parent": None, "after": None, "reason": None}
    assert only(text_of(move, drops=None, request=None)) == Move("2", "", "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("I can not do that.", "there is no JSON object in it"),
        ("Es tut mir leid, das kann ich nicht.", 'only a refusal: "Es tut mir leid'),
        ("\u62b1\u6b49\uff0c\u6211\u65e0\u6cd5\u5e2e\u52a9\u3002", "only a refusal"),
        ("[1, 2]", "there is no JSON object in it: it is an array"),
        ("[]", "it is an empty array"),
        ("{}", 'its JSON object is empty: it has no field "operations"'),
        ("```json\n{ }\n```\n", "its JSON object is empty"),
        ("```json\n[ ]\n```\n", "it is an empty array"),
        ("null", "it is null"),
        ("42", "it is the number 42"),
        ("[" * 200_000, "there is no JSON object in it"),
        ("{\u201coperations\u201d: []}", "typographic quotes"),
        ("{'operations': []}", "single quotes"),
        ("{operations: []}", "names without quotes"),
        ('{"operations": [] /* none */, "reason": "x"}', "its JSON has a comment"),
        ('{"answer": {"operations": [], "reason": "x"}}', 'are inside "answer"'),
        ('{"name": "edit", "arguments": {"operations": []}}', 'are inside "arguments"'),
        ('{"calls": [{"arguments": "{\\"operations\\": []}"}]}', 'inside "calls.0.arguments"'),
        ('"{\\"operations\\": []}"', "a JSON string with the answer encoded in it"),
        ('"It grew', "there is no JSON object in it"),
        ('"It grew," they said.', "there is no JSON object in it"),
        (
            '{"op": "remove", "section": "1"}\n{"op": "remove", "section": "2"}',
            "are not in an object",
        ),
        ('{"operations": [{"op": "insert", "body": "<think>x"', "its JSON ends too early, at"),
        ('{"base": ""}', 'its JSON object has no field "operations"'),
        ('[{"op": "remove", "section": "1"}]', "its operations are not in an object"),
        ('{"operations": []}\nor\n{"operations": []}', "it contains 2 answers"),
        ('{"operations": [], "reason": "x', "ends within a string, at line 1, column 30"),
        ('{"operations": [],\n "reason": "x"', "its JSON ends too early, at line 2, column 15"),
        ('{"operations": [{"op": "rem', "it is incomplete, or a quote is not escaped"),
        ('{"operations": [], "reason": tru', "its JSON ends too early"),
        (
            '{"operations": [{"op": "replace", "body": "a "b" c"}]}',
            '"body": "a "": \',\' is expected',
        ),
        ('{"operations": @}', '"operations":": a value is expected'),
        ('{"operations": [{"op": "replace", "body": "a "b" c"}]}', "a quote before it is not"),
        ('{"operations": [{"op": "replace", "body": "a \\d"}]}', "Invalid \\escape"),
        ('{"operations": ' + "[" * 200_000, "its JSON is nested too deeply"),
        ('{"operations": ' + '{"a":' * 200_000, "its JSON is nested too deeply"),
        ('{"' * 200_000, "there is no JSON object in it"),
        ('{"a":' * 99 + "x " + '{"a":x ' * 200_000, "its JSON is broken"),
        ("{" * 200_000, "there is no JSON object in it"),
    ],
)
def test_what_is_not_an_answer_is_reported(text: str, told: str) -> None:
    (problem,) = problems_of(text)
    assert told in problem


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"operations": None}, "'operations' is null; it must be an array"),
        ({"operations": {"op": "remove"}}, "'operations' is an object; it must be an array"),
        ({"operations": [3]}, "operation 1 is the number 3; it must be an object"),
        ({"operations": [{}]}, "operation 1: 'op' is missing; the operations are replace, insert"),
        ({"operations": [{"op": "change"}]}, "operation 1: 'op' is \"change\"; the operations"),
        ({"operations": [{"op": ["x"]}]}, "operation 1: 'op' is an array; the operations are"),
        ({"operations": [{**REPLACE, "body": 5}]}, "operation 1: 'body' is the number 5"),
        ({"operations": [{**REPLACE, "section": True}]}, "operation 1: 'section' is true"),
        (
            {"operations": [{**REPLACE, "section": 1e300}]},
            "operation 1: 'section' is the number 1e",
        ),
        ({"operations": [{**REPLACE, "section": -1}]}, "operation 1: 'section' is the number -1"),
        ({"operations": [{**REPLACE, "section": float("nan")}]}, "'section' is the number NaN"),
        ({"operations": [{**REPLACE, "section": 10**300}]}, "'section' is the number 1000000"),
        (
            {"operations": [{**REPLACE, "drop": []}]},
            "operation 1: \"replace\" has no field 'drop' (its fields are op, section,",
        ),
        ({"operations": [{**REPLACE, "drops": ["x"]}]}, "operation 1: 'drops[0]' is the string"),
        ({"operations": [{**REPLACE, "drops": [{"what": "x"}]}]}, "'drops[0].why' is missing"),
        ({"operations": [{**INSERT, "level": 7}]}, "'level' is the number 7; it must be a whole"),
        ({"operations": [{**INSERT, "level": True}]}, "'level' is true; it must be a whole number"),
        ({"operations": [{**INSERT, "level": 10**5000}]}, "operation 1: 'level' is the number"),
        ({"operations": [{"op": "remove", "section": "1"}]}, "operation 1: 'reason' is missing"),
        (
            {"operations": [{"op": "edit", "section": "1", "old": "x"}]},
            "operation 1: 'new' is missing",
        ),
        (
            {"operations": [{"op": "edit", "section": "1", "old": "x", "new": "</think>"}]},
            "operation 1: 'new' contains",
        ),
        ({"operations": [{"op": "row", "section": "1"}]}, "operation 1: 'cells' is missing"),
        ({"operations": [{"op": "row", "section": "1", "cells": "a"}]}, "must be an array"),
        (
            {"operations": [{"op": "row", "section": "1", "cells": [["a"]]}]},
            "'cells[0]' is an array",
        ),
        (
            {
                "operations": [
                    {"op": "row", "section": "1", "cells": ["a"], "row": "b", "after": "c"}
                ]
            },
            "operation 1 has both row and after",
        ),
        ({"computed": [{"figure": "1"}]}, "'computed[0].operands' is missing"),
        ({"computed": "none"}, "'computed' is the string \"none\"; it must be an array"),
        ({"schema": "git-report/answer/2"}, "'schema' is \"git-report/answer/2\"; this reads"),
        ({"base": 7}, "'base' is the number 7; it must be a string"),
        ({"edits": []}, "the answer has no field 'edits' (its fields are schema, base"),
    ],
)
def test_what_is_wrong_is_reported_with_its_place(change: dict[str, Any], told: str) -> None:
    with_long_numbers = make(**change)
    problems = problems_of(_dump(with_long_numbers))
    assert len(problems) == 1
    assert told in problems[0]


def _dump(value: Any) -> str:
    """As JSON; a number of more digits than Python writes, too."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {_dump(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_dump, value)) + "]"
    return "1" + "0" * 5000 if isinstance(value, int) and value >= 10**5000 else json.dumps(value)


def test_each_problem_is_reported_and_many_are_counted() -> None:
    problems = problems_of(text_of({"op": "move"}, {"op": "no"}, {**REPLACE, "body": None}))
    assert [problem.partition(" is ")[0] for problem in problems] == [
        "operation 1: 'section'",
        "operation 2: 'op'",
        "operation 3: 'body'",
    ]
    many = problems_of(text_of(*[{"op": "no"}] * 500))
    assert len(many) == 13
    assert many[-1] == "and 488 more problems"
    assert problems_of(text_of(*[{"op": "no"}] * 13))[-1] == "and 1 more problem"


def test_a_section_that_is_inserted_twice_is_reported() -> None:
    again = {**INSERT, "reason": "for good measure"}
    (problem,) = problems_of(text_of(INSERT, REPLACE, again))
    assert problem == "operation 3 inserts the same as operation 1"
    assert len(read_answer(text_of(INSERT, {**INSERT, "title": "Gains"})).operations) == 2


def test_a_field_that_is_given_twice_is_reported() -> None:
    text = '{"operations": [{"op": "replace", "section": "1", "body": "a", "body": "b"}]}'
    assert problems_of(text) == ("operation 1: 'body' is given twice",)


def test_an_error_holds_what_was_paid_for_and_steers_no_terminal() -> None:
    text = text_of({"op": "\x1b[2Jx\u0000" + "y" * 500})
    with pytest.raises(AnswerError) as refused:
        read_answer(text, Usage(5, 6, 0))
    assert refused.value.answer == text
    assert refused.value.usage == Usage(5, 6, 0)
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 300


def test_an_answer_of_many_megabytes_is_read() -> None:
    body = "A line of a report with “quotes” and figures: 3,200 GB.\n" * 40_000
    assert only(text_of({**REPLACE, "body": body})) == Replace("2.1", body, "it is newer")


# Laws

_CELL = st.text("ab|\u00e9 ", max_size=6).map(lambda text: " ".join(text.split()))
_OPERATION: st.SearchStrategy[Operation] = st.one_of(
    st.builds(Replace, ADDRESS, BODY, LINE, DROPS),
    st.builds(
        Insert,
        PARENT,
        AFTER,
        st.integers(1, 6),
        TITLE,
        BODY.filter(lambda body: not body.lstrip("\n").startswith("#")),
        LINE,
    ),
    st.builds(Remove, ADDRESS, LINE, DROPS),
    st.builds(Rename, ADDRESS, TITLE, LINE),
    st.builds(Move, ADDRESS, PARENT, AFTER, LINE),
    st.builds(Edit, ADDRESS, BODY, BODY, LINE, DROPS),
    st.builds(
        Row,
        ADDRESS,
        st.lists(_CELL, max_size=3).map(tuple).filter(lambda cells: not cells or any(cells)),
        _CELL,
        st.just(""),
        _CELL,
        LINE,
        DROPS,
    ),
    st.builds(Whole, BODY, LINE, DROPS),
)
_ANSWER = st.builds(
    Answer,
    st.lists(_OPERATION, max_size=4).map(tuple),
    base=st.text("0123456789abcdef", max_size=40),
    reason=LINE,
    request=st.text("0123456789abcdef", max_size=12),
    drops=DROPS,
    computed=st.lists(st.builds(Computed, LINE, LINE), max_size=2).map(tuple),
).filter(lambda answer: bool(answer.operations or answer.reason.strip()) and not repeats(answer))


@given(_ANSWER, st.booleans(), st.sampled_from([None, 2]))
def test_what_is_written_reads_back(answer: Answer, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(write_answer(answer), ensure_ascii=ascii_only, indent=indent)
    assert replace(read_answer(text), raw="") == answer


@given(_ANSWER)
def test_what_is_written_follows_the_schema(answer: Answer) -> None:
    _VALIDATOR.validate(write_answer(answer))


_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["op", "section", "operations", "drops", "what", "level", "body", "x"])
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["operations", "computed", "base", "drops"]), _VALUE))
def test_any_json_is_read_or_refused(value: dict[str, Any]) -> None:
    try:
        read_answer(json.dumps(value))
    except AnswerError as error:
        assert error.problems


@given(_ANSWER, st.integers(0, 400), st.sampled_from(['"', "{", "}", "\\", ",", "x", "\x00", ""]))
def test_a_damaged_answer_is_read_or_refused(answer: Answer, place: int, put: str) -> None:
    text = json.dumps(write_answer(answer))
    damaged = text[:place] + put + text[place + 1 :]
    try:
        read_answer(damaged)
    except AnswerError as error:
        assert error.answer == damaged


@given(_ANSWER.filter(lambda answer: bool(answer.operations)), st.floats(0.02, 0.98))
def test_a_cut_answer_is_never_taken(answer: Answer, share: float) -> None:
    text = json.dumps(write_answer(answer))
    (problem,) = problems_of(text[: max(2, int(len(text) * share))])
    assert re.search("ends too early|ends within a string|no JSON object", problem)


# The schema, against the subset of JSON schema that providers compile into a grammar.

_KEYWORDS = frozenset(
    """type description enum const properties required additionalProperties items anyOf
    $ref $defs""".split()
)


def _objects(schema: Any) -> list[dict[str, Any]]:
    found = [schema]
    for key, value in schema.items():
        if key in ("properties", "$defs"):
            found += [one for inner in value.values() for one in _objects(inner)]
        elif key == "items":
            found += _objects(value)
        elif key == "anyOf":
            found += [one for inner in value for one in _objects(inner)]
    return found


def test_the_schema_is_one_that_structured_outputs_take() -> None:
    jsonschema.Draft202012Validator.check_schema(dict(SCHEMA))
    schemas = _objects(SCHEMA)
    assert {key for schema in schemas for key in schema} <= _KEYWORDS
    objects = [schema for schema in schemas if schema.get("type") == "object"]
    assert len(objects) == 11
    assert all(schema["additionalProperties"] is False for schema in objects)
    assert all(set(schema["required"]) <= set(schema["properties"]) for schema in objects)
    optional = sum(len(schema["properties"]) - len(schema["required"]) for schema in objects)
    assert optional <= 24
    assert sum("anyOf" in schema for schema in schemas) <= 16


def test_the_sdk_has_nothing_to_change_in_the_schema() -> None:
    assert transform_schema(dict(SCHEMA)) == SCHEMA


def test_the_schema_and_the_reader_know_the_same_operations() -> None:
    for operation in (REPLACE, INSERT):
        _VALIDATOR.validate(make(operation))
        for field in operation:
            short = {name: value for name, value in operation.items() if name != field}
            assert not _VALIDATOR.is_valid(make(short))


# The page that tells of it


def test_the_page_on_formats_tells_all_of_an_answer() -> None:
    page = read("docs/formats.md").partition("\n## Answer\n")[2].partition("\n## ")[0]
    (example,) = fences(page, "json")
    assert only(example).drops == (Drop("20 h → 24 h", "corrected by the second run"),)  # type: ignore[union-attr]
    _VALIDATOR.validate(json.loads(example))
    told = set(codes(page))
    for schema in _objects(SCHEMA):
        assert set(schema.get("properties", {})) <= {*told, "op", "figure"}
    assert set(SCHEMA["$defs"]) - {"drops"} <= told
