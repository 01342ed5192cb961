"""The changed blocks of matched sections: paired, renumbered ones taken out, moves found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from git_report.differ.blocks.block_moves import BlockPlace, pair_moved
from git_report.differ.blocks.entries import EntryChange, show_entry
from git_report.differ.blocks.entry_moves import STOPS, EntryMove, EntryMoves, Stray
from git_report.differ.blocks.heading_changes import Headings
from git_report.differ.blocks.pairing import pair_reworded
from git_report.differ.blocks.pairs import (
    BUDGET,
    Pairing,
    diff_block,
    match_inside,
    pair_blocks,
    pair_distant,
)
from git_report.differ.blocks.sentence_moves import pair_sentences
from git_report.differ.delta import BlockChange, Change, Hidden, Side
from git_report.differ.sections.identity import list_title_words
from git_report.differ.sections.matching import match_sections
from git_report.differ.sections.numbering import find_renumbering, same_but_numbers
from git_report.differ.sections.outline import Matching, Outline
from git_report.differ.story.excerpts import excerpt_start
from git_report.differ.story.windows import rate
from git_report.differ.words.alignment import count
from git_report.differ.words.tokens import count_words
from git_report.markdown import Block, Document, Kind, List, Table
from git_report.markdown.captions import Caption, caption_section

# A block that moved is shown by its beginning only: it was not changed.
_MOVED_EXCERPT = 80
# Of a part of a paragraph, which has no place of its own, some sentences are shown.
_MOVED_PASSAGE = 600


class Comparison(NamedTuple):
    """The paired blocks of a section whose text is not the same; -1 stands for no section."""

    prior: int
    new: int
    pairings: tuple[Pairing, ...]

    @property
    def changed(self) -> Iterator[Pairing]:
        """The pairings that are not equal blocks."""
        return (pairing for pairing in self.pairings if not pairing.equal)


class Moves:
    """Blocks, items and rows that left one place and stand, unchanged, in another.

    So is a line that is the title of a section now, or was, and a paragraph, or a part of one, that
    is a part of a long title.
    """

    def __init__(self, matching: Matching, compared: Sequence[Comparison]) -> None:
        headings = Headings(matching)
        self._headings = headings
        # By the first byte of a part of a paragraph: the section whose title has it reworded.
        self._into = {
            pairing.prior.span.start: section
            for comparison in compared
            for pairing in comparison.changed
            if pairing.prior and (section := headings.find_new(pairing.new)) is not None
        }
        gone, come = _list_alone(compared)
        # By the first byte of the block, the section on the other side and the block there.
        self._to: dict[int, BlockPlace] = {}
        self._from: dict[int, BlockPlace] = {}
        for prior, new in pair_moved(gone, come):
            self._to[prior.block.span.start] = new
            self._from[new.block.span.start] = prior
        self._was, self._became = _pair_titles(matching, gone, come)
        for start, there in self._to.items():
            if (section := headings.find_new(there.block)) is not None:
                self._became[start] = section
        for start, there in self._from.items():
            if (section := headings.find_prior(there.block)) is not None:
                self._was[start] = section
        self._last = (
            {*_list_last_definitions(matching.prior)},
            {*_list_last_definitions(matching.new)},
        )
        self.entries = EntryMoves(
            (each.prior, each.new, (one for one in each.changed if self.find(one) is None))
            for each in compared
        )

    def find(self, pairing: Pairing) -> BlockPlace | None:
        """Where the block of a one-sided pairing went to or came from: section and block."""
        if pairing.prior is not None and pairing.new is None:
            return self._to.get(pairing.prior.span.start)
        if pairing.new is not None and pairing.prior is None:
            return self._from.get(pairing.new.span.start)
        return None

    def find_title(self, pairing: Pairing) -> int | None:
        """The section whose heading the block of a one-sided pairing became, or was."""
        if pairing.prior is not None and pairing.new is None:
            start = pairing.prior.span.start
            return self._into.get(start) if pairing.place >= 0 else self._became.get(start)
        if pairing.new is not None and pairing.prior is None:
            return self._was.get(pairing.new.span.start)
        return None

    def is_last(self, prior: Block, new: Block) -> bool:
        """Whether both are among the definitions at the end of their versions."""
        return prior.span.start in self._last[0] and new.span.start in self._last[1]

    def is_heading(self, pairing: Pairing) -> bool:
        """Whether each block that a pairing has is a heading, so that its section says it all."""
        prior, new = (
            block is None or find(block) is not None
            for block, find in (
                (pairing.prior, self._headings.find_prior),
                (pairing.new, self._headings.find_new),
            )
        )
        return prior and new

    def name_kinds(self, pairing: Pairing) -> tuple[Kind | None, Kind] | None:
        """What a pair of which one is a heading was, and what it is now."""
        if self._headings.find_new(pairing.new) is not None:
            return Kind.PARAGRAPH, Kind.HEADING
        if self._headings.find_prior(pairing.prior) is not None:
            return Kind.HEADING, Kind.PARAGRAPH
        return None


def _list_last_definitions(outline: Outline) -> Iterator[int]:
    """The first bytes of the definitions that stand behind everything else."""
    for node in reversed(outline.nodes):
        for block in reversed(node.blocks):
            if block.kind is Kind.DEFINITION:
                yield block.span.start
            elif block.kind is not Kind.BLANK:
                return
        if node.section.heading is not None:
            return


def _list_alone(compared: Sequence[Comparison]) -> tuple[list[BlockPlace], list[BlockPlace]]:
    """The blocks that only the prior version has, and those that only the new one has."""
    gone: list[BlockPlace] = []
    come: list[BlockPlace] = []
    for comparison in compared:
        for pairing in comparison.changed:
            if pairing.place >= 0:
                continue
            if pairing.prior is not None and pairing.new is None:
                gone.append(BlockPlace(comparison.prior, pairing.prior, pairing.part))
            elif pairing.new is not None and pairing.prior is None:
                come.append(BlockPlace(comparison.new, pairing.new, pairing.part))
    return gone, come


def _pair_titles(
    matching: Matching, gone: Iterable[BlockPlace], come: Iterable[BlockPlace]
) -> tuple[dict[int, int], dict[int, int]]:
    """The prior sections whose titles new lines were, and the new ones whose titles lines became.

    Each by the first byte of the line.
    """
    return (
        _find_titled(come, matching.prior, [*matching.free_prior(), *matching.joined]),
        _find_titled(gone, matching.new, [*matching.free_new(), *matching.cut]),
    )


def _read_line(block: Block) -> str:
    """The words of a paragraph of one line, in bold type or not; empty for several lines."""
    text = block.content.strip().removesuffix(":")
    for mark in ("**", "__"):
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark):
            text = text[len(mark) : -len(mark)].removesuffix(":")
    return "" if "\n" in text else text


def _find_titled(
    places: Iterable[BlockPlace], outline: Outline, sections: Iterable[int]
) -> dict[int, int]:
    """By first byte of a paragraph of one line: the one section of these with that title."""
    blocks = (place.block for place in places if place.block.kind is Kind.PARAGRAPH)
    lines = [(block, title) for block in blocks if (title := _read_line(block))]
    if not lines:
        return {}
    named: defaultdict[tuple[str, ...] | None, list[int]] = defaultdict(list)
    for index in sections:
        named[list_title_words(outline[index].section.title.casefold())].append(index)
    words = [list_title_words(title.casefold()) for _, title in lines]
    often = Counter(words)  # of two lines it is not known which one became the heading
    return {
        block.span.start: named[title][0]
        for (block, _), title in zip(lines, words, strict=True)
        if len(named[title]) == 1 and often[title] == 1
    }


class Paired(NamedTuple):
    """The sections and blocks of two documents, paired; `shifted` are numbers that others have now.

    Blocks that differ in these alone are equal.
    """

    matching: Matching
    compared: tuple[Comparison, ...]
    shifted: Mapping[str, str]


# The page of a report follows the parts of two versions, compares them, and looks for what was
# lost: three times the same pair, one pair after the other.
@lru_cache(maxsize=1)
def pair_documents(prior: Document, new: Document) -> Paired:
    """Which sections and blocks of two documents belong together."""
    matching = match_sections(prior, new)
    compared = compare_sections(matching)
    shifted = learn_renumbering(matching, compared)
    return Paired(matching, tuple(forgive_numbers(each, shifted) for each in compared), shifted)


def compare_sections(matching: Matching) -> list[Comparison]:
    """Pair the blocks of every section whose text is not the same.

    A section that was split is compared with all its pieces, one that was merged from several
    with all of these: what only changed its heading was not edited.
    """
    out: list[Comparison] = []
    for i, j in matching.pairs():
        ours = [i, *matching.merges.get(j, ())]
        theirs = [j, *matching.splits.get(i, ())]
        if len(ours) == len(theirs) == 1 and matching.prior[i].body == matching.new[j].body:
            continue
        pairings = pair_blocks(_gather(matching.prior, ours), _gather(matching.new, theirs))
        out.append(Comparison(i, j, tuple(map(_forgive_endings, pairings))))
    for i in matching.free_prior():
        blocks = _gather(matching.prior, [i])
        out.append(Comparison(i, -1, tuple(Pairing(each, None, equal=False) for each in blocks)))
    for j in matching.free_new():
        blocks = _gather(matching.new, [j])
        out.append(Comparison(-1, j, tuple(Pairing(None, each, equal=False) for each in blocks)))
    return out


def pair_elsewhere(matching: Matching, compared: Sequence[Comparison]) -> list[Comparison]:
    """The comparisons with what stands elsewhere paired, if it is not the same there.

    Blocks and sentences that are further on in their section, and paragraphs in another one; long
    headings that only one version has are among the paragraphs.
    """
    # A line that is all of a title became it, or was it, whatever is emphasised in it.
    was, became = _pair_titles(matching, *_list_alone(compared))
    headings = Headings(matching, (frozenset(was.values()), frozenset(became.values())))
    compared = [_add_headings(each, headings) for each in compared]
    across = _pair_across(
        [
            each._replace(pairings=tuple(pair_distant(each.pairings)))
            if min(each.prior, each.new) >= 0
            else each
            for each in compared
        ]
    )
    pairings = pair_sentences([(each.prior, each.new, each.pairings) for each in across])
    return [each._replace(pairings=tuple(cut)) for each, cut in zip(across, pairings, strict=True)]


def _add_headings(comparison: Comparison, headings: Headings) -> Comparison:
    i, j = comparison.prior, comparison.new
    lost = (Pairing(block, None, equal=False) for block in headings.list_prior(i, j))
    new = (Pairing(None, block, equal=False) for block in headings.list_new(i, j))
    added = (*lost, *new)
    return comparison._replace(pairings=added + comparison.pairings) if added else comparison


def _pair_across(compared: list[Comparison]) -> list[Comparison]:
    """The comparisons with each paragraph that was reworded in another section as a pair there.

    The text before the first heading is left out, since it has no name to be told by.
    """
    gone = list(_list_paragraphs(compared, 0))
    come = list(_list_paragraphs(compared, 1)) if gone else []
    same = {spot.block.content for spot in gone} & {spot.block.content for spot in come}
    gone, come = (
        [each for each in side if each.block.content not in same] for side in (gone, come)
    )
    texts = [[each.block.content for each in side] for side in (gone, come)]
    pairings = [list(each.pairings) for each in compared]
    for i, j in pair_reworded(*texts) if gone and come else ():
        here, there = gone[i], come[j]
        if here.comparison != there.comparison:
            place = compared[there.comparison].new
            pairings[here.comparison][here.at] = Pairing(here.block, None, equal=False, place=place)
            place = compared[here.comparison].prior
            pairings[there.comparison][there.at] = Pairing(
                here.block, there.block, equal=False, distant=True, place=place
            )
    return [each._replace(pairings=tuple(pairings[k])) for k, each in enumerate(compared)]


class _Spot(NamedTuple):
    """A block that only one version has, as a pairing of a comparison."""

    comparison: int
    at: int
    block: Block


def _list_paragraphs(compared: Sequence[Comparison], side: int) -> Iterator[_Spot]:
    """The paragraphs that only the prior version (0) or the new one (1) has, below a heading."""
    for number, comparison in enumerate(compared):
        if (comparison.prior, comparison.new)[side] > 0:
            for at, pairing in enumerate(comparison.pairings):
                blocks = pairing.prior, pairing.new
                block = blocks[side]
                if blocks[1 - side] is None and block and block.kind is Kind.PARAGRAPH:
                    yield _Spot(number, at, block)


def learn_renumbering(matching: Matching, compared: Sequence[Comparison]) -> dict[str, str]:
    """Which numbers of sections, exhibits and the like shifted, from titles and captions."""
    titles = [
        (matching.prior[i].section.title, matching.new[j].section.title)
        for i, j in matching.pairs()
    ]
    titles += _pair_captions(matching, compared)
    captions = (
        (_first_line(pairing.prior), _first_line(pairing.new))
        for comparison in compared
        for pairing in comparison.pairings
        if pairing.prior is not None and pairing.new is not None
    )
    return find_renumbering(titles, captions)


def _pair_captions(matching: Matching, compared: Sequence[Comparison]) -> Iterator[tuple[str, str]]:
    """The captions of both sides that are of one exhibit: of one title, or above one table.

    So an exhibit is known that moved to another section, and one whose title was edited.
    """
    if not compared:
        return
    before, after = _list_captions(matching.prior), _list_captions(matching.new)
    titles = _name_once(before), _name_once(after)
    for name, caption in titles[0].items():
        if name in titles[1]:
            yield _describe_caption(caption), _describe_caption(titles[1][name])
    shown = [
        {each.shown.span.start: each for each in side if each.shown} for side in (before, after)
    ]
    for pairing in chain.from_iterable(each.pairings for each in compared):
        if pairing.equal and pairing.prior is not None and pairing.new is not None:
            ours = shown[0].get(pairing.prior.span.start)
            theirs = shown[1].get(pairing.new.span.start)
            if ours is not None and theirs is not None:
                yield _describe_caption(ours), _describe_caption(theirs)


# Of versions compared one after the other, each is new once and prior once.
@lru_cache(maxsize=2)
def _list_captions(outline: Outline) -> tuple[Caption, ...]:
    return tuple(caption for node in outline.nodes for caption in caption_section(node.section))


def _name_once(captions: Iterable[Caption]) -> dict[tuple[str, str], Caption]:
    """The captions by what they are called and their title, where no two have the same."""
    named: defaultdict[tuple[str, str], list[Caption]] = defaultdict(list)
    for caption in captions:
        if caption.title and not caption.repeats:
            named[caption.word, caption.title].append(caption)
    return {name: each[0] for name, each in named.items() if len(each) == 1}


def _describe_caption(caption: Caption) -> str:
    return f"{caption.label} {caption.number}: {caption.title}"


def forgive_numbers(comparison: Comparison, shifted: Mapping[str, str]) -> Comparison:
    """The comparison with blocks that changed in shifted numbers alone taken as equal."""
    if not shifted:
        return comparison
    pairings = (
        pairing._replace(equal=pairing.equal or _is_renumbered(pairing, shifted))
        for pairing in comparison.pairings
    )
    return comparison._replace(pairings=tuple(pairings))


def list_changes(
    matching: Matching,
    comparison: Comparison,
    moves: Moves,
    shifted: Mapping[str, str],
    budget: int | None,
) -> Iterator[BlockChange]:
    """The changes of a section's blocks, a move within it told once."""
    for pairing in comparison.changed:
        if moves.is_heading(pairing):
            continue
        titled = moves.find_title(pairing)
        if pairing.place >= 0 and pairing.new is None and pairing.prior is not None:
            place = matching.new[pairing.place].section.path
            told = _describe_move(
                pairing.prior, _excerpt(pairing.prior, part=pairing.part), None, place
            )
            yield told._replace(elsewhere=True, titled=titled is not None)
        elif titled is not None:
            yield _describe_title(matching, pairing, titled)
        elif (found := moves.find(pairing)) is not None:
            yield from _describe_moved(matching, comparison, pairing, found, moves)
        else:
            yield from _describe_changed(matching, pairing, moves, shifted, budget)


