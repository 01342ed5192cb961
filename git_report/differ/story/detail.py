"""One section of diff.md below the table: what became of it, excerpts, figures, reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache, reduce
from itertools import groupby, pairwise
from typing import NamedTuple

from git_report.differ.blocks.heading_changes import is_underlined
from git_report.differ.blocks.leads import has_colon, is_lead
from git_report.differ.blocks.list_comparison import is_item
from git_report.differ.delta import (
    BlockChange,
    Change,
    Delta,
    Hidden,
    SectionChange,
    SectionSide,
    Side,
    Words,
    format_count,
    name_unit,
)
from git_report.differ.sections.outline import drop_emphasis
from git_report.differ.story.declared import Reason
from git_report.differ.story.escaping import code, heading
from git_report.differ.story.excerpts import CUT, excerpt_start
from git_report.differ.story.quoting import is_source, quote_excerpt
from git_report.differ.story.significance import Significance
from git_report.differ.story.titles import name_path, name_section, name_title
from git_report.differ.words.sentences import find_sentences
from git_report.differ.words.tokens import count_words
from git_report.markdown import Block, Document, Kind, Section
from git_report.patterns import lazy
from git_report.text import flatten

_NUMBER = lazy(r"\d+")


class Room(NamedTuple):
    """Characters of excerpts of one section; what does not fit is counted.

    `first` is what its most important change may have, if that is more.
    """

    section: int
    first: int


# A change has an excerpt of up to 2,500 characters on either side.
_ANY = 3_000
# From the widest to none.
ROOMS = (
    *(
        Room(size, _ANY)
        for size in (4_000, 3_200, 2_500, 2_000, 1_600, 1_300, 1_000, 800, 650, 500, 350, 250)
    ),
    *(Room(0, size) for size in (2_000, 1_400, 1_000, 700, 500, 350, 200, 0)),
)
# Lost text, obligations and figures have so many times the room.
_WEIGHTY = 2
# Fewer characters of a text that does not fit say too little.
_BEGINNING = 120
# What may be cut anywhere, and is in one version only.
_PROSE = frozenset({Kind.PARAGRAPH, Kind.QUOTE, Kind.LIST})
_ALONE = frozenset({Change.ADDED, Change.REMOVED})
# And of the text above a list so much is shown.
_LEAD = 160
# About what the labels of a change and its marks of quotation take.
_LABELS = 60
# And about what one label takes.
_LABEL = 15
# So many rows and items that are left out are named.
_NAMES_SHOWN = 8
# Changed figures a section; the rest is counted.
FIGURES = 12
# Lost and new figures of all sections that are named, the lost ones first.
NAMED = 24
MINUS = "−"
# Before the number of a section that only the prior version has.
PRIOR = "prior:"
# A fence around these is that of diff.md, around code that of the version.
_SOURCES = {
    Kind.CODE: "code",
    Kind.HTML: "HTML",
    Kind.FRONT_MATTER: "front matter",
    Kind.DEFINITION: "link definitions",
}
_KINDS = {
    Kind.PARAGRAPH: "a paragraph",
    Kind.HEADING: "a heading",
    Kind.LIST: "a list",
    Kind.TABLE: "a table",
    Kind.QUOTE: "a quotation",
    Kind.CODE: "code",
    Kind.HTML: "HTML",
    Kind.RULE: "a rule",
    Kind.DEFINITION: "a link definition",
    Kind.FRONT_MATTER: "front matter",
    Kind.BLANK: "nothing",
}
_NAMES = {
    **{kind: str(kind) for kind in Kind},
    Kind.QUOTE: "quotation",
    Kind.CODE: "code block",
    Kind.HTML: "HTML block",
    Kind.DEFINITION: "link definition",
}
_FATES = {
    Change.ADDED: "new",
    Change.REMOVED: "removed",
    Change.EDITED: "reworded",
    Change.MOVED: "moved",
}


def render_detail(
    section: SectionChange,
    delta: Delta,
    *,
    reasons: Sequence[Reason] = (),
    command: str = "",
    room: Room | None = ROOMS[0],
    also: Collection[int] = (),
) -> str:
    """The section's heading, excerpts and figures; empty where the table shows everything.

    `reasons` are those of `explain`. `command` shows all of a section where its number is added.
    Without a limit every change is shown, else those that fit and those at the places of `also`.
    """
    rest = _offer_command(section, command)
    blocks = dict(enumerate(section.blocks))
    if room is not None:
        blocks = _choose_shown(section, room, also, rest)
    parts = [str(each) for each in reasons if each.label == "Why" and each.block is None]
    changed = {block.prior.lines[1] for block in section.blocks if block.prior}
    starts = [
        {side.lines[0] for side in sides if side}
        for sides in ((b.prior for b in section.blocks), (b.new for b in section.blocks))
    ]
    for places, block in _join_definitions(blocks):
        if not (is_markup(block) or is_space(block)):
            parts += _render_lead(block, delta, changed)
            parts += _render_block(block, delta)
            parts += _render_below(block, delta, starts[block.new is not None])
        parts += [str(each) for each in reasons if each.block in places]
    parts += _render_markup([block for block in blocks.values() if is_markup(block)])
    parts += _render_space(blocks.values())
    hidden = [block for at, block in enumerate(section.blocks) if at not in blocks]
    if hidden:
        parts.append(_count_hidden(hidden, rest))
    elif rest and any(block.hidden for block in blocks.values()):
        parts.append(f"Show all: {rest}")
    if section.figures:
        parts.append(_render_figures(section))
    parts += [
        str(each)
        for each in reasons
        if (each.block is None and each.label != "Why")
        or (each.block is not None and each.block not in blocks)
    ]
    if not parts:
        return ""
    return "\n\n".join(
        [f"## {heading(name_section(section, delta))}", _render_kind(section, delta), *parts]
    )


def _choose_shown(
    section: SectionChange, room: Room, also: Collection[int], rest: str
) -> dict[int, BlockChange]:
    """The changes that are shown, by their places; the line for the `rest` has this command."""
    chosen = {*choose_blocks(section, room), *also}
    blocks = {at: section.blocks[at] for at in chosen} | _begin_next(section, room, chosen)
    left = {at: block for at, block in enumerate(section.blocks) if at not in blocks}
    # What takes no more room than the line that counts it is shown.
    size = sum(_cost(block) + _LABEL for block in left.values())
    if left and size <= len(_count_hidden(list(left.values()), rest)):
        blocks |= left
    return dict(sorted(blocks.items()))


def _join_definitions(
    blocks: Mapping[int, BlockChange],
) -> Iterator[tuple[Collection[int], BlockChange]]:
    """The changes with their places; link definitions in a row that came, or went, are one."""
    run: list[int] = []
    for at, block in blocks.items():
        last = blocks[run[-1]] if run else block
        alone = block.kind is last.kind is Kind.DEFINITION and block.change in _ALONE
        if run and not (alone and block.change is last.change and run[-1] + 1 == at):
            yield run, reduce(_join_two, (blocks[each] for each in run))
            run = []
        run.append(at)
    if run:
        yield run, reduce(_join_two, (blocks[each] for each in run))


def _join_two(before: BlockChange, after: BlockChange) -> BlockChange:
    """Two changes that came, or went, one behind the other."""
    prior, new = (
        one and other and Side((one.lines[0], other.lines[1]), f"{one.text}\n{other.text}")
        for one, other in ((before.prior, after.prior), (before.new, after.new))
    )
    return before._replace(prior=prior, new=new, hidden=before.hidden + after.hidden)


def _count_hidden(blocks: Sequence[BlockChange], command: str) -> str:
    """How many changes are not shown, what happened in them, to how many words, and what does."""
    counts = Counter(block.change for block in blocks)
    kinds = ", ".join(f"{counts[change]:,} {change}" for change in _CUT_ORDER if counts[change])
    words = sum(block.words.added + block.words.removed for block in blocks)
    counted = f"{kinds}; {format_count(words, 'word')}" if words else kinds
    line = f"and {format_count(len(blocks), 'more change')} ({counted})"
    return f"{line}: {command}" if command else line


def is_markup(block: BlockChange) -> bool:
    """Whether nothing but its markup changed, and it is where it was."""
    return block.is_markup and not block.elsewhere


def _render_markup(blocks: Sequence[BlockChange]) -> Iterator[str]:
    """One line for all blocks of a section in which nothing changed but their markup."""
    counts: Counter[str] = Counter()
    for block in blocks:
        for number, unit in block.markup:
            counts[unit] += number
    if counts:
        whole = blocks[0]._replace(markup=tuple((n, unit) for unit, n in counts.items()))
        yield f"Only markup changed: {whole.describe_markup()}."


def is_space(block: BlockChange) -> bool:
    """Whether nothing but white space changed, and where nobody sees it."""
    other = block.elsewhere or block.pieces or block.reordered or block.prior_text or block.new_text
    return block.is_blank and not other


def count_space(blocks: Iterable[BlockChange]) -> Counter[str]:
    """What changed in white space alone, by its name in the singular."""
    counts: Counter[str] = Counter()
    for block in blocks:
        if block.spaced:
            counts[name_unit(block.kind)] += block.spaced
        elif is_space(block):
            counts[_NAMES[block.kind]] += 1
    return counts


def _render_space(blocks: Iterable[BlockChange]) -> Iterator[str]:
    """One line for all of a section in which nothing changed but white space."""
    if counts := count_space(blocks):
        counted = ", ".join(format_count(number, unit) for unit, number in counts.items())
        yield f"Only white space changed: {counted}."


def name_figures(delta: Delta) -> Iterator[tuple[str, str]]:
    """The names of lost figures and, as far as there is room, of new ones."""
    lost = [_name_figure(figure.prior, figure.times) for figure in delta.figures.lost]
    new = [_name_figure(figure.new, figure.times) for figure in delta.figures.added]
    if lost:
        yield "lost", join_some(lost, NAMED)
    if new and len(lost) < NAMED:
        yield "new", join_some(new, NAMED - len(lost))


def _name_figure(text: str, times: int) -> str:
    return f"{flatten(text)} ×{times}" if times > 1 else flatten(text)


def _render_figures(section: SectionChange) -> str:
    figures = [f"{flatten(each.prior)} → {flatten(each.new)}" for each in section.figures]
    return f"**Changed figures:** {join_some(figures, FIGURES)}"


def join_some(texts: Sequence[str], most: int) -> str:
    """The first texts in one line, and how many more there are."""
    hidden = len(texts) - most
    return " · ".join(texts[:most]) + (f" (and {hidden} more)" if hidden > 0 else "")


def choose_blocks(section: SectionChange, room: Room = ROOMS[0]) -> list[int]:
    """The places of the changes that fit, the most important first in, in order.

    What may have taken away something that others relied on has more room than the rest.
    """
    ranked = sorted(range(len(section.blocks)), key=lambda k: (*rank_block(section.blocks[k]), k))
    chosen: list[int] = []
    spent = 0
    for k in ranked:
        block = section.blocks[k]
        cost = _cost(block)
        if spent + cost > max(_measure_room(block, room), 0 if chosen else room.first):
            continue
        chosen.append(k)
        spent += cost
    return sorted(chosen)


def _measure_room(block: BlockChange, room: Room) -> int:
    """The characters up to which a section may be filled with a change."""
    return room.section * (_WEIGHTY if block.telling >= Significance.REMOVAL else 1)


def _begin_next(section: SectionChange, room: Room, shown: Set[int]) -> dict[int, BlockChange]:
    """The beginning of the most important text that does not fit, on both sides if it has both.

    By its place; in the room that is left, if that is not too little, the rest counted.
    """
    left = [
        k
        for k, block in enumerate(section.blocks)
        if k not in shown and block.change is not Change.MOVED and block.kind in _PROSE
    ]
    if not left:
        return {}
    k = min(left, key=lambda k: (*rank_block(section.blocks[k]), k))
    block = section.blocks[k]
    most = max(_measure_room(block, room), 0 if shown else room.first)
    most -= sum(_cost(section.blocks[at]) for at in shown)
    sides = [side for side in (block.prior, block.new) if side and side.text]
    most = max(most, _BEGINNING * len(sides) if room.section else 0)
    if not 0 < most < _cost(block):
        return {}
    cut = {id(side): _cut(side, most // len(sides)) for side in sides}
    words = Counter({each.change: each.number for each in block.hidden if each.unit == "word"})
    for side in reversed(sides):
        # What is left of a block that has one side is as new, or as gone, as what is shown.
        change = (Change.ADDED if side is block.new else Change.REMOVED) if len(sides) > 1 else None
        words[change] += count_words(side.text) - count_words(cut[id(side)].text)
    others = (each for each in block.hidden if each.unit != "word")
    return {
        k: block._replace(
            prior=block.prior and cut.get(id(block.prior), block.prior),
            new=block.new and cut.get(id(block.new), block.new),
            hidden=(*others, *(Hidden(words[each], "word", each) for each in +words)),
        )
    }


def _cut(side: Side, most: int) -> Side:
    """A side with the beginning of its excerpt; of an item or line at its end if one fits."""
    if len(side.text) <= most:
        return side
    end = side.text.rfind("\n", 0, most)
    if end >= most // 2:
        return side._replace(text=f"{side.text[:end].rstrip()}\n{CUT}")
    return side._replace(text=excerpt_start(side.text, most))


def choose_more(delta: Delta, room: Room, characters: int) -> dict[int, list[int]]:
    """The most important changes that do not fit into their sections, but into so many characters.

    Their places by the place of their section.
    """
    left = [
        (*rank_block(block), at, k)
        for at, section in enumerate(delta.sections)
        if len(shown := set(choose_blocks(section, room))) < len(section.blocks)
        for k, block in enumerate(section.blocks)
        if k not in shown
    ]
    out: dict[int, list[int]] = {}
    for *_, at, k in sorted(left):
        cost = _cost(delta.sections[at].blocks[k]) + _LABELS
        if cost <= characters:
            characters -= cost
            out.setdefault(at, []).append(k)
    return out


_ORDER = (Change.EDITED, Change.REMOVED, Change.ADDED, Change.MOVED)
# What is not shown is named in another one: what is lost first.
_CUT_ORDER = (Change.REMOVED, Change.EDITED, Change.ADDED, Change.MOVED)


def rank_block(block: BlockChange) -> tuple[int, int, int]:
    """A sort key: what matters most; of that edits, as both sides are to be read; the longest."""
    return -block.telling, _ORDER.index(block.change), -block.words.added - block.words.removed


def summarise_change(section: SectionChange, delta: Delta) -> str:
    """The table's words for a change: kinds with the former name or place, and words counted."""
    words = [_summarise_kind(change, section, delta) for change in section.change]
    counted = []
    if section.words.added:
        counted.append(f"+{section.words.added}")
    if section.words.removed:
        counted.append(f"{MINUS}{section.words.removed}")
    return " ".join([", ".join(words), *counted])


