"""What happened to each section: every kind and combination, on small reports."""

from __future__ import annotations

import random
import time

import pytest

from git_report.differ import Delta, diff_texts
from git_report.differ.sections.change_kinds import heaviest_increasing
from git_report.differ.sections.siblings import best_path

# Six paragraphs that share next to no three words in a row.
GPU = "The accelerator holds eighty gigabytes of memory and serves one tenant at a time."
NET = "Every node reaches its neighbours through a fabric of four hundred gigabits a second."
COST = "Reserved capacity lowers the bill by a third when the fleet is busy all year round."
RISK = "A single supplier may raise prices, change terms or leave the market without notice."
TEAM = "Two engineers on call keep the cluster running during the weeks of a long training."
PLAN = "Start with a pilot of ten nodes, measure its use, and only then sign for more."
ROWS = "| Item | Price |\n|---|---|\n| node | 40 |\n| disk | 12 |\n| link | 7 |"


def report(*sections: str, title: str = "# Report") -> str:
    return "\n\n".join([title, *sections]) + "\n"


def tell(delta: Delta) -> set[str]:
    """``kinds: prior title -> new title`` of every changed section."""

    def name(side: object) -> str:
        path = getattr(side, "path", None)
        return "-" if path is None else (path[-1] if path else "(root)")

    return {
        f"{'+'.join(section.change)}: {name(section.prior)} -> {name(section.new)}"
        for section in delta.sections
    }


A, B, C, D, E = (
    f"## {title}\n\n{body}"
    for title, body in (
        ("Memory", GPU),
        ("Network", NET),
        ("Cost", COST),
        ("Risk", RISK),
        ("Team", TEAM),
    )
)

