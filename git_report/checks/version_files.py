"""Family V: the names of a folder's versions, and their changes since the base."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from git_report.checks.findings import Finding
from git_report.checks.folder_change import FolderChange, nowhere
from git_report.checks.folder_state import State
from git_report.checks.folding_names import find_file_twins
from git_report.markdown import parse
from git_report.report.folder import join
from git_report.report.pasting import paste_folder, paste_restoring, quote
from git_report.report.snapshot import CONFLICT, REGULAR, TooLargeError, advise_resolving
from git_report.report.versions import (
    DIFF_NAME,
    advise_missing,
    version_name,
    version_number,
)


def check_names(change: FolderChange) -> Iterator[Finding]:
    """V001, V002 and V007, from names and modes alone.

    This is the first of all checks. Raises TooLargeError, which becomes V008, if the folder has a
    file that is too large to be read.
    """
    state = change.state
    for name, entry in sorted(state.entries.items()):
        number = version_number(name)
        path = join(state.path, name)
        if (number is not None or name == DIFF_NAME) and entry.mode not in REGULAR:
            open_merge = entry.mode == CONFLICT
            yield Finding(
                path, 0, "V007",
                f"'{name}' {'has a merge conflict' if open_merge else 'is not a regular file'}",
                advise_resolving(path) if open_merge else "replace it with a regular file",
            )  # fmt: skip
        elif number is not None and (not number or name != version_name(number)):
            right = version_name(number)
            clash = number in state.versions
            yield Finding(
                path, 0, "V002",
                f"'{name}' and '{right}' are both version {number}" if clash
                else f"'{name}' is not the name of version {number}" if number
                else f"'{name}' is not the name of a version",
                f"keep one of them, and name it '{right}'" if clash
                else f"rename it to '{right}'" if number else "number versions from 01",
            )  # fmt: skip
    yield from find_file_twins(state.path, state.entries)
    known = {**(change.known.versions if change.known else {}), **state.stamped()}
    for first, last in _gaps(state.versions):
        between = "and" if last == first + 1 else "to"
        names = version_name(first) if first == last else (
            f"{version_name(first)} {between} {version_name(last)}"
        )  # fmt: skip
        after = version_name(last + 1)
        yield Finding(
            state.version_path(first), 0, "V001",
            f"{names} {'is' if first == last else 'are'} missing before {after}",
            "; ".join(advise_missing(state.path, first, last + 1, known)),
        )  # fmt: skip
    if isinstance(state.trouble, TooLargeError):
        raise state.trouble


def _gaps(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last missing number of each gap.

    Not each number: a name such as ``report-20261123.md`` leaves a gap of millions.
    """
    for before, after in pairwise((0, *sorted(numbers))):
        if after - before > 1:
            yield before + 1, after - 1


def check_committed(change: FolderChange) -> Iterator[Finding]:
    """V003 and V004, against the base."""
    if change.known is not None:
        yield from check_history(
            change.known,
            change.state,
            change.replaced,
            amendable=change.scope.amendable,
            # If versions were renumbered, the commit of the base does not have them at these paths.
            landed=nowhere if change.renumbered else change.scope.landed,
        )


def check_history(
    base: State,
    state: State,
    replaced: frozenset[int],
    *,
    amendable: Callable[[str], bool],
    landed: Callable[[str], str],
    past: bool = False,
) -> Iterator[Finding]:
    """V003 and V004: committed versions do not change, except for those that a merge `replaced`.

    `landed` returns the blob that a version had when it was added: restoring that is not an edit.
    `amendable` says whether `git commit --amend` may edit the version at a path: its commit is
    HEAD, and not published. With `past`, the base is not a parent, but the folder before it was
    deleted.
    """
    for number, oid in sorted(base.versions.items()):
        path, name = state.version_path(number), version_name(number)
        now = state.versions.get(number)
        if now is None:
            if number < state.newest:
                yield Finding(
                    path, 0, "V004", f"{name} was deleted, but later versions depend on it",
                    _bring_back(base, state, number, past=past),
                )  # fmt: skip
        elif now == oid or number in replaced or now == landed(base.version_path(number)):
            continue
        elif number == base.newest and amendable(path):
            yield Finding(
                path, 0, "V003",
                f"{name} was edited after it was committed; to commit such an edit, amend the "
                "commit that made the version; the pre-push and server hooks reject a later commit "
                "that contains the edit",
                _revise(state, number), unsure=True,
            )  # fmt: skip
        else:
            yield Finding(
                path, 0, "V003", f"{name} was edited after it was committed",
                _revise(state, number) if not past and base.path == state.path
                else _bring_back(base, state, number, past=past),
            )  # fmt: skip


def check_text(change: FolderChange) -> Iterator[Finding]:
    """V005 and V006: every version is UTF-8 text and not empty."""
    for number in change.new_versions:
        new = change.base is not None and number not in change.base.versions
        yield from _check_text(change.state, number, new=new)


def _check_text(state: State, number: int, *, new: bool) -> Iterator[Finding]:
    path = state.version_path(number)
    data = state.version_data(number)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        yield Finding(
            path, line, "V005", "the version is not UTF-8 text", "save the version as UTF-8"
        )
        return
    if text.startswith("\ufeff"):
        yield Finding(
            path, 1, "V005", "the version begins with a byte order mark", "save it without one"
        )
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        yield Finding(path, line, "V005", "the version contains a NUL character", "remove it")
    document = parse(text)
    if not any(block.content.strip() for block in document.blocks()):
        restore = f"restore it with '{paste_restoring(state.path)}'"
        hint = f"write its text, or {'delete the file' if new else restore}"
        yield Finding(path, 0, "V006", "the version is empty", hint)
    elif not document.title.strip():
        yield Finding(path, 1, "V006", "the version has no title", "begin with a '# ' heading")


def _revise(state: State, number: int) -> str:
    return (
        f"'git report revise {paste_folder(state.path)}' turns the edit into the next version and "
        f"restores {version_name(number)}"
    )


def _bring_back(base: State, state: State, number: int, *, past: bool) -> str:
    path = state.version_path(number)
    if past or base.path != state.path:  # no commit has it at that path
        blob = base.versions[number][:12]
        return (
            f"restore it with 'git cat-file blob {blob} > "
            f'"$(git rev-parse --show-toplevel)"/{quote(path)}\''
        )
    return f"restore it with '{paste_restoring(state.path)}'"
