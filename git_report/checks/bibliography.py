"""Find lists of sources: quotations and figures in them are parts of titles, not claims."""

from __future__ import annotations

import re
from collections.abc import Iterator

from git_report.differ.sections.numbering import strip_number
from git_report.markdown import Document, Section
from git_report.markdown.anchors import plain_title
from git_report.patterns import lazy

_TITLE = lazy(
    r"(?:(?:list of |all |key |main |primary |further |other |cited |selected )*"
    r"(?:sources?|references?|bibliography|works cited|citations|literature|endnotes|"
    r"further reading)"
    r"(?: (?:cited|list|used|consulted|and (?:links|notes|references|further reading)))?|"
    r"quellen(?:verzeichnis|angaben)?|literatur(?:verzeichnis)?|références|bibliographie|"
    r"fuentes|referencias|bibliografía|fonti|bibliografia|bronnen|referências|källor|źródła|"
    r"источники|литература|参考文献|参考资料|출처|참고문헌)",
    re.I,
)
# "[12] ", "3. ", "- ", "[^4]: " before an entry.
_MARKER = lazy(r"\s*(?:[-*+]\s+)?(?:\[\^?[\w-]+\]:?|\d{1,4}[.)]|[-*+])(?:\s|\Z)")
_ADDRESS = lazy(r"https?://|\bdoi:|\bdoi\.org/|\]\([^)\s]|\]\[[^\]\n]", re.I)


def find_entries(document: Document) -> frozenset[int]:
    """The 1-based lines of entries that name a source with its address, in lists of sources.

    A rewritten report cites other sources: the title of each one that went was reported as a lost
    quotation or figure, in addition to the lost citation. Other text of such a section is checked
    like any text.
    """
    return frozenset(
        line
        for section in document.sections
        if any(map(_is_list, section.path))
        for entry in _split_entries(section)
        if _ADDRESS.search("\n".join(text for _, text in entry))
        for line, _ in entry
    )


def _is_list(title: str) -> bool:
    plain = plain_title(title).strip(" *_:")
    return _TITLE.fullmatch((strip_number(plain)[1] or plain).strip()) is not None


def _split_entries(section: Section) -> Iterator[list[tuple[int, str]]]:
    """The numbered lines of each entry: from one marker or blank line to the next."""
    entry: list[tuple[int, str]] = []
    for block in section.blocks:
        for number, text in enumerate(block.text.split("\n"), start=block.span.first):
            if entry and (not text.strip() or _MARKER.match(text)):
                yield entry
                entry = []
            if text.strip():
                entry.append((number, text))
    if entry:
        yield entry
