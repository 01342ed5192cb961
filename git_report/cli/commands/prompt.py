"""``git report prompt``: print the whole request, which any agent or person can answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from git_report.assessment.render import render
from git_report.checks.uncommitted_checklist import check_ledger, expect_versions_of_ticks
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import result_json, result_text, say
from git_report.cli.reading_options import gathered, takes_json
from git_report.cli.report_folder import open_report_folder
from git_report.cli.version_output import print_notes
from git_report.cli.writing_options import ANYWAY, SECRETS, STEER, configure, read_review_policy
from git_report.commit.readiness import check_operation
from git_report.commit.refused_drafts import find_draft
from git_report.draft import Mode, check_request, make_request
from git_report.edits.answers import SCHEMA
from git_report.errors import ReportError, UsageError, unreadable
from git_report.git.repository import Repository
from git_report.markdown import Document, parse
from git_report.report.effort import EFFORTS, find_effort
from git_report.report.folder import explain_all_read, read_folder
from git_report.report.sizes import read_file
from git_report.report.versions import version_name
from git_report.run import read_next
from git_report.text import decode
from git_report.writers.draft_lists import assess_draft
from git_report.writers.effort_steps import Step, StepPlan, plan_steps
from git_report.writers.kept_answers import read_secret
from git_report.writers.prompt_words import compose, compose_review, read_mending_rules, request_id

_REVIEWS = {
    "figures": Step.REVIEW_FIGURES,
    "reader": Step.REVIEW_READER,
    "both": Step.REVIEW,
}


@click.command(cls=FolderCommand)
@STEER
@click.option("--rewrite", is_flag=True, help="Ask for a rewrite of the whole report.")
@click.option(
    "--effort",
    type=click.Choice(EFFORTS),
    help="The effort level that the request is written for (default: report.effort, or what the "
    "brief asks for).",
)
@click.option(
    "--review",
    type=click.Choice(list(_REVIEWS)),
    help="Print the request for a review of a draft instead.",
)
@click.option(
    "--draft",
    metavar="FILE",
    help="The draft to review (default: the draft that 'git report accept --dry-run' wrote).",
)
@ANYWAY
@SECRETS
@takes_json
@gathered(mode=Mode)
def command(
    directory: str | None, *, review: str | None, draft: str | None, as_json: bool, mode: Mode
) -> None:
    """Print the request for the next version, to pass to any writer.

    Submit the answer (operations or a whole report) with 'git report accept', and pass the id at
    the end of the request as --request. With --review, prints the request for a review of a draft
    of that version instead.
    """
    if draft is not None and review is None:
        raise UsageError(
            "--draft needs --review",
            hint="add '--review both', or omit --draft to print the request for a version",
        )
    repository, path = open_report_folder(directory)
    snapshot = repository.worktree_snapshot()
    folder = read_folder(snapshot, path)
    check_operation(repository)  # what is next may change, and no answer could be submitted
    if folder.instructions.next_reference is None:
        expect_versions_of_ticks(repository, folder)
        say(explain_all_read(folder))
        return
    check_ledger(repository, snapshot, folder, folder.instructions.next_reference)
    asked = mode.effort or repository.config("report.effort") or ""
    policy = read_review_policy(repository)
    last = len(folder.instructions.open_references) == 1
    mode = replace(
        mode,
        effort=asked or find_effort(folder.instructions.brief),
        reviewed=review is not None or policy == "each" or (policy == "last" and last),
    )
    mode = configure(repository, mode)
    reading = read_next(snapshot, folder, mode)
    print_notes(reading.source)
    request = make_request(snapshot, folder, reading, mode)
    if not mode.allow_secrets:
        check_request(request)
    secret = read_secret(repository)
    if review is not None:
        document = _read_draft(repository, draft, version_name(request.number))
        lists = render(assess_draft(request, document))
        prompt = compose_review(request, secret, document, _REVIEWS[review], lists)
    else:
        prompt = compose(request, secret)
    identity = request_id(request)
    plan = plan_steps(mode.effort, reviewed=mode.reviewed)
    if not as_json:
        result_text(prompt.text)
        if review is None:
            result_text("\n" + _explain_submitting(identity, plan))
        return
    document_json = {
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
        "steps": list(plan.steps),
        "system": [part.text for part in prompt.system],
        "user": [part.text for part in prompt.user],
    }
    if review is None:
        document_json["answer_schema"] = SCHEMA
    result_json(document_json)


def _read_draft(repository: Repository, named: str | None, name: str) -> Document:
    """The draft to be reviewed."""
    place = Path(named) if named is not None else find_draft(repository, name)
    try:
        return parse(decode(read_file(place, repository.report_bytes), str(place)))
    except OSError as error:
        raise ReportError(
            f"no draft to review: {unreadable(str(place), error)}",
            hint="make one with 'git report accept --dry-run FILE'",
        ) from None


def _explain_submitting(identity: str, plan: StepPlan) -> str:
    """How to submit an answer, after the reviews that the effort requires."""
    accept = f"git report accept --request {identity}"
    lines = [
        "# Submitting the answer",
        "",
        f"The request's id is {identity}. Write the answer to a file outside the report folder: "
        "the form above, or a whole report in Markdown. Then:",
        "",
    ]
    if not plan.reviews:
        return "\n".join(
            [
                *lines,
                "1. Check it; warnings do not prevent the next step:",
                "",
                f"       {accept} --dry-run FILE",
                "",
                "2. Submit it:",
                "",
                f"       {accept} FILE",
            ]
        )
    kinds = [kind for kind, step in _REVIEWS.items() if step in plan.reviews]
    requests = "\n".join(f"       git report prompt --review {kind}" for kind in kinds)
    lines += [
        "1. Check it, and get the path of the draft that it makes:",
        "",
        f"       {accept} --dry-run FILE",
        "",
        "2. Give the output of each command to a new session that has not seen this conversation, "
        "and collect the faults that it reports:",
        "",
        requests,
        "",
        "3. Correct the faults in a copy of the draft, as the rules below say; the next dry run "
        "overwrites the draft.",
        "4. Submit the copy:",
        "",
        f"       {accept} COPY",
        "",
        read_mending_rules(),
    ]
    return "\n".join(lines)
