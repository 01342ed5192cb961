"""Numbers of sections, exhibits and the like: removed from titles, and followed when they shift.

An inserted section renumbers everything after it. That is one fact, not dozens of edits: the
shift is learnt from titles and captions, and a text that differs in shifted numbers alone is the
same text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from git_report.differ.words.alignment import Hunk
from git_report.markdown.captions import EXHIBIT_FORMS
from git_report.patterns import lazy

_LABELS = {
    "section": "sections section secs sec §§ §",
    **EXHIBIT_FORMS,
    "appendix": "appendices appendixes appendix annexes annex",
    "chapter": "chapters chapter",
    "part": "parts part",
    "equation": "equations equation eqs eq",
    "step": "steps step",
}
_LABEL_OF = {word: label for label, words in _LABELS.items() for word in words.split()}
_BLANK = " \u00a0\u2009\u202f"
_LABEL = f"(?P<label>(?i:{'|'.join(_LABEL_OF)}))\\.?[{_BLANK}]?"
_DOTTED = r"\d{1,4}(?:\.\d{1,4}){1,5}"
_NUMBER = r"(?:\d{1,4}(?:\.\d{1,4}){0,5}[a-z]?|[A-Z](?:\.\d{1,4}){0,5})(?!\w)"
# What joins the numbers of one reference.
_WORDS = f",?[{_BLANK}](?:and|or|to|through|&|und|oder|bis|et|ou|à|y|o|a|e)[{_BLANK}]"
LINK = f"(?:{_WORDS}|,[{_BLANK}]|[–—-]|[{_BLANK}][–—-][{_BLANK}])"
_THROUGH = lazy(f"[{_BLANK}](?:to|through|bis|à|a)[{_BLANK}]|[{_BLANK}]?[–—-][{_BLANK}]?")
# "Exhibit 9", "Sections 2.3, 2.4, and 3.1", "Figures 3–5"
_REFERENCE = lazy(f"(?<!\\w){_LABEL}(?P<numbers>{_NUMBER}(?:{LINK}{_NUMBER}){{0,40}})")
_ONE = lazy(f"(?<!\\w){_NUMBER}")
# A number that begins a line or a link's text, as headings and tables of contents have it.
_LEADING = lazy(
    r"(?:^[ \t>]*(?:[-*+][ \t])?(?:#{1,6}[ \t]+|\|[ \t]*)?|\[)[*_]{0,3}"
    rf"(?P<number>{_DOTTED}|\d{{1,4}}(?=[.)]))[.)]?[*_]{{0,3}}(?=[{_BLANK}])",
    re.MULTILINE,
)
# What headings' numbers become in the anchor of a link: "#32-use-the-lightest", "#table-3-costs".
_ANCHOR = lazy(
    r"\]\([^\s()#]{0,200}#"
    rf"(?:(?P<label>{'|'.join(EXHIBIT_FORMS)})-(?P<of>\d{{1,4}})(?=[-)])|(?P<number>\d{{1,8}})(?=-))"
)
_PLAIN = rf"(?P<plain>{_DOTTED}|\d{{1,4}}(?=[.)])|[A-Z](?:\.\d{{1,4}}){{0,5}}(?=[.)]))"
_TITLE = lazy(
    rf"\s*(?P<marks>[*_]{{0,3}})(?:{_LABEL}(?P<of>{_NUMBER})|{_PLAIN})"
    rf"(?:[.):]|[{_BLANK}]?[–—-](?=[{_BLANK}]))?(?P<closed>[*_]{{0,3}})(?:[{_BLANK}]+|\Z)"
)
_SPACE = lazy(r"\s+")
_LETTERS = lazy(r"[^\W\d_]+")
_LONGEST_RANGE = 200


class NumberedReference(NamedTuple):
    """A number in a text (characters), and what it names: ``exhibit 9``, ``section 3.2``.

    One that `closes` ends the range that the reference before it opens: "Exhibits 3–5".
    """

    start: int
    end: int
    name: str
    closes: bool = False


# Each comparison, list and declaration asks for the same titles, in version after version.
@lru_cache(maxsize=4096)
def strip_number(title: str) -> tuple[str, str]:
    """The number of a title or caption with its label, and the rest; no number is empty.

    ``3.2 Use the lightest service`` has ``3.2``, ``Exhibit 9: Costs`` has ``Exhibit 9``; a bare
    count ("3 lessons") is no number.
    """
    match = _TITLE.match(title) if _may_be_numbered(title) else None
    if match is None:
        return "", title.strip()
    number = f"{match['label']} {match['of']}" if match["label"] else match["plain"]
    marks = "" if match["closed"] else match["marks"]
    return number, marks + title[match.end() :].strip()


def _may_be_numbered(title: str) -> bool:
    """Whether a title begins like a numbered one.

    To compile the pattern with all its labels takes a tiny comparison one part in fifty.
    """
    start = title.lstrip().lstrip("*_")
    if not start:
        return False
    word = _LETTERS.match(start)
    if word is None or word[0].casefold() in _LABEL_OF or word[0][:-1].casefold() in _LABEL_OF:
        return True  # a digit, "Table 3", "TableA"
    return word.end() == 1 and start[1:2] in (".", ")")


def find_renumbering(
    titles: Iterable[tuple[str, str]], captions: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """Which number became which: ``{"exhibit 9": "exhibit 11"}``.

    `titles` are pairs of titles of matched sections, `captions` of the first lines of paired
    blocks, where only a labelled number ("Exhibit 9") names the block.
    """
    votes: Counter[tuple[str, str]] = Counter()
    for pairs, plain in ((titles, True), (captions, False)):
        for prior, new in pairs:
            (before, rest), (after, rest_new) = strip_number(prior), strip_number(new)
            old, name = _name(before), _name(after)
            if not old or not name or old.split()[0] != name.split()[0]:
                continue
            if rest == rest_new or plain:
                labelled = plain or (" " in before and " " in after)
                votes[old, name] += labelled * (2 if rest == rest_new else 1)
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for (old, name), weight in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        if weight and old not in mapping and name not in taken:
            mapping[old] = name
            taken.add(name)
    return {old: name for old, name in mapping.items() if old != name}


def find_references(text: str) -> list[NumberedReference]:
    """The numbers of sections, exhibits and the like that a text names, in order."""
    found: dict[int, NumberedReference] = {}
    for match in _LEADING.finditer(text):
        _note(found, match.start("number"), match["number"], "section")
    for match in _ANCHOR.finditer(text):
        if match["label"]:
            _note(found, match.start("of"), match["of"], match["label"])
        else:
            _note(found, match.start("number"), match["number"], "anchor")
    for match in _REFERENCE.finditer(text):
        label = _LABEL_OF[match["label"].casefold()]
        at = 0
        for number in _ONE.finditer(match["numbers"]):
            through = at and _THROUGH.fullmatch(match["numbers"], at, number.start())
            start = match.start("numbers") + number.start()
            _note(found, start, number[0], label, closes=bool(through))
            at = number.end()
    return [found[start] for start in sorted(found)]


def list_range(first: str, last: str) -> list[str]:
    """All names from one to the other; nothing where that is not a range, or a huge one."""
    label, _, low = first.rpartition(" ")
    word, _, high = last.rpartition(" ")
    if label != word or not low.isdecimal() or not high.isdecimal():
        return []
    numbers = range(int(low), int(high) + 1)
    return [f"{label} {number}" for number in numbers] if len(numbers) <= _LONGEST_RANGE else []


def same_but_numbers(prior: str, new: str, mapping: Mapping[str, str]) -> bool:
    """Whether two texts differ in nothing but white space and numbers that shifted."""
    ours, theirs = find_references(prior), find_references(new)
    if len(ours) != len(theirs):  # a range may have become a list
        ranged = any(each.closes for each in ours)
        return ranged and _blank_out(shift_numbers(prior, mapping), ()) == _blank_out(new, ())
    if not all(is_shifted(a.name, b.name, mapping) for a, b in zip(ours, theirs, strict=True)):
        return False
    return _blank_out(prior, ours) == _blank_out(new, theirs)


def is_shifted(old: str, new: str, mapping: Mapping[str, str]) -> bool:
    """Whether one name is the other, or what it became."""
    if old == new or mapping.get(old) == new:
        return True
    if not old.startswith("anchor ") or not new.startswith("anchor "):
        return False
    shifted = {(_anchor(a), _anchor(b)) for a, b in mapping.items() if a.startswith("section ")}
    return (old, new) in shifted


def read_shifts(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Which number became which, from pairs of titles or labels: see `Delta.renumbered`."""
    shifted: dict[str, str] = {}
    for prior, new in pairs:
        old, name = _name(strip_number(prior)[0]), _name(strip_number(new)[0])
        if old and name:
            shifted[old] = name
    return shifted


