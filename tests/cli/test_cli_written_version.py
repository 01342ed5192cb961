"""The job handed to an agent or a person, and undone: prompt, accept, revise."""

from __future__ import annotations

import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import BETA, Place, Run

pytestmark = pytest.mark.slow

WHOLE = """# Training clusters lose a fifth of their time

## Executive summary

Hardware caused 78 % of 419 interruptions.[^1]

## Recovery pays first

Recovery cut the mean time to restart from 90 minutes to 12 minutes.[^1]
"""


def start(place: Place, report: Run) -> None:
    """Version 01, from a whole report."""
    place.put("answer.txt", WHOLE)
    assert report("accept", "report/answer.txt").code == 0
    (place.folder / "answer.txt").unlink()


def asked(report: Run, *arguments: str) -> Any:
    return report("prompt", "--json", *arguments).json


def operations(prompt: Any, *given: dict[str, Any]) -> str:
    return json.dumps(
        {
            "base": prompt["base"],
            "request": prompt["request"],
            "reason": "x",
            "operations": given,
            "computed": [],
        }
    )


INSERT = {
    "op": "insert", "parent": "", "after": "", "level": 2, "title": "Service One answers fast",
    "body": "It answers in 35 ms.[^2]", "reason": "the reference says so",
}  # fmt: skip


def test_a_prompt_holds_all_that_a_writer_is_told(place: Place, report: Run) -> None:
    ran = report("prompt", "--steer", "Mind the costs.")
    assert ran.code == 0
    for words in ("Write a report on training", "419 unexpected", "Mind the costs.", "accept"):
        assert words in ran.out
    told = asked(report)
    assert told["request"] in report("prompt").out
    assert told["schema"] == "git-report/prompt/1"
    assert told["version"] == 1
    assert told["reference"]["target"] == "references/alpha.md"


OWN = """# Training clusters lose a fifth of their time

Hardware caused most interruptions.[^2]

[^2]: A talk, not in the references.

## Recovery pays first

Recovery cut the mean time.[^02]

[^02]: Another talk.
"""
FREED = OWN.replace("[^2]", "[^note-a]")


@pytest.mark.parametrize("whole", [False, True])
def test_a_footnote_of_a_report_made_by_hand_is_not_taken_for_the_references(
    place: Place, report: Run, *, whole: bool
) -> None:
    place.commit({"report/report-01.md": OWN})
    prompt = asked(report)
    assert FREED.split("\n\n")[1] in report("prompt").out
    # Over the file as it is, or over the version as the prompt shows it.
    grown = OWN.replace("most interruptions", "78 % of 419 interruptions")
    given = grown if whole else operations(prompt, INSERT)
    place.put("answer.txt", given)
    ran = report("accept", "report/answer.txt", "--allow", "G001")
    assert ran.code == 0, ran.err
    assert "renamed the report's own footnote [^2]" in ran.err
    text = place.read("report-02.md")
    assert text.count("[^2]: [Alpha](references/alpha.md)") == 1
    assert text.count("[^2]:") == 1
    assert "interruptions.[^note-a]\n\n[^note-a]: A talk, not in the references.\n" in text
    assert "[^02]: Another talk." in text
    assert ("in 35 ms.[^2]" in text) is not whole
    (place.folder / "answer.txt").unlink()
    assert report("check", "--all", "--select", "D,V").code == 0


def test_a_digest_leaves_the_number_of_a_footnote_to_its_reference(
    place: Place, report: Run
) -> None:
    place.commit({"report/report-01.md": OWN})
    ran = report("iterate")
    assert ran.code == 0, ran.err
    text = place.read("report-02.md")
    assert text.count("[^2]:") == 1
    assert "interruptions.[^note-a]" in text


def test_operations_become_a_version(place: Place, report: Run) -> None:
    start(place, report)
    place.put("answer.json", operations(asked(report), INSERT))
    ran = report("accept", "report/answer.json", "--by", "claude -p")
    assert ran.code == 0, ran.err
    text = place.read("report-02.md")
    assert text.startswith(WHOLE)
    assert "writer: claude -p" in text
    assert "[x] Read [Beta](references/beta.md) to learn about services. <!-- report-02 " in (
        place.read("instructions.md")
    )


EXHIBITS = (
    WHOLE
    + """
As Exhibit 1 shows, it does.

**Exhibit 1: Restarts**

| Way | Minutes |
|---|---|
| with it | 12 minutes |
"""
)


