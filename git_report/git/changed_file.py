"""A changed file as git passes it to an external diff driver, and what is needed to show it.

The arguments of a driver are described under GIT_EXTERNAL_DIFF in git(1).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from git_report.errors import ReportError
from git_report.git.process import Runner
from git_report.git.repository import Repository
from git_report.report.snapshot import REGULAR, SYMLINK, Snapshot

_EXECUTABLE = 0o111
_RENAMED = 9
_CHANGED = 7


@dataclass(frozen=True, slots=True)
class FileSide:
    """One side of a change: its path, the file to read it from, and its blob and mode.

    The blob is all zeros for a file of the work tree. If the side has no file, `file` is the null
    device and `mode` is a dot.
    """

    path: str
    file: str
    blob: str
    mode: str

    @property
    def is_there(self) -> bool:
        """Whether the side has a file."""
        return self.mode != "."

    @property
    def is_regular(self) -> bool:
        """Whether the side has a regular file, executable or not."""
        return self.mode in REGULAR

    @property
    def is_in_work_tree(self) -> bool:
        """Whether the side is a file of the work tree, which has no blob yet."""
        return self.is_there and not self.blob.strip("0")


@dataclass(frozen=True, slots=True)
class FilePair:
    """A changed file before and after; `said` has git's lines about a rename or copy."""

    old: FileSide
    new: FileSide
    said: str = ""


def read_pair(words: Sequence[str]) -> FilePair | None:
    """Parse the arguments of a diff driver; None for a path with a merge conflict.

    For such a path git passes nothing else. For a renamed or copied file it appends the new name
    and its lines about the rename. ReportError for any other number of arguments.
    """
    if len(words) == 1:
        return None
    if len(words) not in (_CHANGED, _RENAMED):
        raise ReportError(
            f"git passes {_CHANGED} or {_RENAMED} arguments to a diff driver, not {len(words)}",
            hint="this command is called by git: see 'git report setup'",
        )
    path, old_file, old_blob, old_mode, new_file, new_blob, new_mode = words[:_CHANGED]
    new_path, said = words[_CHANGED:] if len(words) == _RENAMED else (path, "")
    return FilePair(
        FileSide(path, old_file, old_blob, old_mode),
        FileSide(new_path, new_file, new_blob, new_mode),
        said,
    )


def find_states(repository: Repository, side: FileSide) -> Iterator[tuple[Snapshot, str]]:
    """Yield the snapshots that contain a side's file, likeliest first, and its path in each.

    For a file of the work tree, this is the work tree. Otherwise HEAD and the index come first,
    then the newest commit of any branch or reflog that gave the path this content.
    """
    if side.is_in_work_tree:
        yield repository.worktree_snapshot(), side.file
        return
    head = repository.head()
    # Nearly every difference that git shows is of one of the two, and neither needs a search.
    likely: list[Snapshot] = [repository.commit_snapshot(head)] if head else []
    for state, path in product((*likely, repository.index_snapshot()), _list_paths(side)):
        entry = state.entry(path)
        if entry is not None and entry.oid == side.blob:
            yield state, path
    for path in _list_paths(side):
        # Not D: the commit that removed the blob from the path would be the newest one, and its
        # tree does not contain it.
        output = repository.git(
            "log", "--all", "--reflog", "-1", "--format=%H", "--no-show-signature",
            "--diff-filter=AMT", "--no-renames",
            f"--find-object={side.blob}", "--end-of-options", "--", path,
        )  # fmt: skip
        if output:
            yield repository.commit_snapshot(output.decode("ascii").strip()), path


def read_side(repository: Repository, side: FileSide) -> bytes:
    """The bytes of a side as git stores them, without the conversions of a checkout."""
    if side.is_in_work_tree:
        return repository.worktree_snapshot().read(side.file)
    return repository.objects.read(side.blob, "blob")


def _list_paths(side: FileSide) -> tuple[str, ...]:
    """The paths that a side may have: ``--relative`` cuts off a prefix without saying so."""
    prefix = os.environ.get("GIT_PREFIX", "")
    return (side.path, f"{prefix}{side.path}") if prefix else (side.path,)


def render_plain(repository: Repository, pair: FilePair, *, colour: bool) -> bytes:
    """The diff that git would show without a driver; ReportError if git fails."""
    with tempfile.TemporaryDirectory(prefix="git-report-diff-") as scratch:
        place = Path(scratch)
        # Two files are put into the folders a and b; for a single file, git adds the prefixes.
        both = pair.old.is_there and pair.new.is_there
        names = [
            _put(repository, place, side, prefix if both else "")
            for side, prefix in ((pair.old, "a"), (pair.new, "b"))
        ]
        prefixes = ("", "") if both else ("a/", "b/")
        env = {"GIT_DIR": str(repository.git_dir), "GIT_WORK_TREE": scratch}
        done = Runner(place, env).run(
            "diff", "--no-index", "--no-ext-diff", "--no-textconv",
            f"--color={'always' if colour else 'never'}",
            f"--src-prefix={prefixes[0]}", f"--dst-prefix={prefixes[1]}", "--", *names,
        )  # fmt: skip
    # With --no-index, git exits with 1 if the files differ.
    if done.status not in (0, 1):
        raise ReportError(f"git diff failed: {done.words}")
    return done.out


def _put(repository: Repository, place: Path, side: FileSide, prefix: str) -> str:
    """Write a side's file below `place`, and return its path relative to that."""
    if not side.is_there:
        return os.devnull
    name = f"{prefix}/{side.path}" if prefix else side.path
    target = place / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if side.mode == SYMLINK:
        target.symlink_to(_read_link(Path(side.file)))
        return name
    try:
        # Not the file that git wrote for the driver, which has the work tree's line endings.
        data = read_side(repository, side)
    except ReportError:
        data = Path(side.file).read_bytes()
    target.write_bytes(data)
    if int(side.mode, 8) & _EXECUTABLE:
        target.chmod(target.stat().st_mode | _EXECUTABLE)
    return name


def _read_link(source: Path) -> str:
    """The target of a symbolic link, or of a file into which git wrote the target."""
    if source.is_symlink():
        return str(source.readlink())
    return os.fsdecode(source.read_bytes())
