"""Which version brought each block, row, item and sentence."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from git_report.differ.words.sentences import split_sentences
from git_report.history.lineage import trace
from git_report.history.lineage_format import (
    Lineage,
    LineageStep,
    Relation,
    decode_lineage,
    encode_lineage,
)
from git_report.history.origins import (
    BlockOrigin,
    MisfitError,
    Origin,
    Origins,
    advance,
    begin,
    blame,
    list_origins,
)
from git_report.history.parts import list_parts
from git_report.markdown import Kind, parse
from tests.differ.markdown_texts import pairs

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FIRST = """# Report

## Network

Each node reaches 3,200 Gbps in one direction. The fabric has two tiers.

Operators drain a node before they replace it.

## Storage

- Checkpoints go to local disks.
- Every hour they are copied.

| Tier | Size |
|---|---|
| local | 30 TB |
| shared | 2 PB |
"""


def told(*versions: str) -> dict[str, tuple[int, int]]:
    """Version and prior version of each block of the newest version, by its first words."""
    return {
        each.block.content[:24]: (each.origin.version, each.origin.before)
        for each in blame([parse(text) for text in versions])
    }


def parts(*versions: str) -> dict[str, tuple[int, int]]:
    """The same of rows, items and sentences."""
    return {
        part.part.text: (part.origin.version, part.origin.before)
        for each in blame([parse(text) for text in versions])
        for part in (*each.parts, *(below for above in each.parts for below in above.sentences))
    }


@pytest.mark.parametrize("word", ["Exhibit", "Tabelle", "Tableau"])
def test_what_only_names_a_renumbered_exhibit_is_not_new(word: str) -> None:
    table = "| a | b |\n|---|---|\n"
    first = (
        f"# R\n\n## A\n\n**{word} 1: Prices**\n\n{table}| c | {word} 1 |\n\n## B\n\n"
        f"It is old. {word} 1 shows it. So it is.\n\n- {word} 1 is first.\n- None is last.\n"
    )
    new = first.replace(f"{word} 1", f"{word} 2")
    new = new.replace("## A\n", f"## A\n\n**{word} 1: Costs**\n\n{table}| e | f |\n")
    origins = told(first, new) | parts(first, new)
    assert {name for name, origin in origins.items() if origin[0] == 2} == {
        *(f"**{word} 1: Costs**"[:24], f"{table}| e | f |"[:24], "| e | f |"),
    }


def test_all_of_a_first_version_is_its_own() -> None:
    assert set(told(FIRST).values()) == {(1, 0)}
    assert set(parts(FIRST).values()) == {(1, 0)}


@pytest.mark.parametrize(
    ("new", "block", "origin"),
    [
        (FIRST.replace("## Network", "## 3. Fabric of the network"), "Each node", (1, 0)),
        (FIRST.replace("## Network", "## Fabric"), "## Fabric", (2, 1)),
        (FIRST.replace("## Network", "### Network"), "### Network", (1, 0)),
        (FIRST.replace("## Network", "## 2. Network"), "## 2. Network", (1, 0)),
        (FIRST.replace("3,200", "400"), "Each node", (2, 1)),
        (FIRST.replace("3,200", "400"), "Operators", (1, 0)),
        (FIRST.replace("direction. The", "direction.\nThe"), "Each node", (1, 0)),
        (FIRST.replace("tiers.", "tiers.[^2]"), "Each node", (1, 0)),
        (FIRST.replace("tiers.", "tiers. They are flat."), "Each node", (2, 1)),
        (FIRST.replace(" The fabric has two tiers.", ""), "Each node", (2, 1)),
        (FIRST.replace("- ", "* "), "* Checkpoints", (1, 0)),
        (FIRST.replace("| local | 30 TB |", "| local  |  30 TB |"), "| Tier", (1, 0)),
        (FIRST.replace("30 TB", "60 TB"), "| Tier", (2, 1)),
        (FIRST + "\n## Power\n\nIt draws 40 kW.\n", "It draws", (2, 0)),
        (FIRST + "\n## Power\n\nIt draws 40 kW.\n", "## Power", (2, 0)),
        ("Preface.\n\n" + FIRST, "Each node", (1, 0)),
        (FIRST.replace("\n", "\r\n"), "Each node", (1, 0)),
    ],
)
def test_a_block_keeps_its_origin_while_its_words_stay(
    new: str, block: str, origin: tuple[int, int]
) -> None:
    found = {start: own for start, own in told(FIRST, new).items() if start.startswith(block)}
    assert list(found.values()) == [origin]


def test_a_block_is_followed_to_another_section() -> None:
    line = "Operators drain a node before they replace it.\n\n"
    moved = FIRST.replace(line, "").replace("## Storage\n\n", f"## Storage\n\n{line}")
    assert set(told(FIRST, moved).values()) == {(1, 0)}


def test_a_short_block_moves_where_none_came_or_went() -> None:
    first = FIRST.replace("## Storage", "Note.\n\n## Storage")
    moved = FIRST.replace("## Storage\n", "## Storage\n\nNote.\n")
    assert told(first, moved)["Note."] == (1, 0)
    assert told(FIRST, moved)["Note."] == (2, 0)


def test_sections_in_another_order_keep_their_words() -> None:
    head, network, storage = FIRST.partition("## Network")[0], *_sections()
    assert set(told(FIRST, head + storage + "\n" + network).values()) == {(1, 0)}


def _sections() -> tuple[str, str]:
    network, _, storage = FIRST.partition("## Network")[2].partition("## Storage")
    return f"## Network{network}", f"## Storage{storage}"


def test_a_split_and_a_merged_section_keep_their_blocks() -> None:
    split = FIRST.replace("Operators", "## Operations\n\nOperators")
    found = told(FIRST, split)
    assert found.pop("## Operations") == (2, 0)
    assert set(found.values()) == {(1, 0)}
    assert set(told(split, FIRST).values()) == {(1, 0)}


def test_a_paragraph_that_is_cut_has_the_origins_of_its_sentences() -> None:
    second = FIRST.replace("two tiers.", "three tiers.")
    third = second.replace("direction. The fabric", "direction.\n\nThe fabric")
    found = told(FIRST, second, third)
    assert found["Each node reaches 3,200 "] == (1, 0)
    assert found["The fabric has three tie"] == (2, 1)
    joined = told(FIRST, second, third, second)
    assert joined["Each node reaches 3,200 "] == (2, 1)


def test_a_paragraph_that_is_cut_and_edited_is_new() -> None:
    first = FIRST.replace("two tiers", "two tiers of switches and short optical cables")
    second = first.replace("direction. The fabric", "direction.\n\nThe wide fabric")
    found = told(first, second)
    assert found["Each node reaches 3,200 "] == (2, 1)
    assert found["The wide fabric has two "] == (2, 1)
    assert parts(first, second)["Each node reaches 3,200 Gbps in one direction."] == (1, 0)


def test_a_list_and_a_table_in_another_order_say_the_same() -> None:
    second = FIRST.replace("30 TB", "60 TB")
    third = second.replace(
        "| local | 60 TB |\n| shared | 2 PB |", "| shared | 2 PB |\n| local | 60 TB |"
    )
    assert told(FIRST, second, third)["| Tier | Size |\n|---|---"] == (2, 1)


def test_rows_items_and_sentences_have_their_own_origins() -> None:
    second = (
        FIRST.replace("30 TB", "60 TB")
        .replace("- Every", "- They are kept for a week. Disks fail.\n- Every")
        .replace("two tiers", "three tiers")
        .replace("2 PB |", "2 PB |\n| archive | 9 PB |")
    )
    found = parts(FIRST, second)
    assert found["| Tier | Size |\n|---|---|"] == (1, 0)
    assert found["| local | 60 TB |"] == (2, 1)
    assert found["| shared | 2 PB |"] == (1, 0)
    assert found["| archive | 9 PB |"] == (2, 0)
    assert found["- Checkpoints go to local disks."] == (1, 0)
    assert found["- They are kept for a week. Disks fail."] == (2, 0)
    assert found["Disks fail."] == (2, 0)
    assert found["Each node reaches 3,200 Gbps in one direction."] == (1, 0)
    assert found["The fabric has three tiers."] == (2, 1)


def test_a_sentence_is_found_again_anywhere() -> None:
    second = FIRST.replace(" The fabric has two tiers.", "").replace(
        "- Every", "- The fabric has two tiers. That is enough.\n- Every"
    )
    found = parts(FIRST, second)
    assert found["The fabric has two tiers."] == (1, 0)
    assert found["That is enough."] == (2, 0)


def test_a_ticked_box_is_an_edit() -> None:
    first = "# A\n\n- [ ] Order disks.\n- [x] Count nodes.\n"
    found = parts(first, first.replace("[ ]", "[x]"))
    assert found["- [x] Order disks."] == (2, 1)
    assert found["- [x] Count nodes."] == (1, 0)


def test_a_number_that_shifted_is_not_a_word() -> None:
    first = (
        "# A\n\n## 1. Cost\n\nIt is low.\n\n## 2. Use\n\nSection 1 tells the cost of all of it.\n"
    )
    second = (
        "# A\n\n## 1. Scope\n\nOnly nodes.\n\n## 2. Cost\n\nIt is low.\n\n## 3. Use\n\n"
        "Section 2 tells the cost of all of it.\n"
    )
    found = told(first, second)
    assert found["Section 2 tells the cost"] == (1, 0)
    assert found["## 3. Use"] == (1, 0)
    assert found["## 1. Scope"] == (2, 0)


def test_before_is_the_version_whose_words_went() -> None:
    second = FIRST.replace("3,200", "400")
    third = second.replace("400", "800")
    assert told(FIRST, second, third)["Each node reaches 800 Gb"] == (3, 2)
    assert told(FIRST, second, third, third)["Each node reaches 800 Gb"] == (3, 2)


def test_lines_of_sentences() -> None:
    prose = "One is\nhere. Two is here. Three\nis here."
    text = f"# A\n\n{prose}\n\n> Four.\n> Five.\n\n- Six.\n  Seven.\n"
    found = {
        part.part.text: part.lines
        for each in blame([parse(text)])
        for above in each.parts
        for part in (above.sentences or (above,))
    }
    assert found == {
        "One is here.": (3, 4),
        "Two is here.": (4, 4),
        "Three is here.": (4, 5),
        "Four.": (7, 7),
        "Five.": (8, 8),
        "Six.": (10, 10),
        "Seven.": (11, 11),
    }


def test_a_footnote_mark_belongs_to_the_sentence_before_it() -> None:
    text = "It took 90 minutes.[^1] It now takes 12.[^2][^3] 時間。[^4]終わり。"
    assert split_sentences(text) == [
        "It took 90 minutes.[^1]",
        "It now takes 12.[^2][^3]",
        "時間。[^4]",
        "終わり。",
    ]


def key(blocks: list[BlockOrigin]) -> list[Origin]:
    """All origins in order."""
    out: list[Origin] = []
    for each in blocks:
        out.append(each.origin)
        for part in each.parts:
            out += [part.origin, *(below.origin for below in part.sentences)]
    return out


@SLOW
@given(st.lists(pairs(), min_size=1, max_size=3))
def test_every_block_has_one_origin_that_is_not_later(texts: list[tuple[str, str]]) -> None:
    versions = [parse(text) for pair in texts for text in pair]
    for number, document in enumerate(versions, 1):
        blocks = blame(versions[:number])
        mine = [block.span.start for block in document.blocks() if block.kind is not Kind.BLANK]
        assert [each.block.span.start for each in blocks] == mine
        for origin in key(blocks):
            assert 0 <= origin.before < origin.version <= number
        if number == 1:
            assert set(key(blocks)) <= {Origin(1, 0)}


@SLOW
@given(pairs(), st.sampled_from([0, 1]))
def test_a_version_that_says_the_same_changes_no_origin(pair: tuple[str, str], at: int) -> None:
    versions = [parse(text) for text in pair]
    again = [*versions[: at + 1], *versions[at:]]
    if at:
        assert key(blame(again)) == key(blame(versions))
    else:
        later = {1: 1, 2: 3, 0: 0}
        expected = [Origin(later[v], later[b]) for v, b in key(blame(versions))]
        assert key(blame(again)) == expected


@SLOW
@given(pairs())
def test_a_lineage_survives_its_text(pair: tuple[str, str]) -> None:
    prior, new = (list_parts(parse(text)) for text in pair)
    for lineage in (begin(prior), trace(prior, new)):
        assert decode_lineage(encode_lineage(lineage)) == lineage


@pytest.mark.parametrize(
    "text",
    ["", "\n", "\n\n\n", "x0+1\n\n", "k0+0\n\n", "k-1+1\n\n", "a0+1\n\n", "k0+1 \n\n", "k0+1\r\n\n",
     "k99999999+1\n\n", "k0 1\n\n", "k٠+1\n\n"],
)  # fmt: skip
def test_what_is_not_a_lineage_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no (step|lineage): "):
        decode_lineage(text)


@pytest.mark.parametrize(
    "step",
    [
        LineageStep(Relation.KEPT, 1, 2),
        LineageStep(Relation.EDITED, 2, 1),
        LineageStep(Relation.OF_SENTENCES, 0, 3),
        LineageStep(Relation.OF_ENTRIES, 0, 1),
    ],
)
def test_a_lineage_of_other_versions_does_not_fit(step: LineageStep) -> None:
    before = Origins((Origin(1), Origin(1)), (), ())
    with pytest.raises(MisfitError):
        advance(before, Lineage((step,), (), ()), 2)


def test_origins_of_another_version_do_not_fit() -> None:
    with pytest.raises(MisfitError):
        list_origins(list_parts(parse(FIRST)), Origins((Origin(1),)))


def test_nothing_has_no_blocks() -> None:
    assert blame([]) == []
    assert blame([parse("")]) == []


@pytest.mark.parametrize(
    ("sentence", "origin"), [("Pumps ran.", (2, 0)), ("Pumps ran well.", (1, 0))]
)
def test_a_sentence_of_three_words_is_found_again_anywhere(
    sentence: str, origin: tuple[int, int]
) -> None:
    first = (
        f"# R\n\n## A\n\nIt was fine in summer. {sentence}\n\n## B\n\nAll of it was told here.\n"
    )
    second = first.replace(f" {sentence}", "").replace("here.", f"here. {sentence}")
    assert parts(first, second)[sentence] == origin


@pytest.mark.parametrize(("length", "versions"), [(39, [2, 2]), (40, [1, 2])])
def test_a_block_of_forty_characters_moves_where_another_came(
    length: int, versions: list[int]
) -> None:
    text = "x" * length
    first = f"# R\n\n## A\n\n{text}\n\nRest of it.\n\n## B\n\nIt is b.\n\n## C\n\nIt is c.\n"
    second = first.replace(f"{text}\n\n", "", 1).replace("It is b.", f"It is b.\n\n{text}")
    second = second.replace("It is c.", f"It is c.\n\n{text}")
    found = blame([parse(first), parse(second)])
    assert [each.origin.version for each in found if each.block.content == text] == versions


@pytest.mark.parametrize("joined", [False, True])
def test_the_items_of_a_list_that_was_cut_or_joined_come_from_where_they_were(
    *, joined: bool
) -> None:
    one = "# A\n\nYou must read these:\n\n1. one two three\n\n1. four five six\n\n1. seven, ate\n"
    two = one.replace("1. seven", "You may read these:\n\n1. seven")
    versions = (two, one) if joined else (one, two)
    lineage = trace(*(list_parts(parse(text)) for text in versions))
    assert lineage.entries == (LineageStep(Relation.KEPT, 0, 3),)
    assert Relation.EDITED not in {step.relation for step in lineage.blocks}
