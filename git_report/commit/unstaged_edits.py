"""The work tree's files while hooks run, which may put them aside and die.

The pre-commit framework, and others like it, write the work tree as the commit will have it and
bring the person's unstaged edits back at the end. Where they are killed in between, these edits
are in no file of the work tree any more.
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
    """Note what the work tree contains of the files that the hooks will see; whether it could be.

    The private index of the run is what they will see; ``work-index`` has what is on disk.
    """
    copy_index(run.index, run.work_index)
    env = {"GIT_INDEX_FILE": os.fspath(run.work_index)}
    # It fails where a file cannot be read: git itself would commit all the same.
    return repository.run(*_WHOLE, "add", "--update", env=env).status == 0


def restore(repository: Repository, run: RunDirectory) -> tuple[list[str], list[str]]:
    """Restore what hooks had put aside: the paths restored, and those left as they are.

    A file is restored where it contains what the commit would have held, where it is gone, or
    where it is the beginning of either; anything else somebody may have written since.
    """
    held, seen = _read_index(repository, run.work_index), _read_index(repository, run.index)
    away = _differing(repository, run.work_index)
    made = seen.keys() - held.keys()
    changed = _differing(repository, run.index)
    back: list[str] = []
    left: list[str] = []
    for path in sorted(away):
        put_aside = path not in changed or _is_cut(repository, path, (held[path], seen.get(path)))
        (back if put_aside else left).append(path)
    names = b"".join(os.fsencode(path) + b"\0" for path in back)
    env = {"GIT_INDEX_FILE": os.fspath(run.work_index)}
    repository.git("checkout-index", "--force", "-z", "--stdin", input=names, env=env)
    for path in sorted(made - changed):
        place = repository.worktree.locate(path)
        if os.path.lexists(place):  # the person had removed it
            place.unlink()
            back.append(path)
    return back, [f"'{path}' (it was blob {held[path][:12]})" for path in left]


def _read_index(repository: Repository, index: os.PathLike[str]) -> dict[str, str]:
    told = repository.git("ls-files", "-s", "-z", env={"GIT_INDEX_FILE": os.fspath(index)})
    entries: dict[str, str] = {}
    for record in told.split(b"\0")[:-1]:
        about, _, name = record.partition(b"\t")
        entries[os.fsdecode(name)] = about.split()[1].decode("ascii")
    return entries


def _differing(repository: Repository, index: os.PathLike[str]) -> set[str]:
    """The paths whose file is not as an index has it, looked at and not believed."""
    env = {"GIT_INDEX_FILE": os.fspath(index)}
    repository.run("update-index", "-q", "--really-refresh", env=env)
    told = repository.git("diff-files", "--name-only", "-z", "--ignore-submodules", env=env)
    return {os.fsdecode(name) for name in told.split(b"\0")[:-1]}


def _is_cut(repository: Repository, path: str, oids: Iterable[str | None]) -> bool:
    """Whether a file is gone, or the beginning of what one of some blobs would be on disk."""
    place = repository.worktree.locate(path)
    if not os.path.lexists(place):
        return True
    if place.is_symlink() or not place.is_file():
        return False
    data = place.read_bytes()
    filters = ("cat-file", "--filters", f"--path={path}")
    wholes = (repository.run(*filters, oid) for oid in oids if oid)
    return any(whole.status == 0 and whole.out.startswith(data) for whole in wholes)
