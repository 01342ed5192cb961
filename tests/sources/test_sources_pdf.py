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


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("untitled", ""),
        ("Document1", ""),
        ("Microsoft Word - Weirs.docx", "Weirs.docx"),
        ("Untitled letters of 1911", "Untitled letters of 1911"),
    ],
)
def test_what_a_program_wrote_for_want_of_a_title_is_none(title: str, shown: str) -> None:
    assert read_pdf(make_pdf([["Text"]], title=title)).title == shown


def test_each_page_is_under_its_number() -> None:
    data = make_pdf([["First line", "second line"], [], ["On the third"]], title="A  paper")

    page = read_pdf(data)

    assert page.text == "## Page 1\n\nFirst line\nsecond line\n\n## Page 3\n\nOn the third\n"
    assert (page.title, page.language) == ("A paper", "en-GB")


def test_words_that_a_line_cuts_are_whole_again() -> None:
    text = read_pdf(
        make_pdf([["The infer-", "ence of GPT-", "4 and pre-", "Kant ideas", "7"]])
    ).text

    assert text == "## Page 1\n\nThe inference of GPT-4 and pre-Kant ideas\n"


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
        (b"", "does not begin like one"),
        (b"no pdf at all", "does not begin like one"),
        (b"%PDF-1.7\n", "cannot be read"),
        (b"%PDF-1.7\n" + b"<<" * 10_000, "cannot be read"),
        (b"%PDF-1.7\n" + b"[" * 100_000, "cannot be read"),
        (make_pdf([[], []]), "2 pages without text: it is a scan"),
        (make_pdf([[]]), "1 page without text: it is a scan"),
    ],
)
def test_what_cannot_be_read_says_so(data: bytes, message: str) -> None:
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

    with pytest.raises(ReportError, match="cannot be read"):
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


def draw(*pieces: tuple[float, float, float, str], joined: bool = False) -> bytes:
    """A content stream of (x, y, size, text); `joined` writes all in one text object."""
    shown = [
        f"/F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj" + ("" if joined else " T*")
        for x, y, size, text in pieces
    ]
    if joined:
        return f"BT {' '.join(shown)} ET".encode("latin-1")
    return " ".join(f"BT 12 TL {each} ET" for each in shown).encode("latin-1")


def read_streams(*streams: bytes) -> list[str]:
    text = read_pdf(make_streams(list(streams))).text
    return [line for line in text.split("\n") if line and not line.startswith("## ")]


LEFT = [
    "The treaty was signed in the au-",
    "tumn of that year and lasted",
    "until both parties left it for",
    "good in the following decade.",
]
RIGHT = [
    "Pumps cost 310 crowns each, and",
    "the well-known maker sold some",
    "forty of them to the water works",
    "before the frost came early.",
]


@pytest.mark.parametrize("joined", [False, True])
@pytest.mark.parametrize("gap", [230, 260])
def test_columns_that_are_written_row_by_row_are_read_one_after_the_other(
    gap: int, *, joined: bool
) -> None:
    rows = [
        (x, 700 - 14 * n, 10, text)
        for n, pair in enumerate(zip(LEFT, RIGHT, strict=True))
        for x, text in zip((60, 60 + gap), pair, strict=True)
    ]
    head = (60, 760, 10, "A heading over all of the page, which goes across both of its columns")

    assert read_streams(draw(head, *rows, joined=joined)) == [
        head[3],
        "The treaty was signed in the autumn of that year and lasted",
        *LEFT[2:],
        *RIGHT,
    ]


def test_columns_that_are_written_one_after_the_other_stay_so() -> None:
    columns = [
        (x, 700 - 14 * n, 10, text)
        for x, lines in ((60, LEFT), (320, RIGHT))
        for n, text in enumerate(lines)
    ]

    lines = read_streams(draw(*columns))

    assert lines[1:] == [*LEFT[2:], *RIGHT]


def test_columns_may_be_placed_by_the_page_and_not_by_their_text() -> None:
    shown = " ".join(
        f"q 1 0 0 1 {x} {700 - 14 * n} cm BT /F1 10 Tf 20 0 Td ({text}) Tj ET Q"
        for n, pair in enumerate(zip(LEFT, RIGHT, strict=True))
        for x, text in zip((40, 270), pair, strict=True)
    )

    assert read_streams(shown.encode()) == [
        "The treaty was signed in the autumn of that year and lasted", *LEFT[2:], *RIGHT
    ]  # fmt: skip


