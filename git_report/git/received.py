"""The commits of a push in the repository that receives it, counted before any is read."""

from __future__ import annotations

import re
from typing import NamedTuple

from git_report.errors import ReportError
from git_report.git.history import Commit
from git_report.git.repository import Repository

# A pre-receive hook is given one line per ref; no person pushes as many as this.
_MAX_TOLD_BYTES = 16 * 1024**2
_OBJECT_ID = re.compile(rb"[0-9a-f]+")


class Limits(NamedTuple):
    """The limits of a push; 0 for no limit.

    Bytes of each file of a report, bytes of a reference of which a section is read, commits, and
    seconds of the whole check.
    """

    report_bytes: int = 512 * 1024
    source_bytes: int = 4 * 1024**2
    push_commits: int = 500
    push_seconds: int = 300

    @property
    def read_bytes(self) -> int:
        """The most bytes that are read of any file, whatever its name; 0 for no limit."""
        limits = (self.report_bytes, self.source_bytes)
        return max(limits) if all(limits) else 0


def read_limits(repository: Repository) -> Limits:
    """The limits that the configuration of the receiving repository sets."""
    usual = Limits()
    return Limits(
        max(0, repository.config_number("report.maxReportBytes", default=usual.report_bytes)),
        max(0, repository.config_number("report.maxSourceBytes", default=usual.source_bytes)),
        max(0, repository.config_number("report.maxPushCommits", default=usual.push_commits)),
        max(0, repository.config_number("report.maxPushSeconds", default=usual.push_seconds)),
    )


def list_received(repository: Repository, hook_input: bytes, limits: Limits) -> list[Commit]:
    """The commits of a push that no ref of this repository reaches yet, oldest first.

    `hook_input` is the standard input of a pre-receive hook, one line per ref: old object id, new
    object id, ref. The names of refs are ignored; deletions and tags of objects other than commits
    add nothing. ReportError if a line has another form, an object is missing, or there are more
    commits than `limits` allow.
    """
    commits = _commits(repository, _new_ids(hook_input, len(repository.zero_id)))
    if not commits:
        return []
    # No ref has been updated yet: commits that refs reach were checked by an earlier push.
    chosen = b"".join(oid + b"\n" for oid in commits)
    most = limits.push_commits
    bound = (f"--max-count={most + 1}",) if most > 0 else ()
    found = repository.git(
        "rev-list", "--parents", *bound, "--stdin", "--not", "--all", input=chosen
    )
    _expect_few(found, most)
    rows = map(str.split, found.decode().splitlines())
    received = {fields[0]: tuple(fields[1:]) for fields in rows}
    _expect_whole(repository, received)
    return _oldest_first(received)


def _missing(oid: str) -> ReportError:
    return ReportError(f"object '{oid}' of the push is missing", hint="push it again")


def _new_ids(hook_input: bytes, size: int) -> list[bytes]:
    if len(hook_input) > _MAX_TOLD_BYTES:
        raise ReportError("the push names too many refs", hint="push fewer refs at once")
    lines = hook_input.removesuffix(b"\n").split(b"\n") if hook_input else []
    return [new for number, line in enumerate(lines, 1) if (new := _new_id(line, number, size))]


def _new_id(line: bytes, number: int, size: int) -> bytes | None:
    """The new object id of a line; None for a deletion."""
    old, _, rest = line.partition(b" ")
    new, _, ref = rest.partition(b" ")
    if not ref or not all(len(o) == size and _OBJECT_ID.fullmatch(o) for o in (old, new)):
        raise ReportError(
            f"line {number} of the input does not have the form 'OLD NEW REF' that a pre-receive "
            "hook receives",
            hint="see 'git help hooks'; to check commits, use --range",
        )
    return new if new.strip(b"0") else None


def _commits(repository: Repository, ids: list[bytes]) -> list[bytes]:
    """The commits among objects, and those that tags among them point to."""
    if not ids:
        return []
    output = repository.git(
        "cat-file", "--batch-check=%(objecttype) %(objectname)",
        input=b"".join(oid + b"^{}\n" for oid in ids),
    )  # fmt: skip
    answers = output.splitlines()
    for oid, answer in zip(ids, answers, strict=True):
        if answer.endswith((b" missing", b" ambiguous")):
            raise _missing(oid.decode("ascii"))
    return sorted(
        {oid for kind, _, oid in (a.partition(b" ") for a in answers) if kind == b"commit"}
    )


def _expect_few(found: bytes, most: int) -> None:
    """Raise ReportError for too many commits, or for merges with too many parents."""
    if most <= 0:
        return
    hint = "push it in parts, or have 'report.maxPushCommits' raised on the server"
    if found.count(b"\n") > most:
        raise ReportError(f"the push has more than {most} commits", hint=hint)
    # A commit may have any number of parents, and is compared with each of them.
    if found.count(b" ") > 2 * most:
        raise ReportError(f"the merges of the push have more than {2 * most} parents", hint=hint)


def _expect_whole(repository: Repository, commits: dict[str, tuple[str, ...]]) -> None:
    """Raise ReportError if parents of a commit are missing: its changes cannot be checked."""
    for commit in (commit for commit, parents in commits.items() if not parents):
        # A shallow push cuts the parents off: rev-list shows such a commit as one that has none,
        # so that all of its files would count as new.
        head = repository.objects.read(commit, "commit").partition(b"\n\n")[0]
        if b"\nparent " in head:
            raise ReportError(
                f"the parents of commit {commit[:12]} are not in the push",
                hint="push from a clone with the whole history: 'git fetch --unshallow'",
            )


def _oldest_first(commits: dict[str, tuple[str, ...]]) -> list[Commit]:
    """Sort commits so that parents come first; git sorts by date, which may be wrong."""
    from graphlib import TopologicalSorter

    graph = {commit: [p for p in parents if p in commits] for commit, parents in commits.items()}
    return [Commit(commit, commits[commit]) for commit in TopologicalSorter(graph).static_order()]
