"""The input of the rules: how far a check looks, and one report folder with its base."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from git_report.checks.findings import Note
from git_report.checks.folder_state import Recall, State
from git_report.checks.former_folders import Deletion
from git_report.report.snapshot import Snapshot


def never(_path: str) -> bool:
    """Say no for any path."""
    return False


def nowhere(_path: str) -> str:
    """Return no blob for any path."""
    return ""


def _none(_folder: str) -> Iterable[Deletion]:
    return ()


def _forget(note: Note) -> None:
    """Ignore a note that nobody asked for."""


class OtherParent(NamedTuple):
    """Another parent of a merge, and the best common ancestors that it has with the base."""

    snapshot: Snapshot
    ancestors: Callable[[], Sequence[Snapshot]]


class Scope(NamedTuple):
    """What a check looks at besides the two trees.

    `amendable` says whether an amended commit may edit the newest version of the base, at a path;
    `landed` returns the blob that a version of the base had when it was added. With `sources`, read
    sources are compared with what was read (R008), and looked up in `kept`, by default the tree
    that is checked (R011); `others` are the other parents of a merge. `deletions` lists, newest
    first, the commits before the base that deleted files of reports, including those of the named
    folder: it is called if a folder is added with versions. `contents` is how many of the newest
    versions are compared with what they were made from (K, and with `recall`, which returns the
    text that a writer saw, G); with `strict`, findings there are errors. `latest` is how many of
    the newest versions have their own text checked (V005, V006, V010 and S); 0 is all. `note` is
    called with what could not be checked.
    """

    amendable: Callable[[str], bool] = never
    landed: Callable[[str], str] = nowhere
    sources: bool = False
    kept: Snapshot | None = None
    others: tuple[OtherParent, ...] = ()
    deletions: Callable[[str], Iterable[Deletion]] = _none
    contents: int = 0
    strict: bool = False
    recall: Recall | None = None
    latest: int = 0
    note: Callable[[Note], None] = _forget


# A single tree, without a base.
ALONE = Scope(sources=True)


class FolderChange(NamedTuple):
    """One report folder and its base, if it has one: the argument of a rule's function.

    `known` is the base with its versions under the numbers that they have here; it is the base
    itself if none was renumbered. `replaced` are the versions for which a merge took another
    parent's. `only` is the one new version to look at; 0 is all.
    """

    base: State | None
    state: State
    scope: Scope
    known: State | None
    replaced: frozenset[int]
    only: int = 0

    @property
    def renumbered(self) -> bool:
        """Whether versions of the base have other numbers here."""
        return self.known is not self.base

    @property
    def new_versions(self) -> list[int]:
        """The numbers of the versions that the base has not, or has with other bytes."""
        return [self.only] if self.only else _list_new(self.base, self.state)

    def split(self) -> Iterator[FolderChange]:
        """Yield the change once for each new version that is to be checked."""
        numbers = self.new_versions[-self.scope.latest :]  # with 0, all: -0 is the start
        return (self._replace(only=number) for number in numbers)

    @property
    def new_texts(self) -> list[int]:
        """The new versions, without those that were only renumbered."""
        return _list_new(self.known, self.state)


def _list_new(base: State | None, state: State) -> list[int]:
    known = base.versions if base else {}
    return [n for n, oid in sorted(state.versions.items()) if known.get(n) != oid]
