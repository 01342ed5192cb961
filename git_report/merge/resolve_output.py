"""The output of ``git report resolve``: text for a person, JSON for a script."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from git_report.cli.output import result, say
from git_report.cli.suggested_commands import has_several, name_folder
from git_report.commit.readiness import list_unmerged
from git_report.git.history import staged_paths
from git_report.git.repository import Repository
from git_report.merge.merge_in_progress import Merge
from git_report.merge.resolution import Resolution, VersionFate
from git_report.report.pasting import paste_reread, quote
from git_report.report.targets import is_url, target_path
from git_report.report.versions import DIFF_NAME, version_name


@dataclass(frozen=True, slots=True)
class Resolved:
    """A folder's resolution, and the files that it changes.

    `kept` maps the old numbers of versions of theirs that were left out to the files where they
    were saved; `edits` maps paths in conflict to the files where a user's edits were saved.
    """

    resolution: Resolution
    changes: dict[str, bytes | None]
    kept: dict[int, str] = field(default_factory=dict)
    edits: dict[str, str] = field(default_factory=dict)


def print_resolved(
    repository: Repository, merge: Merge | None, resolved: Sequence[Resolved], *, dry_run: bool
) -> None:
    """Print the outcome for each version of theirs, and what to do next."""
    several = has_several(repository)
    operation = merge.name if merge and merge.name != "merge" else "commit"
    hints: list[str] = []
    for each in resolved:
        folder = each.resolution.folder
        if not each.resolution.fates:
            result(f"{folder.path or '.'}: instructions and {DIFF_NAME} of both sides are merged")
        for fate in each.resolution.fates:
            result(f"theirs: {folder.version_path(fate.old)} {_describe(fate)}")
            if fate.old in each.kept:
                say(f"  its text is kept in {each.kept[fate.old]}")
                advice = _advise(repository, fate, each.kept[fate.old], folder.path)
                own = name_folder(advice, folder.path) if several else advice
                hints.append(f"hint: after the {operation}, {own}")
        for path, place in each.edits.items():
            say(f"your uncommitted '{path}' is kept in {place}")
    left = list_unmerged(repository) if not dry_run else ()
    if left:
        say(f"still in conflict: {', '.join(repr(path) for path in left)}")
    if dry_run:
        say("dry run: nothing was changed")
    else:
        go_on = name_next(repository, merge)
        state = "nothing is left to commit" if _is_empty(repository, merge) else "staged"
        say(f"{state}: {'resolve these, then ' if left else ''}continue with '{go_on}'")
    for hint in hints:
        say(hint)


def name_next(repository: Repository, merge: Merge | None) -> str:
    """The command to run next; git does not continue a cherry-pick that adds nothing."""
    if merge is None:
        return "git commit"
    skips = merge.name == "cherry-pick" and _is_empty(repository, merge)
    return "git cherry-pick --skip" if skips else merge.go_on


def _is_empty(repository: Repository, merge: Merge | None) -> bool:
    """Whether there is nothing to commit; a merge is committed even if it changes nothing."""
    if merge is None or merge.name == "merge":
        return False
    return not staged_paths(repository, merge.ours)


def _describe(fate: VersionFate) -> str:
    if fate.new is not None:
        name = version_name(fate.new)
        return "keeps its number" if fate.new == fate.old else f"is now '{name}'"
    other = (*fate.standing, *fate.skipped, *fate.missing)
    items = [item for item in fate.items if item not in other]
    gone = [f"'{item.title}' is no longer in the checklist" for item in fate.missing]
    passed = [f"'{item.title}' remains skipped" for item in fate.skipped]
    again = [f"'{item.title}' is unticked again" for item in items if not item.is_revision]
    stays = [f"'{item.title}' is still ticked, because another version was made from it"
             for item in fate.standing]  # fmt: skip
    removed = [f"'{item.title}' is removed" for item in items if item.is_revision]
    return "; ".join(
        [f"is left out, because {fate.clash}", *again, *gone, *passed, *stays, *removed]
    )


def _advise(repository: Repository, fate: VersionFate, kept: str, folder: str) -> str:
    by_hand = (
        "edit the saved text so that it contains the newest version and your changes, then run "
        f"'git report accept {quote(str(kept))}'"
    )
    if any(item.is_revision for item in fate.items):
        return "make the correction again with 'git report revise'"
    if fate.standing:
        reread = paste_reread(folder, fate.standing[0].target or fate.standing[0].title)
        return f"run '{reread}' to have it read again"
    if fate.skipped:
        item = quote(fate.skipped[0].target or fate.skipped[0].title)
        return (
            f"reopen the reference with 'git report skip --undo {item}', then "
            f"run 'git report-iterate' to read it again, or {by_hand}"
        )
    read = f"run 'git report-iterate' to read the reference again, or {by_hand}"
    if fate.missing:
        named = quote(_name_argument(repository, folder, fate.missing[0].target))
        return f"add the reference again with 'git report add {named}', then {read}"
    return read


def _name_argument(repository: Repository, folder: str, target: str) -> str:
    """A target as an argument in the current directory."""
    if is_url(target):
        return target
    path, fragment = target_path(folder, target)
    return os.path.relpath(repository.root / path) + (f"#{fragment}" if fragment else "")


def resolved_json(
    repository: Repository, merge: Merge | None, resolved: Sequence[Resolved], *, dry_run: bool
) -> dict[str, Any]:
    """The same information as a JSON document."""
    return {
        "schema": "git-report/resolve/1",
        "operation": merge.name if merge else "",
        "dry_run": dry_run,
        "folders": [
            {
                "folder": each.resolution.folder.path,
                "theirs": [_fate_json(fate, each.kept) for fate in each.resolution.fates],
                "files": [
                    {
                        "path": path,
                        "change": "removed" if data is None else "edited",
                        "kept": each.edits.get(path, ""),
                    }
                    for path, data in each.changes.items()
                ],
            }
            for each in resolved
        ],
        "unmerged": list(list_unmerged(repository)),
        "continue": name_next(repository, merge),
    }


def _fate_json(fate: VersionFate, kept: dict[int, str]) -> dict[str, Any]:
    return {
        "version": fate.old,
        "became": fate.new,
        "clash": None if fate.clash is None else str(fate.clash),
        "sections": list(fate.clash.sections) if fate.clash else [],
        "open_again": fate.new is None and not (fate.standing or fate.skipped or fate.missing),
        "references": [item.title for item in fate.items],
        "kept": kept.get(fate.old, ""),
    }
