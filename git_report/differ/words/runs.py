"""Find equal runs of two sequences, in order: the basis of every comparison of lines.

Patience anchors (elements that occur once on both sides, by longest increasing subsequence) are
found first, and then again in each gap, in which more elements are unique. The rest is aligned
exactly if it is small; if it is large and repetitive, elements are paired by occurrence. The time
is near-linear for any input, because the depth and the size of an exact alignment are bounded.

Source: Bram Cohen's patience diff; the increasing subsequence is patience sorting.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

# The greatest depth of anchors between anchors. Each level reads all elements, and in some texts
# each level finds only one more anchor ("b c a c b c …"), which would take quadratic time.
_DEPTH = 12
# The most pairs of elements for an exact alignment, whose matrix of one bit per pair has 0.5 MB.
_EXACT = 500_000 * 8


class Run(NamedTuple):
    """A run of `size` equal elements that starts at `prior` and `new` (0-based positions)."""

    prior: int
    new: int
    size: int


class _Gap(NamedTuple):
    a: int
    a_end: int
    b: int
    b_end: int
    depth: int


def find_runs(prior: Sequence[Hashable], new: Sequence[Hashable]) -> list[Run]:
    """The maximal equal runs, increasing on both sides."""
    names: dict[Hashable, int] = {}
    a = [names.setdefault(item, len(names)) for item in prior]
    b = [names.setdefault(item, len(names)) for item in new]
    runs: list[Run] = []
    gaps = [_Gap(0, len(a), 0, len(b), 0)]
    while gaps:
        gap = _trim(a, b, gaps.pop(), runs)
        if gap.a == gap.a_end or gap.b == gap.b_end:
            continue
        anchors = _anchor(a, b, gap)
        if not anchors:
            runs.extend(_align_rest(a, b, gap))
            continue
        x, y = gap.a, gap.b
        for i, j in [*anchors, (gap.a_end, gap.b_end)]:
            gaps.append(_Gap(x, i, y, j, gap.depth + 1))
            x, y = i, j
    return _join(runs)


def align_exactly(prior: Sequence[int], new: Sequence[int]) -> list[Run]:
    """The equal runs of a longest common subsequence; takes O(nm) time and memory."""
    if set(prior).isdisjoint(new):
        return []
    from rapidfuzz.distance import Indel  # many small changes do not need it

    return [
        Run(op.src_start, op.dest_start, op.src_end - op.src_start)
        for op in Indel.opcodes(prior, new)
        if op.tag == "equal"
    ]


def longest_increasing(values: Sequence[int]) -> list[int]:
    """The positions of a longest strictly increasing subsequence."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for position, value in enumerate(values):
        k = bisect_left(tails, value)
        before.append(at[k - 1] if k else -1)
        if k == len(tails):
            tails.append(value)
            at.append(position)
        else:
            tails[k] = value
            at[k] = position
    out: list[int] = []
    position = at[-1] if at else -1
    while position >= 0:
        out.append(position)
        position = before[position]
    return out[::-1]


def _trim(a: list[int], b: list[int], gap: _Gap, runs: list[Run]) -> _Gap:
    """Remove the equal start and end of a gap and append them to `runs`."""
    x, x_end, y, y_end, depth = gap
    while x < x_end and y < y_end and a[x] == b[y]:
        x += 1
        y += 1
    if x > gap.a:
        runs.append(Run(gap.a, gap.b, x - gap.a))
    while x_end > x and y_end > y and a[x_end - 1] == b[y_end - 1]:
        x_end -= 1
        y_end -= 1
    if x_end < gap.a_end:
        runs.append(Run(x_end, y_end, gap.a_end - x_end))
    return _Gap(x, x_end, y, y_end, depth)


def _anchor(a: list[int], b: list[int], gap: _Gap) -> list[tuple[int, int]]:
    """The increasing pairs of positions of elements that are unique on both sides of the gap."""
    if gap.depth >= _DEPTH:
        return []
    left, right = _unique(a, gap.a, gap.a_end), _unique(b, gap.b, gap.b_end)
    pairs = [(i, right[value]) for value, i in left.items() if value in right]
    return [pairs[k] for k in longest_increasing([j for _, j in pairs])]


def _unique(values: list[int], start: int, end: int) -> dict[int, int]:
    """The position of each value that occurs once in the range, in order of position."""
    part = values[start:end]
    counts = Counter(part)
    return {value: start + k for k, value in enumerate(part) if counts[value] == 1}


def _align_rest(a: list[int], b: list[int], gap: _Gap) -> list[Run]:
    left, right = a[gap.a : gap.a_end], b[gap.b : gap.b_end]
    if len(left) * len(right) <= _EXACT:
        exact = align_exactly(left, right)
        return [Run(gap.a + run.prior, gap.b + run.new, run.size) for run in exact]
    # Too large to align exactly: pair the k-th occurrences of each value.
    place = {key: j for j, key in enumerate(_occurrences(right))}
    pairs = [(i, place[key]) for i, key in enumerate(_occurrences(left)) if key in place]
    kept = (pairs[k] for k in longest_increasing([j for _, j in pairs]))
    return [Run(gap.a + i, gap.b + j, 1) for i, j in kept]


def _occurrences(values: list[int]) -> list[tuple[int, int]]:
    seen: Counter[int] = Counter()
    out: list[tuple[int, int]] = []
    for value in values:
        out.append((value, seen[value]))
        seen[value] += 1
    return out


def _join(runs: list[Run]) -> list[Run]:
    """The runs in order, with adjacent ones joined."""
    out: list[Run] = []
    for run in sorted(runs):
        if out and (out[-1].prior + out[-1].size, out[-1].new + out[-1].size) == run[:2]:
            out[-1] = Run(out[-1].prior, out[-1].new, out[-1].size + run.size)
        else:
            out.append(run)
    return out