CASES = {
    "added": (report(A, B), report(A, C, B), {"added: - -> Cost"}),
    "removed": (report(A, B, C), report(A, C), {"removed: Network -> -"}),
    "edited": (
        report(A, B),
        report(A.replace("eighty", "ninety"), B),
        {"edited: Memory -> Memory"},
    ),
    "renamed": (
        report(A, B),
        report(A.replace("Memory", "Capacity of one card"), B),
        {"renamed: Memory -> Capacity of one card"},
    ),
    "renamed and edited": (
        report(A, B),
        report(A.replace("Memory", "Capacity").replace("one tenant", "two tenants"), B),
        {"edited+renamed: Memory -> Capacity"},
    ),
    "title in another case": (
        report(A),
        report(A.replace("Mem", "MEM")),
        {"renamed: Memory -> MEMory"},
    ),
    "moved": (report(A, B, C, D), report(B, C, D, A), {"moved: Memory -> Memory"}),
    "moved to another parent": (
        report(A, f"### Bandwidth\n\n{PLAN}", B, C),
        report(A, B, C, f"### Bandwidth\n\n{PLAN}"),
        {"moved: Bandwidth -> Bandwidth"},
    ),
    "a moved section takes what is below it": (
        report(A, f"### Bandwidth\n\n{PLAN}", B, C, D),
        report(B, C, D, A, f"### Bandwidth\n\n{PLAN}"),
        {"moved: Memory -> Memory"},
    ),
    "moved, renamed and edited": (
        report(A, B, C, D),
        report(B, C, D, A.replace("Memory", "Capacity").replace("at a time", "each")),
        {"edited+renamed+moved: Memory -> Capacity"},
    ),
    "demoted": (report(A, B, C), report(A, f"#{B}", C), {"releveled: Network -> Network"}),
    "promoted": (
        report(A, f"### Network\n\n{NET}", C),
        report(A, B, C),
        {"releveled: Network -> Network"},
    ),
    "a demoted section takes what is below it": (
        report(A, B, f"### Bandwidth\n\n{PLAN}", C),
        report(A, f"#{B}", f"#### Bandwidth\n\n{PLAN}", C),
        {"releveled: Network -> Network"},
    ),
    "split": (
        report(A, f"## Money\n\n{COST}\n\n{RISK}", B),
        report(A, f"## Money\n\n{COST}", f"## Supplier\n\n{RISK}", B),
        {"split: Money -> Money", "split: - -> Supplier"},
    ),
    "split, the name going to the second half": (
        report(A, f"## Money\n\n{COST}\n\n{RISK}\n\n{PLAN}", B),
        report(A, f"## Bill\n\n{COST}", f"## Money\n\n{RISK}\n\n{PLAN}", B),
        {"split: Money -> Money", "split: - -> Bill"},
    ),
    "split and edited": (
        report(A, f"## Money\n\n{COST}\n\n{RISK}", B),
        report(A, f"## Money\n\n{COST} Twice.", f"## Supplier\n\n{RISK}", B),
        {"edited+split: Money -> Money", "split: - -> Supplier"},
    ),
    "merged": (
        report(A, C, D, B),
        report(A, f"## Cost\n\n{COST}\n\n{RISK}", B),
        {"merged: Cost -> Cost", "merged: Risk -> -"},
    ),
    "merged and renamed": (
        report(A, C, D, B),
        report(A, f"## Cost and terms\n\n{COST}\n\n{RISK}", B),
        {"renamed+merged: Cost -> Cost and terms", "merged: Risk -> -"},
    ),
    "a block that moved edits both sections": (
        report(f"{A}\n\n{PLAN}", B),
        report(A, f"{B}\n\n{PLAN}"),
        {"edited: Memory -> Memory", "edited: Network -> Network"},
    ),
    "renumbered": (
        report(f"## 1. Memory\n\n{GPU}", f"## 2. Network\n\n{NET}"),
        report(f"## 1. Cost\n\n{COST}", f"## 2. Memory\n\n{GPU}", f"## 3. Network\n\n{NET}"),
        {
            "added: - -> 1. Cost",
            "renumbered: 1. Memory -> 2. Memory",
            "renumbered: 2. Network -> 3. Network",
        },
    ),
    "a number that shifted is no edit": (
        report(f"## Memory\n\n**Exhibit 1. Cards**\n\n{GPU} See Exhibit 1.", B),
        report(
            f"## Cost\n\n**Exhibit 1. Bills**\n\n{COST}",
            f"## Memory\n\n**Exhibit 2. Cards**\n\n{GPU} See Exhibit 2.",
            B,
        ),
        {"added: - -> Cost"},
    ),
    "repeated titles, one more": (
        report(*(f"## Note\n\n{text}" for text in (GPU, NET, COST))),
        report(*(f"## Note\n\n{text}" for text in (GPU, RISK, NET, COST))),
        {"added: - -> Note"},
    ),
    "repeated titles, one edited, one less": (
        report(*(f"## Note\n\n{text}" for text in (GPU, NET, COST))),
        report(*(f"## Note\n\n{text}" for text in (GPU + " Always.", COST))),
        {"edited: Note -> Note", "removed: Note -> -"},
    ),
    "repeated titles under repeated parents": (
        report(
            *(
                f"## {x}\n\n### Note\n\n{t}\n\n### Reason\n\nNone."
                for x, t in (("A", GPU), ("B", NET))
            )
        ),
        report(
            *(
                f"## {x}\n\n### Note\n\n{t}\n\n### Reason\n\nNone."
                for x, t in (("A", GPU), ("B", RISK))
            )
        ),
        {"edited: Note -> Note"},
    ),
    "a duplicated section": (report(A, B), report(A, B, A), {"added: - -> Memory"}),
    "empty containers": (
        report("## Part", "### One", "### Two"),
        report("## Part", "### Two", "### Three"),
        {"removed: One -> -", "added: - -> Three"},
    ),
    "a container renamed": (
        report("## Hardware", f"#{A}", f"#{B}", "## Money", f"#{C}"),
        report("## Machines and fabrics", f"#{A}", f"#{B}", "## Money", f"#{C}"),
        {"renamed: Hardware -> Machines and fabrics"},
    ),
    "text before the first heading": (
        f"{GPU}\n\n# Report\n\n{NET}\n",
        f"{GPU} Always.\n\n# Report\n\n{NET}\n",
        {"edited: (root) -> (root)"},
    ),
    "front matter": (
        f"---\ntitle: a\n---\n\n# Report\n\n{NET}\n",
        f"---\ntitle: b\n---\n\n# Report\n\n{NET}\n",
        {"edited: (root) -> (root)"},
    ),
    "no headings": (f"{GPU}\n\n{NET}\n", f"{GPU}\n\n{COST}\n", {"edited: (root) -> (root)"}),
    "headings appear": (
        f"{GPU}\n",
        f"# Memory\n\n{GPU}\n",
        {"split: (root) -> (root)", "split: - -> Memory"},
    ),
    "setext becomes atx": (f"Report\n===\n\nMemory\n---\n\n{GPU}\n", report(A), set()),
    "headings in quotes and code are text": (
        report(f"{A}\n\n> # Quoted\n\n```\n# Fenced\n```"),
        report(f"{A}\n\n> # Quoted twice\n\n```\n# Fenced\n```"),
        {"edited: Memory -> Memory"},
    ),
    "everything is new": (
        report(A, B, title="# Hardware"),
        report(C, D, title="# Contracts and their terms"),
        {
            "removed: Memory -> -",
            "removed: Network -> -",
            "added: - -> Cost",
            "added: - -> Risk",
            "renamed: Hardware -> Contracts and their terms",
        },
    ),
    "a removed and an added section in one place are no rename": (
        report(A, B, C),
        report(A, D, C),
        {"removed: Network -> -", "added: - -> Risk"},
    ),
    "another text under the same title is an edit": (
        report(A, B, C),
        report(A, f"## Network\n\n{RISK}", C),
        {"edited: Network -> Network"},
    ),
    "the old text under a new title, a new text under the old": (
        report(A, B, C),
        report(A, f"## Network\n\n{RISK} {TEAM}", f"## Fabric of the nodes\n\n{NET}", C),
        {"renamed: Network -> Fabric of the nodes", "added: - -> Network"},
    ),
    "two swapped": (
        report(A, f"## Network\n\n{NET} {PLAN}"),
        report(f"## Network\n\n{NET} {PLAN}", A),
        {"moved: Memory -> Memory"},
    ),
    "blank lines and line endings": (
        report(A, B),
        report(A, B).replace("\n\n", "\n\n\n").replace("\n", "\r\n"),
        set(),
    ),
    "a table's row": (
        report(f"{A}\n\n{ROWS}"),
        report(f"{A}\n\n{ROWS.replace('12', '13')}"),
        {"edited: Memory -> Memory"},
    ),
    "split in three": (
        report(A, f"## Money\n\n{COST}\n\n{RISK}\n\n{PLAN}", B),
        report(A, f"## Money\n\n{COST}", f"## Supplier\n\n{RISK}", f"## Pilot\n\n{PLAN}", B),
        {"split: Money -> Money", "split: - -> Supplier", "split: - -> Pilot"},
    ),
    "split under two other titles": (
        report(A, f"## Component\n\n{COST}\n\n{RISK}", B),
        report(A, f"## Summary\n\n{COST}", f"## Proposal\n\n{RISK}", B),
        {"renamed+split: Component -> Summary", "split: - -> Proposal"},
    ),
    "a few words that others have too are no piece": (
        report(f"{A}\n\n{NET} To be done.", C),
        report(A, C, "## Goals\n\nTo be done."),
        {"edited: Memory -> Memory", "added: - -> Goals"},
    ),
    "split into subsections": (
        report(A, f"## Money\n\n{COST}\n\n{RISK}", B),
        report(A, "## Money", f"### Bill\n\n{COST}", f"### Supplier\n\n{RISK}", B),
        {"split: Money -> Money", "split: - -> Bill", "split: - -> Supplier"},
    ),
    "a split takes its subsections along": (
        report(f"## One\n\n{GPU}\n\n{NET}", f"#{C}", f"#{D}"),
        report(f"## One\n\n{GPU}", f"#{C}", f"## Other\n\n{NET}", f"#{D}"),
        {"split: One -> One", "split: - -> Other"},
    ),
    "sections put under a new one": (
        report(A, B, C),
        report("## Hardware", f"#{A}", f"#{B}", C),
        {
            "added: - -> Hardware",
            "releveled: Memory -> Memory",
            "releveled: Network -> Network",
        },
    ),
    "a new heading between subsections moves nothing": (
        report("## One", f"#{C}", f"#{D}"),
        report("## One", f"#{C}", "## Two", f"#{D}"),
        {"added: - -> Two"},
    ),
    "all levels shift": (
        report(A, B),
        report(f"#{A}", f"#{B}", title="## Report"),
        {"releveled: Report -> Report"},
    ),
    "numbers are given": (
        report(A, B),
        report(A.replace("Mem", "1. Mem"), B.replace("Net", "2. Net")),
        {"renumbered: Memory -> 1. Memory", "renumbered: Network -> 2. Network"},
    ),
    "a promoted sibling takes others along, below a new heading": (
        report("## One", f"#{A}", f"#{B}", f"#{C}", D),
        report("## One", f"#{A}", B, f"### New\n\n{PLAN}", f"##{C}", D),
        {
            "releveled: Network -> Network",
            "added: - -> New",
            "releveled: Cost -> Cost",
        },
    ),
    "moved and promoted": (
        report(A, B, f"### Bandwidth\n\n{PLAN}", C, D),
        report(f"## Bandwidth\n\n{PLAN}", A, B, C, D),
        {"moved+releveled: Bandwidth -> Bandwidth"},
    ),
    "two titles swapped": (
        report(A, B),
        report(A.replace("Memory", "Network"), B.replace("Network", "Memory")),
        {"renamed: Memory -> Network", "renamed: Network -> Memory"},
    ),
    "written again at another level": (
        report(A, "## End", f"### Sources\n\n{RISK}"),
        report(A, "## End", f"## Sources\n\n{TEAM}"),
        {"edited+releveled: Sources -> Sources"},
    ),
    "written again, its title marked otherwise": (
        report(f"## Tools\n\n{GPU}", f"### Actions: Reuse\n\n{RISK}"),
        report(f"## Tools\n\n{GPU}", f"## 2. **Actions** (reuse)\n\n{TEAM}"),
        {"edited+renamed+releveled: Actions: Reuse -> 2. **Actions** (reuse)"},
    ),
    "written again where another has the title too": (
        report(A, "## End", f"### Sources\n\n{RISK}"),
        report(f"{A}\n\n### Sources\n\n{PLAN}", "## End", f"## Sources\n\n{TEAM}"),
        {"removed: Sources -> -", "added: - -> Sources"},
    ),
    "one title under sections that are others": (
        report(A, f"### Price\n\n{RISK}", B),
        report(A, B, f"### Price\n\n{TEAM}"),
        {"removed: Price -> -", "added: - -> Price"},
    ),
    "written again above subsections of the same titles": (
        report(A, f"## Machines\n\n{RISK}\n\n{COST}", f"### Alpha\n\n{NET}", f"### Beta\n\n{ROWS}"),
        report(A, f"# Fitness\n\n{TEAM}\n\n{PLAN}", "## Alpha\n\nSmall.", "## Beta\n\nLarge."),
        {
            "edited+renamed+releveled: Machines -> Fitness",
            "edited: Alpha -> Alpha",
            "edited: Beta -> Beta",
        },
    ),
    "written again with one more subsection": (
        report("## Tools", f"### Alpha\n\n{NET}", f"### Beta\n\n{ROWS}", "## End"),
        report(
            "## End", "# Makers", f"## Alpha\n\n{TEAM}", f"## Beta\n\n{RISK}", f"## Third\n\n{PLAN}"
        ),
        {
            "renamed+moved+releveled: Tools -> Makers",
            "edited: Alpha -> Alpha",
            "edited: Beta -> Beta",
            "added: - -> Third",
        },
    ),
    "two subsections below a new heading behind the next section": (
        report("## One", f"### Alpha\n\n{NET}", f"### Beta\n\n{ROWS}", "## Two"),
        report("## One", "## Two", "### Three", f"#### Alpha\n\n{NET}", f"#### Beta\n\n{ROWS}"),
        {
            "added: - -> Three",
            "moved+releveled: Alpha -> Alpha",
            "moved+releveled: Beta -> Beta",
        },
    ),
    "a section that comes out behind the next one": (
        report("## One", f"### Alpha\n\n{NET}", f"#### Beta\n\n{ROWS}", "## Two", "## End"),
        report("## One", "## Two", f"## Alpha\n\n{NET}", f"### Beta\n\n{ROWS}", "## End"),
        {"moved+releveled: Alpha -> Alpha"},
    ),
    "a section that goes below the next one": (
        report("## One", f"## Alpha\n\n{NET}", f"### Beta\n\n{ROWS}", "## Two"),
        report("## One", "## Two", f"### Alpha\n\n{NET}", f"#### Beta\n\n{ROWS}"),
        {"moved+releveled: Alpha -> Alpha"},
    ),
    "sections one level deeper where they were": (
        report("## One", f"## Alpha\n\n{NET}", f"## Beta\n\n{ROWS}"),
        report("## One", f"### Alpha\n\n{NET}", f"### Beta\n\n{ROWS}"),
        {"releveled: Alpha -> Alpha", "releveled: Beta -> Beta"},
    ),
    "nothing before": ("", report(A), {"added: - -> Report", "added: - -> Memory"}),
}


