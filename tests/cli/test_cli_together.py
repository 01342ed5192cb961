"""Several at once: runs in one folder, commits of a person, hooks that rewrite, a full disk."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from git_report.report.instructions import parse_instructions
from tests.cli.conftest import Place, Run

pytestmark = pytest.mark.slow

RUN = ("iterate", "--writer", "extractive")
COMMAND = [sys.executable, "-m", "git_report.cli", *RUN]
_HOLD = """\
import sys, time
from pathlib import Path
from git_report.git.repository import Repository
from git_report.commit.folder_lock import lock_folder
with lock_folder(Repository.open(Path()), "report", print):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(place: Place) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that is at work in the folder until its input ends."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", _HOLD], stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_folder_at_work_says_who_and_for_how_long(
    place: Place, report: Run, holder: subprocess.Popen[bytes]
) -> None:
    place.git("config", "report.lockTimeout", "0")
    before = place.state()
    ran = report(*RUN)
    assert ran.code == 1
    assert re.search(rf"'report' has been locked by process {holder.pid} for \d+ s\n", ran.err)
    assert place.state() == before


def test_a_run_waits_and_goes_on_when_the_other_is_done(
    place: Place, holder: subprocess.Popen[bytes]
) -> None:
    with subprocess.Popen(COMMAND, stderr=subprocess.PIPE, text=True) as waiting:
        assert waiting.stderr is not None
        while "waiting: 'report' has been locked" not in (line := waiting.stderr.readline()):
            assert line, "it ended without waiting"
        holder.kill()  # the system gives the turn free
        assert waiting.wait(30) == 0
    assert place.text("rev-list", "--count", "HEAD") == "2"


def test_runs_at_once_each_read_a_reference_of_their_own(place: Place) -> None:
    items = "".join(f"[ ] [R{n}](references/r{n}.md)\n\n" for n in range(6))
    text = "Node {n} runs at {n}00 Gbps and draws {n}5 kW in the test of the year.\n"
    place.put("instructions.md", f"# Brief\n\nWrite.\n\n## References\n\n{items}")
    for n in range(6):
        place.put(f"references/r{n}.md", f"# R{n}\n\n{text.format(n=n + 1)}")
    place.commit_all()
    runs = [subprocess.Popen(COMMAND, stderr=subprocess.DEVNULL) for _ in range(6)]
    assert [run.wait(120) for run in runs] == [0] * 6
    versions = sorted(path.name for path in place.folder.glob("report-*.md"))
    assert versions == [f"report-{n:02}.md" for n in range(1, 7)]
    assert place.text("rev-list", "--count", "HEAD") == "8"
    read = parse_instructions("instructions.md", place.read("instructions.md").encode())
    assert [r.claims[0].version for r in read.references] == [1, 2, 3, 4, 5, 6]
    assert place.text("status", "--porcelain") == ""


def _commit_elsewhere(path: str) -> str:
    """A hook that, the first time, commits a file as another process would."""
    return f"""
    [ -e .git/once ] && exit 0
    touch .git/once
    unset GIT_INDEX_FILE
    export GIT_INDEX_FILE=.git/theirs
    git read-tree HEAD
    blob=$(echo theirs | git hash-object -w --stdin)
    git update-index --add --cacheinfo 100644 $blob {path}
    git update-ref HEAD $(git commit-tree -p HEAD -m theirs $(git write-tree))
    """


def test_a_version_lands_on_a_commit_that_was_made_meanwhile(place: Place, report: Run) -> None:
    place.hook("pre-commit", _commit_elsewhere("theirs.txt"))
    ran = report(*RUN)
    assert ran.code == 0, ran.err
    assert place.text("log", "--format=%s").split("\n") == ["report-01: Alpha", "theirs", "base"]
    assert place.text("diff-tree", "-r", "--name-only", "HEAD~1", "HEAD").split("\n") == [
        "report/diff.md",
        "report/instructions.md",
        "report/report-01.md",
    ]


def test_a_version_does_not_land_on_another_report(place: Place, report: Run) -> None:
    place.hook("pre-commit", _commit_elsewhere("report/report-01.md"))
    ran = report(*RUN)
    assert ran.code == 1
    assert (
        "HEAD moved in the meantime and changed 'report/report-01.md'; nothing was changed"
        in ran.err
    )
    assert place.text("log", "-1", "--format=%s") == "theirs"


def test_a_version_does_not_land_on_another_branch(place: Place, report: Run) -> None:
    switch = "git branch -f other && git symbolic-ref HEAD refs/heads/other"
    place.hook("pre-commit", f"{switch}\n{_commit_elsewhere('theirs.txt')}")
    ran = report(*RUN)
    assert ran.code == 1
    assert "HEAD was switched from main to other in the meantime" in ran.err
    assert not (place.folder / "report-01.md").exists()


@pytest.mark.usefixtures("read_one")
def test_what_a_hook_makes_of_a_version_is_taken_over(place: Place, report: Run) -> None:
    mend = "sed -i '1s/$/ (checked)/' report/report-02.md; git add report/report-02.md"
    place.hook("pre-commit", f"grep -q checked report/report-02.md || {{ {mend}; }}")
    ran = report(*RUN)
    assert ran.code == 0, ran.err
    assert place.read("report-02.md").split("\n")[0].endswith("(checked)")
    assert "(checked)" in place.read("diff.md")
    assert report("check", "--all").out == ""
    assert place.text("status", "--porcelain") == ""


def test_a_hook_that_never_has_enough_is_refused(place: Place, report: Run) -> None:
    before = place.state()
    place.hook("pre-commit", "echo more >> report/report-01.md; git add report/report-01.md")
    ran = report(*RUN)
    assert ran.code == 1
    assert "a hook changed" in ran.err
    assert place.state() == before


def test_a_hook_that_breaks_the_record_is_refused(place: Place, report: Run) -> None:
    before = place.state()
    place.hook("pre-commit", "sed -i '/git-report/d' report/report-01.md")
    ran = report(*RUN)
    assert ran.code == 1
    assert "a hook changed the end" in ran.err
    assert place.state() == before


def test_a_full_disk_is_noticed_before_anybody_writes(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    asked = place.root / "asked"
    place.git("config", "report.command", f"touch '{asked}'")
    before = place.state()
    ran = report("iterate", "--writer", "command")
    assert ran.code == 1
    assert ".git' cannot be written: No space left on device" in ran.err
    assert not asked.exists()
    assert place.state() == before


def test_a_lock_that_was_left_is_noticed_before_anybody_writes(place: Place, report: Run) -> None:
    lock = place.root / ".git/index.lock"
    lock.write_text("somebody's\n")
    os.utime(lock, (time.time() - 300, time.time() - 300))
    asked = place.root / "asked"
    place.git("config", "report.command", f"touch '{asked}'")
    ran = report("iterate", "--writer", "command")
    assert ran.code == 1
    assert "index.lock' exists for 5 min: another git process is running" in ran.err
    assert not asked.exists()
    assert lock.exists()


def test_nobody_reads_what_a_killed_run_was_reading(place: Place, report: Run) -> None:
    """A run that dies while it asks has changed nothing, and the next one takes its turn."""
    place.git("config", "report.command", "sh -c 'touch .git/asked; sleep 3'")
    command = [*COMMAND[:-1], "command"]
    with subprocess.Popen(command, cwd=place.root, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 20
        while not Path(".git/asked").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.kill()
    assert place.text("status", "--porcelain") == ""
    assert report(*RUN).code == 0
    assert place.text("log", "-1", "--format=%s") == "report-01: Alpha"
