"""Find and decode the JSON object of an answer within other text, and describe it in messages."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from git_report.edits.model_declines import find_refusal
from git_report.text import one_line, shorten

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONE = re.compile(r"[\ud800-\udfff]")
# Prose has braces and quotes too, but not with a name and a colon.
_OBJECT_START = re.compile(r'\{\s*"[^"\\\n]{0,60}"\s*:')
# The fields with the answer in the JSON of agents: `claude -p --output-format json`, `gemini`.
_ENVELOPES = ("result", "response")
_SHOWN = 40  # characters of a text that an error quotes
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_COMMENT = re.compile(r"//|/\*|#")
# Names that are not in the straight double quotes of JSON.
_CURLY_NAME = re.compile(r"\{\s*[\u201c\u201d\u201e\u00ab\u2018\u2019\u300c]\s*\w")
_SINGLE_NAME = re.compile(r"\{\s*'\w+'\s*:")
_BARE_NAME = re.compile(r"\{\s*(?:operations|op|base|reason|schema)\s*:")
_FENCED = re.compile(r"\A(?:`{3,}|~{3,})(?:json)?[ ]*\n(.*)\n(?:`{3,}|~{3,})\Z", re.I | re.DOTALL)
_EMPTY = re.compile(r"\s*\{\s*\}\s*")
_DEEPEST = 4  # fields around an answer: agents wrap it once or twice
# Each decoding error counts the lines before it, which takes linear time.
_MOST_BROKEN = 100


class NotFoundError(Exception):
    """A text does not contain exactly one answer; the message is the reason."""


class JsonObject(dict[str, Any]):
    """A JSON object; `twice` lists the fields that it has more than once."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _ in pairs) if len(self) < len(pairs) else Counter[str]()
        self.twice = sorted(name for name, count in counts.items() if count > 1)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A JSON number as it is written, because section 2.10 is not section 2.1."""

    text: str


# Line endings within strings are not valid JSON, but many models write them.
_DECODER = json.JSONDecoder(
    object_pairs_hook=JsonObject,
    parse_int=Numeral,
    parse_float=Numeral,
    parse_constant=Numeral,
    strict=False,
)
# The messages of Python's decoder, in the words of our own messages.
_EXPECTED = {
    "Expecting value": "a value",
    "Expecting property name enclosed in double quotes": "a name in double quotes",
    "Expecting ',' delimiter": "','",
    "Expecting ':' delimiter": "':'",
}


def find_answer(text: str) -> JsonObject:
    """The only object of a text with operations; raises NotFoundError if there is not one."""
    return find_object(text, "operations")


def find_object(text: str, field: str, *, wrapped: bool = False) -> JsonObject:
    """The only object of a text that has a field; raises NotFoundError if there is not one.

    If no object has the field, but one is the envelope that an agent prints around its answer
    (``{"result": "…"}``), the text in it is searched. `wrapped` says that `text` is such a text.
    """
    inner: list[str] = []
    answers: list[JsonObject] = []
    others: list[JsonObject] = []
    broken: list[tuple[int, str]] = []
    end = 0
    while len(broken) < _MOST_BROKEN and (start := _OBJECT_START.search(text, end)):
        try:
            value, end, text = _decode_at(text, start.start())
            if field in value:
                answers.append(value)
            else:
                others.append(value)
                inner += [value[name] for name in _ENVELOPES if isinstance(value.get(name), str)]
        except RecursionError:
            raise NotFoundError("its JSON is nested too deeply") from None
        except json.JSONDecodeError as error:
            broken.append((error.pos - start.start(), _name_break(text, error)))
            # An object before the error is part of the broken one, not another answer.
            end = max(error.pos, start.start() + 1)
    if len(answers) > 1:
        raise NotFoundError(f"it contains {len(answers)} answers: send one JSON object")
    if answers:
        return answers[0]
    if len(inner) == 1 and not wrapped:
        return find_object(inner[0], field, wrapped=True)
    if broken:
        # The object that was read farthest is the answer; braces in the text around it fail at
        # once.
        raise NotFoundError(max(broken)[1])
    raise NotFoundError(_name_other(text, others, field))


def open_envelope(text: str) -> str:
    """The text in the JSON that an agent prints around its answer, else the text itself."""
    start = _OBJECT_START.match(text.strip())
    try:
        value = _DECODER.decode(text) if start else {}
    except (ValueError, RecursionError):
        return text
    inner = [value[name] for name in _ENVELOPES if isinstance(value.get(name), str)]
    return inner[0] if len(inner) == 1 and "operations" not in value else text


def _decode_at(text: str, start: int) -> tuple[JsonObject, int, str]:
    """The object at `start`, its end, and the text with spaces for the object's trailing commas."""
    for _ in range(_MOST_BROKEN):
        try:
            return *_DECODER.raw_decode(text, start), text
        except json.JSONDecodeError as error:
            # Models often write a comma behind the last element, and mean nothing by it.
            comma = text.rfind(",", start, error.pos + 1)
            found = _TRAILING_COMMA.match(text, comma) if comma >= 0 else None
            if found is None or text[comma + 1 : error.pos].strip():
                raise
            text = f"{text[:comma]} {text[comma + 1 :]}"
    value, end = _DECODER.raw_decode(text, start)
    return value, end, text


