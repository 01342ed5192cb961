"""``git report suspects``: list references that changed since they were read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from git_report.cli.completion import ReferenceName
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import find_width, progress, result, result_json, say
from git_report.cli.reading_options import takes_json
from git_report.cli.report_folder import open_report_folder
from git_report.cli.source_texts import recall_from
from git_report.cli.writing_options import NO_VERIFY, SECRETS, read_reach
from git_report.commit.commit import Plan, commit
from git_report.differ.story.titles import name_path
from git_report.errors import ReportError, UsageError
from git_report.git.repository import Repository
from git_report.markdown import Document, parse
from git_report.report.checklist import EDITED, Box, Reference, Stamp
from git_report.report.folder import Folder, read_folder
from git_report.report.forges import name_reference, quiet_line
from git_report.report.instructions import Instructions, parse_instructions
from git_report.report.pasting import paste_folder, paste_reread, quote
from git_report.report.redaction import redact
from git_report.report.snapshot import Snapshot, read_if_there
from git_report.report.targets import find_reference, is_url
from git_report.report.tick import open_again, tick, tick_again
from git_report.report.versions import version_stem
from git_report.sources import read_source_bytes
from git_report.sources.archive import pack
from git_report.sources.changed_references import SourceState, Suspect, SuspectSearch, find_suspects
from git_report.sources.credential_check import check_reference, check_secrets, clean_evidence
from git_report.sources.source import Source
from git_report.terminal import clean, count_cells, cut_line, quote_name, wrap_line
from git_report.writers.affected_sections import find_affected_sections, list_labels
from git_report.writers.source_hunks import SourceHunk, format_hunk, list_hunks

# The changes of one reference that are shown, first those that a sentence depends on.
_HUNKS = 12


@click.command(cls=FolderCommand)
@click.option("--online", is_flag=True, help="Fetch web pages as well.")
@click.option(
    "--dismiss",
    "dismissed",
    metavar="REF",
    type=ReferenceName(Box.READ),
    help="Record that the change to REF does not matter.",
)
@click.option(
    "--reread",
    metavar="REF",
    type=ReferenceName(Box.READ),
    help="Have the next run read REF again.",
)
@SECRETS
@NO_VERIFY
@takes_json
def command(
    directory: str | None,
    *,
    online: bool,
    dismissed: str | None,
    reread: str | None,
    allow_secrets: bool,
    no_verify: bool,
    as_json: bool,
) -> None:
    """List references that have changed since they were read.

    Also lists the sections that depend on them. Files are compared with the blob ids that the
    checklist records; with --online, web pages are fetched and compared by their text.

    The REF of --dismiss and --reread is the URL or path of a reference, its title, or words that
    occur in no other item of the checklist.
    """
    if dismissed is not None and reread is not None:
        raise UsageError("--dismiss and --reread cannot be combined", hint="omit one of them")
    repository, path = open_report_folder(directory)
    snapshot = repository.worktree_snapshot()
    folder = read_folder(snapshot, path)
    with progress(quiet=as_json) as tell:
        search = SuspectSearch(
            snapshot,
            folder,
            read_reach(repository, offline=not online),
            max_bytes=read_source_bytes(repository),
            tell=tell,
        )
        if dismissed is not None:
            suspect = _find(search, dismissed)
        elif reread is None:
            suspects = find_suspects(search)
    if dismissed is not None:
        if not allow_secrets and suspect.source is not None:
            check_reference(
                suspect.reference, f"{folder.instructions.path}:{suspect.reference.line}"
            )
            check_secrets(suspect.source)
        _dismiss(repository, folder, suspect, verify=not no_verify, as_json=as_json)
    elif reread is not None:
        _reread(repository, snapshot, folder, reread, as_json=as_json)
    else:
        hunks = _Hunks(repository, snapshot, folder)
        _print_suspects(folder, suspects, hunks, online=online, as_json=as_json)


class _Hunks:
    """The changes of suspects, and the sentences of the newest version that depend on them."""

    def __init__(self, repository: Repository, snapshot: Snapshot, folder: Folder) -> None:
        self._recall = recall_from(repository)
        self._root, self._snapshot, self._folder = repository.root, snapshot, folder
        self.newest = _read_newest(snapshot, folder)

    def list(self, suspect: Suspect) -> tuple[SourceHunk, ...] | None:
        """The hunks; None if the earlier or the new text is not available."""
        reference, source = suspect.reference, suspect.source
        if source is None or suspect.state is not SourceState.CHANGED:
            return None
        try:
            prior = self._recall(self._snapshot, self._folder.path, reference, suspect.stamp)
        except ReportError:
            return None
        return list_hunks(prior, source.text, self.newest, list_labels(reference))

    def render(self, suspect: Suspect, width: int | None) -> Iterator[str]:
        """The lines about a suspect: its hunks, or the sections that cite it."""
        reference, found = suspect.reference, self.list(suspect)
        if found is None:
            yield from (
                f"section that cites it: {p}" for p in _name_affected(self.newest, reference)
            )
            return
        path = suspect.source.path if suspect.source is not None else ""
        name = self._name(path) if path else quote_name(reference.target)
        report = self._name(self._folder.version_path(self._folder.newest))
        yield from _render_hunks((name, report), reference, self.newest, found, width)

    def _name(self, path: str) -> str:
        """A repository path relative to the current directory, for an editor."""
        return quote_name(os.path.relpath(self._root / path, Path.cwd()))


def _print_suspects(
    folder: Folder,
    suspects: tuple[Suspect, ...],
    hunks: _Hunks,
    *,
    online: bool,
    as_json: bool,
) -> None:
    newest = hunks.newest
    unasked = 0 if online else _count_pages(folder)
    if as_json:
        document = {
            "schema": "git-report/suspects/1",
            "folder": folder.path,
            "online": online,
            "unasked": unasked,
            "suspects": [_as_json(each, newest, hunks.list(each)) for each in suspects],
        }
        result_json(document)
        return
    width = find_width()
    name = folder.instructions.path.rpartition("/")[2]
    for each in suspects:
        reference = each.reference
        about = "can no longer be read"
        if each.state is SourceState.CHANGED:
            about = f"has changed since it was read for {version_stem(each.stamp.version)}"
        elif each.attached:
            about = f"was not compared: {each.why}"
        _result_wrapped(f"{reference.title} ({name}:{reference.line}) {about}", width)
        if each.why and not each.attached:
            _result_wrapped(f"  {each.why}", width)
        for line in hunks.render(each, width):
            _result_wrapped(f"  {line}", width)
    changed = [each.reference for each in suspects if each.state is SourceState.CHANGED]
    if changed:
        one = quote(changed[0].target or changed[0].title) if len(changed) == 1 else "REF"
        what, which = ("it", "the") if len(changed) == 1 else ("one of them", "a")
        command = f"git report suspects {paste_folder(folder.path)}"
        say(f"hint: to read {what} again, run '{command} --reread {one}'")
        sources = [each.source for each in suspects if each.state is SourceState.CHANGED]
        uncommitted = any(s and s.path and s.evidence is not None for s in sources)
        after = " (the file must be committed)" if uncommitted else ""
        say(f"hint: if {which} change does not matter, run '{command} --dismiss {one}'{after}")
    if len(changed) < sum(not each.attached for each in suspects):
        say("hint: if a file is missing, restore it, or leave its item: the stamp remains valid")
    waiting = [item for item in folder.instructions.references if item.reopened]
    for item in waiting:
        say(folder.instructions.explain_reopened(item))
    if not suspects:
        other = "other " if waiting else ""
        say(f"none of the {other}references has changed since it was read")
    if unasked:
        say(f"web pages not checked: {unasked}; check them with --online")


def _result_wrapped(line: str, width: int | None) -> None:
    for part in wrap_line(clean(line.replace("\n", "\\n")), width, 6):
        result(part)


def _dismiss(
    repository: Repository, folder: Folder, suspect: Suspect, *, verify: bool, as_json: bool
) -> None:
    """Commit a stamp for the reference's current text, without a new version."""
    source = suspect.source
    assert source is not None
    instructions = folder.instructions
    stamp = Stamp.of(suspect.stamp.version, source.blob)
    text = tick(instructions.text, suspect.reference, stamp)
    plan = Plan(
        base=repository.head(),
        changes={instructions.path: text.encode("utf-8")},
        expected={instructions.path: instructions.text.encode("utf-8")},
        riding=_find_riding(repository, instructions, suspect.reference),
        message=_compose_message(source, stamp),
        kept=(pack(clean_evidence(source.evidence)),) if source.evidence else (),
    )
    made = commit(repository, plan, verify=verify)
    if as_json:
        result_json(_change_json("dismissed", suspect.reference, stamp, made))
        return
    result(f"{instructions.path} [{made[:10]}] {source.title}")
    stem = version_stem(stamp.version)
    say(f"recorded the new text ({stamp.blob}) as equivalent to the one that {stem} was made from")


