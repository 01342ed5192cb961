"""Check a push on a server, within limits of size and time.

Too much data is rejected before it is read. This is a module of its own because only a pre-receive
hook needs it.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from git_report.checks.commits import Past, bases_of, check_against, merge_findings
from git_report.checks.findings import Finding
from git_report.checks.folder_change import Scope
from git_report.checks.received_files import check_received
from git_report.errors import ReportError
from git_report.git.bounded import BoundedSnapshot, Listings
from git_report.git.received import list_received, read_limits
from git_report.git.repository import Repository
from git_report.report.snapshot import Snapshot

if sys.platform == "win32":

    @contextmanager
    def deadline(seconds: float) -> Iterator[None]:  # noqa: ARG001
        """No limit, because there are no timers."""
        yield
else:

    @contextmanager
    def deadline(seconds: float) -> Iterator[None]:
        """Raise ReportError in the body after the given seconds; never for 0.

        It is raised again every second, because the body may catch it like other errors.
        """
        if seconds <= 0:
            yield
            return

        def give_up(_number: int, _frame: FrameType | None) -> NoReturn:
            raise ReportError(
                f"the check of the push took more than {seconds} seconds",
                hint="push fewer commits at once; the limit is 'git config report.maxPushSeconds' "
                "on the server",
            )

        before = signal.signal(signal.SIGALRM, give_up)
        signal.setitimer(signal.ITIMER_REAL, seconds, 1)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


def check_push(repository: Repository, updates: bytes, scope: Scope) -> list[tuple[Finding, str]]:
    """The findings of a push, each with its commit; `updates` is git's input to the hook."""
    limits = read_limits(repository)
    listings = Listings(repository)
    findings: list[tuple[Finding, str]] = []

    def open_commit(commit: str) -> Snapshot:
        return BoundedSnapshot(
            repository, commit, commit, most=limits.read_bytes, listings=listings
        )

    past = Past(repository, open_commit)
    with deadline(limits.push_seconds):
        for commit in list_received(repository, updates, limits):
            changes = {base: listings.changes(base, commit.id) for base in bases_of(commit)}
            candidate = open_commit(commit.id)
            found = merge_findings([
                check_received(candidate, changed, repository.objects.size, limits.report_bytes)
                for changed in changes.values()
            ])  # fmt: skip
            found = found or check_against(past, candidate, changes, scope, deep=True)
            findings += [(finding, commit.id) for finding in found]
    return findings
