"""Find the former folder of a report that was moved, or deleted and added again.

A folder that is renamed and edited in one commit shares no blob with its former self, and one that
was deleted has no base at all. Without this, edited versions pass every check that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from git_report.checks.folder_state import State, read_state
from git_report.report.snapshot import Snapshot, TooLargeError
from git_report.report.versions import version_name, version_number

_WORD = re.compile(r"[^\W_]+")
# HTML tags as the renderer writes them; images are removed with their alternative text.
_TAG = re.compile(r"<span class=\"image\">[^<>]*</span>|<[^<>]*>")
# Runs of three words distinguish texts; runs of letters and of word lengths must be longer.
_RUN = 3
_LETTERS = 24
_LENGTHS = 8


class Deletion(NamedTuple):
    """An earlier commit that deleted files: the trees before and after it, and the paths."""

    before: Snapshot
    after: Snapshot
    paths: tuple[str, ...]


def moved_from(gone: Iterable[State], state: State) -> State | None:
    """The removed folder that this one was, or None.

    It is the one that shares most versions, byte for byte; otherwise the first that has stamps of
    the same readings, or a version of which this one has an edited copy.
    """
    candidates = list(gone)
    best = max(candidates, key=lambda former: _count_shared(former, state), default=None)
    if best is not None and _count_shared(best, state):
        return best
    for former in candidates:
        if _readings(former) & _readings(state) or resembles(former, state):
            return former
    return None


def find_displaced(
    deletions: Iterable[Deletion], paths: Iterable[str], candidate: Snapshot
) -> set[str]:
    """Those of the paths at or below which a report folder was that the tree no longer has."""
    paths = set(paths)
    found: set[str] = set()
    for deletion in deletions:
        for folder in dict.fromkeys(path.rpartition("/")[0] for path in deletion.paths):
            places = {path for path in paths - found if f"{folder}/".startswith(f"{path}/")}
            former = read_state(deletion.before, folder) if places else None
            if former is not None and former.versions and not _lives_on(former, candidate):
                found |= places
    return found


def find_past(deletions: Iterable[Deletion], state: State, base: State | None) -> State | None:
    """The former state of versions that a change adds; None if there is none.

    `base` is the folder before the change. If a whole folder is added, it is compared with the
    deleted folder that it was, and all versions of that count. If it was moved, it replaces what
    its new path contained, and several versions that are added at once may be copies of deleted
    ones: of these, the similar ones count. A version that equals, byte for byte, what its number
    was at any time is returned as that. For a single added version, only a lost folder counts, and
    only if the version is an edited copy of one that was made from the same readings.
    """
    moved = base is not None and base.path != state.path
    known = base.versions if base is not None and not moved else {}
    arrived = state.versions.keys() - known.keys()
    if base is not None and not moved and len(arrived) < 2:
        return _find_lost(deletions, state, arrived) if arrived else None
    rows = list(_list_rows(deletions, state, moved=moved))
    chosen = moved_from(rows, state) if base is None else None
    held: dict[int, str] = {}
    for row in rows:
        near = row.path == state.path or (chosen is not None and row.path == chosen.path)
        if not near and (base is None or known or len(row.versions) < 2):
            continue
        for number, oid in row.versions.items():
            if row is chosen or (number in arrived and _is_like(row, state, number)):
                held.setdefault(number, oid)
            if number in arrived and state.versions[number] == oid:
                held[number] = oid
    return rows[0]._replace(versions=held) if held else None


def _find_lost(
    deletions: Iterable[Deletion], state: State, arrived: AbstractSet[int]
) -> State | None:
    """The former versions in a lost folder of which versions are edited copies.

    A version that is made again after 'git report undo' is a new one. So is one that was made from
    other readings, or after others, and one with the same text. If the folder was moved, the copy
    in its former place is compared with what was moved.
    """
    for deletion in deletions:
        for folder in dict.fromkeys(path.rpartition("/")[0] for path in deletion.paths):
            here = folder == state.path
            former = read_state(deletion.before, folder)
            if former is None or read_state(deletion.after, folder) is not None:
                continue
            held = {
                number: former.versions[number]
                for number in arrived & former.versions.keys()
                if _is_edited_copy(former, state, number)
            }
            if not held:
                continue
            lives_on = _lives_on(former, state.snapshot)
            if _lives_on(former, deletion.after):
                is_lost = here and lives_on
            else:
                forked = None if here else read_state(deletion.before, state.path)
                is_lost = here or not (lives_on or (forked and forked.versions))
            if is_lost:
                return former._replace(versions=held)
    return None


def _is_edited_copy(former: State, state: State, number: int) -> bool:
    """Whether a version has the readings of the former one, and a similar but different text."""
    if former.versions[number] == state.versions[number]:
        return False
    before, after = (
        {reading for reading in _readings(each) if reading[0] <= number} for each in (former, state)
    )
    # Without a recorded reading, the version may be of a report that was started anew.
    return (
        before == after
        and any(at == number for at, _ in before)
        and _is_like(former, state, number)
        and _body(former, number) != _body(state, number)
    )


def _body(state: State, number: int) -> str:
    """A version without its tail and the title, which comes from the instructions.

    A report that is started anew under another title may have the same text.
    """
    from git_report.markdown import parse  # imported late: hooks rarely need it

    document = parse(state.version_data(number).decode("utf-8", "replace"))
    brief = state.instructions.brief if state.instructions else ""
    own = document.title and document.title == parse(brief).title
    heading = document.root.sections[0].heading if own else None
    return "".join(block.text for block in document.blocks() if block is not heading)


def resembles(former: State, state: State) -> bool:
    """Whether a version is similar to the former one with its number."""
    numbers = sorted(former.versions.keys() & state.versions.keys(), reverse=True)
    return any(_is_like(former, state, number) for number in numbers)


def _is_like(former: State, state: State, number: int) -> bool:
    """Whether a version has half of the runs of words of the former one with its number.

    Runs of letters are compared as well, because soft hyphens can split words; so are longer runs
    of word lengths, because letters can be replaced by others that look the same. Both were used to
    hide that a text was the same.
    """
    if former.versions[number] == state.versions[number]:
        return True
    try:
        before, after = (_words(each.version_data(number)) for each in (former, state))
    except TooLargeError:
        return False
    lengths = [[str(len(word)) for word in words] for words in (before, after)]
    letters = ["".join(words) for words in (before, after)]
    return (
        _share_half(before, after, _RUN)
        or _share_half(letters[0], letters[1], _LETTERS)
        or (len(before) >= 2 * _LENGTHS and _share_half(lengths[0], lengths[1], _LENGTHS))
    )


def find_in(snapshot: Snapshot, state: State) -> State | None:
    """The same folder in another tree: at the same path, else the one that shares most versions."""
    found = read_state(snapshot, state.path)
    if found is not None:
        return found
    folders = {
        folder
        for path in snapshot.markdown_files()
        for folder, _, name in [path.rpartition("/")]
        if version_number(name) is not None
    }
    states = [each for folder in sorted(folders) if (each := read_state(snapshot, folder))]
    best = max(states, key=lambda each: _count_shared(each, state), default=None)
    return best if best is not None and _count_shared(best, state) else None


def _list_rows(deletions: Iterable[Deletion], state: State, *, moved: bool) -> Iterator[State]:
    """The versions that each deletion removed from a report folder, or all of the folder.

    Those of another folder that still exists elsewhere are omitted. For a folder that `moved`, only
    those of its path count that were not themselves moved away from there.
    """
    for deletion in deletions:
        for folder in dict.fromkeys(path.rpartition("/")[0] for path in deletion.paths):
            here = folder == state.path
            former = read_state(deletion.before, folder) if here or not moved else None
            if former is None or not former.versions:
                continue
            left = read_state(deletion.after, folder)
            stayed = left.versions if left is not None else {}
            gone = {n: oid for n, oid in former.versions.items() if n not in stayed}
            if not here and left is not None:
                now = read_state(state.snapshot, folder)
                if now is not None and now.versions:
                    continue
            if not here and left is None and _lives_on(former, state.snapshot):
                continue
            if moved and _lives_on(former, deletion.after):
                continue
            if gone:
                yield former._replace(versions=gone)


def _lives_on(former: State, snapshot: Snapshot) -> bool:
    """Whether a folder of the tree has all of these versions, byte for byte."""
    names = {version_name(number): oid for number, oid in former.versions.items()}
    first = version_name(min(former.versions))
    folders = (
        path.rpartition("/")[0]
        for path in snapshot.markdown_files()
        if path.rpartition("/")[2] == first
    )
    return any(
        all(name in entries and entries[name].oid == oid for name, oid in names.items())
        for entries in map(snapshot.entries, folders)
    )


def _count_shared(former: State, state: State) -> int:
    return len(set(former.versions.values()) & set(state.versions.values()))


def _readings(state: State) -> set[tuple[int, str]]:
    """The blob of the text that each version was made from; none for a person's revision."""
    return {
        (number, stamp.blob)
        for number, claims in state.stamped().items()
        for _, stamp in claims
        if stamp.blob != "edit"
    }


