"""How alike two sections are: by their words, their titles, and what is around them."""

from __future__ import annotations

from functools import lru_cache

from git_report.differ.sections.outline import Matching, Node

# F1 of kinds by bench/thresholds.py, 0.974 with these: 0.954 with CONTENT at 0.4 and 0.972 at 0.8,
# 0.966 with TITLE at 0.1 and 0.974 at 0.4, 0.974 with CONTEXT at 0 and 0.971 at 0.3.
CONTENT, TITLE, CONTEXT = 0.6, 0.25, 0.15
# How many 3-grams a matched subsection stands for when containers are compared; 2 are too few for
# some made revisions, 32 find the same (bench/thresholds.py).
_CHILD = 8


def score(matching: Matching, i: int, j: int) -> float:
    """0 to 1: content, title and context together.

    Where neither side has content (an empty container without matched subsections) the title
    and the place must decide.
    """
    a, b = matching.prior[i], matching.new[j]
    title, context = compare_titles(a.title, b.title), compare_context(matching, i, j)
    content = compare_content(matching, i, j)
    if content is None:
        return 0.6 * title + 0.4 * context
    return CONTENT * content + TITLE * title + CONTEXT * context


def compare_content(matching: Matching, i: int, j: int) -> float | None:
    """Dice of the 3-grams, matched subsections counted in; None where there is nothing to see."""
    a, b = matching.prior[i], matching.new[j]
    below = [matching.to_new[child] for child in a.children]
    theirs = set(b.children)
    shared = _CHILD * sum(child in theirs for child in below)
    known = sum(child >= 0 for child in below) + sum(matching.to_prior[c] >= 0 for c in b.children)
    total = len(a.grams) + len(b.grams) + _CHILD * known
    if not total:
        return 0.0 if a.children and b.children else None
    return 2 * (shared_grams(a, b) + shared) / total


def compare_context(matching: Matching, i: int, j: int) -> float:
    """How many of the neighbours (parent, sections before and after) belong together."""
    a, b = matching.prior[i], matching.new[j]
    if not matching.are_matched(a.parent, b.parent):
        return 0.0
    ours, theirs = matching.prior[a.parent].children, matching.new[b.parent].children
    x, y = a.rank, b.rank
    before = matching.are_matched(ours[x - 1], theirs[y - 1]) if x and y else x == y
    last = (x + 1 == len(ours), y + 1 == len(theirs))
    after = all(last) if any(last) else matching.are_matched(ours[x + 1], theirs[y + 1])
    return 0.4 + 0.3 * before + 0.3 * after


@lru_cache(maxsize=4096)
def compare_titles(a: str, b: str) -> float:
    """0 to 1, by characters."""
    if a == b:
        return 1.0
    from rapidfuzz import fuzz  # versions with the same titles come without it

    return fuzz.ratio(a, b) / 100


def shared_grams(a: Node, b: Node) -> int:
    """How many 3-grams two bodies share."""
    return len(a.grams & b.grams)


def contain(a: Node, b: Node) -> float:
    """The shared part of the smaller body: 1 where it is wholly in the other."""
    smaller = min(len(a.grams), len(b.grams))
    return shared_grams(a, b) / smaller if smaller else 0.0
