"""Items and rows that left one block and are in another one: verbatim, reworded, or in a cell.

Or as a paragraph, which may have been an item as well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from git_report.differ.blocks.block_entries import list_entries
from git_report.differ.blocks.candidates import (
    CONTAINED,
    RareWords,
    are_alike_apart,
    choose_best,
    count_likeness,
)
from git_report.differ.blocks.entries import BlockEntry
from git_report.differ.blocks.pairing import gather_words, pair_alike
from git_report.differ.blocks.pairs import Pairing, match_inside
from git_report.markdown import Block, Kind, List, Table

# A shorter item, row or sentence may be elsewhere by chance, and so may several in a row.
_LEAST = 24
# An item with fewer content words cannot be recognised in another section.
_FEWEST = 6
# What may end a sentence in one place and not in another.
STOPS = ".;:,!? "


class Stray(NamedTuple):
    """An item or row that its block has in one version only, or a paragraph that one version has.

    `group` is of the paired sections, `pair` of the paired blocks in these. So many blocks and
    entries before it are `kept` in its section.
    """

    group: int
    pair: int
    section: int
    block: Block
    entry: BlockEntry
    kept: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in its version: the first byte of its block, and its line there."""
        return self.block.span.start, self.entry.line

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return self.block.kind is Kind.TABLE

    @property
    def is_paragraph(self) -> bool:
        """Whether it is all of a block."""
        return self.block.kind is Kind.PARAGRAPH

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list."""
        return not self.is_row and not self.is_paragraph

    @property
    def name(self) -> str:
        """What it says, white space and padding aside."""
        return str(self.entry.key) if self.is_row else _flatten(self.entry.body)


class EntryMove(NamedTuple):
    """An entry that left its block, and where it is now: `verbatim` or reworded.

    Of an item that is in a cell now, or was, the other side is the row with that cell.
    """

    prior: Stray
    new: Stray
    verbatim: bool = True

    @property
    def is_within(self) -> bool:
        """Whether it is in the same section, or in the counterpart of it."""
        return self.prior.group == self.new.group

    @property
    def is_in_order(self) -> bool:
        """Whether nothing that was kept is between where it was and where it is."""
        return self.is_within and self.prior.kept == self.new.kept

    @property
    def moved(self) -> tuple[bool, bool]:
        """Which of both sides is all of what moved."""
        alike = self.prior.is_row == self.new.is_row
        return alike or not self.prior.is_row, alike or not self.new.is_row


class EntryMoves:
    """All entries of two versions that moved, by the blocks that they are in."""

    def __init__(self, pairings: Iterable[tuple[int, int, Iterable[Pairing]]]) -> None:
        gone: list[Stray] = []
        come: list[Stray] = []
        for group, (prior, new, each) in enumerate(pairings):
            kept = 0
            for pair, pairing in enumerate(each):
                ours, theirs, both = _list_single(pairing)
                before, after = pairing.prior, pairing.new
                if before is not None:
                    lines = sorted(line for line, _ in both)
                    gone += (
                        Stray(group, pair, prior, before, e, kept + bisect_left(lines, e.line))
                        for e in ours
                    )
                if after is not None:
                    lines = sorted(line for _, line in both)
                    come += (
                        Stray(group, pair, new, after, e, kept + bisect_left(lines, e.line))
                        for e in theirs
                    )
                kept += len(both)
        self._gone: defaultdict[int, list[EntryMove]] = defaultdict(list)
        self._come: defaultdict[int, list[EntryMove]] = defaultdict(list)
        moves = list(_find_moves(gone, come)) if gone and come else []
        for move in sorted(moves, key=lambda move: (move.prior.place, move.new.place)):
            self._gone[move.prior.block.span.start].append(move)
            self._come[move.new.block.span.start].append(move)

    def list_gone(self, block: Block | None) -> Sequence[EntryMove]:
        """The entries of a prior block that are elsewhere now."""
        return self._gone.get(block.span.start, ()) if block else ()

    def list_come(self, block: Block | None) -> Sequence[EntryMove]:
        """The entries of a new block that were elsewhere."""
        return sorted(
            self._come.get(block.span.start, ()) if block else (), key=lambda move: move.new.place
        )


class _Entries(NamedTuple):
    """What one side alone has of a pairing, and the lines, prior and new, of what both have."""

    prior: Sequence[BlockEntry] = ()
    new: Sequence[BlockEntry] = ()
    both: Sequence[tuple[int, int]] = ()


def _list_single(pairing: Pairing) -> _Entries:
    """The items or rows that only one side of two lists or tables has, a table's header aside.

    A paragraph is one if only one version has it. What is further on in its section is not kept.
    """
    before, after = pairing.prior, pairing.new
    if pairing.equal:
        return _Entries(both=[(0, 0)])
    if before is None or after is None:
        return _list_alone(pairing)
    same = () if pairing.distant else ((0, 0),)
    if not (isinstance(before, List | Table) or isinstance(after, List | Table)):
        return _Entries(both=same)
    matched = match_inside(before, after)
    if matched is None:
        return _Entries(both=same)
    gone = [matched.prior[match.prior] for match in matched.matches if match.new < 0]
    come = [matched.new[match.new] for match in matched.matches if match.prior < 0]
    both = [
        (matched.prior[match.prior].line, matched.new[match.new].line)
        for match in matched.matches
        if match in matched.in_order and min(match.prior, match.new) >= 0
    ]
    kept = [] if pairing.distant else both
    return _Entries(_drop_header(gone, before), _drop_header(come, after), kept)


def _list_alone(pairing: Pairing) -> _Entries:
    """The entries of a block that one version has, or the paragraph, if it is not another one."""
    block = pairing.prior or pairing.new
    entries: Sequence[BlockEntry] = ()
    if isinstance(block, List | Table):
        entries = _drop_header(list_entries(block), block)
    elif block is not None and block.kind is Kind.PARAGRAPH and pairing.place < 0:
        entries = (BlockEntry(0, block.content, block.content),)
    return _Entries(prior=entries) if pairing.prior else _Entries(new=entries)


def _drop_header(entries: Sequence[BlockEntry], block: Block) -> Sequence[BlockEntry]:
    return [each for each in entries if each.line] if isinstance(block, Table) else entries


def _find_moves(gone: list[Stray], come: list[Stray]) -> Iterator[EntryMove]:
    """What is the same in one place of each version; then what is alike; then what is in a cell."""
    steps = (
        (True, _pair_names),
        (False, _pair_reworded),
        (False, _pair_paragraphs),
        (False, _pair_apart),
    )
    for verbatim, find in steps:
        pairs = list(find(gone, come))
        yield from (EntryMove(gone[i], come[j], verbatim) for i, j in pairs)
        gone = _drop(gone, {i for i, _ in pairs})
        come = _drop(come, {j for _, j in pairs})
    yield from _find_in_cells(gone, come)


def _drop(strays: list[Stray], taken: set[int]) -> list[Stray]:
    return [each for index, each in enumerate(strays) if index not in taken]


def _pair_names(gone: Sequence[Stray], come: Sequence[Stray]) -> Iterator[tuple[int, int]]:
    """What is the same in one place of each version; what is short only in a row with others."""
    places: tuple[_Places, _Places] = (defaultdict(list), defaultdict(list))
    for side, strays in zip(places, (gone, come), strict=True):
        for index, stray in enumerate(strays):
            if not stray.is_paragraph:
                side[stray.is_row, stray.name].append(index)
    run: list[tuple[int, int]] = []
    for key, there in places[0].items():
        here = places[1].get(key, [])
        if not len(there) == len(here) == 1:
            continue
        i, j = there[0], here[0]
        if run and not _are_beside(gone, come, run[-1], (i, j)):
            yield from _know_run(gone, run)
            run = []
        run.append((i, j))
    yield from _know_run(gone, run)


def _are_beside(
    gone: Sequence[Stray], come: Sequence[Stray], pair: tuple[int, int], other: tuple[int, int]
) -> bool:
    """Whether two entries are one behind the other in both versions."""
    return all(
        b == a + 1 and side[a].block is side[b].block
        for side, a, b in zip((gone, come), pair, other, strict=True)
    )


def _know_run(gone: Sequence[Stray], run: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs in a row, if they are long enough together not to be elsewhere by chance."""
    return run if sum(len(gone[i].name) for i, _ in run) >= _LEAST else []


