"""Rewrite unpublished commits with corrected files in their trees."""

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

# Takes a commit and its rewritten parents; returns the files to replace in its tree, by path.
Mend = Callable[[Commit, Sequence[str]], Mapping[str, bytes]]


def rewrite(repository: Repository, commits: Sequence[Commit], mend: Mend) -> Mapping[str, str]:
    """Rewrite commits as objects, without moving refs; return the new id of each that changed.

    `commits` are in order, oldest first. A commit that no longer changes anything is replaced by
    its parent. Messages, authors and all other files stay the same.
    """
    made: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="rewrite.", dir=repository.git_dir) as name:
        for commit in commits:
            parents = tuple(made.get(parent, parent) for parent in commit.parents)
            changes = mend(commit, parents)
            if not changes and parents == commit.parents:
                continue
            tree = write_tree(repository, commit.id, _lines(repository, changes), Path(name))
            # An empty commit of the user, which has no changes of ours, stays.
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
    """Merge three texts with ``git merge-file``; None if they conflict."""
    with tempfile.TemporaryDirectory(prefix="merge.", dir=repository.git_dir) as name:
        places = [Path(name, side) for side in ("ours", "base", "theirs")]
        for place, text in zip(places, (ours, base, theirs), strict=True):
            place.write_bytes(text.encode("utf-8", "surrogateescape"))
        done = repository.run("merge-file", "-p", "--quiet", "--", *map(os.fspath, places))
    return None if done.status else done.out.decode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class CommitMetadata:
    """A commit's message, its author as git's variables, and its trailer with the versions made."""

    message: bytes
    author: Mapping[str, str]
    versions: str


def read_metadata(repository: Repository, commit: str) -> CommitMetadata:
    """Read the message, author and versions of a commit."""
    form = "%(trailers:key=Report-Version,valueonly)%x00%an%x00%ae%x00%ad%x00%B"
    output = repository.git("show", "-s", "--date=raw", f"--format={form}", commit, "--")
    value, name, email, date, message = output.split(b"\0", 4)
    author = dict(zip(_AUTHOR, map(os.fsdecode, (name, email, date)), strict=True))
    return CommitMetadata(
        message.rstrip(b"\n") + b"\n", author, value.strip().decode("utf-8", "replace")
    )


def write_tree(repository: Repository, base: str, lines: bytes, scratch: Path) -> str:
    """Write a commit's tree with changed entries: lines for ``update-index --index-info``."""
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
    """Write a commit object, signed if ``commit.gpgSign`` is set, and return its id."""
    message = scratch / "message"
    message.write_bytes(metadata.message)
    # commit-tree is plumbing and does not read this setting.
    sign = ("-S",) if repository.config_flag("commit.gpgSign") else ()
    above = [word for parent in parents for word in ("-p", parent)]
    args = (*DURABLE, "commit-tree", *sign, *above, "-F", os.fspath(message), tree)
    return repository.git(*args, env=dict(metadata.author)).decode("ascii").strip()
