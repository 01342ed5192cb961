"""``git report revise``: make a version of a person's edit, with its own item and record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

import click

from git_report.cli.commands.revise_patch import (
    describe_patched,
    patch_json,
    patch_version,
    read_given,
)
from git_report.cli.editor import edit_text, has_terminal
from git_report.cli.folder_command import FolderCommand
from git_report.cli.given_options import expect_no_other, list_given, repeat_given
from git_report.cli.output import progress, result, result_json, say
from git_report.cli.reading_options import takes_reason
from git_report.cli.report_folder import open_report_folder
from git_report.cli.unpushed_edits import find_committed
from git_report.cli.version_output import print_version, version_json
from git_report.cli.writing_options import EFFORT, FRESH, choose_writer, configure, expect_model
from git_report.cli.written_version import (
    CommitOptions,
    commit_written_version,
    takes_commit_options,
)
from git_report.commit.commit import commit, preflight
from git_report.commit.plan import Plan
from git_report.commit.refused_drafts import keep_draft
from git_report.commit.rewind import Rewind, rewind
from git_report.commit.rewriting import merge_texts
from git_report.committed_edits import (
    CommittedEdits,
    EditedVersion,
    compose,
    derive_diff,
    find_edits,
    keep_notice,
    take_out,
    unify_lines,
)
from git_report.differ import Change, SectionChange, diff
from git_report.edits.application import body_of
from git_report.errors import ReportError, UsageError
from git_report.git.repository import Repository
from git_report.markdown import Document, parse
from git_report.markdown.anchors import plain_title
from git_report.report.folder import Folder, join, read_folder
from git_report.report.forges import quiet_line
from git_report.report.links import find_link
from git_report.report.pasting import paste_folder, paste_path, paste_restoring
from git_report.report.snapshot import Overlay, Snapshot, read_if_there
from git_report.report.versions import DIFF_NAME, version_name, version_number
from git_report.run import check_ready, read_revision, revise_by_writer, working
from git_report.text import decode, flatten, shorten
from git_report.writers.handed_in import HandedIn
from git_report.writers.protocol import WriterKind
from git_report.writers.registry import WriterOptions

# Characters of a section's title, because it is in the subject of the commit.
_TITLE = 60
# Options of the model, which makes no other revision.
_OF_ASK = ("model", "effort", "fresh")
_VERBS = {Change.ADDED: "Add", Change.REMOVED: "Remove", Change.RENAMED: "Rename"}


@dataclass(frozen=True, slots=True)
class _Correction:
    """A person's changes in a folder: edited versions, or a file for the next version.

    `disk` is the work tree; `snapshot` is the work tree with the versions as they were committed
    and without the next one.
    """

    edits: tuple[EditedVersion, ...]
    committed: CommittedEdits
    written: str | None
    disk: Snapshot
    snapshot: Snapshot

    @property
    def restored(self) -> Mapping[str, bytes]:
        """The original texts of the edited versions, by path."""
        return {edit.path: edit.was for edit in self.edits}

    @property
    def edited(self) -> Sequence[str]:
        """The paths of the versions with an edited text."""
        return [edit.path for edit in self.edits if edit.now not in (None, edit.was)]


def _expect_words(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """The TEXT of --ask; raises UsageError if it is empty, which would count as not given."""
    if value is not None and not value.strip():
        raise UsageError(
            "--ask needs a text", hint='say what to revise: --ask "cut to 6,000 words"'
        )
    return value


@click.command(cls=FolderCommand)
@takes_reason("What you corrected, and why; stored in the checklist and the commit.")
@click.option("--restore", is_flag=True, help="Only restore edited and deleted versions.")
@click.option(
    "--patch",
    metavar="FILE",
    help="Apply a unified diff against any version; '-' reads standard input.",
)
@click.option(
    "--ask",
    metavar="TEXT",
    callback=_expect_words,
    help="Have a model make this revision instead.",
)
@click.option("--model", metavar="NAME", help="The model to ask.")
@EFFORT
@FRESH
@takes_commit_options
def command(
    directory: str | None,
    *,
    why: str,
    restore: bool,
    patch: str | None,
    model: str | None,
    fresh: bool,
    options: CommitOptions,
) -> None:
    """Make the next version from your own edit of the report.

    Uses your edit of a version, or the new version file (such as report-08.md) that you wrote into
    the folder; without either, opens git's editor on a copy of the newest version. The version that
    you edited is restored in the work tree, in the index, and in unpushed commits, which are
    rewritten without the edit. The correction gets its own ticked item in the checklist.

    Without -m, the command asks for the reason on a terminal; elsewhere, the item and the commit
    name the sections that changed.

    With --patch, applies a reviewer's patch to the newest version. The patch is the output of "git
    diff" or "gh pr diff", or an e-mail created by "git format-patch"; it can be against any
    version. Hunks that no longer apply are listed and saved to a file. If the patch is an e-mail
    and -m is not given, the subject of the e-mail is used as the reason.

    With --ask, the configured model makes the revision that TEXT describes, such as "cut to 6,000
    words". The result must pass the same checks as any other version.
    """
    modes = {"--ask": bool(options.mode.ask), "--patch": patch is not None, "--restore": restore}
    given = [option for option, is_given in modes.items() if is_given]
    if len(given) > 1:
        raise UsageError(f"{given[0]} and {given[1]} cannot be combined", hint="omit one of them")
    if restore:
        expect_no_other("restore", "dry_run", "no_verify", "quiet", "as_json", "form")
    lone = next((o.opts[0] for o, _ in list_given() if o.name in _OF_ASK), "")
    if lone and not options.mode.ask:
        raise UsageError(
            f"{lone} needs --ask", hint=f"say what to revise with --ask TEXT, or omit {lone}"
        )
    repository, path = open_report_folder(directory)
    if options.mode.ask:
        _ask(repository, path, why, model or "", options, fresh=fresh)
        return
    if patch is not None:
        _revise_by_patch(repository, path, patch, why, options)
        return
    with working(repository, path, say):
        found = _find_correction(repository, path)
        if restore:
            _restore(repository, path, found, options)
            return
        folder = read_folder(found.snapshot, path)
        if not folder.newest:
            raise ReportError(
                "there is no version to revise yet", hint="make one with 'git report-iterate'"
            )
        _check_unstamped(folder, found)
        newest = folder.version_path(folder.newest)
        body = body_of(parse(decode(found.snapshot.read(newest), newest)))
        text = _read_text(repository, folder, found, body)
        if not text.strip():
            command = paste_restoring(path)
            back = f"to restore the version, run '{command}'" if found.edits else ""
            raise ReportError(
                "the text is empty; nothing was changed",
                hint=("write a text, then try again", back),
            )
        if unify_lines(body_of(parse(text))).strip() == unify_lines(body).strip():
            if found.edits and not found.written:
                if any(edit.now is not None for edit in found.edits):
                    say("no version was made: the edit does not change the text of the report")
                _restore(repository, path, found, options)
                return
            raise ReportError(
                f"'{found.written}' has the text of '{newest}'"
                if found.written
                else f"no changes made to '{newest}'",
                hint=f"edit '{found.written or newest}', then try again",
            )
        _land(repository, folder, found, why, text, options)


def _check_unstamped(folder: Folder, found: _Correction) -> None:
    """ReportError for a new version that a run made with --stage: it is no revision."""
    following = folder.newest + 1
    references = folder.instructions.references
    if found.written and any(s.version == following for r in references for s in r.claims):
        raise ReportError(
            f"'{found.written}' was made by a run and is not committed",
            hint=f"commit it with 'git add {paste_folder(folder.path)} && git commit', then try "
            "again",
        )


def _ask(
    repository: Repository, path: str, why: str, model: str, options: CommitOptions, *, fresh: bool
) -> None:
    """Have a model make a revision."""
    ask = options.mode.ask
    if options.drops:
        raise UsageError(
            "--ask and --removed cannot be combined",
            hint="omit --removed: the model declares what it removes",
        )
    found, folder = _expect_unedited(repository, path)
    asked = WriterOptions(model=model, effort=options.mode.effort, fresh=fresh, needs_model=True)
    chosen = choose_writer(repository, found.snapshot, folder, asked)
    expect_model(chosen, "--ask")
    mode = configure(repository, replace(options.mode, effort=chosen.effort))
    quiet = options.quiet or options.as_json
    with progress(quiet=quiet) as tell:
        made = revise_by_writer(repository, path, chosen.writer, mode, why or ask, tell)
    if options.as_json:
        result_json({"schema": "git-report/version/1", **version_json(made)})
    elif not quiet:
        print_version(made, dry_run=mode.dry_run, verbose=False)


def _revise_by_patch(
    repository: Repository, path: str, file: str, why: str, options: CommitOptions
) -> None:
    """Apply a patch to the newest version and make the result the next one."""
    with working(repository, path, say):
        found, folder = _expect_unedited(repository, path)
        newest = folder.version_path(folder.newest)
        patch = read_given(repository, file)
        patched = patch_version(folder, decode(found.snapshot.read(newest), newest), patch)
        if patched.is_present:
            raise ReportError(
                f"the changes of the patch are already in '{newest}'; nothing was changed",
                hint="nothing to do",
            )
        extra: dict[str, object] = {"patch": patch_json(patched)}
        if patched.refused:
            name = f"{version_name(folder.newest)}.rejected.patch"
            kept = keep_draft(repository, name, patched.rejected.encode("utf-8"))
            extra["rejected"] = str(kept)
        if not options.as_json:
            for line in describe_patched(patched, folder):
                say(line)
            if patched.refused:
                say(f"the hunks that were not applied are kept in '{kept}'")
        if not patched.placed:
            raise ReportError(
                f"no hunk of the patch can be applied to '{newest}'; nothing was changed",
                hint=f"edit '{newest}' by hand, then run 'git report revise {paste_folder(path)}'",
            )
        why = why or patched.subject
        _land(repository, folder, found, why, patched.text, options, extra)


def _expect_unedited(repository: Repository, path: str) -> tuple[_Correction, Folder]:
    """A folder and its unedited state; raises ReportError if it has an edit or no version."""
    found = _find_correction(repository, path)
    if found.edits or found.written:
        edited = found.written or found.edits[0].path
        raise ReportError(
            f"'{edited}' has an edit of your own",
            hint=f"turn it into a version first: 'git report revise {paste_folder(path)}'",
        )
    folder = read_folder(found.snapshot, path)
    if not folder.newest:
        raise ReportError(
            "there is no version to revise yet", hint="make one with 'git report-iterate'"
        )
    return found, folder


def _find_correction(repository: Repository, path: str) -> _Correction:
    committed = find_committed(repository, path)
    edits = find_edits(repository, path, committed)
    disk = repository.worktree_snapshot()
    snapshot: Snapshot = Overlay(disk, {edit.path: edit.was for edit in edits})
    head = repository.head()
    base = None if head is None else repository.commit_snapshot(head)
    numbers = [number for name in snapshot.entries(path) if (number := version_number(name))]
    newest = join(path, version_name(max(numbers))) if numbers else ""
    restored = {edit.path for edit in edits}
    written = None
    if newest and newest not in restored and (base is None or base.entry(newest) is None):
        written = newest
        snapshot = Overlay(snapshot, {written: None})
    return _Correction(edits, committed, written, disk, snapshot)


def _read_text(repository: Repository, folder: Folder, found: _Correction, body: str) -> str:
    """The text of the next version: the one written or edited, else from the editor."""
    if found.written:
        body = decode(found.disk.read(found.written), found.written)
    elif not found.edits:
        if not has_terminal():
            newest = folder.version_path(folder.newest)
            raise ReportError(
                "no version was edited, and there is no terminal to open an editor in",
                hint=f"edit '{newest}', then try again: the edit becomes "
                f"'{version_name(folder.newest + 1)}', and '{version_name(folder.newest)}' is "
                "restored to its committed text",
            )
        return edit_text(repository, version_name(folder.newest + 1), body)
    return compose(body, found.edits, partial(merge_texts, repository), folder)


def _land(
    repository: Repository,
    folder: Folder,
    found: _Correction,
    why: str,
    text: str,
    options: CommitOptions,
    extra: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Make the version."""
    mode = configure(repository, options.mode)
    own = frozenset({found.written, folder.diff_path} if found.written else ())
    taking = own | ({folder.diff_path, *found.restored} if found.edits else frozenset())
    check_ready(repository, found.snapshot, folder, None, taking)
    onto = None
    if found.committed.edited and not mode.dry_run:
        if mode.stage:
            raise UsageError(
                "--stage cannot be used: the edit is already in a commit",
                hint=f"run 'git report revise{repeat_given('stage')}'",
            )
        onto = _rewrite_head(repository, folder.path, found)
    newest = folder.version_path(folder.newest)
    prior = body_of(parse(decode(found.snapshot.read(newest), newest)))
    title = describe_revision(parse(prior), parse(body_of(parse(text))))
    if not why and not (mode.dry_run or options.quiet or options.as_json) and has_terminal():
        why = _ask_why(title)
    reading = replace(read_revision(folder, why, taking, title), restored=found.restored, onto=onto)
    notice = keep_notice(found.snapshot, folder, body_of(parse(text)))
    writer = HandedIn("person", text, drops=options.drops, notice=notice, kind=WriterKind.PERSON)
    before = repository.head() or ""
    commit_written_version(
        repository, found.snapshot, found.disk, folder, reading, writer, mode, options,
        again=f"git report revise{repeat_given()}", edited=found.edited,
        restored=tuple(found.restored), extra=extra,
    )  # fmt: skip
    if not mode.dry_run and not options.quiet and not options.as_json:
        _print_restored(found.restored, before if onto else "")


