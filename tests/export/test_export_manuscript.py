"""A version as it is sent on: its notes are numbered, and nothing of the tool's is left."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.export.manuscript import Manuscript, make_manuscript, render_markdown
from git_report.export.numbered_notes import Numbering
from git_report.markdown import parse

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TAIL = """
[^1]: [Alpha](alpha.md)

[^2]: [Beta *one*](https://example.org/beta)

*Extractive digest: verbatim sentences.*

<!-- git-report 02
writer: extractive
removed: Costs: merged
-->
"""


def make(text: str, *, linked: bool = False, date: str = "") -> Manuscript:
    files = {"img/a.png": PNG, "notes.txt": b"text"}
    return make_manuscript(parse(text), "notes", files.get, linked=linked, date=date)


def export(text: str) -> str:
    return render_markdown(make(text))


def test_a_version_is_its_text_and_a_list_of_sources() -> None:
    text = "# Title\n\nOne.[^2] Two.[^1] Three.[^2]\n" + TAIL
    assert render_markdown(make(text, date="2026-11-29")) == (
        "# Title\n\n*2026-11-29*\n\nOne.[1] Two.[2] Three.[1]\n\n"
        "## Sources\n\n1. Beta *one*. <https://example.org/beta>\n2. Alpha. notes/alpha.md\n"
    )


def test_what_is_known_of_a_source_is_told() -> None:
    (source,) = make("One.[^2]\n" + TAIL).sources
    assert (source.number, source.title, source.target) == (
        1,
        "Beta *one*",
        "https://example.org/beta",
    )


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a[^1][^2]", "a[1, 2]"),
        ("a[^1] [^2] b[^2] [^1]", "a[1, 2] b[1, 2]"),
        ("a[^1][^1]", "a[1]"),
        ("a [^1](x)", r"a \[1\](x)"),
        ("[b][^1]", r"[b]\[1\]"),
        ("a[^unknown]", r"a\[^unknown]"),
        (r"a\[^1]", r"a\[^1]"),
        ("`[^1]`", "`[^1]`"),
        ("```\n[^1]\n```", "```\n[^1]\n```"),
        ("- ~~~\n  [^1]\n  ~~~", "- ~~~\n  [^1]\n  ~~~"),
        ("| a |\n|---|\n| b[^1] |", "| a |\n|---|\n| b[1] |"),
        ("> quoted[^1]", "> quoted[1]"),
        ("<table><tr><td>x[^1]</td></tr></table>", "<table><tr><td>x[1]</td></tr></table>"),
    ],
)
def test_marks_are_numbers(written: str, sent: str) -> None:
    assert export(f"{written}\n{TAIL}").startswith(f"{sent}\n")


def test_numbers_lead_to_sources_but_for_those_in_links() -> None:
    text = "# T[^1]\n\nSee [the [^2] page](https://example.org).[^1][^2]\n" + TAIL
    assert make(text, linked=True).text == (
        "# T\\[[1](#source-1)\\]\n\n"
        "See [the [2] page](https://example.org).\\[[1](#source-1), [2](#source-2)\\]\n"
    )


def test_links_to_a_heading_follow_its_number() -> None:
    text = "# T\n\nSee [costs](#costs2).\n\n## Costs[^2]\n\nx[^1]\n" + TAIL
    assert "See [costs](#costs1).\n\n## Costs[1]\n" in export(text)


def test_notes_of_the_report_are_in_the_list_too() -> None:
    text = (
        "One.[^note-a] Two.[^1]\n\n"
        "[^note-a]: A note with [^2]\nthat goes on\n\n    with a second paragraph.\n\n"
        "Three.\n" + TAIL
    )
    assert export(text) == (
        "One.[1] Two.[2]\n\nThree.\n\n## Sources\n\n"
        "1. A note with [3]\n   that goes on\n\n   with a second paragraph.\n"
        "2. Alpha. notes/alpha.md\n3. Beta *one*. <https://example.org/beta>\n"
    )


def test_numbers_go_on_where_the_report_has_its_own() -> None:
    text = "# T\n\nOld.[2] New.[^1]\n\n## Sources\n\n[1] Ada, 2020.\n\n[2] Ben, 2021.\n" + TAIL
    sent = export(text)
    assert "Old.[2] New.[3]" in sent
    assert sent.count("## Sources") == 1
    assert sent.endswith("\n\n3. Alpha. notes/alpha.md\n")


def test_what_nobody_cites_is_not_listed() -> None:
    assert export("Text.\n" + TAIL) == "Text.\n"


def test_what_readers_are_not_shown_is_left_out() -> None:
    text = (
        "---\ntitle: Front\n---\n<!-- secret -->\n# T\n\nSeen.<!-- secret -->\n\n"
        '<div style="display:none">\nsecret\n</div>\n'
    )
    sent = export(text)
    assert sent.split() == ["#", "T", "Seen."]


def test_a_report_without_a_heading_has_the_title_of_its_front_matter() -> None:
    assert export('---\ntitle: "A *title*"\n---\n\nText.\n') == "# A \\*title\\*\n\nText.\n"


def test_images_of_the_repository_go_along() -> None:
    text = (
        "![One [^1]](img/a.png) ![Two](https://example.org/b.png) ![Three](notes.txt)\n"
        "`![Code](img/a.png)` ![](gone.png)\n" + TAIL
    )
    manuscript = make(text)
    assert manuscript.text == "![One [1]][image-1.png] Two Three\n`![Code](img/a.png)` \n"
    assert [image.data for image in manuscript.images] == [PNG]
    assert manuscript.left_out == ("https://example.org/b.png", "notes.txt", "gone.png")
    assert render_markdown(manuscript).endswith(
        f"\n\n[image-1.png]: data:image/png;base64,{base64.b64encode(PNG).decode()}\n"
    )


@pytest.mark.parametrize(
    ("language", "words", "heading"),
    [
        (
            "en",
            "this is the text of a report which has been written for all of them " * 5,
            "Sources",
        ),
        (
            "de",
            "das ist der Text für einen Bericht, der nicht nur von uns ist und war " * 5,
            "Quellen",
        ),
        ("", "lorem ipsum", "Sources"),
    ],
)
def test_the_list_is_in_the_language_of_the_report(language: str, words: str, heading: str) -> None:
    manuscript = make(f"{words}[^1]\n{TAIL}")
    assert (manuscript.language, manuscript.heading) == (language, heading)


@given(st.lists(st.sampled_from(["word ", "[^a]", "[^b]", "[^c]", "`[^a]` ", "\n\n", "- "])))
def test_numbers_are_in_the_order_of_first_use(pieces: list[str]) -> None:
    numbering = Numbering({"a": "A", "b": "B", "c": "C"}, 1, linked=False)
    numbering.cite("".join(pieces))
    used = list(dict.fromkeys(piece[2] for piece in pieces if piece.startswith("[^")))
    # What follows each other is one list of numbers, in which the order is that of the numbers.
    assert [number for number, _ in numbering.list_cited()] == list(range(1, len(used) + 1))
    assert list(numbering.numbers) == used
