"""diff.md as text: what is escaped, what is cut, what is counted; and when it is not believed."""

from __future__ import annotations

import re

import pytest

from git_report.differ import (
    ENGINE,
    derive,
    diff_texts,
    keep_section,
    read_diff,
    read_engine,
    render_diff,
    render_section,
    verify,
)
from git_report.differ.story.detail import render_detail
from git_report.differ.story.escaping import cell, fence, heading, quote, unescape
from git_report.differ.story.shown_blocks import ROOMS, Room, choose_blocks
from git_report.markdown import parse

PRIOR = "# Report\n\n## Cost\n\nA node costs 40 a day.\n\n## Old\n\nThe first kind is still sold.\n"
NEW = "# Report\n\n## Cost\n\nA node costs 50 a day.\n\n## New\n\nAnother kind has come along.\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", r"a \| b"),
        (r"a \| b", r"a \| b"),
        (r"a \\| b", r"a \\\| b"),
        ("a\n b\r\nc\u2028d", "a b c d"),
        ("ends in \\", "ends in \\ "),
        ("</TD><br></td >", "\\</TD><br>\\</td >"),
    ],
)
def test_a_cell_holds_any_text(text: str, shown: str) -> None:
    assert cell(text) == shown


def test_a_cell_is_read_back() -> None:
    assert unescape(cell("a | b </td>")) == "a | b </td>"


@pytest.mark.parametrize(
    ("text", "shown"), [("C #", "C \\#"), ("#", "\\#"), ("C#", "C#"), ("a ## b", "a ## b")]
)
def test_a_title_stays_a_title(text: str, shown: str) -> None:
    assert heading(text) == shown
    assert parse(f"## {heading(text)}\n").title in (text, shown)


@pytest.mark.parametrize("text", ["a\n\n# b", "a\rb", "a\r\nb", "```\nx", "<!--", "> q\n- l", "\n"])
def test_a_quote_holds_any_text(text: str) -> None:
    after = parse(f"{quote(text)}\n\n# After\n")
    assert [section.title for section in after.sections] == ["", "After"]
    assert all(line.startswith(">") for line in quote(text).split("\n"))


@pytest.mark.parametrize("text", ["```", "a\n````\nb", "~~~~~"])
def test_a_fence_holds_any_code(text: str) -> None:
    after = parse(f"{fence(text)}\n\n# After\n")
    assert [section.title for section in after.sections] == ["", "After"]


def test_names_are_one_line() -> None:
    text = render_diff(diff_texts(PRIOR, NEW), "a\n# b.md", "c.md")
    assert text.startswith("# a # b.md → c.md\n")


def test_what_does_not_fit_is_counted_with_a_way_to_see_it() -> None:
    paragraphs = [f"Paragraph {k} says {'this and that ' * 60}at length." for k in range(9)]
    prior = "# R\n\n## A\n\nx\n\n## B\n\n" + "\n\n".join(paragraphs) + "\n"
    new = prior.replace("at length", "shortly").replace("this and", "these and")
    delta = diff_texts(prior, new)
    (section,) = delta.sections
    shown = choose_blocks(section)
    chosen = [section.blocks[at] for at in shown]
    size = sum(len(block.prior_text) + len(block.new_text) for block in chosen)
    assert size <= ROOMS[0].section or len(shown) == 1
    # Of the first of the others the beginning is shown.
    left = [at for at in range(len(section.blocks)) if at not in shown][1:]
    hidden = len(left)
    assert hidden > 0
    text = render_diff(delta, "report-06.md", "report-07.md")
    words = sum(sum(section.blocks[at].words) for at in left)
    more = f"and {hidden} more changes ({hidden} edited; {words:,} words)"
    assert f"\n{more}: `git report diff 06 07 --section 2`\n" in text
    assert f"\n{more}\n" in render_diff(delta, "a.md", "b.md")
    told = render_diff(delta, "a.md", "b.md", command="git report diff --no-index 'a `.md' b.md")
    assert f"\n{more}: `` git report diff --no-index 'a `.md' b.md --section 2 ``\n" in told
    assert read_diff(text).details[0].hidden == hidden
    whole = render_section(keep_section(diff_texts(prior, new, whole=True), (2,)))
    assert whole.count("Prior:") == len(section.blocks)
    assert "more" not in whole
    assert keep_section(delta, (1,)).sections == ()


