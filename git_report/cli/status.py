"""``git report status``: where a report stands."""

from __future__ import annotations

from typing import Any

import click

from git_report.checks.references import check_sources
from git_report.checks.state import read_state
from git_report.cli.output import result, result_json, say
from git_report.cli.place import open_place
from git_report.cli.writing import choose_writer
from git_report.errors import ReportError
from git_report.repo.repository import Repository
from git_report.report.checklist import Box, Reference
from git_report.report.folder import Folder, read_folder
from git_report.report.snapshot import Snapshot
from git_report.report.versions import version_name, version_number
from git_report.writers.choice import Wish

_NAMES = {Box.OPEN: "open", Box.READ: "read", Box.SKIPPED: "set aside"}


@click.command()
@click.argument("directory", metavar="[DIR]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(directory: str | None, *, as_json: bool) -> None:
    """Tell the latest version, the next reference, the counts, and who would write."""
    repository, path = open_place(directory)
    snapshot = repository.worktree_snapshot()
    folder = read_folder(snapshot, path)
    writer = _tell_writer(repository, snapshot, folder)
    uncommitted = _uncommitted(repository, folder)
    state = read_state(snapshot, path)
    suspects = [finding.line for finding in check_sources(state)] if state else []
    if as_json:
        result_json({**_as_json(folder, writer, uncommitted), "suspects": suspects})
        return
    instructions = folder.instructions
    upcoming = instructions.next_reference
    latest = version_name(folder.newest) if folder.newest else "none yet"
    counts = ", ".join(f"{instructions.count(box)} {name}" for box, name in _NAMES.items())
    unstamped = _unstamped(folder)
    result(f"report folder  {path or '.'}")
    result(f"latest         {latest}")
    result(f"references     {counts}")
    result(f"next           {_tell(upcoming) if upcoming else 'nothing is left to read'}")
    result(f"writer         {writer['name']} ({writer['why']})")
    if writer["effort"]:
        result(f"effort         {writer['effort']}")
    if unstamped:
        result(f"unstamped      {unstamped} ticked by hand")
    if suspects:
        result(f"suspects       {len(suspects)} changed since they were read: git report suspects")
    for name in uncommitted:
        result(f"uncommitted    {name}")
    if writer["hint"]:
        say(f"hint: {writer['hint']}")


def _tell(reference: Reference) -> str:
    target = "" if reference.title == reference.target else f" <{reference.target}>"
    return f"{reference.title}{target} (line {reference.line})"


def _tell_writer(repository: Repository, snapshot: Snapshot, folder: Folder) -> dict[str, str]:
    """Who would write, why, and how hard; no name where none can be chosen, but what to do."""
    try:
        chosen = choose_writer(repository, snapshot, folder, Wish())
    except ReportError as error:
        return {"name": "none", "why": error.message, "effort": "", "hint": error.hint}
    return {
        "name": chosen.writer.name,
        "why": chosen.why,
        "effort": chosen.effort,
        "hint": chosen.offer,
    }


def _unstamped(folder: Folder) -> int:
    return sum(r.box is Box.READ and not r.stamps for r in folder.instructions.references)


def _uncommitted(repository: Repository, folder: Folder) -> list[str]:
    """The folder's own files that are not in the work tree as HEAD has them."""
    own = {folder.instructions.path, folder.diff_path}
    return [
        path
        for path in repository.changed_paths(folder.path)
        if path in own or version_number(path.rpartition("/")[2]) is not None
    ]


def _as_json(folder: Folder, writer: dict[str, str], uncommitted: list[str]) -> dict[str, Any]:
    instructions = folder.instructions
    upcoming = instructions.next_reference
    return {
        "schema": "git-report/status/1",
        "folder": folder.path,
        "instructions": instructions.path,
        "latest": folder.newest,
        "latest_path": folder.version_path(folder.newest) if folder.newest else None,
        "next": _reference_json(upcoming) if upcoming else None,
        "counts": {
            "open": instructions.count(Box.OPEN),
            "read": instructions.count(Box.READ),
            "set_aside": instructions.count(Box.SKIPPED),
            "unstamped": _unstamped(folder),
        },
        "references": [_reference_json(r) for r in instructions.references],
        "writer": writer,
        "uncommitted": uncommitted,
    }


def _reference_json(reference: Reference) -> dict[str, Any]:
    return {
        "line": reference.line,
        "state": _NAMES[reference.box].replace(" ", "_"),
        "title": reference.title,
        "target": reference.target,
        "purpose": reference.purpose,
        "stamps": [{"version": s.version, "blob": s.blob} for s in reference.stamps],
    }