@pytest.mark.parametrize(("prior", "new", "kinds"), CASES.values(), ids=CASES.keys())
def test_kinds(prior: str, new: str, kinds: set[str]) -> None:
    delta = diff_texts(prior, new)
    assert tell(delta) == kinds
    assert delta.apply(prior) == new


# Where either of two sections may be said to be the one that moved or kept the name.
_ONE_WAY = {"two swapped", "split, the name going to the second half", "headings appear"}


@pytest.mark.parametrize("name", sorted(set(CASES) - _ONE_WAY))
def test_kinds_of_the_way_back(name: str) -> None:
    prior, new, _ = CASES[name]
    backwards = tell(diff_texts(new, prior))
    assert backwards == tell(diff_texts(prior, new).invert())


def test_a_split_names_its_pieces_and_a_merge_its_sources() -> None:
    prior = report(A, f"## Money\n\n{COST}\n\n{RISK}", B)
    new = report(A, f"## Money\n\n{COST}", f"## Supplier\n\n{RISK}", B)
    pair, piece = diff_texts(prior, new).sections
    assert pair.into == (("Report", "Money"), ("Report", "Supplier"))
    assert piece.sources == (("Report", "Money"),)
    assert pair.blocks == piece.blocks == ()
    pair, piece = diff_texts(new, prior).sections
    assert pair.sources == (("Report", "Money"), ("Report", "Supplier"))
    assert piece.into == (("Report", "Money"),)


