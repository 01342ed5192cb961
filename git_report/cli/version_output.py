"""Report versions that were made, as text or as part of a JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from git_report.cli.output import result, say
from git_report.draft import Draft
from git_report.land import NewVersion
from git_report.report.pasting import paste_path
from git_report.sources import Source
from git_report.writers.price import Price, format_tokens, spent_json
from git_report.writers.usage import Spent

_IMAGES = 6  # images that are named


def print_version(
    landed: NewVersion, *, dry_run: bool, verbose: bool, price: Price | None = None
) -> None:
    """Print the version, its commit, its cost, and its notes and warnings."""
    draft = landed.draft
    where = landed.commit[:10] or ("dry run" if dry_run else "staged")
    result(f"{draft.path} [{where}] {draft.source.title}")
    if draft.answer.reason and (draft.delta is None or not draft.answer.operations):
        say(f"  {draft.answer.reason}")
    print_unseen(draft.source.unseen)
    source = draft.source
    print_notes(source, added=source.untracked and source.path in draft.plan.changes)
    if landed.rewritten is not None:
        say(f"  note: {landed.rewritten.culprit} changed the version")
        if landed.rewritten.hooks:
            for hint in landed.rewritten.hints:
                say(f"  hint: {hint}")
    for finding in draft.warnings:
        say(f"  warning: {finding.describe()}")
    for notice in draft.answer.notices:
        say(f"  {notice}")
    spent = find_spending(landed)
    if spent:
        say(f"  tokens: {format_tokens(spent.usage, price)}")
        for step in spent.steps:
            say(f"    {step.step}: {format_tokens(step.usage, price)}")
    if verbose or dry_run:
        for line in describe(draft):
            say(f"  {line}")


def find_spending(landed: NewVersion) -> Spent:
    """The tokens of a version."""
    answer = landed.draft.answer
    return Spent(answer.usage, answer.steps)


def print_unseen(images: Sequence[str]) -> None:
    """Print the images of a reference that the writer could not see, the first few by name."""
    for image in images[:_IMAGES]:
        say(f"  the writer cannot read this image: {image}")
    if len(images) > _IMAGES:
        more = len(images) - _IMAGES
        say(f"  the writer cannot read {more} more image{'s' if more > 1 else ''}")


def print_notes(source: Source, *, added: bool = False) -> None:
    """Print notes about how a reference was read, and about a file that clones will not have."""
    for note in source.notes:
        say(f"  note: {note}")
    if added:
        say(f"  '{source.path}' was not committed: it is part of this commit")
    elif source.untracked:
        path = paste_path(source.path)
        say(
            f"  note: '{source.path}' is not committed, so the link to it will be broken in a clone"
        )
        command = f'git add -f {path} && git commit -m "Add a reference" -- {path}'
        say(f"  hint: to commit it, run '{command}'")


def describe(draft: Draft) -> list[str]:
    """Lines about the files and the sections that a draft changes."""
    lines = [f"{path} ({len(data or b''):,} bytes)" for path, data in draft.plan.changes.items()]
    if draft.delta is None:
        count = len(draft.document.sections) - 1
        return [*lines, f"first version: {count} section{'s' * (count != 1)}"]
    for section in draft.delta.sections:
        side = section.new or section.prior
        title = " › ".join(side.path) if side and side.path else "before the first heading"
        words = f"words +{section.words.added} −{section.words.removed}"
        lines.append(f"{', '.join(section.change)}: {title} ({words})")
    return lines


def version_json(landed: NewVersion, price: Price | None = None) -> dict[str, Any]:
    """A version as part of the JSON document of a run."""
    draft = landed.draft
    delta = draft.delta
    spent = spent_json(find_spending(landed), price)
    steps = spent.pop("steps")
    return {
        "version": draft.number,
        "path": draft.path,
        "commit": landed.commit,
        "reference": {
            "title": draft.reference.title,
            "target": draft.reference.target,
            "line": draft.reference.line,
        },
        "source": draft.source.blob,
        "added_nothing": not draft.answer.operations,
        "reason": draft.answer.reason,
        "sections": [
            {"change": [str(c) for c in s.change], "path": list((s.new or s.prior).path)}  # type: ignore[union-attr]
            for s in (delta.sections if delta else ())
        ],
        "warnings": [
            {"code": f.code, "line": f.line, "message": f.message} for f in draft.warnings
        ],
        "notices": list(draft.answer.notices),
        "unseen": list(draft.source.unseen),
        "usage": spent,
        "steps": steps,
    }
