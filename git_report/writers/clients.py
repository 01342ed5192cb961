"""The SDK's client for each provider."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from git_report.errors import ReportError
from git_report.writers.credentials import Credentials

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic, AsyncAnthropicBedrock, AsyncAnthropicVertex

    Client = AsyncAnthropic | AsyncAnthropicBedrock | AsyncAnthropicVertex


def check_url(url: str) -> None:
    """ReportError for a base url that is none; an empty one is the provider's own."""
    try:
        parts = urlsplit(url)
        good = not url or (parts.scheme in {"http", "https"} and bool(parts.hostname))
        _ = parts.port
    except ValueError:
        good = False
    if not good or any(character.isspace() for character in url):
        raise ReportError(
            "the base url of the endpoint is no address (ANTHROPIC_BASE_URL, report.baseUrl)",
            hint="it looks like 'https://host/path'",
        )


def make_client(credentials: Credentials, base_url: str, seconds: float) -> Client:
    """A client that tries once and is silent for at most `seconds`.

    Retries are ours: the SDK's would not see what goes wrong inside a stream. Raises ReportError
    where a cloud's region, project or credentials are missing.
    """
    import anthropic  # 2 s that no other command pays
    import httpx2

    timeout = httpx2.Timeout(seconds, connect=min(seconds, 10.0))
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