def test_exhibits_are_numbered_by_the_tool(place: Place, report: Run) -> None:
    place.put("answer.txt", EXHIBITS)
    assert report("accept", "report/answer.txt").code == 0
    body = "**{exhibit:x}: Speed**\n\n| One |\n|---|\n| 35 ms[^2] |"
    place.put("answer.txt", operations(asked(report), INSERT | {"after": "first", "body": body}))
    assert report("accept", "report/answer.txt").code == 0
    text = place.read("report-02.md")
    assert "**Exhibit 1: Speed**" in text
    assert "As Exhibit 2 shows, it does.\n\n**Exhibit 2: Restarts**" in text
    diff = place.read("diff.md")
    assert "**Renumbered:** Exhibit 1 → 2" in diff
    assert "Recovery" not in diff
    (place.folder / "answer.txt").unlink()
    # What a person edits is numbered as well.
    more = "\n**Exhibit 7: Staff**\n\n| People |\n|---|\n| four |\n\n## Executive summary"
    place.put("report-02.md", text.replace("\n## Executive summary", more))
    assert report("revise", "-m", "who works there").code == 0
    text = place.read("report-03.md")
    for number, title in enumerate(("Speed", "Staff", "Restarts"), start=1):
        assert f"**Exhibit {number}: {title}**" in text
    assert "As Exhibit 3 shows" in text
    assert report("check", "--all", "--select", "D,K,V").code == 0


MARKDOWN = """\
Here is the answer.

=== base {base}
=== request {request}
=== plan
The summary has the figure already.

=== edit 1
== reason: the unit was missing
<<<
Hardware caused 78 %
>>>
Hardware faults caused 78 %

=== edit 2
== drop: 12 minutes: rounded
<<<
90 minutes to 12 minutes
>>>
90 minutes to a few

=== insert last level 2: Service One answers fast
== reason: the reference says so

| Service | Time |
|---|---|
| One | 35 ms[^2] |
"""


def test_operations_in_markdown_become_a_version(place: Place, report: Run) -> None:
    start(place, report)
    place.put("answer.md", MARKDOWN.format_map(asked(report)))
    ran = report("accept", "report/answer.md")
    assert ran.code == 0, ran.err
    text = place.read("report-02.md")
    assert "Hardware faults caused 78 % of 419 interruptions.[^1]\n" in text
    assert "| One | 35 ms[^2] |\n" in text
    title = "Training clusters lose a fifth of their time"
    assert f"why: {title} › Executive summary: the unit was missing\n" in text
    assert "removed: 12 minutes: rounded\n" in text
    assert "**Why:** the unit was missing" in place.read("diff.md")
    assert "The summary has the figure" not in text + place.read("diff.md")
    assert report("check", "--all").code == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Hardware caused 78 % of 419 interruptions.[^1]", "=== drops\n- 419: not the point\n"),
        ("", "=== reason\nIt repeats the first.\n"),
    ],
)
def test_a_whole_report_carries_what_it_declares(
    place: Place, report: Run, first: str, second: str
) -> None:
    start(place, report)
    short = WHOLE.replace(first, "Hardware caused 78 % of them.[^1]") if first else WHOLE
    place.put("answer.md", f"{short}\n{second}")
    ran = report("accept", "report/answer.md")
    assert ran.code == 0, ran.err
    assert "===" not in place.read("report-02.md")


def test_addresses_of_earlier_releases_are_read(place: Place, report: Run) -> None:
    start(place, report)
    former = {**INSERT, "parent": "1", "after": "1.2"}
    place.put("answer.json", operations(asked(report), former))
    assert report("accept", "report/answer.json").code == 0
    assert place.read("report-02.md").startswith(WHOLE + "\n## Service One answers fast\n")


def test_a_removed_footnote_is_quoted_as_it_was_written(place: Place, report: Run) -> None:
    place.put("answer.md", "# A\n\nAlpha trains for 54 days.[^1]\n\n[^1]: my own words\n")
    ran = report("accept", "report/answer.md")
    assert ran.code == 0, ran.err
    assert "removed the writer's own footnote '[^1]: my own words': this number" in ran.err