def _pair_reworded(gone: Sequence[Stray], come: Sequence[Stray]) -> Iterator[tuple[int, int]]:
    """Entries of one section that are alike, whichever of its blocks they are in."""
    groups: tuple[_Groups, _Groups] = (defaultdict(list), defaultdict(list))
    for side, strays in zip(groups, (gone, come), strict=True):
        for index, stray in enumerate(strays):
            if not stray.is_paragraph:
                side[stray.is_row, stray.group].append(index)
    for key, there in groups[0].items():
        here = groups[1].get(key, [])
        texts = [gone[k].entry.text for k in there], [come[k].entry.text for k in here]
        for i, j in pair_alike(*texts):
            if gone[there[i]].pair != come[here[j]].pair:
                yield there[i], here[j]


def _pair_paragraphs(gone: Sequence[Stray], come: Sequence[Stray]) -> Iterator[tuple[int, int]]:
    """Items that are a paragraph of their section now, or were one."""
    for went in (False, True):
        groups: tuple[_Groups, _Groups] = (defaultdict(list), defaultdict(list))
        for side, strays, whole in zip(groups, (gone, come), (went, not went), strict=True):
            for index, stray in enumerate(strays):
                if not stray.is_row and stray.is_paragraph is whole:
                    side[False, stray.group].append(index)
        for key, there in groups[0].items():
            here = groups[1].get(key, [])
            for i, j in pair_alike([gone[k].name for k in there], [come[k].name for k in here]):
                yield there[i], here[j]