def _ask_why(title: str) -> str:
    """Ask what was corrected; empty if the person accepts the description of the change."""
    reply = click.prompt("What did you correct?", default=title, err=True)
    return "" if reply == title else str(reply)


def _rewrite_head(repository: Repository, path: str, found: _Correction) -> str:
    """Rewrite HEAD without the edits; raises ReportError if that does not restore the versions."""
    made = take_out(repository, path, found.committed)
    tip = repository.commit_snapshot(made)
    for edit in found.edits:
        entry = tip.entry(edit.path)
        if edit.path in found.committed.edited and (
            entry is None or repository.objects.read(entry.oid, "blob") != edit.was
        ):
            raise ReportError(
                f"the edit of '{edit.path}' cannot be taken out of the unpushed commits, because "
                + ("they also delete it" if entry is None else "they would not restore its text")
                + "; nothing was changed",
                hint=f"list its commits with 'git log --oneline -- {paste_path(edit.path)}', and "
                "change them with 'git rebase -i'",
            )
    return made


def _restore(repository: Repository, path: str, found: _Correction, options: CommitOptions) -> None:
    """Restore the edited versions without making a new one; the edits are saved to files."""
    if not found.edits:
        raise ReportError(
            "nothing to restore: no version was edited or deleted",
            hint="run 'git report status'",
        )
    diff = join(path, DIFF_NAME)
    paths = [*found.restored, diff]
    preflight(repository, paths, riding=frozenset(paths))
    head = repository.head()
    assert head is not None
    made = ""
    if not options.mode.dry_run:
        for edit in found.edits:
            if edit.now is not None and edit.now != edit.was:
                kept = keep_draft(repository, edit.path.rpartition("/")[2], edit.now)
                say(f"your edit of '{edit.path}' was saved to '{kept}'")
        made = _commit_restored(repository, path, found, head, verify=not options.mode.no_verify)
    if options.as_json:
        result_json({
            "schema": "git-report/restored/1",
            "restored": list(found.restored),
            "commit": made,
            "dry_run": options.mode.dry_run,
        })  # fmt: skip
    elif not options.quiet:
        for restored in found.restored:
            result(f"{restored} [{made[:10] or 'dry run'}] restored")
        if found.committed.edited and made:
            _print_restored((), head)


