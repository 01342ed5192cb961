"""The files of the work tree, and what git's filters make of them on the way in and out."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from git_report.errors import ReportError
from git_report.git.attributes import Attributes
from git_report.git.filters import clean, smudge
from git_report.git.paths import is_repository_path, parents
from git_report.git.refusals import DirtyError
from git_report.report.sizes import expect_size
from git_report.report.snapshot import DIRECTORY, REGULAR, SUBMODULE, SYMLINK

if TYPE_CHECKING:
    from git_report.git.plumbing import Git

# What the names of files begin with that are about to be renamed.
TEMPORARY = ".report-iterate."
_EXECUTABLE = "100755"
_MOST_BYTES = 512 * 1024 * 1024  # of one file in memory


class Worktree:
    """The files below the root. Nothing is followed: a path through a symlink leads nowhere."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._heeds_modes = git.config_flag("core.fileMode", default=True)

    @cached_property
    def attributes(self) -> Attributes:
        """The attributes of paths, as `.gitattributes` files have them now."""
        return Attributes(self._git.runner)

    def locate(self, path: str) -> Path:
        """Where a repository path is on disk."""
        return self._git.root / path if path else self._git.root

    def mode(self, path: str) -> str | None:
        """Git's mode of what is at a path; None for nothing, or for what git cannot store."""
        if not path:
            return DIRECTORY
        if not is_repository_path(path) or self.obstacle(path) is not None:
            return None
        place = self.locate(path)
        status = _status(place)
        return None if status is None else self._mode(place, status)

    def mode_of(self, item: os.DirEntry[str]) -> str | None:
        """Git's mode of an entry of a directory listing."""
        try:
            return self._mode(Path(item.path), item.stat(follow_symlinks=False))
        except FileNotFoundError:  # gone since it was listed
            return None

    def _mode(self, place: Path, status: os.stat_result) -> str | None:
        if stat.S_ISLNK(status.st_mode):
            return SYMLINK
        if stat.S_ISDIR(status.st_mode):
            return SUBMODULE if (place / ".git").exists() else DIRECTORY
        if not stat.S_ISREG(status.st_mode):
            return None
        runs = self._heeds_modes and status.st_mode & stat.S_IXUSR
        return _EXECUTABLE if runs else "100644"

    def obstacle(self, path: str) -> str | None:
        """The first folder above a path that is there but is not a plain directory of this tree."""
        for folder in parents(path):
            place = self.locate(folder)
            status = _status(place)
            if status is None:
                return None
            if self._mode(place, status) != DIRECTORY:
                return folder
        return None

    def read(self, path: str, *, most: int = 0) -> bytes:
        """A regular file as git would store it; TooLargeError above `most` bytes (0: any)."""
        place = self.locate(path)
        # Checked again on the open file: it may have been swapped, and a pipe must not block.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        with open(os.open(place, flags), "rb") as file:  # noqa: PTH123 - a descriptor
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ReportError(
                    f"'{path}' is not a regular file", hint="replace it with a regular file"
                )
            expect_size(path, status.st_size, most)
            if status.st_size > _MOST_BYTES:
                raise ReportError(
                    f"'{path}' is too large to be read: {status.st_size:,} bytes",
                    hint="name a smaller file",
                )
            data = file.read()
        return clean(self._git, self.attributes, path, data)

    def content(self, path: str) -> bytes | None:
        """What is at a path as git would store it, None for nothing.

        DirtyError where something else than a file is there, or a parent is not a directory.
        """
        if not is_repository_path(path):
            raise DirtyError(
                f"'{path}' is not a valid path in a repository", hint="choose another name"
            )
        folder = self.obstacle(path)
        if folder is not None:
            raise DirtyError(
                f"'{folder}' is {self._describe(folder)}, so '{path}' cannot be written",
                hint="replace it with a directory, or use another folder",
            )
        mode = self.mode(path)
        if mode in REGULAR:
            return self.read(path)
        if mode is None and not os.path.lexists(self.locate(path)):
            return None
        raise DirtyError(f"'{path}' is {self._describe(path)}", hint="move it away, then try again")

    def _describe(self, path: str) -> str:
        place = self.locate(path)
        if place.is_symlink():
            return "a symbolic link"
        if place.is_dir():
            return "another repository" if (place / ".git").exists() else "a directory"
        return "a file" if place.is_file() else "not a regular file"

    @contextmanager
    def prepare(
        self, path: str, data: bytes | None, *, mode: str = "", oid: str = "", owner: str = ""
    ) -> Iterator[Prepared]:
        """A file with new content, complete on disk next to its target, to be renamed to it.

        `data` is as git stores it, None for a file that is to go; `oid` its blob, where that is in
        the database already; `owner` part of the temporary name, by which it is found after a
        crash. What was not placed at the end goes, with the directories made for it.
        """
        self.content_is_replaceable(path)
        target = self.locate(path)
        if data is None:
            yield Prepared(path, None, target)
            return
        made = [folder for folder in parents(path) if not self.locate(folder).exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        prefix = f"{TEMPORARY}{owner or os.getpid()}."
        import tempfile  # it takes long to load, and hooks write nothing

        handle, name = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=target.parent)
        temporary = Path(name)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - a descriptor
                file.write(smudge(self._git, self.attributes, path, data, oid))
                file.flush()
                temporary.chmod(self._permissions(target, mode))
                os.fsync(file.fileno())
            yield Prepared(path, temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
            for folder in reversed(made):
                with suppress(OSError):  # it contains the new file
                    self.locate(folder).rmdir()

    def content_is_replaceable(self, path: str) -> None:
        """DirtyError unless a plain file may be written to a path."""
        folder = self.obstacle(path) if is_repository_path(path) else path
        place = self.locate(path)
        if folder is not None or (os.path.lexists(place) and self.mode(path) not in REGULAR):
            at = folder or path
            raise DirtyError(f"'{at}' is {self._describe(at)}", hint="move it away, then try again")

    def _permissions(self, target: Path, mode: str) -> int:
        try:
            return stat.S_IMODE(target.stat().st_mode)
        except FileNotFoundError:
            mask = os.umask(0)
            os.umask(mask)
            return (0o777 if mode == _EXECUTABLE else 0o666) & ~mask


class Prepared(NamedTuple):
    """A new file next to the one that it will replace; without one its target will go."""

    path: str
    temporary: Path | None
    target: Path

    def place(self) -> None:
        """Put it in its place, in one step."""
        if self.temporary is None:
            self.target.unlink(missing_ok=True)
        else:
            self.temporary.replace(self.target)


def _status(place: Path) -> os.stat_result | None:
    """What is at a place, not followed; None for nothing, and where no name can be that long."""
    try:
        return place.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return None
        raise