def _find_riding(
    repository: Repository, instructions: Instructions, reference: Reference
) -> frozenset[str]:
    """The instructions, if they differ from HEAD only in the box opened to read it again."""
    head = repository.head()
    if head is None or not reference.reopened:
        return frozenset()
    was = read_if_there(repository.commit_snapshot(head), instructions.path)
    ticked = tick_again(instructions.text, reference).encode("utf-8")
    return frozenset((instructions.path,)) if was == ticked else frozenset()


def _reread(
    repository: Repository, snapshot: Snapshot, folder: Folder, words: str, *, as_json: bool
) -> None:
    """Untick a read item, so that the next run reads it."""
    instructions = folder.instructions
    reference = find_reference(instructions, words)
    where = f"{instructions.path}:{reference.line}"
    _check_read(reference, where)
    if not reference.reopened:
        text = open_again(instructions.text, reference)
        repository.write_worktree(instructions.path, text.encode("utf-8"))
        instructions = parse_instructions(instructions.path, text.encode("utf-8"))
    if as_json:
        result_json(_change_json("opened", reference, reference.stamps[-1], ""))
        return
    result(f"[ ] {reference.title}")
    for path in _name_affected(_read_newest(snapshot, folder), reference):
        result(f"  section that cites it: {path}")
    note = instructions.explain_reopened(find_reference(instructions, words))
    say(note if reference.reopened else f"edited '{instructions.path}': {note}")


