"""What a writer's text must not say by itself: the tool's footnotes, the tool's tail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count, product
from string import ascii_lowercase

from git_report.markdown import Kind, parse
from git_report.markdown.code import find_code_spans

# An escaped bracket is text; so is a label with spaces.
CITATION = re.compile(r"(?<!\\)\[\^([^\]\s^\[]+)\]")
_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s^\[]+)\]:[ \t]*(.*)$", re.MULTILINE)
_NUMBERED = re.compile(r"^ {0,3}\[\^(\d+)\]:[ \t]*(.*)(?:\n|\Z)", re.MULTILINE)
# A note with the lines that go on with it: those of its paragraph, up to what begins a block of its
# own (CommonMark's lazy continuation), and indented ones behind blank lines.
_NOTE = re.compile(
    r"""^[ ]{0,3}\[\^(?P<label>\d+)\]:(?P<words>[^\n]*
        (?: \n (?![ ]{0,3}(?:\[\^|\#|[-*+>|]|\d{1,9}[.)][ \t]|<!--|`{3}|~{3})) (?=[^\n]*\S) [^\n]*
          | \n (?:[ \t]*\n)+ (?:[ ]{4}|\t) [^\n]*
        )*)(?:\n|\Z)""",
    re.MULTILINE | re.VERBOSE,
)
_LINK_ALONE = re.compile(r"\[.*\]\(.*\)|<?https?://\S+>?")
_RECORD = re.compile(r"<!--(?=\s*git-report\b)", re.IGNORECASE)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})")


class Labels:
    """The footnote labels that are in use, and fresh ones for a writer's own notes.

    `tool` are those whose definitions the tool keeps in the tail.
    """

    def __init__(self, text: str, tool: frozenset[str]) -> None:
        self.tool = tool
        self._used = set(CITATION.findall(text))

    def fresh(self) -> str:
        """A label that nobody uses: ``note-a``, ``note-b``, …."""
        label = next(f"note-{name}" for name in _letters() if f"note-{name}" not in self._used)
        self._used.add(label)
        return label


def disarm(text: str, labels: Labels) -> str:
    """A writer's Markdown that can not pass for what the tool keeps.

    A footnote with a number of the tool's goes: its marks cite the tool's own, which a note of the
    same number would take away. Other numbered footnotes are renamed, definition and marks alike,
    for numbers are the tool's. A record comment becomes text.
    """
    text = _outside_code(text, lambda part: _RECORD.sub("&lt;!--", part))
    text = _outside_code(text, lambda part: _drop_defined(part, labels))
    defined = {label for label, _ in _numbered(text)}
    return relabel(text, {label: labels.fresh() for label in sorted(defined, key=int)})


def relabel(text: str, labels: Mapping[str, str]) -> str:
    """A text whose footnotes have other labels, marks and definitions alike; code stays."""
    if not labels:
        return text

    def rename(match: re.Match[str]) -> str:
        return f"[^{labels.get(match[1], match[1])}]"

    return _outside_code(text, lambda part: CITATION.sub(rename, part))


def cited_labels(text: str) -> frozenset[str]:
    """The labels that a body cites, code aside; a definition is no citation."""
    found: set[str] = set()

    def gather(part: str) -> str:
        found.update(CITATION.findall(_DEFINITION.sub(r"\2", part)))
        return part

    _outside_code(text, gather)
    return frozenset(found)


def _numbered(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def gather(part: str) -> str:
        found.extend(_NUMBERED.findall(part))
        return part

    _outside_code(text, gather)
    return found


def _drop_defined(part: str, labels: Labels) -> str:
    return _NOTE.sub(lambda note: "" if note["label"] in labels.tool else note[0], part)


def find_dropped(text: str, labels: Labels) -> list[str]:
    """The footnotes that `disarm` drops, on a line each, but for mere repetitions of a link."""
    found: list[str] = []

    def gather(part: str) -> str:
        for note in _NOTE.finditer(part):
            words = " ".join(note["words"].split())
            if note["label"] in labels.tool and words and not _LINK_ALONE.fullmatch(words):
                found.append(f"[^{note['label']}]: {words}")
        return part

    _outside_code(text, gather)
    return found


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """A text with `change` done to what is no code: not in a block, a nested fence, a span."""
    document = parse(f"\n{text}")
    blocks = [(block.kind, block.text) for block in document.blocks()]
    if document.tail is not None:
        blocks.append((Kind.PARAGRAPH, document.tail.text))
    parts: list[str] = []
    for kind, source in blocks:
        if kind is Kind.CODE:
            parts.append(source)
            continue
        for code, piece in _nested_fences(source):
            parts += [piece] if code else _around_spans(piece, change)
    return "".join(parts).removeprefix("\n")


def _nested_fences(text: str) -> Iterator[tuple[bool, str]]:
    """The pieces of a block, each told whether it is a fenced code block in a list or a quote."""
    fence = ""
    gathered: list[str] = []
    for line in _LINE.findall(text):
        match = _FENCE.match(line)
        if match and not fence:
            yield False, "".join(gathered)
            gathered, fence = [line], match[1]
            continue
        gathered.append(line)
        if match and fence and match[1].startswith(fence):
            yield True, "".join(gathered)
            gathered, fence = [], ""
    yield bool(fence), "".join(gathered)


def _around_spans(text: str, change: Callable[[str], str]) -> Iterator[str]:
    """The pieces of a text, with `change` done to those outside of code spans."""
    at = 0
    for start, end in find_code_spans(text):
        yield change(text[at:start])
        yield text[start:end]
        at = end
    yield change(text[at:])


def _letters() -> Iterator[str]:
    """``a`` to ``z``, then ``aa``, ``ab``, …."""
    for size in count(1):
        yield from map("".join, product(ascii_lowercase, repeat=size))
