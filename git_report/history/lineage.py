"""The lineage of two versions: which part of the prior one each part of the new one continues from.

Blocks are paired as for the difference; what that leaves is looked for, unchanged, in the whole
document. In what was edited, split or merged, rows, items and sentences are followed on their own:
in the paired block, then in the matched section, then anywhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from git_report.differ.blocks.changes import MOVED_CONTENT, pair_documents
from git_report.differ.blocks.entries import EntryMatches
from git_report.differ.blocks.pairing import Element, Match, pair_elements
from git_report.differ.blocks.pairs import Pairing, match_inside, pair_blocks
from git_report.differ.sections.numbering import same_but_numbers
from git_report.differ.sections.outline import Matching
from git_report.history.lineage_format import Lineage, LineageStep, Relation, join_steps
from git_report.history.part_links import InnerPartLinks, PartLinks
from git_report.history.parts import BlockParts, Parts
from git_report.markdown import Block, Kind, List, Table

__all__ = ["LINEAGE", "Lineage", "LineageStep", "Relation", "trace"]

# The number of the rules below, and of how text is cut into parts and sentences: the same number
# promises the same lineage.
LINEAGE = 2


def trace(prior: Parts, new: Parts) -> Lineage:
    """What each part of the new version continues from in the prior one."""
    return _Tracing(prior, new).trace()


class _Tracing:
    """One prior version and one new one."""

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
        # Numbers of sections and exhibits that shifted.
        self.mapping: Mapping[str, str] = {}
        self.at_prior = {each.block.span.start: i for i, each in enumerate(self.prior)}
        self.at_new = {each.block.span.start: j for j, each in enumerate(self.new)}
        # The prior and the new blocks of a pair in which parts are to be paired.
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
        homes = _number_homes(self.matching)
        prior_homes = [homes[0].get(each.section, -1) for each in self.prior]
        new_homes = [homes[1].get(each.section, -1) for each in self.new]
        self.entries.find_elsewhere(prior_homes, new_homes)
        self.sentences.find_elsewhere(prior_homes, new_homes)
        return Lineage(
            join_steps(map(self.tell_block, range(len(self.new)))),
            self.entries.list_steps(),
            self.sentences.list_steps(),
        )

    def pair_headings(self) -> None:
        """A matched section's heading continues, whatever its title, number and level are now."""
        for i, j in self.matching.pairs():
            before = self.matching.prior[i].section.heading
            after = self.matching.new[j].section.heading
            if before is not None and after is not None:
                self.pair(self.at_prior[before.span.start], self.at_new[after.span.start])

    def pair_sections(self) -> None:
        """The blocks of matched sections, as the difference pairs them."""
        self.mapping = self.paired.shifted
        compared = {(each.prior, each.new) for each in self.paired.compared}
        for comparison in self.paired.compared:
            for pairing in comparison.pairings:
                self.note(pairing)
        for i, j in self.matching.pairs():
            if (i, j) not in compared:
                self.note_same(self.matching.prior[i].blocks, self.matching.new[j].blocks)

    def note_same(self, before: Sequence[Block], after: Sequence[Block]) -> None:
        """Take over the blocks of two sections with one text."""
        before = [block for block in before if block.kind is not Kind.BLANK]
        after = [block for block in after if block.kind is not Kind.BLANK]
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
        if equal or self.says_same(self.prior[i].words, self.new[j].words):
            self.blocks.keep(i, j)
        else:
            self.blocks.edit(i, j)
            self.pairs.append(([i], [j]))

    def says_same(self, before: str, after: str) -> bool:
        """Whether two texts have the same words, numbers that shifted aside."""
        if before == after:
            return True
        return bool(self.mapping) and same_but_numbers(before, after, self.mapping)

    def find_moved(self) -> None:
        """Blocks that are in another place in the same words.

        Short words, and a heading's, may be there by chance, unless they are as often as
        before: then none came or went.
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
        """The parts of a block that says the same are the same parts."""
        before, after = self.prior[i], self.new[j]
        for links, ours, theirs in (
            (self.entries, before.entries, after.entries),
            (self.sentences, before.sentences, after.sentences),
        ):
            if len(ours) == len(theirs):
                links.keep_all(ours, theirs)
            else:  # numbers that shifted can make other sentences
                self.pairs.append(([i], [j]))

    def pair_inside(self, ours: Sequence[int], theirs: Sequence[int]) -> None:
        """The rows, items and sentences of blocks that were edited, cut or joined."""
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
        """Note the pairs among some prior and new parts, those that say the same as kept."""
        for match in matches:
            if match.prior < 0 or match.new < 0:
                continue
            p, n = left[match.prior], right[match.new]
            if links.came[n] < 0 and not links.went[p]:
                same = self.says_same(links.prior_words[p], links.new_words[n])
                (links.keep if same else links.edit)(p, n)

    def tell_block(self, j: int) -> LineageStep:
        """The relation of a block; one that was only cut or joined is recognised by its parts."""
        if self.blocks.is_kept(j):
            return self.blocks.step(j)
        block = self.new[j]
        relation = Relation.OF_ENTRIES if block.entries else Relation.OF_SENTENCES
        parts = block.entries or block.sentences
        sources = self.find_sources(block)
        if sources:
            only = self.prior[sources[0]]
            if len(sources) == 1 and len(only.entries or only.sentences) == len(parts):
                return LineageStep(Relation.KEPT, sources[0], 1)  # in another order
            return LineageStep(relation, parts[0], len(parts))
        if self.blocks.came[j] < 0 and (i := self.guess_source(block)) >= 0:
            self.blocks.edit(i, j)
        return self.blocks.step(j)

    def find_sources(self, block: BlockParts) -> list[int]:
        """The prior blocks whose parts a block is made of, all of them; [] for an edited one.

        What a list was made of is its items, and so with rows and sentences.
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
        """The prior block that most of an unpaired block's parts are from, or -1."""
        votes = Counter(self.entries.list_sources(block.entries))
        votes.update(self.sentences.list_sources(block.sentences))
        best = min(votes, key=lambda i: (-votes[i], i), default=-1)
        return best if 2 * votes[best] >= max(len(block.entries), len(block.sentences)) else -1


def _match_entries(before: Block, after: Block) -> EntryMatches | None:
    """The rows of two tables, or the items of two lists; None for other blocks."""
    return match_inside(before, after) if isinstance(after, List | Table) else None


def _name(block: BlockParts) -> tuple[bool, str]:
    """What a block that moved is known by."""
    return block.block.kind is Kind.HEADING, block.words


def _locate(block: Block | None, places: Mapping[int, int]) -> list[int]:
    """The indices of a block, or of the two that were put together for the comparison."""
    if block is None:
        return []
    first = places[block.span.start]
    after = places.get(block.span.end)
    if after is not None:
        return list(range(first, after))
    return [first, *(i for at, i in places.items() if block.span.start < at < block.span.end)]


def _number_homes(matching: Matching) -> tuple[dict[int, int], dict[int, int]]:
    """The same number for sections that belong together, prior and new, with their pieces."""
    prior: dict[int, int] = {}
    new: dict[int, int] = {}
    for i, j in matching.pairs():
        prior.update(dict.fromkeys([i, *matching.merges.get(j, ())], i))
        new.update(dict.fromkeys([j, *matching.splits.get(i, ())], i))
    return prior, new
