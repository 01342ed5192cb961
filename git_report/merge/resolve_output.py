"""The output of ``git report resolve``: text for a person, JSON for a script."""

from __future__ import annotations

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
                advice = _advise(fate, each.kept[fate.old], folder.path)
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
        say(f"staged: {'resolve these, then ' if left else ''}continue with '{go_on}'")
    for hint in hints:
        say(hint)


def name_next(repository: Repository, merge: Merge | None) -> str:
    """The command to run next; git does not continue a cherry-pick that adds nothing."""
    if merge is None:
        return "git commit"
    is_empty = not staged_paths(repository, merge.ours)
    return "git cherry-pick --skip" if merge.name == "cherry-pick" and is_empty else merge.go_on


def _describe(fate: VersionFate) -> str:
    if fate.new is not None:
        name = version_name(fate.new)
        return "keeps its number" if fate.new == fate.old else f"is now '{name}'"
    items = [item for item in fate.items if item not in (*fate.standing, *fate.skipped)]
    passed = [f"'{item.title}' remains skipped" for item in fate.skipped]
    again = [f"'{item.title}' is unticked again" for item in items if not item.is_revision]
    stays = [f"'{item.title}' is still ticked, because another version was made from it"
             for item in fate.standing]  # fmt: skip
    removed = [f"'{item.title}' is removed" for item in items if item.is_revision]
    return "; ".join([f"is left out, because {fate.clash}", *again, *passed, *stays, *removed])


def _advise(fate: VersionFate, kept: str, folder: str) -> str:
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
    return f"run 'git report-iterate' to read the reference again, or {by_hand}"


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
        "open_again": fate.new is None and not (fate.standing or fate.skipped),
        "references": [item.title for item in fate.items],
        "kept": kept.get(fate.old, ""),
    }
