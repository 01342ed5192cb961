"""Blocks of a section paired, and a changed pair told in excerpts, each kind in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from git_report.differ.blocks.entries import BlockEntry, EntryChange, compose, pair_entries
from git_report.differ.blocks.lists import list_items
from git_report.differ.blocks.pairing import Element, pair_elements
from git_report.differ.blocks.paragraphs import join_pieces
from git_report.differ.blocks.tables import HEAD, list_rows
from git_report.differ.delta import BlockChange, Change, Side, Words
from git_report.differ.sections.numbering import drop_shifted, same_but_numbers
from git_report.differ.story.excerpts import CUT, excerpt_start, excerpt_windows
from git_report.differ.story.windows import Telling, find_windows, rate
from git_report.differ.words.alignment import align, count
from git_report.differ.words.tokens import count_words
from git_report.markdown import Block, Kind, List, Table

# Characters of excerpts a changed block, of both sides together.
BUDGET = 600
_NO_SHIFT: Mapping[str, str] = {}
_BY_LINE = frozenset({Kind.CODE, Kind.HTML, Kind.DEFINITION, Kind.FRONT_MATTER})


class Pairing(NamedTuple):
    """A prior block and the new one that it became; None where a side has none."""

    prior: Block | None
    new: Block | None
    equal: bool


def pair_blocks(prior: Sequence[Block], new: Sequence[Block]) -> list[Pairing]:
    """Every block of both sides once, in order: equal ones, then those that are alike.

    Blocks are equal by kind and content, the blank lines after them aside. The two pieces of a
    paragraph that was cut or joined are one block here, of both their lines.
    """
    matches = pair_elements([_wrap(block) for block in prior], [_wrap(block) for block in new])
    pairs = [
        (
            prior[match.prior] if match.prior >= 0 else None,
            new[match.new] if match.new >= 0 else None,
            match.equal,
        )
        for match in matches
    ]
    return [Pairing(*sides) for sides in join_pieces(pairs)]


def fingerprint(block: Block) -> tuple[Kind, str]:
    """What blocks of the same kind and content have in common."""
    return block.kind, block.content


def diff_block(
    prior: Block | None,
    new: Block | None,
    budget: int | None = BUDGET,
    mapping: Mapping[str, str] = _NO_SHIFT,
) -> tuple[BlockChange, ...]:
    """What changed between two versions of a block, or the block that only one version has.

    Nothing where both have the same content, or only numbers that shifted (`mapping`,
    of `find_renumbering`). A change of white space alone counts no words and tells nothing.
    """
    if prior is not None and new is not None:
        before, after = prior.content, new.content
        same = before == after or (mapping and same_but_numbers(before, after, mapping))
        return () if same and prior.kind is new.kind else (_diff_pair(prior, new, budget, mapping),)
    change = Change.ADDED if prior is None else Change.REMOVED
    return tuple(_tell_alone(block, change, budget) for block in (prior, new) if block)


def _wrap(block: Block) -> Element:
    content = block.content
    return Element((block.kind, content), content, kind=block.kind)


def _tell_alone(block: Block, change: Change, budget: int | None) -> BlockChange:
    content = block.content
    size = count_words(content)
    side = Side(block.lines, _show_alone(block, content, budget))
    gone = change is Change.REMOVED
    return BlockChange(
        change,
        block.kind,
        prior=side if gone else None,
        new=None if gone else side,
        words=Words(0, size) if gone else Words(size, 0),
        telling=rate(content, ""),
    )


def _show_alone(block: Block, content: str, budget: int | None) -> str:
    """The block, or its beginning: whole lines where lines are what it is made of."""
    if budget is None or len(content) <= budget:
        return content
    if not isinstance(block, Table | List) and block.kind not in _BY_LINE:
        return excerpt_start(content, budget)
    lines = content.split("\n")
    size = 0
    for index, line in enumerate(lines):
        size += len(line) + 1
        if size > budget and index > (HEAD if isinstance(block, Table) else 0):
            return "\n".join([*lines[:index], CUT])
    return excerpt_start(content, budget)


def _diff_pair(
    prior: Block, new: Block, budget: int | None, mapping: Mapping[str, str]
) -> BlockChange:
    if isinstance(prior, Table) and isinstance(new, Table):
        return _diff_entries(prior, new, list_rows(prior, new), budget, mapping, head=HEAD)
    if isinstance(prior, List) and isinstance(new, List):
        return _diff_entries(prior, new, (list_items(prior), list_items(new)), budget, mapping)
    if prior.kind is new.kind and new.kind in _BY_LINE:
        return _diff_entries(prior, new, (_list_lines(prior), _list_lines(new)), budget, mapping)
    return _diff_words(prior, new, budget, mapping)


def _diff_words(
    prior: Block, new: Block, budget: int | None, mapping: Mapping[str, str]
) -> BlockChange:
    before, after = prior.content, new.content
    hunks = drop_shifted(before, after, align(before, after), mapping)
    windows = find_windows(before, after, hunks)
    excerpts = excerpt_windows(before, after, windows, budget=budget)
    return _tell(
        prior,
        new,
        (excerpts.prior, excerpts.new),
        count(before, after, hunks),
        rate(before, after, windows),
    )


def _diff_entries(
    prior: Block,
    new: Block,
    entries: tuple[Sequence[BlockEntry], Sequence[BlockEntry]],
    budget: int | None,
    mapping: Mapping[str, str],
    head: int = 0,
) -> BlockChange:
    changes = pair_entries(*entries, mapping)
    if not changes:
        return _diff_words(prior, new, budget, mapping)
    lines = prior.content.split("\n"), new.content.split("\n")
    texts = compose(lines, changes, budget, mapping, head)
    return _tell(prior, new, texts, _sum_words(changes), _find_most(changes))


def _list_lines(block: Block) -> list[BlockEntry]:
    """The lines of a block, those that are blank left out."""
    return [
        BlockEntry(index, line, line.rstrip(), prefix=line[: len(line) - len(line.lstrip())])
        for index, line in enumerate(block.content.split("\n"))
        if line.strip()
    ]


def _tell(
    prior: Block, new: Block, texts: tuple[str, str], words: Words, telling: Telling
) -> BlockChange:
    return BlockChange(
        Change.EDITED,
        new.kind,
        Side(prior.lines, texts[0]),
        Side(new.lines, texts[1]),
        words,
        telling,
    )


def _sum_words(changes: Sequence[EntryChange]) -> Words:
    return Words(
        sum(change.words.added for change in changes),
        sum(change.words.removed for change in changes),
    )


def _find_most(changes: Sequence[EntryChange]) -> Telling:
    return max(change.telling for change in changes)
