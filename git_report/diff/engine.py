"""The comparison of two documents: sections first, blocks inside them second, words last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from git_report.diff.blocks import Pairing, diff_block, fingerprint, pair_blocks
from git_report.diff.comparison import compare_figures, find_changed
from git_report.diff.delta import (
    BlockChange,
    Change,
    Delta,
    FigureChange,
    SectionChange,
    SectionSide,
    Side,
    Words,
)
from git_report.diff.kinds import classify
from git_report.diff.matching import match_sections
from git_report.diff.outline import Matching, Outline
from git_report.diff.patch import make_splices
from git_report.markdown import Block, Document, Kind, Section, parse

# A block that moved is shown by its beginning only: it was not changed.
_MOVED_EXCERPT = 80
# A shorter block may be elsewhere by chance.
_MOVED_CONTENT = 40


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The blocks of one section or pair, paired; -1 stands for no section."""

    prior: int
    new: int
    pairings: tuple[Pairing, ...]


# Where a block that moved stood before or stands now: the section there, and its own lines.
_Moves = dict[int, tuple[int, Block]]


def diff_texts(prior: str, new: str) -> Delta:
    """What changed between two Markdown texts."""
    return diff(parse(prior), parse(new))


def diff(prior: Document, new: Document) -> Delta:
    """What changed between two documents, section by section, and the bytes that make it so."""
    splices = make_splices(prior.source, new.source)
    matching = match_sections(prior, new)
    changes = classify(matching)
    compared = {(each.prior, each.new): each for each in _compare(matching)}
    moves = _find_moves(compared.values())
    told: dict[tuple[int, int], SectionChange] = {}
    for key in _sort(matching, {*changes, *compared}):
        section = _describe(matching, key, changes.get(key, []), compared.get(key), moves)
        if section is not None:
            told[key] = section
    return Delta(
        prior=prior,
        new=new,
        splices=splices,
        sections=tuple(told.values()),
        matches=tuple(
            (matching.prior[i].section.line, matching.new[j].section.line)
            for i, j in matching.pairs()
        ),
        figures=compare_figures(prior.source, new.source, _list_texts(compared.values(), moves)),
        unchanged=sum(pair not in told for pair in matching.pairs() if _is_told(matching, pair)),
        renumbered=tuple(
            (section.prior.path[-1], section.new.path[-1])
            for section in told.values()
            if Change.RENUMBERED in section.change and section.prior and section.new
        ),
    )


def _compare(matching: Matching) -> Iterator[_Comparison]:
    """Pair the blocks of every section whose text is not the same."""
    for i, j in matching.pairs():
        ours = [i, *matching.merges.get(j, ())]
        theirs = [j, *matching.splits.get(i, ())]
        if len(ours) == len(theirs) == 1 and _is_same(matching, i, j):
            continue
        pairings = pair_blocks(_gather(matching.prior, ours), _gather(matching.new, theirs))
        if not all(pairing.equal for pairing in pairings):
            yield _Comparison(i, j, tuple(pairings))
    for i in matching.free_prior():
        blocks = _gather(matching.prior, [i])
        yield _Comparison(i, -1, tuple(Pairing(block, None, equal=False) for block in blocks))
    for j in matching.free_new():
        blocks = _gather(matching.new, [j])
        yield _Comparison(-1, j, tuple(Pairing(None, block, equal=False) for block in blocks))


def _is_same(matching: Matching, i: int, j: int) -> bool:
    a, b = matching.prior[i], matching.new[j]
    return a.body == b.body


def _gather(outline: Outline, indices: Iterable[int]) -> tuple[Block, ...]:
    """The blocks of sections in document order, without what is only blank."""
    return tuple(
        block
        for index in sorted(indices)
        for block in outline[index].blocks
        if block.kind is not Kind.BLANK
    )


def _find_moves(compared: Iterable[_Comparison]) -> tuple[_Moves, _Moves]:
    """Blocks that left one place and stand, unchanged, in another; keyed by their first byte."""
    gone: defaultdict[object, list[tuple[int, Block]]] = defaultdict(list)
    come: defaultdict[object, list[tuple[int, Block]]] = defaultdict(list)
    for comparison in compared:
        for pairing in comparison.pairings:
            if pairing.new is None and pairing.prior is not None and _is_long(pairing.prior):
                gone[fingerprint(pairing.prior)].append((comparison.prior, pairing.prior))
            elif pairing.prior is None and pairing.new is not None and _is_long(pairing.new):
                come[fingerprint(pairing.new)].append((comparison.new, pairing.new))
    to: _Moves = {}
    origin: _Moves = {}
    for name, there in gone.items():
        here = come.get(name, [])
        if len(there) == len(here) == 1:
            to[there[0][1].span.start] = here[0]
            origin[here[0][1].span.start] = there[0]
    return to, origin


