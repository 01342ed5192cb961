"""The object database, read through one long-lived ``git cat-file --batch``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.report.sizes import too_large
from git_report.report.snapshot import DIRECTORY, SUBMODULE, SYMLINK, Entry, TooLargeError

if TYPE_CHECKING:
    from git_report.git.process import Conversation, Runner

OFFLINE_HINT = (
    "in this partial clone git fetches missing objects: try again when the remote is reachable"
)


class Objects:
    """Objects by id; the first query starts the process."""

    def __init__(
        self, runner: Runner, hash_name: str, env: Mapping[str, str] | None = None
    ) -> None:
        self._runner = runner
        self._env = env
        self._id_size = 20 if hash_name == "sha1" else 32

    @cached_property
    def _process(self) -> Conversation:
        return self._runner.start("cat-file", "--batch", env=self._env)

    @cached_property
    def _sizer(self) -> Conversation:
        return self._runner.start("cat-file", "--batch-check", env=self._env)

    def size(self, oid: str) -> int:
        """The size of an object in bytes; ReportError if it is missing."""
        self._sizer.ask(oid.encode("ascii") + b"\n")
        answer = self._sizer.read_line().decode("ascii", "replace").split()
        if len(answer) != 3 or not answer[2].isdigit():
            raise self._missing(oid, "blob")
        return int(answer[2])

    def read(self, oid: str, kind: str, *, name: str = "", most: int = 0) -> bytes:
        """An object's bytes; ReportError if it is missing or of another kind.

        TooLargeError, with `name`, above `most` bytes (0: no limit); the object is not read then.
        """
        self._process.ask(oid.encode("ascii") + b"\n")
        answer = self._process.read_line().decode("ascii", "replace").split()
        if len(answer) != 3 or not answer[2].isdigit():
            raise self._missing(oid, kind)
        size = int(answer[2])
        if most and size > most:
            del self._process  # it would block until the object is read
            raise too_large(name, size, most)
        data = self._process.read(size)
        self._process.read(1)
        if answer[1] != kind:
            raise ReportError(f"object '{oid}' is a {answer[1]}, not a {kind}")
        return data

    def find_blob(self, digits: str, *, name: str = "", most: int = 0) -> bytes | None:
        """The blob whose id begins with `digits`; None if there is none, or several.

        TooLargeError above `most` bytes, as for `read`.
        """
        try:
            return self.read(f"{digits}^{{blob}}", "blob", name=name, most=most)
        except TooLargeError:
            raise
        except ReportError:
            return None

    def _missing(self, oid: str, kind: str) -> ReportError:
        """The error for an object that cannot be read or, in a partial clone, fetched."""
        for name in ("_process", "_sizer"):  # they have ended if git could not fetch it
            self.__dict__.pop(name, None)
        words = self._runner.run("cat-file", kind, oid, env=self._env).words
        partial = "promisor" in words
        return ReportError(
            f"object '{oid}' cannot be read: {words}" if partial else f"object '{oid}' is missing",
            hint=OFFLINE_HINT if partial else "run 'git fsck'",
        )

    def read_tree(self, oid: str) -> dict[str, Entry]:
        """The entries of a tree; `oid` may be an expression such as ``<commit id>^{tree}``.

        ReportError for a malformed tree, which programs would read in different ways.
        """
        data = self.read(oid, "tree")
        record = re.compile(rb"([0-7]{1,7}) ([^\0]+)\0(.{%d})" % self._id_size, re.DOTALL)
        entries: dict[str, Entry] = {}
        place, last = 0, b""
        while match := record.match(data, place):  # a search could scan far from each position
            place = match.end()
            digits, name, blob = match.groups()
            mode = _canonical(digits)
            # If a name occurs twice or out of order, `git show` finds a different entry than a
            # checkout writes; a name with a slash would replace a file of another folder.
            order = name + b"/" if mode == DIRECTORY else name
            path = os.fsdecode(name)
            if b"/" in name or name in (b".", b".."):
                raise _malformed(oid, "has a path as a name")
            # The order alone does not find every name that is there twice: `a.b` is sorted
            # between the file `a` and the folder `a`.
            if order <= last or path in entries:
                raise _malformed(oid, "has a name twice, or out of order")
            entries[path] = Entry(mode, blob.hex())
            last = order
        if place != len(data):
            raise _malformed(oid, "cannot be read")
        return entries


@lru_cache(maxsize=64)
def _canonical(digits: bytes) -> str:
    """The canonical mode for a mode as it is written in a tree."""
    # Git reads 100664 as 100644 and 40755 as a folder: a comparison of the digits would let such
    # an entry hide a folder, a link or a .gitattributes from the checks.
    mode = int(digits, 8)
    kind = mode & 0o170000
    if kind == 0o100000:
        return "100755" if mode & 0o100 else "100644"
    return {0o120000: SYMLINK, 0o040000: DIRECTORY}.get(kind, SUBMODULE)


def _malformed(oid: str, why: str) -> ReportError:
    return ReportError(f"the tree '{oid}' {why}", hint="run 'git fsck', and repair what it shows")