def _pair_apart(gone: Sequence[Stray], come: Sequence[Stray]) -> Iterator[tuple[int, int]]:
    """Items that are in another section, with other words; near-linear."""
    names, others = ([each.name for each in side] for side in (gone, come))
    left, right = (
        {k: gather_words(said[k]) for k, each in enumerate(side) if each.is_item}
        for side, said in ((gone, names), (come, others))
    )
    index = RareWords(right.items())
    scored: list[tuple[tuple[float], int, int]] = []
    for i, words in left.items():
        for j in index.list_candidates(words):
            shared = len(words & right[j])
            likeness = count_likeness(words, right[j])
            if (
                gone[i].group != come[j].group
                and shared >= max(_FEWEST, CONTAINED * min(len(words), len(right[j])))
                and are_alike_apart(names[i], others[j], likeness)
            ):
                scored.append(((-likeness,), i, j))
    yield from choose_best(scored)


def _find_in_cells(gone: Sequence[Stray], come: Sequence[Stray]) -> Iterator[EntryMove]:
    """Items whose every sentence is in one row of the other version."""
    for strays, others, into in ((gone, come, True), (come, gone, False)):
        items = [each for each in strays if each.is_item]
        cells = _index_cells(each for each in others if each.is_row) if items else {}
        for item in items if cells else ():
            sentences = _list_sentences(item.entry.body)
            there = cells.get(sentences[0]) if sentences else None
            if there and all(cells.get(each) is there for each in sentences):
                yield EntryMove(item, there) if into else EntryMove(there, item)


def _index_cells(rows: Iterable[Stray]) -> dict[str, Stray | None]:
    """The sentences in cells of rows; None for one that is in several."""
    out: dict[str, Stray | None] = {}
    for row in rows:
        for cell in row.entry.text.split("|"):
            for sentence in _list_sentences(cell):
                out[sentence] = None if sentence in out else row
    return out


def _list_sentences(text: str) -> list[str]:
    """The sentences of a text without the marks at their ends, those too short to know left out."""
    from git_report.differ.words.sentences import split_sentences  # few lists become tables

    found = (sentence.strip(STOPS) for sentence in split_sentences(text))
    return [sentence for sentence in found if len(sentence) >= _LEAST]


def _flatten(text: str) -> str:
    return " ".join(text.split())


_Places = defaultdict[tuple[bool, str], list[int]]
_Groups = defaultdict[tuple[bool, int], list[int]]