def _summarise_kind(change: Change, section: SectionChange, delta: Delta) -> str:
    match change:
        case Change.EDITED:
            return _summarise_edit(section.blocks)
        case Change.ADDED | Change.REMOVED if not section.blocks:
            return f"{change} (title only)"
        case Change.RENAMED if section.prior is not None and section.prior.path:
            before = name_title(section.prior.path)
            return _summarise_title(before, name_title(section.new.path) if section.new else "")
        case Change.RELEVELED if (levels := find_levels(section, delta)) is not None:
            return f"releveled from {levels[0]} to {levels[1]}{count_below(section.below)}"
        case Change.MOVED if section.prior is not None and _parent_differs(section):
            return f"moved from *{name_path(section.prior.path[:-1], delta.prior)}*"
        case Change.MOVED if section.new is not None:
            return f"moved ({_describe_place(section.new, delta.new)})"
        case Change.SPLIT if section.into:
            return f"split into {_list_titles(section.into)}"
        case Change.SPLIT if section.sources:
            return f"split from {_list_titles(section.sources)}"
        case Change.MERGED if section.sources:
            return f"merged from {_list_titles(section.sources)}"
        case Change.MERGED if section.into:
            return f"merged into {_list_titles(section.into)}"
    return str(change)


def _summarise_edit(blocks: Sequence[BlockChange]) -> str:
    """That a section was edited, and whether that is less than words."""
    if all(block.is_blank for block in blocks):
        indented = all(map(_is_indented, blocks))
        return f"edited ({'indentation' if indented else 'white space'} only)"
    if all(block.is_order for block in blocks):
        return "edited (order only)"
    if all(block.is_markup or block.is_blank for block in blocks):
        return "edited (markup only)"
    if all(block.kind is Kind.DEFINITION for block in blocks):
        return "edited (link definitions only)"
    if all(block.fenced is not None and not block.telling for block in blocks):
        return "edited (fences only)"
    return "edited (nesting only)" if all(block.is_nesting for block in blocks) else "edited"


