"""What the scripted edits of reports share: finding what to edit, and making the next version."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from git_report.edits.application import apply
from git_report.edits.operations import Answer, Operation
from git_report.markdown import Block, Kind, Section, Span, Table, parse
from git_report.report.checklist import Box, Reference
from git_report.sources.source import Source
from git_report.writers.protocol import Request, WriterKind
from git_report.writers.version_tail import finish

Edit = Callable[[str, random.Random], str | None]


class Bench:
    """What `finish` asks of a writer."""

    name, notice, kind = "bench", "", WriterKind.MODEL


def apply_operation(text: str, operation: Operation) -> str:
    """The next version, as a run would make it."""
    prior = parse(text)
    item = Reference(1, 1, Box.OPEN, "Study", "Study", "study.md", "")
    # The next number: with another one the study would take the place of a reference.
    labels = [each.label for each in prior.tail.definitions] if prior.tail else []
    number = max((int(label) for label in labels if label.isdecimal()), default=0) + 1
    request = Request(number, "", item, Source("Study", "study.md", "x", b"x", "0" * 40), prior)
    answer = Answer((operation,))
    return finish(apply(prior, answer.operations), request, answer, Bench())  # type: ignore[arg-type]


def own_text(section: Section) -> str:
    return "".join(block.text for block in section.blocks)


def list_blocks(section: Section) -> list[Block]:
    return [block for block in section.blocks if block.kind is not Kind.BLANK]


def last_section(text: str) -> Section:
    return parse(text).sections[-1]


def replace_span(text: str, span: Span, new: str) -> str:
    data = text.encode()
    return (data[: span.start] + new.encode() + data[span.end :]).decode()


def cut_span(text: str, span: Span) -> str:
    return replace_span(text, span, "")


def find_figure(text: str, rng: random.Random) -> str:
    """A figure that stands once, in a text or a table; empty where there is none."""
    body = text.partition("\n[^")[0]
    units = "Gbps|GB|%|ms|TB|tokens per second|GPUs|hours|TFLOPS|MW"
    found = re.findall(rf"(?<![\w.,])\d[\d,]* (?:{units})(?!\w)", body)
    once = [
        figure
        for figure in found
        if len(re.findall(rf"(?<![\d,]){figure.split()[0]}\b", body)) == 1
    ]
    return rng.choice(once) if once else ""


def list_rows(text: str) -> list[str]:
    return [
        row.text.strip() for b in parse(text).blocks() if isinstance(b, Table) for row in b.rows
    ]


def edit_tables(text: str, edit: Callable[[list[str]], list[str]]) -> str:
    for block in list(parse(text).blocks()):
        if isinstance(block, Table):
            head, rows = block.content.split("\n")[:2], block.content.split("\n")[2:]
            text = text.replace(block.content, "\n".join([*head, *edit(rows)]), 1)
    return text


def declare(text: str, entry: str) -> str:
    """The version with one more entry in its record."""
    at = text.rindex("-->")
    return f"{text[:at]}{entry}\n{text[at:]}"


def list_headers(section: Section, *, below: bool = True) -> list[str]:
    """The header of each table in a section, and below it."""
    return [
        " | ".join(block.header.cells)
        for each in (section.walk() if below else (section,))
        for block in each.blocks
        if isinstance(block, Table)
    ]
