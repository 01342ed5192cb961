"""What ``--removed`` and ``--allow`` name and what is not there is said."""

from __future__ import annotations

import pytest

from .conftest import Place, Run

FIRST = """# Report

## Costs of storage

Storage costs 98 USD for each node.

## Speed

| Type | Network |
|---|---|
| P3 | 25 Gbps |
| P5 | 3,200 Gbps |

It answers in 35 ms.
"""


@pytest.fixture
def made(place: Place, report: Run) -> Place:
    """The report with a first version of a person's own."""
    place.write({"first.md": FIRST})
    assert report("accept", "-q", "first.md").code == 0
    return place


def edit(made: Place, before: str, after: str = "") -> None:
    text = made.read("report-01.md")
    assert before in text
    made.put("report-01.md", text.replace(before, after))


@pytest.mark.parametrize(
    ("what", "like"),
    [
        ("Cost of storage", "'Costs of storage'"),
        ("costs", "'Costs of storage'"),
        ("Nothing of the kind", ""),
        ("P33", "'P3'"),
        ("99 USD", ""),
    ],
)
def test_a_removal_that_names_nothing_is_said(
    made: Place, report: Run, what: str, like: str
) -> None:
    edit(made, "It answers in 35 ms.", "It answers in 35 ms. More.")
    ran = report("revise", "-m", "more", "--removed", f"{what}: gone", "--dry-run")
    assert ran.code == 0, ran.err
    told = f"warning: --removed '{what}' matches nothing in report-01.md"
    assert told in ran.err
    meant = ran.err.partition("did you mean ")[2].partition("?")[0]
    assert (like in meant, bool(meant)) == (True, bool(like))
    ran = report("revise", "-m", "more", "--removed", f"{what}: gone", "--json")
    (unmatched,) = ran.json["unmatched"]
    assert (unmatched["option"], unmatched["value"]) == ("--removed", what)
    assert (like.strip("'") in unmatched["like"]) == bool(like)


@pytest.mark.parametrize(
    ("gone", "what"),
    [
        ("## Costs of storage\n\nStorage costs 98 USD for each node.\n\n", "Costs of storage"),
        ("| P3 | 25 Gbps |\n", "P3"),
        ("Storage costs 98 USD for each node.", "98 USD"),
        ("Storage costs 98 USD for each node.", '"Storage costs 98 USD"'),
    ],
)
def test_a_removal_that_names_something_is_not_mentioned(
    made: Place, report: Run, gone: str, what: str
) -> None:
    edit(made, gone)
    ran = report("revise", "-m", "less", "--removed", f"{what}: gone", "--allow", "K002")
    assert ran.code == 0, ran.err
    assert "--removed" not in ran.err


def test_a_slip_is_named_where_the_version_is_refused(made: Place, report: Run) -> None:
    edit(made, "## Costs of storage\n\nStorage costs 98 USD for each node.\n\n")
    state = made.state()
    ran = report("revise", "-m", "less", "--removed", "Cost of storage: gone")
    assert ran.code == 1
    assert "did you mean 'Costs of storage'?" in ran.err.splitlines()[0]
    assert made.state() == state


def test_a_code_that_nothing_needed_is_said(made: Place, report: Run) -> None:
    told = "warning: --allow 'K003' was not needed"
    edit(made, "25 Gbps", "27 Gbps")
    ran = report("revise", "-m", "x", "--allow", "k002", "--allow", "K003")
    assert (ran.code, told in ran.err, "k002" in ran.err) == (0, True, False)
    ran = report("iterate", "--writer", "extractive", "--allow", "K003", "--json", "--dry-run")
    assert ran.json["unmatched"] == [{"option": "--allow", "value": "K003", "like": []}]
    ran = report("iterate", "--writer", "extractive", "--allow", "K003")
    assert (ran.code, told in ran.err) == (0, True)


def test_a_model_declares_its_own_removals(made: Place, report: Run) -> None:
    ran = report("revise", "--ask", "shorter", "--removed", "Speed: gone")
    assert (ran.code, "--ask and --removed cannot be combined" in ran.err) == (2, True)
