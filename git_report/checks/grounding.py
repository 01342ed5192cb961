"""Family G: figures and quotations of a new version that nothing it was made from has.

A figure is grounded where the prior version, the source, the brief or the steering words have it,
where the record declares it as computed from grounded ones, and where the text marks it as general
knowledge (see `Marks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from git_report.checks.amounts import Amount, Amounts, find_amounts
from git_report.checks.arithmetic import comes_to, evaluate
from git_report.checks.captions import read_captions
from git_report.checks.declared import list_computed
from git_report.checks.evidence_marks import Marks
from git_report.checks.findings import Finding
from git_report.checks.quotations import Wording, find_quotations
from git_report.differ.figures import Figure, FigureKind, Key, find_figures, list_keys
from git_report.differ.figures.units import is_noun
from git_report.markdown import Document, parse
from git_report.markdown.invisible import strip_invisible
from git_report.text import shorten

# Numbers that arithmetic brings along: of time, of bytes, of powers and percentages.
_CONSTANTS = frozenset(
    {0, 1, 2, 4, 7, 8, 10, 12, 16, 24, 30, 31, 52, 60, 100, 365, 1000, 1024, 3600}
)
_SMALL = 10
# "Llama 3 405B", "Qwen3 235B-A22B": a model's size is part of its name.
_SIZE = re.compile(r"\d[\d.]*[BMK]")
_NAMED = re.compile(r"\b[A-Z][\w.]*(?: \d[\w.]*)?[ -]\Z")


def check_grounding(
    path: str, prior: Document | None, new: Document, source: str, brief: str, steer: str = ""
) -> Iterator[Finding]:
    """G001 and G002: what a new version says that nothing bears out; lines are its own.

    `source` is the text of the reference that was read for it.
    """
    source = read_captions(strip_invisible(source))  # as the writer saw it
    yield from _check_figures(path, prior, new, source, brief, steer)
    yield from _check_quotations(path, prior, new, (source, brief, steer))


def _check_figures(
    path: str, prior: Document | None, new: Document, source: str, brief: str, steer: str
) -> Iterator[Finding]:
    known = Amounts()
    known.add_document(parse(source))
    if prior is not None:
        known.add_document(prior)
    for text in (brief, steer, _list_titles(new)):
        known.add_text(text)
    computed = _Computed(new, known)
    for amount in _find_ungrounded(new, known, computed):
        figure = amount.figure
        if wrong := computed.find_wrong(figure):
            fault = f"is not what '{shorten(wrong)}' comes to"
        elif missing := computed.find_missing(figure):
            fault = (
                f"is computed from '{shorten(missing)}', which is neither in the source nor in "
                "the report"
            )
        else:
            fault = f"is neither in the source nor in the report: '{shorten(amount.phrase)}'"
        yield Finding(
            path, amount.line, "G001", f"figure '{shorten(amount.text)}' {fault}",
            f"use the source's figure; or declare it: 'computed: {shorten(amount.text)} = "
            "OPERANDS'; or mark it as general knowledge with '†'",
        )  # fmt: skip


def _check_quotations(
    path: str, prior: Document | None, new: Document, texts: tuple[str, ...]
) -> Iterator[Finding]:
    wordings = [Wording(text) for text in texts if text]
    if prior is not None:
        wordings.append(Wording(prior.source))
    wordings.append(Wording(_list_titles(new)))
    for quotation in find_quotations(new):
        if not any(wording.holds(quotation.text) for wording in wordings):
            yield Finding(
                path, quotation.line, "G002",
                f"quotation '{shorten(quotation.text)}' is not verbatim in its source",
                "quote the source word for word, with '…' for omitted words, or remove the "
                "quotation marks",
            )  # fmt: skip


def _list_titles(document: Document) -> str:
    """The definitions of the references, which name them."""
    definitions = document.tail.definitions if document.tail else ()
    return "\n".join(each.text for each in definitions)


def find_ungrounded(document: Document, known: Amounts) -> Iterator[Amount]:
    """The figures of a document that are claims and that nothing bears out, each once, in order.

    Neither the figures known have them, nor does the record declare them as computed from these,
    nor are they marked as general knowledge.
    """
    known.add_text(_list_titles(document))
    yield from _find_ungrounded(document, known, _Computed(document, known))


def _find_ungrounded(document: Document, known: Amounts, computed: _Computed) -> Iterator[Amount]:
    marks = Marks(document)
    told: set[tuple[Key, ...]] = set()
    for amount in find_amounts(document):
        if amount.keys in told or not _is_claim(amount) or _is_grounded(amount, known):
            continue
        if computed.has(amount.figure) or marks.cover(amount):
            continue
        told.add(amount.keys)
        yield amount


class _Computed:
    """The figures that the record declares as computed from grounded ones."""

    def __init__(self, document: Document, known: Amounts) -> None:
        entries = list(list_computed(document))
        wrong = [entry for entry in entries if not _is_right(*entry)]
        self._wrong = {
            key: operands
            for told, operands in wrong
            for figure in _read(told)
            for key in list_keys(figure)
        }
        self._keys: set[Key] = set()
        self._missing: dict[Key, str] = {}
        waiting = [
            (_read(told), _read(text)) for told, text in entries if (told, text) not in wrong
        ]
        while waiting:
            left = []
            for figures, operands in waiting:
                missing = [each for each in operands if not self._stands(each, known)]
                keys = {key for figure in figures for key in list_keys(figure)}
                if operands and not missing:
                    self._keys |= keys
                else:
                    left.append((figures, operands))
                    text = missing[0].text if missing else ""
                    self._missing.update(dict.fromkeys(keys, text))
            if len(left) == len(waiting):
                break
            waiting = left

    def has(self, figure: Figure) -> bool:
        """Whether a figure is declared, and all its operands stand."""
        values = {value for value, unit in self._keys if not unit or is_noun(unit)}
        return all(
            key in self._keys or ((not key[1] or is_noun(key[1])) and key[0] in values)
            for key in list_keys(figure)
        )

    def find_missing(self, figure: Figure) -> str:
        """The operand that is not there, of a figure that is declared; else empty."""
        return next((self._missing[key] for key in list_keys(figure) if key in self._missing), "")

    def find_wrong(self, figure: Figure) -> str:
        """The operands that do not come to the figure that is declared so; else empty."""
        return next((self._wrong[key] for key in list_keys(figure) if key in self._wrong), "")

    def _stands(self, operand: Figure, known: Amounts) -> bool:
        if is_constant(operand):
            return True
        values = {value for value, _ in self._keys}
        return known.has_number(operand) or all(value in values for value, _ in list_keys(operand))


def is_constant(operand: Figure) -> bool:
    """Whether arithmetic may bring a number along: of time, of bytes, of percentages."""
    return operand.scale == 1 and operand.value in _CONSTANTS and operand.unit in ("", "%")


def _is_right(told: str, operands: str) -> bool:
    """Whether operands come to the figure that is told, as far as they can be reckoned up."""
    values = evaluate(operands, find_figures(operands))
    return not values or any(comes_to(figure, values) for figure in _read(told))


def _read(text: str) -> list[Figure]:
    kinds = (FigureKind.QUANTITY, FigureKind.YEAR, FigureKind.ORDINAL)
    return [figure for figure in find_figures(text) if figure.kind in kinds]


def _is_claim(amount: Amount) -> bool:
    """Whether a figure says something of the world, as a small count of things does not."""
    figure = amount.figure
    count = not figure.unit or (is_noun(figure.unit) and figure.unit.islower())
    whole = figure.scale == 1 and "." not in figure.text
    if _SIZE.fullmatch(figure.text) and _NAMED.search(amount.context[: figure.start]):
        return False
    return amount.telling and not (count and whole and abs(figure.value) < _SMALL)


def _is_grounded(amount: Amount, known: Amounts) -> bool:
    # A bare number may be the one of a date, a name, a place in an order.
    return known.has(amount) or (not amount.figure.unit and known.has_number(amount.figure))
