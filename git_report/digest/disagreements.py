"""Figures of different references that disagree: one subject, measure, unit and time, two values.

Two rows speak of one thing if their words agree, apart from those that change nothing. Words that
only one of them has make two things ("Lisbon" and "Porto", "2023" and "2024") or restrict one ("in
research"). So a pair that is worded freely is missed rather than reported wrongly.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from git_report.differ.figures import Figure
from git_report.differ.figures.equal_values import convert
from git_report.differ.figures.units import find_unit
from git_report.digest.figure_rows import FigureRow
from git_report.digest.values import Value, find_values, normal_noun
from git_report.digest.wording import stem


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two rows, each with the footnote label of its reference, and the values that differ."""

    first: FigureRow
    first_label: str
    second: FigureRow
    second_label: str
    first_value: str
    second_value: str


def find_disagreements(rows: Mapping[str, Sequence[FigureRow]]) -> tuple[Disagreement, ...]:
    """The pairs of rows of different references that disagree, in the order of the rows.

    `rows` has those of each reference behind its footnote label, which never disagree with each
    other: an old row of a reference that has changed belongs behind the same label.
    """
    groups: dict[tuple[str, frozenset[str]], list[_Claim]] = defaultdict(list)
    for label, its_rows in rows.items():
        known = Counter[tuple[str, frozenset[str]]]()
        for claim in (claim for row in its_rows for claim in _list_claims(row, label)):
            key = claim.unit, claim.words - _KINDS
            known[key] += 1
            if key[1] and known[key] <= _MOST_ALIKE:
                groups[key].append(claim)
    return tuple(
        Disagreement(one.row, one.label, other.row, other.label, one.shown, other.shown)
        for group in groups.values()
        for one, other in combinations(group, 2)
        if one.label != other.label and _have_one_kind(one, other) and _differ(one, other)
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    """One value of a row and the words around it, by their stems.

    `ends` are the least and the most that it can be, for each of its figures.
    """

    row: FigureRow
    label: str
    shown: str
    unit: str
    ends: tuple[tuple[Decimal, Decimal], ...]
    hedge: str
    words: frozenset[str]


_TOKEN = re.compile(r"[^\W_](?:[\w.’'/-]*[^\W_])?")
_ATTRIBUTION = re.compile(
    r"^(?:according to|selon|laut|según) [^,]{2,60}, |, (?:says|said|according to) [^,]{2,60}$",
    re.IGNORECASE,
)
_STEM = 7
# More rows of one reference that say the same are a list of something.
_MOST_ALIKE = 20
_CAN = re.compile(r"\b(?:can|could|kann|können|peut|peuvent|puede|pueden)\b", re.IGNORECASE)
_INFINITE = Decimal("Infinity")
_LOOSE, _CLOSE = Decimal("0.1"), Decimal("0.025")
# What changes nothing: articles, prepositions of place that the noun behind them tells anyway, and
# verbs that only join a thing with its figure.
_EMPTY = frozenset(
    """people person persons personen personas personnes
    a an the of in at on to for by with from and so as it its their which that there you each every
    per total is are was were be been has have had get gets run runs come comes consist consists
    contain contains include includes comprise comprises offer offers provide provides deliver
    delivers reach reaches reached achieve achieves hold holds measure measures support supports
    allow allows enrol enrolled enrolls serve serves report reported reports amount amounts totals
    totalled score scores scored boasts feature features houses accommodates operates
    der die das den dem des ein eine einer im am an auf von mit und pro je zu bei unter jedes jede
    ist sind war hat hatte haben hält beträgt fasst bietet verfügt umfasst zählt besitzt liefert
    le la les l un une des du de d d'euros à au aux en et par chaque avec est était sont été compte
    dispose possède offre réalisé atteint mesure
    el los las una del al y con por cada es son tiene cuenta dispone posee ofrece mide
    alcanza""".split()
)
# Words of a line have one sense.
_SENSES = """
employ employs employed employer employee employees staff worker workers workforce mitarbeiter
 beschäftigt beschäftigte emploie salariés salarié employés emplea empleados trabajadores
long length länge lang longueur longue largo longitud
high height tall höhe hoch hauteur altura
wide width breit breite large largeur ancho
deep depth tiefe tief profondeur profundidad
weigh weighs weight weighed wiegt gewicht poids pèse peso pesa
cost costs price priced prices kostet kosten preis coûte coûté prix cuesta costó precio
buy buys bought acquire acquired acquires pay pays paid
population inhabitants inhabitant residents einwohner habitants habitantes
carry carries carried ride rides transport transports transporte transporta
produce produces produced generate generates generated erzeugt erzeugte produit genera
reduce reduces reduced lower lowers lowered cut cuts fell falls drop dropped decrease decreased
grow grows grew rise rises rose increase increased increases
fast faster speeds speed schneller
day days daily jour jours día días tag tage
year years yearly annually annual an ans année año años jahr jahre jährlich
need needs needed require requires required take takes took last lasts use uses used consume
 consumes consumed draw draws verbraucht consomme
train trains trained training
"""
_SAME = {
    word: line.split()[0]
    for line in _SENSES.replace("\n ", " ").strip().split("\n")
    for word in line.split()
}
# What a thing is, which its name says as well: "the satellite Iris-2".
_KINDS = frozenset(
    stem(word)[:_STEM]
    for word in """model chip accelerator processor drug vaccine satellite comet planet river ferry
    ship airline company firm city town village country metal software tool method firma stadt
    fluss modell ville société rivière modèle ciudad empresa río modelo""".split()
)


def _list_claims(row: FigureRow, label: str) -> Iterator[_Claim]:
    text = _ATTRIBUTION.sub("", row.sentence.text.rstrip(" ."))
    values = [(value, _base_unit(value)) for value in find_values(text)]
    for value, unit in values:
        finite = all(figure.value.is_finite() for figure in value.figures)
        if finite and sum(unit == other for _, other in values) == 1:
            # What a thing can do is the most that it does.
            hedge = value.hedge or ("≤" if _CAN.search(text, 0, value.start) else "")
            ends = tuple(_find_ends(figure, value.unit, hedge) for figure in value.figures)
            words = frozenset(_list_words(text, value, unit))
            yield _Claim(row, label, value.text, unit, ends, hedge, words)


def _base_unit(value: Value) -> str:
    """The measure that all multiples of a unit share; empty for a thing that the words name."""
    unit = value.unit.partition("/")[0]
    base = convert(Decimal(1), unit).unit
    return "" if unit in _SAME or unit in _EMPTY else base


def _list_words(text: str, value: Value, unit: str) -> Iterator[str]:
    """The words of a claim besides its own figure with hedge and unit."""
    for match in _TOKEN.finditer(text):
        word = match[0].removesuffix("’s").removesuffix("'s")
        lowered = word.casefold()
        start = match.start()
        number = any(f.start <= start < f.end for f in value.figures) and word[0].isdigit()
        if number or value.start <= start < value.figures[0].start or lowered in _EMPTY:
            continue
        known = find_unit(word) or find_unit(lowered) or normal_noun(word)
        if lowered not in _SAME and unit and convert(Decimal(1), known).unit == unit:
            continue
        yield _key(lowered)


def _key(word: str) -> str:
    """What words that say the same have in common: their sense, or how they begin."""
    same = _SAME.get(word)
    if same or not word.isalpha():
        return same or word
    return stem(word)[:_STEM]


def _find_ends(figure: Figure, unit: str, hedge: str) -> tuple[Decimal, Decimal]:
    """The least and the most that a figure can be, rounded as it is written."""
    unit = (figure.unit or unit).partition("/")[0]
    low = convert(figure.value, unit).value
    high = low if figure.upper is None else convert(figure.upper, unit).value
    digits = figure.value.normalize()
    step = Decimal(1).scaleb(int(digits.as_tuple().exponent)) / 2
    share = _LOOSE if hedge == "~" else min(_CLOSE, abs(step / (figure.value or 1)))
    return low - abs(low) * share, high + abs(high) * share


def _have_one_kind(one: _Claim, other: _Claim) -> bool:
    """Whether only one of two claims says more of what kind of thing the named one is."""
    return one.words <= other.words or other.words <= one.words


def _differ(one: _Claim, other: _Claim) -> bool:
    """Whether two values cannot both be right: of "from 40 to 60 %" only one end may differ."""
    if len(one.ends) != len(other.ends):
        return False
    apart = 0
    alike = one.hedge == other.hedge  # of two ceilings only one is right
    for ours, theirs in zip(one.ends, other.ends, strict=True):
        low, high = ours if alike else _open(ours, one.hedge)
        least, most = theirs if alike else _open(theirs, other.hedge)
        apart += high < least or most < low
    return apart == 1


def _open(ends: tuple[Decimal, Decimal], hedge: str) -> tuple[Decimal, Decimal]:
    """The ends of a value that "at least" or "at most" leaves open."""
    return -_INFINITE if hedge == "≤" else ends[0], _INFINITE if hedge == "≥" else ends[1]
