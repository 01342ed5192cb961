"""Ask a model through the Messages API, with the `anthropic` SDK.

The SDK is imported only by the calls: importing it takes seconds.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from git_report.errors import ReportError
from git_report.text import Tell
from git_report.writers.channel import PULSE, Prompt, Reply, UnknownOutcomeError
from git_report.writers.channels.batches import MessageBatches
from git_report.writers.channels.capacity import WINDOW, Capacity, find_limit, measure
from git_report.writers.channels.clients import cloud_errors, make_client
from git_report.writers.channels.credentials import Credentials, require_credentials
from git_report.writers.channels.failures import (
    Failure,
    explain_silence,
    explain_status,
    explain_transport,
    quote_foreign,
)
from git_report.writers.channels.messages import write_request
from git_report.writers.channels.stream import AnswerStream
from git_report.writers.settings import Settings, read_settings

if TYPE_CHECKING:
    from anthropic import APIStatusError

    from git_report.writers.channels.clients import Client

# Seconds for asking about a request's tokens and the model; without an answer both are estimated.
_PATIENCE = 30.0
# Seconds for any other call: a batch of many requests has some megabytes.
_CALL = 300.0
# Seconds before the second attempt, doubled each time; endpoints limit requests by the minute.
_FIRST_DELAY, _LONGEST_DELAY = 1.0, 60.0

_T = TypeVar("_T")


class Anthropic:
    """A channel to a model of Anthropic's, or of any endpoint with the same protocol.

    `sleep` and `clock` measure the time between attempts; `chance` returns their jitter, 0 to 1.
    """

    def __init__(
        self,
        credentials: Credentials,
        settings: Settings = Settings(),  # noqa: B008 - frozen
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.settings = settings
        self.credentials = credentials
        self.sleep, self.clock, self._chance = sleep, clock, chance
        self._rejected: set[str] = set()
        self._capacity: Capacity | None = None

    @property
    def name(self) -> str:
        """The name in the record."""
        return f"anthropic {self.settings.model}"

    @property
    def identity(self) -> str:
        """The model and its endpoint."""
        return f"{self.name} {self.settings.base_url}"

    @property
    def window(self) -> int:
        """The configured window, else the endpoint's, else that of most models, in tokens."""
        known = self._capacity.window if self._capacity is not None else 0
        return self.settings.window or known or WINDOW

    @property
    def batches(self) -> MessageBatches | None:
        """The message batches of the Messages API, which cloud providers do not have."""
        return MessageBatches(self) if self.credentials.provider == "anthropic" else None

    def ask(self, prompt: Prompt, tell: Tell) -> Reply:
        """Send a prompt and return the complete answer; `tell` gets progress lines.

        Raises ReportError if no complete answer arrives.
        """
        end = self.clock() + self.settings.deadline
        limit = self.fit(prompt, tell)
        tried = 0
        while True:
            reception = AnswerStream()
            failure = _run(self._attempt(prompt, limit, reception, tell, end))
            # No retry after the end of the answer: it is complete, and paid for.
            if failure is None or reception.stop_reason:
                text = reception.finish(self.settings.model, limit)
                return Reply(text, reception.usage)
            if self._do_without(failure, prompt, tell):
                continue
            tried += 1
            self._wait(failure, tried, end, tell)

    def _do_without(self, failure: Failure, prompt: Prompt, tell: Tell) -> bool:
        """Whether to retry at once without a field that a compatible endpoint does not support."""
        asked = {"format"} if prompt.schema is not None else set()
        if prompt.effort or self.settings.effort:
            asked.add("effort")
        if failure.rejects not in asked - self._rejected:
            return False
        # Kept for all later questions, each of which would be rejected once more.
        self._rejected.add(failure.rejects)
        what = "structured output" if failure.rejects == "format" else "an effort level"
        tell(f"the endpoint does not support {what}: asking without it")
        return True

    def _wait(self, failure: Failure, tried: int, end: float, tell: Tell) -> None:
        """Sleep before the next attempt; raise the failure if no attempt is left."""
        retries = min(self.settings.retries, failure.retries)
        if not failure.passing or tried > retries:
            tries = f" ({tried} tries)" if tried > 1 else ""
            raise ReportError(failure.message + tries, hint=failure.hint)
        delay = failure.after
        if delay is None:
            # Exponential, with jitter, so that many clients do not retry at the same moment.
            delay = min(_FIRST_DELAY * 2 ** (tried - 1), _LONGEST_DELAY)
            delay *= 0.75 + 0.5 * self._chance()
        if self.clock() + delay >= end:
            raise ReportError(
                f"{failure.message}; the next attempt would be in {delay:,.0f} s, past the"
                f" deadline of {self.settings.deadline:,.0f} s",
                hint="try again later, or allow more time with "
                f"'git config report.timeout {2 * self.settings.deadline:.0f}'",
            )
        tell(f"{failure.message}; trying again in {delay:.0f} s ({tried} of {retries})")
        self.sleep(delay)

    async def _attempt(
        self, prompt: Prompt, limit: int, reception: AnswerStream, tell: Tell, end: float
    ) -> Failure | None:
        """One request; the failure, or None if the answer ended as the protocol says."""
        return await self._reach(
            max(end - self.clock(), 0.001),
            lambda client: self._stream(client, prompt, limit, reception, tell),
        )

    def call(
        self, work: Callable[[Client], Awaitable[_T]], tell: Tell, *, once: bool = False
    ) -> _T:
        """The result of a short call, retried while that may help; raises ReportError if it fails.

        With `once`, for a call that must not be made twice, it is retried only if the endpoint has
        certainly not accepted it; raises UnknownOutcomeError if it may have.
        """
        # `_reach` returns the failure, so the result is left here.
        given: list[_T] = []

        async def take(client: Client) -> None:
            given.append(await work(client))

        end = self.clock() + self.settings.deadline
        tried = 0
        while (failure := _run(self._reach(_CALL, take))) is not None:
            tried += 1
            if once and not failure.refused:
                raise UnknownOutcomeError(failure.message, hint=failure.hint)
            self._wait(failure, tried, end, tell)
        return given[0]

    async def _reach(
        self, seconds: float, work: Callable[[Client], Awaitable[Failure | None]]
    ) -> Failure | None:
        """Run `work` with a client within a time limit, and explain what goes wrong."""
        import anthropic
        import httpx2

        redact = self.credentials.redact
        try:
            # One deadline for the whole stream: a single read may take all of the time.
            # A second more for a single read, so that it is our deadline that ends it.
            async with asyncio.timeout(seconds), self._client(seconds + 1.0) as client:
                return await work(client)
        except anthropic.APIStatusError as error:
            return self._explain(error)
        except (anthropic.APIConnectionError, httpx2.HTTPError, httpx2.StreamError) as error:
            return explain_transport(error, self._place, self.settings.deadline, redact)
        except anthropic.AnthropicError as error:
            return Failure(f"the request failed: {quote_foreign(str(error), redact)}")
        except TimeoutError:
            return explain_silence(self.settings.deadline)
        except cloud_errors(self.credentials.provider) as error:
            return Failure(
                f"the provider '{self.credentials.provider}' gave no credentials:"
                f" {quote_foreign(str(error), redact)}",
                "log in with the provider's own tool, or see its documentation for the variables",
            )
        except ValueError:  # An event that is not JSON, or is truncated.
            return Failure("the endpoint sent an event that cannot be read", passing=True)

    async def _stream(
        self, client: Client, prompt: Prompt, limit: int, reception: AnswerStream, tell: Tell
    ) -> Failure | None:
        begun = self.clock()

        def say() -> None:
            tell(f"{self.name}: {reception.progress(self.clock() - begun)}")

        async def pulse() -> None:
            while True:
                say()
                await asyncio.sleep(PULSE)

        beating = asyncio.create_task(pulse())
        try:
            # Not `messages.stream()`: it builds the text again with every event, which takes 40 s
            # for an answer of 2 MB, and it fails internally if events are out of order.
            stream = await client.messages.create(stream=True, **self.request(prompt, limit))
            async with stream:
                async for event in stream:
                    section = reception.section
                    reception.take(event)
                    if reception.section != section:
                        say()
        finally:
            beating.cancel()
        say()
        if reception.stop_reason:
            return None
        kind = stream.response.headers.get("content-type", "")
        if not reception.events and not kind.startswith("text/event-stream"):
            return Failure(
                f"the endpoint sent '{quote_foreign(kind, self.credentials.redact)}' instead of a"
                " stream of events",
                "check ANTHROPIC_BASE_URL or report.baseUrl, and any proxy in between",
            )
        return Failure("the answer ended too early", "try again", passing=True)

    def request(self, prompt: Prompt, limit: int) -> dict[str, Any]:
        """The fields of a request, without those that the endpoint does not support."""
        effort = prompt.effort or self.settings.effort
        return {
            **write_request(
                prompt,
                schema=None if "format" in self._rejected else prompt.schema,
                effort="" if "effort" in self._rejected else effort,
            ),
            "model": self.settings.model,
            "max_tokens": limit,
        }

    def _client(self, seconds: float) -> Client:
        return make_client(self.credentials, self.settings.base_url, seconds)

    def _explain(self, error: APIStatusError) -> Failure:
        credentials = self.credentials
        return explain_status(error, self.settings.model, credentials.source, credentials.redact)

    @property
    def _place(self) -> str:
        return self.settings.base_url or f"the address of {self.credentials.provider}"

    def fit(self, prompt: Prompt, tell: Tell) -> int:
        """The most tokens for the answer; raises ReportError if the prompt leaves no room."""
        tell(f"{self.name}: counting tokens")
        self._capacity = _run(self._measure(prompt))
        settings = self.settings
        return find_limit(
            self._capacity, prompt, settings.model, settings.window, settings.max_tokens
        )

    async def _measure(self, prompt: Prompt) -> Capacity:
        """What the endpoint says about the size of the prompt.

        Only refused credentials are an error here: the request itself will show any other.
        """
        import anthropic
        import httpx2

        known = self._capacity
        patience = min(_PATIENCE, self.settings.deadline)
        try:
            async with asyncio.timeout(patience), self._client(patience) as client:
                return await measure(client, self.settings.model, prompt, known)
        except anthropic.AuthenticationError as error:
            failure = self._explain(error)
        except (anthropic.AnthropicError, httpx2.HTTPError, TimeoutError, ValueError):
            return known or Capacity()
        except cloud_errors(self.credentials.provider):
            return known or Capacity()
        raise failure.error


def anthropic_channel(
    config: Callable[[str], str | None],
    model: str | None,
    effort: str | None,
    environ: Mapping[str, str],
) -> Anthropic:
    """The channel that the options, git's configuration and the environment describe.

    Raises ReportError for missing credentials and for invalid values.
    """
    provider = config("report.provider") or "anthropic"
    settings = read_settings(config, model, effort, environ, provider)
    credentials = require_credentials(environ, provider, settings.base_url)
    return Anthropic(credentials, settings)


def _run(work: Coroutine[Any, Any, _T]) -> _T:
    """Run to completion, even if the caller is in an event loop, such as a notebook."""
    if not _is_in_loop():
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def _is_in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
