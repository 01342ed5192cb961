"""Replay a version on top of a different previous version, section by section.

Two sides made versions from one base. The changes of one side are applied on top of the other if
the sections that they touch are there as in the base; if one is not, nothing is guessed. Stamps are
not touched: they follow in `stamps.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from git_report.checks.accepted_findings import list_ungrounded
from git_report.checks.grounding import list_open
from git_report.differ.sections.matching import match_sections
from git_report.differ.sections.outline import Matching, Outline
from git_report.edits.application import apply, body_of, free_number
from git_report.edits.footnotes import cited_labels, relabel
from git_report.edits.operations import (
    Edit,
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Replace,
    Row,
    Whole,
)
from git_report.edits.section_numbers import (
    TOP,
    OperationError,
    Scheme,
    address,
    number_document,
)
from git_report.edits.whole_reports import as_operations
from git_report.markdown import Definition, Document, Record, Section, parse
from git_report.writers.version_tail import close

_TOP = "the text before the first heading"
# The prefix of labels that nobody writes, for references that the other side does not have.
_MISSING = "gone-"


@dataclass(frozen=True, slots=True)
class Clash:
    """Why a version cannot be replayed: the titles of the sections that both sides changed.

    `why` is set if there is another reason.
    """

    sections: tuple[str, ...] = ()
    why: str = ""

    def __str__(self) -> str:
        if self.why:
            return self.why
        return f"both sides changed {', '.join(repr(title) for title in self.sections)}"


@dataclass(frozen=True, slots=True)
class Renumbering:
    """The numbers of a version that is replayed: `old` where it was made, `new` in the result.

    Both sides have the same versions up to `shared`, byte for byte; `renumbered` maps the old
    numbers of versions that were replayed before to their new ones.
    """

    old: int
    new: int
    shared: int
    renumbered: Mapping[int, int] = field(default_factory=dict)


def replay(base: Document, ours: Document, theirs: Document, place: Renumbering) -> str | Clash:
    """Replay `theirs`, which was made from `base`, as the version after `ours`.

    Every section of the result is as in `ours` or, if `ours` did not change it, as in `theirs`,
    with the footnotes of both; nothing that either side wrote is missing.
    """
    if place.new > place.old:  # a footnote of the report itself may have this number
        base, ours, theirs = (_free_label(each, place.new) for each in (base, ours, theirs))
    labels = _map_labels(ours, (base, theirs), place)
    before, after = (parse(relabel(body_of(each), labels)) for each in (base, theirs))
    clashing = _new_notes(before, after) & _new_notes(before, ours)
    if clashing:
        return Clash(why=f"both sides have their own footnote '{min(clashing)}'")
    try:
        body = _merge(before, ours, after)
        if isinstance(body, Clash):
            return body
        # The operations are a way to the result; what is promised is checked on the result itself.
        clash = _check(parse(body), before, ours, after)
    except OperationError as error:
        return Clash(why="; ".join(error.problems))
    return clash or _finish(body, ours, theirs, labels, place)


def _free_label(document: Document, number: int) -> Document:
    text = free_number(document.source, number)
    return document if text == document.source else parse(text)


def _merge(before: Document, ours: Document, after: Document) -> str | Clash:
    operations = as_operations(before, after.source)
    if any(isinstance(operation, Whole) for operation in operations):
        # A whole text replaces all sections: that loses nothing only if ours changed none.
        if before.source.rstrip() == body_of(ours).rstrip():
            return after.source
        changed = _texts(ours) - _texts(before) or _texts(before) - _texts(ours)
        return Clash(tuple(dict.fromkeys(title or _TOP for title, _ in changed)))
    shift = _Shift(match_sections(before, ours), number_document(before))
    moved = tuple(shift.operations(operations))
    if shift.touched:
        return Clash(tuple(dict.fromkeys(shift.touched)))
    return apply(ours, moved)


@dataclass(slots=True)
class _Shift:
    """Translates operations on the base to our side; `touched` lists what both sides changed.

    Sections are indices into the two outlines of the matching.
    """

    matching: Matching
    numbers: Scheme
    touched: list[str] = field(default_factory=list)

    @property
    def base(self) -> Outline:
        return self.matching.prior

    @property
    def ours(self) -> Outline:
        return self.matching.new

    def operations(self, operations: Sequence[Operation]) -> Iterator[Operation]:
        """Yield the operations on sections that our side has not changed."""
        for operation in operations:
            shifted = self._shift(operation)
            if shifted is not None:
                yield shifted

    def _shift(self, operation: Operation) -> Operation | None:
        match operation:
            case Replace(section=number) | Rename(section=number):
                i = self._index(number)
                if not self._is_same(i):
                    return self._clash(i)
                return replace(operation, section=self._address(i))
            case Remove(section=number):
                i = self._index(number)
                if not self._is_same_tree(i):
                    return self._clash(i)
                return replace(operation, section=self._address(i))
            case Insert(parent=parent, after=after):
                above = self._index(parent)
                if self._to_ours(above) < 0:
                    return self._clash(above)
                return replace(
                    operation,
                    parent=self._address(above),
                    after=self._after(above, after),
                )
            case Move(section=number, parent=parent, after=after):
                i, above = self._index(number), self._index(parent)
                if not self._is_same_tree(i) or not self._is_in_place(i):
                    return self._clash(i)
                if self._to_ours(above) < 0:
                    return self._clash(above)
                return Move(
                    self._address(i),
                    self._address(above),
                    self._after(above, after),
                    operation.reason,
                )
            case Edit() | Row() | Whole():
                raise AssertionError("the operations of a whole text are none of these")

    def _after(self, parent: int, after: str) -> str:
        """The section on our side after which to put a new one below a section of the base.

        It is the nearest one before it that still exists; sections that our side added after that
        one come first.
        """
        if after == "":
            return ""
        above = self._to_ours(parent)
        siblings = self.ours[above].children
        place = -1
        if after != "first":
            children = self.base[parent].children
            for i in reversed(children[: children.index(self._index(after)) + 1]):
                if self._to_ours(i) in siblings:
                    place = siblings.index(self._to_ours(i))
                    break
        while place + 1 < len(siblings) and self.matching.to_prior[siblings[place + 1]] < 0:
            place += 1
        return "first" if place < 0 else address(self.ours[siblings[place]].section)

    def _index(self, number: str) -> int:
        return self.numbers.sections[number or TOP].index

    def _to_ours(self, i: int) -> int:
        return self.matching.to_new[i]

    def _address(self, i: int) -> str:
        return address(self.ours[self._to_ours(i)].section)

    def _is_same(self, i: int) -> bool:
        j = self._to_ours(i)
        return j >= 0 and _text(self.base[i].section) == _text(self.ours[j].section)

    def _is_same_tree(self, i: int) -> bool:
        """Whether our side has a section with the same subsections, and no others."""
        j = self._to_ours(i)
        if j < 0:
            return False
        below, there = list(self.base.below(i)), list(self.ours.below(j))
        return [self._to_ours(k) for k in below] == there and all(map(self._is_same, below))

    def _is_in_place(self, i: int) -> bool:
        return self.ours[self._to_ours(i)].parent == self._to_ours(self.base[i].parent)

    def _clash(self, i: int) -> Operation | None:
        self.touched.append(self.base[i].section.title or _TOP)
        return None


def _check(body: Document, base: Document, ours: Document, theirs: Document) -> Clash | None:
    """Check that the result is what `replay` promises; None if it is."""
    made, texts = _texts(body), [_texts(each) for each in (base, ours, theirs)]
    before, here, there = texts
    foreign = [title for title, text in made if not any((title, text) in known for known in texts)]
    lost = ((here - before) | (there - before)) - made
    wrong = [*foreign, *(title for title, _ in lost)]
    twice = [
        path[-1]
        for path, count in _paths(body).items()
        if count > max(_paths(ours)[path], _paths(theirs)[path])
    ]
    titles = tuple(dict.fromkeys(title or _TOP for title in [*wrong, *twice]))
    return Clash(titles) if titles else None


def _texts(document: Document) -> Counter[tuple[str, str]]:
    """Count the sections by title and own text, without the blank lines after it."""
    return Counter((section.title, _text(section)[1]) for section in document.sections)


def _text(section: Section) -> tuple[str, str]:
    own = "".join(block.text for block in section.blocks)
    return section.title, own.rstrip("\r\n")


def _paths(document: Document) -> Counter[tuple[str, ...]]:
    return Counter(section.path for section in document.sections if section.path)


def _map_labels(ours: Document, theirs: Sequence[Document], place: Renumbering) -> dict[str, str]:
    """Map labels of footnotes of the other side to those that they get on ours, if these differ.

    A footnote of a version that both sides have keeps its label. One of a version that is replayed
    gets its new number; if it was replayed earlier, it is recognised by its text.
    """
    known = {_note_text(d): d.label for d in _definitions(ours) if not _is_shared(d.label, place)}
    labels: dict[str, str] = {}
    for definition in (d for document in theirs for d in _definitions(document)):
        label = definition.label
        if _is_shared(label, place):
            continue
        if int(label) == place.old:
            labels[label] = str(place.new)
        elif int(label) in place.renumbered:
            labels[label] = str(place.renumbered[int(label)])
        else:
            labels[label] = known.get(_note_text(definition), f"{_MISSING}{label}")
    return labels


def _is_shared(label: str, place: Renumbering) -> bool:
    """Whether a label means the same on both sides; the tool's labels are version numbers."""
    # Longer ones are not versions, and int() raises ValueError for thousands of digits.
    number = label.isascii() and label.isdigit() and len(label) <= 9
    return not number or int(label) <= place.shared


