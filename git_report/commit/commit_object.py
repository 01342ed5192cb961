"""The commit object: made in a private index, checked by the user's hooks, exactly as planned."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.commit.installing import DURABLE, enter, prepare_file
from git_report.commit.interrupts import Interrupts
from git_report.commit.journal import JournalNote, RunDirectory
from git_report.commit.plan import Plan, Planned
from git_report.commit.unstaged_edits import note_unstaged_edits
from git_report.commit.user_hooks import has_hook, run_hook
from git_report.errors import ReportError
from git_report.git.index_file import copy_index
from git_report.git.refusals import SEPARATE_FILES, HookError, RewrittenError

if TYPE_CHECKING:
    from git_report.git.repository import Repository

# The mode and object id of a path that a tree does not contain.
_ABSENT = ("000000", "")


def build(
    repository: Repository,
    plan: Plan,
    planned: Planned,
    note: JournalNote,
    run: RunDirectory,
    interrupts: Interrupts,
    *,
    verify: bool,
) -> str:
    """Make the commit object in a private index, run the user's hooks on it, and return its id."""
    env = {"GIT_INDEX_FILE": os.fspath(run.index)}
    if repository.index.exists():
        # A copy, because its cached status of unchanged files saves the hooks from reading them.
        copy_index(repository.index, run.index)
    # A split index has its shared part beside the real index only.
    whole = ("-c", "core.splitIndex=false")
    # "-m" would fail on entries in conflict; both keep the cached status of unchanged files.
    base = ("--reset", plan.base) if plan.base else ("--empty",)
    repository.git(*DURABLE, *whole, "read-tree", *base, env=env)
    enter(repository, planned.blobs, run.index, *whole)
    message = run.place / "COMMIT_EDITMSG"
    message.write_bytes(_message_bytes(plan))
    if verify and has_hook(repository, "pre-commit"):
        run.note(replace(note, sheltered=note_unstaged_edits(repository, run)))
        try:
            run_hook(repository, "pre-commit", env=env)
        except HookError as error:
            _restore_own(repository, run, plan, planned)
            check_early(repository, planned, error.hooks)
            raise
        interrupts.checkpoint()
        run.note(note)
    # Also with --no-verify, as git does.
    run_hook(repository, "prepare-commit-msg", os.fspath(message), "message", env=env)
    if verify:
        run_hook(repository, "commit-msg", os.fspath(message), env=env)
    interrupts.checkpoint()
    _clean_message(repository, plan, message)
    tree = repository.git(*DURABLE, "write-tree", env=env).decode("ascii").strip()
    _check_tree(repository, plan, planned, tree)
    check_early(repository, planned)
    # commit-tree is plumbing and does not read this setting.
    sign = ("-S",) if repository.config_flag("commit.gpgSign") else ()
    above = plan.onto or plan.base
    parent = ("-p", above) if above else ()
    args = (*DURABLE, "commit-tree", *sign, *parent, "-F", os.fspath(message), tree)
    return repository.git(*args).decode("ascii").strip()


def _restore_own(repository: Repository, run: RunDirectory, plan: Plan, planned: Planned) -> None:
    """Restore our own files that a failed hook changed; riding edits stay changed, as in git."""
    early = {blob.path for blob in planned.early}
    for blob in planned.blobs:
        expected = plan.expected.get(blob.path)
        if blob.path in early or blob.path in plan.riding or expected is None:
            continue
        if repository.worktree.content(blob.path) != expected:
            with ExitStack() as stack:
                prepare_file(stack, repository, run, replace(blob, data=expected, oid="")).place()


def _message_bytes(plan: Plan) -> bytes:
    # The name of a folder may contain bytes that are not UTF-8; a commit message is text.
    return plan.message.encode("utf-8", "replace")


def _clean_message(repository: Repository, plan: Plan, place: Path) -> None:
    """Clean up a message that hooks may have edited, as git does."""
    if place.read_bytes() == _message_bytes(plan):
        return
    message = repository.git("stripspace", input=place.read_bytes())
    if not message:
        raise HookError(
            "a hook emptied the commit message; nothing was changed",
            hint="check the hooks prepare-commit-msg and commit-msg, then try again",
        )
    place.write_bytes(message)


def check_early(repository: Repository, planned: Planned, hooks: Sequence[str] = ()) -> None:
    """Raise RewrittenError if hooks changed a new file on disk; `hooks` are the failed ones."""
    for blob in planned.early:
        data = repository.worktree.content(blob.path)
        if data is not None and data != blob.data:
            raise RewrittenError(blob.path, data, hooks)


def _check_tree(repository: Repository, plan: Plan, planned: Planned, tree: str) -> None:
    """Raise HookError unless the tree is exactly the base with our files."""
    files = {
        blob.path: (blob.mode, blob.oid) if blob.data is not None else _ABSENT
        for blob in planned.blobs
    }
    if plan.base:
        output = repository.git("diff-tree", "-r", "-z", "--no-renames", plan.base, tree)
    else:
        output = repository.git("ls-tree", "-r", "-z", "--full-tree", tree)
    changed = _tree_changes(output, initial=plan.base is None)
    unchanged = {blob.path for blob in planned.blobs if planned.is_unchanged(blob)}
    # With `onto` the commit has another parent, from which its files may differ.
    if plan.base is not None and plan.onto is None and unchanged == files.keys():
        raise ReportError(
            "nothing to commit: the files have not changed", hint="run 'git report status'"
        )
    off = {path: content for path, content in changed.items() if files.get(path) != content}
    early = {blob.path for blob in planned.early}
    for path, (mode, oid) in off.items():
        # A formatter that rewrites the new version and nothing else: its text is taken over once.
        if off.keys() <= early and (mode, oid) != _ABSENT:
            raise RewrittenError(path, repository.objects.read(oid, "blob"))
        ours = "the staged content of" if path in files else "another file,"
        raise HookError(
            f"a hook changed {ours} '{path}'; nothing was changed",
            hint=SEPARATE_FILES,
        )
    for path in files:
        if path not in changed and path not in unchanged:
            raise HookError(
                f"a hook removed '{path}' from the commit; nothing was changed",
                hint="a report's commit contains all of its files: change the hook to keep them",
            )


def _tree_changes(output: bytes, *, initial: bool) -> dict[str, tuple[str, str]]:
    """Parse plumbing's list of changed paths: the mode and object id of each in the new tree."""
    fields = output.split(b"\0")[:-1]
    if initial:
        records = [record.partition(b"\t")[::2] for record in fields]
        return {
            os.fsdecode(path): (about.split()[0].decode("ascii"), about.split()[2].decode("ascii"))
            for about, path in records
        }
    pairs = zip(fields[::2], fields[1::2], strict=True)
    changes: dict[str, tuple[str, str]] = {}
    for about, path in pairs:
        mode, oid = about.split()[1].decode("ascii"), about.split()[3].decode("ascii")
        changes[os.fsdecode(path)] = (mode, oid) if oid.strip("0") else _ABSENT
    return changes
