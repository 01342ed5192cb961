"""What versions cost, in every place where it is shown."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import Place, Run

RECORD = """\
<!-- git-report {number:02d}
writer: anthropic x
{steps}-->
"""
STEPS = "step: read: in 1000, out 100, cached 0\nstep: write: in 200, out 300, cached 4000\n"


def add(place: Place, number: int, steps: str, usage: str = "") -> None:
    """Commit a version by a model, with its steps on record, and with a trailer or without."""
    record = RECORD.format(number=number, steps=steps)
    place.put(f"report-{number:02d}.md", f"# Report\n\nIt took {number} days.\n\n{record}")
    trailers = f"\n\nReport-Version: report-{number:02d}"
    trailers += f"\nReport-Usage: {usage}" if usage else ""
    place.commit_all(f"report-{number:02d}: Reference{trailers}\n")


@pytest.fixture
def paid(place: Place) -> Place:
    """Version 01 with its total alone, version 02 with its steps."""
    add(place, 1, "", "in 1000000, out 0, cached 0")
    add(place, 2, STEPS, "in 1200, out 400, cached 4000")
    return place


def price(place: Place, value: str = "USD 5 0.5 25") -> None:
    place.git("config", "report.price", value)


def test_log_tells_tokens_and_with_prices_money(paid: Place, report: Run) -> None:
    newest, oldest = report("log").out.splitlines()
    assert newest.endswith("[1,200 in, 400 out, 4,000 cached]")
    price(paid)
    newest, oldest = report("log").out.splitlines()
    assert newest.endswith("[1,200 in, 400 out, 4,000 cached (USD 0.0180)]")
    assert oldest.endswith("[1,000,000 in, 0 out, 0 cached (USD 5.00)]")
    assert "    read: 1,000 in, 100 out, 0 cached (USD 0.0075)\n" in report("log", "--stat").out


def test_log_as_json_has_the_steps_that_are_on_record(paid: Place, report: Run) -> None:
    newest, oldest = report("log", "--json").json["versions"]
    assert newest["usage"] == "in 1200, out 400, cached 4000"
    assert newest["tokens"] == {"input": 1200, "output": 400, "cached": 4000, "cost": None}
    assert oldest["steps"] == []
    price(paid, "5 0.5 25")
    newest, _ = report("log", "--json").json["versions"]
    assert newest["tokens"]["cost"] == {"amount": "0.018", "currency": ""}
    assert newest["steps"][0] == {
        "step": "read", "input": 1000, "output": 100, "cached": 0,
        "cost": {"amount": "0.0075", "currency": ""},
    }  # fmt: skip


def test_status_tells_the_sum(paid: Place, report: Run) -> None:
    price(paid)
    words = "tokens         1,001,200 in, 400 out, 4,000 cached (USD 5.02)\n"
    assert words in report("status").out
    usage = report("status", "--json").json["usage"]
    assert (usage["input"], usage["cost"]["amount"]) == (1_001_200, "5.018")
    assert [step["step"] for step in usage["steps"]] == ["read", "write"]


@pytest.mark.usefixtures("read_one")
def test_a_report_that_no_model_wrote_cost_nothing(place: Place, report: Run) -> None:
    assert "tokens" not in report("status").out
    assert report("status", "--json").json["usage"]["input"] == 0
    assert report("log", "--json").json["versions"][0]["tokens"] is None


def test_the_page_tells_it(paid: Place, report: Run) -> None:
    price(paid)
    page = report("view", "-o", "-").out
    assert "tokens: 1,200 in, 400 out, 4,000 cached (USD 0.0180)" in page


def test_tokens_of_a_commit_with_several_versions_are_nobodys(place: Place, report: Run) -> None:
    for number in (1, 2):
        record = RECORD.format(number=number, steps="")
        place.put(f"report-{number:02d}.md", f"# Report\n\nDay {number}.\n\n{record}")
    place.commit_all("two at once\n\nReport-Usage: in 10, out 5, cached 0\n")
    assert not re.search(r"\[.* in", report("log").out)
    assert report("status", "--json").json["usage"]["input"] == 0


@pytest.mark.parametrize("command", ["log", "status", "view", "iterate"])
def test_a_price_that_is_none_is_an_error_before_anything_else(
    paid: Place, report: Run, command: str
) -> None:
    price(paid, "five dollars")
    before = paid.state()
    ran = report(command, *(["--writer", "extractive"] if command == "iterate" else []))
    assert ran.code == 1
    assert "must be a currency and three prices, not 'five dollars'" in ran.err
    assert "hint: " in ran.err
    assert paid.state() == before
