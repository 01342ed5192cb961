"""The anchors that GitHub gives to the headings of a rendered Markdown file."""

from __future__ import annotations

import re

from git_report.markdown.document import Document, Section
from git_report.patterns import lazy

_LINK = lazy(
    r"!?\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])"
)
_TAG = lazy(r"</?[A-Za-z][^<>]*>|<!--.*?-->")
_AUTOLINK = lazy(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
# An escaped mark is text: it is captured, so that only the backslash is removed.
_MARK = lazy(r"\\([!-/:-@\[-`{-~])|\*+|~~|`+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)")
# The first characters of all of these.
_MARKED = lazy(r"[\[<\\*~`_]")
_EXPLICIT = lazy(r"<a\s[^<>]*?\b(?:id|name)\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)


def plain_title(title: str) -> str:
    """A heading's inline source as the words that a reader sees."""
    if not _MARKED.search(title):
        return " ".join(title.split())
    text = _AUTOLINK.sub(r"\1", title)
    # What is left of a linked image, `[![alt](a.png)](b.md)`, is an image.
    while (shorter := _LINK.sub(r"\1", text)) != text:
        text = shorter
    text = _MARK.sub(lambda match: match[1] or "", _TAG.sub("", text))
    return " ".join(text.split())


def slug(title: str) -> str:
    """GitHub's anchor for a title: lower case, without punctuation, with hyphens for spaces."""
    kept = (c for c in plain_title(title).lower() if c in " -_" or c.isalnum() or _joins(c))
    return "".join(kept).replace(" ", "-")


def name_anchors(document: Document) -> dict[str, Section]:
    """All sections by anchor, in document order; a repeated anchor gets ``-1``, ``-2``, …."""
    anchors: dict[str, Section] = {}
    counts: dict[str, int] = {}
    for section in document.sections[1:]:
        base = slug(section.title)
        anchor = base
        # A heading may be called "Costs 1", and have the anchor that a second "Costs" would get.
        while anchor in anchors:
            counts[base] = counts.get(base, 0) + 1
            anchor = f"{base}-{counts[base]}"
        anchors[anchor] = section
    return anchors


def find_anchor(document: Document, fragment: str) -> Section | None:
    """The section that a fragment names, by its heading or by an explicit ``<a id>`` in it."""
    anchors = name_anchors(document)
    for name in (fragment, fragment.lower()):
        if name in anchors:
            return anchors[name]
    for section in document.sections[1:]:
        own = [section.heading.text if section.heading else "", *(b.text for b in section.blocks)]
        if any(match == fragment for text in own for match in _EXPLICIT.findall(text)):
            return section
    return None


def _joins(character: str) -> bool:
    """Whether a character combines with a letter (accent, vowel sign) and so stays in an anchor."""
    return ("a" + character).isidentifier() and not character.isascii()