def _definitions(document: Document) -> tuple[Definition, ...]:
    return document.tail.definitions if document.tail else ()


def _note_text(definition: Definition) -> str:
    return definition.text.removeprefix(f"[^{definition.label}]:").strip()


def _new_notes(base: Document, document: Document) -> frozenset[str]:
    """The labels of the report's own footnotes that one side has and the base does not."""
    new = cited_labels(body_of(document)) - cited_labels(body_of(base))
    return frozenset(label for label in new if not label.isdigit())


def _finish(
    body: str, ours: Document, theirs: Document, labels: Mapping[str, str], place: Renumbering
) -> str | Clash:
    """Add the tail: the footnotes that the text cites, and the notice and record of `theirs`."""
    cited = cited_labels(body)
    missing = sorted(label.removeprefix(_MISSING) for label in cited if label.startswith(_MISSING))
    if missing:
        return Clash(why=f"it cites [^{missing[0]}], which the other side does not have")
    if ours.tail is None and theirs.tail is None:
        return body
    newest = str(place.new)
    defined = {d.label: d for d in _definitions(ours) if d.label in cited}
    for definition in _definitions(theirs):
        label = labels.get(definition.label, definition.label)
        if label in cited or label == newest:
            text = f"[^{label}]: {_note_text(definition)}"
            defined.setdefault(label, Definition(label, text, 0))
    # The newest footnote comes last, as in any version.
    last = [defined.pop(newest)] if newest in defined else []
    tail = theirs.tail
    record = Record(place.new, tail.record.entries if tail else ())
    definitions, notice = [*defined.values(), *last], tail.notice if tail else ""
    text = close(body, definitions, notice, record)
    # What our side lists as ungrounded must not become a source for the next version.
    known = list_ungrounded(theirs)
    listed = [("ungrounded", f) for f in list_open(ours, parse(text)) if f not in known]
    if not listed:
        return text
    record = Record(place.new, (*record.entries, *listed))
    return close(body, definitions, notice, record)
