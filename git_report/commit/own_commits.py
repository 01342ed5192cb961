"""The commits that this process has made: what an error that comes later has to say."""

from __future__ import annotations

_MADE: list[str] = []


def note_commit(commit: str) -> None:
    """HEAD is this commit now, whatever fails from here on."""
    _MADE.append(commit)


def tell_commits() -> tuple[str, str]:
    """What was committed, in words, and what to run; both for the end of an error."""
    if not _MADE:
        return "nothing was committed", "run 'git report status'"
    names = ", ".join(commit[:10] for commit in _MADE)
    told = f"commit {names} was made" if len(_MADE) == 1 else f"commits {names} were made"
    return told, "run 'git report status' to complete the interrupted run"
