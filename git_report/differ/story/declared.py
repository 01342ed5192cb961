"""What diff.md takes from the tail: the reference, changed definitions, the declared reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from git_report.differ.delta import Change, Delta, SectionChange, SectionSide, Side
from git_report.differ.story.escaping import SEPARATOR
from git_report.differ.words.tokens import list_tokens
from git_report.markdown import Definition, Document
from git_report.patterns import lazy
from git_report.text import flatten

_COLON = lazy(r":\s")
_LEAD = lazy(
    r"\A(?:the )?(?:table row|table|row|quotation|quote|figure|link|citation|mark)\b:?", re.I
)
# A mark is a word of its own: "[^4]" is not the number 4.
_MARK = lazy(r"\[\^([^\]\s]+)\]")
_SIGNS = frozenset("%$€£¥‰")


def newest_reference(prior: Document | None, new: Document) -> str:
    """The newest definition without its label; empty where the prior version has it as well."""
    definitions = _definitions(new)
    if not definitions:
        return ""
    newest = max(definitions.values(), key=_number)
    before = _definitions(prior).get(newest.label) if prior else None
    return "" if before and before.text == newest.text else flatten(_without_label(newest))


def changed_definitions(prior: Document, new: Document) -> Iterator[tuple[Definition, Definition]]:
    """The definitions that say another thing under the same label."""
    after = _definitions(new)
    for label, before in _definitions(prior).items():
        if label in after and after[label].text != before.text:
            yield before, after[label]


class Reason(NamedTuple):
    """Why something changed, as the new version's record declares it.

    `label` is Why, or Declared of a loss that no operation explains. `block` is the place of the
    changed block that it explains, None where it explains the section.
    """

    label: str
    text: str
    block: int | None = None

    def __str__(self) -> str:
        return f"**{self.label}:** {self.text}"


def explain(delta: Delta) -> tuple[dict[int, list[Reason]], list[str]]:
    """The declared reasons by the place of their section, and the losses that fit none.

    A declared loss (``WHAT: WHY``) is in each section that has what it names less often than
    before, beside the first block of which that is true.
    """
    record = delta.new.tail.record if delta.new.tail else None
    explained: dict[int, list[Reason]] = {}
    left: list[str] = []
    if record is None:
        return explained, left
    named = set()
    for at, section in enumerate(delta.sections):
        found: dict[str, Reason] = {}
        for value, reason, names in _list_reasons(section, delta.new):
            named.add(value)
            found.setdefault(reason, Reason("Why", reason, _find_block(section, delta, names)))
        if found:
            explained[at] = list(found.values())
    entries = [(key, value) for key, value in record.entries if key in ("removed", "figure")]
    texts = [_Texts(section, delta) for section in delta.sections] if entries else []
    for key, value in dict.fromkeys(entries):
        flat = flatten(value)
        if value in named:
            continue
        names = [name for name in _list_names(key, flat) if name.strip()]
        places = [at for at, text in enumerate(texts) if any(map(text.has_lost, names))]
        for at in places:
            block = _find_block(delta.sections[at], delta, names)
            explained.setdefault(at, []).append(Reason("Declared", flat, block))
        if not places:
            left.append(flat)
    # Of other versions than neighbours the record shows only what can be seen.
    before = delta.prior.tail
    seen = before is not None and before.record.version + 1 != record.version
    return explained, [] if seen else left


def reasons(section: SectionChange, new: Document) -> list[str]:
    """Why a section changed, as the new version's record declares it: itself, figures, removals."""
    return list(dict.fromkeys(reason for _, reason, _ in _list_reasons(section, new)))


def _list_reasons(section: SectionChange, new: Document) -> Iterator[tuple[str, str, list[str]]]:
    """The values of the record that are about a section, each with its reason and what it names."""
    record = new.tail.record if new.tail else None
    if record is None:
        return
    paths = [_titles(side.path) for side in (section.new, section.prior) if side is not None]
    for value in record.values("why"):
        if reason := _reason(value, [SEPARATOR.join(titles) for titles in paths]):
            yield value, reason, []
    for figure in section.figures:
        for value in record.values("figure"):
            if reason := _reason(value, [f"{figure.prior} → {figure.new}"]):
                yield value, reason, [figure.prior]
    if section.prior is not None and Change.EDITED not in section.change:
        titles = _titles(section.prior.path)
        for value in record.values("removed"):
            if reason := _reason(value, [SEPARATOR.join(titles[k:]) for k in range(len(titles))]):
                yield value, reason, []


def _find_block(section: SectionChange, delta: Delta, names: list[str]) -> int | None:
    """The first changed block that has one of the names less often than before."""
    names = [words for name in names if (words := _words(name)).strip()]
    for at, block in enumerate(section.blocks if names else ()):
        before = _words(_read_lines(block.prior, delta.prior))
        after = _words(_read_lines(block.new, delta.new))
        if any(before.count(words) > after.count(words) for words in names):
            return at
    return None


class _Texts:
    """A changed section's own text in both versions, as words to look for what is gone."""

    def __init__(self, section: SectionChange, delta: Delta) -> None:
        self._before = _own_words(section.prior, delta.prior)
        self._after = _own_words(section.new, delta.new)
        titles = _titles(section.prior.path) if section.prior is not None else []
        self._names = {_words(SEPARATOR.join(titles[k:])) for k in range(len(titles))}

    def has_lost(self, name: str) -> bool:
        """Whether a name is the section's, or some words that it has less often than before."""
        words = _words(name)
        if not words.strip():
            return False
        return words in self._names or self._before.count(words) > self._after.count(words)


def _own_words(side: SectionSide | None, document: Document) -> str:
    return _words(_read_lines(side, document))


def _read_lines(side: SectionSide | Side | None, document: Document) -> str:
    if side is None:
        return ""
    first, last = side.lines
    return "\n".join(document.source.split("\n")[first - 1 : last])


def _words(text: str) -> str:
    """The words and signs of a text, with a space on either side of each."""
    marks = _MARK.sub(r" mark\1 ", text)
    tokens = (token.strip("_").casefold() for token in list_tokens(marks))
    return f" {' '.join(t for t in tokens if t and (t[0].isalnum() or t in _SIGNS))} "


def _list_names(key: str, value: str) -> Iterator[str]:
    """What an entry may name: all before a colon, of a changed figure the old one."""
    if key == "figure":
        yield value.partition("→")[0]
        return
    for colon in _COLON.finditer(value):
        name = value[: colon.start()]
        yield name
        yield _LEAD.sub("", name)


def _titles(path: tuple[str, ...]) -> list[str]:
    return [flatten(title) for title in path]


def _reason(value: str, subjects: list[str]) -> str:
    """What follows the subject and a colon; empty where the entry is about another subject."""
    flat = flatten(value)
    for subject in subjects:
        if subject and flat.startswith(subject + ":"):
            return flat[len(subject) + 1 :].strip()
    return ""


def _definitions(document: Document | None) -> Mapping[str, Definition]:
    if document is None or document.tail is None:
        return {}
    return {definition.label: definition for definition in document.tail.definitions}


def _number(definition: Definition) -> tuple[int, int]:
    """Numbered labels by number, others by place and before them."""
    label = definition.label
    return (int(label), 0) if label.isascii() and label.isdigit() else (-1, definition.line)


def _without_label(definition: Definition) -> str:
    """`[Title](target)` out of `[^7]: [Title](target)`."""
    start = f"[^{definition.label}]:"
    return definition.text.removeprefix(start).strip()
