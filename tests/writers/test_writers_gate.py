"""The gate: what fails goes back to the writer in words, and what still fails is no version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from git_report.edits.answers import AnswerError
from git_report.edits.operations import Answer, Insert, Replace, Usage, Whole
from git_report.edits.section_numbers import OperationError
from git_report.errors import ReportError
from git_report.text import Tell, silent
from git_report.writers.gate import Gate, Written, write_version
from git_report.writers.protocol import Request, WriterKind
from git_report.writers.refused_answers import GateError
from tests.writers.test_writers_prompt_words import make

SOURCE = "The node has 40 GB of memory. It is fast."
RAGGED = "Two sizes. [^2]\n\n| Name | Size |\n|---|---|\n| a | b | c |"


class Scripted:
    """A writer that gives one answer after the other, and keeps what it was asked."""

    kind = WriterKind.MODEL
    name = "scripted 1"
    notice = ""

    def __init__(self, answers: Iterable[Answer | AnswerError]) -> None:
        self.answers = iter(answers)
        self.asked: list[Request] = []

    def write(self, request: Request, tell: Tell = silent) -> Answer:
        self.asked.append(request)
        answer = next(self.answers)
        if isinstance(answer, AnswerError):
            raise answer
        return answer

    def landed(self) -> None:
        """Nothing was kept."""


def insert(body: str, raw: str = "as it came", parent: str = "0") -> Answer:
    """An answer that adds one section."""
    return Answer((Insert(parent, "", 2, "Memory", body),), raw=raw, usage=Usage(100, 10, 1))


GOOD = insert("The node has 40 GB of memory. [^2]", "good")
INVENTED = insert("The node has 48 GB of memory. [^2]", "invented")
BROKEN = insert(RAGGED, "broken")
LOST = Answer((Replace("1", "Own text."),), raw="lost", usage=Usage(100, 10, 1))
NOWHERE = insert("The node is fast. [^2]", "nowhere", parent="7")


def unreadable() -> AnswerError:
    return AnswerError(["it is not JSON"], "unreadable", Usage(100, 10, 1))


def write(writer: Scripted, gate: Gate = Gate(), **more: object) -> Written:  # noqa: B008 - frozen
    return write_version(writer, make(SOURCE, **more), gate, "report-02.md")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        # The fault is in a text that the writer never saw as a whole: it is shown the line.
        (BROKEN, ("S002 ", "'| a | b | c |'")),
        (insert(f"One line more.\n{RAGGED}"), ("S002 ", "'| a | b | c |'")),
        (LOST, ("K005 ", "drops")),
        (NOWHERE, ("7",)),
        (unreadable(), ("it is not JSON",)),
    ],
)
def test_what_is_wrong_goes_back_with_the_answer(
    refused: Answer | AnswerError, told: tuple[str, ...]
) -> None:
    writer = Scripted([refused, GOOD])
    written = write(writer)
    first, second = writer.asked
    (turn,) = second.refused
    assert (first.refused, replace(second, refused=())) == ((), first)
    assert turn.answer == (refused.answer if isinstance(refused, AnswerError) else refused.raw)
    for words in told:
        assert words in turn.reply
    assert "40 GB of memory. [^2]" in written.text
    assert written.answer.usage == Usage(200, 20, 2)


def test_each_refused_answer_is_sent_along() -> None:
    writer = Scripted([BROKEN, unreadable(), GOOD])
    write(writer, Gate(repairs=2))
    assert [turn.answer for turn in writer.asked[-1].refused] == ["broken", "unreadable"]


@pytest.mark.parametrize("repairs", [0, 1, 3])
@pytest.mark.parametrize(
    ("refused", "kind"), [(BROKEN, GateError), (NOWHERE, OperationError), ("", AnswerError)]
)
def test_after_the_last_repair_it_is_an_error(
    refused: Answer | str, kind: type[ReportError], repairs: int
) -> None:
    answers = [refused if isinstance(refused, Answer) else unreadable()] * (repairs + 1)
    writer = Scripted([*answers, GOOD])
    with pytest.raises(kind) as caught:
        write(writer, Gate(repairs=repairs))
    assert len(writer.asked) == repairs + 1
    if isinstance(caught.value, GateError):
        assert RAGGED in caught.value.text  # kept for a person
        assert "--allow S002" in caught.value.hint
    if isinstance(caught.value, OperationError):
        assert caught.value.answer == "nowhere"


@pytest.mark.parametrize("refused", [BROKEN, NOWHERE])
def test_who_cannot_answer_anew_is_not_asked_again(refused: Answer) -> None:
    """An answer that does not come from a dialogue would be the same again."""
    writer = Scripted([replace(refused, raw=""), GOOD])
    with pytest.raises(ReportError):
        write(writer)
    assert len(writer.asked) == 1


def test_what_is_allowed_passes_and_the_record_says_so() -> None:
    written = write(Scripted([BROKEN]), Gate(allowed=frozenset({"S002"})))
    tail = written.document.tail
    assert tail is not None
    (allowed,) = tail.record.values("allowed")
    assert allowed.startswith("S002 ")
    assert written.warnings == ()


def test_one_allowed_code_lets_no_other_pass() -> None:
    both = replace(BROKEN, operations=(*BROKEN.operations, *LOST.operations))
    with pytest.raises(GateError) as caught:
        write(Scripted([both]), Gate(repairs=0, allowed=frozenset({"S002"})))
    codes = {finding.code for finding in caught.value.findings}
    assert "K005" in codes
    assert "S002" not in codes


def test_an_invented_figure_is_a_warning_unless_the_gate_is_strict() -> None:
    written = write(Scripted([INVENTED]), Gate(repairs=0))
    assert [finding.code for finding in written.warnings] == ["G001"]
    with pytest.raises(GateError):
        write(Scripted([INVENTED]), Gate(repairs=0, strict=True))
    assert write(Scripted([GOOD]), Gate(repairs=0, strict=True)).warnings == ()


@pytest.mark.parametrize("strict", [False, True])
def test_a_figure_that_only_the_run_names_is_on_record(strict: bool) -> None:
    """Nobody sees the words of a run later: the next check would take the figure for invented."""
    steer = "Mention that the node has 48 GB of memory."
    written = write(Scripted([INVENTED]), Gate(repairs=0, strict=strict), steer=steer)
    tail = written.document.tail
    assert tail is not None
    assert [entry[:4] for entry in tail.record.values("allowed")] == ["G001"]
    assert written.warnings == ()
    written = write(Scripted([GOOD]), steer=steer)
    assert written.document.tail is not None
    assert not list(written.document.tail.record.values("allowed"))


def test_a_version_that_is_too_large_is_never_allowed() -> None:
    everything = Gate(allowed=frozenset({"V008"}), report_bytes=60)
    with pytest.raises(ReportError, match=r"report-02\.md"):
        write(Scripted([GOOD]), everything)
    assert write(Scripted([GOOD]), Gate(report_bytes=0)).text


def test_a_first_version_is_held_to_the_same() -> None:
    first = Answer((Whole(f"# Report\n\n{RAGGED}"),), raw="first")
    good = Answer((Whole("# Report\n\nThe node is fast. [^2]"),), raw="good")
    writer = Scripted([first, good])
    assert "The node is fast." in write(writer, report=None).text
    assert len(writer.asked) == 2


NUMBERED = """\
# Report

