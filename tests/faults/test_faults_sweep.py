"""An iteration broken at every seventh call that changes a file."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from tests.faults.injection import trace
from tests.faults.sweep import Template, make_template, run_case
from tests.faults.workshop import Loaded, Workshop

pytestmark = pytest.mark.slow

_STRIDE = 7
_MOST = 161  # calls; a run makes some 150
_KINDS = ("kill", "torn", "enospc", "eio", "int")
_ITERATE = Loaded(("iterate", "--writer", "extractive"))


@pytest.fixture(scope="module")
def template(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Template:
    return workshop(make_template, tmp_path_factory.mktemp("faults"), _ITERATE)


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("first", range(1, _MOST, _STRIDE))
def test_nothing_is_lost_and_the_next_command_recovers(
    workshop: Workshop, template: Template, kind: str, first: int
) -> None:
    at = first + _KINDS.index(kind)  # not the same calls for all
    if at > template.events:
        pytest.skip("a run makes fewer calls")
    case = workshop(run_case, template, kind, at)
    assert case.faults == (), case.hit


def test_the_sweep_sees_what_a_careless_command_does(workshop: Workshop, tmp_path: Path) -> None:
    """It would be of no use if it found nothing wrong with anybody."""
    careless = (
        "sh",
        "-c",
        "for f in instructions report-9 diff; do echo - >> report/$f.md; done;"
        "git add report; git commit -qm x",
    )
    template = workshop(make_template, tmp_path, careless)
    broken = [("kill", at) for at in range(2, template.events, 4)]
    cases = [workshop(run_case, template, *how) for how in broken]
    faults = {fault.partition(":")[0] for case in cases for fault in case.faults}
    assert {"left behind", "stuck"} & faults or "wrong files" in faults


def test_calls_are_counted_and_broken(workshop: Workshop, tmp_path: Path) -> None:
    command = ["sh", "-c", "echo one > a; mkdir b; echo two > b/c"]
    names = workshop(trace, command, tmp_path, tmp_path).events
    assert names == ("openat a", "write a", "mkdir b", "openat b/c", "write b/c")
    subprocess.run(["rm", "-r", tmp_path / "a", tmp_path / "b"], check=True)
    outcome = workshop(trace, command, tmp_path, tmp_path, "torn", 5)
    assert (outcome.status, outcome.hit) == (128 + signal.SIGKILL, "write b/c")
    assert (tmp_path / "b/c").read_text() == "tw"
