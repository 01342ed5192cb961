"""What a model is told, and whoever carries it there: the words are made elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from git_report.edits.operations import Usage
from git_report.errors import ReportError
from git_report.text import Tell

# English text has about four bytes a token; a provider that counts is asked.
BYTES_PER_TOKEN = 4
# Characters, or bytes, of an answer: far above any model's longest, for one that never ends must
# not fill the memory.
LONGEST_ANSWER = 64 * 1024**2
# Seconds between two lines of progress: often enough for a count to be seen to grow.
PULSE = 0.25


@dataclass(frozen=True, slots=True)
class PromptPart:
    """A piece of a prompt; `stable` where it, and all before it, may be cached by a provider."""

    text: str
    stable: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer that was refused, as it came, and what it is answered with."""

    answer: str
    reply: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to a model: the system's words, the user's, then refused answers in order.

    `effort` is empty where nobody set one; `schema` is the JSON schema that the answer is held to
    where the way to the model can do that, None for an answer in Markdown.
    """

    system: tuple[PromptPart, ...]
    user: tuple[PromptPart, ...]
    turns: tuple[Turn, ...] = ()
    effort: str = ""
    schema: Mapping[str, Any] | None = None

    def texts(self) -> Iterator[str]:
        """All its texts in the order in which they are sent."""
        yield from (part.text for part in (*self.system, *self.user))
        for turn in self.turns:
            yield from (turn.answer, turn.reply)

    @property
    def text(self) -> str:
        """The whole prompt as one text, for a writer that takes no more than that."""
        return "\n\n".join(self.texts())

    def key(self, model: str) -> str:
        """What a saved answer is found by: 40 hex digits over all that decides the answer."""
        digest = hashlib.sha256()
        for text in (model, self.effort, *self.texts()):
            data = text.encode("utf-8", "surrogatepass")
            digest.update(b"%d:" % len(data))
            digest.update(data)
        return digest.hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's answer as it came: the text of the operations, and what it cost."""

    text: str
    usage: Usage = Usage()  # noqa: RUF009 - frozen


class Sending(NamedTuple):
    """A batch whose name nobody knows: when it was about to be sent, with how many questions."""

    moment: datetime
    questions: int


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt that is to be answered in a message batch.

    `key` is what its answer is kept under; `params` are the fields of its request; `batch` is the
    batch that it was sent with, empty if it was not sent yet (and `params` if it was). `sending`
    says that it may have been sent: the run ended before it knew.
    """

    key: str
    params: Mapping[str, Any]
    batch: str = ""
    sending: Sending | None = None


class UnknownOutcomeError(ReportError):
    """Nobody knows whether an endpoint has accepted a request."""


class Awaited(Exception):  # noqa: N818 - nothing went wrong
    """Questions without an answer yet: the version is made again from its start when they have one.

    Answers are kept, so this costs no more than the time that applying and checking them takes.
    """

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__(f"{len(questions)} questions are not answered yet")
        self.questions = tuple(questions)


class Batches(Protocol):
    """What a provider's message batches can do. All methods raise ReportError."""

    def prepare(self, prompt: Prompt, tell: Tell) -> Mapping[str, Any]:
        """The fields of a question's request."""
        ...

    def send(self, questions: Sequence[Question], tell: Tell) -> str:
        """Send questions, whose keys differ, as one batch, and return its name.

        UnknownOutcomeError if it may have been accepted, although its name did not arrive.
        """
        ...

    def find(self, keys: Set[str], sending: Sending, tell: Tell) -> str:
        """The name of the batch that was sent then with a question of these keys; else empty.

        Waits for the end of a batch of which nothing else says what was asked in it.
        """
        ...

    def collect(self, batch: str, tell: Tell) -> Sequence[tuple[str, Reply | ReportError]]:
        """Wait until a batch has ended: the reply to each question or why there is none, by key.

        The keys are an endpoint's words.
        """
        ...


class Channel(Protocol):
    """A way to a model."""

    @property
    def name(self) -> str:
        """What the record says: ``anthropic claude-opus-5-5``, ``command llm``."""
        ...

    @property
    def identity(self) -> str:
        """What besides the prompt decides the answer: the name, and how the model is called."""
        ...

    @property
    def window(self) -> int:
        """How many tokens a prompt and its answer may have; 0 where nobody knows."""
        ...

    @property
    def batches(self) -> Batches | None:
        """The message batches of the provider, None where it has none."""
        ...

    def ask(self, prompt: Prompt, tell: Tell) -> Reply:
        """Send a prompt, and return the complete answer; `tell` gets a line on its progress.

        Raises ReportError where no complete answer comes: a refusal, an answer that was cut or is
        empty, a passed deadline, missing credentials.
        """
        ...


class AnswerStore(Protocol):
    """Where complete answers are until their version is committed, outside all versions."""

    def find(self, key: str) -> bytes | None:
        """What was put there under that key, or None."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Put an answer on disk, readable by its owner alone, before anybody looks into it."""
        ...

    def drop(self, start: str) -> None:
        """Take the answers away whose keys begin so."""
        ...
