"""Make a version in the steps of its effort: read, write, review by fresh contexts, correct.

The last version that passed the gate is committed: a failed review or correction takes nothing
away from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from git_report.assessment.render import render
from git_report.edits.answers import AnswerError
from git_report.edits.application import apply
from git_report.edits.operations import (
    Answer,
    Edit,
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Replace,
    Row,
    StepUsage,
    Usage,
    Whole,
    list_drops,
)
from git_report.edits.section_numbers import OperationError
from git_report.edits.whole_reports import as_operations, give_reasons
from git_report.errors import ReportError
from git_report.markdown import Document, parse
from git_report.text import Tell, silent
from git_report.writers.batching import ask_each
from git_report.writers.draft_lists import assess_draft
from git_report.writers.effort_steps import Step, StepPlan
from git_report.writers.gate import (
    Gate,
    Written,
    accept_answer,
    find_needless_drops,
    write_version,
)
from git_report.writers.model_writer import InBatchError, ModelWriter
from git_report.writers.protocol import Request, Writer
from git_report.writers.refused_answers import GateError, list_problems, send_back
from git_report.writers.review_answers import Review, count_serious
from git_report.writers.token_limit import BudgetError

# Another round is worth its price while this many faults mislead or cost trust.
_SERIOUS = 3


def make_version(
    writer: Writer, request: Request, gate: Gate, path: str, plan: StepPlan, tell: Tell = silent
) -> Written:
    """Make and check a version, step by step if the writer is a model.

    `path` is the version's, for the findings. Raises the errors of reading and writing; later
    failures are reported in the answer's notices.
    """
    if not isinstance(writer, ModelWriter):
        return write_version(writer, request, gate, path, tell)
    request, steps = _read(writer, request, plan, tell)
    written = write_version(writer, request, gate, path, tell)
    steps.append(StepUsage(Step.WRITE, written.answer.usage))
    for _ in range(plan.rounds):
        try:
            reviews = _review(writer, request, written.document, plan, steps, tell)
            if not any(review.faults or review.fails for review in reviews):
                break
            written = _mend(writer, request, gate, path, written, reviews, steps, tell)
        except InBatchError:  # the review has been sent, and is paid for
            raise
        except ReportError as error:
            written = _note_failure(written, error, steps)
            break
        if count_serious(reviews) < _SERIOUS:
            break
    return _close(writer, request, gate, path, written, steps)


def needs_reading(writer: ModelWriter, request: Request, plan: StepPlan) -> bool:
    """Whether a reference is read before the version is written.

    It is not read again if the request has facts of this very text.
    """
    if request.source.is_edit or request.facts is not None:
        return False
    return plan.read or writer.needs_pieces(request)


def _read(
    writer: ModelWriter, request: Request, plan: StepPlan, tell: Tell
) -> tuple[Request, list[StepUsage]]:
    """The request with notes on its reference, if the plan or the reference's length needs them."""
    if not needs_reading(writer, request, plan):
        return request, []
    tell("reading")
    facts = writer.read(request, tell)
    return replace(request, facts=facts), [StepUsage(Step.READ, facts.usage)]


def _review(
    writer: ModelWriter,
    request: Request,
    draft: Document,
    plan: StepPlan,
    steps: list[StepUsage],
    tell: Tell,
) -> list[Review]:
    """One round of reviews, each by a context that does not see the others."""
    lists = render(assess_draft(request, draft))

    def review(step: Step) -> Review:
        tell(f"{step}")
        try:
            found = writer.review(request, draft, step, lists, tell)
        except AnswerError as error:  # a review that cannot be read was paid for all the same
            steps.append(StepUsage(step, error.usage))
            raise
        steps.append(StepUsage(step, found.usage))
        return found

    return ask_each(partial(review, step) for step in plan.reviews)


def _mend(
    writer: ModelWriter,
    request: Request,
    gate: Gate,
    path: str,
    written: Written,
    reviews: Sequence[Review],
    steps: list[StepUsage],
    tell: Tell,
) -> Written:
    """The corrected draft, as operations on the version before it.

    Raises GateError, OperationError or AnswerError if the last repair does not pass.
    """
    tell("correcting")
    usage = Usage()
    # Refused drafts, if any, say nothing about the correction.
    asked = replace(request, refused=())
    try:
        for attempt in range(gate.repairs + 1):
            last = attempt == gate.repairs
            try:
                mend = writer.mend(asked, written.document, reviews, tell)
                usage += mend.usage
                answer = _combine(request, written, mend)
                return accept_answer(writer, request, answer, gate, path)
            except AnswerError as error:
                usage += error.usage
                if last:
                    raise
                asked = send_back(asked, error.answer, [error.message])
            except (OperationError, GateError) as error:
                if last:
                    raise
                asked = send_back(asked, mend.raw, list_problems(error))
            tell(f"returning the correction to the writer ({attempt + 1} of {gate.repairs})")
    finally:
        steps.append(StepUsage(Step.MEND, usage))
    raise AssertionError("the last attempt returns or raises")


def _combine(request: Request, written: Written, mend: Answer) -> Answer:
    """The answer that makes the corrected draft from the version before it."""
    body = apply(written.document, mend.operations, request.number)
    first, prior = written.answer, request.freed
    drops = list(dict.fromkeys((*list_drops(first), *list_drops(mend))))
    operations: tuple[Operation, ...]
    if prior is None:
        operations, left = (Whole(body, first.operations[0].reason),), tuple(drops)
    else:
        operations, left = give_reasons(prior, as_operations(prior, body), drops)
        reasons = {_name(o): o.reason for o in first.operations if o.reason}
        operations = tuple(
            o if o.reason else replace(o, reason=reasons.get(_name(o), "")) for o in operations
        )
    computed = tuple(dict.fromkeys((*first.computed, *mend.computed)))
    answer = replace(first, operations=operations, drops=left, computed=computed, raw=mend.raw)
    # A correction may have restored what the first answer removed.
    needless = find_needless_drops(prior, parse(body), answer)
    return replace(answer, drops=tuple(drop for drop in answer.drops if drop not in needless))


def _name(operation: Operation) -> tuple[type, str]:
    """A key that is the same for operations that do the same to the same section."""
    match operation:
        case Insert(title=title):
            return Insert, title
        case Edit(section=s) | Row(section=s):
            # `as_operations` replaces the text of the whole section.
            return Replace, s
        case Replace(section=s) | Remove(section=s) | Rename(section=s) | Move(section=s):
            return type(operation), s
        case _:
            return type(operation), ""


def _note_failure(written: Written, error: ReportError, steps: Sequence[StepUsage]) -> Written:
    """The version, with a notice about a later step that failed."""
    done = ", ".join(step.step for step in steps)
    what = "not reviewed further" if isinstance(error, BudgetError) else "not corrected or reviewed"
    notice = f"{what} after {done}: {error.message}"
    answer = replace(written.answer, notices=(*written.answer.notices, notice))
    return replace(written, answer=answer)


def _close(
    writer: Writer,
    request: Request,
    gate: Gate,
    path: str,
    written: Written,
    steps: Sequence[StepUsage],
) -> Written:
    """The version with all its steps and their cost on record."""
    if len(steps) > 1:
        usage = sum((step.usage for step in steps), Usage())
        answer = replace(written.answer, steps=tuple(steps), usage=usage)
        written = accept_answer(writer, request, answer, gate, path)
    return replace(written, facts=request.facts)
