"""Changes that a range of commits made to a report's instructions: references and the brief."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from git_report.differ import Delta, diff_texts
from git_report.report.checklist import Box, Reference
from git_report.report.instructions import Instructions


@dataclass(frozen=True, slots=True)
class InstructionsChange:
    """References that were added, removed, skipped and reopened, and the changes of the brief.

    A reference is identified by its target, even if its text was edited, and one without a target
    by its title.
    """

    added: tuple[Reference, ...] = ()
    removed: tuple[Reference, ...] = ()
    skipped: tuple[Reference, ...] = ()
    reopened: tuple[Reference, ...] = ()
    brief: Delta | None = None


def compare_instructions(
    prior: Instructions | None, new: Instructions | None
) -> InstructionsChange:
    """The changes between instructions; there are none if one side has no instructions (None)."""
    if prior is None or new is None:
        return InstructionsChange()
    before = {_name(each): each.box for each in prior.references}
    waiting = {_name(each) for each in prior.references if each.reopened}
    # The item of a revision is not a reference: its version is listed separately.
    was, now = (
        [each for each in instructions.references if not each.is_revision]
        for instructions in (prior, new)
    )
    return InstructionsChange(
        added=tuple(_list_extra(now, was)),
        removed=tuple(_list_extra(was, now)),
        skipped=tuple(
            each
            for each in new.references
            if each.box is Box.SKIPPED and before.get(_name(each), Box.SKIPPED) is not Box.SKIPPED
        ),
        reopened=tuple(r for r in new.references if r.reopened and _name(r) not in waiting),
        brief=diff_texts(f"{prior.brief}\n", f"{new.brief}\n")
        if prior.brief != new.brief
        else None,
    )


def _list_extra(ours: Iterable[Reference], theirs: Iterable[Reference]) -> Iterator[Reference]:
    """Yield the references that one list has and the other does not, or has less often."""
    left = Counter(map(_name, theirs))
    for reference in ours:
        name = _name(reference)
        if left[name]:
            left[name] -= 1
        else:
            yield reference


def _name(reference: Reference) -> str:
    return reference.target or reference.title
