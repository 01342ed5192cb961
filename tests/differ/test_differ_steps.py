"""The steps of the matching: which are tried again, and which need not be."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from git_report.differ.sections import matching
from git_report.differ.sections.matching import match_sections
from git_report.differ.sections.outline import Matching
from git_report.markdown import parse

PRIOR, NEW = parse("# A\n\none\n\n# B\n\ntwo\n"), parse("# C\n\nthree\n\n# D\n\nfour\n")


def match_first(found: Matching) -> None:
    """A step that matches a section in each call, while there are two."""
    if found.free_prior() and found.free_new():
        found.add(found.free_prior()[0], found.free_new()[0])


@pytest.mark.parametrize(
    ("names", "tried"),
    [
        (["nothing", "nothing"], 1),
        (["nothing", "first", "nothing"], 2),
        (["nothing", "first", "nothing", "nothing"], 2),
    ],
)
def test_a_step_that_found_nothing_is_tried_again_only_after_a_match(
    names: list[str], tried: int
) -> None:
    calls: list[int] = []

    def count(found: Matching) -> None:
        calls.append(len(list(found.pairs())))  # and matches none

    steps = tuple({"nothing": count, "first": match_first}[name] for name in names)
    with patch.object(matching, "_STEPS", steps):
        match_sections(PRIOR, NEW)
    assert len(calls) == tried


def test_a_step_that_found_something_is_tried_again() -> None:
    with patch.object(matching, "_STEPS", (match_first, match_first)):
        assert list(match_sections(PRIOR, NEW).pairs()) == [(0, 0), (1, 1), (2, 2)]
