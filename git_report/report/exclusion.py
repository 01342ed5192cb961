"""How formatters and spelling checkers are kept away from the files that git report writes.

A version is compared byte by byte with what was read for it, diff.md is derived from two versions,
and a stamp of the instructions is the name of a text: a tool that rewrites any of them breaks it.
"""

from __future__ import annotations

from collections.abc import Sequence

# Instructions are a person's own words, but a tool that wraps or corrects a line alters its stamp.
EXCLUDE = r"exclude: '(^|/)(report-\d+|diff|instructions)\.md$'"


def advise_exclusion(hooks: Sequence[str]) -> str:
    """The line that keeps hooks of pre-commit or prek away from a report's files."""
    return f"add to {name_hooks(hooks)} in .pre-commit-config.yaml: {EXCLUDE}"


def name_hooks(hooks: Sequence[str]) -> str:
    """The ids of hooks, each quoted."""
    *others, last = (f"'{hook}'" for hook in hooks)
    return f"{', '.join(others)} and {last}" if others else last
