"""The lineage of two versions: which part of the prior one each part of the new one goes on from.

Blocks are paired as for the difference; what that leaves is looked for, unchanged, in the whole
document. In what was edited, split or merged, rows, items and sentences are followed on their own:
in the paired block, then in the matched section, then anywhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from git_report.diff.blocks import Pairing, pair_blocks
from git_report.diff.changes import compare_sections, forgive_numbers, learn_renumbering
from git_report.diff.entries import match_entries
from git_report.diff.lists import list_items
from git_report.diff.matching import match_sections
from git_report.diff.numbering import same_but_numbers
from git_report.diff.outline import Matching
from git_report.diff.pairing import Element, Match, pair_elements
from git_report.diff.parts import BlockParts, Part, Parts
from git_report.diff.tables import list_rows
from git_report.markdown import Block, Kind, List, Table

# The number of the rules below: the same number promises the same lineage.
LINEAGE = 1
# Shorter words may stand elsewhere by chance.
_FEWEST_WORDS = 3
_MOVED_CONTENT = 40


class Relation(StrEnum):
    """How a part of the new version goes on from the prior one."""

    KEPT = "k"
    EDITED = "e"
    ADDED = "a"
    # Cut out of blocks, or put together from several: its rows, or its sentences, tell.
    OF_ENTRIES = "r"
    OF_SENTENCES = "s"


class Step(NamedTuple):
    """One part, or `size` of them in a row, and what they go on from.

    `start` is the first prior part, for KEPT and EDITED; the first of `size` new rows or sentences
    for a part that is told by these; -1 for ADDED. Only KEPT and ADDED steps are of several parts.
    """

    relation: Relation
    start: int
    size: int

    @property
    def parts(self) -> int:
        """How many parts of the new version the step is of."""
        return self.size if self.relation in (Relation.KEPT, Relation.ADDED) else 1


@dataclass(frozen=True, slots=True)
class Lineage:
    """What the blocks, entries and sentences of a version go on from, in document order."""

    blocks: tuple[Step, ...]
    entries: tuple[Step, ...]
    sentences: tuple[Step, ...]


def list_survivors(steps: Iterable[Step]) -> set[int]:
    """The prior parts that some part goes on from."""
    found: set[int] = set()
    for step in steps:
        if step.relation is Relation.KEPT:
            found.update(range(step.start, step.start + step.size))
        elif step.relation is Relation.EDITED:
            found.add(step.start)
    return found


def trace(prior: Parts, new: Parts) -> Lineage:
    """What each part of the new version goes on from in the prior one."""
    return _Tracing(prior, new).trace()


class _Tracks:
    """The relations of one kind of parts while they are found."""

    def __init__(self, prior: int, new: int) -> None:
        self.came = [-1] * new
        self.edited = [False] * new
        # A copy: the prior part goes on elsewhere.
        self.copied = [False] * new
        self.went = [False] * prior

    def keep(self, i: int, j: int) -> None:
        """Note that a new part says what a prior one said."""
        self.came[j], self.edited[j] = i, False
        self.went[i] = True

    def edit(self, i: int, j: int) -> None:
        """Note that a new part is a prior one in other words."""
        self.came[j], self.edited[j] = i, True

    def is_kept(self, j: int) -> bool:
        """Whether a new part keeps a prior one's words, and is no copy."""
        return self.came[j] >= 0 and not self.edited[j] and not self.copied[j]

    def step(self, j: int) -> Step:
        """The relation of one part."""
        if self.came[j] < 0:
            return Step(Relation.ADDED, -1, 1)
        return Step(Relation.EDITED if self.edited[j] else Relation.KEPT, self.came[j], 1)


