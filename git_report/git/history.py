"""Commits and the paths that they change, for checks that need more than one tree."""

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


# Pathspecs are literal otherwise (`PLUMBING`): commands with such a pattern turn that off.
_ANYWHERE = ":(top,glob)**/"


class Commit(NamedTuple):
    """The full id of a commit, and those of its parents."""

    id: str
    parents: tuple[str, ...]


def list_commits(
    repository: Repository, *revisions: str, unpublished: bool = False
) -> list[Commit]:
    """The commits that `git rev-list` gives for those revisions, oldest first.

    With `unpublished`, those that a remote-tracking branch contains are omitted. ReportError if
    a revision is invalid. A revision is never parsed as an option.
    """
    if not revisions:
        return []
    # The second --not ends the effect of the first, so that the revisions are included.
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
    """The commits of a range that a user typed, oldest first; there may be none.

    ReportError as from `list_commits`, and if `words` name an object that is not a commit, for
    which git lists none.
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
    """The paths that differ between two commits; without a base, all paths of the commit."""
    if base is None:
        names = repository.git("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    else:
        names = repository.git("diff-tree", "-r", "-z", "--name-only", "--no-renames", base, commit)
    return list(_split(names))


def list_parents(repository: Repository, commit: str) -> tuple[str, ...]:
    """The parents of a commit, by their ids."""
    return tuple(repository.git("rev-parse", f"{commit}^@").decode("ascii").split())


def merge_bases(repository: Repository, one: str, other: str) -> tuple[str, ...]:
    """The best common ancestors of two commits: several after a criss-cross merge, or none."""
    done = repository.run("merge-base", "--all", one, other)
    if done.status not in (0, 1):
        raise ReportError(f"the common ancestors cannot be found: {done.words}", hint=_NO_COMMITS)
    return tuple(done.out.decode("ascii").split())


def list_deletions(repository: Repository, commit: str, folder: str) -> list[Commit]:
    """The commits up to `commit` that deleted files of reports, newest first.

    These are files named like instructions or versions in any folder, and all Markdown files
    directly in `folder`, since instructions may have any name.
    """
    named = [f"{_ANYWHERE}instructions.md", f"{_ANYWHERE}report-*.md", _pattern(folder)]
    output = repository.git(
        # Compare merges with each parent, and also follow sides that the merge did not take.
        "log", "-m", "--full-history", "--no-renames", "--diff-filter=D", "--format=%H %P",
        "--no-show-signature", "--end-of-options", commit, "--", *named,
        env={"GIT_LITERAL_PATHSPECS": "0"},
    )  # fmt: skip
    # With -m, a merge is listed once for each parent that it differs from.
    rows = dict.fromkeys(output.decode("ascii").splitlines())
    return [Commit(commit, tuple(parents)) for commit, *parents in map(str.split, rows)]


def list_unpushed_edits(repository: Repository, head: str, folder: str | None) -> list[Commit]:
    """The unpushed commits of HEAD that changed or deleted versions, oldest first.

    Unpushed are those that no remote-tracking branch contains. Versions are recognised by name,
    directly in `folder` or, if that is None, anywhere.
    """
    output = repository.git(
        "log", "-m", "--topo-order", "--reverse", "--full-history", "--no-renames",
        "--diff-filter=MD", "--format=%H %P", "--no-show-signature", "--not", "--remotes", "--not",
        "--end-of-options", head, "--",
        f"{_ANYWHERE}report-*.md" if folder is None else _pattern(folder, "report-*.md"),
        env={"GIT_LITERAL_PATHSPECS": "0"},
    )  # fmt: skip
    # With -m, a merge is listed once for each parent that it differs from.
    rows = dict.fromkeys(output.decode("ascii").splitlines())
    return [Commit(commit, tuple(parents)) for commit, *parents in map(str.split, rows)]


def landed_blob(repository: Repository, commit: str, path: str, *, every_side: bool = False) -> str:
    """The blob of a file when it was last added at a path, seen from a commit; empty if unknown.

    The file is followed through each commit that changed it, and through a merge on the side that
    the merge took. With `every_side` all sides are followed: for a deleted file, which a merge may
    have left out. A merge with a third content gives no answer: both sides may have added a file.
    """
    # The options below override settings of the user: log.showRoot, log.follow, log.diffMerges,
    # diff.renames, log.showSignature.
    sides = ("--full-history",) if every_side else ()
    output = repository.git(
        "-c", "log.showRoot=true", "log", "--topo-order", "--raw", "--no-abbrev", "--no-follow",
        "--no-renames", "--diff-merges=off", "--format=%x01", "-z", "--no-show-signature", *sides,
        "--end-of-options", commit, "--", path,
    )  # fmt: skip
    for record in output.split(b"\x01")[1:]:
        words = record.strip(b"\0\n").partition(b"\0")[0].split()
        # No raw line: a merge.
        if len(words) != 5:
            if every_side:
                continue
            return ""
        if words[4] == b"A":
            return words[3].decode("ascii")
    return ""


def find_before_deletion(repository: Repository, folder: str) -> str:
    """The parent of the newest commit that deleted versions of a folder, abbreviated; else ""."""
    output = repository.git(
        "log", "-1", "--diff-filter=D", "--no-renames", "--no-show-signature", "--format=%p",
        "--end-of-options", "HEAD", "--", _pattern(folder, "report-*.md"),
        env={"GIT_LITERAL_PATHSPECS": "0"},
    )  # fmt: skip
    parents = output.decode("ascii").split()
    return parents[0] if parents else ""


def _pattern(folder: str, names: str = "*.md") -> str:
    """A pathspec for the Markdown files directly in a folder, whose name is escaped."""
    literal = re.sub(r"([*?[\\])", r"\\\1", folder)
    return f":(top,glob){literal}/{names}" if folder else f":(top,glob){names}"


def staged_paths(repository: Repository, base: str | None) -> list[str]:
    """The paths that differ between a commit and the index; without a commit, all of the index."""
    if base is None:
        return list(_split(repository.git("ls-files", "-z", "--cached")))
    paths = repository.git(
        "diff-index", "--cached", "-z", "--name-only", "--no-renames", base, "--"
    )
    return list(_split(paths))


def untracked_paths(repository: Repository, folder: str) -> frozenset[str]:
    """The untracked paths below a folder, without ignored ones."""
    output = repository.git(
        "ls-files", "-z", "--others", "--exclude-standard", "--", folder or "."
    )  # fmt: skip
    return frozenset(_split(output))


def merge_heads(repository: Repository) -> tuple[str, ...]:
    """The commits that are being merged; empty if no merge is in progress."""
    place = repository.git_dir / "MERGE_HEAD"
    try:
        return tuple(place.read_text(encoding="ascii").split())
    except FileNotFoundError:
        return _announced_heads(repository)
    except (OSError, ValueError) as error:
        raise ReportError(f"the merge in progress cannot be read: {error}") from None


def _announced_heads(repository: Repository) -> tuple[str, ...]:
    """The commits that `git merge` names in the environment of its pre-merge-commit hook.

    That hook runs before MERGE_HEAD is written.
    """
    output = [name.removeprefix("GITHEAD_") for name in os.environ if name.startswith("GITHEAD_")]
    # A hook may work in another repository, which has no such commit.
    return tuple(
        oid
        for oid in output
        if len(oid) == len(repository.zero_id)
        and oid.isalnum()
        and not repository.run("cat-file", "-e", f"{oid}^{{commit}}").status
    )


def is_published(repository: Repository, commit: str | None) -> bool:
    """Whether a remote-tracking branch contains a commit; False for None."""
    if commit is None:
        return False
    output = repository.git(
        "for-each-ref", "--count=1", "--format=%(refname)", f"--contains={commit}", "refs/remotes"
    )
    return bool(output.strip())


def _split(output: bytes) -> Iterator[str]:
    return (os.fsdecode(name) for name in output.split(b"\0") if name)
