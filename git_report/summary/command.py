"""``git report summary``: summarise a range of commits for a pull request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import click

from git_report.checks.findings import Finding, Severity
from git_report.checks.folder_change import Scope
from git_report.checks.folder_state import State, read_state
from git_report.checks.former_folders import moved_from
from git_report.checks.retention import check_declared
from git_report.checks.run_checks import check_change
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import result_json
from git_report.cli.reading_options import WholeNumber, takes_json
from git_report.cli.report_folder import find_report_folder, open_repository
from git_report.cli.source_texts import recall_from
from git_report.differ import diff
from git_report.errors import ReportError
from git_report.git.history import touched_paths
from git_report.git.repository import Repository
from git_report.markdown import parse
from git_report.report.checklist import EDITED
from git_report.report.folder import find_folders
from git_report.report.pasting import quote
from git_report.report.readings import Reading
from git_report.report.snapshot import Snapshot
from git_report.report.versions import version_name, version_stem
from git_report.summary.instruction_changes import InstructionsChange, compare_instructions
from git_report.summary.summary import MOST, ReportSummary, render_summary
from git_report.terminal import clean


@click.command(cls=FolderCommand, dir_help="Only this report folder (default: all).")
@click.argument("revisions", metavar="[RANGE]", required=False)
@click.option(
    "--max", "most", type=WholeNumber(2_000), default=MOST, metavar="N",
    help=f"The maximum length in characters (at least 2,000).  [default: {MOST:,}]",
)  # fmt: skip
@takes_json
def command(revisions: str | None, *, most: int, as_json: bool, directory: str | None) -> None:
    """Summarise the changes to reports in a range of commits.

    The text is meant for a pull request; risks come before the sections. RANGE is A..B, A...B
    (since their merge base), or A for A..HEAD. The default is the commits that are not in the
    upstream branch, or the newest commit if there are none. With DIR, only that report is
    summarised.
    """
    repository = open_repository(directory)
    folder = None if directory is None else find_report_folder(repository, directory)
    base, head = _ends(repository, revisions)
    changes = [c for c in _changes(repository, base, head) if folder in (None, c.path)]
    text = render_summary(changes, most)
    if as_json:
        result_json(
            {
                "schema": "git-report/summary/1",
                "base": base or "",
                "head": head,
                "folders": [_as_json(change) for change in changes],
                "text": text,
            }
        )
        return
    click.echo(clean(text), nl=False)


def _ends(repository: Repository, revisions: str | None) -> tuple[str | None, str]:
    """The two commits of a range; the base is None if the head has no parent."""
    if revisions is None:
        head = _commit(repository, "HEAD")
        # A branch that was never pushed has no upstream; then those of the remote's default branch.
        for upstream in ("@{upstream}", "origin/HEAD"):
            done = repository.run("merge-base", upstream, "HEAD")
            base = done.out.decode("ascii", "replace").strip()
            if done.status == 0 and base != head:
                return base, head
        # In a clone of depth 1, the only commit would look like a first version.
        repository.expect_parents(head)
        done = repository.run("rev-parse", "--quiet", "--verify", "HEAD^^{commit}")
        return (done.out.decode("ascii").strip() if done.status == 0 else None), head
    before, dots, after = revisions.partition("...")
    if dots:
        ends = _commit(repository, before or "HEAD"), _commit(repository, after or "HEAD")
        done = repository.run("merge-base", *ends)
        if done.status:
            raise ReportError(
                f"'{before}' and '{after}' share no commit",
                hint=repository.advise_deepening()
                or f"name a range with two dots: 'git report summary {quote(before)}..'",
            )
        return done.out.decode("ascii").strip(), ends[1]
    before, dots, after = revisions.partition("..")
    try:
        return _commit(repository, before or "HEAD"), _commit(repository, after or "HEAD")
    except ReportError as error:
        if dots or repository.is_shallow:
            raise
        raise ReportError(
            f"'{revisions}' is neither a report folder nor a range of commits",
            hint="name a range as main..HEAD; 'git report status --all' lists the report folders",
        ) from error


def _commit(repository: Repository, name: str) -> str:
    return repository.commit_snapshot(name).commit


def _changes(repository: Repository, base: str | None, head: str) -> Iterator[ReportSummary]:
    candidate = repository.commit_snapshot(head)
    before = repository.commit_snapshot(base) if base else None
    touched = touched_paths(repository, base, head)
    found = check_change(
        before, candidate, touched, Scope(contents=1, recall=recall_from(repository))
    )
    was = find_folders(before) if before is not None else ()
    now = find_folders(candidate)
    renamed = _find_renamed(before, candidate, set(was) - set(now), set(now) - set(was))
    # A renamed folder is one report: otherwise all its sections and figures would be listed as
    # lost.
    for path in sorted({*was, *now} - set(renamed.values())):
        prefix = f"{path}/" if path else ""
        if not any(each.startswith(prefix) for each in touched):
            continue
        state = read_state(candidate, path)
        former = renamed.get(path, path)
        prior = read_state(before, former) if before is not None else None
        same = prior is not None and state is not None and prior.versions == state.versions
        # The sort is stable: among errors, and among warnings, the order of the checks is kept.
        ranked = sorted(found, key=lambda f: f.severity is not Severity.ERROR)
        words = [
            _format_finding(finding)
            for finding in ranked
            # `_find_losses` lists each K006, including those that a user allowed and `found` lacks.
            if finding.path.startswith(prefix) and finding.code != "K006"
        ]
        losses = [_format_finding(finding) for finding in _find_losses(state, prior)]
        change = _change(path, state, prior, tuple(words), tuple(losses), same=same)
        if change is None:
            continue
        if former != path:
            yield replace(change, former=former)
        elif not (same and _is_empty(change)):
            yield change


def _find_renamed(
    before: Snapshot | None, after: Snapshot, removed: set[str], added: set[str]
) -> dict[str, str]:
    """The former paths of the folders that a range renamed, by their new paths.

    An added folder is a removed one if it has one of its versions, byte for byte.
    """
    if before is None or not removed:
        return {}
    left = {path: state for path in sorted(removed) if (state := read_state(before, path))}
    found = {}
    for path in sorted(added):
        state = read_state(after, path)
        if state is None:
            continue
        here = set(state.versions.values())
        former = moved_from((s for s in left.values() if here & {*s.versions.values()}), state)
        if former is not None:
            found[path] = former.path
            del left[former.path]
    return found


def _format_finding(finding: Finding) -> str:
    line = f":{finding.line}" if finding.line else ""
    return f"{finding.code} {finding.message} ({finding.path}{line})"


def _is_empty(change: ReportSummary) -> bool:
    """Whether there is nothing to say about a report whose versions are unchanged."""
    return change.instructions == InstructionsChange() and not (change.warnings or change.losses)


def _find_losses(state: State | None, prior: State | None) -> Iterator[Finding]:
    """Yield K006 for each version of the range, whether or not a user allowed it."""
    last = prior.newest if prior is not None else 0
    for number in range(last + 1, state.newest + 1 if state is not None else 0):
        assert state is not None
        before, new = state.version(number - 1), state.version(number)
        if before is not None and new is not None:
            yield from check_declared(state.version_path(number), before, new)


def _change(
    path: str,
    state: State | None,
    prior: State | None,
    warnings: tuple[str, ...],
    losses: tuple[str, ...],
    *,
    same: bool,
) -> ReportSummary | None:
    """The changes of a report; None if it is in neither of the two commits."""
    last = prior.newest if prior is not None else 0
    newest = state.newest if state is not None else 0
    old = prior.version(last) if prior is not None and last else None
    new = state.version(newest) if state is not None and newest else None
    instructions = compare_instructions(
        prior.instructions if prior is not None else None,
        state.instructions if state is not None else None,
    )
    if new is None and old is None and instructions == InstructionsChange():
        return None
    readings = [
        Reading(stamp.version, reference.title, reference.target, is_revision=stamp.blob == EDITED)
        for reference in (state.references if state is not None else ())
        for stamp in reference.claims
        if last < stamp.version <= newest
    ]
    readings.sort(key=lambda each: each.version)
    new_name = version_name(newest) if new is not None else ""
    new = new or parse("")
    return ReportSummary(
        path=path,
        prior_name=version_name(last) if old is not None else "",
        new_name=new_name,
        prior=old,
        new=new,
        delta=diff(old, new) if old is not None and not same else None,
        readings=tuple(readings),
        warnings=warnings,
        losses=losses,
        instructions=instructions,
        same=same,
    )


def _as_json(change: ReportSummary) -> dict[str, object]:
    figures = change.delta.figures.changed if change.delta is not None else ()
    lost = change.delta.figures.lost if change.delta is not None else ()
    instructions = change.instructions
    return {
        "path": change.path,
        "prior": change.prior_name,
        "new": change.new_name,
        "readings": [
            {
                "version": version_stem(r.version),
                "title": r.title,
                "target": r.target,
                "revision": r.is_revision,
            }
            for r in change.readings
        ],
        "figures": [{"prior": f.prior, "new": f.new} for f in figures],
        "lost_figures": [figure.prior for figure in lost],
        "references": {
            verb: [{"title": each.title, "target": each.target} for each in references]
            for verb, references in (
                ("added", instructions.added),
                ("removed", instructions.removed),
                ("skipped", instructions.skipped),
                ("reopened", instructions.reopened),
            )
        },
        "brief_changed": instructions.brief is not None,
        "warnings": [*change.losses, *change.warnings],
    }