def test_a_section_that_is_gone_has_the_number_that_it_had() -> None:
    paragraph = "The {} of the first pump was measured and written down at length.\n\n"
    words = [f"{chr(97 + k // 10)}{chr(97 + k % 10)}" * 9 for k in range(90)]
    gone = "".join(paragraph.format(word) for word in words)
    prior = f"# R\n\n## Gone\n\n{gone}## Kept\n\nThis stays as it is, and a word.\n\n## Last\n\nz\n"
    new = "# R\n\n## Kept\n\nThis stays as it is, and no word.\n\n## Last\n\nz\n" + "\nfiller" * 900
    delta = diff_texts(prior, new)
    titles = {
        (number, gone): [
            (each.new or each.prior).path[-1]  # type: ignore[union-attr]
            for each in keep_section(delta, (number,), gone=gone).sections
        ]
        for number in (1, 2)
        for gone in (False, True)
    }
    assert titles == {
        (1, False): ["Kept"],
        (1, True): ["Gone"],
        (2, False): ["Last"],
        (2, True): [],
    }
    assert "`git report diff 01 02 --section prior:1`" in render_diff(
        delta, "report-01.md", "report-02.md"
    )


def test_many_changed_figures_are_counted() -> None:
    rows = "".join(f"The model {chr(65 + k)} needs {k + 2} GB of memory.\n\n" for k in range(20))
    prior = f"# R\n\n## A\n\n{rows}"
    new = prior.replace(" GB", "7 GB")
    delta = diff_texts(prior, new)
    text = render_diff(delta, "a", "b")
    assert "(and 8 more)" in text
    assert len(read_diff(text).details[0].figures) == 12
    assert len(delta.figures.changed) == 20


def test_white_space_alone_is_reported() -> None:
    text = render_diff(diff_texts(PRIOR, PRIOR.replace("A node", "A  node")), "a", "b")
    assert "1 edited" in text
    assert read_diff(text).details


def test_a_cell_has_at_most_120_characters_of_excerpt() -> None:
    prior = f"# R\n\n## A\n\n{'many words of the prior text ' * 30}\n"
    new = f"# R\n\n## A\n\n{'other matters altogether here ' * 30}\n"
    for row in read_diff(render_diff(diff_texts(prior, new), "a", "b")).rows:
        assert 0 < len(row.prior) <= 120
        assert 0 < len(row.new) <= 120


def test_entries_that_are_no_counterparts_are_not_opposite_each_other() -> None:
    kept = "- The fleet runs in four regions\n"
    gone = "- Copy all tags to the snapshots that this policy must create\n"
    come = "- Either volumes or instances\n"
    more = "- Another schedule may run at noon\n"

    def tell_row(prior: str, new: str) -> tuple[str, str]:
        versions = (f"# R\n\n## A\n\n{items}" for items in (prior, new))
        (row,) = read_diff(render_diff(diff_texts(*versions), "a", "b")).rows
        return row.prior, row.new

    # What matters most of the other side is behind a cut.
    assert tell_row(gone + kept, kept + come + more) == (gone.strip(), f"… {come.strip()}")
    # One in the place of the other, and two of one matter, are.
    assert tell_row(gone + kept, come + kept) == (gone.strip(), come.strip())
    # So is the only one of its side.
    many = gone + "- Keep them for a year\n"
    assert tell_row(many + kept, come + kept)[1] == come.strip()
    near = "- Snapshots are kept for a week\n"
    assert tell_row(gone + kept, kept + near + more) == (gone.strip(), near.strip())


