"""How well figures are read: precision and recall on labelled texts.

    python bench/figures.py [-v] [PART.toml ...]

For each part (all of bench/figures_labels without arguments): figures found and missed, told by
their digits; the values and units of those that were found; whether pairs that say the same are
known to be so, and pairs that do not are kept apart. Rates are of all that was found (precision)
and of all that is labelled (recall), so a figure with a wrong unit counts against both. Exits with
1 where a rate of a part is below 0.97. The format and the rules are in
bench/figures_labels/README.md.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from git_report.checks.amounts import find_amounts
from git_report.differ.figures import Figure, find_figures
from git_report.differ.figures.equal_values import read_words, says_same
from git_report.differ.figures.units import convert, find_unit, is_measure
from git_report.markdown import parse

LABELS = Path(__file__).resolve().parent / "figures_labels"
BAR = 0.97
# The digits of a unit are not those of its figure.
UNIT_DIGIT = re.compile(r"(?<=[A-Za-zµ])[23²³]\b")
DIGITS = re.compile(r"\d|[¼-¾⅐-⅞]")


class Label(NamedTuple):
    """A figure as a person reads it."""

    written: str
    ends: tuple[Decimal, ...]
    unit: str
    same: tuple[str, ...]
    other: tuple[str, ...]


class Text(NamedTuple):
    """A labelled text; what is `open` counts neither way."""

    field: str
    text: str
    labels: tuple[Label, ...]
    open: tuple[str, ...]


@dataclass
class Score:
    """What was right, of all that was found and of all that is labelled."""

    right: int = 0
    found: int = 0
    labelled: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what is labelled that was found right."""
        return self.right / self.labelled if self.labelled else 1.0


def load(path: Path) -> list[Text]:
    """The texts of a part; an error names the text that breaks the format."""
    texts = []
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["text"]:
        labels = []
        for each in entry["figures"]:
            if each["written"] not in entry["text"]:
                sys.exit(f"{path.name}: {each['written']!r} is not in {entry['text']!r}")
            labels.append(
                Label(
                    each["written"],
                    read_value(each["value"]),
                    each.get("unit", ""),
                    tuple(each.get("same", ())),
                    tuple(each.get("other", ())),
                )
            )
        texts.append(
            Text(entry["field"], entry["text"], tuple(labels), tuple(entry.get("open", ())))
        )
    return texts


def read_value(value: str) -> tuple[Decimal, ...]:
    """A label's number, both ends of its range, or those of its tolerance."""
    middle, sign, tolerance = value.partition("±")
    if sign:
        return Decimal(middle) - Decimal(tolerance), Decimal(middle) + Decimal(tolerance)
    return tuple(map(Decimal, value.split("..")))


def read(text: str) -> list[Figure]:
    """The figures of a text, as the checks of a report read them."""
    return [amount.stated for amount in find_amounts(parse(text))]


def list_ends(figure: Figure) -> tuple[Decimal, ...]:
    """The figure's number, or both ends."""
    if figure.tolerance is not None:
        return figure.value - figure.tolerance, figure.value + figure.tolerance
    return (figure.value,) if figure.upper is None else (figure.value, figure.upper)


def name_unit(unit: str) -> str:
    """A unit without what is counted, in its common spelling: ``GB/GPU`` is ``GB``."""
    if whole := find_unit(unit):
        return whole if is_measure(whole) else ""
    first, *rest = (find_unit(part) or part for part in unit.split("/"))
    kept = [part for part in rest if is_measure(part)]
    return "/".join([first if is_measure(first) else "", *kept])


def digits_of(written: str) -> str:
    return "".join(DIGITS.findall(UNIT_DIGIT.sub("", written)))