def test_a_bad_header_is_told_with_its_line(place: Place, report: Run) -> None:
    start(place, report)
    place.put("answer.md", "=== delete 1\n=== remove 2\n== reason: x\n")
    before = place.state()
    ran = report("accept", "report/answer.md")
    assert ran.code == 1
    assert (
        "line 1: '=== delete' is not a known header; the headers are replace, edit, row" in ran.err
    )
    assert "hint: nothing was changed; correct the answer and submit it again" in ran.err
    assert place.state() == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "=== frob 2\n\nWords.\n",
            "the answer cannot be read: line 1: '=== frob' is not a known header",
        ),
        ("garbage\n", "the answer contains neither section operations nor a whole report"),
        ("=== remove 9\n== reason: x\n", "the operations of the answer cannot be applied"),
    ],
)
def test_what_is_no_answer_is_told_with_the_name_of_its_file(
    place: Place, report: Run, text: str, told: str
) -> None:
    start(place, report)
    place.put("answer.md", text)
    before = place.state()
    ran = report("accept", "report/answer.md")
    assert ran.code == 1
    assert ran.err.startswith(f"error: report/answer.md: {told}")
    assert place.state() == before


def test_a_report_may_have_a_line_that_looks_like_a_header(place: Place, report: Run) -> None:
    place.put("answer.md", WHOLE + "\n=== RUN TestParse\n")
    assert report("accept", "report/answer.md").code == 0
    assert "\n=== RUN TestParse\n" in place.read("report-01.md")


def test_an_answer_that_no_reference_waits_for_is_refused(place: Place, report: Run) -> None:
    start(place, report)
    assert report("skip", "Beta", "-m", "a dead link").code == 0
    place.put("answer.md", WHOLE)
    before = place.state()
    ran = report("accept", "report/answer.md")
    assert ran.code == 1
    assert ran.err.startswith(
        "error: 'report/answer.md' was not used, because nothing is left to read: 1 read"
    )
    assert "run 'git report revise'" in ran.err
    assert place.state() == before


def test_an_answer_is_read_from_standard_input(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(WHOLE.encode())))
    assert report("accept", "-").code == 0
    assert place.read("report-01.md").startswith(WHOLE)


def test_a_version_that_an_agent_wrote_by_habit_is_taken(place: Place, report: Run) -> None:
    start(place, report)
    text = WHOLE + "\n## Service One answers fast\n\nIt answers in 35 ms.[^2]\n"
    place.put("report-02.md", text)
    place.put("diff.md", "# I changed a lot\n")
    ticked = place.read("instructions.md").replace("[ ] Read [Beta]", "[x] Read [Beta]")
    place.put("instructions.md", ticked)
    ran = report("accept")
    assert ran.code == 0, ran.err
    assert place.read("report-02.md").startswith(text)
    assert place.read("diff.md").startswith("# report-01.md → report-02.md")
    assert "<!-- report-02 " in place.read("instructions.md")
    assert place.text("status", "--porcelain") == ""
    assert report("check", "--all").code == 0


def test_an_item_ticked_out_of_order_is_refused(place: Place, report: Run) -> None:
    place.put("report-01.md", WHOLE)
    ticked = place.read("instructions.md").replace("[ ] Read [Beta]", "[x] Read [Beta]")
    place.put("instructions.md", ticked)
    before = place.state()
    ran = report("accept")
    assert ran.code == 1
    assert "ticked by hand" in ran.err
    assert place.state() == before


def test_an_answer_to_an_older_base_is_refused(place: Place, report: Run) -> None:
    start(place, report)
    prompt = asked(report)
    place.git("config", "report.writer", "extractive")
    assert report("iterate", "-q").code == 0
    place.put("references/gamma.md", BETA.replace("Service", "Tool"))
    assert report("add", "report/references/gamma.md").code == 0
    place.put("answer.json", operations(prompt, INSERT))
    before = place.state()
    for arguments in ([], ["--request", prompt["request"]]):
        ran = report("accept", "report/answer.json", *arguments)
        assert ran.code == 1
        assert "git report prompt" in ran.err
    assert place.state() == before


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("instructions.md", "the checklist"),
        ("diff.md", "made from the versions"),
        ("report-01.md", "a committed version"),
    ],
)
def test_a_file_of_the_report_is_not_an_answer(
    place: Place, report: Run, name: str, what: str
) -> None:
    start(place, report)
    before = place.state()
    ran = report("accept", f"report/../report/{name}")
    assert ran.code == 1
    assert f"/{name}' is not an answer: it is {what}" in ran.err
    assert ("git report revise :/report" in ran.err) is (name == "report-01.md")
    assert place.state() == before


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("edited", [False, True])
def test_accept_without_an_answer_says_what_can_be_done(
    place: Place, report: Run, *, everything: bool, edited: bool
) -> None:
    start(place, report)
    if everything:
        assert report("skip", "Beta", "-m", "late").code == 0
        place.commit_all("skip")
    if edited:
        place.put("report-01.md", place.read("report-01.md").replace("Hardware caused", "HW has"))
    ran = report("accept")
    assert ran.code == 1
    said = "nothing left to read: 1 read, 1 skipped" if everything else "no answer was given"
    assert ran.err.startswith(f"error: {said}\n")
    offered = "run 'git report revise :/report'" in ran.err
    assert offered is edited
    if offered:
        assert report("revise", ":/report").code == 0