def _describe_moved(
    matching: Matching, comparison: Comparison, pairing: Pairing, found: BlockPlace, moves: Moves
) -> Iterator[BlockChange]:
    """A block that stands elsewhere as it was: in both sections, or once within one."""
    index, other = found.section, found.block
    if other.kind is Kind.DEFINITION:
        # It stands for the same wherever it is, and is in no section when it is at the end.
        if pairing.new is not None and not moves.is_last(other, pairing.new):
            yield _describe_moved_definition(other, pairing.new)
    elif pairing.new is None:
        assert pairing.prior is not None
        if index != comparison.new:
            place = matching.new[index].section.path
            yield _describe_move(
                pairing.prior, _excerpt(pairing.prior, part=pairing.part), None, place
            )
    elif index == comparison.prior:
        yield _describe_move(
            pairing.new,
            _excerpt(other, part=pairing.part),
            _excerpt(pairing.new, part=pairing.part),
            (),
        )
    else:
        place = matching.prior[index].section.path
        yield _describe_move(pairing.new, None, _excerpt(pairing.new, part=pairing.part), place)


def _describe_changed(
    matching: Matching,
    pairing: Pairing,
    moves: Moves,
    shifted: Mapping[str, str],
    budget: int | None,
) -> Iterator[BlockChange]:
    """What changed in a block, and the items and rows of it that moved."""
    gone = moves.entries.list_gone(pairing.prior)
    come = moves.entries.list_come(pairing.new)
    moved = (
        frozenset(each.prior.entry.line for each in gone if each.moved[0])
        | _find_header(pairing.prior, (each.new.block for each in gone)),
        frozenset(each.new.entry.line for each in come if each.moved[1])
        | _find_header(pairing.new, (each.prior.block for each in come)),
    )
    changes = diff_block(pairing.prior, pairing.new, budget, shifted, moved)
    if pairing.pieces and not changes:
        changes = (_describe_pieces(pairing),)
    if pairing.distant:
        place = matching.prior[pairing.place].section.path if pairing.place >= 0 else ()
        changes = tuple(
            _show_whole(each, pairing, budget)._replace(place=place) for each in changes
        )
    if kinds := moves.name_kinds(pairing):
        changes = tuple(
            each._replace(prior_kind=kinds[0], kind=kinds[1], titled=True) for each in changes
        )
    if pairing.part:
        changes = tuple(
            each._replace(part=True, pieces=pairing.pieces or each.pieces) for each in changes
        )
    yield from _deduct(changes, come)
    yield from _describe_gone(gone, matching.new)
    yield from _describe_come(come, matching.prior)


