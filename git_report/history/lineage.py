"""Find which part of the prior version each part of the new one continues.

Blocks are paired as for the diff; blocks that are left over are looked for, unchanged, in the whole
document. In blocks that were edited, split or merged, rows, items and sentences are traced one by
one: in the paired block, then in the matched section, then anywhere.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from git_report.differ.blocks.block_moves import MOVED_CONTENT
from git_report.differ.blocks.entries import EntryMatches
from git_report.differ.blocks.pairing import Element, Match, pair_elements
from git_report.differ.blocks.pairs import Pairing, match_inside, pair_blocks
from git_report.differ.blocks.section_pairs import pair_documents
from git_report.differ.sections.numbering import same_but_numbers
from git_report.differ.sections.outline import Matching
from git_report.history.lineage_format import Lineage, LineageStep, Relation, join_steps
from git_report.history.lineage_links import InnerPartLinks, PartLinks
from git_report.history.parts import BlockParts, Parts
from git_report.markdown import Block, Kind, List, Table

__all__ = ["LINEAGE", "Lineage", "LineageStep", "Relation", "trace"]

# The number of these rules, and of how text is divided into parts and sentences. Cached lineages
# of another number are computed again.
LINEAGE = 2


def trace(prior: Parts, new: Parts) -> Lineage:
    """The lineage of `new`: what each of its parts continues in `prior`."""
    return _Tracer(prior, new).trace()


class _Tracer:
    """The state of tracing one pair of versions."""

    def __init__(self, prior: Parts, new: Parts) -> None:
        self.prior, self.new = prior.blocks, new.blocks
        self.paired = pair_documents(prior.document, new.document)
        self.matching = self.paired.matching
        self.blocks = PartLinks(prior.blocks, new.blocks)
        self.entries = InnerPartLinks(
            prior.entries, new.entries, prior.list_entry_blocks(), new.list_entry_blocks()
        )
        self.sentences = InnerPartLinks(
            prior.sentences, new.sentences, prior.list_sentence_blocks(), new.list_sentence_blocks()
        )
        # Numbers of sections and exhibits that were shifted.
        self.mapping: Mapping[str, str] = {}
        self.at_prior = {each.block.span.start: i for i, each in enumerate(self.prior)}
        self.at_new = {each.block.span.start: j for j, each in enumerate(self.new)}
        self.prior_starts, self.new_starts = list(self.at_prior), list(self.at_new)
        # The prior and the new blocks of each pair in which parts are still to be paired.
        self.pairs: list[tuple[list[int], list[int]]] = []

    def trace(self) -> Lineage:
        """The lineage: blocks first, then the parts of blocks that changed."""
        self.pair_headings()
        self.pair_sections()
        self.find_moved()
        for j, i in enumerate(self.blocks.came):
            if self.blocks.is_kept(j):
                self.keep_inside(i, j)
        for ours, theirs in self.pairs:
            self.pair_inside(ours, theirs)
        homes = _number_homes(self.matching)
        prior_homes = [homes[0].get(each.section, -1) for each in self.prior]
        new_homes = [homes[1].get(each.section, -1) for each in self.new]
        self.entries.find_elsewhere(prior_homes, new_homes)
        self.sentences.find_elsewhere(prior_homes, new_homes)
        return Lineage(
            join_steps(map(self.relate_block, range(len(self.new)))),
            self.entries.list_steps(),
            self.sentences.list_steps(),
        )

    def pair_headings(self) -> None:
        """Pair the headings of matched sections, whatever their titles and levels are now."""
        for i, j in self.matching.pairs():
            before = self.matching.prior[i].section.heading
            after = self.matching.new[j].section.heading
            if before is not None and after is not None:
                self.pair(self.at_prior[before.span.start], self.at_new[after.span.start])

    def pair_sections(self) -> None:
        """Pair the blocks of matched sections, as the diff does."""
        self.mapping = self.paired.shifted
        compared = {(each.prior, each.new) for each in self.paired.compared}
        for comparison in self.paired.compared:
            for pairing in comparison.pairings:
                self.note(pairing)
        for i, j in self.matching.pairs():
            if (i, j) not in compared:
                self.note_same(self.matching.prior[i].blocks, self.matching.new[j].blocks)

    def note_same(self, before: Sequence[Block], after: Sequence[Block]) -> None:
        """Pair the blocks of two sections with the same text."""
        before = [block for block in before if block.kind is not Kind.BLANK]
        after = [block for block in after if block.kind is not Kind.BLANK]
        if len(before) == len(after):
            for ours, theirs in zip(before, after, strict=True):
                self.pair(self.at_prior[ours.span.start], self.at_new[theirs.span.start])
            return
        for pairing in pair_blocks(before, after):  # white space can divide it into other blocks
            self.note(pairing)

    def note(self, pairing: Pairing) -> None:
        """Record a pair of the diff.

        A paragraph that was split or joined is several blocks, a piece of a list is in one.
        """
        ours = _locate(pairing.prior, self.prior_starts)
        theirs = _locate(pairing.new, self.new_starts)
        if not ours or not theirs:
            return
        before, after = self.prior[ours[0]].block, self.new[theirs[0]].block
        whole = pairing.prior == before and pairing.new == after
        if whole and len(ours) == len(theirs) == 1:
            self.pair(ours[0], theirs[0], equal=pairing.equal)
        else:
            self.pairs.append((ours, theirs))

    def pair(self, i: int, j: int, *, equal: bool = False) -> None:
        """Record that a new block continues a prior one, with the same words or not."""
        if equal or self.says_same(self.prior[i].words, self.new[j].words):
            self.blocks.keep(i, j)
        else:
            self.blocks.edit(i, j)
            self.pairs.append(([i], [j]))

    def says_same(self, before: str, after: str) -> bool:
        """Whether two texts have the same words, apart from shifted numbers."""
        if before == after:
            return True
        return bool(self.mapping) and same_but_numbers(before, after, self.mapping)

    def find_moved(self) -> None:
        """Pair blocks that are in another place with the same words.

        A few words, or those of a heading, may be there by chance, unless they occur as often as
        before: then none was added or removed.
        """
        gone: defaultdict[tuple[bool, str], list[int]] = defaultdict(list)
        for i, before in enumerate(self.prior):
            if not self.blocks.went[i] and before.words:
                gone[_name(before)].append(i)
        if not gone:
            return
        ours, theirs = Counter(map(_name, self.prior)), Counter(map(_name, self.new))
        for j, after in enumerate(self.new):
            name = _name(after)
            there = gone.get(name)
            if there and not self.blocks.is_kept(j):
                heading, words = name
                long = len(words) >= MOVED_CONTENT and not heading
                if long or ours[name] == theirs[name]:
                    self.blocks.keep(there.pop(0), j)

    def keep_inside(self, i: int, j: int) -> None:
        """Pair the parts of two blocks with the same text."""
        before, after = self.prior[i], self.new[j]
        for links, ours, theirs in (
            (self.entries, before.entries, after.entries),
            (self.sentences, before.sentences, after.sentences),
        ):
            if len(ours) == len(theirs):
                links.keep_all(ours, theirs)
            else:  # Shifted numbers can divide a text into other sentences.
                self.pairs.append(([i], [j]))

    def pair_inside(self, ours: Sequence[int], theirs: Sequence[int]) -> None:
        """Pair the rows, items and sentences of blocks that were edited, split or joined."""
        if len(ours) == len(theirs) == 1:
            before, after = self.prior[ours[0]], self.new[theirs[0]]
            matched = _match_entries(before.block, after.block)
            if matched is not None:
                self.take(self.entries, before.entries, after.entries, matched.matches)
        links = self.sentences
        left = [p for i in ours for p in self.prior[i].sentences if not links.went[p]]
        right = [n for j in theirs for n in self.new[j].sentences if links.came[n] < 0]
        before_words = (links.prior_words[p] for p in left)
        after_words = (links.new_words[n] for n in right)
        matches = pair_elements(
            [Element(words, words) for words in before_words],
            [Element(words, words) for words in after_words],
        )
        self.take(links, left, right, matches)

    def take(
        self, links: PartLinks, left: Sequence[int], right: Sequence[int], matches: Iterable[Match]
    ) -> None:
        """Record matches among some prior and new parts; those with the same words as kept."""
        for match in matches:
            if match.prior < 0 or match.new < 0:
                continue
            p, n = left[match.prior], right[match.new]
            if links.came[n] < 0 and not links.went[p]:
                same = self.says_same(links.prior_words[p], links.new_words[n])
                (links.keep if same else links.edit)(p, n)

    def relate_block(self, j: int) -> LineageStep:
        """The relation of a block; one that was only split or joined is recognised by its parts."""
        if self.blocks.is_kept(j):
            return self.blocks.step(j)
        block = self.new[j]
        relation = Relation.OF_ENTRIES if block.entries else Relation.OF_SENTENCES
        parts = block.entries or block.sentences
        sources = self.find_sources(block)
        if sources:
            only = self.prior[sources[0]]
            if len(sources) == 1 and len(only.entries or only.sentences) == len(parts):
                return LineageStep(Relation.KEPT, sources[0], 1)  # The same parts in another order.
            return LineageStep(relation, parts[0], len(parts))
        if self.blocks.came[j] < 0 and (i := self.guess_source(block)) >= 0:
            self.blocks.edit(i, j)
        return self.blocks.step(j)

    def find_sources(self, block: BlockParts) -> list[int]:
        """The prior blocks that all parts of a block come from; [] for an edited block.

        A list that continues others consists of their items, a table of their rows, a paragraph of
        their sentences.
        """
        links = self.entries if block.entries else self.sentences
        parts = block.entries or block.sentences
        if not parts or not all(map(links.is_kept, parts)):
            return []
        sources = sorted(set(links.list_sources(parts)))
        for i in sources:
            there = self.prior[i].entries if block.entries else self.prior[i].sentences
            if not all(links.went[p] for p in there):
                return []
        return sources

    def guess_source(self, block: BlockParts) -> int:
        """The prior block that most of an unpaired block's parts come from, or -1."""
        votes = Counter(self.entries.list_sources(block.entries))
        votes.update(self.sentences.list_sources(block.sentences))
        best = min(votes, key=lambda i: (-votes[i], i), default=-1)
        return best if 2 * votes[best] >= max(len(block.entries), len(block.sentences)) else -1


def _match_entries(before: Block, after: Block) -> EntryMatches | None:
    """Match the rows of two tables, or the items of two lists; None for other blocks."""
    return match_inside(before, after) if isinstance(after, List | Table) else None


def _name(block: BlockParts) -> tuple[bool, str]:
    """The words by which a moved block is found."""
    return block.block.kind is Kind.HEADING, block.words


def _locate(block: Block | None, starts: Sequence[int]) -> list[int]:
    """The indices of a block, or of those that were joined, or cut, for the comparison."""
    if block is None:
        return []
    first = bisect_right(starts, block.span.start) - 1
    return list(range(first, bisect_left(starts, block.span.end, first + 1)))


def _number_homes(matching: Matching) -> tuple[dict[int, int], dict[int, int]]:
    """A number for each pair of matched sections, prior and new, including their pieces."""
    prior: dict[int, int] = {}
    new: dict[int, int] = {}
    for i, j in matching.pairs():
        prior.update(dict.fromkeys([i, *matching.merges.get(j, ())], i))
        new.update(dict.fromkeys([j, *matching.splits.get(i, ())], i))
    return prior, new
