"""Run in one report folder: several iterations, each reported when it is committed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from git_report.checks.uncommitted_checklist import check_ledger, expect_versions_of_ticks
from git_report.cli.commands.iterate_plan import PlannedVersion, plan_json, print_plan
from git_report.cli.output import error_json, progress, say
from git_report.cli.unmatched_options import Unmatched, find_unmatched_codes
from git_report.cli.version_output import find_spending, print_version, version_json
from git_report.cli.writing_options import (
    choose_writer,
    configure,
    expect_model,
    read_review_policy,
)
from git_report.commit.folder_lock import lock_folder
from git_report.commit.push import push
from git_report.draft import DraftInput, Mode, make_request
from git_report.errors import ReportError
from git_report.git.repository import Repository
from git_report.land import NewVersion
from git_report.markdown import parse
from git_report.report.checklist import Reference
from git_report.report.folder import Folder, explain_all_read, read_folder
from git_report.report.length import find_words
from git_report.report.snapshot import Snapshot
from git_report.run import (
    check_ready,
    draft_all,
    iterate,
    list_due,
    read_next,
    revise_by_writer,
)
from git_report.sources import Source
from git_report.sources.archive import EvidenceArchive, list_evidence
from git_report.sources.credential_check import find_in_evidence
from git_report.text import decode
from git_report.writers.draft_lists import ask_to_consolidate
from git_report.writers.effort_steps import plan_steps
from git_report.writers.estimate import estimate_calls
from git_report.writers.handed_in import HandedIn
from git_report.writers.model_writer import ModelWriter
from git_report.writers.price import format_tokens, read_price, usage_json
from git_report.writers.registry import Choice, NoModelError, WriterOptions
from git_report.writers.usage import Spent


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of a run, except for how it makes a version.

    It makes at most `limit` versions (None: one for each reference), and pushes each to `remote`.
    With `consolidate`, a model first merges repeated statements of the report.
    """

    limit: int | None
    consolidate: bool = False
    quiet: bool = False
    verbose: bool = False
    remote: str | None = None


def open_run(
    repository: Repository, path: str, asked: WriterOptions, mode: Mode, how: RunOptions
) -> FolderRun:
    """Open the run of a report folder, with the requested, configured or available writer."""
    snapshot = repository.worktree_snapshot()
    folder = read_folder(snapshot, path)
    for_models = {
        "--rewrite": mode.rewrite,
        "--upgrade": mode.upgrade,
        "--consolidate": how.consolidate,
        "--steer": bool(mode.steer),
    }
    option = next((name for name, wanted in for_models.items() if wanted), "")
    try:
        asked = replace(asked, needs_model=bool(option))
        chosen = choose_writer(repository, snapshot, folder, asked)
        if option:
            expect_model(chosen, option)
    except NoModelError as error:
        if list_due(snapshot, folder, mode):
            raise
        chosen = Choice(HandedIn("none", ""), error.message)  # nothing is left to write
    mode = configure(repository, replace(mode, effort=chosen.effort))
    return FolderRun(repository, folder, chosen, mode, how)


