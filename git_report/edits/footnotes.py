"""Prevent a writer's text from defining the footnotes and the record that the tool writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count, product
from string import ascii_lowercase

from git_report.edits.prose_changes import change_prose, cut_code

# Every citation and every definition begins with it; a text without it need not be parsed.
_MARK = "[^"
# An escaped bracket is text, and so is a label with spaces.
CITATION = re.compile(r"(?<!\\)\[\^([^\]\s^\[]+)\]")
_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s^\[]+)\]:[ \t]*(.*)$", re.MULTILINE)
# A note with its continuation lines: those of its paragraph, up to a line that begins another block
# (CommonMark's lazy continuation), and indented lines after blank lines.
_NOTE = re.compile(
    r"""^[ ]{0,3}\[\^(?P<label>\d+)\]:(?P<words>[^\n]*
        (?: \n (?![ ]{0,3}(?:\[\^|\#|[-*+>|]|\d{1,9}[.)][ \t]|<!--|`{3}|~{3})) (?=[^\n]*\S) [^\n]*
          | \n (?:[ \t]*\n)+ (?:[ ]{4}|\t) [^\n]*
        )*)(?:\n|\Z)""",
    re.MULTILINE | re.VERBOSE,
)
# A definition, also in a list or a block quote.
_DEFINED = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*\[\^([^\]\s^\[]+)\]:", re.MULTILINE)
_LINK_ALONE = re.compile(r"\[.*\]\(.*\)|<?https?://\S+>?")
_RECORD = re.compile(r"<!--(?=\s*git-report\b)", re.IGNORECASE)


class Labels:
    """The footnote labels that are in use, and fresh ones for a writer's own notes.

    `text` is the version before and `body` is `text` without its tail: the numbered notes in it are
    the report's own. `tool` has the labels whose definitions the tool keeps in the tail.
    """

    def __init__(self, text: str, body: str, tool: frozenset[str]) -> None:
        self.tool = tool
        self._own = list_notes(body)
        used = set(map(str.casefold, CITATION.findall(text)))  # labels have no case
        names = (f"note-{letters}" for letters in _letters())
        self._fresh = (name for name in names if name not in used)

    def keep(self, note: tuple[str, str], replaced: frozenset[str]) -> bool:
        """Whether a note is the report's own: unchanged, or a new text for a replaced note."""
        return note in self._own or note[0] in replaced

    def fresh(self) -> str:
        """An unused label: ``note-a``, ``note-b``, …."""
        return next(self._fresh)


def neutralise(text: str, labels: Labels, replaced: str = "") -> str:
    """A writer's Markdown without footnotes and records that would pass for the tool's.

    A footnote with one of the tool's labels is removed, because it would shadow the tool's own
    definition; its citations then cite that one. Numeric labels are the tool's, so other numbered
    footnotes get a new label, in the definition and in the citations. Those that the report's text
    already has stay, and may have new words if they were in `replaced`. The opening of a record
    comment is escaped.
    """
    known = frozenset(label for label, _ in list_notes(replaced))

    def drop(note: re.Match[str]) -> str:
        return "" if _is_dropped(note, labels, known) else note[0]

    if _RECORD.search(text):
        text = change_prose(text, lambda part: _RECORD.sub("&lt;!--", part))
    if _MARK in text:
        text = change_prose(text, lambda part: _NOTE.sub(drop, part))
    defined = {note[0] for note in list_notes(text) if not labels.keep(note, known)}
    return relabel(text, {label: labels.fresh() for label in sorted(defined, key=int)})


def _read_note(note: re.Match[str]) -> tuple[str, str]:
    """A note's label and its words, joined by single spaces."""
    return note["label"], " ".join(note["words"].split())


def _is_dropped(note: re.Match[str], labels: Labels, replaced: frozenset[str]) -> bool:
    return note["label"] in labels.tool and not labels.keep(_read_note(note), replaced)


def relabel(text: str, labels: Mapping[str, str]) -> str:
    """A text with other footnote labels in its citations and definitions; code is unchanged."""
    if not labels:
        return text

    def rename(match: re.Match[str]) -> str:
        return f"[^{labels.get(match[1], match[1])}]"

    return change_prose(text, lambda part: CITATION.sub(rename, part))


def defines(text: str, label: str) -> bool:
    """Whether a text defines a footnote with that label outside code."""
    if f"[^{label}]:" not in text:
        return False
    return any(label in _DEFINED.findall(part.text) for part in cut_code(text) if not part.code)


def cited_labels(text: str) -> frozenset[str]:
    """The labels that a body cites outside code; a definition is not a citation."""
    if _MARK not in text:
        return frozenset()
    parts = (_DEFINITION.sub(r"\2", part.text) for part in cut_code(text) if not part.code)
    return frozenset(label for part in parts for label in CITATION.findall(part))


def find_dropped(text: str, labels: Labels, replaced: str = "") -> list[str]:
    """The footnotes that `neutralise` drops, one line each, except those that are only a link."""
    known = frozenset(label for label, _ in list_notes(replaced))
    notes = [_read_note(note) for note in _find_notes(text) if _is_dropped(note, labels, known)]
    return [
        f"[^{label}]: {words}"
        for label, words in notes
        if words and not _LINK_ALONE.fullmatch(words)
    ]


def list_notes(text: str) -> frozenset[tuple[str, str]]:
    """The label and the words of each numbered footnote that a text defines."""
    return frozenset(map(_read_note, _find_notes(text)))


def _find_notes(text: str) -> list[re.Match[str]]:
    if _MARK not in text:
        return []
    parts = (part.text for part in cut_code(text) if not part.code)
    return [note for part in parts for note in _NOTE.finditer(part)]


def _letters() -> Iterator[str]:
    """``a`` to ``z``, then ``aa``, ``ab``, …."""
    for size in count(1):
        yield from map("".join, product(ascii_lowercase, repeat=size))