def test_a_block_that_moved_names_the_other_section() -> None:
    delta = diff_texts(report(f"{A}\n\n{PLAN}", B), report(A, f"{B}\n\n{PLAN}"))
    gone, come = (section.blocks[0] for section in delta.sections)
    assert (gone.change, gone.place, gone.new) == ("moved", ("Report", "Network"), None)
    assert (come.change, come.place, come.prior) == ("moved", ("Report", "Memory"), None)


def test_matches_name_all_matched_headings_and_the_root() -> None:
    delta = diff_texts(report(A, B, C), report(A, C))
    assert delta.matches == ((0, 0), (1, 1), (3, 3), (11, 7))
    assert delta.unchanged == 3


def test_many_mutations_are_reported_as_they_were_made() -> None:
    """Sections of random words, each with a fate of its own."""
    rng = random.Random(7)
    words = [f"w{k}" for k in range(400)]

    def text(size: int) -> list[str]:
        return [rng.choice(words) for _ in range(size)]

    prior: list[str] = []
    new: list[str] = []
    want: set[str] = set()
    for k in range(120):
        title, body = f"T{k} {' '.join(text(2))}", text(40)
        section = f"## {title}\n\n{' '.join(body)}"
        match k % 5:
            case 1:
                prior.append(section)
                want.add(f"removed: {title} -> -")
            case 2:
                new.append(section)
                want.add(f"added: - -> {title}")
            case 3:
                prior.append(section)
                body[rng.randrange(40)] = "other"
                other = " ".join(text(3))
                new.append(f"## {other}\n\n{' '.join(body)}")
                want.add(f"edited+renamed: {title} -> {other}")
            case _:
                prior.append(section)
                new.append(section)
    assert tell(diff_texts(report(*prior), report(*new))) == want


