"""Answers as JSON: what every writer, model or not, hands in, read with patience and no trust.

The schema ``git-report/answer/1`` (``answer.schema.json`` beside this) is what a model is held to
where its provider can do that; reading is kinder: words around the JSON, a code fence, numbers
for section numbers, and fields that may be empty may be missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any

from git_report.errors import ReportError
from git_report.writers.operations import (
    Answer,
    Computed,
    Drop,
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Replace,
    Usage,
    Whole,
)

SCHEMA_NAME = "git-report/answer/1"

_KINDS: Mapping[str, type[Operation]] = {
    "replace": Replace,
    "insert": Insert,
    "remove": Remove,
    "rename": Rename,
    "move": Move,
    "document": Whole,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_ADDRESSES = frozenset({"section", "parent", "after"})
# Texts that stand on one line of a record.
_LINES = frozenset({"reason", "what", "why", "figure", "operands"})
# Empty says something: the top, the last place, no reason, nothing dropped.
_MAY_MISS = frozenset({"schema", "base", "request", "parent", "after", "reason", "drops"})
_ROOT = ("schema", "base", "request", "reason", "operations", "drops", "computed")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONE = re.compile(r"[\ud800-\udfff]")
_OBJECT_START = re.compile(r'\{\s*["}]')
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4})*")
_HASHES = re.compile(r"#{1,6}[ \t]+")
_SHOWN = 40
# An error that says its line costs a look at the whole text.
_MOST_BROKEN = 100
_TOLD = 12


class AnswerError(ReportError):
    """An answer that is none; `problems` has one line for each thing that is wrong with it.

    `answer` is the answer as it came and `usage` what it cost, for a writer that is asked again.
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
            "the writer's answer can not be read: " + "; ".join(self.problems),
            hint="nothing was changed",
        )


SCHEMA: Mapping[str, Any] = json.loads(
    files(__package__).joinpath("answer.schema.json").read_text(encoding="utf-8")
)


def read_answer(text: str, usage: Usage = Usage()) -> Answer:  # noqa: B008 - frozen
    """The one answer in a text, whatever stands around it.

    Control characters but line ends and tabs go, lone surrogates become U+FFFD, line ends become
    LF; a heading at the start of an insert's body that repeats its title goes. Raises AnswerError,
    with every problem named by its place, where there is no answer, more than one, or a bad one.
    """
    raw = _LONE.sub("\ufffd", text)
    try:
        found = _find_object(raw)
    except _NoAnswerError as error:
        raise AnswerError([str(error)], raw, usage) from None
    reader = _Reader()
    answer = reader.read(found, raw, usage)
    if reader.problems:
        told = reader.problems[:_TOLD]
        hidden = len(reader.problems) - len(told)
        more = [f"and {hidden} more problems"] if hidden else []
        raise AnswerError([*told, *more], raw, usage)
    return answer


def write_answer(answer: Answer) -> dict[str, Any]:
    """An answer as the JSON that `read_answer` reads back; without usage and raw text."""
    written: dict[str, Any] = {"schema": SCHEMA_NAME, "base": answer.base}
    if answer.request:
        written["request"] = answer.request
    written["reason"] = answer.reason
    written["operations"] = [_write_operation(operation) for operation in answer.operations]
    if answer.drops:
        written["drops"] = _write_drops(answer.drops)
    written["computed"] = [{"figure": c.figure, "operands": c.operands} for c in answer.computed]
    return written


def _write_operation(operation: Operation) -> dict[str, Any]:
    written: dict[str, Any] = {"op": _NAMES[type(operation)]}
    for field in fields(operation):
        value = getattr(operation, field.name)
        if field.name != "drops":
            written[field.name] = value
        elif value:
            written[field.name] = _write_drops(value)
    return written


def _write_drops(drops: Sequence[Drop]) -> list[dict[str, str]]:
    return [{"what": drop.what, "why": drop.why} for drop in drops]


class _NoAnswerError(Exception):
    """Why a text holds no answer, in words."""


