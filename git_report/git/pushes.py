"""The commits of a push, as the hooks of the pushing repository are given them."""

from __future__ import annotations

import os
from collections.abc import Mapping

from git_report.errors import ReportError
from git_report.git.history import Commit, list_commits
from git_report.git.repository import Repository


def list_pushed(repository: Repository, hook_input: bytes) -> list[Commit]:
    """The commits of a push, oldest first, that no remote-tracking branch contains yet.

    `hook_input` is the standard input of a pre-push hook, one line per ref: local ref, local object
    id, remote ref, remote object id. Deletions add nothing; a remote id that does not exist in this
    repository excludes nothing. ReportError if a line has another form.
    """
    tips: list[str] = []
    remote_ids: list[str] = []
    for line in os.fsdecode(hook_input).removesuffix("\n").split("\n") if hook_input else ():
        fields = line.rsplit(maxsplit=3)  # a local ref may be an expression with spaces
        if len(fields) != 4:
            raise ReportError(
                f"'{line.strip()}' is not a line of a pre-push hook's input",
                hint="see 'git help hooks'; to check commits, use --range",
            )
        if fields[1].strip("0"):
            tips.append(fields[1])
            remote_ids.append(fields[3])
    if not tips:
        return []
    bounds = [f"^{oid}" for oid in _known(repository, remote_ids)]
    return list_commits(repository, *tips, *bounds, unpublished=True)


def _known(repository: Repository, ids: list[str]) -> list[str]:
    """The ids among `ids` that exist in this repository; others were never fetched."""
    asked = "".join(f"{oid}\n" for oid in ids).encode("utf-8", "surrogateescape")
    output = repository.git("cat-file", "--batch-check=%(objectname)", input=asked)
    # For an object that is not there git prints the id and "missing".
    return [line for line in os.fsdecode(output).splitlines() if " " not in line]


def list_framework_commits(
    repository: Repository, environment: Mapping[str, str]
) -> list[Commit] | None:
    """The commits that the pre-commit framework asks to check; None if it passes no range.

    Its environment variables contain what git passed to its pre-push hook, or the values of
    `--from-ref` and `--to-ref`. ReportError if one of them is not a commit.
    """
    base, tip = (environment.get(f"PRE_COMMIT_{name}_REF") for name in ("FROM", "TO"))
    pushed = "PRE_COMMIT_REMOTE_NAME" in environment
    if base and tip:
        return list_commits(repository, tip, f"^{base}", unpublished=pushed)
    branch = environment.get("PRE_COMMIT_LOCAL_BRANCH")
    if pushed and branch:  # the first push of a whole history has no base
        return list_commits(repository, branch, unpublished=True)
    return None
