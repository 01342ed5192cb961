"""Read a writer's answer, in JSON or Markdown, and check all of its fields.

A provider that can enforce a schema gets ``git-report/answer/1`` (``answer.schema.json`` beside
this). Reading is more lenient: it accepts text around the JSON, a code fence, JSON numbers as
section numbers, and the absence of fields that may be empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from git_report.checks.answer_markup import find_markup, find_markup_in_line
from git_report.edits.application import drop_own_heading
from git_report.edits.json_text import (
    JsonObject,
    NotFoundError,
    Numeral,
    brief,
    clean,
    find_answer,
    mend,
    name_type,
    open_envelope,
    show,
)
from git_report.edits.markdown_answers import is_markdown_answer, read_markdown
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
    Usage,
    Whole,
)
from git_report.edits.table_rows import read_cell
from git_report.edits.unwrapping import (
    TwoReportsError,
    strip_reasoning,
    unwrap_answer,
    unwrap_report,
)
from git_report.errors import ReportError
from git_report.markdown import Document, parse

SCHEMA_NAME = "git-report/answer/1"

_KINDS: Mapping[str, type[Operation]] = {
    "replace": Replace,
    "insert": Insert,
    "remove": Remove,
    "rename": Rename,
    "move": Move,
    "edit": Edit,
    "row": Row,
    "document": Whole,
}
_ADDRESSES = frozenset({"section", "parent", "after"})
# These fields identify a table or a row by its text, which may be a number.
_CELLS = frozenset({"table", "after", "row"})
_MARKDOWN = frozenset({"body", "title", "new"})
# Texts that the record has on one line.
_LINES = frozenset({"reason", "what", "why", "figure", "operands"})
# Optional fields: their empty value has a meaning (the top, the last place, nothing dropped).
_MAY_MISS = frozenset(
    {"schema", "base", "request", "plan", "parent", "after", "table", "row", "reason", "drops"}
)
_ROOT = ("schema", "base", "request", "plan", "reason", "operations", "drops", "computed")
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4})*")
_FIELD = re.compile(r"^operations\[(\d+)\]\.([\w.\[\]]+)")
_AT_ROOT = re.compile(rf"^(?:{'|'.join(_ROOT)})\b[\w.\[\]]*")
_INDEX = re.compile(r"operations\[(\d+)\]")
_PLACE = re.compile(r"operations\[(\d+)\][. ]?")
_HASHES = re.compile(r"#{1,6}[ \t]+")
_SHOWN = 12  # problems of one answer that go back to the writer
SEVERAL_REPORTS = "it contains several reports: send one"


class AnswerError(ReportError):
    """An answer cannot be read; `problems` has one line for each reason.

    `answer` is the unparsed answer and `usage` its cost, for a writer that is asked again.
    """

    def __init__(
        self,
        problems: Iterable[str],
        answer: str = "",
        usage: Usage = Usage(),  # noqa: B008 - frozen
    ) -> None:
        self.problems = tuple(problems)
        self.answer = answer
        self.usage = usage
        super().__init__(
            "the answer cannot be read: " + "; ".join(self.problems),
            hint="nothing was changed; to ask the writer again, pass --fresh",
        )


SCHEMA: Mapping[str, Any] = json.loads(
    Path(__file__).with_name("answer.schema.json").read_text(encoding="utf-8")
)


def read_answer(text: str, usage: Usage = Usage()) -> Answer:  # noqa: B008 - frozen
    """The only answer in a text, without the text around it.

    Control characters except tabs are removed, line endings become LF, and lone surrogates become
    U+FFFD. A heading that repeats an insert's title at the start of its body is removed. Raises
    AnswerError with the place of each problem if the text has no answer, several or an invalid one.
    """
    raw = mend(text)
    bare = strip_reasoning(raw.removeprefix("\ufeff"))
    markdown = find_markdown(open_envelope(bare))
    marked = read_markdown(markdown, _count_lines(raw, markdown)) if markdown else None
    try:
        found = find_answer(bare) if marked is None else marked.found
    except NotFoundError as error:
        raise AnswerError([str(error)], raw, usage) from None
    reader = _Reader()
    answer = reader.read(found, raw, usage)
    problems = reader.problems
    if marked is None:
        problems = [*map(_name_places, problems)]
    else:  # a wrong header may cause the other problems, so it is reported alone
        found_there = [_name_lines(each, marked.lines) for each in problems]
        problems = [*marked.problems] or found_there
    if problems:
        shown = problems[:_SHOWN]
        hidden = len(problems) - len(shown)
        more = [f"and {hidden} more problem{'s' if hidden > 1 else ''}"] if hidden else []
        raise AnswerError([*shown, *more], raw, usage)
    return answer


def find_markdown(text: str) -> str:
    """The Markdown answer in a text, without the text around it; empty if there is none."""
    if "===" not in text:
        return ""
    try:
        inner = unwrap_answer(text)
    except TwoReportsError:
        return ""
    return inner if is_markdown_answer(inner) else ""


def _count_lines(text: str, part: str) -> int:
    """The number of lines before a part of a text."""
    start = text.replace("\r\n", "\n").find(part)
    return text.count("\n", 0, start) if start > 0 else 0


def unwrap_documents(answer: Answer, prior: Document | None) -> Answer:
    """An answer whose whole reports have no other text around them.

    Raises AnswerError if one of them consists of several reports.
    """
    if not any(isinstance(operation, Whole) for operation in answer.operations):
        return answer
    try:
        operations = tuple(
            replace(operation, text=unwrap_report(operation.text, prior))
            if isinstance(operation, Whole)
            else operation
            for operation in answer.operations
        )
    except TwoReportsError:
        raise AnswerError([SEVERAL_REPORTS], answer.raw, answer.usage) from None
    return replace(answer, operations=operations)


class _Reader:
    """Read one JSON object as an answer; `problems` collects its errors."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def read(self, found: JsonObject, raw: str, usage: Usage) -> Answer:
        """The answer, which is valid only if there are no problems."""
        self._check_fields(found, "", _ROOT)
        schema = self._text(found, "", "schema")
        if schema not in ("", SCHEMA_NAME):
            self.problems.append(f'schema is {show(schema)}; this reads "{SCHEMA_NAME}"')
        operations = []
        inserted: dict[Insert, str] = {}
        for path, item in self._items(found, "", "operations"):
            operation = self._operation(path, item)
            if operation is not None:
                operations.append(operation)
            if isinstance(operation, Insert):
                # A model that answers in pieces may send a section twice, and both would be
                # applied.
                first = inserted.setdefault(replace(operation, reason=""), path)
                if first != path:
                    self.problems.append(f"{path} inserts the same as {first}")
        reason = self._text(found, "", "reason")
        if found.get("operations") == [] and not reason.strip():
            self.problems.append("operations is empty, and 'reason' is missing")
        computed = [
            Computed(self._text(item, path, "figure"), self._text(item, path, "operands"))
            for path, item in self._objects(found, "", "computed", ("figure", "operands"))
        ]
        return Answer(
            tuple(operations),
            base=self._text(found, "", "base").strip(),
            reason=reason,
            request=self._text(found, "", "request").strip(),
            drops=self._drops(found, ""),
            computed=tuple(computed),
            plan=self._text(found, "", "plan").strip("\n"),
            usage=usage,
            raw=raw,
        )

    def _operation(self, path: str, item: object) -> Operation | None:
        if not isinstance(item, JsonObject):
            self.problems.append(f"{path} is {name_type(item)}; it must be an object")
            return None
        name = item.get("op")
        kind = _KINDS.get(name) if isinstance(name, str) else None
        if kind is None:
            names = ", ".join(_KINDS)
            state = f"is {show(name)}" if "op" in item else "is missing"
            self.problems.append(f"{path}.op {state}; the operations are {names}")
            return None
        known = [field.name for field in fields(kind)]
        self._check_fields(item, path, ("op", *known), f'{path}: "{name}"')
        values: dict[str, Any] = {}
        for field in known:
            if field == "drops":
                values[field] = self._drops(item, path)
            elif field == "level":
                values[field] = self._level(item, path)
            elif kind is Row and field == "cells":
                values[field] = self._cells(item, path)
            elif kind is Row and field in _CELLS:
                values[field] = self._cell(item.get(field, ""), f"{path}.{field}")
            else:
                required = field == "reason" and kind is Remove
                values[field] = self._text(item, path, field, required=required)
        operation = _tidy(kind(**values))
        if isinstance(operation, Row) and operation.row and operation.after:
            self.problems.append(f"{path} has both row and after: one row is changed, or one added")
        return operation

    def _cells(self, item: JsonObject, path: str) -> tuple[str, ...]:
        if "cells" not in item:
            self.problems.append(f"{path}.cells is missing")
            return ()
        cells = [self._cell(value, where) for where, value in self._items(item, path, "cells")]
        return tuple(cells) if any(cells) else ()

    def _cell(self, value: object, where: str) -> str:
        """A table cell, or the text that identifies one, on one line and with unescaped bars."""
        if isinstance(value, Numeral):
            return value.text
        if value is None or isinstance(value, str):
            text = read_cell(clean(value or ""))
            self._refuse_markup(where, find_markup_in_line(text))
            return text
        self.problems.append(f"{where} is {name_type(value)}; it must be a string")
        return ""

    def _drops(self, found: JsonObject, path: str) -> tuple[Drop, ...]:
        return tuple(
            Drop(self._text(item, where, "what"), self._text(item, where, "why"))
            for where, item in self._objects(found, path, "drops", ("what", "why"))
        )

    def _objects(
        self, found: JsonObject, path: str, name: str, known: Sequence[str]
    ) -> Iterator[tuple[str, JsonObject]]:
        for where, item in self._items(found, path, name):
            if isinstance(item, JsonObject):
                self._check_fields(item, where, known)
                yield where, item
            else:
                self.problems.append(f"{where} is {name_type(item)}; it must be an object")

    def _items(self, found: JsonObject, path: str, name: str) -> Iterator[tuple[str, Any]]:
        where = _join(path, name)
        value = found.get(name)
        if value is None and name != "operations":
            return
        if isinstance(value, list):
            yield from ((f"{where}[{index}]", item) for index, item in enumerate(value))
        else:
            self.problems.append(f"{where} is {name_type(value)}; it must be an array")

    def _text(self, found: JsonObject, path: str, name: str, *, required: bool = False) -> str:
        where = _join(path, name)
        value = found.get(name)
        if value is None and name in _MAY_MISS and not required:
            return ""
        if isinstance(value, Numeral) and name in _ADDRESSES and _NUMBER.fullmatch(value.text):
            return value.text
        if isinstance(value, str):
            text = clean(value)
            if name in _LINES:
                text = " ".join(text.split())
                self._refuse_markup(where, find_markup_in_line(text))
                return text
            if name in _MARKDOWN:
                found_in = find_markup(parse(f"\n{text}").blocks())
                self._refuse_markup(where, next((markup for _, markup in found_in), ""))
            return text.strip() if name in _ADDRESSES else text
        if name in found:
            self.problems.append(f"{where} is {name_type(value)}; it must be a string")
        else:
            self.problems.append(f"{where} is missing")
        return ""

    def _refuse_markup(self, where: str, markup: str) -> None:
        if markup:
            self.problems.append(
                f"{where} contains {show(markup)}, which is markup of a model's answer, not text "
                "of a report"
            )

    def _level(self, item: JsonObject, path: str) -> int:
        value = item.get("level")
        text = value.text if isinstance(value, Numeral) else value
        if isinstance(text, str) and text in set("123456"):
            return int(text)
        where = f"{path}.level"
        state = f"is {name_type(value)}" if "level" in item else "is missing"
        self.problems.append(f"{where} {state}; it must be a whole number from 1 to 6")
        return 1

    def _check_fields(
        self, found: JsonObject, path: str, known: Sequence[str], whose: str = ""
    ) -> None:
        """Report an object's duplicate and unknown fields; `whose` is its name in messages."""
        for name in found.twice:
            self.problems.append(f"{_join(path, brief(name))} is given twice")
        for name in found:
            if name not in known:
                listed = f"{', '.join(known[:-1])} and {known[-1]}"
                self.problems.append(
                    f"{whose or path or 'the answer'} has no field '{brief(name)}' "
                    f"(its fields are {listed})"
                )


def _tidy(operation: Operation) -> Operation:
    """An operation without `#` marks in its title, because the tool writes the heading."""
    match operation:
        case Rename(section, title, reason):
            return Rename(section, _HASHES.sub("", title.strip(), count=1), reason)
        case Insert(parent, after, level, title, body, reason):
            title = _HASHES.sub("", title.strip(), count=1)
            return Insert(parent, after, level, title, drop_own_heading(body, title), reason)
        case _:
            return operation


def _name_places(problem: str) -> str:
    """A problem with operations counted from 1, as in the messages of OperationError."""
    named = _FIELD.sub(lambda match: f"operation {int(match[1]) + 1}: '{match[2]}'", problem)
    named = _INDEX.sub(lambda match: f"operation {int(match[1]) + 1}", named)
    return _AT_ROOT.sub(lambda match: f"'{match[0]}'", named)


def _name_lines(problem: str, lines: Sequence[int]) -> str:
    """A problem with operations named by their lines instead of their positions."""
    first = _PLACE.match(problem)
    named = f"line {lines[int(first[1])]}: {problem[first.end() :]}" if first else problem
    return _PLACE.sub(lambda match: f"the operation on line {lines[int(match[1])]}", named)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
