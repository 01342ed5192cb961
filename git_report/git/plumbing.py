"""The value `Git`: the paths of a repository, its git processes and its configuration.

Modules that read and convert files need only this part of a repository. `Repository`, which
offers these files, is built on top of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from git_report.errors import ReportError
from git_report.git.configuration import (
    canonical_key,
    is_true,
    parse_configuration,
    read_number,
    read_report_bytes,
)
from git_report.git.objects import OFFLINE_HINT, Objects
from git_report.git.process import Finished, Runner
from git_report.git.refusals import DiedError
from git_report.patterns import lazy
from git_report.report.pasting import quote

_OWNED = lazy(r"detected dubious ownership in repository at '(.+)'")
# What to do about a message of git.
_ADVICE = (
    (lazy("promisor"), OFFLINE_HINT),
    (
        lazy("index file"),
        "rebuild the index with 'rm \"$(git rev-parse --git-path index)\" && git reset'; staged "
        "edits become unstaged",
    ),
    (
        lazy(r"bad object HEAD|is corrupt|unable to read (?:tree|sha1 file)"),
        "list what is broken with 'git fsck --full'",
    ),
    (
        lazy("failed to sign the data"),
        "correct user.signingKey and gpg.program, or run 'git config commit.gpgSign false' to "
        "commit here without signatures",
    ),
    (
        lazy(r"(?P<kind>clean|smudge) filter '(?P<name>[\w.-]+)' failed"),
        r"correct its program: 'git config --show-origin filter.\g<name>.\g<kind>' shows it",
    ),
)


@dataclass(frozen=True, eq=False)
class Git:
    """Git in one repository: its paths, its processes, its configuration and its objects.

    Paths are absolute: `common_dir` is what linked worktrees share, `index` the index file.
    `hash_name` is ``sha1`` or ``sha256``. Configuration is read once.
    """

    root: Path
    git_dir: Path
    common_dir: Path
    index: Path
    hash_name: str
    runner: Runner = field(repr=False)

    def git(
        self,
        *args: str,
        input: bytes | None = None,  # noqa: A002
        env: Mapping[str, str] | None = None,
    ) -> bytes:
        """Run a git command and return its output; ReportError with git's message if it fails."""
        return expect(self.run(*args, input=input, env=env), _name_command(args)).out

    def run(
        self,
        *args: str,
        input: bytes | None = None,  # noqa: A002
        env: Mapping[str, str] | None = None,
    ) -> Finished:
        """Run a git command in the root, whatever its exit status is."""
        return self.runner.run(*args, stdin=input, env=env)

    @property
    def zero_id(self) -> str:
        """The null object id, all zeros."""
        return "0" * len(self.blob_id(b""))

    def blob_id(self, data: bytes) -> str:
        """The object id of a blob of these bytes in this repository."""
        return self.object_id("blob", data)

    def object_id(self, kind: str, data: bytes) -> str:
        """The id of an object of a kind (``blob``, ``tree``) and these bytes in this repository."""
        import hashlib  # it loads OpenSSL, and the trees of commits and the index have the ids

        head = b"%s %d\0" % (kind.encode("ascii"), len(data))
        digest = hashlib.new(self.hash_name, head, usedforsecurity=False)
        digest.update(data)
        return digest.hexdigest()

    @cached_property
    def configuration(self) -> Mapping[str, str]:
        """The configuration that applies in this repository."""
        return parse_configuration(self.git("config", "--list", "-z"))

    def config(self, name: str) -> str | None:
        """A configured value (``report.writer``), the last one of several; None if unset."""
        return self.configuration.get(canonical_key(name))

    def config_flag(self, name: str, *, default: bool = False) -> bool:
        """A configured value as a boolean."""
        return is_true(self.configuration, name, default=default)

    def config_number(self, name: str, *, default: int) -> int:
        """A configured value as an integer; ReportError if it is not one."""
        return read_number(self.configuration, name, default=default)

    @cached_property
    def report_bytes(self) -> int:
        """The maximum size of a version, an answer or instructions in bytes; 0 for no limit."""
        return read_report_bytes(self.configuration)

    @cached_property
    def objects(self) -> Objects:
        """The object database, read through one process."""
        return Objects(self.runner, self.hash_name)


def _name_command(args: Sequence[str]) -> str:
    """The command among git's arguments, after settings such as ``-c core.fsync=all``."""
    rest = list(args)
    while len(rest) > 2 and rest[0] == "-c":
        del rest[:2]
    return rest[0]


def expect(done: Finished, command: str) -> Finished:
    """Return the result of a git command; ReportError with git's message if it failed."""
    if done.status:
        if owned := _OWNED.search(done.err):
            raise ReportError(
                f"git does not use the repository '{owned[1]}', because another user owns it",
                hint="if you trust it, run 'git config --global --add safe.directory "
                f"{quote(owned[1])}'",
            )
        refusal = DiedError if done.is_killed else ReportError
        raise refusal(f"git {command} failed: {done.words}", hint=_advice(done))
    return done


def _advice(done: Finished) -> str:
    for found, advice in _ADVICE:
        if match := found.search(done.err):
            return match.expand(advice)
    hints = [line.removeprefix("hint:").strip() for line in done.err.splitlines()]
    return (
        "run the git command that it names" if any("git config" in line for line in hints) else ""
    )
