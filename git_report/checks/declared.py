"""What a version's record declares: what it left out on purpose, and what it computed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from git_report.checks.citations import Citation, normalise_target
from git_report.checks.measures import list_keys
from git_report.checks.quotations import list_words
from git_report.diff.figures import Figure, find_figures
from git_report.diff.numbering import strip_number
from git_report.markdown import Document, Section
from git_report.markdown.anchors import plain_title

# Fewer words of a quotation or a row name nothing.
_NAMING = 2
_JOINT = re.compile(r"\s*[›»]\s*|\s+>\s+")
_LEAD = re.compile(
    r"\s*(?:the\s+)?(?:sub)?(?:section|table row|row|quotation|quote|link|citation|mark|figure)\b"
    r"[\s:]*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Words:
    """One reading of what an entry names: the text, its words, and the titles of a path."""

    text: str
    words: str
    path: tuple[str, ...]


class Declared:
    """The entries ``removed: WHAT: WHY`` and ``figure: PRIOR → NEW: WHY`` of a record.

    WHAT may hold a colon: every reading that ends before one counts.
    """

    def __init__(self, document: Document) -> None:
        record = document.tail.record if document.tail else None
        removed = record.values("removed") if record else ()
        figures = record.values("figure") if record else ()
        self._named = tuple(_read(text) for value in removed for text in _list_readings(value))
        self._keys = frozenset(
            key
            for text in (
                *(value.partition(": ")[0] for value in removed),
                *(value.partition("→")[0] for value in figures),
            )
            for figure in find_figures(text)
            for key in list_keys(figure)
        )

    def section(self, section: Section) -> bool:
        """Whether a section is named by its title or by the end of its path."""
        path = name_path(section.path)
        return any(each.path and path[-len(each.path) :] == each.path for each in self._named)

    def figure(self, figure: Figure) -> bool:
        """Whether all that a figure says is named."""
        return all(key in self._keys or (key[0], "") in self._keys for key in list_keys(figure))

    def passage(self, words: Iterable[str]) -> bool:
        """Whether some words of a passage are named; one is enough where it has no more."""
        text = f" {' '.join(words)} "
        return any(
            f" {each.words} " in text
            for each in self._named
            if each.words.count(" ") + 1 >= min(_NAMING + 1, max(1, text.count(" ") - 1))
        )

    def row(self, key: str, words: Iterable[str]) -> bool:
        """Whether a table row is named by its key or by its words from the first on."""
        text = f"{' '.join(words)} "
        return any(
            each.words == key
            or (f"{each.words} ".startswith(f"{key} ") and text.startswith(f"{each.words} "))
            for each in self._named
            if each.words and key
        )

    def citation(self, citation: Citation) -> bool:
        """Whether a mark or a link is named by what is written, or by its target."""
        if citation.mark:
            return any(citation.text in each.text for each in self._named) or any(
                citation.key == normalise_target(each.text) for each in self._named
            )
        return any(
            citation.text in each.text or citation.key in _targets(each.text)
            for each in self._named
        )


def name_title(title: str) -> str:
    """A title to compare by: its words, without its number."""
    return " ".join(list_words(strip_number(plain_title(title))[1] or title))


def name_path(path: Iterable[str]) -> tuple[str, ...]:
    """A path to compare by."""
    return tuple(name_title(title) for title in path)


def list_computed(document: Document) -> Iterator[tuple[str, str]]:
    """The entries ``computed: FIGURE = OPERANDS`` of a record."""
    record = document.tail.record if document.tail else None
    for value in record.values("computed") if record else ():
        figure, _, operands = value.partition("=")
        yield figure.strip(), operands.strip()


def _list_readings(value: str) -> Iterator[str]:
    """What comes before each colon; all of it where there is none."""
    places = [match.start() for match in re.finditer(r":\s", value)]
    for place in places or [len(value)]:
        yield value[:place]


def _read(text: str) -> Words:
    shown = text.strip().strip("\"“”'").removesuffix("…").removesuffix("...")
    bare = _LEAD.sub("", shown, count=1) if _LEAD.match(shown) else shown
    path = tuple(name_title(part) for part in _JOINT.split(shown))
    return Words(text, " ".join(list_words(bare)), path if all(path) else ())


def _targets(text: str) -> frozenset[str]:
    return frozenset(normalise_target(word.strip("()<>[]")) for word in text.split())
