"""diff.md: what a Delta says, as Markdown that reads well on a forge and can be parsed back.

A pure function of the two versions: no date, no commit, nothing of the machine. The number in
the engine's line stands for the exact bytes; whoever changes them changes the number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from git_report.differ.delta import Change, Delta, SectionChange
from git_report.differ.sections.numbering import strip_number
from git_report.differ.story.declared import changed_definitions, newest_reference, place_declared
from git_report.differ.story.detail import render_detail, tell_change
from git_report.differ.story.markup import cell
from git_report.differ.story.rewrite import tell_rewrite
from git_report.differ.story.summary_row import Teaser
from git_report.differ.story.titles import name_path, name_section
from git_report.markdown import Definition, Document, Section
from git_report.text import flatten

# The number of this engine: it stands for the exact bytes of what is rendered here.
ENGINE = 3

_MARK = f"<!-- git-report diff/{ENGINE} -->"

_COUNTED = (
    Change.EDITED,
    Change.ADDED,
    Change.REMOVED,
    Change.RENAMED,
    Change.MOVED,
    Change.RELEVELED,
    Change.SPLIT,
    Change.MERGED,
    Change.RENUMBERED,
)


def render_diff(delta: Delta, prior_name: str, new_name: str) -> str:
    """diff.md for two versions called `prior_name` and `new_name`."""
    parts = [f"# {flatten(prior_name)} → {flatten(new_name)}", _MARK]
    parts += _tell_reference(delta.prior, delta.new)
    parts += tell_rewrite(delta)
    parts.append(_tell_counts(delta))
    parts += _tell_renumbering(delta)
    rows = [*_section_rows(delta), *_definition_rows(delta)]
    if rows:
        head = ["| Section | Change | Prior | New |", "|---|---|---|---|"]
        parts.append("\n".join(head + rows))
    elif delta.splices:
        parts.append(
            "*No section changed: the versions differ in blank lines or in the tail only.*"
        )
    placed, left = place_declared(delta)
    parts += [f"**Declared:** {loss}" for loss in left]
    for at, section in enumerate(delta.sections):
        losses = placed.get(at, ())
        detail = render_detail(section, delta, prior_name, new_name, declared=losses)
        if detail:
            parts.append(detail)
    return "\n\n".join(parts) + "\n"


def render_first(document: Document, name: str) -> str:
    """diff.md for a first version: its sections, without excerpts."""
    sections = [section for section in document.sections if section.heading is not None]
    parts = [f"# {flatten(name)}", _MARK, *_tell_reference(None, document)]
    many = "section" if len(sections) == 1 else "sections"
    parts.append(f"**First version: {len(sections)} {many}**")
    if sections:
        head = ["| Section | Words |", "|---|---|"]
        rows = [
            f"| {cell(name_path(each.path, document))} | {_count_words(each)} |"
            for each in sections
        ]
        parts.append("\n".join(head + rows))
    return "\n\n".join(parts) + "\n"


def render_section(delta: Delta, number: tuple[int, ...], prior_name: str, new_name: str) -> str:
    """Every change of the section at a place ((3, 2) is the second in the third), nothing counted.

    Empty where that section did not change. A removed section goes by its prior place.
    """
    placed, _ = place_declared(delta)
    details = [
        render_detail(
            section, delta, prior_name, new_name, declared=placed.get(at, ()), budget=None
        )
        for at, section in enumerate(delta.sections)
        if (side := section.new or section.prior) is not None and side.number == number
    ]
    return "".join(f"{detail}\n" for detail in details if detail)


def count_changes(delta: Delta) -> dict[Change, int]:
    """How many sections had each change, in the order of diff.md; further pieces do not count."""
    counts: Counter[Change] = Counter()
    for section in delta.sections:
        whole = section.prior is not None and section.new is not None
        for change in section.change:
            if whole or change in (Change.ADDED, Change.REMOVED):
                counts[change] += 1
    return {change: counts[change] for change in _COUNTED if counts[change]}


def is_renumbered_only(section: SectionChange) -> bool:
    """Whether a section is told in the line of renumberings and nowhere else."""
    return section.change == (Change.RENUMBERED,)


def _tell_reference(prior: Document | None, new: Document) -> list[str]:
    reference = newest_reference(prior, new)
    return [f"Reference: {reference}"] if reference else []


def _tell_counts(delta: Delta) -> str:
    words = [f"{number} {change}" for change, number in count_changes(delta).items()]
    words.append(f"{delta.unchanged} unchanged")
    figures = delta.figures
    return (
        f"**{' · '.join(words)}** — figures: {len(figures.added)} new, "
        f"{len(figures.changed)} changed, {len(figures.lost)} lost"
    )


def _tell_renumbering(delta: Delta) -> list[str]:
    """All new numbers in one line: of a title its number alone where that names it."""
    pairs = list(dict.fromkeys(_shorten_numbers(*pair) for pair in delta.renumbered))
    return [f"**Renumbered:** {', '.join(pairs)}"] if pairs else []


def _shorten_numbers(before: str, after: str) -> str:
    old, number = strip_number(flatten(before))[0], strip_number(flatten(after))[0]
    if old and number:
        # "Exhibit 9 → 11": the label once.
        label = old.rpartition(" ")[0]
        return f"{old} → {number.removeprefix(f'{label} ') if label else number}"
    return f"{flatten(before)} → {flatten(after)}"


def _section_rows(delta: Delta) -> Iterator[str]:
    teaser = Teaser(delta.prior, delta.new)
    for section in delta.sections:
        if is_renumbered_only(section):
            continue
        before, after = teaser.tease(section)
        columns = (name_section(section, delta), tell_change(section, delta), before, after)
        yield _tell_row(columns)


def _tell_row(columns: tuple[str, ...]) -> str:
    cells = [f" {text} " if text else " " for text in map(cell, columns)]
    return f"|{'|'.join(cells)}|"


def _definition_rows(delta: Delta) -> Iterator[str]:
    for before, after in changed_definitions(delta.prior, delta.new):
        columns = (f"[^{before.label}]", "definition edited", _quote(before), _quote(after))
        yield _tell_row(columns)


def _quote(definition: Definition) -> str:
    return f'"{flatten(definition.text)}"'


def _count_words(section: Section) -> int:
    return sum(len(block.text.split()) for block in section.blocks)