def _summarise_title(before: str, after: str) -> str:
    """What became of a title, by what readers see of it."""
    if before == after:
        return "renamed (anchor only)"
    same = drop_emphasis(before) == drop_emphasis(after)
    return "renamed (emphasis only)" if same else f"renamed from *{before}*"


def count_below(number: int) -> str:
    """That so many sections have another level with the one above them."""
    return f" (with its {format_count(number, 'subsection')})" if number else ""


def find_levels(section: SectionChange, delta: Delta) -> tuple[int, int] | None:
    """The level of the section's heading in both versions; None where one has no heading."""
    if section.prior is None or section.new is None:
        return None
    before = _list_sections(delta.prior).get(section.prior.number)
    after = _list_sections(delta.new).get(section.new.number)
    if before is None or after is None or not (before.level and after.level):
        return None
    return before.level, after.level


# Of the two versions of one difference, for each of its sections.
@lru_cache(maxsize=2)
def _list_sections(document: Document) -> dict[tuple[int, ...], Section]:
    return {section.number: section for section in document.sections}


def _parent_differs(section: SectionChange) -> bool:
    assert section.prior is not None
    return section.new is not None and section.prior.path[:-1] != section.new.path[:-1]


def _describe_place(side: SectionSide, document: Document) -> str:
    """Where a section stands among those beside it: after which one."""
    *above, last = side.number
    before = _list_sections(document).get((*above, last - 1)) if last > 1 else None
    return f"now after *{name_title(before.path)}*" if before is not None else "now first"


