"""The embedded writer: a digest of verbatim sentences, made without a model.

It can not synthesise, and says so in every version that it makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from git_report.markdown import Document, List, Section, Table
from git_report.writers.digest import Digest, make_digest, only_new
from git_report.writers.edits import address
from git_report.writers.novelty import said_by
from git_report.writers.operations import Answer, Insert, Operation, Replace, Whole
from git_report.writers.prompt import Tell
from git_report.writers.reading import Passage, Reading, Sentence, read
from git_report.writers.rendering import figure_rows, section_body, summary_items
from git_report.writers.selection import stands_alone
from git_report.writers.wording import escape_inline, normalise, plain
from git_report.writers.writer import Request, silent

SUMMARY, FIGURES = "Executive summary", "Key figures"
FIGURE_HEADER = ("Value", "What it measures", "Source")
_NOTICE = "*Extractive digest"
_TOPIC = re.compile(
    r"\breports?\s+(?:on|about)\s+(?:the\s+)?([^.:;,\n]{6,80}?)"
    r"(?=\s+(?:describing|covering|that|which|and how|in the form)\b|[.:;,\n]|$)",
    re.IGNORECASE,
)
_NO_TOPICS = frozenset(
    {"instructions", "instruction", "brief", "task", "report", "prompt", "readme"}
)


class Extractive:
    """Answers with sentences of the source alone, the same ones for the same source."""

    @property
    def name(self) -> str:
        """What the record says."""
        return "extractive"

    @property
    def notice(self) -> str:
        """What the tail of a digest says about it."""
        return (
            f"{_NOTICE}: verbatim sentences chosen without a model, no synthesis. "
            "To have a report written, name a model writer with `git config report.writer`.*"
        )

    def landed(self) -> None:
        """Nothing was kept."""

    def write(self, request: Request, tell: Tell = silent) -> Answer:  # noqa: ARG002
        """The operations that bring a source's own sentences into the report."""
        reading = read(request.source)
        digest = make_digest(reading, request.source.title, request.brief)
        fresh = only_new(digest, said_by(request.document))
        if request.document is None:
            operations: tuple[Operation, ...] = (Whole(_first(request, reading, fresh)),)
            return Answer(operations, request.base)
        if fresh.empty:
            known = "nothing of it that stands by itself is new"
            return Answer((), request.base, f"'{request.source.title}': {known}")
        return Answer(tuple(_update(request, request.document, reading, fresh)), request.base)


def _first(request: Request, reading: Reading, digest: Digest) -> str:
    parts = [f"# {escape_inline(_report_title(request))}"]
    summary = digest.summary or _answer_leads(digest)
    if summary:
        parts += [f"## {SUMMARY}", summary_items(summary, request.number)]
    if digest.figures:
        parts += [f"## {FIGURES}", _table(digest, request.number)]
    body = section_body(digest, request.number, 3, _top_title(reading))
    if body:
        parts += [f"## {_section_title(request)}", body]
    return "\n\n".join(parts) + "\n"


def _answer_leads(digest: Digest) -> tuple[Sentence, ...]:
    """What begins the first answers: the summary where a source is whole answers alone."""
    leads = (a.answer[0] for a in digest.answers)
    found = (s for s in leads if isinstance(s, Sentence) and stands_alone(s.text))
    return tuple(islice(found, 2))


def _update(
    request: Request, document: Document, reading: Reading, digest: Digest
) -> Iterator[Operation]:
    """Summary and figures renewed, and a section for what the source adds.

    A report that somebody else made keeps its form: without a summary or a table of ours, what
    would stand there goes into the new section.
    """
    number = request.number
    parent, level = _place(document)
    ours = document.tail is not None and document.tail.notice.startswith(_NOTICE)
    lead: tuple[Sentence, ...] = ()
    table = ""
    summary, figures = _find(document, SUMMARY), _find(document, FIGURES)
    if digest.summary and summary is not None:
        items = summary_items(digest.summary, number)
        yield Replace(address(summary), _appended(summary, items))
    elif digest.summary and ours:
        yield Insert(parent, "first", level, SUMMARY, summary_items(digest.summary, number))
    else:
        lead = digest.summary
    if digest.figures and figures is not None and _is_figure_table(_last(figures)):
        rows = "\n".join(figure_rows(digest.figures, number))
        yield Replace(address(figures), _appended(figures, rows))
    elif digest.figures and figures is None and ours:
        # Two new sections in the first place stand in the order in which they are given.
        after = address(summary) if summary is not None else "first"
        yield Insert(parent, after, level, FIGURES, _table(digest, number))
    elif digest.figures:
        table = _table(digest, number)
    body = section_body(digest, number, level + 1, _top_title(reading), lead, table)
    if body:
        title = _distinct(document, _section_title(request), number)
        yield Insert(parent, "", level, title, body)


def _appended(section: Section, text: str) -> str:
    """A section's own text with more behind it, in the same list or table where it ends in one."""
    own = "".join(block.text for block in section.blocks).replace("\r\n", "\n").rstrip()
    continues = isinstance(_last(section), List | Table)
    return f"{own}\n{text}" if own and continues else f"{own}\n\n{text}".lstrip()


def _last(section: Section) -> object:
    filled = [block for block in section.blocks if block.content.strip()]
    return filled[-1] if filled else None


def _is_figure_table(block: object) -> bool:
    return isinstance(block, Table) and block.header.cells == FIGURE_HEADER


def _table(digest: Digest, number: int) -> str:
    header = f"| {' | '.join(FIGURE_HEADER)} |"
    return "\n".join([header, "|---|---|---|", *figure_rows(digest.figures, number)])


def _find(document: Document, title: str) -> Section | None:
    wanted = normalise(title)
    return next((s for s in document.sections[1:] if normalise(s.title) == wanted), None)


def _place(document: Document) -> tuple[str, int]:
    """The parent and the level of a new main section: below a single top title, else at the top."""
    tops = document.root.sections
    if len(tops) == 1:
        below = tops[0].sections
        return address(tops[0]), below[-1].level if below else min(6, tops[0].level + 1)
    return "", tops[-1].level if tops else 1


def _distinct(document: Document, title: str, number: int) -> str:
    taken = {normalise(section.title) for section in document.sections}
    return title if normalise(title) not in taken else f"{title} (reading {number})"


def _section_title(request: Request) -> str:
    return escape_inline(plain(request.source.title)) or request.source.target


def _report_title(request: Request) -> str:
    """The brief's first heading, or what it says the report is on, or else the source's title."""
    for line in request.brief.split("\n"):
        if line.startswith("#"):
            title = plain(line.lstrip("#").strip().rstrip("#"))
            if title and normalise(title) not in _NO_TOPICS:
                return title
            break
    topic = _TOPIC.search(request.brief)
    if topic:
        words = plain(topic[1])
        return words[:1].upper() + words[1:]
    return plain(request.source.title) or request.source.target


def _top_title(reading: Reading) -> str:
    """The one title that stands above all of a source, which needs no repeating."""
    passages: list[Passage] = [*reading.sentences, *reading.listings, *reading.grids]
    tops = {passage.path[0] for passage in passages if passage.path}
    return tops.pop() if len(tops) == 1 else ""
