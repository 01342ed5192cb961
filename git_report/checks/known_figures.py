"""What supports the figures of a version: its sources, its marks, its declared arithmetic."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Set as AbstractSet
from decimal import Decimal

from git_report.checks.accepted_findings import list_ungrounded
from git_report.checks.amounts import Amount, Amounts, find_amounts
from git_report.checks.arithmetic import comes_to, evaluate
from git_report.checks.declarations import list_computed
from git_report.checks.evidence_marks import MARKS, Marks
from git_report.differ.figures import (
    Figure,
    FigureKind,
    Key,
    find_figures,
    list_keys,
    list_numbers,
)
from git_report.differ.figures.units import is_noun, strip_things
from git_report.markdown import Document, parse

# Numbers that arithmetic contains: of time, of bytes. Powers of ten are, too.
_CONSTANTS = frozenset(
    {0, 2, 4, 7, 8, 12, 16, 24, 30, 31, 52, 60, 168, 360, 365, 366, 720, 730, 744, 1024, 1440,
     3600, 8760, 8766, 8784, 86_400, 1024**2, 1024**3, 1024**4, Decimal("365.25"), Decimal("3.6")}
)  # fmt: skip
# The measures that they are written with: "24 h", "8 bits". Any other makes a claim of a number.
_CONVERTED = frozenset(("", "s", "min", "h", "day", "week", "month", "year", "B", "bit"))
_WHOLE = (Decimal(1), Decimal(100))


def list_titles(document: Document) -> str:
    """The definitions of the references, which name them."""
    definitions = document.tail.definitions if document.tail else ()
    return "\n".join(each.text for each in definitions)


class OpenFigures:
    """The figures that a version's record lists as ungrounded."""

    def __init__(self, document: Document | None) -> None:
        listed = list_ungrounded(document) if document is not None else ()
        figures = [figure for text in listed for figure in find_figures(text)]
        self._keys = frozenset(key for figure in figures for key in list_keys(figure))
        # A count of things is the same under another noun, unless that is said as well.
        self._counts = frozenset(key.value for key in self._keys if _is_count(key))
        self._said: AbstractSet[Key] = frozenset()
        if self._counts and document is not None:
            said = Amounts()
            said.add_document(document)
            self._said = said.keys

    def __bool__(self) -> bool:
        """Whether any is listed."""
        return bool(self._keys)

    def holds(self, amount: Amount) -> bool:
        """Whether a figure is one of them, in its cell or with the unit of its column."""
        return bool(self) and (self.has(amount.figure) or self.has(amount.stated))

    def has(self, figure: Figure) -> bool:
        """Whether all that a figure says is listed."""
        return bool(self._keys) and all(
            key in self._keys
            or (_is_count(key) and key.value in self._counts and key not in self._said)
            for key in list_keys(figure)
        )


class KnownFigures:
    """What a version is made from: the prior version, the source, and the brief."""

    def __init__(
        self,
        prior: Document | None,
        new: Document,
        source: str,
        brief: str,
        evidence: Amounts | None = None,
    ) -> None:
        self.marks = Marks(new)
        self._open = OpenFigures(prior)
        self._only_marked = _list_marked(prior)
        self._fresh = Amounts()
        self._all = evidence or Amounts()
        apart = self._open or self._only_marked
        # What a source adds to.
        self._sourced = (self._fresh, self._all) if apart else (self._all,)
        self.add_source(source)
        for amounts in self._sourced:
            for text in (brief, list_titles(new)):
                amounts.add_text(text)
        if prior is not None:
            self._all.add_document(prior)
        self._chapters = [s.line for s in new.sections if s.heading is not None and s.level <= 2]
        marked = [amount for amount in find_amounts(new) if self.marks.cover(amount)]
        self._marked_in = {(self._chapter(amount), amount.keys) for amount in marked}
        # The numbers that the new version marks.
        self._marked = {
            number
            for amount in marked
            for figure in (amount.figure, amount.stated)
            for number in (*list_numbers(figure), *(key.value for key in list_keys(figure)))
        }

    def add_source(self, source: str) -> None:
        """Add one more source, or one that has grown."""
        document = parse(source)
        for amounts in self._sourced:
            amounts.add_document(document)

    def is_open(self, amount: Amount) -> bool:
        """Whether the prior version's record lists a figure as ungrounded."""
        return self._open.holds(amount)

    def was_marked(self, amount: Amount) -> bool:
        """Whether the prior version has a figure under evidence marks alone."""
        return bool(self._only_marked) and self._only_marked.issuperset(amount.keys)

    def is_marked(self, amount: Amount) -> bool:
        """Whether a mark covers a figure, or covers it elsewhere in the same chapter.

        A reader who has seen once what a figure rests on needs no mark at each repetition. A bare
        number may count something else the next time.
        """
        if self.marks.cover(amount):
            return True
        return bool(amount.figure.unit) and (self._chapter(amount), amount.keys) in self._marked_in

    def _chapter(self, amount: Amount) -> int:
        return bisect_right(self._chapters, amount.line)

    def supports(self, amount: Amount) -> bool:
        """Whether something that may support a figure has it."""
        apart = self.is_open(amount) or self.was_marked(amount)
        known = self._fresh if apart else self._all
        # A bare number may be the one of a date, a name, a place in an order.
        return known.has(amount) or (not amount.figure.unit and known.has_number(amount.figure))

    def gives(self, operand: Figure) -> bool:
        """Whether a figure may be computed from an operand: it is there, marked, or a constant."""
        known = self._fresh if self._open.has(operand) else self._all
        return (
            is_constant(operand)
            or known.has_number(operand)
            or known.has_share(operand)
            or self._marked.issuperset(list_numbers(operand))
            or all(value in self._marked for value, _ in list_keys(operand))
        )


