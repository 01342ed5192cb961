"""``git report-iterate``: read references and commit new versions."""

from __future__ import annotations

from dataclasses import replace

import click

from git_report.cli.commands.iterate_run import RunOptions, open_run
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import result_json
from git_report.cli.reading_options import WholeNumber, gathered, takes_json
from git_report.cli.report_folder import open_report_folder
from git_report.cli.writing_options import (
    ADD_REFERENCES,
    ALLOW,
    ANYWAY,
    DRY_RUN,
    EFFORT,
    FRESH,
    NO_VERIFY,
    OFFLINE,
    QUIET,
    SECRETS,
    STAGE,
    STEER,
)
from git_report.commit.push import find_remote
from git_report.draft import Mode
from git_report.errors import ReportError, UsageError
from git_report.writers.registry import BUILT_IN, WriterOptions


@click.command(cls=FolderCommand)
@click.option(
    "--count",
    type=WholeNumber(1),
    metavar="N",
    help="Read N references (default: 1).",
)
@click.option("--all", "everything", is_flag=True, help="Read all remaining references.")
@DRY_RUN
@STAGE
@STEER
@click.option(
    "--writer",
    metavar="NAME",
    help=f"The writer to use: {', '.join(BUILT_IN)}, or the name of a writer that another package "
    "provides.",
)
@click.option("--model", metavar="NAME", help="The model to use.")
@EFFORT
@click.option("--rewrite", is_flag=True, help="Rewrite the whole report.")
@click.option(
    "--upgrade",
    is_flag=True,
    help="Have a model reread the references that the extractive writer read.",
)
@click.option(
    "--consolidate",
    is_flag=True,
    help="First have a model merge duplicate content in the report.",
)
@click.option(
    "--batch",
    is_flag=True,
    help="Send requests to the model as message batches, for DIR or for all report folders.",
)
@FRESH
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
@takes_json
@QUIET
@click.option("-v", "--verbose", is_flag=True, help="Show what changed in each version.")
@click.version_option(
    package_name="git-report-iterate",
    message="git-report-iterate %(version)s",
    help="Show the version of the program.",
)
@gathered(asked=WriterOptions, mode=Mode)
def command(
    directory: str | None,
    *,
    count: int | None,
    everything: bool,
    consolidate: bool,
    batch: bool,
    remote: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    asked: WriterOptions,
    mode: Mode,
) -> None:
    """Read the next reference and commit a new version.

    For each reference, one version is written and one commit is made, with three files: the
    version, diff.md, and instructions.md, in which the reference is ticked. DIR is a report folder;
    the default is the one that contains the current directory, else the only one in the repository.
    The model is called even with --dry-run; before that, an estimate of the tokens sent to it is
    printed.

    With --batch, the pending requests of all report folders are sent together as one message
    batch, which is cheaper and may take a day; --dry-run then only prints the estimate. If a run is
    interrupted, run the command again: it waits for the batch that was already sent.
    """
    if everything and count is not None:
        raise UsageError("--all and --count cannot be combined", hint="omit one of them")
    limit = None if everything else (count or 1)
    if mode.stage and limit != 1:
        raise UsageError("--stage makes only one version", hint="omit --all and --count")
    if remote is not None and (mode.stage or mode.dry_run):
        raise UsageError("--push needs a commit", hint="omit --stage and --dry-run")
    if batch and (mode.stage or asked.fresh):
        option = "--stage" if mode.stage else "--fresh"
        raise UsageError(f"--batch and {option} cannot be combined", hint="omit one of them")
    how = RunOptions(limit, consolidate, quiet or as_json, verbose)
    if batch:
        from git_report.cli.commands.iterate_batch import run_in_batches

        run_in_batches(directory, asked, mode, how, remote=remote, as_json=as_json)
        return
    repository, path = open_report_folder(directory)
    if remote is not None:
        how = replace(how, remote=find_remote(repository, remote))
    run = open_run(repository, path, asked, mode, how)
    run.begin()
    failure: ReportError | None = None
    try:
        run.go()
    except ReportError as error:
        failure = error
    if as_json:
        result_json(run.as_json(failure))
    if failure is not None:
        raise failure
