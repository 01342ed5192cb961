"""One iteration, top to bottom: snapshot, next reference, source, write, delta, plan, commit.

Four steps have effects (read the repository, fetch, write, commit); everything else is pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType

from git_report.checks.declarations import declaring_option
from git_report.checks.findings import MOST_SHOWN, Finding
from git_report.checks.uncommitted_checklist import check_ledger
from git_report.commit.commit import preflight
from git_report.commit.folder_lock import lock_folder
from git_report.commit.installing import clear_abandoned
from git_report.commit.killed_runs import repair
from git_report.commit.readiness import check_space
from git_report.commit.refused_drafts import keep_draft
from git_report.draft import Draft, DraftInput, Mode, draft_version
from git_report.edits.answers import AnswerError
from git_report.edits.section_numbers import OperationError
from git_report.errors import ReportError
from git_report.git.repository import Repository
from git_report.land import NewVersion, land
from git_report.report.checklist import EDITED, Reference, Stamp
from git_report.report.folder import Folder, read_folder
from git_report.report.instructions import parse_instructions
from git_report.report.pasting import quote
from git_report.report.snapshot import Overlay, Snapshot
from git_report.report.tick import append_item, tick
from git_report.report.versions import version_name, version_stem
from git_report.sources import Source, read_source
from git_report.sources.credential_check import check_reference, check_secrets, clean_evidence
from git_report.text import Tell, silent
from git_report.writers.protocol import Writer
from git_report.writers.refused_answers import GateError
from git_report.writers.rereads import find_digested


def iterate(
    repository: Repository,
    folder: str,
    writer: Writer,
    mode: Mode,
    progress: Tell = silent,
    notice: Tell = silent,
    sources: MutableMapping[Reference, Source] | None = None,
) -> NewVersion | None:
    """Read the next reference into a new version, as one commit; None if all have been read.

    `folder` is a repository path. Waits while another run holds the folder's lock; messages about
    that wait and about repairs go to `notice`. `sources` caches what was read for a version that
    is begun more than once, while its requests are in a batch. Raises ReportError, with nothing
    changed, if anything prevents it.
    """
    with working(repository, folder, notice):
        branch, base = repository.branch, repository.head()
        snapshot = repository.worktree_snapshot()
        report = read_folder(snapshot, folder)
        references = list_due(snapshot, report, mode)
        if not references:
            return None
        reference = references[0]
        check_ready(repository, snapshot, report, reference)
        known = {} if sources is None else sources
        reading = read_next(snapshot, report, mode, progress, reference, known.get(reference))
        known[reference] = reading.source
        with keeping_refused(repository, report, given=_repeat(mode), rereads=mode.upgrade):
            draft = draft_version(
                snapshot, report, reading, writer, base=base, mode=mode, tell=progress
            )
        return land(repository, draft, writer, mode, progress, branch=branch)


def revise_by_writer(
    repository: Repository,
    folder: str,
    writer: Writer,
    mode: Mode,
    why: str,
    progress: Tell = silent,
    notice: Tell = silent,
) -> NewVersion:
    """Have a writer revise the report as `mode.ask` says, in a version without a reference.

    `why` is the text of its checklist item. Raises ReportError, with nothing changed, if anything
    prevents it.
    """
    with working(repository, folder, notice):
        branch, base = repository.branch, repository.head()
        snapshot = repository.worktree_snapshot()
        report = read_folder(snapshot, folder)
        check_ready(repository, snapshot, report, None)
        reading = read_revision(report, why)
        with keeping_refused(repository, report, why=why, given=_repeat(mode), revises=True):
            draft = draft_version(
                snapshot, report, reading, writer, base=base, mode=mode, tell=progress
            )
        return land(repository, draft, writer, mode, progress, branch=branch)


@contextmanager
def working(repository: Repository, folder: str, tell: Tell) -> Iterator[None]:
    """Hold the lock of a folder, after repairing what interrupted runs have left."""
    with lock_folder(repository, folder, tell):
        repair(repository, tell)
        clear_abandoned(repository, folder)
        yield


@contextmanager
def keeping_refused(
    repository: Repository,
    folder: Folder,
    again: str = "",
    why: str = "",
    *,
    given: str = "",
    revises: bool = False,
    rereads: bool = False,
    answer: str = "",
    edited: Sequence[str] = (),
) -> Iterator[None]:
    """Save a draft that the gate refuses, or an answer that cannot be parsed; the error names it.

    `again` is the command with which a user submits an edit again: then nothing is saved, because
    the edit is still where it was: in the versions `edited`, or else in the next version. `given`
    are the user's options, which other suggested commands repeat. `why` is the user's reason for
    the version, which also applies to what it removes. With `revises`, the
    version reads no reference, so that a saved draft can only be submitted by `revise`, from the
    report folder. With `rereads`, it reads a reference again, so that `accept` would use it for the
    next reference. `answer` is the file with an answer to a request in Markdown, in which its
    author continues.
    """
    try:
        yield
    except (AnswerError, OperationError) as error:
        if not error.answer:
            raise
        name = f"{version_stem(folder.newest + 1)}.json"
        kept = quote(str(keep_draft(repository, name, error.answer.encode("utf-8"))))
        saved = f"the answer is saved in {kept}"
        accept = f"git report accept{given} {kept}"
        submit = f"to correct the answer yourself, edit {kept}, then run '{accept}'"
        raise ReportError(
            error.message,
            hint=(*error.hints, submit if not (revises or rereads) else saved),
        ) from error
    except GateError as error:
        path = folder.version_path(folder.newest + 1)
        message = error.message
        if again:
            edits, path = _name_edits(edited, path)
            refused = f"{edits} not accepted as {version_name(folder.newest + 1)}"
            message = f"your {refused}:{error.listed}"
            mend = "nothing was changed; correct the edit, then try again"
            declare = _advise_declaring(again, error.findings, why)
        else:
            text = error.text.encode("utf-8")
            kept = quote(str(keep_draft(repository, version_name(folder.newest + 1), text)))
            mend, declare = f"to ask again, pass --fresh; the text is saved in {kept}", ""
            if not rereads:
                mend, declare = _advise_on_kept(
                    kept, path, error.findings, why, answer, given, revises=revises
                )
        # Sections that are declared may together be so much that this needs a word of its own.
        sections = declare and any(finding.code == "K001" for finding in error.findings)
        large = "if K006 then says that a large part was removed, add --allow K006" * bool(sections)
        hints = (mend, declare, large, *error.hints)
        raise ReportError(message, hint=hints, where=path) from error


def _repeat(mode: Mode) -> str:
    """The options of a run that also apply to submitting its text, as in a command."""
    options = [f"--allow {code}" for code in mode.allowed]
    options += ["--allow-secrets"] * mode.allow_secrets + ["--no-verify"] * mode.no_verify
    return "".join(f" {option}" for option in options)


def _name_edits(edited: Sequence[str], path: str) -> tuple[str, str]:
    """A person's edits with their verb, and the file that an error about them names, if any."""
    if len(edited) < 2:
        return "edit was", edited[0] if edited else path
    *most, last = (f"'{each.rpartition('/')[2]}'" for each in edited)
    return f"edits of {', '.join(most)} and {last} were", ""


