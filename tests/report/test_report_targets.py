"""Targets of files: what a path must encode to be one, and that it is found again."""

from __future__ import annotations

import pytest

from git_report.report.targets import path_target, target_path


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("notes/refs/a.md", "refs/a.md"),
        ("refs/a b.md", "/refs/a b.md"),
        ("refs/a  b   c.md", "/refs/a %20b %20 c.md"),
        ("refs/資料.md", "/refs/資料.md"),
        ("refs/50% #1.md", "/refs/50%25 %231.md"),
        ("refs/<a>.md", "/refs/%3Ca%3E.md"),
        ("refs/a\nb.md", "/refs/a%0Ab.md"),
        # What nobody sees would be a finding in each version that names it.
        ("refs/a\u202eb.md", "/refs/a%E2%80%AEb.md"),
        ("refs/a\u200bb\u00a0c.md", "/refs/a%E2%80%8Bb%C2%A0c.md"),
        # Bytes that are no UTF-8, as Python has them.
        ("refs/caf\udce9.md", "/refs/caf%E9.md"),
    ],
)
def test_a_path_becomes_a_target_and_is_found_again(path: str, target: str) -> None:
    assert path_target("notes", path) == target
    assert target_path("notes", target) == (path, "")
