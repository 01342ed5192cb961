"""Read answers in Markdown, with a header line for each operation, as an alternative to JSON.

A header line begins with three equals signs and a word (``=== replace 2.1``). A detail of an
operation, directly below its header, begins with two (``== reason: …``). The body of a header ends
at the next header; in a code block, such a line is text. docs/formats.md has the whole grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from git_report.edits.json_text import JsonObject, brief
from git_report.edits.operations import (
    split_declaration,
)
from git_report.edits.table_rows import read_row
from git_report.markdown import parse
from git_report.markdown.tables import starts_table

_OPERATIONS = ("replace", "edit", "row", "insert", "remove", "rename", "move", "document")
_PARTS = ("base", "request", "reason", "plan", "drops", "computed")
# Their text is Markdown, in which a code block may contain header lines.
_WITH_CODE = frozenset({"replace", "insert", "document", "plan", ""})
_HEADER = re.compile(r"===(?!=)[ \t]*(?P<word>\S+)[ \t]*(?P<rest>.*?)(?:[ \t]+===)?[ \t]*")
_DETAIL = re.compile(r"==(?!=)[ \t]*(?P<key>[A-Za-z]+)[ \t]*:(?P<value>.*)")
# The info string of a backtick fence has no backticks (CommonMark): "```x```" is a code span.
_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<run>`{3,}(?!.*`)|~{3,})")
_ESCAPED = re.compile(r"\\+(?====(?!=)[ \t]*\S|(?:<<<|>>>)[ \t]*$)")
_BULLET = re.compile(r"[-*+][ \t]+")
_ROW = re.compile(
    r"(?P<section>\S+)(?:[ \t]+table[ \t]+(?P<table>\d+))?"
    r"(?:[ \t]+(?P<how>first|last|after|replace|remove)\b[ \t]*(?P<cell>.*))?"
)
_OLD, _NEW = "<<<", ">>>"
_TOP = "top"
# More characters before the operations are more than a courtesy.
_LONGEST_ASIDE = 600
_JSON = re.compile(r'"operations"\s*:')


class _Line(NamedTuple):
    number: int
    text: str


@dataclass(slots=True)
class _Part:
    """A header and the lines below it; the text before the first header has an empty `word`."""

    number: int
    word: str
    rest: str
    lines: list[_Line] = field(default_factory=list)
    details: list[tuple[_Line, str, str]] = field(default_factory=list)

    @property
    def body(self) -> str:
        """The text without blank lines around it and without escapes of header lines."""
        return "\n".join(
            _ESCAPED.sub(_shorten_run, line) if outside else line
            for outside, line in _outside_code(self.lines, self.word)
        ).strip("\n")


class MarkdownAnswer(NamedTuple):
    """A Markdown answer as the object that the same answer has in JSON.

    `lines` has the line number of each operation; `problems` has the errors in its headers.
    """

    found: JsonObject
    lines: tuple[int, ...]
    problems: tuple[str, ...]


def is_markdown_answer(text: str) -> bool:
    """Whether a text has an answer's header lines, outside code and JSON.

    A line of a whole report may look like an unknown header: `=== RUN TestParse`. In a text without
    a title, such a line counts as a header.
    """
    if "===" not in text:
        return False
    first, *rest = _split(text, [])
    if not rest or any(_JSON.search(line.text) for line in first.lines):
        return False
    known = any(part.word in (*_OPERATIONS, *_PARTS) for part in rest)
    return known or not parse(text).title.strip()


def read_markdown(text: str, before: int = 0) -> MarkdownAnswer:
    """The answer that a text contains, for which `is_markdown_answer` must be true.

    `before` is the number of lines before the text, for messages.
    """
    return _Reading(before).read(text)


def _split(text: str, open_fences: list[_Line]) -> list[_Part]:
    """Split a text at its headers; append the first line of an unclosed code block to a list."""
    parts = [_Part(0, "", "")]
    fence: tuple[str, _Line] | None = None
    at_head = False
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for line in (_Line(number, line) for number, line in enumerate(lines, start=1)):
        part = parts[-1]
        header = _HEADER.fullmatch(line.text) if fence is None else None
        if header is not None:
            word = header["word"].rstrip(":").casefold()
            parts.append(_Part(line.number, word, header["rest"].strip()))
            at_head = True
            continue
        detail = _DETAIL.fullmatch(line.text) if at_head and part.word in _OPERATIONS else None
        if detail is not None:
            part.details.append((line, detail["key"].casefold(), detail["value"].strip()))
            continue
        at_head = False
        part.lines.append(line)
        if part.word in _WITH_CODE:
            fence = _follow_fence(fence, line)
    if fence is not None:
        open_fences.append(fence[1])
    return parts


def _follow_fence(fence: tuple[str, _Line] | None, line: _Line) -> tuple[str, _Line] | None:
    """The fence and the first line of the code block that is open after a line, if any."""
    match = _FENCE.match(line.text)
    if match is None:
        return fence
    if fence is None:
        return match["run"], line
    closes = match["run"].startswith(fence[0]) and not line.text[match.end() :].strip()
    return None if closes else fence


class _Reading:
    """Read one text; `problems` collects its errors."""

    def __init__(self, before: int) -> None:
        self.before = before
        self.problems: list[str] = []
        self.operations: list[JsonObject] = []
        self.lines: list[int] = []

    def read(self, text: str) -> MarkdownAnswer:
        """The answer and its problems."""
        open_fences: list[_Line] = []
        first, *parts = _split(text, open_fences)
        for line in open_fences:
            self._refuse(line.number, "the code block that begins here is not closed")
        root: dict[str, Any] = {}
        for part in parts:
            if part.word in _OPERATIONS:
                self._read_operation(part)
            elif part.word not in _PARTS:
                self._refuse_word(part)
            elif part.word in root:
                self._refuse(part.number, f"{part.word} is given twice")
            else:
                root[part.word] = self._read_part(part)
        self._read_preamble(first)
        root["operations"] = self.operations
        return MarkdownAnswer(JsonObject([*root.items()]), tuple(self.lines), tuple(self.problems))

    def _read_preamble(self, first: _Part) -> None:
        """Read the text before the first header: a whole report, or a courtesy to ignore."""
        text = first.body
        is_report = bool(parse(text).title)
        is_long = len(text) > _LONGEST_ASIDE
        if self.operations and is_report and is_long:
            self._refuse(1, "it contains a report and operations: send one of them")
        elif not self.operations and (is_report or is_long):
            self._add(first, {"op": "document", "text": text, "reason": ""})

    def _refuse(self, number: int, problem: str) -> None:
        self.problems.append(f"line {self.before + number}: {problem}")

    def _refuse_word(self, part: _Part) -> None:
        known = ", ".join((*_OPERATIONS, *_PARTS))
        self._refuse(
            part.number,
            f"'=== {brief(part.word)}' is not a known header; the headers are {known}; "
            "if the line is text, put a backslash before it",
        )

    def _add(self, part: _Part, values: Mapping[str, Any], number: int = 0) -> None:
        self.operations.append(JsonObject([*values.items()]))
        self.lines.append(self.before + (number or part.number or 1))

    def _read_part(self, part: _Part) -> str | list[JsonObject]:
        text = "\n".join(filter(None, (part.rest, part.body)))
        if part.word == "drops":
            return [_drop(line) for line in self._list(part)]
        if part.word == "computed":
            return [_computed(line) for line in self._list(part)]
        return text.strip() if part.word in ("base", "request") else text

    def _list(self, part: _Part) -> Iterator[str]:
        for line in (part.rest, *(line.text for line in part.lines)):
            if line.strip():
                yield _BULLET.sub("", line.strip(), count=1)

    def _read_operation(self, part: _Part) -> None:
        common = self._read_details(part)
        match part.word:
            case "replace":
                self._add(part, {**self._section(part), "body": part.body, **common})
            case "document":
                self._add(part, {"op": "document", "text": part.body, **common})
            case "edit":
                self._read_edits(part, common)
            case "row":
                self._read_rows(part, common)
            case "insert":
                place, title = self._place(part)
                self._add(part, {**place, **_leveled(place, title), "body": part.body, **common})
            case "move":
                self._expect_no_body(part)
                self._add(part, {**self._place(part)[0], **common})
            case "remove":
                self._expect_no_body(part)
                self._add(part, {**self._section(part), "reason": "", **common})
            case "rename":
                self._expect_no_body(part)
                section, _, title = part.rest.partition(":")
                if not title.strip():
                    self._refuse(part.number, "it needs a title: '=== rename 2: New title'")
                self._add(
                    part, {"op": "rename", "section": section.strip(), "title": title, **common}
                )

    def _read_details(self, part: _Part) -> dict[str, Any]:
        # A removal needs its reason: without the field, `answers` reports that it is missing.
        values: dict[str, Any] = {"reason": ""} if part.word != "remove" else {}
        for line, key, value in part.details:
            if key in ("reason", "why"):
                values["reason"] = value
            elif key in ("drop", "drops") and part.word not in ("insert", "rename", "move"):
                values.setdefault("drops", []).append(_drop(value))
            elif key == "table" and part.word == "row":
                values["table"] = value
            else:
                self._refuse(line.number, f"'== {brief(key)}:' is not a detail of a {part.word}")
        return values

    def _section(self, part: _Part) -> dict[str, Any]:
        if len(part.rest.split()) != 1:
            self._refuse(part.number, f"it needs a section: '=== {part.word} 2.1'")
        return {"op": part.word, "section": part.rest}

    def _expect_no_body(self, part: _Part) -> None:
        line = next((line for line in part.lines if line.text.strip()), None)
        if line is not None:
            self._refuse(line.number, f"a {part.word} has no text below its header")

    def _place(self, part: _Part) -> tuple[dict[str, Any], str]:
        """The place of an insertion or a move, and the title after the colon."""
        head, _, title = part.rest.partition(":")
        words = head.split()
        values: dict[str, Any] = {"op": part.word}
        if part.word == "move" and words:
            values["section"] = words.pop(0)
        while words:
            word = words.pop(0).casefold()
            if word in ("first", "last"):
                values["after"] = "first" if word == "first" else ""
            elif word in ("under", "after", "level") and words:
                values["parent" if word == "under" else word] = words.pop(0)
            else:
                self._refuse(part.number, f"'{brief(word)}' is not a place: {_PLACES[part.word]}")
                break
        if part.word == "move" and not {"parent", "after"} & set(values):
            self._refuse(part.number, f"it needs a place: {_PLACES['move']}")
        if values.get("parent") == _TOP:
            values["parent"] = ""
        values.setdefault("after", "")
        values.setdefault("parent", _parent_of(values["after"]))
        return values, title.strip()

    def _read_edits(self, part: _Part, common: Mapping[str, Any]) -> None:
        section, details = self._section(part), dict(common)
        old: _Part | None = None
        new: _Part | None = None
        # The additional mark ends the last edit.
        for line in [*part.lines, _Line(0, _OLD)]:
            mark = line.text.rstrip(" \t")
            if mark == _OLD:
                if new is not None and old is not None:
                    words = {"old": old.body, "new": new.body}
                    self._add(part, {**section, **words, **details}, old.number)
                    # Declared for the whole header, so recorded with its first edit alone.
                    details.pop("drops", None)
                elif old is not None:
                    self._refuse(old.number, f"'{_NEW}' and the new words are missing")
                elif not line.number:
                    self._refuse(part.number, f"'{_OLD}' and the old words are missing")
                old, new = _Part(line.number, part.word, ""), None
            elif mark == _NEW and old is not None and new is None:
                new = _Part(line.number, part.word, "")
            elif old is not None:
                (new or old).lines.append(line)
            elif mark.strip():
                self._refuse(line.number, f"an edit begins with '{_OLD}' on a line of its own")
                return

    def _read_rows(self, part: _Part, common: Mapping[str, Any]) -> None:
        match = _ROW.fullmatch(part.rest)
        if match is None:
            self._refuse(part.number, f"it is not one of {_ROWS}")
            return
        values: dict[str, Any] = {"op": "row", "section": match["section"], "after": "", "row": ""}
        if match["table"]:
            values["table"] = match["table"]
        how, cell = match["how"] or "last", (match["cell"] or "").strip()
        if (how in ("after", "replace", "remove")) != bool(cell):
            self._refuse(part.number, f"it is not one of {_ROWS}")
        if how in ("replace", "remove"):
            values["row"] = cell
        elif how != "last":
            values["after"] = "first" if how == "first" else cell
        if how == "remove":
            self._expect_no_body(part)
            self._add(part, {**values, "cells": [], **common})
            return
        rows = [line for line in part.lines if line.text.strip()]
        if len(rows) > 1 and "---" in rows[1].text and starts_table(rows[0].text, rows[1].text):
            rows = rows[2:]
        if not rows:
            wanted = "one row" if how == "replace" else "rows"
            self._refuse(part.number, f"it needs {wanted} below it: '| a | b |'")
        if how == "replace" and len(rows) > 1:
            self._refuse(
                part.number,
                f"it has {len(rows)} rows below it, and replaces one row by one: "
                f"add the others with '=== row {values['section']} after CELL'",
            )
        details = dict(common)
        for row in rows:
            cells = [*read_row(row.text)]
            self._add(part, {**values, "cells": cells, **details}, row.number)
            details.pop("drops", None)


_PLACES = {
    "insert": "'=== insert under 2 after 2.1 level 3: Title', or 'first' or 'last' for 'after 2.1'",
    "move": "'=== move 2.3 under 4 after 4.1', or 'first' or 'last' for 'after 4.1'",
}
_ROWS = (
    "'=== row 2.1', '=== row 2.1 first', '=== row 2.1 after CELL', '=== row 2.1 replace CELL' "
    "and '=== row 2.1 remove CELL', each with 'table 2' after the section if it has several"
)


def _shorten_run(match: re.Match[str]) -> str:
    return match[0][1:] if match.start() == 0 else match[0]


def _outside_code(lines: Iterable[_Line], word: str) -> Iterator[tuple[bool, str]]:
    """The lines of a header's text, each with whether it is outside code."""
    fence: tuple[str, _Line] | None = None
    for line in lines:
        yield fence is None, line.text
        if word in _WITH_CODE:
            fence = _follow_fence(fence, line)


def _drop(line: str) -> JsonObject:
    drop = split_declaration(line)
    return JsonObject([("what", drop.what), ("why", drop.why)])


def _computed(line: str) -> JsonObject:
    figure, equals, operands = f" {line} ".partition(" = ")
    if not equals:
        figure, _, operands = line.partition("=")
    return JsonObject([("figure", figure.strip()), ("operands", operands.strip())])


def _leveled(place: Mapping[str, Any], title: str) -> dict[str, Any]:
    """A new section's title and level, which the title's `#` marks may give."""
    hashes = len(title) - len(title.lstrip("#"))
    level = {} if "level" in place or not hashes else {"level": str(hashes)}
    return {**level, "title": title}


def _parent_of(after: str) -> str:
    return after.rpartition(".")[0]
