"""Section matching: which section of the prior version is which of the new one.

Identity first, then order among siblings, then content, then place; what is cut off a matched
section or joined to one is a piece of a split or merge and is matched with nothing.

Source: Chawathe et al. 1996 (FastMatch: identity, then order under matched parents); GumTree
"simple" (unique identical subtrees first, containers by their matched children); Dohrn & Riehle
2014 (text split and merged).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from git_report.differ.sections.content import match_containers, match_surely, match_votes
from git_report.differ.sections.identity import (
    match_child_titles,
    match_identical,
    match_paths,
    match_titles,
    match_unique_titles,
)
from git_report.differ.sections.outline import Matching, open_matching
from git_report.differ.sections.siblings import (
    match_places,
    match_report_titles,
    match_siblings,
    match_written_anew,
)
from git_report.differ.sections.splits import choose_principals, find_pieces
from git_report.markdown import Document


def match_sections(prior: Document, new: Document) -> Matching:
    """The matching of two documents' sections, with splits and merges; roots always match."""
    matching = open_matching(prior, new)
    # What a step found nothing in: done again there, it finds nothing.
    left: dict[Callable[[Matching], None], Hashable] = {}
    for match in _STEPS:
        if matching.is_complete():
            break
        state = matching.state
        if left.get(match) != state:
            match(matching)
            if matching.state == state:
                left[match] = state
    return matching


_STEPS: tuple[Callable[[Matching], None], ...] = (
    match_identical,
    match_siblings,
    # What is surely the same goes first, so that pieces are not taken for renamed sections.
    match_surely,
    match_containers,
    match_siblings,
    find_pieces,
    match_votes,
    match_containers,
    find_pieces,
    choose_principals,
    match_titles,
    match_siblings,
    match_report_titles,
    match_places,
    match_paths,
    match_unique_titles,
    match_child_titles,
    match_containers,
    match_places,
    match_written_anew,
    find_pieces,
)
