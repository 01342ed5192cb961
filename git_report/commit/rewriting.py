"""Commits that nobody else has, made again with some files of their trees as they should be."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.commit.installing import DURABLE
from git_report.commit.recommit import read_account, write_commit, write_tree
from git_report.errors import ReportError
from git_report.git.history import Step

if TYPE_CHECKING:
    from git_report.git.repository import Repository

_MOST = 1000  # commits

# What of a commit's tree is to be other, by path; its parents as they were made again.
Mend = Callable[[Step, Sequence[str]], Mapping[str, bytes]]


def rewrite(repository: Repository, steps: Sequence[Step], mend: Mend) -> Mapping[str, str]:
    """Make commits again, as objects alone; what each became, for those that became another.

    `steps` come oldest first. A commit that changes nothing any more becomes its parent. Message,
    author and everything else of the trees stay.
    """
    if len(steps) > _MOST:
        raise ReportError(
            f"{len(steps):,} commits are not pushed, too many to rewrite",
            hint="push the commits before the edit, then try again",
        )
    made: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="rewrite.", dir=repository.git_dir) as name:
        for step in steps:
            parents = tuple(made.get(parent, parent) for parent in step.parents)
            changes = mend(step, parents)
            if not changes and parents == step.parents:
                continue
            tree = write_tree(repository, step.commit, _lines(repository, changes), Path(name))
            if changes and len(parents) == 1 and tree == _tree(repository, parents[0]):
                made[step.commit] = parents[0]
                continue
            account = read_account(repository, step.commit)
            made[step.commit] = write_commit(repository, tree, parents, account, Path(name))
    return made


def _tree(repository: Repository, commit: str) -> str:
    return repository.git("rev-parse", f"{commit}^{{tree}}").decode("ascii").strip()


def _lines(repository: Repository, changes: Mapping[str, bytes]) -> bytes:
    lines = b""
    for path, data in changes.items():
        args = (*DURABLE, "hash-object", "-w", "--no-filters", "--stdin")
        oid = repository.git(*args, input=data).strip()
        lines += b"100644 " + oid + b"\t" + os.fsencode(path) + b"\0"
    return lines


def merge_texts(repository: Repository, base: str, ours: str, theirs: str) -> str | None:
    """Three texts put together as ``git merge-file`` does; None where they conflict."""
    with tempfile.TemporaryDirectory(prefix="merge.", dir=repository.git_dir) as name:
        places = [Path(name, side) for side in ("ours", "base", "theirs")]
        for place, text in zip(places, (ours, base, theirs), strict=True):
            place.write_bytes(text.encode("utf-8", "surrogateescape"))
        done = repository.run("merge-file", "-p", "--quiet", "--", *map(os.fspath, places))
    return None if done.status else done.out.decode("utf-8", "surrogateescape")
