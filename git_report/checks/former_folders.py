"""Which report folder of before a folder was, wherever it went and whatever became of its files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from git_report.checks.folder_state import State, read_state
from git_report.report.snapshot import Snapshot, TooLargeError
from git_report.report.versions import version_name, version_number

_WORD = re.compile(r"[^\W_]+")
# In HTML as the renderer writes it; an image says nothing, whatever is written in its place.
_TAG = re.compile(r"<span class=\"image\">[^<>]*</span>|<[^<>]*>")
# Runs of three words tell texts apart; of letters and of lengths of words it takes more.
_RUN = 3
_LETTERS = 24
_LENGTHS = 8


class Deletion(NamedTuple):
    """A commit of the past that deleted files: the trees before and after it, and the paths."""

    before: Snapshot
    after: Snapshot
    paths: tuple[str, ...]


def moved_from(gone: Iterable[State], state: State) -> State | None:
    """The folder among those that are gone which this one was.

    It is the one that shares most versions, byte for byte; else the first that was stamped for
    the same readings, or has a version of which this one is an edited copy.
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
    """The paths at or below which a report folder was that is nowhere in a tree any more."""
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
    """What the versions that came with a change were when they were deleted; None for nothing.

    `base` is what the folder was before the change. A folder that comes with versions is the one
    of those that went which it was, and all versions of that count. One that moved takes the place
    of what its new path held, and several versions that come at once may be copies of those that
    went: of these count the ones that are much alike. A version that is, byte for byte, what its
    number was at any time is given as that. Of one version that comes alone, only a folder that
    was lost counts, and only where the version is an edited copy of what was made from the same.
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
    """What versions were in a folder that was lost, where they are edited copies of it.

    A version that is made again, where one was undone, is a new one, as is one that was read from
    something else, or after something else, and one that says the same. Where the folder moved,
    the copy in its place is held against what moved.
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
    """Whether a version was read from the same as the former one, and is like it but differs."""
    if former.versions[number] == state.versions[number]:
        return False
    before, after = (
        {reading for reading in _readings(each) if reading[0] <= number} for each in (former, state)
    )
    # Of a version with no reading on record nothing says that it is not one that was begun anew.
    return (
        before == after
        and any(at == number for at, _ in before)
        and _is_like(former, state, number)
        and _body(former, number) != _body(state, number)
    )


def _body(state: State, number: int) -> str:
    """A version without what follows from elsewhere: its tail, and the title of its instructions.

    A report that is begun anew under another title may say the same.
    """
    from git_report.markdown import parse  # hooks seldom come here

    document = parse(state.version_data(number).decode("utf-8", "replace"))
    brief = state.instructions.brief if state.instructions else ""
    own = document.title and document.title == parse(brief).title
    heading = document.root.sections[0].heading if own else None
    return "".join(block.text for block in document.blocks() if block is not heading)


def resembles(former: State, state: State) -> bool:
    """Whether a version is much like the former one of its number."""
    numbers = sorted(former.versions.keys() & state.versions.keys(), reverse=True)
    return any(_is_like(former, state, number) for number in numbers)


def _is_like(former: State, state: State, number: int) -> bool:
    """Whether a version has half of what the former one of its number says, in runs of words.

    Runs of letters are compared as well, since words can be parted, and the lengths of words, in
    longer runs, since letters can be put in the place of others that look the same.
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
    """The same folder in another tree: in the same place, else where it shares most versions."""
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
    """The versions that each deletion took of a report folder: all where the folder went with it.

    Not those of another folder that is still somewhere, or continues, and, for one that `moved`,
    only those of its path that did not move away from there themselves.
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
    """Whether some folder of a tree has all of these versions, byte for byte."""
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
    """Which text each version read, by its blob; what a person wrote has none."""
    return {
        (number, stamp.blob)
        for number, claims in state.stamped().items()
        for _, stamp in claims
        if stamp.blob != "edit"
    }


def _words(data: bytes) -> list[str]:
    """The words as they are displayed: without the tail, hidden text, images, accents and markup.

    Two short digests would be much alike by the notice and the record in their tails alone.
    """
    from html import unescape  # hooks seldom come here
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
    """The runs of so many words; all words where there are not so many."""
    if len(words) < length:
        return {tuple(words)} if words else set()
    return set(zip(*(words[place:] for place in range(length)), strict=False))
