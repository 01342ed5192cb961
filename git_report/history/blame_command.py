"""``git report blame``: which version and reference added each block of a version."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

import click

from git_report.checks.declarations import name_path
from git_report.cli.committed_report import open_committed
from git_report.cli.completion import VersionName
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import find_width, is_coloured, result_json
from git_report.cli.pager import page
from git_report.cli.reading_options import takes_json
from git_report.cli.version_argument import choose_number, expect_any
from git_report.differ.story.escaping import SEPARATOR
from git_report.errors import ReportError
from git_report.git.cache import Cache
from git_report.history.blame_output import Blame, blame_json, render_blame
from git_report.history.lineage_cache import (
    KIND,
    StoredVersion,
    TracedVersion,
    derive_lineage,
    follow,
)
from git_report.history.loss_cache import Losses
from git_report.history.lost import PARTS, Lost, drop_returned
from git_report.history.origins import BlockOrigin, list_origins
from git_report.history.working_ahead import Derived, working_ahead
from git_report.markdown import Document, parse
from git_report.markdown.tail import read_tail
from git_report.report.folder import Folder
from git_report.report.readings import find_defined, list_readings
from git_report.report.snapshot import Snapshot

_NAME_SECTION = "give a title, a path of titles such as 'Costs › Notes', or a number such as 3.2"
_PLACE = re.compile(r"\d{1,4}(?:\.\d{1,4})*")


@click.command(cls=FolderCommand)
@click.argument("version", required=False, type=VersionName())
@click.option("--sentences", is_flag=True, help="Also show table rows, list items and sentences.")
@click.option("--section", metavar="TITLE|N.N", help="Show only this section and its subsections.")
@click.option("--lost", is_flag=True, help="Show what disappeared, when and why.")
@takes_json
def command(
    version: str | None,
    *,
    sentences: bool,
    section: str | None,
    lost: bool,
    as_json: bool,
    directory: str | None,
) -> None:
    """Show which version and reference each block comes from.

    VERSION is a number or a file name (7, report-07.md, or its path); the default is the newest.
    "07 ← 03" means that version 7 introduced the current words and that they replaced words from
    version 3.
    """
    committed = open_committed(directory)
    repository, folder = committed.repository, committed.folder
    expect_any(folder)
    number = choose_number(folder, version)
    versions = _Versions(committed.snapshot, folder)
    edited = committed.note_edits(range(1, number + 1))
    cache = Cache(repository, KIND)
    losses = Losses(repository)
    wanted = losses.ahead(cache) if lost else Derived(cache, derive_lineage)
    ahead = working_ahead(committed, directory, range(1, number + 1), [wanted])
    if lost:
        work = partial(_find_lost, losses=losses, sentences=sentences)
        with ahead:
            found = follow(cache, versions.load, number, work)
        chosen_lost = _filter_lost(found, section, partial(versions.parse, number))
        blame = _make_blame(versions, number, lost=chosen_lost, parts=sentences)
    else:
        with ahead:
            blocks = follow(cache, versions.load, number, _find_blocks)
        chosen = _filter_blocks(blocks, section)
        blame = _make_blame(versions, number, blocks=chosen, parts=sentences)
    if as_json:
        result_json({**blame_json(blame, folder.path), "edited": edited})
    else:
        of_section = replace(blame, section=section or "")
        page(render_blame(of_section, colour=is_coloured(), width=find_width()))


class _Versions:
    """The versions of a report, read one at a time."""

    def __init__(self, snapshot: Snapshot, folder: Folder) -> None:
        self.snapshot, self.folder = snapshot, folder

    def read(self, number: int) -> bytes:
        """The bytes of a version's file."""
        return self.snapshot.read(self.folder.version_path(number))

    def parse(self, number: int) -> Document:
        """A version, parsed."""
        return parse(self.read(number).decode("utf-8", "replace"))

    def load(self, number: int) -> StoredVersion:
        """A version with its blob id."""
        data = self.read(number)
        return StoredVersion(self.snapshot.blob_id(data), data)


def _find_blocks(walked: Iterator[TracedVersion]) -> list[BlockOrigin]:
    (last,) = deque(walked, maxlen=1)  # Read one at a time: there may be a thousand.
    return list_origins(last.version.parts, last.origins)


def _find_lost(walked: Iterator[TracedVersion], *, losses: Losses, sentences: bool) -> list[Lost]:
    found: list[Lost] = []
    last: StoredVersion | None = None
    for prior, new in pairwise(walked):
        found += losses.find(prior, new)
        last = new.version
    losses.prune()
    chosen = [lost for lost in found if sentences or lost.kind not in PARTS]
    return drop_returned(chosen, last.parts) if last is not None else []


def _make_blame(
    versions: _Versions,
    number: int,
    *,
    blocks: Sequence[BlockOrigin] = (),
    lost: Sequence[Lost] | None = None,
    parts: bool = False,
) -> Blame:
    folder = versions.folder
    blame = Blame(folder.version_path(number), number, blocks, {}, parts, lost)
    readings = list_readings(folder.instructions.references)
    for named in blame.list_versions():
        if named not in readings:
            # An adopted version, or one older than the checklist: its tail may name the reference.
            tail = read_tail(versions.read(named).decode("utf-8", "replace"))
            found = find_defined(tail.definitions, named) if tail is not None else None
            if found is not None:
                readings[named] = found
    return replace(blame, readings=readings)


def _filter_blocks(blocks: Sequence[BlockOrigin], words: str | None) -> Sequence[BlockOrigin]:
    if words is None:
        return blocks
    found = [each for each in blocks if _is_meant(each.section.path, each.section.number, words)]
    if not found:
        raise ReportError(
            f"there is no section '{words}'",
            hint=_NAME_SECTION,
        )
    return found


def _filter_lost(
    lost: Sequence[Lost], words: str | None, read_newest: Callable[[], Document]
) -> Sequence[Lost]:
    if words is None:
        return lost
    found = [each for each in lost if _is_meant(each.path, each.number, words)]
    if not found and not any(_is_meant(s.path, s.number, words) for s in read_newest().sections):
        raise ReportError(
            f"there is no section '{words}', and none was lost",
            hint=_NAME_SECTION,
        )
    return found


def _is_meant(path: Sequence[str], number: Sequence[int], words: str) -> bool:
    """Whether a section is the one that was named, or below it."""
    if _PLACE.fullmatch(words):
        wanted = [int(part) for part in words.split(".")]
        return list(number[: len(wanted)]) == wanted
    titles = name_path(path)
    wanted_path = name_path(words.split(SEPARATOR.strip()))
    size = len(wanted_path)
    return any(titles[k : k + size] == wanted_path for k in range(len(titles) - size + 1))
