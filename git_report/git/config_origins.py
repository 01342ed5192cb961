"""Origins of settings: a file that a commit can change must not choose a command or a host."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.errors import ReportError

if TYPE_CHECKING:
    from git_report.git.repository import Repository


def read_own(repository: Repository, name: str) -> str | None:
    """A value that the user configured outside the work tree; None if unset.

    ReportError if the last value comes from a file in the work tree, which ``include.path`` can
    name: the author of a pulled commit would choose the value.
    """
    done = repository.run("config", "--show-origin", "-z", "--get-all", name)
    fields = done.out.split(b"\0")[:-1]
    if done.status or len(fields) < 2:
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
    """Whether a path, or the file it resolves to, is in a work tree but not in a git directory."""
    given = repository.root / path
    # A tracked link may lead to a file outside, and a path outside may be a link to a tracked
    # file: the author of a commit chooses the value in both cases.
    places = (Path(os.path.normpath(given)), given.resolve())
    own = _both((repository.git_dir, repository.common_dir))
    outside = [place for place in places if not _is_below(place, own)]
    return bool(outside) and any(_is_below(place, _work_trees(repository)) for place in outside)


def _work_trees(repository: Repository) -> set[Path]:
    """The roots of all work trees of the repository: a commit can change files in each."""
    # Not the current one alone: a file included from the main work tree chose the command of a
    # linked one.
    output = repository.git("worktree", "list", "--porcelain", "-z")
    lines = (os.fsdecode(line) for line in output.split(b"\0"))
    roots = (Path(line.removeprefix("worktree ")) for line in lines if line.startswith("worktree "))
    return _both((repository.root, *roots))


def _both(paths: Iterable[Path]) -> set[Path]:
    """The paths as given, and with symbolic links resolved."""
    return {either for path in paths for either in (path, path.resolve())}


def _is_below(place: Path, folders: Iterable[Path]) -> bool:
    return any(place.is_relative_to(folder) for folder in folders)
