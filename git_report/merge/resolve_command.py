"""``git report resolve``: renumber versions that both sides of a merge created."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import click

from git_report.checks.folder_state import State, read_state
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import result_json, say
from git_report.cli.reading_options import takes_json
from git_report.cli.report_folder import find_report_folder
from git_report.cli.writing_options import QUIET
from git_report.commit.readiness import list_unmerged
from git_report.commit.refused_drafts import keep_draft
from git_report.errors import ReportError
from git_report.git.refusals import DirtyError
from git_report.git.repository import Repository
from git_report.merge.merge_in_progress import (
    Merge,
    find_base,
    find_merge,
    list_merges,
    read_stages,
    settle,
)
from git_report.merge.resolution import Sides, holds_both, plan_resolution
from git_report.merge.resolve_output import Resolved, name_next, print_resolved, resolved_json
from git_report.report.folder import find_folders, find_instructions
from git_report.report.instructions import Instructions
from git_report.report.pasting import paste_path
from git_report.report.snapshot import CONFLICT, Snapshot
from git_report.report.versions import DIFF_NAME, version_name, version_number, version_stem
from git_report.run import working

_MOST_MERGES = 50  # how many merges are searched for one that added two versions of a number
_MARKS = (b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>")


@click.command(cls=FolderCommand)
@click.option("-n", "--dry-run", is_flag=True, help="Show what would be staged; change nothing.")
@takes_json
@QUIET
def command(*, directory: str | None, dry_run: bool, as_json: bool, quiet: bool) -> None:
    """Renumber versions that both sides of a merge created.

    Use this command during a merge, rebase or cherry-pick. The versions of "ours" (HEAD; in a
    rebase, the branch that you rebase onto) keep their numbers. The changes of "theirs" are applied
    on top, section by section, as versions with the next numbers. If both sides changed the same
    section, the version of "theirs" is left out: its reference is reopened, and its text is saved
    to a file. The result is staged; other files with conflicts are not touched.
    """
    repository = Repository.open(Path())
    merge = find_merge(repository)
    with ExitStack() as stack:
        wanted = None if directory is None else find_report_folder(repository, directory)
        places = _find_places(repository, merge, wanted)
        # All folders are locked and planned before one is written: an error in the second leaves
        # the first as it is.
        for path in places:
            stack.enter_context(working(repository, path, say))
        resolved = [_plan(repository, path, places[path]) for path in places]
        if not dry_run:
            resolved = [_save_texts(repository, each) for each in resolved]
            for each in resolved:
                settle(repository, each.changes)
    if as_json:
        result_json(resolved_json(repository, merge, resolved, dry_run=dry_run))
    elif not quiet:
        print_resolved(repository, merge, resolved, dry_run=dry_run)


def _find_places(
    repository: Repository, merge: Merge | None, wanted: str | None
) -> dict[str, Merge]:
    """The report folders to be resolved, each with the merge that it is part of."""
    index = repository.index_snapshot()
    unmerged = {path.rpartition("/")[0] for path in _list_ours(repository)}
    found: dict[str, Merge] = {}
    for path in _list_folders(repository, merge):
        if wanted is not None and path != wanted:
            continue
        state = read_state(index, path)
        if path in unmerged or (state is not None and _list_contested(state)):
            there = merge if merge is not None else _find_committed(repository, path, state)
            if there is not None:
                found[path] = there
    if not found:
        raise _refuse(repository, merge, wanted)
    return found


def _list_folders(repository: Repository, merge: Merge | None) -> list[str]:
    """The report folders on both sides; those of the index if no merge is in progress."""
    if merge is None:
        return list(find_folders(repository.index_snapshot()))
    sides = [repository.commit_snapshot(commit) for commit in (merge.ours, merge.theirs)]
    ours, theirs = (set(find_folders(side)) for side in sides)
    # A report that one side alone has is in conflict with nothing.
    return sorted(ours & theirs)


def _list_ours(repository: Repository) -> Iterator[str]:
    """Yield the paths in conflict that are files of a report."""
    for path in list_unmerged(repository):
        folder, _, name = path.rpartition("/")
        is_version = version_number(name) is not None or name == DIFF_NAME
        if is_version or _is_instructions(repository, folder, path):
            yield path


def _is_instructions(repository: Repository, folder: str, path: str) -> bool:
    head = repository.head()
    snapshot = repository.commit_snapshot(head) if head else None
    return snapshot is not None and find_instructions(snapshot, folder) == path


def _list_contested(state: State) -> list[int]:
    """The versions that the stamps of several items name."""
    return [number for number, claims in state.stamped().items() if len(claims) > 1]


def _find_committed(repository: Repository, path: str, state: State | None) -> Merge | None:
    """The committed merge that added two versions of one number, as if it were in progress."""
    head = repository.head()
    contested = _list_contested(state) if state is not None else []
    if head is None or state is None or not contested:
        return None
    number = min(contested)
    name = state.version_path(number)
    oid = state.versions.get(number)
    for commit, *parents in list_merges(repository, _MOST_MERGES):
        entries = [repository.commit_snapshot(parent).entry(name) for parent in parents]
        oids = [entry.oid if entry else "" for entry in entries]
        # The merge that is looked for had two different versions of this number, and took one of
        # them.
        if "" in oids or oids[0] == oids[1] or oid not in oids:
            continue
        theirs = parents[1 - oids.index(oid)]
        _check_tail(repository, path, state, theirs, number, commit)
        base = find_base(repository, *parents)
        return Merge("", head, theirs, base, "git commit")
    return None


def _check_tail(
    repository: Repository, path: str, state: State, theirs: str, number: int, commit: str
) -> None:
    """Raise ReportError if later versions of theirs follow ours as if made from it."""
    other = read_state(repository.commit_snapshot(theirs), path)
    later = {n: oid for n, oid in (other.versions if other else {}).items() if n > number}
    mixed = next((n for n, oid in later.items() if state.versions.get(n) == oid), None)
    if mixed is not None:
        raise ReportError(
            f"'{version_name(mixed)}' was made from a different '{version_name(number)}'",
            hint=f"undo the merge {commit[:10]}, merge again, and run this before you commit",
            where=path or ".",
        )


def _refuse(repository: Repository, merge: Merge | None, wanted: str | None) -> ReportError:
    """The error that says why there is nothing to resolve."""
    where = "" if wanted is None else wanted or "."
    if merge is not None:
        return ReportError(
            f"nothing to resolve: no report has a conflict in this {merge.name}",
            hint=f"resolve the files that 'git status' lists, then run '{merge.go_on}'"
            if list_unmerged(repository)
            else f"run '{name_next(repository, merge)}'",
            where=where,
        )
    if list_unmerged(repository):
        return ReportError(
            "files are in conflict, but no merge, rebase or cherry-pick is in progress, so there "
            "is no other side",
            hint=(
                "resolve the files that 'git status' lists, then run 'git add' on each of them",
                "to discard the conflicts, run 'git reset --merge' (a stash entry is kept), then "
                "merge without --squash",
            ),
            where=where,
        )
    return ReportError(
        "nothing to resolve: no merge, rebase or cherry-pick is in progress, and no two versions "
        "have the same number",
        hint="run this command when a merge, rebase or cherry-pick stops at a conflict; "
        "'git report check' lists other problems",
        where=where,
    )


def _plan(repository: Repository, path: str, merge: Merge) -> Resolved:
    sides = Sides(
        repository.commit_snapshot(merge.ours),
        repository.commit_snapshot(merge.theirs),
        repository.commit_snapshot(merge.base) if merge.base else None,
        # Only a merge in progress gets both parents.
        linear=merge.name != "merge",
    )
    index = repository.index_snapshot()
    merged = _read_merged(index, path)
    # Those of a committed merge are renumbered as they are.
    if merged is not None and merge.name and not holds_both(merged, sides, path):
        merged = None
    resolution = plan_resolution(sides, path, merged)
    changes = {
        name: data
        for name, data in resolution.changes.items()
        if _differs(repository, index, name, data)
    }
    for name, data in changes.items():
        _check_unedited(repository, index, name, data)
    return Resolved(resolution, changes)


def _read_merged(index: Snapshot, path: str) -> Instructions | None:
    """The instructions in the index, if git or a person has merged them."""
    state = read_state(index, path)
    entry = None if state is None else index.entry(state.instructions_path)
    return None if state is None or entry is None or entry.mode == CONFLICT else state.instructions


def _differs(repository: Repository, index: Snapshot, path: str, data: bytes | None) -> bool:
    entry = index.entry(path)
    if data is None:
        return entry is not None or repository.worktree.mode(path) is not None
    return entry is None or entry.oid != repository.blob_id(data)


def _check_unedited(repository: Repository, index: Snapshot, path: str, data: bytes | None) -> None:
    """Raise DirtyError if a file that is not in conflict was edited since it was staged."""
    entry = index.entry(path)
    if entry is not None and entry.mode == CONFLICT:
        return  # git wrote this file, with conflict markers
    content = repository.worktree.content(path)
    if content is None or content == data:
        return
    if entry is None or repository.blob_id(content) != entry.oid:
        raise DirtyError(
            f"'{path}' has changes that are not staged",
            hint=f"stage them with 'git add {paste_path(path)}', or move the file away, then try "
            "again",
        )


def _save_texts(repository: Repository, resolved: Resolved) -> Resolved:
    """Save the versions of theirs that were left out, and a user's edits in files in conflict."""
    kept = {}
    for fate in resolved.resolution.fates:
        if fate.new is None:
            kept[fate.old] = _save_text(repository, version_stem(fate.old), fate.data)
    edits = {}
    for path in sorted(set(resolved.changes) & set(list_unmerged(repository))):
        content = repository.worktree.content(path)
        if content is not None and _is_edited(content, read_stages(repository, path)):
            stem = path.rpartition("/")[2].removesuffix(".md")
            edits[path] = _save_text(repository, stem, content)
    return replace(resolved, kept=kept, edits=edits)


def _is_edited(content: bytes, stages: Sequence[bytes]) -> bool:
    """Whether a file in conflict has lines that are neither in a side nor conflict markers."""
    # Without CR and trailing blanks: a checkout may have other line endings than the blobs.
    known = {line.rstrip() for stage in stages for line in stage.split(b"\n")}
    return any(
        line.rstrip() not in known and not line.startswith(_MARKS) for line in content.split(b"\n")
    )


def _save_text(repository: Repository, stem: str, data: bytes) -> str:
    return str(keep_draft(repository, f"{stem}-{repository.blob_id(data)[:10]}.md", data))
