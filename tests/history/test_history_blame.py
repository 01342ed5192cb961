"""Origins and losses as text and JSON: what is shown is data, never a command to a terminal."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from git_report.checks.retention import check_retention
from git_report.history.blame_output import Blame, blame_json, render_blame
from git_report.history.lineage import trace
from git_report.history.loss_cache import decode_lost, encode_lost
from git_report.history.lost import PARTS, Lost, LostKind, drop_returned, find_lost, place_lost
from git_report.history.origins import begin, blame, fold
from git_report.history.parts import list_parts
from git_report.history.state_lists import list_state
from git_report.markdown import parse
from git_report.report.readings import Reading
from tests.differ.markdown_texts import pairs

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PRIOR = """# Report

## Network

Each node reaches 3,200 Gbps in one direction. The fabric has two tiers.

## Old

This section has been here for long.

### Older

It told of the times before.

## Storage

- Checkpoints go to local disks.
- Every hour they are copied.

The vendor names no price for it.
"""
NEW = """# Report

## Network

Each node reaches 400 Gbps in one direction. The fabric has two tiers.

## Storage

- Checkpoints go to local disks.

<!-- git-report 02
writer: ada
removed: Old: merged with a report of its own
removed: "The vendor names no price": it names one now
figure: 3,200 Gbps → 400 Gbps: per node in the keynote
-->
"""
READINGS = {1: Reading(1, "Alpha", "alpha.md"), 2: Reading(2, "Be\x1b[31mta\nnews", "b.md")}


def make(*texts: str, parts: bool = False) -> Blame:
    return Blame("report-02.md", len(texts), blame([parse(t) for t in texts]), READINGS, parts)


def lost(*texts: str, sentences: bool = False) -> list[Lost]:
    versions = [list_parts(parse(text)) for text in texts]
    lineages = [begin(versions[0]), *(trace(a, b) for a, b in pairwise(versions))]
    origins = list(fold(lineages))
    found: list[Lost] = []
    for number, (prior, new) in enumerate(pairwise(versions), 2):
        losses = find_lost(prior, new, lineages[number - 1])
        assert decode_lost(encode_lost(losses)) == losses
        found += place_lost(losses, number, origins[number - 2])
    chosen = [each for each in found if sentences or each.kind not in PARTS]
    return drop_returned(chosen, versions[-1])


def test_blocks_stand_with_their_versions_and_references() -> None:
    assert render_blame(make(PRIOR, NEW), colour=False).split("\n") == [
        "report-02.md: 5 blocks",
        "  01  Alpha <alpha.md> (3 blocks)",
        "  02  Be[31mta news <b.md> (2 blocks)",
        "",
        "01       1  Report",
        "",
        "01       3  Network",
        "02 ← 01  5  Each node reaches 400 Gbps in one direction. The fabric has two tiers.",
        "",
        "01       7  Storage",
        "02 ← 01  9  - Checkpoints go to local disks.",
        "",
    ]


def test_parts_are_below_their_block() -> None:
    told = render_blame(make(PRIOR, NEW, parts=True), colour=False)
    assert "02 ← 01  5    Each node reaches 400 Gbps in one direction.\n" in told
    assert "01       5    The fabric has two tiers.\n" in told
    assert "  01  Alpha <alpha.md> (3 blocks, 2 parts)\n" in told
    assert "(2 blocks, 1 part)\n" in told


def test_colour_adds_nothing_but_colour() -> None:
    for told in (make(PRIOR, NEW, parts=True), replace(make(PRIOR, NEW), lost=lost(PRIOR, NEW))):
        dyed = render_blame(told, colour=True)
        assert "\x1b[" in dyed
        assert re.sub(r"\x1b\[[0-9;]*m", "", dyed) == render_blame(told, colour=False)


def test_what_disappeared_stands_with_its_reason() -> None:
    told = render_blame(replace(make(PRIOR, NEW), lost=lost(PRIOR, NEW)), colour=False)
    assert told.split("\n") == [
        "report-02  Be[31mta news <b.md>",
        "  section 'Old' (13 words, with 1 subsection)",
        "      why: merged with a report of its own",
        "  block from report-01, section 'Storage', line 20",
        "      The vendor names no price for it.",
        "      why: it names one now",
        "  figure 3,200 Gbps → 400 Gbps, section 'Network', line 5",
        "      why: per node in the keynote",
        "",
    ]


def test_parts_that_disappeared_are_reported_on_request() -> None:
    found = [each for each in lost(PRIOR, NEW, sentences=True) if each.kind is LostKind.ITEM]
    assert [(each.text, each.reason, each.lines) for each in found] == [
        ("- Every hour they are copied.", "", (18, 18))
    ]


def test_a_row_is_declared_by_its_first_cell() -> None:
    table = "# A\n\n| Type | Speed |\n|---|---|\n| P3 | 25 Gbps |\n| P5 | 3,200 Gbps |\n"
    record = "\n<!-- git-report 02\nremoved: P3: no longer sold\n-->\n"
    found = lost(table, table.replace("| P3 | 25 Gbps |\n", "") + record, sentences=True)
    row = next(each for each in found if each.kind is LostKind.ROW)
    assert (row.text, row.reason) == ("| P3 | 25 Gbps |", "no longer sold")


@pytest.mark.parametrize(
    ("gone", "declared"),
    [
        ("## Costs\n\nIt is cheap.\n\n### Prices\n\nA node costs 98 USD.\n\n", "Costs"),
        ("## Costs\n\nA node costs 98 USD.\n\n", "Costs"),
        ("A node costs 98 USD in every region.\n\n", '"A node costs 98 USD"'),
        ("| P3 | 98 USD |\n", "P3"),
    ],
)
def test_a_lost_figure_has_the_reason_of_what_it_went_with(gone: str, declared: str) -> None:
    start = "# A\n\n## Sales\n\nNone yet.\n\n"
    if gone.startswith("|"):
        start += "| Type | Price |\n|---|---|\n| P5 | 55 CHF |\n"
    end = "\n## Speed\n\nIt answers in 35 ms.\n"
    record = f"\n<!-- git-report 02\nremoved: {declared}: merged elsewhere\n-->\n"
    found = lost(start + gone + end, start + end + record)
    figures = [each for each in found if each.kind is LostKind.FIGURE]
    assert [(each.text, each.reason) for each in figures] == [("98 USD", "merged elsewhere")]
    # The reason of one thing is not that of another.
    other = record.replace(declared, "Speed of another")
    found = lost(start + gone + end, start + end + other)
    assert [each.reason for each in found if each.kind is LostKind.FIGURE] == [""]


def test_a_figure_that_went_with_the_text_before_the_first_heading_has_no_reason() -> None:
    found = lost("It costs 98 USD.\n\n# A\n\nText.\n", "# A\n\nText.\n")
    assert [each.reason for each in found if each.kind is LostKind.FIGURE] == [""]


BEFORE = """# Report

