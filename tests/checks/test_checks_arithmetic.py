"""Arithmetic: what is declared as computed comes to what it is said to come to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.checks.arithmetic import comes_to, evaluate
from git_report.differ.figures import find_figures


def judge(figure: str, operands: str) -> bool | None:
    """Whether the operands come to the figure; None where they are not an expression."""
    values = evaluate(operands, find_figures(operands))
    return comes_to(find_figures(figure)[0], values) if values else None


@pytest.mark.parametrize(
    ("figure", "operands"),
    [
        ("48 GB", "6 × 8 GB"),
        ("1,280 GB", "2 x 640 GB"),
        ("16,000 GB", "640 GB × 1,250 / 50 %"),
        ("60 %", "100 % − 40 %"),
        ("25 %", "(500 − 400) / 400"),
        ("105", "100 * (1 + 5 %)"),
        ("$2,304", "$3.2 per hour * 24 * 30"),
        ("$2,300", "$3.2 per hour * 24 * 30"),
        ("327", "419 × 78 %"),
        ("2.1", "1 / 47 %"),
        ("400 Gbps", "3.2 Tbps ÷ 8"),
        ("3.2 Tbps", "8·400 Gbps"),
        ("720 h", "24 × 30"),
        ("30 days", "720 h / 24"),
        ("3 minutes", "90 s × 2"),
        ("1 TB", "8 × 128 GB"),
        ("3x", "(40 − 6) / 10"),
        ("1.7 million", "1.5 million + 200,000"),
        ("6", "2025 − 2019"),
        ("-5", "5 − 10"),
    ],
)
def test_right(figure: str, operands: str) -> None:
    assert judge(figure, operands) is True


@pytest.mark.parametrize(
    ("figure", "operands"),
    [
        ("49 GB", "6 × 8 GB"),
        ("20 %", "(500 − 400) / 400"),
        ("2 TB", "8 × 128 GB"),
        ("1.35 million", "1.5 million − 200,000"),
        ("$3,200", "$3.2 per hour * 24 * 30"),
        ("4x", "(40 − 6) / 10"),
        ("0", "7 − 5"),
    ],
)
def test_wrong(figure: str, operands: str) -> None:
    assert judge(figure, operands) is False


@pytest.mark.parametrize(
    "operands",
    [
        "",
        "8 GB",
        "sum of 3 GB and 4 GB",
        "419 interruptions by hardware × 78 %",
        "6–8 GB × 2",
        "2 ** 9",
        "2 // 9",
        "5 × (1 − 1",
        "5 / (3 − 3)",
        "f0 × 3",
        "__import__(3) × 3",
        "3 × 3 # 4",
        "(" * 250 + "3 × 3" + ")" * 20,
        "3 × " * 100 + "3",
    ],
)
def test_no_expression(operands: str) -> None:
    assert judge("9", operands) is None


@given(st.text("0123456789.,×x*/+−-() %GBf_\n", max_size=80), st.integers(0, 10**6))
def test_any_text_is_reckoned_up_or_left(operands: str, number: int) -> None:
    assert judge(str(number), operands) in (True, False, None)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_product_is_the_product_and_nothing_far_from_it(one: int, other: int) -> None:
    product = one * other
    assert judge(str(product), f"{one} × {other}") is True
    assert judge(str(product * 2), f"{one} × {other}") is False
    assert comes_to(find_figures(str(product))[0], frozenset({Decimal(product)}))
