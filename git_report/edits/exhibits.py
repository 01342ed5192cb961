"""Number exhibits: captions 1, 2, 3 in the order of the text, and their mentions to match.

A writer who adds an exhibit in the middle would have to change numbers in unrelated sections. So
it writes `{exhibit:KEY}`, or any number, and the tool renumbers.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import pairwise

from git_report.differ.sections.numbering import (
    LINK,
    NumberedReference,
    find_references,
    list_range,
    renumber_range,
)
from git_report.edits.application import body_of
from git_report.edits.prose_changes import Ranges, find_fixed, find_quoted, place_blocks
from git_report.edits.section_numbers import OperationError
from git_report.edits.splices import TextEdit, splice
from git_report.markdown import Block, Document, parse
from git_report.markdown.anchors import name_anchors
from git_report.markdown.captions import (
    EXHIBIT_FORMS,
    EXHIBIT_KEY,
    Caption,
    find_captions,
    name_exhibit,
)
from git_report.patterns import lazy

_CONCERNED = lazy(
    rf"\{{exhibit:|(?<!\w)(?:{'|'.join(' '.join(EXHIBIT_FORMS.values()).split())})\.?\s?\d",
    re.IGNORECASE,
)
_PLACEHOLDER = r"\{exhibit:[^{}\n]*\}"
_NAMED = lazy(rf"(?<!\w)(?P<label>\w+)\.?\s?(?P<others>(?:(?:\d{{1,3}}|{_PLACEHOLDER}){LINK})*)\Z")
# A unit after a number makes it an amount, not an exhibit: "the figure 3 %".
_MEASURE = lazy(r"\s?[%‰°€$]|,\d")
_ANCHOR = lazy(r"(?<=\]\(#)[^\s()<>]+(?=\))|(?<=href=[\"']#)[^\s\"']+(?=[\"'])")
_DEFAULT = "Exhibit"
_LOOK_BEHIND = 200  # characters before a placeholder that are searched for its label
_SHOWN = 12  # keys that an error lists
_Name = tuple[str, int]


def number_exhibits(body: str, prior: Document | None = None) -> str:
    """A version's body with its exhibits numbered; `prior` is the version before it.

    Ambiguous mentions are not changed. If two captions have the same number, a mention of it is
    renumbered only if its block and exactly one of the captions are as in `prior`. If a mention
    that refers to no exhibit would refer to one after renumbering, the numbers of that word
    ("Table", "Figure") stay. Raises OperationError for a key that no caption has, or several.
    """
    if not _CONCERNED.search(body):
        return body
    document = parse(body)
    kept: dict[str, int] = {}
    while True:
        numbering = _Numbering(document, prior, kept)
        text = splice(body, list(numbering.splices()))
        if not numbering.unsure:
            break
        # Each round keeps the numbers of one more word at least, so that there are few.
        kept.update((word, numbering.unknown[word]) for word in numbering.unsure)
    if numbering.problems:
        raise OperationError(dict.fromkeys(numbering.problems))
    return text if text == body else follow_anchors(document, text)


class _Numbering:
    """The new number of each caption in a body, by old number and by key, and the problems.

    `kept` has the words whose captions keep their numbers, each with its highest number in use.
    After `splices`, `unsure` has more such words, and `unknown` has the highest number of each word
    that is mentioned without a caption.
    """

    def __init__(self, document: Document, prior: Document | None, kept: Mapping[str, int]) -> None:
        self.document = document
        self.unknown: dict[str, int] = {}
        self.unsure: set[str] = set()
        self.problems: list[str] = []
        self.before = list(find_captions(prior)) if prior else []
        self.unchanged = frozenset(block.content for block in prior.blocks()) if prior else ()
        # A placeholder that the prior version has as well is literal text.
        self.literal = (
            frozenset(m[0] for m in EXHIBIT_KEY.finditer(body_of(prior))) if prior else ()
        )
        captions = [c for c in find_captions(document) if c.number not in self.literal]
        words = Counter(c.word for c in captions if c.word and not c.repeats)
        usual = words.most_common(1)[0][0] if words else ""
        self.label = next((c.label for c in captions if c.word == usual), "") or _DEFAULT
        self.kept = {**self.find_kept(captions), **kept}
        self.captions = list(self.assign(captions))
        self.old = self.read_old()
        self.keys = self.read_keys()
        # The numbers that now belong to another exhibit.
        self.reassigned = {(self.name(c), new) for c, new in self.captions if new != c.whole}

    def name(self, caption: Caption) -> str:
        """The word that an exhibit is counted by; the most common one if it has none."""
        return caption.word or name_exhibit(self.label)

    def assign(self, captions: Sequence[Caption]) -> Iterator[tuple[Caption, int]]:
        """Each caption with its new number, 0 for one that is not changed."""
        counts = Counter(self.kept)
        for caption in captions:
            if caption.word in self.kept and (start := re.match(r"\d+", caption.number)):
                counts[caption.word] = max(counts[caption.word], int(start[0]))
        last: dict[tuple[str, str], int] = {}
        for caption in captions:
            word = self.name(caption)
            same = word, caption.key or caption.number
            number = last.get(same, 0) if caption.repeats else 0
            if not number and caption.whole and word in self.kept:
                number = caption.whole
            elif not number and (caption.whole or caption.key):
                counts[word] += 1
                number = counts[word]
            last[same] = number
            yield caption, number

    def find_kept(self, captions: Sequence[Caption]) -> dict[str, int]:
        """The words whose exhibits are not numbered 1, 2, 3 throughout, each with 0.

        Their numbers have parts ("3a", "3.1"), or restarted with each chapter of the prior version.
        """
        firsts = Counter(c.word for c in self.before if c.whole == 1 and not c.repeats)
        kept = {word: 0 for word, count in firsts.items() if count > 1}
        kept.update((c.word, 0) for c in captions if c.number[0].isdecimal() and not c.whole)
        return kept

    def read_old(self) -> dict[_Name, list[tuple[Caption, int]]]:
        """The captions by their old numbers, each with its new number."""
        old: defaultdict[_Name, list[tuple[Caption, int]]] = defaultdict(list)
        for caption, number in self.captions:
            if caption.whole and not caption.repeats:
                old[self.name(caption), caption.whole].append((caption, number))
        # A writer may have replaced the number of an existing caption by a placeholder.
        titles = {(c.word, c.title): c.whole for c in self.before if c.whole}
        shown = {(c.word, _show(c)): c.whole for c in self.before if c.whole and c.shown}
        for caption, number in self.captions:
            word = self.name(caption)
            was = titles.get((word, caption.title)) or shown.get((word, _show(caption)), 0)
            if caption.key and was and (word, was) not in old:
                old[word, was].append((caption, number))
        return dict(old)

    def read_keys(self) -> dict[str, tuple[str, int]]:
        """The label and number of each key."""
        keys: dict[str, tuple[str, int]] = {}
        for caption, number in self.captions:
            if caption.key and not caption.repeats:
                if caption.key in keys:
                    self.problems.append(f"two captions have '{caption.number}'")
                keys[caption.key] = caption.label or self.label, number
        return keys

    def splices(self) -> Iterator[TextEdit]:
        """The changes to captions, placeholders and mentions in the body."""
        captions: defaultdict[int, dict[int, tuple[Caption, int]]] = defaultdict(dict)
        for caption, number in self.captions:
            captions[id(caption.block)][caption.start] = caption, number
        for at, block in place_blocks(self.document):
            fixed, own = find_fixed(block.text), captions[id(block)]
            for caption, number in own.values():
                if number != caption.whole:
                    label = "" if caption.label else f"{self.label} "
                    yield TextEdit(at + caption.start, at + caption.end, f"{label}{number}")

            def is_free(start: int, fixed: Ranges = fixed, own: Container[int] = own) -> bool:
                return start not in own and start not in fixed

            for change in (*self.fill(block, is_free), *self.renumber(block, is_free)):
                yield TextEdit(at + change.start, at + change.end, change.text)

    def fill(self, block: Block, is_free: Callable[[int], bool]) -> Iterator[TextEdit]:
        """Numbers for the placeholders that mention an exhibit."""
        text = block.text
        for match in EXHIBIT_KEY.finditer(text):
            start = match.start()
            escaped = text[start - 1 : start] == "\\"
            if match[0] in self.literal or escaped or not is_free(start):
                continue
            found = self.keys.get(match["key"].casefold())
            if found is None:
                self.problems.append(self.explain_unknown(match[0]))
                continue
            label, number = found
            named = _is_named(text[max(0, start - _LOOK_BEHIND) : start])
            yield TextEdit(start, match.end(), str(number) if named else f"{label} {number}")

    def renumber(self, block: Block, is_free: Callable[[int], bool]) -> Iterator[TextEdit]:
        """New numbers for mentions that have the old number of an exhibit."""
        references = find_references(block.text)
        if not references:
            return
        quoted = find_quoted(block)
        mentions = [
            each
            for each in references
            if is_free(each.start) and each.start not in quoted and self.is_mention(block, each)
        ]
        starts = {each.start for each in mentions}
        following = dict(pairwise(references))
        done = -1
        for each in mentions:
            if each.start == done:
                continue
            last = following.get(each)
            if last is not None and not (last.closes and last.start in starts):
                last = None
            names = list_range(each.name, last.name) if last else []
            numbers = [self.find(block, _read(name)) for name in names]
            if last and numbers and all(numbers):
                done = last.start
                yield from (TextEdit(*part) for part in renumber_range(each, last, numbers))
                continue
            number = self.find(block, _read(each.name))
            if number not in (0, _read(each.name)[1]):
                yield TextEdit(each.start, each.end, str(number))

    def is_mention(self, block: Block, reference: NumberedReference) -> bool:
        """Whether a reference names an exhibit by a whole number."""
        word, _, number = reference.name.rpartition(" ")
        whole = word in EXHIBIT_FORMS and number.isdecimal()
        return whole and not _MEASURE.match(block.text, reference.end)

    def find(self, block: Block, name: _Name) -> int:
        """The new number of an exhibit that a block mentions; 0 if it is unknown or ambiguous."""
        found = self.old.get(name, [])
        if len(found) > 1:
            # A mention in an unchanged block can only mean an unchanged caption.
            found = [each for each in found if each[0].block.content in self.unchanged]
            if len(found) != 1 or block.content not in self.unchanged:
                return 0
        if found:
            return found[0][1]
        if name not in self.old:
            word, number = name
            self.unknown[word] = max(number, self.unknown.get(word, 0))
            if name in self.reassigned and word not in self.kept:
                self.unsure.add(word)
        return 0

    def explain_unknown(self, placeholder: str) -> str:
        """The message for a mention of an unknown key."""
        known = ", ".join(list(self.keys)[:_SHOWN])
        have = f" (captions define {known})" if known else ""
        return (
            f"no caption defines '{placeholder}'{have}: write '**{placeholder}: Title**' directly "
            "above the exhibit, or refer to an existing exhibit by its number, as in 'Exhibit 2'"
        )


def _is_named(before: str) -> bool:
    """Whether a text ends in a label that needs only a number: "Exhibit ", "Exhibits 3 and "."""
    match = _NAMED.search(before)
    word = name_exhibit(match["label"]) if match else ""
    return (
        match is not None
        and bool(word)
        # "Exhibit 3 and {exhibit:a}": the singular is the label of the first number only.
        and not (match["others"] and match["label"].lower() == word)
    )


def _show(caption: Caption) -> str:
    return caption.shown.content if caption.shown else ""


def _read(name: str) -> _Name:
    word, _, number = name.rpartition(" ")
    return word, int(number)


def follow_anchors(before: Document, text: str) -> str:
    """The text with links that follow headings whose number, and so whose anchor, changed."""
    after = parse(text)
    now = {section.index: anchor for anchor, section in name_anchors(after).items()}
    renamed = {
        anchor: now[section.index]
        for anchor, section in name_anchors(before).items()
        if now.get(section.index, anchor) != anchor
    }
    if not renamed:
        return text
    return splice(
        text,
        [
            TextEdit(at + match.start(), at + match.end(), renamed[match[0]])
            for at, block in place_blocks(after)
            for match in _ANCHOR.finditer(block.text)
            if match[0] in renamed
        ],
    )
