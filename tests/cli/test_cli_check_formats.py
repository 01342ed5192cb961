"""The findings of a check in the formats of forges and tools."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sarif_pydantic import Sarif  # type: ignore[import-untyped]

from git_report.cli.commands.check_formats import format_lines

from .conftest import Place, Run

pytestmark = pytest.mark.slow

HOSTILE = "![a](http://evil.example/p.png)\n"


@pytest.fixture
def broken(read_one: Place) -> Place:
    """A version with two equal findings in a file with an unusual folder name."""
    read_one.put("report-02.md", f"# T\x07itle\n\n{HOSTILE}\nText.\n\n{HOSTILE}")
    return read_one


def read_sarif(report: Run) -> dict[str, Any]:
    out = report("check", "--format", "sarif").out
    assert Sarif.model_validate_json(out).version == "2.1.0"
    (run,) = json.loads(out)["runs"]
    return dict(run)


def test_sarif_has_rules_results_and_places(broken: Place, report: Run) -> None:
    assert report("check", "--format", "sarif").code == 1
    run = read_sarif(report)
    rules = run["tool"]["driver"]["rules"]
    told = [
        (each["ruleId"], rules[each["ruleIndex"]]["id"], each["level"]) for each in run["results"]
    ]
    assert ("S007", "S007", "error") in told
    images = [each for each in run["results"] if each["ruleId"] == "S007"]
    places = [each["locations"][0]["physicalLocation"] for each in images]
    assert [each["region"]["startLine"] for each in places] == [3, 7]
    assert {each["artifactLocation"]["uri"] for each in places} == {"report/report-02.md"}
    assert all(
        set(each) == {"id", "shortDescription", "help", "defaultConfiguration"} for each in rules
    )


def test_a_valid_report_has_an_empty_run(place: Place, report: Run) -> None:
    assert place.folder.is_dir()
    run = read_sarif(report)
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])
    assert report("check", "--format", "gitlab").out == "[]\n"
    assert report("check", "--format", "rdjsonl").out == ""


@pytest.mark.parametrize("form", ["sarif", "gitlab"])
def test_a_finding_keeps_its_fingerprint_when_lines_move(
    broken: Place, report: Run, form: str
) -> None:
    def prints() -> list[str]:
        document = json.loads(report("check", "--select", "S007", "--format", form).out)
        if form == "gitlab":
            return [each["fingerprint"] for each in document]
        results = document["runs"][0]["results"]
        return [each["partialFingerprints"]["gitReport/v1"] for each in results]

    before = prints()
    assert len(set(before)) == 2
    text = broken.read("report-02.md")
    broken.put("report-02.md", text.replace("Text.", "More.\n\nText."))
    assert prints() == before
    broken.put("report-02.md", text.replace(HOSTILE, "", 1))
    assert prints() == before[:1]


def test_gitlab_has_a_line_for_what_is_about_the_whole_file(broken: Place, report: Run) -> None:
    found = json.loads(report("check", "--format", "gitlab").out)
    for each in found:
        assert set(each) == {"check_name", "description", "severity", "fingerprint", "location"}
        assert each["location"]["lines"]["begin"] >= 1
        assert each["description"].startswith(each["check_name"])
    assert {each["severity"] for each in found} <= {"major", "minor"}
    assert broken.folder.is_dir()


def test_rdjsonl_is_one_diagnostic_a_line(broken: Place, report: Run) -> None:
    lines = report("check", "--format", "rdjsonl").out.splitlines()
    found = [json.loads(line) for line in lines]
    image = next(each for each in found if each["code"]["value"] == "S007")
    assert image["location"] == {"path": "report/report-02.md", "range": {"start": {"line": 3}}}
    assert image["severity"] == "ERROR"
    assert not any("\x07" in line for line in lines)
    assert broken.folder.is_dir()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], ""),
        ([4], "; also on line 4"),
        ([4, 9], "; also on lines 4 and 9"),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "; also on lines 1, 2, 3, 4, 5, 6, 7, 8 and 2 more"),
    ],
)
def test_other_lines_of_a_finding_are_named(lines: list[int], told: str) -> None:
    assert format_lines(lines) == told


def test_a_finding_is_printed_with_the_spaces_that_it_names(read_one: Place, report: Run) -> None:
    instructions = read_one.read("instructions.md")
    read_one.put("instructions.md", instructions.replace("[ ] Read", "[  ] Read"))
    assert "R010 '[  ]' is not a valid checkbox" in report("check").out
