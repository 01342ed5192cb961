"""Sections matched by their place: free siblings between matched ones, under matched parents."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from git_report.differ.sections.identity import is_related
from git_report.differ.sections.outline import Matching
from git_report.differ.sections.similarity import compare_titles, score
from git_report.differ.words.runs import find_runs, longest_increasing
from git_report.markdown import Kind

# Cells of one exact alignment of siblings; a larger gap is aligned by titles alone. This bounds the
# cost: from 100 to 25,600 bench/thresholds.py finds the same.
_CELLS = 1600
# At 0.4 fewer additions next to a removal are taken for rewritten sections, and more rewritten ones
# are missed: F1 of kinds 0.989 for 0.979 on made reports, 0.970 for 0.974 on real documents.
_PLACE = 0.25
# Sections whose texts have next to nothing in common must have titles that are this much alike: at
# 0.6 an addition next to a removal is taken for a section that was renamed and written again, at 1
# fewer sections of a rewritten report are found again (bench/rewrites.py).
_SAME_TITLE = 0.9
# A translation is at most so many times as long.
_SHAPE = 2

Scorer = Callable[[int, int], float]


def match_siblings(matching: Matching) -> None:
    """Match free siblings of one title in order: settles repeated "Note"s and "Example"s."""

    def same_title(i: int, j: int) -> float:
        alike = matching.prior[i].title == matching.new[j].title and is_related(matching, i, j)
        return 0.01 + score(matching, i, j) if alike else 0.0

    _match_gaps(matching, same_title)


def match_report_titles(matching: Matching) -> None:
    """Match the one section that everything in a document is under, whatever its title."""
    ours, theirs = matching.prior[0].children, matching.new[0].children
    if len(ours) == len(theirs) == 1:
        i, j = ours[0], theirs[0]
        if matching.is_free_prior(i) and matching.is_free_new(j):
            matching.add(i, j)


def match_places(matching: Matching) -> None:
    """Match free siblings that are in the same gap and are a little alike."""

    def alike(i: int, j: int) -> float:
        titles = matching.prior[i].title, matching.new[j].title
        if compare_titles(*titles) < _SAME_TITLE and not is_related(matching, i, j):
            return 0.0
        value = score(matching, i, j)
        return value if value >= _PLACE else 0.0

    _match_gaps(matching, alike)


def match_written_anew(matching: Matching) -> None:
    """Match a section between two that have other titles now, if it has the shape of the one there.

    In a text that was translated nothing else may be left of a section.
    """

    def in_place(i: int, j: int) -> float:
        a, b = matching.prior[i], matching.new[j]
        small, large = sorted((len(a.body), len(b.body)))
        kinds = [[x.kind for x in each.blocks if x.kind is not Kind.BLANK] for each in (a, b)]
        alike = small and large <= _SHAPE * small and kinds[0] == kinds[1]
        return float(alike and _are_between_renamed(matching, i, j))

    _match_gaps(matching, in_place)


def _are_between_renamed(matching: Matching, i: int, j: int) -> bool:
    """Whether the sections on both sides of two are matched, and all of them renamed."""
    a, b = matching.prior[i], matching.new[j]
    ours, theirs = matching.prior[a.parent].children, matching.new[b.parent].children
    if not (0 < a.rank < len(ours) - 1 and 0 < b.rank < len(theirs) - 1):
        return False
    return all(
        matching.are_matched(ours[a.rank + step], theirs[b.rank + step])
        and matching.prior[ours[a.rank + step]].title != matching.new[theirs[b.rank + step]].title
        for step in (-1, 1)
    )


def _match_gaps(matching: Matching, scorer: Scorer) -> None:
    # Few sections have a free one below them, and none will have one that has none now.
    ours = {matching.prior[i].parent for i in matching.free_prior()}
    theirs = {matching.new[j].parent for j in matching.free_new()}
    # Parents come before their children, so that new pairs are gone into as well.
    for p, q in matching.pairs():
        homes = [(p, home) for home in (q, *matching.splits.get(p, ()))]
        homes += [(source, q) for source in matching.merges.get(q, ())]
        for source, home in homes:
            if source in ours and home in theirs:
                for left, right in _list_gaps(matching, source, home):
                    _match_gap(matching, left, right, scorer)


def _list_gaps(matching: Matching, p: int, q: int) -> Iterator[tuple[list[int], list[int]]]:
    """The free children of two matched parents between those that kept their order."""
    ours, theirs = matching.prior[p].children, matching.new[q].children
    both = [(x, matching.to_new[i]) for x, i in enumerate(ours) if matching.to_new[i] >= 0]
    stayed = [(x, matching.new[j].rank) for x, j in both if matching.new[j].parent == q]
    anchors = [stayed[k] for k in longest_increasing([y for _, y in stayed])]
    x = y = 0
    for x_end, y_end in [*anchors, (len(ours), len(theirs))]:
        left = [i for i in ours[x:x_end] if matching.is_free_prior(i)]
        right = [j for j in theirs[y:y_end] if matching.is_free_new(j)]
        if left and right:
            yield left, right
        x, y = x_end + 1, y_end + 1


def _match_gap(matching: Matching, ours: list[int], theirs: list[int], scorer: Scorer) -> None:
    """Match what is equal first, then align the rest as well as it can be paid for."""
    before, after = matching.prior.nodes, matching.new.nodes
    runs = find_runs(
        [(before[i].title, before[i].body) for i in ours],
        [(after[j].title, after[j].body) for j in theirs],
    )
    x = y = 0
    for run in runs:
        _align(matching, ours[x : run.prior], theirs[y : run.new], scorer)
        for k in range(run.size):
            matching.add(ours[run.prior + k], theirs[run.new + k])
        x, y = run.prior + run.size, run.new + run.size
    _align(matching, ours[x:], theirs[y:], scorer)


def _align(matching: Matching, ours: list[int], theirs: list[int], scorer: Scorer) -> None:
    """The order-preserving pairs of the highest total score."""
    if not ours or not theirs:
        return
    if len(ours) * len(theirs) > _CELLS:
        titles = [matching.prior[i].title for i in ours]
        for run in find_runs(titles, [matching.new[j].title for j in theirs]):
            for k in range(run.size):
                if scorer(ours[run.prior + k], theirs[run.new + k]) > 0:
                    matching.add(ours[run.prior + k], theirs[run.new + k])
        return
    values = [[scorer(i, j) for j in theirs] for i in ours]
    for x, y in best_path(values):
        matching.add(ours[x], theirs[y])


def best_path(values: list[list[float]]) -> list[tuple[int, int]]:
    """Cells increasing in row and column, of the highest sum; cells of no value are left out."""
    height, width = len(values), len(values[0])
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for x in range(height - 1, -1, -1):
        for y in range(width - 1, -1, -1):
            taken = values[x][y] + best[x + 1][y + 1] if values[x][y] > 0 else 0.0
            best[x][y] = max(taken, best[x + 1][y], best[x][y + 1])
    out: list[tuple[int, int]] = []
    x = y = 0
    while x < height and y < width:
        if values[x][y] > 0 and best[x][y] == values[x][y] + best[x + 1][y + 1]:
            out.append((x, y))
            x, y = x + 1, y + 1
        elif best[x][y] == best[x + 1][y]:
            x += 1
        else:
            y += 1
    return out
