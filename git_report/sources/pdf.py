"""The text of a PDF, page by page."""

from __future__ import annotations

import io
import logging

from git_report.errors import ReportError
from git_report.sources.page import Page

_ATTACH = "save its text and say 'git report attach REF FILE'"


def read_pdf(data: bytes) -> Page:
    """The text of a PDF; a heading before each page tells its number, for citations.

    Raises ReportError for a file that is broken, encrypted, or has no text (a scan).
    """
    from pypdf import PdfReader  # slow to import, and rarely needed
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReportError("the PDF is encrypted", hint=f"{_ATTACH}")
        pages = [page.extract_text().strip() for page in reader.pages]
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        reason = " ".join(str(error).split())[:120]
        raise ReportError(f"the PDF can not be read: {reason}", hint=_ATTACH) from None
    if not any(pages):
        raise ReportError(
            f"the PDF's {len(pages)} pages hold no text: it is a scan", hint=f"{_ATTACH}"
        )
    shown = [f"## Page {n}\n\n{text}\n" for n, text in enumerate(pages, 1) if text]
    return Page("\n".join(shown), " ".join(title.split()))