class _Tracing:
    """One prior version and one new one."""

    def __init__(self, prior: Parts, new: Parts) -> None:
        self.prior, self.new = prior, new
        self.matching: Matching = match_sections(prior.document, new.document)
        self.blocks = _Tracks(len(prior.blocks), len(new.blocks))
        self.entries = _Tracks(len(prior.entries), len(new.entries))
        self.sentences = _Tracks(len(prior.sentences), len(new.sentences))
        self.mapping: Mapping[str, str] = {}
        self.at_prior = {each.block.span.start: i for i, each in enumerate(prior.blocks)}
        self.at_new = {each.block.span.start: j for j, each in enumerate(new.blocks)}
        # The prior and the new blocks of a pair that is not equal.
        self.pairs: list[tuple[list[int], list[int]]] = []

    def trace(self) -> Lineage:
        """Blocks first, then what changed blocks are made of."""
        self.pair_headings()
        self.pair_sections()
        self.find_moved()
        for j, i in enumerate(self.blocks.came):
            if self.blocks.is_kept(j):
                self.keep_inside(i, j)
        for ours, theirs in self.pairs:
            self.pair_inside(ours, theirs)
        groups = _group_sections(self.matching)
        self.find_parts(self.entries, self.prior.entries, self.new.entries, groups)
        self.find_parts(self.sentences, self.prior.sentences, self.new.sentences, groups)
        return Lineage(
            _join(self.tell_block(j) for j in range(len(self.new.blocks))),
            _join(self.tell_entry(j) for j in range(len(self.new.entries))),
            _join(map(self.sentences.step, range(len(self.new.sentences)))),
        )

    def pair_headings(self) -> None:
        """A matched section's heading goes on, whatever its title, number and level are now."""
        for i, j in self.matching.pairs():
            before = self.matching.prior[i].section.heading
            after = self.matching.new[j].section.heading
            if before is not None and after is not None:
                self.pair(self.at_prior[before.span.start], self.at_new[after.span.start])

    def pair_sections(self) -> None:
        """The blocks of matched sections, as the difference pairs them."""
        paired = compare_sections(self.matching)
        self.mapping = learn_renumbering(self.matching, paired)
        compared = {(each.prior, each.new) for each in paired}
        for comparison in paired:
            for pairing in forgive_numbers(comparison, self.mapping).pairings:
                self.note(pairing)
        for i, j in self.matching.pairs():
            if (i, j) not in compared:
                before = [b for b in self.matching.prior[i].blocks if b.kind is not Kind.BLANK]
                after = [b for b in self.matching.new[j].blocks if b.kind is not Kind.BLANK]
                self.note_same(before, after)

    def note_same(self, before: Sequence[Block], after: Sequence[Block]) -> None:
        """Take over the blocks of two sections with one text."""
        if len(before) == len(after):
            for ours, theirs in zip(before, after, strict=True):
                self.pair(self.at_prior[ours.span.start], self.at_new[theirs.span.start])
            return
        for pairing in pair_blocks(before, after):  # white space around it made other blocks
            self.note(pairing)

    def note(self, pairing: Pairing) -> None:
        """Take over a pair; a paragraph that was cut or joined stands for several blocks."""
        ours = _locate(pairing.prior, self.at_prior)
        theirs = _locate(pairing.new, self.at_new)
        if len(ours) == len(theirs) == 1:
            self.pair(ours[0], theirs[0], equal=pairing.equal)
        elif ours and theirs:
            self.pairs.append((ours, theirs))

    def pair(self, i: int, j: int, *, equal: bool = False) -> None:
        """Note that a new block is a prior one, in the same words or not."""
        before, after = self.prior.blocks[i], self.new.blocks[j]
        if equal or self.says_same(before.words, after.words):
            self.blocks.keep(i, j)
        else:
            self.blocks.edit(i, j)
            self.pairs.append(([i], [j]))

    def says_same(self, before: str, after: str) -> bool:
        """Whether two texts have the same words, numbers of sections that shifted aside."""
        if before == after:
            return True
        return bool(self.mapping) and same_but_numbers(before, after, self.mapping)

    def find_moved(self) -> None:
        """Blocks that stand in another place in the same words."""
        gone: defaultdict[str, list[int]] = defaultdict(list)
        for i, before in enumerate(self.prior.blocks):
            if not self.blocks.went[i] and before.block.kind is not Kind.HEADING:
                gone[before.words].append(i)
        if not gone:
            return
        ours = Counter(each.words for each in self.prior.blocks)
        theirs = Counter(each.words for each in self.new.blocks)
        for j, after in enumerate(self.new.blocks):
            there = gone.get(after.words)
            if not there or self.blocks.is_kept(j) or after.block.kind is Kind.HEADING:
                continue
            unique = ours[after.words] == theirs[after.words] == 1
            if (unique and after.words) or len(after.words) >= _MOVED_CONTENT:
                self.blocks.keep(there.pop(0), j)

    def keep_inside(self, i: int, j: int) -> None:
        """The parts of a block that says the same are the same parts."""
        before, after = self.prior.blocks[i], self.new.blocks[j]
        for tracks, ours, theirs in (
            (self.entries, before.entries, after.entries),
            (self.sentences, before.sentences, after.sentences),
        ):
            if len(ours) == len(theirs):
                for p, n in zip(ours, theirs, strict=True):
                    tracks.keep(p, n)
            else:  # a list that became a paragraph, or a paragraph wrapped at another place
                self.pairs.append(([i], [j]))

    def pair_inside(self, ours: Sequence[int], theirs: Sequence[int]) -> None:
        """The rows, items and sentences of blocks that were edited, cut or joined."""
        before = [self.prior.blocks[i] for i in ours]
        after = [self.new.blocks[j] for j in theirs]
        if len(before) == len(after) == 1:
            self.pair_entries(before[0], after[0])
        left = [p for each in before for p in each.sentences if not self.sentences.went[p]]
        right = [n for each in after for n in each.sentences if self.sentences.came[n] < 0]
        matches = pair_elements(
            [Element(self.prior.sentences[p].words, self.prior.sentences[p].words) for p in left],
            [Element(self.new.sentences[n].words, self.new.sentences[n].words) for n in right],
        )
        pairs = ((left[m.prior], right[m.new]) for m in matches if _is_pair(m))
        self.take(self.sentences, self.prior.sentences, self.new.sentences, pairs)

    def pair_entries(self, before: BlockParts, after: BlockParts) -> None:
        """The rows of two tables, or the items of two lists."""
        a, b = before.block, after.block
        if isinstance(a, Table) and isinstance(b, Table):
            rows = list_rows(a, b)
        elif isinstance(a, List) and isinstance(b, List):
            rows = list_items(a), list_items(b)
        else:
            return
        pairs = (
            (before.entries[m.prior], after.entries[m.new])
            for m in match_entries(*rows)
            if _is_pair(m)
        )
        self.take(self.entries, self.prior.entries, self.new.entries, pairs)

    def take(
        self,
        tracks: _Tracks,
        prior: Sequence[Part],
        new: Sequence[Part],
        pairs: Iterable[tuple[int, int]],
    ) -> None:
        """Note pairs of parts, those that say the same as kept."""
        for p, n in pairs:
            if tracks.came[n] >= 0 or tracks.went[p]:
                continue
            same = self.says_same(prior[p].words, new[n].words)
            (tracks.keep if same else tracks.edit)(p, n)

    def find_parts(
        self,
        tracks: _Tracks,
        prior: Sequence[Part],
        new: Sequence[Part],
        groups: tuple[Mapping[int, int], Mapping[int, int]],
    ) -> None:
        """Parts that stand elsewhere in the same words: in the matched section, else anywhere."""
        left = [n for n in range(len(new)) if not tracks.is_kept(n)]
        if not left:
            return
        wanted = {new[n].words for n in left}
        there: defaultdict[str, list[int]] = defaultdict(list)
        for p, part in enumerate(prior):
            if part.words in wanted:
                there[part.words].append(p)
        for n in left:
            section = groups[1].get(self.new.blocks[new[n].block].section)
            free = [p for p in there[new[n].words] if not tracks.went[p]]
            for p in free:
                home = groups[0].get(self.prior.blocks[prior[p].block].section)
                if section is not None and home == section:
                    tracks.keep(p, n)
                    break
        for n in left:
            if tracks.is_kept(n) or new[n].words.count(" ") < _FEWEST_WORDS - 1:
                continue
            free = [p for p in there[new[n].words] if not tracks.went[p]]
            if len(free) == 1:
                tracks.keep(free[0], n)
            elif len(there[new[n].words]) == 1:
                tracks.came[n], tracks.edited[n] = there[new[n].words][0], False
                tracks.copied[n] = True

    def tell_block(self, j: int) -> Step:
        """The relation of a block; one that was only cut or joined is told by its parts."""
        if self.blocks.is_kept(j):
            return self.blocks.step(j)
        parts = self.new.blocks[j]
        if parts.entries:
            if self.is_gathered(self.entries, self.prior.entries, _rows, parts.entries):
                return Step(Relation.OF_ENTRIES, parts.entries[0], len(parts.entries))
        elif parts.sentences and self.is_gathered(
            self.sentences, self.prior.sentences, _sentences, parts.sentences
        ):
            return Step(Relation.OF_SENTENCES, parts.sentences[0], len(parts.sentences))
        if self.blocks.came[j] < 0:
            self.blocks.came[j] = self.find_source(parts)
            self.blocks.edited[j] = True
        return self.blocks.step(j)

    def tell_entry(self, j: int) -> Step:
        """The relation of a row or an item."""
        return self.entries.step(j)

    def is_gathered(
        self,
        tracks: _Tracks,
        prior: Sequence[Part],
        inside: Callable[[BlockParts], range],
        parts: range,
    ) -> bool:
        """Whether all that a block is made of was there, and nothing of where it was is lost."""
        if not all(tracks.is_kept(n) for n in parts):
            return False
        sources = {prior[tracks.came[n]].block for n in parts}
        return all(tracks.went[p] for i in sources for p in inside(self.prior.blocks[i]))

    def find_source(self, parts: BlockParts) -> int:
        """The prior block that most of an unpaired block's rows or sentences come from, or -1."""
        votes: Counter[int] = Counter()
        for tracks, prior, own in (
            (self.entries, self.prior.entries, parts.entries),
            (self.sentences, self.prior.sentences, parts.sentences),
        ):
            votes.update(
                prior[tracks.came[n]].block
                for n in own
                if tracks.came[n] >= 0 and not tracks.copied[n]
            )
        total = max(len(parts.entries), len(parts.sentences))
        best = min(votes, key=lambda i: (-votes[i], i), default=-1)
        return best if 2 * votes[best] >= total else -1