def _list_titles(paths: tuple[tuple[str, ...], ...]) -> str:
    return ", ".join(f"*{name_title(path)}*" for path in paths)


def _render_kind(section: SectionChange, delta: Delta) -> str:
    kinds = f"*{', '.join(section.change)}*"
    before, after = section.prior, section.new
    if before is None or after is None or not _was_elsewhere(section):
        return kinds
    name = name_path(before.path, delta.prior)
    return kinds if name == name_path(after.path, delta.new) else f"{kinds}, was *{name}*"


def _was_elsewhere(section: SectionChange) -> bool:
    """Whether a section had another title or parent by its own doing, not by an ancestor's."""
    kinds = {Change.RENAMED, Change.RENUMBERED, Change.MOVED, Change.RELEVELED}
    return bool(kinds.intersection(section.change)) and section.prior != section.new


def _render_lead(block: BlockChange, delta: Delta, changed: Collection[int]) -> Iterator[str]:
    """The end of the paragraph above a list that lost items, which says whose list it is.

    One that `changed` itself, by its last line, is shown anyway.
    """
    if block.kind is not Kind.LIST or block.prior is None or block.change is Change.MOVED:
        return
    sides = [sum(map(is_item, t.split("\n"))) for t in (block.prior_text, block.new_text)]
    lead = _list_leads(delta.prior).get(block.prior.lines[0])
    if lead is None or sides[0] <= sides[1] or lead.lines[1] in changed:
        return
    start, end = find_sentences(lead.content)[-1]
    yield "Below this text:"
    yield quote_excerpt(lead.kind, excerpt_start(lead.content[start:end], _LEAD))


