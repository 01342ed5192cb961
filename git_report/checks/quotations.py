"""Quotations: what a report says in the words of others, and whether a text holds these words.

Two texts are compared by their words alone: markup, white space, the shape of quotation marks and
dashes, and letter case make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from git_report.differ.words.tokens import tokenise
from git_report.markdown import Block, Code, Document, Kind, Quote
from git_report.markdown.anchors import plain_title
from git_report.markdown.code import blank_code_spans
from git_report.markdown.line_count import LineCount

# Fewer quoted words are a term or a name.
_FEWEST = 4
_LINK_TARGET = r"\]\((?:[^()\n]|\([^()\n]*\))*\)|\]\[[^\]\n]*\]"
_IMAGE = rf"!\[[^\]\n]{{0,400}}(?:{_LINK_TARGET})"
_TAG = r"<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>"
# Where a quotation mark quotes nothing besides code: what links, images and tags carry, comments.
_UNSPOKEN = re.compile(rf"{_IMAGE}|{_LINK_TARGET}|{_TAG}", re.S)
_MARKUP = re.compile(rf"\[\^[^\[\]\s]+\]|{_TAG}|{_IMAGE}", re.S)
_TARGET = re.compile(_LINK_TARGET)
_ONE_LETTER = re.compile(r"\[(\w)\]")
_CUT = re.compile(r"\[[^\]\n]{0,60}\]|…|\.{3,}")
_QUOTED = re.compile(
    "“([^“”]+)[”“]|„([^„“”]+)[“”]|«([^«»]+)»|「([^「」]+)」|『([^『』]+)』"
    '|(?<![^\\s(\\[{—–\\-*_>|/:;,“])"(?=[^\\s"])([^"]+)(?<![\\s(])"(?!\\w)'
)
_QUOTATION_MARK = re.compile('[“„«「『"]')
# What people say and nobody writes down.
_FILLERS = frozenset("uh um uhm er erm hmm mm mhm".split())
_SIGNS = frozenset("%$€£¥‰")
# A quote block that speaks to the reader: "[!NOTE]", "**Note:** …", "Tip: …".
_NOTE = re.compile(
    r"\s*+(?:\[!\w+\]|[^\w\s]*\s*[*_]{1,3}[^*_\n]{1,40}[*_]{1,3}\s*(?:[:.—–-]|$)|[*_]{1,3}[^*_\n]{1,40}[:.][*_]{1,3}|"
    r"(?:note|tip|hint|warning|important|caution|see also|update|example|info)\b[^\n]{0,20}?:)",
    re.I,
)
_ATTRIBUTION = re.compile(r"\n?(?<![ \t])[ \t]*+(?:—|–|--|~|(?<=\n)-)[ \t]*+[^\n—–]{1,120}\Z")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted passage as written, its 1-based line, and the index of its section."""

    text: str
    line: int
    section: int


class Wording:
    """A text as its words, to look for passages in."""

    def __init__(self, text: str) -> None:
        self._text = f" {' '.join(list_words(text))} "

    def holds(self, passage: str) -> bool:
        """Whether the words of a passage are there in one run; a shown cut leaves words out.

        Pieces of one or two words beside a longer one are not looked for.
        """
        pieces = [" ".join(words) for words in list_pieces(passage)]
        telling = [piece for piece in pieces if piece.count(" ") > 1] or pieces
        at = 0
        for piece in telling:
            found = self._text.find(f" {piece} ", at)
            if found < 0:
                return False
            at = found + len(piece)
        return True


@lru_cache(maxsize=256)
def list_words(text: str) -> tuple[str, ...]:
    """The words of a Markdown text as they compare.

    Signs such as ``%`` and ``$`` are words, and what only fills a pause is none.
    """
    text = _TARGET.sub("]", _MARKUP.sub(" ", text))
    text = unescape(_ONE_LETTER.sub(r"\1", text)).replace("\\", "").replace("’", "'")
    words = (token.text.strip("_").casefold() for token in tokenise(text))
    return tuple(
        word.replace(",", "") if word[0].isdigit() else word
        for word in words
        if word and (word[0].isalnum() or word in _SIGNS) and word not in _FILLERS
    )


def list_pieces(passage: str) -> list[tuple[str, ...]]:
    """The runs of words between the cuts (``…``, ``[…]``) and insertions (``[the firm]``)."""
    text = _ONE_LETTER.sub(r"\1", _TARGET.sub("]", _MARKUP.sub(" ", passage)))
    text = re.sub(r"\[([^\[\]\n]*)\](?=\s*+\()", r"\1", text)
    pieces = (list_words(piece) for piece in _CUT.split(text))
    return [piece for piece in pieces if piece]


def find_quotations(document: Document) -> Iterator[Quotation]:
    """The quotations of a document's body: quote blocks, and quoted passages of some words.

    A title of the document's own sections in quotation marks is a reference.
    """
    titles = {list_words(plain_title(section.title)) for section in document.sections}
    for section in document.sections:
        heading = (section.heading,) if section.heading else ()
        for block in (*heading, *section.blocks):
            if not isinstance(block, Code) and block.kind is not Kind.HTML:
                yield from (
                    quotation
                    for quotation in _quoted_in(block, section.index)
                    if list_words(quotation.text) not in titles
                )


def _quoted_in(block: Block, section: int) -> Iterator[Quotation]:
    inner = [
        Quotation(text, block.span.first + line, section) for text, line in find_quoted(block.text)
    ]
    if isinstance(block, Quote) and not is_note(block):
        spoken = sum(len(list_words(quotation.text)) for quotation in inner)
        if spoken * 2 < len(list_words(block.inner)):
            yield from _list_paragraphs(block, section)
            return
    yield from inner


def find_quoted(text: str) -> Iterator[tuple[str, int]]:
    """The passages between quotation marks, each with the number of lines before it."""
    lines = LineCount(text)
    for start, end in place_quoted(text):
        yield re.sub(r"\n[ \t]*>?", "\n", text[start:end]), lines.before(start - 1)


def place_quoted(text: str) -> Iterator[tuple[int, int]]:
    """Where the passages between quotation marks begin and end, without the marks."""
    if not _QUOTATION_MARK.search(text):
        return
    spoken = _UNSPOKEN.sub(lambda match: re.sub(r"[^\n\]]", " ", match[0]), blank_code_spans(text))
    for match in _QUOTED.finditer(spoken):
        start, end = match.span(match.lastindex or 0)
        if len(list_words(text[start:end])) >= _FEWEST:
            yield start, end


def is_note(block: Quote) -> bool:
    """Whether a quote block speaks to the reader in the report's own words."""
    return _NOTE.match(block.inner) is not None


def _list_paragraphs(block: Quote, section: int) -> Iterator[Quotation]:
    """The paragraphs of a quote block, without the name of who said it."""
    line = block.span.first
    for paragraph in re.split(r"(\n[ \t]*\n)", block.inner):
        said = _ATTRIBUTION.sub("", paragraph.rstrip())
        if len(list_words(said)) >= _FEWEST:
            yield Quotation(said.strip(), line + _leading(paragraph), section)
        line += paragraph.count("\n")


def _leading(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")