def test_equal_versions_say_so() -> None:
    text = render_diff(diff_texts(PRIOR, PRIOR), "a", "b")
    assert "**3 unchanged**" in text
    assert "| Section |" not in text


def test_blank_lines_alone_are_reported_as_such() -> None:
    text = render_diff(diff_texts(PRIOR, PRIOR.replace("\n\n", "\n\n\n")), "a", "b")
    assert "differ in blank lines" in text


def test_a_reference_that_was_there_before_is_not_told_again() -> None:
    tail = "[^1]: [One](one.md)\n\n<!-- git-report 01\nwriter: extractive\n-->\n"
    delta = diff_texts(f"{PRIOR}\n{tail}", f"{NEW}\n{tail}")
    assert "Reference:" not in render_diff(delta, "a", "b")


DERIVED = derive(parse(PRIOR), parse(NEW), "report-01.md", "report-02.md")


def test_a_derived_diff_is_believed() -> None:
    assert list(verify(DERIVED, parse(PRIOR), parse(NEW))) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("costs 40 a day", "costs 45 a day", "is not in that version"),
        ("| Old | removed", "| Cost | removed", "'Old' is missing"),
        ("1 removed", "2 removed", "the counts do not"),
        ("Another kind has come", "Another kind was found", "is not in that version"),
    ],
)
def test_a_false_diff_is_not_believed(old: str, new: str, message: str) -> None:
    assert old in DERIVED
    found = [told for _, told in verify(DERIVED.replace(old, new), parse(PRIOR), parse(NEW))]
    assert any(message in told for told in found)


@pytest.mark.parametrize(
    ("text", "engine"),
    [
        (DERIVED, ENGINE),
        ("# a → b\n\n<!-- git-report diff/12 -->\n", 12),
        ("# Change log\n\n| Section | Change |\n", 0),
        ("", 0),
    ],
)
def test_the_engine_says_its_number(text: str, engine: int) -> None:
    assert read_engine(text) == engine


@pytest.mark.parametrize(
    "text", ["", "#", "# a", "## x\n> y", "| a |", "|\n|", "**1 x**", "\\|" * 9]
)
def test_any_text_can_be_read(text: str) -> None:
    read_diff(text)
    list(verify(text, parse(PRIOR), parse(NEW)))


RECORD = "\n<!-- git-report {:02d}\n{}-->\n"
LONG = """\
# Report

## Cost

A node costs 40 a day. "It never stood still for an hour," they said, see [it](https://a.example/b).

| Node | Price |
|---|---|
| P4 | 30 |
| P5 | 40 |

## Old

The first kind is still sold.
"""


@pytest.mark.parametrize(
    ("old", "new", "entry", "section"),
    [
        ("| P4 | 30 |\n", "", "removed: P4: retired", "Cost"),
        ("| P4 | 30 |\n", "", "removed: table row P4: retired", "Cost"),
        (
            '"It never stood still for an hour," they said',
            "They said",
            "removed: “It never stood …”: no",
            "Cost",
        ),
        ("a node costs 40", "a node costs 50", "removed: Report › Cost: shortened", "Cost"),
        (
            "A node costs 40 a day.",
            "It costs.",
            "figure: 40 a day → less: corrected: twice",
            "Cost",
        ),
        (", see [it](https://a.example/b)", "", "removed: https://a.example/b: gone", "Cost"),
        ("A node", "Any node", "removed: whatever it was: gone", ""),
        ("A node", "Any node", "removed: The first kind: gone", ""),
    ],
)
def test_a_declared_loss_is_beside_its_change(old: str, new: str, entry: str, section: str) -> None:
    prior = LONG + RECORD.format(1, "")
    after = LONG.replace(old, new).replace("A node", "One node") + RECORD.format(2, f"{entry}\n")
    delta = diff_texts(prior, after)
    told = render_diff(delta, "report-01.md", "report-02.md")
    line = f"**Declared:** {entry.partition(': ')[2]}"
    assert told.count("**Declared:** ") == told.count(line) == 1
    assert told.rpartition(line)[0].rpartition("\n## ")[2].startswith(section or "# report-01")
    details = [each for each in read_diff(told).details if each.declared]
    assert [each.title for each in details] == ([section] if section else [])
    assert list(verify(told, parse(prior), parse(after))) == []
    assert list(verify(told.replace(line, "**Declared:** x: y"), parse(prior), parse(after))) == (
        [(details[0].line, "the reason 'x: y' is not in the version's record")] if section else []
    )


