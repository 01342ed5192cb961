"""The front parts of a digest: a row and figures for each reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from git_report.digest.figure_rows import FigureRow
from git_report.digest.passages import Chapter, Sentence
from git_report.digest.rendering import table_head
from git_report.digest.standing import labels_of
from git_report.digest.wording import cell, escape_inline
from git_report.edits.footnotes import cited_labels
from git_report.markdown import Section, Table
from git_report.markdown.anchors import slug

_UNKNOWN = "–"
# In words, since a number of words is no figure of the reference.
_LENGTHS = ((1_000, "short"), (4_000, "medium"), (12_000, "long"), (10**9, "very long"))
_HEAD = 1_500  # characters that the date of a text is looked for in
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"\b(?:{_MONTH} \d{{1,2}},? (?:19|20)\d\d|\d{{1,2}}\.? {_MONTH} (?:19|20)\d\d"
    r"|(?:19|20)\d\d-[01]\d-[0-3]\d)\b"
)
# A date on such a line says when somebody copied the text.
_COPIED = re.compile(r"scraped|accessed|retrieved|crawled|downloaded|abgerufen", re.IGNORECASE)


def find_date(text: str) -> str:
    """The date that stands in the first lines of a text, as it is written; empty for none."""
    head = [line for line in text[:_HEAD].split("\n")[:12] if not _COPIED.search(line)]
    found = _DATE.search("\n".join(line for line in head if len(line) < 120))
    return found[0] if found else ""


def link_chapter(title: str) -> str:
    """A link to a chapter of the report."""
    return f"[{escape_inline(title)}](#{slug(escape_inline(title))})"


def glance_row(chapter: Chapter, title: str, date: str, about: Sentence | None, label: str) -> str:
    """A reference in one row: what it is, how long, of when, and a sentence of its own."""
    said = f"{cell(about.text)}[^{label}]" if about else f"{_UNKNOWN} [^{label}]"
    length = next(name for most, name in _LENGTHS if chapter.words <= most)
    cells = (link_chapter(title).replace("|", r"\|"), chapter.kind, length, cell(date) or _UNKNOWN)
    return f"| {' | '.join((*cells, said))} |"


def figure_lines(rows: Iterable[FigureRow], label: str) -> list[str]:
    """The rows for the table of figures."""
    lines = []
    for row in rows:
        cells = (cell(row.value), cell(row.sentence.text), cell(row.sentence.speaker) or _UNKNOWN)
        lines.append(f"| {' | '.join(cells)} | [^{label}] |")
    return lines


def own_text(section: Section) -> str:
    """A section's own text with LF line endings, without blank lines around it."""
    return "".join(block.text for block in section.blocks).replace("\r\n", "\n").strip("\n")


def without_labels(section: Section, labels: frozenset[str]) -> str:
    """A front's text without the rows and blocks that cite some footnotes and no others."""
    texts: list[str] = []
    for block in section.blocks:
        if not labels:
            texts.append(block.text)
        elif isinstance(block, Table):
            gone = {
                row.line
                for row in block.rows
                if (cited := frozenset(cited_labels(row.text))) and cited <= labels
            }
            if gone and len(gone) == len(block.rows):
                continue
            lines = block.text.splitlines(keepends=True)
            kept = (t for n, t in enumerate(lines, block.span.first) if n not in gone)
            texts.append("".join(kept))
        elif not (labels_of(block) and labels_of(block) <= labels):
            texts.append(block.text)
    return "".join(texts).replace("\r\n", "\n").strip("\n")


def add_rows(text: str, header: tuple[str, ...], rows: Sequence[str]) -> str:
    """A section's text with rows behind its table of that header, or behind a new one."""
    if not rows:
        return text
    head = table_head(header)
    body = "\n".join(rows)
    if head.partition("\n")[0] in text and text.rstrip().endswith("|"):
        return f"{text.rstrip()}\n{body}"
    return f"{text}\n\n{head}\n{body}".lstrip("\n")
