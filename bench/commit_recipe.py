"""Commit given files as an iteration would, for a matrix of repository states to run over.

    python bench/commit_recipe.py BASE MESSAGE-FILE PATH CONTENT-FILE [PATH CONTENT-FILE ...]

BASE is the commit id that HEAD must still be at, empty on an unborn branch. No path rides: each
must be as BASE has it. Prints the new commit's id; ends with 0 committed, 75 try again (HEAD moved,
a lock, an operation in progress), 65 our own files are dirty, 70 committed but the work tree could
not follow, 1 anything else. LOCK_TRIES (default 40) times 50 ms is the patience with a lock;
RUN_HOOKS=0 skips the hooks; with COST set, CPU seconds and git processes go to standard error.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from git_report.commit.commit import Plan, commit, preflight
from git_report.errors import ReportError
from git_report.git.process import Runner
from git_report.git.refusals import BusyError, DirtyError, UnfinishedError
from git_report.git.repository import Repository

_CODES = ((BusyError, 75), (DirtyError, 65), (UnfinishedError, 70))


def main(argv: list[str]) -> int:
    if len(argv) < 4 or len(argv) % 2:
        print(__doc__, file=sys.stderr)
        return 2
    base, message, *rest = argv
    changes = {
        path: Path(content).read_bytes()
        for path, content in zip(rest[::2], rest[1::2], strict=True)
    }
    try:
        print(_commit(base or None, Path(message).read_text(encoding="utf-8"), changes))
    except ReportError as error:
        print(f"error: {error}\nhint: {error.hint}", file=sys.stderr)
        return next((code for kind, code in _CODES if isinstance(error, kind)), 1)
    return 0


def _commit(base: str | None, message: str, changes: dict[str, bytes]) -> str:
    repository = Repository.open(Path())
    preflight(repository, tuple(changes))
    expected = {path: repository.worktree.content(path) for path in changes}
    plan = Plan(base, changes, expected, frozenset(), message)
    patience = 0.05 * int(os.environ.get("LOCK_TRIES") or 40)
    verify = os.environ.get("RUN_HOOKS") != "0"
    return commit(repository, plan, verify=verify, patience=patience)


def _count_processes() -> list[int]:
    """Count what git is started for, by wrapping the one place that starts it."""
    counted = [0]
    start = Runner._start  # noqa: SLF001

    def counting(*args: object, **options: object) -> object:
        counted[0] += 1
        return start(*args, **options)  # type: ignore[arg-type]

    Runner._start = counting  # type: ignore[method-assign, assignment]  # noqa: SLF001
    return counted


if __name__ == "__main__":
    counted = _count_processes()
    begun = resource.getrusage(resource.RUSAGE_SELF)
    code = main(sys.argv[1:])
    if os.environ.get("COST"):
        own, children = (
            sum(resource.getrusage(who)[:2])
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        print(
            f"{counted[0]} git processes; CPU: {own - sum(begun[:2]):.3f} s here, "
            f"{children:.3f} s in git; {sum(begun[:2]):.3f} s to start",
            file=sys.stderr,
        )
    sys.exit(code)
