"""Commit a version that somebody wrote: the common part of accept and revise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType

import click

from git_report.assessment.lists import to_json
from git_report.assessment.render import render
from git_report.cli.given_options import repeat_given
from git_report.cli.output import result, result_json, result_text, say
from git_report.cli.reading_options import gathered, takes_json
from git_report.cli.unmatched_options import Unmatched, find_unmatched_codes, find_unmatched_drops
from git_report.cli.version_output import print_version, version_json
from git_report.cli.writing_options import (
    ALLOW,
    DRAFT,
    NO_VERIFY,
    QUIET,
    SECRETS,
    STAGE,
)
from git_report.commit.refused_drafts import DRAFTS, keep_draft
from git_report.draft import DraftInput, Mode, draft_version
from git_report.edits.operations import Drop, split_declaration
from git_report.errors import ReportError, UsageError
from git_report.git.repository import Repository
from git_report.land import land
from git_report.markdown import Document, parse
from git_report.report.checklist import Box
from git_report.report.folder import Folder, read_folder, read_instructions
from git_report.report.snapshot import Overlay, Snapshot
from git_report.report.tick import unskip, untick
from git_report.report.versions import version_name
from git_report.run import keeping_refused
from git_report.writers.draft_lists import assess_draft
from git_report.writers.protocol import Writer

_REMOVED = click.option(
    "--removed",
    multiple=True,
    metavar='"TITLE: WHY"',
    help="Declare that you removed a section, figure or quotation on purpose.",
)


@dataclass(frozen=True, slots=True)
class CommitOptions:
    """How to commit a version that somebody wrote: the common options of accept and revise."""

    drops: tuple[Drop, ...]
    mode: Mode
    as_json: bool
    quiet: bool


def takes_commit_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add these options to a command, passed as one argument, `options`."""

    @wraps(command)
    @gathered(mode=Mode)
    def read(
        *args: object,
        removed: tuple[str, ...],
        as_json: bool,
        quiet: bool,
        mode: Mode,
        **others: object,
    ) -> None:
        options = CommitOptions(_read_declarations(removed), mode, as_json, quiet)
        command(*args, options=options, **others)

    taking: Callable[..., None] = read
    for option in (QUIET, takes_json, NO_VERIFY, STAGE, DRAFT, SECRETS, ALLOW, _REMOVED):
        taking = option(taking)
    return taking


def _read_declarations(values: tuple[str, ...]) -> tuple[Drop, ...]:
    """The removals that `--removed` declares; raises UsageError if one has no reason."""
    drops = tuple(split_declaration(value) for value in values)
    bare = next(
        (v for v, drop in zip(values, drops, strict=True) if not drop.what or not drop.why), None
    )
    if bare is not None:
        raise UsageError(
            f"'--removed {bare}' gives no reason",
            hint='say what was removed and why: --removed "Title: why"',
        )
    return drops


def find_uncommitted(repository: Repository, disk: Snapshot, path: str) -> str | None:
    """The path of the newest version if HEAD does not have it, or None."""
    folder = read_folder(disk, path)
    if not folder.newest:
        return None
    newest = folder.version_path(folder.newest)
    head = repository.head()
    committed = head is not None and repository.commit_snapshot(head).entry(newest) is not None
    return None if committed else newest


def open_ticked(repository: Repository, snapshot: Snapshot, path: str) -> Snapshot:
    """A snapshot in which an item that was ticked by hand since HEAD is open again.

    This includes an item that was stamped by hand for the next version. Raises ReportError if
    several items were ticked, or one that is not the next.
    """
    head = repository.head()
    folder = read_folder(snapshot, path)
    instructions = folder.instructions
    if head is None:
        return snapshot
    base = repository.commit_snapshot(head)
    if base.entry(instructions.path) is None:
        return snapshot
    before = read_instructions(base, instructions.path)
    opened = {r.target or r.text for r in before.references if r.box is Box.OPEN}
    ticked = [
        r
        for r in instructions.references
        if r.box is Box.READ
        and (r.target or r.text) in opened
        and {stamp.version for stamp in r.stamps} <= {folder.newest + 1}
    ]
    if not ticked:
        return snapshot
    following = instructions.next_reference
    if len(ticked) > 1 or (following is not None and following.line < ticked[0].line):
        lines = ", ".join(str(r.line) for r in ticked)
        which = f"lines {lines}: several items were ticked"
        if len(ticked) == 1:
            which = f"the item on line {lines} was ticked"
        raise ReportError(
            f"{which} by hand, but the next version can only be made from the next reference",
            hint="untick all but the next reference: replace '[x]' with '[ ]'",
            where=instructions.path,
        )
    if ticked[0].stamps:
        text = untick(instructions, folder.newest + 1)
    else:
        text = unskip(instructions.text, ticked[0])
    return Overlay(snapshot, {instructions.path: text.encode("utf-8")})


def commit_written_version(
    repository: Repository,
    snapshot: Snapshot,
    disk: Snapshot,
    folder: Folder,
    reading: DraftInput,
    writer: Writer,
    mode: Mode,
    options: CommitOptions,
    *,
    again: str = "",
    answer: str = "",
    edited: Sequence[str] = (),
    restored: Sequence[str] = (),
    extra: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Draft, check and commit the version that somebody wrote, and report it.

    If it is rejected, hints suggest the command `again`, by default one that submits the saved
    text, or correcting the answer in the file `answer`; `edited` are the versions that the person
    edited in place. `restored` are those that are restored with it; `extra` has further fields of
    the JSON document.
    """
    unmatched = find_unmatched_drops(*_read_newest(snapshot, folder), options.drops)
    _warn(unmatched, options)  # first, because a typo in one may cause the rejection
    why = reading.source.text if reading.source.is_edit else ""
    given = repeat_given("removed")  # the saved text contains the declarations
    with keeping_refused(repository, folder, again, why, given=given, answer=answer, edited=edited):
        draft = draft_version(
            snapshot, folder, reading, writer, base=repository.head(), mode=mode, disk=disk
        )
    landed = land(repository, draft, writer, mode)
    codes = find_unmatched_codes([landed.draft], mode.allowed)
    kept = ""
    if mode.dry_run:
        data = draft.plan.changes[draft.path] or b""
        name = version_name(draft.number)
        kept = str(keep_draft(repository, name, data, DRAFTS))
    if options.as_json:
        document = {"schema": "git-report/version/1", **version_json(landed), **extra}
        document["unmatched"] = [each.as_json() for each in (*unmatched, *codes)]
        if kept:
            assessed = to_json(assess_draft(draft.request, draft.document))
            document |= {"draft": kept, "desk": assessed}
        result_json({**document, **({"restored": list(restored)} if restored else {})})
    elif not options.quiet:
        print_version(landed, dry_run=mode.dry_run, verbose=False)
        _warn(codes, options)
        if kept:
            assessment = assess_draft(draft.request, draft.document)
            result(f"draft: {kept}")
            asked = f", and the brief asks for {assessment.target:,}" if assessment.target else ""
            result(f"length: {assessment.words:,} words{asked}")
            result_text(render(assessment))


def _warn(unmatched: Sequence[Unmatched], options: CommitOptions) -> None:
    """Print which options matched nothing."""
    if not options.quiet and not options.as_json:
        for each in unmatched:
            say(f"warning: {each.describe()}")


def _read_newest(snapshot: Snapshot, folder: Folder) -> tuple[Document | None, str]:
    """The newest version, if there is one, and its file name."""
    if not folder.newest:
        return None, ""
    data = snapshot.read(folder.version_path(folder.newest))
    return parse(data.decode("utf-8", "replace")), version_name(folder.newest)