def _list_marked(document: Document | None) -> frozenset[Key]:
    """What a document says under evidence marks and nowhere else."""
    if document is None or not any(mark in document.source for mark in MARKS):
        return frozenset()
    marks = Marks(document, calc=False)
    marked: set[Key] = set()
    plain: set[Key] = set()
    for amount in find_amounts(document):
        (marked if marks.cover(amount) else plain).update(amount.keys, list_keys(amount.stated))
    return frozenset(marked - plain)


def _is_count(key: Key) -> bool:
    return not key.unit or is_noun(key.unit)


def is_constant(figure: Figure) -> bool:
    """Whether an operand only converts: "24 h", "1,000", "100 %", "8 bits"."""
    if figure.upper is not None:
        return False
    if figure.unit == "%":
        return figure.value in _WHOLE
    value = abs(figure.value)
    power_of_ten = value >= 1 and f"{value:f}".replace(".", "").strip("0") == "1"
    return figure.unit in _CONVERTED and (value in _CONSTANTS or power_of_ten)


class ComputedFigures:
    """The figures that the record declares as computed from grounded ones."""

    def __init__(self, document: Document, known: KnownFigures) -> None:
        entries = list(list_computed(document))
        wrong = [entry for entry in entries if not _is_right(*entry)]
        self._wrong = {
            key: operands
            for figure_text, operands in wrong
            for figure in _read(figure_text)
            for key in list_keys(figure)
        }
        self._keys: set[Key] = set()
        self._numbers: set[Decimal] = set()
        self._written: set[tuple[Decimal, str]] = set()
        self._missing: dict[Key, str] = {}
        waiting = [
            (_read(figure_text), _read(operands))
            for figure_text, operands in entries
            if (figure_text, operands) not in wrong
        ]
        while waiting:
            left = []
            for figures, operands in waiting:
                missing = [each for each in operands if not self._is_known(each, known)]
                keys = {key for figure in figures for key in list_keys(figure)}
                if operands and not missing:
                    self._keys |= keys
                    self._numbers.update(n for figure in figures for n in list_numbers(figure))
                    self._written.update((f.value, f.unit) for f in figures if f.upper is None)
                else:
                    left.append((figures, operands))
                    text = missing[0].text if missing else ""
                    self._missing.update(dict.fromkeys(keys, text))
            if len(left) == len(waiting):
                break
            waiting = left

    def has(self, amount: Amount) -> bool:
        """Whether a figure is declared, and all its operands stand.

        A figure may be declared without its unit or what it is of, and be told so: "2,408" for
        "2,408 tokens a second", "20 bytes" for "20 bytes per parameter", "$25,000" for "$25,000 a
        year".
        """
        figure = amount.figure
        unit, rate, _ = figure.unit.partition("/")
        single = rate and figure.upper is None
        if single and not self._written.isdisjoint([(figure.value, unit), (figure.value, "")]):
            return True
        counts = {key.value for key in self._keys if _is_count(key)}
        loose = {(key.value, strip_things(key.unit)) for key in self._keys}
        bare = {key.value for key in self._keys if not key.unit}
        return any(
            all(
                key in self._keys
                or key.value in bare
                or (_is_count(key) and key.value in counts)
                or (not key.unit and key.value in self._numbers)
                or (key.value, strip_things(key.unit)) in loose
                for key in keys
            )
            for keys in _list_ways(amount)
        )

    def find_missing(self, amount: Amount) -> str:
        """The operand that does not stand, of a figure that is declared; else empty."""
        return _find_first(self._missing, amount)

    def find_wrong(self, amount: Amount) -> str:
        """The operands that do not come to the figure that is declared so; else empty."""
        return _find_first(self._wrong, amount)

    def _is_known(self, operand: Figure, known: KnownFigures) -> bool:
        # "1,536" of a declared "1,536 hours", which is another value in seconds.
        values = {value for value, _ in self._keys} | self._numbers
        return known.gives(operand) or any(
            values.issuperset(said)
            for said in (list_numbers(operand), [value for value, _ in list_keys(operand)])
        )


def _list_ways(amount: Amount) -> tuple[tuple[Key, ...], ...]:
    """What a figure says by itself, and with the unit of its column or row."""
    return amount.keys, list_keys(amount.stated)


def _find_first(found: dict[Key, str], amount: Amount) -> str:
    return next((found[key] for keys in _list_ways(amount) for key in keys if key in found), "")


def _is_right(figure_text: str, operands: str) -> bool:
    """Whether operands come to the figure that is told, as far as they can be reckoned up."""
    values = evaluate(operands, find_figures(operands))
    return not values or any(comes_to(figure, values) for figure in _read(figure_text))


def _read(text: str) -> list[Figure]:
    kinds = (FigureKind.QUANTITY, FigureKind.YEAR, FigureKind.ORDINAL)
    return [figure for figure in find_figures(text) if figure.kind in kinds]