def shift_numbers(text: str, mapping: Mapping[str, str]) -> str:
    """The text with the numbers that shifted as they are now; its lines stay where they are."""
    out: list[str] = []
    at = 0
    for start, end, number in _shift(find_references(text), mapping):
        out += (text[at:start], number)
        at = end
    return "".join([*out, text[at:]])


def _shift(
    references: Sequence[NumberedReference], mapping: Mapping[str, str]
) -> Iterator[tuple[int, int, str]]:
    following = dict(pairwise(references))
    closed = -1
    for each in references:
        last = following.get(each)
        names = list_range(each.name, last.name) if last is not None and last.closes else []
        now = {mapping.get(name, name).rpartition(" ")[2] for name in names}
        if last is not None and names and len(now) == len(names) and all(map(str.isdecimal, now)):
            closed = last.start
            yield from renumber_range(each, last, map(int, now))
        elif each.start != closed and each.name in mapping:
            yield each.start, each.end, mapping[each.name].rpartition(" ")[2]


def renumber_range(
    first: NumberedReference, last: NumberedReference, now: Iterable[int]
) -> list[tuple[int, int, str]]:
    """What to write (from, to, text) where the numbers of a range became these.

    They are a list where they are not in a row any more: "Exhibits 3, 5, 6".
    """
    numbers = sorted(now)
    low, high = numbers[0], numbers[-1]
    if high - low + 1 != len(numbers):
        return [(first.start, last.end, ", ".join(map(str, numbers)))]
    if (f" {low}", f" {high}") == (first.name[-len(f" {low}") :], last.name[-len(f" {high}") :]):
        return []
    return [(first.start, first.end, str(low)), (last.start, last.end, str(high))]


