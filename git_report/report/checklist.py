"""The checklist: its grammar, and the references that it lists.

It is read line by line, because real files mix bare boxes, bullets and indents in ways that no
Markdown parser reads as one list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from git_report.errors import ReportError
from git_report.markdown import Kind, Section
from git_report.markdown.invisible import name_character
from git_report.markdown.tables import split_cells
from git_report.patterns import lazy
from git_report.report.links import ItemLink, find_link

_BULLET = r"(?:[-*+]|\d{1,9}[.)])[ \t]+"
# mdformat with its GFM plugin writes a box that has no bullet as "\[ \]".
ITEM = lazy(
    rf"^(?P<indent>[ \t]*)(?P<bullet>{_BULLET})?"
    r"\\?\[(?P<box>[ xX-])\\?\](?:[ \t]+(?P<text>.*))?$"
)
# Blank lines and lines that are items in any context.
PLAIN_ITEMS = rf"(?:[ \t]*\r?\n|(?:{_BULLET})?\\?\[[ xX-]\\?\][ \t][^\n]*(?:\n|\Z))+\Z"
# Text that was meant as a box. Not included: "[1] Smith", a citation, "[...]", an omission,
# "[x](a.md)" and "[x]: a.md", links. After a bullet, one letter is (Obsidian has "[i]", "[S]").
_MALFORMED_BOX = lazy(
    rf"""^[ \t]*(?P<bullet>{_BULLET})?(?P<box>
      \\?\[ (?: \s* | \s*[xX\u0445\u0425\u00d7-]\s* | \s*[^\w\s\[\]\\.\u2026]{{1,3}}\s*
               | (?(bullet)[^\W\d_]|(?!)) ) \\?\] (?=\s|$)
    | \\?\[[ ]\\?\] (?=\S) | \\?\[[xX-]\\?\] (?=\[|(?(bullet)\w|(?!)))
    | [\uff3b\u3010\u3014] \s* [^\uff3d\u3011\u3015\]]{{0,1}} \s* [\uff3d\u3011\u3015\]]
    | \[ \s* [xX-]? \s* [\uff3d\u3011\u3015]
    | [\u2610-\u2612]
    )""",
    re.VERBOSE,
)
_QUOTED_ITEM = lazy(rf"^[ \t]*(?P<box>>[> \t]*{_BULLET}\\?\[[ xX-]\\?\])(?=\s|$)")
# A box after what is not a bullet in Markdown: pasted from elsewhere, without its space, or with an
# invisible character. "*[x] is read*" is emphasis.
_UNSEEN = "\\u200b-\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff"
_SPACES = "\\u00a0\\u2000-\\u200a\\u202f\\u3000"
_ODD = lazy(f"[{_UNSEEN}{_SPACES}]")
_MALFORMED_ITEM = lazy(
    rf"""^[ \t]*(?P<start>
      (?: [{_UNSEEN}]+ (?:{_BULLET})?
        | [-+] | [-*+] [ \t]* [{_SPACES}] [ \t{_SPACES}]* | {_BULLET} {_BULLET}
        | [\u00b7\u2010-\u2015\u2022\u2023\u2043\u2212\u2219\u25a0-\u25cf\u25e6] [ \t{_SPACES}]*
        | [A-Za-z][.)][ \t]+ | \d{{1,9}} [ \t]+ )
      \\?\[[ xX-]\\?\])(?=\s+\S)""",
    re.VERBOSE,
)
_BOX_CELL = lazy(r"\\?\[[ xX-]\\?\]\Z")
_ADDRESS = lazy(r"\]\(|\w[./]\w")
EDITED = "edit"  # instead of a blob id: a revision
# Hex digits of a blob id in a stamp; the Linux kernel requires as many of commit ids in messages.
BLOB_DIGITS = 12
_READING = rf"report-\d{{2,}} (?:[0-9a-f]{{{BLOB_DIGITS}}}|{EDITED})"
STAMP = lazy(rf"[ \t]*<!-- (?P<readings>{_READING}(?: {_READING})*) -->[ \t]*$")
_FENCE = lazy(r"^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})")
_BOX_HINT = "write '[ ]' (to read), '[x]' (read) or '[-]' (skipped), then a space and what to read"
_CHECKLIST_KINDS = frozenset({Kind.PARAGRAPH, Kind.LIST, Kind.DEFINITION})


class BoxError(ReportError):
    """Boxes with an unknown state, or with no text after them; `faults` has lines and messages."""

    def __init__(self, path: str, faults: Sequence[tuple[int, str]]) -> None:
        self.faults = tuple(faults)
        line, message = faults[0]
        super().__init__(message, hint=_BOX_HINT, where=f"{path}:{line}")


class Box(StrEnum):
    """The state of a checklist item's box."""

    OPEN = " "
    READ = "x"
    SKIPPED = "-"


