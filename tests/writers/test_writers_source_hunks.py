"""Hunks of a reference that changed, with the sentences of a report that rest on them."""

from __future__ import annotations

import pytest

from git_report.markdown import parse
from git_report.writers.source_hunks import format_hunk, list_hunks

PRIOR = """# Caches

Latent attention makes the cache 93.3 % smaller than before.

The kernels move less data. Their authors measured 740 teraflops on one card.

- Routing costs 3 percent.
- Nothing else was measured.
"""
NEW = PRIOR.replace("93.3", "94.1").replace("3 percent", "5 percent") + "\nAn end was added.\n"
REPORT = """# Memory

## What fits

The cache shrinks by 93.3 % against the one before.[^2] It is cheap.[^1]

| Figure | What |
|---|---|
| 740 teraflops | measured on one card[^2] |
| 3 percent | what routing costs[^2] |

## Other

The cache is 93.3 % smaller, said another.[^3]
"""


def test_hunks_have_lines_words_and_sentences() -> None:
    hunks = list_hunks(PRIOR, NEW, parse(REPORT), frozenset({"2"}))
    assert [(hunk.start, hunk.new_start) for hunk in hunks] == [(3, 3), (7, 7), (9, 9)]
    assert [format_hunk(hunk) for hunk in hunks] == [
        "93.3 → 94.1",
        "3 → 5",
        'added "An end was added."',
    ]
    assert [[(each.line, each.path[-1]) for each in hunk.affected] for hunk in hunks] == [
        [(5, "What fits")],
        [(10, "What fits")],
        [],
    ]
    assert hunks[0].affected[0].text == "The cache shrinks by 93.3 % against the one before."


def test_a_long_sentence_is_kept_whole() -> None:
    long = (
        "Latent attention makes the cache 93.3 % smaller than before, which is what lets a card of "
        "the kind that most owners have hold a conversation of their length."
    )
    hunks = list_hunks(PRIOR, NEW, parse(f"# M\n\n{long}[^2]\n"), frozenset({"2"}))
    assert hunks[0].affected[0].text == long


@pytest.mark.parametrize(
    ("prior", "new", "told"),
    [
        ("a\nb\nc", "a\nc", ['removed "b"']),
        ("a b c", "a b c", []),
        ("a\n\n\nb", "a\n\nb", []),
        ("It was 4 of 9.", "It was 5 of 8.", ["4 of 9 → 5 of 8"]),
        ("", "all of it", ['added "all of it"']),
        ("", "twelve letters " * 5, [f'added "{"twelve letters " * 3}twelve letters…"']),
    ],
)
def test_changes_are_told_by_their_words(prior: str, new: str, told: list[str]) -> None:
    assert [format_hunk(hunk) for hunk in list_hunks(prior, new)] == told


def test_many_changes_are_counted() -> None:
    prior = " and then ".join(f"value {n}1" for n in range(9))
    (hunk,) = list_hunks(prior, prior.replace("1 ", "2 "))
    assert format_hunk(hunk).endswith("and 4 more changes")
    prior = prior.partition(" and then value 51")[0]
    (hunk,) = list_hunks(prior, prior.replace("1 ", "2 ") + "2")
    assert format_hunk(hunk).endswith("and 1 more change")


def test_a_sentence_that_cites_only_another_reference_is_not_affected() -> None:
    report = "# Memory\n\nThe cache is 93.3 % smaller.[^3] Its attention is latent.[^2]\n"
    hunks = list_hunks(PRIOR, NEW, parse(report), frozenset({"2"}))
    told = [each.text for hunk in hunks for each in hunk.affected]
    assert "The cache is 93.3 % smaller." not in told