def _commit_restored(
    repository: Repository, path: str, found: _Correction, head: str, *, verify: bool
) -> str:
    """Move HEAD if the edits are only in unpushed commits, else make a commit."""
    parent = _rewrite_head(repository, path, found) if found.committed.edited else head
    tip = repository.commit_snapshot(parent)
    restored, diff = found.restored, join(path, DIFF_NAME)
    tracked = {p: tip.read(p) for p in (*restored, diff) if tip.entry(p) is not None}
    published = {p: data for p, data in restored.items() if tracked.get(p) != data}
    expected = {p: read_if_there(found.disk, p) for p in tracked}
    if not published:
        plan = Rewind(
            head, parent, tracked, expected, riding=frozenset(tracked),
            reason=f"report revise: restoring {', '.join(map(quiet_line, restored))}",
        )  # fmt: skip
        rewind(repository, plan)
        return parent
    names = ", ".join(quiet_line(p.rpartition("/")[2]) for p in published)
    text = derive_diff(Overlay(tip, published), path)
    changes = {**tracked, **published, **({diff: text} if text else {})}
    plan_ = Plan(
        base=head,
        changes=changes,
        expected={p: read_if_there(found.disk, p) for p in changes},
        riding=frozenset(changes),
        message=f"Restore {names} as committed\n\nA committed version is never edited.\n",
        onto=parent if parent != head else None,
    )
    return commit(repository, plan_, verify=verify)


