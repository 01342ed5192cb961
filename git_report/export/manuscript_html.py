"""Render a manuscript as HTML: a self-contained page, and the input for pandoc."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from importlib.resources import files
from itertools import zip_longest
from math import sqrt
from string import Template
from urllib.parse import unquote

from git_report.export.manuscript import ListedSource, Manuscript
from git_report.markdown import Block, Document, Kind, Section, Table, parse
from git_report.markdown.anchors import find_anchor, plain_title
from git_report.markdown.captions import caption_section
from git_report.markdown.html import BlockRenderer

_UNSHOWN = frozenset({Kind.BLANK, Kind.DEFINITION, Kind.FRONT_MATTER})
# As the sanitiser writes them; its output has none of these characters in texts or values.
_TARGET = re.compile(r' href="#([^"]*)"')
_NO_IMAGE = re.compile(r'<img(?: alt="([^"]*)")?>')
_IMAGE_ALONE = re.compile(r"<p>(<img [^<>]*>)</p>")
_FOLDED = re.compile(r"<details>")
_SOURCE = re.compile(r"source-(\d+)")
# Characters of table text that fit on a line of a page; a narrower table needs no widths.
_LINE = 90
_GAP = 3


def render_page(manuscript: Manuscript) -> str:
    """Render a page that loads nothing and runs nothing."""
    style = files("git_report.export").joinpath("page.css").read_text(encoding="utf-8")
    template = files("git_report.export").joinpath("page.html").read_text(encoding="utf-8")
    uris = {image.name: image.uri for image in manuscript.images}
    content = _Content(manuscript, uris)
    return Template(template).substitute(
        language=manuscript.language,
        policy=f"default-src 'none'; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        title=escape(render_title(manuscript)),
        style=style,
        header=content.render_header(),
        body=content.render_body(),
    )


def render_for_pandoc(manuscript: Manuscript, images: Mapping[str, str]) -> str:
    """Render the text for pandoc, with title and date as metadata; `images` maps to addresses."""
    body = _Content(manuscript, images).render_body()
    date = f'<meta name="date" content="{escape(manuscript.date)}">' if manuscript.date else ""
    return (
        f'<html lang="{manuscript.language}"><head><meta charset="utf-8">{date}'
        f"<title>{escape(render_title(manuscript))}</title></head><body>{body}</body></html>"
    )


def render_title(manuscript: Manuscript) -> str:
    """The title as plain text."""
    return plain_title(manuscript.title.title) if manuscript.title is not None else ""


class _Content:
    """The parts of a manuscript as HTML."""

    def __init__(self, manuscript: Manuscript, images: Mapping[str, str]) -> None:
        self.manuscript = manuscript
        self.document = manuscript.document
        self.renderer = BlockRenderer(self.document, images)

    def render_header(self) -> str:
        """The title and the date."""
        title, date = self.manuscript.title, escape(self.manuscript.date)
        heading = f"<h1>{self.finish(self.renderer.render(title))}</h1>" if title else ""
        return heading + (f'<p class="date">{date}</p>' if date else "")

    def render_body(self) -> str:
        """The sections without the title, and the list of sources."""
        parts = [
            part for section in self.document.sections for part in self.render_section(section)
        ]
        if self.manuscript.heading:
            level = self.manuscript.top
            heading = escape(self.manuscript.heading)
            parts.append(f'<h{level} id="sources">{heading}</h{level}>')
        if sources := self.manuscript.sources:
            items = "".join(map(self.render_source, sources))
            parts.append(f'<ol class="sources" start="{sources[0].number}">{items}</ol>')
        return "\n".join(parts)

    def render_section(self, section: Section) -> Iterator[str]:
        """A section's heading and own blocks; captions are in their tables and figures."""
        if section.heading is not None and section.heading is not self.manuscript.title:
            level = section.level
            words = self.finish(self.renderer.render(section.heading))
            yield f'<h{level} id="section-{section.index}">{words}</h{level}>'
        captions = {
            id(caption.shown): caption.block
            for caption in caption_section(section)
            if caption.shown is not None and caption.shown is not caption.block
            if not caption.repeats
        }
        taken: set[int] = set()
        rendered: list[tuple[Block, str]] = []
        for block in section.blocks:
            if block.kind not in _UNSHOWN:
                html = self.finish(self.renderer.render(block))
                caption = captions.get(id(block))
                dressed = self.add_caption(block, html, caption)
                if dressed is not None and caption is not None:
                    taken.add(id(caption))
                rendered.append((block, html if dressed is None else dressed))
        yield from (html for block, html in rendered if id(block) not in taken)

    def add_caption(self, block: Block, html: str, caption: Block | None) -> str | None:
        """Add the caption to a table or an image, and widths to a table; None for other blocks."""
        words = self.finish(self.renderer.render_inline(caption.content)) if caption else ""
        if isinstance(block, Table):
            head = f"<caption>{words}</caption>" if words else ""
            if widths := find_widths(block):
                columns = "".join(f'<col width="{width}%">' for width in widths)
                head += f"<colgroup>{columns}</colgroup>"
            return html.replace("<table>", f"<table>{head}", 1)
        image = _IMAGE_ALONE.fullmatch(html)
        if image and words:
            return f"<figure>{image[1]}<figcaption>{words}</figcaption></figure>"
        return None

    def render_blocks(self, document: Document) -> list[str]:
        """Render the blocks of another text, with its links."""
        blocks = (block for block in document.blocks() if block.kind not in _UNSHOWN)
        return [self.finish(self.renderer.render(block)) for block in blocks]

    def render_source(self, source: ListedSource) -> str:
        """Render an entry of the list, to which numbers in the text link."""
        inner = "".join(self.render_blocks(parse(source.text)))
        if inner.count("<p>") == 1:
            inner = inner.removeprefix("<p>").removesuffix("</p>")
        return f'<li id="source-{source.number}">{inner}</li>'

    def finish(self, html: str) -> str:
        """Keep only links to existing anchors, replace empty images, and unfold folded text."""
        html = _TARGET.sub(self.lead, html)
        html = _NO_IMAGE.sub(lambda match: match[1] or "", html)
        return _FOLDED.sub("<details open>", html)

    def lead(self, match: re.Match[str]) -> str:
        """The new `href` of a link into the text; empty if its target does not exist."""
        fragment = unquote(unescape(match[1]))
        source = _SOURCE.fullmatch(fragment)
        if source and any(int(source[1]) == each.number for each in self.manuscript.sources):
            return match[0]
        section = find_anchor(self.document, fragment)
        if section is None or section.heading is self.manuscript.title:
            return ""
        return f' href="#section-{section.index}"'


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def find_widths(table: Table) -> list[int]:
    """The width of each column in per cent; empty for a table that fits without wrapping.

    It is proportional to the square root of the mean length, so that a column of sentences leaves
    room for one of names, but never less than needed for the longest word.
    """
    width = len(table.header.cells)
    rows = [row.cells[:width] for row in (table.header, *table.rows)]
    columns = [[plain_title(cell or "") for cell in each] for each in zip_longest(*rows)]
    longest = [max(map(len, column)) for column in columns]
    if not columns or sum(longest) + _GAP * len(columns) <= _LINE:
        return []
    weights = [
        max(
            max((len(word) for cell in column for word in cell.split()), default=0) + _GAP,
            4 * sqrt(sum(map(len, column)) / len(column)),
        )
        for column in columns
    ]
    return [round(100 * weight / sum(weights)) or 1 for weight in weights]
