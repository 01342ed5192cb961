"""The difference for a terminal: sections, their changed words in colour, and a table of sections.

Colours are git's: red for what went, green for what came. Without colour the marks are those of
``git diff --word-diff``. Text of the versions is cleaned before it is coloured, so that the only
escapes that reach a terminal are these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from git_report.differ import BlockChange, Delta, SectionChange
from git_report.differ.story.block_fates import describe_fate, describe_rest
from git_report.differ.story.declared import Reason, explain
from git_report.differ.story.detail import add_section, name_figures
from git_report.differ.story.escaping import CUT
from git_report.differ.story.section_kinds import summarise_change
from git_report.differ.story.titles import name_section
from git_report.differ.story.word_runs import Fate, Segment, cut_segments
from git_report.terminal import clean, count_cells

_BAR = 40
# A line's end, and a cut, which is a word of its own.
_APART = re.compile(rf"(\n|(?<!\S){CUT}(?!\S))")
_NAME = 60


def render_delta(delta: Delta, *, colour: bool, inline: bool, command: str = "") -> str:
    """Every changed section with its changed blocks.

    With `inline` removed and added words are in one text; without, each side has its own.
    `command` shows all of a section where its number is added.
    """
    explained, left = explain(delta)
    parts = ["".join(clean(f"{line}\n") for line in _render_heads(delta))]
    parts += [
        _render_section(
            section, delta, explained.get(at, []), colour=colour, inline=inline, command=command
        )
        for at, section in enumerate(delta.sections)
    ]
    parts.append("".join(clean(f"declared: {loss}\n") for loss in left))
    return "\n".join(part for part in parts if part)


def _render_heads(delta: Delta) -> Iterator[str]:
    """What is shown once, before the sections."""
    for name, figures in name_figures(delta):
        yield f"{name} figures: {figures}"
    if delta.renumbered:
        pairs = ", ".join(f"{before} → {after}" for before, after in delta.renumbered)
        yield f"renumbered: {pairs}"


def _words(count: int) -> str:
    return f"{count} word{'s' * (count != 1)}"


def render_stat(delta: Delta, *, colour: bool, width: int | None = None) -> str:
    """A line a section: its name, how many words changed, and a bar of them; then the sum.

    On a terminal of `width` columns names and bars are as long as it has room for.
    """
    rows = [(clean(name_section(s, delta)), s) for s in delta.sections]
    wide = min(_NAME, max((count_cells(name) for name, _ in rows), default=0))
    longest = _BAR
    if width is not None:
        kinds_room = max((len(", ".join(s.change)) for _, s in rows), default=0) + 2
        room = width - len(" " + " | " + "12345" + " " + " ") - kinds_room
        longest = max(4, min(_BAR, room - wide if room - wide >= 10 else room // 4))
        wide = max(10, min(wide, room - longest))
    most = max((s.words.added + s.words.removed for _, s in rows), default=0)
    lines = []
    for name, section in rows:
        words = section.words
        total = words.added + words.removed
        bar = _bar(words.added, words.removed, most, longest, colour=colour)
        shown = _fit(name, wide)
        kinds = ", ".join(section.change)
        lines.append(f" {shown} | {total:>5} {bar}{' ' if bar else ''}({kinds})")
    added = sum(s.words.added for _, s in rows)
    removed = sum(s.words.removed for _, s in rows)
    many = "section" if len(rows) == 1 else "sections"
    lines.append(f" {len(rows)} {many} changed, {_words(added)} added, {_words(removed)} removed")
    return "\n".join(lines) + "\n"


def _render_section(
    section: SectionChange,
    delta: Delta,
    reasons: list[Reason],
    *,
    colour: bool,
    inline: bool,
    command: str,
) -> str:
    heading = clean(f"## {name_section(section, delta)}: {summarise_change(section, delta)}")
    lines = [click.style(heading, bold=True) if colour else heading]
    lines += [f"   figure: {f.prior or 'none'} → {f.new or 'none'}" for f in section.figures]
    lines += _render_reasons(reasons, None)
    for at, block in enumerate(section.blocks):
        lines.append("")
        lines += _render_block(block, delta, colour=colour, inline=inline)
        lines += _render_reasons(reasons, at)
    if command and any(block.hidden for block in section.blocks):
        lines += ["", clean(f"   show all: {add_section(command, section)}")]
    return "\n".join(lines) + "\n"


def _render_reasons(reasons: list[Reason], block: int | None) -> list[str]:
    return [clean(f"   {r.label.lower()}: {r.text}") for r in reasons if r.block == block]


def _render_block(block: BlockChange, delta: Delta, *, colour: bool, inline: bool) -> Iterator[str]:
    for fate in describe_fate(block, delta):
        yield clean(f"   {fate if fate.startswith('HTML') else fate[0].lower() + fate[1:]}")
    segments = list(cut_segments(block))
    if inline and segments:
        yield _paint(segments, colour=colour)
    elif not inline:
        yield from _two_sides(block, segments, colour=colour)
    yield from (clean(f"   {rest}") for rest in describe_rest(block))


def _two_sides(block: BlockChange, segments: list[Segment], *, colour: bool) -> Iterator[str]:
    """The prior excerpt behind ``-``, the new one behind ``+``, changed words marked in both.

    A cut is neither.
    """
    for side, other, mark in (
        (block.prior_text, Fate.ADDED, "-"),
        (block.new_text, Fate.REMOVED, "+"),
    ):
        if not side:
            continue
        # Words that only one side has need no mark there: the sign at the margin says it.
        whole = not (block.prior_text and block.new_text)
        text = clean(side) if whole else _paint(
            [segment for segment in segments if segment.fate is not other], colour=colour
        )  # fmt: skip
        for line in text.split("\n"):
            cut = line.strip() == CUT
            shown = f"{' ' if cut else mark} {line}"
            yield _dye(shown, mark) if colour and whole and not cut else shown


def _dye(line: str, mark: str) -> str:
    return click.style(line, fg="red" if mark == "-" else "green")


def _paint(segments: list[Segment], *, colour: bool) -> str:
    return "".join(_paint_one(segment, colour=colour) for segment in segments)


def _paint_one(segment: Segment, *, colour: bool) -> str:
    """The words of a run with their marks, on each line its own, and none on what is cut."""
    text = clean(segment.text)
    if segment.fate is Fate.KEPT:
        return text
    parts = _APART.split(text)
    return "".join(
        part
        if _APART.fullmatch(part) or not (part.strip() or part == text)
        else _mark(part, removed=segment.fate is Fate.REMOVED, colour=colour)
        for part in parts
    )


def _mark(text: str, *, removed: bool, colour: bool) -> str:
    if colour:
        return click.style(text, fg="red" if removed else "green", bold=True)
    return f"[-{text}-]" if removed else f"{{+{text}+}}"


def _bar(added: int, removed: int, most: int, longest: int, *, colour: bool) -> str:
    """Plus and minus signs in proportion; never none for a change that is there."""
    scale = min(1.0, longest / most) if most else 1.0
    plus = max(1, round(added * scale)) if added else 0
    minus = max(1, round(removed * scale)) if removed else 0
    if not colour:
        return "+" * plus + "-" * minus
    return click.style("+" * plus, fg="green") + click.style("-" * minus, fg="red")


def _fit(name: str, wide: int) -> str:
    """A name in so many cells: cut between words at its start, or filled up."""
    if count_cells(name) <= wide:
        return name + " " * (wide - count_cells(name))
    kept: list[str] = []
    room = wide - 1
    for character in reversed(name):
        if count_cells(character) > room:
            break
        room -= count_cells(character)
        kept.append(character)
    tail = "".join(reversed(kept))
    if name[len(name) - len(tail) - 1 : len(name) - len(tail)].strip() and " " in tail:
        tail = tail.partition(" ")[2]  # it would begin within a word
    return "…" + tail + " " * (wide - 1 - count_cells(tail))