def _render_below(block: BlockChange, delta: Delta, changed: Set[int]) -> Iterator[str]:
    """The beginning of a block that stayed and is below a text that came or went.

    One that `changed`, by its first line, is shown by itself.
    """
    side = block.new or block.prior
    if block.change not in _ALONE or side is None or not (block.lead or has_colon(side.text)):
        return
    document = delta.new if block.new else delta.prior
    below = _list_led(document).get(side.lines[1])
    if below is None or below.lines[0] in changed:
        return
    start = next(filter(str.strip, below.content.split("\n")))
    text = excerpt_start(start, _LEAD)
    yield "Above this text:"
    yield quote_excerpt(below.kind, text if text == below.content.strip() else f"{text}\n{CUT}")
    if block.lead:
        yield f"That {'was' if block.new else 'is now'} below this text:"
        yield quote_excerpt(Kind.PARAGRAPH, excerpt_start(block.lead, _LEAD))


@lru_cache(maxsize=2)
def _list_led(document: Document) -> dict[int, Block]:
    """The blocks right below paragraphs that lead to them, by the last line of the paragraph."""
    return {
        before.lines[1]: after
        for before, after in pairwise(document.blocks())
        if is_lead(before, after)
    }


@lru_cache(maxsize=2)
def _list_leads(document: Document) -> dict[int, Block]:
    """The paragraphs right above lists, by the first line of the list."""
    return {
        after.span.first: before
        for before, after in pairwise(document.blocks())
        # A no-break space alone is a paragraph to Markdown.
        if before.kind is Kind.PARAGRAPH and before.content.strip() and after.kind is Kind.LIST
    }


