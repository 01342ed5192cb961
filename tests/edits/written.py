"""Answers as a writer sends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from git_report.edits.answers import SCHEMA_NAME
from git_report.edits.operations import Answer, Drop, Operation, Whole


def write_answer(answer: Answer) -> dict[str, Any]:
    """An answer as the JSON that `read_answer` reads back; without usage and raw text."""
    written: dict[str, Any] = {"schema": SCHEMA_NAME, "base": answer.base}
    if answer.request:
        written["request"] = answer.request
    if answer.plan:
        written["plan"] = answer.plan
    written["reason"] = answer.reason
    written["operations"] = [_write_operation(operation) for operation in answer.operations]
    if answer.drops:
        written["drops"] = _write_drops(answer.drops)
    written["computed"] = [{"figure": c.figure, "operands": c.operands} for c in answer.computed]
    return written


def _write_operation(operation: Operation) -> dict[str, Any]:
    written: dict[str, Any] = {"op": _name(operation)}
    for field in fields(operation):
        value = getattr(operation, field.name)
        if field.name != "drops":
            written[field.name] = list(value) if isinstance(value, tuple) else value
        elif value:
            written[field.name] = _write_drops(value)
    return written


def _write_drops(drops: Sequence[Drop]) -> list[dict[str, str]]:
    return [{"what": drop.what, "why": drop.why} for drop in drops]


def _name(operation: Operation) -> str:
    return "document" if isinstance(operation, Whole) else type(operation).__name__.lower()
