"""References read again: by a model after a digest, by a digest where they changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import ALPHA, Place, Run

pytestmark = pytest.mark.slow

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
def log(read_both: Place) -> Path:
    """Two versions by a digest, and a model from then on; what the model is told lands here."""
    told = read_both.root.parent / "told"
    script = read_both.root.parent / "model.py"
    script.write_text(MODEL.format(log=str(told)))
    read_both.git("config", "report.command", f"python3 '{script}'")
    return told


def test_each_reference_becomes_a_version_again_oldest_first(
    place: Place, report: Run, log: Path
) -> None:
    ran = report("iterate", "--upgrade", "--all")
    assert ran.code == 0, ran.err
    assert "nothing to upgrade" in ran.err
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
    ran = report("iterate", "--upgrade", "--json")
    assert ran.json["left"] == 1
    assert ran.json["iterations"][0]["reference"]["target"] == "references/alpha.md"
    assert report("iterate", "--upgrade", "--count", "5").code == 0
    before = place.state()
    ran = report("iterate", "--upgrade", "--all")
    assert ran.code == 0
    assert "nothing to upgrade" in ran.err
    assert place.state() == before
    assert log.read_text().count("\0") == 2


def test_a_staged_reading_passes_the_checks(place: Place, report: Run, log: Path) -> None:
    assert report("iterate", "--upgrade", "--stage").code == 0
    assert log.exists()
    assert report("check", "--staged").code == 0


def test_a_dry_run_changes_nothing(place: Place, report: Run, log: Path) -> None:
    before = place.state()
    ran = report("iterate", "--upgrade", "--all", "--dry-run", "--json")
    assert [i["version"] for i in ran.json["iterations"]] == [3, 4]
    assert log.exists()
    assert place.state() == before


def test_open_references_stay_open(place: Place, report: Run, log: Path) -> None:
    place.put("references/gamma.md", "# Gamma\n\nGamma weighs 12 kg in all.\n")
    assert report("add", "report/references/gamma.md").code == 0
    assert report("iterate", "--upgrade", "-q").code == 0
    assert log.read_text().count("\0") == 1
    assert report("status", "--json").json["counts"]["open"] == 1
    assert report("check", "--all").code == 0


def test_a_digest_reads_nothing_again(place: Place, report: Run, log: Path) -> None:
    before = place.state()
    ran = report("iterate", "--upgrade", "--writer", "extractive")
    assert ran.code == 2
    assert "--upgrade needs a model" in ran.err
    assert not log.exists()
    assert place.state() == before


@pytest.mark.parametrize("option", ["--upgrade", "--rewrite", "--consolidate"])
def test_what_only_a_model_can_do_is_not_offered_another_writer(
    place: Place, report: Run, option: str
) -> None:
    """Each hint leads on: none names what the next call would refuse."""
    ran = report("iterate", option, "--model", "opus")
    assert "no credentials" in ran.err
    assert "set ANTHROPIC_API_KEY" in ran.err
    assert "extractive" not in ran.err
    ran = report("iterate", option, "--writer", "extractive")
    assert "hint: pass --writer anthropic or --writer command" in ran.err
    assert "without a model" in report("iterate", "--model", "opus").err


def test_a_reread_that_was_unstaged_has_a_way_out(place: Place, report: Run, log: Path) -> None:
    """Accept has no reference for it, and revise refuses a stamp without its version."""
    assert report("iterate", "--upgrade", "--stage", "-q").code == 0
    place.git("restore", "--staged", ".")
    command = report("status", "--json").json["hints"][0]["command"]
    assert command == "git add :/report"
    place.git(*command.split()[1:])
    assert "git commit" in [h["command"] for h in report("status", "--json").json["hints"]]


def test_a_revision_is_not_read_again(place: Place, report: Run, log: Path) -> None:
    place.put("report-03.md", place.read("report-02.md").replace("# ", "# On ", 1))
    assert report("revise", "-m", "the title").code == 0
    ran = report("iterate", "--upgrade", "--all", "--dry-run", "--json")
    read = [entry["reference"]["target"] for entry in ran.json["iterations"]]
    assert read == ["references/alpha.md", "references/beta.md"]
    assert log.exists()


@pytest.fixture
def read(read_both: Place) -> Place:
    """Two references in two versions by a digest."""
    return read_both


def read_changed(place: Place, report: Run, text: str, *allowed: str) -> str:
    """Change the first reference and have a digest read it again; the new version."""
    place.put("references/alpha.md", text)
    place.commit_all("the source changed")
    assert report("suspects", "--reread", "references/alpha.md").code == 0
    if allowed:  # a person has to
        ran = report("iterate", "--writer", "extractive")
        assert ran.code == 1
        assert "hint: to accept this finding as it is, add --allow K006" in ran.err
    ran = report("iterate", "--writer", "extractive", *allowed)
    assert ran.code == 0, ran.err
    for scope in (["--all"], ["--range", "HEAD~1..HEAD"], ["--worktree", "--select", "K,G"]):
        checked = report("check", *scope)
        assert (checked.code, checked.out) == (0, ""), checked.out
    return place.read("report-03.md")


def test_a_digest_takes_out_what_a_reference_does_not_say_any_more(
    read: Place, report: Run
) -> None:
    before = read.read("report-02.md")
    assert "54 days" in before
    assert "12 minutes" in before
    after = read_changed(read, report, ALPHA.replace("54 days", "61 days"))
    assert any("61 days" in line and "[^3]" in line for line in after.split("\n"))
    assert "54 days" not in after.partition("<!--")[0]
    assert "removed: 54 days: the reference does not say it any more" in after
    assert any("12 minutes" in line and "[^3]" in line for line in after.split("\n"))  # read anew
    kept = [line for line in before.split("\n") if "[^2]" in line and "[^1]" not in line]
    assert kept
    assert all(line in after for line in kept)


def test_sections_that_rest_on_nothing_any_more_go(read: Place, report: Run) -> None:
    text = "# Alpha\n\nThe whole text was withdrawn by its authors.\n"
    after = read_changed(read, report, text, "--allow=K006")
    body = after.partition("<!--")[0]
    assert "[^1]" not in body
    assert "Recovery" not in body
    assert "was withdrawn by its authors.[^3]" in body
    assert "[^2]" in body
