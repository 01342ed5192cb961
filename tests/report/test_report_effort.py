"""What a brief says about the run."""

from __future__ import annotations

import pytest

from git_report.report.effort import find_effort


@pytest.mark.parametrize(
    ("brief", "effort"),
    [
        ("Think harder to perform these steps:", "xhigh"),
        ("think hard. You are an expert.", "high"),
        ("Think about costs.", ""),
        ("Think of the reader.", ""),
        ("Think, then write.", "medium"),
        ("Ultrathink.", "max"),
        ("# Think hard\n\nYou are …", "high"),
        ("**Think very hard** and write", "high"),
        ("---\nwords: 3000\n---\n\nThink harder.", "xhigh"),
        ("Thinking is good.", ""),
        ("You are an expert. Think harder.", ""),
        ("", ""),
    ],
)
def test_effort_is_an_imperative_at_the_very_start(brief: str, effort: str) -> None:
    assert find_effort(brief) == effort
