"""Check whether a commit can be made, before anything costly or visible is done."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from git_report.git.durable import refuse_writing
from git_report.git.index_lock import check_free
from git_report.git.paths import parents
from git_report.git.refusals import BusyError, DirtyError, MovedError
from git_report.report.folder import INSTRUCTIONS_NAME
from git_report.report.pasting import (
    paste_folder,
    paste_path,
    paste_restore,
    paste_restoring,
    paste_sparse,
)
from git_report.report.sizes import MOST_BYTES
from git_report.report.snapshot import DIRECTORY, REGULAR, Entry, advise_resolving
from git_report.report.versions import DIFF_NAME, version_number

if TYPE_CHECKING:
    from git_report.git.repository import Repository

# The hint for a version that was never committed: a commit would lack its tick and diff.md.
ACCEPT_OR_MOVE = "submit it with 'git report accept', or move it out of the folder, then try again"
# In bytes: a version and its diff.md, each as a file and as an object.
_ROOM = 4 * MOST_BYTES
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# Operations with two sides, which 'git report resolve' can bring together.
RESOLVABLE = frozenset({"merge", "rebase", "cherry-pick"})
_ENDS = {
    "cherry-pick or revert": "finish it with 'git cherry-pick --continue' or "
    "'git revert --continue'",
    # A commit made during it would be on no branch after the reset.
    "bisect": "end it with 'git bisect reset'",
    # Of a version on which later ones depend, nothing else is valid.
    "revert": "finish it with 'git revert --continue', or abort it with 'git revert --abort' and "
    "undo the newest version with 'git report undo'",
}


@dataclass(frozen=True, slots=True)
class Tracked:
    """The entries of one path in the base commit and in the index.

    `index` is None also for a path with a conflict; `sparse` marks a path outside the sparse
    checkout.
    """

    base: Entry | None = None
    index: Entry | None = None
    conflict: bool = False
    sparse: bool = False


def preflight(
    repository: Repository,
    paths: Sequence[str],
    *,
    riding: frozenset[str] = frozenset(),
    clean: Sequence[str] = (),
) -> None:
    """Refuse early what `commit` would refuse later, before a writer is paid.

    `paths` are those of the commit, `riding` those among them whose uncommitted edits will be
    part of it, `clean` others that must be as in HEAD. Raises BusyError, DirtyError or ReportError;
    nothing is written.
    """
    check_operation(repository)
    check_free(repository.index)
    repository.check_version()
    repository.check_identity()
    base = repository.head()
    tracked = survey(repository, base, [*paths, *clean])
    _check_clean(repository, tracked, clean)
    contents = {path: repository.worktree.content(path) for path in paths}
    check_paths(repository, tracked, contents, riding)


def check_space(repository: Repository, folder: str) -> None:
    """Raise ReportError if the git directory or the report folder has no room for a version.

    This is tested by writing temporary files, so that quotas, permissions and read-only mounts
    are found as well.
    """
    place = repository.worktree.locate(folder)
    while not place.exists():
        place = place.parent
    for home in (repository.git_dir, place):
        try:
            with TemporaryFile(dir=home) as probe:
                _reserve(probe.fileno())
        except OSError as error:
            need = (
                f"free {_ROOM // 1_000_000} MB there"
                if error.errno in _FULL
                else "make it writable"
            )
            raise refuse_writing(home, error, need) from error


def _reserve(descriptor: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, _ROOM)
    else:
        os.write(descriptor, bytes(_ROOM))


def check_operation(repository: Repository) -> None:
    """Raise BusyError while a merge, rebase, cherry-pick, revert or bisect is in progress."""
    busy = find_busy(repository)
    if busy is not None:
        raise busy


def find_busy(repository: Repository) -> BusyError | None:
    """The error for an operation of git that is in progress: which it is, and how to end it."""
    operation = repository.operation_in_progress()
    if operation is None:
        return None
    end = _ENDS.get(
        operation,
        f"finish it with 'git {operation} --continue', or abort it with 'git {operation} --abort'",
    )
    what = f"a {quote_operation(operation)} is in progress"
    unmerged = list_unmerged(repository)
    first = "resolve the conflicts that 'git status' lists, then " if unmerged else ""
    report = find_conflict(unmerged)
    if report and operation in RESOLVABLE:
        first = f"run '{paste_resolving(report)}', then "
    return BusyError(what, hint=f"{first}{end}, then try again")


def list_unmerged(repository: Repository) -> tuple[str, ...]:
    """The paths that are in conflict in the index, sorted."""
    output = repository.git("ls-files", "-u", "-z")
    paths = {os.fsdecode(record.partition(b"\t")[2]) for record in output.split(b"\0") if record}
    return tuple(sorted(paths))


def explain_edit(repository: Repository, path: str) -> str:
    """Why a version differs from HEAD during an operation of git, and what to do; empty without.

    It is then no edit of a person, which 'git report revise' would refuse in any case.
    """
    busy = find_busy(repository)
    if busy is None:
        return ""
    unmerged = path in list_unmerged(repository)
    what = "has an unresolved merge conflict" if unmerged else f"differs from HEAD, because {busy}"
    return f"'{path}' {what}; {busy.hint.removesuffix(', then try again')}"


def find_conflict(unmerged: Iterable[str]) -> str:
    """The first path in conflict that is named as a file of a report; empty if none is."""
    own = (DIFF_NAME, INSTRUCTIONS_NAME)
    names = ((path, path.rpartition("/")[2]) for path in unmerged)
    return next((p for p, name in names if name in own or version_number(name) is not None), "")


def paste_resolving(path: str) -> str:
    """The command that resolves the conflicts of the report folder that contains a file."""
    return f"git report resolve {paste_folder(path.rpartition('/')[0])}"


def quote_operation(operation: str) -> str:
    """A git operation in a sentence: ``am`` is only the name of its command."""
    return "'git am'" if operation == "am" else operation


def survey(repository: Repository, base: str | None, paths: Iterable[str]) -> dict[str, Tracked]:
    """Look up the entries of paths in the base commit and in the index."""
    names = list(dict.fromkeys(paths))
    if not names:  # to git, no path means all paths
        return {}
    committed = _base_entries(repository, base, names)
    found = {path: Tracked(base=committed.get(path)) for path in names}
    # -v: a lower-case tag means assume-unchanged, which hides edits but is not a different state.
    output = repository.git("ls-files", "-v", "-s", "-z", "--", *names)
    for record in output.split(b"\0")[:-1]:
        about, _, name = record.partition(b"\t")
        tag, mode, oid, stage = about.decode("ascii").split()
        path = os.fsdecode(name)
        if path in found:  # git also lists what is below a path that is a folder
            found[path] = Tracked(
                base=found[path].base,
                index=Entry(mode, oid) if stage == "0" else None,
                conflict=stage != "0",
                sparse=tag.upper() == "S",
            )
    return found


def _base_entries(
    repository: Repository, base: str | None, names: Sequence[str]
) -> Mapping[str, Entry]:
    if base is None:
        return {}
    # The folders are asked for as well: one that is committed as a link or a submodule has no
    # files below it.
    above = dict.fromkeys(folder for name in names for folder in parents(name))
    output = repository.git("ls-tree", "-z", "--full-tree", base, "--", *names, *above)
    entries: dict[str, Entry] = {}
    for record in output.split(b"\0")[:-1]:
        about, _, name = record.partition(b"\t")
        mode, _, oid = about.decode("ascii").split()
        entries[os.fsdecode(name)] = Entry(mode, oid)
    for folder in above:
        if folder in entries and entries[folder].mode != DIRECTORY:
            raise DirtyError(
                f"'{folder}' is committed as something other than a folder",
                hint="use another folder, or commit it as a folder",
            )
    return entries


def check_paths(
    repository: Repository,
    tracked: Mapping[str, Tracked],
    contents: Mapping[str, bytes | None],
    riding: frozenset[str],
) -> None:
    """Raise DirtyError unless each path is a file (or nothing) that may be replaced.

    A path that is not in `riding` must be the same in base, index and work tree.
    """
    for path, content in contents.items():
        state = tracked[path]
        _check_kind(path, state)
        if path not in riding:
            _check_staged(path, state, gone=content is None)
            _check_content(repository, path, state, content)


def _check_kind(path: str, state: Tracked) -> None:
    if state.conflict:
        raise DirtyError(f"'{path}' has a merge conflict", hint=advise_resolving(path))
    if state.sparse:
        raise DirtyError(
            f"'{path}' is outside the sparse checkout",
            hint=f"include it with '{paste_sparse(path)}', then try again",
        )
    for entry in (state.base, state.index):
        if entry is not None and entry.mode not in REGULAR:
            raise DirtyError(
                f"'{path}' is committed as something other than a file (mode {entry.mode})",
                hint="move it away and commit that, then try again",
            )


def _check_staged(path: str, state: Tracked, *, gone: bool = False) -> None:
    if state.index != state.base:
        if state.base is None and version_number(path.rpartition("/")[2]) is not None:
            raise DirtyError(
                f"'{path}' has staged changes",
                hint="commit them with 'git commit' or, if you wrote the version, submit it with "
                "'git report accept'",
            )
        if state.index and state.base and state.index.oid == state.base.oid:
            raise DirtyError(
                f"the file mode of '{path}' differs between the index and HEAD",
                hint=f"restore its mode with '{paste_restore(path)}', then try again",
            )
        if state.index is None:
            raise DirtyError(
                f"'{path}' is deleted in the index", hint=_advise_restoring(path, staged=not gone)
            )
        unstage = f"run 'git restore --staged {paste_path(path)}' and move the file away"
        raise DirtyError(
            f"'{path}' has staged changes",
            hint=_advise_on_edit(path) if state.base else f"commit them, or {unstage}",
        )


def _check_content(
    repository: Repository, path: str, state: Tracked, content: bytes | None
) -> None:
    current = None if content is None else repository.blob_id(content)
    base = None if state.base is None else state.base.oid
    if current == base:
        return
    if base is None:
        raise _never_committed(path)
    if current is None:
        raise DirtyError(f"'{path}' is deleted in the work tree", hint=_advise_restoring(path))
    raise DirtyError(
        f"'{path}' has uncommitted changes",
        hint=_advise_on_edit(path),
    )


def _advise_restoring(path: str, *, staged: bool = False) -> str:
    """The hint for restoring a file; with `staged` only in the index, as the file may be edited.

    For a version it restores all of the folder, because often several are deleted at once.
    """
    folder, _, name = path.rpartition("/")
    restore = f"git restore --staged {paste_path(path)}" if staged else paste_restore(path)
    if version_number(name) is not None:
        restore = paste_restoring(folder)
    return f"restore it with '{restore}', then try again"


def _advise_on_edit(path: str) -> str:
    """The hint for an edited file: a committed version must not be committed with other text."""
    folder, _, name = path.rpartition("/")
    drop = f"discard them with '{paste_restore(path)}', then try again"
    if name == DIFF_NAME:  # generated: edits of it are never committed
        return drop
    if version_number(name) is None:
        return f"commit them, or {drop}"
    return f"make them the next version with 'git report revise {paste_folder(folder)}', or {drop}"


def _never_committed(path: str) -> DirtyError:
    """The error for an untracked file: a version is accepted with its tick, others committed."""
    is_version = version_number(path.rpartition("/")[2]) is not None
    return DirtyError(
        f"'{path}' was never committed",
        hint=ACCEPT_OR_MOVE if is_version else "commit it, or move it away, then try again",
    )


def _check_clean(
    repository: Repository, tracked: Mapping[str, Tracked], paths: Sequence[str]
) -> None:
    """Check paths that are only read; since there may be many, git's cached status is used."""
    if not paths:
        return
    for path in paths:
        _check_staged(path, tracked[path])
        if tracked[path].base is None:
            raise _never_committed(path)
    output = repository.git("diff-files", "--name-only", "-z", "--", *paths)
    for name in output.split(b"\0")[:-1]:
        path = os.fsdecode(name)
        if path in paths:  # its status has changed, but its content may be the same
            _check_content(repository, path, tracked[path], repository.worktree.content(path))


def check_expected(
    expected: Mapping[str, bytes | None], contents: Mapping[str, bytes | None]
) -> None:
    """Raise BusyError if the work tree is no longer what the plan was made for."""
    for path, content in contents.items():
        if content != expected.get(path):
            raise BusyError(
                f"'{path}' was edited in the meantime; nothing was changed", hint="try again"
            )


def check_head(repository: Repository, base: str | None) -> None:
    """Raise MovedError if HEAD is no longer what the plan was made for."""
    head = repository.head()
    if head != base:
        names = [commit[:10] if commit else "an unborn branch" for commit in (base, head)]
        raise MovedError(
            f"HEAD moved from {names[0]} to {names[1]} in the meantime; nothing was changed",
            hint="try again",
        )
