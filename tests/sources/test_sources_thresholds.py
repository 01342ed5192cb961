"""Thresholds of the readers: for each a case on either side."""

from __future__ import annotations

import pytest

from tests.sources.edges import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=[case.name.replace(" ", "-") for case in CASES])
def test_a_body_at_the_edge_of_a_threshold(case: Case) -> None:
    assert case.is_read()
