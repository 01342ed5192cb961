"""What was read, kept: the cleaned text as the writer saw it, the raw body, and where from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

from git_report.report.checklist import Reference, Stamp
from git_report.report.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reading of a reference.

    `blob` is the git blob id of `text`; `target` the checklist's; `raw` the body as it came, empty
    for a local file; `facts` what a writer noted of it, as JSON. `attached` names the file that a
    person gave in place of the page; `also` are other targets where the same text was read, before.
    The other fields are those of `Fetched` and `Page`.
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
    """Evidence in place of what was kept of the same text, with the targets of that."""
    also = before.targets - {evidence.target, ""} if before is not None else frozenset()
    return replace(evidence, also=tuple(sorted(also)))


class Archive(Protocol):
    """The readings that a repository keeps."""

    def find(self, target: str) -> Evidence | None:
        """The newest reading of a target, or None."""
        ...

    def read(self, blob: str) -> Evidence | None:
        """The reading with that blob id, or 12 or more of its digits; None where it is not here."""
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
        """What a reading of the report in `folder` read, byte for byte; None where it is lost.

        ReportError where that is more than `max_bytes` (0: any number).
        """
        ...