class _Object(dict[str, Any]):
    """A JSON object; `twice` are the fields that it has more than once."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.twice = (
            sorted({n for n in names if names.count(n) > 1}) if len(self) < len(names) else []
        )


@dataclass(frozen=True, slots=True)
class _Numeral:
    """A JSON number as it is written, so that 2.10 stays another section than 2.1."""

    text: str


# Line ends in strings are no JSON, but every other model writes them.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_Object,
    parse_int=_Numeral,
    parse_float=_Numeral,
    parse_constant=_Numeral,
    strict=False,
)


def _find_object(text: str) -> _Object:
    """The one object of a text that is meant as an answer."""
    whole: list[_Object] = []
    broken: list[tuple[int, str]] = []
    end = 0
    while len(broken) < _MOST_BROKEN and (start := _OBJECT_START.search(text, end)):
        try:
            value, end = _DECODER.raw_decode(text, start.start())
            whole.append(value)
        except RecursionError:
            raise _NoAnswerError("its JSON is nested too deeply") from None
        except json.JSONDecodeError as error:
            broken.append((error.pos - start.start(), _name_break(text, error)))
            # What lies before is a part of the broken object, and no answer of its own.
            end = max(error.pos, start.start() + 1)
    answers = [value for value in whole if "operations" in value]
    if len(answers) > 1:
        raise _NoAnswerError(f"it holds {len(answers)} answers: send one JSON object")
    if answers:
        return answers[0]
    if broken:
        raise _NoAnswerError(max(broken)[1])
    if any("op" in value for value in whole):
        raise _NoAnswerError('its operations stand alone: put them into {"operations": [...]}')
    if whole:
        raise _NoAnswerError('its JSON object has no field "operations"')
    raise _NoAnswerError("there is no JSON object in it" if text.strip() else "it is empty")


def _name_break(text: str, error: json.JSONDecodeError) -> str:
    before = " ".join(text[max(0, error.pos - _SHOWN) : error.pos].split())
    place = f"line {error.lineno}, column {error.colno}, behind {_show(before)}"
    rest = text[error.pos :].strip()
    if error.msg.startswith("Unterminated string"):
        return (
            f"its JSON ends inside of the string at {place}: it was cut, or a quote is not escaped"
        )
    if not rest or rest.isalnum():
        return f"its JSON was cut at {place}"
    return f"its JSON is broken at {place}: {error.msg}"


class _Reader:
    """One reading of an object as an answer; `problems` gathers what is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def read(self, found: _Object, raw: str, usage: Usage) -> Answer:
        """The answer; only to be used where there are no problems."""
        self._check_fields(found, "", _ROOT, "the answer")
        schema = self._text(found, "", "schema")
        if schema not in ("", SCHEMA_NAME):
            self.problems.append(f'schema is {_show(schema)}; this reads "{SCHEMA_NAME}"')
        operations = [
            operation
            for path, item in self._items(found, "", "operations")
            if (operation := self._operation(path, item)) is not None
        ]
        computed = [
            Computed(self._text(item, path, "figure"), self._text(item, path, "operands"))
            for path, item in self._objects(found, "", "computed", ("figure", "operands"))
        ]
        return Answer(
            tuple(operations),
            base=self._text(found, "", "base").strip(),
            reason=self._text(found, "", "reason"),
            request=self._text(found, "", "request").strip(),
            drops=self._drops(found, ""),
            computed=tuple(computed),
            usage=usage,
            raw=raw,
        )

    def _operation(self, path: str, item: Any) -> Operation | None:  # noqa: ANN401 - JSON
        if not isinstance(item, _Object):
            self.problems.append(f"{path} is {_name_type(item)}; it must be an object")
            return None
        name = item.get("op")
        kind = _KINDS.get(name) if isinstance(name, str) else None
        if kind is None:
            names = ", ".join(_KINDS)
            told = f"is {_show(name)}" if "op" in item else "is missing"
            self.problems.append(f"{path}.op {told}; the operations are {names}")
            return None
        known = [field.name for field in fields(kind)]
        self._check_fields(item, path, ("op", *known), f'a "{name}"')
        values: dict[str, Any] = {}
        for field in known:
            if field == "drops":
                values[field] = self._drops(item, path)
            elif field == "level":
                values[field] = self._level(item, path)
            else:
                required = field == "reason" and kind is Remove
                values[field] = self._text(item, path, field, required=required)
        return _tidy(kind(**values))

    def _drops(self, found: _Object, path: str) -> tuple[Drop, ...]:
        return tuple(
            Drop(self._text(item, where, "what"), self._text(item, where, "why"))
            for where, item in self._objects(found, path, "drops", ("what", "why"))
        )

    def _objects(
        self, found: _Object, path: str, name: str, known: Sequence[str]
    ) -> Iterator[tuple[str, _Object]]:
        for where, item in self._items(found, path, name):
            if isinstance(item, _Object):
                self._check_fields(item, where, known, f"an item of {name}")
                yield where, item
            else:
                self.problems.append(f"{where} is {_name_type(item)}; it must be an object")

    def _items(self, found: _Object, path: str, name: str) -> Iterator[tuple[str, Any]]:
        where = _join(path, name)
        value = found.get(name)
        if value is None:
            return
        if isinstance(value, list):
            yield from ((f"{where}[{index}]", item) for index, item in enumerate(value))
        else:
            self.problems.append(f"{where} is {_name_type(value)}; it must be an array")

    def _text(self, found: _Object, path: str, name: str, *, required: bool = False) -> str:
        where = _join(path, name)
        value = found.get(name)
        if value is None and name in _MAY_MISS and not required:
            return ""
        if isinstance(value, _Numeral) and name in _ADDRESSES and _NUMBER.fullmatch(value.text):
            return value.text
        if isinstance(value, str):
            text = _clean(value)
            if name in _LINES:
                return " ".join(text.split())
            return text.strip() if name in _ADDRESSES else text
        if name in found:
            self.problems.append(f"{where} is {_name_type(value)}; it must be a string")
        else:
            self.problems.append(f"{where} is missing")
        return ""

    def _level(self, item: _Object, path: str) -> int:
        value = item.get("level")
        text = value.text if isinstance(value, _Numeral) else value
        if isinstance(text, str) and text in set("123456"):
            return int(text)
        where = f"{path}.level"
        told = f"is {_name_type(value)}" if "level" in item else "is missing"
        self.problems.append(f"{where} {told}; it must be a whole number from 1 to 6")
        return 1

    def _check_fields(self, found: _Object, path: str, known: Sequence[str], whose: str) -> None:
        for name in found.twice:
            self.problems.append(f"{_join(path, _shorten(name))} is given twice")
        for name in found:
            if name not in known:
                where = _join(path, _shorten(name))
                self.problems.append(f"{where} is no field of {whose}: {', '.join(known)}")


