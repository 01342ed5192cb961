"""The parts of a prompt, and the protocols of what carries it to a model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from git_report.edits.operations import Usage
from git_report.errors import ReportError
from git_report.text import Tell

# English text has about four bytes per token; a provider that can count is asked.
BYTES_PER_TOKEN = 4
# Characters, or bytes, of an answer: far more than any model writes, so that an endless answer
# cannot fill the memory.
LONGEST_ANSWER = 64 * 1024**2
# Seconds between two progress lines: often enough to see that the count grows.
PULSE = 0.25


@dataclass(frozen=True, slots=True)
class PromptPart:
    """A piece of a prompt; `stable` if a provider may cache it and all before it."""

    text: str
    stable: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A rejected answer, as it was received, and the reply to it."""

    answer: str
    reply: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to a model: the system prompt, the user's, then rejected answers in order.

    `effort` may be empty; `schema` is the JSON schema of the answer if the channel can enforce
    one, None for an answer in Markdown.
    """

    system: tuple[PromptPart, ...]
    user: tuple[PromptPart, ...]
    turns: tuple[Turn, ...] = ()
    effort: str = ""
    schema: Mapping[str, Any] | None = None

    def texts(self) -> Iterator[str]:
        """All texts in the order in which they are sent."""
        yield from (part.text for part in (*self.system, *self.user))
        for turn in self.turns:
            yield from (turn.answer, turn.reply)

    @property
    def text(self) -> str:
        """The whole prompt as one text, for a writer that accepts nothing else."""
        return "\n\n".join(self.texts())

    def key(self, model: str) -> str:
        """The key of a stored answer: 40 hex digits over everything that the answer depends on."""
        digest = hashlib.sha256()
        for text in (model, self.effort, *self.texts()):
            data = text.encode("utf-8", "surrogatepass")
            # The length separates the texts: "ab", "c" and "a", "bc" are different prompts.
            digest.update(b"%d:" % len(data))
            digest.update(data)
        return digest.hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's answer as it was received, and what it cost."""

    text: str
    usage: Usage = Usage()  # noqa: RUF009 - frozen


class Sending(NamedTuple):
    """A batch whose name is unknown: when it was about to be sent, and its number of questions."""

    moment: datetime
    questions: int


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt that is to be answered in a message batch.

    `key` is the key of its answer; `params` are the fields of its request; `batch` is the batch
    that contains it, empty if it has not been sent (`params` is empty if it has). `sending` is set
    if it may have been sent by a run that ended before it knew.
    """

    key: str
    params: Mapping[str, Any]
    batch: str = ""
    sending: Sending | None = None


class UnknownOutcomeError(ReportError):
    """An endpoint may have accepted a request, but did not confirm it."""


class Awaited(Exception):  # noqa: N818 - nothing went wrong
    """Questions without an answer yet: the version is made again from its start when they have one.

    Answers are stored, so this costs only the time for applying and checking them.
    """

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__(f"{len(questions)} questions are not answered yet")
        self.questions = tuple(questions)


class Batches(Protocol):
    """A provider's message batches. All methods raise ReportError."""

    def prepare(self, prompt: Prompt, tell: Tell) -> Mapping[str, Any]:
        """The fields of a question's request."""
        ...

    def send(self, questions: Sequence[Question], tell: Tell) -> str:
        """Send questions, whose keys differ, as one batch and return its name.

        Raises UnknownOutcomeError if it may have been accepted without returning its name.
        """
        ...

    def find(self, keys: Set[str], sending: Sending, tell: Tell) -> str:
        """The name of the batch that was sent then with one of these keys; empty if none was.

        Waits for the end of a batch if only its results can say what was asked in it.
        """
        ...

    def collect(self, batch: str, tell: Tell) -> Sequence[tuple[str, Reply | ReportError]]:
        """Wait until a batch has ended: the reply to each question, or why it has none, by key.

        The keys come from the endpoint.
        """
        ...


class Channel(Protocol):
    """A connection to a model."""

    @property
    def name(self) -> str:
        """The name in the record: ``anthropic claude-opus-5-5``, ``command llm``."""
        ...

    @property
    def identity(self) -> str:
        """What the answer depends on besides the prompt: the name, and how the model is called."""
        ...

    @property
    def window(self) -> int:
        """How many tokens a prompt and its answer may have; 0 if unknown."""
        ...

    @property
    def batches(self) -> Batches | None:
        """The provider's message batches, None if it has none."""
        ...

    def ask(self, prompt: Prompt, tell: Tell) -> Reply:
        """Send a prompt and return the complete answer; `tell` gets progress lines.

        Raises ReportError if no complete answer arrives: a refusal, a truncated or empty answer, a
        time-out, missing credentials.
        """
        ...


class AnswerStore(Protocol):
    """Stores complete answers until their version is committed."""

    def find(self, key: str) -> bytes | None:
        """The data stored under a key, or None."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Store data on disk, readable by its owner alone, before it is read."""
        ...

    def drop(self, start: str) -> None:
        """Remove the data whose keys begin with `start`."""
        ...
