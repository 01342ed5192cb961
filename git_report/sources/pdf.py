"""The text of a PDF, page by page."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.report.pasting import ATTACH, SKIP
from git_report.sources.bodies import check_characters
from git_report.sources.escapes import clean_text, escape_lines, escape_text
from git_report.sources.extracted_page import Page, clean_language
from git_report.sources.hyphens import KnownWords
from git_report.sources.pdf_lines import PageLine, PageLines, read_lines

if TYPE_CHECKING:
    from pypdf import PdfReader

_ATTACH = f"save its text {ATTACH}, or {SKIP}"
# Titles that programs write if nobody has given one.
_PROGRAM = re.compile(r"Microsoft (?:Word|PowerPoint|Excel) - ")
_NO_TITLE = re.compile(r"\(?(?:untitled|anonymous|no title|unknown|document ?\d*)\)?", re.I)
_DEADLINE = 60.0  # seconds
_MOST_PAGES = 5_000
_MOST_STREAM = 16 * 1024 * 1024  # bytes of one decompressed stream
_MOST_OPERANDS = 500_000  # of one page, some seconds of work
_MOST_TEXT = 16 * 1024 * 1024  # characters


def read_pdf(
    data: bytes,
    shown: str = "the PDF",
    *,
    deadline: float = _DEADLINE,
    clock: Callable[[], float] = time.monotonic,
) -> Page:
    """The text of a PDF as Markdown; a heading before each page gives its number, for citations.

    Hyphenated words are joined, and columns follow each other. `shown` names it in errors. Raises
    ReportError for a file that is damaged, encrypted, without text (a scan), or so large that it
    cannot be read in `deadline` seconds.
    """
    from pypdf import PdfReader  # slow to import, and rarely needed

    # As other readers do: a file may have something in front of its header.
    if b"%PDF-" not in data[:1024]:
        raise ReportError(
            f"{shown} cannot be read as PDF: it does not begin like one", hint=_ATTACH
        )
    end = clock() + deadline
    with _bounded(shown):
        reader = PdfReader(io.BytesIO(data), strict=False)
        # Many files are encrypted only to restrict printing, and have an empty password for
        # reading.
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReportError(
                f"{shown} is encrypted", hint=f"decrypt it with its password, or {_ATTACH}"
            )
        pages = list(_read_pages(reader, shown, end, deadline, clock))
        title = str(reader.metadata.title or "") if reader.metadata else ""
        language = str(reader.root_object.get("/Lang", ""))
    words = KnownWords(line.text for page in pages for line in page.lines)
    texts = [_write_page(page, words) for page in pages]
    if not any(texts):
        count = "1 page" if len(texts) == 1 else f"{len(texts)} pages"
        raise ReportError(
            f"{shown} has {count} without text: it is a scan",
            hint=f"use a text recognition (OCR) program, {_ATTACH}",
        )
    check_characters("".join(texts), f"the text of {shown}")
    written = [f"## Page {n}\n\n{text}\n" for n, text in enumerate(texts, 1) if text]
    return Page(
        "\n".join(written),
        _clean_title(title),
        language=clean_language(language),
        notes=tuple(
            f"page {n} has columns that could not be separated: check its text yourself"
            for n, page in enumerate(pages, 1)
            if not page.safe
        ),
    )


def _clean_title(title: str) -> str:
    """A PDF's title; empty if it is only a program's placeholder."""
    title = _PROGRAM.sub("", clean_text(title).strip())
    return "" if _NO_TITLE.fullmatch(title) else title[:300]


@contextmanager
def _bounded(shown: str) -> Iterator[None]:
    """Limit the size of decompressed streams, and turn errors of pypdf into ReportError."""
    from pypdf import Configuration, apply_configuration
    from pypdf.errors import PyPdfError

    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)  # it logs every irregularity
    limits = Configuration(
        maximum_declared_stream_length=_MOST_STREAM,
        array_based_stream_maximum_output_length=_MOST_STREAM,
        lzw_maximum_output_length=_MOST_STREAM,
        run_length_maximum_output_length=_MOST_STREAM,
        zlib_maximum_output_length=_MOST_STREAM,
        stream_parsing_work_maximum_count=_MOST_OPERANDS,
    )
    try:
        with apply_configuration(limits):
            yield
    # A damaged file may cause any of these errors in the reader; any other one is a bug.
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError,
            RecursionError, AssertionError, OSError, EOFError, NotImplementedError,
            MemoryError) as error:  # fmt: skip
        reason = clean_text(str(error) or type(error).__name__).strip()[:120]
        raise ReportError(f"{shown} cannot be read as PDF: {reason}", hint=_ATTACH) from None
    finally:
        logger.setLevel(before)


def _read_pages(
    reader: PdfReader, shown: str, end: float, deadline: float, clock: Callable[[], float]
) -> Iterator[PageLines]:
    size = 0
    for number, page in enumerate(reader.pages, 1):
        lines = read_lines(page)
        size += sum(len(line.text) + 1 for line in lines.lines)
        if clock() > end:
            raise ReportError(
                f"reading {shown} took longer than {deadline:,.0f} seconds, at page {number:,}",
                hint=_ATTACH,
            )
        if number > _MOST_PAGES or size > _MOST_TEXT:
            raise ReportError(
                f"{shown} is longer than the limit: {_MOST_PAGES:,} pages, "
                f"{_MOST_TEXT:,} characters",
                hint=_ATTACH,
            )
        yield lines


def _write_page(page: PageLines, words: KnownWords) -> str:
    """The paragraphs of a page, without the page number at its foot."""
    lines = list(_join_cut(page.lines, words))
    while lines and (not lines[-1] or lines[-1].isdigit()):
        lines.pop()
    return "\n".join(escape_lines(escape_text(line)) for line in _fold(lines)).strip("\n")


def _join_cut(lines: Sequence[PageLine], words: KnownWords) -> Iterator[str]:
    """Yield the texts of lines, with hyphenated words joined."""
    text = ""
    last: PageLine | None = None
    for line in lines:
        joined = words.join(text, line.text) if last and last.is_above(line) else None
        if last is not None and joined is None:
            yield clean_text(text).strip()
        text = joined or line.text
        last = line
    if last is not None:
        yield clean_text(text).strip()


def _fold(lines: list[str]) -> Iterator[str]:
    """Yield lines with at most one empty line in a row."""
    empty = False
    for line in lines:
        if line or not empty:
            yield line
        empty = not line
