"""Read and check the settings of a model from the options and git's configuration."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from git_report.errors import ReportError
from git_report.git.configuration import canonical_key, read_number
from git_report.report.effort import EFFORTS, miss_effort
from git_report.writers.channels.failures import quote_foreign

MODEL = "claude-opus-5-5"
DEADLINE = 1_800  # seconds
# No white space and no brackets: the name is in a comment of every version.
_NAME = re.compile(r"[A-Za-z0-9][\w.:@/+~-]{0,199}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a model.

    `max_tokens` and `window` are tokens, 0 for the model's own; `deadline` is seconds for one
    question with all its attempts, of which there are `retries` and one. An empty `base_url` is
    the provider's own.
    """

    model: str = MODEL
    effort: str = ""
    max_tokens: int = 0
    window: int = 0
    deadline: float = DEADLINE
    base_url: str = ""
    retries: int = 5

    def __post_init__(self) -> None:
        """Raise ReportError for an invalid model name or base URL."""
        if _NAME.fullmatch(self.model) is None:
            raise ReportError(
                f"'{quote_foreign(self.model)}' is not a model name",
                hint=f"a name looks like '{MODEL}' (--model, report.model)",
            )
        _check_url(self.base_url)


def read_settings(
    config: Callable[[str], str | None],
    model: str | None,
    effort: str | None,
    environ: Mapping[str, str],
    provider: str,
) -> Settings:
    """The settings: from the options, else git's configuration, else the environment.

    `config` gives the value of ``report.model``, ``report.effort``, ``report.baseUrl``,
    ``report.timeout`` (seconds), ``report.window`` and ``report.maxTokens`` (tokens). Raises
    ReportError for invalid values.
    """
    base_url = config("report.baseUrl") or ""
    # The clients of the clouds read variables of their own.
    if provider == "anthropic":
        base_url = base_url or environ.get("ANTHROPIC_BASE_URL", "")
    chosen = model or config("report.model")
    if not chosen and provider == "bedrock":
        raise ReportError(
            "the provider 'bedrock' has its own model names, and none is configured",
            hint="choose one with --model or 'git config report.model NAME'",
        )
    asked = effort or config("report.effort") or ""
    if asked and asked not in EFFORTS:
        raise miss_effort(quote_foreign(asked), is_set=not effort)
    return Settings(
        model=chosen or MODEL,
        effort=asked,
        max_tokens=read_above_zero(config, "report.maxTokens", 0),
        window=read_above_zero(config, "report.window", 0),
        deadline=read_above_zero(config, "report.timeout", DEADLINE),
        base_url=base_url,
    )


def read_above_zero(config: Callable[[str], str | None], name: str, default: int) -> int:
    """A configured whole number above zero; raises ReportError for any other value."""
    value = config(name)
    if value is None:
        return default
    number = read_number({canonical_key(name): value}, name, default=default)
    if number <= 0:
        raise ReportError(
            f"the value of '{name}' is not above zero: '{value}'",
            hint=f"set a number with 'git config {name} {default or 'NUMBER'}'",
        )
    return number


def _check_url(url: str) -> None:
    """Raise ReportError for an invalid base URL; an empty one is the provider's own."""
    try:
        parts = urlsplit(url)
        good = not url or (parts.scheme in {"http", "https"} and bool(parts.hostname))
        # This raises ValueError if it is not a number.
        _ = parts.port
    except ValueError:
        good = False
    if not good or any(character.isspace() for character in url):
        raise ReportError(
            "the endpoint's base URL is not a valid address (ANTHROPIC_BASE_URL, report.baseUrl)",
            hint="set it to a URL such as 'https://host/path'",
        )
