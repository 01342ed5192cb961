"""Runs under way: a private directory for each, with a note for whoever comes after a crash.

``report-iterate.<pid>-<random>`` is beside the index. While its run lives, the file ``alive`` in
it is held; the system lets go of that when the process ends, whatever ends it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from git_report.errors import ReportError
from git_report.git.durable import write_whole
from git_report.git.file_lock import try_hold
from git_report.git.index_lock import is_own_lock
from git_report.git.refusals import UnfinishedError

if TYPE_CHECKING:
    from git_report.git.repository import Repository

PREFIX = "report-iterate."
_SCHEMA = 1


class Stage(StrEnum):
    """How far a run came: hooks look at its commit, the branch may move, files are staged."""

    CHECKING = "checking"
    LANDING = "landing"
    STAGING = "staging"


@dataclass(frozen=True, slots=True)
class NotedChange:
    """One file of a run, by blob ids, empty for no file.

    `disk` is what the work tree held, `staged` what the index held, `new` what both shall contain;
    `entry` is what the index shall contain, with the commit, where that is something else.
    """

    path: str
    mode: str
    disk: str
    staged: str
    new: str
    entry: str | None = None

    @property
    def entered(self) -> str:
        """What the index and the commit shall contain."""
        return self.new if self.entry is None else self.entry


@dataclass(frozen=True, slots=True)
class JournalNote:
    """What a run is about to do; what is written here before is enough to end or undo it.

    `commit` is empty until the commit object is made; `placed` are new files that the work tree
    has before the commit, `made` directories for them; `locks` are the files that git may leave
    where it dies with us, `sheltered` whether ``work-index`` says what the work tree held.
    """

    stage: Stage
    commit: str = ""
    changes: tuple[NotedChange, ...] = ()
    placed: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    locks: tuple[str, ...] = ()
    sheltered: bool = False


@dataclass(frozen=True, slots=True)
class RunDirectory:
    """The private directory of a run that this process leads, or takes over from a dead one."""

    place: Path

    @property
    def name(self) -> str:
        """What tells this run from all others."""
        return self.place.name.removeprefix(PREFIX)

    @property
    def index(self) -> Path:
        """The private index in which the commit is made and which hooks see."""
        return self.place / "index"

    @property
    def next_index(self) -> Path:
        """The index that will take the user's index's place."""
        return self.place / "next-index"

    @property
    def work_index(self) -> Path:
        """What the work tree held before hooks ran, as an index."""
        return self.place / "work-index"

    @property
    def lock(self) -> Path:
        """What is in ``index.lock`` where it is this run's."""
        return self.place / "lock"

    def note(self, note: JournalNote) -> None:
        """Write down what comes next: it is on disk when this returns."""
        told = {"schema": _SCHEMA, **asdict(note)}
        write_whole(self._noted, json.dumps(told, indent=1).encode("ascii"))

    def read(self) -> JournalNote | None:
        """What was noted last; None where nothing was that anybody could see.

        Raises ReportError for what this program cannot read.
        """
        try:
            data = self._noted.read_bytes()
        except FileNotFoundError:
            return None
        try:
            return _parse(json.loads(data))
        except (ValueError, KeyError, TypeError) as error:
            raise ReportError(
                f"the file in '{self.place}' in which an interrupted run noted its progress cannot "
                "be read",
                hint=f"check 'git status', correct what it shows, then remove '{self.place}'",
            ) from error

    @property
    def noted_at(self) -> int:
        """When the last note was written, in nanoseconds of the file system's clock."""
        return self._noted.stat().st_mtime_ns

    @property
    def _noted(self) -> Path:
        return self.place / "note.json"

    def remove(self) -> None:
        """Take the directory away, the note first: without it nothing is to be done."""
        with suppress(OSError):
            self._noted.unlink(missing_ok=True)
        shutil.rmtree(self.place, ignore_errors=True)


@contextmanager
def begin_run(repository: Repository) -> Iterator[RunDirectory]:
    """A private directory on the index's file system, so that files can be renamed from it."""
    above = repository.index.resolve().parent
    place = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=above))
    run = RunDirectory(place)
    try:
        with (place / "alive").open("xb") as alive:
            try_hold(alive)
            yield run
    except UnfinishedError:
        raise  # the note is what the next command finishes it by
    except BaseException:
        if not is_own_lock(repository.index, run.lock):
            run.remove()
        raise
    if not is_own_lock(repository.index, run.lock):
        run.remove()


def list_dead(repository: Repository) -> list[Path]:
    """The directories of runs that may have died, oldest first; a living one has locked its own."""
    above = repository.index.resolve().parent
    with os.scandir(above) as entries:
        found = [Path(each.path) for each in entries if each.name.startswith(PREFIX)]
    return sorted((p for p in found if p.is_dir()), key=lambda place: place.lstat().st_mtime_ns)


@contextmanager
def take_over(place: Path) -> Iterator[RunDirectory | None]:
    """The run of a directory, held by this process; None while its own or another one holds it."""
    try:
        alive = (place / "alive").open("r+b")
    except FileNotFoundError:
        # It died at its very beginning, or is at it now, or is gone.
        yield RunDirectory(place) if place.is_dir() and not is_process(_pid(place)) else None
        return
    with alive:
        yield RunDirectory(place) if try_hold(alive) and place.is_dir() else None


if sys.platform == "win32":

    def is_process(pid: int) -> bool:  # noqa: ARG001
        """Whether there may be a process of this number here.

        Signal 0 is Ctrl-C on Windows, so nobody is asked: what may be alive is left alone.
        """
        return True
else:

    def is_process(pid: int) -> bool:
        """Whether there is a process of this number here."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except OSError:  # it is somebody else's
            return True
        return True


def _pid(place: Path) -> int:
    digits = place.name.removeprefix(PREFIX).partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else os.getpid()


def _parse(told: Mapping[str, Any]) -> JournalNote:
    if told["schema"] != _SCHEMA:
        raise ValueError("another program's note")
    return JournalNote(
        stage=Stage(told["stage"]),
        commit=str(told["commit"]),
        changes=tuple(NotedChange(**change) for change in told["changes"]),
        placed=tuple(map(str, told["placed"])),
        made=tuple(map(str, told["made"])),
        locks=tuple(map(str, told["locks"])),
        sheltered=bool(told["sheltered"]),
    )
