"""``git report adopt``: convert a report folder that was made by hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from git_report.adopt.plan import Adoption, Tree, plan_adoption
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import result, result_json, say
from git_report.cli.reading_options import takes_json
from git_report.cli.report_folder import expect_instructions, find_path, open_report_folder
from git_report.cli.writing_options import DRY_RUN, NO_VERIFY, QUIET
from git_report.commit.commit import commit, preflight
from git_report.commit.killed_runs import repair
from git_report.commit.readiness import check_operation
from git_report.errors import ReportError
from git_report.git.history import untracked_paths
from git_report.git.refusals import TRIES, MovedError
from git_report.git.repository import Repository
from git_report.report.folder import find_folders, find_instructions, join, read_folder
from git_report.report.hand_named_versions import plain_number
from git_report.report.pasting import paste_folder
from git_report.report.versions import DIFF_NAME, version_name
from git_report.run import working


@click.command(cls=FolderCommand)
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@DRY_RUN
@NO_VERIFY
@takes_json
@QUIET
def command(
    directory: str | None,
    *,
    yes: bool,
    dry_run: bool,
    no_verify: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Convert a report folder that was made by hand.

    Versions are renamed to report-01.md, report-02.md, …, and keep their text; diff.md is generated
    from the two newest versions; ticks stay as they are. Shows what it will do, asks for
    confirmation, and makes one commit.
    """
    repository, path = _open(directory)
    with working(repository, path, say):
        adoption = _plan(repository, path)
        made = ""
        if adoption is not None:
            if not as_json and not (quiet and yes):
                for line in _describe(adoption):
                    result(line)
            for finding in adoption.warnings:
                say(f"warning: {finding.code} {finding.message}")
            if not dry_run:
                _ask(yes=yes)
                made = _land(repository, path, adoption, verify=not no_verify)
    if as_json:
        result_json(_as_json(repository, path, adoption, made, dry_run=dry_run))
    elif adoption is None and not _count(repository, path):
        say(
            "no versions to adopt: put them into the folder as report-01.md, report-02.md, … "
            "(or one report.md), then try again"
        )
    elif adoption is None:
        say("already in git report's format; nothing to do")
    elif made and not quiet:
        newest = version_name(len(adoption.numbers))
        result(f"{path or '.'} [{made[:10]}] adopted; the newest version is {newest}")


def _open(directory: str | None) -> tuple[Repository, str]:
    """The repository and the folder to adopt: the current one, if it contains a report."""
    if directory is not None:
        if not (place := find_path(directory)).is_dir():
            raise ReportError(
                f"'{directory}' is not a directory"
                if place.exists()
                else f"there is no folder '{directory}'",
                hint="name the report's folder",
            )
        return open_report_folder(directory)
    repository = Repository.open(Path())
    here = repository.relative(Path())
    names = repository.worktree_snapshot().entries(here)
    if any(plain_number(name) is not None for name in names):
        repair(repository, say)
        if find_instructions(repository.worktree_snapshot(), here) is None:
            expect_instructions(repository, here, here)
        return repository, here
    _expect_folder(repository)
    return open_report_folder(None)


def _expect_folder(repository: Repository) -> None:
    """Raise ReportError if no folder has a checklist: one that was made by hand has to be named."""
    snapshot = repository.worktree_snapshot()
    if find_folders(snapshot):
        return
    expect_instructions(repository, repository.relative(Path()))
    parts = (path.rpartition("/") for path in snapshot.markdown_files())
    folders = {folder for folder, _, name in parts if plain_number(name) is not None}
    named = paste_folder(folders.pop()) if len(folders) == 1 else "DIR"
    raise ReportError(
        "no report folder in this repository",
        hint=f"name the folder that contains the versions: 'git report adopt {named}'",
    )


def _plan(repository: Repository, path: str) -> Adoption | None:
    """Plan the adoption, and check that it can be committed."""
    check_operation(repository)
    head = repository.head()
    tree = Tree(
        disk=repository.worktree_snapshot(),
        head=None if head is None else repository.commit_snapshot(head),
        index=repository.index_snapshot(),
        untracked=untracked_paths(repository, path),
    )
    adoption = plan_adoption(tree, path, head)
    if adoption is not None:
        preflight(repository, tuple(adoption.plan.changes), riding=adoption.plan.riding)
    return adoption


def _ask(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise ReportError(
            "cannot ask for confirmation: standard input is not a terminal; nothing was changed",
            hint="to adopt without confirmation, run 'git report adopt --yes'",
        )
    if not click.confirm("Commit this?", err=True):
        raise ReportError("nothing was changed")


def _land(repository: Repository, path: str, adoption: Adoption, *, verify: bool) -> str:
    """Make the commit; if HEAD has moved, make it there if the plan is still the same."""
    for _ in range(TRIES):
        try:
            return commit(repository, adoption.plan, verify=verify)
        except MovedError:
            again = _plan(repository, path)
            if again is None or again.plan.changes != adoption.plan.changes:
                raise
            adoption = again
    raise MovedError(
        "other commits were made on this branch in the meantime; nothing was changed",
        hint="try again",
    )


def _describe(adoption: Adoption) -> Iterator[str]:
    """Yield the plan as text, one line per file."""
    yield "adopt will make these changes:"
    for old, new in adoption.moves:
        yield f"{join(adoption.folder, old)} → {new}"
    for path in adoption.taken:
        yield f"{path}: will be committed unchanged"
    diff = join(adoption.folder, DIFF_NAME)
    if adoption.kept_diff:
        yield f"{diff} → {adoption.kept_diff.rpartition('/')[2]}, because it was never committed"
    if adoption.derives:
        replaced = diff in adoption.plan.expected and adoption.plan.expected[diff] is not None
        history = (
            "; the current one stays in the history" if replaced and not adoption.kept_diff else ""
        )
        yield f"{diff}: will be generated from the newest versions{history}"
    elif diff in adoption.plan.changes:
        yield f"{diff}: will be committed unchanged"
    if adoption.ticks:
        several = adoption.ticks > 1
        ticks = f"{adoption.ticks} ticks" if several else "1 tick"
        yield f"{ticks} without a stamp: left as {'they are' if several else 'it is'}"


def _as_json(
    repository: Repository, path: str, adoption: Adoption | None, made: str, *, dry_run: bool
) -> dict[str, Any]:
    plan = adoption.plan if adoption else None
    diff = join(path, DIFF_NAME)
    return {
        "schema": "git-report/adopt/1",
        "folder": path,
        "commit": made,
        "dry_run": dry_run,
        "versions": len(adoption.numbers) if adoption else _count(repository, path),
        "moves": [{"from": old, "to": new} for old, new in (adoption.moves if adoption else ())],
        "taken": list(adoption.taken) if adoption else [],
        "diff": "derived" if adoption and adoption.derives
        else "taken" if plan and diff in plan.changes else "kept",
        "kept_diff": adoption.kept_diff if adoption else "",
        "unstamped": adoption.ticks if adoption else 0,
    }  # fmt: skip


def _count(repository: Repository, path: str) -> int:
    return read_folder(repository.worktree_snapshot(), path).newest
