"""Content votes: sections matched by the words they share, wherever they stand.

Only sections that are still free are indexed, by their word 3-grams; a gram that many of them
have says nothing and is skipped, and each section looks at its few best candidates only. Linear
in the text.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from git_report.differ.sections.outline import Matching
from git_report.differ.sections.similarity import score

# Figures are F1 of the kinds that bench/thresholds.py prints for revisions of real documents, 0.974
# with the values here. ACCEPT: 0.969 at 0.52; 0.979 at 0.32, which pairs what has less in common.
ACCEPT = 0.42
# 0.970 at 0.5, 0.971 at 0.75.
SURE = 0.6
# So many sections may have a gram, and so many are looked at for each, which bounds the cost: from
# 2 to 32 only sections of one text are found otherwise.
_MANY = 8


def match_surely(matching: Matching) -> None:
    """Match free sections that have so much in common that neither is a piece of another."""
    _match_votes(matching, SURE)


def match_votes(matching: Matching) -> None:
    """Match free sections that have enough in common, best first."""
    _match_votes(matching, ACCEPT)


def _match_votes(matching: Matching, accept: float) -> None:
    scored = [
        (score(matching, i, j), i, j)
        for i, candidates in _collect(matching).items()
        for j in candidates
    ]
    # Of equals the one that stays nearer to its place goes first: no move is claimed in doubt.
    scored.sort(key=lambda entry: (-entry[0], abs(entry[1] - entry[2]), entry[1], entry[2]))
    for value, i, j in scored:
        if value >= accept and matching.to_new[i] < 0 and matching.to_prior[j] < 0:
            matching.add(i, j)


def match_containers(matching: Matching) -> None:
    """Match free sections whose subsections have been matched with each other, inmost first."""
    for i in reversed(matching.free_prior()):
        votes: Counter[int] = Counter()
        for child in matching.prior[i].children:
            partner = matching.to_new[child]
            if partner >= 0:
                votes[matching.new[partner].parent] += 1
        best = sorted(votes.items(), key=lambda vote: (-vote[1], abs(vote[0] - i), vote[0]))
        for j, _ in best[:_MANY]:
            if matching.is_free_new(j) and score(matching, i, j) >= ACCEPT:
                matching.add(i, j)
                break


def _collect(matching: Matching) -> dict[int, list[int]]:
    """For each free prior section the free new ones that share most of its rare grams."""
    index: defaultdict[int, list[int]] = defaultdict(list)
    for j in matching.free_new():
        for gram in matching.new[j].grams:
            index[gram].append(j)
    frequency: Counter[int] = Counter()
    free = matching.free_prior()
    for i in free:
        frequency.update(matching.prior[i].grams)
    out: dict[int, list[int]] = {}
    for i in free:
        votes: Counter[int] = Counter()
        for gram in matching.prior[i].grams & index.keys():
            there = index[gram]
            if len(there) <= _MANY and frequency[gram] <= _MANY:
                votes.update(there)
        ranked = sorted(votes.items(), key=lambda vote: (-vote[1], abs(vote[0] - i), vote[0]))
        out[i] = [j for j, _ in ranked[:_MANY]]
    return out
