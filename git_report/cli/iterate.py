"""``git report-iterate``: read references and commit new versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import click

from git_report.checks.ledger import check_ledger
from git_report.cli.landed import find_spending, tell_version, version_json
from git_report.cli.options import JSON, gathered
from git_report.cli.output import error_json, progress, result_json, say
from git_report.cli.place import open_place
from git_report.cli.planned import PlannedVersion, plan_json, tell_plan
from git_report.cli.writing import (
    ADD_REFERENCES,
    ALLOW,
    ANYWAY,
    DRY_RUN,
    EFFORT,
    NO_VERIFY,
    OFFLINE,
    QUIET,
    SECRETS,
    STAGE,
    choose_writer,
    configure,
    read_review_policy,
)
from git_report.commit.folder_lock import lock_folder
from git_report.commit.push import find_remote, push
from git_report.draft import DraftInput, Mode, make_request
from git_report.errors import ReportError, UsageError
from git_report.git.repository import Repository
from git_report.land import NewVersion
from git_report.markdown import parse
from git_report.report.effort import find_words
from git_report.report.folder import Folder, read_folder, tell_all_read
from git_report.report.snapshot import Snapshot
from git_report.run import draft_all, iterate, list_due, read_next, revise_by_writer
from git_report.sources.archive import EvidenceArchive, list_evidence
from git_report.sources.secrets import find_in_evidence
from git_report.text import decode
from git_report.writers.dialogue import Dialogue
from git_report.writers.estimate import estimate_calls
from git_report.writers.lists import ask_to_consolidate
from git_report.writers.price import read_price, tell_tokens, usage_json
from git_report.writers.protocol import Writer, WriterKind
from git_report.writers.registry import BUILT_IN, Wish
from git_report.writers.steps import find_way
from git_report.writers.usage import Spent


@click.command()
@click.argument("directory", metavar="[DIR]", required=False)
@click.option("--count", type=click.IntRange(min=1), metavar="N", help="Read N references.")
@click.option("--all", "everything", is_flag=True, help="Read all remaining references.")
@DRY_RUN
@STAGE
@click.option(
    "-m",
    "--message",
    "steer",
    default="",
    metavar="TEXT",
    help="Extra instructions for the writer.",
)
@click.option(
    "--writer",
    metavar="NAME",
    help=f"The writer to use: {', '.join(BUILT_IN)}, or an installed one.",
)
@click.option("--model", metavar="NAME", help="The model to use.")
@EFFORT
@click.option("--rewrite", is_flag=True, help="Rewrite the whole report.")
@click.option("--reread", is_flag=True, help="Have a model reread what the extractive writer read.")
@click.option(
    "--consolidate",
    is_flag=True,
    help="First have a model merge what the report says more than once.",
)
@click.option("--fresh", is_flag=True, help="Ask the model again, even if its answer is cached.")
@OFFLINE
@ANYWAY
@ADD_REFERENCES
@SECRETS
@ALLOW
@click.option(
    "--push",
    "remote",
    is_flag=False,
    flag_value="",
    metavar="[REMOTE]",
    help="Push each version to the branch's remote, or to REMOTE.",
)
@NO_VERIFY
@JSON
@QUIET
@click.option("-v", "--verbose", is_flag=True, help="Show what changed in each version.")
@gathered(wish=Wish, mode=Mode)
def command(
    directory: str | None,
    *,
    count: int | None,
    everything: bool,
    consolidate: bool,
    remote: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    wish: Wish,
    mode: Mode,
) -> None:
    """Read the next reference and commit a new version.

    Each reference becomes one version and one commit of three files: the version, diff.md, and
    the instructions with the reference ticked. DIR is a report folder; by default the one that
    contains the current directory, else the only one in the repository. With --dry-run a model is
    asked as well; what it will be sent is estimated first.
    """
    if everything and count is not None:
        raise UsageError("--all and --count cannot be combined")
    limit = None if everything else (count or 1)
    if mode.stage and limit != 1:
        raise UsageError("--stage makes one version", hint="omit --all and --count")
    if remote is not None and (mode.stage or mode.dry_run):
        raise UsageError("--push needs a commit", hint="omit --stage and --dry-run")
    repository, path = open_place(directory)
    remote = None if remote is None else find_remote(repository, remote)
    snapshot = repository.worktree_snapshot()
    folder = read_folder(snapshot, path)
    chosen = choose_writer(repository, snapshot, folder, wish)
    _check_writer(chosen.writer, {"--rewrite": mode.rewrite, "--consolidate": consolidate})
    mode = configure(repository, replace(mode, effort=chosen.effort))
    writer, why = chosen.writer, chosen.why
    if mode.reread and writer.kind is not WriterKind.MODEL:
        raise ReportError(
            f"--reread needs a model, and the writer is '{writer.name}' ({why})",
            hint=chosen.offer or "name a model with --model, or configure 'report.command'",
        )
    run = _Run(
        repository, folder, writer, mode,
        consolidate=consolidate, remote=remote, quiet=quiet or as_json, verbose=verbose,
    )  # fmt: skip
    if not run.quiet:
        say(f"writer: {writer.name} ({why})")
        if chosen.offer:
            say(f"hint: {chosen.offer}")
        if run.due:
            _tell_detached(repository, stage=mode.stage)
            _tell_riding(repository, folder)
    failure: ReportError | None = None
    try:
        run.go(limit)
    except ReportError as error:
        failure = error
    if as_json:
        result_json(run.as_json(why, failure))
    if failure is not None:
        raise failure


def _check_writer(writer: Writer, asked: Mapping[str, bool]) -> None:
    """UsageError where an option is asked for that only a model can follow."""
    option = next((name for name, wanted in asked.items() if wanted), "")
    if option and writer.kind is not WriterKind.MODEL:
        raise UsageError(
            f"{option}: the writer '{writer.name}' cannot rewrite a report",
            hint="configure a model, or name one with '--writer anthropic'",
        )


def _tell_detached(repository: Repository, *, stage: bool) -> None:
    head = repository.head()
    if head is not None and repository.branch is None and not stage:
        say(
            f"HEAD is detached at {head[:10]}: the version is not on a branch; "
            "keep it on a new one with 'git switch -c report'"
        )


class _Run:
    """One call of the command: some iterations in a row, each reported when it is committed."""

    def __init__(
        self,
        repository: Repository,
        folder: Folder,
        writer: Writer,
        mode: Mode,
        *,
        consolidate: bool,
        remote: str | None,
        quiet: bool,
        verbose: bool,
    ) -> None:
        self.consolidate = consolidate
        self.remote = remote
        self.repository = repository
        self.folder = folder
        self.writer = writer
        self.mode = mode
        self.quiet = quiet
        self.verbose = verbose
        self.review = read_review_policy(repository)
        self.price = read_price(repository.config)
        self.planned: list[PlannedVersion] = []
        self.landed: list[NewVersion] = []
        self.due = len(list_due(repository.worktree_snapshot(), folder, mode))

    def go(self, limit: int | None) -> None:
        """Iterate until the limit or the end of the checklist."""
        left = self.due
        if not left and not self.mode.reread:
            tell_all_read(self.folder)  # it may be an error, which --quiet must not hide
        rounds = left if limit is None else min(limit, left)
        if self.mode.dry_run:
            self._draft(rounds)
        else:
            for number in range(1, rounds + 1):
                self._step(last=number == rounds)
        if not self.quiet:
            if len(self.landed) > 1 and self.spent:
                say(f"tokens of the run: {tell_tokens(self.spent.usage, self.price)}")
            self._say_left(left - self.read)

    @property
    def spent(self) -> Spent:
        """What the versions of this run cost together."""
        return sum(map(find_spending, self.landed), Spent())

    def _draft(self, rounds: int) -> None:
        """A dry run: show what a model will be asked, then have the versions written."""
        snapshot = self.repository.worktree_snapshot()
        modes = [self._mode(last=number == rounds) for number in range(1, rounds + 1)]
        due = list_due(snapshot, self.folder, self.mode)[:rounds]
        if due:
            check_ledger(self.repository, snapshot, self.folder, due[0])
        readings = [read_next(snapshot, self.folder, self.mode, due=each) for each in due]
        if isinstance(self.writer, Dialogue):
            self.planned = list(self._plan(self.writer, snapshot, readings, modes))
            if self.planned and not self.quiet:
                tell_plan(self.planned, self.price)
        drafts = draft_all(
            snapshot,
            self.folder.path,
            self.writer,
            base=self.repository.head(),
            modes=modes,
            sources={reading.reference.line: reading.source for reading in readings},
        )
        for draft in drafts:
            self._tell(NewVersion(draft, ""))

    def _plan(
        self,
        writer: Dialogue,
        snapshot: Snapshot,
        readings: Sequence[DraftInput],
        modes: Sequence[Mode],
    ) -> Iterator[PlannedVersion]:
        """The versions of a run, each estimated with the newest one there is."""
        for number, (reading, mode) in enumerate(
            zip(readings, modes, strict=True), self.folder.newest + 1
        ):
            request = make_request(snapshot, self.folder, reading, mode)
            way = find_way(mode.effort, reviewed=mode.reviewed)
            calls = estimate_calls(writer, replace(request, number=number), way)
            yield PlannedVersion(number, reading.reference, calls)

    def _mode(self, *, last: bool) -> Mode:
        """How a version is made: with its reviews or without."""
        reviewed = self.review == "each" or (self.review == "last" and last)
        return replace(self.mode, reviewed=reviewed)

    def _step(self, *, last: bool) -> None:
        if self.consolidate:
            self._consolidate()
        mode = self._mode(last=last)
        with progress(quiet=self.quiet) as tell:
            landed = iterate(
                self.repository, self.folder.path, self.writer, mode, tell, self._notice
            )
        if landed is not None:
            self._tell(landed)
            if self.remote is not None:
                self._push(self.remote)

    def _consolidate(self) -> None:
        """Have the newest version consolidated where it says things too often or is too long."""
        folder = read_folder(self.repository.worktree_snapshot(), self.folder.path)
        if not folder.newest:
            return
        path = folder.version_path(folder.newest)
        text = decode(self.repository.worktree_snapshot().read(path), path)
        words = self.mode.words or find_words(folder.instructions.brief)
        ask = ask_to_consolidate(parse(text), words)
        if not ask:
            return
        mode = replace(self.mode, ask=ask, reviewed=False)
        with progress(quiet=self.quiet) as tell:
            made = revise_by_writer(
                self.repository, folder.path, self.writer, mode, "Consolidation", tell, self._notice
            )
        self._tell(made)

    def _notice(self, text: str) -> None:
        if not self.quiet:
            say(text)

    def _push(self, remote: str) -> None:
        """Push the version; and what was read for all of them, if the person opted in."""
        opted_in = self.repository.config_flag("report.pushSources")
        blobs = self._list_evidence() if opted_in else []
        with (
            lock_folder(self.repository, self.folder.path, self._notice),
            progress(quiet=self.quiet) as tell,
        ):
            grafted = push(self.repository, remote, blobs, tell)
        if not self.quiet:
            head = (self.repository.head() or "")[:10]
            on_top = f" as {head}, on top of what others pushed" if grafted else ""
            say(f"  pushed to {remote}{on_top}")

    def _list_evidence(self) -> list[str]:
        """The evidence to push: what was read, except texts with a credential."""
        folder = read_folder(self.repository.worktree_snapshot(), self.folder.path)
        archive = EvidenceArchive(self.repository)
        blobs: list[str] = []
        for blob in list_evidence(self.repository, folder.instructions.references):
            evidence = None if self.mode.allow_secrets else archive.read(blob)
            kind = find_in_evidence(evidence) if evidence is not None else ""
            if not kind:
                blobs.append(blob)
            else:
                say(f"warning: the source {blob[:12]} is not pushed: it seems to contain {kind}")
        return blobs

    @property
    def read(self) -> int:
        """How many references were read; a consolidation reads none."""
        return sum(not landed.draft.source.is_edit for landed in self.landed)

    def _tell(self, landed: NewVersion) -> None:
        self.landed.append(landed)
        if self.quiet:
            return
        tell_version(landed, dry_run=self.mode.dry_run, verbose=self.verbose, price=self.price)

    def _say_left(self, left: int) -> None:
        again = " again" if self.mode.reread else ""
        if left:
            say(f"{left} reference{'s' if left > 1 else ''} left to read{again}")
        elif again:
            say("nothing to reread: the extractive writer was not the last to read any reference")
        else:
            say(tell_all_read(self.folder, self.read))

    def as_json(self, why: str, failure: ReportError | None) -> dict[str, Any]:
        """The run as one document, with what was committed before a failure."""
        left = self.due - self.read
        document: dict[str, Any] = {
            "schema": "git-report/iterate/1",
            "folder": self.folder.path,
            "writer": {"name": self.writer.name, "why": why},
            "dry_run": self.mode.dry_run,
            "iterations": [version_json(landed, self.price) for landed in self.landed],
            "usage": usage_json(self.spent.usage, self.price),
            "left": left,
        }
        if self.planned:
            document["plan"] = plan_json(self.planned, self.price)
        if failure is not None:
            document["error"] = error_json(failure)
        return document


def _tell_riding(repository: Repository, folder: Folder) -> None:
    """Say so where uncommitted edits of the instructions will be part of the commit."""
    path = folder.instructions.path
    head = repository.head()
    committed = repository.commit_snapshot(head) if head else None
    if committed is None or committed.entry(path) is None:
        say(f"'{path}' is not committed yet; it will be part of the commit")
    elif committed.read(path) != folder.instructions.text.encode("utf-8"):
        say(f"uncommitted edits of '{path}' will be part of the commit")