def test_a_loss_that_another_version_declared_is_not_told_of_this_difference() -> None:
    entry = "removed: whatever it was: gone\n"
    prior, after = LONG + RECORD.format(2, ""), LONG.replace("A", "One") + RECORD.format(2, entry)
    assert "**Declared:**" not in render_diff(diff_texts(prior, after), "a", "b")


def test_the_reason_of_a_removed_section_is_told_once() -> None:
    after = LONG.partition("## Old")[0] + RECORD.format(2, "removed: Report › Old: obsolete\n")
    told = render_diff(diff_texts(LONG, after), "report-01.md", "report-02.md")
    assert "**Why:** obsolete" in told
    assert "**Declared:**" not in told


def tell(prior: str, new: str) -> str:
    return render_diff(diff_texts(prior, new), "report-01.md", "report-02.md")


def test_a_changed_obligation_comes_before_removed_paragraphs() -> None:
    batch = "The batch extension number {} is optional and lets callers borrow many tokens. " * 5
    duty = "The lender MUST verify that the callback returns {}.\n"
    text = "# R\n\n" + "\n\n".join(batch.replace("{}", str(k)) for k in range(40))
    told = tell(f"{text}\n\n{duty.format('true')}", f"# R\n\n{duty.format('the hash')}")
    assert "> … callback returns true." in told
    assert "more changes" in told
    (row,) = read_diff(told).rows
    assert (row.prior, row.new) == ("… callback returns true.", "… callback returns the hash.")


def test_lost_figures_are_named_before_new_ones_and_within_a_number() -> None:
    prior = "# R\n\nIt took 24 hours and cost $3,200.\n"
    told = tell(prior, "# R\n\nIt took long. Now it is 14 racks.\n")
    assert "\n\n**Lost figures:** 24 hours · $3,200\n\n**New figures:** 14 racks\n\n" in told
    assert read_diff(told).lost == ("24 hours", "$3,200")
    assert read_diff(told).added == ("14 racks",)
    many = "# R\n\n" + " ".join(f"It is {k} GB." for k in range(10, 40)) + "\n"
    told = tell(many, "# R\n\nIt is 7 TB.\n")
    assert "23 GB · 24 GB" in told
    assert "(and 6 more)" in told
    assert "**New figures:**" not in told


def test_both_columns_show_something_where_words_went_and_came() -> None:
    prior = "# R\n\n* State: **Under review** June 29 ... July 4, 2016\n* Manager: Joe\n"
    new = (
        "# R\n\n* State: **Accepted** with a revision ([why](https://a.example))\n* Manager: Joe\n"
    )
    (row,) = read_diff(tell(prior, new)).rows
    assert "Under review" in row.prior
    assert "Accepted" in row.new
    prior = "# R\n\nThe first paragraph says this.\n\nThe last one has 40 GB.\n"
    new = "# R\n\nThe first paragraph says that.\n\nThe last one has 40 GB. It costs $4 more.\n"
    (row,) = read_diff(tell(prior, new)).rows
    assert row.prior
    assert row.new


def test_many_sections_with_another_level_are_one_row() -> None:
    prior = "# R\n\n## Parts\n\n" + "".join(f"### Part {k}\n\nText {k}.\n\n" for k in "abcde")
    told = tell(prior, prior.replace("## Parts", "## Parts\n\n### All").replace("### P", "#### P"))
    told = tell(prior, prior.replace("### P", "#### P"))
    assert "| Parts › 5 sections | releveled from 3 to 4 | | |" in told
    assert read_diff(told).counts["releveled"] == 5
    three, two = (prior.partition(f"### Part {name}")[0] for name in "dc")
    assert "| Parts › 3 sections | releveled from 3 to 4 | | |" in tell(
        three, three.replace("### P", "#### P")
    )
    assert "| Parts › Part b | releveled from 3 to 4 | | |" in tell(
        two, two.replace("### P", "#### P")
    )


