"""A base whose versions were named by hand, with the numbers that `git report adopt` gave them."""

from __future__ import annotations

from git_report.checks.folder_state import State
from git_report.errors import ReportError
from git_report.report.folder import join
from git_report.report.hand_named_versions import is_sound, renumber


def mend(base: State | None, state: State) -> State | None:
    """The base with its versions under their new numbers; None if none was renumbered.

    A change may renumber a base whose names have gaps or are not those of versions, if all of its
    versions are still there, byte for byte and in order. Stamped ones must keep their numbers.
    """
    if base is None:
        return None
    names = [name for name in base.entries if join(base.path, name) != base.instructions_path]
    try:
        numbers = renumber(base.path, names)
    except ReportError:  # two files have one number, which is V002
        return None
    if is_sound(numbers):
        return None
    now = sorted(state.versions.items())
    versions: dict[int, str] = {}
    for name in numbers:
        oid = base.entries[name].oid
        number = next((n for n, other in now if other == oid and n > max(versions, default=0)), 0)
        if not number:
            return None
        versions[number] = oid
    kept = all(versions.get(number) == base.versions.get(number) for number in base.stamped())
    return base._replace(versions=versions) if kept else None
