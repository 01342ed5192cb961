"""The commit point: HEAD from one commit to another, or not at all."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.commit.installing import DURABLE
from git_report.git.index_lock import clear_stale
from git_report.git.porcelain import run_for_user
from git_report.git.process import Finished
from git_report.git.refusals import BusyError, DiedError, MovedError

if TYPE_CHECKING:
    from git_report.git.repository import Repository


def move_head(repository: Repository, base: str | None, new: str, reason: str) -> None:
    """Move HEAD, and the branch that it is on, from `base` to `new`, with a line for the reflog.

    MovedError where HEAD is not `base` any more, BusyError where the ref cannot be written.
    """
    told = "".join(c if c.isprintable() else " " for c in reason)
    # In the user's environment, for a reference-transaction hook is run by it.
    try:
        done = run_for_user(
            repository.runner,
            *DURABLE,
            "update-ref",
            "-m",
            told,
            "HEAD",
            new,
            base or repository.zero_id,
        )
    except OSError:
        # On a full disk what git says may fail to be passed on, after the ref has moved.
        if repository.head() == new:
            return
        raise
    # It may fail after the ref has moved (a full disk while it writes the reflog): look.
    if done.status:
        head = repository.head()
        if head == new:
            return
        refusal = BusyError if head == base else MovedError
        raise (DiedError if done.is_killed else refusal)(
            f"the branch could not be updated: {_name_cause(done)}; nothing was changed",
            hint="see git's message above, correct the cause, then try again",
        )


def _name_cause(done: Finished) -> str:
    """What git itself said first: all of it was shown, with what a hook said and git's advice."""
    found = re.search(r"^fatal: (.+)$", done.err, re.MULTILINE)
    return found[1].strip() if found else done.words


@contextmanager
def clearing_locks(locks: Sequence[str], since: int) -> Iterator[None]:
    """Remove what a git process of ours could not: it was killed, or the disk refused.

    `since` is a moment before it started, in nanoseconds. Where it ended in order there is
    nothing of it left, and nothing is waited for.
    """
    try:
        yield
    except DiedError:
        clear_stale([Path(name) for name in locks], since, time.time_ns())
        raise
    clear_stale([Path(name) for name in locks], since, time.time_ns())


def list_locks(repository: Repository, *refs: str) -> tuple[str, ...]:
    """Where git makes the locks that it leaves if it dies while it moves HEAD, or those `refs`."""
    names = ["HEAD.lock", "reftable/tables.list.lock", "objects/maintenance.lock"]
    names += [f"{ref}.lock" for ref in (repository.branch or "HEAD", *refs)]
    homes = dict.fromkeys((repository.git_dir, repository.common_dir))
    return tuple(os.fspath(home / name) for home in homes for name in dict.fromkeys(names))