def _find_header(block: Block | None, others: Iterable[Block]) -> frozenset[int]:
    """The line of a table's header, if one of the tables that share rows with it has the same."""
    if not isinstance(block, Table):
        return frozenset()
    same = (isinstance(t, Table) and t.header.cells == block.header.cells for t in others)
    return frozenset({0}) if any(same) else frozenset()


def _show_whole(change: BlockChange, pairing: Pairing, budget: int | None) -> BlockChange:
    """The change of a block that stands elsewhere as well, with all of both sides if they fit.

    Of rows, items and lines those that changed say enough.
    """
    change = change._replace(elsewhere=True)
    before, after = pairing.prior, pairing.new
    if before is None or after is None or change.prior is None or change.new is None:
        return change
    if match_inside(before, after) is not None:
        return change
    if budget is not None and len(before.content) + len(after.content) > budget:
        return change
    return change._replace(
        prior=change.prior._replace(text=before.content),
        new=change.new._replace(text=after.content),
        hidden=(),
    )


def _describe_title(matching: Matching, pairing: Pairing, section: int) -> BlockChange:
    """A line that became the heading of a section, or was that of one."""
    if pairing.prior is not None:
        place = matching.new[section].section.path
        told = _describe_move(pairing.prior, _excerpt(pairing.prior), None, place)
    else:
        assert pairing.new is not None
        place = matching.prior[section].section.path
        told = _describe_move(pairing.new, None, _excerpt(pairing.new), place)
    return told._replace(titled=True)


