"""The SDK's client for each provider."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.writers.channels.credentials import Credentials

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic, AsyncAnthropicBedrock, AsyncAnthropicVertex

    Client = AsyncAnthropic | AsyncAnthropicBedrock | AsyncAnthropicVertex


# Seconds: an endpoint may think for minutes, but it accepts a connection at once.
_CONNECT = 10.0


def cloud_errors(provider: str) -> tuple[type[Exception], ...]:
    """The exceptions of a cloud's library for missing or expired credentials."""
    if provider == "bedrock":
        return (RuntimeError, import_module("botocore.exceptions").BotoCoreError)
    if provider == "vertex":
        return (RuntimeError, import_module("google.auth.exceptions").GoogleAuthError)
    return ()


def make_client(credentials: Credentials, base_url: str, seconds: float) -> Client:
    """A client that makes one attempt and waits at most `seconds` for each read.

    Retries are ours, because the SDK's do not see failures inside a stream. Raises ReportError if
    a cloud's region, project or credentials are missing.
    """
    import anthropic  # takes 2 s, so only this command imports it
    import httpx2

    timeout = httpx2.Timeout(seconds, connect=min(seconds, _CONNECT))
    url = base_url or None
    try:
        if credentials.provider == "bedrock":
            return anthropic.AsyncAnthropicBedrock(base_url=url, timeout=timeout, max_retries=0)
        if credentials.provider == "vertex":
            return anthropic.AsyncAnthropicVertex(base_url=url, timeout=timeout, max_retries=0)
        return anthropic.AsyncAnthropic(
            api_key=credentials.key or None,
            auth_token=credentials.token or None,
            base_url=url,
            timeout=timeout,
            max_retries=0,
        )
    except (ValueError, anthropic.AnthropicError) as error:
        words = credentials.redact(str(error))
    raise ReportError(
        f"the provider '{credentials.provider}' is not set up: {words}",
        hint="see the provider's own documentation for its variables",
    )
