"""Make the tail of a new version: its footnotes, and what it declares about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from git_report.edits.application import find_open_block
from git_report.edits.footnotes import cited_labels
from git_report.edits.operations import (
    Answer,
    Drop,
    Edit,
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Replace,
    Row,
    Whole,
    list_drops,
)
from git_report.edits.section_numbers import TOP, find_section
from git_report.errors import ReportError
from git_report.markdown import Definition, Document, Kind, Record, parse, render_tail
from git_report.sources.source import Source
from git_report.text import find_line_end, one_line
from git_report.writers.protocol import Request, Writer, WriterKind
from git_report.writers.usage import format_usage

_PATH_JOINT = " › "
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|])")


def finish(
    body: str,
    request: Request,
    answer: Answer,
    writer: Writer,
    allowed: Sequence[str] = (),
    ungrounded: Sequence[str] = (),
) -> str:
    """A version's whole text: the body as it is, and the tail.

    The tail defines the footnotes that the body still cites and the newest one; its record lists
    what the answer declares, the `ungrounded` figures, and the findings that a person allowed.
    Raises ReportError if the tail would become part of the body, as after an open code block.
    """
    definitions = [*_kept(body, request.freed)]
    if not request.source.is_edit:
        definitions.append(define(request.number, request.source))
    entries = [
        *_entries(request.document, answer, writer),
        *(("ungrounded", figure) for figure in ungrounded),
        *(("allowed", finding) for finding in allowed),
    ]
    return close(body, definitions, writer.notice, Record(request.number, tuple(entries)))


def close(body: str, definitions: Sequence[Definition], notice: str, record: Record) -> str:
    """A body with a tail; raises ReportError if the tail would become part of the body."""
    ending = find_line_end(body)
    tail = render_tail(definitions, notice, record).replace("\n", ending)
    text = _parted(body, ending) + tail
    read = parse(text)
    read_well = read.tail is not None and read.tail.record.version == record.version
    if not read_well or _ends_open(read):
        raise ReportError(
            "the report ends in an open code block, comment or HTML block",
            hint="close it in the newest version, commit that, then try again",
        )
    return text


def _ends_open(document: Document) -> bool:
    """Whether a renderer would continue the last block into the tail."""
    last = next((b for b in reversed(list(document.blocks())) if b.content.strip()), None)
    if last is None or last.kind not in (Kind.CODE, Kind.HTML):
        return False
    return bool(find_open_block(last.text))


def define(number: int, source: Source) -> Definition:
    """The footnote that says which reference a version read."""
    label = str(number)
    title = _SPECIAL.sub(r"\\\1", one_line(source.title)) or label
    target = one_line(source.target)
    plain = target and not any(c in target for c in " ()<>\\")
    if not plain:
        escaped = target.replace("\\", "\\\\").replace("<", "\\<").replace(">", "\\>")
        target = f"<{escaped}>"
    return Definition(label, f"[^{label}]: [{title}]({target})", 0)


def _kept(body: str, document: Document | None) -> Iterator[Definition]:
    if document is None or document.tail is None:
        return
    cited = cited_labels(body)
    yield from (d for d in document.tail.definitions if d.label in cited)


def _entries(
    document: Document | None, answer: Answer, writer: Writer
) -> Iterator[tuple[str, str]]:
    yield "writer", writer.name
    # Otherwise the name says it; a package's code must not be loaded to learn the kind.
    if writer.kind is not WriterKind.of_name(writer.name):
        yield "kind", writer.kind
    for operation in answer.operations:
        if operation.reason:
            path = _path(document, operation)
            key = "removed" if isinstance(operation, Remove) else "why"
            if path:
                yield key, f"{path}: {operation.reason}"
    yield from map(drop_entry, list_drops(answer))
    for computed in answer.computed:
        yield "computed", f"{computed.figure} = {computed.operands}"
    for step in answer.steps:
        yield "step", f"{step.step}: {format_usage(step.usage)}"


def _path(document: Document | None, operation: Operation) -> str:
    """The titles on the path to an operation's section; empty for the whole document."""
    match operation:
        case Insert(parent=parent, title=title):
            above = find_section(document, parent or TOP) if document else None
            return _PATH_JOINT.join((*(above.path if above else ()), title))
        case Replace() | Remove() | Rename() | Move() | Edit() | Row():
            section = find_section(document, operation.section) if document else None
            return _PATH_JOINT.join(section.path) if section else ""
        case Whole():
            return ""


def drop_entry(drop: Drop) -> tuple[str, str]:
    """A declaration for the record: ``old → new`` for a changed figure, else what was removed."""
    key = "figure" if "→" in drop.what else "removed"
    return key, f"{drop.what}: {drop.why}"


def _parted(body: str, ending: str) -> str:
    """The body with a blank line at its end."""
    text = body.replace("\r\n", "\n")
    missing = 2 if not text.endswith("\n") else 0 if text.endswith("\n\n") else 1
    return body + ending * missing
