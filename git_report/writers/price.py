"""Compute what tokens cost at the configured prices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from git_report.edits.operations import Usage
from git_report.errors import ReportError
from git_report.patterns import lazy
from git_report.text import one_line, shorten
from git_report.writers.usage import Spent

KEY = "report.price"
_EXAMPLE = "USD 5 0.5 25"
# No more digits than Decimal multiplies exactly with any number of tokens.
_NUMBER = lazy(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
# "USD", "€", "US$".
_CURRENCY = lazy(r"[^\W\d_]{1,8}|[A-Z]{0,3}[$£¥₠-⃀]")
_PRICES = 3
_MILLION = -6  # powers of ten
_SAVED = Decimal("0.5")  # share of the price in a message batch
_LEAST = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Price:
    """The price of a million tokens: read by the model, read from its provider's cache, written.

    `Usage.input` does not include cached tokens. In a message batch each costs half.
    """

    input: Decimal
    cached: Decimal
    output: Decimal
    currency: str = ""

    def cost(self, usage: Usage) -> Decimal:
        """The cost of tokens, not rounded."""
        batched = self._add(*usage.batched) * _SAVED
        return (self._add(usage.input, usage.output, usage.cached) - batched).scaleb(_MILLION)

    def _add(self, read: int, written: int, cached: int) -> Decimal:
        return read * self.input + cached * self.cached + written * self.output

    def format(self, usage: Usage) -> str:
        """The cost in words: ``USD 0.0421``; with two decimals from 1 on."""
        amount = self.cost(usage)
        if 0 < amount < _LEAST:
            amount_text = f"<{_LEAST}"
        else:
            amount_text = f"{amount:,.2f}" if amount >= 1 else f"{amount:.4f}"
        return f"{self.currency} {amount_text}".strip()

    def as_json(self, usage: Usage) -> dict[str, str]:
        """The cost as JSON data: a decimal number as text, which no reader rounds."""
        return {"amount": f"{self.cost(usage).normalize():f}", "currency": self.currency}


def read_price(config: Callable[[str], str | None]) -> Price | None:
    """The configured prices, None if there are none; raises ReportError for an invalid one."""
    value = config(KEY)
    if not value:
        return None
    words = value.split()
    currency = words.pop(0) if len(words) == _PRICES + 1 else ""
    prices = [Decimal(word) for word in words if _NUMBER.fullmatch(word)]
    named = not currency or _CURRENCY.fullmatch(currency) is not None
    if not len(prices) == len(words) == _PRICES or not named:
        raise ReportError(
            f"the value of '{KEY}' must be a currency and three prices, not "
            f"'{shorten(one_line(value))}'",
            hint=(
                "set the prices per million tokens of input, cached input and output, as in "
                f"'git config {KEY} \"{_EXAMPLE}\"'",
                f"or remove the setting with 'git config --unset {KEY}'",
            ),
        )
    read, cached, written = prices
    return Price(read, cached, written, currency)


def format_tokens(usage: Usage, price: Price | None) -> str:
    """Tokens in words: ``1,210 in, 50 out, 9,000 cached (USD 0.0118)``."""
    counts = f"{usage.input:,} in, {usage.output:,} out, {usage.cached:,} cached"
    return f"{counts} ({price.format(usage)})" if price is not None else counts


def usage_json(usage: Usage, price: Price | None) -> dict[str, Any]:
    """Tokens as JSON data, with their cost or null."""
    return {
        "input": usage.input,
        "output": usage.output,
        "cached": usage.cached,
        "cost": price.as_json(usage) if price is not None else None,
    }


def spent_json(spent: Spent, price: Price | None) -> dict[str, Any]:
    """The same with the steps."""
    steps = [{"step": each.step, **usage_json(each.usage, price)} for each in spent.steps]
    return {**usage_json(spent.usage, price), "steps": steps}
