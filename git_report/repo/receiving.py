"""What a push brings to the repository that receives it, counted before anything of it is read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass

from git_report.errors import ReportError
from git_report.repo.history import Step
from git_report.repo.repository import Repository
from git_report.report.snapshot import Entry

# What git tells a pre-receive hook is a line a ref; beyond this it is no push of a person.
_MAX_TOLD_BYTES = 16 * 1024**2
# The listing of one change: a tree that holds itself over and over lists without an end.
_MAX_LISTING_BYTES = 64 * 1024**2
_OBJECT_ID = re.compile(rb"[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a push may bring: bytes for each file of a report, commits; 0 for any number."""

    report_bytes: int = 512 * 1024
    push_commits: int = 500


def read_limits(repository: Repository) -> Limits:
    """The limits that the configuration of the receiving repository sets."""
    usual = Limits()
    return Limits(
        repository.config_number("report.maxReportBytes", default=usual.report_bytes),
        repository.config_number("report.maxPushCommits", default=usual.push_commits),
    )


def list_received(repository: Repository, told: bytes, limits: Limits) -> list[Step]:
    """The commits of a push that no ref of this repository reaches yet, oldest first.

    `told` is what git gives a pre-receive hook on standard input, a line a ref: old object id,
    new object id, ref. The names of refs are not looked at, deletions bring nothing, and neither
    do tags of what is no commit. ReportError where a line is none of these, an object is missing,
    or there are more commits than `limits` allow.
    """
    commits = _commits(repository, _new_ids(told, len(repository.zero_id)))
    if not commits:
        return []
    # Inside the quarantine no ref has moved yet: what the refs reach is what was checked before.
    chosen = b"".join(oid + b"\n" for oid in commits)
    most = limits.push_commits
    bound = (f"--max-count={most + 1}",) if most > 0 else ()
    found = repository.git(
        "rev-list", "--parents", *bound, "--stdin", "--not", "--all", input=chosen
    )
    _expect_few(found, most)
    steps = {fields[0]: tuple(fields[1:]) for fields in map(str.split, found.decode().splitlines())}
    return _oldest_first(steps)


def list_changes(repository: Repository, base: str | None, commit: str) -> dict[str, Entry]:
    """The paths that differ between two commits, as the second has them; all without a base.

    A path that is gone has the mode ``000000``. ReportError where there are too many to list.
    """
    told = repository.runner.run_bounded(
        "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames",
        base or repository.object_id("tree", b""), commit, limit=_MAX_LISTING_BYTES,
    )  # fmt: skip
    if told is None:
        raise ReportError(
            f"commit {commit[:12]} changes too many paths to be checked",
            hint="push it in smaller commits",
        )
    fields = told.split(b"\0")[:-1]
    return dict(map(_change, fields[0::2], fields[1::2]))


def read_sizes(repository: Repository, oids: Iterable[str]) -> dict[str, int]:
    """The sizes of blobs in bytes, by their ids, none of them read; ReportError where one is missing."""
    wanted = sorted(set(oids))
    if not wanted:
        return {}
    told = repository.git(
        "cat-file", "--batch-check=%(objectname) %(objectsize)",
        input="".join(f"{oid}\n" for oid in wanted).encode("ascii"),
    )  # fmt: skip
    sizes = dict(line.split(" ", 1) for line in told.decode("ascii").splitlines())
    for oid, size in sizes.items():
        if not size.isdigit():
            raise _missing(oid)
    return {oid: int(size) for oid, size in sizes.items()}


def _change(about: bytes, path: bytes) -> tuple[str, Entry]:
    _, mode, _, oid, _ = about.decode("ascii").split(" ")
    return os.fsdecode(path), Entry(mode, oid)


def _missing(oid: str) -> ReportError:
    return ReportError(f"object '{oid}' of the push is missing", hint="push it again")


def _new_ids(told: bytes, size: int) -> list[bytes]:
    if len(told) > _MAX_TOLD_BYTES:
        raise ReportError("the push names too many refs", hint="push fewer refs at once")
    lines = told.removesuffix(b"\n").split(b"\n") if told else []
    return [new for number, line in enumerate(lines, 1) if (new := _new_id(line, number, size))]


def _new_id(line: bytes, number: int, size: int) -> bytes | None:
    """The new object id of a line; None for a deletion."""
    old, _, rest = line.partition(b" ")
    new, _, ref = rest.partition(b" ")
    if not ref or not all(len(o) == size and _OBJECT_ID.fullmatch(o) for o in (old, new)):
        raise ReportError(
            f"line {number} of the input is no 'OLD NEW REF' of a pre-receive hook",
            hint="see 'git help hooks'; to check commits use --range",
        )
    return new if new.strip(b"0") else None


def _commits(repository: Repository, ids: list[bytes]) -> list[bytes]:
    """The commits that those objects are or, as tags, stand for."""
    if not ids:
        return []
    told = repository.git(
        "cat-file", "--batch-check=%(objecttype) %(objectname)",
        input=b"".join(oid + b"^{}\n" for oid in ids),
    )  # fmt: skip
    answers = told.splitlines()
    for oid, answer in zip(ids, answers, strict=True):
        if answer.endswith((b" missing", b" ambiguous")):
            raise _missing(oid.decode("ascii"))
    return sorted(
        {oid for kind, _, oid in (a.partition(b" ") for a in answers) if kind == b"commit"}
    )


def _expect_few(found: bytes, most: int) -> None:
    """ReportError for more commits than allowed, or for as much work in merges."""
    if most <= 0:
        return
    hint = "push it in parts, or have 'git config report.maxPushCommits' raised on the server"
    if found.count(b"\n") > most:
        raise ReportError(f"the push brings more than {most} commits", hint=hint)
    if found.count(b" ") > 2 * most:
        raise ReportError(f"the merges of the push have more than {2 * most} parents", hint=hint)


def _oldest_first(steps: dict[str, tuple[str, ...]]) -> list[Step]:
    """Parents before their children; git gives them newest first, by dates that may lie."""
    from graphlib import TopologicalSorter

    graph = {commit: [p for p in parents if p in steps] for commit, parents in steps.items()}
    return [Step(commit, steps[commit]) for commit in TopologicalSorter(graph).static_order()]
