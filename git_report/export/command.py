"""``git report export``: write a version to a file for someone who does not use git."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from git_report.cli.committed_report import Committed, open_committed
from git_report.cli.completion import VersionName
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import progress, result, result_json, say
from git_report.cli.output_file import (
    expect_directory,
    expect_outside_git,
    expect_place,
    write_output,
)
from git_report.cli.reading_options import takes_json
from git_report.cli.version_argument import choose_number, expect_any
from git_report.errors import ReportError, UsageError
from git_report.export.converters import find_unset, make_docx, make_pdf
from git_report.export.manuscript import Manuscript, make_manuscript, render_markdown
from git_report.export.manuscript_html import render_page, render_title
from git_report.git.cache import Cache
from git_report.git.repository import Repository
from git_report.git.version_commits import list_version_commits
from git_report.markdown import parse
from git_report.report.folder import Folder
from git_report.report.snapshot import REGULAR
from git_report.report.targets import is_url, target_path
from git_report.text import shorten

_FORMATS = {
    ".docx": "docx",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".markdown": "md",
}
_PRINTED = frozenset({"html", "md"})
_KIND = "exports"


@click.command(cls=FolderCommand)
@click.argument("version", type=VersionName(), required=False)
@click.option(
    "-o", "--output", metavar="FILE", required=True, help="The file to write; '-' prints it."
)
@click.option(
    "--to",
    "wanted",
    type=click.Choice(["docx", "pdf", "html", "md"]),
    help="The format (default: from the extension of FILE).",
)
@click.option("--force", is_flag=True, help="Overwrite a file that export did not write.")
@takes_json
def command(
    version: str | None,
    *,
    output: str,
    wanted: str | None,
    force: bool,
    as_json: bool,
    directory: str | None,
) -> None:
    """Write a version to a Word, PDF, HTML or Markdown file.

    VERSION is a number or a file name (7, report-07.md, or its path); the default is the newest.
    The file is meant for people who do not use git: the sources are numbered and listed at the end;
    the record, footnote marks and comments are left out. Without --to, FILE must end with .docx,
    .pdf, .html or .md.
    """
    kind = _choose_format(output, wanted, as_json=as_json)
    committed = open_committed(directory)
    repository, folder = committed.repository, committed.folder
    expect_any(folder)
    number = choose_number(folder, version)
    if output != "-":
        _expect_free(repository, Path(output), kind, force=force)
    edited = committed.note_edits({number})
    date = _find_date(repository, folder, number)
    manuscript = _read(committed, number, date, linked=kind != "md")
    for target in manuscript.left_out:
        say(f"note: image '{target}' was replaced by its description")
    with progress(quiet=False) as tell:
        tell(f"writing {kind}")
        data = _WAYS[kind](manuscript, date)
    if output == "-":
        click.echo(data.decode("utf-8"), nl=False)
        return
    if kind == "pdf" and (unset := find_unset(manuscript, data)):
        say(
            f"note: no installed font has {shorten(unset)}: "
            "install one that has, or export to .docx"
        )
    place = Path(output)
    write_output(place, data)
    _Written(repository).note(place, data)
    if as_json:
        document = _as_json(manuscript, folder.version_path(number), number, output, kind)
        result_json({**document, "edited": edited})
    else:
        result(output)


def _choose_format(output: str, wanted: str | None, *, as_json: bool) -> str:
    kind = wanted or _FORMATS.get(Path(output).suffix.lower(), "")
    if output == "-":
        if kind not in _PRINTED:
            raise UsageError(
                "only html and md can be printed with '-'", hint="add '--to html' or '--to md'"
            )
        if as_json:
            raise UsageError("--json and '-o -' cannot be combined", hint="name a file")
    elif not kind:
        raise UsageError(
            f"the format of '{output}' is unknown",
            hint="use a name that ends with .docx, .pdf, .html or .md, or add --to",
        )
    return kind


def _expect_free(repository: Repository, place: Path, kind: str, *, force: bool) -> None:
    """Raise ReportError if no file can be written, or it would replace a user's file or edits."""
    expect_outside_git(repository, place)
    expect_directory(place)
    if expect_place(repository, place, f"-o - --to {kind}" if kind in _PRINTED else ""):
        if force or _Written(repository).knows(place):
            return
        raise ReportError(
            f"'{place}' already exists and was not written by 'git report export', or has been "
            "edited since",
            hint="name another file with -o, or overwrite it with --force",
        )


class _Written:
    """The exported files, by path and content, which may be overwritten."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._cache = Cache(repository, _KIND)

    def knows(self, place: Path) -> bool:
        """Whether a file is still as export wrote it."""
        return self._cache.find(*self._ids(place, place.read_bytes())) is not None

    def note(self, place: Path, data: bytes) -> None:
        """Record a file that was written."""
        self._cache.keep(*self._ids(place, data), "")
        self._cache.prune()

    def _ids(self, place: Path, data: bytes) -> tuple[str, str]:
        name = bytes(place.resolve())
        return self._repository.blob_id(name), self._repository.blob_id(data)


def _read(committed: Committed, number: int, date: datetime | None, *, linked: bool) -> Manuscript:
    folder = committed.folder
    data = committed.snapshot.read(folder.version_path(number))
    return make_manuscript(
        parse(data.decode("utf-8", "replace")),
        folder.path,
        _find_images(committed.repository, folder.path),
        linked=linked,
        date=date.date().isoformat() if date is not None else "",
    )


def _find_images(repository: Repository, folder: str) -> Callable[[str], bytes | None]:
    """A function from an image's target to its bytes, for files that git tracks.

    Any other file may be private, and a report may name a file that its author has not seen.
    """
    index = repository.index_snapshot()

    def find(target: str) -> bytes | None:
        if is_url(target) or target.startswith("//") or "\0" in target:
            return None
        path, _ = target_path(folder, target)
        entry = index.entry(path) if path and not path.startswith("..") else None
        return index.read(path) if entry is not None and entry.mode in REGULAR else None

    return find


def _find_date(repository: Repository, folder: Folder, number: int) -> datetime | None:
    """The date of the commit that added a version."""
    found = list_version_commits(repository, folder.path).get(number)
    with suppress(ValueError):
        return datetime.fromisoformat(found.date) if found is not None else None
    return None


def _seconds(date: datetime | None) -> int | None:
    return int(date.timestamp()) if date is not None else None


_WAYS: dict[str, Callable[[Manuscript, datetime | None], bytes]] = {
    "md": lambda manuscript, _: render_markdown(manuscript).encode("utf-8", "replace"),
    "html": lambda manuscript, _: render_page(manuscript).encode("utf-8", "replace"),
    "docx": lambda manuscript, date: make_docx(manuscript, seconds=_seconds(date)),
    "pdf": lambda manuscript, date: make_pdf(manuscript, seconds=_seconds(date)),
}


def _as_json(
    manuscript: Manuscript, path: str, number: int, output: str, kind: str
) -> dict[str, Any]:
    return {
        "schema": "git-report/export/1",
        "version": number,
        "path": path,
        "file": output,
        "format": kind,
        "title": render_title(manuscript),
        "date": manuscript.date,
        "sources": [
            {"number": each.number, "title": each.title, "target": each.target}
            for each in manuscript.sources
        ],
        "images": len(manuscript.images),
        "images_left_out": list(manuscript.left_out),
    }
