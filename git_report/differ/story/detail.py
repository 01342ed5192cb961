"""One section of diff.md below the table: what became of it, excerpts, figures, reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from git_report.differ.delta import BlockChange, Change, Delta, SectionChange, Side
from git_report.differ.story.declared import reasons
from git_report.differ.story.markup import fence, heading, quote
from git_report.differ.story.titles import name_path, name_section, name_title
from git_report.markdown import Kind
from git_report.text import flatten

# Characters of excerpts a section; the rest is counted.
BUDGET = 3_000
# Changed figures a section; the rest is counted.
FIGURES = 12
MINUS = "−"

_VERSION = re.compile(r"report-(\d{2,})\.md")


def render_detail(
    section: SectionChange,
    delta: Delta,
    prior_name: str,
    new_name: str,
    *,
    declared: Iterable[str] = (),
    budget: int | None = BUDGET,
) -> str:
    """The section's heading, excerpts and figures; empty where the table has told everything.

    `declared` are the losses that the record declares of it. Without a budget every change is
    shown.
    """
    shown = list(section.blocks) if budget is None else choose_blocks(section, budget)
    parts = [part for block in shown for part in _tell_block(block, delta)]
    hidden = len(section.blocks) - len(shown)
    if hidden:
        more = "change" if hidden == 1 else "changes"
        parts.append(f"and {hidden} more {more}{_tell_command(section, prior_name, new_name)}")
    if section.figures:
        parts.append(_tell_figures(section))
    parts += [f"**Why:** {reason}" for reason in reasons(section, delta.new)]
    parts += [f"**Declared:** {loss}" for loss in declared]
    if not parts:
        return ""
    return "\n\n".join(
        [f"## {heading(name_section(section, delta))}", _tell_kind(section, delta), *parts]
    )


def _tell_figures(section: SectionChange) -> str:
    figures = [f"{flatten(each.prior)} → {flatten(each.new)}" for each in section.figures]
    hidden = len(figures) - FIGURES
    more = f" (and {hidden} more)" if hidden > 0 else ""
    return f"**Changed figures:** {' · '.join(figures[:FIGURES])}{more}"


def choose_blocks(section: SectionChange, budget: int = BUDGET) -> list[BlockChange]:
    """The changes that fit the budget, the most important first in, told in their order."""
    ranked = sorted(range(len(section.blocks)), key=lambda k: (-section.blocks[k].telling, k))
    chosen: list[int] = []
    spent = 0
    for k in ranked:
        cost = _cost(section.blocks[k])
        if chosen and spent + cost > budget:
            continue
        chosen.append(k)
        spent += cost
    return [section.blocks[k] for k in sorted(chosen)]


def tell_change(section: SectionChange, delta: Delta) -> str:
    """The table's words for a change: kinds with the former name or place, and words counted."""
    words = [_tell_one(change, section, delta) for change in section.change]
    counted = []
    if section.words.added:
        counted.append(f"+{section.words.added}")
    if section.words.removed:
        counted.append(f"{MINUS}{section.words.removed}")
    return " ".join([", ".join(words), *counted])


def _tell_one(change: Change, section: SectionChange, delta: Delta) -> str:
    match change:
        case Change.RENAMED if section.prior is not None and section.prior.path:
            return f"renamed from *{name_title(section.prior.path)}*"
        case Change.MOVED if section.prior is not None and _parent_differs(section):
            return f"moved from *{name_path(section.prior.path[:-1], delta.prior)}*"
        case Change.SPLIT if section.into:
            return f"split into {_list_titles(section.into)}"
        case Change.SPLIT if section.sources:
            return f"split from {_list_titles(section.sources)}"
        case Change.MERGED if section.sources:
            return f"merged from {_list_titles(section.sources)}"
        case Change.MERGED if section.into:
            return f"merged into {_list_titles(section.into)}"
    return str(change)


def _parent_differs(section: SectionChange) -> bool:
    assert section.prior is not None
    return section.new is not None and section.prior.path[:-1] != section.new.path[:-1]


def _list_titles(paths: tuple[tuple[str, ...], ...]) -> str:
    return ", ".join(f"*{name_title(path)}*" for path in paths)


def _tell_kind(section: SectionChange, delta: Delta) -> str:
    kinds = f"*{', '.join(section.change)}*"
    before, after = section.prior, section.new
    if before is None or after is None or not _was_elsewhere(section):
        return kinds
    return f"{kinds}, was *{name_path(before.path, delta.prior)}*"


def _was_elsewhere(section: SectionChange) -> bool:
    """Whether a section had another title or parent by its own doing, not by an ancestor's."""
    told = {Change.RENAMED, Change.RENUMBERED, Change.MOVED, Change.RELEVELED}
    return bool(told.intersection(section.change)) and section.prior != section.new


def _tell_block(block: BlockChange, delta: Delta) -> Iterator[str]:
    """Labels and quotes of one change."""
    if block.change is Change.MOVED and (block.prior is None or block.new is None):
        gone = block.new is None
        where = name_path(block.place, delta.new if gone else delta.prior)
        side = block.prior or block.new
        assert side is not None
        yield f"Moved {'to' if gone else 'from'} *{where}*:"
        yield _quote(block, side)
        return
    if block.change is Change.MOVED and block.new is not None:
        yield "Moved within the section:"
        yield _quote(block, block.new)
        return
    if not any(side.text for side in (block.prior, block.new) if side is not None):
        yield "Only white space changed."
    if block.prior is not None and block.prior.text:
        yield "Prior:"
        yield _quote(block, block.prior)
    if block.new is not None and block.new.text:
        yield "New:"
        yield _quote(block, block.new)


def _quote(block: BlockChange, side: Side) -> str:
    fenced = block.kind is Kind.CODE and not side.text.lstrip().startswith(("```", "~~~"))
    return quote(fence(side.text) if fenced else side.text)


def _cost(block: BlockChange) -> int:
    return sum(len(side.text) for side in (block.prior, block.new) if side is not None)


def _tell_command(section: SectionChange, prior_name: str, new_name: str) -> str:
    """How to see the rest; only numbered versions and numbered sections can be asked for."""
    before, after = _VERSION.fullmatch(prior_name), _VERSION.fullmatch(new_name)
    side = section.new or section.prior
    if before is None or after is None or side is None or not side.number:
        return ""
    number = ".".join(map(str, side.number))
    return f": `git report diff {before[1]} {after[1]} --section {number}`"
