"""The tail: read back as written, and never taken for what it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.markdown import Definition, Record, parse, render_tail
from git_report.markdown.tail import clean_value

NOTICE = "*Extractive digest: verbatim sentences.*"


def test_a_whole_tail() -> None:
    tail = render_tail(
        [Definition("1", "[^1]: [A](a.md)", 0), Definition("7", "[^7]: [B](b.md)", 0)],
        NOTICE,
        Record(7, (("writer", "extractive"), ("removed", "A › B: merged: into C"))),
    )
    assert tail == (
        f"[^1]: [A](a.md)\n\n[^7]: [B](b.md)\n\n{NOTICE}\n\n"
        "<!-- git-report 07\nwriter: extractive\nremoved: A › B: merged: into C\n-->\n"
    )
    document = parse(f"# T\n\ntext[^7]\n\n{tail}\n")
    assert document.tail is not None
    assert [(d.label, d.text, d.line) for d in document.tail.definitions] == [
        ("1", "[^1]: [A](a.md)", 5),
        ("7", "[^7]: [B](b.md)", 7),
    ]
    assert document.tail.notice == NOTICE
    assert document.tail.record.version == 7
    assert document.tail.record.values("removed") == ("A › B: merged: into C",)
    assert document.tail.text == f"{tail}\n"
    assert document.sections[1].span.last == 4


@pytest.mark.parametrize(
    "text",
    [
        "# T\n\n[^1]: [A](a.md)\n",
        "# T\n\n<!-- git-report 07\nwriter: x\n-->\n\nmore\n",
        "# T\n\n<!-- git-report seven -->\n",
        "# T\n\n<!-- git-report 07\nno entry\n-->\n",
        "# T\n\nwriter: x\n-->\n",
        "# T\n\n-->\n",
    ],
)
def test_no_tail(text: str) -> None:
    assert parse(text).tail is None


def test_an_earlier_record_is_text() -> None:
    text = "# T\n\n<!-- git-report 01 -->\n\nmore\n\n[^2]: x\n\n<!-- git-report 02 -->\n"
    tail = parse(text).tail
    assert tail is not None
    assert tail.text == "[^2]: x\n\n<!-- git-report 02 -->\n"


values = st.text(max_size=40)
keys = st.sampled_from(["writer", "removed", "figure", "derived"])


@given(st.integers(1, 10_000), st.lists(st.tuples(keys, values), max_size=5), st.booleans())
def test_no_value_ends_the_record_or_adds_to_it(
    version: int, entries: list[tuple[str, str]], crlf: bool
) -> None:
    text = "# T\n\n" + render_tail([], "", Record(version, tuple(entries)))
    tail = parse(text.replace("\n", "\r\n") if crlf else text).tail
    assert tail is not None
    assert tail.record == Record(version, tuple((k, clean_value(v)) for k, v in entries))


@given(values)
def test_cleaning_is_idempotent(value: str) -> None:
    assert clean_value(clean_value(value)) == clean_value(value)
