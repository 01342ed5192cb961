"""Figures: found with unit and value, told apart from what names or orders things."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.diff.figures import FigureKind, find_figures, find_quantities

ALPHABET = [
    *"0123456789.,-–/:%$€ \n\u202f×^()[]",
    "e",
    "GB",
    "million ",
    "2024",
    "Section ",
    "v",
    "漢",
]
TEXTS = st.lists(st.sampled_from(ALPHABET), max_size=60).map("".join) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("text", "figure", "value", "unit"),
    [
        ("up to 3,200 Gbps each", "3,200 Gbps", "3200", "Gbps"),
        ("3200 Gbps", "3200 Gbps", "3200", "Gbps"),
        ("100 Gb/s", "100 Gb/s", "100", "Gbps"),
        ("saves 40 %", "40 %", "40", "%"),
        ("saves 40\u202f%", "40\u202f%", "40", "%"),
        ("saves 40%.", "40%", "40", "%"),
        ("40 percent", "40 percent", "40", "%"),
        ("40 per cent", "40 per cent", "40", "%"),
        ("减少40％，成本", "40％", "40", "%"),
        ("$1.2 million", "$1.2 million", "1200000", "$"),
        ("US$3m", "US$3m", "3000000", "$"),
        ("USD 3", "USD 3", "3", "$"),
        ("5 dollars", "5 dollars", "5", "$"),
        ("€5", "€5", "5", "€"),
        ("$3 per hour", "$3 per hour", "3", "$/h"),
        ("1.7x faster", "1.7x", "1.7", "x"),
        ("1.7 times", "1.7 times", "1.7", "x"),
        ("2.5 TB", "2.5 TB", "2.5", "TB"),
        ("20\n  tokens per\n  second", "20\n  tokens per\n  second", "20", "token/s"),
        ("40 \nper cent", "40 \nper cent", "40", "%"),
        ("100K tokens", "100K tokens", "100000", "token"),
        ("3.2 thousand", "3.2 thousand", "3200", ""),
        ("1 234\u2009567 users", "234\u2009567 users", "234567", "user"),
        ("1\u202f234\u202f567 users", "1\u202f234\u202f567 users", "1234567", "user"),
        ("70B-parameter model", "70B-parameter", "70000000000", "parameter"),
        ("an 8-bit float", "8-bit", "8", "bit"),
        ("a 16\\-month term of 2\\.5 TB", "2\\.5 TB", "2.5", "TB"),
        ("a 16\\-month term", "16\\-month", "16", "month"),
        ("at -3 °C", "-3 °C", "-3", "°C"),
        ("(−2.5%)", "−2.5%", "-2.5", "%"),
        ("6.0 × 10²³", "6.0 × 10²³", "6E+23", ""),
        ("1.2e5", "1.2e5", "120000", ""),
        ("1,5 %", "1,5 %", "1.5", "%"),
        ("3万人", "3万人", "30000", "person"),
        ("2000 tokens per second", "2000 tokens per second", "2000", "token/s"),
        ("Up to 3 nodes", "3 nodes", "3", "node"),
        ("a ratio of 5:1", "5:1", "5", ""),
        ("in 40\npercent", "40\npercent", "40", "%"),
    ],
)
def test_quantities_have_value_and_unit(text: str, figure: str, value: str, unit: str) -> None:
    found = find_quantities(text)[-1]
    assert (found.text, found.value, found.unit) == (figure, Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "figure", "low", "high", "unit"),
    [
        ("12–14", "12–14", 12, 14, ""),
        ("12-14 GB", "12-14 GB", 12, 14, "GB"),
        ("10%–20% less", "10%–20%", 10, 20, "%"),
        ("$1–2 million", "$1–2 million", 1_000_000, 2_000_000, "$"),
    ],
)
def test_ranges(text: str, figure: str, low: int, high: int, unit: str) -> None:
    (found,) = find_quantities(text)
    assert (found.text, found.unit) == (figure, unit)
    assert (found.value, found.upper) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("in 2024", "year"),
        ("2023–24", "year year"),
        ("2000 tokens", "quantity"),
        ("March 3, 2024", "date year"),
        ("on 2024-01-02 at 12:30", "date date"),
        ("2024年", "date"),
        ("Section 4.1, Exhibit 9 and Figures 3, 4 and 5", " ".join(["reference"] * 5)),
        ("Sections 2–4", "reference reference"),
        ("claimed [1] and [^7]", "reference reference"),
        ("## 4.1 Costs", "reference"),
        ("1. first\n2) second", "ordinal ordinal"),
        ("the 4th of #5", "ordinal ordinal"),
        ("P5, EC2, GPT-4, p5.48xlarge", "name name name name"),
        ("Llama 3.1 and Trainium 2 instances", "name name"),
        ("a 3D model", "name"),
        ("in 10.0.0.0/16", "name"),
        ("Version 02, v1.2, 1.2.3", "version version version"),
        ("4\\.10\\.2", "version"),
        ("Version: 1.6", "version"),
        ("as of Kubernetes 1.27", "name"),
        ("[a](/b/77.md) https://x.org/2/44", "name name"),
        ("&#8217;", "name"),
        ("We use 16 GPUs", "quantity"),
        ("Only 3 of them", "quantity"),
    ],
)
def test_kinds(text: str, kinds: str) -> None:
    assert [str(figure.kind) for figure in find_figures(text)] == kinds.split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3,200", "3200"),
        ("40 %", "40 percent"),
        ("3.2 thousand", "3200"),
        ("1.50 GB", "1.5 GB"),
        ("5 million users", "5M users"),
    ],
)
def test_spellings_of_the_same_figure_have_one_key(one: str, other: str) -> None:
    assert find_quantities(one)[0].key == find_quantities(other)[0].key


@given(TEXTS)
def test_figures_are_pieces_of_their_text_in_order(text: str) -> None:
    at = 0
    for figure in find_figures(text):
        assert at <= figure.start < figure.end
        assert text[figure.start : figure.end] == figure.text
        assert figure.value.is_finite()
        at = figure.end


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,",
        "1 ",
        "1-",
        "1/",
        "1.2,",
        "1 000",
        "1e",
        "$ ",
        "1:",
        "1 billion ",
        "]( 1",
        "<!--1",
        "Page 1, ",
    ],
)
def test_time_is_linear(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    started = time.process_time()
    find_figures(text)
    assert time.process_time() - started < 1


def test_names_are_no_quantities() -> None:
    assert [figure.kind for figure in find_figures("EC2")] == [FigureKind.NAME]
    assert find_quantities("EC2 in 2024, Section 3") == ()
