"""A prompt as the fields of a request to the Messages API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from git_report.writers.prompt import Prompt, PromptPart

# English text has about four bytes a token. Too low an estimate costs nothing: an endpoint that
# cannot count refuses what does not fit; too high a one would refuse what does.
_BYTES = 4


def write_messages(prompt: Prompt) -> dict[str, Any]:
    """The fields ``system`` and ``messages``: parts as content blocks, refused answers as turns.

    The last stable part of each of the two is where a provider's cache ends (``cache_control``;
    of the four places that the protocol has for it these are two).
    """
    messages: list[dict[str, Any]] = [{"role": "user", "content": _write_parts(prompt.user)}]
    for turn in prompt.turns:
        # The protocol knows no empty text, and none that ends in white space at the end.
        answer = _encodable(turn.answer).rstrip() or "(an empty answer)"
        messages.append({"role": "assistant", "content": answer})
        messages.append({"role": "user", "content": _encodable(turn.reply)})
    system = _write_parts(prompt.system)
    return {"messages": messages, **({"system": system} if system else {})}


def write_request(prompt: Prompt, schema: Mapping[str, Any] | None, effort: str) -> dict[str, Any]:
    """The same with ``output_config``: a schema and an effort, where there is one."""
    config: dict[str, Any] = {}
    if effort:
        config["effort"] = effort
    if schema is not None:
        config["format"] = {"type": "json_schema", "schema": dict(schema)}
    return {**write_messages(prompt), **({"output_config": config} if config else {})}


def estimate_tokens(prompt: Prompt) -> int:
    """About how many tokens a prompt has, where nobody counts them."""
    size = sum(len(_encodable(text).encode("utf-8")) for text in prompt.texts())
    return -(-size // _BYTES)


def _write_parts(parts: Iterable[PromptPart]) -> list[dict[str, Any]]:
    kept = [part for part in parts if part.text.strip()]
    stable = max((at for at, part in enumerate(kept) if part.stable), default=-1)
    blocks: list[dict[str, Any]] = [
        {"type": "text", "text": _encodable(part.text)} for part in kept
    ]
    if stable >= 0:
        blocks[stable]["cache_control"] = {"type": "ephemeral"}
    return blocks


def _encodable(text: str) -> str:
    """A text without the surrogates that undecodable bytes became: JSON has no place for them."""
    return text.encode("utf-8", "replace").decode("utf-8")
