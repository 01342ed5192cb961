"""What tokens cost: exact sums, prices that are checked, and records that are read back."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.edits.operations import StepUsage, Usage
from git_report.errors import ReportError
from git_report.markdown import Record
from git_report.writers.price import Price, format_tokens, read_price, usage_json
from git_report.writers.usage import Spent, find_spent, format_usage, read_usage

TOKENS = st.integers(0, 10**12)
USAGES = st.builds(Usage, TOKENS, TOKENS, TOKENS)
PRICES = st.decimals(0, 999_999, places=6, allow_nan=False)


def read(value: str | None) -> Price | None:
    return read_price({"report.price": value}.get)


@pytest.mark.parametrize(
    ("value", "price"),
    [
        (None, None),
        ("", None),
        ("5 0.5 25", Price(Decimal(5), Decimal("0.5"), Decimal(25))),
        (" USD  5 0.5 25 ", Price(Decimal(5), Decimal("0.5"), Decimal(25), "USD")),
        ("€ 0 0 0", Price(Decimal(0), Decimal(0), Decimal(0), "€")),
        ("US$ 1 2 3", Price(Decimal(1), Decimal(2), Decimal(3), "US$")),
    ],
)
def test_prices_are_three_numbers_and_may_have_a_currency(value: str, price: Price) -> None:
    assert read(value) == price


@pytest.mark.parametrize(
    "value",
    [
        "true", "5", "5 25", "USD 5 25", "5 0.5 25 USD", "5 0.5 25 7", "5,0 0,5 25", "-5 0.5 25",
        "5 NaN 25", "5 Infinity 25", "5 1e3 25", "\u0665 0.5 25", "5 0.5 9999999", "5 .5 25",
        "USD EUR 5 0.5 25", "\x1b 5 0.5 25",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_what_to_do(value: str) -> None:
    with pytest.raises(ReportError) as refused:
        read(value)
    assert "report.price" in refused.value.message
    assert "\x1b" not in refused.value.message
    assert "git config report.price" in refused.value.hint


@given(USAGES, PRICES, PRICES, PRICES)
def test_a_cost_is_exact(usage: Usage, read: Decimal, cached: Decimal, written: Decimal) -> None:
    price = Price(read, cached, written)
    exact = (
        usage.input * Fraction(read)
        + usage.cached * Fraction(cached)
        + usage.output * Fraction(written)
    ) / 10**6
    assert Fraction(price.cost(usage)) == exact
    assert Fraction(price.as_json(usage)["amount"]) == exact


@pytest.mark.parametrize(
    ("usage", "told"),
    [
        (Usage(), "USD 0.0000"),
        (Usage(0, 0, 1), "USD <0.0001"),
        (Usage(1000, 50, 9000), "USD 0.0108"),
        (Usage(200_000, 0, 0), "USD 1.00"),
        (Usage(10**9, 10**9, 0), "USD 30,000.00"),
    ],
)
def test_a_person_gets_as_many_digits_as_matter(usage: Usage, told: str) -> None:
    price = read("USD 5 0.5 25")
    assert price is not None
    assert price.format(usage) == told


def test_cached_tokens_cost_their_own_price_and_are_not_in_the_others() -> None:
    price = Price(Decimal(5), Decimal("0.5"), Decimal(25))
    assert price.as_json(Usage(0, 0, 1_000_000)) == {"amount": "0.5", "currency": ""}
    assert price.as_json(Usage(2_000_000, 0, 0)) == {"amount": "10", "currency": ""}


def test_without_prices_there_are_only_tokens() -> None:
    assert format_tokens(Usage(1000, 50, 9000), None) == "1,000 in, 50 out, 9,000 cached"
    assert usage_json(Usage(1, 2, 3), None) == {"input": 1, "output": 2, "cached": 3, "cost": None}


@given(USAGES)
def test_what_is_written_is_read_back(usage: Usage) -> None:
    assert read_usage(format_usage(usage)) == usage


@pytest.mark.parametrize("text", ["", "in 1", "in 1, out 2, cached 3 in 4, out 5, cached 6", "x"])
def test_other_text_tells_no_tokens(text: str) -> None:
    assert read_usage(text) is None
    assert not find_spent(None, text)


def test_the_record_comes_before_the_commit() -> None:
    lines = ["read: in 10, out 5, cached 1", "review: x: in 1, out 1, cached 0", "nonsense"]
    record = Record(2, tuple(("step", line) for line in lines))
    spent = find_spent(record, "in 99, out 99, cached 99")
    assert spent.usage == Usage(11, 6, 1)
    assert [each.step for each in spent.steps] == ["read", "review: x"]
    assert find_spent(Record(2), "in 3, out 2, cached 1") == Spent(Usage(3, 2, 1))


def test_steps_of_the_same_name_are_summed() -> None:
    one = Spent(Usage(1, 1, 1), (StepUsage("write", Usage(1, 1, 1)),))
    total = one + one + Spent(Usage(5, 5, 5))
    assert total == Spent(Usage(7, 7, 7), (StepUsage("write", Usage(2, 2, 2)),))
