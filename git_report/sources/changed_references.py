"""References that say another thing now than when they were read.

Local ones are found from the tree and the stamps alone; the web is asked by conditional requests.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from git_report.errors import ReportError
from git_report.report.checklist import EDITED, Reference, Stamp
from git_report.report.folder import Folder
from git_report.report.snapshot import Snapshot
from git_report.report.targets import is_url
from git_report.sources.evidence import Evidence
from git_report.sources.fetched import Fetched
from git_report.sources.read_reference import MAX_BYTES, Reach, read_fetched, read_source
from git_report.sources.source import Source
from git_report.text import Tell, silent


class SourceState(StrEnum):
    """What became of a reference since it was read."""

    SAME = "same"
    CHANGED = "changed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A ticked reference and what became of it since `stamp`, its last reading.

    `source` is what it says now, where that could be read; `why` says why it could not. The text
    of an `attached` one was given by a person: the page was not asked.
    """

    reference: Reference
    stamp: Stamp
    state: SourceState
    source: Source | None = None
    why: str = ""
    attached: bool = False


class SuspectSearch:
    """One look at the references of a folder; without a web in `reach` only at local ones."""

    def __init__(
        self,
        snapshot: Snapshot,
        folder: Folder,
        reach: Reach,
        *,
        max_bytes: int = MAX_BYTES,
        tell: Tell = silent,
    ) -> None:
        self.snapshot = snapshot
        self.folder = folder
        self.reach = reach
        self.max_bytes = max_bytes
        self.tell = tell

    def look(self, reference: Reference) -> Suspect | None:
        """What became of a reference; None for one that was not read, and a page while offline."""
        stamp = reference.stamps[-1] if reference.stamps else None
        if stamp is None or stamp.blob == EDITED or not reference.target:
            return None
        if not is_url(reference.target):
            # It was read as it is, or would not be stamped.
            return self._compare(reference, stamp, replace(self.reach, anyway=True))
        return self._look_online(reference, stamp) if self.reach.web is not None else None

    def _compare(self, reference: Reference, stamp: Stamp, reach: Reach) -> Suspect:
        try:
            source = read_source(
                self.snapshot,
                self.folder.path,
                reference,
                self.folder.instructions.path,
                max_bytes=self.max_bytes,
                reach=reach,
                tell=self.tell,
            )
        except ReportError as error:
            return Suspect(reference, stamp, SourceState.UNREADABLE, why=error.message)
        same = source.blob.startswith(stamp.blob)
        return Suspect(reference, stamp, SourceState.SAME if same else SourceState.CHANGED, source)

    def _look_online(self, reference: Reference, stamp: Stamp) -> Suspect:
        kept = self.reach.archive.read(stamp.blob)
        if kept is not None and kept.attached:
            why = f"its text was attached from '{kept.attached}'"
            return Suspect(reference, stamp, SourceState.UNREADABLE, why=why, attached=True)
        assert self.reach.web is not None
        asking = _Once(self.reach, kept, reference.target)
        found = self._compare(reference, stamp, replace(self.reach, web=asking, archive=_NOTHING))
        if asking.unchanged:
            return Suspect(reference, stamp, SourceState.SAME)
        if found.source is not None and kept is not None and _says_the_same(found.source, kept):
            return replace(found, state=SourceState.SAME)
        return found


class _UnchangedError(ReportError):
    """The server says that a page is as it was."""


class _Once:
    """The web, asked with the validators of a reading."""

    def __init__(self, reach: Reach, kept: Evidence | None, target: str) -> None:
        assert reach.web is not None
        self.target = target
        self.web = reach.web
        self.kept = kept
        self.unchanged = False

    def fetch(self, url: str, tell: Tell, *, etag: str = "", modified: str = "") -> Fetched | None:
        """A page, unless it is as it was: that ends the reading."""
        if self.kept is not None and self.kept.target == self.target:
            etag, modified = self.kept.etag, self.kept.modified
        fetched = self.web.fetch(url, tell, etag=etag, modified=modified)
        if fetched is None:
            self.unchanged = True
            raise _UnchangedError(f"'{url}' has not changed")
        return fetched


class _Nothing:
    """An archive that contains nothing."""

    def find(self, target: str) -> None:
        """Nothing."""

    def read(self, blob: str) -> None:
        """Nothing."""

    def recall(
        self,
        snapshot: Snapshot,
        folder: str,
        reference: Reference,
        stamp: Stamp,
        *,
        max_bytes: int = 0,
    ) -> None:
        """Nothing."""


_NOTHING = _Nothing()


def _says_the_same(source: Source, kept: Evidence) -> bool:
    """Whether a page says what it said, by its text or, extracted again, by its body.

    A better extractor makes another text of the same body, and that makes no page suspect.
    """
    if source.data == kept.text:
        return True
    if not kept.raw:
        return False
    before = Fetched(
        kept.target, kept.final_url, kept.media_type or "text/plain", kept.charset, kept.raw
    )
    try:
        return read_fetched(before, kept.target, anyway=True).text == source.text
    except ReportError:
        return False


def find_suspects(search: SuspectSearch) -> tuple[Suspect, ...]:
    """Every reference that is not as it was read, in the checklist's order.

    One that is to be read again will be read as it is now, and is none.
    """
    items = (item for item in search.folder.instructions.references if not item.reopened)
    looked = map(search.look, items)
    return tuple(each for each in looked if each is not None and each.state is not SourceState.SAME)