def align(labels: Sequence[str], found: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """The longest common row of two rows of digits: pairs, and what one side alone has."""
    best = [[0] * (len(found) + 1) for _ in range(len(labels) + 1)]
    for i in reversed(range(len(labels))):
        for j in reversed(range(len(found))):
            best[i][j] = (
                best[i + 1][j + 1] + 1
                if labels[i] == found[j]
                else max(best[i + 1][j], best[i][j + 1])
            )
    i = j = 0
    while i < len(labels) or j < len(found):
        if i < len(labels) and j < len(found) and labels[i] == found[j]:
            yield i, j
            i, j = i + 1, j + 1
        elif j == len(found) or (i < len(labels) and best[i + 1][j] >= best[i][j + 1]):
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1


def is_close(ends: tuple[Decimal, ...], others: tuple[Decimal, ...]) -> bool:
    return len(ends) == len(others) and all(
        abs(one - other) <= abs(one) * Decimal("1e-4")
        for one, other in zip(ends, others, strict=True)
    )


def is_same(figure: Figure, text: str) -> bool:
    """Whether the figure of a text, in digits or in words, says the same as another."""
    # "2000" alone is a year, and a figure all the same where it is held against one.
    figures = read(text) or find_figures(text)
    if figures:
        return len(figures) == 1 and says_same(figure, figures[0])
    unit = name_unit(figure.unit)
    own = convert(figure.value, unit)
    return any((key.value, name_unit(key.unit)) == own for key in read_words(text))


def score(texts: Sequence[Text]) -> dict[str, Score]:
    """Scores by name: spans, values, units, equality."""
    spans, values, units, equality = scores = (Score(), Score(), Score(), Score())
    for text in texts:
        figures = read(text.text)
        opened = {digits_of(piece) for piece in text.open}
        rows = (
            [digits_of(each.written) for each in text.labels],
            [digits_of(f.text) for f in figures],
        )
        for i, j in align(*rows):
            if i is None and j is not None and rows[1][j] in opened:
                continue
            for each in (spans, values, units):
                each.labelled += i is not None
                each.found += j is not None
            if i is None or j is None:
                what = "missed" if j is None else "no figure"
                where = text.labels[i].written if i is not None else figures[j or 0].text
                spans.faults.append(f"{what}: {where!r} in {text.text!r}")
                continue
            label, figure = text.labels[i], figures[j]
            shown = f"{label.written!r}, {label.unit!r}"
            spans.right += 1
            values.right += (right := is_close(label.ends, list_ends(figure)))
            if not right:
                values.faults.append(f"{shown} read as {list_ends(figure)}: {text.text!r}")
            score_pairs(label, figure, equality)
            units.right += (right := name_unit(label.unit) == name_unit(figure.unit))
            if not right:
                units.faults.append(f"{shown} read as {figure.unit!r}: {text.text!r}")
    return dict(zip(("spans", "values", "units", "equality"), scores, strict=True))


def score_pairs(label: Label, figure: Figure, equality: Score) -> None:
    """Count the texts that say the same as a figure that was found, and those that do not."""
    for others, expected in ((label.same, True), (label.other, False)):
        for other in others:
            told = is_same(figure, other)
            equality.labelled += expected
            equality.found += told
            equality.right += expected and told
            if told is not expected:
                equality.faults.append(f"{label.written!r} {'≠' if expected else '='} {other!r}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-v", "--verbose", action="store_true", help="name what went wrong")
    parser.add_argument("parts", nargs="*", type=Path, help="parts, as TOML files")
    options = parser.parse_args()
    passed = True
    for path in options.parts or sorted(LABELS.glob("*.toml")):
        texts = load(path)
        scores = score(texts)
        print(f"{path.stem}: {len(texts)} texts, {sum(len(text.labels) for text in texts)} figures")
        for name, each in scores.items():
            print(f"  {name:<9} precision {each.precision:.3f}  recall {each.recall:.3f}")
            passed &= min(each.precision, each.recall) >= BAR
            if options.verbose:
                for fault in each.faults:
                    print(f"    {fault}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
