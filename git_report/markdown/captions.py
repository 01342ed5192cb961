"""Find captions: the lines that number exhibits (tables, drawings, images and lists).

Everything uses this definition of a caption: the tool that numbers exhibits, the difference engine
that follows them, and an assessment, which lists exhibits without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from git_report.markdown.document import Block, Document, Kind, Section
from git_report.patterns import lazy

# The words for exhibits, each with its forms in lower case. Each word has its own numbers.
EXHIBIT_FORMS = {
    "exhibit": "exhibits exhibit",
    "figure": "figures figure figs fig",
    "table": "tables table",
    "chart": "charts chart",
    "diagram": "diagrams diagram",
    "box": "boxes box",
    "listing": "listings listing",
    "abbildung": "abbildungen abbildung abb",
    "tabelle": "tabellen tabelle tab",
    "schaubild": "schaubildern schaubilder schaubild",
    "tableau": "tableaux tableau",
    "graphique": "graphiques graphique",
    "schéma": "schémas schéma",
    "encadré": "encadrés encadré",
    "figura": "figuras figura",
    "tabla": "tablas tabla",
    "cuadro": "cuadros cuadro",
    "gráfico": "gráficos gráfico gráficas gráfica",
    "ilustración": "ilustraciones ilustración",
    # Without the Italian "tabelle" and "figure", which are also German and English.
    "tabella": "tabella",
    "grafico": "grafici grafico",
    "tabela": "tabelas tabela",
    "quadro": "quadros quadro",
    "tabel": "tabel",
    "figuur": "figuren figuur",
    "afbeelding": "afbeeldingen afbeelding",
}
_WORD_OF = {form: word for word, forms in EXHIBIT_FORMS.items() for form in forms.split()}
# A writer's placeholder for a number, which the tool fills in.
_KEY = r"\{exhibit:[ \t]*(?P<key>[^{}\n]{1,80}?)[ \t]*\}"
EXHIBIT_KEY = lazy(_KEY)
_BLANK = " \t\u00a0\u2009\u202f"
_NUMBER = r"\d{1,3}(?:\.\d{1,2}){0,2}[a-z]?|[A-Z](?:[.-]?\d{1,2})?"
_CAPTION = lazy(
    rf"[ \t]{{0,3}}(?:#{{1,6}}[ \t]+)?(?P<mark>[*_]{{1,3}})?"
    rf"(?:(?P<label>(?i:{'|'.join(_WORD_OF)})\.?)[{_BLANK}]*)?"
    # Without a label only a placeholder counts: "3. Costs" is not a caption.
    rf"(?P<number>{_KEY}|(?(label)(?:{_NUMBER})|(?!)))(?!\w)"
    r"(?P<between>[\s:.–—|*_-]*)(?P<title>.*)",
    re.DOTALL,
)
_MARKS = " \t#*_"
_BEGINNINGS = (*_WORD_OF, "{exhibit")
_IMAGE = lazy(r"[ \t]*\[?!\[")
# Without emphasis, a longer text is a paragraph. Digits do not count, so that a caption is still
# one after the tool has renumbered it.
_LONGEST = 200


class Caption(NamedTuple):
    """A line such as ``**Exhibit 3: Prices fall**``, and its block.

    `label` and `number` are as written: ``Exhibit``, which may be empty before a placeholder, and
    ``3`` or ``{exhibit:prices}``, from `start` to `end` (characters) of the block's text. `shown`
    is the block of the exhibit, None for a heading. `repeats` marks a second caption of the same
    exhibit: below it, or in the section of its heading.
    """

    block: Block
    start: int
    end: int
    label: str
    number: str
    title: str
    shown: Block | None
    repeats: bool = False

    @property
    def word(self) -> str:
        """The label's word in the singular and lower case; empty if there is no label."""
        return name_exhibit(self.label)

    @property
    def whole(self) -> int:
        """The number if it is a whole number, else 0."""
        return int(self.number) if self.number.isdecimal() else 0

    @property
    def key(self) -> str:
        """The key of a placeholder, in lower case; empty for a number."""
        match = EXHIBIT_KEY.fullmatch(self.number)
        return match["key"].casefold() if match else ""


def name_exhibit(label: str) -> str:
    """The word for a label: ``figure`` for ``Figs.``; empty if it is not a label of exhibits."""
    return _WORD_OF.get(label.rstrip(".").lower(), "")


def find_captions(document: Document) -> Iterator[Caption]:
    """The captions of a document, in order.

    A heading may be a caption by itself; a paragraph is one only next to its exhibit. Elsewhere,
    as in lists, quotations and tables, "Exhibit 3: prices fall" only mentions an exhibit.
    """
    for section in document.sections:
        yield from caption_section(section)


