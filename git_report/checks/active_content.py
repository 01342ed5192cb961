"""Find active content: what a text runs or fetches when it is displayed, for S007."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from html import unescape
from itertools import islice
from typing import NamedTuple

from git_report.checks.active_signs import ACTIVE_TAGS, may_be_active
from git_report.markdown.css import read_css
from git_report.markdown.inlines import Html, Link
from git_report.markdown.leaves import Markup, find_markup
from git_report.markdown.tags import Tag, TagReader

SCRIPT = "a script or active content"
IMAGE = "a remote image"
_LINK_TAGS = frozenset({"a", "area"})
# Attributes whose address an element loads by itself; `to`, `from` and `values` are those that an
# animation gives to another attribute.
_PICTURES = frozenset("src poster background dynsrc lowsrc".split())
_ANIMATED = frozenset("to from by values".split())
_LOADED = _PICTURES | _ANIMATED | {"manifest", "attributionsrc"}
_REFERENCES = frozenset({"href", "xlink:href"})
_FOLLOWED = _LOADED | _REFERENCES | {"action", "formaction", "data"}
_CANDIDATES = frozenset({"srcset", "imagesrcset"})
_STYLED = frozenset(
    "style fill stroke filter mask clip-path cursor marker marker-start marker-mid marker-end"
    .split()
)  # fmt: skip
# Whole documents, replacements of an element's content, and requests that a click sends in addition
# to following its link.
_ACTIVE_ATTRIBUTES = frozenset({"srcdoc", "shadowrootmode", "ping"})
_RUN = re.compile(r"(?:java|vb)script:|data:text/html")
# Scripts also run in XML, such as SVG, if it is opened as a document and not shown as an image.
_RUN_AS_DOCUMENT = re.compile(r"data:[a-z]+/(?:[a-z0-9.+-]*\+)?xml")
# Windows reads an address with four slashes or more as a file on another host.
_REMOTE = re.compile(r"(?:https?|ftp):|//|[a-z][a-z0-9+.-]*://(?:[^/]|//)")
# Characters that a browser ignores in an address.
_PASSED_OVER = re.compile(r"[\x00-\x20]+")
_CSS_ADDRESS = re.compile(
    r"(?:@import\s*(?=[\"'])|(?:url|src)\(\s*)[\"']?\s*([^\s\"')]+)", re.IGNORECASE
)
_CSS_IMAGES = re.compile(
    r"(?:image-set|image|cross-fade|src)\(((?>(?:\"[^\"]*+\"|[^;{}\"])*))", re.IGNORECASE
)
_CSS_STRING = re.compile(r"\"([^\"]+)")
# The value depends on the rest of the page's style, so it may be an address.
_CSS_COMPUTED = re.compile(
    r"(?:\b(?:attr|env|if|inherit|random-item|var)|--[\w-]+)\(", re.IGNORECASE
)
_STYLE_END = re.compile(r"</style", re.IGNORECASE)
_STYLE_START = re.compile(r"<style(?=[\s/>])[^>]*>?", re.IGNORECASE)
# In a drawing or a formula, a style is markup: the words on both sides of a comment or an element
# belong together. Chromium loads `u<!-- -->rl(//host/x)` there.
_FOREIGN = frozenset({"svg", "math"})
_MARKED = re.compile(r"[\[\]~`<\\]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_IN_FOREIGN = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)|(?P<end></style(?=[\s/>]))"
    r"|<[!?/][^>]*>?|<[a-z](?>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>",
    re.IGNORECASE | re.DOTALL,
)


class Activity(NamedTuple):
    """What is run or fetched: its 1-based line, the text that causes it, and a description."""

    line: int
    text: str
    what: str

    @property
    def runs(self) -> bool:
        """Whether it is executed, not only fetched."""
        return self.what == SCRIPT


def find_activity(source: str, first: int = 1) -> Iterator[Activity]:
    """Yield what a renderer of a Markdown text may run, or fetch from another host.

    Code, and the description of an image, count as text. Addresses are read as browsers read
    them: escapes, entities and white space hide nothing. `first` is the line on which the text
    begins.
    """
    if may_be_active(source):
        for line, text, what in _find_live(source):
            yield Activity(first + line - 1, text.casefold(), what)


def _find_live(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line and the source of everything that a text runs or loads, and which it is."""
    reader, markups = TagReader(), list(find_markup(source))
    styles = _Styles(source, markups)
    for at, markup in enumerate(markups):
        if isinstance(markup.found, Link):
            what = _judge_link(markup.found)
            if what:
                yield markup.line, markup.found.source, what
        else:
            for line, tag in _place_tags(reader, markup.found.source, markup.line):
                for text, what in (*_judge_tag(tag), *styles.judge(tag, at)):
                    yield line, text, what


def _place_tags(reader: TagReader, html: str, line: int) -> Iterator[tuple[int, Tag]]:
    """The tags of a piece of HTML, each with its line."""
    at = 0
    for tag in sorted(reader.read(html), key=lambda tag: tag.offset):
        line += html.count("\n", at, tag.offset)
        at = tag.offset
        yield line, tag


def _judge_link(link: Link) -> str | None:
    if _is_run(link.target, image=link.image):
        return SCRIPT
    return IMAGE if link.image and _is_remote(link.target) else None


