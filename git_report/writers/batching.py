"""Send the questions of several versions in one message batch.

A version whose question has no answer yet stops (`Awaited`) and is made again from its start when
the answer is stored. So nothing has to be remembered while a batch takes its hours, and an
interrupted run continues in the same way as a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from git_report.errors import ReportError
from git_report.text import Tell
from git_report.writers.channel import (
    AnswerStore,
    Awaited,
    Batches,
    Question,
    Sending,
    UnknownOutcomeError,
)
from git_report.writers.replies import pack_mark, pack_reply, pack_sending, unpack_mark
from git_report.writers.token_limit import Budget

_T = TypeVar("_T")


def ask_each(asks: Iterable[Callable[[], _T]]) -> list[_T]:
    """The results of independent questions; those without an answer are awaited together."""
    given: list[_T] = []
    waiting: list[Question] = []
    for ask in asks:
        try:
            given.append(ask())
        except Awaited as awaited:
            waiting += awaited.questions
    if waiting:
        raise Awaited(waiting)
    return given


def answer_in_batch(
    batches: Batches,
    store: AnswerStore,
    questions: Sequence[Question],
    budget: Budget,
    notice: Tell,
    tell: Tell,
) -> dict[str, ReportError]:
    """Store each answer as it arrives; return the questions without one, by key, with the reason.

    A question that was sent before is not sent again: its batch is awaited. If the run that sent it
    ended before it knew the batch's name, the batch is searched for.
    """
    questions = [*_find_sent(batches, store, questions, tell)]
    waited = [question.batch for question in questions if question.batch]
    # A question that two folders ask is sent once: keys differ within a batch.
    new = list({q.key: q for q in questions if not q.batch}.values())
    if new:
        batch = _send(batches, store, new, tell)
        for question in new:
            store.put(question.key, pack_mark(batch))
        waited.append(batch)
        notice(
            f"sent {len(new)} request{'' if len(new) == 1 else 's'} as batch {batch};"
            " if this run is interrupted, run the command again to continue"
        )
    refused: dict[str, ReportError] = {}
    for batch in dict.fromkeys(waited):
        refused |= _collect(batches, store, batch, budget, tell)
    for question in questions:
        if question.key not in refused and _is_marked(store, question.key, waited):
            store.drop(question.key)
            refused[question.key] = ReportError(
                "the batch ended without a result for the request",
                hint="run the command again to send it again",
            )
    return refused


def _find_sent(
    batches: Batches, store: AnswerStore, questions: Sequence[Question], tell: Tell
) -> Iterator[Question]:
    """The questions; those that an earlier run sent now have their batch."""
    found: dict[Sending, str] = {}
    for question in questions:
        sending = question.sending
        if sending is None:
            yield question
            continue
        if sending not in found:
            keys = {q.key for q in questions if q.sending == sending}
            found[sending] = batches.find(keys, sending, tell)
        if found[sending]:
            store.put(question.key, pack_mark(found[sending]))
        yield replace(question, batch=found[sending], sending=None)


def _send(batches: Batches, store: AnswerStore, questions: Sequence[Question], tell: Tell) -> str:
    """Send questions as a batch that can be found even if this process ends now."""
    sending = Sending(datetime.now(UTC), len(questions))
    for question in questions:
        store.put(question.key, pack_sending(sending))
    try:
        return batches.send(questions, tell)
    except UnknownOutcomeError as error:
        again = "run the command again: it looks for the batch before it sends another"
        raise ReportError(error.message, hint=(*error.hints, again)) from error
    # The endpoint has not accepted the batch, so that no later run has to look for it.
    except ReportError:
        for question in questions:
            store.drop(question.key)
        raise


def _collect(
    batches: Batches, store: AnswerStore, batch: str, budget: Budget, tell: Tell
) -> dict[str, ReportError]:
    """Store all answers of a batch, including those to questions of other folders."""
    refused: dict[str, ReportError] = {}
    for key, result in batches.collect(batch, tell):
        if not _is_marked(store, key, (batch,)):  # unknown to us, or sent twice
            continue
        if isinstance(result, ReportError):
            store.drop(key)
            refused[key] = result
        else:
            store.put(key, pack_reply(replace(result, usage=result.usage.in_batch)))
            budget.spend(result.usage)
    return refused


def _is_marked(store: AnswerStore, key: str, batches: Sequence[str]) -> bool:
    """Whether one of the batches will deliver the answer for a key."""
    data = store.find(key)
    return data is not None and unpack_mark(data) in batches
