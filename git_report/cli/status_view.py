"""Show the state of a report: what was read, what is next, what changed, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from git_report.checks.uncommitted_checklist import Missing
from git_report.commit.readiness import RESOLVABLE, quote_operation
from git_report.report.checklist import Box, Reference
from git_report.report.folder import Folder
from git_report.report.pasting import paste_folder, paste_restore, paste_restoring, quote
from git_report.report.versions import version_name, version_number
from git_report.terminal import clean, count_cells, keep_lines, quote_name, wrap_line
from git_report.writers.price import Price, format_tokens, spent_json
from git_report.writers.usage import Spent

_NAMES = {Box.OPEN: "open", Box.READ: "read", Box.SKIPPED: "skipped"}
_RESTORING = {
    "edited": "discards the edit",
    "deleted": "restores it",
    "mode": "restores the file mode",
}
_STATES = {"mode": "mode changed", "untracked": "removed from the index"}
_BAR = 30  # characters
_LISTED = 5  # changed references
_LABEL = len("report folder  ")  # the longest label

Paint = Callable[..., str]


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file of the report that differs from HEAD.

    `state` is ``new``, ``edited``, ``mode``, ``deleted``, ``untracked`` (only the index lost the
    file) or ``conflict``.
    """

    path: str
    state: str
    staged: bool


@dataclass(frozen=True, slots=True)
class Hint:
    """A suggestion what to do next: a command, and what it does."""

    command: str
    why: str


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a report.

    `writer` has the keys name, why, effort and hint; `suspects` are the references whose file
    changed since it was read; `obstacle` is why the next one cannot be read, empty if it can, and
    `deleted` the path of its file if that was deleted since it was committed; `altered` says that
    edits of the checklist would be refused;
    `operation` is the git operation in progress (``merge``), empty if there is none; `edited` are
    the paths of versions that unpushed commits edited or deleted; `missing` is a version that a
    stamp names and that does not exist. `named` says that commands in hints must name the folder,
    because the person did. `spent` is the cost of the versions, at `price` if one is configured.
    `unquoted` are the references that a digest has read but the newest version does not cite.
    `acceptable` says whether 'git report accept' can commit a new version file that somebody wrote;
    otherwise it is a revision.
    """

    folder: Folder
    writer: Mapping[str, str]
    changes: tuple[FileChange, ...]
    suspects: tuple[Reference, ...]
    obstacle: str = ""
    deleted: str = ""
    altered: bool = False
    operation: str = ""
    edited: tuple[str, ...] = ()
    missing: Missing | None = None
    named: bool = False
    spent: Spent = Spent()  # noqa: RUF009 - frozen
    price: Price | None = None
    unquoted: tuple[Reference, ...] = ()
    acceptable: bool = True

    @property
    def next(self) -> Reference | None:
        """The next reference."""
        return self.folder.instructions.next_reference

    def hint(self, words: str, why: str, *, option: str = "") -> Hint:
        """A hint with a command for this report that can be pasted."""
        named = (option, paste_folder(self.folder.path)) if self.named else ()
        return Hint(" ".join(filter(None, (words, *named))), why)

    @property
    def missing_path(self) -> str:
        """The repository path of the missing version; empty if there is none."""
        return self.folder.version_path(self.missing.version) if self.missing else ""

    @property
    def unstamped(self) -> int:
        """The number of references that are ticked without a valid stamp."""
        return sum(map(_is_unstamped, self.folder.instructions.references))

    def count(self, box: Box) -> int:
        """The number of references that are open, read or skipped."""
        return self.folder.instructions.count(box)


def read_change(path: str, letters: str, *, same: bool = False) -> FileChange:
    """The change for git's two status letters; `same` if the content is that of HEAD."""
    if "U" in letters or letters in ("AA", "DD"):
        state = "conflict"
    elif letters == "D?":
        state = "untracked"
    elif letters == "??" or "A" in letters:
        state = "new"
    elif "D" in letters:
        state = "deleted"
    elif same:
        state = "mode"
    else:
        state = "edited"
    return FileChange(path, state, staged=letters[0] not in " ?" and letters[1] in " ?")


