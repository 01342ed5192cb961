"""Message batches: many questions sent together, answered within a day, at a lower price."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from git_report.errors import ReportError
from git_report.text import Tell
from git_report.writers.channel import Prompt, Question, Reply, Sending
from git_report.writers.channels.failures import Refused, explain_result, quote_foreign
from git_report.writers.channels.stream import AnswerStream

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from anthropic.types.messages import MessageBatch

    from git_report.writers.channels.anthropic import Anthropic
    from git_report.writers.channels.clients import Client

_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0  # seconds between two requests for a batch's state
_SKEW = timedelta(minutes=15)  # by which the endpoint's clock may be behind ours
_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}", re.ASCII)

_T = TypeVar("_T")


class MessageBatches:
    """The message batches of a channel's endpoint."""

    def __init__(self, channel: Anthropic) -> None:
        self._channel = channel

    def prepare(self, prompt: Prompt, tell: Tell) -> Mapping[str, Any]:
        """The fields of a request; raises ReportError if no room is left for an answer."""
        return self._channel.request(prompt, self._channel.fit(prompt, tell))

    def send(self, questions: Sequence[Question], tell: Tell) -> str:
        """Send questions as one batch and return its name.

        The request is not repeated if the endpoint may have accepted it.
        """
        requests: list[Any] = [
            {"custom_id": question.key, "params": dict(question.params)} for question in questions
        ]
        tell(f"sending a batch of {_count(len(requests))}")
        found = self._call(
            lambda client: client.messages.batches.create(requests=requests), tell, once=True
        )
        name = getattr(found, "id", None)
        if found is None or not isinstance(name, str) or not _NAME.fullmatch(name):
            said = "" if found is None else f": it named one '{quote_foreign(str(name))}'"
            raise ReportError(
                f"the endpoint of {self._channel.name} does not support message batches{said}",
                hint="run without --batch",
            )
        return name

    def find(self, keys: Set[str], sending: Sending, tell: Tell) -> str:
        """The name of the batch that was sent then with one of these keys; empty if none was.

        The list of batches does not contain the questions, and only the results have our keys, so
        batches since then with as many questions are read, if necessary after they have ended.
        """
        tell("looking for the batch of an interrupted run")

        async def read(client: Client) -> list[MessageBatch]:
            found: list[MessageBatch] = []
            async for batch in client.messages.batches.list():
                if batch.created_at < sending.moment - _SKEW:  # Newest first.
                    break
                found.append(batch)
            return found

        listed = self._call(read, tell) or []
        due = [batch for batch in listed if _count_questions(batch) == sending.questions]
        # Those that have ended first: their results can be read without waiting.
        for batch in sorted(due, key=lambda each: each.processing_status != "ended"):
            is_kept = batch.archived_at is None and _NAME.fullmatch(batch.id)
            if is_kept and any(key in keys for key, _ in self.collect(batch.id, tell)):
                return batch.id
        return ""

    def collect(self, batch: str, tell: Tell) -> Sequence[tuple[str, Reply | ReportError]]:
        """Wait until a batch has ended, and read its results."""
        begun, pause = self._channel.clock(), _FIRST_PAUSE
        while True:
            state = self._call(lambda client: client.messages.batches.retrieve(batch), tell)
            if state is None:
                raise ReportError(
                    f"the endpoint of {self._channel.name} does not know batch '{batch}'",
                    hint="use the credentials and the endpoint that it was sent with, or ask (and"
                    " pay) again: run without --batch and with --fresh",
                )
            if state.processing_status == "ended":
                break
            minutes = int(self._channel.clock() - begun) // 60
            tell(f"waiting for batch {batch}, for {minutes} min")
            self._channel.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        tell(f"reading the results of batch {batch}")

        async def read(client: Client) -> list[tuple[str, Reply | ReportError]]:
            results = await client.messages.batches.results(batch)
            return [(str(each.custom_id), self._read(each.result)) async for each in results]

        return self._call(read, tell) or []

    def _read(self, result: object) -> Reply | ReportError:
        model, redact = self._channel.settings.model, self._channel.credentials.redact
        if getattr(result, "type", "") != "succeeded":
            return explain_result(result, model, redact)
        reception = AnswerStream()
        try:
            reception.take_message(getattr(result, "message", None))
            return Reply(reception.finish(model, reception.usage.output), reception.usage)
        except Refused as error:
            return error

    def _call(
        self, work: Callable[[Client], Awaitable[_T]], tell: Tell, *, once: bool = False
    ) -> _T | None:
        """The result of a call; None if the endpoint does not support it."""
        import anthropic

        async def find(client: Client) -> _T | None:
            try:
                return await work(client)
            except anthropic.NotFoundError:
                return None

        return self._channel.call(find, tell, once=once)


def _count_questions(batch: MessageBatch) -> int:
    counts = batch.request_counts
    return counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired


def _count(number: int) -> str:
    return f"{number:,} question{'' if number == 1 else 's'}"
