"""Characters that nobody sees: what hides something is found, what a script needs stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.markdown.invisible import find_invisible, show_invisible, strip_invisible

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    "text",
    [
        "plain\ttext\r\n\f",
        "👩\u200d💻 👩🏽\u200d🚀 🏳\ufe0f\u200d🌈 ❤\ufe0f 1\ufe0f⃣ ✓\ufe0e",
        ENGLAND,
        "می\u200cخواهم ه\u200d.ق",
        "क्\u200dष ශ්\u200dරී",
        "葛\U000e0100 ≨\ufe00",
        "র\u200d্যাব ರ\u200d್ಕ",
        " \u115f\u1161 \u115f\u1160\u11a8 \u1100\u1160\u11a8",
        "שלום C++\u200e, \u200fעברית",
        "ไทย\u200bไทย",
        "ᠮᠣᠩᠭᠣᠯ\u180b",
        "⠃⠗\u2800⠇",
    ],
)
def test_what_a_script_or_an_emoji_needs_stays(text: str) -> None:
    assert list(find_invisible(text)) == []
    assert strip_invisible(text) == show_invisible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("pay\u200bload", "pay<U+200B>load"),
        ("a\u200db\u200cc", "a<U+200D>b<U+200C>c"),
        ("a\u202eb\u2066c", "a<U+202E>b<U+2066>c"),
        ("a\u200f, b", "a<U+200F>, b"),
        ("hi\U000e0041\U000e0042", "hi<U+E0041><U+E0042>"),
        ("\U0001f3f4\U000e0041\U000e007f", "\U0001f3f4<U+E0041><U+E007F>"),
        ("😀\ufe0f\ufe0e\ufe0e", "😀\ufe0f<U+FE0E><U+FE0E>"),
        ("\u1100\u115f\u115f", "\u1100<U+115F><U+115F>"),
        ("a\ufe0f\U000e0101", "a<U+FE0F><U+E0101>"),
        ("\u3164\uffa0\u115f\u2800x", "<U+3164><U+FFA0><U+115F><U+2800>x"),
        ("so\u00adft\u2060\ufeff\u034f\u180e", "so<U+00AD>ft<U+2060><U+FEFF><U+034F><U+180E>"),
        ("a\x1b[31m\x7f\x9b", "a<U+001B>[31m<U+007F><U+009B>"),
        ("שלום\u200f\u200f\u200e", "שלום\u200f<U+200F><U+200E>"),
    ],
)
def test_what_hides_something_is_found(text: str, shown: str) -> None:
    assert show_invisible(text) == shown
    assert "<U+" not in show_invisible(strip_invisible(text))


@given(
    st.text(
        st.sampled_from(
            "aש⠃ไक्می😀❤葛1\n \u200b\u200c\u200d\u200e\u200f\u202e\ufe0f"
            "\u034f\u115f\U000e0100\U000e0041"
        )
    )
)
def test_stripping_leaves_nothing_to_strip(text: str) -> None:
    stripped = strip_invisible(text)
    assert strip_invisible(stripped) == stripped
    assert list(find_invisible(stripped)) == []