def _is_long(block: Block) -> bool:
    return len(block.content) >= _MOVED_CONTENT


def _describe(
    matching: Matching,
    key: tuple[int, int],
    changes: list[Change],
    comparison: _Comparison | None,
    moves: tuple[_Moves, _Moves],
) -> SectionChange | None:
    """One section's change; None where the blocks say that nothing changed."""
    i, j = key
    blocks = tuple(_list_changes(matching, comparison, moves)) if comparison else ()
    kinds = list(changes)
    if blocks and i >= 0 and j >= 0:
        kinds.insert(0, Change.EDITED)
    if not kinds:
        return None
    into, sources = _name_pieces(matching, i, j)
    return SectionChange(
        change=tuple(kinds),
        prior=_side(matching.prior[i].section) if i >= 0 else None,
        new=_side(matching.new[j].section) if j >= 0 else None,
        words=Words(
            sum(block.words.added for block in blocks),
            sum(block.words.removed for block in blocks),
        ),
        blocks=blocks,
        into=into,
        sources=sources,
        figures=tuple(_find_figures(comparison)) if comparison else (),
    )


def _find_figures(comparison: _Comparison) -> Iterator[FigureChange]:
    """The figures that have another value, block by block."""
    for pairing in comparison.pairings:
        if pairing.prior is not None and pairing.new is not None and not pairing.equal:
            yield from find_changed(pairing.prior.content, pairing.new.content)


def _list_texts(
    compared: Iterable[_Comparison], moves: tuple[_Moves, _Moves]
) -> Iterator[tuple[str, str]]:
    """The texts of all changed blocks, prior and new; what moved has not changed."""
    to, origin = moves
    for comparison in compared:
        for pairing in comparison.pairings:
            before, after = pairing.prior, pairing.new
            moved = (before is not None and after is None and before.span.start in to) or (
                after is not None and before is None and after.span.start in origin
            )
            if not pairing.equal and not moved:
                yield before.content if before else "", after.content if after else ""


def _list_changes(
    matching: Matching, comparison: _Comparison, moves: tuple[_Moves, _Moves]
) -> Iterator[BlockChange]:
    to, origin = moves
    for pairing in comparison.pairings:
        before, after = pairing.prior, pairing.new
        if pairing.equal:
            continue
        if after is None and before is not None and before.span.start in to:
            index, block = to[before.span.start]
            if index != comparison.new:
                place = matching.new[index].section.path
                yield _tell_move(before, _excerpt(before), None, place)
        elif before is None and after is not None and after.span.start in origin:
            index, block = origin[after.span.start]
            if index == comparison.prior:
                yield _tell_move(after, _excerpt(block), _excerpt(after), ())
            else:
                place = matching.prior[index].section.path
                yield _tell_move(after, None, _excerpt(after), place)
        else:
            yield from diff_block(before, after)


def _tell_move(
    block: Block, prior: Side | None, new: Side | None, place: tuple[str, ...]
) -> BlockChange:
    return BlockChange(Change.MOVED, block.kind, prior, new, place=place)


def _excerpt(block: Block) -> Side:
    """The beginning of a block, cut at a word."""
    line = block.content.split("\n", 1)[0]
    if len(line) > _MOVED_EXCERPT:
        line = line[:_MOVED_EXCERPT].rsplit(" ", 1)[0].rstrip()
    return Side(block.lines, line if line == block.content else f"{line} …")


def _name_pieces(
    matching: Matching, i: int, j: int
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """The paths of what a section was split into and merged from; see SectionChange."""
    before, after = matching.prior, matching.new
    if i >= 0 and j >= 0:
        into = [j, *matching.splits[i]] if i in matching.splits else []
        sources = [i, *matching.merges[j]] if j in matching.merges else []
    else:
        into = [owner for owner, pieces in matching.merges.items() if i in pieces]
        sources = [owner for owner, pieces in matching.splits.items() if j in pieces]
    return (
        tuple(after[index].section.path for index in into),
        tuple(before[index].section.path for index in sources),
    )


def _side(section: Section) -> SectionSide:
    return SectionSide(section.path, (section.own.first, section.own.last), section.number)


def _sort(matching: Matching, keys: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """In the order of the new document; what is gone stands after what it stood after."""
    place: dict[int, int] = {}
    last = 0
    for i, j in enumerate(matching.to_new):
        last = j if j >= 0 else last
        place[i] = last
    return sorted(keys, key=lambda key: (key[1], -1) if key[1] >= 0 else (place[key[0]], key[0]))


def _is_told(matching: Matching, pair: tuple[int, int]) -> bool:
    """Whether a pair counts as a section: text before the first heading does where there is any."""
    i, j = pair
    return i > 0 or bool(matching.prior[i].body or matching.new[j].body)
