"""The text of PDFs, written here by hand: whole ones, broken ones, and ones that mean harm."""

from __future__ import annotations

import io
import random
import zlib
from itertools import count

import pytest
from pypdf import PdfReader, PdfWriter

from git_report.errors import ReportError
from git_report.sources.pdf import read_pdf


def make_pdf(pages: list[list[str]], *, title: str = "", compressed: bool = True) -> bytes:
    """A PDF of lines of text; a page without lines is one without text."""
    streams = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T*\n" for line in lines)
        streams.append(f"BT /F1 12 Tf 14 TL 72 720 Td\n{shown}ET".encode("latin-1"))
    return make_streams(streams, title=title, compressed=compressed)


def make_streams(streams: list[bytes], *, title: str = "", compressed: bool = True) -> bytes:
    """A PDF of pages with these content streams."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) >>".encode(),
    ]
    for n, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * n} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        data = zlib.compress(stream, 9) if compressed else stream
        kind = b" /Filter /FlateDecode" if compressed else b""
        objects.append(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(data), kind, data))
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(out))
    )


def test_each_page_is_under_its_number() -> None:
    data = make_pdf([["First line", "second line"], [], ["On the third"]], title="A  paper")

    page = read_pdf(data)

    assert page.text == "## Page 1\n\nFirst line\nsecond line\n\n## Page 3\n\nOn the third\n"
    assert (page.title, page.language) == ("A paper", "en-GB")


def test_words_that_a_line_cuts_are_whole_again() -> None:
    text = read_pdf(
        make_pdf([["The infer-", "ence of GPT-", "4 and pre-", "Kant ideas", "7"]])
    ).text

    assert text == "## Page 1\n\nThe inference of GPT-\n4 and pre-\nKant ideas\n"


def test_text_of_a_pdf_is_nothing_but_text() -> None:
    lines = [
        "# no title",
        "- no list",
        "<script>alert\\(1\\)</script>",
        "[x]\\(javascript:1\\)",
        "a\x07b",
    ]

    text = read_pdf(make_pdf([lines])).text

    assert text.split("\n")[2:] == [
        "\\# no title", "\\- no list", "\\<script>alert(1)\\</script>", "[x\\](javascript:1)", "ab",
        "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "does not begin as one"),
        (b"no pdf at all", "does not begin as one"),
        (b"%PDF-1.7\n", "can not be read"),
        (b"%PDF-1.7\n" + b"<<" * 10_000, "can not be read"),
        (b"%PDF-1.7\n" + b"[" * 100_000, "can not be read"),
        (make_pdf([[], []]), "2 pages hold no text: it is a scan"),
        (make_pdf([[]]), "1 page holds no text: it is a scan"),
    ],
)
def test_what_can_not_be_read_says_so(data: bytes, message: str) -> None:
    with pytest.raises(ReportError, match=message) as caught:
        read_pdf(data)
    assert "git report attach REF FILE" in caught.value.hint


def test_an_encrypted_pdf_says_so() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([["secret"]]))))
    writer.encrypt("password", algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)

    with pytest.raises(ReportError, match="is encrypted"):
        read_pdf(data.getvalue())


def test_a_pdf_that_only_forbids_copying_is_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([["open"]]))))
    writer.encrypt("", "owner", algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)

    assert "open" in read_pdf(data.getvalue()).text


def test_a_stream_that_unfolds_without_end_is_refused() -> None:
    bomb = make_streams([b"BT /F1 12 Tf (x) Tj ET\n" + b" " * 200_000_000])
    assert len(bomb) < 300_000

    with pytest.raises(ReportError, match="can not be read"):
        read_pdf(bomb)


def test_reading_ends_at_its_deadline() -> None:
    ticks = count(0.0, 10.0)

    with pytest.raises(ReportError, match="longer than 25 seconds, at page 3"):
        read_pdf(make_pdf([["x"]] * 9), deadline=25.0, clock=lambda: next(ticks))


def test_a_tree_of_pages_that_leads_to_itself_ends() -> None:
    data = make_pdf([["x"]], compressed=False).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")

    with pytest.raises(ReportError):
        read_pdf(data)


@pytest.mark.parametrize("seed", range(150))
def test_no_broken_file_breaks_the_reader(seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(make_pdf([["Some text", "of a page"], ["and more"]], compressed=seed % 2 == 0))
    for _ in range(rng.randint(1, 12)):
        place = rng.randrange(8, len(data))
        if rng.random() < 0.3:
            del data[place : place + rng.randint(1, 60)]
        else:
            data[place] = rng.choice(b"0123456789<>[]()/ R\xff\x00")

    try:
        page = read_pdf(bytes(data))
    except ReportError:
        return
    assert page.text.startswith("## Page ")
