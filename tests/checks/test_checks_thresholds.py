"""Thresholds of the checks: for each a case on either side."""

from __future__ import annotations

import pytest

from git_report.checks.arithmetic import comes_to, evaluate
from git_report.checks.folder_state import State, read_state
from git_report.checks.former_folders import resembles
from git_report.checks.grounding import check_grounding
from git_report.checks.needless_declarations import Needless
from git_report.checks.quotations import find_quotations
from git_report.checks.retention import check_retention
from git_report.checks.structure import find_faults
from git_report.checks.transcript_captions import read_captions
from git_report.checks.unmatched_declarations import list_like
from git_report.differ.figures import find_figures
from git_report.markdown import parse
from tests.trees import Files

_ONSETS = "b c d f g l m n p r s t v".split()
_RHYMES = "aro elo ino omu upa ame epi ito onu ule".split()


def words(count: int, start: int = 0) -> str:
    """So many words of no language, all different, and other ones for another start."""
    return " ".join(map(_make_word, range(start, start + count)))


def _make_word(number: int) -> str:
    tens, ones = divmod(number, 10)
    first, rest = divmod(tens, 169)
    return "o".join((_ONSETS[first], _ONSETS[rest // 13], _ONSETS[rest % 13])) + _RHYMES[ones]


def report(*sections: tuple[str, str], record: tuple[str, ...] = ()) -> str:
    """A report of sections, and a record where it has entries."""
    body = "\n".join(f"## {title}\n\n{text}\n" for title, text in sections)
    entries = "".join(f"\n{entry}" for entry in record)
    tail = f"\n[^1]: [A](a.md)\n\n<!-- git-report 02{entries}\n-->\n" if record else ""
    return f"# Report\n\n{body}{tail}"


def lost(prior: str, new: str) -> list[str]:
    return [found.code for found in check_retention("report-02.md", parse(prior), parse(new))]


def needless(prior: str, new: str) -> bool:
    """Whether the one declaration of a version is found to be needless."""
    document = parse(new)
    assert document.tail is not None
    before = parse(prior)
    return bool(list(Needless(before, document, before).find(document.tail.record.entries)))


def ungrounded(body: str, source: str) -> list[str]:
    new = parse(f"# Report\n\n{body}\n\n[^1]: [A](a.md)\n\n<!-- git-report 01\n-->\n")
    return [each.code for each in check_grounding("report-01.md", None, new, source, "")]


REST = ("Other things", words(400, 500))


def removed(elsewhere: int) -> tuple[str, str]:
    """A section of 100 words that goes, with its first words in another section."""
    kept = (REST[0], f"{REST[1]}\n\n{words(elsewhere)}")
    return report(("Pumps", words(100)), REST), report(kept)


def rewritten(title: str, kept: int) -> tuple[str, str]:
    """A section of 100 words that has another title and other words but for the first ones."""
    first = report(("Water pumps", words(100)), REST)
    return first, report((title, f"{words(kept)} {words(100 - kept, 200)}"), REST)


def reordered(kept: int) -> tuple[str, str]:
    """A section of 100 words that has another title and, but for the first ones, another order."""
    rest = " ".join(reversed(words(100 - kept, kept).split()))
    first = report(("Water pumps", words(100)), REST)
    return first, report(("Cranes", f"{words(kept)} {rest}"), REST)


def cut(before: int, after: int) -> tuple[str, str]:
    return report(("Pumps", words(before)), REST), report(("Pumps", words(after)), REST)


def cut_and_moved(moved: int) -> tuple[str, str]:
    """A section of 100 words that keeps 20, with more of them in another section."""
    other = (REST[0], f"{REST[1]}\n\n{words(moved, 30)}")
    return report(("Pumps", words(100)), REST), report(("Pumps", words(20)), other)


def summed_up(before: int, after: int) -> tuple[str, str]:
    """A section that says in fewer words, a few of them the same, what it said."""
    said = f"{words(10)} {words(after - 10, 300)}"
    return report(("Pumps", words(before)), REST), report(("Pumps", said), REST)


def cut_all(before: int, after: int) -> tuple[str, str]:
    """Three sections that are cut from and to so many words, all together."""
    return (
        report(*((f"Part {name}", words(before // 3, 200 * k)) for k, name in enumerate("ABC"))),
        report(*((f"Part {name}", words(after // 3, 200 * k)) for k, name in enumerate("ABC"))),
    )


def shortened(kept: int) -> tuple[str, str]:
    said = words(20)
    now = f"{' '.join(said.split()[:kept])} …"
    return report(("A", f"> {said}."), REST), report(("A", f"> {now}"), REST)


def twice_elsewhere(own: int) -> tuple[str, str]:
    """A section that goes; all but some runs of its words are in another section already."""
    shared = words(30)
    other = ("Valves", f"{shared}. {words(60, 100)}")
    return (
        report(("Pumps", f"{shared}. {words(own, 300)}"), other, REST),
        report(other, REST),
    )


def row(rest: str, became: str, head: str = "Choice | Note") -> tuple[str, str]:
    columns = head.count("|") + 1
    rule = "|" + "---|" * columns
    return (
        report(("A", f"| Choice | Note |\n|---|---|\n| Pump | {rest} |"), REST),
        report(("A", f"| {head} |\n{rule}\n| Pump | {became} |"), REST),
    )


def told(rest: str, became: str) -> tuple[str, str]:
    """A row that goes, and an item of a list in which some of its words are."""
    table = "| Choice | Note | More |\n|---|---|---|\n| Valve | tight | seal |\n"
    return (
        report(("A", f"{table}| Pump | {rest} |"), REST),
        report(("A", f"{table}\n- pump {became}"), REST),
    )


def row_beside(choice: str, now: str) -> tuple[str, str]:
    """A row that goes, and one of another choice, with the same other cells, that comes."""
    table = "| Choice | Indoors | Outdoors |\n|---|---|---|\n| Crane | low | high |\n"
    return (
        report(("A", f"{table}| {choice} | yes | no |"), REST),
        report(("A", f"{table}| {now} | yes | no |"), REST),
    )


@pytest.mark.parametrize(
    ("texts", "codes"),
    [
        pytest.param(removed(50), ["K001"], id="half-of-a-section-elsewhere"),
        pytest.param(removed(72), [], id="most-of-a-section-elsewhere"),
        pytest.param(rewritten("Water pipes", 15), [], id="a-title-that-is-alike"),
        pytest.param(rewritten("Pumps of water", 15), ["K001"], id="words-of-the-title"),
        pytest.param(rewritten("Cranes", 20), ["K001"], id="another-title-and-few-words"),
        pytest.param(rewritten("Cranes", 35), [], id="another-title-and-a-third"),
        pytest.param(reordered(10), [], id="another-title-and-order"),
        pytest.param(cut(20, 4), [], id="a-short-section-cut"),
        pytest.param(cut(45, 9), ["K001"], id="a-section-cut"),
        pytest.param(cut_and_moved(0), ["K001"], id="a-fifth-kept"),
        pytest.param(cut_and_moved(20), [], id="a-fifth-kept-and-a-fifth-moved"),
        pytest.param(summed_up(100, 35), [], id="a-section-summed-up-in-a-third"),
        pytest.param(cut(100, 20), ["K001"], id="a-section-cut-to-a-fifth"),
        pytest.param(cut_all(150, 60), [], id="short-sections-cut"),
        pytest.param(cut_all(300, 120), ["K001"], id="sections-cut"),
        pytest.param(cut_all(300, 195), [], id="sections-cut-to-two-thirds"),
        pytest.param(shortened(13), [], id="a-quotation-cut-to-two-thirds"),
        pytest.param(shortened(7), ["K003"], id="a-quotation-cut-to-a-third"),
        pytest.param(twice_elsewhere(3), [], id="three-runs-of-its-own"),
        pytest.param(twice_elsewhere(7), ["K001"], id="seven-runs-of-its-own"),
        pytest.param(row(words(10), f"{words(1)} {words(9, 90)}"), ["K004"], id="one-word-of-ten"),
        pytest.param(row(words(10), f"{words(2)} {words(8, 90)}"), [], id="two-words-of-ten"),
        pytest.param(
            row(words(10), f"{words(2)} {words(8, 90)}", "Name | Use"), ["K004"], id="other-head"
        ),
        pytest.param(
            row(words(10), f"{words(4)} {words(6, 90)}", "Name | Use"), [], id="other-head-alike"
        ),
        pytest.param(
            row(words(10), f"{words(2)} {words(8, 90)} | new", "Choice | Note | More"), [],
            id="a-column-more",
        ),
        pytest.param(row_beside("8 GPUs", "16 GPUs"), ["K004"], id="common-cells-alone"),
        pytest.param(told(f"{words(6)} | {words(4, 50)}", words(6)), ["K004"], id="six-of-eleven"),
        pytest.param(told(f"{words(8)} | {words(2, 50)}", words(8)), [], id="nine-of-eleven"),
        pytest.param(told("fast | ", "fast"), ["K004"], id="a-row-of-two-words"),
        pytest.param(told("fast cheap | ", "fast cheap"), [], id="a-row-of-three-words"),
        pytest.param(
            (report(("A", "It has 6 pumps.")), report(("A", "It has some pumps."))), [], id="6"
        ),
        pytest.param(
            (report(("A", "It has 12 pumps.")), report(("A", "It has some pumps."))), ["K002"],
            id="12",
        ),
    ],
)  # fmt: skip
def test_what_is_gone(texts: tuple[str, str], codes: list[str]) -> None:
    assert lost(*texts) == codes


def declared(own: int, total: int, *, after: int = 0) -> list[str]:
    """What K006 says of a section of so many words of a report, declared as gone."""
    others = (("Rest", words(total - own - 3, 1000)),)
    fronts = tuple((f"Part {name}", "") for name in "ABCDEF"[:after])
    prior = report(*fronts, ("Pumps", words(own)), *others)
    new = report(*fronts, *others, record=("removed: Pumps: they are sold",))
    return lost(prior, new)


@pytest.mark.parametrize(
    ("own", "total", "codes"),
    [
        (150, 1000, []), (250, 1000, ["K006"]),  # a fifth of the report
        (80, 300, []), (120, 300, ["K006"]),  # a hundred words
        (32, 80, []), (45, 80, ["K006"]),  # half of a short report
    ],
)  # fmt: skip
def test_a_declaration_for_a_person(own: int, total: int, codes: list[str]) -> None:
    assert declared(own, total) == codes


@pytest.mark.parametrize(("before", "codes"), [(2, ["K006"]), (6, [])])
def test_a_summary_is_one_of_the_first_sections(before: int, codes: list[str]) -> None:
    parts = tuple((f"Part {name}", words(40, 100 * k)) for k, name in enumerate("ABCDEFGH"))
    prior = report(*parts[:before], ("Summary", words(20, 900)), *parts[before:])
    new = report(*parts, record=("removed: Summary: it is short",))
    assert lost(prior, new) == codes


@pytest.mark.parametrize(
    ("between", "codes"), [(60, []), (200, ["K002"])], ids=["near-the-period", "far-from-it"]
)
def test_a_rate_and_its_period(between: int, codes: list[str]) -> None:
    filling = " ".join(["slowly"] * (between // 7))
    prior = report(("A", "It burns 145 tonnes a day."))
    assert lost(prior, report(("A", f"Each day it {filling} burns 145 tonnes."))) == codes


@pytest.mark.parametrize(
    ("length", "codes"), [(350, ["K002"]), (900, [])], ids=["a-sentence", "longer-than-any"]
)
def test_a_denial_reaches_so_far_back(length: int, codes: list[str]) -> None:
    filling = " ".join(["slowly"] * (length // 7))
    prior = report(("A", "It burns 145 tonnes."))
    new = report(("A", f"It burns 145 tonnes {filling} here, which is false."))
    assert lost(prior, new) == codes


@pytest.mark.parametrize(
    ("count", "codes"), [(4, []), (5, ["K005"])], ids=["a-claim-of-four-words", "of-five"]
)
def test_a_mark_that_its_claim_lost(count: int, codes: list[str]) -> None:
    claim = f"{words(count).capitalize()}."
    end = "\n[^1]: [A](a.md)\n"
    prior = report(("A", f"{claim}[^1]"), ("B", "The mark is here.[^1]")) + end
    assert lost(prior, report(("A", claim), ("B", "The mark is here.[^1]")) + end) == codes


@pytest.mark.parametrize(
    ("length", "codes"), [(350, []), (900, ["K005"])], ids=["a-sentence", "longer-than-any"]
)
def test_a_claim_is_read_so_far_back(length: int, codes: list[str]) -> None:
    """Of a longer one only the last words are the claim, which the other sentence has as well."""
    filling = " ".join(["slowly"] * (length // 7))
    end = "\n[^1]: [A](a.md)\n"
    prior = report(("A", f"Pumps run {filling} and well.[^1]"), ("B", "It is here.[^1]")) + end
    other = report(("A", f"Fans run {filling} and well."), ("B", "It is here.[^1]")) + end
    assert lost(prior, other) == codes


@pytest.mark.parametrize(
    ("count", "codes"), [(3, []), (4, ["K003"])], ids=["three-words", "four-words"]
)
def test_a_quotation_has_four_words(count: int, codes: list[str]) -> None:
    said = words(count)
    prior = report(("A", f"She said “{said}” in the hall."))
    assert lost(prior, report(("A", "She said much in the hall."))) == codes
    assert len(list(find_quotations(parse(f"# A\n\n> {said}\n")))) == len(codes)


@pytest.mark.parametrize(
    ("count", "codes"), [(4, []), (5, ["K002"])], ids=["four-words", "five-words"]
)
def test_a_value_changed_in_a_claim_of_five_words(count: int, codes: list[str]) -> None:
    def say(figure: str) -> str:
        return f"{words(count).capitalize()} {figure}."

    prior = report(("A", f"{say('40 kW')} The limit is 40 kW."))
    assert lost(prior, report(("A", f"{say('60 kW')} The limit is 40 kW."))) == codes


@pytest.mark.parametrize(("length", "codes"), [(600, ["K002"]), (1500, [])])
def test_a_value_changed_in_a_long_sentence(length: int, codes: list[str]) -> None:
    filling = " ".join(["slowly"] * (length // 7))
    prior = report(("A", f"The pump that {filling} runs takes 40 kW. The limit is 40 kW."))
    new = report(("A", f"The pump that {filling} runs takes 60 kW. The limit is 40 kW."))
    assert lost(prior, new) == codes


@pytest.mark.parametrize(("kept", "there"), [(97, True), (88, False)])
def test_a_declared_section_that_is_there(kept: int, there: bool) -> None:
    prior = report(("Pumps", words(100)), REST)
    text = f"{words(kept)} {words(100 - kept, 300)}"
    new = report(("Pumps", text), REST, record=("removed: Pumps: they are sold",))
    assert needless(prior, new) is there


@pytest.mark.parametrize(("count", "there"), [(2, False), (3, True)])
def test_declared_words_that_are_there(count: int, there: bool) -> None:
    prior = report(("A", words(30)), REST)
    new = report(("A", words(30)), REST, record=(f"removed: {words(count, 4)}: said twice",))
    assert needless(prior, new) is there


@pytest.mark.parametrize(
    ("count", "codes"), [(2, ["K003"]), (3, [])], ids=["two-words", "three-words"]
)
def test_a_quotation_is_declared_by_three_words(count: int, codes: list[str]) -> None:
    prior = report(("A", f"> {words(12)}."), REST)
    new = report(("A", "Nobody spoke."), REST, record=(f'removed: "{words(count, 4)}": wrong',))
    assert lost(prior, new) == codes


@pytest.mark.parametrize(
    ("body", "source", "codes"),
    [
        ("It has 6 pumps.", "It has pumps.", []),
        ("| Part | Pumps |\n|---|---|\n| A | 6 |", "It has pumps.", []),
        ("| Part | Pumps |\n|---|---|\n| A | 12 |", "It has pumps.", ["G001"]),
        ("It has 12 pumps.", "It has pumps.", ["G001"]),
        # Three digits are not the same by chance, whatever the unit.
        ("It was 41 GB.", "It has 41 pumps.", ["G001"]),
        ("It was 412 GB.", "It has 412 pumps.", []),
        ("It is 412.", "It weighs 412 GB.", []),
        ("It is 41.", "It weighs 41 GB.", []),
        ("It is 41.", "It weighs 42 GB.", ["G001"]),
    ],
)
def test_figures_without_a_source(body: str, source: str, codes: list[str]) -> None:
    assert ungrounded(body, source) == codes


@pytest.mark.parametrize(("length", "codes"), [(600, []), (1500, ["G001"])])
def test_a_mark_covers_its_sentence(length: int, codes: list[str]) -> None:
    filling = " ".join(["slowly"] * (length // 7))
    assert ungrounded(f"It takes 77 kW {filling} here.†", "Nothing.") == codes


def test_a_message_quotes_forty_characters_before_the_figure() -> None:
    body = f"{' '.join(['slowly'] * 9)} it takes 77 kW."
    new = parse(f"# Report\n\n{body}\n\n[^1]: [A](a.md)\n\n<!-- git-report 01\n-->\n")
    (found,) = check_grounding("report-01.md", None, new, "Nothing.", "")
    assert found.message.count("slowly") == 4


@pytest.mark.parametrize(
    ("shown", "value", "right"),
    [("40 %", "41.5", True), ("40 %", "43", False), ("3 %", "3.4", True), ("3 %", "4.1", False)],
)
def test_a_result_is_right_within_a_twentieth(shown: str, value: str, right: bool) -> None:
    (figure,) = find_figures(f"{shown} of it")
    (other,) = find_figures(f"{value} % of it")
    assert comes_to(figure, frozenset({other.value})) is right


@pytest.mark.parametrize(("count", "read"), [(60, True), (100, False)])
def test_an_expression_is_not_a_text(count: int, read: bool) -> None:
    operands = " + ".join(["4"] * count)
    assert bool(evaluate(operands, find_figures(operands))) is read


def test_the_table_of_a_declared_section_is_named_by_its_number() -> None:
    table = "**Exhibit 2. Prices of pumps**\n\n| Choice | Note |\n|---|---|\n| Pump | dear |"
    record = ("removed: Prices: old", "removed: Exhibit 2: old as well")
    assert lost(report(("Prices", table), REST), report(REST, record=record)) == []


def folder(texts: dict[int, str]) -> State:
    """A report folder with these versions."""
    files = {f"notes/report-{n:02}.md": text.encode() for n, text in texts.items()}
    files["notes/instructions.md"] = b"# A\n\n## References\n\n- [ ] a.md\n"
    state = read_state(Files(files), "notes")
    assert state is not None
    return state


_RISING, _MIXED = (1, 2, 3, 4, 5, 6, 7, 8), (8, 6, 4, 2, 7, 5, 3, 1)


_TAIL = (
    "[^1]: [A](a.md)\n\n"
    "*Extractive digest: verbatim sentences chosen without a model, no synthesis. To have a report "
    "written, name a model writer.*\n\n"
    "<!-- git-report 01\nwriter: extractive\n-->\n"
)


def _of_lengths(*lengths: int, letter: str = "a") -> str:
    return " ".join(letter * length for length in lengths)


@pytest.mark.parametrize(
    ("former", "now", "alike"),
    [
        # Every eighth word is another one.
        (words(64), " ".join("other" if n % 8 == 7 else w for n, w in enumerate(words(64).split())),
         True),
        # The same words in another order.
        (words(14), " ".join(words(14).split()[::-1]), False),
        # Words of the same lengths, as where letters are put in the place of others.
        (_of_lengths(*_RISING, *_MIXED, 3, 1), _of_lengths(*_RISING, *_MIXED, 3, 1, letter="b"),
         True),
        (_of_lengths(*_RISING * 6), _of_lengths(*(_RISING + _MIXED) * 3, letter="b"), False),
        # Two digests by the same writer: their tails are the same, and longer than their texts.
        (f"{words(14)}\n\n{_TAIL}", f"{' '.join(words(14).split()[::-1])}\n\n{_TAIL}", False),
        (f"{words(14)}\n\n{_TAIL}", f"{words(14)} more\n\n{_TAIL}", True),
    ],
)  # fmt: skip
def test_a_former_version_is_known_by_its_words(former: str, now: str, alike: bool) -> None:
    assert resembles(folder({1: former}), folder({1: now})) is alike


@pytest.mark.parametrize(("newest", "missing"), [(900, 898), (1500, 0)])
def test_a_large_gap_between_numbers_is_not_listed(newest: int, missing: int) -> None:
    assert len(folder({1: "# A\n", newest: "# A\n"}).missing) == missing


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("one\ntwo\none\n", ["one", "two"]),
        ("one\ntwo\nthree\none\n", ["one", "two", "three", "one"]),
        ("one\ntwo\nthree\nfour\none\n", ["one", "two", "three", "four", "one"]),
    ],
)
def test_rolling_captions_repeat_one_of_the_last_two_lines(text: str, kept: list[str]) -> None:
    timed = "".join(
        f"00:00:0{k}.000 --> 00:00:0{k}.900\n{line}\n\n" for k, line in enumerate(text.split())
    )
    assert read_captions(timed).split() == kept


@pytest.mark.parametrize(("count", "codes"), [(3, []), (4, ["S011"])])
def test_a_comment_of_four_words_hides_text(count: int, codes: list[str]) -> None:
    text = f"# Report\n\n<!-- {words(count)} -->\n\nText.\n"
    assert [fault.code for fault in find_faults(parse(text))] == codes


@pytest.mark.parametrize(
    ("bare", "elsewhere", "codes"),
    [
        ("It is 412.", "It weighs 412 GB.", []),
        ("It is 41.", "It weighs 41 GB.", ["K002"]),
        ("It is 41.", "It has 41 pumps.", []),
    ],
)
def test_a_bare_number_of_three_digits_is_there_with_any_unit(
    bare: str, elsewhere: str, codes: list[str]
) -> None:
    assert (
        lost(report(("A", f"{bare} So it was.")), report(("A", f"{elsewhere} So it was."))) == codes
    )


@pytest.mark.parametrize(
    ("period", "alike"), [(5, False), (6, True)], ids=["two-runs-of-five", "three-runs-of-six"]
)
def test_a_former_version_has_half_of_the_runs_of_three_words(period: int, alike: bool) -> None:
    former = words(60).split()
    now = ["other" if n % period == 0 else word for n, word in enumerate(former)]
    assert resembles(folder({1: " ".join(former)}), folder({1: " ".join(now)})) is alike


@pytest.mark.parametrize(("period", "alike"), [(47, False), (48, True)])
def test_a_former_version_has_half_of_the_runs_of_24_letters(period: int, alike: bool) -> None:
    """Its words are parted at other places."""
    letters = [
        "z" if n % period == 0 else letter
        for n, letter in enumerate(words(96).replace(" ", ""), start=1)
    ]
    now = " ".join("".join(letters[at : at + 5]) for at in range(0, len(letters), 5))
    assert resembles(folder({1: words(96)}), folder({1: now})) is alike


@pytest.mark.parametrize(("count", "codes"), [(40, []), (41, ["K004"])])
def test_a_row_under_another_name_is_not_known_by_words_of_more_than_forty_rows(
    count: int, codes: list[str]
) -> None:
    head = "| Choice | Note |\n|---|---|\n"
    rows = "".join(f"| {words(1, 100 + number)} | {words(5)} |\n" for number in range(count))
    prior = report(("A", f"{head}| Pump | {words(5)} |"), REST)
    assert lost(prior, report(("A", f"{head}{rows}"), REST)) == codes


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["— Ana Ruiz,", "of the pumps"], True),
        (["— Ana Ruiz,", "of the pumps,", "in Leipzig"], True),
        (["— Ana Ruiz,", "of the pumps,", "in Leipzig,", "Saxony"], False),
        ([f"— Ana Ruiz, {'of ' * 48}it"], True),  # 158 characters, and 161
        ([f"— Ana Ruiz, {'of ' * 49}it"], False),
    ],
)
def test_an_attribution_has_three_lines_and_160_characters(lines: list[str], said: bool) -> None:
    quoted = "\n".join(f"> {line}" for line in (f"{words(9)}.", *lines))
    (quotation,) = find_quotations(parse(f"# A\n\n{quoted}\n"))
    assert ("Ana" not in quotation.text) is said


def test_the_hint_of_a_lost_quotation_has_twelve_words() -> None:
    prior = report(("A", f"> {words(14)}."), REST)
    (found,) = check_retention("report-02.md", parse(prior), parse(report(("A", "None."), REST)))
    assert words(12) in found.hint
    assert words(1, 12) not in found.hint


@pytest.mark.parametrize(("count", "more"), [(50, ""), (51, " and 1 more")])
def test_a_section_that_was_cut_names_fifty_figures(count: int, more: str) -> None:
    figures = " ".join(f"{number} kW" for number in range(101, 101 + count))
    prior = report(("Pumps", f"{words(50)} {figures}"), REST)
    now = report(("Pumps", words(9)), REST)
    found = check_retention("report-02.md", parse(prior), parse(now))
    (hint,) = [each.hint for each in found if each.code == "K001"]
    assert f"'150 kW'{more}" in hint
    assert "'151 kW'" not in hint


def test_three_names_are_offered_for_one_that_there_is_not() -> None:
    sections = tuple((f"Pump {name}", words(20)) for name in "ABCDE")
    assert len(list_like(parse(report(*sections)), "Pumps")) == 3
