from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkouts import Checkout, MakeRepository


def test_a_repository_has_its_own_identity_and_date(repository: Checkout) -> None:
    repository.commit({"a.md": "a\n"})
    told = repository.text("log", "-1", "--format=%an <%ae> %ad", "--date=raw")
    assert told == "Ada Tester <ada@example.com> 1750000000 +0000"


def test_repositories_of_one_test_are_apart(make_repository: MakeRepository) -> None:
    one = make_repository("one", {"a": "1"})
    two = make_repository("two", None, "--object-format=sha256")
    assert len(one.text("rev-parse", "HEAD")) == 40
    assert two.text("rev-parse", "--show-object-format") == "sha256"


@pytest.mark.parametrize(
    ("markers", "code"), [("", 5), ("not slow", 5), ("not installs", 5), ("local_model", 0)]
)
def test_a_model_is_asked_only_where_m_names_it(markers: str, code: int) -> None:
    tests = Path(__file__).parents[1]
    module = tests / "writers" / "test_writers_local_model.py"
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-m", markers, str(module)]
    done = subprocess.run(command, cwd=tests.parent, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
