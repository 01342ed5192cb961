"""``git report check`` on what versions say: warnings, errors where strict, quiet in hooks."""

from __future__ import annotations

import re

import pytest

from .conftest import Place, Ran, Run

FIRST = """\
# Report

The baseline cluster trains the model in 54 days on 16,000 accelerators.

## Cost

Service One costs what it costs, and this is said here in so many words that it is a section.
"""
SECOND = FIRST.replace("16,000 accelerators", "many accelerators") + "\nIt draws 77 kW.\n"


def codes(ran: Ran) -> list[str]:
    return re.findall(r": ([A-Z]\d{3}) ", ran.out)


@pytest.fixture
def second(place: Place, report: Run) -> Place:
    """Two versions by hand, each with its reference; the staged one lost and made up something."""
    for number, (name, text) in enumerate([("alpha", FIRST), ("beta", SECOND)], start=1):
        blob = place.text("hash-object", f"report/references/{name}.md").strip()[:12]
        items = place.read("instructions.md").split("\n")
        at = next(k for k, line in enumerate(items) if f"{name}.md" in line)
        items[at] = f"{items[at].replace('[ ]', '[x]')} <!-- report-{number:02d} {blob} -->"
        place.put("instructions.md", "\n".join(items))
        place.put(f"report-{number:02d}.md", text)
        assert report("diff", "--write").code == 0
        if number == 1:
            place.commit_all("first")
    place.git("add", "-A")
    return place


def test_losses_and_inventions_are_warnings(second: Place, report: Run) -> None:
    ran = report("check")
    assert codes(ran) == ["K002", "G001"]
    assert ran.code == 0
    assert "report/report-02.md:3: K002 warning: figure '16,000 accelerators' is missing" in ran.out
    assert "2 warnings" in ran.err


def test_they_are_errors_where_the_configuration_is_strict(second: Place, report: Run) -> None:
    second.git("config", "report.strict", "true")
    for arguments in ((), ("--staged",)):
        ran = report("check", *arguments)
        assert codes(ran) == ["K002", "G001"]
        assert ran.code == 1
        assert "warning:" not in ran.out
    assert {f["severity"] for f in report("check", "--format", "json").json["findings"]} == {
        "error"
    }
    assert report("check", "--ignore", "K,G").code == 0


def test_a_hook_looks_for_them_where_they_are_asked_for(second: Place, report: Run) -> None:
    assert codes(report("check", "--staged")) == []
    assert codes(report("check", "--staged", "--select", "K")) == ["K002"]
    assert codes(report("check", "--staged", "--select", "G001")) == ["G001"]


def test_each_commit_and_each_version_is_looked_into(second: Place, report: Run) -> None:
    second.git("commit", "-qm", "second")
    assert codes(report("check", "--range", "HEAD~1..HEAD")) == ["K002", "G001"]
    assert codes(report("check", "--all", "--select", "K,G")) == ["K002", "G001"]
    second.put("report-03.md", SECOND)
    assert codes(report("check", "--select", "K,G")) == []


def test_what_was_read_must_be_there_to_ground_a_version(second: Place, report: Run) -> None:
    second.put("references/beta.md", "It draws 77 kW.\n")
    assert "G001" in codes(report("check"))  # it was not what is there now that was read
    instructions = second.read("instructions.md")
    blob = second.text("rev-parse", "HEAD:report/references/beta.md")
    second.put("instructions.md", instructions.replace(blob[:12], 12 * "0"))
    ran = report("check")
    assert "G001" not in codes(ran)
    assert (
        "the text that report-02 read of 'references/beta.md' is not in this repository" in ran.err
    )


def test_without_its_prior_version_nothing_can_be_said_of_one(second: Place, report: Run) -> None:
    (second.folder / "report-01.md").unlink()
    assert codes(report("check", "--select", "K,G")) == []


def test_a_declared_loss_is_not_a_finding(second: Place, report: Run) -> None:
    record = "\n<!-- git-report 02\nwriter: Ada\nremoved: 16,000: not confirmed\n-->\n"
    second.put("report-02.md", SECOND + record)
    assert report("diff", "--write").code == 0
    assert codes(report("check")) == ["G001"]


def test_what_a_person_let_pass_is_in_the_record_and_passes(second: Place, report: Run) -> None:
    told = re.findall(r": (K002) warning: (.*)", report("check").out)[0]
    record = f"\n<!-- git-report 02\nwriter: Ada\nallowed: {told[0]} {told[1]}\n-->\n"
    second.put("report-02.md", SECOND + record)
    assert report("diff", "--write").code == 0
    assert codes(report("check")) == ["G001"]
