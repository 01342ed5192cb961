"""The stamps of a checklist after a rebase or merge: versions get other numbers, and stamps follow.

Ticks and stamps of two sides are combined in `merged_checklist.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from git_report.report.checklist import STAMP, Reference, Stamp
from git_report.report.instructions import Instructions, parse_instructions
from git_report.report.tick import untick

_SPACE = " \t"


def restamp(
    instructions: Instructions, before: Instructions | None, numbers: Mapping[int, int | None]
) -> str:
    """Renumber the stamps that are not in `before`.

    A stamp whose new number is None is removed, and the box is opened if the item has no other
    stamp; the item of such a revision is removed.
    """
    path = instructions.path
    known = {(identify(r), s) for r in (before.references if before else ()) for s in r.stamps}
    # Parsed again after each: untick removes the item of a revision, which moves the lines below
    # it.
    for number in [number for number, new in numbers.items() if new is None]:
        removed = instructions._replace(references=list_new(instructions, before, number))
        text = untick(removed, number, before)
        instructions = parse_instructions(path, text.encode("utf-8"))
    lines = instructions.text.split("\n")
    for reference in instructions.references:
        stamps = tuple(
            stamp if (identify(reference), stamp) in known else _renumber(stamp, numbers)
            for stamp in reference.stamps
        )
        if stamps != reference.stamps:
            lines[reference.line - 1] = write_stamps(lines[reference.line - 1], stamps)
    return "\n".join(lines)


def list_new(
    instructions: Instructions, before: Instructions | None, number: int
) -> tuple[Reference, ...]:
    """The items with a stamp of version `number` that is not in `before`."""
    known = {(identify(r), s) for r in (before.references if before else ()) for s in r.stamps}
    return tuple(
        reference
        for reference in instructions.references
        if any(s.version == number and (identify(reference), s) not in known
               for s in reference.stamps)
    )  # fmt: skip


def identify(reference: Reference) -> str:
    """What identifies an item in two checklists: its target, otherwise its text."""
    return reference.target or reference.text


def write_stamps(line: str, stamps: Sequence[Stamp]) -> str:
    """Replace the stamps in an item's first line."""
    body = line.rstrip("\r\n")
    found = STAMP.search(body)
    kept = body[: found.start()] if found else body
    if stamps:
        kept = f"{kept.rstrip(_SPACE)} <!-- {' '.join(map(str, stamps))} -->"
    return kept + line[len(body) :]


def _renumber(stamp: Stamp, numbers: Mapping[int, int | None]) -> Stamp:
    return stamp._replace(version=numbers.get(stamp.version) or stamp.version)
