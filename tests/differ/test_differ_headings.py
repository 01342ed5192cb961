"""Paragraphs that became headings, and headings that became paragraphs."""

from __future__ import annotations

import pytest

from git_report.differ import diff_texts, read_diff, render_diff, verify
from git_report.markdown import parse

FIRST = "The committee meets every second Tuesday in the large room behind the library."
PLAN = "Members who cannot come send their vote by letter to the secretary before noon."
EDITED = "Members who cannot come send their signed vote by letter to the secretary before noon."
LAST = "All decisions are published on the notice board within three working days."


def tell(prior: str, new: str) -> str:
    """diff.md of two texts, which must hold against them."""
    told = render_diff(diff_texts(prior, new), "a.md", "b.md")
    assert list(verify(told, parse(prior), parse(new))) == []
    return told


def list_sides(told: str) -> list[tuple[str, str]]:
    return [(each.side, each.text) for part in read_diff(told).details for each in part.excerpts]


@pytest.mark.parametrize(
    ("heading", "cause"),
    [
        (f"{PLAN}\n---\n", ", underlined by `---`"),
        (f"{PLAN}\n===\n", ", underlined by `===`"),
        (f"# {PLAN}\n", ""),
        (f"## {PLAN}\n", ""),
    ],
)
@pytest.mark.parametrize("after", ["", f"\n{LAST}\n", f"\n## Publication\n\n{LAST}\n"])
def test_a_line_below_a_paragraph_makes_it_a_heading(heading: str, cause: str, after: str) -> None:
    prior = f"# Rules\n\n## Meetings\n\n{FIRST}\n\n{PLAN}\n{after}"
    new = f"# Rules\n\n## Meetings\n\n{FIRST}\n\n{heading}{after}"
    told, back = tell(prior, new), tell(new, prior)
    assert f"{PLAN}*{cause}:\n" in told
    assert "Became the heading *" in told
    assert "Removed:" not in told
    assert "Was the heading *" in back
    assert f"{PLAN}*{cause}:\n" in back
    assert "Added:" not in back


def test_a_paragraph_that_became_a_heading_and_was_edited() -> None:
    prior = f"# Rules\n\n## Meetings\n\n{FIRST}\n\n{PLAN}\n"
    new = f"# Rules\n\n## Meetings\n\n{FIRST}\n\n{EDITED}\n---\n"
    told, back = tell(prior, new), tell(new, prior)
    assert "A paragraph of *Meetings* became this heading." in told
    assert ("new", f"{EDITED}") in list_sides(told) or "signed" in told
    assert "Removed:" not in told
    assert f"The heading *{EDITED}* became this paragraph." in back
    assert "Added:" not in back


def test_a_short_line_that_became_a_heading() -> None:
    prior = f"# Rules\n\n## Meetings\n\n{FIRST}\n\nLetters\n\n{PLAN}\n"
    new = f"# Rules\n\n## Meetings\n\n{FIRST}\n\n## Letters\n\n{PLAN}\n"
    assert "Became the heading *Letters*:" in tell(prior, new)
    assert "Was the heading *Letters*:" in tell(new, prior)


def test_a_sentence_that_a_heading_keeps_is_no_other_one() -> None:
    kept = "Projects may join the fund either as guests or as members of the upper house."
    prior = f"# Fund\n\n## Stages\n\n{FIRST}\n\n{kept}\n"
    new = (
        f"# Fund\n\n## Stages\n\n{FIRST}\n\nThere are guests and members. {kept}\n---\n\n"
        "Projects may join the fund at the stage of guests or members.\n\n"
    )
    told = tell(prior, new)
    assert "Became the heading" in told
    assert ("new", "Projects may join the fund at the stage of guests or members.") in list_sides(
        told
    )
    assert "Prior" not in told.partition("\n## ")[2]


def test_a_long_new_heading_is_told_by_its_section_alone() -> None:
    title = "How members who live abroad take part in the meetings of the committee"
    told = tell(f"# Rules\n\n{FIRST}\n", f"# Rules\n\n{FIRST}\n\n## {title}\n\n{LAST}\n")
    assert list_sides(told) == [("new", LAST)]