def test_a_report_that_is_read_needs_no_model(place: Place, report: Run) -> None:
    start(place, report)
    assert report("iterate").code == 1
    assert "hint: " in report("status").err
    assert report("skip", "Beta", "-m", "late").code == 0
    for options in ([], ["--all"], ["--steer", "short"], ["--batch"], ["--json"]):
        ran = report("iterate", *options)
        assert ran.code == 0, ran.err
        assert "--json" in options or ran.err.startswith("nothing left to read"), ran.err
    assert report("status").err == ""


def test_a_refused_report_is_submitted_again_with_its_options(place: Place, report: Run) -> None:
    start(place, report)
    text = WHOLE[: WHOLE.index("\n## Recovery")] + "\nIt weighs 977 kg.[^2]\n"
    place.put("answer.md", text)
    ran = report("accept", "report/answer.md", "--by", "Ann Ex", "--allow", "G001", "--no-verify")
    assert (ran.code, "K001" in ran.err) == (1, True)
    (declaring,) = re.findall("declare it: git report (.*)", ran.err)
    assert report(*shlex.split(declaring), "--allow", "K006").code == 0
    assert "\nwriter: Ann Ex\n" in place.read("report-02.md")


def test_who_answers_a_request_is_sent_back_to_the_answer(place: Place, report: Run) -> None:
    """An agent corrected the refused copy, or wondered which of the two files counts."""
    start(place, report)
    prompt = asked(report)
    text = WHOLE[: WHOLE.index("\n## Recovery")]
    place.put("answer.md", text)
    ran = report("accept", "report/answer.md", "--request", prompt["request"])
    assert (ran.code, "K001" in ran.err) == (1, True)
    assert "correct 'report/answer.md', then run the command again" in ran.err
    (declaring,) = [line for line in ran.err.splitlines() if "=== drops" in line]
    assert "--removed" not in declaring
    drops = re.findall(r"'(- .*?: WHY)'", declaring)
    assert drops
    place.put("answer.md", text + "\n=== drops\n" + "\n".join(drops) + "\n")
    assert report("accept", "report/answer.md", "--request", prompt["request"]).code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "contains no text"),
        ("{", "JSON"),
        (
            '{"operations": []}',
            "'reason' is missing\nhint: nothing was changed; correct the answer",
        ),
        ('I can not.\n\n{"operations": [{"op": "change"}]}', "operation 1: 'op'"),
        ('{"operations": [{"op": "remove", "section": "2", "reason": "", "drops": []}]}', "K001"),
        (WHOLE, "the report is the same as the newest version\nhint: if the reference adds "),
        (WHOLE.replace("419", "500"), "K002"),
        (WHOLE[: WHOLE.index("\n## Recovery")], "K001"),
        ("Just a sentence.\n", "report/answer.txt: the answer contains neither section operations"),
        (WHOLE + "\n```\nopen\n", "not closed"),
    ],
)
def test_what_does_not_pass_changes_nothing(
    place: Place, report: Run, text: str, words: str
) -> None:
    start(place, report)
    place.put("answer.txt", text)
    before = place.state()
    ran = report("accept", "report/answer.txt")
    assert ran.code == 1
    assert words in ran.err
    assert place.state() == before


def test_what_goes_is_declared_and_kept_on_record(place: Place, report: Run) -> None:
    start(place, report)
    shorter = WHOLE[: WHOLE.index("\n## Recovery")]
    place.put("answer.txt", shorter)
    refused = report("accept", "report/answer.txt")
    assert refused.code == 1
    assert ".git/git-report/refused/report-02.md" in refused.err
    ran = report(
        "accept", "report/answer.txt", "--removed", "Recovery pays first: told in the summary"
    )
    assert ran.code == 0, ran.err
    assert " › Recovery pays first: told in the summary\n" in place.read("report-02.md")
    assert "**Why:** told in the summary" in place.read("diff.md")
    assert report("check", "--all").err == "no findings\n"