def caption_section(section: Section) -> Iterator[Caption]:
    """The captions of a section's own heading and blocks, in order."""
    head = None
    if section.heading is not None:
        head = _read(section.heading, 0, section.heading.text.partition("\n")[0], None)
    if head is not None:
        yield head
    if not section.blocks:
        return
    blocks = [block for block in section.blocks if block.kind is not Kind.BLANK]
    found = dict(_claim(blocks))
    for place, caption in list(found.items()):
        second = place + 2
        if caption.shown in blocks[place + 1 : second] and second not in found:
            below = _read_paragraph(blocks[second], blocks[place + 1]) if blocks[second:] else None
            if below is not None and _name(below) == _name(caption):
                found[second] = below._replace(repeats=True)
    for _, caption in sorted(found.items(), key=lambda item: item[0]):
        again = head is not None and _name(head) == _name(caption)
        yield caption._replace(repeats=True) if again else caption


def _claim(blocks: list[Block]) -> list[tuple[int, Caption]]:
    """The captions with their positions; an exhibit has one, above it rather than below.

    If tables follow each other, all captions may be below them, so the side with more captions is
    used. A list has a caption only above it, and only if it does not belong to a table or drawing.
    """
    drawn = [_is_drawn(block) for block in blocks]
    found: list[tuple[int, Caption]] = []
    if any(drawn):
        # Of sides that are equal, max takes the first one, above.
        found = max((_claim_beside(blocks, drawn, side) for side in (-1, 1)), key=len)
    claimed = {place for place, _ in found}
    for place, block in enumerate(blocks[1:]):
        if block.kind in (Kind.LIST, Kind.QUOTE) and not drawn[place] and place not in claimed:
            caption = _read_paragraph(blocks[place], block)
            if caption is not None:
                found.append((place, caption))
    return found


def _claim_beside(blocks: list[Block], drawn: list[bool], first: int) -> list[tuple[int, Caption]]:
    """The captions of tables and drawings, searched first on one side (-1 above, 1 below)."""
    found: dict[int, Caption] = {}
    for place, block in enumerate(blocks):
        if not drawn[place]:
            continue
        inside = _read_beside_image(block) if block.kind is Kind.PARAGRAPH else None
        if inside is not None:
            found[place] = inside
            continue
        for other in (place + first, place - first):
            if not 0 <= other < len(blocks) or drawn[other] or other in found:
                continue
            if first < 0 and other > place and any(drawn[other + 1 : other + 2]):
                continue  # it is directly above another exhibit
            caption = _read_paragraph(blocks[other], block)
            if caption is not None:
                found[other] = caption
                break
    return list(found.items())


def _is_drawn(block: Block) -> bool:
    """Whether a block is a table, a code block, a drawing in HTML, or an image with little else."""
    if block.kind is Kind.PARAGRAPH:
        text = block.text
        return "![" in text and any(_IMAGE.match(line) for line in text.split("\n"))
    return block.kind in (Kind.TABLE, Kind.CODE, Kind.HTML)


def _read_paragraph(block: Block, shown: Block) -> Caption | None:
    return _read(block, 0, block.text, shown) if block.kind is Kind.PARAGRAPH else None


def _read_beside_image(block: Block) -> Caption | None:
    """The caption on a line of its own in the paragraph of an image."""
    at = 0
    for line in block.content.split("\n"):
        caption = _read(block, at, line, block)
        if caption is not None:
            return caption
        at += len(line) + 1
    return None


def _read(block: Block, at: int, text: str, shown: Block | None) -> Caption | None:
    """Read `text`, which starts at `at` in a block's text, as a caption, or None."""
    if not text[:_LONGEST].lstrip(_MARKS).lower().startswith(_BEGINNINGS):
        return None
    match = _CAPTION.match(text)
    if match is None or not _is_named(match):
        return None
    title = match["title"].strip().strip("*_").rstrip("# \t").strip("*_ ")
    if not match["mark"] and sum(not c.isdigit() for c in title) > _LONGEST:
        return None
    return Caption(
        block,
        at + match.start("number"),
        at + match.end("number"),
        match["label"] or "",
        match["number"],
        title,
        shown,
    )


def _is_named(match: re.Match[str]) -> bool:
    """Whether the words after a number are a title, not a sentence about the exhibit."""
    between, title = match["between"], match["title"]
    if any(mark in between for mark in ":.–—|-"):
        return between not in ("-", "–") or not title[:1].isdigit()  # "Exhibit 3-5 show"
    if not title:
        return True
    return bool(match["mark"]) and ("\n" in between or title[0].isupper())


def _name(caption: Caption) -> tuple[str, str]:
    return caption.word, caption.number
