"""What happened to each section, read from the matching: the fewest words that explain it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from git_report.differ.delta import Change
from git_report.differ.sections.outline import Matching, drop_emphasis


def classify(matching: Matching) -> dict[tuple[int, int], list[Change]]:
    """The structural changes of every pair (prior, new) and piece (-1 for the missing side).

    Sections without a change are left out; whether a text was edited is for the blocks to say.
    """
    releveled = find_releveled(matching)
    moved = find_moved(matching, releveled)
    out: dict[tuple[int, int], list[Change]] = {}
    for i, j in matching.pairs():
        changes = _name_title(matching, i, j)
        if i in moved:
            changes.append(Change.MOVED)
        if i in releveled:
            changes.append(Change.RELEVELED)
        if matching.splits.get(i):
            changes.append(Change.SPLIT)
        if matching.merges.get(j):
            changes.append(Change.MERGED)
        if changes:
            out[i, j] = changes
    out.update({(i, -1): [Change.REMOVED] for i in matching.free_prior()})
    out.update({(i, -1): [Change.MERGED] for i in matching.joined})
    out.update({(-1, j): [Change.ADDED] for j in matching.free_new()})
    out.update({(-1, j): [Change.SPLIT] for j in matching.cut})
    return out


def find_releveled(matching: Matching) -> set[int]:
    """Prior sections whose level changed by more than their parent's did, or below another one."""
    shift = [0] * len(matching.prior)
    out: set[int] = set()
    for i in range(1, len(matching.prior)):
        j = matching.to_new[i]
        p = matching.prior[i].parent
        above = shift[p]
        if j < 0:
            shift[i] = above
            continue
        shift[i] = _shift(matching, i, j)
        if _is_kept_elsewhere(matching, p, matching.new[j].parent):
            above = 0  # that its former parent has another level as well explains nothing
        if shift[i] not in (0, above):
            out.add(i)
    return out


def find_taken_along(matching: Matching, releveled: Iterable[int]) -> dict[int, int]:
    """By prior section whose level changed with that of a releveled one above it: the latter."""
    found = set(releveled)
    taken: dict[int, int] = {}
    owners = [-1] * len(matching.prior) if found else []
    for i in range(1, len(owners)):
        owners[i] = i if i in found else owners[matching.prior[i].parent]
        j = matching.to_new[i]
        if owners[i] not in (i, -1) and j >= 0 and _shift(matching, i, j):
            taken[i] = owners[i]
    return taken


def _shift(matching: Matching, i: int, j: int) -> int:
    return matching.new[j].section.level - matching.prior[i].section.level


def find_moved(matching: Matching, releveled: set[int]) -> set[int]:
    """Prior sections that are elsewhere: out of order, or under another parent unexplained."""
    steady: dict[int, set[int]] = {}
    out: set[int] = set()
    for i, j in matching.pairs():
        p, q = matching.prior[i].parent, matching.new[j].parent
        if not i or matching.are_matched(p, q) or _is_cut(matching, p, q):
            continue
        heading_came_or_went = matching.to_new[p] < 0 or matching.to_prior[q] < 0
        if heading_came_or_went or _is_below_releveled(matching, i, j, releveled):
            # Another parent only because headings changed around it: did the text stay?
            home = _common_home(matching, i, j)
            if home not in steady:
                steady[home] = _find_steady(matching, home)
            if i in steady[home]:
                continue
        out.add(i)
    for p, q in matching.pairs():
        out |= _out_of_order(matching, p, q)
    return out


def _name_title(matching: Matching, i: int, j: int) -> list[Change]:
    a, b = matching.prior[i], matching.new[j]
    if a.title != b.title:
        return [Change.RENAMED]
    before, after = " ".join(a.section.title.split()), " ".join(b.section.title.split())
    if before == after:
        return []
    # The same words in another case or emphasis are another title, with another number they are
    # not.
    before, after = drop_emphasis(before), drop_emphasis(after)
    return [Change.RENAMED if before.casefold() == after.casefold() else Change.RENUMBERED]


