"""One iteration, top to bottom: snapshot, next reference, source, write, delta, plan, commit.

Four effects (read the repository, fetch, write, commit); all else is pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from git_report.diff import Delta, diff, render_diff, render_first
from git_report.errors import ReportError
from git_report.markdown import Document, parse
from git_report.repo.commit import Plan, commit, preflight, stage
from git_report.repo.repository import Repository
from git_report.report.checklist import Reference, Stamp
from git_report.report.folder import Folder, read_folder
from git_report.report.snapshot import Overlay, Snapshot
from git_report.report.tick import tick
from git_report.report.versions import version_name, version_stem
from git_report.sources import MAX_BYTES, Source, read_source
from git_report.writers.edits import apply
from git_report.writers.finish import finish
from git_report.writers.operations import Answer
from git_report.writers.writer import Request, Writer

Progress = Callable[[str], None]


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
    """How a run goes: `dry_run` shows the plan, `stage` leaves the commit to the person."""

    dry_run: bool = False
    stage: bool = False
    verify: bool = True
    steer: str = ""
    max_source_bytes: int = MAX_BYTES


def iterate(
    repository: Repository,
    folder: str,
    writer: Writer,
    mode: Mode,
    progress: Progress = lambda _: None,
) -> Landed | None:
    """Read the next reference into a new version, as one commit; None where all are read.

    `folder` is a repository path. Raises ReportError, with nothing changed, for whatever stands
    in the way.
    """
    snapshot = repository.worktree_snapshot()
    base = repository.head()
    report = read_folder(snapshot, folder)
    if report.instructions.next_reference is None:
        return None
    paths = (report.version_path(report.newest + 1), report.diff_path, report.instructions.path)
    existing = tuple(report.version_path(n) for n in range(1, report.newest + 1))
    preflight(repository, paths, riding=frozenset({report.instructions.path}), clean=existing)
    draft = draft_iteration(snapshot, report, writer, base=base, mode=mode, progress=progress)
    if mode.dry_run:
        return Landed(draft, "")
    progress("committing")
    if mode.stage:
        stage(repository, draft.plan)
        return Landed(draft, "")
    return Landed(draft, commit(repository, draft.plan, verify=mode.verify))


def draft_iteration(
    snapshot: Snapshot,
    folder: Folder,
    writer: Writer,
    *,
    base: str | None,
    mode: Mode,
    progress: Progress = lambda _: None,
) -> Draft:
    """Make the next version of a folder as a plan; only the writer and the source are effects."""
    reference = folder.instructions.next_reference
    assert reference is not None
    number = folder.newest + 1

    progress(f"reading {reference.title}")
    source = read_source(
        snapshot,
        folder.path,
        reference,
        folder.instructions.path,
        max_bytes=mode.max_source_bytes,
    )

    prior_data = snapshot.read(folder.version_path(folder.newest)) if folder.newest else None
    prior = None if prior_data is None else _parse_version(folder, prior_data)

    progress(f"writing {version_stem(number)}")
    request = Request(
        number=number,
        brief=folder.instructions.brief,
        reference=reference,
        source=source,
        document=prior,
        base="" if prior_data is None else snapshot.blob_id(prior_data),
        steer=mode.steer,
    )
    answer = writer.write(request, progress)
    text = finish(apply(prior, answer.operations), request, answer, writer)
    new = parse(text)

    progress("comparing")
    delta = None if prior is None else diff(prior, new)
    name = version_name(number)
    told = (
        render_first(new, name)
        if delta is None
        else render_diff(delta, version_name(folder.newest), name)
    )
    stamp = Stamp(number, source.blob[:12])
    instructions = folder.instructions
    changes = {
        folder.version_path(number): text.encode("utf-8"),
        folder.diff_path: told.encode("utf-8"),
        instructions.path: tick(instructions.text, reference, stamp).encode("utf-8"),
    }
    plan = Plan(
        base=base,
        changes=changes,
        expected={path: _content(snapshot, path) for path in changes},
        riding=frozenset({instructions.path}),
        message=compose_message(folder, number, source, answer, writer, delta),
    )
    return Draft(folder, number, reference, source, answer, new, delta, plan)


def draft_all(
    snapshot: Snapshot, path: str, writer: Writer, *, base: str | None, mode: Mode, count: int
) -> list[Draft]:
    """The drafts of up to `count` iterations in a row, each standing on the one before."""
    drafts: list[Draft] = []
    while len(drafts) < count:
        folder = read_folder(snapshot, path)
        if folder.instructions.next_reference is None:
            break
        draft = draft_iteration(snapshot, folder, writer, base=base, mode=mode)
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
        "Report-Reference": f"{source.title} <{source.target}>",
        "Report-Source": source.blob,
        "Report-Writer": writer.name,
    }
    if usage.input or usage.output:
        trailers["Report-Usage"] = f"in {usage.input}, out {usage.output}, cached {usage.cached}"
    where = f"{folder.path}/" if folder.path else ""
    body = [f"Read into {where}{version_name(number)}."]
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
    try:
        return parse(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReportError(
            "the version is not UTF-8 text",
            hint="bring back a version that is, or take it back with 'git revert'",
            where=f"{folder.version_path(folder.newest)}:{line}",
        ) from None