def test_a_bullet_that_moved_is_told_in_both_sections() -> None:
    bullet = "- A bullet that is long enough to be known again.\n"
    prior = f"# R\n\n## A\n\n- first of all\n{bullet}\n## B\n\n- last of all\n"
    new = f"# R\n\n## A\n\n- first of all\n\n## B\n\n- last of all\n{bullet}"
    told = tell(prior, new)
    assert f"Moved to *B*:\n\n> {bullet}" in told
    assert f"Moved from *A*:\n\n> {bullet}" in told
    assert "Prior:" not in told
    assert list(verify(told, parse(prior), parse(new))) == []


def test_anchors_are_no_part_of_a_title() -> None:
    prior = '# R\n\n## <a name="cost"></a>Cost<a id="b"/>\n\nIt is 4.\n'
    new = prior.replace("is 4", "is 5").replace("cost", "costs")
    told = tell(prior, new)
    assert "| Cost | edited, renamed (anchor only: `cost` → `costs`) " in told
    assert "\n## Cost\n\n*edited, renamed*\n" in told
    assert list(verify(told, parse(prior), parse(new))) == []


def test_a_rewrite_is_not_told_at_more_length_than_it_has() -> None:
    def write(word: str) -> str:
        sections = (
            f"## Part {k}\n\n" + f"The {word} {k} of this is {word} {{}}. ".format(k) * 60 + "\n\n"
            for k in range(40)
        )
        return "# R\n\n" + "".join(sections)

    prior, new = write("old"), write("fresh")
    told = tell(prior, new)
    assert len(told) <= len(new)


def test_of_a_short_version_as_much_is_told_as_of_one_of_4000_characters() -> None:
    said = "".join(f"The pump {k} {'ran and ' * 40}failed.\n\n" for k in range(40))
    for size in (120, 600):
        told = tell(f"# R\n\n{said}\n", f"# R\n\n{'valve ' * size}\n")
        assert "**Rewritten:**" in told
        assert 3_000 < len(told) <= 4_000


def test_unless_all_was_written_anew_as_much_is_told_as_both_versions_need() -> None:
    said = [f"The pump {k} {'ran and ' * 40}failed.\n\n" for k in range(20)]
    told = tell("# R\n\n" + "".join(said), "# R\n\n" + said[0])
    assert len(read_diff(told).details[0].excerpts) == 19
    # And so it is the other way round, up to the room of a section.
    said += [f"# R {k}\n\n{text}" for k, text in enumerate(said)]
    told = tell("# R\n\n" + said[0], "# R\n\n" + "".join(said))
    assert len(told) < 1.25 * len("".join(said))
    assert len(read_diff(told).details) == 21


def test_the_table_of_another_engine_is_held_against_itself() -> None:
    other = DERIVED.replace(f"diff/{ENGINE}", "diff/3")
    assert list(verify(other, parse(PRIOR), parse(NEW))) == []
    # It found another counterpart, and says so in both places.
    split = other.replace("| Old | removed", "| Old | edited")
    split = split.replace("**1 edited · 1 added · 1 removed", "**2 edited · 1 added")
    assert split != other
    assert list(verify(split, parse(PRIOR), parse(NEW))) == []
    false = [
        told
        for _, told in verify(other.replace("1 removed", "2 removed"), parse(PRIOR), parse(NEW))
    ]
    assert any("counts do not" in told for told in false)


def _number_words(first: int, count: int) -> str:
    return " ".join(f"w{number}" for number in range(first, first + count))


