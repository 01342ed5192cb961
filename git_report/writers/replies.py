"""Encode replies for storage, and the marks of replies that a message batch will deliver."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from git_report.edits.operations import Usage
from git_report.writers.channel import Reply, Sending


def pack_reply(reply: Reply) -> bytes:
    """A reply as it is stored."""
    usage = reply.usage
    counts = {"input": usage.input, "output": usage.output, "cached": usage.cached}
    return _pack({"text": reply.text, "usage": counts, "batched": any(usage.batched)})


def unpack_reply(data: bytes) -> Reply | None:
    """A stored reply; None if the data are not one, so that the model is asked again."""
    values = _unpack(data)
    try:
        usage = values["usage"]
        read, written, cached = (int(usage[name]) for name in ("input", "output", "cached"))
        counts = Usage(read, written, cached)
        return Reply(str(values["text"]), counts.in_batch if values.get("batched") else counts)
    except (ValueError, KeyError, TypeError):
        return None


def pack_mark(batch: str) -> bytes:
    """The mark that a batch will deliver a reply."""
    return _pack({"batch": batch})


def unpack_mark(data: bytes) -> str:
    """The batch that will deliver a reply; empty if the data are not such a mark."""
    batch = _unpack(data).get("batch")
    return batch if isinstance(batch, str) else ""


def pack_sending(sending: Sending) -> bytes:
    """The mark that a question is being sent in a batch."""
    return _pack({"sending": sending.moment.isoformat(), "questions": sending.questions})


def unpack_sending(data: bytes) -> Sending | None:
    """When a question may have been sent in a batch whose name is unknown; else None."""
    values = _unpack(data)
    try:
        moment = datetime.fromisoformat(values["sending"])
        return Sending(moment.astimezone(UTC), int(values["questions"]))
    except (ValueError, KeyError, TypeError):
        return None


def _pack(values: dict[str, Any]) -> bytes:
    return json.dumps(values).encode("ascii")


def _unpack(data: bytes) -> dict[str, Any]:
    try:
        values = json.loads(data)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}