def _rows(block: BlockParts) -> range:
    return block.entries


def _sentences(block: BlockParts) -> range:
    return block.sentences


def _is_pair(match: Match) -> bool:
    return match.prior >= 0 and match.new >= 0


def _locate(block: Block | None, places: Mapping[int, int]) -> list[int]:
    """The indices of a block, or of the two that were put together for the comparison."""
    if block is None:
        return []
    first = places[block.span.start]
    after = places.get(block.span.end)
    if after is not None:
        return list(range(first, after))
    return [first, *(i for at, i in places.items() if block.span.start < at < block.span.end)]


def _group_sections(matching: Matching) -> tuple[dict[int, int], dict[int, int]]:
    """The same number for sections that belong together, prior and new, with their pieces."""
    prior: dict[int, int] = {}
    new: dict[int, int] = {}
    for i, j in matching.pairs():
        prior.update(dict.fromkeys([i, *matching.merges.get(j, ())], i))
        new.update(dict.fromkeys([j, *matching.splits.get(i, ())], i))
    return prior, new


def _join(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Steps of one part each, those that go on from neighbours as one."""
    out: list[Step] = []
    for step in steps:
        last = out[-1] if out else None
        if last is not None and last.relation is step.relation:
            added = step.relation is Relation.ADDED
            if added or (step.relation is Relation.KEPT and last.start + last.size == step.start):
                out[-1] = last._replace(size=last.size + 1)
                continue
        out.append(step)
    return tuple(out)
