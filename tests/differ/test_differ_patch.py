"""The byte delta: it leads there and back, whatever the texts are."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.differ.patch import apply_splices, list_operations, make_splices
from git_report.differ.words.runs import find_runs, longest_increasing
from git_report.errors import ReportError

# Few different lines, so that they repeat, with all that fools a splitter of lines.
LINES = st.sampled_from(["a", "b", "", "# t", "é", "a\r", "x\u2028y", "\u0085", "\x0c", "\udce9"])
TEXTS = st.builds(
    lambda lines, end: "\n".join(lines) + end,
    st.lists(LINES, max_size=30),
    st.sampled_from(["", "\n"]),
)
ANY = st.one_of(TEXTS, st.text(max_size=200))


@given(ANY, ANY)
def test_splices_lead_to_the_new_text_and_back(prior: str, new: str) -> None:
    splices = make_splices(prior, new)
    assert apply_splices(splices, prior) == new
    assert apply_splices(make_splices(new, prior), new) == prior


@given(ANY)
def test_equal_texts_have_no_splices(text: str) -> None:
    assert make_splices(text, text) == ()


@given(ANY, ANY)
def test_operations_copy_and_add_bytes(prior: str, new: str) -> None:
    source = prior.encode("utf-8", "surrogateescape")
    out = b""
    for operation in list_operations(make_splices(prior, new), len(source)):
        match operation:
            case ["copy", int(start), int(end)]:
                assert start < end
                out += source[start:end]
            case ["add", str(text)]:
                out += text.encode("utf-8", "surrogateescape")
            case _:
                pytest.fail(f"no operation: {operation}")
    assert out == new.encode("utf-8", "surrogateescape")


def test_splices_are_small() -> None:
    prior = "".join(f"line {k}\n" for k in range(1000))
    new = prior.replace("line 500\n", "line five hundred\n").replace("line 900\n", "")
    splices = make_splices(prior, new)
    assert [(splice.removed, splice.added) for splice in splices] == [
        ("line 500\n", "line five hundred\n"),
        ("line 900\n", ""),
    ]


def test_a_patch_refuses_a_text_that_it_was_not_made_from() -> None:
    splices = make_splices("a\nb\n", "a\nc\n")
    with pytest.raises(ReportError, match="does not apply"):
        apply_splices(splices, "a\nx\n")


@given(st.lists(st.integers(0, 5), max_size=40), st.lists(st.integers(0, 5), max_size=40))
def test_runs_are_equal_and_in_order(prior: list[int], new: list[int]) -> None:
    runs = find_runs(prior, new)
    i = j = 0
    for run in runs:
        assert run.prior >= i
        assert run.new >= j
        assert run.size > 0
        assert prior[run.prior : run.prior + run.size] == new[run.new : run.new + run.size]
        i, j = run.prior + run.size, run.new + run.size
    # Nothing equal is left at an end: runs are maximal there.
    if prior and new and prior[0] == new[0]:
        assert runs[0][:2] == (0, 0)


@given(st.lists(st.integers(0, 30), max_size=12))
def test_the_increasing_subsequence_is_a_longest(values: list[int]) -> None:
    found = [values[k] for k in longest_increasing(values)]
    assert all(a < b for a, b in pairwise(found))
    best = [1] * len(values)
    for k, value in enumerate(values):
        best[k] = 1 + max((best[x] for x in range(k) if values[x] < value), default=0)
    assert len(found) == max(best, default=0)


COUNT = range(60_000)


@pytest.mark.parametrize(
    ("prior", "new"),
    [
        ("\n".join("abc"[k * k % 3] for k in COUNT), "\n".join("abc"[k * 7 % 3] for k in COUNT)),
        ("x\n" * 60_000, "y\n" * 60_000),
        ("".join(f"{k}\n" for k in COUNT), "".join(f"{k}\n" for k in reversed(COUNT))),
    ],
    ids=["repetitive", "nothing in common", "reversed"],
)
def test_splices_of_hostile_texts_are_near_linear(prior: str, new: str) -> None:
    before = time.process_time()
    splices = make_splices(prior, new)
    assert time.process_time() - before < 3
    assert apply_splices(splices, prior) == new
