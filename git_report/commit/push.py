"""Versions carried to a remote, and with them what was read where the person opted in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from git_report.commit.replay_on_remote import replay_on_remote
from git_report.errors import ReportError
from git_report.git.evidence_refs import REFS
from git_report.git.porcelain import run_for_user
from git_report.report.pasting import quote
from git_report.text import Tell, silent

if TYPE_CHECKING:
    from git_report.git.repository import Repository

# What git exits with where it gets no answer: no such host or directory, no access.
_FATAL = 128
_FETCHED = "refs/report/fetched/"


def find_remote(repository: Repository, asked: str) -> str:
    """The remote that is asked for, else the branch's own, else ``origin``.

    Raises ReportError where there is none of that name, or HEAD is on no branch.
    """
    branch = repository.branch
    if branch is None:
        raise ReportError(
            "HEAD is not on a branch", hint="switch to the branch that you want to push"
        )
    name = branch.removeprefix("refs/heads/")
    remote = asked or repository.config(f"branch.{name}.remote") or "origin"
    known = repository.git("remote").decode("utf-8", "surrogateescape").split("\n")
    if remote not in known:
        raise ReportError(
            f"there is no remote '{remote}'",
            hint="list the remotes with 'git remote', or add this one with "
            f"'git remote add {quote(remote)} URL'",
        )
    return remote


def push(
    repository: Repository, remote: str, blobs: Sequence[str] = (), tell: Tell = silent
) -> bool:
    """Push the branch of HEAD to its name at a remote, with the readings of those blobs.

    Where the remote continued meanwhile, and nobody touched the versions' files there, they are put
    on top of it: True then. `tell` is given the progress. Raises ReportError where the remote does
    not take it; the commits stay.
    """
    branch = repository.branch
    assert branch is not None
    replayed = False
    later = f"git push {quote(remote)} {quote(branch.removeprefix('refs/heads/'))}"
    # Each further try was lost to a push that somebody else has made meanwhile.
    while status := _push(repository, remote, branch, blobs, tell):
        if status == _FATAL:
            raise ReportError(
                f"'{remote}' could not be reached; the commits are kept",
                hint=f"see git's message above; to push them later, run '{later}'",
            )
        tip = _fetch(repository, remote, branch, tell)
        if tip is None or repository.run("merge-base", "--is-ancestor", tip, "HEAD").status == 0:
            raise ReportError(
                f"'{remote}' rejected the push; the commits are kept",
                hint=f"see its output above, run 'git report check', then push them with '{later}'",
            )
        replay_on_remote(repository, tip, f"{remote}/{branch.removeprefix('refs/heads/')}")
        replayed = True
    return replayed


def _push(
    repository: Repository, remote: str, branch: str, blobs: Sequence[str], tell: Tell
) -> int:
    """The exit status of ``git push``."""
    evidence = [f"+{REFS}{blob}:{REFS}{blob}" for blob in blobs]
    # What git would advise to do is done here.
    quiet = ("-c", "advice.pushUpdateRejected=false", "push", "--quiet", *_progress(tell))
    refs = (f"{branch}:{branch}", *evidence)
    return run_for_user(repository.runner, *quiet, "--", remote, *refs, tell=tell).status


def _fetch(repository: Repository, remote: str, branch: str, tell: Tell) -> str | None:
    """The commit that a branch of a remote is at, with its objects here; None without one."""
    # A ref of our own: FETCH_HEAD is anybody's. No submodules, though .gitmodules may ask for them.
    ref = f"{_FETCHED}{os.getpid()}"
    done = run_for_user(
        repository.runner, "fetch", "--quiet", *_progress(tell), "--no-tags",
        "--no-write-fetch-head", "--no-recurse-submodules", "--", remote, f"+{branch}:{ref}",
        tell=tell,
    )  # fmt: skip
    if done.status:
        return None
    tip = repository.git("rev-parse", "--verify", ref).decode("ascii").strip()
    repository.git("update-ref", "-d", ref)
    return tip


def _progress(tell: Tell) -> tuple[str, ...]:
    """Progress, which git does not show in a pipe unless it is asked; --quiet leaves it alone."""
    return () if tell is silent else ("--progress",)
