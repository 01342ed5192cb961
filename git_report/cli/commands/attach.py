"""``git report attach``: supply the text of a page that cannot be fetched."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from git_report.cli.completion import ReferenceName
from git_report.cli.edit_output import result_edited
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import result, say
from git_report.cli.reading_options import takes_json
from git_report.cli.report_folder import open_report_folder
from git_report.cli.version_output import print_unseen
from git_report.cli.writing_options import SECRETS
from git_report.errors import ReportError, unreadable
from git_report.git.evidence_refs import write_evidence_refs
from git_report.report.checklist import Box
from git_report.report.folder import read_folder
from git_report.report.pasting import ATTACH, paste_reference, quote
from git_report.report.targets import find_reference, is_url
from git_report.sources.archive import EvidenceArchive, pack
from git_report.sources.credential_check import check_attached, clean_evidence
from git_report.sources.evidence import Evidence, keep_targets
from git_report.sources.extracted_page import ImpostorError
from git_report.sources.read_reference import read_file, read_source_bytes
from git_report.sources.web import MAX_BYTES

_WHEN = {
    Box.OPEN: "the next run that reads the reference will use this text instead of the page",
    Box.READ: "the reference was already read, so run 'git report suspects --reread {ref}' to have "
    "the next run read the attached text",
    Box.SKIPPED: "the reference is skipped, so run 'git report skip --undo {ref}' to have a run "
    "read the attached text",
}


@click.command(cls=FolderCommand)
@click.argument("ref", metavar="REF", type=ReferenceName())
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--anyway",
    is_flag=True,
    help="Accept FILE even if it seems to be a login, paywall or error page.",
)
@SECRETS
@takes_json
def command(
    ref: str,
    file: Path,
    *,
    directory: str | None,
    anyway: bool,
    allow_secrets: bool,
    as_json: bool,
) -> None:
    """Supply the text of a web page from a saved file.

    FILE is HTML, Markdown, plain text or PDF. REF is the URL or path of the reference, its title,
    or words that occur in no other item of the checklist. The URL in the checklist stays the
    same; the next run reads the text of FILE instead of the page, and stores it with the version as
    the text that was read.
    """
    repository, path = open_report_folder(directory)
    instructions = read_folder(repository.worktree_snapshot(), path).instructions
    reference = find_reference(instructions, ref)
    if not is_url(reference.target):
        raise ReportError(
            f"'{reference.title}' is a file in the repository, not a web page",
            hint="edit that file directly",
            where=f"{instructions.path}:{reference.line}",
        )
    limit = read_source_bytes(repository)
    data = _read(file, MAX_BYTES + limit)
    try:
        page = read_file(data, file.name, limit, anyway=anyway)
    except ImpostorError as error:
        raise ReportError(
            f"'{file.name}' seems to be {error.kind}, not the text of the reference",
            hint="save the page as a browser shows it, after any login, and attach that file; or "
            "pass --anyway",
        ) from error
    except ReportError as error:
        hints = (hint.replace(ATTACH, "and attach that file instead") for hint in error.hints)
        error.hints = tuple(paste_reference(hint, reference.target) for hint in hints)
        raise
    text = page.text.encode("utf-8")
    evidence = Evidence(
        blob=repository.blob_id(text),
        target=reference.target,
        text=text,
        raw=data,
        title=page.title,
        time=datetime.now(UTC).isoformat(timespec="microseconds"),
        canonical=page.canonical,
        language=page.language,
        date=page.date,
        attached=file.name,
    )
    evidence = keep_targets(evidence, EvidenceArchive(repository).read(evidence.blob))
    if not allow_secrets:
        check_attached(evidence)
    write_evidence_refs(repository, [pack(clean_evidence(evidence))])
    if as_json:
        result_edited(
            "attach",
            "attached",
            path,
            [reference],
            blob=evidence.blob,
            file=str(file),
            characters=len(page.text),
            notes=list(page.notes),
            unseen=list(page.unseen),
        )
        return
    result(f"{evidence.blob[:12]} {reference.target}")
    when = _WHEN[reference.box].format(ref=quote(reference.target))
    say(f"attached {len(page.text):,} characters of '{file.name}'; {when}")
    print_unseen(page.unseen)
    for note in page.notes:
        say(f"  note: {note}")


def _read(file: Path, most: int) -> bytes:
    """A file's bytes; raises ReportError beyond a limit, because a device file may never end."""
    try:
        with file.open("rb") as opened:
            data = opened.read(most + 1)
    except OSError as error:
        raise ReportError(
            unreadable(str(file), error),
            hint="save the page from a browser, as HTML, PDF or text, and name that file",
        ) from error
    if len(data) > most:
        raise ReportError(
            f"'{file}' has more than {most:,} bytes", hint="save only the text of the page"
        )
    return data
