"""The difference as a fragment of HTML: no script, no style, nothing loaded; text is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from git_report.differ import BlockChange, Delta, SectionChange
from git_report.differ.story.block_fates import describe_fate, describe_rest
from git_report.differ.story.declared import Reason, explain
from git_report.differ.story.detail import name_figures
from git_report.differ.story.section_kinds import summarise_change
from git_report.differ.story.titles import name_section
from git_report.differ.story.word_runs import Fate, cut_segments

_TAGS = {Fate.REMOVED: "del", Fate.ADDED: "ins"}


def render_html(delta: Delta, prior_name: str, new_name: str) -> str:
    """One ``<article class="report-diff">``: a table of the sections, then each with its words."""
    lines = [
        '<article class="report-diff">',
        f"<h2>{escape(prior_name)} → {escape(new_name)}</h2>",
        *_table(delta),
    ]
    for name, figures in name_figures(delta):
        lines.append(f"<p>{name.capitalize()} figures: {escape(figures)}</p>")
    if delta.renumbered:
        pairs = ", ".join(f"{escape(a)} → {escape(b)}" for a, b in delta.renumbered)
        lines.append(f"<p>Renumbered: {pairs}</p>")
    explained, _ = explain(delta)
    for number, section in enumerate(delta.sections, start=1):
        lines += _section(section, delta, number, explained.get(number - 1, []))
    return "\n".join([*lines, "</article>"]) + "\n"


def _table(delta: Delta) -> Iterator[str]:
    yield "<table>"
    yield "<thead><tr><th>Section</th><th>Change</th></tr></thead>"
    yield "<tbody>"
    for number, section in enumerate(delta.sections, start=1):
        name = escape(name_section(section, delta))
        change = escape(summarise_change(section, delta))
        yield f'<tr><td><a href="#report-diff-{number}">{name}</a></td><td>{change}</td></tr>'
    yield "</tbody>"
    yield "</table>"


def _section(
    section: SectionChange, delta: Delta, number: int, reasons: list[Reason]
) -> Iterator[str]:
    yield f'<section id="report-diff-{number}">'
    yield f"<h3>{escape(name_section(section, delta))}</h3>"
    yield f"<p>{escape(summarise_change(section, delta))}</p>"
    for figure in section.figures:
        yield f"<p>Figure: {escape(figure.prior or 'none')} → {escape(figure.new or 'none')}</p>"
    yield from _list_reasons(reasons, None)
    for at, block in enumerate(section.blocks):
        yield from _render_block(block, delta)
        yield from _list_reasons(reasons, at)
    yield "</section>"


def _list_reasons(reasons: list[Reason], block: int | None) -> Iterator[str]:
    return (f"<p>{r.label}: {escape(r.text)}</p>" for r in reasons if r.block == block)


def _render_block(block: BlockChange, delta: Delta) -> Iterator[str]:
    """The words of a change, what it is where these do not show it, and what is left out."""
    yield from (f"<p>{escape(fate)}</p>" for fate in describe_fate(block, delta))
    yield _block(block)
    yield from (f"<p>{escape(rest)}</p>" for rest in describe_rest(block))


def _block(block: BlockChange) -> str:
    parts = []
    for segment in cut_segments(block):
        tag = _TAGS.get(segment.fate)
        text = escape(segment.text)
        parts.append(f"<{tag}>{text}</{tag}>" if tag else text)
    return f'<pre class="{escape(block.change)}">{"".join(parts)}</pre>'
