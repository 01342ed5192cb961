"""A git repository with a work tree, read through git plumbing."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.git.environment import forget, is_foreign_index, leave_foreign_directory
from git_report.git.paths import is_repository_path
from git_report.git.plumbing import Git, expect
from git_report.git.process import Finished, Runner
from git_report.git.snapshots import CommitSnapshot, IndexSnapshot, WorktreeSnapshot
from git_report.report.pasting import paste_sparse

if TYPE_CHECKING:
    from git_report.git.worktree import Worktree

# The last one fails in a bare repository, after the others have been printed.
_DISCOVERY = (
    "--path-format=absolute",
    "--is-bare-repository",
    "--show-object-format",
    "--git-dir",
    "--git-common-dir",
    "--git-path",
    "index",
    "--show-toplevel",
)
# Files in the git directory while an operation waits for the user to continue or end it. A bisect
# comes last: a merge or cherry-pick that was begun during it must be finished first.
_OPERATIONS = (
    ("MERGE_HEAD", "merge"),
    ("rebase-merge", "rebase"),
    # Before rebase-apply, the directory that 'git am' and 'git rebase --apply' share.
    ("rebase-apply/applying", "am"),
    ("rebase-apply", "rebase"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("sequencer/todo", "cherry-pick or revert"),
    ("BISECT_LOG", "bisect"),
)
_OLDEST_GIT = (2, 36)
_DEEPEN = "git fetch --deepen=100"
_OBJECT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, eq=False)
class Repository(Git):
    """A work tree, its git directories, and the snapshots through which they are read.

    The caller's GIT_DIR, GIT_WORK_TREE and GIT_INDEX_FILE are honoured, unless a hook of another
    repository has set them. Configuration is read once.
    """

    @classmethod
    def open(cls, path: Path) -> Repository:
        """The repository that contains a path; ReportError if there is none, or it is bare."""
        found = cls.find(path)
        if found is None:
            raise ReportError(
                f"'{path}' is not in a git repository",
                hint="run this command in a git repository, or create one with 'git init'",
            )
        return found

    @classmethod
    def find(cls, path: Path) -> Repository | None:
        """The repository that contains a path, or None; ReportError for a bare one."""
        asked = Path.cwd() / path
        while not asked.is_dir():
            asked = asked.parent
        leave_foreign_directory(asked)
        env = _inherited()
        # With GIT_DIR alone, git takes the current directory for the work tree.
        start = Path.cwd() if env else asked
        runner = Runner(start, env)
        done = runner.run("rev-parse", *_DISCOVERY)
        if done.status and "not a git repository" in done.err:
            return None
        if done.out.startswith(b"true\n") or "must be run in a work tree" in done.err:
            raise ReportError(
                f"'{path}' is in a git directory or a bare repository, which has no work tree",
                hint="run the command in a work tree of the repository, or in a clone that has one",
            )
        expect(done, "rev-parse")
        lines = os.fsdecode(done.out).removesuffix("\n").split("\n")
        # --path-format and --git-path print nothing by themselves.
        if len(lines) != len(_DISCOVERY) - 2:
            raise ReportError(f"the path of the repository around '{path}' has a line break")
        _, hash_name, git_dir, common_dir, index, root = lines
        if is_foreign_index(Path(git_dir), Path(index)):
            forget()
            return cls.find(path)
        if env or not Path(root, ".git").exists():  # core.worktree may lead elsewhere
            env = {"GIT_DIR": git_dir, "GIT_WORK_TREE": root}
        if "GIT_INDEX_FILE" in os.environ:
            env["GIT_INDEX_FILE"] = index
        runner = Runner(Path(root), env)
        return cls(Path(root), Path(git_dir), Path(common_dir), Path(index), hash_name, runner)

    @classmethod
    def open_received(cls) -> Repository:
        """The repository that receives a push, in a hook that git runs there; bare or not.

        Its root is the git directory; a work tree is not read. The quarantine of the push
        (GIT_QUARANTINE_PATH, GIT_OBJECT_DIRECTORY) is used, and git runs in the current directory,
        to which these paths may be relative. ReportError if there is no repository.
        """
        cwd = Path.cwd()
        asked = ("--path-format=absolute", "--show-object-format", "--git-dir", "--git-common-dir")
        output = expect(Runner(cwd).run("rev-parse", *asked), "rev-parse").out
        lines = os.fsdecode(output).removesuffix("\n").split("\n")
        if len(lines) != len(asked) - 1:
            raise ReportError("the path of the repository has a line break")
        hash_name, git_dir, common_dir = lines
        # Someone may have pushed replacement refs: check the original objects.
        runner = Runner(cwd, {"GIT_DIR": git_dir, "GIT_NO_REPLACE_OBJECTS": "1"})
        place = Path(git_dir)
        return cls(place, place, Path(common_dir), place / "index", hash_name, runner)

    @classmethod
    def create(cls, place: Path) -> Repository:
        """Create a repository in an existing directory."""
        expect(Runner(place).run("init", "--quiet"), "init")
        return cls.open(place)

    def head(self) -> str | None:
        """The commit id of HEAD; None on an unborn branch, ReportError if the commit is missing."""
        done = self.run("rev-parse", "--quiet", "--verify", "HEAD^{commit}")
        if done.status == 0:
            return done.out.decode("ascii").strip()
        named = self.run("rev-parse", "--quiet", "--verify", "HEAD")
        if named.status == 0:  # otherwise, everything would be taken for uncommitted
            commit = named.out.decode("ascii").strip()
            raise ReportError(
                f"HEAD is the commit {commit[:10]}, which the repository does not have",
                hint="list what is broken with 'git fsck --full'",
            )
        return None

    @property
    def branch(self) -> str | None:
        """The full name of the current branch (``refs/heads/main``); None if HEAD is detached."""
        done = self.run("symbolic-ref", "--quiet", "HEAD")
        return os.fsdecode(done.out).strip() if done.status == 0 else None

    def check_version(self) -> None:
        """Raise ReportError if git is too old to have `git hook run`."""
        output = self.git("version").decode("ascii", "replace")
        found = re.search(r"(\d+)\.(\d+)", output)
        if found and (int(found[1]), int(found[2])) < _OLDEST_GIT:
            oldest = ".".join(map(str, _OLDEST_GIT))
            raise ReportError(f"git {found[0]} is too old", hint=f"install git {oldest} or newer")

    def check_identity(self) -> None:
        """Raise ReportError if git would refuse to commit because no name is configured."""
        for name in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
            done = self.run("var", name)
            if done.status:
                raise ReportError(
                    f"git has no author identity: {_last_line(done)}",
                    hint="set it with 'git config --global user.name \"Your Name\"' "
                    "and 'git config --global user.email you@example.com'",
                )

    def operation_in_progress(self) -> str | None:
        """The operation that waits to be continued or ended (``merge``, ``bisect``, …), or None."""
        for name, operation in _OPERATIONS:
            if (self.git_dir / name).exists():
                return operation
        return None

    def relative(self, path: Path) -> str:
        """The repository path of a file system path, ``""`` for the root.

        Symbolic links among the parents are followed, and so is the last name if it is a
        directory. ReportError outside the work tree or inside the git directory.
        """
        absolute = Path.cwd() / path
        plain = absolute.name not in {"", "..", "."} and not absolute.is_dir()
        resolved = absolute.parent.resolve() / absolute.name if plain else absolute.resolve()
        try:
            found = resolved.relative_to(self.root.resolve()).as_posix()
        except ValueError:
            raise ReportError(
                f"'{path}' is outside the repository '{self.root}'",
                hint="name a path inside this repository, or run the command in the repository "
                "that contains the file",
            ) from None
        if found == ".":
            return ""
        if not is_repository_path(found):
            raise ReportError(f"'{path}' is in the git directory", hint="name a path outside it")
        return found

    def link_on_the_way(self, place: Path) -> Path | None:
        """The first component of a path that is a symbolic link in the work tree, or None.

        Such a link may come with a clone: its author chose where a file is written through it.
        """
        root = self.root.resolve()
        absolute = Path.cwd() / place
        for each in (*reversed(absolute.parents), absolute):
            if each.is_symlink() and each.parent.resolve().is_relative_to(root):
                return each
        return None

    def changed_paths(self, folder: str) -> tuple[str, ...]:
        """The paths below a folder that differ from HEAD, including untracked ones."""
        return tuple(sorted(self.changes(folder)))

    def changes(self, folder: str) -> Mapping[str, str]:
        """The changed paths below a folder, with their two letters in ``git status --short``.

        A file that was removed only from the index (``git rm --cached``) has ``D?``: git lists it
        twice, as deleted and as untracked.
        """
        args = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
        output = self.git(*args, *(("--", folder) if folder else ()))
        lines = [os.fsdecode(line) for line in output.split(b"\0") if line]
        found: dict[str, str] = {}
        for line in lines:
            letters, path = line[:2], line[3:]
            found[path] = "D?" if found.get(path) == "D " else letters
        return found

    def commit_snapshot(self, rev: str) -> CommitSnapshot:
        """A commit, by its id or any name that git resolves; ReportError if there is none."""
        if _OBJECT_ID.fullmatch(rev):
            return CommitSnapshot(self, rev, rev)
        done = self.run("rev-parse", "--quiet", "--verify", "--end-of-options", f"{rev}^{{commit}}")
        if done.status:
            if self.head() is None:
                raise ReportError(
                    f"'{rev}' is not a commit: nothing is committed on this branch yet",
                    hint=self._advise_committing(),
                )
            raise ReportError(
                f"'{rev}' is not a commit{' in this shallow clone' if self.is_shallow else ''}",
                hint=self.advise_deepening() or "list the commits with 'git log'",
            )
        return CommitSnapshot(self, rev, done.out.decode("ascii").strip())

    def _advise_committing(self) -> str:
        from git_report.report.folder import find_folders  # only for this error

        if find_folders(self.worktree_snapshot()):
            return "make a first commit, for example with 'git report-iterate'"
        return "create a report with 'git report init report'"

    @property
    def is_shallow(self) -> bool:
        """Whether this is a shallow clone."""
        return (self.common_dir / "shallow").exists()

    def expect_parents(self, commit: str) -> None:
        """Raise ReportError if a shallow clone has a commit without its parents."""
        cut = self.common_dir / "shallow"
        if self.is_shallow and commit in cut.read_text(encoding="ascii").split():
            raise ReportError(
                f"the parents of {commit[:10]} are not in this shallow clone",
                hint=self.advise_deepening(),
            )

    def advise_deepening(self) -> str:
        """The hint for a missing commit; empty if the history is complete."""
        return f"'{_DEEPEN}' fetches more of the history" if self.is_shallow else ""

    def index_snapshot(self) -> IndexSnapshot:
        """The index: what would be committed."""
        return IndexSnapshot(self)

    def worktree_snapshot(self) -> WorktreeSnapshot:
        """The work tree, as git would store it."""
        return WorktreeSnapshot(self, self.worktree)

    def write_worktree(self, path: str, data: bytes) -> None:
        """Write a file of the work tree atomically, from bytes as git stores them.

        ReportError for a file outside the sparse checkout: git would not see the edit.
        """
        entry = self.worktree_snapshot().entry(path)
        if entry is not None and entry.oid:
            raise ReportError(
                f"'{path}' is outside the sparse checkout",
                hint=f"include it with '{paste_sparse(path)}', then try again",
            )
        with self.worktree.prepare(path, data) as prepared:
            prepared.place()

    def find_blob(self, digits: str, *, most: int = 0) -> bytes | None:
        """The blob whose id begins with `digits`; None if there is none.

        TooLargeError if it has more than `most` bytes (0: no limit).
        """
        data = self.objects.find_blob(digits, name=digits, most=most)
        # Git prefers a branch or tag with such a name.
        return data if data is not None and self.blob_id(data).startswith(digits) else None

    @cached_property
    def worktree(self) -> Worktree:
        """The files of the work tree and the filters between them and git."""
        from git_report.git.worktree import Worktree  # a check of commits does not need it

        return Worktree(self)


def _inherited() -> dict[str, str]:
    """The caller's GIT_DIR and related variables as absolute paths, valid in any directory."""
    names = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR")
    given = {name: os.environ.get(name) for name in names}
    return {name: str(Path(value).resolve()) for name, value in given.items() if value}


def _last_line(done: Finished) -> str:
    lines = [line for line in done.err.splitlines() if line.strip()]
    return lines[-1].removeprefix("fatal: ") if lines else "no identity"
