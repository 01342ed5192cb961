"""Make a draft: the next version of a report as a plan; nothing is written.

The writer is the only effect here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache

from git_report.checks.findings import Finding
from git_report.commit.commit import Plan
from git_report.differ import Delta, diff, render_diff, render_first
from git_report.edits.operations import Answer
from git_report.errors import ReportError
from git_report.git.refusals import RewrittenError
from git_report.markdown import Document, parse
from git_report.report.checklist import Reference
from git_report.report.credential_shapes import find_secret
from git_report.report.folder import Folder
from git_report.report.forges import name_reference, quiet_line
from git_report.report.length import find_words
from git_report.report.redaction import redact
from git_report.report.snapshot import Snapshot, read_if_there
from git_report.report.versions import version_name, version_stem
from git_report.sources import MAX_BYTES, Reach, Source
from git_report.sources.archive import pack
from git_report.sources.evidence import Evidence
from git_report.sources.recall import recall
from git_report.text import Tell, decode, silent
from git_report.writers.affected_sections import ReferenceChange, describe_change
from git_report.writers.effort_steps import plan_steps
from git_report.writers.facts import Facts, pack_facts, unpack_facts
from git_report.writers.gate import Gate, Written, check_text
from git_report.writers.model_writer import ModelWriter
from git_report.writers.protocol import EarlierReference, Request, Writer
from git_report.writers.usage import format_usage
from git_report.writers.workflow import make_version


@dataclass(frozen=True, slots=True)
class Draft:
    """What an iteration makes, before anything is written.

    `delta` is None for a first version; `plan` contains the three files and the commit message;
    `request` is what the writer was given.
    """

    folder: Folder
    number: int
    reference: Reference
    source: Source
    answer: Answer
    document: Document
    delta: Delta | None
    plan: Plan
    request: Request
    warnings: tuple[Finding, ...] = ()

    @property
    def path(self) -> str:
        """The repository path of the new version."""
        return self.folder.version_path(self.number)


@dataclass(frozen=True, slots=True)
class Mode:
    """The settings of a run: the options of the commands that make a version, and configuration.

    `dry_run` shows the plan, `stage` leaves the commit to the user. `steer`, `words` (the target
    length, 0 for the brief's), `effort` and `rewrite` are passed to the writer; `reviewed` enables
    the reviews of that effort; `ask` says what a model should revise without a reference. `upgrade`
    reads references again that a digest had read; `add_references` adds a reference's file to the
    version's commit if no commit has it. `reach` says from where references are read, according to
    `offline` and `anyway`; `gate` has the checks that a version must pass, except for the codes in
    `allowed`.
    """

    dry_run: bool = False
    stage: bool = False
    no_verify: bool = False
    steer: str = ""
    effort: str = ""
    rewrite: bool = False
    upgrade: bool = False
    offline: bool = False
    anyway: bool = False
    add_references: bool = False
    allow_secrets: bool = False
    allowed: tuple[str, ...] = ()
    max_source_bytes: int = MAX_BYTES
    words: int = 0
    reviewed: bool = True
    ask: str = ""
    reach: Reach | None = None
    gate: Gate = Gate()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class DraftInput:
    """What a version is made from: an item, its source, and the instructions after the reading.

    `taking` are paths whose uncommitted content the version replaces; `before` is the version
    that read the reference last, 0 for none. `restored` are the original contents of older versions
    that were edited; `onto` is a rewritten HEAD without those edits.
    """

    reference: Reference
    source: Source
    instructions: str
    taking: frozenset[str] = frozenset()
    before: int = 0
    restored: Mapping[str, bytes] = field(default_factory=dict)
    onto: str | None = None


def draft_version(
    snapshot: Snapshot,
    folder: Folder,
    reading: DraftInput,
    writer: Writer,
    *,
    base: str | None,
    mode: Mode,
    disk: Snapshot | None = None,
    tell: Tell = silent,
) -> Draft:
    """Make the next version of a folder as a plan; the writer is the only effect.

    `disk` is the work tree that the plan expects, if it is not `snapshot`.
    """
    number = folder.newest + 1
    tell(f"writing {version_stem(number)}")
    request = make_request(snapshot, folder, reading, mode)
    prior = request.document
    if isinstance(writer, ModelWriter) and not mode.allow_secrets:
        check_request(request)
    way = plan_steps(mode.effort, reviewed=mode.reviewed)
    written = make_version(writer, request, mode.gate, folder.version_path(number), way, tell)
    new = written.document

    tell("comparing")
    path, instructions = folder.version_path(number), folder.instructions.path
    derived = _derive_diff(folder, prior, new)
    added = _list_added(snapshot, reading.source, mode)
    evidence = _find_evidence(reading.source, written, added=bool(added))
    changes: dict[str, bytes | None] = {
        **added,
        **reading.restored,
        path: written.text.encode("utf-8"),
        folder.diff_path: derived.diff_md,
        instructions: reading.instructions.encode("utf-8"),
    }
    plan = Plan(
        base=base,
        changes=changes,
        expected={path: read_if_there(disk or snapshot, path) for path in changes},
        riding=reading.taking | {instructions, *added, *reading.restored},
        message=compose_message(
            folder, number, reading.source, written.answer, writer, derived.delta, mode.steer
        ),
        kept=() if evidence is None else (pack(evidence),),
        onto=reading.onto,
    )
    return Draft(
        folder, number, reading.reference, reading.source, written.answer, new, derived.delta, plan,
        request, written.warnings,
    )  # fmt: skip


def _list_added(snapshot: Snapshot, source: Source, mode: Mode) -> dict[str, bytes | None]:
    """The file that was read, if no commit has it and the user wants it in this one."""
    wanted = mode.add_references and source.untracked
    return {source.path: snapshot.read(source.path)} if wanted else {}


def _find_evidence(source: Source, written: Written, *, added: bool) -> Evidence | None:
    """What is stored of a reading: a text that is in no tree, and a writer's notes on any text."""
    evidence = None if added else source.evidence
    if written.facts is None or not written.facts.facts:
        return evidence
    kept = evidence or Evidence(source.blob, source.target, source.data)
    return replace(kept, facts=pack_facts(written.facts))


@dataclass(frozen=True, slots=True)
class _Derived:
    """What is derived from a version and the one before."""

    delta: Delta | None
    diff_md: bytes


def _derive_diff(folder: Folder, prior: Document | None, new: Document) -> _Derived:
    name = version_name(folder.newest + 1)
    if prior is None:
        return _Derived(None, render_first(new, name).encode("utf-8"))
    delta = diff(prior, new)
    diff_md = render_diff(delta, version_name(folder.newest), name)
    return _Derived(delta, diff_md.encode("utf-8"))


def take_text(draft: Draft, rewritten: RewrittenError, gate: Gate) -> Draft:
    """Update a draft whose version a hook has changed: diff.md is derived again.

    Raises GateError or ReportError if the text is not a version, or has the tail of another one.
    """
    data = rewritten.data
    text = decode(data, draft.path)
    document = parse(text)
    if _tail_content(document) != _tail_content(draft.document):
        raise ReportError(
            f"{rewritten.culprit} changed the end of the version (its footnotes or its record)",
            hint=rewritten.hints
            if rewritten.hooks
            else "configure the hook to leave the end of versions unchanged",
            where=draft.path,
        )
    warnings = check_text(draft.request, document, text, gate, draft.path)
    derived = _derive_diff(draft.folder, draft.request.document, document)
    changes = {**draft.plan.changes, draft.path: data, draft.folder.diff_path: derived.diff_md}
    return replace(
        draft,
        document=document,
        delta=derived.delta,
        plan=replace(draft.plan, changes=changes),
        warnings=warnings,
    )


def _tail_content(document: Document) -> object:
    tail = document.tail
    return tail and ([(d.label, d.text) for d in tail.definitions], tail.notice, tail.record)


def make_request(snapshot: Snapshot, folder: Folder, reading: DraftInput, mode: Mode) -> Request:
    """The request to the writer of a folder's next version."""
    path = folder.version_path(folder.newest)
    data = snapshot.read(path) if folder.newest else None
    document = None if data is None else _parse_version(folder, data)
    source = reading.source
    way = plan_steps(mode.effort, reviewed=mode.reviewed)
    recall = cache(lambda: tuple(_recall_earlier(snapshot, folder, mode)))
    return Request(
        number=folder.newest + 1,
        brief=folder.instructions.brief,
        reference=reading.reference,
        source=source,
        document=document,
        base="" if data is None else snapshot.blob_id(data),
        steer=mode.steer,
        words=mode.words or find_words(folder.instructions.brief),
        effort=mode.effort,
        rewrite=mode.rewrite,
        reread=reading.before,
        change=_describe_change(snapshot, folder, reading, mode, document),
        free=way.free,
        facts=_recall_facts(source, mode) if way.read else None,
        earlier=recall() if way.reviews or mode.dry_run else (),
        ask=mode.ask,
        recall=recall,
    )


def _recall_facts(source: Source, mode: Mode) -> Facts | None:
    """A writer's notes on exactly this text from an earlier reading, for whatever version."""
    if mode.reach is None or source.is_edit:
        return None
    kept = mode.reach.archive.read(source.blob)
    return unpack_facts(kept.facts, source.text) if kept is not None and kept.facts else None


def _recall_earlier(snapshot: Snapshot, folder: Folder, mode: Mode) -> Iterator[EarlierReference]:
    """Yield the references that were read before, as far as their texts are stored."""
    if mode.reach is None:
        return
    for reference in folder.instructions.references:
        for stamp in reference.stamps:
            with suppress(ReportError):
                text = recall(mode.reach.archive, snapshot, folder.path, reference, stamp)
                if mode.allow_secrets or not find_secret(text):
                    yield EarlierReference(str(stamp.version), reference.title, text)


def check_request(request: Request) -> None:
    """Raise ReportError if a request contains a credential outside the reference."""
    document = request.document.source if request.document is not None else ""
    texts = {
        "the brief": request.brief,
        "the newest version": document,
        "--steer": request.steer,
    }
    for what, text in texts.items():
        found = find_secret(text)
        if found is not None:
            raise ReportError(
                f"line {found[0]} of {what} contains what looks like {found[1]}; nothing was sent "
                "or written",
                hint="remove it and revoke it, or pass --allow-secrets if it is not a credential",
            )


def _describe_change(
    snapshot: Snapshot, folder: Folder, reading: DraftInput, mode: Mode, document: Document | None
) -> ReferenceChange | None:
    """What changed in a reference since it was read; None if nothing did."""
    reference, source = reading.reference, reading.source
    # Accepting a changed text made no version: the report has what the last reading added.
    last = reference.claims[-1] if reference.claims else None
    if last is None or document is None or mode.reach is None or source.is_edit:
        return None
    if source.blob.startswith(last.blob):
        return None
    prior: str | None = None
    with suppress(ReportError):  # it is no longer stored
        prior = recall(mode.reach.archive, snapshot, folder.path, reference, last)
    if prior is not None and not mode.allow_secrets and find_secret(prior):
        prior = None  # a credential that has been removed since must not be sent
    return describe_change(document, reference, prior, source.text)


def compose_message(
    folder: Folder,
    number: int,
    source: Source,
    answer: Answer,
    writer: Writer,
    delta: Delta | None,
    steer: str,
) -> str:
    """The commit message: what was read, and the trailers for people who read logs."""
    usage = answer.usage
    trailers = {
        "Report-Version": version_stem(number),
        "Report-Reference": name_reference(source.title, source.target),
        "Report-Source": source.blob,
        "Report-Writer": quiet_line(writer.name),
    }
    if usage.input or usage.output:
        trailers["Report-Usage"] = format_usage(usage)
    if steer.strip():
        trailers["Report-Steer"] = quiet_line(redact(steer))
    where = f"{folder.path}/" if folder.path else ""
    done = "Revised as" if source.is_edit else "Read into"
    body = [quiet_line(f"{done} {where}{version_name(number)}.")]
    if delta is not None and not delta.sections:
        reason = (
            quiet_line(redact(answer.reason)) or "the report already says what the reference says"
        )
        # Never at the beginning of a line, where "/close" is a command and "Token:" a trailer.
        body.append(f"No section changed: {reason}")
    lines = [f"{name}: {value}" for name, value in trailers.items()]
    subject = f"{version_stem(number)}: {quiet_line(redact(source.title))}"
    return "\n\n".join([subject, *body, "\n".join(lines)]) + "\n"


def _parse_version(folder: Folder, data: bytes) -> Document:
    text = decode(
        data,
        folder.version_path(folder.newest),
        what="the version is not UTF-8 text",
        hint="restore a version that is, or undo the change with 'git revert'",
    )
    return parse(text)
