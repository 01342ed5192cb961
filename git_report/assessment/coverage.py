"""The terms of the brief: where the report has them, and with which marks of evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from git_report.assessment.language import COMMON_WORDS, find_language
from git_report.assessment.repeats import Occurrence
from git_report.assessment.report_passages import Passage
from git_report.checks.evidence_marks import MARKS
from git_report.checks.quotations import list_words
from git_report.markdown import Block, Document, Kind, List, parse
from git_report.markdown.anchors import plain_title
from git_report.patterns import lazy

_QUOTED = lazy(r"[“„«\"]([^“”„«»\"\n]{2,60})[”“»\"]")
_BOLD = lazy(r"\*\*([^*\n]{2,60})\*\*")
_CAPITAL = r"[A-Z][\w.+-]*\w"
_NAME = lazy(
    rf"(?<![\w/.-])(?:{_CAPITAL}|[a-z]+[A-Z]\w+)"
    rf"(?: (?:{_CAPITAL}|of the|of|for|de|du|del)(?! *[.:!?]\Z))*"
)
_OPENS = lazy(r"(?:[.!?:]\s+|(?:\A|\n)\s*(?:[-*+#>|]+|\d+[.)])?\s*(?:\[[ x]\]\s*)?)[\"“„«(*_]*\Z")
_PLACEHOLDER = lazy(r"[#<>{}\[\]\\/]|\.md\b|https?:")
# Emphasised words of a brief that are about the work, not names.
_STRESSED = frozenset(
    "important note you do not must always never wichtig hinweis nicht "
    "attention ne pas nota no".split()
)
# An item with more words is not a phrase.
_LONGEST_ITEM = 4
_CITED = lazy(r"\[(\^[\w-]{1,12}|\d{1,3})\](?!\()")
_STYLE = frozenset("markdown json html pdf mckinsey report-##".split())


@dataclass(frozen=True, slots=True)
class Term:
    """A name or phrase of the brief, and the sections of the report that contain it.

    Each place has the first line in its section; `marks` are the labels, ``†``, ``‡`` and
    ``(calc)`` next to it.
    """

    text: str
    line: int
    places: tuple[Occurrence, ...]
    marks: tuple[str, ...]


def list_terms(brief: str, document: Document, passages: Sequence[Passage]) -> tuple[Term, ...]:
    """The terms of a brief, in order, each once."""
    found: dict[str, Term] = {}
    titles = [plain_title(section.title) for section in document.sections]
    folded = [passage.text.casefold() for passage in passages]
    for text, line in _read_terms(brief):
        words = _join(text)
        if not words or words in found:
            continue
        places: dict[str, Occurrence] = {}
        marks: dict[str, None] = {}
        for section, title in zip(document.sections, titles, strict=True):
            if f" {words} " in f" {_join(title)} ":
                places.setdefault(title, Occurrence(section.line, title, title))
        first = words.split(" ")[0]
        for passage, folded_text in zip(passages, folded, strict=True):
            # Splitting all passages into words would take longer than everything else here.
            if first in folded_text and f" {words} " in f" {_join(passage.text)} ":
                place = Occurrence(passage.line, passage.title, passage.text)
                places.setdefault(passage.title, place)
                marks.update(dict.fromkeys(_read_marks(passage.text)))
        found[words] = Term(text, line, tuple(places.values()), tuple(marks))
    return tuple(found.values())


# Each passage is compared with each term.
@lru_cache(maxsize=1 << 12)
def _join(text: str) -> str:
    """The words of a text for comparison, without the endings of plurals."""
    return " ".join(map(_stem, list_words(text)))


def _read_terms(brief: str) -> Iterator[tuple[str, int]]:
    """Yield the names, quoted phrases and short items of a brief, each with its 1-based line."""
    german = find_language(brief) == "de"
    document = parse(brief)
    for section in document.sections:
        for block in section.blocks:
            if block.kind not in (Kind.PARAGRAPH, Kind.LIST, Kind.QUOTE):
                continue
            yield from _read_items(block)
            yield from _read_phrases(block, german=german)


def _read_items(block: Block) -> Iterator[tuple[str, int]]:
    """Yield items that are phrases, such as "cold starts", not sentences or instructions."""
    if not isinstance(block, List):
        return
    for item in block.items:
        first = item.text.strip().removeprefix(item.marker.strip()).strip().split("\n")[0]
        text = re.sub(r"^\[[ xX]\]\s+", "", first).strip(" .;,*_")
        words = text.split()
        plain = not _PLACEHOLDER.search(text) and not set(":.!?;(,") & set(text)
        if 0 < len(words) <= _LONGEST_ITEM and plain and words[0].lower() not in COMMON_WORDS:
            yield text, item.span.first


def _read_phrases(block: Block, *, german: bool) -> Iterator[tuple[str, int]]:
    text = re.sub(r"\]\([^()\n]*\)", lambda m: "]" + " " * (len(m[0]) - 1), block.text)
    text = re.sub(r"https?://\S+|`[^`\n]*`", lambda m: " " * len(m[0]), text)
    found: list[tuple[int, str]] = []
    for pattern in (_QUOTED, _BOLD):
        found += [(match.start(), match[1].strip(" .,:;")) for match in pattern.finditer(text)]
    for match in _NAME.finditer(text):
        name = re.sub(r" (?:of the|of|for|de|du|del)\Z", "", match[0])
        opens = _OPENS.search(text, max(0, match.start() - 12), match.start()) is not None
        several = " " in name or any(c.isupper() for c in name[1:]) or any(map(str.isdigit, name))
        # A sentence begins with a capital, and so does each German noun.
        if (opens or german) and not several:
            continue
        found.append((match.start(), name))
    for start, phrase in sorted(found):
        words = phrase.lower().split()
        named = words and not _PLACEHOLDER.search(phrase) and len(phrase) > 1
        if named and words[0] not in _STRESSED and phrase.lower() not in _STYLE:
            yield phrase, block.span.first + text.count("\n", 0, start)


def _read_marks(text: str) -> Iterator[str]:
    yield from (f"[{label}]" for label in _CITED.findall(text))
    yield from (mark for mark in MARKS if mark in text)
    if "(calc" in text:
        yield "(calc)"


def _stem(word: str) -> str:
    """A word without the ending of a plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
