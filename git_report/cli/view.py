"""``git report view``: the report and its whole history as one HTML page."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator
from pathlib import Path

import click

from git_report.cli.output import result, say
from git_report.cli.place import open_place
from git_report.errors import ReportError
from git_report.repo.cache import Cache
from git_report.repo.durable import make_private, write_whole
from git_report.repo.landings import Landing, list_landings
from git_report.repo.lineages import KIND, Stored, Walked, follow
from git_report.repo.repository import Repository
from git_report.report.folder import Folder, read_folder
from git_report.report.readings import Reading, find_defined, list_readings
from git_report.report.snapshot import Snapshot
from git_report.views.page import is_page, render_page
from git_report.views.timeline import Stage

# The marker of a page stands this near to its beginning.
_HEAD = 4096
_PRIVATE = "pages"


@click.command()
@click.argument("directory", metavar="[DIR]", required=False)
@click.option("-o", "--output", metavar="FILE", help="Where to write the page; '-' prints it.")
@click.option("--open", "opens", is_flag=True, help="Show the page in the browser.")
def command(directory: str | None, *, output: str | None, opens: bool) -> None:
    """Write the report with all its versions as one HTML page that needs no network.

    The page shows what each reference contributed, any two versions side by side, and where the
    words of a version come from. Without -o it is NAME-report.html in the current directory, or
    with --open a file in the git directory.
    """
    repository, path = open_place(directory, repairs=False)
    snapshot = repository.worktree_snapshot()
    folder = read_folder(snapshot, path)
    if not folder.newest:
        raise ReportError(
            f"'{path or '.'}' has no version yet", hint="make one with 'git report-iterate'"
        )
    place = _choose_place(repository, folder, output, opens=opens)
    if place is not None:
        _expect_ours(place)
    page = _render(repository, snapshot, folder)
    if place is None:
        click.echo(page, nl=False)
        return
    _write(place, page, private=opens and output is None)
    result(str(place))
    if opens and not webbrowser.open(place.resolve().as_uri()):
        say("no browser was found: open the page yourself")


def _choose_place(
    repository: Repository, folder: Folder, output: str | None, *, opens: bool
) -> Path | None:
    if output == "-":
        return None
    if output is not None:
        return Path(output)
    stem = folder.path.rpartition("/")[2] or repository.root.name
    name = f"{stem}-report.html"
    return repository.common_dir / "git-report" / _PRIVATE / name if opens else Path(name)


def _expect_ours(place: Path) -> None:
    if place.is_dir():
        raise ReportError(f"'{place}' is a directory", hint="name a file in it")
    if not place.exists():
        return
    with place.open("rb") as file:
        if not is_page(file.read(_HEAD)):
            raise ReportError(
                f"'{place}' is there and was not made by 'git report view'",
                hint="name another file with -o, or move it away",
            )


def _write(place: Path, page: str, *, private: bool) -> None:
    data = page.encode("utf-8")
    if private:
        make_private(place.parent)
        write_whole(place, data)
        return
    if not place.parent.is_dir():
        raise ReportError(f"there is no directory '{place.parent}'", hint="make it first")
    place.write_bytes(data)


def _render(repository: Repository, snapshot: Snapshot, folder: Folder) -> str:
    landings = list_landings(repository, folder.path)
    readings = list_readings(folder.instructions.references)

    def load(number: int) -> Stored:
        data = snapshot.read(folder.version_path(number))
        return Stored(snapshot.blob_id(data), data)

    def work(walked: Iterator[Walked]) -> str:
        stages = (_make_stage(each, readings, landings) for each in walked)
        return render_page(folder.path, stages)

    return follow(Cache(repository, KIND), load, folder.newest, work)


def _make_stage(
    walked: Walked, readings: dict[int, Reading], landings: dict[int, Landing]
) -> Stage:
    parts = walked.version.parts
    tail = parts.document.tail
    reading = readings.get(walked.number)
    if reading is None and tail is not None:
        # Adopted, or made before there was a checklist: its tail may tell.
        reading = find_defined(tail.definitions, walked.number)
    landing = landings.get(walked.number, Landing("", "", ""))
    return Stage(
        number=walked.number,
        parts=parts,
        lineage=walked.lineage,
        origins=walked.origins,
        reading=reading or Reading(walked.number),
        date=landing.date,
        commit=landing.commit,
        usage=landing.usage,
    )
