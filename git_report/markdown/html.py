"""Render blocks one by one to HTML that is safe to show, sanitised by an allow-list.

The HTML has no scripts, styles, forms, frames, landmarks or identifiers, and nothing that a browser
would load: an image becomes its alternative text with a link, unless the caller has its bytes.
Links go to the web, to a mail address, or to a place on the same page. Other targets are paths in a
repository and are shown without a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import accumulate
from typing import Any

import mistune
import nh3
from mistune.core import BlockState, InlineState
from mistune.inline_parser import InlineParser

from git_report.markdown.document import Block, Document, Heading, Kind, Table
from git_report.markdown.invisible import show_invisible

# Inline parsing of hostile text can take quadratic time: a longer text is shown as source.
LONGEST = 200_000

# The most empty cells that may be added so that all rows of a table have the same width: thousands
# of short rows in a table of thousands of columns would need millions.
_MOST_PADDED = 10_000

# The sanitiser takes quadratic time for nested elements, and no readable text nests so many.
_DEEPEST = 1_000
# The tags of elements that nest; void elements, and those that the next one ends, do not.
_NESTING_TAG = re.compile(
    r"<(/?)(?!(?:br|col|dd|dt|hr|img|input|li|p|td|th|tr|wbr)[\s/>])[a-z][a-z0-9-]*(?=[\s/>])", re.I
)

_AS_SOURCE = frozenset({Kind.FRONT_MATTER, Kind.DEFINITION})
_TAGS = set(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl "
    "dt em figcaption figure hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span "
    "strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"alt"},
    "ol": {"start", "reversed"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
    "details": {"open"},
}
# pandoc makes as many columns as a cell spans, and would need hours for a huge number.
_COUNTS = {"colspan": r"[0-9]{1,2}", "rowspan": r"[0-9]{1,3}", "start": r"-?[0-9]{1,9}"}
_CLASSES = {"a": {"mark"}, "span": {"image", "path"}}
_ALLOWED_TARGET = re.compile(r"https?://|mailto:|#", re.I)
_MARK = r"\[\^(?P<footmark_label>[^\[\]\s^]{1,40})\](?!:)"
_ALIGNED = re.compile(r"\s*\|?\s*(:?)-+(:?)\s*")


class BlockRenderer:
    """Render the blocks of one document, with the link definitions of all of it.

    Renderers with the same `key` give the same HTML for the same source. `images` maps the target
    of an image to the URL from which it is shown, such as a ``data:`` URI; others are not shown.
    """

    def __init__(self, document: Document, images: Mapping[str, str] | None = None) -> None:
        blocks = (block for block in document.blocks() if block.kind is Kind.DEFINITION)
        self.key = tuple(block.content for block in blocks)
        self._links = _read_links(self.key)
        self._rules = _Rules(images) if images else _RULES

    def render(self, block: Block) -> str:
        """A block as sanitised HTML; a heading as its title only, a blank block as nothing."""
        content = block.content
        # As source: a definition would render as nothing, but its text is part of the version.
        if len(content) > LONGEST or block.kind in _AS_SOURCE or _is_too_deep(content):
            return self._rules.sanitise(f"<pre>{escape(content)}</pre>")
        if isinstance(block, Heading):
            return self.render_inline(block.title)
        if isinstance(block, Table):
            return self._rules.sanitise(self._table(block))
        state = BlockState()
        # A copy: the parser adds definitions that are in the block.
        state.env["ref_links"] = dict(self._links)
        html, _ = self._rules.markdown.parse(_plain(content) + "\n", state)
        assert isinstance(html, str)
        return self._rules.sanitise(html).strip()

    def render_inline(self, text: str) -> str:
        """The inline content of a heading, or of a sentence, as sanitised HTML."""
        return self._rules.sanitise(self._inline(text))

    def _inline(self, text: str) -> str:
        state = BlockState()
        state.env["ref_links"] = dict(self._links)
        rules = self._rules
        return rules.renderer(rules.markdown.inline(_plain(text), state.env), state)

    def _table(self, table: Table) -> str:
        aligns = [_read_align(cell) for cell in table.delimiter.strip().strip("|").split("|")]
        width = len(aligns)
        if sum(max(0, width - len(row.cells)) for row in table.rows) > _MOST_PADDED:
            width = 0
        head = self._cells(table.header.cells, aligns, width, "th")
        rows = "".join(
            f"<tr>{self._cells(row.cells, aligns, width, 'td')}</tr>" for row in table.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _cells(self, cells: Sequence[str], aligns: Sequence[str], width: int, tag: str) -> str:
        padded = (*cells, *[""] * (width - len(cells)))
        return "".join(
            f"<{tag}{_align(aligns, at)}>{self._inline(cell) if cell else ''}</{tag}>"
            for at, cell in enumerate(padded)
        )


def _is_too_deep(text: str) -> bool:
    """Whether a text nests more elements than any readable text."""
    if text.count("<") <= _DEEPEST:
        return False
    steps = (-1 if tag[1] else 1 for tag in _NESTING_TAG.finditer(text))
    return max(accumulate(steps), default=0) > _DEEPEST


class _Renderer(mistune.HTMLRenderer):
    """mistune's HTML renderer, with unknown images as text and repository paths without a link."""

    def __init__(self, images: Mapping[str, str]) -> None:
        super().__init__(escape=False)
        self._images = images

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url in self._images:
            return f'<img src="{escape(url)}" alt="{text}">'
        alt = text or title or "no description"
        shown = f'<span class="image">{alt}</span>'
        return self.link(shown, url, title or url)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if _ALLOWED_TARGET.match(url):
            title_attribute = f' title="{escape(title)}"' if title else ""
            return f'<a href="{escape(url)}"{title_attribute}>{text}</a>'
        return f'<span class="path" title="{escape(url)}">{text}</span>'

    def footmark(self, label: str) -> str:
        """A footnote mark; the number of a version links to its reference."""
        if label.isascii() and label.isdigit():
            return f'<sup><a class="mark" href="#reference-{int(label)}">{label}</a></sup>'
        return f"<sup>{escape(label)}</sup>"

    def task_list_item(self, text: str, checked: bool = False) -> str:  # noqa: FBT001, FBT002
        """A list item with a box as a character, because form elements are not allowed."""
        return f"<li>{'☑' if checked else '☐'} {text}</li>\n"