def _words(data: bytes) -> list[str]:
    """The displayed words: without the tail, hidden text, images, accents and markup.

    Without their tails removed, two short digests were similar by notice and record alone.
    """
    from html import unescape  # imported late: hooks rarely need it
    from unicodedata import category, normalize

    from git_report.markdown import parse
    from git_report.markdown.hidden import find_unread, leave_out
    from git_report.markdown.html import BlockRenderer
    from git_report.markdown.invisible import strip_invisible

    whole = parse(strip_invisible(data.decode("utf-8", "replace")))
    document = parse("".join(block.text for block in whole.blocks()))
    document = leave_out(document, find_unread(document))
    renderer = BlockRenderer(document)
    text = unescape(_TAG.sub("", "\n".join(map(renderer.render, document.blocks()))))
    if not text.isascii():
        plain = (c for c in normalize("NFKD", text) if category(c) not in ("Cf", "Mn", "Me"))
        text = "".join(plain)
    return _WORD.findall(text.casefold())


def _share_half(before: Sequence[str], after: Sequence[str], length: int) -> bool:
    runs, others = (_runs(words, length) for words in (before, after))
    return bool(runs) and 2 * len(runs & others) >= len(runs)


def _runs(words: Sequence[str], length: int) -> set[tuple[str, ...]]:
    """The runs of this many words; all words in one run if there are fewer."""
    if len(words) < length:
        return {tuple(words)} if words else set()
    return set(zip(*(words[place:] for place in range(length)), strict=False))
