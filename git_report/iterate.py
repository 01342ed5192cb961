"""One iteration, top to bottom: snapshot, next reference, source, write, delta, plan, commit.

Four effects (read the repository, fetch, write, commit); all else is pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from git_report.checks.findings import Finding
from git_report.diff import Delta, diff, render_diff, render_first
from git_report.errors import ReportError
from git_report.markdown import Document, parse
from git_report.repo.commit import Plan, commit, preflight, stage
from git_report.repo.drafts import keep_draft
from git_report.repo.repository import Repository
from git_report.report.checklist import Reference, Stamp
from git_report.report.effort import find_words
from git_report.report.folder import Folder, read_folder
from git_report.report.instructions import parse_instructions
from git_report.report.snapshot import Overlay, Snapshot
from git_report.report.text import decode
from git_report.report.tick import append_item, tick
from git_report.report.versions import version_name, version_stem
from git_report.sources import MAX_BYTES, Reach, Source, read_source
from git_report.sources.archive import pack
from git_report.sources.reading import recall_text
from git_report.sources.secrets import check_secrets, find_secret
from git_report.sources.source import EDIT
from git_report.writers.gate import Gate, GateError, write_version
from git_report.writers.operations import Answer
from git_report.writers.prompt import Tell as Progress
from git_report.writers.rereads import find_digested
from git_report.writers.resting import Change, describe_change
from git_report.writers.writer import Request, Writer, silent


@dataclass(frozen=True, slots=True)
class Draft:
    """What an iteration makes, before anything is written.

    `delta` is None for a first version; `plan` holds the three files and the commit message.
    """

    folder: Folder
    number: int
    reference: Reference
    source: Source
    answer: Answer
    document: Document
    delta: Delta | None
    plan: Plan
    warnings: tuple[Finding, ...] = ()

    @property
    def path(self) -> str:
        """The repository path of the new version."""
        return self.folder.version_path(self.number)


@dataclass(frozen=True, slots=True)
class Landed:
    """A draft and the commit that it became; empty for a staged or a dry run."""

    draft: Draft
    commit: str


@dataclass(frozen=True, slots=True)
class Mode:
    """How a run goes: `dry_run` shows the plan, `stage` leaves the commit to the person.

    `steer`, `words` (the target length, 0 for the brief's), `effort` and `rewrite` are what the
    writer is told; with `reread` references are read again that a digest had read; `reach` is how
    far references are read, `gate` what a version must pass.
    """

    dry_run: bool = False
    stage: bool = False
    verify: bool = True
    steer: str = ""
    max_source_bytes: int = MAX_BYTES
    words: int = 0
    effort: str = ""
    rewrite: bool = False
    reread: bool = False
    reach: Reach | None = None
    allow_secrets: bool = False
    gate: Gate = Gate()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Reading:
    """What a version is made from: an item, the text behind it, the instructions when it is read.

    `taking` are paths whose uncommitted content the version replaces; `before` is the version
    that read the reference last, 0 for none.
    """

    reference: Reference
    source: Source
    instructions: str
    taking: frozenset[str] = frozenset()
    before: int = 0


def iterate(
    repository: Repository,
    folder: str,
    writer: Writer,
    mode: Mode,
    progress: Progress = silent,
) -> Landed | None:
    """Read the next reference into a new version, as one commit; None where all are read.

    `folder` is a repository path. Raises ReportError, with nothing changed, for whatever stands
    in the way.
    """
    snapshot = repository.worktree_snapshot()
    base = repository.head()
    report = read_folder(snapshot, folder)
    due = list_due(snapshot, report, mode)
    if not due:
        return None
    check_ready(repository, report)
    reading = read_next(snapshot, report, mode, progress, due[0])
    with keeping_refused(repository, report):
        draft = draft_version(
            snapshot, report, reading, writer, base=base, mode=mode, tell=progress
        )
    return land(repository, draft, writer, mode, progress)


@contextmanager
def keeping_refused(repository: Repository, folder: Folder) -> Iterator[None]:
    """Keep what does not pass the gate, and say where."""
    try:
        yield
    except GateError as error:
        kept = keep_draft(repository, version_name(folder.newest + 1), error.text.encode("utf-8"))
        gone = any(finding.family == "K" for finding in error.findings)
        how = ', or declare what goes with --removed "WHAT: WHY"' if gone else ""
        mend = f"the version is kept: mend it and say 'git report accept {kept}'{how}"
        raise ReportError(
            error.message,
            hint=f"{error.hint}; {mend}",
            where=folder.version_path(folder.newest + 1),
        ) from error


def check_ready(
    repository: Repository, folder: Folder, taking: frozenset[str] = frozenset()
) -> None:
    """Refuse now what the commit would refuse: before a text is fetched or a writer paid."""
    instructions = folder.instructions.path
    paths = (folder.version_path(folder.newest + 1), folder.diff_path, instructions)
    existing = tuple(folder.version_path(n) for n in range(1, folder.newest + 1))
    preflight(repository, paths, riding=taking | {instructions}, clean=existing)


def list_due(snapshot: Snapshot, folder: Folder, mode: Mode) -> tuple[Reference, ...]:
    """The references that a run can read, in its order: the open ones, or those to read again."""
    if mode.reread:
        return find_digested(snapshot, folder)
    return folder.instructions.open_references


def read_next(
    snapshot: Snapshot,
    folder: Folder,
    mode: Mode,
    tell: Progress = silent,
    due: Reference | None = None,
) -> Reading:
    """A reference that is due, by default the next unchecked one, read; the folder has one."""
    instructions = folder.instructions
    reference = due or instructions.next_reference
    assert reference is not None
    tell(f"reading {reference.title}")
    source = read_source(
        snapshot,
        folder.path,
        reference,
        instructions.path,
        max_bytes=mode.max_source_bytes,
        reach=mode.reach,
        tell=tell,
    )
    if not mode.allow_secrets:
        check_secrets(source)
    stamp = Stamp(folder.newest + 1, source.blob[:12])
    before = reference.stamps[-1].version if mode.reread else 0
    text = tick(instructions.text, reference, stamp)
    return Reading(reference, source, text, before=before)


def read_revision(folder: Folder, why: str, taking: frozenset[str] = frozenset()) -> Reading:
    """A person's own correction as what the next version is made from: an item, and no text."""
    title = f"Revision: {why}" if why.strip() else "Revision"
    path = folder.instructions.path
    opened = parse_instructions(path, append_item(folder.instructions, title).encode("utf-8"))
    reference = opened.references[-1]
    stamp = Stamp(folder.newest + 1, EDIT)
    source = Source(reference.title, "", why, b"", EDIT)
    return Reading(reference, source, tick(opened.text, reference, stamp), taking)


def draft_version(
    snapshot: Snapshot,
    folder: Folder,
    reading: Reading,
    writer: Writer,
    *,
    base: str | None,
    mode: Mode,
    disk: Snapshot | None = None,
    tell: Progress = silent,
) -> Draft:
    """Make the next version of a folder as a plan; only the writer is an effect.

    `disk` is the work tree that the plan expects, where `snapshot` is not it.
    """
    number = folder.newest + 1
    tell(f"writing {version_stem(number)}")
    request = make_request(snapshot, folder, reading, mode)
    prior = request.document
    written = write_version(writer, request, mode.gate, folder.version_path(number), tell)
    new = written.document

    tell("comparing")
    delta = None if prior is None else diff(prior, new)
    name = version_name(number)
    told = (
        render_first(new, name)
        if delta is None
        else render_diff(delta, version_name(folder.newest), name)
    )
    changes = {
        folder.version_path(number): written.text.encode("utf-8"),
        folder.diff_path: told.encode("utf-8"),
        folder.instructions.path: reading.instructions.encode("utf-8"),
    }
    plan = Plan(
        base=base,
        changes=changes,
        expected={path: _content(disk or snapshot, path) for path in changes},
        riding=reading.taking | {folder.instructions.path},
        message=compose_message(folder, number, reading.source, written.answer, writer, delta),
        kept=(pack(reading.source.evidence),) if reading.source.evidence else (),
    )
    return Draft(
        folder, number, reading.reference, reading.source, written.answer, new, delta, plan,
        written.warnings,
    )  # fmt: skip


def make_request(snapshot: Snapshot, folder: Folder, reading: Reading, mode: Mode) -> Request:
    """What the writer of a folder's next version is given."""
    path = folder.version_path(folder.newest)
    data = snapshot.read(path) if folder.newest else None
    document = None if data is None else _parse_version(folder, data)
    return Request(
        number=folder.newest + 1,
        brief=folder.instructions.brief,
        reference=reading.reference,
        source=reading.source,
        document=document,
        base="" if data is None else snapshot.blob_id(data),
        steer=mode.steer,
        words=mode.words or find_words(folder.instructions.brief),
        effort=mode.effort,
        rewrite=mode.rewrite,
        reread=reading.before,
        change=_describe_change(folder, reading, mode, document),
    )


def _describe_change(
    folder: Folder, reading: Reading, mode: Mode, document: Document | None
) -> Change | None:
    """What changed in a reference that was read before, where it did."""
    reference, source = reading.reference, reading.source
    # What was accepted since made no version: the report still says what the last reading brought.
    last = reference.claims[-1] if reference.claims else None
    if last is None or document is None or mode.reach is None or source.is_edit:
        return None
    if source.blob.startswith(last.blob):
        return None
    data = mode.reach.archive.recall(folder.path, reference, last)
    prior = None if data is None else recall_text(data, reference.target)
    if prior is not None and not mode.allow_secrets and find_secret(prior):
        prior = None  # what was taken out since is not sent now
    return describe_change(document, reference, prior, source.text)


def land(
    repository: Repository, draft: Draft, writer: Writer, mode: Mode, tell: Progress = silent
) -> Landed:
    """Commit a draft, stage it, or (in a dry run) do neither."""
    if mode.dry_run:
        return Landed(draft, "")
    tell("committing")
    if mode.stage:
        stage(repository, draft.plan)
        landed = Landed(draft, "")
    else:
        landed = Landed(draft, commit(repository, draft.plan, verify=mode.verify))
    writer.landed()
    return landed


def draft_all(
    snapshot: Snapshot, path: str, writer: Writer, *, base: str | None, mode: Mode, count: int
) -> list[Draft]:
    """The drafts of up to `count` iterations in a row, each standing on the one before."""
    drafts: list[Draft] = []
    while len(drafts) < count:
        folder = read_folder(snapshot, path)
        due = list_due(snapshot, folder, mode)
        if not due:
            break
        reading = read_next(snapshot, folder, mode, due=due[0])
        draft = draft_version(snapshot, folder, reading, writer, base=base, mode=mode)
        drafts.append(draft)
        snapshot = Overlay(snapshot, draft.plan.changes)
    return drafts


def compose_message(
    folder: Folder,
    number: int,
    source: Source,
    answer: Answer,
    writer: Writer,
    delta: Delta | None,
) -> str:
    """The commit message: what was read, and the trailers for people who read logs."""
    usage = answer.usage
    trailers = {
        "Report-Version": version_stem(number),
        "Report-Reference": f"{source.title} <{source.target}>" if source.target else source.title,
        "Report-Source": source.blob,
        "Report-Writer": writer.name,
    }
    if usage.input or usage.output:
        trailers["Report-Usage"] = f"in {usage.input}, out {usage.output}, cached {usage.cached}"
    where = f"{folder.path}/" if folder.path else ""
    done = "Revised as" if source.is_edit else "Read into"
    body = [f"{done} {where}{version_name(number)}."]
    if delta is not None and not delta.sections:
        body.append(answer.reason or "The reference added nothing that the report did not say.")
    lines = [f"{name}: {_one_line(value)}" for name, value in trailers.items()]
    subject = f"{version_stem(number)}: {_one_line(source.title)}"
    return "\n\n".join([_one_line(subject), *map(_one_line, body), "\n".join(lines)]) + "\n"


def _one_line(text: str) -> str:
    """A text of a document as one line of a commit message, without control characters."""
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} else c for c in text)
    return " ".join(kept.split())


def _content(snapshot: Snapshot, path: str) -> bytes | None:
    return snapshot.read(path) if snapshot.entry(path) is not None else None


def _parse_version(folder: Folder, data: bytes) -> Document:
    text = decode(
        data,
        folder.version_path(folder.newest),
        what="the version is not UTF-8 text",
        hint="bring back a version that is, or take it back with 'git revert'",
    )
    return parse(text)
