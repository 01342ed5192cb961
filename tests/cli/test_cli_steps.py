"""A version in several steps: asked of a real server, resumed, capped, and handed in by agents."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Place, Run, kept_answers
from tests.writers.wire import Step, Wire, answer, status

pytestmark = pytest.mark.slow

FIRST = """# Training clusters lose a fifth of their time

## Summary

Hardware caused 78 % of 419 interruptions.[^1] Nobody knows a better way.

## Recovery pays first

Automatic recovery cut the mean time to restart from 90 minutes to 12 minutes.[^1]
"""
SECOND = f"""{FIRST.rstrip()}

## Service One answers in 35 ms

It stores the cache on the device.[^2]

=== reason
The second reference compares services.
"""
FAULT = {
    "section": "1",
    "quote": "Nobody knows a better way.",
    "fault": "the reference does not say so",
    "mend": "leave it out",
    "severity": 1,
}
MEND = "=== edit 1\n<<<\n Nobody knows a better way.\n>>>\n\n=== reason\nCorrected.\n"


def facts(words: str) -> str:
    return json.dumps({"facts": [{"words": words, "status": "measured"}], "summary": "News."})


def faults(*found: dict[str, Any]) -> str:
    return json.dumps({"thesis": "holds", "faults": list(found)})


READ_ALPHA = answer(facts("Hardware caused 78 % of them"))
READ_BETA = answer(facts("Service One stores the cache on the device and answers in 35 ms"))


def all_steps() -> list[Step]:
    return [
        READ_ALPHA,
        answer(FIRST),
        answer(faults(FAULT)),
        answer(faults()),
        answer(MEND),
    ]


def test_a_version_in_five_steps(place: Place, report: Run, wire: Wire) -> None:
    wire.script = all_steps()
    ran = report("iterate", "--effort", "xhigh")
    assert ran.code == 0, ran.err
    text = place.read("report-01.md")
    assert "Nobody knows" not in text
    assert "step: review figures: in 1000, out 50, cached 0" in text
    assert "review reader: 1,000 in, 50 out, 0 cached" in ran.err
    trailers = place.text("log", "-1", "--format=%(trailers)")
    assert "Report-Usage: in 5000, out 250, cached 0" in trailers
    assert kept_answers(place) == []
    assert report("check", "--all").code == 0


def test_a_step_that_fails_is_resumed_and_nothing_is_paid_twice(
    place: Place, report: Run, wire: Wire
) -> None:
    wire.script = [READ_ALPHA, status(401, "authentication_error", "no")]
    assert report("iterate", "--effort", "xhigh").code == 1
    assert len(kept_answers(place)) == 1
    wire.script = all_steps()[1:]
    wire.requests.clear()
    assert report("iterate", "--effort", "xhigh").code == 0
    assert len(wire.asked) == 4
    assert "step: read: in 1000, out 50, cached 0" in place.read("report-01.md")


def test_reviews_come_after_the_last_reference_of_a_run(
    place: Place, report: Run, wire: Wire
) -> None:
    wire.script = [
        READ_ALPHA, answer(FIRST), READ_BETA, answer(SECOND), answer(faults()), answer(faults()),
    ]  # fmt: skip
    ran = report("iterate", "--all", "--effort", "xhigh", "--json")
    assert ran.code == 0, ran.err
    steps = [[s["step"] for s in made["steps"]] for made in ran.json["iterations"]]
    assert steps == [["read", "write"], ["read", "write", "review figures", "review reader"]]
    # The reviewers see what the first reference says of the figures.
    assert "[^1] Alpha" in wire.asked[-1].text
    assert "Hardware caused 78 % of them." in wire.asked[-1].text


@pytest.mark.parametrize(("policy", "asked"), [("each", 8), ("never", 4), ("last", 6)])
def test_which_versions_are_reviewed_is_configured(
    place: Place, report: Run, wire: Wire, policy: str, asked: int
) -> None:
    place.git("config", "report.review", policy)
    review = [answer(faults())] * 2
    first = review if policy == "each" else []
    last = [] if policy == "never" else review
    wire.script = [READ_ALPHA, answer(FIRST), *first, READ_BETA, answer(SECOND), *last]
    assert report("iterate", "--all", "--effort", "xhigh").code == 0
    assert len(wire.asked) == asked


def test_an_unknown_policy_is_an_error(place: Place, report: Run, wire: Wire) -> None:
    place.git("config", "report.review", "often")
    ran = report("iterate", "--effort", "high")
    assert ran.code == 1
    assert "report.review" in ran.err
    assert "last, each, never" in ran.err


def test_the_cap_of_a_run_ends_it_with_the_best_text(place: Place, report: Run, wire: Wire) -> None:
    place.git("config", "report.maxTokensPerRun", "2000")
    wire.script = all_steps()
    ran = report("iterate", "--all", "--effort", "xhigh")
    assert ran.code == 1
    assert len(wire.asked) == 2
    assert "Nobody knows" in place.read("report-01.md")
    assert "report.maxTokensPerRun" in ran.err
    assert not (place.folder / "report-02.md").exists()


def test_facts_are_kept_as_evidence_and_used_again(place: Place, report: Run, wire: Wire) -> None:
    wire.script = all_steps()
    assert report("iterate", "--effort", "xhigh").code == 0
    blob = place.text("hash-object", "report/references/alpha.md").strip()
    kept = json.loads(place.text("show", f"refs/report/sources/{blob}:facts.json"))
    assert kept["facts"] == [{"words": "Hardware caused 78 % of them", "status": "measured"}]
    assert report("undo").code == 0
    wire.requests.clear()
    wire.script = all_steps()[1:]
    assert report("iterate", "--effort", "xhigh").code == 0
    assert len(wire.asked) == 4


def test_a_long_reference_is_read_in_pieces(place: Place, report: Run, wire: Wire) -> None:
    place.git("config", "report.window", "4000")
    text = place.read("references/alpha.md")
    place.put("references/alpha.md", text + "\n\nOther matters are told here." * 500)
    place.commit_all()
    wire.script = [READ_ALPHA, READ_ALPHA, answer(FIRST)]
    ran = report("iterate", "--effort", "low")
    assert ran.code == 0, ran.err
    assert "read in 2 pieces" in wire.asked[-1].text
    assert "Other matters" not in wire.asked[-1].text
    assert report("check", "--all").code == 0


class TestAgents:
    """`git report prompt` and `accept`: the same steps, with files between them."""

    def test_the_request_says_which_steps_there_are(self, place: Place, report: Run) -> None:
        place.git("config", "report.review", "each")
        ran = report("prompt", "--effort", "xhigh")
        assert "--review figures" in ran.out
        assert "--review reader" in ran.out
        assert "--dry-run FILE" in ran.out
        assert "--review" not in report("prompt", "--effort", "low").out

    def test_reviews_are_asked_for_when_the_last_reference_is_read(
        self, place: Place, report: Run
    ) -> None:
        assert "--review" not in report("prompt", "--effort", "xhigh").out
        place.put("answer.md", FIRST)
        assert report("accept", "report/answer.md").code == 0
        assert "--review" in report("prompt", "--effort", "xhigh").out

    def test_a_dry_run_keeps_the_draft_that_a_review_is_asked_about(
        self, place: Place, report: Run
    ) -> None:
        place.put("answer.md", FIRST)
        before = place.state()
        ran = report("accept", "--dry-run", "report/answer.md")
        assert ran.code == 0, ran.err
        assert place.state() == before
        (draft,) = [line[7:] for line in ran.out.splitlines() if line.startswith("draft: ")]
        assert Path(draft).read_text("utf-8").startswith(FIRST)
        assert re.search(r"^length: \d+ words$", ran.out, re.MULTILINE)
        told = report("accept", "--dry-run", "--json", "report/answer.md").json
        assert told["draft"] == draft
        assert told["desk"]["figures"]
        asked = report("prompt", "--review", "figures")
        assert "Nobody knows a better way." in asked.out
        assert "Redo each calculation" in asked.out
        assert "Submitting the answer" not in asked.out

    def test_a_mended_draft_is_accepted(self, place: Place, report: Run) -> None:
        place.put("answer.md", FIRST)
        report("accept", "--dry-run", "report/answer.md")
        draft = place.root / ".git/git-report/drafts/report-01.md"
        text = draft.read_text("utf-8").replace(" Nobody knows a better way.", "")
        draft.write_text(text, "utf-8")
        ran = report("accept", str(draft))
        assert ran.code == 0, ran.err
        assert place.read("report-01.md").count("<!-- git-report") == 1
        assert "Nobody" not in place.read("report-01.md")

    def test_without_a_draft_a_review_is_an_error(self, place: Place, report: Run) -> None:
        ran = report("prompt", "--review", "reader")
        assert ran.code == 1
        assert "accept --dry-run" in ran.err


class TestRevisions:
    """A revision that a model makes, without a reference."""

    def first(self, report: Run, wire: Wire) -> None:
        wire.script = [answer(json.dumps({
            "base": "", "reason": "", "computed": [],
            "operations": [{"op": "document", "text": FIRST, "reason": "first"}],
        }))]  # fmt: skip
        assert report("iterate", "-q", "--effort", "low").code == 0
        wire.requests.clear()

    def test_a_model_revises_as_asked(self, place: Place, report: Run, wire: Wire) -> None:
        self.first(report, wire)
        wire.script = [answer(json.dumps({
            "base": "", "reason": "shorter", "computed": [],
            "operations": [{
                "op": "edit", "section": "1", "old": " Nobody knows a better way.", "new": "",
                "reason": "it is not known",
            }],
        }))]  # fmt: skip
        ran = report("revise", "--ask", "Leave out what nobody knows.")
        assert ran.code == 0, ran.err
        assert "Nobody" not in place.read("report-02.md")
        assert "[^2]" not in place.read("report-02.md")
        assert "Leave out what nobody knows." in wire.asked[0].text
        assert "There is none in this run." in wire.asked[0].text
        text = place.read("instructions.md")
        assert "Revision: Leave out what nobody knows." in text
        assert "Report-Writer: anthropic" in place.text("log", "-1", "--format=%(trailers)")
        assert report("check", "--all").code == 0

    def test_an_answer_that_cannot_be_read_is_cached_until_fresh(
        self, place: Place, report: Run, wire: Wire
    ) -> None:
        self.first(report, wire)
        place.git("config", "report.repairs", "0")
        wire.script = [answer("no JSON")]
        for _ in range(2):
            ran = report("revise", "--ask", "Say more.")
            assert ran.code == 1
            assert "to ask the writer again, pass --fresh" in ran.err
        assert len(wire.asked) == 1
        wire.script = [answer("no JSON")]
        assert report("revise", "--ask", "Say more.", "--fresh").code == 1
        assert len(wire.asked) == 2

    def test_what_a_model_makes_up_in_a_revision_is_seen(
        self, place: Place, report: Run, wire: Wire
    ) -> None:
        self.first(report, wire)
        invented = answer(json.dumps({
            "base": "", "reason": "more", "computed": [],
            "operations": [{
                "op": "edit", "section": "1", "old": "Nobody knows a better way.",
                "new": "It saves 37 % of the cost.", "reason": "more",
            }],
        }))  # fmt: skip
        wire.script = [invented, invented]
        ran = report("revise", "--ask", "Say more.")
        assert ran.code == 0, ran.err
        assert "G001" in ran.err
        assert len(wire.asked) == 2

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("--ask", " "), "--ask needs a text"),
            (("--ask", ""), "--ask needs a text"),
            (("--ask", "x", "--restore"), "cannot be combined"),
        ],
    )
    def test_what_cannot_be_asked(self, report: Run, arguments: tuple[str, ...], told: str) -> None:
        ran = report("revise", *arguments)
        assert ran.code == 2
        assert told in ran.err

    def test_an_edit_of_ones_own_comes_first(self, place: Place, report: Run, wire: Wire) -> None:
        self.first(report, wire)
        place.put("report-01.md", place.read("report-01.md").replace("Nobody", "Somebody"))
        ran = report("revise", "--ask", "Shorter.")
        assert ran.code == 1
        assert "has an edit of your own" in ran.err
        assert wire.asked == []

    def test_a_report_is_consolidated_before_it_reads_on(
        self, place: Place, report: Run, wire: Wire
    ) -> None:
        self.first(report, wire)
        text = place.read("instructions.md")
        place.put("instructions.md", f"---\nwords: 20\n---\n{text}")
        place.commit_all("brief")
        shorter = {
            "base": "", "reason": "shorter", "computed": [],
            "operations": [{
                "op": "edit", "section": "1", "old": " Nobody knows a better way.", "new": "",
                "reason": "said too often",
            }],
        }  # fmt: skip
        nothing = {"base": "", "reason": "nothing new", "operations": [], "computed": []}
        wire.script = [answer(json.dumps(shorter)), answer(json.dumps(nothing))]
        ran = report("iterate", "--consolidate", "--effort", "low", "--json")
        assert ran.code == 0, ran.err
        assert [made["reference"]["title"] for made in ran.json["iterations"]] == [
            "Revision: Consolidation", "Beta",
        ]  # fmt: skip
        assert ran.json["left"] == 0
        assert "the brief sets 20" in wire.asked[0].text
