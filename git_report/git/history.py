"""Commits and what they touch, for checks that look at more than one tree."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from git_report.errors import ReportError
from git_report.git.repository import Repository

_NO_COMMITS = (
    "name existing commits, as in 'main..HEAD'",
    "to check the work tree without any history, run 'git report check --all'",
)


_ANYWHERE = ":(top,glob)**/"


class Commit(NamedTuple):
    """A commit by its full id, with those of its parents."""

    id: str
    parents: tuple[str, ...]


def list_commits(
    repository: Repository, *revisions: str, unpublished: bool = False
) -> list[Commit]:
    """The commits that `git rev-list` gives for those revisions, oldest first.

    With `unpublished`, those that a remote-tracking branch contains are left out. ReportError where
    a revision is none; a revision is never taken for an option.
    """
    if not revisions:
        return []
    limits = ("--not", "--remotes", "--not") if unpublished else ()
    done = repository.run(
        "rev-list", "--topo-order", "--reverse", "--parents", *limits,
        "--end-of-options", *revisions, "--",
    )  # fmt: skip
    if done.status:
        raise ReportError(
            f"the commits cannot be listed: {done.words}",
            hint=repository.advise_deepening() or _NO_COMMITS,
        )
    rows = (line.split() for line in done.out.decode("ascii").splitlines())
    return [Commit(commit, tuple(parents)) for commit, *parents in rows]


def list_range(repository: Repository, words: str) -> list[Commit]:
    """The commits of a range that a person wrote, oldest first; it may well be empty.

    ReportError as from `list_commits`, and where the words name something that is not a commit: git
    gives none for it.
    """
    commits = list_commits(repository, words)
    if (
        not commits
        and not repository.run("rev-parse", "--quiet", "--verify", "--end-of-options", words).status
    ):
        raise ReportError(
            f"'{words}' is not a commit", hint=repository.advise_deepening() or _NO_COMMITS
        )
    return commits


def touched_paths(repository: Repository, base: str | None, commit: str) -> list[str]:
    """The paths that differ between two commits; all paths of a commit without a base."""
    if base is None:
        told = repository.git("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    else:
        told = repository.git("diff-tree", "-r", "-z", "--name-only", "--no-renames", base, commit)
    return list(_split(told))


def list_parents(repository: Repository, commit: str) -> tuple[str, ...]:
    """The parents of a commit, by their ids."""
    return tuple(repository.git("rev-parse", f"{commit}^@").decode("ascii").split())


def merge_bases(repository: Repository, one: str, other: str) -> tuple[str, ...]:
    """The best common ancestors of two commits, of which a criss-cross has several; maybe none."""
    done = repository.run("merge-base", "--all", one, other)
    if done.status not in (0, 1):
        raise ReportError(f"the common ancestors cannot be found: {done.words}", hint=_NO_COMMITS)
    return tuple(done.out.decode("ascii").split())


def list_deletions(repository: Repository, commit: str, folder: str) -> list[Commit]:
    """The commits up to one that deleted files named as a report's, newest first.

    They are instructions and versions anywhere, and all Markdown files directly in the folder,
    since instructions may have any name.
    """
    named = [f"{_ANYWHERE}instructions.md", f"{_ANYWHERE}report-*.md", _pattern(folder)]
    told = repository.git(
        # Of a merge each parent is asked, and sides are followed that left nothing behind.
        "log", "-m", "--full-history", "--no-renames", "--diff-filter=D", "--format=%H %P",
        "--no-show-signature", "--end-of-options", commit, "--", *named,
        env={"GIT_LITERAL_PATHSPECS": "0"},
    )  # fmt: skip
    rows = dict.fromkeys(told.decode("ascii").splitlines())
    return [Commit(commit, tuple(parents)) for commit, *parents in map(str.split, rows)]


def list_unpushed_edits(repository: Repository, head: str, folder: str | None) -> list[Commit]:
    """The commits of HEAD that no remote-tracking branch contains and that changed versions.

    Or deleted some: looked for by name, directly in a folder or (None) anywhere, oldest first.
    """
    told = repository.git(
        "log", "-m", "--topo-order", "--reverse", "--full-history", "--no-renames",
        "--diff-filter=MD", "--format=%H %P", "--no-show-signature", "--not", "--remotes", "--not",
        "--end-of-options", head, "--",
        f"{_ANYWHERE}report-*.md" if folder is None else _pattern(folder, "report-*.md"),
        env={"GIT_LITERAL_PATHSPECS": "0"},
    )  # fmt: skip
    rows = dict.fromkeys(told.decode("ascii").splitlines())
    return [Commit(commit, tuple(parents)) for commit, *parents in map(str.split, rows)]


def landed_blob(repository: Repository, commit: str, path: str, *, every_side: bool = False) -> str:
    """The blob that a file had when it came to a path, as a commit has it since; empty for none.

    What came is followed through each commit that changed it, and through a merge on the side that
    the merge took, or with `every_side` on all: for a file that is gone, which a merge may have
    left out. A merge that is neither side's says nothing: two files may have come.
    """
    sides = ("--full-history",) if every_side else ()
    told = repository.git(
        "-c", "log.showRoot=true", "log", "--topo-order", "--raw", "--no-abbrev", "--no-follow",
        "--no-renames", "--diff-merges=off", "--format=%x01", "-z", "--no-show-signature", *sides,
        "--end-of-options", commit, "--", path,
    )  # fmt: skip
    for record in told.split(b"\x01")[1:]:
        words = record.strip(b"\0\n").partition(b"\0")[0].split()
        if len(words) != 5:
            if every_side:
                continue
            return ""
        if words[4] == b"A":
            return words[3].decode("ascii")
    return ""


def _pattern(folder: str, names: str = "*.md") -> str:
    """A pathspec of the Markdown files directly in a folder, whatever is in its name."""
    literal = re.sub(r"([*?[\\])", r"\\\1", folder)
    return f":(top,glob){literal}/{names}" if folder else f":(top,glob){names}"


def staged_paths(repository: Repository, base: str | None) -> list[str]:
    """The paths that differ between a commit and the index; all of the index without a commit."""
    if base is None:
        return list(_split(repository.git("ls-files", "-z", "--cached")))
    told = repository.git("diff-index", "--cached", "-z", "--name-only", "--no-renames", base, "--")
    return list(_split(told))


def untracked_paths(repository: Repository, folder: str) -> frozenset[str]:
    """The paths below a folder that are not in the index, ignored ones left out."""
    told = repository.git(
        "ls-files", "-z", "--others", "--exclude-standard", "--", folder or "."
    )  # fmt: skip
    return frozenset(_split(told))


def merge_heads(repository: Repository) -> tuple[str, ...]:
    """The commits that a merge in progress brings in; empty where there is none."""
    place = repository.git_dir / "MERGE_HEAD"
    try:
        return tuple(place.read_text(encoding="ascii").split())
    except FileNotFoundError:
        return _announced_heads(repository)
    except (OSError, ValueError) as error:
        raise ReportError(f"the merge in progress cannot be read: {error}") from None


def _announced_heads(repository: Repository) -> tuple[str, ...]:
    """What `git merge` tells its pre-merge-commit hook, which runs before MERGE_HEAD is written."""
    told = [name.removeprefix("GITHEAD_") for name in os.environ if name.startswith("GITHEAD_")]
    # A hook may work in another repository, which has no such commit.
    return tuple(
        oid
        for oid in told
        if len(oid) == len(repository.zero_id)
        and oid.isalnum()
        and not repository.run("cat-file", "-e", f"{oid}^{{commit}}").status
    )


def is_published(repository: Repository, commit: str | None) -> bool:
    """Whether a remote-tracking branch contains a commit already; never, where there is none."""
    if commit is None:
        return False
    told = repository.git(
        "for-each-ref", "--count=1", "--format=%(refname)", f"--contains={commit}", "refs/remotes"
    )
    return bool(told.strip())


def _split(told: bytes) -> Iterator[str]:
    return (os.fsdecode(name) for name in told.split(b"\0") if name)