def _find(search: SuspectSearch, words: str) -> Suspect:
    """The suspect that a person named, which must have changed and be readable."""
    instructions = search.folder.instructions
    reference = find_reference(instructions, words)
    where = f"{instructions.path}:{reference.line}"
    _check_read(reference, where)
    if is_url(reference.target) and search.reach.web is None:
        raise ReportError(
            f"'{reference.target}' is a web page", hint="pass --online to fetch it", where=where
        )
    found = search.look(reference)
    assert found is not None
    stem = version_stem(found.stamp.version)
    if found.state is SourceState.SAME:
        raise ReportError(
            f"nothing to dismiss: '{reference.title}' has not changed since it was read for {stem}",
            hint=_advise_skipping(search.folder, reference)
            or "'git report suspects' lists the references that have changed",
            where=where,
        )
    if found.source is None:
        raise ReportError(
            f"'{reference.title}' cannot be read: {found.why}",
            hint=_advise_skipping(search.folder, reference)
            or "restore it, or leave the item as it is: its stamp remains valid",
            where=where,
        )
    if found.source.path and found.source.evidence is not None:
        raise ReportError(
            f"'{found.source.path}' has uncommitted changes",
            hint="commit it first, or have it read again with "
            f"'{paste_reread(search.folder.path, reference.target)}'",
            where=where,
        )
    return found


def _advise_skipping(folder: Folder, reference: Reference) -> str:
    """A hint how to keep the last reading of an item to be read again; empty for other items."""
    if not reference.reopened:
        return ""
    item = quote(reference.target or reference.title)
    skip = f"git report skip {item} -d {paste_folder(folder.path)}"
    return f"if it need not be read again, run '{skip}'"


