"""Read a streamed answer: its text, its cost, how it ended, and which section it is about."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from git_report.edits.operations import Usage
from git_report.errors import ReportError
from git_report.text import shorten
from git_report.writers.channel import BYTES_PER_TOKEN, LONGEST_ANSWER
from git_report.writers.channels.failures import Refused, quote_foreign

_NAMED = re.compile(r'"(section|title)"\s*:\s*"((?:[^"\\]|\\.)*)"')
_TAIL = 400  # characters of an answer in which a section's name is looked for, across events
_WIDEST = 60  # characters of the progress line


@dataclass(slots=True)
class AnswerStream:
    """What has arrived of one answer; `take` gets the events of the Messages API in order.

    Endpoints differ in what they omit, so any field of an event may be missing.
    """

    parts: list[str] = field(default_factory=list)
    characters: int = 0
    events: int = 0
    stop_reason: str = ""
    stop_words: str = ""
    usage: Usage = Usage()  # noqa: RUF009 - frozen
    section: str = ""
    _tail: str = ""
    _fresh: int = 0
    _created: int = 0

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.parts)

    def take(self, event: object) -> None:
        """Add an event; raises ReportError if the answer becomes too large."""
        self.events += 1
        kind = getattr(event, "type", "")
        if kind == "content_block_delta":
            self._take_delta(getattr(event, "delta", None))
        elif kind == "content_block_start":
            block = getattr(event, "content_block", None)
            if getattr(block, "type", "") == "text":
                self._add(getattr(block, "text", ""))
        elif kind == "message_start":
            self._count(getattr(getattr(event, "message", None), "usage", None))
        elif kind == "message_delta":
            self._count(getattr(event, "usage", None))
            self._stop(getattr(event, "delta", None))

    def take_message(self, message: object) -> None:
        """Add a complete message, as in the results of a batch."""
        for block in getattr(message, "content", None) or ():
            if getattr(block, "type", "") == "text":
                self._add(getattr(block, "text", ""))
        self._count(getattr(message, "usage", None))
        self._stop(message)

    def finish(self, model: str, limit: int) -> str:
        """The whole text of a complete answer of at most `limit` tokens.

        Raises Refused for any other ending; the stream must have contained an ending.
        """
        reason = self.stop_reason
        if reason == "max_tokens":
            raise Refused(
                f"the answer of '{model}' was cut off at its limit of {limit:,} tokens",
                hint="ask for less effort with --effort, raise the limit with "
                "'git config report.maxTokens NUMBER', or make the report shorter",
            )
        if reason == "model_context_window_exceeded":
            raise Refused(
                f"the answer of '{model}' was cut off at the end of the model's window",
                hint="read a part of the source (a '#fragment'), or choose a model with a larger"
                " window",
            )
        if reason == "refusal":
            raise Refused(
                f"'{model}' refused to answer"
                + (f": {self.stop_words}" if self.stop_words else ""),
                hint="look at the reference, choose another model with --model"
                ", or skip the reference with 'git report skip REF -m WHY'",
            )
        if reason not in {"end_turn", "stop_sequence"}:
            raise Refused(
                f"'{model}' stopped before the end of its answer: '{quote_foreign(reason)}'",
                hint="try again, or choose another model with --model",
            )
        text = self.text
        if not text.strip():
            raise Refused(
                f"the answer of '{model}' is empty",
                hint="try again, or choose another model with --model",
            )
        return text

    def progress(self, seconds: float) -> str:
        """The progress in one line: ``0:42 · 13,204 in (9,000 cached) · about 1,210 out · 2.1``."""
        minutes, rest = divmod(int(seconds), 60)
        figures = [f"{minutes}:{rest:02d}"]
        if self.usage.input or self.usage.cached:
            total = self.usage.input + self.usage.cached
            cached = f" ({self.usage.cached:,} cached)" if self.usage.cached else ""
            figures.append(f"{total:,} tokens in{cached}")
        if self.stop_reason:
            figures.append(f"{self.usage.output:,} out")
        elif self.characters:
            figures.append(f"about {self.characters // BYTES_PER_TOKEN:,} out")
        if self.section:
            figures.append(self.section)
        return " · ".join(figures)

    def _take_delta(self, delta: object) -> None:
        kind = getattr(delta, "type", "")
        if kind == "text_delta":
            self._add(getattr(delta, "text", ""))
        elif kind == "thinking_delta":
            # Not a part of the answer, but the progress would stand still for minutes.
            self.characters += len(str(getattr(delta, "thinking", "")))

    def _add(self, text: object) -> None:
        if not isinstance(text, str) or not text:
            return
        self.parts.append(text)
        self.characters += len(text)
        if self.characters > LONGEST_ANSWER:
            raise ReportError(f"the answer is longer than {LONGEST_ANSWER:,} characters")
        self._tail = (self._tail + text)[-max(_TAIL, len(text)) :]
        for match in _NAMED.finditer(self._tail):
            self.section = _name(match[1], match[2])

    def _count(self, usage: object) -> None:
        """Take over an event's token counts, which are totals; a missing one keeps its value."""

        def count(name: str) -> int | None:
            value = getattr(usage, name, None)
            return value if isinstance(value, int) else None

        fresh, created = count("input_tokens"), count("cache_creation_input_tokens")
        output, cached = count("output_tokens"), count("cache_read_input_tokens")
        if fresh is not None:
            self._fresh = fresh
        if created is not None:
            self._created = created
        self.usage = Usage(
            # The protocol counts the input that is written to the cache by itself.
            self._fresh + self._created,
            self.usage.output if output is None else output,
            self.usage.cached if cached is None else cached,
        )

    def _stop(self, delta: object) -> None:
        reason = getattr(delta, "stop_reason", None)
        if isinstance(reason, str):
            self.stop_reason = reason
        details = getattr(delta, "stop_details", None)
        words = (getattr(details, "category", None), getattr(details, "explanation", None))
        self.stop_words = quote_foreign(": ".join(word for word in words if isinstance(word, str)))


def _name(kind: str, raw: str) -> str:
    """The name of the section that a piece of an answer is about."""
    try:
        text = str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        text = raw
    short = shorten(text, _WIDEST)
    return f"section {short}" if kind == "section" else f"'{short}'"