def _render_block(block: BlockChange, delta: Delta) -> Iterator[str]:
    """Labels and quotes of one change, and what is left out of it."""
    fates = [f"{fate[0].upper()}{fate[1:]}" for fate in describe_fate(block, delta)]
    if block.change is Change.MOVED or block.is_order:
        yield from (f"{fate}." for fate in fates[:-1])
        yield f"{fates[-1]}:"
        yield quote_excerpt(block.kind, block.new_text or block.prior_text)
        return
    yield from (f"{fate}." for fate in fates)
    for label, kind, text in _list_sides(block):
        yield f"{label}{_name_source(kind, text)}:"
        yield quote_excerpt(kind, text)
    yield from describe_rest(block, spaced=False)


def _is_indented(block: BlockChange) -> bool:
    """Whether lines of code differ in what they begin with alone."""
    sides = [[line.lstrip() for line in t.split("\n")] for t in (block.prior_text, block.new_text)]
    return block.kind is Kind.CODE and bool(block.new_text) and sides[0] == sides[1]


def _describe_lines(block: BlockChange) -> str:
    """Where a change is of which nothing is shown: the lines of the new version."""
    if block.new is None or block.new_text:
        return ""
    first, last = block.new.lines
    return f" in line {first}" if first >= last else f" in lines {first} to {last}"


def _list_sides(block: BlockChange) -> Iterator[tuple[str, Kind, str]]:
    """The label, kind and excerpt of each side that has one: Prior and New belong together."""
    both = bool(block.prior_text and block.new_text) or _keeps_words(block)
    if block.prior_text:
        yield "Prior" if both else "Removed", block.prior_kind or block.kind, block.prior_text
    if block.new_text:
        yield "New" if both else "Added", block.kind, block.new_text


def _keeps_words(block: BlockChange) -> bool:
    """Whether an excerpt of one side has words of both.

    So it is of a paragraph that lost a sentence, and of an item that is below another one.
    """
    kept = block.kind in (Kind.PARAGRAPH, Kind.QUOTE) or block.words == Words()
    return block.change is Change.EDITED and kept


def _name_source(kind: Kind, text: str) -> str:
    """What a fence around an excerpt shows, in brackets; empty where there is none."""
    if kind in _SOURCES:
        return f" ({_SOURCES[kind]})"
    return " (source)" if is_source(kind, text) else ""


def describe_kinds(block: BlockChange) -> str:
    """That a block became one of another kind."""
    kinds = block.prior_kind or block.kind, block.kind
    before, after = (_KINDS[kind] for kind in kinds)
    if Kind.PARAGRAPH in kinds:
        before, after = (
            "an item" if kind is Kind.LIST and _is_one_item(text) else name
            for kind, name, text in zip(
                kinds, (before, after), (block.prior_text, block.new_text), strict=True
            )
        )
    return f"{before[0].upper()}{before[1:]} became {after}"


def _is_one_item(text: str) -> bool:
    """Whether an excerpt of a list is of one item."""
    lines = text.split("\n")
    return sum(map(is_item, lines)) == 1 and CUT not in lines


def describe_place_change(block: BlockChange, delta: Delta) -> str:
    """That a block which changed has another place as well, in its section or from another one."""
    if block.titled and block.place:
        if block.kind is Kind.HEADING:
            return f"A paragraph of *{name_path(block.place, delta.prior)}* became this heading"
        return f"The heading *{name_path(block.place, delta.prior)}* became this paragraph"
    only = block.is_blank or block.is_order or block.is_nesting
    where = f"from *{name_path(block.place, delta.prior)}*" if block.place else "within the section"
    if only:
        return f"Moved {where}"
    before, after = (_NUMBER.sub("0", text) for text in (block.prior_text, block.new_text))
    number = before and before == after
    return f"Moved {where} and {'has another number' if number else 'edited'}"


