"""One workshop for all faults of a test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.injection import is_possible
from tests.faults.workshop import Workshop


@pytest.fixture(scope="session")
def workshop() -> Iterator[Workshop]:
    """Where commands are made to fail; skipped where that is not possible."""
    opened = Workshop()
    try:
        if not opened(is_possible):
            pytest.skip("faults need Linux on x86_64 and the right to trace one's children")
        yield opened
    finally:
        opened.close()
