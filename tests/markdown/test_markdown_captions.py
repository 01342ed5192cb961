"""Captions: what numbers an exhibit, and what only mentions one."""

import pytest

from git_report.markdown import parse
from git_report.markdown.captions import find_captions

TABLE = "| a | b |\n|---|---|\n| c | d |\n"


def read(text: str) -> list[tuple[str, str, str]]:
    return [
        (each.word, each.number, each.title)
        for each in find_captions(parse(f"# R\n\n{text}"))
        if not each.repeats
    ]


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        ("**Exhibit 3: Prices fall**", ("exhibit", "3", "Prices fall")),
        ("**Exhibit 3.** Prices fall", ("exhibit", "3", "Prices fall")),
        ("Exhibit 3 – Prices fall", ("exhibit", "3", "Prices fall")),
        ("_Fig. 12 | Prices_", ("figure", "12", "Prices")),
        ("*Tabelle 2: Preise*", ("tabelle", "2", "Preise")),
        ("Abb. 4: Preise", ("abbildung", "4", "Preise")),
        ("Tableau\u00a01. Prix", ("tableau", "1", "Prix")),
        ("**Table 3** Prices", ("table", "3", "Prices")),
        ("**Table 3**", ("table", "3", "")),
        ("Table 3.2: Prices", ("table", "3.2", "Prices")),
        ("Table A1: Prices", ("table", "A1", "Prices")),
        ("Exhibit 3a: Prices", ("exhibit", "3a", "Prices")),
        ("**{exhibit:costs}: Prices fall**", ("", "{exhibit:costs}", "Prices fall")),
        ("Table {exhibit: costs }. Prices", ("table", "{exhibit: costs }", "Prices")),
    ],
)
def test_captions(line: str, caption: tuple[str, str, str]) -> None:
    for text in (
        f"{line}\n\n{TABLE}",
        f"{line}\n{TABLE}",
        f"{TABLE}\n{line}\n",
        f"{line}\n\n```mermaid\nflowchart LR\n```\n",
        f"{line}\n\n![A chart](chart.png)\n",
        f"![A chart](chart.png)\n{line}\n",
        f"{line}\n\n- one\n- two\n",
        f"Text.\n\n{line}\n\n{TABLE}\nText.\n",
    ):
        assert read(text) == [caption], text


@pytest.mark.parametrize(
    "text",
    [
        f"Exhibit 3 shows that prices fall.\n\n{TABLE}",
        f"**Exhibit 3** shows that prices fall.\n\n{TABLE}",
        f"Exhibits 3–5 show it.\n\n{TABLE}",
        f"Exhibit 3-5 show it.\n\n{TABLE}",
        f"Exhibit 3: {'prices fall ' * 20}\n\n{TABLE}",
        f"Exhibition 3: prices\n\n{TABLE}",
        f"3: prices\n\n{TABLE}",
        "Exhibit 3: prices fall\n\nText.\n",
        "- Exhibit 3: prices fall\n- Exhibit 4: prices rise\n",
        "> Exhibit 3: prices fall\n",
        f"`Exhibit 3`: prices\n\n{TABLE}",
    ],
)
def test_mentions_are_not_captions(text: str) -> None:
    assert read(text) == []


def test_a_heading_is_a_caption_by_itself() -> None:
    text = (
        f"## Exhibit 1: Prices\n\nText.\n\n### Exhibit 2: Costs ##\n\n{TABLE}\n## Exhibit 3 and 4\n"
    )
    assert read(text) == [("exhibit", "1", "Prices"), ("exhibit", "2", "Costs")]


def test_a_second_caption_of_an_exhibit_repeats_the_first() -> None:
    text = (
        f"## Exhibit 1: Prices\n\n**Exhibit 1: Prices**\n\n{TABLE}\n"
        f"## Costs\n\n**Exhibit 2: Costs**\n\n{TABLE}\nExhibit 2: a source\n"
    )
    found = [(each.number, each.repeats) for each in find_captions(parse(text))]
    assert found == [("1", False), ("1", True), ("2", False), ("2", True)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"Table 1: A\n\n{TABLE}\nTable 2: B\n\n{TABLE}", [5, 11]),
        (f"{TABLE}\nTable 1: A\n\n{TABLE}\nTable 2: B\n", [3, 9]),
        (f"{TABLE}\nText.\n\nTable 1: A\n\n{TABLE}", [11]),
        (f"{TABLE}\nTable 1: A\n\n- one\n", [3]),
    ],
)
def test_what_a_caption_is_of(text: str, lines: list[int]) -> None:
    shown = [each.shown for each in find_captions(parse(f"# R\n\n{text}"))]
    assert [block.span.first for block in shown if block] == lines


def test_the_place_of_the_number() -> None:
    text = f"# R\n\n![A](a.png)\n**Exhibit 31: Prices**\n\n## Exhibit 4: Costs\n\n{TABLE}"
    for caption in find_captions(parse(text)):
        assert caption.block.text[caption.start : caption.end] == caption.number
