"""Exhibits and section references that the tool numbers."""

from __future__ import annotations

import re
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.differ import diff_texts
from git_report.edits.exhibits import number_exhibits
from git_report.edits.section_links import link_sections
from git_report.edits.section_numbers import OperationError
from git_report.markdown import Document, parse
from git_report.markdown.captions import find_captions

TABLE = "| a | b |\n|---|---|\n| c | d |\n"
PRIOR = f"""# R

Exhibits 1–3 say it. Exhibit 2 is `Exhibit 2`.

## A

**Exhibit 1: Prices**

{TABLE}
## B

**Exhibit 2: Costs**

{TABLE}
> "Our Exhibit 2 shows that it never paid." — A. Smith

- See [Exhibit 2](files/exhibit-2.csv), <!-- Exhibit 2 --> and exhibits 2 and 3.

### Exhibit 3: Flow

```mermaid
flowchart LR
A[Exhibit 2] --> B
```

See [the flow](#exhibit-3-flow), “a long quotation of Exhibit 3 in full”, and Exhibit 2.
"""
NEW = f"**Exhibit 2: New**\n\n{TABLE}\n"


def number(body: str, prior: str = "") -> str:
    return number_exhibits(body, parse(prior) if prior else None)


def report(*captions: str, text: str = "") -> str:
    return "# R\n\n" + "".join(f"{caption}\n\n{TABLE}\n" for caption in captions) + text


def read_numbers(text: str) -> list[str]:
    return [caption.number for caption in find_captions(parse(text)) if not caption.repeats]


def test_a_new_exhibit_renumbers_what_follows_and_nothing_else() -> None:
    body = PRIOR.replace(
        "## B\n\n", f"## B\n\n**{{exhibit:new}}: New**\n\n{TABLE}\nSee {{exhibit:new}}.\n\n"
    )
    numbered = number(body, PRIOR)
    assert numbered == (
        PRIOR.replace("Exhibits 1–3 say it. Exhibit 2 is", "Exhibits 1, 3, 4 say it. Exhibit 3 is")
        .replace(
            "## B\n\n**Exhibit 2: Costs",
            f"## B\n\n**Exhibit 2: New**\n\n{TABLE}\nSee Exhibit 2.\n\n**Exhibit 3: Costs",
        )
        .replace("[Exhibit 2](", "[Exhibit 3](")
        .replace("exhibits 2 and 3", "exhibits 3 and 4")
        .replace("### Exhibit 3: Flow", "### Exhibit 4: Flow")
        .replace("(#exhibit-3-flow)", "(#exhibit-4-flow)")
        .replace("and Exhibit 2.\n", "and Exhibit 3.\n")
    )


def test_the_difference_tells_renumbered_exhibits_as_such() -> None:
    body = PRIOR.replace("## A\n", f"## 0\n\n**Exhibit 9: New**\n\n{TABLE}\n## A\n")
    delta = diff_texts(PRIOR, number(body, PRIOR))
    assert delta.renumbered[-3:] == tuple((f"Exhibit {n}", f"Exhibit {n + 1}") for n in (1, 2, 3))
    told = [change.new.path[-1] for change in delta.sections if change.new and change.blocks]
    assert told == ["0"]