def _judge_tag(tag: Tag) -> Iterator[tuple[str, str]]:
    """What a tag does, with its source; text after a tag that does not end is part of it."""
    attributes = tag.attributes
    if (
        tag.name in ACTIVE_TAGS
        or not tag.closed
        or any(name.startswith("on") or name in _ACTIVE_ATTRIBUTES for name, _ in attributes)
        or any(
            _is_run(each, image=name in _PICTURES)
            for name, value in attributes
            if name in _FOLLOWED
            for each in _list_values(name, value)
        )
    ):
        yield tag.source, SCRIPT
    elif any(_loads(tag, name, value) for name, value in attributes):
        yield tag.source, IMAGE


def _loads(tag: Tag, name: str, value: str) -> bool:
    """Whether an attribute loads something from another host."""
    if name in _CANDIDATES:
        return any(_is_remote(candidate) for candidate in re.split(r"[\s,]+", value))
    styled = name in _STYLED or name in _ANIMATED
    if styled and next(_find_remote_styles(value), None) is not None:
        return True
    loaded = name in _LOADED or (name in _REFERENCES and tag.name not in _LINK_TAGS)
    return loaded and any(map(_is_remote, _list_values(name, value)))


def _list_values(name: str, value: str) -> list[str]:
    """The values of an attribute: those that an animation gives it in turn, or its own."""
    return value.split(";") if name == "values" else [value]


class _Styles:
    """Judges style elements, whose content may span several containers of the source."""

    def __init__(self, source: str, markups: Sequence[Markup]) -> None:
        self._source = source
        self._markups = markups
        self._open_in = ""
        self._judged = 0
        self._in_foreign = False
        self._read_to = 0

    def judge(self, tag: Tag, at: int) -> Iterator[tuple[str, str]]:
        """What the style element that starts at the tag with this index loads from other hosts."""
        markup = self._markups[at]
        self._in_foreign |= tag.name in _FOREIGN
        # Without an end tag, the rest was judged with the tag before it.
        judged = markup.container is self._open_in or markup.line < self._judged
        if tag.name == "style" and not judged:
            content = self._content(tag, at)
            # The browser receives inline text as Markdown renders it: without backslashes, and with
            # entities decoded.
            plain = _ESCAPED.sub(r"\1", content)
            texts = [content, unescape(content), plain, unescape(plain)]
            inline = tag.end == len(markup.found.source)
            if self._in_foreign and inline and _MARKED.search(content):
                yield tag.source, IMAGE  # elements part no words of it, and may be links
                return
            if self._in_foreign and not inline:
                line = markup.line + markup.found.source.count("\n", 0, tag.offset)
                texts.append(self._read_foreign(line))
            for css in dict.fromkeys(texts):
                for address in _find_remote_styles(css):
                    yield address, IMAGE

    @cached_property
    def _starts(self) -> list[int]:
        """Where the lines of the source begin."""
        return [0, *(match.end() for match in re.finditer("\n", self._source))]

    def _read_foreign(self, line: int) -> str:
        """The style that begins in a line, read as in a drawing; no part of it is read twice."""
        begun = _STYLE_START.search(self._source, max(self._starts[line - 1], self._read_to))
        if begun is None:
            return ""
        parts: list[str] = []
        at = begun.end()
        for found in _IN_FOREIGN.finditer(self._source, at):
            parts += (unescape(self._source[at : found.start()]), found["data"] or "")
            at = found.end()
            if found["end"]:
                break
        else:
            parts.append(unescape(self._source[at:]))
            at = len(self._source)
        self._read_to = at
        return "".join(parts)

    def _content(self, tag: Tag, at: int) -> str:
        markup = self._markups[at]
        start = markup.found.offset + tag.end
        if end := _STYLE_END.search(markup.found.source, tag.end):
            return markup.found.source[tag.end : end.start()]
        text = markup.container
        for later in islice(self._markups, at + 1, None):
            if later.container is not text:
                break
            if isinstance(later.found, Html) and _STYLE_END.match(later.found.source):
                return text[start : later.found.offset]
        self._open_in = text
        below = markup.line + text.count("\n", markup.found.offset)
        rest = "\n".join(self._source.split("\n")[below:])
        end = _STYLE_END.search(rest)
        rest = rest[: end.start()] if end else rest
        self._judged = below + rest.count("\n") + 1
        return f"{text[start:]}\n{rest}"


def _find_remote_styles(css: str) -> Iterator[str]:
    """The positions in a style that load something from another host."""
    plain = read_css(css)
    for match in _CSS_ADDRESS.finditer(plain):
        if _is_remote(match[1]):
            yield match[0]
    for match in _CSS_IMAGES.finditer(plain):
        strings = _CSS_STRING.findall(match[1])
        if any(map(_is_remote, strings)) or _CSS_COMPUTED.search(match[1]):
            yield match[0]


def _is_run(address: str, *, image: bool) -> bool:
    plain = _read_address(address)
    return bool(_RUN.match(plain) or (not image and _RUN_AS_DOCUMENT.match(plain)))


def _is_remote(address: str) -> bool:
    return _REMOTE.match(_read_address(address)) is not None


def _read_address(address: str) -> str:
    return _PASSED_OVER.sub("", address).replace("\\", "/").lower()
