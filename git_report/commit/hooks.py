"""The user's hooks, run as ``git commit`` runs them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from git_report.git.porcelain import run_for_user
from git_report.git.refusals import HookError

if TYPE_CHECKING:
    from git_report.git.repository import Repository

# As git does where no editor will be opened.
_NO_EDITOR = {"GIT_EDITOR": ":"}


def has_hook(repository: Repository, name: str) -> bool:
    """Whether git would run a hook of this name: a file, or one of the configuration."""
    told = repository.git("rev-parse", "--path-format=absolute", "--git-path", f"hooks/{name}")
    if os.access(os.fsdecode(told).removesuffix("\n"), os.X_OK):
        return True
    return any(key.startswith("hook.") for key in repository.configuration)


def run_hook(repository: Repository, name: str, *args: str, env: Mapping[str, str]) -> None:
    """Run a hook, if there is one, and pass on what it prints; HookError where it says no."""
    rest = ("--", *args) if args else ()
    done = run_for_user(
        repository.runner, "hook", "run", "--ignore-missing", name, *rest, env={**_NO_EDITOR, **env}
    )
    if done.status:
        raise HookError(
            f"the {name} hook refused the commit (exit status {done.status}); nothing was changed",
            hint=_what_next(name),
        )


def run_post_commit(repository: Repository) -> None:
    """Run the post-commit hook; what it ends with matters to nobody, as in git."""
    run_for_user(repository.runner, "hook", "run", "--ignore-missing", "post-commit")


def _what_next(name: str) -> str:
    if name == "prepare-commit-msg":
        return "see its output above, fix the cause, then run again"
    return "see its output above, fix the cause, then run again (--no-verify skips this hook)"
