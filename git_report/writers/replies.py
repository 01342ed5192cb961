"""Replies as they are kept, and the marks of those that a message batch will bring."""

from __future__ import annotations

import json
from typing import Any

from git_report.edits.operations import Usage
from git_report.writers.prompt import Reply


def pack_reply(reply: Reply) -> bytes:
    """A reply as it is kept."""
    usage = reply.usage
    counts = {"input": usage.input, "output": usage.output, "cached": usage.cached}
    return _pack({"text": reply.text, "usage": counts})


def unpack_reply(data: bytes) -> Reply | None:
    """A kept reply; None where the file is not one, so that the model is asked again."""
    values = _unpack(data)
    try:
        usage = values["usage"]
        counts = (int(usage[name]) for name in ("input", "output", "cached"))
        return Reply(str(values["text"]), Usage(*counts))
    except (ValueError, KeyError, TypeError):
        return None


def pack_mark(batch: str) -> bytes:
    """What is kept in the place of a reply that a batch will bring."""
    return _pack({"batch": batch})


def unpack_mark(data: bytes) -> str:
    """The batch that will bring a reply; empty where the file is no mark."""
    batch = _unpack(data).get("batch")
    return batch if isinstance(batch, str) else ""


def _pack(values: dict[str, Any]) -> bytes:
    return json.dumps(values).encode("ascii")


def _unpack(data: bytes) -> dict[str, Any]:
    try:
        values = json.loads(data)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}