class Stamp(NamedTuple):
    """One reading of a reference: the version made from it, and 12 hex digits of the blob id.

    `blob` is ``edit`` for a revision.
    """

    version: int
    blob: str

    @classmethod
    def of(cls, version: int, oid: str) -> Stamp:
        """The stamp for a whole blob id."""
        return cls(version, oid[:BLOB_DIGITS])

    def __str__(self) -> str:
        return f"report-{self.version:02d} {self.blob}"


class Reference(NamedTuple):
    """One item of the checklist.

    `line` is its first line (1-based), `last` its last; `text` the item without bullet, box and
    stamp, continuation lines joined by LF. `title` is the link's text (or the target itself);
    `target` the first link, autolink or bare URL, as written, or empty (`resolve_targets` finds
    paths that are not links); `purpose` the item's text with the link replaced by its title, empty
    if the link is all there is.
    """

    line: int
    last: int
    box: Box
    text: str
    title: str
    target: str
    purpose: str
    stamps: tuple[Stamp, ...] = ()

    @property
    def is_revision(self) -> bool:
        """Whether the item records a revision: a version for which nothing was read."""
        return bool(self.stamps) and all(stamp.blob == EDITED for stamp in self.stamps)

    @property
    def reopened(self) -> bool:
        """Whether the item is to be read again: its box was opened, and its stamps were kept."""
        return self.box is Box.OPEN and bool(self.stamps) and not self.is_revision

    @property
    def claims(self) -> tuple[Stamp, ...]:
        """The readings that a version was made from.

        A reading with the same version as the one before it made none: it records that a changed
        text was accepted in place of the one that this version was made from.
        """
        if len(self.stamps) < 2:  # nearly always, and a checklist may be long
            return self.stamps
        before = (None, *self.stamps)
        return tuple(
            stamp
            for stamp, last in zip(self.stamps, before, strict=False)
            if last is None or last.version != stamp.version or EDITED in (stamp.blob, last.blob)
        )


class _Words(NamedTuple):
    """The fields of a `Reference` except its lines."""

    box: Box
    text: str
    title: str
    target: str
    purpose: str
    stamps: tuple[Stamp, ...]


class _Line(NamedTuple):
    number: int
    text: str
    item: re.Match[str] | None


def _checklist_lines(section: Section) -> Iterator[_Line]:
    """Yield the lines of a section's paragraphs and lists, without code and comments."""
    for part in section.walk():
        for block in part.blocks:
            if block.kind not in _CHECKLIST_KINDS:
                continue
            fence = ""
            for offset, line in enumerate(block.text.split("\n")):
                mark = _FENCE.match(line)
                if mark and (not fence or mark[1].startswith(fence)):
                    fence = "" if fence else mark[1]
                    continue
                if not fence:
                    bare = line.removesuffix("\r")
                    yield _Line(block.span.first + offset, bare, ITEM.match(bare))


def has_items(section: Section) -> bool:
    """Whether a section contains a checkbox item."""
    return any(line.item for line in _checklist_lines(section))


def has_boxes(section: Section) -> bool:
    """Whether a section contains a checkbox item, or text that was meant as one."""
    return any(
        line.item or _MALFORMED_BOX.match(line.text) or _MALFORMED_ITEM.match(line.text)
        for line in _checklist_lines(section)
    )


def read_items(path: str, section: Section) -> tuple[Reference, ...]:
    """The items of a References section, in order.

    Raises BoxError, with path and line, for a box with an unknown state or with no text after it.
    """
    faults = [*_find_quoted(section), *_find_indented(section), *_find_tabled(section)]
    return _expect_boxes(path, tuple(_read_lines(_checklist_lines(section), faults)), faults)


def _find_quoted(section: Section) -> Iterator[tuple[int, str]]:
    """Yield line and message for each item in a block quotation: no run would read it."""
    for part in section.walk():
        for block in part.blocks:
            if block.kind is not Kind.QUOTE:
                continue
            fence = ""
            for line, text in enumerate(block.text.split("\n"), block.span.first):
                mark = _FENCE.match(text.lstrip("> \t"))
                if mark and (not fence or mark[1].startswith(fence)):
                    fence = "" if fence else mark[1]
                found = None if fence else _QUOTED_ITEM.match(text)
                if found:
                    yield line, f"'{found['box']}' is in a block quotation: take off its '>'"


