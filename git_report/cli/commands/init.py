"""``git report init``: create a report folder that is ready for a run."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import click

from git_report.cli.checklist_items import expect_distinct, make_item, make_items
from git_report.cli.edit_output import result_edited
from git_report.cli.output import result, say
from git_report.cli.reading_options import takes_json
from git_report.cli.report_folder import find_path
from git_report.cli.writing_options import SECRETS
from git_report.errors import ReportError
from git_report.git.durable import expect_writable
from git_report.git.repository import Repository
from git_report.patterns import lazy
from git_report.report.folder import (
    INSTRUCTIONS_NAME,
    find_instructions,
    join,
    read_instructions,
)
from git_report.report.instructions import parse_instructions
from git_report.report.pasting import paste_folder, quote
from git_report.report.snapshot import Overlay, Snapshot
from git_report.report.targets import is_url

# Ready-made briefs for kinds of reports: Markdown files whose first heading is the subject.
_BRIEFS = Path(__file__).with_name("briefs")
_KINDS = ("consulting", "memo", "survey", "comparison")
_BRIEF = """\
# Subject of the report

You are an expert on the subject of this report and write for people who make decisions based on
it. Combine what the report already says with one more reference, and keep what still holds.

- Open with an executive summary that a hurried reader can act on.
- Give every section a title that states its finding.
- Use tables for comparisons, short paragraphs for arguments, and lists for enumerations.
- Quote people with their names. Give every figure its unit and its source.
- If sources disagree, show both and say so.
"""
_SUBJECT = lazy(r"(?m)^# .*$")
_REFERENCES = "references"
_SAMPLE_NAME = f"{_REFERENCES}/start-here.md"
_SAMPLE = """\
# How a living report works

A living report is made from one reference at a time, and each one results in a new version. This
file is a reference: the first run reads it, writes report-01.md, and ticks its box in the
checklist. A version is never edited afterwards; a later run writes the next one.

