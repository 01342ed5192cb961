"""Which report folder of before a folder was, wherever it went and whatever became of its files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from git_report.checks.state import State, read_state
from git_report.report.snapshot import Snapshot, TooLargeError
from git_report.report.versions import version_number

_WORD = re.compile(r"\w+")
_RUN = 3


@dataclass(frozen=True, slots=True)
class Deletion:
    """A commit of the past that deleted files: the trees before and after it, and the paths."""

    before: Snapshot
    after: Snapshot
    paths: tuple[str, ...]


def moved_from(gone: Iterable[State], state: State) -> State | None:
    """The folder among those that are gone which this one was.

    It is the one that shares most versions, byte for byte; else the first that was stamped for
    the same readings, or has a version of which this one is an edited copy.
    """
    candidates = list(gone)
    best = max(candidates, key=lambda former: _count_shared(former, state), default=None)
    if best is not None and _count_shared(best, state):
        return best
    for former in candidates:
        if _readings(former) & _readings(state) or resembles(former, state):
            return former
    return None


def come_back(deletions: Iterable[Deletion], state: State) -> State | None:
    """The folder of the past, all of it deleted since, that came back as this one.

    The newest deletion counts, unless another one had more of these versions.
    """
    return moved_from(_vanished(deletions), state)


def come_anew(deletions: Iterable[Deletion], state: State) -> State | None:
    """The folder of which several versions went at once, and edited copies of them come at once.

    A version that is made again, where one was taken back, is a new one: only rows of several
    versions are compared here, and only where their texts are alike.
    """
    if len(state.versions) < 2:
        return None
    rows = (former for former in _vanished(deletions, whole=False) if len(former.versions) > 1)
    return next((former for former in rows if resembles(former, state)), None)


def resembles(former: State, state: State) -> bool:
    """Whether a version has half of what the former one of its number says, in runs of words."""
    for number in sorted(former.versions.keys() & state.versions.keys(), reverse=True):
        if former.versions[number] == state.versions[number]:
            return True
        try:
            before, after = (_runs(each.version_data(number)) for each in (former, state))
        except TooLargeError:
            continue
        if before and 2 * len(before & after) >= len(before):
            return True
    return False


def find_in(snapshot: Snapshot, state: State) -> State | None:
    """The same folder in another tree: in the same place, else where it shares most versions."""
    found = read_state(snapshot, state.path)
    if found is not None:
        return found
    folders = {
        folder
        for path in snapshot.markdown_files()
        for folder, _, name in [path.rpartition("/")]
        if version_number(name) is not None
    }
    states = [each for folder in sorted(folders) if (each := read_state(snapshot, folder))]
    best = max(states, key=lambda each: _count_shared(each, state), default=None)
    return best if best is not None and _count_shared(best, state) else None


def _vanished(deletions: Iterable[Deletion], *, whole: bool = True) -> Iterator[State]:
    """The report folders that ended with a deletion; with `whole`, those with all they held."""
    for deletion in deletions:
        for folder in dict.fromkeys(path.rpartition("/")[0] for path in deletion.paths):
            left = read_state(deletion.after, folder)
            if left is None or not (whole or left.versions):
                former = read_state(deletion.before, folder)
                if former is not None and former.versions:
                    yield former


def _count_shared(former: State, state: State) -> int:
    return len(set(former.versions.values()) & set(state.versions.values()))


def _readings(state: State) -> set[tuple[int, str]]:
    """Which text each version read, by its blob; what a person wrote has none."""
    return {
        (number, stamp.blob)
        for number, claims in state.stamped().items()
        for _, stamp in claims
        if stamp.blob != "edit"
    }


def _runs(data: bytes) -> set[tuple[str, ...]]:
    """The runs of three words; all words where there are not so many."""
    words = _WORD.findall(data.decode("utf-8", "replace").casefold())
    if len(words) < _RUN:
        return {tuple(words)} if words else set()
    return set(zip(*(words[place:] for place in range(_RUN)), strict=False))