def _parse_mark(_inline: InlineParser, match: re.Match[str], state: InlineState) -> int:
    state.append_token({"type": "footmark", "raw": match["footmark_label"]})
    return match.end()


class _Rules:
    """mistune with a renderer, and the sanitiser of its output."""

    def __init__(self, images: Mapping[str, str]) -> None:
        self.renderer = _Renderer(images)
        self.markdown = _make_markdown(self.renderer)
        self._cleaner = _make_cleaner(images)

    def sanitise(self, html: str) -> str:
        """HTML reduced to what is on the allow-list."""
        return self._cleaner.clean(html)


def _make_cleaner(images: Mapping[str, str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={"script", "style", "template", "noscript", "title", "textarea"},
        attributes={**_ATTRIBUTES, "img": {"alt", "src"}} if images else _ATTRIBUTES,
        attribute_filter=_make_filter(images),
        url_schemes={"http", "https", "mailto"},
        link_rel=None,  # the page sets no-referrer for all links
        allowed_classes=_CLASSES,
    )


def _make_filter(images: Mapping[str, str]) -> Callable[[str, str, str], str | None]:
    def change(_tag: str, name: str, value: str) -> str | None:
        if name == "src":
            return images.get(value)
        if name == "href" and not _ALLOWED_TARGET.match(value):
            return None
        if name in _COUNTS and not re.fullmatch(_COUNTS[name], value):
            return None
        return value

    return change


def _make_markdown(renderer: _Renderer) -> mistune.Markdown:
    markdown = mistune.create_markdown(
        renderer=renderer, plugins=["table", "strikethrough", "task_lists", "url"]
    )
    # Without `start_chars`, mistune tries all rules at every position of a text, and its rule for
    # line breaks takes quadratic time in a run of spaces.
    markdown.inline.register("footmark", _MARK, _parse_mark, before="link", start_chars="[")
    return markdown


_RULES = _Rules({})


def _read_links(definitions: Sequence[str]) -> dict[str, Any]:
    """The link definitions of a document, for all of its blocks."""
    if not definitions:
        return {}
    state = BlockState()
    _RULES.markdown.parse(_plain("\n\n".join(definitions)) + "\n", state)
    links: dict[str, Any] = state.env.get("ref_links", {})
    return links


def _plain(text: str) -> str:
    """A text with invisible characters as code points, and replacements for surrogates and NUL.

    A surrogate represents a byte that is not UTF-8.
    """
    text = show_invisible(text)
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _read_align(cell: str) -> str:
    match = _ALIGNED.fullmatch(cell)
    left, right = match.groups() if match else ("", "")
    return {(":", ":"): "center", ("", ":"): "right"}.get((left, right), "")


def _align(aligns: Sequence[str], at: int) -> str:
    align = aligns[at] if at < len(aligns) else ""
    return f' align="{align}"' if align else ""
