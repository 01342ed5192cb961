"""``git report prompt``: the whole request, for any agent or person to answer."""

from __future__ import annotations

import click

from git_report.checks.ledger import check_ledger
from git_report.cli.landed import tell_notes
from git_report.cli.options import JSON, gathered
from git_report.cli.output import result_json, result_text, say
from git_report.cli.place import open_place
from git_report.cli.writing import ANYWAY, SECRETS, configure
from git_report.draft import Mode, check_request, make_request
from git_report.edits.answers import SCHEMA
from git_report.report.folder import read_folder, tell_all_read
from git_report.run import read_next
from git_report.writers.kept_answers import read_secret
from git_report.writers.request import compose, request_id


@click.command()
@click.argument("directory", metavar="[DIR]", required=False)
@click.option(
    "-m",
    "--message",
    "steer",
    default="",
    metavar="TEXT",
    help="Extra instructions for the writer.",
)
@click.option("--rewrite", is_flag=True, help="Ask for a rewrite of the whole report.")
@ANYWAY
@SECRETS
@JSON
@gathered(mode=Mode)
def command(directory: str | None, *, as_json: bool, mode: Mode) -> None:
    """Print the request for the next version, for any writer.

    The request has an id. Hand in the answer (operations or a whole report) with 'git report
    accept'.
    """
    repository, path = open_place(directory)
    snapshot = repository.worktree_snapshot()
    folder = read_folder(snapshot, path)
    if folder.instructions.next_reference is None:
        say(tell_all_read(folder))
        return
    check_ledger(repository, snapshot, folder, folder.instructions.next_reference)
    mode = configure(repository, mode)
    reading = read_next(snapshot, folder, mode)
    tell_notes(reading.source)
    request = make_request(snapshot, folder, reading, mode)
    if not mode.allow_secrets:
        check_request(request)
    prompt = compose(request, read_secret(repository))
    identity = request_id(request)
    if not as_json:
        result_text(prompt.text)
        result_text(
            f"\n# Handing in the answer\n\nThe request's id is {identity}. Write the answer to a "
            f"file and run:\n\n    git report accept --request {identity} FILE\n\n"
            "The answer can be the JSON object, the same as Markdown with header lines, or a whole "
            "report in Markdown."
        )
        return
    result_json(
        {
            "schema": "git-report/prompt/1",
            "request": identity,
            "version": request.number,
            "base": request.base,
            "reference": {
                "line": request.reference.line,
                "title": request.source.title,
                "target": request.source.target,
                "blob": request.source.blob,
            },
            "system": [part.text for part in prompt.system],
            "user": [part.text for part in prompt.user],
            "answer_schema": SCHEMA,
        }
    )
