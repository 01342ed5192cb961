"""Read a version's record: what was left out on purpose, and what was computed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain, islice
from typing import NamedTuple

from git_report.checks.citations import Citation, normalise_target
from git_report.checks.quotations import find_quoted, list_words
from git_report.differ.figures import Figure, Key, find_figures
from git_report.differ.figures.equal_values import list_keys, list_numbers
from git_report.differ.sections.numbering import strip_number
from git_report.markdown import Document, Record, Section
from git_report.markdown.anchors import plain_title
from git_report.markdown.tail import clean_value
from git_report.patterns import lazy
from git_report.report.pasting import quote

# A quotation is named by words with at least this many spaces between them.
_NAMING = 2
# The words of a caption that contain its number: "Exhibit 3".
_LABEL = 2
_QUOTES = "\"“”„«»'‘’ "
_JOINT = lazy(r"\s*[›»]\s*|\s+>\s+")
# Words that join the cells of a row in a sentence, and mean nothing by themselves.
_JOINING = frozenset("a an and at for in of on row the to with".split())
_LEAD = lazy(
    r"\s*(?:the\s+)?(?:sub)?"
    r"(?:section|(?P<row>table row|row)|table|quotation|quote|link|citation|mark|figure)\b[\s:]*",
    re.I,
)


class Name(NamedTuple):
    """One reading of an entry's name: its words, the titles of a path, its quoted text.

    `of_row` if the entry says that this is a table row: a section may have the same title.
    """

    words: str
    path: tuple[str, ...]
    quoted: tuple[str, ...]
    of_row: bool = False


class Declared:
    """The entries ``removed: WHAT: WHY`` and ``figure: PRIOR → NEW: WHY`` of a record.

    WHAT may contain a colon, so every reading that ends before a colon counts.
    """

    def __init__(self, record: Record | None) -> None:
        removed = record.values("removed") if record else ()
        figures = record.values("figure") if record else ()
        self._named = tuple(
            name for value in removed for text in _list_readings(value) for name in _read(text)
        )
        # Only the shortest reading is searched for marks, links and figures: the reason may name
        # others.
        self._texts = tuple(next(_list_readings(value)) for value in removed)
        self._targets = frozenset(target for text in self._texts for target in _list_targets(text))
        # "40 → 20" declares the loss of 40, not that of another 20.
        self._figures = _Figures((*self._texts, *(value.partition("→")[0] for value in figures)))
        # Only a longer reading contains the whole of a sentence with a colon.
        self._sentences = [
            (words, _Figures((text,)))
            for value in removed
            for text in islice(_list_readings(value), 1, None)
            if (words := " ".join(list_words(text))).count(" ") >= _NAMING
        ]

    def section(self, section: Section) -> bool:
        """Whether the entry names a section, by its title or the end of its path."""
        path = name_path(section.path)
        return any(
            each.path and path[-len(each.path) :] == each.path
            for each in self._named
            if not each.of_row
        )

    def figure(self, figure: Figure, context: str = "") -> bool:
        """Whether the entry names a figure, with its unit or a part of it.

        "400 hours" names a lost "400 hours a week", and "20 hours" a "20" in a sentence. Words of
        its `context` that contain the figure name it as well.
        """
        if self._figures.have(figure):
            return True
        if not self._sentences or not context:
            return False
        around = f" {' '.join(list_words(context))} "
        return any(
            figures.have(figure) and f" {words} " in around for words, figures in self._sentences
        )

    def passage(self, words: Iterable[str]) -> bool:
        """Whether the entry has at least three words in a row of a passage."""
        text = f" {' '.join(words)} "
        return any(
            f" {name} " in text
            for each in self._named
            for name in (each.words, *each.quoted)
            if name.count(" ") >= _NAMING
        )

    def row(
        self, key: str, words: Iterable[str], heads: Iterable[str] = (), label: str = ""
    ) -> bool:
        """Whether the entry names a table row, by its key or its words from the first on.

        The words of its table's header, `heads`, may be between these ("8 nodes, 54 days"). With a
        key alone, only those above it may be, `label`: "P5 GPUs" is a cell of the row "P5".
        """
        text = f"{' '.join(words)} "
        headed = _list_stems(" ".join(heads))
        return any(
            key in (each.words, *each.path[-1:])
            or (f"{each.words} ".startswith(f"{key} ") and text.startswith(f"{each.words} "))
            or _leave(each.words, _list_stems(label)) == key
            or _begins(text, _leave(each.words, headed), key)
            for each in self._named
            if each.words and key
        )

    def table(self, heads: str, caption: str) -> bool:
        """Whether the entry names a table, by its first header cells or its caption."""
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
        """Whether the entry names a mark or a link, as written or by its target."""
        text = clean_value(citation.text)
        return clean_value(citation.key) in self._targets or any(
            text in named for named in self._texts
        )


class _Figures:
    """The figures of some texts, in the forms in which they may be written."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._keys = set[Key]()
        self._units = defaultdict[Decimal, set[str]](set)
        for figure in chain.from_iterable(map(find_figures, texts)):
            self._keys.update(list_keys(figure))
            for number in list_numbers(figure):
                self._units[number].add(figure.unit)

    def have(self, figure: Figure) -> bool:
        """Whether a figure is among them, with its whole statement."""
        return all(
            key in self._keys or any(_agree(figure.unit, unit) for unit in self._units[number])
            for key, number in zip(list_keys(figure), list_numbers(figure), strict=True)
        )


