"""No history of legal steps has a finding, at any of its steps and through any door."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.checks.walks import Tally, walks

pytestmark = pytest.mark.slow


def test_random_walks_of_legal_steps_have_no_finding(tmp_path: Path) -> None:
    tally = Tally()
    run_state_machine_as_test(
        walks(tmp_path, tally, strict=True),  # type: ignore[arg-type]
        settings=settings(
            max_examples=15,
            stateful_step_count=5,
            deadline=None,
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert tally.alarms == []
    assert tally.histories >= 15
    assert tally.commits > 15
