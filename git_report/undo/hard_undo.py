"""``git report undo --hard``: whether the branch can be moved back, and to what; writes nothing."""

from __future__ import annotations

from git_report.commit.rewind import Rewind
from git_report.errors import ReportError
from git_report.git.history import is_published, list_parents, touched_paths
from git_report.git.repository import Repository
from git_report.report.snapshot import Snapshot, read_if_there
from git_report.report.versions import version_name
from git_report.undo.plan import CreatingCommit, Undo

_PLAIN = "without --hard, a new commit removes the version and keeps the other changes"


def plan_rewind(
    repository: Repository, undo: Undo, head: Snapshot, landing: CreatingCommit | None
) -> Rewind:
    """Plan to move back to the previous commit; ReportError if the branch must not be moved."""
    name, commit_id = version_name(undo.number), undo.plan.base
    if landing is None or landing.commit != commit_id:
        raise ReportError(
            f"HEAD is not the commit that made '{name}'", hint=f"there are later commits; {_PLAIN}"
        )
    if is_published(repository, commit_id):
        raise ReportError(
            f"'{name}' was pushed: a remote-tracking branch contains {commit_id[:10]}",
            hint=f"others may depend on that commit; {_PLAIN}",
        )
    if landing.before is None:
        raise ReportError(
            f"'{name}' is in the first commit, which has no parent to move back to", hint=_PLAIN
        )
    (parent,) = list_parents(repository, commit_id)
    touched = touched_paths(repository, parent, commit_id)
    own = {undo.path, undo.folder.diff_path, undo.folder.instructions.path}
    other = next((path for path in touched if path not in own), None)
    if other is not None:
        raise ReportError(f"commit {commit_id[:10]} also changes '{other}'", hint=_PLAIN)
    # The item was ticked before this commit already: moving back would leave it ticked, with no
    # version made from it.
    if undo.folder.instructions.path in undo.plan.changes.keys() - set(touched):
        raise ReportError(
            f"commit {commit_id[:10]} did not tick the reference that '{name}' was made from",
            hint=_PLAIN,
        )
    changes: dict[str, bytes | None] = {}
    for path in touched:
        before, diff = landing.before, path == undo.folder.diff_path
        was = read_if_there(before, path)
        changes[path] = was if diff or path not in undo.plan.changes else undo.plan.changes[path]
    return Rewind(commit_id, parent, changes, {path: read_if_there(head, path) for path in changes})