def _name_other(text: str, others: Sequence[JsonObject], field: str) -> str:
    """Describe a text that contains neither an answer nor a broken one."""
    stripped = text.strip()
    if any("op" in value for value in others):
        array = "it is an array: " if stripped.startswith("[") else ""
        return f'{array}its operations are not in an object: put them into {{"operations": [...]}}'
    for value in others:
        path = _find_inside(value)
        if path:
            return f'its operations are inside "{brief(path)}": send the object that holds them'
    if others:
        return f'its JSON object has no field "{field}"'
    if _is_encoded(stripped):
        return "it is a JSON string with the answer encoded in it: send the object itself"
    for pattern, what in (
        (_CURLY_NAME, "typographic quotes"),
        (_SINGLE_NAME, "single quotes"),
        (_BARE_NAME, "names without quotes"),
    ):
        if pattern.search(text):
            return f'it is not JSON: it has {what} where JSON needs straight double quotes (")'
    if _EMPTY.fullmatch(_unfence(stripped)):
        return f'its JSON object is empty: it has no field "{field}"'
    bare = name_bare_value(text)
    if bare:
        return f"there is no JSON object in it: it is {bare}"
    refusal = find_refusal(text)
    if refusal:
        return f"there is no JSON object in it, only a refusal: {show(refusal)}"
    return "there is no JSON object in it" if stripped else "it is empty"


def _find_inside(value: object, depth: int = 0) -> str:
    """The path of the field that contains operations or an encoded answer, at any depth."""
    if depth > _DEEPEST or not isinstance(value, dict | list):
        return ""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in pairs:
        encoded = isinstance(inner, str) and _OBJECT_START.search(inner) and '"operations"' in inner
        if encoded or (isinstance(inner, dict) and "operations" in inner):
            return str(name)
        found = _find_inside(inner, depth + 1)
        if found:
            return f"{name}.{found}"
    return ""


def _is_encoded(text: str) -> bool:
    try:
        value = json.loads(text) if text.startswith('"') else None
    except ValueError:
        return False
    return isinstance(value, str) and value.lstrip().startswith(("{", "["))


def _unfence(text: str) -> str:
    """The text within a code fence that encloses the whole text, else the text."""
    fenced = _FENCED.match(text)
    return fenced[1] if fenced else text


def name_bare_value(text: str) -> str:
    """Describe JSON that is neither an object nor a string (``an array``); empty for other text."""
    try:
        value = _DECODER.decode(_unfence(text.strip()))
    except (ValueError, RecursionError):
        return ""
    if value == []:
        return "an empty array"
    return "" if isinstance(value, dict | str) else name_type(value)


def _name_break(text: str, error: json.JSONDecodeError) -> str:
    before = " ".join(text[max(0, error.pos - _SHOWN) : error.pos].split())
    place = f"line {error.lineno}, column {error.colno}, after {show(before)}"
    rest = text[error.pos :].strip()
    if error.msg.startswith("Unterminated string"):
        why = "it is incomplete, or a quote is not escaped"
        return f"its JSON ends within a string, at {place}: {why}"
    if not rest or rest.isalnum():
        return f"its JSON ends too early, at {place}"
    if _COMMENT.match(rest):
        return f"its JSON has a comment at {place}"
    quote = ", or a quote before it is not escaped" if '"' in before[-3:] else ""
    expected = _EXPECTED.get(error.msg)
    why = f"{expected} is expected" if expected else error.msg
    return f"its JSON is broken at {place}: {why}{quote}"


def mend(text: str) -> str:
    """A text that can be encoded, with U+FFFD for each lone surrogate."""
    return _LONE.sub("\ufffd", text)


def clean(text: str) -> str:
    """A text that can be encoded, with LF line endings and no other control characters but tabs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return mend(_CONTROLS.sub("", text))


def read_line(value: object) -> str:
    """A string or a number as one line of text; empty for anything else."""
    if isinstance(value, Numeral):
        return value.text
    return one_line(clean(value)) if isinstance(value, str) else ""


def name_type(value: object) -> str:
    """Describe a value in a message: ``the string "x"``, ``an array``."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Numeral(text=text):
            return f"the number {brief(text)}"
        case str():
            return f"the string {show(value)}"
        case list():
            return "an array"
        case _:
            return "an object"


def show(value: object) -> str:
    """A value of an answer for a message: shortened, on one line, quoted."""
    return f'"{brief(value)}"' if isinstance(value, str) else name_type(value)


def brief(text: str) -> str:
    """A text for a message: shortened, on one line."""
    return shorten(clean(text), _SHOWN)
