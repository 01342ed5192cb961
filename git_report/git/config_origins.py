"""Where configuration comes from: what a commit can change chooses no command and no host."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.errors import ReportError

if TYPE_CHECKING:
    from git_report.git.repository import Repository


def read_own(repository: Repository, name: str) -> str | None:
    """A value that the person configured outside of the work tree; None where unset.

    Raises ReportError where its last value comes from a file in the work tree, which
    ``include.path`` can lead to: whoever writes what is pulled would choose it.
    """
    told = repository.run("config", "--show-origin", "-z", "--get-all", name)
    fields = told.out.split(b"\0")[:-1]
    if told.status or len(fields) < 2:
        return None
    origin, value = os.fsdecode(fields[-2]), fields[-1].decode("utf-8", "surrogateescape")
    kind, _, path = origin.partition(":")
    if kind == "blob" or (kind == "file" and _is_tracked_place(repository, path)):
        raise ReportError(
            f"'{name}' comes from '{path}', which is in the work tree",
            hint=f"shared files must not choose commands or hosts: set it with 'git config {name}'",
        )
    return value


def _is_tracked_place(repository: Repository, path: str) -> bool:
    """Whether a path, or the file that it leads to, is in a work tree but in no git directory."""
    given = repository.root / path
    places = (Path(os.path.normpath(given)), given.resolve())
    own = _both((repository.git_dir, repository.common_dir))
    outside = [place for place in places if not _is_below(place, own)]
    return bool(outside) and any(_is_below(place, _work_trees(repository)) for place in outside)


def _work_trees(repository: Repository) -> set[Path]:
    """The roots of all work trees of the repository: a commit can change files in each."""
    told = repository.git("worktree", "list", "--porcelain", "-z")
    lines = (os.fsdecode(line) for line in told.split(b"\0"))
    roots = (Path(line.removeprefix("worktree ")) for line in lines if line.startswith("worktree "))
    return _both((repository.root, *roots))


def _both(paths: Iterable[Path]) -> set[Path]:
    """Paths as they are and with their links followed."""
    return {either for path in paths for either in (path, path.resolve())}


def _is_below(place: Path, folders: Iterable[Path]) -> bool:
    return any(place.is_relative_to(folder) for folder in folders)
