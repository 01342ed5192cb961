"""Cases on both sides of the thresholds of the readers, made for them.

The tests want each to be read as it says; `bench/thresholds.py --readers` counts how many are not
with other values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from git_report.errors import ReportError
from git_report.sources.pages.web_page import read_html
from git_report.sources.pdf import read_pdf
from tests.sources.test_sources_pdf import LEFT as HYPHENATED
from tests.sources.test_sources_pdf import RIGHT, draw, make_streams

_WORDS = "The mill at the weir was built anew after the flood and its wheel still turns. "
_REST = f"<p>{_WORDS * 12}</p>"


class Case(NamedTuple):
    """A body, and what its text must contain, or must not; a refused one has an empty text."""

    name: str
    body: bytes
    says: tuple[str, ...] = ()
    not_says: tuple[str, ...] = ()
    refused: bool = False

    def is_read(self) -> bool:
        """Whether the body is read as the case says."""
        try:
            page = (
                read_pdf(self.body) if self.body.startswith(b"%PDF") else read_html(self.body, "")
            )
        except ReportError:
            return self.refused
        return (
            not self.refused
            and all(words in page.text for words in self.says)
            and not any(words in page.text for words in self.not_says)
        )


def text(length: int) -> str:
    """So many characters of prose."""
    return (_WORDS * (length // len(_WORDS) + 1))[:length].rstrip()


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><title>Mill</title>{head}<body>{body}</body>".encode()


def stays(name: str, body: str, head: str = "") -> Case:
    """A page of which the words "copper valve" are content."""
    assert "copper valve" in body
    return Case(name, page(body, head), ("copper valve",))


def goes(name: str, body: str, head: str = "") -> Case:
    """A page of which the words "copper valve" are not content."""
    assert "copper valve" in body
    return Case(name, page(body, head), (), ("copper valve",))


def _links(linked: int, whole: int) -> str:
    """A block of so many characters of which so many are links."""
    links = "".join(f'<a href="/{n}">copper valve</a> ' for n in range(linked // 13))
    return f"{links}{text(whole - linked)}"


def _list_blocks() -> Iterator[Case]:
    """What is content, by size and by links."""
    yield stays(
        "most of a page is a nav", f"<nav><p>copper valve {text(800)}</p></nav><p>{text(400)}</p>"
    )
    yield goes(
        "a third of a page is a nav",
        f"<nav><p>copper valve {text(400)}</p></nav><p>{text(800)}</p>",
    )
    yield stays(
        "half of a page is a sidebar",
        f"<div class=sidebar-box><p>copper valve {text(550)}</p></div><p>{text(600)}</p>",
    )
    yield goes(
        "a fourth of a page is a sidebar",
        f"<div class=sidebar-box><p>copper valve {text(250)}</p></div><p>{text(800)}</p>",
    )
    aside = "<article>{rest}<aside><p>{block}</p></aside></article>"
    yield stays("an aside with few links", aside.format(rest=_REST, block=_links(52, 300)))
    yield goes("an aside with some links", aside.format(rest=_REST, block=_links(130, 300)))
    block = "{rest}<div class='related offers'><p>{block}</p></div>"
    yield stays(
        "a block named related, with some links", block.format(rest=_REST, block=_links(104, 300))
    )
    yield goes("a block named related, of links", block.format(rest=_REST, block=_links(221, 300)))
    aloud = "{rest}<p><span class=sr-only>copper valve {block}</span></p>"
    yield goes("a word for readers aloud", aloud.format(rest=_REST, block=text(45)))
    yield stays("a sentence for readers aloud", aloud.format(rest=_REST, block=text(120)))
    line = "{rest}<p>Share this copper valve {block}</p>"
    yield goes("a line that asks to share", line.format(rest=_REST, block=text(55)))
    yield stays("a paragraph that begins so", line.format(rest=_REST, block=text(190)))
    main = "<main><p>copper {block}</p></main><p>valve {rest}</p>"
    yield Case(
        "a main of most text",
        page(main.format(block=text(700), rest=text(400))),
        ("copper",),
        ("valve",),
    )
    yield Case(
        "a main of little text",
        page(main.format(block=text(300), rest=text(700))),
        ("copper", "valve"),
    )


def _list_lengths() -> Iterator[Case]:
    """Titles, links, scripts and nesting."""
    yield Case("a long heading", page(f"<h2>Copper {text(700)}</h2>{_REST}"), ("# Copper",))
    yield Case(
        "a heading that is a text", page(f"<h2>Copper {text(1500)}</h2>{_REST}"), (), ("# Copper",)
    )
    button = "<button aria-controls=a>Copper {asked}?</button><div id=a hidden>An answer.</div>"
    yield Case(
        "a long question", page(button.format(asked=text(290)) + _REST), ("# Copper", "An answer.")
    )
    yield Case(
        "a button that is a text", page(button.format(asked=text(600)) + _REST), (), ("# Copper",)
    )
    yield Case(
        "a long address",
        page(f"<a href='https://a.example/{'x' * 1500}'>copper</a>{_REST}"),
        ("](https:",),
    )
    yield Case(
        "an endless address",
        page(f"<a href='https://a.example/{'x' * 3000}'>copper</a>{_REST}"),
        ("copper",),
        ("](https:",),
    )
    yield Case(
        "a script of some words",
        page(f"<p>copper<sup>{'ab ' * 15}</sup></p>{_REST}"),
        ("copper^(",),
    )
    yield Case(
        "a script that is a text",
        page(f"<p>copper<sup>{'ab ' * 35}</sup></p>{_REST}"),
        (),
        ("copper^(",),
    )
    deep = "x<sup>a<sup>b<sup>c<sup>d<sup>e</sup></sup></sup></sup></sup>"
    yield Case("scripts of scripts", page(f"<p>{deep}</p>{_REST}"), ("x^(a^(b^(c^de)))",))
    for lists, kept in ((10, True), (30, False)):
        nested = f"{'<ul><li>' * lists}copper{'</ul>' * lists}"
        marks = "- " * (10 if kept else 15)
        found = (f"{marks}copper",)
        yield Case(
            f"{lists} lists",
            page(f"{nested}{_REST}"),
            found if kept else ("copper",),
            () if kept else found,
        )


def _list_walls() -> Iterator[Case]:
    """Pages in the place of the one that was asked for are short."""
    data = '{"@type":"Article","isAccessibleForFree":"False"}'
    paid = f'<script type="application/ld+json">{data}</script>'
    pay = "<article><p>{said}</p><p>To continue reading, start your trial.</p></article>"
    for length, refused in ((2000, True), (3200, False)):
        body = page(pay.format(said=text(length)), paid)
        says = () if refused else ("To continue",)
        yield Case(f"{length} characters before a paywall", body, says, refused=refused)
    for length, refused in ((240, True), (500, False)):
        said = text(length).replace(". ", ", ")
        body = page(f"<p>This page could not be found, {said}</p>")
        yield Case(f"a page of {length} that is not found", body, refused=refused)


def _list_bytes() -> Iterator[Case]:
    """Charsets, and bytes that are no text."""
    czech = f"<p>Měď {_WORDS * 5}</p>".encode("cp1250")
    for before, known in ((3000, True), (6000, False)):
        head = b"<!doctype html><title>Mill</title><script>" + b"/" * before + b"</script>"
        body = head + b"<meta charset=windows-1250>" + czech
        yield Case(
            f"a charset after {before} bytes",
            body,
            ("Měď",) if known else (),
            () if known else ("Měď",),
        )
    for kana, known in ((4, False), (9, True)):
        said = ("ポンプ" * 3)[:kana]
        body = f"<!doctype html><title>Mill</title><p>{said}</p>{_REST}".encode("cp932")
        found, wrong = ((said,), ()) if known else ((), ("ポンプ",))
        yield Case(f"{kana} kana and no charset", body, found, wrong)
    for broken, length, refused in ((8, 60, False), (16, 150, True), (16, 900, False)):
        body = f"<p>copper {'a' * length}</p>".encode().replace(b"a" * broken, b"\x01" * broken, 1)
        yield Case(
            f"{broken} controls in {length}",
            body,
            ("copper",) if not refused else (),
            refused=refused,
        )


LEFT = ["The treaty was signed that year", "and for a long time it lasted", *HYPHENATED[2:]]


def _columns(name: str, left: list[str], right: list[str], *, read: bool, shift: float = 0) -> Case:
    """Columns that the file has row by row; the right one is shifted in its last rows."""
    rows = [
        (x + (shift if x > 60 and n > 1 else 0), 700 - 14 * n, 10, said)
        for n, pair in enumerate(zip(left, right, strict=True))
        for x, said in zip((60, 300), pair, strict=True)
    ]
    body = make_streams([draw(*rows)])
    first, last = left[0], right[0]
    together, apart = f"{first} {last}", f"{left[-1]}\n\n{last}"
    return Case(name, body, (apart,), (together,)) if read else Case(name, body, (), (apart,))


def _script(
    name: str,
    shown: str,
    *,
    size: float = 7,
    rise: float = 4,
    script: str = "2",
    is_one: bool = True,
) -> Case:
    base = "The bound is 10"
    at = 60 + 5.3 * len(base)
    line = [
        (60, 700, 11, base), (at, 700 + rise, size, script),
        (at + 4 * len(script), 700, 11, " metres"), (60, 672, 11, "Nothing else was found."),
    ]  # fmt: skip
    found = (shown,)
    return Case(name, make_streams([draw(*line)]), found if is_one else (), () if is_one else found)


def _list_pdfs() -> Iterator[Case]:
    yield _columns("four rows of columns", LEFT, RIGHT, read=True)
    yield _columns("three rows of columns", LEFT[:3], RIGHT[:3], read=True)
    yield _columns("two rows of columns", LEFT[:2], RIGHT[:2], read=False)
    short = [line[:20] for line in LEFT], [line[:20] for line in RIGHT]
    yield _columns("columns of short lines", *short, read=True)
    cells = [line[:9] for line in LEFT], [line[:9] for line in RIGHT]
    yield _columns("cells of a table", *cells, read=False)
    yield _columns("a column that is indented", LEFT, RIGHT, read=True, shift=18)
    yield _columns("two columns below each other", LEFT, RIGHT, read=False, shift=45)
    yield _script("a superscript", "10^2")
    yield _script("a large superscript", "10^2", size=9)
    yield _script("a digit nearly as large as the line", "10^2", size=10.2, is_one=False)
    yield _script("a small script", "10^2", size=5)
    yield _script("a dot of a drawing", "10^2", size=3, rise=3, is_one=False)
    yield _script("a digit on the line", "10^2", rise=0.8, is_one=False)
    yield _script("a digit far above the line", "10^2", rise=10.5, is_one=False)
    yield _script("a digit just below the line", "10_2", rise=-0.4, is_one=False)
    yield _script("a digit far below the line", "10_2", rise=-6, is_one=False)
    yield _script("a low superscript", "10^2", rise=1.8)
    yield _script("a high superscript", "10^2", rise=7.5)
    yield _script("a subscript", "10_2", rise=-2)
    yield _script("a low subscript", "10_2", rise=-4)
    yield _script("a long superscript", "10^(see notes 3,4)", script="see notes 3,4")
    said = "see notes 3, 4 and 5 below"
    yield _script("a superscript that is a text", f"10^({said})", script=said, is_one=False)
    narrow = [
        (x, 700 - 14 * n, 10, said)
        for n, pair in enumerate(zip(LEFT, RIGHT, strict=True))
        for x, said in zip((60, 255), pair, strict=True)
    ]
    across = (f"{LEFT[-1]}\n\n{RIGHT[0]}",)
    yield Case(
        "columns that are near to each other", make_streams([draw(*narrow, joined=True)]), across
    )
    wide = [
        (x, 700 - 14 * n, 10, said)
        for n, line in enumerate(LEFT)
        for x, said in ((60, line[:20]), (60 + 5 * 20 + 25, f" {line[20:]} and many more"))
    ]
    said = f"{LEFT[0][:20]} {LEFT[0][20:].strip()}"
    yield Case(
        "a line with a wide space", make_streams([draw(*wide, joined=True)]), (said[:26],), across
    )
    for gap, apart in ((18, False), (50, True)):
        pieces = [
            (x, 700 - 14 * n - (gap if n > 1 else 0), 10, said)
            for n, pair in enumerate(zip(LEFT, RIGHT, strict=True))
            for x, said in zip((60, 300), pair, strict=True)
        ]
        across = (f"{LEFT[1]}\n\n{RIGHT[0]}",)
        body = make_streams([draw(*pieces)])
        yield Case(
            f"columns with a gap of {gap}", body, across if apart else (), () if apart else across
        )


def _lines(name: str, says: str, *pieces: tuple[float, float, str]) -> Case:
    """What is read of lines in one size, each with its place."""
    return Case(name, make_streams([draw(*((x, y, 10, said) for x, y, said in pieces))]), (says,))


def _among_columns(name: str, x: float, said: str, *, wide: bool) -> Case:
    """A line between the rows of two columns; one over both parts what is above and below."""
    rows = [[(60.0, left), (300.0, right)] for left, right in zip(LEFT, RIGHT, strict=True)]
    rows.insert(2, [(x, said)])
    pieces = [(at, 700 - 14 * n, part) for n, row in enumerate(rows) for at, part in row]
    above = RIGHT[1] if wide else LEFT[1]
    return _lines(name, f"{above}\n{chr(10) * wide}{said}\n{chr(10) * wide}{LEFT[2]}", *pieces)


def _list_places() -> Iterator[Case]:
    """Where the lines and columns of a page are."""
    for below, joined in ((30, True), (31, False)):
        yield _lines(
            f"a line that is {below} points below a cut word",
            "The example is here." if joined else "The exam-\nple is here.",
            (60, 700, "The exam-"),
            (60, 700 - below, "ple is here."),
        )
    for aside, joined in ((80, True), (81, False)):
        yield _lines(
            f"a line that is {aside} points beside a cut word",
            "The example is here." if joined else "The exam-\nple is here.",
            (60, 700, "The exam-"),
            (60 + aside, 686, "ple is here."),
        )
    for rise, level in ((3.4, True), (3.6, False)):
        rows = [
            ((60, 700 - 14 * n, left), (300, 700 - 14 * n - rise, right))
            for n, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True))
        ]
        yield _lines(
            f"columns with lines {rise} points apart",
            "\n".join(LEFT[:2] if level else (LEFT[0], RIGHT[0])),
            *(each for row in rows for each in row),
        )
    for x, near in ((186, True), (192, False)):
        base = (60, 700, 11, "The bound is 10"), (x, 704, 7, "2"), (60, 672, 11, "Nothing else.")
        yield Case(
            f"a script {x - 142} points behind its base",
            make_streams([draw(*base)]),
            ("10^2" if near else "10\n^2",),
        )
    for length, is_script in ((6, True), (7, False)):
        digits = "1" * length
        torn = (60, 700, 11, "The bound is 10 of them"), (260, 704, 7, digits)
        yield Case(
            f"{length} small digits that begin a line",
            make_streams([draw(*torn, (60, 672, 11, "Nothing else."))]),
            (f"\n^{digits}\n" if is_script else f"\n{digits}\n",),
        )
    yield _among_columns("a line that is indented", 99, "Copper", wide=False)
    yield _among_columns("a line that is centred", 101, "Copper", wide=True)
    yield _among_columns("a line a little over its column", 60, "copper " * 7 + "cox", wide=False)
    yield _among_columns("a line over two columns", 60, "copper " * 7 + "copx", wide=True)


CASES = (
    *_list_blocks(),
    *_list_lengths(),
    *_list_walls(),
    *_list_bytes(),
    *_list_pdfs(),
    *_list_places(),
)
