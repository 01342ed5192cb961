"""What neighbouring versions have to do with each other, worked out ahead on all cores.

A pair of versions needs nothing of another pair. Each forked process takes a row of neighbours,
which share most of their text, and what it finds is kept as if it had been found one by one. Where
no process can be forked, or one fails, nothing is kept: whoever needs it works it out then.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import NamedTuple

from git_report.git.cache import Cache
from git_report.history.lineages import Stored

# Fewer pairs are not worth a process each.
_FEWEST = 16
# More processes would take memory, and hold up other work on a large machine.
_MOST = 8
# Bytes of versions that are in memory at a time.
_BATCH = 64 << 20
Derive = Callable[[Stored, Stored], str]


class Task(NamedTuple):
    """Two versions, and which kinds of what is derived from them are to be found."""

    prior: Stored
    new: Stored
    kinds: tuple[int, ...]


def derive_ahead(
    load: Callable[[int], Stored | None],
    numbers: range,
    kinds: Sequence[tuple[Cache, Derive]],
) -> None:
    """Keep what each kind derives from each of some versions and the one before it.

    `load` reads a version by its number, None where it is not there. The first number is 2 or more.
    """
    cores = count_cores()
    if cores < 2 or not hasattr(os, "fork") or threading.active_count() > 1:
        return
    caches = [cache for cache, _ in kinds]
    # Nothing is kept in a fresh clone, and later all but the newest: to read all to see which it
    # is would take as long as what follows.
    middle = numbers[len(numbers) // 2 :][:1]
    if len(numbers) < 2 * _FEWEST or not any(_list_missing(load, middle, caches)):
        return
    batch: list[Task] = []
    size = 0
    for task in _list_missing(load, numbers, caches):
        batch.append(task)
        size += task.new.size
        if size > _BATCH:
            _derive(batch, kinds, cores)
            batch, size = [], 0
    _derive(batch, kinds, cores)


def count_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _list_missing(
    load: Callable[[int], Stored | None], numbers: range, caches: Sequence[Cache]
) -> Iterator[Task]:
    prior = load(numbers.start - 1) if numbers else None
    for new in map(load, numbers):
        if prior is not None and new is not None:
            blobs = prior.blob, new.blob
            missing = [at for at, cache in enumerate(caches) if cache.find(*blobs) is None]
            if missing:
                yield Task(prior, new, tuple(missing))
        prior = new


def _derive(batch: Sequence[Task], kinds: Sequence[tuple[Cache, Derive]], cores: int) -> None:
    """Work out a batch in as many processes as are worth it, and keep what they find."""
    processes = min(cores, _MOST, len(batch) // _FEWEST)
    if processes < 2:
        return
    cuts = [len(batch) * n // processes for n in range(processes + 1)]
    slices = [batch[start:end] for start, end in pairwise(cuts)]
    work = [derive for _, derive in kinds]
    running: dict[int, int] = {}
    try:
        for tasks in slices:
            pid, told = _fork(tasks, work)
            running[pid] = told
        for tasks, (pid, told) in zip(slices, list(running.items()), strict=True):
            with os.fdopen(told, "rb") as file:
                data = file.read()
            _, status = os.waitpid(pid, 0)
            del running[pid]
            if status == 0:
                _keep(tasks, json.loads(data), kinds)
    finally:
        for pid in running:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _keep(
    tasks: Sequence[Task], texts: Sequence[str], kinds: Sequence[tuple[Cache, Derive]]
) -> None:
    rest = iter(texts)
    for task in tasks:
        for at in task.kinds:
            kinds[at][0].keep(task.prior.blob, task.new.blob, next(rest))


def _fork(tasks: Sequence[Task], work: Sequence[Derive]) -> tuple[int, int]:
    """A process that works out some tasks: its id, and where its JSON can be read."""
    told, tell = os.pipe()
    pid = os.fork()
    if pid:
        os.close(tell)
        return pid, told
    # From here to its end the process must not come back, whatever happens.
    try:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
            signal.signal(name, signal.SIG_DFL)
        os.close(told)
        data = json.dumps(list(_work_out(tasks, work))).encode("ascii")
        with os.fdopen(tell, "wb") as file:
            file.write(data)
        os._exit(0)
    finally:
        os._exit(1)


def _work_out(tasks: Sequence[Task], work: Sequence[Derive]) -> Iterator[str]:
    """What is derived, in the order of the tasks and their kinds."""
    last: Stored | None = None
    for task in tasks:
        # Copies, so that of all versions only two are held parsed.
        prior = last if last is not None and last.blob == task.prior.blob else task.prior.copy()
        new = task.new.copy()
        for at in task.kinds:
            yield work[at](prior, new)
        last = new
