"""Find references that a digest has read and a model can read again."""

from __future__ import annotations

from git_report.edits.application import body_of
from git_report.edits.footnotes import cited_labels
from git_report.markdown import parse
from git_report.report.checklist import EDITED, Box, Reference
from git_report.report.folder import Folder
from git_report.report.snapshot import Snapshot
from git_report.writers.protocol import WriterKind
from git_report.writers.registry import list_authors


def find_digested(snapshot: Snapshot, folder: Folder) -> tuple[Reference, ...]:
    """The read references whose last version is by a digest, oldest first."""
    found = [
        (reference.stamps[-1].version, reference)
        for reference in folder.instructions.references
        if reference.box is Box.READ
        and reference.stamps
        and reference.stamps[-1].blob != EDITED
        and _is_digest(snapshot, folder, reference.stamps[-1].version)
    ]
    return tuple(reference for _, reference in sorted(found, key=lambda pair: pair[0]))


def find_unquoted(snapshot: Snapshot, folder: Folder) -> tuple[Reference, ...]:
    """The references that a digest has read and that the newest version does not cite."""
    digested = find_digested(snapshot, folder)
    if not digested:
        return ()
    newest = snapshot.read(folder.version_path(folder.newest)).decode("utf-8", "replace")
    cited = cited_labels(body_of(parse(newest)))
    # Read again, a reference may add nothing to what the digest quotes of its earlier text.
    return tuple(each for each in digested if cited.isdisjoint(str(s.version) for s in each.stamps))


def _is_digest(snapshot: Snapshot, folder: Folder, number: int) -> bool:
    path = folder.version_path(number)
    if snapshot.entry(path) is None:
        return False
    text = snapshot.read(path).decode("utf-8", "replace")
    return any(author.kind is WriterKind.DIGEST for author in list_authors([text]))