def test_a_refused_version_can_be_mended_and_handed_in(place: Place, report: Run) -> None:
    start(place, report)
    place.put("answer.txt", WHOLE.replace("419", "500"))
    assert report("accept", "report/answer.txt").code == 1
    kept = place.root / ".git/git-report/refused/report-02.md"
    mended = kept.read_text().replace("500", "419").replace("\n-->", "\ncomputed: 7 = 3 + 4\n-->")
    kept.write_text(mended + "\n")
    assert report("accept", str(kept)).code == 0
    assert "computed: 7 = 3 + 4\n" in place.read("report-02.md")


def test_a_declaration_gives_a_reason(place: Place, report: Run) -> None:
    start(place, report)
    place.put("answer.txt", WHOLE[: WHOLE.index("\n## Recovery")])
    refused = report("accept", "report/answer.txt")
    assert 'Recovery pays first: WHY"' in refused.err
    for bare in ("", "Recovery pays first", ": why"):
        ran = report("accept", "report/answer.txt", "--removed", bare)
        assert ran.code == 2
        assert "no reason" in ran.err
        assert report("revise", "--removed", bare).code == 2


@pytest.mark.parametrize("fence", ["```markdown", "```md", "````markdown"])
def test_a_fence_around_the_report_is_removed(place: Place, report: Run, fence: str) -> None:
    mark = fence.rstrip("markdown")
    place.put("answer.txt", f"{fence}\n{WHOLE}{mark}\n")
    assert report("accept", "report/answer.txt").code == 0
    assert place.read("report-01.md").startswith(WHOLE)


def test_sections_handed_in_unchanged_stay_as_they_are(place: Place, report: Run) -> None:
    start(place, report)
    text = WHOLE.replace("Hardware caused", "The hardware caused").replace("\n\n## Rec", "\n## Rec")
    place.put("answer.txt", text)
    assert report("accept", "report/answer.txt").code == 0
    assert place.read("report-02.md").startswith(WHOLE.replace("Hardware", "The hardware"))


def test_an_unknown_code_is_a_usage_error(place: Place, report: Run) -> None:
    place.put("answer.txt", WHOLE)
    ran = report("accept", "report/answer.txt", "--allow", "K999")
    assert ran.code == 2
    assert "K999" in ran.err


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere.json", "there is no file 'nowhere.json'"),
        ("report/references", "'report/references' cannot be read: "),
    ],
)
def test_an_answer_that_is_not_a_file_is_named(
    place: Place, report: Run, name: str, told: str
) -> None:
    ran = report("accept", name)
    assert ran.code == 1
    assert ran.err.startswith(f"error: {told}")
    assert "hint: name the file that contains the answer" in ran.err


def test_without_an_answer_it_says_what_to_give(place: Place, report: Run) -> None:
    ran = report("accept")
    assert ran.code == 1
    assert "no answer" in ran.err