Exhibit 1 and Exhibits 1–2 show both sizes, 40 GB and 80 GB.

## Sizes

**Exhibit 1: Memory**

| Node | Size |
|---|---|
| a, as in Exhibit 2 | 40 GB |

> "Exhibit 2 of the vendor has 80 GB of memory."

## Network

### Exhibit 2: Ports

- One port, unlike Exhibit 1.

<!-- git-report 01
writer: anthropic x
why: Report › {exhibit:key}: a title with a key
-->
"""
SPEED = (
    "**{exhibit:key}: Speed**\n\n| Node | Fast |\n|---|---|\n| a | yes |\n\n"
    "It is fast (see {exhibit:key} and {section:Sizes}). [^2]"
)
ADDED = replace(GOOD, operations=(Insert("0", "first", 2, "Memory", SPEED),))


def test_an_exhibit_in_front_renumbers_the_others_and_loses_nothing() -> None:
    written = write(Scripted([ADDED]), report=NUMBERED)
    body, _, _ = written.text.partition("[^2]:")
    kept = NUMBERED.partition("<!--")[0]
    for number in (2, 1):
        kept = kept.replace(f"Exhibit {number}", f"Exhibit {number + 1}")
    kept = kept.replace("Exhibits 1–2", "Exhibits 2–3").replace('"Exhibit 3 of', '"Exhibit 2 of')
    new = (
        "## Memory\n\n**Exhibit 1: Speed**\n\n| Node | Fast |\n|---|---|\n| a | yes |\n\n"
        "It is fast (see Exhibit 1 and [Sizes](#sizes)). [^2]\n\n## Sizes"
    )
    assert body.strip() == kept.replace("## Sizes", new).strip()
    assert written.warnings == ()


def test_an_unknown_key_or_title_goes_back() -> None:
    unknown = insert("See {exhibit:other}. [^2]")
    writer = Scripted([unknown, insert("See {section:Other}. [^2]"), ADDED])
    write(writer, report=NUMBERED)
    assert "no caption defines '{exhibit:other}'" in writer.asked[1].refused[-1].reply
    assert "'Sizes'" in writer.asked[2].refused[-1].reply


def test_a_digest_numbers_nothing() -> None:
    digest = Scripted([insert("The node has {exhibit:key}. [^2]")])
    digest.kind = WriterKind.DIGEST
    text = write(digest, report=NUMBERED.replace("Exhibit 1", "Exhibit 7")).text
    assert "**Exhibit 7: Memory**" in text
    assert "{exhibit:key}" in text


def test_a_refusal_names_all_that_is_lost_and_every_place() -> None:
    figures = [f"{n} GB" for n in range(101, 131)]
    prior = "# R\n\n## Own\n\n" + "".join(f"A card has {each} of it.\n\n" for each in figures)
    body = "A card has plenty of it.\n\n" * len(figures)
    lost = Answer((Replace("1", body),), raw="lost", usage=Usage(100, 10, 1))
    with pytest.raises(GateError) as refused:
        write_version(Scripted([lost]), make(SOURCE, report=prior), Gate(repairs=0), "report-02.md")
    assert all(f"'{each}'" in refused.value.message for each in figures)
    assert "more" not in refused.value.listed
    twice = insert("It has 48 GB. [^2]\n\nOf 48 GB, half is free. [^2]", "twice")
    with pytest.raises(GateError, match="; also in 'Of 48 GB, half is free"):
        write(Scripted([twice]), Gate(repairs=0, strict=True))