@pytest.mark.parametrize(
    ("kept", "gone", "come", "line"),
    [
        (100, 100, 100, "**Rewritten:** 100 of 200 words are gone, 100 of 200 are new."),
        (101, 100, 100, ""),
        (0, 99, 99, ""),
        (0, 99, 1_200, ""),
        (0, 1_200, 1_200, "**Rewritten:** 1,200 of 1,200 words are gone, 1,200 of 1,200 are new."),
        (900, 1_000, 100, ""),
    ],
)
def test_a_version_that_was_written_anew_says_so_first(
    kept: int, gone: int, come: int, line: str
) -> None:
    head = f"# Report\n\n## Costs\n\n{_number_words(0, kept)}"
    prior, new = (
        f"{head}\n\n{_number_words(2_000, gone)}\n",
        f"{head}\n\n{_number_words(4_000, come)}\n",
    )
    shown = render_diff(diff_texts(prior, new), "report-01.md", "report-02.md")
    assert ("**Rewritten:**" in shown) == bool(line)
    if line:
        told = shown.split("\n\n")[2:4]
        assert told[0] == line
        assert told[1].startswith("**1 edited")
    assert read_diff(shown).counts["edited"] == 1


def test_what_is_lost_is_shown_before_what_is_new_or_reworded() -> None:
    lost = "Nobody may enter the hall at night, and we require a written order of a judge."
    room = "The {} room has a door, a window and a bench for those who wait there. "
    names = ("first", "second", "third", "fourth", "fifth", "last")
    rooms = [room.format(name) * 30 for name in names]
    prior = "\n\n".join(["# R", "## A", *rooms, lost, ""])
    new = "\n\n".join(["# R", "## A", *(each.replace("bench", "sofa") for each in rooms), ""])
    told = render_diff(diff_texts(prior, new), "report-01.md", "report-02.md")
    assert f"Removed:\n\n> {lost}\n" in told
    assert re.search(r"\nand \d more changes? \(\d edited; [\d,]+ words\): `", told)


@pytest.mark.parametrize(("gone", "fate"), [(True, "removed"), (False, "added")])
def test_what_is_cut_is_named_by_kind_and_words(fate: str, *, gone: bool) -> None:
    walls = [f"Wall {name} stands " + f"by {name} in the town, " * 100 for name in "abcdefgh"]
    texts = "# R\n\n## A\n\nx y z\n", "\n\n".join(["# R", "## A", "x y z", *walls, ""])
    delta = diff_texts(*(texts[::-1] if gone else texts))
    told = render_diff(delta, "a.md", "b.md")
    found = re.search(rf"\nand (\d) more changes \((\d) {fate}; ([\d,]+) words\)\n", told)
    assert found is not None
    assert found[1] == found[2]
    assert int(found[3].replace(",", "")) == int(found[1]) * 503


def test_the_cells_of_a_section_show_its_weightiest_change() -> None:
    lost = "Each visitor must sign the book at the door."
    plain = [f"The {name} has white walls." for name in ("hall", "stair", "attic")]
    prior = "\n\n".join(["# R", "## A", *plain, lost, ""])
    new = "\n\n".join(["# R", "## A", *(each.replace("white", "grey") for each in plain), ""])
    (row,) = read_diff(render_diff(diff_texts(prior, new), "a.md", "b.md")).rows
    assert row.prior == lost
    # What the others became is no counterpart of it.
    assert not row.new


def test_the_cells_of_a_part_of_a_paragraph_show_that_part() -> None:
    kept = "The harbour is open from Easter to the end of October."
    went = "The master of the harbour hears complaints about the price of a berth."
    before = "A complaint has to be made in writing."
    prior = f"# R\n\n## A\n\n{kept}\n\n## B\n\n{went} {before}\n"
    new = f"# R\n\n## A\n\n{kept} {went}\n\n## B\n\n{before.replace('has to', 'may')}\n"
    row = read_diff(render_diff(diff_texts(prior, new), "a.md", "b.md")).rows[-1]
    assert "harbour" not in row.prior
    assert "writing" in row.prior or "complaint" in row.prior