class TestRevise:
    """A person's own correction."""

    def test_the_edited_next_version_is_taken(self, place: Place, report: Run) -> None:
        start(place, report)
        place.put("report-02.md", place.read("report-01.md").replace("cut the mean", "cut the"))
        ran = report("revise", "-m", "it is no mean")
        assert ran.code == 0, ran.err
        item = place.read("instructions.md").rstrip().split("\n")[-1]
        assert item == "[x] Revision: it is no mean <!-- report-02 edit -->"
        text = place.read("report-02.md")
        assert "writer: person" in text
        assert "[^2]:" not in text
        assert "[ ] Read [Beta]" in place.read("instructions.md")
        assert report("check", "--all").code == 0
        assert report("check", "--range", "HEAD~1..HEAD").code == 0
        place.git("config", "report.writer", "extractive")
        assert report("iterate", "-q").code == 0

    def test_the_editor_opens_on_a_copy(
        self, place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        start(place, report)
        monkeypatch.setattr("git_report.cli.commands.revise.has_terminal", lambda: True)
        monkeypatch.setenv("GIT_EDITOR", "sed -i s/pays/pays.off/")
        ran = report("revise", "-m", "wording")
        assert ran.code == 0, ran.err
        assert "Recovery pays.off first" in place.read("report-02.md")

    @pytest.mark.parametrize(
        ("editor", "words"),
        [("true", "no changes made to"), ("false", "failed"), ("truncate -s 0", "is empty")],
    )
    def test_without_an_edit_there_is_no_version(
        self,
        place: Place,
        report: Run,
        monkeypatch: pytest.MonkeyPatch,
        editor: str,
        words: str,
    ) -> None:
        start(place, report)
        before = place.state()
        monkeypatch.setattr("git_report.cli.commands.revise.has_terminal", lambda: True)
        monkeypatch.setenv("GIT_EDITOR", editor)
        ran = report("revise")
        assert ran.code == 1
        assert words in ran.err
        assert place.state() == before

    def test_a_loss_is_declared_here_as_well(self, place: Place, report: Run) -> None:
        start(place, report)
        place.put("report-02.md", WHOLE.replace(" of 419 interruptions", ""))
        assert report("revise").code == 1
        assert report("revise", "--removed", "419: counted twice").code == 0

    def test_what_a_copied_tail_declares_is_not_declared_again(
        self, place: Place, report: Run
    ) -> None:
        start(place, report)
        place.put("report-02.md", WHOLE.replace(" of 419 interruptions", ""))
        assert report("revise", "-m", "x", "--removed", "419: counted twice").code == 0
        place.put("report-03.md", place.read("report-02.md").replace("Executive", "The"))
        assert report("revise", "-m", "the title").code == 0
        assert "counted twice" not in place.read("report-03.md")

    def test_there_must_be_a_version(self, place: Place, report: Run) -> None:
        ran = report("revise")
        assert ran.code == 1
        assert "no version to revise" in ran.err


CHAPTER = """
## Recovery pays first

Restarts were slow before.

### Restarts

Recovery cut the mean time to restart from 90 minutes to 12 minutes.[^1]
"""
REMOVED = ("--removed", "Recovery pays first: told elsewhere")


@pytest.mark.parametrize("how", ["accept", "operations", "revise"])
def test_a_chapter_goes_by_a_persons_word_and_is_the_first_risk(
    place: Place, report: Run, how: str
) -> None:
    short = WHOLE[: WHOLE.index("\n## Recovery")]
    place.put("answer.txt", short + CHAPTER)
    assert report("accept", "report/answer.txt").code == 0
    if how == "revise":
        place.put("report-02.md", short)
        handed: tuple[str, ...] = ("revise", "-m", "why", *REMOVED)
    else:
        remove = {"op": "remove", "section": "2", "reason": "x", "drops": [
            {"what": "Recovery pays first", "why": "told elsewhere"}]}  # fmt: skip
        text = operations(asked(report), remove) if how == "operations" else short
        place.put("answer.txt", text)
        handed = ("accept", "report/answer.txt", *(REMOVED if how == "accept" else ()))
    before = place.state()
    refused = report(*handed)
    assert refused.code == 1
    assert "K006 too much was removed, although it was declared: 17 of 38 words" in refused.err
    assert "in section 'Recovery pays first' and its 1 subsection" in refused.err
    assert "--allow K006" in refused.err
    assert place.state() == before
    assert report(*handed, "--allow", "K006").code == 0
    assert "allowed: K006 too much was removed" in place.read("report-02.md")
    told = report("summary", "HEAD~1..HEAD").out
    risks = [line for line in told.splitlines() if line.startswith("- **")]
    assert risks[0].startswith(
        "- **large loss:** K006 too much was removed, although it was declared"
    )


def test_a_figure_without_a_source_is_shown_by_a_dry_run_and_stays_on_record(
    place: Place, report: Run, tmp_path: Path
) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text("# Clusters\n\n## Baseline\n\nHardware caused 47 % of them[^12].[^1]\n")
    tried = report("accept", "--dry-run", str(answer))
    assert tried.code == 0
    warnings = [line for line in tried.err.splitlines() if line.startswith("  warning: ")]
    assert [line.split()[1] for line in warnings] == ["G001", "S014"]
    assert all(line.endswith(" (line 5)") for line in warnings)
    assert not (place.folder / "report-01.md").exists()
    accepted = report("accept", str(answer))
    assert accepted.code == 0
    assert "warning: G001 figure '47 %'" in accepted.err
    assert "\nungrounded: 47 %\n" in place.read("report-01.md")
    place.git("config", "report.strict", "true")
    place.git("reset", "-q", "--hard", "HEAD~1")
    assert report("accept", str(answer)).code == 1


def test_another_request_than_the_current_one_is_refused(place: Place, report: Run) -> None:
    place.write({"answer.md": "# T\n\nText.\n"})
    ran = report("accept", "answer.md", "--request", "nope")
    assert ran.code == 1
    assert "'nope' is not the id of the current request" in ran.err
    assert "git report prompt" in ran.err
