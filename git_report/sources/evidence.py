"""Stored readings: the cleaned text that the writer saw, the raw body, and its origin."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

from git_report.report.checklist import Reference, Stamp
from git_report.report.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reading of a reference.

    `blob` is the git blob id of `text`; `target` is the one in the checklist; `raw` is the body as
    received, empty for a local file; `facts` are a writer's notes on it, as JSON. `attached` names
    the file that a user supplied in place of the page; `also` are other targets where the same text
    was read before. The other fields are those of `Fetched` and `Page`.
    """

    blob: str
    target: str
    text: bytes = field(repr=False)
    raw: bytes = field(default=b"", repr=False)
    facts: bytes = field(default=b"", repr=False)
    final_url: str = ""
    title: str = ""
    media_type: str = ""
    charset: str = ""
    etag: str = ""
    modified: str = ""
    time: str = ""
    canonical: str = ""
    language: str = ""
    date: str = ""
    attached: str = ""
    also: tuple[str, ...] = ()

    @property
    def targets(self) -> frozenset[str]:
        """Every target where this text was read."""
        return frozenset({self.target, *self.also})


def keep_targets(evidence: Evidence, before: Evidence | None) -> Evidence:
    """New evidence of a text, with the targets of the earlier evidence that it replaces."""
    also = before.targets - {evidence.target, ""} if before is not None else frozenset()
    return replace(evidence, also=tuple(sorted(also)))


class Archive(Protocol):
    """The readings that are stored in a repository."""

    def find(self, target: str) -> Evidence | None:
        """The newest reading of a target, or None."""
        ...

    def read(self, blob: str) -> Evidence | None:
        """The reading with a blob id, or 12 or more of its digits; None if it is not stored."""
        ...

    def recall(
        self,
        snapshot: Snapshot,
        folder: str,
        reference: Reference,
        stamp: Stamp,
        *,
        max_bytes: int = 0,
    ) -> bytes | None:
        """The exact bytes that a reading of the report in `folder` read; None if they are lost.

        ReportError if they are more than `max_bytes` (0: no limit).
        """
        ...