def test_the_two_cells_of_a_row_are_of_one_change() -> None:
    dated = "*Last read on the first of May*"
    long = "This notice is for visitors of the lighthouse. " * 12
    prior = f"# R\n\n## A\n\n{dated}\n\nThe stairs are steep.\n"
    new = f"# R\n\n## A\n\n{dated.replace('first', 'tenth')}\n\n{long}\n\nThe stairs are steep.\n"
    (row,) = read_diff(tell(prior, new)).rows
    assert (row.prior, row.new[:11]) == ("", "This notice")
    # One that only came is shown in its place.
    (row,) = read_diff(tell(prior, prior.replace("steep.", "steep. Hold the rail of 2 m."))).rows
    assert "first" not in row.prior
    # Of several that went and came, none is taken for the other.
    prior = "# R\n\n## A\n\nApples ripen.\n\nKept as it is here.\n\nPears rot soon.\n"
    new = "# R\n\n## A\n\nKept as it is here.\n\nA ferry leaves at noon.\n\nHarbours freeze.\n"
    (row,) = read_diff(tell(prior, new)).rows
    assert "…" in (row.prior[:1], row.new[:1])
    # Nor is the only one that came, where others were edited.
    prior = "# R\n\n## A\n\nApples ripen.\n\nThe stairs are steep and wet.\n"
    new = "# R\n\n## A\n\nThe stairs are steep and icy.\n\nA ferry leaves at noon every day now.\n"
    (row,) = read_diff(tell(prior, new)).rows
    assert not ("Apples" in row.prior and "ferry" in row.new)


def test_an_edit_goes_before_what_was_added_beside_it() -> None:
    rule = "The keeper MUST light the lamp{}, and MUST say so."
    came = "Keepers that have no lamp should ring a bell. It is in the tower. The rope hangs free."
    prior = f"# R\n\n## A\n\n{rule.format(' or the bell of the tower')}\n"
    (row,) = read_diff(tell(prior, f"# R\n\n## A\n\n{rule.format('')}\n\n{came}\n")).rows
    assert "or the bell" in row.prior
    assert "the lamp, and" in row.new


def test_a_text_that_does_not_fit_is_begun() -> None:
    long = " ".join(f"Rule {k} binds each of the {k} boats in the harbour." for k in range(10, 50))
    short = "Boats pay no fee."
    first = "The harbour is open to all boats."
    prior, new = f"# R\n\n{first}\n", f"# R\n\n{first}\n\n{long}\n\n{short}\n"
    for one, other, label in ((prior, new, "Added"), (new, prior, "Removed")):
        delta = diff_texts(one, other)
        (section,) = delta.sections
        told = render_detail(section, delta, room=Room(400, 400))
        assert f"{label}:\n\n> {short}" in told
        assert f"{label}:\n\n> Rule 10 binds each of the 10 boats in the harbour." in told
        begun, _, rest = told.partition("Rule 10 ")[2].partition(" …\n\nand ")
        more = re.match(r"(\d+) more words\b", rest)
        assert more is not None
        assert len(f"Rule 10 {begun}".split()) + int(more[1]) == len(long.split())
        assert "more change" not in told


def test_of_many_short_sections_that_were_rewritten_the_cells_are_narrower() -> None:
    """The table alone would be nearly as long as the version, the counts of each section aside."""
    before = "the {0} rose over the {1} mill, and nobody of the {1} town came to the {0} market"
    after = "some {0} fell under each {1} barn, while all in any {1} house left for that {0} fair"

    def write(said: str, *names: str) -> str:
        sections = (
            f"## {names[0]} number {k}\n\n"
            + ", ".join(said.format(names[n % 2], f"{names[0]}{k * n}") for n in range(1, 5))
            + ".\n"
            for k in range(40)
        )
        return "# Report\n\n" + "\n".join(sections)

    prior, new = write(before, "Alpha", "beta"), write(after, "Omega", "psi")
    told = tell(prior, new)
    assert len(told) <= len(new)
    assert len(read_diff(told).rows) >= 40
