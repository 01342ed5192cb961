"""Replay versions that are not pushed yet on top of a remote's new commits."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.commit.readiness import survey
from git_report.commit.rewriting import CommitMetadata, read_metadata, write_commit, write_tree
from git_report.errors import ReportError
from git_report.git.porcelain import run_for_user
from git_report.report.pasting import quote

if TYPE_CHECKING:
    from git_report.git.repository import Repository


@dataclass(frozen=True, slots=True)
class _Version:
    """A commit to replay: its metadata, and its changes as lines for the index."""

    metadata: CommitMetadata
    lines: bytes
    paths: tuple[str, ...]


def replay_on_remote(repository: Repository, tip: str, remote: str) -> str:
    """Replay the versions that `tip` does not contain on top of it; return the new commit of HEAD.

    `remote` is the remote whose branch, with the same name as ours, is at `tip`.

    All of the commits must be versions, and their files unchanged on the other side: then each
    commit stays the same except for its parent. Otherwise ReportError, with nothing changed. The
    branch is checked out anew.
    """
    head = repository.head()
    branch = repository.branch
    assert head is not None
    assert branch is not None
    name = branch.removeprefix("refs/heads/")
    # Both are named, because the branch may not track a remote one.
    where = f"{quote(remote)} {quote(name)}"
    pull, then_push = f"git pull --rebase {where}", f"then push with 'git push {where}'"
    versions = []
    for commit, version in _read_versions(repository, tip):
        if version is None:
            raise ReportError(
                f"'{remote}/{name}' has new commits, and your commit {commit[:10]} cannot be moved "
                "onto them automatically, because it is not a version; your commits are kept",
                hint=f"run '{pull}', {then_push}",
            )
        versions.append(version)
    fork = repository.run("merge-base", tip, "HEAD").out.decode("ascii").strip()
    paths = list(dict.fromkeys(path for version in versions for path in version.paths))
    before, after = survey(repository, fork, paths), survey(repository, tip, paths)
    touched = [path for path in paths if before[path].base != after[path].base]
    if touched:
        raise ReportError(
            f"'{remote}/{name}' also changed '{touched[0]}'; your commits are kept",
            hint=f"run '{pull}', then 'git report resolve' to renumber the versions",
        )
    new = tip
    with tempfile.TemporaryDirectory(prefix="graft.", dir=repository.git_dir) as scratch:
        for version in versions:
            tree = write_tree(repository, new, version.lines, Path(scratch))
            new = write_commit(repository, tree, [new], version.metadata, Path(scratch))
    # Not reset: checkout keeps edits of files that do not change, and refuses if it would
    # overwrite one.
    done = run_for_user(repository.runner, "checkout", "--quiet", "-B", name, new, "--")
    if done.status:
        raise ReportError(
            f"the changes of '{remote}/{name}' cannot be checked out: {done.words}",
            hint=f"commit or stash your edits, run '{pull}', {then_push}",
        )
    return new


def _read_versions(repository: Repository, tip: str) -> Iterator[tuple[str, _Version | None]]:
    """Our commits that `tip` does not contain, oldest first, each as a version if it is one."""
    output = repository.git("rev-list", "--reverse", "--parents", f"^{tip}", "HEAD")
    for line in output.decode("ascii").splitlines():
        commit, *parents = line.split()
        yield commit, _read_version(repository, commit) if len(parents) == 1 else None


def _read_version(repository: Repository, commit: str) -> _Version | None:
    """The changes of a commit with one parent; None if it is not a version of a report."""
    metadata = read_metadata(repository, commit)
    if not metadata.versions:
        return None
    changed = repository.git("diff-tree", "-r", "-z", "--no-renames", f"{commit}^", commit)
    fields = changed.split(b"\0")[:-1]
    lines: list[bytes] = []
    for about, path in zip(fields[::2], fields[1::2], strict=True):
        _, mode, _, oid, _ = about.split(b" ")
        lines.append((b"0 " if mode == b"000000" else mode + b" ") + oid + b"\t" + path + b"\0")
    return _Version(metadata, b"".join(lines), tuple(map(os.fsdecode, fields[1::2])))
