"""Texts that were read, stored outside the branch history: each is a tree under its own ref.

A ref is named after the blob id of its text, so that two clones never disagree about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.report.snapshot import REGULAR, Entry

if TYPE_CHECKING:
    from git_report.git.repository import Repository

REFS = "refs/report/sources/"
_TEXT, _RAW, _ABOUT, _FACTS = "text", "raw", "about.json", "facts.json"


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """One stored reading: `blob` is the id of `text`, `raw` the body as received.

    `about` and `facts` are JSON; `facts` are a writer's notes on the text, empty if there are none.
    """

    blob: str
    text: bytes
    about: bytes
    raw: bytes = b""
    facts: bytes = b""


def write_evidence_refs(repository: Repository, kept: Iterable[EvidenceRef]) -> None:
    """Store readings and update all of their refs or none; an existing ref is replaced."""
    moves = [f"update {REFS}{each.blob} {_write(repository, each)}" for each in kept]
    if moves:
        repository.git("update-ref", "--stdin", input="\n".join(moves).encode("ascii") + b"\n")


def _write(repository: Repository, kept: EvidenceRef) -> str:
    files = {_ABOUT: kept.about, _TEXT: kept.text}
    files |= {name: data for name, data in ((_RAW, kept.raw), (_FACTS, kept.facts)) if data}
    lines: list[bytes] = []
    for name, data in sorted(files.items()):
        output = repository.git("hash-object", "-w", "--stdin", "--no-filters", input=data)
        lines.append(b"100644 blob " + output.strip() + b"\t" + name.encode("ascii"))
    return repository.git("mktree", input=b"\n".join(lines) + b"\n").decode("ascii").strip()


def list_evidence_refs(repository: Repository) -> Iterator[tuple[str, str]]:
    """Yield each stored reading: the blob id of its text, and its tree."""
    output = repository.git("for-each-ref", "--format=%(refname) %(objectname)", REFS)
    # Anyone may push a ref with any name.
    for line in output.decode("ascii", "replace").splitlines():
        name, _, tree = line.partition(" ")
        yield name.removeprefix(REFS), tree


def find_evidence_ref(repository: Repository, digits: str) -> EvidenceRef | None:
    """The stored reading whose blob id begins with `digits`; None if there is none."""
    if not digits or not all(c in "0123456789abcdef" for c in digits):
        return None
    for blob, tree in list_evidence_refs(repository):
        if blob.startswith(digits):
            return read_evidence_ref(repository, blob, tree)
    return None


def read_evidence_ref(repository: Repository, blob: str, tree: str) -> EvidenceRef:
    """Read a stored reading from its tree; ReportError if the tree is not one."""
    entries = _entries(repository, tree)
    # Anyone may push such a ref: another text must not pass for the one that a version was made
    # from.
    if not {_TEXT, _ABOUT} <= entries.keys() or entries[_TEXT].oid != blob:
        raise ReportError(
            f"'{REFS}{blob}' was not stored by git report",
            hint=f"remove it with 'git update-ref -d {REFS}{blob}'",
        )
    read = repository.objects.read
    raw, facts = (
        read(entries[name].oid, "blob") if name in entries else b"" for name in (_RAW, _FACTS)
    )
    return EvidenceRef(
        blob, read(entries[_TEXT].oid, "blob"), read(entries[_ABOUT].oid, "blob"), raw, facts
    )


def read_about(repository: Repository, tree: str) -> bytes:
    """The metadata of a stored reading (JSON), without its text; empty if it has none."""
    entries = _entries(repository, tree)
    return repository.objects.read(entries[_ABOUT].oid, "blob") if _ABOUT in entries else b""


def _entries(repository: Repository, tree: str) -> Mapping[str, Entry]:
    """The files of a stored reading; none if the ref, which anyone may push, is not a tree."""
    try:
        entries = repository.objects.read_tree(tree)
    except ReportError:
        return {}
    return {name: entry for name, entry in entries.items() if entry.mode in REGULAR}
