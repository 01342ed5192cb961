"""References whose text has changed since they were read.

Local ones are compared with their stamps; web pages are requested conditionally.
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
    """The state of a reference since it was read."""

    SAME = "same"
    CHANGED = "changed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A ticked reference and its state since `stamp`, its last reading.

    `source` is its current text, if that could be read; otherwise `why` gives the reason. If
    `attached`, a user supplied the text, and the page was not requested.
    """

    reference: Reference
    stamp: Stamp
    state: SourceState
    source: Source | None = None
    why: str = ""
    attached: bool = False


class SuspectSearch:
    """One check of the references of a folder; without a web in `reach`, only of local ones."""

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
        """The state of a reference; None if it was not read, and for a web page while offline."""
        stamp = reference.stamps[-1] if reference.stamps else None
        if stamp is None or stamp.blob == EDITED or not reference.target:
            return None
        if not is_url(reference.target):
            # It was read before, so a page is accepted even if it looks like a login or a wall.
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
        asking = _ConditionalWeb(self.reach, kept, reference.target)
        # Without the archive: a text that was attached to the page would be read in its place.
        found = self._compare(reference, stamp, replace(self.reach, web=asking, archive=_NOTHING))
        if asking.unchanged:
            return Suspect(reference, stamp, SourceState.SAME)
        if found.source is not None and kept is not None and _has_same_text(found.source, kept):
            return replace(found, state=SourceState.SAME)
        return found


class _UnchangedError(ReportError):
    """The server says that a page has not changed."""


class _ConditionalWeb:
    """A `Web` that sends the validators of an earlier reading."""

    def __init__(self, reach: Reach, kept: Evidence | None, target: str) -> None:
        assert reach.web is not None
        self.target = target
        self.web = reach.web
        self.kept = kept
        self.unchanged = False

    def fetch(self, url: str, tell: Tell, *, etag: str = "", modified: str = "") -> Fetched | None:
        """Get a page; _UnchangedError, which ends the reading, if it has not changed."""
        # One text may have been read at several addresses, and validators are those of one.
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
        """Return None."""

    def read(self, blob: str) -> None:
        """Return None."""

    def recall(
        self,
        snapshot: Snapshot,
        folder: str,
        reference: Reference,
        stamp: Stamp,
        *,
        max_bytes: int = 0,
    ) -> None:
        """Return None."""


_NOTHING = _Nothing()


def _has_same_text(source: Source, kept: Evidence) -> bool:
    """Whether a page has its former text, or the text that is now extracted from its former body.

    An improved extractor makes a different text from the same body, which is not a change.
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
    """The references that have changed or cannot be read, in the checklist's order.

    References that are to be read again are omitted: they will be read as they are now.
    """
    items = (item for item in search.folder.instructions.references if not item.reopened)
    looked = map(search.look, items)
    return tuple(each for each in looked if each is not None and each.state is not SourceState.SAME)
