"""Figures for the same thing that disagree, between a report and a source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from git_report.digest.numbers import Value, find_values
from git_report.digest.passages import Sentence, SourcePassages
from git_report.digest.standing import Statement, cell_text
from git_report.digest.wording import content_words, normalise

# How much of the shorter statement's words the other one has, where both name the same thing and
# where neither names anything.
_ALIKE, _ALIKE_NAMELESS = 0.6, 0.8
_FEWEST = 2
_WHO = frozenset(
    "aws amazon nvidia google microsoft anthropic openai meta according report authors".split()
)
_NAME = re.compile(r"(?<![\w.-])(?:[A-Z][\w.+-]*\w|[a-z]+\d[\w.-]*\w)")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)*(?![\w])")
# Words that change what a figure says of a thing.
_SIDES = tuple(
    frozenset(pair.split())
    for pair in ("input output", "read write", "training inference", "minimum maximum", "peak mean",
                 "total active", "cold warm", "before after", "sparse dense", "fp8 bf16",
                 "p50 p99", "median average", "upload download", "lower upper", "first second")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conflict:
    """A figure of a source, and the one that the report has for the same thing.

    `context` are the source's words for it, `basis` what is new where these are; `known` and
    `label` are the report's figure and its footnote, `line` the row of the report's table that
    has it, or 0.
    """

    value: str
    context: str
    basis: str
    known: str
    label: str
    line: int


@dataclass(frozen=True)
class _Claim:
    text: str
    thing: str = ""

    @cached_property
    def values(self) -> list[Value]:
        return find_values(self.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """What is named; the first word of a sentence only where it is no ordinary one."""
        found = set()
        text = self._bare
        for match in _NAME.finditer(text):
            word = match[0].strip(".").casefold()
            inner = any(c.isdigit() or c.isupper() for c in match[0][1:])
            name = text[match.end() : match.end() + 2].strip()[:1].isupper()
            if match.start() or inner or name or word not in content_words(word):
                found.add(word)
        # A number that measures nothing tells one thing of many from another: "machine 3", a year.
        found.update(_NUMBER.findall(text))
        return frozenset(found) - _WHO

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in the figures: who denies one ("not the 7 that …") names nothing by it."""
        return frozenset(n for value in self.values for n in _NUMBER.findall(value.text))

    @cached_property
    def words(self) -> frozenset[str]:
        """The content words besides figures."""
        plain = {w for w in content_words(self._bare) if not w[0].isdigit()}
        return frozenset(plain) - _WHO

    @cached_property
    def _bare(self) -> str:
        parts, start = [], 0
        for value in self.values:
            parts.append(self.text[start : value.start])
            start = value.end
        return " ".join([*parts, self.text[start:]])


def find_conflicts(reading: SourcePassages, statements: Iterable[Statement]) -> Iterator[Conflict]:
    """The figures of a source that contradict one of the report's, at most one a sentence."""
    claims = list(_claims(reading))
    if not claims:
        return
    index: dict[str, list[tuple[_Claim, Statement]]] = defaultdict(list)
    wanted = {value.unit for claim, _, _ in claims for value in claim.values}
    for statement in statements:
        known = _Claim(statement.text, statement.thing)
        for unit in {value.unit for value in known.values} & wanted:
            index[unit].append((known, statement))
    for claim, context, basis in claims:
        found = _contradict(claim, index)
        if found is not None:
            value, known_value, statement = found
            yield Conflict(
                value.text, context, basis, known_value.text, statement.label, statement.line
            )


def _claims(reading: SourcePassages) -> Iterator[tuple[_Claim, str, str]]:
    for sentence in reading.sentences:
        yield _Claim(sentence.text), sentence.text, sentence.text
    for listing in reading.listings:
        yield from ((_Claim(item), item, item) for item in listing.items)
    for grid in reading.grids:
        for row in grid.rows:
            for head, cell in zip(grid.header[1:], row[1:], strict=False):
                claim = _Claim(cell_text(row[0], head, cell), row[0])
                yield claim, f"{row[0]}, {head}", " ".join(filter(None, row))
    for answered in reading.answers:
        for passage in answered.answer:
            if isinstance(passage, Sentence):
                yield _Claim(passage.text), answered.question, passage.text


def _contradict(
    claim: _Claim, index: dict[str, list[tuple[_Claim, Statement]]]
) -> tuple[Value, Value, Statement] | None:
    best: tuple[float, Value, Value, Statement] | None = None
    for value in claim.values:
        for known, statement in index.get(value.unit, ()):
            alike = _likeness(claim, known)
            if alike and (best is None or alike > best[0]):
                other = _differing(claim, known, value)
                if other is not None:
                    best = alike, value, other, statement
    return best[1:] if best else None


def _differing(claim: _Claim, known: _Claim, value: Value) -> Value | None:
    """The one figure of that unit that differs, where all other figures of both agree."""
    ours = {(v.unit, v.amount): v for v in claim.values}
    theirs = {(v.unit, v.amount): v for v in known.values}
    more, fewer = ours.keys() - theirs.keys(), theirs.keys() - ours.keys()
    if {unit for unit, _ in more} & {unit for unit, _ in fewer} != {value.unit}:
        return None
    same = [key for key in fewer if key[0] == value.unit]
    if len(same) != 1 or sum(key[0] == value.unit for key in more) != 1:
        return None
    other = theirs[same[0]]
    return None if _holds(value, other) or _holds(other, value) else other


def _holds(one: Value, other: Value) -> bool:
    """Whether a range holds the other figure."""
    low, high = one.amount
    return high is not None and low <= other.amount[0] <= high


def _about_one_thing(claim: _Claim, known: _Claim) -> bool:
    """Whether what a table's row is about is what the other row, or the sentence, is about."""
    if claim.thing and known.thing:
        return normalise(claim.thing) == normalise(known.thing)
    cell, other = (claim, known) if claim.thing else (known, claim)
    return set(content_words(cell.thing)) <= set(content_words(other.text))


def _likeness(claim: _Claim, known: _Claim) -> float:
    """How surely two statements are about the same thing, 0 where they are not."""
    ours, theirs = claim.names - known.numbers, known.names - claim.numbers
    if not _about_one_thing(claim, known):
        return 0.0
    if bool(ours) != bool(theirs) or (ours and not ours & theirs):
        return 0.0
    if any(any(c.isdigit() for c in name) for name in ours ^ theirs) or len(ours ^ theirs) > 2:
        return 0.0
    words, others = claim.words - ours, known.words - theirs
    for sides in _SIDES:
        if words & sides and others & sides and (words & sides) != (others & sides):
            return 0.0
    small = min(len(words), len(others))
    shared = len(words & others)
    if claim.thing or known.thing:
        # A cell has the words of its column alone.
        return 1.0 if small and shared == small else 0.0
    if shared < _FEWEST:
        return 0.0
    share = shared / small
    return share if share >= (_ALIKE if ours else _ALIKE_NAMELESS) else 0.0
