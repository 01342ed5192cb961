"""Figures that nothing bears out: sent back once, then listed until a reference has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from git_report.checks.accepted_findings import list_ungrounded
from git_report.checks.grounding import check_grounding, check_listed
from git_report.edits.operations import Answer, Computed, Drop, Operation, Replace, Usage
from git_report.errors import ReportError
from git_report.markdown import Document, parse
from git_report.report.checklist import EDITED, Box, Reference
from git_report.sources.source import Source
from git_report.text import Tell, silent
from git_report.writers.gate import Gate, Written, find_needless_drops, write_version
from git_report.writers.prompt_words import list_ungrounded_figures
from git_report.writers.protocol import Request, WriterKind
from git_report.writers.refused_answers import GateError

REPORT = """\
# Prices

## Blocks

A block cuts the bill by 40 %, as two customers said.

## Limits

Nobody has measured it at another scale than this one, and nobody plans to do so soon.

<!-- git-report 01
writer: person
-->
"""
INVENTED = "A block cuts the bill by 40 %, and saves 47 % of the power.\n"
SOURCED = "A block cuts the bill by 40 %, and saves some of the power.\n"
LOST = "A block cuts the bill.\n"


@dataclass
class Scripted:
    """A writer that gives the answers of a list, one after the other."""

    answers: list[Answer | ReportError]
    kind: WriterKind = WriterKind.MODEL
    name: str = "scripted"
    notice: str = ""
    asked: list[Request] = field(default_factory=list)

    def write(self, request: Request, tell: Tell = silent) -> Answer:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, ReportError):
            raise answer
        return answer

    def landed(self) -> None:
        raise AssertionError("nothing is committed here")


def replies(*bodies: str) -> list[Answer | ReportError]:
    return [answer(Replace("1", body)) for body in bodies]


def answer(*operations: Operation, computed: Sequence[Computed] = ()) -> Answer:
    return Answer(operations, computed=tuple(computed), usage=Usage(10, 1), raw="{}")


def request(document: Document, source: str = "Nothing new.", *, number: int = 2) -> Request:
    item = Reference(1, 1, Box.OPEN, "Talk", "Talk", "talk.md", "")
    made = Source("Talk", "talk.md", source, source.encode(), "0" * 40)
    return Request(number, "Write about prices.", item, made, document)


def write(writer: Scripted, gate: Gate | None = None) -> Written:
    return write_version(writer, request(parse(REPORT)), gate or Gate(), "report-02.md")


def test_a_figure_without_a_source_is_sent_back_once() -> None:
    writer = Scripted(replies(INVENTED, SOURCED))
    written = write(writer)
    assert written.warnings == ()
    assert list_ungrounded(written.document) == ()
    assert written.answer.usage == Usage(20, 2)
    (turn,) = writer.asked[1].refused
    assert "G001 figure '47 %'" in turn.reply


def test_a_figure_that_remains_passes_with_a_warning_and_is_recorded() -> None:
    writer = Scripted(replies(INVENTED, INVENTED))
    written = write(writer)
    assert [finding.code for finding in written.warnings] == ["G001"]
    assert list_ungrounded(written.document) == ("47 %",)
    assert len(writer.asked) == 2


@pytest.mark.parametrize(
    "second",
    [
        replies(LOST, LOST),
        [ReportError("no connection")],
        [answer(Replace("9.9", "Nowhere.\n")), *replies(LOST)],
    ],
)
def test_what_passed_is_kept_if_the_second_answer_does_not_pass(
    second: list[Answer | ReportError],
) -> None:
    writer = Scripted([*replies(INVENTED), *second])
    written = write(writer)
    assert "47 %" in written.text
    assert list_ungrounded(written.document) == ("47 %",)


@pytest.mark.parametrize(
    ("gate", "asked", "listed"),
    [
        (Gate(repairs=0), 1, ("47 %",)),
        (Gate(allowed=frozenset({"G001"})), 1, ()),
        (Gate(strict=True, allowed=frozenset({"G001"})), 1, ()),
    ],
)
def test_how_often_it_is_sent_back(gate: Gate, asked: int, listed: tuple[str, ...]) -> None:
    writer = Scripted(replies(INVENTED, INVENTED))
    written = write(writer, gate)
    assert len(writer.asked) == asked
    assert list_ungrounded(written.document) == listed


def test_a_figure_is_not_laundered_by_the_version_that_it_is_in() -> None:
    second = write(Scripted(replies(INVENTED, INVENTED))).text
    asked = request(parse(second), number=3)
    writer = Scripted(replies(*[INVENTED.replace("A block", "Each block")] * 2))
    later = write_version(writer, asked, Gate(), "report-03.md")
    assert [finding.named for finding in later.warnings] == ["47 %"]
    assert list_ungrounded(later.document) == ("47 %",)
    assert list_ungrounded_figures(later.document) == (
        "- 47 %, section 1: …block cuts the bill by 40 %, and saves 47 % of the power."
    )
    told = check_grounding("report-03.md", parse(second), later.document, "Nothing new.", "")
    assert [finding.code for finding in told] == ["G001"]
    assert [finding.named for finding in check_listed("report-03.md", later.document)] == ["47 %"]


@pytest.mark.parametrize(
    ("body", "source", "computed"),
    [
        (INVENTED, "It saves 47 percent of the power.", ()),
        (INVENTED.replace("power.", "power.†"), "Nothing new.", ()),
        (INVENTED, "Of 200 kW it takes 106.", (Computed("47 %", "(200 − 106) / 200"),)),
        (SOURCED, "Nothing new.", ()),
    ],
)
def test_a_figure_is_listed_until_it_is_sourced_marked_declared_or_gone(
    body: str, source: str, computed: Sequence[Computed]
) -> None:
    second = write(Scripted(replies(INVENTED, INVENTED))).text
    writer = Scripted([answer(Replace("1", body), computed=computed)])
    asked = request(parse(second), source, number=3)
    gate = Gate(repairs=0, allowed=frozenset({"K002"}))
    written = write_version(writer, asked, gate, "report-03.md")
    assert list_ungrounded(written.document) == ()
    assert written.warnings == ()


def test_a_revision_by_a_person_keeps_the_list() -> None:
    second = write(Scripted(replies(INVENTED, INVENTED))).text
    asked = request(parse(second), number=3)
    asked = replace(asked, source=replace(asked.source, blob=EDITED))
    writer = Scripted(
        [answer(Replace("1", INVENTED + "\nIt also saves 48 %.\n"))], WriterKind.PERSON
    )
    written = write_version(writer, asked, Gate(), "report-03.md")
    assert written.warnings == ()
    assert list_ungrounded(written.document) == ("47 %",)


def test_a_drop_of_what_is_still_there_is_refused_and_can_be_found() -> None:
    kept, gone = Drop("Limits", "shortened"), Drop("40 %", "not needed")
    given = replace(answer(Replace("1", LOST, "", (kept, gone))), drops=(Drop("Odds", "never"),))
    writer = Scripted([given])
    with pytest.raises(GateError) as caught:
        write(writer, Gate(repairs=0))
    assert [finding.code for finding in caught.value.findings] == ["K007"]
    new = parse(caught.value.text)
    assert find_needless_drops(parse(REPORT), new, given) == (kept,)
    assert find_needless_drops(None, new, given) == ()
