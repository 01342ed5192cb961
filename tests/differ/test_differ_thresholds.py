"""Thresholds of the difference: for each a case on either side."""

from __future__ import annotations

import pytest

from tests.differ.edges import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=[case.name.replace(" ", "-") for case in CASES])
def test_two_texts_at_the_edge_of_a_threshold(case: Case) -> None:
    assert case.is_told()
