"""Replace footnote marks by numbers of one list at the end, in the order of first use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from git_report.checks.citations import find_citations
from git_report.edits.footnotes import CITATION
from git_report.edits.prose_changes import change_prose, replace_prose
from git_report.markdown import Block, Document, Kind
from git_report.markdown.inlines import Link, fold_label
from git_report.markdown.leaves import find_markup

_DEFINITION = re.compile(r"^ {0,3}\[\^[^\[\]\s^]+\]:", re.MULTILINE)
# A note with its continuation lines: those of its paragraph, up to the next note or block, and
# indented ones, also after blank lines.
_NOTE = re.compile(
    r"""[ ]{0,3}\[\^(?P<label>[^\[\]\s^]+)\]:(?P<words>[^\n]*
        (?: \n (?![ ]{0,3}(?:\[\^|\#|[-*+>|]|\d{1,9}[.)][ \t]|`{3}|~{3})) (?=[^\n]*\S) [^\n]*
          | \n (?:[ \t]*\n)* (?:[ ]{4}|\t) (?=[^\n]*\S) [^\n]*
        )*)(?:\n|\Z)""",
    re.VERBOSE,
)
_INDENT = re.compile(r"\n(?: {4}|\t)")
# Consecutive marks become one list of numbers.
_MARKS = re.compile(rf"{CITATION.pattern}(?: ?{CITATION.pattern})*")
# Characters that would turn a number next to them into a link, an image or a definition.
_JOINS_BEFORE, _JOINS_AFTER = ("]", "!"), ("(", "[", ":")


@dataclass(slots=True)
class Numbering:
    """The notes of a report by folded label, and the numbers of those cited so far.

    If `linked`, numbers are links to the anchors ``#source-N``; otherwise they are text.
    """

    notes: Mapping[str, str]
    first: int
    linked: bool
    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, text: str) -> str:
        """Replace the marks of a text by numbers; a mark without a note is kept as text."""
        if self.linked:
            # Assign numbers in the order of the text: marks in links are written first.
            change_prose(text, lambda part: _MARKS.sub(self._write_marks_in_html, part))
            text = self._cite_in_links(text)
        linked = partial(self._write_marks, linked=self.linked)
        return change_prose(
            text,
            lambda part: _MARKS.sub(linked, part),
            lambda part: _MARKS.sub(self._write_marks_in_html, part),
        )

    def list_cited(self) -> Iterator[tuple[int, str]]:
        """Yield the notes with their numbers, in order, followed by the notes that these cite."""
        done = 0
        while done < len(self.numbers):
            label, number = list(self.numbers.items())[done]
            yield number, self.cite(self.notes[label])
            done += 1

    def _cite_in_links(self, text: str) -> str:
        """Write unlinked numbers for marks in the texts of links, which cannot contain links."""
        tell = partial(self._write_marks, linked=False)
        found = (markup.found for markup in find_markup(text))
        links = {each.source for each in found if isinstance(each, Link)}
        return replace_prose(
            text, {link: _MARKS.sub(tell, link) for link in links if CITATION.search(link)}
        )

    def _find(self, marks: str) -> tuple[list[int], list[str]]:
        """The numbers of marks, and the marks that have no note."""
        numbers: dict[int, None] = {}
        unknown = []
        for label in CITATION.findall(marks):
            key = fold_label(label)
            if key in self.notes:
                new = self.first + len(self.numbers)
                numbers[self.numbers.setdefault(key, new)] = None
            else:
                unknown.append(f"[^{label}]")
        return sorted(numbers), unknown

    def _write_marks(self, match: re.Match[str], *, linked: bool) -> str:
        numbers, unknown = self._find(match[0])
        rest = "".join(f"\\{mark}" for mark in unknown)
        if not numbers:
            return rest
        if linked:
            return rf"\[{', '.join(f'[{n}](#source-{n})' for n in numbers)}\]{rest}"
        listed = ", ".join(map(str, numbers))
        before, after = match.string[: match.start()], match.string[match.end() :]
        joins = before.endswith(_JOINS_BEFORE) or after.startswith(_JOINS_AFTER) or rest
        return rf"\[{listed}\]{rest}" if joins else f"[{listed}]"

    def _write_marks_in_html(self, match: re.Match[str]) -> str:
        numbers, unknown = self._find(match[0])
        return (f"[{', '.join(map(str, numbers))}]" if numbers else "") + "".join(unknown)


def split_notes(document: Document) -> tuple[str, dict[str, str]]:
    """Split a document into its body, without front matter, and its footnotes by label.

    The tail is not part of the body; its definitions are notes.
    """
    parts = []
    notes: dict[str, str] = {}
    if document.tail is not None:
        for definition in document.tail.definitions:
            _note(notes, definition.label, definition.text.partition("]:")[2])
    blocks = [block for block in document.blocks() if block.kind is not Kind.FRONT_MATTER]
    text = "".join(block.text for block in blocks)
    at = 0
    for match in _find_notes(text, blocks):
        if match.start() < at:  # an indented line of the previous note
            continue
        parts.append(text[at : match.start()])
        _note(notes, match["label"], match["words"])
        at = match.end()
        if text.endswith("\n\n", 0, match.start()):  # otherwise there would be two gaps in a row
            at += len(text[at:]) - len(text[at:].lstrip("\n"))
    return "".join([*parts, text[at:]]), notes


def find_first_number(document: Document) -> int:
    """The number after those of the report's own marks (``[4]``); 1 if it has none."""
    marks = (each.text.strip("[]") for each in find_citations(document) if each.mark)
    return 1 + max((int(mark) for mark in marks if mark.isdecimal()), default=0)


def _find_notes(text: str, blocks: Sequence[Block]) -> Iterator[re.Match[str]]:
    at = 0
    for block in blocks:
        if block.kind is not Kind.CODE:
            for found in _DEFINITION.finditer(block.text):
                match = _NOTE.match(text, at + found.start())
                assert match is not None
                yield match
        at += len(block.text)


def _note(notes: dict[str, str], label: str, words: str) -> None:
    """Add a note; of several with the same label, the first one is used."""
    notes.setdefault(fold_label(label), _INDENT.sub("\n", words).strip())