The file diff.md shows what changed between the two newest versions, section by section, and every
excerpt in it is quoted word for word from its version. Remove this reference from the checklist,
add the references that you want to have read, and run `git report-iterate` once for each.
"""


@click.command()
@click.argument("words", metavar="[DIR] [REF…]", nargs=-1)
@click.option(
    "-d",
    "--dir",
    "named",
    metavar="DIR",
    help="The report folder. With this option, every argument is a REF.",
)
@click.option("--title", metavar="TEXT", help="The title of the report.")
@click.option(
    "--brief",
    "kind",
    type=click.Choice(_KINDS),
    help="Write a brief for a report of this kind.",
)
@click.option(
    "--git", "make_repository", is_flag=True, help="Create a git repository if there is none."
)
@SECRETS
@takes_json
def command(
    words: tuple[str, ...],
    *,
    named: str | None,
    title: str | None,
    kind: str | None,
    make_repository: bool,
    allow_secrets: bool,
    as_json: bool,
) -> None:
    """Create a report folder with a brief and a checklist.

    REF is the URL of a page, or the path of a file, to put in the checklist. You can give more than
    one REF; they are read in that order. Without REF, the Markdown files in DIR/references are put
    in the checklist; if there are none, a sample file is created there. Nothing is committed; the
    instructions will be part of the first version's commit. With --brief, you only have to change
    the title to the subject of the report; the rest of the brief can be used as it is.

    Without DIR, the report is created in the current directory. In the root of a repository that
    contains other files, name the folder, or "." for the root.
    """
    directory, refs = (words[0], words[1:]) if words and named is None else (named or ".", words)
    place = find_path(directory)
    if is_url(directory):
        listed = " ".join(map(quote, (directory, *refs)))
        raise ReportError(
            f"'{directory}' is a URL, but the first argument must be the report's folder"
            if named is None
            else f"'{directory}' is a URL, but -d must name the report's folder",
            hint=f"name a folder first: 'git report init report {listed}'",
        )
    if place.exists() and not place.is_dir():
        listed = " ".join(map(quote, (directory, *refs)))
        raise ReportError(
            f"'{directory}' is a file, but the first argument must be the report's folder",
            hint=f"name a folder first: 'git report init report {listed}'",
        )
    found = _find_repository(place)
    made = found is None
    if found is not None and not words and named is None:
        _expect_bare(found, place)
    expect_writable(place if found is None else found.git_dir)
    absent = not place.exists()
    repository = found or _create_repository(place, make_repository=make_repository)
    try:
        written = _fill(repository, place, refs, title, kind, allow_secrets=allow_secrets)
    except ReportError:
        if made:  # the next command would find the empty repository
            shutil.rmtree(repository.git_dir)
            if absent:
                with suppress(OSError):  # not empty: somebody has written into it
                    place.rmdir()
        raise
    folder = repository.relative(place)
    path = tuple(written)[-1]
    instructions = parse_instructions(path, written[path].encode("utf-8"))
    if as_json:
        result_edited("init", "created", folder, instructions.references, written)
        return
    for each in written:
        result(each)
    count = len(instructions.references)
    # Relative to the current directory, from which the person goes on, not to the repository.
    *shown, brief = (os.path.relpath(repository.root / each) for each in written)
    for each in shown:
        say(f"'{each}' is a sample: list your own references in its place")
    plural = "reference" if count == 1 else "references"
    say(f"{count} {plural} to read; write your brief in '{brief}', then run")
    say(f"  git report-iterate{'' if place.samefile(Path()) else f' {quote(directory)}'}")


def _fill(
    repository: Repository,
    place: Path,
    refs: tuple[str, ...],
    title: str | None,
    kind: str | None,
    *,
    allow_secrets: bool,
) -> dict[str, str]:
    """Write the brief and the checklist; return the texts by path, the instructions last."""
    folder = repository.relative(place)
    snapshot = repository.worktree_snapshot()
    existing = find_instructions(snapshot, folder)
    if existing is not None:
        try:
            read_instructions(snapshot, existing)
        except ReportError as error:
            error.message = f"the file already exists, and cannot be used yet: {error.message}"
            raise
        raise ReportError(
            f"'{existing}' already exists",
            hint=f"edit it, or add references with 'git report add -d {paste_folder(folder)} REF'",
        )
    heading = " ".join((title or _title(place)).split())
    present = () if refs else _files_in(snapshot, join(folder, _REFERENCES))
    files = {} if refs or present else {join(folder, _SAMPLE_NAME): _SAMPLE}
    ahead = Overlay(snapshot, {path: text.encode("utf-8") for path, text in files.items()})
    names = refs or tuple(str(repository.root / path) for path in (*present, *files))

    def make(ref: str) -> str:
        return make_item(repository, ahead, folder, ref, "", allow_secrets=allow_secrets)

    items = make_items(names, make, "created")
    expect_distinct(items)
    instructions = join(folder, INSTRUCTIONS_NAME)
    listed = "\n".join(f"- [ ] {item}" for item in items)
    text = f"{_write_brief(kind, heading)}\n## References\n\n{listed}\n"
    written = {**files, instructions: text}
    for path, content in written.items():
        repository.write_worktree(path, content.encode("utf-8"))
    return written


def _write_brief(kind: str | None, title: str) -> str:
    """The brief of a kind, or the general one, with the title as its subject."""
    brief = (_BRIEFS / f"{kind}.md").read_text(encoding="utf-8") if kind is not None else _BRIEF
    return _SUBJECT.sub(lambda _: f"# {title}", brief, count=1)


def _expect_bare(repository: Repository, place: Path) -> None:
    """Raise ReportError if no folder was named in the root of a repository with other files."""
    present = repository.worktree_snapshot().entries("")
    if not repository.relative(place) and present.keys() - {_REFERENCES}:
        names = itertools.chain(("report",), map("report{}".format, itertools.count(2)))
        free = next(name for name in names if name not in present)
        raise ReportError(
            "the current directory is the root of the repository, and no other folder was named",
            hint=(
                f"to create the report in a folder, run 'git report init {free}'",
                "to create it in the root, run 'git report init .'",
            ),
        )


def _create_repository(place: Path, *, make_repository: bool) -> Repository:
    """Create a repository at a path that is in none, if the person agrees."""
    if not make_repository:
        if not sys.stdin.isatty():
            raise ReportError(
                f"'{place}' is not in a git repository",
                hint=f"create one with 'git init {quote(str(place))}', or pass --git",
            )
        click.confirm(
            f"'{place}' is not in a git repository. Create one there?", abort=True, err=True
        )
    place.mkdir(parents=True, exist_ok=True)
    return Repository.create(place)


def _find_repository(place: Path) -> Repository | None:
    """The repository that contains a path, which need not exist."""
    near = place
    while not near.exists():
        near = near.parent
    return Repository.find(near)


def _title(place: Path) -> str:
    words = place.resolve().name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words else "Report"


def _files_in(snapshot: Snapshot, folder: str) -> tuple[str, ...]:
    return tuple(path for path in snapshot.markdown_files() if path.startswith(f"{folder}/"))
