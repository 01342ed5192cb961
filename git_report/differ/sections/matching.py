"""Section matching: which section of the prior version is which of the new one.

Identity first, then order among siblings, then content, then place; what is cut off a matched
section or joined to one is a piece of a split or merge and is matched with nothing.

Source: Chawathe et al. 1996 (FastMatch: identity, then order under matched parents); GumTree
"simple" (unique identical subtrees first, containers by their matched children); Dohrn & Riehle
2014 (text split and merged).
"""

from __future__ import annotations

from git_report.differ.sections.content import ACCEPT, SURE, match_containers, match_votes
from git_report.differ.sections.identity import (
    match_child_titles,
    match_identical,
    match_paths,
    match_titles,
    match_unique_titles,
)
from git_report.differ.sections.outline import Matching, open_matching
from git_report.differ.sections.siblings import match_places, match_report_titles, match_siblings
from git_report.differ.sections.splits import choose_principals, find_pieces
from git_report.markdown import Document


def match_sections(prior: Document, new: Document) -> Matching:
    """The matching of two documents' sections, with splits and merges; roots always match."""
    matching = open_matching(prior, new)
    match_identical(matching)
    if not (matching.free_prior() or matching.free_new()):
        return matching  # as in most versions, where texts were edited
    match_siblings(matching)
    # What is surely the same goes first, so that pieces are not taken for renamed sections.
    match_votes(matching, SURE)
    match_containers(matching)
    match_siblings(matching)
    find_pieces(matching)
    match_votes(matching, ACCEPT)
    match_containers(matching)
    find_pieces(matching)
    choose_principals(matching)
    match_titles(matching)
    match_siblings(matching)
    match_report_titles(matching)
    match_places(matching)
    match_paths(matching)
    match_unique_titles(matching)
    match_child_titles(matching)
    match_containers(matching)
    match_places(matching)
    find_pieces(matching)
    return matching
