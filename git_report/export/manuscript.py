"""A version for the people to whom it is sent: text and numbered sources, without the record."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from git_report.assessment.language import find_language
from git_report.edits.exhibits import follow_anchors
from git_report.export.images import Image, place_images
from git_report.export.numbered_notes import Numbering, find_first_number, split_notes
from git_report.markdown import Document, Heading, Kind, parse
from git_report.markdown.anchors import plain_title
from git_report.markdown.hidden import How, find_hidden, leave_out
from git_report.patterns import lazy
from git_report.report.links import find_link
from git_report.report.redaction import redact_address
from git_report.report.targets import is_url, target_path

_HEADINGS = {"de": "Quellen", "es": "Fuentes"}
_LIST_TITLES = frozenset({"sources", "references", "quellen", "fuentes"})
# Text that the rendered report does not show. Folded text is kept: paper cannot be unfolded.
_UNSHOWN = frozenset({How.COMMENT, How.ELEMENT, How.STYLE})
_FRONT_TITLE = lazy(
    r"""^title:[ \t]+(["']?)(?P<title>[^"'|>\[{\n][^\n]*?)\1[ \t]*\r?$""", re.MULTILINE
)
_SPECIAL = lazy(r"([\\`*_\[\]<>&$~])")


@dataclass(frozen=True, slots=True)
class ListedSource:
    """One entry of the list at the end: its number, its Markdown, and the source that it names."""

    number: int
    text: str
    title: str
    target: str


@dataclass(frozen=True)
class Manuscript:
    """A version without front matter, comments, footnotes and record.

    `text` is Markdown with the title; footnote marks in it are numbers of `sources`, and images
    have the names of `images`. `heading` is that of the list of sources, empty if the text ends
    with a section for it.
    """

    text: str
    date: str
    language: str
    heading: str
    sources: tuple[ListedSource, ...]
    images: tuple[Image, ...]
    left_out: tuple[str, ...]

    @cached_property
    def document(self) -> Document:
        """The text, parsed."""
        return parse(self.text)

    @cached_property
    def title(self) -> Heading | None:
        """The heading that the text starts with, if it is of level 1."""
        root = self.document.root
        if any(block.kind is not Kind.BLANK for block in root.blocks) or not root.sections:
            return None
        heading = root.sections[0].heading
        return heading if heading is not None and heading.level == 1 else None

    @cached_property
    def top(self) -> int:
        """The level of the highest headings below the title."""
        levels = (
            section.level
            for section in self.document.sections[1:]
            if section.heading is not self.title
        )
        return min(levels, default=2)


def make_manuscript(
    document: Document,
    folder: str,
    find_image: Callable[[str], bytes | None],
    *,
    linked: bool,
    date: str = "",
) -> Manuscript:
    """The manuscript of a version; `find_image` returns the bytes of an image to include.

    `folder` is the report's repository path. If `linked`, numbers are links to the sources and
    images name their files; otherwise both are written for people who read the Markdown.
    """
    unshown = [hidden for hidden in find_hidden(document) if hidden.how in _UNSHOWN]
    shown = leave_out(document, unshown)
    body, notes = split_notes(shown)
    placed = place_images(_name(body, shown), find_image, inline=linked)
    numbering = Numbering(notes, find_first_number(shown), linked)
    text = follow_anchors(parse(placed.text), numbering.cite(placed.text))
    cited = [_read_source(number, note, folder) for number, note in numbering.list_cited()]
    language = find_language(text)
    return Manuscript(
        text=text.strip("\n") + "\n",
        date=date,
        language=language,
        heading=_choose_heading(text, language) if cited else "",
        sources=tuple(cited),
        images=placed.images,
        left_out=placed.left_out,
    )


def render_markdown(manuscript: Manuscript) -> str:
    """Render a manuscript as one Markdown text, with images as definitions at its end."""
    text, title = manuscript.text, manuscript.title
    if title is not None and manuscript.date:
        at = text.index(title.text) + len(title.text)
        text = f"{text[:at].rstrip()}\n\n*{manuscript.date}*\n\n{text[at:]}".rstrip("\n") + "\n"
    parts = [text]
    if manuscript.heading:
        parts.append(f"{'#' * manuscript.top} {manuscript.heading}")
    parts.append("\n".join(map(_render_item, manuscript.sources)))
    parts.append("\n".join(f"[{image.name}]: {image.uri}" for image in manuscript.images))
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _render_item(source: ListedSource) -> str:
    marker = f"{source.number}. "
    lines = source.text.split("\n")
    return "\n".join(
        [marker + lines[0], *(f"{' ' * len(marker)}{s}" if s else "" for s in lines[1:])]
    )


def _name(body: str, document: Document) -> str:
    """The body with a title: its own, otherwise the one in the front matter."""
    matter = document.front_matter
    if document.root.sections and document.root.sections[0].level == 1:
        return body
    found = _FRONT_TITLE.search(matter.text) if matter is not None else None
    if found is None:
        return body
    title = escape_markdown(found["title"])
    return "\n\n".join([f"# {title}", body.lstrip("\n")])


def _choose_heading(text: str, language: str) -> str:
    sections = parse(text).sections[1:]
    last = plain_title(sections[-1].title).casefold() if sections else ""
    heading = _HEADINGS.get(language, "Sources")
    return "" if last.strip(" .:0123456789") in _LIST_TITLES else heading


def _read_source(number: int, note: str, folder: str) -> ListedSource:
    """Convert a note to an entry; the target of a link is shown, for people who print it."""
    link = find_link(note)
    # A note with more than a link is somebody's own wording, and is kept.
    if link is None or note[: link.start].strip() or note[link.end :].strip(" ."):
        title, target = (link.text, link.target) if link else (note, "")
        return ListedSource(number, note, " ".join(title.split()), redact_address(target))
    raw = note[link.start : link.end]
    title = raw[1 : raw.rfind("](")] if raw.startswith("[") else ""
    target = redact_address(link.target)
    shown = f"<{target}>" if is_url(target) else _quote_path(folder, target)
    text = f"{title.rstrip('.')}. {shown}" if title and link.text != link.target else shown
    return ListedSource(number, text, link.text, target)


def _quote_path(folder: str, target: str) -> str:
    path, fragment = target_path(folder, target)
    return escape_markdown(f"{path}#{fragment}" if fragment else path)


def escape_markdown(text: str) -> str:
    """Plain text as Markdown on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