def _tidy(operation: Operation) -> Operation:
    """An operation without the marks of a heading where the tool makes the heading."""
    match operation:
        case Rename(section, title, reason):
            return Rename(section, _HASHES.sub("", title.strip(), count=1), reason)
        case Insert(parent, after, level, title, body, reason):
            title = _HASHES.sub("", title.strip(), count=1)
            first, _, rest = body.lstrip("\n").partition("\n")
            if _HASHES.match(first) and _HASHES.sub("", first, count=1).strip(" \t#") == title:
                body = rest.lstrip("\n")
            return Insert(parent, after, level, title, body, reason)
        case _:
            return operation


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LONE.sub("\ufffd", _CONTROLS.sub("", text))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _name_type(value: Any) -> str:  # noqa: ANN401 - JSON
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case _Numeral(text=text):
            return f"the number {_shorten(text)}"
        case str():
            return f"the string {_show(value)}"
        case list():
            return "an array"
        case _:
            return "an object"


def _show(value: Any) -> str:  # noqa: ANN401 - JSON
    """A piece of an answer as a part of a message: one line, quoted, short."""
    return f'"{_shorten(value)}"' if isinstance(value, str) else _name_type(value)


def _shorten(text: str) -> str:
    shown = " ".join(_clean(text).split())
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