def _is_cut(matching: Matching, p: int, q: int) -> bool:
    """Whether a split or a merge turned parent `p` into parent `q`."""
    return q in matching.splits.get(p, ()) or p in matching.merges.get(q, ())


def _common_home(matching: Matching, i: int, j: int) -> int:
    """The nearest prior ancestor whose match is an ancestor on the other side."""
    above = set()
    while j >= 0:
        above.add(j)
        j = matching.new[j].parent
    p = matching.prior[i].parent
    while matching.to_new[p] not in above:
        p = matching.prior[p].parent
    return p


def _is_kept_elsewhere(matching: Matching, p: int, q: int) -> bool:
    """Whether two parents are both in either version, each with another counterpart."""
    return matching.to_new[p] >= 0 and matching.to_prior[q] >= 0 and matching.to_new[p] != q


def _is_below_releveled(matching: Matching, i: int, j: int, releveled: set[int]) -> bool:
    """Whether a section, or one above it in either version, has another level."""
    above = (matching.to_prior[q] for q in matching.new.above(j))
    return not releveled.isdisjoint((i, *matching.prior.above(i), *above))


def _find_steady(matching: Matching, home: int) -> set[int]:
    """Prior sections below `home` that keep their order in the text below its match.

    Those that have the parents they had outweigh all others: what has another parent and stands
    on the other side of them has moved, however much text it took along.
    """
    there = set(matching.new.below(matching.to_new[home]))
    pairs = [(i, matching.to_new[i]) for i in matching.prior.below(home)]
    pairs = [pair for pair in pairs if pair[1] in there]
    rooted = {home}
    for i, j in pairs:
        p, q = matching.prior[i].parent, matching.new[j].parent
        if p in rooted and matching.are_matched(p, q):
            rooted.add(i)
    weights = [len(pairs) if i in rooted else 1 for i, _ in pairs]
    return {pairs[k][0] for k in heaviest_increasing([j for _, j in pairs], weights)}


def _out_of_order(matching: Matching, p: int, q: int) -> set[int]:
    """The children of a matched pair that are outside the heaviest increasing order.

    The children of pieces that were split off or merged in count as the pair's. Each child weighs
    one, and a little more the more text it has: the fewest are said to have moved, and of two
    that changed places the shorter.
    """
    parents = [p, *matching.merges.get(q, ())]
    homes = {q, *matching.splits.get(p, ())}
    children = [
        (i, matching.to_new[i])
        for i in sorted(child for parent in parents for child in matching.prior[parent].children)
        if matching.to_new[i] >= 0 and matching.new[matching.to_new[i]].parent in homes
    ]
    places = [j for _, j in children]
    if all(a < b for a, b in pairwise(places)):
        return set()
    sizes = [_size(matching, i) for i, _ in children]
    total = 1 + sum(sizes)
    kept = heaviest_increasing(places, [1 + size / total for size in sizes])
    return {i for i, _ in children} - {children[k][0] for k in kept}


def _size(matching: Matching, i: int) -> int:
    span = matching.prior[i].section.span
    return span.end - span.start


def heaviest_increasing(values: Sequence[int], weights: Sequence[float]) -> list[int]:
    """Positions of a strictly increasing subsequence of the highest total weight; n log n."""
    order = sorted(set(values))
    size = len(order) + 1
    best = [(0.0, -1)] * size
    before: list[int] = []
    final = (0.0, -1)
    for position, value in enumerate(values):
        k = bisect_left(order, value)
        weight, previous = 0.0, -1
        at = k
        while at > 0:
            if best[at][0] > weight:
                weight, previous = best[at]
            at -= at & -at
        before.append(previous)
        entry = (weight + weights[position], position)
        at = k + 1
        while at < size:
            if entry[0] > best[at][0]:
                best[at] = entry
            at += at & -at
        if entry[0] > final[0]:
            final = entry
    out: list[int] = []
    position = final[1]
    while position >= 0:
        out.append(position)
        position = before[position]
    return out[::-1]
