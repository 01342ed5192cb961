"""Blocks made of entries: rows of a table, items of a list, lines of code.

An entry is a run of whole lines of its block. Changed entries are shown, those between them are
cut; what merely moved is not shown unless nothing else happened.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import NamedTuple

from git_report.differ.blocks.candidates import RareWords, choose_best, count_likeness
from git_report.differ.blocks.pairing import (
    Element,
    Match,
    gather_words,
    pair_alike,
    pair_elements,
)
from git_report.differ.delta import Change, Words
from git_report.differ.sections.numbering import drop_shifted, same_but_numbers
from git_report.differ.story.excerpts import CUT, Excerpts, excerpt_pair, excerpt_start
from git_report.differ.story.significance import Significance
from git_report.differ.story.windows import find_windows, rate
from git_report.differ.words.alignment import Hunk, align, count
from git_report.differ.words.markup import unify_emphasis
from git_report.differ.words.runs import longest_increasing
from git_report.differ.words.tokens import count_words
from git_report.patterns import lazy

# A changed entry whose two sides together are no longer is shown whole.
_WHOLE = 60
# So is a line of code, which is hard to read in pieces, and a row with the header above it.
LINE = 160
ROW = 200
# Rows are cut in their cells if both headers together have no more characters, and of cells that
# did not change those are shown that are as short.
_HEADS = 240
_SHORT_CELL = 12
# Of an entry that only has another place so much of its text is shown.
_NAME = 80
# And of an item that is shown because one below it changed.
_ABOVE = 40
# What a lead begins with that is more than a label, which many items may have ("Default: ").
_MARKS = ("[", "*", "`")
# Two entries are apart if so much is shared with another one, and so many times as much as here.
_APART = 0.5
_STRONGER = 1.5
# Words of context in an entry, which is known by its marker, its first cell or its indentation.
_CONTEXT = 1
_UNSEEN = lazy(r"</?[a-zA-Z][^<>]*>|&[a-z]{2,8};")
_BORDER = lazy(r"(?<!\\)\|")
# White space before and behind the border of a cell.
_PADDING = lazy(r"(?<![ \t])[ \t]{2,}+(?=\|)|(?<=\|)[ \t]{2,}+")


class BlockEntry(NamedTuple):
    """Lines of a block from `line` (0-based, in the block); `text` as they are there.

    Entries with the same `key` are the same; `label` names one among the others. A `prefix` (a
    list marker, a row's first cell) is shown whatever is cut, and so is the `lead` of its body. Up
    to `whole` characters of both sides, for a `solid` entry (a row) with the header, nothing is.
    The `depth` of an item is the number of items that it is in, `above` the nearest of these.
    """

    line: int
    text: str
    key: Hashable
    label: str = ""
    prefix: str = ""
    lead: str = ""
    solid: bool = False
    whole: int = _WHOLE
    depth: int = 0
    above: BlockEntry | None = None

    @property
    def end(self) -> int:
        """The line after the last."""
        return self.line + self.text.count("\n") + 1

    @property
    def front(self) -> str:
        """What is shown whatever is cut."""
        return self.prefix + self.lead

    @property
    def body(self) -> str:
        """The text without its prefix."""
        return self.text[len(self.prefix) :]


class EntryChange(NamedTuple):
    """An entry that changed; None where a side has none."""

    prior: BlockEntry | None
    new: BlockEntry | None
    words: Words
    telling: Significance

    @property
    def name(self) -> str:
        """What names the entry among the others: a row's first cell, the beginning of an item."""
        entry = self.new or self.prior
        if entry is None or entry.whole == LINE:
            return ""
        if entry.solid:
            return entry.prefix.strip("| \t").split("|")[-1].strip()
        return entry.lead or excerpt_start(entry.body.split("\n", 1)[0], _ABOVE)

    @property
    def is_nested(self) -> bool:
        """Whether it is at another depth, which its indentation follows."""
        return bool(self.prior and self.new and self.prior.depth != self.new.depth)

    @property
    def change(self) -> Change:
        """What happened to the entry."""
        if self.prior is None:
            return Change.ADDED
        return Change.REMOVED if self.new is None else Change.EDITED


_Sides = tuple[BlockEntry | None, BlockEntry | None]


class EntryChanges(NamedTuple):
    """The entries of two blocks that changed, and the others that have another place, in order.

    Of those that changed `moved` have another place as well. Of all of them `nested` are at another
    depth, or below another entry.
    """

    changed: list[EntryChange]
    reordered: list[EntryChange]
    moved: int = 0
    nested: int = 0


class EntryMatches(NamedTuple):
    """The entries of two blocks, and every one of both sides once in `matches`.

    Those of `in_order` were matched where they are: equal ones and ones that are alike.
    """

    prior: Sequence[BlockEntry]
    new: Sequence[BlockEntry]
    matches: Sequence[Match]
    in_order: Collection[Match]

    def list_changed(self, mapping: Mapping[str, str]) -> Iterator[_Sides]:
        """The entries that changed, numbers that shifted (`mapping`) aside."""
        for match in self.matches:
            if not match.equal and not _is_shifted(self.prior, self.new, match, mapping):
                yield (
                    self.prior[match.prior] if match.prior >= 0 else None,
                    self.new[match.new] if match.new >= 0 else None,
                )


def match_entries(prior: Sequence[BlockEntry], new: Sequence[BlockEntry]) -> EntryMatches:
    """Match entries: equal or alike in order, then equal, of one label or alike in any order."""
    named = _find_names(prior, new)
    elements = [[_wrap(each, named) for each in side] for side in (prior, new)]
    matches = pair_elements(elements[0], elements[1])
    partners: dict[int, int] = {}
    if all(entry.whole != LINE for entry in (*prior[:1], *new[:1])):
        matches, partners = _part_weak(elements[0], elements[1], matches)
    every = tuple(_pair_moved(prior, new, matches, partners))
    return EntryMatches(prior, new, every, frozenset(_find_in_order(matches, every)))


def _part_weak(
    prior: Sequence[Element], new: Sequence[Element], matches: Sequence[Match]
) -> tuple[list[Match], dict[int, int]]:
    """The matches without those of entries that are much more alike to one that is left over.

    Where an item was put before its neighbour and a new one took its place, order pairs the two.
    Also what such entries became, by new entry the prior one.
    """
    sides = [[gather_words(each.text) for each in side] for side in (prior, new)]
    gone = RareWords((m.prior, sides[0][m.prior]) for m in matches if m.new < 0)
    come = RareWords((m.new, sides[1][m.new]) for m in matches if m.prior < 0)
    scored: list[tuple[tuple[float], int, int]] = []
    weak: list[Match] = []
    for match in matches:
        i, j = match.prior, match.new
        if match.equal or min(i, j) < 0 or (prior[i].label and prior[i].label == new[j].label):
            continue
        least = max(_APART, _STRONGER * count_likeness(sides[0][i], sides[1][j]))
        pairs = [(i, k) for k in come.list_candidates(sides[0][i])]
        pairs += [(k, j) for k in gone.list_candidates(sides[1][j])]
        alike = [(count_likeness(sides[0][a], sides[1][b]), a, b) for a, b in pairs]
        better = [((-score,), a, b) for score, a, b in alike if score >= least]
        if better:
            weak.append(match)
            scored += better
    partners = {j: i for i, j in choose_best(scored)}
    taken = frozenset(partners.values())
    apart = frozenset(m for m in weak if m.prior in taken or m.new in partners)
    parted = (
        (each._replace(new=-1), each._replace(prior=-1)) if each in apart else (each,)
        for each in matches
    )
    return list(chain.from_iterable(parted)), partners


def _find_names(prior: Sequence[BlockEntry], new: Sequence[BlockEntry]) -> frozenset[str]:
    """The links, and words in bold type or code, that one item of each side begins with."""
    sides = [Counter(each.lead for each in side) for side in (prior, new)]
    return frozenset(
        lead for lead in sides[0] if lead[:1] in _MARKS and sides[0][lead] == sides[1][lead] == 1
    )


def _find_in_order(matches: Sequence[Match], every: Sequence[Match]) -> Iterator[Match]:
    """The first matches, and of those found later the ones that are between the same of these.

    So an item that was reworded beyond recognition is where it was.
    """
    yield from matches
    known = frozenset(matches)
    placed = [match for match in matches if min(match.prior, match.new) >= 0]
    ours, theirs = [match.prior for match in placed], [match.new for match in placed]
    late = sorted(
        match
        for match in every
        if match not in known and bisect_left(ours, match.prior) == bisect_left(theirs, match.new)
    )
    for at in longest_increasing([match.new for match in late]):
        yield late[at]


def compare_entries(
    matched: EntryMatches, mapping: Mapping[str, str], *, rated: bool = True
) -> EntryChanges:
    """The entries that changed; one that merely has another place counts no words.

    What differs in shifted numbers alone (`mapping`) is not changed. Without `rated` the words of
    changes are counted and how much they matter is not looked for.
    """
    changed = [_describe(*sides, mapping, rated=rated) for sides in matched.list_changed(mapping)]
    reordered = [
        EntryChange(
            matched.prior[match.prior], matched.new[match.new], Words(), Significance.ADDITION
        )
        for match in matched.matches
        if match.equal and match not in matched.in_order
    ]
    pairs = [match for match in matched.matches if min(match.prior, match.new) >= 0]
    moved = sum(not match.equal and match not in matched.in_order for match in pairs)
    return EntryChanges(changed, reordered, moved, _count_nested(matched, pairs))


def _count_nested(matched: EntryMatches, pairs: Sequence[Match]) -> int:
    """How many entries are at another depth, or below another entry than the match of theirs."""
    partners = {match.prior: match.new for match in pairs}
    above, now_above = _list_parents(matched.prior), _list_parents(matched.new)
    return sum(
        matched.prior[match.prior].depth != matched.new[match.new].depth
        or partners.get(above[match.prior], -1) != now_above[match.new]
        for match in pairs
    )


def _list_parents(entries: Sequence[BlockEntry]) -> list[int]:
    """By entry the nearest one before it that is less deep; -1 for none."""
    parents: list[int] = []
    open_: list[int] = []
    for index, entry in enumerate(entries):
        while open_ and entries[open_[-1]].depth >= entry.depth:
            open_.pop()
        parents.append(open_[-1] if open_ else -1)
        open_.append(index)
    return parents


def _is_shifted(
    prior: Sequence[BlockEntry], new: Sequence[BlockEntry], match: Match, mapping: Mapping[str, str]
) -> bool:
    if not mapping or match.prior < 0 or match.new < 0:
        return False
    return same_but_numbers(prior[match.prior].text, new[match.new].text, mapping)


def _wrap(entry: BlockEntry, names: Set[str]) -> Element:
    label = entry.label or (entry.lead if entry.lead in names else "")
    return Element(entry.key, entry.text, label=label)


def _pair_moved(
    prior: Sequence[BlockEntry],
    new: Sequence[BlockEntry],
    matches: list[Match],
    partners: dict[int, int],
) -> Iterator[Match]:
    """Pair what is left over across the order: equal entries, of the same label, then alike.

    First come the `partners` that are known, by new entry.
    """
    taken = set(partners.values())
    for name in (_key, _label):
        gone: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for match in matches:
            if match.new < 0 and match.prior not in taken:
                gone[name(prior[match.prior])].append(match.prior)
        for match in matches:
            if match.prior < 0 and match.new not in partners:
                value = name(new[match.new])
                if value and gone[value]:
                    partners[match.new] = gone[value].popleft()
                    taken.add(partners[match.new])
    left = [m.prior for m in matches if m.new < 0 and m.prior not in taken]
    come = [m.new for m in matches if m.prior < 0 and m.new not in partners]
    for i, j in _pair_leads([prior[i].lead for i in left], [new[j].lead for j in come]):
        partners[come[j]] = left[i]
        taken.add(left[i])
    left = [i for i in left if i not in taken]
    come = [j for j in come if j not in partners]
    every = (entry.text for side in (prior, new) for entry in side)
    for i, j in pair_alike([prior[i].text for i in left], [new[j].text for j in come], every):
        partners[come[j]] = left[i]
        taken.add(left[i])
    for match in matches:
        if match.prior < 0 and match.new in partners:
            i = partners[match.new]
            yield Match(i, match.new, equal=prior[i].key == new[match.new].key)
        elif match.new >= 0 or match.prior not in taken:
            yield match


def _pair_leads(prior: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Items that begin with a link, or words in bold type or code, that no others begin with."""
    sides = [Counter(side) for side in (prior, new)]
    there = {lead: j for j, lead in enumerate(new)}
    for i, lead in enumerate(prior):
        if lead[:1] in _MARKS and sides[0][lead] == sides[1][lead] == 1:
            yield i, there[lead]


def _key(entry: BlockEntry) -> Hashable:
    return entry.key


def _label(entry: BlockEntry) -> Hashable:
    return entry.label


def _describe(
    prior: BlockEntry | None, new: BlockEntry | None, mapping: Mapping[str, str], *, rated: bool
) -> EntryChange:
    before, after = prior.text if prior else "", new.text if new else ""
    if prior and new:
        hunks = find_hunks(before, after, mapping, prose=new.whole != LINE)
        words = count(before, after, hunks)
        windows = find_windows(before, after, hunks) if rated else ()
        return EntryChange(prior, new, words, rate(before, after, windows))
    words = Words(count_words(after), count_words(before))
    telling = rate(before, after) if rated else Significance.WHITE_SPACE
    return EntryChange(prior, new, words, telling)


def find_hunks(
    prior: str, new: str, mapping: Mapping[str, str], *, prose: bool = True
) -> list[Hunk] | None:
    """The hunks of two texts but for shifted numbers (`mapping`) and, in prose, emphasis.

    None where they are those of `align`.
    """
    sides = prior, new
    if prose and (("_" in prior and "*" in new) or ("*" in prior and "_" in new)):
        sides = unify_emphasis(prior), unify_emphasis(new)
    if mapping:
        return drop_shifted(prior, new, align(*sides), mapping)
    return None if sides == (prior, new) else align(*sides)


class Composed(NamedTuple):
    """The excerpts of both sides, and the changed entries and words that they leave out."""

    prior: str
    new: str
    entries: tuple[EntryChange, ...] = ()
    words: Words = Words()


def compose(
    lines: tuple[list[str], list[str]],
    changes: Sequence[EntryChange],
    budget: int | None,
    mapping: Mapping[str, str],
    heads: tuple[int, int] = (0, 0),
) -> Composed:
    """The excerpts of both sides: the most important changed entries that fit, in their order.

    A table's first lines (so many `heads` of either side) are above its rows, unless a row is too
    wide to be shown whole: then rows are cut as other text is. A side without a changed entry is
    empty. Beside other changes those of white space alone are not shown.
    """
    tops = ["\n".join(source[:head]) for source, head in zip(lines, heads, strict=True)]
    size = sum(map(len, tops))
    changes = [each for each in changes if each.telling > Significance.WHITE_SPACE] or changes
    shown = [show_entry(change, budget, mapping, size) for change in changes]
    columns = [top.split("\n")[-1].count("|") for top in tops]
    if columns[0] != columns[1]:
        shown = list(_drop_kept(changes, shown))
    kept = _choose(changes, shown, budget)
    whole = all(shown[k].whole for k in kept)
    sides: tuple[list[_Shown], list[_Shown]] = ([], [])
    for k in kept:
        entries = changes[k].prior, changes[k].new
        for side, entry, text, head in zip(sides, entries, shown[k][:2], heads, strict=True):
            if entry and text and entry.line >= head:
                side.append(_Shown(entry.line, entry.end, text, entry.above))
    out = []
    for side, source, top, head in zip(sides, lines, tops, heads, strict=True):
        if head and ((side and whole) or tops[0] != tops[1]):
            side.insert(0, _Shown(0, head, top))
        out.append(_join(source, sorted(_name_above(side), key=lambda each: each.line)))
    words = _sum_words(shown[k].hidden for k in kept)
    left = {*range(len(changes))}.difference(kept)
    return Composed(out[0], out[1], tuple(changes[k] for k in sorted(left)), words)


def _sum_words(counts: Iterable[Words]) -> Words:
    pairs = list(counts)
    return Words(sum(each.added for each in pairs), sum(each.removed for each in pairs))


def _drop_kept(changes: Sequence[EntryChange], shown: Sequence[EntryTexts]) -> Iterator[EntryTexts]:
    """The texts of rows, of one side alone if all that changed in the rows is that a column came.

    Or went: the header above them says which one.
    """
    rows = [each for each in changes if each.prior and each.new and each.new.line]
    added, removed = (any(each.words[side] for each in rows) for side in (0, 1))
    for change, texts in zip(changes, shown, strict=True):
        if added is removed or not (change.prior and change.new and change.new.line):
            yield texts
        else:
            yield texts._replace(prior="") if added else texts._replace(new="")


class _Shown(NamedTuple):
    """The text shown of lines `line` to `end`, and the entry that these are below."""

    line: int
    end: int
    text: str
    above: BlockEntry | None = None


def _name_above(shown: Sequence[_Shown]) -> Iterator[_Shown]:
    """What is shown, and of items that are not the first words, if one below them is.

    "Windows: this field MUST NOT be supplied" says nothing without the name of the field. All
    between the two is cut.
    """
    yield from shown
    known = {each.line for each in shown}
    for each in shown:
        item = each.above
        if item is not None and item.line not in known:
            known.add(item.line)
            yield _Shown(item.line, each.line, _name_item(item, each.line))


def _name_item(item: BlockEntry, line: int) -> str:
    """The beginning of an item, with a cut for all between it and a line."""
    if item.end == line and len(item.body) <= _ABOVE:
        return item.text
    start = item.lead or excerpt_start(item.body.split("\n", 1)[0], _ABOVE)
    return f"{item.prefix}{start.removesuffix(CUT).rstrip()} {CUT}"


class EntryTexts(NamedTuple):
    """What is shown of a changed entry on each side, and whether it is all of it.

    `hidden` changed words are not shown.
    """

    prior: str
    new: str
    whole: bool
    hidden: Words = Words()

    @property
    def cost(self) -> int:
        """The characters of both sides."""
        return len(self.prior) + len(self.new)


def _choose(
    changes: Sequence[EntryChange], shown: Sequence[EntryTexts], budget: int | None
) -> list[int]:
    """The most important changes that fit; one at least."""
    if budget is None:
        return list(range(len(changes)))
    chosen: list[int] = []
    spent = 0
    for k in sorted(range(len(changes)), key=lambda k: (*_rank(changes[k]), k)):
        if not chosen or spent + shown[k].cost <= budget:
            chosen.append(k)
            spent += shown[k].cost
    return sorted(chosen)


def _rank(change: EntryChange) -> tuple[int, int, int]:
    """A sort key: what matters most; of what is only new first words in an entry that was there.

    Last comes what nobody sees, such as `<br/>` at the end of a line.
    """
    if change.telling > Significance.CLAIM:
        return -change.telling, 0, 0
    if change.prior is None or change.new is None:
        return -Significance.CLAIM, 1, -change.telling
    before, after = (_UNSEEN.sub("", each.text).split() for each in (change.prior, change.new))
    return -Significance.CLAIM, 2 if before == after else 0, -change.telling


def show_entry(
    change: EntryChange, budget: int | None, mapping: Mapping[str, str], head: int
) -> EntryTexts:
    """A changed entry: whole where it is short, else its windows, else its beginning."""
    prior, new = map(_narrow, (change.prior, change.new))
    texts = [entry.text if entry else "" for entry in (prior, new)]
    entries = [entry for entry in (prior, new) if entry]
    solid = any(entry.solid for entry in entries)
    size = len(texts[0]) + len(texts[1]) + head
    if size <= max(entry.whole for entry in entries):
        return EntryTexts(texts[0], texts[1], whole=True)
    if (
        prior
        and new
        and (prior.key == new.key or (prior.depth != new.depth and prior.body == new.body))
    ):
        # It only has another place or depth: its beginning names it.
        names = [
            _prefix(entry._replace(lead=""), excerpt_start(entry.body, _NAME))
            for entry in (prior, new)
        ]
        return EntryTexts(names[0], names[1], whole=not solid)
    cells = _show_cells(prior, new, budget) if prior and new and solid and head <= _HEADS else None
    if cells is not None:
        return cells
    if prior and new:
        if prior.body == new.body and solid and prior.prefix and new.prefix:
            # All that changed of a row is its name, which has the number and what it numbers.
            names = [f"{entry.prefix.rstrip()} {CUT}" for entry in (prior, new)]
            return EntryTexts(names[0], names[1], whole=False)
        if prior.body == new.body:
            # All that changed is what they begin with.
            prior, new = prior._replace(prefix=""), new._replace(prefix="")
        if prior.lead != new.lead:
            prior, new = prior._replace(lead=""), new._replace(lead="")
        before, after = (entry.text[len(entry.front) :] for entry in (prior, new))
        hunks = find_hunks(before, after, mapping, prose=new.whole != LINE)
        excerpts = excerpt_pair(before, after, hunks, context=_CONTEXT, budget=budget, both=True)
        sides = _prefix(prior, excerpts.prior), _prefix(new, excerpts.new)
        return EntryTexts(*sides, whole=False, hidden=_count_hidden(excerpts))
    alone: list[str] = []
    left: list[int] = []
    for entry in (prior, new):
        if entry is None or not entry.body.strip():
            alone.append(entry.text if entry else "")
            left.append(0)
            continue
        start = excerpt_start(entry.body, budget)
        left.append(count_words(entry.body) - count_words(start))
        alone.append(_prefix(entry._replace(lead=""), start))
    return EntryTexts(alone[0], alone[1], whole=not solid, hidden=Words(left[1], left[0]))


def _count_hidden(excerpts: Excerpts) -> Words:
    return Words(excerpts.hidden_new, excerpts.hidden_prior)


def _show_cells(prior: BlockEntry, new: BlockEntry, budget: int | None) -> EntryTexts | None:
    """A row with a cut for each long cell that did not change, so that it fits below its header.

    None where the rows have not as many cells, or where the cells that changed say enough without
    the names of their columns: a tick or a number does not.
    """
    before, after = (_BORDER.split(entry.text) for entry in (prior, new))
    pairs = list(zip(before, after, strict=False))
    if len(before) != len(after) or not any(
        one != other and max(len(one), len(other)) <= _SHORT_CELL for one, other in pairs
    ):
        return None
    names = prior.prefix.count("|"), new.prefix.count("|")
    texts: tuple[list[str], list[str]] = ([], [])
    hidden: list[Words] = []
    for at, (one, other) in enumerate(pairs):
        shown = one, other
        if one == other and len(one) > _SHORT_CELL and at >= min(names):
            shown = f" {CUT} ", f" {CUT} "
        elif one != other and len(one) + len(other) > _WHOLE:
            excerpts = excerpt_pair(one, other, context=_CONTEXT, budget=budget, both=True)
            hidden.append(_count_hidden(excerpts))
            shown = f" {excerpts.prior} ", f" {excerpts.new} "
        texts[0].append(shown[0])
        texts[1].append(shown[1])
    before_text, after_text = ("|".join(side).strip() for side in texts)
    return EntryTexts(before_text, after_text, whole=True, hidden=_sum_words(hidden))


def drop_padding(text: str) -> str:
    """Rows without the spaces that align their cells."""
    return _PADDING.sub(" ", text)


def _narrow(entry: BlockEntry | None) -> BlockEntry | None:
    """A row without the spaces that align its cells, which may be more than it says."""
    if entry is None or not entry.solid:
        return entry
    return entry._replace(text=drop_padding(entry.text), prefix=drop_padding(entry.prefix))


def _prefix(entry: BlockEntry, text: str) -> str:
    """The excerpt behind its marker, with the white space that ends its source."""
    if not text:
        return ""
    front = entry.front
    if text.startswith(CUT) and front.strip():
        # The padding of a cell is no part of what changed.
        return f"{front.rstrip()} {text}"
    if not text.endswith(CUT):
        text += entry.text[len(entry.text.rstrip()) :]
    if entry.lead and entry.text[len(front) : len(front) + 1].isspace():
        # Of what is cut the white space at its ends is cut, too.
        return f"{front} {text}"
    return front + text


def _join(source: list[str], shown: list[_Shown]) -> str:
    """What is shown, in lines; a line with `…` wherever entries between are left out.

    A cut at the end of an entry stands for the rest of that entry alone: without a line of its own
    the entries left out after it would go unseen, and the next be taken for its neighbour.
    """
    out: list[str] = []
    at = 0
    for line, end, text, _ in shown:
        between = source[at:line]
        if not any(part.strip() for part in between):
            out += [part for part in between if at]
        else:
            out.append(CUT)
        out.append(text)
        at = end
    if out and any(part.strip() for part in source[at:]):
        out.append(CUT)
    return "\n".join(out)