@pytest.mark.parametrize(
    ("body", "numbered"),
    [
        # In order: the same, gaps in mentions and all.
        (report("Exhibit 1: A", "Exhibit 2: B", text="See Exhibit 7.\n"), None),
        (report("Exhibit 01: A", "Exhibit 2: B", text="See Exhibit 2.\n"), None),
        (report("Table 1: A", "Figure 1: B", "Table 2: C"), None),
        (report("Table A1: A", "Table 1: B", "Table B: C"), None),
        # Numbers of another scheme.
        (report("Exhibit 3a: A", "Exhibit 1: B", text="See Exhibit 1.\n"), None),
        (report("Exhibit 2.1: A", "Exhibit 9: B"), None),
        # Only what is a mention of an exhibit.
        (
            report(
                "Figure 3: A",
                text="The figure 3 % and figure 3,5.\n\nExhibit 3.\n\n\\{exhibit:x}\n",
            ),
            report(
                "Figure 1: A",
                text="The figure 3 % and figure 3,5.\n\nExhibit 3.\n\n\\{exhibit:x}\n",
            ),
        ),
        # Each word counts for itself, in its language.
        (
            report("Tabelle 2: A", "Abb. 4: B", text="Tabelle 2, Tabellen 2 und 3; Abbildung 4.\n"),
            report("Tabelle 1: A", "Abb. 1: B", text="Tabelle 1, Tabellen 1 und 3; Abbildung 1.\n"),
        ),
        (
            report("Tableau 3. A", text="les tableaux 3 et 4\n"),
            report("Tableau 1. A", text="les tableaux 1 et 4\n"),
        ),
        # Swapped, by their old numbers.
        (
            report(
                "Exhibit 2: A", "Exhibit 1: B", text="Exhibit 1, Exhibits 1 and 2; Exhibits 1–2.\n"
            ),
            report(
                "Exhibit 1: A", "Exhibit 2: B", text="Exhibit 2, Exhibits 2 and 1; Exhibits 1–2.\n"
            ),
        ),
        (
            report("Exhibit 9: A", "Exhibit 10: B", text="Exhibits 9–10, 11.\n"),
            report("Exhibit 1: A", "Exhibit 2: B", text="Exhibits 1–2, 11.\n"),
        ),
        # One number twice: mentions stay.
        (
            report("Exhibit 1: A", "Exhibit 1: B", "Exhibit 2: C", text="Exhibits 1 and 2.\n"),
            report("Exhibit 1: A", "Exhibit 2: B", "Exhibit 3: C", text="Exhibits 1 and 3.\n"),
        ),
        # A placeholder is what most exhibits are.
        (
            report("**{exhibit:a}: A**", text="As {exhibit:A} shows.\n"),
            report("**Exhibit 1: A**", text="As Exhibit 1 shows.\n"),
        ),
        (
            report(
                "Tabelle 1: A",
                "{exhibit:b k}. B",
                text="In {exhibit:b k} und Tabellen 1 und {exhibit:b k}.\n",
            ),
            report("Tabelle 1: A", "Tabelle 2. B", text="In Tabelle 2 und Tabellen 1 und 2.\n"),
        ),
        (
            report(
                "Table 1: A",
                "Figure {exhibit:f}: F",
                text="Figure {exhibit:f}, {exhibit:f}, `{exhibit:f}`\n",
            ),
            report("Table 1: A", "Figure 1: F", text="Figure 1, Figure 1, `{exhibit:f}`\n"),
        ),
        (
            report(
                "Exhibit {exhibit:a}: A",
                "Exhibit {exhibit:b}: B",
                text="Exhibit {exhibit:b} beats {exhibit:a}.\n",
            ),
            report("Exhibit 1: A", "Exhibit 2: B", text="Exhibit 2 beats Exhibit 1.\n"),
        ),
        (
            "# R\n\n## {exhibit:a}: A\n\n{exhibit:a}: A\n\n" + TABLE,
            "# R\n\n## Exhibit 1: A\n\nExhibit 1: A\n\n" + TABLE,
        ),
    ],
)
def test_numbers(body: str, numbered: str | None) -> None:
    assert number(body) == (body if numbered is None else numbered)
    assert number(number(body)) == number(body)
    windows = body.replace("\n", "\r\n")
    assert number(windows) == number(body).replace("\n", "\r\n")


def test_an_old_mention_of_a_number_given_twice_means_the_old_exhibit() -> None:
    body = PRIOR.replace("## B\n", f"## B\n\n{NEW.strip()}\n\nThat is Exhibit 2.\n")
    numbered = number(body, PRIOR)
    assert read_numbers(numbered) == ["1", "2", "3", "4"]
    assert "That is Exhibit 2.\n" in numbered
    assert "and Exhibit 3.\n" in numbered


def test_numbers_that_began_again_with_each_chapter_stay() -> None:
    prior = report("Table 1: A", "Table 2: B", "Table 1: C")
    assert number(report("Table 1: A", "Table 2: B", "Table 1: C", "Table 2: D"), prior).endswith(
        f"Table 2: D\n\n{TABLE}\n"
    )


@pytest.mark.parametrize("title", ["B", "Another title above the same table"])
def test_a_key_in_the_caption_of_an_old_exhibit_keeps_its_mentions(title: str) -> None:
    prior = report("Exhibit 1: A", text=f"Exhibit 2: B\n\n{TABLE}| e | f |\n\nSee Exhibit 2.\n")
    body = prior.replace("Exhibit 2: B", f"{{exhibit:b}}: {title}")
    body = body.replace("# R\n", "# R\n\n{exhibit:n}: N\n\n```\nx\n```\n")
    assert number(body, prior).endswith("See Exhibit 3.\n")


@pytest.mark.parametrize(
    ("body", "numbered"),
    [
        # Exhibit 3 would be called Exhibit 2, which the text says of something else.
        (report("Exhibit 1: A", "Exhibit 3: C", text="See Exhibit 2.\n"), None),
        (report("Exhibit 1: A", "Exhibit 3: C", text=f"Exhibit 2: B\n\nText.\n\n{TABLE}"), None),
        (
            report("Exhibit 1: A", "{exhibit:x}: X", "Exhibit 2: B", text="See Exhibit 3.\n"),
            report("Exhibit 1: A", "Exhibit 4: X", "Exhibit 2: B", text="See Exhibit 3.\n"),
        ),
        # Other words are numbered all the same.
        (
            report("Exhibit 3: C", "Table 2: D", text="Exhibit 1, Table 2.\n"),
            report("Exhibit 3: C", "Table 1: D", text="Exhibit 1, Table 1.\n"),
        ),
    ],
)
def test_no_mention_comes_to_name_another_exhibit(body: str, numbered: str | None) -> None:
    assert number(body) == (body if numbered is None else numbered)
    assert number(number(body)) == number(body)


