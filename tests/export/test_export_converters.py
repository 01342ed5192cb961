"""Word documents and PDFs: no word of the report is lost, and none of it is executed."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from pypdf import PdfReader
from selectolax.lexbor import LexborHTMLParser

from git_report.errors import ReportError
from git_report.export.converters import find_pandoc, find_unset, make_docx, make_pdf
from git_report.export.manuscript import Manuscript
from git_report.export.manuscript_html import render_page
from git_report.extras import install_command
from tests.export.test_export_manuscript import PNG, TAIL, make

pytest.importorskip("pypandoc", reason="install pypandoc-binary to test Word documents and PDFs")
pytest.importorskip("typst", reason="install typst to test PDFs")

WORD = re.compile(r"[^\W_]+")
# To typst, Word and Markdown some of this would be code, a link, a label or the end of a text.
REPORT = (
    """# Costs of #training $x$

Intro #import "x" and $a^2$ \\\\foo ] end.[^1] #read("/etc/passwd") #{ sys.version } #panic()

= no heading @nobody // no comment /* nor here */ ~ - + / term: x

## Prices \\] `#code` {#id .class}

**Exhibit 1: Prices # ]**

| Service $ | Price # |
|---|--:|
| `#f()` ] | $1.20[^2] |
| [link](https://example.org/a_b) and a rather long cell, which makes the table wide | 12 % |

> Quoted words #eval("1") — Ada [^2]

1. first
2. second
   - nested *emphasis* and **strong**

```typst
#let x = 1 // kept ` as it is
```

<details><summary>More</summary>Folded words</details>

[a broken](#nowhere) link, [costs](#prices--code-id-class) ![A drawing](img/a.png)
"""
    + TAIL
)


def count_words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text))


def count_expected(manuscript: Manuscript) -> Counter[str]:
    page = LexborHTMLParser(render_page(manuscript))
    for node in page.css("title, style"):
        node.decompose()
    return count_words(page.text(separator=" "))


def read_docx(data: bytes) -> str:
    """A Word document as Markdown, read by pandoc."""
    done = subprocess.run(
        [find_pandoc("a test", []), "-f", "docx", "-t", "gfm", "--wrap=none", "--standalone"],
        input=data,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def read_pdf(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_no_word_is_lost_on_the_way_to_word() -> None:
    manuscript = make(REPORT, linked=True, date="2026-11-29")
    data = make_docx(manuscript, seconds=1_750_000_000)
    text = read_docx(data)
    assert count_expected(manuscript) - count_words(text) == Counter()
    assert "# Prices" in text
    assert "[1](#source-1)" in text


def test_no_word_is_lost_on_the_way_to_a_pdf() -> None:
    manuscript = make(REPORT, linked=True, date="2026-11-29")
    text = read_pdf(make_pdf(manuscript, seconds=1_750_000_000))
    # A line may end in a word, but at a hyphen of its own.
    joined = "".join(WORD.findall(text))
    assert [word for word in count_expected(manuscript) if word not in joined] == []
    assert '#read("/etc/passwd") #{ sys.version } #panic()' in " ".join(text.split())


def test_the_same_version_gives_the_same_bytes() -> None:
    manuscript = make(REPORT, linked=True, date="2026-11-29")
    assert make_docx(manuscript, seconds=1) == make_docx(manuscript, seconds=1)
    assert make_pdf(manuscript, seconds=1) == make_pdf(manuscript, seconds=1)


def test_a_word_document_has_the_house_style() -> None:
    with zipfile.ZipFile(io.BytesIO(make_docx(make(REPORT, linked=True)))) as document:
        styles = document.read("word/styles.xml").decode()
        body = document.read("word/document.xml").decode()
        footer = document.read("word/footer-page.xml").decode()
        images = [name for name in document.namelist() if name.startswith("word/media/")]
        assert [document.read(name) for name in images] == [PNG]
    assert styles.count('w:styleId="Table"') == 1
    assert 'w:fill="EEF1F5"' in styles
    assert "footerReference" in body
    assert " PAGE " in footer
    assert 'w:w="11906"' in body
    assert body.count("<w:tr>") == body.count("<w:cantSplit />")
    assert "data:image" not in body
    assert "base64" not in styles


def test_captions_are_those_of_tables() -> None:
    with zipfile.ZipFile(io.BytesIO(make_docx(make(REPORT, linked=True)))) as document:
        body = document.read("word/document.xml").decode()
    assert body.count('w:val="TableCaption"') == 1
    assert body.count("Exhibit 1") == 2  # the caption, and the description of the table


def test_a_broken_image_is_reported() -> None:
    broken = b"\x89PNG\r\n\x1a\nbroken"
    manuscript = make_with_image(broken)
    with pytest.raises(ReportError, match="typst could not make the PDF"):
        make_pdf(manuscript)
    assert make_docx(manuscript)


def make_with_image(data: bytes) -> Manuscript:
    from git_report.export.manuscript import make_manuscript
    from git_report.markdown import parse

    return make_manuscript(parse("![A](a.png)\n"), "", lambda _: data, linked=True)


def test_characters_without_a_font_are_named() -> None:
    pdf = make_pdf(make("Only é and ☐.\n", linked=True))
    assert find_unset(make("Only é and ☐.\n"), pdf) == ""
    assert find_unset(make("Egyptian \U00013000.\n"), pdf) == "\U00013000"


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    with pytest.raises(ReportError, match="a Word document needs pandoc, which is not") as told:
        make_docx(make(REPORT))
    assert told.value.hint == f"install it with: {install_command('pypandoc-binary')}"
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ReportError, match="a PDF needs pandoc and typst, which are not") as told:
        make_pdf(make(REPORT))
    assert told.value.hint.endswith("pip install pypandoc-binary typst")


def test_an_old_pandoc_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pandoc"
    program.write_text("#!/bin/sh\necho pandoc 2.17.1.1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    with pytest.raises(ReportError, match="is too old"):
        find_pandoc("a PDF", [])
    program.write_text("#!/bin/sh\necho pandoc 3.10\n")
    assert find_pandoc("a PDF", []) == str(program)