def _advise_on_kept(
    kept: str,
    path: str,
    findings: Sequence[Finding],
    why: str,
    answer: str,
    given: str,
    *,
    revises: bool,
) -> tuple[str, str]:
    """Hints on how to continue with a refused draft, and how to declare what it removed."""
    if answer:
        mend = f"correct '{answer}', then run the command again; the version that it makes is"
        return f"{mend} saved in {kept}", _advise_drops(answer, findings)
    saved = f"the text is saved in {kept}: correct it there"
    if revises:
        command = f"git report revise{given} -m {quote(' '.join(why.split()))}"
        saved = f"{saved}, copy it to '{path}'"
    else:
        command = f"git report accept{given} {kept}"
    return f"{saved}, then run '{command}'", _advise_declaring(command, findings, why)


def _advise_declaring(command: str, findings: Iterable[Finding], why: str) -> str:
    """The hint on how a command declares what was removed; empty if nothing was."""
    named = _list_removed(findings)
    if not named:
        return ""
    options = " ".join(declaring_option(what, why.strip() or "WHY") for what in named)
    return f"if this was intended, declare it: {command} {options}"


def _advise_drops(answer: str, findings: Iterable[Finding]) -> str:
    """The hint on how an answer declares what was removed; empty if nothing was."""
    named = _list_removed(findings)
    if not named:
        return ""
    lines = ", ".join(f"'- {what}: WHY'" for what in named)
    return f"if this was intended, declare it below '=== drops' at the end of '{answer}': {lines}"


