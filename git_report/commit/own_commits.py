"""The commits that this process has made, for the text of later errors."""

from __future__ import annotations

_MADE: list[str] = []


def note_commit(commit: str) -> None:
    """Record that this process made a commit and HEAD has moved to it."""
    _MADE.append(commit)


def describe_commits_made() -> tuple[str, str]:
    """What was committed, and the command to run next, as texts for the end of an error."""
    if not _MADE:
        return "nothing was committed", "run 'git report status'"
    names = ", ".join(commit[:10] for commit in _MADE)
    what = f"commit {names} was made" if len(_MADE) == 1 else f"commits {names} were made"
    return what, "run 'git report status' to complete the interrupted run"
