"""``git report diff``: what changed between two versions, commits or files, section by section."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from git_report.cli.output import clean, result_json, say
from git_report.cli.place import DIRECTORY_OPTION, open_place
from git_report.diff import diff_texts, render_diff, render_first, to_json
from git_report.errors import ReportError, UsageError
from git_report.markdown import parse
from git_report.repo.repository import Repository
from git_report.report.folder import Folder, read_folder
from git_report.report.snapshot import Snapshot
from git_report.report.versions import version_name, version_number


@dataclass(frozen=True, slots=True)
class Text:
    """One side of a comparison: what to call it, its bytes, and its blob id where it has one."""

    name: str
    data: bytes
    blob: str = ""

    @property
    def text(self) -> str:
        """The bytes as text; what is not UTF-8 survives as surrogate escapes."""
        return self.data.decode("utf-8", "surrogateescape")


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--no-index", is_flag=True, help="Compare any two files.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "json"]),
    default="markdown",
    show_default=True,
)
@click.option("--write", is_flag=True, help="Derive diff.md again from the two newest versions.")
@DIRECTORY_OPTION
def command(
    old: str | None,
    new: str | None,
    *,
    no_index: bool,
    form: str,
    write: bool,
    directory: str | None,
) -> None:
    """Tell what changed, section by section.

    OLD and NEW are versions (7, report-07.md), commits (HEAD~3, main:report/report-07.md) or,
    with --no-index, files. By default: the two newest versions.
    """
    if no_index:
        if old is None or new is None:
            raise UsageError("--no-index compares two files", hint="name both")
        _print(_read_file(old), _read_file(new), form)
        return
    repository, path = open_place(directory)
    folder = read_folder(repository.worktree_snapshot(), path)
    if write:
        if old is not None:
            raise UsageError("--write takes no versions: diff.md tells the two newest")
        _write(repository, folder)
        return
    prior, latest = _choose_sides(repository, folder, old, new)
    if prior is None:
        _print_first(latest, form)
    else:
        _print(prior, latest, form)


def _choose_sides(
    repository: Repository, folder: Folder, old: str | None, new: str | None
) -> tuple[Text | None, Text]:
    work = repository.worktree_snapshot()
    if not folder.newest and (old is None or new is None):
        raise ReportError(
            "there is no version yet", hint="make one with 'git report-iterate'", where=folder.path
        )
    prior = _resolve(repository, folder, old) if old else None
    latest = _resolve(repository, folder, new) if new else _version(work, folder, folder.newest)
    if prior is None and folder.newest > 1:
        prior = _version(work, folder, folder.newest - 1)
    return prior, latest


def _resolve(repository: Repository, folder: Folder, words: str) -> Text:
    """A version by number or name, a commit's newest version, or any blob by ``REV:PATH``."""
    number = int(words) if words.isascii() and words.isdigit() else version_number(words)
    if number is not None:
        return _version(repository.worktree_snapshot(), folder, number)
    revision, colon, path = words.partition(":")
    snapshot = repository.commit_snapshot(revision or "HEAD")
    if not colon:
        there = read_folder(snapshot, folder.path)
        if not there.newest:
            raise ReportError(f"'{words}' has no version of this report", where=folder.path)
        return _version(snapshot, there, there.newest)
    data = snapshot.read(path)
    return Text(path.rpartition("/")[2], data, repository.blob_id(data))


def _version(snapshot: Snapshot, folder: Folder, number: int) -> Text:
    if not 1 <= number <= folder.newest:
        raise ReportError(
            f"there is no version {number}",
            hint=f"the newest is {folder.newest}" if folder.newest else "there is none yet",
            where=folder.path,
        )
    data = snapshot.read(folder.version_path(number))
    return Text(version_name(number), data, snapshot.blob_id(data))


def _read_file(name: str) -> Text:
    place = Path(name)
    if place.is_dir():
        raise ReportError(f"'{name}' is a directory", hint="name a file")
    return Text(place.name, place.read_bytes())


def _print(prior: Text, new: Text, form: str) -> None:
    delta = diff_texts(prior.text, new.text)
    if form == "json":
        result_json(to_json(delta, prior.name, new.name, prior_blob=prior.blob, new_blob=new.blob))
    else:
        _print_markdown(render_diff(delta, prior.name, new.name))


def _print_first(first: Text, form: str) -> None:
    if form == "json":
        raise ReportError(
            f"'{first.name}' is the first version: there is nothing to compare it with",
            hint="name two versions, or use '--format markdown'",
        )
    _print_markdown(render_first(parse(first.text), first.name))


def _print_markdown(text: str) -> None:
    """The very bytes of diff.md; on a terminal without what could steer it."""
    if sys.stdout.isatty():
        text = clean(text)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()


def _write(repository: Repository, folder: Folder) -> None:
    if not folder.newest:
        raise ReportError("there is no version yet, and so no diff.md", where=folder.path)
    prior, new = _choose_sides(repository, folder, None, None)
    told = (
        render_first(parse(new.text), new.name)
        if prior is None
        else render_diff(diff_texts(prior.text, new.text), prior.name, new.name)
    )
    repository.write_worktree(folder.diff_path, told.encode("utf-8"))
    say(f"derived '{folder.diff_path}' from the versions")