## Sales

Every branch of the company sold more than it had sold in any earlier year of its long history.

### Regions

The south sold most of all, which nobody at the head office had expected after the dry spring.

## Costs

A node costs 98 USD. Power is 12 % of it.

> Nobody has ever asked what it costs.

| Type | Price |
|---|---|
| P3 | 55 CHF |
| P5 | 77 CHF |

## Speed

It answers in 35 ms.
"""


@pytest.mark.parametrize(
    ("gone", "kinds", "code"),
    [
        (BEFORE[BEFORE.index("## Sales") : BEFORE.index("## Costs")], {LostKind.SECTION}, "K001"),
        (BEFORE[BEFORE.index("### Reg") : BEFORE.index("## Costs")], {LostKind.SECTION}, "K001"),
        (" Power is 12 % of it.", {LostKind.FIGURE}, "K002"),
        ("> Nobody has ever asked what it costs.\n\n", {LostKind.BLOCK}, "K003"),
        ("| P3 | 55 CHF |\n", {LostKind.ROW, LostKind.FIGURE}, "K004"),
    ],
)
def test_what_a_person_allowed_has_that_for_its_reason(
    gone: str, kinds: set[LostKind], code: str
) -> None:
    """The findings are recorded in the words that the gate records them in."""
    after = BEFORE.replace(gone, "")
    findings = list(check_retention("r.md", parse(BEFORE), parse(after)))
    assert {finding.code for finding in findings} == {code}
    entries = "".join(f"allowed: {each.code} {each.message}\n" for each in findings)
    found = lost(BEFORE, f"{after}\n<!-- git-report 02\n{entries}-->\n", sentences=True)
    told = [each for each in found if each.reason]
    assert {each.kind for each in told} == kinds
    assert {each.reason for each in told} == {f"a person allowed it (--allow {code})"}
    assert not any(each.reason for each in lost(BEFORE, after, sentences=True))
    # Of another line it says nothing.
    moved = re.sub(r"\(line \d+", "(line 999", entries)
    found = lost(BEFORE, f"{after}\n<!-- git-report 02\n{moved}-->\n", sentences=True)
    assert not any(each.reason for each in found)


def test_sections_that_were_cut_together_have_their_allowance() -> None:
    def write(count: int) -> str:
        points = [
            " ".join(f"Point w{n} of {name} is v{n} by u{n}." for n in range(count))
            for name in ("Sales", "Costs")
        ]
        return f"# R\n\n## Sales\n\n{points[0]}\n\n## Costs\n\n{points[1]}\n"

    long, cut = write(30), write(12)
    findings = list(check_retention("r.md", parse(long), parse(cut)))
    entries = "".join(f"allowed: {each.code} {each.message}\n" for each in findings)
    assert "sections were cut from" in entries
    found = lost(long, f"{cut}<!-- git-report 02\n{entries}-->\n", sentences=True)
    assert found
    assert {each.reason for each in found} == {"a person allowed it (--allow K001)"}


def test_what_came_back_has_not_disappeared() -> None:
    again = PRIOR.replace("## Old", "## Oldest")
    kinds = [each.kind for each in lost(PRIOR, NEW, PRIOR)]
    assert kinds == [LostKind.FIGURE, LostKind.FIGURE]
    assert LostKind.SECTION in [each.kind for each in lost(PRIOR, NEW, again)]


def test_nothing_lost_is_said_in_words() -> None:
    told = render_blame(replace(make(PRIOR, PRIOR), lost=lost(PRIOR, PRIOR)), colour=False)
    assert told == (
        "no section, block or figure was lost in the versions up to report-02; "
        "--sentences also shows rows, list items and sentences\n"
    )


@pytest.mark.parametrize("text", ["", "{}", "[1]", "[[]]", '[["section"]]', "null"])
def test_what_tells_no_losses_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_lost(text)


def validate(document: object) -> None:
    schema = json.loads(
        files("git_report.history").joinpath("blame.schema.json").read_text("utf-8")
    )
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)


@SLOW
@given(pairs(), st.booleans())
def test_json_follows_its_schema(pair: tuple[str, str], parts: bool) -> None:
    told = make(*pair, parts=parts)
    for each in (told, replace(told, lost=lost(*pair, sentences=parts))):
        validate(json.loads(json.dumps(blame_json(each, "report"))))
        assert "\x1b" not in render_blame(each, colour=False)


def test_the_schema_refuses_what_is_not_a_blame() -> None:
    document = blame_json(make(PRIOR, NEW), "report")
    document["blocks"][0]["origin"] = 0
    with pytest.raises(jsonschema.ValidationError):
        validate(document)
    with pytest.raises(jsonschema.ValidationError):
        validate({**blame_json(make(PRIOR, NEW), "report"), "lost": []})


def test_the_page_lists_lost_sections_blocks_and_figures_with_their_reasons() -> None:
    (listed,) = list_state(None, lost(PRIOR, NEW))
    assert listed.title == "Lost"
    told = [entry.removeprefix("report-02 lost ") for entry in listed.entries]
    assert "section “Old”; why: merged with a report of its own" in told
    assert not any(entry.startswith(("row", "item", "sentence")) for entry in told)
    # A figure with another in its place is a change.
    assert not any("3,200" in entry for entry in told if entry.startswith("figure"))


@pytest.mark.parametrize(("length", "shown"), [(72, "x" * 72), (73, f"{'x' * 71}…")])
def test_a_block_has_seventy_two_columns_of_its_line(length: int, shown: str) -> None:
    told = render_blame(make(f"# R\n\n{'x' * length}\n"), colour=False)
    assert told.endswith(f"  {shown}\n")
