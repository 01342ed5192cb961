"""The object database, read through one long-lived ``git cat-file --batch``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.report.sizes import too_large
from git_report.report.snapshot import Entry, TooLargeError

if TYPE_CHECKING:
    from git_report.repo.process import Conversation, Runner


class Objects:
    """Objects by id; the process starts with the first question."""

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
        """An object's bytes, counted and not read; ReportError where it is missing."""
        self._sizer.ask(oid.encode("ascii") + b"\n")
        answer = self._sizer.read_line().decode("ascii", "replace").split()
        if len(answer) != 3 or not answer[2].isdigit():
            raise _missing(oid)
        return int(answer[2])

    def read(self, oid: str, kind: str, *, name: str = "", most: int = 0) -> bytes:
        """An object's bytes; ReportError where it is missing or of another kind.

        TooLargeError, with `name`, above `most` bytes (0: any number), which are not read.
        """
        self._process.ask(oid.encode("ascii") + b"\n")
        answer = self._process.read_line().decode("ascii", "replace").split()
        if len(answer) != 3 or not answer[2].isdigit():
            raise _missing(oid)
        size = int(answer[2])
        if most and size > most:
            del self._process  # it would wait for us to read
            raise too_large(name, size, most)
        data = self._process.read(size)
        self._process.read(1)
        if answer[1] != kind:
            raise ReportError(f"object '{oid}' is a {answer[1]}, not a {kind}")
        return data

    def find_blob(self, digits: str, *, name: str = "", most: int = 0) -> bytes | None:
        """The blob whose id begins with so many digits; None where none or several do.

        TooLargeError above `most` bytes, as for `read`.
        """
        try:
            return self.read(f"{digits}^{{blob}}", "blob", name=name, most=most)
        except TooLargeError:
            raise
        except ReportError:
            return None

    def read_tree(self, oid: str) -> dict[str, Entry]:
        """The entries of a tree; `oid` may be an expression such as ``<commit id>^{tree}``."""
        data = self.read(oid, "tree")
        record = re.compile(rb"(\d+) ([^\0]+)\0(.{%d})" % self._id_size, re.DOTALL)
        return {
            os.fsdecode(name): Entry(mode.decode("ascii").zfill(6), oid.hex())
            for mode, name, oid in record.findall(data)
        }


def _missing(oid: str) -> ReportError:
    return ReportError(f"object '{oid}' is missing", hint="see what 'git fsck' says")