def drop_shifted(
    prior: str, new: str, hunks: Sequence[Hunk], mapping: Mapping[str, str]
) -> list[Hunk]:
    """The hunks without those that change a shifted number and nothing else."""
    if not mapping:
        return list(hunks)
    ours, theirs = _index(find_references(prior)), _index(find_references(new))
    kept: list[Hunk] = []
    for hunk in hunks:
        old = ours.get((hunk.prior_start, hunk.prior_end))
        name = theirs.get((hunk.new_start, hunk.new_end))
        if hunk.equal or not old or not name or not is_shifted(old, name, mapping):
            kept.append(hunk)
    return kept


def _index(references: Iterable[NumberedReference]) -> dict[tuple[int, int], str]:
    return {(each.start, each.end): each.name for each in references}


def _note(
    found: dict[int, NumberedReference],
    start: int,
    number: str,
    label: str,
    *,
    closes: bool = False,
) -> None:
    name = f"{label} {number.lower()}"
    found[start] = NumberedReference(start, start + len(number), name, closes)


def _name(number: str) -> str:
    """``Exhibit 9`` as ``exhibit 9``, a plain number as a section's."""
    if not number:
        return ""
    label, _, rest = number.rpartition(" ")
    return f"{_LABEL_OF[label.casefold()] if label else 'section'} {rest.lower()}"


def _anchor(name: str) -> str:
    return f"anchor {name.split()[1].replace('.', '')}"


def _blank_out(text: str, references: Iterable[NumberedReference]) -> str:
    """The text with its numbers taken out and its white space made even."""
    out: list[str] = []
    at = 0
    for each in references:
        out += (text[at : each.start], f"\0{each.name.split()[0]}\0")
        at = each.end
    out.append(text[at:])
    return _SPACE.sub(" ", "".join(out)).strip()
