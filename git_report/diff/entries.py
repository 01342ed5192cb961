"""Blocks made of entries: rows of a table, items of a list, lines of code.

An entry is a run of whole lines of its block. Changed entries are shown, those between them are
cut; what merely moved is not shown unless nothing else happened.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from git_report.diff.delta import Words
from git_report.diff.excerpts import CUT, Telling, excerpt_pair, excerpt_start, rate
from git_report.diff.pairing import Element, Match, pair_elements
from git_report.diff.words import align, count, count_words

# A changed entry whose two sides together are no longer is shown whole.
_WHOLE = 80
# A solid one is cut only where it is longer than this.
_SOLID = 1200


@dataclass(frozen=True, slots=True)
class Entry:
    """Lines of a block from `line` (0-based, in the block); `text` as they stand there.

    Entries with the same `key` are the same; `label` names one among the others. A `prefix` (a
    list marker) is shown whatever is cut; a `solid` entry (a table's row) is shown whole.
    """

    line: int
    text: str
    key: Hashable
    label: str = ""
    prefix: str = ""
    solid: bool = False

    @property
    def end(self) -> int:
        """The line after the last."""
        return self.line + self.text.count("\n") + 1

    @property
    def body(self) -> str:
        """The text without its prefix."""
        return self.text[len(self.prefix) :]


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that changed; None where a side has none."""

    prior: Entry | None
    new: Entry | None
    words: Words
    telling: Telling


def pair_entries(prior: Sequence[Entry], new: Sequence[Entry]) -> list[EntryChange]:
    """The changed entries in order; entries that only moved are none."""
    matches = pair_elements([_wrap(each) for each in prior], [_wrap(each) for each in new])
    return [
        _describe(
            prior[match.prior] if match.prior >= 0 else None,
            new[match.new] if match.new >= 0 else None,
        )
        for match in _pair_moved(prior, new, matches)
        if not match.equal
    ]


def _wrap(entry: Entry) -> Element:
    return Element(entry.key, entry.text, label=entry.label)


def _pair_moved(
    prior: Sequence[Entry], new: Sequence[Entry], matches: list[Match]
) -> Iterator[Match]:
    """Pair what is left over across the order: equal entries, then those of the same label."""
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for name in (_key, _label):
        gone: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for match in matches:
            if match.new < 0 and match.prior not in taken:
                gone[name(prior[match.prior])].append(match.prior)
        for match in matches:
            if match.prior < 0 and match.new not in partners:
                value = name(new[match.new])
                if value and gone[value]:
                    partners[match.new] = gone[value].popleft()
                    taken.add(partners[match.new])
    for match in matches:
        if match.prior < 0 and match.new in partners:
            i = partners[match.new]
            yield Match(i, match.new, equal=prior[i].key == new[match.new].key)
        elif match.new >= 0 or match.prior not in taken:
            yield match


def _key(entry: Entry) -> Hashable:
    return entry.key


def _label(entry: Entry) -> Hashable:
    return entry.label


def _describe(prior: Entry | None, new: Entry | None) -> EntryChange:
    before, after = prior.text if prior else "", new.text if new else ""
    if prior and new:
        hunks = align(before, after)
        return EntryChange(prior, new, count(before, after, hunks), rate(before, after, hunks))
    words = Words(count_words(after), count_words(before))
    return EntryChange(prior, new, words, rate(before, after))


def choose_changes(changes: Sequence[EntryChange], budget: int | None) -> list[EntryChange]:
    """The most telling changes that fit, in their order; one at least."""
    if budget is None:
        return list(changes)
    ranked = sorted(range(len(changes)), key=lambda k: (-changes[k].telling, k))
    chosen: list[int] = []
    spent = 0
    for k in ranked:
        cost = sum(len(text) for text in _show(changes[k], budget))
        if not chosen or spent + cost <= budget:
            chosen.append(k)
            spent += cost
    return [changes[k] for k in sorted(chosen)]


def compose(
    lines: tuple[list[str], list[str]],
    changes: Sequence[EntryChange],
    budget: int | None = None,
    heads: tuple[int, int] = (0, 0),
) -> tuple[str, str]:
    """The excerpts of both sides: their first lines (`heads` of them), then the changed entries.

    A side without a changed entry is empty, unless it has a head that the other does not have.
    """
    shown: tuple[list[_Shown], list[_Shown]] = ([], [])
    for change in changes:
        texts = _show(change, budget)
        entries = (change.prior, change.new)
        for side, entry, head, text in zip(shown, entries, heads, texts, strict=True):
            if entry and text and entry.line >= head:
                side.append(_Shown(entry.line, entry.end, text))
    same = lines[0][: heads[0]] == lines[1][: heads[1]]
    out = []
    for side, source, head in zip(shown, lines, heads, strict=True):
        if head and (side or not same):
            side.insert(0, _Shown(0, head, "\n".join(source[:head])))
        out.append(_join(source, sorted(side)))
    return out[0], out[1]


class _Shown(NamedTuple):
    """The text shown of lines `line` to `end`."""

    line: int
    end: int
    text: str


def _show(change: EntryChange, budget: int | None) -> tuple[str, str]:
    """The texts of a changed entry: rows and short ones whole, others by their windows."""
    prior, new = change.prior, change.new
    if prior is None or new is None:
        entry = prior or new
        assert entry is not None
        text = entry.text if entry.solid else _prefix(entry, excerpt_start(entry.body, budget))
        return (text, "") if prior else ("", text)
    limit = max(budget or 0, _SOLID) if prior.solid else _WHOLE
    if len(prior.text) + len(new.text) <= limit:
        return prior.text, new.text
    excerpts = excerpt_pair(prior.body, new.body, budget=budget)
    return _prefix(prior, excerpts.prior), _prefix(new, excerpts.new)


def _prefix(entry: Entry, text: str) -> str:
    """The excerpt behind its marker, with the white space that ends its source."""
    if not text:
        return ""
    if not text.endswith(CUT):
        text += entry.text[len(entry.text.rstrip()) :]
    return entry.prefix + text


def _join(source: list[str], shown: list[_Shown]) -> str:
    """What is shown, in lines; a line with `…` wherever entries between are left out."""
    out: list[str] = []
    at = 0
    for line, end, text in shown:
        between = source[at:line]
        if not any(part.strip() for part in between):
            out += [part for part in between if at]
        elif not out or not out[-1].endswith(CUT):
            out.append(CUT)
        out.append(text)
        at = end
    if out and not out[-1].endswith(CUT) and any(part.strip() for part in source[at:]):
        out.append(CUT)
    return "\n".join(out)
