"""Versions carried to a remote, and with them what was read where the person opted in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.repo.kept import REFS

if TYPE_CHECKING:
    from git_report.repo.repository import Repository


def find_remote(repository: Repository, asked: str) -> str:
    """The remote that is asked for, else the branch's own, else ``origin``.

    Raises ReportError where there is none of that name, or HEAD is on no branch.
    """
    branch = repository.branch
    if branch is None:
        raise ReportError("HEAD is on no branch", hint="switch to the branch that is to be pushed")
    name = branch.removeprefix("refs/heads/")
    remote = asked or repository.config(f"branch.{name}.remote") or "origin"
    known = repository.git("remote").decode("utf-8", "surrogateescape").split("\n")
    if remote not in known:
        raise ReportError(
            f"there is no remote '{remote}'",
            hint="see 'git remote', or add it with 'git remote add'",
        )
    return remote


def push(repository: Repository, remote: str, blobs: Sequence[str] = ()) -> None:
    """Push the branch of HEAD to its name at a remote, with the readings of those blobs.

    Raises ReportError where the remote does not take it; the commits stay.
    """
    branch = repository.branch
    assert branch is not None
    evidence = [f"+{REFS}{blob}:{REFS}{blob}" for blob in blobs]
    done = repository.runner.run_for_user(
        "push", "--quiet", "--", remote, f"{branch}:{branch}", *evidence
    )
    if done.status:
        raise ReportError(
            f"'{remote}' did not take the push; what was committed stays",
            hint="fetch, merge or rebase, see 'git report check', and push again",
        )
