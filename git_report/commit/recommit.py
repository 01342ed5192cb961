"""A commit made once more, with another tree or other parents, by the same author."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.commit.installing import DURABLE

if TYPE_CHECKING:
    from git_report.git.repository import Repository

_AUTHOR = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE")


@dataclass(frozen=True, slots=True)
class Account:
    """What a commit says: its message, its author as git's variables, the versions that it made."""

    message: bytes
    author: Mapping[str, str]
    versions: str


def read_account(repository: Repository, commit: str) -> Account:
    """What a commit says."""
    form = "%(trailers:key=Report-Version,valueonly)%x00%an%x00%ae%x00%ad%x00%B"
    told = repository.git("show", "-s", "--date=raw", f"--format={form}", commit, "--")
    value, name, email, date, message = told.split(b"\0", 4)
    author = dict(zip(_AUTHOR, map(os.fsdecode, (name, email, date)), strict=True))
    return Account(message.rstrip(b"\n") + b"\n", author, value.strip().decode("utf-8", "replace"))


def write_tree(repository: Repository, base: str, lines: bytes, scratch: Path) -> str:
    """The tree of a commit with some entries changed, as lines of ``update-index --index-info``."""
    env = {"GIT_INDEX_FILE": os.fspath(scratch / "index")}
    repository.git("read-tree", base, env=env)
    repository.git("update-index", "-z", "--index-info", input=lines, env=env)
    return repository.git(*DURABLE, "write-tree", env=env).decode("ascii").strip()


def write_commit(
    repository: Repository, tree: str, parents: Sequence[str], account: Account, scratch: Path
) -> str:
    """A commit object, signed where commits are; its id."""
    message = scratch / "message"
    message.write_bytes(account.message)
    sign = ("-S",) if repository.config_flag("commit.gpgSign") else ()
    above = [word for parent in parents for word in ("-p", parent)]
    args = (*DURABLE, "commit-tree", *sign, *above, "-F", os.fspath(message), tree)
    return repository.git(*args, env=dict(account.author)).decode("ascii").strip()