def render_line(status: Status) -> str:
    """The state of one of several reports, on one line."""
    folder, following = status.folder, status.next
    counts = f"{status.count(Box.READ)} read, {_render_open(status)}"
    counts += _render_revisions(status)
    latest = _describe_newest(status) or "no version"
    then = f"next: {following.title}" if following else "nothing left to read"
    if status.operation:
        then = f"next: {_explain_unknown(status)}"
    return clean(f"{quote_name(folder.path) or '.'}: {latest}, {counts}, {then}")


def _explain_unknown(status: Status) -> str:
    """Why it is not known what is next: a merge, for example, may untick what one side read."""
    return f"unknown until the {quote_operation(status.operation)} is finished"


def _explain_nothing(status: Status) -> str:
    """Why no reference is next."""
    ticked = status.count(Box.READ)
    if ticked and not (status.folder.newest or _list_deleted(status) or status.edited):
        return (
            f"{ticked} ticked, but there is no version: untick the references that are still "
            "to be read"
        )
    return "nothing left to read"


def list_hints(status: Status) -> Iterator[Hint]:
    """Suggestions what to do, most urgent first."""
    states = {change.path: change.state for change in status.changes}
    if status.operation == "bisect":
        yield Hint("git bisect reset", "ends the bisect, and returns to the branch")
        return
    in_conflict = "conflict" in states.values()
    if in_conflict and status.operation in RESOLVABLE:
        yield status.hint(
            "git report resolve", "renumbers the versions that both sides created", option="-d"
        )
    if status.operation:
        yield Hint("git status", f"shows how to finish the {quote_operation(status.operation)}")
        return
    if in_conflict:
        # As after `git stash pop`: there is no other side that `resolve` could read.
        yield Hint("git status", "shows the files in conflict: resolve them and run 'git add'")
    if "untracked" in states.values():
        folder = paste_folder(status.folder.path)
        yield Hint(
            f"git restore --staged {folder}", "keeps the files that were removed from the index"
        )
    yield from _hints_on_versions(status)
    derived = states.get(status.folder.diff_path)
    if (
        derived in ("edited", "deleted")
        and not _is_complete(status)
        # The versions that it is derived from must be restored first.
        and not status.edited
        and not any(c.state in ("edited", "deleted") for c in status.changes if _is_version(c))
    ):
        yield status.hint(
            "git report diff --write", "writes diff.md again from the versions", option="-d"
        )
    if status.suspects:
        yield status.hint(
            "git report suspects", "lists references that changed and what depends on them"
        )
    if status.unquoted:
        version = status.unquoted[0].stamps[-1].version
        yield status.hint(
            f"git report source {version}",
            "prints the text of a reference that the digest does not quote",
            option="-d",
        )
    yield from _hints_on_reading(status)


def _hints_on_versions(status: Status) -> Iterator[Hint]:
    newest = status.folder.version_path(status.folder.newest)
    versions = [change for change in status.changes if _is_version(change)]
    deleted = _list_deleted(status)
    missing = status.missing_path
    if missing and missing not in deleted:
        assert status.missing is not None
        if status.missing.restorable:
            restore = paste_restoring(status.folder.path)
            yield Hint(
                restore,
                f"restores {missing.rpartition('/')[2]}, which the checklist still refers to",
            )
        else:
            yield Hint("git report check", "shows which stamp names a version that does not exist")
    edited = [path for path in status.edited if not _is_gone(status, path)]
    if edited or any(change.state == "edited" for change in versions):
        yield Hint(
            f"git report revise {paste_folder(status.folder.path)}",
            "turns the edit into the next version and restores the original text",
        )
    if len(deleted) > 1 and not any(change.state == "edited" for change in versions):
        yield Hint(paste_restoring(status.folder.path), "restores the deleted versions")
        versions = [change for change in versions if change.state != "deleted"]
    for change in versions:
        if change.state in _RESTORING:
            if change.path not in status.edited:
                yield Hint(paste_restore(change.path), _RESTORING[change.state])
        elif change.state == "new" and change.path == newest:
            name = version_name(status.folder.newest)
            if _is_complete(status):
                yield Hint("git commit", f"commits {name}, which is staged")
            elif not status.acceptable and status.folder.newest in _list_stamped(status):
                # A run with --stage made it from a reference that had been read before.
                add = f"git add {paste_folder(status.folder.path)}"
                yield Hint(add, f"stages {name}, to be committed with 'git commit'")
            elif not status.acceptable:
                yield status.hint("git report revise", f"commits {name} as the next version")
            else:
                yield status.hint(
                    "git report accept", f"commits {name} as the next version", option="-d"
                )


