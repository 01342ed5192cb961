"""Commits that nobody else has, made again with some files of their trees as they should be."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.commit.installing import DURABLE, write_blob
from git_report.git.history import Commit

if TYPE_CHECKING:
    from git_report.git.repository import Repository

_AUTHOR = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE")

# What of a commit's tree is to be other, by path; its parents as they were made again.
Mend = Callable[[Commit, Sequence[str]], Mapping[str, bytes]]


def rewrite(repository: Repository, commits: Sequence[Commit], mend: Mend) -> Mapping[str, str]:
    """Make commits again, as objects alone; what each became, for those that became another.

    `commits` come oldest first. A commit that changes nothing any more becomes its parent. Message,
    author and everything else of the trees stay.
    """
    made: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="rewrite.", dir=repository.git_dir) as name:
        for commit in commits:
            parents = tuple(made.get(parent, parent) for parent in commit.parents)
            changes = mend(commit, parents)
            if not changes and parents == commit.parents:
                continue
            tree = write_tree(repository, commit.id, _lines(repository, changes), Path(name))
            if changes and len(parents) == 1 and tree == _tree(repository, parents[0]):
                made[commit.id] = parents[0]
                continue
            metadata = read_metadata(repository, commit.id)
            made[commit.id] = write_commit(repository, tree, parents, metadata, Path(name))
    return made


def _tree(repository: Repository, commit: str) -> str:
    return repository.git("rev-parse", f"{commit}^{{tree}}").decode("ascii").strip()


def _lines(repository: Repository, changes: Mapping[str, bytes]) -> bytes:
    lines = b""
    for path, data in changes.items():
        oid = write_blob(repository, data).encode("ascii")
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


@dataclass(frozen=True, slots=True)
class CommitMetadata:
    """What a commit says: its message, its author as git's variables, the versions that it made."""

    message: bytes
    author: Mapping[str, str]
    versions: str


def read_metadata(repository: Repository, commit: str) -> CommitMetadata:
    """What a commit says."""
    form = "%(trailers:key=Report-Version,valueonly)%x00%an%x00%ae%x00%ad%x00%B"
    told = repository.git("show", "-s", "--date=raw", f"--format={form}", commit, "--")
    value, name, email, date, message = told.split(b"\0", 4)
    author = dict(zip(_AUTHOR, map(os.fsdecode, (name, email, date)), strict=True))
    return CommitMetadata(
        message.rstrip(b"\n") + b"\n", author, value.strip().decode("utf-8", "replace")
    )


def write_tree(repository: Repository, base: str, lines: bytes, scratch: Path) -> str:
    """The tree of a commit with some entries changed, as lines of ``update-index --index-info``."""
    env = {"GIT_INDEX_FILE": os.fspath(scratch / "index")}
    repository.git("read-tree", base, env=env)
    repository.git("update-index", "-z", "--index-info", input=lines, env=env)
    return repository.git(*DURABLE, "write-tree", env=env).decode("ascii").strip()


def write_commit(
    repository: Repository,
    tree: str,
    parents: Sequence[str],
    metadata: CommitMetadata,
    scratch: Path,
) -> str:
    """A commit object, signed where commits are; its id."""
    message = scratch / "message"
    message.write_bytes(metadata.message)
    # Which commit-tree does not read, as plumbing.
    sign = ("-S",) if repository.config_flag("commit.gpgSign") else ()
    above = [word for parent in parents for word in ("-p", parent)]
    args = (*DURABLE, "commit-tree", *sign, *above, "-F", os.fspath(message), tree)
    return repository.git(*args, env=dict(metadata.author)).decode("ascii").strip()
