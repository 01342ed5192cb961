"""Unstaged edits while hooks run, which may set them aside and be killed.

The pre-commit framework and similar ones change the work tree to what will be committed, and
restore the user's unstaged edits at the end. If they are killed in between, these edits are no
longer in the work tree.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from git_report.commit.journal import RunDirectory
from git_report.git.index_file import copy_index

if TYPE_CHECKING:
    from git_report.git.repository import Repository

_WHOLE = ("-c", "core.splitIndex=false")


def note_unstaged_edits(repository: Repository, run: RunDirectory) -> bool:
    """Save the content of the tracked files before hooks run; return whether this succeeded.

    Hooks will see the private index of the run; ``work-index`` contains what is on disk.
    """
    copy_index(run.index, run.work_index)
    env = {"GIT_INDEX_FILE": os.fspath(run.work_index)}
    # It fails if a file cannot be read; git itself would commit nevertheless.
    return repository.run(*_WHOLE, "add", "--update", env=env).status == 0


def restore(repository: Repository, run: RunDirectory) -> tuple[list[str], list[str]]:
    """Restore what hooks had set aside; return the paths restored, and those left unchanged.

    A file is restored if it contains what would have been committed, if it is missing, or if it is
    a truncated copy of either text; anything else may have been written since.
    """
    saved, seen = _read_index(repository, run.work_index), _read_index(repository, run.index)
    away = _differing(repository, run.work_index)
    made = seen.keys() - saved.keys()
    changed = _differing(repository, run.index)
    back: list[str] = []
    left: list[str] = []
    for path in sorted(away):
        # Cut, because the framework may have been killed while it wrote the file.
        put_aside = path not in changed or _is_cut(repository, path, (saved[path], seen.get(path)))
        (back if put_aside else left).append(path)
    names = b"".join(os.fsencode(path) + b"\0" for path in back)
    env = {"GIT_INDEX_FILE": os.fspath(run.work_index)}
    repository.git("checkout-index", "--force", "-z", "--stdin", input=names, env=env)
    for path in sorted(made - changed):
        place = repository.worktree.locate(path)
        if os.path.lexists(place):  # the user had deleted it
            place.unlink()
            back.append(path)
    return back, [f"'{path}' (it was blob {saved[path][:12]})" for path in left]


def _read_index(repository: Repository, index: os.PathLike[str]) -> dict[str, str]:
    output = repository.git("ls-files", "-s", "-z", env={"GIT_INDEX_FILE": os.fspath(index)})
    entries: dict[str, str] = {}
    for record in output.split(b"\0")[:-1]:
        about, _, name = record.partition(b"\t")
        entries[os.fsdecode(name)] = about.split()[1].decode("ascii")
    return entries


def _differing(repository: Repository, index: os.PathLike[str]) -> set[str]:
    """The paths whose file differs from an index, by content and not by cached status."""
    env = {"GIT_INDEX_FILE": os.fspath(index)}
    # Also files that are assumed unchanged: hooks may have changed them.
    repository.run("update-index", "-q", "--really-refresh", env=env)
    output = repository.git("diff-files", "--name-only", "-z", "--ignore-submodules", env=env)
    return {os.fsdecode(name) for name in output.split(b"\0")[:-1]}


def _is_cut(repository: Repository, path: str, oids: Iterable[str | None]) -> bool:
    """Whether a file is missing, or a truncated copy of one of some blobs as on disk."""
    place = repository.worktree.locate(path)
    if not os.path.lexists(place):
        return True
    if place.is_symlink() or not place.is_file():
        return False
    data = place.read_bytes()
    filters = ("cat-file", "--filters", f"--path={path}")
    wholes = (repository.run(*filters, oid) for oid in oids if oid)
    return any(whole.status == 0 and whole.out.startswith(data) for whole in wholes)