def _find_indented(section: Section) -> Iterator[tuple[int, str]]:
    """Yield line and message for each item that is indented so far that it is code."""
    for part in section.walk():
        for block in part.blocks:
            if block.kind is not Kind.CODE or _FENCE.match(block.text):
                continue
            for line, text in enumerate(block.text.split("\n"), block.span.first):
                found = ITEM.match(text.removesuffix("\r"))
                if found and found["text"]:
                    box = text.strip()[: len(found["bullet"] or "") + 3]
                    yield line, f"'{box}' is indented as code: move it to the left"


def _find_tabled(section: Section) -> Iterator[tuple[int, str]]:
    """Yield line and message for each table row with a box and an address."""
    for part in section.walk():
        for block in part.blocks:
            if block.kind is not Kind.TABLE:
                continue
            for line, text in enumerate(block.text.split("\n"), block.span.first):
                box = next(filter(_BOX_CELL.match, split_cells(text)), None)
                # A row that explains the boxes, "| [x] | read |", is no reference.
                if box is not None and _ADDRESS.search(text):
                    yield line, f"'{box}' is in a table: write each reference as a list item"


def read_plain_items(path: str, text: str, first: int) -> tuple[Reference, ...]:
    """The items of a text that matches `PLAIN_ITEMS`, one per line; `first` is its first line.

    Raises BoxError for a box with no text after it.
    """
    items = tuple(
        Reference(at, at, *_read_words(line.removesuffix("\r")))
        for at, line in enumerate(text.split("\n"), first)
        if line.strip()
    )
    return _expect_boxes(path, items, [])


def _expect_boxes(
    path: str, items: tuple[Reference, ...], faults: list[tuple[int, str]]
) -> tuple[Reference, ...]:
    empty = "a checkbox with nothing after it"
    faults += ((item.line, empty) for item in items if not item.text)
    if faults:
        raise BoxError(path, sorted(faults))
    return items


def _read_lines(lines: Iterable[_Line], faults: list[tuple[int, str]]) -> Iterator[Reference]:
    gathered: list[_Line] = []
    for line in lines:
        malformed = None if line.item else _MALFORMED_BOX.match(line.text)
        if malformed:
            faults.append((line.number, f"'{malformed['box']}' is not a valid checkbox"))
        elif not line.item and (odd := _MALFORMED_ITEM.match(line.text)):
            start = _ODD.sub(lambda found: f"<{name_character(found[0])}>", odd["start"])
            faults.append((line.number, f"'{start}' does not begin a list item: write '- [ ]'"))
        # A gap in the numbers is code or the like, which ends an item.
        continues = gathered and line.number == gathered[-1].number + 1 and line.text.strip()
        if gathered and (line.item or not continues):
            yield _reference(gathered)
            gathered = []
        if line.item or (gathered and continues):
            gathered.append(line)
    if gathered:
        yield _reference(gathered)


def _reference(lines: list[_Line]) -> Reference:
    words = _read_words("\n".join(line.text for line in lines))
    return Reference(lines[0].number, lines[-1].number, *words)


# Cached because two states of a checklist are compared, and most of their items are the same.
@lru_cache(maxsize=4096)
def _read_words(lines: str) -> _Words:
    first, *more = lines.split("\n")
    item = ITEM.match(first)
    assert item is not None
    first, stamps = _split_stamps(item["text"] or "")
    text = "\n".join([first.strip(), *(line.strip() for line in more)]).strip()
    link = find_link(text)
    words = " ".join(text.split())
    return _Words(
        box=Box(item["box"].lower()),
        text=text,
        title=link.text if link else words,
        target=link.target if link else "",
        purpose=describe_purpose(text, link) if link else "",
        stamps=stamps,
    )


def describe_purpose(text: str, link: ItemLink) -> str:
    """The text of an item with its link replaced by the title; empty if the link is all of it."""
    around = text[: link.start], text[link.end :]
    return " ".join(link.text.join(around).split()) if "".join(around).strip() else ""


def _split_stamps(text: str) -> tuple[str, tuple[Stamp, ...]]:
    """Split an item's first line into its text and the readings in its stamp comment."""
    match = STAMP.search(text)
    if match is None:
        return text, ()
    words = match["readings"].split()
    stamps = (
        Stamp(int(name.removeprefix("report-")), blob)
        for name, blob in zip(words[::2], words[1::2], strict=True)
    )
    return text[: match.start()], tuple(stamps)
