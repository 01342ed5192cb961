"""What a check is given: how far it looks, and what became of one report folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from git_report.checks.findings import Note
from git_report.checks.folder_state import Recall, State
from git_report.checks.former_folders import Deletion
from git_report.report.snapshot import Snapshot


def never(_path: str) -> bool:
    """No, of whatever path."""
    return False


def nowhere(_path: str) -> str:
    """No blob, of whatever path."""
    return ""


def _none(_folder: str) -> Iterable[Deletion]:
    return ()


def _forget(note: Note) -> None:
    """Nobody asked."""


class OtherParent(NamedTuple):
    """Another parent of a merge, and the best common ancestors that it has with the base."""

    snapshot: Snapshot
    ancestors: Callable[[], Sequence[Snapshot]]


class Scope(NamedTuple):
    """What a check looks at besides the two trees.

    `amendable` is asked whether an amended commit may edit the newest version of the base, at a
    path; `landed` which blob a version of the base had when it came. `sources` compares read
    sources with what was read (R008), and looks for them in `kept`, by default the tree that is
    checked (R011); `others` are the other parents of a merge. `deletions` lists, newest first, the
    commits below the base that deleted files of reports, those of the named folder among them: the
    past is looked at where a folder comes with versions. The contents of so many of the newest
    versions are held against what they were made from (K and G, the latter only with `recall`,
    which gives the text that a writer saw); if `strict`, what is found there is an error. With
    `latest`, only so many of the newest versions have their own text checked (V005, V006, V010 and
    S). `note` is told what could not be looked at.
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


# A tree alone.
ALONE = Scope(sources=True)


class FolderChange(NamedTuple):
    """One report folder and, where there is one, its base: what the function of a rule is given.

    `known` is the base with its versions under the numbers that they have here, which is the base
    itself where none got another; `replaced` are the versions for which a merge took another
    parent's. With `only`, of the new versions this one is looked at.
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
        """The numbers under which the base does not have what is here."""
        return [self.only] if self.only else _list_new(self.base, self.state)

    def split(self) -> Iterator[FolderChange]:
        """The change with one new version after the other, of those that are asked for."""
        numbers = self.new_versions[-self.scope.latest :]  # -0 is the first
        return (self._replace(only=number) for number in numbers)

    @property
    def new_texts(self) -> list[int]:
        """The same without the versions that only got another number."""
        return _list_new(self.known, self.state)


def _list_new(base: State | None, state: State) -> list[int]:
    known = base.versions if base else {}
    return [n for n, oid in sorted(state.versions.items()) if known.get(n) != oid]