def test_the_rows_of_a_table_stay_rows() -> None:
    cells = [("Pump", "12", "310"), ("Valve", "7", "42"), ("Hose", "40", "9"), ("Tap", "3", "88")]
    pieces = [
        (x, 700 - 14 * n, 10, text)
        for n, row in enumerate(cells)
        for x, text in zip((60, 260, 400), row, strict=True)
    ]

    assert read_streams(draw(*pieces, joined=True)) == [" ".join(row) for row in cells]


def test_a_page_of_columns_that_begin_anywhere_is_named() -> None:
    pieces = [
        (x + 23 * (n * n % 5), 700 - 14 * n, 10, text)
        for n, pair in enumerate(zip(LEFT, RIGHT, strict=True))
        for x, text in zip((40, 300), pair, strict=True)
    ]

    page = read_pdf(make_streams([draw(*pieces)]))

    assert page.notes == (
        "page 1 has columns that could not be separated: check its text yourself",
    )
    assert "au-\n\nPumps" in page.text  # each line is a paragraph, so that no sentence goes across


@pytest.mark.parametrize("joined", [False, True])
@pytest.mark.parametrize(
    ("base", "script", "rise", "shown"),
    [
        ("The bound is 10", "-6", 4, "10^-6 seconds"),
        ("An area of 40 m", "2", 3.5, "40 m^2 seconds"),
        ("It rose by 45 %", "2", 4, "45 %^2 seconds"),
        ("Much of the CO", "2", -2, "CO_2 seconds"),
        ("It ended on the 1", "st", 4, "1st seconds"),
        ("It grows as 2", "n", 4, "2^n seconds"),
        ("It was in 2019", "3,4", 4, "2019^3,4 seconds"),
    ],
)
def test_scripts_stay_at_their_base(
    base: str, script: str, rise: float, shown: str, *, joined: bool
) -> None:
    width = 5.3 * len(base)
    line = [
        (60, 700, 11, base),
        (60 + width, 700 + rise, 7, script),
        (60 + width + 4 * len(script), 700, 11, " seconds"),
    ]

    (text,) = read_streams(draw(*line, joined=joined))

    assert text.endswith(shown)


def test_a_script_that_is_set_by_its_rise_stays_at_its_base() -> None:
    stream = b"BT /F1 11 Tf 60 700 Td (about 10) Tj /F1 7 Tf 4 Ts (-6) Tj 0 Ts /F1 11 Tf ( m) Tj ET"

    assert read_streams(stream) == ["about 10^-6 m"]


def test_an_exponent_that_comes_after_its_line_is_not_a_figure_of_its_own() -> None:
    pieces = [
        (60, 700, 11, "The bound is 10  seconds for each."),
        (60, 686, 11, "Nothing else was found."),
        (146, 704, 7, "-6"),
    ]

    assert read_streams(draw(*pieces))[-1] == "^-6"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["a num-", "ber of them"], "a number of them"),
        (["the x-", "ray room"], "the x-ray room"),
        (["an e-", "mail came"], "an e-mail came"),
        (["a state-of-the-", "art pump"], "a state-of-the-art pump"),
        (["a state-", "of-the-art pump"], "a state-of-the-art pump"),
        (["in COVID-", "19 wards"], "in COVID-19 wards"),
        (["a DNA-", "based test"], "a DNA-based test"),
        (["a rule-", "based test"], "a rule-based test"),
        (["its low-", "cost pump"], "its low-cost pump"),
        (["in the low-", "ering of it"], "in the lowering of it"),
        (["the North-", "East of it"], "the North-East of it"),
        (["from 2019-", "2020 on"], "from 2019-2020 on"),
        (["a well-estab-", "lished rule"], "a well-established rule"),
        (["pre-", "and post-war years"], "pre- and post-war years"),
        (["we may re-", "use it", "and the re-use is free"],
         "we may re-use it\nand the re-use is free"),
        (["we co-", "operate", "they cooperate too"], "we cooperate\nthey cooperate too"),
        (["it was -", "as said - late"], "it was -\nas said - late"),
    ],
)  # fmt: skip
def test_a_hyphen_at_the_end_of_a_line_goes_where_the_line_put_it(
    lines: list[str], text: str
) -> None:
    assert read_pdf(make_pdf([lines])).text == f"## Page 1\n\n{text}\n"