def _check_read(reference: Reference, where: str) -> None:
    """Raise ReportError for a reference that no version has read."""
    is_read = reference.box is Box.READ and any(s.blob != EDITED for s in reference.claims)
    if is_read or reference.reopened:
        return
    raise ReportError(
        f"'{reference.title}' has not been read yet",
        hint="'git report list' shows which references were read",
        where=where,
    )


def _compose_message(source: Source, stamp: Stamp) -> str:
    stem = version_stem(stamp.version)
    return (
        f"{stem}: dismiss the change to '{quiet_line(redact(source.title))}'\n\n"
        f"Its text is not what {stem} read, but no new version is needed.\n\n"
        f"Report-Dismissed: {stem}\n"
        f"Report-Reference: {name_reference(source.title, source.target)}\n"
        f"Report-Source: {source.blob}\n"
    )


def _render_hunks(
    names: tuple[str, str],
    reference: Reference,
    newest: Document | None,
    hunks: tuple[SourceHunk, ...],
    width: int | None,
) -> Iterator[str]:
    """The changed lines with the sentences that depend on them, then other sections that cite it.

    `names` are the paths of the reference and of the newest version. A sentence is cut to one line.
    """
    name, report = names
    shown = sorted(hunks, key=lambda hunk: not hunk.affected)[:_HUNKS]
    for hunk in sorted(shown, key=lambda hunk: hunk.start):
        yield f"{name}:{hunk.new_start}  {format_hunk(hunk)}"
        for each in hunk.affected:
            place = f"  {report}:{each.line}  "
            yield f"{place}{_fit(clean(each.text), width, 2 + count_cells(place))}"
    if len(hunks) > len(shown):
        more = len(hunks) - len(shown)
        yield f"and {more} more change{'s' if more > 1 else ''}; --json lists all"
    cited = {each.path for hunk in hunks for each in hunk.affected}
    if newest is not None:
        for section in find_affected_sections(newest, reference):
            if section.path not in cited:
                other = "other " if cited else ""
                yield f"{other}section that cites it: {name_path(section.path, newest)}"


def _fit(text: str, width: int | None, before: int) -> str:
    """A text cut between words to the columns left after `before`; whole without a width."""
    return text if width is None else cut_line(text, width - before)


def _count_pages(folder: Folder) -> int:
    return sum(bool(r.claims) and is_url(r.target) for r in folder.instructions.references)


def _read_newest(snapshot: Snapshot, folder: Folder) -> Document | None:
    if not folder.newest:
        return None
    return parse(snapshot.read(folder.version_path(folder.newest)).decode("utf-8", "replace"))


def _name_affected(newest: Document | None, reference: Reference) -> list[str]:
    if newest is None:
        return []
    return [
        name_path(section.path, newest) for section in find_affected_sections(newest, reference)
    ]


def _as_json(
    suspect: Suspect, newest: Document | None, hunks: tuple[SourceHunk, ...] | None
) -> dict[str, Any]:
    reference = suspect.reference
    sections = find_affected_sections(newest, reference) if newest is not None else ()
    return {
        "title": reference.title,
        "target": reference.target,
        "line": reference.line,
        "version": suspect.stamp.version,
        "blob": suspect.stamp.blob,
        "state": str(suspect.state),
        "now": suspect.source.blob if suspect.source else "",
        "why": suspect.why,
        "sections": [{"path": list(s.path), "line": s.line} for s in sections],
        "hunks": None if hunks is None else [_hunk_json(hunk) for hunk in hunks],
    }


def _hunk_json(hunk: SourceHunk) -> dict[str, Any]:
    return {
        "start": hunk.start,
        "removed": list(hunk.removed),
        "new_start": hunk.new_start,
        "added": list(hunk.added),
        "changes": [{"prior": prior, "new": new} for prior, new in hunk.changes],
        "sentences": [
            {"line": each.line, "path": list(each.path), "text": each.text}
            for each in hunk.affected
        ],
    }


def _change_json(done: str, reference: Reference, stamp: Stamp, made: str) -> dict[str, Any]:
    return {
        "schema": "git-report/suspects/1",
        "done": done,
        "title": reference.title,
        "target": reference.target,
        "line": reference.line,
        "version": stamp.version,
        "blob": stamp.blob,
        "commit": made,
    }
