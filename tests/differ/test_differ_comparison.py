"""Which figures changed, are new, or were lost between two versions."""

import pytest

from git_report.differ import diff_texts
from git_report.differ.figures import find_quantities
from git_report.differ.figures.comparison import compare_figures, find_changed, pair_values
from git_report.differ.words.alignment import Hunk

PAIRS = [
    (
        "P5 instances have up to 3,200 Gbps of networking.",
        "P5 instances have up to 400 Gbps of networking.",
        [("3,200 Gbps", "400 Gbps")],
    ),
    ("It saves 40 % of the time.", "It saves 40 percent of the time.", []),
    ("It saves 40 % of the time.", "It saves 40–60 % of the time.", [("40 %", "40–60 %")]),
    ("| P5 | 8 GPUs | 3,200 Gbps |", "| P5 | 16 GPUs | 3,200 Gbps |", [("8 GPUs", "16 GPUs")]),
    ("训练时间减少40％，成本下降。", "训练时间减少60％，成本下降。", [("40％", "60％")]),
    ("See Section 3.2 of 2023.", "See Section 3.4 of 2024.", []),
    ("It runs on P4 nodes.", "It runs on P5 nodes.", []),
    # Other figures in other phrases are not a change of a figure.
    (
        "The region has 40 zones in total today.",
        "A wholly different claim: latency fell by 12 ms.",
        [],
    ),
    # A figure that moved within its sentence did not change.
    ("From 10 GB to 20 GB of memory.", "From 20 GB to 30 GB of memory.", [("10 GB", "30 GB")]),
]


@pytest.mark.parametrize(("prior", "new", "changed"), PAIRS)
def test_changed_figures(prior: str, new: str, changed: list[tuple[str, str]]) -> None:
    assert [(figure.prior, figure.new) for figure in find_changed(prior, new)] == changed


def test_new_and_lost_figures_are_nowhere_in_the_other_document() -> None:
    prior = "It has 12 nodes. It was 55 % cheaper. The rest used 3.2 thousand tokens."
    new = "It has 12 nodes. The rest used 3,200 tokens, and 70 ms."
    figures = compare_figures(prior, new, [(prior, new)])
    assert [figure.prior for figure in figures.lost] == ["55 %"]
    assert [figure.new for figure in figures.added] == ["70 ms"]
    assert figures.changed == ()
    assert all(figure.context in prior for figure in figures.lost)
    assert all(figure.context in new for figure in figures.added)


@pytest.mark.parametrize(
    "entry", ["removed: 577 euros: too exact", "allowed: K002 figure '577 euros' is lost"]
)
def test_a_figure_that_only_the_record_names_is_lost(entry: str) -> None:
    head = "# Costs\n\nThe difference is {}.\n\n[^1]: [A](a.md)\n\n<!-- git-report {}\n{}-->\n"
    prior, new = head.format("577 euros", "01", ""), head.format("small", "02", f"{entry}\n")
    figures = diff_texts(prior, new).figures
    assert [each.prior for each in figures.lost] == ["577 euros"]
    # And what only an older record named is new.
    assert [each.new for each in diff_texts(new, prior).figures.added] == ["577 euros"]


def test_a_figure_that_another_block_still_has_is_not_lost() -> None:
    prior = "Memory is 80 GB.\n\nA node has 80 GB."
    new = "Memory is large.\n\nA node has 80 GB."
    assert compare_figures(prior, new, [("Memory is 80 GB.", "Memory is large.")]).lost == ()


def test_blocks_without_a_counterpart_have_figures_too() -> None:
    figures = compare_figures("Costs $5.", "Takes 7 ms.", [("Costs $5.", ""), ("", "Takes 7 ms.")])
    assert [figure.prior for figure in figures.lost] == ["$5"]
    assert [figure.new for figure in figures.added] == ["7 ms"]


@pytest.mark.parametrize(
    ("prior", "new", "paired"),
    [
        # Of the same unit: three of eight words next to the figure are the same, and one.
        ("red blue green grey 40 kW in on at by", "red blue x y 60 kW in z z z", True),
        ("red blue green grey 40 kW in on at by", "z z x grey 60 kW z z z z", False),
        # Of another unit: five of eight, and three.
        ("red blue green grey 40 kW in on at by", "red blue x grey 60 GB in on z z", True),
        ("red blue green grey 40 kW in on at by", "red blue x y 60 GB in z z z", False),
        # Words that are not next to the figure count too, but not those that are far from it.
        ("red blue green grey 40 kW in on at by", "red blue x y 60 kW z z at z", True),
        ("a b c red blue green grey 40 kW in on at by", "a b c z z z z 60 kW z z z z", False),
        # Four words on each side count: of three two of six would be alike, of five four of ten.
        ("a red b c grey 40 kW in d e by f", "g red h i grey 60 GB in j k by l", True),
        ("red a b c grey 40 kW in d e f by", "red h i j grey 60 GB in k l m by", False),
        # At the edges: four of eight words of another unit, two of eight of the same.
        ("a red b c grey 40 kW in d e f", "g red h i grey 60 GB in j k l", False),
        ("a b c red 40 kW in d e f", "g h i red 60 kW in j k l", True),
        # A word that is more than 40 characters before is not beside it.
        (f"red {'a' * 33} 40 kW", f"red {'b' * 33} 60 kW", True),
        (f"red {'a' * 43} 40 kW", f"red {'b' * 43} 60 kW", False),
    ],
)
def test_a_figure_that_changed_has_the_same_words_beside_it(
    prior: str, new: str, paired: bool
) -> None:
    left, right = find_quantities(prior), find_quantities(new)
    whole = [Hunk(0, len(prior), 0, len(new), equal=False)]
    assert bool(pair_values(prior, new, left, right, whole)) is paired


def test_a_figure_is_quoted_with_what_is_beside_it() -> None:
    prior = f"tin {'a' * 36} zinc {'b' * 29} It was 55 % of {'c' * 24} lead {'d' * 40} iron"
    (lost,) = compare_figures(prior, "", [(prior, "")]).lost
    assert "zinc" not in lost.context
    assert lost.context.startswith("b")
    assert "lead" in lost.context
    assert "iron" not in lost.context


@pytest.mark.parametrize("places", [299, 301])
def test_a_figure_is_found_among_any_number_of_others(places: int) -> None:
    """Where its digits are often there, it is looked for in the text as a whole."""
    other = "".join(f"It has 7{n:03} rows of 55 GB.\n\n" for n in range(places))
    prior = f"{other}It was 55 % of them."
    assert compare_figures("It was 55 % of them.", prior, [("55 %", "")]).lost == ()
    (lost,) = compare_figures("It was 55 ms.", prior, [("It was 55 ms.", "")]).lost
    assert lost.prior == "55 ms"


@pytest.mark.parametrize(("between", "paired"), [(7, True), (8, False)])
def test_a_figure_that_changed_is_one_of_the_next_eight(between: int, paired: bool) -> None:
    prior = "red blue green grey 40 kW in on at by"
    others = "".join(f"z z z z {number} ms z z z z. " for number in range(11, 11 + between))
    new = f"{others}red blue green grey 60 kW in on at by"
    left, right = find_quantities(prior), find_quantities(new)
    whole = [Hunk(0, len(prior), 0, len(new), equal=False)]
    assert bool(pair_values(prior, new, left, right, whole)) is paired