def _list_removed(findings: Iterable[Finding]) -> list[str]:
    """The entries that declare what was removed; WHAT for too many or unnamed parts."""
    losses = [finding for finding in findings if finding.family == "K"]
    undeclared = [finding for finding in losses if finding.code not in ("K006", "K007")]
    named = list(dict.fromkeys(finding.entry for finding in undeclared))
    return named if all(named) and len(named) <= MOST_SHOWN else ["WHAT"]


def check_ready(
    repository: Repository,
    snapshot: Snapshot,
    folder: Folder,
    due: Reference | None,
    taking: frozenset[str] = frozenset(),
) -> None:
    """Refuse early what the commit or a push would refuse, before anything is fetched or paid.

    `due` is the reference that is to be read; None for a revision.
    """
    instructions = folder.instructions.path
    own = (folder.version_path(folder.newest + 1), folder.diff_path, instructions)
    versions = tuple(folder.version_path(n) for n in range(1, folder.newest + 1))
    paths = (*own, *(path for path in versions if path in taking))
    existing = tuple(path for path in versions if path not in taking)
    preflight(repository, paths, riding=taking | {instructions}, clean=existing)
    check_ledger(repository, snapshot, folder, due)
    check_space(repository, folder.path)


def list_due(snapshot: Snapshot, folder: Folder, mode: Mode) -> tuple[Reference, ...]:
    """The references that a run can read, in order: the open ones, or those to be read again."""
    if mode.upgrade:
        return find_digested(snapshot, folder)
    return folder.instructions.open_references


def read_next(
    snapshot: Snapshot,
    folder: Folder,
    mode: Mode,
    tell: Tell = silent,
    due: Reference | None = None,
    source: Source | None = None,
) -> DraftInput:
    """Read a reference, by default the next unchecked one, which must exist.

    `source` is its text, if it was read already.
    """
    instructions = folder.instructions
    reference = due or instructions.next_reference
    assert reference is not None
    if source is None:
        source = _read_reference(snapshot, folder, mode, tell, reference)
    stamp = Stamp.of(folder.newest + 1, source.blob)
    before = reference.stamps[-1].version if mode.upgrade else 0
    text = tick(instructions.text, reference, stamp)
    return DraftInput(reference, source, text, before=before)


def _read_reference(
    snapshot: Snapshot, folder: Folder, mode: Mode, tell: Tell, reference: Reference
) -> Source:
    instructions = folder.instructions.path
    if not mode.allow_secrets:
        check_reference(reference, f"{instructions}:{reference.line}")
    tell(f"reading {reference.title}")
    source = read_source(
        snapshot,
        folder.path,
        reference,
        instructions,
        max_bytes=mode.max_source_bytes,
        reach=mode.reach,
        tell=tell,
    )
    if not mode.allow_secrets:
        check_secrets(source)
    if source.evidence is not None:
        source = replace(source, evidence=clean_evidence(source.evidence))
    return source


def read_revision(
    folder: Folder, why: str, taking: frozenset[str] = frozenset(), title: str = "Revision"
) -> DraftInput:
    """The input for a revision: a checklist item, and no source.

    `title` describes the revision if no reason was given.
    """
    title = f"Revision: {why}" if why.strip() else title
    path = folder.instructions.path
    opened = parse_instructions(path, append_item(folder.instructions, title).encode("utf-8"))
    reference = opened.references[-1]
    stamp = Stamp(folder.newest + 1, EDITED)
    source = Source(reference.title, "", why, b"", EDITED)
    return DraftInput(reference, source, tick(opened.text, reference, stamp), taking)


def draft_all(
    snapshot: Snapshot,
    path: str,
    writer: Writer,
    *,
    base: str | None,
    modes: Iterable[Mode],
    sources: Mapping[int, Source] = MappingProxyType({}),
) -> Iterator[Draft]:
    """Yield the drafts of consecutive iterations, one for each mode, each based on the one before.

    `sources` are the references that were read already, by the lines of their items.
    """
    for mode in modes:
        folder = read_folder(snapshot, path)
        references = list_due(snapshot, folder, mode)
        if not references:
            return
        reference = references[0]
        source = sources.get(reference.line)
        reading = read_next(snapshot, folder, mode, due=reference, source=source)
        draft = draft_version(snapshot, folder, reading, writer, base=base, mode=mode)
        yield draft
        snapshot = Overlay(snapshot, draft.plan.changes)
