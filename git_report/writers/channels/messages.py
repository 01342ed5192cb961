"""Convert a prompt to the fields of a request to the Messages API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from git_report.writers.channel import BYTES_PER_TOKEN, Prompt, PromptPart

# The protocol allows four cache breakpoints; one of them is for the system prompt.
_MOST_CACHED = 4 - 1


def write_messages(prompt: Prompt) -> dict[str, Any]:
    """The fields ``system`` and ``messages``: parts as content blocks, rejected answers as turns.

    Cache breakpoints (``cache_control``) are after the last stable part of the system prompt and
    after the last three of the user's: steps of a version share the first of these.
    """
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": _write_parts(prompt.user, _MOST_CACHED)}
    ]
    for turn in prompt.turns:
        # The protocol rejects empty text, and text that ends in white space at the very end.
        answer = _encodable(turn.answer).rstrip() or "(an empty answer)"
        messages.append({"role": "assistant", "content": answer})
        messages.append({"role": "user", "content": _encodable(turn.reply)})
    system = _write_parts(prompt.system, 1)
    return {"messages": messages, **({"system": system} if system else {})}


def write_request(prompt: Prompt, schema: Mapping[str, Any] | None, effort: str) -> dict[str, Any]:
    """The same with ``output_config``: a schema and an effort, if there is one."""
    config: dict[str, Any] = {}
    if effort:
        config["effort"] = effort
    if schema is not None:
        config["format"] = {"type": "json_schema", "schema": dict(schema)}
    return {**write_messages(prompt), **({"output_config": config} if config else {})}


def estimate_tokens(prompt: Prompt) -> int:
    """About how many tokens a prompt has, if the endpoint cannot count them.

    An estimate that is too low does no harm: the endpoint rejects what does not fit. One that is
    too high would reject what does fit.
    """
    size = sum(len(_encodable(text).encode("utf-8")) for text in prompt.texts())
    return -(-size // BYTES_PER_TOKEN)


def _write_parts(parts: Iterable[PromptPart], most: int) -> list[dict[str, Any]]:
    kept = [part for part in parts if part.text.strip()]
    blocks: list[dict[str, Any]] = [
        {"type": "text", "text": _encodable(part.text)} for part in kept
    ]
    for at in [at for at, part in enumerate(kept) if part.stable][-most:]:
        blocks[at]["cache_control"] = {"type": "ephemeral"}
    return blocks


def _encodable(text: str) -> str:
    """The text without the surrogates of undecodable bytes, which JSON cannot contain."""
    return text.encode("utf-8", "replace").decode("utf-8")