def describe_fate(block: BlockChange, delta: Delta) -> Iterator[str]:
    """What happened to a block, as far as its words do not show it."""
    if block.change is Change.MOVED:
        yield describe_move(block, delta)
    elif block.elsewhere:
        yield describe_place_change(block, delta)
    if block.is_order:
        yield block.describe_order()
    elif block.is_markup:
        yield f"only markup changed: {block.describe_markup()}"
    elif block.pieces:
        yield block.describe_pieces()
    elif block.is_blank:
        what = "indentation" if _is_indented(block) else "white space"
        yield f"only {what} changed{_describe_lines(block)}"
    if block.prior_kind is not None and not (block.titled and block.place):
        yield describe_kinds(block)
    if block.fenced is not None:
        yield block.describe_fence()
    if block.nested:
        yield block.describe_nesting()


def describe_move(block: BlockChange, delta: Delta) -> str:
    """Where a block that moved came from or went to."""
    if block.prior is not None and block.new is not None:
        return "moved within the section"
    gone = block.new is None
    where = name_path(block.place, delta.new if gone else delta.prior)
    edited = " and edited" if block.elsewhere else ""
    if block.titled:
        line = _find_underline(block.place, delta.new if gone else delta.prior)
        comma = "," if line and edited else ""
        return f"{'became' if gone else 'was'} the heading *{where}*{line}{comma}{edited}"
    return f"moved {'to' if gone else 'from'} *{where}*{edited}"


def _find_underline(path: tuple[str, ...], document: Document) -> str:
    """The line below a heading that makes it one, in words: it may be meant as a rule."""
    line = _list_underlines(document).get(path)
    return f", underlined by {code(line)}" if line else ""


@lru_cache(maxsize=2)
def _list_underlines(document: Document) -> dict[tuple[str, ...], str]:
    return {
        section.path: section.heading.content.rpartition("\n")[2].strip()
        for section in document.sections
        if section.heading is not None and is_underlined(section)
    }


def describe_rest(block: BlockChange, *, spaced: bool = True) -> Iterator[str]:
    """What the excerpts of a block leave out, in words; also what is only `spaced` otherwise."""
    rest = list(_describe_hidden(block.hidden))
    if block.reordered and not block.is_order:
        rest.append(block.describe_order())
    if block.markup and not block.is_markup:
        rest.append(f"{block.describe_markup()} changed in markup alone")
    if spaced and block.spaced and not block.is_blank:
        unit = name_unit(block.kind)
        rest.append(f"{format_count(block.spaced, unit)} changed in white space alone")
    if rest:
        yield f"and {' and '.join(rest)}"


def _describe_hidden(hidden: Sequence[Hidden]) -> Iterator[str]:
    """What is left out, by its unit, and how much of it is new, gone and so on."""
    for unit, group in groupby(hidden, key=lambda each: each.unit):
        counts = list(group)
        total = sum(each.number for each in counts)
        known = [(each, _FATES[each.change]) for each in counts if each.change]
        if len(known) == 1:
            names = _list_names(known[0][0])
            yield format_count(total, f"more {known[0][1]} {unit}") + (f" ({names})" * bool(names))
        else:
            fates = (
                f"{each.number:,} {fate}{f': {names}' if (names := _list_names(each)) else ''}"
                for each, fate in known
            )
            mark = "; " if any(each.names for each in counts) else ", "
            shown = mark.join(fates)
            yield f"{format_count(total, f'more {unit}')}{f' ({shown})' if shown else ''}"


def _list_names(hidden: Hidden) -> str:
    """The names of entries that are left out, as code, as far as there is room."""
    names = [code(flatten(name)) for name in dict.fromkeys(hidden.names)]
    left = hidden.number - min(len(names), _NAMES_SHOWN)
    rest = f" and {left:,} more" if names and left else ""
    return ", ".join(names[:_NAMES_SHOWN]) + rest


def _cost(block: BlockChange) -> int:
    return sum(len(side.text) for side in (block.prior, block.new) if side is not None)


def _offer_command(section: SectionChange, command: str) -> str:
    """How to see all of a section, as code."""
    return code(add_section(command, section)) if command else ""


def add_section(command: str, section: SectionChange) -> str:
    """The command for one section; the number of one that is gone may be another's now."""
    side = section.new or section.prior
    assert side is not None
    name = ".".join(map(str, side.number))
    return f"{command} --section {name if section.new else PRIOR + name}"
