"""The programs that make a Word document and a PDF: pandoc, and typst, which sets what it writes.

Both may be missing, for most commands need neither. pandoc is given HTML on its standard input,
which has no raw parts, and in its sandbox reads no file that is not named on its command line.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from git_report.errors import ReportError
from git_report.export.house_style import restyle_reference
from git_report.export.manuscript import Manuscript
from git_report.export.manuscript_html import render_for_pandoc
from git_report.extras import install_command
from git_report.text import shorten

# The oldest that was tried; what it writes for typst changed often before.
_OLDEST = (3, 5)
_SECONDS = 300
_VERSION = re.compile(rb"pandoc(?:\.exe)? (\d+(?:\.\d+)*)")
# In the XML that pandoc writes, where no text can hold any of it.
_CHANGES = (
    # An image is named by its address, which here is the image a second time.
    (re.compile(rb'descr="data:[^"]*"'), b'descr=""'),
    # A row that is not cut by the end of a page; LibreOffice ignores this in a table's style.
    (re.compile(rb"<w:tr><w:tc>"), b"<w:tr><w:trPr><w:cantSplit /></w:trPr><w:tc>"),
    (re.compile(rb"<w:trPr>(?=<w:tblHeader)"), b"<w:trPr><w:cantSplit />"),
)
# Characters that the fonts which come with typst may lack: neither European letters nor signs.
_FOREIGN = re.compile("[\u0530-\u1dff\u2e80-\U0010ffff]")
_SHOWN = 300  # characters of what a program said, as of an endpoint


def make_docx(manuscript: Manuscript, *, seconds: int | None = None) -> bytes:
    """A manuscript as a Word document, of a date in seconds since 1970 where one is given."""
    pandoc = find_pandoc("a Word document", [])
    html = render_for_pandoc(manuscript, {image.name: image.uri for image in manuscript.images})
    with TemporaryDirectory(prefix="git-report-") as folder:
        reference = Path(folder, "reference.docx")
        plain = _run(pandoc, ["--print-default-data-file=reference.docx"])
        reference.write_bytes(restyle_reference(plain))
        arguments = ["--to=docx", f"--reference-doc={reference}", _shift(manuscript), "--output=-"]
        made = _convert(pandoc, arguments, html, seconds)
    return _mend_document(made)


def make_pdf(manuscript: Manuscript, *, seconds: int | None = None) -> bytes:
    """A manuscript as a PDF, of a date in seconds since 1970 where one is given."""
    try:
        import typst
    except ImportError:
        find_pandoc("a PDF", ["typst"])
        raise _missing("a PDF needs typst, which is not installed", ["typst"]) from None
    pandoc = find_pandoc("a PDF", [])
    html = render_for_pandoc(manuscript, {image.name: image.name for image in manuscript.images})
    with TemporaryDirectory(prefix="git-report-") as folder:
        template = Path(folder, "template.typ")
        template.write_bytes(files("git_report.export").joinpath("template.typ").read_bytes())
        arguments = ["--to=typst", "--standalone", f"--template={template}", _shift(manuscript)]
        source = Path(folder, "source.typ")
        source.write_bytes(_convert(pandoc, arguments, html, seconds))
        for image in manuscript.images:
            Path(folder, image.name).write_bytes(image.data)
        try:
            return typst.compile(source, root=Path(folder), format="pdf", timestamp=seconds)
        except RuntimeError as error:
            raise ReportError(
                f"typst could not make the PDF: {shorten(str(error), _SHOWN)}",
                hint="export to .docx or .html instead",
            ) from None


def find_unset(manuscript: Manuscript, pdf: bytes) -> str:
    """The characters of a manuscript that a PDF shows as empty boxes, since no font has them."""
    text = "".join((manuscript.text, manuscript.heading, *(s.text for s in manuscript.sources)))
    special = {c for c in text if _FOREIGN.match(c) and unicodedata.category(c)[0] in "LNS"}
    if not special:
        return ""
    from pypdf import PdfReader

    shown = {c for page in PdfReader(io.BytesIO(pdf)).pages for c in page.extract_text()}
    return "".join(sorted(special - shown))


def find_pandoc(product: str, also: Sequence[str]) -> str:
    """The pandoc of the package pypandoc-binary, else the one on the PATH, if it is new enough.

    ReportError says what to install for a `product`, `also` with what else it needs.
    """
    found = shutil.which("pandoc")
    with suppress(ImportError, OSError):
        import pypandoc

        found = pypandoc.get_pandoc_path()
    if found is None:
        needs = " and ".join(["pandoc", *also])
        are = "are" if also else "is"
        raise _missing(
            f"{product} needs {needs}, which {are} not installed", ["pypandoc-binary", *also]
        )
    told = _VERSION.match(_run(found, ["--version"]))
    if told is None or tuple(map(int, told[1].split(b"."))) < _OLDEST:
        version = told[1].decode("ascii") if told else "of unknown version"
        oldest = ".".join(map(str, _OLDEST))
        raise _missing(
            f"pandoc {version} is too old: {product} needs {oldest} or newer",
            ["pypandoc-binary", *also],
        )
    return found


def _missing(message: str, packages: Sequence[str]) -> ReportError:
    return ReportError(
        message,
        hint=f"install {'them' if packages[1:] else 'it'} with: {install_command(*packages)}",
    )


def _shift(manuscript: Manuscript) -> str:
    """The option that gives the highest heading below the title level 1."""
    return f"--shift-heading-level-by={1 - manuscript.top}"


def _convert(pandoc: str, arguments: Sequence[str], html: str, seconds: int | None) -> bytes:
    data = html.encode("utf-8", "replace")
    return _run(pandoc, ["--sandbox", "--from=html", *arguments], data, seconds)


def _run(
    pandoc: str, arguments: Sequence[str], data: bytes = b"", seconds: int | None = None
) -> bytes:
    dated = {} if seconds is None else {"SOURCE_DATE_EPOCH": str(seconds)}
    try:
        done = subprocess.run(
            [pandoc, *arguments],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, **dated},
        )
    except subprocess.TimeoutExpired:
        raise ReportError(
            f"pandoc did not finish in {_SECONDS} seconds", hint="export to .html instead"
        ) from None
    if done.returncode:
        words = shorten(done.stderr.decode("utf-8", "replace"), _SHOWN)
        raise ReportError(f"pandoc failed: {words}", hint="export to .html instead")
    return done.stdout


def _mend_document(document: bytes) -> bytes:
    """A Word document with what no option of pandoc's does."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for info in before.infolist():
            data = before.read(info)
            if info.filename == "word/document.xml":
                for pattern, new in _CHANGES:
                    data = pattern.sub(new, data)
            after.writestr(info, data)
    return made.getvalue()
