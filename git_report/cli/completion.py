"""Shell completion of report folders, versions, references and the codes of findings.

If anything fails, nothing is offered: a message after <TAB> would only disturb.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from git_report.errors import ReportError
from git_report.report.versions import version_name

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from git_report.report.checklist import Box
    from git_report.report.folder import Folder


class VersionName(click.ParamType[str]):
    """The name of a version: 7, report-07.md, or its path."""

    name = "version"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The numbers of the versions, newest first, each with the reference that it read."""
        return complete_versions(ctx, param, incomplete)


class ReferenceName(click.ParamType[str]):
    """A reference of the checklist in one of the given states; in any state if none is given."""

    name = "reference"

    def __init__(self, *boxes: Box) -> None:
        self.boxes = boxes

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The targets of the references, each with its title."""
        del param
        folder = _read_folder(ctx)
        if folder is None:
            return []
        return _offer(
            (
                (reference.target or reference.title, reference.title)
                for reference in folder.instructions.references
                if not self.boxes or reference.box in self.boxes
            ),
            incomplete,
        )


class CodeName(click.ParamType[str]):
    """The code of a finding; with `families`, a comma-separated list of codes and families."""

    name = "code"

    def __init__(self, *, families: bool = False) -> None:
        self.families = families

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The codes after the last comma of a list, each with its title."""
        del ctx, param
        from git_report.checks.findings import RULES

        before, comma, last = incomplete.rpartition(",") if self.families else ("", "", incomplete)
        titles = {code: rule.title for code, rule in RULES.items()}
        families = sorted({code[0] for code in RULES}) if self.families else []
        offered = _offer(
            ((code, titles.get(code, "")) for code in (*families, *titles)), last.upper()
        )
        from click.shell_completion import CompletionItem

        return [CompletionItem(f"{before}{comma}{item.value}", help=item.help) for item in offered]


def complete_versions(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The numbers of the versions, newest first, each with the reference that it read."""
    del param
    folder = _read_folder(ctx)
    if folder is None:
        return []
    titles = {
        stamp.version: reference.title
        for reference in folder.instructions.references
        for stamp in reference.claims
    }
    name = version_name if incomplete.startswith("r") else str
    names = ((name(n), titles.get(n, "")) for n in range(folder.newest, 0, -1))
    return _offer(names, incomplete)


def complete_folders(
    ctx: click.Context, param: click.Parameter | click.Command, incomplete: str
) -> list[CompletionItem]:
    """The report folders of the repository, relative to the current directory."""
    del ctx, param
    from git_report.git.repository import Repository
    from git_report.report.folder import find_folders

    with suppress(ReportError, OSError):  # a message would appear in the line that is being typed
        repository = Repository.open(Path())
        here = Path.cwd()
        folders = find_folders(repository.worktree_snapshot())
        paths = (os.path.relpath(repository.root / folder, here) for folder in folders)
        return _offer(((path, "") for path in paths), incomplete)
    return []


def _offer(names: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(name, help=" ".join(about.split()) or None)
        for name, about in names
        if name.startswith(incomplete) and name.isprintable()
    ]


def _read_folder(ctx: click.Context) -> Folder | None:
    """The report folder that is named before the cursor, as it is in the work tree."""
    from git_report.cli.report_folder import open_report_folder
    from git_report.report.folder import read_folder

    with suppress(ReportError, OSError, ValueError):
        repository, path = open_report_folder(ctx.params.get("directory"), repairs=False)
        return read_folder(repository.worktree_snapshot(), path)
    return None
