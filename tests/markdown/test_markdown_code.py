"""Code spans: where they are, as CommonMark pairs runs of backticks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from git_report.markdown.code import blank_code_spans, find_code_spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("no code", []),
        ("`a`", ["`a`"]),
        ("`a` and ``b ` c``", ["`a`", "``b ` c``"]),
        ("a ` b `` c", []),
        ("``a` b`", ["` b`"]),
        ("`over\ntwo lines`", ["`over\ntwo lines`"]),
        (r"\`a` b`", ["` b`"]),
        (r"\\`a`", ["`a`"]),
        (r"`a\` b", [r"`a\`"]),
        (r"\``a`", ["`a`"]),
        ("```", []),
        ("` `` ``` ```` ` ``", ["` `` ``` ```` `"]),
    ],
)
def test_runs_of_one_length_pair(text: str, spans: list[str]) -> None:
    assert [text[start:end] for start, end in find_code_spans(text)] == spans


@given(st.text("`\\ax ", max_size=40).map(lambda text: f"x{text}x"))
def test_as_a_renderer_finds_them(text: str) -> None:
    tokens = MarkdownIt().parseInline(text)[0].children or []
    expected = [token.content for token in tokens if token.type == "code_inline"]
    found = (text[start:end].strip("`") for start, end in find_code_spans(text))
    padded = (c[1:-1] if c.strip(" ") and c[:1] == c[-1:] == " " else c for c in found)
    assert [content.strip("`") for content in expected] == list(padded)


def test_blanked_code_keeps_places_and_lines() -> None:
    text = "a `b\nc` d"
    assert blank_code_spans(text) == "a   \n   d"
