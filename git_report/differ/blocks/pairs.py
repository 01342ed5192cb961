"""Blocks of a section paired, and a changed pair shown in excerpts, each kind in its own way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from git_report.differ.blocks.candidates import count_likeness
from git_report.differ.blocks.entries import (
    LINE,
    BlockEntry,
    EntryChange,
    EntryChanges,
    EntryMatches,
    compare_entries,
    compose,
    drop_padding,
    find_hunks,
    match_entries,
)
from git_report.differ.blocks.list_comparison import is_item, list_items
from git_report.differ.blocks.list_pieces import cut_lists, find_own_items
from git_report.differ.blocks.pairing import Element, Match, gather_words, pair_alike, pair_elements
from git_report.differ.blocks.paragraphs import join_pieces
from git_report.differ.blocks.table_comparison import HEAD, count_alignments, list_rows
from git_report.differ.delta import BlockChange, Change, Hidden, Side, Words, name_unit
from git_report.differ.sections.numbering import same_but_numbers
from git_report.differ.story.excerpts import CUT, excerpt_start, excerpt_windows
from git_report.differ.story.quoting import is_delimiter
from git_report.differ.story.significance import Significance
from git_report.differ.story.windows import find_windows, rate
from git_report.differ.words.alignment import count
from git_report.differ.words.markup import count_markup, unify_markup
from git_report.differ.words.tokens import count_words
from git_report.markdown import Block, Kind, List, Table, parse
from git_report.patterns import lazy

# Characters of excerpts a changed block, of both sides together.
BUDGET = 2_500
# The budget of who only counts: nothing is shown or rated, which is most of the work.
UNSHOWN = 0
# Characters that name an item of which nothing but the marker changed.
_NAME = 80
# So many entries that only have another place are named beside others that changed.
_FEW = 5
# A pair of paragraphs with less in common is one by its place, and parted if one of them has more
# in common with another, so many times as much. Of more paragraphs that came or went none is.
_WEAK = 0.5
_STRONGER = 1.5
_MOST = 64
_NO_SHIFT: Mapping[str, str] = {}
_BLANK_LINE = lazy(r"\n[ \t\r]*\n")
# Any bullet is one, and any mark behind a number.
_MARKS = str.maketrans("*+)", "--.")
_FENCE = lazy(r" {0,3}(?:`{3,}|~{3,})[ \t\r]*")
_INDENT = lazy(r"\A(?: {4}| {0,3}\t)")
_PROSE = frozenset({Kind.PARAGRAPH, Kind.QUOTE})
_BY_LINE = frozenset({Kind.CODE, Kind.HTML, Kind.DEFINITION, Kind.FRONT_MATTER})


class Pairing(NamedTuple):
    """A prior block and the new one that it became; None where a side has none.

    The two of a `distant` pair have other blocks between them and their neighbours' counterparts.
    A block that was reworded in another section is a pair there, and here without one: `place` is
    the index of the other section in either pairing, else -1. `pieces` are the paragraphs that each
    side is a part of, if several became one. A `part` is not a whole paragraph.
    """

    prior: Block | None
    new: Block | None
    equal: bool
    distant: bool = False
    place: int = -1
    pieces: tuple[int, int] | None = None
    part: bool = False


def pair_blocks(prior: Sequence[Block], new: Sequence[Block]) -> list[Pairing]:
    """Every block of both sides once, in order: equal ones, then those that are alike.

    Blocks are equal by kind and content, the blank lines after them aside. The two pieces of a
    paragraph that was cut or joined are one block here, of both their lines; a list that was cut or
    joined is one block here for each of its pieces. A list and a table are a pair only if no other
    block is a list with one of the items.
    """
    prior, new = cut_lists(prior, new)
    matches = pair_elements([_wrap(block) for block in prior], [_wrap(block) for block in new])
    pairs = [
        (
            prior[match.prior] if match.prior >= 0 else None,
            new[match.new] if match.new >= 0 else None,
            match.equal and prior[match.prior].content == new[match.new].content,
        )
        for match in matches
    ]
    return list(_prefer_lists([Pairing(*sides) for sides in join_pieces(pairs)]))


def part_items(pairing: Pairing) -> Iterator[Pairing]:
    """A pairing; of a list and a paragraph the items that are in it, and the others on their own.

    Else nobody would look for these elsewhere.
    """
    prior, new = pairing.prior, pairing.new
    parts = None
    if isinstance(prior, List) and new is not None and new.kind is Kind.PARAGRAPH:
        parts = find_own_items(prior, new)
    elif isinstance(new, List) and prior is not None and prior.kind is Kind.PARAGRAPH:
        parts = find_own_items(new, prior)
    if parts is None:
        yield pairing
        return
    went = isinstance(prior, List)
    for part in parts:
        if part is parts[1]:
            yield pairing._replace(prior=part) if went else pairing._replace(new=part)
        elif part is not None:
            yield Pairing(part if went else None, None if went else part, equal=False)


def _prefer_lists(pairings: Sequence[Pairing]) -> Sequence[Pairing]:
    """The pairings, a list paired with the list that has its items rather than with a table.

    The table has more words of a list whose long items went there than what is left of the list.
    """
    mixed = [k for k, each in enumerate(pairings) if _is_mixed(each)]
    if not mixed:
        return pairings
    gone = _index_items((k, each.prior) for k, each in enumerate(pairings) if each.new is None)
    come = _index_items((k, each.new) for k, each in enumerate(pairings) if each.prior is None)
    out = list(pairings)
    for k in mixed:
        before, after = pairings[k].prior, pairings[k].new
        went = isinstance(before, List)
        keys = (entry.key for entry in list_entries(before if went else after))
        there = come if went else gone
        at = next((there[key] for key in keys if key in there), -1)
        if at < 0 or out[at] is not pairings[at]:
            continue
        if went:
            out[k] = Pairing(None, after, equal=False)
            out[at] = Pairing(before, pairings[at].new, equal=False)
        else:
            out[k] = Pairing(pairings[at].prior, after, equal=False)
            out[at] = Pairing(before, None, equal=False)
    return out


def _is_mixed(pairing: Pairing) -> bool:
    """Whether a list is paired with a table."""
    return {type(pairing.prior), type(pairing.new)} == {List, Table}


def _index_items(blocks: Iterable[tuple[int, Block | None]]) -> dict[Hashable, int]:
    """The place of the list that each item is in."""
    return {
        entry.key: k
        for k, block in blocks
        if isinstance(block, List)
        for entry in list_entries(block)
    }


def pair_distant(pairings: Sequence[Pairing]) -> Iterator[Pairing]:
    """Pair what only one side has, across the order of the others, with what it became there.

    What is the same in both places has moved, which is shown otherwise.
    """
    pairings = _part_weak(pairings)
    gone = [each.prior for each in pairings if each.new is None and each.prior is not None]
    come = [each.new for each in pairings if each.prior is None and each.new is not None]
    if not gone or not come:
        yield from pairings
        return
    same = {fingerprint(block) for block in gone} & {fingerprint(block) for block in come}
    partners: dict[int, Block] = {}
    for kind in dict.fromkeys(block.kind for block in gone):
        left, right = (
            [block for block in side if block.kind is kind and fingerprint(block) not in same]
            for side in (gone, come)
        )
        for i, j in pair_alike([b.content for b in left], [b.content for b in right]):
            partners[right[j].span.start] = left[i]
    # By the first byte of a prior block: the pairs of blocks before it.
    before: dict[int, int] = {}
    pairs = list(accumulate(None not in (each.prior, each.new) for each in pairings))
    for each, number in zip(pairings, pairs, strict=True):
        if each.prior is not None:
            before[each.prior.span.start] = number
    paired = {block.span.start for block in partners.values()}
    for each, number in zip(pairings, pairs, strict=True):
        if each.prior is None and each.new is not None and each.new.span.start in partners:
            partner = partners[each.new.span.start]
            distant = number != before[partner.span.start]
            yield Pairing(partner, each.new, equal=False, distant=distant)
        elif each.new is not None or each.prior is None or each.prior.span.start not in paired:
            yield each


def _part_weak(pairings: Sequence[Pairing]) -> Sequence[Pairing]:
    """The pairings, two paragraphs apart that are a pair by their place if one is another's.

    Between the same neighbours they need little in common, and what one became may be further on.
    """
    gone = [each.prior for each in pairings if each.new is None]
    come = [each.new for each in pairings if each.prior is None]
    texts = [
        [gather_words(block.content) for block in side if block and block.kind is Kind.PARAGRAPH]
        for side in (come, gone)
    ]
    if not 0 < sum(map(len, texts)) <= _MOST:
        return pairings
    out: list[Pairing] = []
    for each in pairings:
        if each.equal or each.prior is None or each.new is None or _is_better(each, texts):
            out.append(each)
        else:
            out += [each._replace(new=None), each._replace(prior=None)]
    return out


def _is_better(pairing: Pairing, others: Sequence[Sequence[frozenset[str]]]) -> bool:
    """Whether no paragraph of a pair has much more in common with one of the others.

    The first of which are the new ones, by their words.
    """
    prior, new = pairing.prior, pairing.new
    assert prior is not None
    assert new is not None
    if not prior.kind is new.kind is Kind.PARAGRAPH:
        return True
    words = gather_words(prior.content), gather_words(new.content)
    here = count_likeness(*words)
    if here >= _WEAK:
        return True
    there = (
        count_likeness(mine, other)
        for mine, side in zip(words, others, strict=True)
        for other in side
    )
    return max(there) <= max(_WEAK, _STRONGER * here)


def fingerprint(block: Block) -> tuple[Kind, str]:
    """What blocks of the same kind and content have in common."""
    return block.kind, block.content


def diff_block(
    prior: Block | None,
    new: Block | None,
    budget: int | None = BUDGET,
    mapping: Mapping[str, str] = _NO_SHIFT,
    moved: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset()),
) -> tuple[BlockChange, ...]:
    """What changed between two versions of a block, or the block that only one version has.

    The entries at the `moved` lines of either side, from 0, are shown elsewhere. With the budget
    `UNSHOWN` the changes have their words only, no sides and no rating.

    Nothing where both have the same content, or only numbers that shifted (`mapping`,
    of `find_renumbering`). A change of white space alone counts no words and does not matter.
    """
    if prior is not None and new is not None:
        before, after = prior.content, new.content
        same = before == after or (mapping and same_but_numbers(before, after, mapping))
        if same and prior.kind is new.kind:
            return ()
        return tuple(_diff_pair(prior, new, budget, mapping, moved))
    change = Change.ADDED if prior is None else Change.REMOVED
    if any(moved):
        return tuple(_describe_rest(prior, new, change, budget, moved))
    return tuple(_describe_alone(block, change, budget) for block in (prior, new) if block)


def _wrap(block: Block) -> Element:
    content = block.content
    said = content if block.kind in _BY_LINE else unify_markup(content)
    return Element((block.kind, "" if block.kind is Kind.RULE else said), said, kind=block.kind)


def _describe_alone(block: Block, change: Change, budget: int | None) -> BlockChange:
    size = count_words(block.content)
    gone = change is Change.REMOVED
    if budget == UNSHOWN:
        return BlockChange(change, block.kind, None, None, Words(0, size) if gone else Words(size))
    text, hidden = _show_alone(block, budget)
    side = Side(block.lines, text)
    return BlockChange(
        change,
        block.kind,
        prior=side if gone else None,
        new=None if gone else side,
        words=Words(0, size) if gone else Words(size, 0),
        telling=rate(block.content, "") if gone else rate("", block.content),
        hidden=hidden,
    )


def _show_alone(block: Block, budget: int | None) -> tuple[str, tuple[Hidden, ...]]:
    """The block, or its beginning, and what is left out: whole entries where it has any."""
    content = block.content
    if budget is None or len(content) <= budget:
        return content, ()
    entries = list_entries(block)
    lines, sizes = _measure_lines(block)
    # The characters up to the end of each line.
    ends = list(accumulate(sizes, initial=0))
    if ends[-1] <= budget:
        return "\n".join(lines), ()
    least = 2 if isinstance(block, Table) else 1
    shown = sum(ends[min(entry.end, len(ends) - 1)] <= budget for entry in entries)
    if len(entries) <= least or shown < least:
        text = excerpt_start(content, budget)
        return text, (Hidden(count_words(content) - count_words(text), "word"),)
    kept = lines[: entries[shown].line]
    return "\n".join([*kept, CUT]), (Hidden(len(entries) - shown, name_unit(block.kind)),)


def _measure_lines(block: Block) -> tuple[list[str], list[int]]:
    """The lines as they are shown, and their characters.

    What aligns the cells of a table is not shown, and the line below its header says nothing.
    """
    lines = block.content.split("\n")
    if not isinstance(block, Table):
        return lines, [len(line) + 1 for line in lines]
    rows = [drop_padding(line) for line in lines]
    return rows, [0 if is_delimiter(row) else len(row) + 1 for row in rows]


def list_entries(block: Block | None) -> list[BlockEntry]:
    """The rows, items or lines of a block; none where it is made of words."""
    if isinstance(block, Table):
        return list_rows(block, block)[0]
    if isinstance(block, List):
        return list_items(block)
    return _list_lines(block) if block and block.kind in _BY_LINE else []


# A difference asks for the same for its sections, for moves and for figures, blame for its parts.
@lru_cache(maxsize=1 << 12)
def match_inside(prior: Block, new: Block) -> EntryMatches | None:
    """The rows, items or lines of two blocks, matched; None where either is made of words."""
    if _is_mixed(Pairing(prior, new, equal=False)):
        return match_entries(list_entries(prior), list_entries(new))
    if prior.kind is not new.kind:
        before, after = _read_as_list(prior), _read_as_list(new)
        return match_entries(list_items(before), list_items(after)) if before and after else None
    if isinstance(prior, Table) and isinstance(new, Table):
        return match_entries(*list_rows(prior, new))
    if _find_fence(prior, new) is not None:
        return match_entries(_list_code(prior), _list_code(new))
    if isinstance(new, List) or new.kind in _BY_LINE:
        return match_entries(list_entries(prior), list_entries(new))
    return None


def _read_as_list(block: Block) -> List | None:
    """A list, also one that is indented so far that it is code; None where it is neither."""
    if isinstance(block, List):
        return block
    if block.kind is not Kind.CODE or not is_item(block.content):
        return None
    from textwrap import dedent  # code is seldom a list

    blocks = [b for b in parse(dedent(block.content)).root.blocks if b.kind is not Kind.BLANK]
    return blocks[0] if len(blocks) == 1 and isinstance(blocks[0], List) else None


def _count_hidden(
    block: Block, entries: int, words: Words, known: Sequence[EntryChange] = ()
) -> tuple[Hidden, ...]:
    """What excerpts leave out: entries, those that are `known` apart, and words."""
    unit = name_unit(block.kind)
    names: dict[Change, list[str]] = {}
    for each in sorted(known, key=lambda each: each.change):
        names.setdefault(each.change, []).append(each.name)
    counts = [
        Hidden(len(named), unit, change, tuple(filter(None, named)))
        for change, named in names.items()
    ]
    counted = (*counts, Hidden(entries, unit), *count_hidden_words(words))
    return tuple(each for each in counted if each.number > 0)


def count_hidden_words(words: Words) -> tuple[Hidden, ...]:
    """What excerpts of a text leave out: a clause that is gone is no rest of one that is new."""
    counted = (
        Hidden(words.added, "word", Change.ADDED),
        Hidden(words.removed, "word", Change.REMOVED),
    )
    return tuple(each for each in counted if each.number > 0)


def _list_changes(block: Block | None, *, gone: bool) -> Iterator[EntryChange]:
    """Each entry of a block that only one version has, as gone or as new."""
    for entry in list_entries(block) if block else ():
        size = count_words(entry.text)
        if gone:
            yield EntryChange(entry, None, Words(0, size), rate(entry.text, ""))
        else:
            yield EntryChange(None, entry, Words(size, 0), rate("", entry.text))


def _drop_moved(
    changes: Iterable[EntryChange], moved: tuple[frozenset[int], frozenset[int]]
) -> list[EntryChange]:
    return [
        change
        for change in changes
        if not (change.new is None and change.prior is not None and change.prior.line in moved[0])
        and not (change.prior is None and change.new is not None and change.new.line in moved[1])
    ]


def _describe_rest(
    prior: Block | None,
    new: Block | None,
    change: Change,
    budget: int | None,
    moved: tuple[frozenset[int], frozenset[int]],
) -> Iterator[BlockChange]:
    """What a block that only one version has says beside the entries that moved."""
    every = [*_list_changes(prior, gone=True), *_list_changes(new, gone=False)]
    changes = _drop_moved(every, moved)
    block = prior or new
    assert block is not None
    if not changes:
        return
    if budget == UNSHOWN:
        yield BlockChange(change, block.kind, None, None, _sum_words(changes))
        return
    lines = [each.content.split("\n") if each else [] for each in (prior, new)]
    heads = _measure_head(prior), _measure_head(new)
    shown = compose((lines[0], lines[1]), changes, budget, _NO_SHIFT, heads)
    yield BlockChange(
        change,
        block.kind,
        Side(prior.lines, shown.prior) if prior else None,
        Side(new.lines, shown.new) if new else None,
        _sum_words(changes),
        max(each.telling for each in changes),
        hidden=_count_hidden(block, len(shown.entries), shown.words),
    )


def _diff_pair(
    prior: Block,
    new: Block,
    budget: int | None,
    mapping: Mapping[str, str],
    moved: tuple[frozenset[int], frozenset[int]],
) -> Iterator[BlockChange]:
    matched = match_inside(prior, new)
    if matched is None:
        yield _diff_words(prior, new, budget, mapping)
        return
    found = compare_entries(matched, mapping, rated=budget != UNSHOWN)
    left = _drop_moved(found.changed, moved)
    markup = _count_markup(prior, new, matched)
    became = prior.kind is not new.kind or _find_fence(prior, new) is not None
    spaced = 0 if became else sum(_is_spaced(matched, each) for each in matched.matches)
    if left or found.reordered or became:
        few = left and 0 < len(found.reordered) <= _FEW and new.kind not in _BY_LINE
        left_over = found._replace(changed=left, reordered=[] if few else found.reordered)
        change = _diff_entries(prior, new, left_over, budget, mapping)
        yield change._replace(markup=markup, spaced=change.spaced + spaced)
        if few:
            order = found._replace(changed=[], moved=0, nested=0)
            yield _diff_entries(prior, new, order, budget, mapping)
    elif not found.changed and isinstance(new, List) and _is_numbered_otherwise(matched):
        change = _diff_markers(prior, new, matched, budget)
        yield change._replace(markup=markup, spaced=spaced)
    elif not found.changed:
        yield _diff_unsaid(prior, new, budget, markup)._replace(spaced=spaced)


def _is_spaced(matched: EntryMatches, match: Match) -> bool:
    """Whether an entry is the same but for white space: it has another indentation, or lines."""
    if not match.equal:
        return False
    before, after = matched.prior[match.prior].text, matched.new[match.new].text
    return before != after and "".join(before.split()) == "".join(after.split())


def _is_numbered_otherwise(matched: EntryMatches) -> bool:
    """Whether an item has another number, or has one and had none."""
    return any(
        _unify_marker(matched.prior[each.prior]) != _unify_marker(matched.new[each.new])
        for each in matched.matches
        if each.equal
    )


def _diff_words(
    prior: Block, new: Block, budget: int | None, mapping: Mapping[str, str]
) -> BlockChange:
    before, after = prior.content, new.content
    if markup := _find_markup(prior, new):
        sides = Side(prior.lines, ""), Side(new.lines, "")
        return BlockChange(Change.EDITED, new.kind, *sides, markup=markup)
    prose = new.kind in _PROSE and prior.kind in _PROSE
    hunks = find_hunks(before, after, mapping, prose=prose)
    became = prior.kind if prior.kind is not new.kind else None
    if budget == UNSHOWN:
        return BlockChange(
            Change.EDITED,
            new.kind,
            None,
            None,
            count(before, after, hunks),
            prior_kind=became,
        )
    windows = find_windows(before, after, hunks)
    telling = rate(before, after, windows)
    excerpts = excerpt_windows(before, after, windows, budget=budget)
    if bool(excerpts.prior) != bool(excerpts.new):
        # Of words that came or went the other side shows what stays beside them.
        windows = find_windows(before, after, hunks, both=True)
        excerpts = excerpt_windows(before, after, windows, budget=budget)
    texts = excerpts.prior, excerpts.new
    if telling is Significance.WHITE_SPACE and not _is_visible(prior, new):
        texts = "", ""
    return BlockChange(
        Change.EDITED,
        new.kind,
        Side(prior.lines, texts[0]),
        Side(new.lines, texts[1]),
        count(before, after, hunks),
        telling,
        hidden=count_hidden_words(Words(excerpts.hidden_new, excerpts.hidden_prior)),
        prior_kind=became,
        pieces=_count_pieces(before, after) if prior.kind is new.kind is Kind.PARAGRAPH else None,
    )


def _find_markup(prior: Block, new: Block) -> tuple[tuple[int, str], ...]:
    """What is written otherwise in two blocks that say the same; nothing of other blocks."""
    if prior.kind is new.kind is Kind.RULE:
        return ((1, "rule"),)
    if prior.kind is not new.kind or new.kind not in _PROSE:
        return ()
    before, after = prior.content, new.content
    return (count_markup(before, after) or ()) if "_" in before or "_" in after else ()


def _count_markup(prior: Block, new: Block, matched: EntryMatches) -> tuple[tuple[int, str], ...]:
    """What is written otherwise in the entries of two blocks that say the same."""
    counts: Counter[str] = Counter()
    for match in matched.matches:
        if not match.equal:
            continue
        one, other = matched.prior[match.prior], matched.new[match.new]
        if one.text == other.text:
            continue
        if isinstance(new, List) and one.prefix.split() != other.prefix.split():
            counts["bullet"] += _unify_marker(one) == _unify_marker(other)
        if new.kind is Kind.CODE:
            counts["fence"] = 1 if isinstance(one.key, tuple) else counts["fence"]
        for number, unit in count_markup(one.body, other.body) or ():
            counts[unit] += number
    if isinstance(prior, Table) and isinstance(new, Table):
        counts["column alignment"] = count_alignments(prior, new)
    return tuple((number, unit) for unit, number in counts.items() if number)


def _unify_marker(entry: BlockEntry) -> str:
    """The marker of an item with one kind of bullet, and one mark behind its number."""
    return " ".join(entry.prefix.split()).translate(_MARKS)


def _diff_unsaid(
    prior: Block, new: Block, budget: int | None, markup: tuple[tuple[int, str], ...]
) -> BlockChange:
    """Two blocks whose entries say the same: in other markup, else in other white space."""
    if markup or isinstance(new, Table):
        sides = Side(prior.lines, ""), Side(new.lines, "")
        return BlockChange(Change.EDITED, new.kind, *sides, markup=markup)
    return _diff_words(prior, new, budget, _NO_SHIFT)


def _count_pieces(prior: str, new: str) -> tuple[int, int] | None:
    """How many paragraphs each side is; None where they are as many."""
    before, after = count_paragraphs(prior), count_paragraphs(new)
    return (before, after) if before != after else None


def count_paragraphs(text: str) -> int:
    """How many paragraphs a text has that are one block here."""
    return len(_BLANK_LINE.findall(text)) + 1


def _diff_markers(
    prior: Block, new: Block, matched: EntryMatches, budget: int | None
) -> BlockChange:
    """Two lists of the same items, which have other markers or numbers: the first shows it."""
    change = _diff_words(prior, new, budget, _NO_SHIFT)._replace(words=Words())
    pairs = [(matched.prior[m.prior], matched.new[m.new]) for m in matched.matches]
    changed = [pair for pair in pairs if _unify_marker(pair[0]) != _unify_marker(pair[1])]
    if budget is None or budget == UNSHOWN or not changed:
        return change
    before, after = (_name_entry(entry) for entry in changed[0])
    return change._replace(
        prior=Side(prior.lines, before),
        new=Side(new.lines, after),
        hidden=_count_hidden(new, len(changed) - 1, Words()),
    )


def _name_entry(entry: BlockEntry) -> str:
    return entry.prefix + excerpt_start(entry.body, _NAME)


def _is_visible(prior: Block, new: Block) -> bool:
    """Whether white space can be seen: where a paragraph ends, and in code indentation."""
    if prior.kind is not new.kind:
        return True
    if new.kind not in _BY_LINE:
        return count_paragraphs(prior.content) != count_paragraphs(new.content)
    sides = [[line.rstrip() for line in block.content.split("\n")] for block in (prior, new)]
    return sides[0] != sides[1]


def _diff_entries(
    prior: Block,
    new: Block,
    changes: EntryChanges,
    budget: int | None,
    mapping: Mapping[str, str],
) -> BlockChange:
    changed, reordered = changes.changed, changes.reordered
    change = BlockChange(
        Change.EDITED,
        new.kind,
        None,
        None,
        _sum_words(changed),
        reordered=len(reordered) + changes.moved,
        nested=changes.nested,
        prior_kind=prior.kind if prior.kind is not new.kind else None,
        fenced=_find_fence(prior, new),
    )
    if budget == UNSHOWN:
        return change
    if not (changed or reordered):
        return change._replace(prior=Side(prior.lines, ""), new=Side(new.lines, ""))
    lines = prior.content.split("\n"), new.content.split("\n")
    shown = compose(
        lines, changed or reordered, budget, mapping, (_measure_head(prior), _measure_head(new))
    )
    telling = max(change.telling for change in changed or reordered)
    unseen = telling is Significance.WHITE_SPACE and not (change.nested or _is_visible(prior, new))
    return change._replace(
        prior=Side(prior.lines, shown.prior if changed and not unseen else ""),
        new=Side(new.lines, "" if unseen else shown.new),
        telling=telling,
        hidden=_count_hidden(new, 0, shown.words, shown.entries if changed else ()),
        spaced=sum(not each.telling and not each.is_nested for each in changed) if telling else 0,
    )


def _list_lines(block: Block) -> list[BlockEntry]:
    """The lines of a block, those that are blank left out; a fence is known by what it names."""
    entries = _list_all(block)
    if block.kind is Kind.CODE and entries and (fence := _FENCE.match(entries[0].text)):
        names = entries[0].text[fence.end() :].strip()
        entries[0] = entries[0]._replace(key=("fence", names))
        if len(entries) > 1 and _FENCE.fullmatch(entries[-1].text.rstrip()):
            entries[-1] = entries[-1]._replace(key=("fence",))
    return entries


def _list_all(block: Block) -> list[BlockEntry]:
    return [
        BlockEntry(
            index, line, line.rstrip(), prefix=line[: len(line) - len(line.lstrip())], whole=LINE
        )
        for index, line in enumerate(block.content.split("\n"))
        if line.strip()
    ]


def _measure_head(block: Block | None) -> int:
    """The lines of a block that are shown above any of its entries: a table's header."""
    return HEAD if isinstance(block, Table) else 0


def _find_fence(prior: Block, new: Block) -> bool | None:
    """Whether code is fenced now and was not; False the other way round, None if both are alike."""
    if not prior.kind is new.kind is Kind.CODE:
        return None
    before, after = (_FENCE.match(block.content) is not None for block in (prior, new))
    return None if before is after else after


def _list_code(block: Block) -> list[BlockEntry]:
    """The lines of code by what they say: without the fence or the indentation that marks it.

    A fence that names a language is a line of its own.
    """
    entries = _list_lines(block)
    if _FENCE.match(entries[0].text):
        closed = _FENCE.fullmatch(entries[-1].text.strip()) is not None
        return entries[_FENCE.fullmatch(entries[0].text) is not None : len(entries) - closed]
    return [each._replace(key=_INDENT.sub("", str(each.key))) for each in entries]


def _sum_words(changes: Sequence[EntryChange]) -> Words:
    return Words(
        sum(change.words.added for change in changes),
        sum(change.words.removed for change in changes),
    )
