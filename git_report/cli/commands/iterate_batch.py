"""``git report-iterate --batch``: run in several report folders with common message batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from git_report.cli.commands.iterate_run import FolderRun, RunOptions, open_run
from git_report.cli.output import progress, result_json, say, say_error
from git_report.cli.report_folder import open_report_folder, open_report_folders
from git_report.commit.push import find_remote
from git_report.commit.readiness import check_operation
from git_report.draft import Mode
from git_report.errors import ReportError
from git_report.git.repository import Repository
from git_report.text import silent
from git_report.writers.batching import answer_in_batch
from git_report.writers.channel import Awaited, Batches, Question
from git_report.writers.model_writer import ModelWriter
from git_report.writers.price import read_price, usage_json
from git_report.writers.registry import WriterOptions
from git_report.writers.usage import Spent


def _explain_nothing(repository: Repository, jobs: Sequence[_Job], how: RunOptions) -> None:
    check_operation(repository)
    if not how.quiet:
        say(f"nothing left to read (checked {_count(len(jobs), 'report folder')})")


def run_in_batches(
    directory: str | None,
    asked: WriterOptions,
    mode: Mode,
    how: RunOptions,
    *,
    remote: str | None,
    as_json: bool,
) -> None:
    """Run in a folder, by default in all of the repository, until no answer is awaited.

    If a folder fails, the others continue; raises ReportError at the end.
    """
    if directory is None:
        repository, paths = open_report_folders()
    else:
        repository, path = open_report_folder(directory)
        paths = (path,)
    if remote is not None:
        how = replace(how, remote=find_remote(repository, remote))
    jobs = [_Job(path, open_run(repository, path, asked, mode, how)) for path in paths]
    due = [job for job in jobs if job.run.due]
    batches = [_expect_batches(job.run) for job in due]
    if not due:
        _explain_nothing(repository, jobs, how)
    for job in due:
        if len(jobs) > 1 and not how.quiet:
            say(f"report folder: {job.path or '.'}")
        job.run.begin()
        if mode.dry_run:
            job.attempt(job.run.estimate)
    if due and not mode.dry_run:
        _run_rounds(due, batches[0], how)
    if as_json:
        result_json(_as_json(jobs, repository))
    failed = [job.failure for job in jobs if job.failure is not None]
    if len(jobs) == len(failed) == 1:
        raise failed[0]
    for failure in failed:
        say_error(failure)
    if failed:
        raise ReportError(
            f"{len(failed)} of {_count(len(jobs), 'report folder')} failed",
            hint="try again when this is corrected: answers are cached",
        )


@dataclass(slots=True)
class _Job:
    """The run of a folder, with the questions that it waits for and the error that ended it."""

    path: str
    run: FolderRun
    waiting: Sequence[Question] = ()
    failure: ReportError | None = None

    def attempt(self, work: Callable[[], object]) -> None:
        """Do a piece of work, which may end with questions or with an error."""
        self.waiting = ()
        try:
            work()
        except Awaited as awaited:
            self.waiting = awaited.questions
        except ReportError as error:
            self.fail(error)

    def fail(self, error: ReportError) -> None:
        """End the run of this folder with an error."""
        self.waiting = ()
        where = error.where or self.path
        self.failure = ReportError(error.message, hint=error.hints, where=where)

    def expect_answers(self, refused: Mapping[str, ReportError]) -> None:
        """Fail if one of the questions got no answer."""
        for question in self.waiting:
            if question.key in refused:
                self.fail(refused[question.key])
                return


def _run_rounds(jobs: Sequence[_Job], batches: Batches, how: RunOptions) -> None:
    """Make the versions in rounds, each with one batch for the questions of all folders."""
    writers = [job.run.writer for job in jobs if isinstance(job.run.writer, ModelWriter)]
    first = writers[0]
    for writer in writers:
        writer.batches, writer.budget = batches, first.budget
    waiting: Sequence[_Job] = jobs
    while waiting:
        for job in waiting:
            job.attempt(job.run.go)
        waiting = [job for job in waiting if job.waiting]
        if not waiting:
            return
        questions = [question for job in waiting for question in job.waiting]
        with progress(quiet=how.quiet) as tell:
            refused = answer_in_batch(
                batches, first.store, questions, first.budget, silent if how.quiet else say, tell
            )
        for job in waiting:
            job.expect_answers(refused)
        waiting = [job for job in waiting if job.failure is None]


def _expect_batches(run: FolderRun) -> Batches:
    """The message batches of a run's writer; raises ReportError if it has none."""
    writer = run.writer
    batches = writer.channel.batches if isinstance(writer, ModelWriter) else None
    if batches is None:
        raise ReportError(
            f"the writer '{writer.name}' ({run.chosen.why}) does not support message batches",
            hint="run without --batch",
        )
    return batches


def _as_json(jobs: Sequence[_Job], repository: Repository) -> dict[str, Any]:
    """All runs as one JSON document, including the commits before a failure."""
    spent = sum((job.run.spent for job in jobs), Spent())
    return {
        "schema": "git-report/batch/1",
        "folders": [job.run.as_json(job.failure) for job in jobs],
        "usage": usage_json(spent.usage, read_price(repository.config)),
    }


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