class FolderRun:
    """A run of one call of the command: several iterations, each reported when committed."""

    def __init__(
        self, repository: Repository, folder: Folder, chosen: Choice, mode: Mode, how: RunOptions
    ) -> None:
        self.how = how
        self.repository = repository
        self.folder = folder
        self.chosen = chosen
        self.writer = chosen.writer
        self.mode = mode
        self.review = read_review_policy(repository)
        self.price = read_price(repository.config)
        self.planned: list[PlannedVersion] = []
        self.landed: list[NewVersion] = []
        self.due = len(list_due(repository.worktree_snapshot(), folder, mode))
        self.rounds = self.due if how.limit is None else min(how.limit, self.due)
        self._done = 0
        self._consolidated = False
        self._sources: dict[Reference, Source] = {}

    def begin(self) -> None:
        """Print the writer, and notes for before the run."""
        if self.how.quiet:
            return
        if self.due:
            say(f"writer: {self.writer.name} ({self.chosen.why})")
            if self.chosen.offer:
                say(f"hint: {self.chosen.offer}")
            _warn_detached(self.repository, stage=self.mode.stage)
            _print_included(self.repository, self.folder)

    def go(self) -> None:
        """Iterate until the limit or the end of the checklist.

        Raises Awaited if a version waits for a batch; call it again to continue.
        """
        if not self.due and not self.mode.upgrade:
            expect_versions_of_ticks(self.repository, self.folder)
        if self.mode.dry_run:
            self._draft()
        else:
            while self._done < self.rounds:
                self._step(last=self._done + 1 == self.rounds)
                self._done += 1
        if not self.how.quiet:
            for each in self.unmatched:
                say(f"warning: {each.describe()}")
            if len(self.landed) > 1 and self.spent:
                say(f"tokens of the run: {format_tokens(self.spent.usage, self.price)}")
            self._say_left(self.due - self.read)

    def estimate(self) -> Sequence[DraftInput]:
        """Print what a model will be asked; return the readings to make the versions from."""
        snapshot = self.repository.worktree_snapshot()
        due = list_due(snapshot, self.folder, self.mode)[: self.rounds]
        if due:
            check_ledger(self.repository, snapshot, self.folder, due[0])
        readings = [read_next(snapshot, self.folder, self.mode, due=each) for each in due]
        if isinstance(self.writer, ModelWriter):
            self.planned = list(self._plan(self.writer, snapshot, readings))
            if self.planned and not self.how.quiet:
                print_plan(self.planned, self.price)
        return readings

    @property
    def spent(self) -> Spent:
        """The total cost of the versions of this run."""
        return sum(map(find_spending, self.landed), Spent())

    def _draft(self) -> None:
        """Make a dry run: print what a model will be asked, then have the versions written."""
        readings = self.estimate()
        drafts = draft_all(
            self.repository.worktree_snapshot(),
            self.folder.path,
            self.writer,
            base=self.repository.head(),
            modes=self._modes(),
            sources={reading.reference.line: reading.source for reading in readings},
        )
        for draft in drafts:
            self._print_version(NewVersion(draft, ""))
        self._note_refusal()

    def _note_refusal(self) -> None:
        """Say what would keep the run from making its commit."""
        snapshot = self.repository.worktree_snapshot()
        due = list_due(snapshot, self.folder, self.mode)
        try:
            check_ready(self.repository, snapshot, self.folder, due[0] if due else None)
        except ReportError as error:
            if not self.how.quiet:
                say(f"note: without --dry-run, this run would be refused: {error}")

    def _plan(
        self, writer: ModelWriter, snapshot: Snapshot, readings: Sequence[DraftInput]
    ) -> Iterator[PlannedVersion]:
        """The versions of a run, each estimated with the newest existing version."""
        for number, (reading, mode) in enumerate(
            zip(readings, self._modes(), strict=True), self.folder.newest + 1
        ):
            request = make_request(snapshot, self.folder, reading, mode)
            plan = plan_steps(mode.effort, reviewed=mode.reviewed)
            calls = estimate_calls(writer, replace(request, number=number), plan)
            yield PlannedVersion(number, reading.reference, calls)

    def _modes(self) -> list[Mode]:
        """The mode of each version of the run."""
        return [self._mode(last=number == self.rounds) for number in range(1, self.rounds + 1)]

    def _mode(self, *, last: bool) -> Mode:
        """The mode of a version, with or without reviews."""
        reviewed = self.review == "each" or (self.review == "last" and last)
        return replace(self.mode, reviewed=reviewed)

    def _step(self, *, last: bool) -> None:
        if self.how.consolidate and not self._consolidated:
            self._consolidate()
        self._consolidated = True  # not again, if the version waits for a batch and is repeated
        mode = self._mode(last=last)
        with progress(quiet=self.how.quiet) as tell:
            landed = iterate(
                self.repository, self.folder.path, self.writer, mode, tell, self._notice,
                self._sources,
            )  # fmt: skip
        self._consolidated = False
        if landed is not None:
            self._print_version(landed)
            if self.how.remote is not None:
                self._push(self.how.remote)

    def _consolidate(self) -> None:
        """Have the newest version consolidated if it is repetitive or too long."""
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
        with progress(quiet=self.how.quiet) as tell:
            made = revise_by_writer(
                self.repository, folder.path, self.writer, mode, "Consolidation", tell, self._notice
            )
        self._print_version(made)

    def _notice(self, text: str) -> None:
        if not self.how.quiet:
            say(text)

    def _push(self, remote: str) -> None:
        """Push the version, and the evidence of all versions if the person opted in."""
        opted_in = self.repository.config_flag("report.pushSources")
        blobs = self._list_evidence() if opted_in else []
        with (
            lock_folder(self.repository, self.folder.path, self._notice),
            progress(quiet=self.how.quiet) as tell,
        ):
            grafted = push(self.repository, remote, blobs, tell)
        if not self.how.quiet:
            head = (self.repository.head() or "")[:10]
            on_top = ""
            if grafted:  # git has printed why it did not take the first push
                on_top = f" as {head}, on top of what others pushed, at the second attempt"
            say(f"  pushed to {remote}{on_top}")

    def _list_evidence(self) -> list[str]:
        """The blobs of evidence to push: the texts that were read, except any with a credential."""
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
    def unmatched(self) -> Sequence[Unmatched]:
        """The allowed codes that no version of the run needed."""
        return find_unmatched_codes([each.draft for each in self.landed], self.mode.allowed)

    @property
    def read(self) -> int:
        """The number of references that were read; a consolidation reads none."""
        return sum(not landed.draft.source.is_edit for landed in self.landed)

    def _print_version(self, landed: NewVersion) -> None:
        self.landed.append(landed)
        if self.how.quiet:
            return
        print_version(landed, dry_run=self.mode.dry_run, verbose=self.how.verbose, price=self.price)

    def _say_left(self, left: int) -> None:
        again = " again" if self.mode.upgrade else ""
        if left:
            would = "would be " if self.mode.dry_run else ""
            count = f"{left} reference{'s' if left > 1 else ''}"
            say(f"{'dry run: ' * self.mode.dry_run}{count} {would}left to read{again}")
        elif again:
            say("nothing to upgrade: the extractive writer was not the last to read any reference")
        elif self.mode.dry_run and self.read:
            say("dry run: nothing would be left to read")
        else:
            say(explain_all_read(self.folder, self.read))

    def as_json(self, failure: ReportError | None) -> dict[str, Any]:
        """The run as one JSON document, including the commits before a failure."""
        left = self.due - self.read
        document: dict[str, Any] = {
            "schema": "git-report/iterate/1",
            "folder": self.folder.path,
            "writer": {"name": self.writer.name, "why": self.chosen.why},
            "dry_run": self.mode.dry_run,
            "iterations": [version_json(landed, self.price) for landed in self.landed],
            "usage": usage_json(self.spent.usage, self.price),
            "unmatched": [each.as_json() for each in self.unmatched],
            "left": left,
        }
        if self.planned:
            document["plan"] = plan_json(self.planned, self.price)
        if failure is not None:
            document["error"] = error_json(failure)
        return document


def _warn_detached(repository: Repository, *, stage: bool) -> None:
    head = repository.head()
    if head is not None and repository.branch is None and not stage:
        say(
            f"HEAD is detached at {head[:10]}, so the version is not on any branch; "
            "to keep it, create a branch with 'git switch -c report'"
        )


def _print_included(repository: Repository, folder: Folder) -> None:
    """Print a note if uncommitted edits of the instructions will be part of the commit."""
    path = folder.instructions.path
    head = repository.head()
    committed = repository.commit_snapshot(head) if head else None
    if committed is None or committed.entry(path) is None:
        say(f"'{path}' is not committed yet; it will be part of the commit")
    elif committed.read(path) != folder.instructions.text.encode("utf-8"):
        say(f"uncommitted edits to '{path}' will be part of the commit")