def _describe_gone(moves: Iterable[EntryMove], there: Outline) -> Iterator[BlockChange]:
    """The items and rows of a prior block that went to another section, or into a cell."""
    for move in moves:
        if move.moved[0] and not (move.is_within and move.moved[1]):
            new = _show_cell(move.new, move.prior) if move.is_within else None
            place = () if new else _name_place(there, move.new.section)
            kind = move.prior.block.kind
            yield BlockChange(Change.MOVED, kind, _show_entry(move.prior), new, place=place)


def _describe_come(moves: Iterable[EntryMove], there: Outline) -> Iterator[BlockChange]:
    """The items and rows of a new block that came from another one, or from a cell.

    Of what moved within the section a row of neighbours is one change.
    """
    runs: list[list[EntryMove]] = []
    for move in moves:
        if move.is_within and not move.verbatim:
            yield _describe_reworded(move)
        elif move.is_within and all(move.moved):
            if runs and _follows(runs[-1][-1], move):
                runs[-1].append(move)
            else:
                runs.append([move])
        elif move.moved[1]:
            prior = _show_cell(move.prior, move.new) if move.is_within else None
            place = () if prior else _name_place(there, move.prior.section)
            kind = move.new.block.kind
            yield BlockChange(Change.MOVED, kind, prior, _show_entry(move.new), place=place)
    for run in runs:
        sides = [
            Side(
                (_show_entry(side[0]).lines[0], _show_entry(side[-1]).lines[1]),
                "\n".join(stray.entry.text for stray in side).rstrip(),
            )
            for side in ([move.prior for move in run], [move.new for move in run])
        ]
        yield BlockChange(Change.MOVED, run[0].new.block.kind, sides[0], sides[1])


