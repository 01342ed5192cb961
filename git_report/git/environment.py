"""The variables by which git names a repository, and whether it is the one that is meant.

A hook has them from git. Where it goes into another repository and calls something there, they
still name the first one.
"""

from __future__ import annotations

import os
from pathlib import Path

from git_report.git.discovery import find_bare, is_git_directory, protect
from git_report.git.process import Runner

# Beside those that git lists itself: what a merge brings in, and where a push waits.
_ALSO_LOCAL = "GIT_QUARANTINE_PATH"
_MERGED = "GITHEAD_"


def leave_foreign_directory(start: Path) -> None:
    """Forget the caller's GIT_DIR and its like where `start` is in another repository.

    They are believed where `start` is in no repository but theirs, or deeper in their work tree
    than in that of the repository around it.
    """
    named = os.environ.get("GIT_DIR")
    if named and _is_foreign(Path.cwd() / named, start):
        forget()


def is_foreign_index(git_dir: Path, index: Path) -> bool:
    """Whether the caller's GIT_INDEX_FILE is that of another repository than `git_dir`'s.

    One outside of any git directory is believed, and so is any where GIT_DIR says with an absolute
    path which repository is meant.
    """
    if "GIT_INDEX_FILE" not in os.environ or Path(os.environ.get("GIT_DIR", "")).is_absolute():
        return False
    around = next((place for place in index.parents if is_git_directory(place)), None)
    return around is not None and around.resolve() != git_dir.resolve()


def forget() -> None:
    """Take what names a repository out of the environment of this process, as git does it.

    Of the whole process, since hooks and writers that it starts are to find the same repository.
    """
    for name in (*_local_names(), _ALSO_LOCAL):
        os.environ.pop(name, None)
    for name in [name for name in os.environ if name.startswith(_MERGED)]:
        del os.environ[name]
    os.environ.update(protect(os.environ))


def _is_foreign(named: Path, start: Path) -> bool:
    bare = find_bare(start)
    if bare is not None:  # git is not asked in there, which may have come with a clone
        return bare != named.resolve()
    around = Runner(start, without=frozenset(_local_names())).run(
        "rev-parse", "--path-format=absolute", "--git-dir", "--show-toplevel"
    )
    told = os.fsdecode(around.out).removesuffix("\n").split("\n")
    if not told[0]:
        # Outside of any; one that git refuses to look at is still another.
        return "not a git repository" not in around.err
    if Path(told[0]).resolve() == named.resolve():
        return False
    tree = _work_tree(named)
    if len(told) < 2 or tree is None:
        return True
    return not (start.resolve().is_relative_to(tree) and tree.is_relative_to(Path(told[1])))


def _local_names() -> list[str]:
    told = Runner(Path.cwd()).run("rev-parse", "--local-env-vars")
    return ["GIT_DIR", "GIT_INDEX_FILE", *os.fsdecode(told.out).split()]


def _work_tree(git_dir: Path) -> Path | None:
    """The work tree of a git directory as far as it is told; a relative one is so to a hook's."""
    given = Path(os.environ.get("GIT_WORK_TREE", ""))
    if given.is_absolute():
        return given.resolve()
    link = git_dir / "gitdir"
    if link.is_file():
        return Path(os.fsdecode(link.read_bytes()).strip()).parent.resolve()
    told = Runner(Path.cwd()).run("config", "--file", str(git_dir / "config"), "core.worktree")
    if told.status == 0:
        return (git_dir / os.fsdecode(told.out).removesuffix("\n")).resolve()
    return git_dir.parent.resolve() if git_dir.name == ".git" else None
