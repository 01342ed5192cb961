"""The directory that git takes a repository's hooks from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from git_report.errors import ReportError
from git_report.git.process import Runner
from git_report.git.repository import Repository


@dataclass(frozen=True, slots=True)
class HooksDirectory:
    """Where hooks are run from.

    `is_bare` tells a repository without a work tree; `shared` says, in words, why other
    repositories may run the same hooks: empty where they do not.
    """

    path: Path
    is_bare: bool
    shared: str


def find_hooks_directory(start: Path) -> HooksDirectory:
    """The hooks directory of the repository around a path; ReportError outside of any.

    `core.hooksPath` counts, as it does for git; linked worktrees have one directory.
    """
    asked = Runner(start, bare=True).run(
        "rev-parse", "--path-format=absolute", "--is-bare-repository", "--git-common-dir"
    )
    is_bare, _, common_dir = os.fsdecode(asked.out).removesuffix("\n").partition("\n")
    if asked.status or is_bare != "true":
        repository = Repository.open(start)
        home, common_dir = repository.root, str(repository.common_dir)
    else:
        home = Path(common_dir)
    # A relative core.hooksPath is relative to where git runs hooks: the top.
    runner = Runner(home, bare=True)
    told = runner.run("rev-parse", "--path-format=absolute", "--git-path", "hooks")
    if told.status:
        raise ReportError(
            f"git rev-parse failed: {told.words}",
            hint="see 'git config --show-origin core.hooksPath'",
        )
    path = Path(os.fsdecode(told.out).removesuffix("\n"))
    return HooksDirectory(path, is_bare == "true", _shared(runner, path, home, Path(common_dir)))


def _shared(runner: Runner, path: Path, home: Path, common_dir: Path) -> str:
    scope = os.fsdecode(runner.run("config", "--show-scope", "--get", "core.hooksPath").out)
    if scope.partition("\t")[0] in ("global", "system"):
        return f"'core.hooksPath' is set to '{path}' for all repositories"
    inside = [home, common_dir]
    if common_dir.name == ".git":  # the main work tree, seen from a linked one
        inside.append(common_dir.parent)
    if not any(path.resolve().is_relative_to(place.resolve()) for place in inside):
        return f"the hooks directory '{path}' is outside of the repository"
    return ""