def _follows(before: EntryMove, after: EntryMove) -> bool:
    """Whether one entry is right behind the other in both versions."""
    return all(
        a.block is b.block and a.entry.end == b.entry.line
        for a, b in ((before.prior, after.prior), (before.new, after.new))
    )


def _show_cell(row: Stray, item: Stray) -> Side:
    """The words of an item where they are in a row."""
    return _show_entry(row)._replace(text=item.entry.body.strip().rstrip(STOPS))


def _describe_reworded(move: EntryMove) -> BlockChange:
    """An entry that is in another block of its section, with other words."""
    before, after = move.prior.entry, move.new.entry
    words = count(before.text, after.text)
    change = EntryChange(before, after, words, rate(before.text, after.text))
    shown = show_entry(change, BUDGET, {}, 0)
    return BlockChange(
        Change.EDITED,
        move.new.block.kind,
        _show_entry(move.prior)._replace(text=shown.prior),
        _show_entry(move.new)._replace(text=shown.new),
        words,
        change.telling,
        hidden=(Hidden(shown.hidden, "word"),) if shown.hidden else (),
        elsewhere=True,
    )


def _show_entry(stray: Stray) -> Side:
    first = stray.block.lines[0] + stray.entry.line
    lines = first, first + stray.entry.end - stray.entry.line - 1
    return Side(lines, stray.entry.text.rstrip())


