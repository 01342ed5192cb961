"""A writer that asks a model: compose, ask once, keep the answer before anybody looks into it."""

from __future__ import annotations

import json
from collections.abc import Callable

from git_report.edits.answers import AnswerError, read_answer, unwrap_documents
from git_report.edits.operations import Answer, Usage, Whole
from git_report.report.sizes import MOST_BYTES, expect_size
from git_report.text import Tell, silent
from git_report.writers.prompt import Channel, Reply, Shelf
from git_report.writers.protocol import Request, WriterKind
from git_report.writers.request import compose, request_id


class Dialogue:
    """Any model behind a channel, as a writer.

    `secret` gives the repository's own (see `compose`); with `fresh` no kept answer is used. Of
    more than `most` bytes (0: any number) an answer is not looked into.
    """

    def __init__(
        self,
        channel: Channel,
        shelf: Shelf,
        secret: Callable[[], bytes],
        *,
        fresh: bool = False,
        most: int = MOST_BYTES,
    ) -> None:
        self.channel = channel
        self.shelf = shelf
        self.secret = secret
        self.fresh = fresh
        self.most = most
        self.asked: list[str] = []

    @property
    def name(self) -> str:
        """What the record says: the channel's name."""
        return self.channel.name

    @property
    def kind(self) -> WriterKind:
        """A model."""
        return WriterKind.MODEL

    @property
    def notice(self) -> str:
        """A version by a model shows none."""
        return ""

    def write(self, request: Request, tell: Tell = silent) -> Answer:
        """The operations that the model answers with, or answered when it was last asked this.

        Raises AnswerError for an answer that is none, and TooLargeError; it lies on the shelf all
        the same.
        """
        prompt = compose(request, self.secret())
        self.asked.append(request_id(request))
        key = self.asked[-1] + prompt.key(self.channel.identity)
        data = None if self.fresh else self.shelf.find(key)
        reply = _unpack(data) if data is not None else None
        if reply is None:
            reply = self.channel.ask(prompt, tell)
            self.shelf.put(key, _pack(reply))
        else:
            tell("using the cached answer")
        size = len(reply.text.encode("utf-8", "surrogatepass"))
        expect_size(f"the answer of {self.name}", size, self.most)
        answer = unwrap_documents(read_answer(reply.text, reply.usage), request.document)
        problems = _misfits(answer, request)
        if problems:
            raise AnswerError(problems, reply.text, reply.usage)
        return answer

    def landed(self) -> None:
        """Remove all answers to the request, those that were refused among them."""
        for start in set(self.asked):
            self.shelf.drop(start)
        self.asked.clear()


def _misfits(answer: Answer, request: Request) -> list[str]:
    """What makes an answer one to another request than this."""
    problems: list[str] = []
    if answer.base and answer.base != request.base:
        problems.append(f"the base is '{request.base}', not '{answer.base[:40]}'")
    whole = any(isinstance(operation, Whole) for operation in answer.operations)
    if whole and request.document is not None and not request.rewrite:
        problems.append("a document is for a first version or a rewrite: edit the sections")
    return problems


def _pack(reply: Reply) -> bytes:
    usage = reply.usage
    values = {
        "text": reply.text,
        "usage": {"input": usage.input, "output": usage.output, "cached": usage.cached},
    }
    return json.dumps(values).encode("ascii")


def _unpack(data: bytes) -> Reply | None:
    """A kept answer; None where the file is not one, so that the model is asked again."""
    try:
        values = json.loads(data)
        usage = values["usage"]
        counts = (int(usage[name]) for name in ("input", "output", "cached"))
        return Reply(str(values["text"]), Usage(*counts))
    except (ValueError, KeyError, TypeError):
        return None
