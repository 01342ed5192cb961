"""What the next command does first after a run died; every moment of dying is in tests/faults."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from git_report.commit.folder_lock import lock_folder
from git_report.commit.installing import clear_abandoned
from git_report.commit.journal import begin_run
from git_report.commit.killed_runs import repair
from git_report.errors import ReportError
from git_report.git.file_lock import try_hold
from git_report.git.refusals import BusyError
from git_report.git.repository import Repository
from git_report.text import silent
from tests.checkouts import Checkout, MakeRepository
from tests.commit.planning import (
    BASE,
    CHANGES,
    DIFF,
    INSTRUCTIONS,
    VERSION,
    leftovers,
    make_busy,
    whole_state,
)

_RUN = """
from pathlib import Path
from git_report.commit.commit import commit
from tests.commit.planning import make_plan
commit(*make_plan(Path()))
"""
_KILL = "kill -9 0"  # the whole process group: hook, framework, git, and ourselves
_PLACES = Path(__file__).parents[2]


def _run_to_death(checkout: Checkout) -> None:
    """Make the planned commit in a process of its own, which a hook kills with all its like."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN],
        cwd=checkout.root,
        env={**os.environ, "PYTHONPATH": str(_PLACES)},
        start_new_session=True,
        check=False,
        capture_output=True,
    )
    assert done.returncode == -9, done.stderr.decode()
    for hook in (checkout.root / ".git/hooks").glob("*[!e]"):
        if not hook.name.endswith(".sample"):
            hook.unlink()


def _repair(checkout: Checkout) -> list[str]:
    told: list[str] = []
    repair(Repository.open(checkout.root), told.append)
    return told


def test_nothing_to_repair_costs_nothing(make_repository: MakeRepository) -> None:
    checkout = make_repository("fine", BASE)
    before = whole_state(checkout)
    assert _repair(checkout) == []
    assert whole_state(checkout) == before
    assert not (checkout.root / ".git/git-report").exists()


@pytest.mark.parametrize("state", [{}, {DIFF: "# Older\n"}])
def test_killed_in_a_hook_under_the_framework_every_edit_is_back(
    make_repository: MakeRepository, state: dict[str, str]
) -> None:
    checkout = make_repository("stashed", {**BASE, **state})
    hook = f"id: die, name: die, language: system, entry: sh -c '{_KILL}', pass_filenames: false"
    config = f"repos:\n- repo: local\n  hooks:\n  - {{{hook}}}\n"
    checkout.commit({".pre-commit-config.yaml": config})
    pre_commit = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(pre_commit, cwd=checkout.root, check=True, capture_output=True)
    make_busy(checkout)
    checkout.write({INSTRUCTIONS: "# Brief\n\nMore.\n\n## References\n\n[ ] a\n\n[ ] b\n"})
    before = whole_state(checkout)
    _run_to_death(checkout)
    assert whole_state(checkout) != before  # it was put aside
    told = _repair(checkout)
    assert any("restored unstaged edits" in line for line in told)
    assert whole_state(checkout) == before
    assert leftovers(checkout) == []


def test_what_was_written_after_the_crash_stays(make_repository: MakeRepository) -> None:
    checkout = make_repository("written", BASE)
    checkout.write({"unstaged.txt": "edited\n"})
    # As the framework does: the work tree becomes what the commit will have.
    checkout.hook("pre-commit", f"git checkout -q -- . && {_KILL}")
    _run_to_death(checkout)
    assert (checkout.root / "unstaged.txt").read_text() == "unstaged\n"
    checkout.write({"unstaged.txt": "edited anew\n"})
    told = _repair(checkout)
    blob = checkout.git("hash-object", "--stdin", stdin=b"edited\n").decode().strip()
    assert any(f"not touched: 'unstaged.txt' (it was blob {blob[:12]})" in line for line in told)
    assert (checkout.root / "unstaged.txt").read_text() == "edited anew\n"
    assert checkout.text("cat-file", "-p", blob) == "edited"


def test_a_commit_that_was_made_is_completed(make_repository: MakeRepository) -> None:
    checkout = make_repository("made", BASE)
    make_busy(checkout)
    checkout.hook("reference-transaction", f'[ "$1" != committed ] || {_KILL}')
    _run_to_death(checkout)
    assert checkout.text("log", "-1", "--format=%s") == "report-02: a"
    assert "completed" in _repair(checkout)[-1]
    for path, data in CHANGES.items():
        assert (checkout.root / path).read_bytes() == data
    assert checkout.text("status", "--porcelain", "--", "report") == ""
    assert leftovers(checkout) == []


