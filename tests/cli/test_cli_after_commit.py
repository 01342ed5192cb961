"""What fails after HEAD has moved says which commit was made, and the next command completes it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from git_report.commit import commit as committing
from git_report.commit.installing import Placement
from tests.cli.conftest import Place, Run


def _fail(number: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise OSError(number, os.strerror(number), "a/place")

    return fail


def _failing_locks(number: int) -> Callable[..., AbstractContextManager[None]]:
    @contextmanager
    def clearing(*_: object) -> Any:
        yield
        raise OSError(number, os.strerror(number), "a/place")

    return clearing


@pytest.mark.slow
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("step", ["clear", "place", "post-commit", "lock", "note"])
def test_an_error_after_the_commit_names_it_and_is_mended(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    before = place.git("rev-parse", "HEAD").decode().strip()
    with monkeypatch.context() as patched:
        match step:
            case "clear":
                patched.setattr(committing, "clearing_locks", _failing_locks(number))
            case "place":
                patched.setattr(Placement, "place", _fail(number))
            case "post-commit":
                patched.setattr(committing, "run_post_commit", _fail(number))
            case "lock":
                patched.setattr("git_report.git.index_lock.release_index", _fail(number))
            case "note":
                patched.setattr("git_report.commit.journal.RunDirectory.remove", _fail(number))
        done = report("iterate")
    head = place.git("rev-parse", "HEAD").decode().strip()
    assert head != before
    assert done.code == 1
    assert f"error: committed as {head[:10]}, and then failed: {os.strerror(number)}" in done.err
    assert "'git report status'" in done.err
    assert "nothing was" not in done.err
    assert report("status").code == 0
    assert place.git("rev-parse", "HEAD").decode().strip() == head


@pytest.mark.parametrize(
    ("error", "code"), [(OSError(errno.ENOSPC, "No space left on device"), 1), (ValueError("x"), 3)]
)
def test_what_fails_while_it_is_reported_names_the_commit_too(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    monkeypatch.setattr("git_report.commit.own_commits._MADE", [])

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("git_report.cli.commands.iterate_run.print_version", fail)
    done = report("iterate")
    head = place.git("rev-parse", "HEAD").decode().strip()
    assert done.code == code
    assert f"commit {head[:10]} was made" in done.err
    assert "nothing was committed" not in done.err


def test_what_fails_before_the_commit_says_so(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("git_report.commit.own_commits._MADE", [])
    monkeypatch.setattr(committing, "build", _fail(errno.ENOSPC))
    before = place.git("rev-parse", "HEAD").decode().strip()
    done = report("iterate")
    assert done.code == 1
    assert "nothing was committed" in done.err
    assert place.git("rev-parse", "HEAD").decode().strip() == before