def _print_restored(restored: Sequence[str] | Mapping[str, bytes], before: str) -> None:
    for path in restored:
        say(f"restored '{path}'")
    if before:
        was = before[:10]
        say(f"the commits that changed it were rewritten; 'git log {was}' still shows them")


def describe_revision(prior: Document, new: Document) -> str:
    """Describe a revision by its sections: "Revise 'Costs' and 2 more sections".

    The named section is the one with the most changed words. A title with a URL is omitted, because
    an item with a link would be a reference.
    """
    sections = diff(prior, new).sections
    if not sections:
        return "Revision"
    first = max(sections, key=lambda each: each.words.added + each.words.removed)
    kinds = {change for section in sections for change in section.change}
    verb = _VERBS.get(kinds.pop(), "Revise") if len(kinds) == 1 else "Revise"
    more = len(sections) - 1
    rest = f" and {more} more section{'s' if more > 1 else ''}" if more else ""
    title = f"{verb} {_name_section(first)}{rest}"
    if find_link(title) is not None:
        return f"{verb} {len(sections)} section{'s' if more else ''}"
    return title


def _name_section(section: SectionChange) -> str:
    side = section.new or section.prior
    title = flatten(plain_title(side.path[-1])) if side is not None and side.path else ""
    return f"'{shorten(title, _TITLE)}'" if title else "the text before the first heading"
