"""The environment variables that name a repository, and whether they name the right one.

Git sets them for hooks. If a hook changes to another repository and runs a command there, they
still name the first one.
"""

from __future__ import annotations

import os
from pathlib import Path

from git_report.git.discovery import find_bare, is_git_directory, protect
from git_report.git.process import Runner

# Not in git's own list: the quarantine of a push, and the commits being merged.
_ALSO_LOCAL = "GIT_QUARANTINE_PATH"
_MERGED = "GITHEAD_"


def leave_foreign_directory(start: Path) -> None:
    """Unset the caller's GIT_DIR and related variables if `start` is in another repository.

    They are kept if `start` is in no other repository, or if it is in their work tree and that is
    nested in the other one.
    """
    named = os.environ.get("GIT_DIR")
    if named and _is_foreign(Path.cwd() / named, start):
        forget()


def is_foreign_index(git_dir: Path, index: Path) -> bool:
    """Whether the caller's GIT_INDEX_FILE belongs to a repository other than `git_dir`'s.

    An index outside any git directory is accepted, and so is any index if GIT_DIR is an absolute
    path: then it is clear which repository is meant.
    """
    if "GIT_INDEX_FILE" not in os.environ or Path(os.environ.get("GIT_DIR", "")).is_absolute():
        return False
    around = next((place for place in index.parents if is_git_directory(place)), None)
    return around is not None and around.resolve() != git_dir.resolve()


def forget() -> None:
    """Remove the variables that name a repository from the environment of this process.

    Of the whole process, because the hooks and writers that it starts must use the same repository.
    """
    for name in (*_local_names(), _ALSO_LOCAL):
        os.environ.pop(name, None)
    for name in [name for name in os.environ if name.startswith(_MERGED)]:
        del os.environ[name]
    # GIT_CONFIG_COUNT was among the variables, and with it safe.bareRepository.
    os.environ.update(protect(os.environ))


def _is_foreign(named: Path, start: Path) -> bool:
    bare = find_bare(start)
    if bare is not None:  # do not run git there: it may have come with a clone
        return bare != named.resolve()
    around = Runner(start, without=frozenset(_local_names())).run(
        "rev-parse", "--path-format=absolute", "--git-dir", "--show-toplevel"
    )
    lines = os.fsdecode(around.out).removesuffix("\n").split("\n")
    if not lines[0]:
        # No repository; one that git refuses to read is still another repository.
        return "not a git repository" not in around.err
    if Path(lines[0]).resolve() == named.resolve():
        return False
    tree = _work_tree(named)
    # One line: --show-toplevel fails in a repository without a work tree.
    if len(lines) < 2 or tree is None:
        return True
    return not (start.resolve().is_relative_to(tree) and tree.is_relative_to(Path(lines[1])))


def _local_names() -> list[str]:
    done = Runner(Path.cwd()).run("rev-parse", "--local-env-vars")
    return ["GIT_DIR", "GIT_INDEX_FILE", *os.fsdecode(done.out).split()]


def _work_tree(git_dir: Path) -> Path | None:
    """The work tree of a git directory; None if it is not known.

    A relative GIT_WORK_TREE is ignored: it is relative to the directory of the hook.
    """
    given = Path(os.environ.get("GIT_WORK_TREE", ""))
    if given.is_absolute():
        return given.resolve()
    # The git directory of a linked worktree: the file names the `.git` in that work tree.
    link = git_dir / "gitdir"
    if link.is_file():
        return Path(os.fsdecode(link.read_bytes()).strip()).parent.resolve()
    done = Runner(Path.cwd()).run("config", "--file", str(git_dir / "config"), "core.worktree")
    if done.status == 0:
        return (git_dir / os.fsdecode(done.out).removesuffix("\n")).resolve()
    return git_dir.parent.resolve() if git_dir.name == ".git" else None
