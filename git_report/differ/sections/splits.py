"""Splits and merges: a free section whose text is in the unexplained rest of a matched one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from git_report.differ.sections.outline import Matching, Node
from git_report.differ.sections.similarity import compare_titles

# Of a piece's 3-grams this part is in the rest. At 0.3 new sections on a known subject are taken
# for pieces: F1 of kinds 0.896 for 0.979 on made reports, by bench/thresholds.py; 0.7 gives 0.981,
# but there no piece is reworded as well.
_PART = 0.5
# Fewer are in any text: "TBD" and an empty section are no pieces of another.
_FEWEST = 3
# The section before a piece counts for so much more; 3 gives other splits in one of 24 real pairs.
_NEAR = 1.5
# Bounds the cost; 2 to 64 differ by 0.002 in the F1 of kinds.
_COMMON = 16
# Titles less alike than this are different: of a component that is cut into "Summary" and
# "Proposal" the first piece is the section, although the letters of the second are more alike.
_LIKE = 0.6


def find_pieces(matching: Matching) -> None:
    """Note in `splits` and `merges` what went to, or came from, further sections."""
    changed = [
        (i, j) for i, j in matching.pairs() if matching.prior[i].body != matching.new[j].body
    ]
    gone, come = matching.free_prior(), matching.free_new()
    # A free section of the same name may yet turn out to be the same.
    names = {matching.prior[i].title for i in gone} & {matching.new[j].title for j in come}
    _note(
        matching.splits,
        owners={i: (matching.prior[i], matching.new[j]) for i, j in changed},
        pieces={j: matching.new[j] for j in come if matching.new[j].title not in names},
        before=lambda j: matching.to_prior[j - 1],
        taken=matching.cut,
    )
    _note(
        matching.merges,
        owners={j: (matching.new[j], matching.prior[i]) for i, j in changed},
        pieces={i: matching.prior[i] for i in gone if matching.prior[i].title not in names},
        before=lambda i: matching.to_new[i - 1],
        taken=matching.joined,
    )


def _note(
    found: dict[int, list[int]],
    owners: Mapping[int, tuple[Node, Node]],
    pieces: Mapping[int, Node],
    before: Callable[[int], int],
    taken: set[int],
) -> None:
    """Add each piece to the owner in whose rest most of it lies.

    The rest of an owner is what its first node has and its second has not. `before` is the owner
    that stands just before a piece, the likeliest to have been cut there.

    Grams are counted, not only noted: a text that says the same of each part would otherwise
    explain every part by the one that stayed.
    """
    worth = {piece: node.counts for piece, node in pieces.items() if node.size >= _FEWEST}
    rests = _index_rests(owners, frozenset().union(*worth.values()))
    for piece, own in worth.items():
        votes: Counter[int] = Counter()
        for gram in own.keys() & rests.keys():
            there = rests[gram]
            if len(there) <= _COMMON:
                number = own[gram]
                for owner, rest in there:
                    votes[owner] += min(number, rest)
        near = before(piece)
        votes[near] = int(votes[near] * _NEAR)
        best = min(votes, key=lambda owner: (-votes[owner], owner))
        if votes[best] >= _PART * pieces[piece].size:
            found.setdefault(best, []).append(piece)
            taken.add(piece)


def _index_rests(
    owners: Mapping[int, tuple[Node, Node]], wanted: frozenset[int]
) -> Mapping[int, list[tuple[int, int]]]:
    """For each wanted gram the owners in whose rest it is, and how often.

    Of all other grams nothing is asked: most changed sections have none of a piece.
    """
    index: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    if not wanted:
        return index
    for owner, (one, other) in owners.items():
        for gram in one.grams & wanted:
            rest = one.counts[gram] - other.counts[gram]
            if rest > 0:
                index[gram].append((owner, rest))
    return index


def choose_principals(matching: Matching) -> None:
    """Let the piece that kept the title be the section, and the others what was cut off or joined.

    Without a title to go by the first piece is the section: it stands where the section was.
    """
    for i in list(matching.splits):
        there = sorted([matching.to_new[i], *matching.splits[i]])
        best = max(there, key=lambda j: (_rank_title(matching, i, j), -j))
        if best != matching.to_new[i]:
            matching.cut ^= {best, matching.to_new[i]}
            matching.drop(i)
            matching.add(i, best)
        matching.splits[i] = [j for j in there if j != best]
    for j in list(matching.merges):
        there = sorted([matching.to_prior[j], *matching.merges[j]])
        best = max(there, key=lambda i: (_rank_title(matching, i, j), -i))
        if best != matching.to_prior[j]:
            matching.joined ^= {best, matching.to_prior[j]}
            matching.drop(matching.to_prior[j])
            matching.add(best, j)
        matching.merges[j] = [i for i in there if i != best]


def _rank_title(matching: Matching, i: int, j: int) -> float:
    """How far two titles are the same; below a likeness none is more so than another."""
    likeness = compare_titles(matching.prior[i].title, matching.new[j].title)
    return likeness if likeness >= _LIKE else 0.0
