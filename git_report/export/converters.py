"""Make Word documents with pandoc, and PDFs with pandoc and typst.

Both may be missing, because most commands need neither. pandoc gets HTML without raw parts on its
standard input, and its sandbox lets it read only files that are named on its command line.
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

# The oldest version that was tested; before it, the output for typst changed often.
_OLDEST = (3, 5)
_SECONDS = 300
_VERSION = re.compile(rb"pandoc(?:\.exe)? (\d+(?:\.\d+)*)")
# Replacements in the XML that pandoc writes; no text of a report can match any of them.
_CHANGES = (
    # pandoc describes an image by its address, which contains the whole image a second time.
    (re.compile(rb'descr="data:[^"]*"'), b'descr=""'),
    # Do not split rows across pages; LibreOffice ignores this setting in a table's style.
    (re.compile(rb"<w:tr><w:tc>"), b"<w:tr><w:trPr><w:cantSplit /></w:trPr><w:tc>"),
    (re.compile(rb"<w:trPr>(?=<w:tblHeader)"), b"<w:trPr><w:cantSplit />"),
)
# Characters that typst's own fonts may lack: all but European letters and symbols.
_FOREIGN = re.compile("[\u0530-\u1dff\u2e80-\U0010ffff]")
_SHOWN = 300  # characters of a program's message


def make_docx(manuscript: Manuscript, *, seconds: int | None = None) -> bytes:
    """Make a Word document from a manuscript; its date is `seconds` since 1970, if given."""
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
    """Make a PDF from a manuscript; its date is `seconds` since 1970, if given."""
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
            # typst reads no file outside of the root.
            return typst.compile(source, root=Path(folder), format="pdf", timestamp=seconds)
        except RuntimeError as error:
            raise ReportError(
                f"typst could not make the PDF: {shorten(str(error), _SHOWN)}",
                hint="export to .docx or .html instead",
            ) from None


def find_unset(manuscript: Manuscript, pdf: bytes) -> str:
    """The characters of a manuscript that no font has, and that a PDF shows as empty boxes."""
    text = "".join((manuscript.text, manuscript.heading, *(s.text for s in manuscript.sources)))
    special = {c for c in text if _FOREIGN.match(c) and unicodedata.category(c)[0] in "LNS"}
    if not special:
        return ""
    from pypdf import PdfReader

    shown = {c for page in PdfReader(io.BytesIO(pdf)).pages for c in page.extract_text()}
    return "".join(sorted(special - shown))


def find_pandoc(product: str, also: Sequence[str]) -> str:
    """The pandoc of the package pypandoc-binary, otherwise the one on the PATH, if new enough.

    Otherwise ReportError, which says what to install for `product`, including the packages `also`.
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
    found_version = _VERSION.match(_run(found, ["--version"]))
    if found_version is None or tuple(map(int, found_version[1].split(b"."))) < _OLDEST:
        version = found_version[1].decode("ascii") if found_version else "of unknown version"
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
    """The option that moves the highest heading below the title to level 1."""
    return f"--shift-heading-level-by={1 - manuscript.top}"


def _convert(pandoc: str, arguments: Sequence[str], html: str, seconds: int | None) -> bytes:
    data = html.encode("utf-8", "replace")
    return _run(pandoc, ["--sandbox", "--from=html", *arguments], data, seconds)


def _run(
    pandoc: str, arguments: Sequence[str], data: bytes = b"", seconds: int | None = None
) -> bytes:
    # Otherwise pandoc writes the current time into the file.
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
    """Change in a Word document what pandoc has no options for."""
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
