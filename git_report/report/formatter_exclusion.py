"""Advice to exclude the files that git report writes from formatters and spelling checkers.

A version is compared byte by byte with what was read for it, diff.md is derived from two versions,
and a stamp in the instructions identifies a text: a tool that rewrites any of them breaks it.
"""

from __future__ import annotations

from collections.abc import Sequence

# The user writes the instructions, but a tool that wraps or corrects a line alters its stamp.
EXCLUDE = r"exclude: '(^|/)(report-\d+|diff|instructions)\.md$'"


def advise_exclusion(hooks: Sequence[str]) -> str:
    """The hint that excludes a report's files from hooks of pre-commit or prek."""
    return f"add to {name_hooks(hooks)} in .pre-commit-config.yaml: {EXCLUDE}"


def name_hooks(hooks: Sequence[str]) -> str:
    """The ids of hooks, each quoted."""
    *others, last = (f"'{hook}'" for hook in hooks)
    return f"{', '.join(others)} and {last}" if others else last
