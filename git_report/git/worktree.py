"""The files of the work tree, read and written through git's filters."""

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

# The prefix of the names of temporary files.
TEMPORARY = ".report-iterate."
_EXECUTABLE = "100755"
_MOST_BYTES = 512 * 1024 * 1024  # of one file in memory


class Worktree:
    """The files below the root; symbolic links are never followed."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._trusts_modes = git.config_flag("core.fileMode", default=True)

    @cached_property
    def attributes(self) -> Attributes:
        """The attributes of paths in the current `.gitattributes` files."""
        return Attributes(self._git.runner)

    def locate(self, path: str) -> Path:
        """The location of a repository path on disk."""
        return self._git.root / path if path else self._git.root

    def mode(self, path: str) -> str | None:
        """Git's mode of the file at a path; None if there is none, or git cannot store it."""
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
        except FileNotFoundError:  # deleted since it was listed
            return None

    def _mode(self, place: Path, status: os.stat_result) -> str | None:
        if stat.S_ISLNK(status.st_mode):
            return SYMLINK
        # A nested repository counts as well, whether or not it is registered as a submodule: git
        # adds nothing below it.
        if stat.S_ISDIR(status.st_mode):
            return SUBMODULE if (place / ".git").exists() else DIRECTORY
        if not stat.S_ISREG(status.st_mode):
            return None
        runs = self._trusts_modes and status.st_mode & stat.S_IXUSR
        return _EXECUTABLE if runs else "100644"

    def obstacle(self, path: str) -> str | None:
        """The first parent of a path that exists but is not a directory of this work tree."""
        for folder in parents(path):
            place = self.locate(folder)
            status = _status(place)
            if status is None:
                return None
            if self._mode(place, status) != DIRECTORY:
                return folder
        return None

    def read(self, path: str, *, most: int = 0) -> bytes:
        """A regular file as git would store it; TooLargeError above `most` bytes (0: no limit)."""
        place = self.locate(path)
        # Checked again once it is open: it may have been replaced. A pipe must not block.
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
        """The file at a path as git would store it; None if nothing is there.

        DirtyError if something other than a file is there, or a parent is not a directory.
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
        """Write new content to a temporary file next to its target, to be renamed to it.

        `data` is as git stores it, or None to delete the target; `oid` is its blob if that is in
        the object database already; `owner` is a part of the temporary name, by which the file is
        found after a crash. A file that was not placed is removed at the end, together with the
        directories that were created for it.
        """
        self.content_is_replaceable(path)
        target = self.locate(path)
        if data is None:
            yield Prepared(path, None, target)
            return
        made = [folder for folder in parents(path) if not self.locate(folder).exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        prefix = f"{TEMPORARY}{owner or os.getpid()}."
        import tempfile  # slow to load, and hooks write nothing

        handle, name = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=target.parent)
        temporary = Path(name)
        try:
            try:
                with open(handle, "wb") as file:  # noqa: PTH123 - a descriptor
                    file.write(smudge(self._git, self.attributes, path, data, oid))
                    file.flush()
                    # mkstemp makes a file that only its owner can read.
                    temporary.chmod(self._permissions(target, mode))
                    os.fsync(file.fileno())
            except OSError as error:  # a full disk does not name the file
                raise OSError(error.errno, error.strerror, error.filename or name) from error
            yield Prepared(path, temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
            for folder in reversed(made):
                with suppress(OSError):  # not empty: the file was placed
                    self.locate(folder).rmdir()

    def content_is_replaceable(self, path: str) -> None:
        """Raise DirtyError unless a regular file may be written to a path."""
        folder = self.obstacle(path) if is_repository_path(path) else path
        place = self.locate(path)
        if folder is not None or (os.path.lexists(place) and self.mode(path) not in REGULAR):
            at = folder or path
            raise DirtyError(f"'{at}' is {self._describe(at)}", hint="move it away, then try again")

    def _permissions(self, target: Path, mode: str) -> int:
        try:
            return stat.S_IMODE(target.stat().st_mode)
        except FileNotFoundError:
            # There is no other way to read it.
            mask = os.umask(0)
            os.umask(mask)
            return (0o777 if mode == _EXECUTABLE else 0o666) & ~mask


class Prepared(NamedTuple):
    """A temporary file and the target that it will replace; without one, the target is deleted."""

    path: str
    temporary: Path | None
    target: Path

    def place(self) -> None:
        """Rename the temporary file to the target, or delete the target."""
        if self.temporary is None:
            self.target.unlink(missing_ok=True)
        else:
            self.temporary.replace(self.target)


def _status(place: Path) -> os.stat_result | None:
    """The status of a path, without following links; None if it is missing or its name too long."""
    try:
        return place.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return None
        raise
