"""What a version's record declares: what it left out on purpose, and what it computed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from git_report.checks.citations import Citation, normalise_target
from git_report.checks.quotations import find_quoted, list_words
from git_report.differ.figures import Figure, find_figures
from git_report.differ.figures.measures import list_keys, list_numbers
from git_report.differ.sections.numbering import strip_number
from git_report.markdown import Document, Record, Section
from git_report.markdown.anchors import plain_title
from git_report.markdown.tail import clean_value
from git_report.patterns import lazy

# Spaces between the fewest words that name a quotation.
_NAMING = 2
# Words of a caption that number it: "Exhibit 3".
_LABEL = 2
_QUOTES = "\"“”„«»'‘’ "
_JOINT = lazy(r"\s*[›»]\s*|\s+>\s+")
_LEAD = lazy(
    r"\s*(?:the\s+)?(?:sub)?"
    r"(?:section|table row|table|row|quotation|quote|link|citation|mark|figure)\b[\s:]*",
    re.I,
)


class Name(NamedTuple):
    """One reading of what an entry names: its words, the titles of a path, what it quotes."""

    words: str
    path: tuple[str, ...]
    quoted: tuple[str, ...]


class Declared:
    """The entries ``removed: WHAT: WHY`` and ``figure: PRIOR → NEW: WHY`` of a record.

    WHAT may contain a colon: every reading that ends before one counts.
    """

    def __init__(self, record: Record | None) -> None:
        removed = record.values("removed") if record else ()
        figures = record.values("figure") if record else ()
        self._named = tuple(
            name for value in removed for text in _list_readings(value) for name in _read(text)
        )
        # Marks, links and figures are recognised by the shortest reading: a reason may name others.
        self._texts = tuple(next(_list_readings(value)) for value in removed)
        self._targets = frozenset(target for text in self._texts for target in _list_targets(text))
        named = [
            figure
            for text in (*self._texts, *(value.partition("→")[0] for value in figures))
            for figure in find_figures(text)
        ]
        self._keys = frozenset(key for figure in named for key in list_keys(figure))
        self._units = defaultdict[Decimal, set[str]](set)
        for figure in named:
            for number in list_numbers(figure):
                self._units[number].add(figure.unit)

    def section(self, section: Section) -> bool:
        """Whether a section is named by its title or by the end of its path."""
        path = name_path(section.path)
        return any(each.path and path[-len(each.path) :] == each.path for each in self._named)

    def figure(self, figure: Figure) -> bool:
        """Whether all that a figure says is named, with its unit or a part of it.

        "400 hours" names the "400 hours a week" that is gone, and "20 hours" a "20" in a sentence.
        """
        return all(
            key in self._keys or any(_agree(figure.unit, unit) for unit in self._units[number])
            for key, number in zip(list_keys(figure), list_numbers(figure), strict=True)
        )

    def passage(self, words: Iterable[str]) -> bool:
        """Whether some words of a passage are named, three in a row at least."""
        text = f" {' '.join(words)} "
        return any(
            f" {name} " in text
            for each in self._named
            for name in (each.words, *each.quoted)
            if name.count(" ") >= _NAMING
        )

    def row(self, key: str, words: Iterable[str]) -> bool:
        """Whether a table row is named by its key, or by its words from the first on."""
        text = f"{' '.join(words)} "
        return any(
            key in (each.words, *each.path[-1:])
            or (f"{each.words} ".startswith(f"{key} ") and text.startswith(f"{each.words} "))
            for each in self._named
            if each.words and key
        )

    def table(self, heads: str, caption: str) -> bool:
        """Whether a table is named by the cells of its header from the first on, or its caption."""
        head, title = " ".join(list_words(heads)), name_title(caption)
        label = " ".join(list_words(caption)[:_LABEL])
        return any(
            (name.count(" ") and f"{head} ".startswith(f"{name} "))
            or name in (head, title)
            or (label == name and name[-1:].isdecimal())
            or (name.count(" ") >= _NAMING and f" {name} " in f" {title} ")
            for each in self._named
            for name in (each.words, *each.quoted)
            if name
        )

    def citation(self, citation: Citation) -> bool:
        """Whether a mark or a link is named by what is written, or by its target."""
        text = clean_value(citation.text)
        return clean_value(citation.key) in self._targets or any(
            text in named for named in self._texts
        )


def _agree(one: str, other: str) -> bool:
    """Whether two units may be said of one figure: one is the other's beginning, or is missing."""
    shared = min(one, other, key=len)
    return not shared or one == other or max(one, other, key=len).startswith(f"{shared}/")


def name_title(title: str) -> str:
    """A title to compare by: its words, without its number."""
    return " ".join(list_words(strip_number(plain_title(title))[1] or title))


def name_path(path: Iterable[str]) -> tuple[str, ...]:
    """A path to compare by."""
    return tuple(name_title(title) for title in path)


def list_names(value: str) -> Iterator[str]:
    """The words that an entry may name, one string for each reading."""
    yield from (name.words for text in _list_readings(value) for name in _read(text))


def list_computed(document: Document) -> Iterator[tuple[str, str]]:
    """The entries ``computed: FIGURE = OPERANDS`` of a record; a line may have several (``;``)."""
    record = document.tail.record if document.tail else None
    for value in record.values("computed") if record else ():
        parts = value.split(";")
        for part in parts if all("=" in each for each in parts) else (value,):
            figure, _, operands = part.partition("=")
            yield figure.strip(), operands.strip()


def _list_readings(value: str) -> Iterator[str]:
    """What comes before each colon; all of it where there is none."""
    places = [match.start() for match in re.finditer(r":\s", value)]
    for place in places or [len(value)]:
        yield value[:place]


def _read(text: str) -> Iterator[Name]:
    """The name as it is, and without a word such as "section" before it."""
    quoted = tuple(" ".join(list_words(passage)) for passage, _ in find_quoted(text))
    lead = _LEAD.match(text)
    for shown in (text, text[lead.end() :]) if lead else (text,):
        path = tuple(name_title(part.strip(_QUOTES)) for part in _JOINT.split(shown))
        yield Name(" ".join(list_words(shown)), path if all(path) else (), quoted)


def _list_targets(text: str) -> Iterator[str]:
    return (normalise_target(word.strip("()<>[]")) for word in text.split())


def is_digest(record: Record) -> bool:
    """Whether a version's record says that a digest made it, by its kind or its writer's name."""
    named = (value.split(" ", maxsplit=1)[0] for value in record.values("writer"))
    return "digest" in record.values("kind") or "extractive" in named
