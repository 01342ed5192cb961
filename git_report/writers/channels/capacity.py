"""Compute what fits into a model: the tokens of a prompt, the window, the longest answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.writers.channel import Prompt
from git_report.writers.channels.messages import estimate_tokens, write_messages

if TYPE_CHECKING:
    from git_report.writers.channels.clients import Client

# The assumed window, in tokens, if neither the endpoint nor the configuration says: every model
# of the Messages API has at least this.
WINDOW = 200_000
# Tokens of an answer: the least that every model supports, and the most that is asked for.
_LIMIT, _LONGEST_LIMIT = 32_000, 64_000
_LEAST = 1_024  # tokens; with less room for the answer, no request is made
# The endpoint does not support the question, so it is not asked again.
_ABSENT = frozenset({404, 405, 501})


@dataclass(frozen=True, slots=True)
class Capacity:
    """What an endpoint says about a prompt and a model, in tokens.

    None and zero if it does not say; `counts` is false if it cannot count.
    """

    tokens: int | None = None
    window: int = 0
    longest: int = 0
    counts: bool = True


async def measure(client: Client, model: str, prompt: Prompt, known: Capacity | None) -> Capacity:
    """Ask an endpoint for the tokens of a prompt, and once for the size of the model's window.

    Raises the SDK's errors of the connection, and of refused credentials; to any other question
    an endpoint may have no answer.
    """
    import anthropic

    tokens, counts = None, known is None or known.counts
    if counts:
        try:
            counted = await client.messages.count_tokens(model=model, **write_messages(prompt))
            tokens = _read_count(counted, "input_tokens") or None
        except anthropic.AuthenticationError:
            raise
        except anthropic.APIStatusError as error:
            counts = error.status_code not in _ABSENT
    if known is not None:
        return Capacity(tokens, known.window, known.longest, counts)
    window = longest = 0
    if isinstance(client, anthropic.AsyncAnthropic):  # Cloud providers have no list of models.
        try:
            info = await client.models.retrieve(model)
            window = _read_count(info, "max_input_tokens")
            longest = _read_count(info, "max_tokens")
        except anthropic.APIStatusError:
            pass
    return Capacity(tokens, window, longest, counts)


def find_limit(capacity: Capacity, prompt: Prompt, model: str, window: int, limit: int) -> int:
    """The most tokens that the answer may have.

    `window` and `limit` are configured values, 0 for the model's own. Raises ReportError with
    both sizes if the prompt leaves no room for an answer: nothing is ever truncated.
    """
    window = window or capacity.window or WINDOW
    limit = limit or min(capacity.longest or _LIMIT, _LONGEST_LIMIT)
    if capacity.longest:
        limit = min(limit, capacity.longest)
    counted = capacity.tokens is not None
    tokens = capacity.tokens if capacity.tokens is not None else estimate_tokens(prompt)
    room = window - tokens
    # The configured limit may be less.
    if room < min(limit, _LEAST):
        raise ReportError(
            f"the request has {'' if counted else 'about '}{tokens:,} tokens, more than the"
            f" window of '{model}' ({window:,})",
            hint="read a part of the source (a '#fragment'), choose a model with a larger window,"
            " or configure its size with 'git config report.window N'",
        )
    return min(limit, room)


def _read_count(answer: object, name: str) -> int:
    """A count from an endpoint's answer, which may be anything; 0 if there is none."""
    value = getattr(answer, name, None)
    return value if isinstance(value, int) and value > 0 else 0
