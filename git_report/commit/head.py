"""The commit point: HEAD moves from one commit to another, or not at all."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.commit.installing import DURABLE
from git_report.git.index_lock import clear_stale, explain_held
from git_report.git.porcelain import run_for_user
from git_report.git.process import Finished
from git_report.git.refusals import BusyError, DiedError, MovedError

if TYPE_CHECKING:
    from git_report.git.repository import Repository

_LOCKED = re.compile(r"Unable to create '(.+\.lock)': File exists")


def move_head(repository: Repository, base: str | None, new: str, reason: str) -> None:
    """Move HEAD, and the branch that it is on, from `base` to `new`, with a line for the reflog.

    MovedError if HEAD is no longer `base`, BusyError if the ref cannot be written.
    """
    line = "".join(c if c.isprintable() else " " for c in reason)
    # In the user's environment, because it runs the reference-transaction hook.
    try:
        done = run_for_user(
            repository.runner,
            *DURABLE,
            "update-ref",
            "-m",
            line,
            "HEAD",
            new,
            # Without an expected id update-ref moves HEAD whatever it is: this is the
            # compare-and-swap.
            base or repository.zero_id,
        )
    except OSError:
        # On a full disk what git says may fail to be passed on, after the ref has moved.
        if repository.head() == new:
            return
        raise
    # It may fail after the ref has moved (a full disk while it writes the reflog): check.
    if done.status:
        head = repository.head()
        if head == new:
            return
        if head == base and (lock := _LOCKED.search(done.err)):
            raise explain_held(Path(lock[1]))
        refusal = BusyError if head == base else MovedError
        raise (DiedError if done.is_killed else refusal)(
            f"the branch could not be updated: {_name_cause(done)}; nothing was changed",
            hint="see git's message above, correct the cause, then try again",
        )


def _name_cause(done: Finished) -> str:
    """Git's first error: all messages, also those of hooks and git's advice, were shown before."""
    found = re.search(r"^fatal: (.+)$", done.err, re.MULTILINE)
    return found[1].strip() if found else done.words


@contextmanager
def clearing_locks(locks: Sequence[str], since: int) -> Iterator[None]:
    """Remove locks that a git process in this context could not: it was killed, or a disk failed.

    `since` is a time before it started, in nanoseconds. If it exited normally it has left no lock,
    and there is no delay.
    """
    try:
        yield
    except DiedError:
        clear_stale([Path(name) for name in locks], since, time.time_ns())
        raise
    clear_stale([Path(name) for name in locks], since, time.time_ns())


def list_locks(repository: Repository, *refs: str) -> tuple[str, ...]:
    """The locks that git leaves behind if it is killed while it updates HEAD or `refs`."""
    # The last one is of 'git maintenance', which a commit starts at its end.
    names = ["HEAD.lock", "reftable/tables.list.lock", "objects/maintenance.lock"]
    names += [f"{ref}.lock" for ref in (repository.branch or "HEAD", *refs)]
    # HEAD belongs to a linked worktree, branches to all of them.
    homes = dict.fromkeys((repository.git_dir, repository.common_dir))
    return tuple(os.fspath(home / name) for home in homes for name in dict.fromkeys(names))