def _is_version(change: FileChange) -> bool:
    return version_number(change.path.rpartition("/")[2]) is not None


def _is_gone(status: Status, path: str) -> bool:
    """Whether a committed version is missing from the folder, whose versions have no gaps."""
    return (version_number(path.rpartition("/")[2]) or 0) > status.folder.newest


def _list_deleted(status: Status) -> set[str]:
    """The paths of the versions that are deleted in the work tree."""
    return {c.path for c in status.changes if c.state == "deleted" and _is_version(c)}


def _is_complete(status: Status) -> bool:
    """Whether the newest version is staged and its item stamped, so that only a commit is left."""
    return status.folder.newest in _list_stamped(status) and all(c.staged for c in status.changes)


def _list_stamped(status: Status) -> set[int]:
    """The versions in the stamps of the checklist."""
    references = status.folder.instructions.references
    return {stamp.version for reference in references for stamp in reference.claims}


def _hints_on_reading(status: Status) -> Iterator[Hint]:
    upcoming, following = status.next, version_name(status.folder.newest + 1)
    if status.altered:
        yield status.hint("git report check", "shows which edits of the checklist to revert")
    elif upcoming is None:
        yield Hint("git report help add", "shows how to add references")
    elif status.deleted:
        yield Hint(paste_restore(status.deleted), "restores the next reference")
    elif status.obstacle:
        words = quote(upcoming.target or upcoming.title)
        why = "" if upcoming.reopened else ' -m "it cannot be read"'
        effect = "keeps what was read of it before" if upcoming.reopened else "skips it"
        yield status.hint(f"git report skip {words}{why}", effect, option="-d")
    # Without a writer a run would fail; the command itself prints what to do about that.
    elif status.writer["name"] != "none" and not (
        status.operation
        or status.edited
        or status.missing
        or any(c.path != status.folder.instructions.path for c in status.changes)
    ):
        yield status.hint("git report-iterate", f"reads the next reference into {following}")
    if status.folder.newest and not status.changes:
        yield status.hint("git report log", "lists what each version changed")


def render_status(status: Status, *, colour: bool, width: int | None = None) -> str:
    """The screen as text without control characters, in colour if wanted."""
    paint = click.style if colour else _leave
    folder = status.folder
    lines = [
        _row("report folder", paint(quote_name(folder.path) or ".", bold=True)),
        _row("latest", _describe_newest(status) or "none yet"),
        _row("references", _render_progress(status, paint)),
        _row("next", _render_next(status)),
    ]
    if status.next is not None and (purpose := describe_purpose(status.next)):
        lines.append(_row("", paint(clean(purpose), dim=True)))
    if status.obstacle:
        lines.append(_row("", paint(clean(keep_lines(status.obstacle)), fg="red")))
    writer = status.writer
    lines.append(_row("writer", clean(keep_lines(f"{writer['name']} ({writer['why']})"))))
    if writer["effort"]:
        lines.append(_row("effort", clean(writer["effort"])))
    if status.spent:
        lines.append(_row("tokens", clean(format_tokens(status.spent.usage, status.price))))
    if status.unstamped:
        lines.append(_row("unstamped", _render_unstamped(status)))
    lines += [*_render_suspects(status, paint), *_render_unquoted(status, paint)]
    lines += _render_changes(status, paint)
    lines += [*_render_edited(status, paint), ""]
    shown = [part for line in lines for part in wrap_line(line, width, _LABEL)]
    return "\n".join([*shown, *_render_hints(status, paint, width)]) + "\n"


