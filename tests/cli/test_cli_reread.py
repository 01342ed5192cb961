"""References that a digest had read, read again by a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Place, Run

MODEL = """import json, re, sys
text = sys.stdin.read()
open({log!r}, "a").write(text.replace("\\0", "") + "\\0")
base = re.findall(r'The base id is "([0-9a-f]*)"', text)[-1]
mark = re.findall(r"The mark of this reference is (\\[\\^[0-9]+\\])", text)[-1]
print(json.dumps({{"base": base, "reason": "went over it", "computed": [], "operations": [
    {{"op": "insert", "parent": "1", "after": "", "level": 2, "title": "Behind " + mark[2:-1],
     "body": "The digest left this out." + mark, "reason": "the digest left it out"}}]}}))
"""


@pytest.fixture
def log(place: Place, report: Run) -> Path:
    """Two versions by a digest, and a model from then on; what the model is told lands here."""
    assert report("iterate", "--all", "--writer", "extractive", "-q").code == 0
    told = place.root.parent / "told"
    script = place.root.parent / "model.py"
    script.write_text(MODEL.format(log=str(told)))
    place.git("config", "report.command", f"python3 '{script}'")
    return told


def test_each_reference_becomes_a_version_again_oldest_first(
    place: Place, report: Run, log: Path
) -> None:
    ran = report("iterate", "--reread", "--all")
    assert ran.code == 0, ran.err
    assert "nothing left to read again" in ran.err
    items = [line for line in place.read("instructions.md").splitlines() if line.startswith("[x]")]
    assert [line.count(" report-") for line in items] == [2, 2]
    assert "report-01 " in items[0]
    assert "report-03 " in items[0]
    assert "report-04 " in items[1]
    text = place.read("report-04.md")
    assert "[^3]: [Alpha](references/alpha.md)" in text
    assert "[^4]: [Beta](references/beta.md)" in text
    first, second, _ = log.read_text().split("\0")
    assert "was read before, for version 01, by a digest" in first
    assert "was read before, for version 02, by a digest" in second
    for scope in (["--all"], ["--range", "HEAD~2..HEAD"], ["--range", "HEAD~1..HEAD"]):
        checked = report("check", *scope)
        assert checked.code == 0, checked.err + checked.out


def test_one_at_a_time_and_none_twice(place: Place, report: Run, log: Path) -> None:
    ran = report("iterate", "--reread", "--json")
    assert ran.json["left"] == 1
    assert ran.json["iterations"][0]["reference"]["target"] == "references/alpha.md"
    assert report("iterate", "--reread", "--count", "5").code == 0
    before = place.state()
    ran = report("iterate", "--reread", "--all")
    assert ran.code == 0
    assert "nothing left to read again" in ran.err
    assert place.state() == before
    assert log.read_text().count("\0") == 2


def test_a_staged_reading_passes_the_checks(place: Place, report: Run, log: Path) -> None:
    assert report("iterate", "--reread", "--stage").code == 0
    assert log.exists()
    assert report("check", "--staged").code == 0


def test_a_dry_run_changes_nothing(place: Place, report: Run, log: Path) -> None:
    before = place.state()
    ran = report("iterate", "--reread", "--all", "--dry-run", "--json")
    assert [i["version"] for i in ran.json["iterations"]] == [3, 4]
    assert log.exists()
    assert place.state() == before


def test_open_references_stay_open(place: Place, report: Run, log: Path) -> None:
    place.put("references/gamma.md", "# Gamma\n\nGamma weighs 12 kg in all.\n")
    assert report("add", "report/references/gamma.md").code == 0
    assert report("iterate", "--reread", "-q").code == 0
    assert log.read_text().count("\0") == 1
    assert report("status", "--json").json["counts"]["open"] == 1
    assert report("check", "--all").code == 0


def test_a_digest_reads_nothing_again(place: Place, report: Run, log: Path) -> None:
    before = place.state()
    ran = report("iterate", "--reread", "--writer", "extractive")
    assert ran.code == 1
    assert "can not read references again" in ran.err
    assert not log.exists()
    assert place.state() == before


def test_a_revision_is_not_read_again(place: Place, report: Run, log: Path) -> None:
    place.put("report-03.md", place.read("report-02.md").replace("# ", "# On ", 1))
    assert report("revise", "-m", "the title").code == 0
    ran = report("iterate", "--reread", "--all", "--dry-run", "--json")
    read = [entry["reference"]["target"] for entry in ran.json["iterations"]]
    assert read == ["references/alpha.md", "references/beta.md"]
    assert log.exists()
