"""What a push brings, as the hooks on this side of it are told."""

from __future__ import annotations

import os
from collections.abc import Mapping

from git_report.errors import ReportError
from git_report.git.history import Commit, list_commits
from git_report.git.repository import Repository


def list_pushed(repository: Repository, told: bytes) -> list[Commit]:
    """The commits of a push, oldest first, that no remote-tracking branch contains yet.

    `told` is what git gives a pre-push hook on standard input, a line a ref: local ref, local
    object id, remote ref, remote object id. Deletions add nothing; a remote id that is not
    known here excludes nothing. ReportError where a line is none of these.
    """
    tips: list[str] = []
    held: list[str] = []
    for line in os.fsdecode(told).removesuffix("\n").split("\n") if told else ():
        fields = line.rsplit(maxsplit=3)  # a local ref may be an expression with spaces
        if len(fields) != 4:
            raise ReportError(
                f"'{line.strip()}' is not a line of a pre-push hook's input",
                hint="see 'git help hooks'; to check commits use --range",
            )
        if fields[1].strip("0"):
            tips.append(fields[1])
            held.append(fields[3])
    if not tips:
        return []
    bounds = [f"^{oid}" for oid in _known(repository, held)]
    return list_commits(repository, *tips, *bounds, unpublished=True)


def _known(repository: Repository, ids: list[str]) -> list[str]:
    """Those of the object ids that this repository has: what was never fetched bounds nothing."""
    asked = "".join(f"{oid}\n" for oid in ids).encode("utf-8", "surrogateescape")
    told = repository.git("cat-file", "--batch-check=%(objectname)", input=asked)
    return [line for line in os.fsdecode(told).splitlines() if " " not in line]


def list_framework_commits(
    repository: Repository, environment: Mapping[str, str]
) -> list[Commit] | None:
    """The commits that the pre-commit framework wants checked; None where it is not a range.

    The framework tells in its variables what git told its pre-push hook, or what
    `--from-ref` and `--to-ref` named. ReportError where it names what is not a commit.
    """
    base, tip = (environment.get(f"PRE_COMMIT_{name}_REF") for name in ("FROM", "TO"))
    pushed = "PRE_COMMIT_REMOTE_NAME" in environment
    if base and tip:
        return list_commits(repository, tip, f"^{base}", unpublished=pushed)
    branch = environment.get("PRE_COMMIT_LOCAL_BRANCH")
    if pushed and branch:  # a first push of all there is has no commit to begin from
        return list_commits(repository, branch, unpublished=True)
    return None
