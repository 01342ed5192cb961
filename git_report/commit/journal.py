"""The journal: a private directory for each run, with a note for the repair after a crash.

The directory ``report-iterate.<pid>-<random>`` is next to the index. While the run is alive, the
file ``alive`` in it is locked; the system releases this lock however the process ends.
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
from git_report.git.durable import naming, write_whole
from git_report.git.file_lock import try_hold
from git_report.git.index_lock import is_own_lock
from git_report.git.refusals import UnfinishedError

if TYPE_CHECKING:
    from git_report.git.repository import Repository

PREFIX = "report-iterate."
_SCHEMA = 1


class Stage(StrEnum):
    """The stage of a run: hooks check the commit, the branch may move, files are staged."""

    CHECKING = "checking"
    LANDING = "landing"
    STAGING = "staging"


@dataclass(frozen=True, slots=True)
class NotedChange:
    """One file of a run as blob ids; an empty id means no file.

    `disk` is what the work tree contained, `staged` what the index contained, and `new` what both
    will contain. `entry` is what the index and the commit will contain, if it differs from `new`.
    """

    path: str
    mode: str
    disk: str
    staged: str
    new: str
    entry: str | None = None

    @property
    def entered(self) -> str:
        """The blob that the index and the commit will contain."""
        return self.new if self.entry is None else self.entry


@dataclass(frozen=True, slots=True)
class JournalNote:
    """What a run is about to do, in enough detail to complete or undo it after a crash.

    `commit` is empty until the commit object is made. `placed` are new files that are in the work
    tree before the commit, `made` the directories created for them. `locks` are the files that git
    may leave behind if it is killed with us. `sheltered` says whether ``work-index`` contains the
    state of the work tree.
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
    """The private directory of a run of this process, or of a dead one that it repairs."""

    place: Path

    @property
    def name(self) -> str:
        """The unique name of this run."""
        return self.place.name.removeprefix(PREFIX)

    @property
    def index(self) -> Path:
        """The private index in which the commit is made, and which hooks use."""
        return self.place / "index"

    @property
    def next_index(self) -> Path:
        """The index that will replace the user's."""
        return self.place / "next-index"

    @property
    def work_index(self) -> Path:
        """An index with the state of the work tree before hooks ran."""
        return self.place / "work-index"

    @property
    def lock(self) -> Path:
        """The file from which this run makes ``index.lock``."""
        return self.place / "lock"

    def note(self, note: JournalNote) -> None:
        """Write the note of what comes next, and sync it to disk."""
        fields = {"schema": _SCHEMA, **asdict(note)}
        write_whole(self._noted, json.dumps(fields, indent=1).encode("ascii"))

    def read(self) -> JournalNote | None:
        """The last note; None if the run had not written one, so that it has changed nothing yet.

        Raises ReportError if the note cannot be read.
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
        """When the last note was written, in nanoseconds by the file system's clock."""
        return self._noted.stat().st_mtime_ns

    @property
    def _noted(self) -> Path:
        return self.place / "note.json"

    def remove(self) -> None:
        """Remove the directory, the note first: without a note there is nothing to repair."""
        with suppress(OSError):
            self._noted.unlink(missing_ok=True)
        shutil.rmtree(self.place, ignore_errors=True)


@contextmanager
def begin_run(repository: Repository) -> Iterator[RunDirectory]:
    """Create a private directory on the file system of the index, so that renames from it work."""
    above = repository.index.resolve().parent
    place = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=above))
    run = RunDirectory(place)
    try:
        # The temporary files of a run mean nothing to anybody: a full disk is that of the index.
        with naming(above), (place / "alive").open("xb") as alive:
            try_hold(alive)
            yield run
    except UnfinishedError:
        raise  # the next command needs the note to finish the run
    except BaseException:
        if not is_own_lock(repository.index, run.lock):
            run.remove()
        raise
    if not is_own_lock(repository.index, run.lock):
        run.remove()


def list_dead(repository: Repository) -> list[Path]:
    """The directories of runs that may be dead, oldest first; a live run has locked its own."""
    above = repository.index.resolve().parent
    with os.scandir(above) as entries:
        found = [Path(each.path) for each in entries if each.name.startswith(PREFIX)]
    return sorted((p for p in found if p.is_dir()), key=lambda place: place.lstat().st_mtime_ns)


@contextmanager
def take_over(place: Path) -> Iterator[RunDirectory | None]:
    """Lock the directory of a dead run to repair it; None while another process has it locked."""
    try:
        alive = (place / "alive").open("r+b")
    except FileNotFoundError:
        # It died before it made the file, or is about to make it, or has been removed.
        yield RunDirectory(place) if place.is_dir() and not is_process(_pid(place)) else None
        return
    with alive:
        # Looked at again once it is locked: another repair may have removed it while this one
        # opened the file.
        yield RunDirectory(place) if try_hold(alive) and place.is_dir() else None


if sys.platform == "win32":

    def is_process(pid: int) -> bool:  # noqa: ARG001
        """Whether a process with this number may exist.

        Always true: signal 0 is Ctrl-C on Windows, so there is no way to ask.
        """
        return True
else:

    def is_process(pid: int) -> bool:
        """Whether a process with this number exists."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except OSError:  # it belongs to another user
            return True
        return True


def _pid(place: Path) -> int:
    digits = place.name.removeprefix(PREFIX).partition("-")[0]
    # A name that is not ours counts as a run that is alive, so that nothing is removed.
    return int(digits) if digits.isascii() and digits.isdigit() else os.getpid()


def _parse(parsed: Mapping[str, Any]) -> JournalNote:
    if parsed["schema"] != _SCHEMA:
        raise ValueError("another program's note")
    return JournalNote(
        stage=Stage(parsed["stage"]),
        commit=str(parsed["commit"]),
        changes=tuple(NotedChange(**change) for change in parsed["changes"]),
        placed=tuple(map(str, parsed["placed"])),
        made=tuple(map(str, parsed["made"])),
        locks=tuple(map(str, parsed["locks"])),
        sheltered=bool(parsed["sheltered"]),
    )
