"""What a writer's text must not say by itself: the tool's footnotes, the tool's tail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count, product
from string import ascii_lowercase

from git_report.edits.prose_changes import change_prose, cut_code

# Every mark and every definition begins with it; without one, nothing has to be parsed.
_MARK = "[^"
# An escaped bracket is text; so is a label with spaces.
CITATION = re.compile(r"(?<!\\)\[\^([^\]\s^\[]+)\]")
_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s^\[]+)\]:[ \t]*(.*)$", re.MULTILINE)
# A note with the lines that continue it: those of its paragraph, up to what begins a block of its
# own (CommonMark's lazy continuation), and indented ones after blank lines.
_NOTE = re.compile(
    r"""^[ ]{0,3}\[\^(?P<label>\d+)\]:(?P<words>[^\n]*
        (?: \n (?![ ]{0,3}(?:\[\^|\#|[-*+>|]|\d{1,9}[.)][ \t]|<!--|`{3}|~{3})) (?=[^\n]*\S) [^\n]*
          | \n (?:[ \t]*\n)+ (?:[ ]{4}|\t) [^\n]*
        )*)(?:\n|\Z)""",
    re.MULTILINE | re.VERBOSE,
)
# A definition wherever it stands, in a list or a quote too.
_DEFINED = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*\[\^([^\]\s^\[]+)\]:", re.MULTILINE)
_LINK_ALONE = re.compile(r"\[.*\]\(.*\)|<?https?://\S+>?")
_RECORD = re.compile(r"<!--(?=\s*git-report\b)", re.IGNORECASE)


class Labels:
    """The footnote labels that are in use, and fresh ones for a writer's own notes.

    `text` is the version before, `body` that without its tail: the numbered notes in it are the
    report's own. `tool` are the labels whose definitions the tool keeps in the tail.
    """

    def __init__(self, text: str, body: str, tool: frozenset[str]) -> None:
        self.tool = tool
        self._own = list_notes(body)
        used = set(map(str.casefold, CITATION.findall(text)))  # labels have no case
        names = (f"note-{letters}" for letters in _letters())
        self._fresh = (name for name in names if name not in used)

    def keep(self, note: tuple[str, str], replaced: frozenset[str]) -> bool:
        """Whether a note is the report's own: as it was, or a new text of one that is replaced."""
        return note in self._own or note[0] in replaced

    def fresh(self) -> str:
        """A label that nobody uses: ``note-a``, ``note-b``, …."""
        return next(self._fresh)


def neutralise(text: str, labels: Labels, replaced: str = "") -> str:
    """A writer's Markdown that cannot pass for what the tool keeps.

    A footnote with a number of the tool's goes: its marks cite the tool's own, which a note of the
    same number would take away. Other numbered footnotes are renamed, definition and marks alike,
    for numbers are the tool's; those that the report has in its text already stay, and may have
    new words where they were in `replaced`. A record comment becomes text.
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
    """A note's label and its words, whatever its lines."""
    return note["label"], " ".join(note["words"].split())


def _is_dropped(note: re.Match[str], labels: Labels, replaced: frozenset[str]) -> bool:
    return note["label"] in labels.tool and not labels.keep(_read_note(note), replaced)


def relabel(text: str, labels: Mapping[str, str]) -> str:
    """A text whose footnotes have other labels, marks and definitions alike; code stays."""
    if not labels:
        return text

    def rename(match: re.Match[str]) -> str:
        return f"[^{labels.get(match[1], match[1])}]"

    return change_prose(text, lambda part: CITATION.sub(rename, part))


def defines(text: str, label: str) -> bool:
    """Whether a text defines a footnote of that label, code aside."""
    if f"[^{label}]:" not in text:
        return False
    return any(label in _DEFINED.findall(part.text) for part in cut_code(text) if not part.code)


def cited_labels(text: str) -> frozenset[str]:
    """The labels that a body cites, code aside; a definition is not a citation."""
    if _MARK not in text:
        return frozenset()
    parts = (_DEFINITION.sub(r"\2", part.text) for part in cut_code(text) if not part.code)
    return frozenset(label for part in parts for label in CITATION.findall(part))


def find_dropped(text: str, labels: Labels, replaced: str = "") -> list[str]:
    """The footnotes that `neutralise` drops, on a line each, but for mere repetitions of a link."""
    known = frozenset(label for label, _ in list_notes(replaced))
    notes = [_read_note(note) for note in _find_notes(text) if _is_dropped(note, labels, known)]
    return [
        f"[^{label}]: {words}"
        for label, words in notes
        if words and not _LINK_ALONE.fullmatch(words)
    ]


def list_notes(text: str) -> frozenset[tuple[str, str]]:
    """The numbered footnotes that a text defines: the label and the words of each."""
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
