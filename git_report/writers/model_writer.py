"""A writer that asks a model, step by step; each answer is stored before it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from git_report.edits.answers import AnswerError, read_answer, unwrap_documents
from git_report.edits.application import body_of
from git_report.edits.operations import Answer, Whole
from git_report.edits.whole_reports import as_operations, give_reasons
from git_report.errors import ReportError
from git_report.markdown import Document, parse
from git_report.report.sizes import MOST_BYTES, expect_size
from git_report.text import Tell, silent
from git_report.writers.batching import ask_each
from git_report.writers.channel import (
    BYTES_PER_TOKEN,
    AnswerStore,
    Awaited,
    Batches,
    Channel,
    Prompt,
    Question,
    Reply,
)
from git_report.writers.effort_steps import Step
from git_report.writers.facts import Facts, cut_text, read_facts
from git_report.writers.handed_in import read_given
from git_report.writers.prompt_words import (
    compose,
    compose_mend,
    compose_reading,
    compose_review,
    name_draft,
    request_id,
)
from git_report.writers.protocol import Request, WriterKind
from git_report.writers.replies import pack_reply, unpack_mark, unpack_reply, unpack_sending
from git_report.writers.review_answers import Review, read_review
from git_report.writers.token_limit import Budget


class InBatchError(ReportError):
    """A batch will answer a question of a run that does not wait for batches."""


class ModelWriter:
    """Any model behind a channel, as a writer.

    `secret` returns the repository's own (see `compose`); with `fresh`, stored answers are not
    used. An answer of more than `most` bytes (0: no limit) is not read. `budget` is what all
    questions together may cost. With `batches` nothing is asked: each method raises Awaited for
    questions without a stored answer.
    """

    def __init__(
        self,
        channel: Channel,
        store: AnswerStore,
        secret: Callable[[], bytes],
        *,
        fresh: bool = False,
        most: int = MOST_BYTES,
        budget: Budget | None = None,
    ) -> None:
        self.channel = channel
        self.store = store
        self.secret = secret
        self.fresh = fresh
        self.most = most
        self.budget = budget or Budget()
        self.batches: Batches | None = None
        self.asked: list[str] = []

    @property
    def name(self) -> str:
        """The channel's name, for the record."""
        return self.channel.name

    @property
    def kind(self) -> WriterKind:
        """A model."""
        return WriterKind.MODEL

    @property
    def notice(self) -> str:
        """Empty: a version by a model has no notice."""
        return ""

    def read(self, request: Request, tell: Tell = silent) -> Facts:
        """Notes on the reference, which is read in pieces if it is too long for one request."""
        prompts = self.compose_readings(request)

        def read(number: int, prompt: Prompt) -> Facts:
            if len(prompts) > 1:
                tell(f"reading piece {number} of {len(prompts)}")
            reply = self._ask(prompt, request, tell)
            return read_facts(reply.text, request.source.text, reply.usage)

        facts = ask_each(partial(read, *each) for each in enumerate(prompts, 1))
        return sum(facts[1:], facts[0])

    def compose_readings(self, request: Request) -> list[Prompt]:
        """The questions of `read`: one, or one for each piece of a long reference."""
        pieces = cut_text(request.source.text, self._room())
        if len(pieces) == 1:
            return [compose_reading(request, self.secret())]
        return [compose_reading(request, self.secret(), piece) for piece in pieces]

    def write(self, request: Request, tell: Tell = silent) -> Answer:
        """The model's operations, from its stored answer if it has one for this request.

        Raises AnswerError for an answer that cannot be read, and TooLargeError; both are stored.
        """
        return self._answer(compose(request, self.secret()), request, request.document, tell)

    def review(
        self,
        request: Request,
        draft: Document,
        step: Step,
        lists: str = "",
        tell: Tell = silent,
    ) -> Review:
        """The faults that a fresh context finds in a draft; raises ReportError without a review."""
        prompt = compose_review(request, self.secret(), draft, step, lists)
        reply = self._ask(prompt, request, tell)
        return read_review(reply.text, reply.usage)

    def mend(
        self, request: Request, draft: Document, reviews: Sequence[Review], tell: Tell = silent
    ) -> Answer:
        """The operations that correct a draft; they address the draft's sections."""
        request = replace(request, base=name_draft(draft))
        return self._answer(
            compose_mend(request, self.secret(), draft, reviews), request, draft, tell
        )

    def needs_pieces(self, request: Request) -> bool:
        """Whether the reference is too long for one request."""
        return len(cut_text(request.source.text, self._room())) > 1

    def _room(self) -> int:
        """How many bytes of a reference a request may contain, 0 for no limit.

        Half of the window; the other half is for the report, the rules and the answer.
        """
        return self.channel.window * BYTES_PER_TOKEN // 2

    def _answer(
        self, prompt: Prompt, request: Request, document: Document | None, tell: Tell
    ) -> Answer:
        reply = self._ask(prompt, request, tell)
        # An event's JSON may contain half of a character, "\ud83d".
        size = len(reply.text.encode("utf-8", "surrogatepass"))
        expect_size(f"the answer of {self.name}", size, self.most)
        answer = self._read(prompt, reply, replace(request, document=document))
        if answer.base and answer.base != request.base:
            problem = f"the base is '{request.base}', not '{answer.base[:40]}'"
            raise AnswerError([problem], reply.text, reply.usage)
        if document is None or request.rewrite:
            return answer
        return _as_sections(answer, document)

    def _read(self, prompt: Prompt, reply: Reply, request: Request) -> Answer:
        """An answer in the requested form: JSON, or Markdown if there is no schema."""
        if prompt.schema is not None:
            return unwrap_documents(read_answer(reply.text, reply.usage), request.document)
        try:
            answer = read_given(reply.text, request)
        except AnswerError as error:
            raise AnswerError(error.problems, reply.text, reply.usage) from None
        return replace(answer, usage=reply.usage, raw=reply.text)

    def _ask(self, prompt: Prompt, request: Request, tell: Tell) -> Reply:
        """The reply to a prompt: the stored one, else a new one, stored before it is returned."""
        self.asked.append(request_id(request))
        # It begins with the id of the request, by which `landed` finds all answers to it.
        key = self.asked[-1] + prompt.key(self.channel.identity)
        data = None if self.fresh else self.store.find(key)
        reply = unpack_reply(data) if data is not None else None
        if reply is not None:
            tell("using the cached answer")
            return reply
        batch = unpack_mark(data) if data is not None else ""
        sending = unpack_sending(data) if data is not None else None
        if self.batches is not None:
            question = self._expect(key, prompt, batch, self.batches, tell)
            raise Awaited([replace(question, sending=sending)])
        if batch:
            raise InBatchError(
                f"the request was sent in batch {batch}, which has not been answered yet",
                hint="wait for it with --batch, or ask (and pay) again with --fresh",
            )
        if sending is not None:
            raise InBatchError(
                "the request may have been sent in a batch: the run was interrupted meanwhile",
                hint="look for it with --batch, or ask (and pay) again with --fresh",
            )
        self.budget.check()
        reply = self.channel.ask(prompt, tell)
        self.store.put(key, pack_reply(reply))
        self.budget.spend(reply.usage)
        return reply

    def _expect(
        self, key: str, prompt: Prompt, batch: str, batches: Batches, tell: Tell
    ) -> Question:
        """A question for a batch; raises ReportError if it may not be asked."""
        if batch:
            return Question(key, {}, batch)
        self.budget.check()
        return Question(key, batches.prepare(prompt, tell))

    def landed(self) -> None:
        """Remove all answers to the request, including those that were rejected."""
        for start in set(self.asked):
            self.store.drop(start)
        self.asked.clear()


def _as_sections(answer: Answer, document: Document) -> Answer:
    """An answer with a whole report as operations on the sections that changed."""
    match answer.operations:
        case (Whole() as whole,):
            operations = as_operations(document, body_of(parse(whole.text)))
            drops = (*whole.drops, *answer.drops)
            operations, left = give_reasons(document, operations, drops)
            return replace(
                answer, operations=operations, drops=left, reason=answer.reason or whole.reason
            )
    return answer
