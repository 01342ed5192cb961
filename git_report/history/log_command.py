"""``git report log``: what each version changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

import click

from git_report.cli.committed_report import Committed, open_committed
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import find_width, is_coloured, result_json, say
from git_report.cli.pager import page
from git_report.cli.reading_options import WholeNumber, takes_json
from git_report.differ import diff, diff_counts
from git_report.differ.story.to_terminal import render_delta
from git_report.git.cache import Cache
from git_report.git.version_commits import VersionCommit, list_version_commits
from git_report.history.lineage_cache import StoredVersion
from git_report.history.log_output import (
    KIND,
    LogEntry,
    LogSummary,
    decode_summary,
    encode_summary,
    make_entry,
    render_entry,
    render_steps,
    summarise_version,
)
from git_report.history.working_ahead import Derived, open_versions, working_ahead
from git_report.report.readings import Reading, find_defined, list_readings
from git_report.terminal import clean_line, wrap_line
from git_report.writers.price import Price, read_price

_INDENT = 4  # The indentation of an entry's further lines.


@click.command(cls=FolderCommand)
@click.option(
    "-n", "--max-count", type=WholeNumber(1), metavar="N", help="Show only the newest N versions."
)
@click.option(
    "--stat",
    is_flag=True,
    help="List the sections and figures that changed, and the tokens of each step.",
)
@click.option("-p", "--patch", is_flag=True, help="Show the changes, section by section.")
@takes_json
def command(
    directory: str | None, *, max_count: int | None, stat: bool, patch: bool, as_json: bool
) -> None:
    """List the versions, newest first.

    One line per version, wrapped on a terminal: its date and commit, its reference, the sections,
    words and figures that changed, its writer, and the tokens that were used for it, with their
    price if 'report.price' is configured.
    """
    committed = open_committed(directory)
    repository, folder = committed.repository, committed.folder
    price = read_price(repository.config)
    first = max(1, folder.newest - max_count + 1) if max_count else 1
    edited = committed.note_edits(range(first, folder.newest + 1))
    entries = _entries(committed, directory, first, patch=patch)
    if as_json:
        text = [entry.as_json(price) for entry in entries]
        result_json({
            "schema": "git-report/log/1",
            "folder": folder.path,
            "edited": edited,
            "versions": text,
        })  # fmt: skip
        return
    if not folder.newest:
        say("there is no version yet: make one with 'git report-iterate'")
    if repository.is_shallow:
        say(f"commits are missing, because the history is shallow: {repository.advise_deepening()}")
    if patch:
        page("".join(_render(entry, price, stat=stat, patch=patch) for entry in entries))
        return
    for entry in entries:
        click.echo(_render(entry, price, stat=stat), nl=False)


def _render(entry: LogEntry, price: Price | None, *, stat: bool, patch: bool = False) -> str:
    colour, width = is_coloured(), find_width()
    lines = wrap_line(render_entry(entry, price, colour=colour), width, _INDENT)
    if stat:
        details = (
            *render_steps(entry, price),
            *entry.brought.titles,
            *(f"figure: {figure}" for figure in entry.brought.figures),
        )
        for line in details:
            lines += wrap_line(f"    {clean_line(line)}", width, _INDENT + 2)
    text = "".join(f"{line}\n" for line in lines)
    if not patch:
        return text
    if entry.delta is not None:
        return f"{text}\n{render_delta(entry.delta, colour=colour, inline=False)}\n"
    count = entry.brought.sections.get("added", 0)
    return f"{text}\nfirst version: {count} section{'s' * (count != 1)}\n\n"


def _entries(
    committed: Committed, directory: str | None, first: int, *, patch: bool
) -> Iterator[LogEntry]:
    cache = Cache(committed.repository, KIND)
    numbers = range(committed.folder.newest, first - 1, -1)
    wanted = () if patch else (Derived(cache, _derive_summary),)
    with working_ahead(committed, directory, numbers, wanted):
        yield from _make_entries(committed, cache, numbers, patch=patch)
    cache.prune()


def _make_entries(
    committed: Committed, cache: Cache, numbers: Iterable[int], *, patch: bool
) -> Iterator[LogEntry]:
    folder = committed.folder
    landings = list_version_commits(committed.repository, folder.path)
    readings = list_readings(folder.instructions.references)
    load = open_versions(committed)
    new = load(folder.newest)
    for number in numbers:
        prior = load(number - 1)
        if new is not None:
            landing = landings.get(number, VersionCommit("", "", ""))
            delta = diff(prior.document, new.document) if patch and prior is not None else None
            yield make_entry(
                number,
                summarise_version(new.document, delta)
                if delta
                else _read_summary(cache, prior, new),
                new.tail,
                reference=_find_title(readings.get(number), new),
                date=landing.date,
                commit=landing.commit,
                usage=landing.usage,
                delta=delta,
            )
        new = prior


def _find_title(reading: Reading | None, new: StoredVersion) -> str:
    """The title of what was read; for a bare URL in the checklist, the title of the page."""
    if reading is not None and reading.title != reading.target:
        return reading.title
    number = reading.version if reading is not None else 0
    page = find_defined(new.tail.definitions, number) if new.tail and number else None
    return (page.title if page is not None else "") or (reading.title if reading else "")


def _read_summary(cache: Cache, prior: StoredVersion | None, new: StoredVersion) -> LogSummary:
    """The summary of a version; cached, because the diff is most of the work."""
    if prior is None:
        return summarise_version(new.document, None)
    text = cache.find(prior.blob, new.blob)
    if text is not None:
        with suppress(ValueError):
            return decode_summary(text)
    brought = _summarise(prior, new)
    cache.keep(prior.blob, new.blob, encode_summary(brought))
    return brought


def _derive_summary(prior: StoredVersion, new: StoredVersion) -> str:
    return encode_summary(_summarise(prior, new))


def _summarise(prior: StoredVersion, new: StoredVersion) -> LogSummary:
    delta = diff_counts(prior.document, new.document, everywhere=False)
    return summarise_version(new.document, delta)