def test_what_was_in_the_report_before_is_no_placeholder() -> None:
    prior = report("Exhibit 1: A", text="Write {exhibit:KEY} and {section:TITLE}.\n")
    assert number(prior, prior) == prior
    assert link_sections(prior, parse(prior)) == prior


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            report("{exhibit:a}: A", text="{exhibit:b}\n"),
            ("no caption defines '{exhibit:b}'", "(captions define a)"),
        ),
        (
            report(text="{exhibit:b}\n"),
            ("'{exhibit:b}': write '**{exhibit:b}: Title**' directly", "as in 'Exhibit 2'"),
        ),
        (report("{exhibit:a}: A", "{exhibit:A}: B"), ("two captions have '{exhibit:A}'",)),
    ],
)
def test_problems_are_told(body: str, told: tuple[str, ...]) -> None:
    with pytest.raises(OperationError) as caught:
        number(body)
    (problem,) = caught.value.problems
    for words in told:
        assert words in problem


SECTIONS = "# R\n\n## 2. Costs [a] | b[^1]\n\n## Prices\n\n### Prices\n\n## Crème brûlée\n\n"


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("See {section: crème Brûlée }.", "See [Crème brûlée](#crème-brûlée)."),
        ("See {section:2. Costs [a] | b}.", "See [2. Costs \\[a\\] | b](#2-costs-a--b1)."),
        (
            "| {section:Costs [a] \\| b} |\n|---|",
            "| [2. Costs \\[a\\] \\| b](#2-costs-a--b1) |\n|---|",
        ),
        ("`{section:R}`\n\n```\n{section:R}\n```", "`{section:R}`\n\n```\n{section:R}\n```"),
        (
            "## In {section:Crème brûlée}\n\n{section:In Crème brûlée}",
            "## In Crème brûlée\n\n[In Crème brûlée](#in-crème-brûlée)",
        ),
    ],
)
def test_section_references(text: str, linked: str) -> None:
    assert link_sections(SECTIONS + text) == SECTIONS + linked


@pytest.mark.parametrize(
    ("placeholder", "told"),
    [
        ("{section:prices}", "may be any of 2 sections"),
        ("{section:Price list}", "nearest are 'Prices'"),
    ],
)
def test_unclear_section_references_are_told(placeholder: str, told: str) -> None:
    with pytest.raises(OperationError) as caught:
        link_sections(f"{SECTIONS}See {placeholder}, {placeholder}.")
    (problem,) = caught.value.problems
    assert told in problem
    assert placeholder in problem


WORDS = st.sampled_from(["Exhibit", "Tabelle", "Figure"])
PIECES = st.lists(
    st.one_of(
        st.builds(
            "**{} {}: Title**\n\n| a | b |\n|---|---|\n| c | d |\n\n".format,
            WORDS,
            st.integers(1, 5),
        ),
        st.builds("As {} {} shows, it is so.\n\n".format, WORDS, st.integers(1, 7)),
        st.builds(
            "{}s {}–{} and 3 show it.[^1]\n\n".format, WORDS, st.integers(1, 4), st.integers(1, 6)
        ),
        st.builds("## {} {}: Heading\n\n".format, WORDS, st.integers(1, 5)),
        st.builds("> {} {} is theirs.\n\n`{} 2`\n\n".format, WORDS, st.integers(1, 5), WORDS),
        st.builds("- {} {}: an item\n- another\n\n".format, WORDS, st.integers(1, 5)),
        st.sampled_from(
            ["[x](#exhibit-2-heading)\n\n", "### Part\n\n", "Text.\n\n", "```\nExhibit 2\n```\n\n"]
        ),
    ),
    max_size=12,
).map(lambda pieces: "# R\n\n" + "".join(pieces))


def blank(text: str) -> str:
    return re.sub(r"[\d–, ]+", "0", text)


def by_word(text: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for caption in find_captions(parse(text)):
        if not caption.repeats:
            found.setdefault(caption.word, []).append(caption.whole)
    return found


def is_ordered(numbers: list[int]) -> bool:
    return numbers == list(range(1, len(numbers) + 1))


@given(PIECES, st.none() | PIECES.map(parse))
def test_only_numbers_change_and_only_once(body: str, prior: Document | None) -> None:
    numbered = number_exhibits(body, prior)
    assert blank(numbered) == blank(body)
    assert number_exhibits(numbered, prior) == numbered
    before = by_word(body)
    for word, numbers in by_word(numbered).items():
        assert is_ordered(numbers) or numbers == before[word]


@given(PIECES, PIECES.map(parse))
def test_what_is_in_order_stays_byte_for_byte(body: str, prior: Document) -> None:
    numbers = count(1)
    text = re.sub(r"(?<=\*\*Exhibit )\d", lambda _: str(next(numbers)), body)
    if all(map(is_ordered, by_word(text).values())):
        assert number_exhibits(text) == number_exhibits(text, prior) == text