def _name_place(there: Outline, section: int) -> tuple[str, ...]:
    return there[section].section.path if section >= 0 else ()


def _deduct(changes: Sequence[BlockChange], moves: Iterable[EntryMove]) -> Sequence[BlockChange]:
    """The changes of a table without the words of its cells that came from, or went to, a list."""
    came = sum(count_words(each.prior.entry.text) for each in moves if not each.moved[1])
    if not came or not changes:
        return changes
    first = changes[0]
    words = first.words._replace(added=max(0, first.words.added - came))
    return (first._replace(words=words), *changes[1:])


def list_passages(
    comparison: Comparison, moves: Moves, shifted: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The changed texts, prior and new, in which figures are to be compared.

    Of tables and lists these are the rows and items that changed: one that merely stands
    elsewhere says nothing new.
    """
    for pairing in comparison.changed:
        went = (pairing.place >= 0 and pairing.new is None) or moves.is_heading(pairing)
        if not went and moves.find(pairing) is None and moves.find_title(pairing) is None:
            yield from list_parts(pairing, shifted)


def list_parts(pairing: Pairing, shifted: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """The changed entries of two paired tables or lists, else the blocks' contents."""
    if shifted:
        return _list_parts(pairing.prior, pairing.new, shifted)
    return _read_parts(pairing.prior, pairing.new)


# A difference asks for the same for its sections, its figures and its table.
@lru_cache(maxsize=1 << 12)
def _read_parts(before: Block | None, after: Block | None) -> tuple[tuple[str, str], ...]:
    return tuple(_list_parts(before, after, {}))


def _list_parts(
    before: Block | None, after: Block | None, shifted: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    matched = match_inside(before, after) if before and isinstance(after, List | Table) else None
    if matched is None:
        yield before.content if before else "", after.content if after else ""
        return
    for prior, new in matched.list_changed(shifted):
        texts = prior.text if prior else "", new.text if new else ""
        if texts[0] != texts[1]:
            yield texts


def _gather(outline: Outline, indices: Iterable[int]) -> tuple[Block, ...]:
    """The blocks of sections in document order, without what is only blank."""
    blocks = chain.from_iterable(outline[index].blocks for index in sorted(indices))
    return tuple(block for block in blocks if block.kind is not Kind.BLANK)


def _forgive_endings(pairing: Pairing) -> Pairing:
    """Take blocks that differ in their line endings alone as equal."""
    if pairing.equal or pairing.prior is None or pairing.new is None:
        return pairing
    before, after = pairing.prior.content, pairing.new.content
    if "\r" not in before and "\r" not in after:
        return pairing
    return pairing._replace(equal=before.replace("\r\n", "\n") == after.replace("\r\n", "\n"))


def _is_renumbered(pairing: Pairing, shifted: Mapping[str, str]) -> bool:
    if pairing.prior is None or pairing.new is None:
        return False
    return same_but_numbers(pairing.prior.content, pairing.new.content, shifted)


def _first_line(block: Block | None) -> str:
    return block.text.split("\n", 1)[0] if block else ""


def _describe_move(
    block: Block, prior: Side | None, new: Side | None, place: tuple[str, ...]
) -> BlockChange:
    return BlockChange(Change.MOVED, block.kind, prior, new, place=place)


def _describe_pieces(pairing: Pairing) -> BlockChange:
    """A paragraph that was split, or joined with others, and has all the words that it had."""
    assert pairing.prior is not None
    assert pairing.new is not None
    sides = Side(pairing.prior.lines, ""), Side(pairing.new.lines, "")
    return BlockChange(Change.EDITED, Kind.PARAGRAPH, *sides)


def _describe_moved_definition(prior: Block, new: Block) -> BlockChange:
    sides = Side(prior.lines, ""), Side(new.lines, "")
    return BlockChange(Change.EDITED, new.kind, *sides, markup=((1, "moved definition"),))


def _excerpt(block: Block, *, part: bool = False) -> Side:
    """The beginning of a block: its first line, or as much of it as is needed to know it.

    Of a part of a paragraph some sentences.
    """
    if part:
        return Side(block.lines, excerpt_start(block.content, _MOVED_PASSAGE))
    first, _, rest = block.content.partition("\n")
    text = excerpt_start(first, _MOVED_EXCERPT)
    return Side(block.lines, f"{text} …" if rest and not text.endswith("…") else text)
