"""Family S: faults of a version's Markdown that the previous version does not have."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from html.entities import html5
from typing import TYPE_CHECKING
from urllib.parse import unquote

from git_report.checks.active_signs import may_be_active
from git_report.checks.answer_markup import find_markup, find_markup_in_line
from git_report.checks.chat_leftovers import find_chat_leftovers
from git_report.checks.findings import Fault, Finding
from git_report.checks.folder_change import FolderChange
from git_report.markdown import Block, Code, Document, Kind, Table, Tail
from git_report.markdown.anchors import name_anchors
from git_report.markdown.code import blank_verbatim, find_code_spans
from git_report.markdown.invisible import find_invisible, name_character
from git_report.markdown.line_count import LineCount
from git_report.patterns import lazy
from git_report.report.conflicts import find_conflict
from git_report.report.snapshot import advise_resolving
from git_report.text import shorten

if TYPE_CHECKING:
    from git_report.checks.active_content import Activity

_DELIMITER_ROW = lazy(r"^ {0,3}\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*\r?$")
_PIPED_ROW = lazy(r"^ {0,3}\|.*\|[ \t]*\r?$")
_ENTITY = r"&(?:#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6})|[A-Za-z][A-Za-z0-9]{1,31});"
_HTML_ENTITY = lazy(f"(?P<entity>{_ENTITY})")
_MARKDOWN_ENTITY = lazy(rf"(?<!\\)(?:\\\\)*(?P<entity>{_ENTITY})")
_SOFT_HYPHEN = "\u00ad"
_LINK_TEXT_END = lazy(r"\][(\[:]")
# Characters of addresses, also in other widths or as entities, and of the markup around them.
_ADDRESS_MARK = lazy(r"[.:/@&<\\\u2024-\u2026\u3002\ufe50-\ufe6f\uff01-\uff61]")
_ANCHOR_LINK = lazy(r"(?<!!)\]\(#([^\s()]+)\)")
_ANCHOR_ID = lazy(r"<[A-Za-z][^<>]*?\b(?:id|name)\s*=\s*[\"']([^\"']+)[\"']")
_FOOTMARK = lazy(r"(?<!\\)\[\^(\d{1,4})\](?!:)")
_FOOTNOTE = lazy(r"^[ \t>]*\[\^(\d{1,4})\]:", re.MULTILINE)


def check_versions(change: FolderChange) -> Iterator[Finding]:
    """Family S for the new versions of a folder."""
    state = change.state
    for number in change.new_versions:
        new = state.version(number)
        if new is not None:
            yield from check_structure(state.version_path(number), new, state.version(number - 1))


def check_structure(path: str, new: Document, prior: Document | None) -> Iterator[Finding]:
    """The structure faults of a version that its previous version does not have."""
    faults = list(_list_faults(new))
    # The previous version is only needed if there are any, and most versions have none.
    before = _list_faults(prior) if faults and prior else ()
    known = Counter((f.code, f.subject) for f in before)
    found: list[Fault] = []
    for fault in faults:
        key = (fault.code, fault.subject)
        if known[key] > 0:
            known[key] -= 1
        else:
            found.append(fault)
    for fault in _drop_repeated(found):
        hint = advise_resolving(path) if fault.code == "S008" else fault.hint
        yield Finding(path, fault.line, fault.code, fault.message, hint)


def find_faults(document: Document) -> Iterator[Fault]:
    """All structure faults of a document, in any order."""
    return _drop_repeated(list(_list_faults(document)))


def _drop_repeated(faults: list[Fault]) -> Iterator[Fault]:
    """The faults without those that follow from another one.

    These are: hidden text on a line that is already reported as active content or a placeholder,
    and what conflict markers do to a table, a fence or a heading.
    """
    reported = {fault.line for fault in faults if fault.code in ("S006", "S007")}
    broken = ("S001", "S002", "S003") if any(f.code == "S008" for f in faults) else ()
    return (
        f
        for f in faults
        if f.code not in broken and (f.code not in ("S011", "S012") or f.line not in reported)
    )


def _list_faults(document: Document) -> Iterator[Fault]:
    yield from _find_in_sight(document)
    yield from _hidden_text(document)


def _find_in_sight(document: Document) -> Iterator[Fault]:
    blocks = list(document.blocks())
    for block in blocks:
        yield from _block_faults(block)
    yield from _skipped_levels(document)
    yield from _broken_anchors(document, blocks)
    yield from _active_content(document)
    yield from _invisible_characters(document, blocks)
    yield from _misleading_links(document)
    yield from find_chat_leftovers(blocks)
    yield from _merge_conflict(document)
    yield from _answer_markup(document, blocks)
    yield from _undefined_marks(document, blocks)


def _block_faults(block: Block) -> Iterator[Fault]:
    if isinstance(block, Code):
        if block.fenced and not block.closed:
            line = block.span.first
            yield Fault(
                "S001", line, _first_line(block), "the code fence is not closed",
                "close it: everything after it is read as code",
            )  # fmt: skip
        return
    if isinstance(block, Table):
        yield from _ragged_rows(block)
    elif block.kind is Kind.PARAGRAPH:
        yield from _lost_table(block)


def _ragged_rows(table: Table) -> Iterator[Fault]:
    width = len(table.header.cells)
    for row in table.rows:
        count = len(row.cells)
        if count != width:
            yield Fault(
                "S002", row.line, row.text.strip(),
                f"the row has {count} cell{'s' * (count != 1)}, but the table's header has {width}",
                "give the row as many cells as the header; write '\\|' for a pipe inside a cell",
            )  # fmt: skip


def _lost_table(block: Block) -> Iterator[Fault]:
    lines = block.content.split("\n")
    for offset, line in enumerate(lines):
        piped = _PIPED_ROW.match(line) and offset and _PIPED_ROW.match(lines[offset - 1])
        if (offset and _DELIMITER_ROW.match(line)) or piped:
            yield Fault(
                "S002", block.span.first + offset, line.strip(),
                "the table does not render as a table",
                "it needs a blank line before it, a header row, and a delimiter row with as many "
                "cells as the header",
            )  # fmt: skip
            return


def _active_content(document: Document) -> Iterator[Fault]:
    for activity in (*_find_activity(document.source), *_find_in_record(document.tail)):
        hint = (
            "remove it: a report must not run code"
            if activity.runs
            else "put the image into the repository: loading a remote image tells its host who is "
            "reading the report"
        )
        yield Fault("S007", activity.line, activity.text, activity.what, hint)


def _find_activity(text: str, first: int = 1) -> Iterator[Activity]:
    if may_be_active(text):
        # Imported late, for hooks: most runs do not need it.
        from git_report.checks.active_content import find_activity

        yield from find_activity(text, first)


def _find_in_record(tail: Tail | None) -> Iterator[Activity]:
    """Active content in a record: a comment in a version, but shown in diff.md."""
    for key, value in tail.record.entries if tail else ():
        if tail and key != "allowed":
            yield from _find_activity(value, tail.span.first)


def _invisible_characters(document: Document, blocks: list[Block]) -> Iterator[Fault]:
    """S009: the invisible characters of each line, written as such or as entities."""
    found: dict[int, list[str]] = {}
    lines = LineCount(document.source)
    for at, character in find_invisible(document.source):
        if character != "\0" and (at or character != "\ufeff"):  # both are V005
            found.setdefault(lines.before(at) + 1, []).append(character)
    for block in blocks:
        if not isinstance(block, Code) and "&" in block.text:
            lines = LineCount(block.text)
            for at, character in _invisible_entities(block.text, html=block.kind is Kind.HTML):
                line = block.span.first + lines.before(at)
                found.setdefault(line, []).append(character)
    for line, characters in found.items():
        names = list(map(name_character, characters))
        listed = ", ".join(dict.fromkeys(names))
        yield Fault(
            "S009", line, " ".join(names), f"invisible characters: {shorten(listed)}",
            "remove them: readers do not see them, but programs and models read them",
        )  # fmt: skip


def _invisible_entities(text: str, *, html: bool) -> Iterator[tuple[int, str]]:
    """The entities that are an invisible character, with their places, outside code.

    The displayed text decides whether a character is needed, as a joiner between emoji is. A soft
    hyphen that is written as an entity is allowed: who edits the text sees it.
    """
    code = find_code_spans(text)
    parts: list[str] = []
    places: dict[int, int] = {}
    end = length = 0
    for match in (_HTML_ENTITY if html else _MARKDOWN_ENTITY).finditer(text):
        start, after = match.span("entity")
        before = bisect_left(code, (start, after)) - 1
        in_code = before >= 0 and start < code[before][1]
        character = "" if in_code else _decode_entity(match["entity"])
        if character:
            places[length + start - end] = start
            length += start - end + len(character)
            parts += (text[end:start], character)
            end = after
    for at, character in find_invisible("".join((*parts, text[end:]))) if places else ():
        if at in places and character != _SOFT_HYPHEN:
            yield places[at], character


def _decode_entity(entity: str) -> str:
    """The character that CommonMark displays for an entity; empty for an unknown one."""
    if not entity.startswith("&#"):
        return html5.get(entity[1:], "")
    digits = entity[2:-1]
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return chr(number) if 0 < number <= sys.maxunicode else "\ufffd"


def _misleading_links(document: Document) -> Iterator[Fault]:
    if not _may_mislead(document.source):
        return
    from git_report.checks.misleading_links import (
        find_misleading,  # imported late, for hooks
    )

    for link in find_misleading(document):
        shown, target = shorten(link.shown), shorten(link.target)
        yield Fault(
            "S010", link.line, f"{shown} {target}", f"'{shown}' leads to '{target}'",
            "show the address of the link's target, or words that are not an address",
        )  # fmt: skip


def _may_mislead(source: str) -> bool:
    """Whether a link may show an address; for most texts, this alone says no."""
    if "href" in source.lower():
        return True
    end = 0
    for match in _LINK_TEXT_END.finditer(source):
        start = source.rfind("[", end, match.start()) + 1
        text, end = source[start : match.start()], match.end()
        # With brackets in brackets, only the parser can find the start of the text.
        if match[0] == "]:":
            suspect = not start or not text.startswith("^")
        else:
            glued = start > 1 and source[start - 2].isalnum()
            suspect = not start or glued or "]" in text or _ADDRESS_MARK.search(text) is not None
        if suspect:
            return True
    return False


def _hidden_text(document: Document) -> Iterator[Fault]:
    body = document.source[: -len(document.tail.text)] if document.tail else document.source
    if "<" in body or "]:" in body:
        # Imported late, for hooks: most reports do not need it.
        from git_report.checks.hidden_text import find_hidden_text

        yield from find_hidden_text(document)


def _skipped_levels(document: Document) -> Iterator[Fault]:
    for parent in document.sections[1:]:
        for section in parent.sections:
            if section.level > parent.level + 1:
                yield Fault(
                    "S003", section.line, section.title,
                    f"the heading jumps from level {parent.level} to {section.level}",
                    f"make it level {parent.level + 1}",
                )  # fmt: skip


def _broken_anchors(document: Document, blocks: list[Block]) -> Iterator[Fault]:
    links = [
        (block.span.first + lines.before(match.start()), match[1])
        for block in blocks
        if not isinstance(block, Code) and "](#" in block.text
        for lines in (LineCount(block.text),)
        for match in _ANCHOR_LINK.finditer(block.text)
    ]
    if not links:
        return
    known = {"top", *name_anchors(document)}  # browsers define the anchor `top` themselves
    known.update(name for block in blocks for name in _ANCHOR_ID.findall(block.text))
    for line, anchor in links:
        plain = unquote(anchor)
        if known.isdisjoint((anchor, plain, plain.casefold())):
            yield Fault(
                "S005", line, anchor, f"no section has the anchor '#{anchor}'",
                "link to the current anchor of the heading",
            )  # fmt: skip


def _answer_markup(document: Document, blocks: list[Block]) -> Iterator[Fault]:
    found = list(find_markup(blocks))
    if document.tail is not None:
        values = [value for key, value in document.tail.record.entries if key != "allowed"]
        line = document.tail.span.first
        found += [(line, markup) for value in values if (markup := find_markup_in_line(value))]
    for line, markup in found:
        yield Fault(
            "S013", line, markup, f"'{shorten(markup)}' is markup of a model's answer",
            "remove it and any reasoning in it; to write about such markup, put it in `code`",
        )  # fmt: skip


def _undefined_marks(document: Document, blocks: list[Block]) -> Iterator[Fault]:
    """S014: numbered footnote marks without a definition, which are displayed as written."""
    prose = [
        (block.span.first, blank_verbatim(block.text))
        for block in blocks
        if not isinstance(block, Code) and "[^" in block.text
    ]
    marks = [
        (first + lines.before(match.start()), match)
        for first, text in prose
        for lines in (LineCount(text),)
        for match in _FOOTMARK.finditer(text)
    ]
    if not marks:
        return
    defined = {match[1] for _, text in prose for match in _FOOTNOTE.finditer(text)}
    if document.tail is not None:
        defined.update(definition.label for definition in document.tail.definitions)
    for line, match in marks:
        if match[1] not in defined:
            yield Fault(
                "S014", line, match[0],
                f"the footnote mark '{match[0]}' has no definition",
                "cite a reference that was read, or remove the mark",
            )  # fmt: skip


def _merge_conflict(document: Document) -> Iterator[Fault]:
    line = find_conflict(document)
    if line is not None:
        yield Fault("S008", line, "conflict", "unresolved merge conflict", advise_resolving())


def _first_line(block: Block) -> str:
    return block.text.partition("\n")[0].strip()
