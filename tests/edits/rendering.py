"""An answer written as Markdown: the inverse of the reader, for the law that it reads back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from git_report.edits.markdown_answers import _NEW, _OLD, _TOP, _Line, _outside_code, _parent_of
from git_report.edits.operations import (
    Answer,
    Computed,
    Drop,
    Edit,
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Replace,
    Row,
    Whole,
)
from git_report.edits.table_rows import write_row

_TO_ESCAPE = re.compile(r"\\*(?:===(?!=)[ \t]*\S|(?:<<<|>>>)[ \t]*$)")


def render_answer(answer: Answer) -> str:
    """An answer as the Markdown that `answers.read_answer` reads back, but for usage and raw text.

    Blank lines around a text are not kept.
    """
    parts = [
        _render_part("base", answer.base, inline=True),
        _render_part("request", answer.request, inline=True),
        _render_part("plan", answer.plan),
        *(_render(operation) for operation in answer.operations),
        _render_part("reason", answer.reason),
        _render_list("drops", map(_render_drop, answer.drops)),
        _render_list("computed", map(_render_computed, answer.computed)),
    ]
    return "\n".join(filter(None, parts))


def _render(operation: Operation) -> str:
    details = [f"== reason: {operation.reason}"] if operation.reason else []
    drops = operation.drops if not isinstance(operation, Insert | Rename | Move) else ()
    details += [f"== drop: {_render_drop(drop)}" for drop in drops]
    header, body = _render_bare(operation)
    if isinstance(operation, Row) and operation.table and not operation.table.isdecimal():
        details.append(f"== table: {operation.table}")
    # A title may end in the signs that may close a header.
    closed = f"{header} ===" if header.endswith("===") else header
    return "\n".join([closed, *details, *(["", body] if body else []), ""])


def _render_bare(operation: Operation) -> tuple[str, str]:
    """The header of an operation without its details, and its text."""
    match operation:
        case Replace(section=section, body=body):
            return f"=== replace {section}", _escape("replace", body)
        case Edit(section=section, old=old, new=new):
            return f"=== edit {section}", "\n".join(
                (_OLD, _escape("edit", old), _NEW, _escape("edit", new))
            )
        case Row(section=section, cells=cells):
            return f"=== row {section}{_render_place_of_row(operation)}", (
                write_row(cells) if any(cells) else ""
            )
        case Insert(level=level, title=title, body=body):
            place = _render_place(operation)
            return f"=== insert{place} level {level}: {title}", _escape("insert", body)
        case Remove(section=section):
            return f"=== remove {section}", ""
        case Rename(section=section, title=title):
            return f"=== rename {section}: {title}", ""
        case Move(section=section):
            return f"=== move {section}{_render_place(operation)}", ""
        case Whole(text=text):
            return "=== document", _escape("document", text)


def _render_place(operation: Insert | Move) -> str:
    after = operation.after
    under = "" if operation.parent == _parent_of(after) else f" under {operation.parent or _TOP}"
    return under + (f" after {after}" if after not in ("", "first") else f" {after or 'last'}")


def _render_place_of_row(row: Row) -> str:
    table = f" table {row.table}" if row.table.isdecimal() else ""
    if row.row:
        return f"{table} {'replace' if any(row.cells) else 'remove'} {row.row}"
    if row.after in ("", "first"):
        return f"{table} {row.after}".rstrip()
    return f"{table} after {row.after}"


def _render_part(word: str, text: str, *, inline: bool = False) -> str:
    if not text:
        return ""
    return f"=== {word} {text}\n" if inline else f"=== {word}\n\n{_escape(word, text)}\n"


def _render_list(word: str, lines: Iterator[str]) -> str:
    items = "".join(f"- {line}\n" for line in lines)
    return f"=== {word}\n\n{items}" if items else ""


def _render_drop(drop: Drop) -> str:
    # The last colon ends what is dropped: others get a space that is read as any, but not as one.
    if not drop.why:
        return drop.what.replace(": ", ":\u00a0")
    return f"{drop.what}: {drop.why.replace(': ', ':' + chr(0xA0))}"


def _render_computed(computed: Computed) -> str:
    return f"{computed.figure.replace(' = ', chr(0xA0) + '= ')} = {computed.operands}"


def _escape(word: str, text: str) -> str:
    """The text of a header, in which no line outside of code is taken for another header."""
    lines = (_Line(0, line) for line in text.split("\n"))
    return "\n".join(
        f"\\{line}" if outside and _TO_ESCAPE.match(line) else line
        for outside, line in _outside_code(lines, word)
    )