def equal_titles(bodies: list[str]) -> str:
    return "".join(f"## Note\n\n{body}\n\n" for body in bodies)


COUNT = range(2600)
_RNG = random.Random(3)
_WORDS = [a + b + c for a in "bdfgklmnprst" for b in "aeiouy" for c in "bdfgklmnprst"]
BODIES = [" ".join(_RNG.choices(_WORDS, k=12)) for _ in COUNT]
OTHERS = [" ".join(_RNG.choices(_WORDS, k=12)) for _ in COUNT]


@pytest.mark.parametrize(
    ("prior", "new"),
    [
        (equal_titles(BODIES), equal_titles(OTHERS)),
        (equal_titles(BODIES), equal_titles(BODIES[::-1])),
        (equal_titles(["same"] * 2600), equal_titles(["same"] * 2599)),
        (equal_titles([""] * 2600), equal_titles(["x"] * 2600)),
        (
            "".join(f"## A{k}\n\nbody\n\n" for k in COUNT),
            "".join(f"## B{k}\n\nbody\n\n" for k in COUNT),
        ),
        (
            "".join(f"{'#' * (k % 6 + 1)} t{k}\n\n{BODIES[k]}\n\n" for k in COUNT),
            "".join(f"{'#' * ((k + 1) % 6 + 1)} t{k}\n\n{BODIES[k]}\n\n" for k in COUNT),
        ),
    ],
    ids=["other bodies", "reversed", "all equal", "empty", "renamed", "releveled"],
)
def test_2600_headings_are_compared(prior: str, new: str) -> None:
    before = time.process_time()
    delta = diff_texts(prior, new)
    assert time.process_time() - before < 6
    assert delta.apply(prior) == new


@pytest.mark.parametrize(
    ("values", "weights", "kept"),
    [
        ([], [], []),
        ([1, 2, 3], [1, 1, 1], [0, 1, 2]),
        ([3, 1, 2], [1, 1, 1], [1, 2]),
        ([3, 1, 2], [9, 1, 1], [0]),
        ([2, 1], [1, 1.5], [1]),
        ([1, 1, 1], [1, 2, 1], [1]),
    ],
)
def test_heaviest_increasing(values: list[int], weights: list[float], kept: list[int]) -> None:
    assert heaviest_increasing(values, weights) == kept


def test_best_path_leaves_out_what_has_no_value() -> None:
    assert best_path([[0.0, 0.9], [0.5, 0.0], [0.0, 0.8]]) == [(1, 0), (2, 1)]
    assert best_path([[0.0]]) == []