def _describe_newest(status: Status) -> str:
    """The newest version, even if it was deleted since it was committed; empty if there is none."""
    number = status.folder.newest
    deleted = (version_number(path.rpartition("/")[2]) for path in _list_deleted(status))
    gone = max(filter(None, deleted), default=0)
    if gone > number:
        return f"{version_name(gone)} (deleted)"
    return version_name(number) if number else ""


def _row(label: str, words: str) -> str:
    return f"{label:<{_LABEL}}{words}".rstrip()


def _leave(words: str, **_: object) -> str:
    return words


def describe_purpose(reference: Reference) -> str:
    """The purpose of a reference, without the title if it begins with it."""
    words = reference.purpose.removeprefix(f"Read {reference.title} ")
    return " ".join(words.removeprefix(reference.title).strip(" \t\n-–—:,.").split())


def _render_progress(status: Status, paint: Paint) -> str:
    """A progress bar and its numbers: read, skipped, open."""
    counts = [status.count(box) for box in (Box.READ, Box.SKIPPED, Box.OPEN)]
    total = sum(counts)
    # A report may have only revisions.
    read, skipped = (counts[0] * _BAR // total, -(-counts[1] * _BAR // total)) if total else (0, 0)
    skipped = min(skipped, _BAR - read)
    parts = (("█" * read, {"fg": "green"}), ("▒" * skipped, {"fg": "yellow"}))
    rest = ("░" * (_BAR - read - skipped), {"dim": True})
    bar = "".join(paint(part, **style) for part, style in (*parts, rest) if part)
    words = f"{counts[0]} of {total} read"
    if counts[1]:
        words += f", {counts[1]} skipped"
    return f"{bar} {words}, {_render_open(status)}{_render_revisions(status)}"


def _render_open(status: Status) -> str:
    again = sum(item.reopened for item in status.folder.instructions.references)
    return f"{status.count(Box.OPEN)} open" + (f" ({again} to be read again)" if again else "")


def _render_revisions(status: Status) -> str:
    revisions = status.folder.instructions.revisions
    return f"; {revisions} revision{'s' if revisions > 1 else ''}" if revisions else ""


def _render_next(status: Status) -> str:
    upcoming = status.next
    if status.operation:
        return _explain_unknown(status)
    if upcoming is None:
        return _explain_nothing(status)
    target = f" <{upcoming.target}>" if upcoming.target not in ("", upcoming.title) else ""
    again = ", to be read again" if upcoming.reopened else ""
    place = _place(status, upcoming.line)
    return clean(f"{upcoming.title}{target} ({place}{again})").replace("\n", " ")


def _place(status: Status, line: int) -> str:
    """Where an item is: the name of its file, which is in the report folder, and its line."""
    return f"{status.folder.instructions.path.rpartition('/')[2]}:{line}"


def _render_suspects(status: Status, paint: Paint) -> Iterator[str]:
    if status.suspects:
        count = len(status.suspects)
        words = (
            "1 reference has changed since it was read"
            if count == 1
            else f"{count} references have changed since they were read"
        )
        yield _row("changed", paint(words, fg="yellow"))
        yield from _list_read(status, status.suspects)


def _render_unquoted(status: Status, paint: Paint) -> Iterator[str]:
    if status.unquoted:
        count = len(status.unquoted)
        words = (
            "1 reference was read, but the digest quotes nothing from it"
            if count == 1
            else f"{count} references were read, but the digest quotes nothing from them"
        )
        yield _row("unquoted", paint(words, fg="yellow"))
        yield from _list_read(status, status.unquoted)


def _list_read(status: Status, references: Sequence[Reference]) -> Iterator[str]:
    for reference in references[:_LISTED]:
        versions = ", ".join(version_name(stamp.version) for stamp in reference.stamps[-1:])
        yield _row(
            "", clean(f"{reference.title} ({_place(status, reference.line)}, read for {versions})")
        )
    if len(references) > _LISTED:
        yield _row("", f"and {len(references) - _LISTED} more")


def _render_unstamped(status: Status) -> str:
    """Ticked items without a stamp: ticked by hand, or with a stamp that was damaged."""
    lines = [r.line for r in status.folder.instructions.references if _is_unstamped(r)]
    shown = ", ".join(map(str, lines[:_LISTED])) + ", …" * (len(lines) > _LISTED)
    if len(lines) == 1:
        return f"1 ticked item has no valid stamp ({_place(status, lines[0])})"
    return f"{len(lines)} ticked items have no valid stamp (lines {shown})"


def _is_unstamped(reference: Reference) -> bool:
    return reference.box is Box.READ and not reference.stamps


def _render_changes(status: Status, paint: Paint) -> Iterator[str]:
    for number, change in enumerate(status.changes):
        state = _STATES.get(change.state, change.state)
        state += ", staged" if change.staged and change.state != "untracked" else ""
        shown = paint(state, fg="green" if change.staged else "red")
        yield _row("" if number else "uncommitted", f"{quote_name(change.path)} ({shown})")


def _render_edited(status: Status, paint: Paint) -> Iterator[str]:
    for path in status.edited:
        done = "deleted" if _is_gone(status, path) else "edited"
        why = f"{done} in a later commit; the hooks, if installed, reject the push"
        yield _row(done, f"{quote_name(path)} ({paint(why, fg='red')})")
    listed = {*status.edited, *_list_deleted(status)}
    if status.missing is not None and status.missing_path not in listed:
        why = f"line {status.missing.reference.line} is stamped for it"
        yield _row("missing", f"{quote_name(status.missing_path)} ({paint(why, fg='red')})")


def _render_hints(status: Status, paint: Paint, width: int | None) -> Iterator[str]:
    hints = [
        Hint(clean(hint.command.replace("\n", "\\n")), hint.why) for hint in list_hints(status)
    ]
    wide = max((len(hint.command) for hint in hints), default=0)
    longest = max((count_cells(hint.why) for hint in hints), default=0)
    for hint in hints:
        command, why = paint(hint.command, bold=True), clean(keep_lines(hint.why))
        if width is None or 4 + wide + longest <= width:
            yield f"  {command}{' ' * (wide - len(hint.command))}  {why}"
        else:  # a command stays on one line, so that it can be pasted
            yield from (f"  {command}", *wrap_line(f"      {why}", width, 6))


def status_json(status: Status) -> dict[str, Any]:
    """The state of a report as a JSON document."""
    folder = status.folder
    return {
        "schema": "git-report/status/1",
        "folder": folder.path,
        "instructions": folder.instructions.path,
        "latest": folder.newest,
        "latest_path": folder.version_path(folder.newest) if folder.newest else None,
        "next": reference_json(status.next) if status.next else None,
        "obstacle": status.obstacle,
        "counts": {
            **{name: status.count(box) for box, name in _NAMES.items()},
            "unstamped": status.unstamped,
            "revisions": folder.instructions.revisions,
        },
        "references": [reference_json(r) for r in folder.instructions.references],
        "writer": dict(status.writer),
        "uncommitted": [change.path for change in status.changes],
        "changes": [
            {
                "path": change.path,
                # To git, the deletion is staged.
                "state": "deleted" if change.state == "untracked" else change.state,
                "staged": change.staged,
            }
            for change in status.changes
        ],
        "operation": status.operation,
        "edited": list(status.edited),
        "missing": status.missing_path,
        "usage": spent_json(status.spent, status.price),
        "suspects": [reference.line for reference in status.suspects],
        "unquoted": [reference.line for reference in status.unquoted],
        "hints": [{"command": h.command, "why": h.why} for h in list_hints(status)],
    }


def reference_json(reference: Reference) -> dict[str, Any]:
    """An item of the checklist as part of a JSON document."""
    return {
        "line": reference.line,
        "state": _NAMES[reference.box],
        "title": reference.title,
        "target": reference.target,
        "purpose": reference.purpose,
        "stamps": [{"version": s.version, "blob": s.blob} for s in reference.stamps],
    }
