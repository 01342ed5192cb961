"""Plans: what a commit will change, checked and recorded before it is made."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from git_report.commit.head import list_locks
from git_report.commit.installing import DURABLE, Blob
from git_report.commit.journal import JournalNote, NotedChange, RunDirectory, Stage
from git_report.commit.readiness import (
    Tracked,
    check_expected,
    check_head,
    check_operation,
    check_paths,
    survey,
)
from git_report.errors import ReportError
from git_report.git.evidence_refs import REFS, EvidenceRef
from git_report.git.paths import parents
from git_report.report.snapshot import Entry

if TYPE_CHECKING:
    from git_report.git.repository import Repository


@dataclass(frozen=True, slots=True)
class Plan:
    """What one commit will change.

    `base` is the commit that the plan was made on, None on an unborn branch. `changes` are the
    commit's paths with their content, None for a deleted file; `expected` is what each of them
    contained in the work tree then, as git would store it (None for no file). The uncommitted edits
    of the paths in `riding` are part of `changes`; all other paths must be as in `base`. `kept` are
    the texts that were read, to be stored under their own refs. `onto` is the parent if that is not
    `base`: a rewritten `base`, which differs from it only at paths of `changes`.
    """

    base: str | None
    changes: Mapping[str, bytes | None]
    expected: Mapping[str, bytes | None]
    riding: frozenset[str]
    message: str
    kept: tuple[EvidenceRef, ...] = ()
    onto: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """The files of a plan as blobs, and what the repository contains at their paths.

    `early` are files that are new in commit, index and work tree. They are on disk before the
    branch moves, so that a person who removes a lock by hand after a crash cannot undo the commit
    without noticing.
    """

    blobs: tuple[Blob, ...]
    tracked: Mapping[str, Tracked]
    early: tuple[Blob, ...]

    def is_unchanged(self, blob: Blob) -> bool:
        """Whether the base contains exactly this file."""
        new = None if blob.data is None else Entry(blob.mode, blob.oid)
        return self.tracked[blob.path].base == new


def check_plan(
    repository: Repository, plan: Plan, placed: Mapping[str, bytes | None] = MappingProxyType({})
) -> Mapping[str, Tracked]:
    """Check that the plan still fits the repository; return what is tracked at each path.

    `placed` are files that we have written already.
    """
    if not plan.changes:
        raise ReportError("nothing to commit", hint="run 'git report status'")
    check_operation(repository)
    check_head(repository, plan.base)
    tracked = survey(repository, plan.base, plan.changes)
    contents = {path: repository.worktree.content(path) for path in plan.changes}
    for path, data in placed.items():
        # To `expected` there is no file: what we have placed is not somebody's edit.
        if contents[path] == data:
            contents[path] = None
    check_paths(repository, tracked, contents, plan.riding)
    check_expected(plan.expected, contents)
    return tracked


def prepare_plan(repository: Repository, plan: Plan, run: RunDirectory) -> Planned:
    """Check the plan, and write its blobs to the object database.

    The texts that were read are written too, because hooks compare the new version with them.
    """
    tracked = check_plan(repository, plan)
    written = {path: data for path, data in plan.changes.items() if data is not None}
    contents = [*written.values(), *(kept.text for kept in plan.kept)]
    # As files, so that one process writes all of them.
    places = [run.place / f"blob-{number}" for number in range(len(contents))]
    for place, content in zip(places, contents, strict=True):
        place.write_bytes(content)
    oids: dict[str, str] = {}
    if places:
        # No filters: the contents are already as git stores them.
        args = (*DURABLE, "hash-object", "-w", "--no-filters", "--", *map(os.fspath, places))
        written_oids = repository.git(*args).decode("ascii").split()
        oids = dict(zip(written, written_oids, strict=False))  # kept texts have no path
    blobs: list[Blob] = []
    for path, data in plan.changes.items():
        known = tracked[path].index or tracked[path].base
        mode = known.mode if known else repository.worktree.mode(path) or "100644"
        blobs.append(Blob(path, mode, oids.get(path, ""), data))
    early = [b for b in blobs if b.data is not None and _is_new(plan, tracked[b.path], b.path)]
    return Planned(tuple(blobs), tracked, tuple(early))


def _is_new(plan: Plan, tracked: Tracked, path: str) -> bool:
    return tracked.base is None and tracked.index is None and plan.expected.get(path) is None


def note_plan(repository: Repository, plan: Plan, planned: Planned) -> JournalNote:
    """The note that must be on disk before hooks run, for a repair after a crash."""
    changes: list[NotedChange] = []
    for blob in planned.blobs:
        disk = plan.expected.get(blob.path)
        staged = planned.tracked[blob.path].index
        changes.append(
            NotedChange(
                blob.path,
                blob.mode,
                disk="" if disk is None else repository.blob_id(disk),
                staged=staged.oid if staged else "",
                new=blob.oid,
            )
        )
    above = {folder: None for blob in planned.early for folder in parents(blob.path)}
    made = [folder for folder in above if not repository.worktree.locate(folder).exists()]
    return JournalNote(
        Stage.CHECKING,
        changes=tuple(changes),
        placed=tuple(blob.path for blob in planned.early),
        made=tuple(made),
        locks=list_locks(repository, *(f"{REFS}{each.blob}" for each in plan.kept)),
    )