def test_a_file_that_was_edited_since_is_left_and_named(make_repository: MakeRepository) -> None:
    checkout = make_repository("since", BASE)
    checkout.hook("reference-transaction", f'[ "$1" != committed ] || {_KILL}')
    _run_to_death(checkout)
    checkout.write({INSTRUCTIONS: "# Mine\n"})
    told = _repair(checkout)
    assert any(f"not touched: '{INSTRUCTIONS}'" in line for line in told)
    assert (checkout.root / INSTRUCTIONS).read_text() == "# Mine\n"
    assert checkout.text("diff", "--cached", "--name-only") == ""
    assert (checkout.root / VERSION).read_bytes() == CHANGES[VERSION]


def test_a_version_that_was_edited_since_is_kept_elsewhere(make_repository: MakeRepository) -> None:
    checkout = make_repository("elsewhere", BASE)
    checkout.hook("pre-commit", _KILL)
    _run_to_death(checkout)
    checkout.write({VERSION: "# Mine\n"})
    told = _repair(checkout)
    kept = checkout.root / ".git/git-report/refused/report-02.md"
    assert any(str(kept) in line for line in told)
    assert kept.read_text() == "# Mine\n"
    assert not (checkout.root / VERSION).exists()


def test_the_lock_of_somebody_else_is_explained_and_stays(make_repository: MakeRepository) -> None:
    checkout = make_repository("foreign", BASE)
    checkout.hook("reference-transaction", f'[ "$1" != committed ] || {_KILL}')
    _run_to_death(checkout)
    lock = checkout.root / ".git/index.lock"
    lock.unlink()
    lock.write_text("somebody's\n")
    with pytest.raises(BusyError, match="another git process is running, or one was killed"):
        _repair(checkout)
    assert lock.read_text() == "somebody's\n"
    lock.unlink()
    assert "completed" in _repair(checkout)[-1]


def test_a_lock_of_ours_without_its_run_goes(make_repository: MakeRepository) -> None:
    checkout = make_repository("orphan", BASE)
    lock = checkout.root / ".git/index.lock"
    with subprocess.Popen(["true"]) as ended:
        pass
    said = f"report-iterate {ended.pid} {platform.node()} report-iterate.{ended.pid}-x\n"
    lock.write_text(said)
    assert len(_repair(checkout)) == 1
    assert not lock.exists()
    lock.write_text(said.replace(platform.node(), "elsewhere.invalid"))
    assert _repair(checkout) == []
    assert lock.exists()


def test_a_run_that_lives_is_left_alone(make_repository: MakeRepository) -> None:
    checkout = make_repository("alive", BASE)
    repository = Repository.open(checkout.root)
    with begin_run(repository) as run:
        assert _repair(checkout) == []
        assert run.place.is_dir()
    assert not run.place.exists()


def test_a_file_that_was_about_to_be_renamed_goes(make_repository: MakeRepository) -> None:
    checkout = make_repository("renamed", BASE)
    with subprocess.Popen(["true"]) as ended:
        pass
    abandoned, mine = (
        checkout.root / f"report/.report-iterate.{pid}.x.tmp" for pid in (ended.pid, os.getpid())
    )
    abandoned.touch()
    mine.touch()
    clear_abandoned(Repository.open(checkout.root), "report")
    assert not abandoned.exists()
    assert mine.exists()


def test_a_note_of_another_program_is_not_guessed_at(make_repository: MakeRepository) -> None:
    checkout = make_repository("strange", BASE)
    place = checkout.root / ".git/report-iterate.1-x"
    place.mkdir()
    (place / "alive").touch()
    (place / "note.json").write_text('{"schema": 99}')
    with pytest.raises(ReportError, match="noted its progress cannot be read"):
        _repair(checkout)
    assert place.is_dir()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of who waits, which take no time."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr("time.monotonic", lambda: sum(slept))
    return slept


def test_a_folder_is_waited_for_a_quarter_of_an_hour(
    repository: Checkout, clock: list[float]
) -> None:
    """With a note every minute; and so that it is noticed within a second when it is free."""
    opened, told = Repository.open(repository.root), list[str]()
    with (
        lock_folder(opened, "notes", silent),
        pytest.raises(BusyError),
        lock_folder(opened, "notes", told.append),
    ):
        pass
    assert 900 <= sum(clock) < 901
    assert max(clock) == 1
    assert len(told) == 15


def test_a_repair_is_waited_for_half_a_minute(
    repository: Checkout, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Repository.open(repository.root)
    monkeypatch.setattr("git_report.commit.killed_runs.list_dead", lambda _: [Path("a")])
    place = opened.git_dir / "git-report" / "repairing"
    place.parent.mkdir()
    with place.open("ab") as file:
        assert try_hold(file)
        with pytest.raises(BusyError, match="is repairing"):
            repair(opened, silent)
    assert 30 <= sum(clock) < 30.1
