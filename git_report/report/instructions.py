"""The instructions file: the brief and the References section with its checklist."""

from __future__ import annotations

import re
from typing import NamedTuple

from git_report.errors import ReportError
from git_report.markdown import Document, Section, parse
from git_report.patterns import lazy
from git_report.report.checklist import (
    PLAIN_ITEMS,
    STAMP,
    Box,
    Reference,
    Stamp,
    has_boxes,
    has_items,
    read_items,
    read_plain_items,
)
from git_report.report.conflicts import MARK, find_conflict
from git_report.report.snapshot import ConflictError
from git_report.text import decode

__all__ = ["Box", "Instructions", "Reference", "Stamp", "has_checklist", "parse_instructions"]

_PLAIN_SECTION = lazy(rf"^#{{1,6}}[ \t][^\n]*\n(?P<items>{PLAIN_ITEMS})", re.MULTILINE)


class Instructions(NamedTuple):
    """A parsed instructions file: its path, its text, the brief and the checklist."""

    path: str
    text: str
    brief: str
    references: tuple[Reference, ...]

    @property
    def open_references(self) -> tuple[Reference, ...]:
        """The unchecked items in reading order: those to be read again, then the others."""
        items = [item for item in self.references if item.box is Box.OPEN]
        return tuple(sorted(items, key=lambda item: not item.stamps))

    @property
    def next_reference(self) -> Reference | None:
        """The first item that is to be read again, otherwise the first unchecked item."""
        return next(iter(self.open_references), None)

    def explain_reopened(self, reference: Reference) -> str:
        """The message that says when a reference will be read again."""
        first = self.next_reference
        when = "by the next 'git report-iterate'"
        if first is not None and first.reopened and first != reference:
            when = f"after '{first.title}'"
        return f"'{reference.title}' is to be read again {when}"

    def count(self, box: Box) -> int:
        """The number of references whose box has a state; revisions do not count."""
        return sum(item.box is box and not item.is_revision for item in self.references)

    @property
    def revisions(self) -> int:
        """The number of items that record revisions."""
        return sum(item.is_revision for item in self.references)


class NoItemsError(ReportError):
    """Instructions with a References section that has no item."""


def has_checklist(text: str, *, malformed: bool = False) -> bool:
    """Whether a text has a References section that contains checkbox items.

    With `malformed`, text that was meant as a box counts as well, and so does a merge conflict,
    whose markers may be on the lines of the items.
    """
    # Before parsing: nearly all Markdown files of a repository are not instructions.
    if "eferences" not in text and "REFERENCES" not in text:
        return False
    document = parse(text)
    section = _references_section(document)
    if section is None:
        return False
    if not malformed:
        return has_items(section)
    return has_boxes(section) or find_conflict(document) is not None


def parse_instructions(path: str, data: bytes) -> Instructions:
    """Read an instructions file.

    Raises ReportError, with path and line, for text that is not UTF-8, has a NUL character or a
    merge conflict and a missing References section; NoItemsError for a section without checkbox
    items, and BoxError for a box with an unknown state.
    """
    text = decode(data, path)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ReportError(
            "the instructions contain a NUL character",
            hint="remove it, or save the file as UTF-8",
            where=f"{path}:{line}",
        )
    if MARK in text:
        _expect_merged(path, text)
    plain = _read_plain(path, text)
    if plain is not None:
        return plain
    document = parse(text)
    section = _references_section(document)
    if section is None:
        raise ReportError(
            "no 'References' section",
            hint="add a heading '## References' at the end of the file, and items such as "
            "'- [ ] [Title](/references/a.md)'",
            where=path,
        )
    _expect_one_checklist(path, document, section)
    references = read_items(path, section)
    if not references:
        raise NoItemsError(
            "no checkbox item in the 'References' section",
            hint="add one such as '- [ ] [Title](/references/a.md)'",
            where=f"{path}:{section.line}",
        )
    return Instructions(path, text, _brief(document, section), references)


def _expect_merged(path: str, text: str) -> None:
    line = find_conflict(parse(text))
    if line is not None:
        raise ConflictError("unresolved merge conflict", path, where=f"{path}:{line}")


def _read_plain(path: str, text: str) -> Instructions | None:
    """Parse instructions in which only items follow the last heading; None for any other file.

    This makes a list of a thousand items cheap: the Markdown parser only gets the text before it.
    """
    match = _PLAIN_SECTION.search(text)
    if match is None:
        return None
    start = match.start("items")
    last = text.count("\n", 0, start)
    above = parse(text[:start])
    section = _references_section(above)
    if section is None or section is not above.sections[-1] or section.line != last:
        return None
    if len(_sections_of_references(above)) > 1:
        return None
    references = read_plain_items(path, match["items"], last + 1)
    if not references:
        return None
    return Instructions(path, text, text[: match.start()].strip(), references)


def _references_section(document: Document) -> Section | None:
    """The last section named References, with or without emphasis and colon, at any level."""
    return next(reversed(_sections_of_references(document)), None)


def _sections_of_references(document: Document) -> list[Section]:
    return [s for s in document.sections if s.title.strip("*_: ").casefold() == "references"]


def _expect_one_checklist(path: str, document: Document, section: Section) -> None:
    """Raise ReportError if a References section before the one that is read has stamps.

    They would count as removed. A section without stamps, such as an example, is allowed.
    """
    # Spans are in bytes.
    data = document.source.encode("utf-8")
    for other in _sections_of_references(document):
        text = data[other.span.start : min(other.span.end, section.span.start)].decode("utf-8")
        if other is not section and any(STAMP.search(line) for line in text.splitlines()):
            raise ReportError(
                f"{path.rpartition('/')[2]} has two 'References' sections (lines {other.line} and "
                f"{section.line})",
                hint="move all items into one of them, in the order of reading, and delete the "
                "other heading",
                where=f"{path}:{section.line}",
            )


def _brief(document: Document, section: Section) -> str:
    # Spans are in bytes.
    data = document.source.encode("utf-8")
    return (data[: section.span.start] + data[section.span.end :]).decode("utf-8").strip()
