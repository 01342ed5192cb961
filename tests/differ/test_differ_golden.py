"""Golden files: two versions and the diff.md between them, for a person to read.

After a change that is meant, ``python -m tests.differ.test_differ_golden`` writes them again; look
at what git says of them, and change the engine's number where a promise was broken.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from git_report.differ import ENGINE, derive, read_diff, read_engine, verify
from git_report.markdown import Document, parse

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.name.removesuffix(".new.md") for path in GOLDEN.glob("*.new.md"))


def _read(name: str, side: str) -> Document | None:
    path = GOLDEN / f"{name}.{side}.md"
    return parse(path.read_bytes().decode()) if path.exists() else None


def _derive(name: str) -> str:
    new = _read(name, "new")
    assert new is not None
    return derive(_read(name, "prior"), new, "report-02.md", "report-03.md")


@pytest.mark.parametrize("name", NAMES)
def test_diff_md_is_the_golden_one(name: str) -> None:
    assert _derive(name) == (GOLDEN / f"{name}.diff.md").read_bytes().decode()


@pytest.mark.parametrize("name", NAMES)
def test_golden_files_hold_against_their_versions(name: str) -> None:
    new = _read(name, "new")
    assert new is not None
    assert list(verify(_derive(name), _read(name, "prior"), new)) == []


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.engine-*.txt")), ids=lambda path: path.name)
def test_what_an_earlier_engine_wrote_is_still_believed(path: Path) -> None:
    name = path.name.partition(".")[0]
    told, new = path.read_bytes().decode(), _read(name, "new")
    assert new is not None
    assert 0 < read_engine(told) < ENGINE
    assert list(verify(told, _read(name, "prior"), new)) == []


@pytest.mark.parametrize("seed", ["0", "1"])
def test_no_order_of_hashing_shows(seed: str) -> None:
    code = (
        f"from tests.differ.test_differ_golden import _derive; print(ascii(_derive({NAMES[-1]!r})))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": seed},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told == ascii(_derive(NAMES[-1])) + "\n"


def test_a_report_is_read_back() -> None:
    told = read_diff((GOLDEN / "report.diff.md").read_bytes().decode())
    assert (told.prior, told.new, told.engine) == ("report-02.md", "report-03.md", ENGINE)
    assert told.reference == "[Keynote](/sources/keynote.md)"
    assert told.counts["removed"] == 1
    assert told.figures == {"new": 2, "changed": 1, "lost": 0}
    removed = next(detail for detail in told.details if detail.kinds == ("removed",))
    assert removed.title == "1.2 Entry point"
    assert removed.why == ("the keynote names no entry point any more",)
    assert [excerpt.side for excerpt in removed.excerpts] == ["prior"]
    changed = next(detail for detail in told.details if detail.figures)
    assert changed.figures == (("3,200 Gbps", "400 Gbps"),)
    assert changed.why == ("per node in the keynote",)
    assert changed.was == "1.1 GPU instances"


if __name__ == "__main__":
    for each in NAMES:
        (GOLDEN / f"{each}.diff.md").write_bytes(_derive(each).encode())