def _list_stems(words: str) -> frozenset[str]:
    return frozenset(word.rstrip("s") for word in words.split()) - {""}


def _leave(words: str, headed: frozenset[str]) -> str:
    """The words without those of a header and those that join cells."""
    return " ".join(
        word for word in words.split() if word not in _JOINING and word.rstrip("s") not in headed
    )


def _begins(text: str, words: str, key: str) -> bool:
    """Whether a row begins with these words, which are more than its key."""
    return words.startswith(f"{key} ") and text.startswith(f"{words} ")


def _agree(one: str, other: str) -> bool:
    """Whether two units may be of one figure: one is missing, or begins the other."""
    shared = min(one, other, key=len)
    return not shared or one == other or max(one, other, key=len).startswith(f"{shared}/")


def name_title(title: str) -> str:
    """A title in a form to compare: its words, without its number."""
    return " ".join(list_words(strip_number(plain_title(title))[1] or title))


def name_path(path: Iterable[str]) -> tuple[str, ...]:
    """A path in a form to compare."""
    return tuple(name_title(title) for title in path)


def declaring_option(what: str, why: str = "WHY") -> str:
    """The option of `accept` and `revise` that declares a loss, quoted for a shell."""
    reason = " ".join(why.split()).replace(": ", ", ")  # WHAT ends at the last colon
    return f"--removed {quote(f'{what}: {reason}')}"


def list_names(value: str) -> Iterator[str]:
    """The possible names in an entry, one string per reading."""
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
    """The text before each colon; all of it if there is none."""
    places = [match.start() for match in re.finditer(r":\s", value)]
    for place in places or [len(value)]:
        yield value[:place]


def _read(text: str) -> Iterator[Name]:
    """The name as written, and without a word such as "section" before it."""
    quoted = tuple(" ".join(list_words(passage)) for passage, _ in find_quoted(text))
    lead = _LEAD.match(text)
    for shown in (text, text[lead.end() :]) if lead else (text,):
        path = tuple(name_title(part.strip(_QUOTES)) for part in _JOINT.split(shown))
        # The first cell of a row may be a sign alone: "†".
        words = " ".join(list_words(shown)) or shown.strip(_QUOTES)
        of_row = bool(lead and lead["row"] and shown != text)
        yield Name(words, path if all(path) else (), quoted, of_row)


def _list_targets(text: str) -> Iterator[str]:
    return (normalise_target(word.strip("()<>[]")) for word in text.split())


def is_digest(record: Record) -> bool:
    """Whether a digest made the version, by the writer's kind or name in its record."""
    named = (value.split(" ", maxsplit=1)[0] for value in record.values("writer"))
    return "digest" in record.values("kind") or "extractive" in named
