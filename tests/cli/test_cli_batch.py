"""Several report folders asked in message batches: each round is one batch, and is paid once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from git_report.writers.channel import UnknownOutcomeError
from git_report.writers.channels.batches import MessageBatches
from tests.cli.conftest import Place, Run
from tests.cli.test_cli_steps import FAULT, FIRST, MEND, facts, faults
from tests.writers.wire import Asked, Result, Wire, errored, status, succeeded, unanswered

pytestmark = pytest.mark.slow

# Questions of another program of the same account.
HELLO = {"messages": [{"role": "user", "content": "Hello"}], "output_config": {"format": {}}}
OTHERS = {name: Asked("POST", "/v1/messages", {}, HELLO) for name in ("theirs-1", "theirs-2")}
PUMPS = "The pump moved 1,250 litres an hour in June.\n"
PUMP_ITEMS = "# Pumps\n\nWrite about pumps.\n\n## References\n\n[ ] [Pumps](pumps.txt)\n"
PUMP_REPORT = f"# Pumps move water\n\n## June\n\n{PUMPS.strip()}[^1]\n"
BETA = "\n## Services\n\nService One answers in 35 ms.[^2]\n"
INSERT = "=== insert under top last level 2: Services\n\nService One answers in 35 ms.[^2]\n"
INSERT += "\n=== reason\nNew.\n"


def whole(text: str) -> str:
    """A report as an answer at low effort."""
    operation = {"op": "document", "text": text, "reason": ""}
    return json.dumps({"base": "", "reason": "", "operations": [operation], "computed": []})


def reply(asked: Asked) -> Result:
    """What a model answers to any question of these folders."""
    if "format" in asked.body.get("output_config", {}):  # low effort
        if "Write about pumps." in asked.text:
            return succeeded(whole(PUMP_REPORT))
        return succeeded(whole(FIRST + BETA if "reference is [^2]" in asked.text else FIRST))
    task = re.findall(r"^# Your task: (.*)$", asked.text, re.MULTILINE)[-1]
    pumps = "Write about pumps." in asked.text
    if task.startswith("read"):
        return succeeded(facts("The pump moved 1,250 litres" if pumps else "Hardware caused 78 %"))
    if task.startswith("find the faults in figures") and not pumps:
        return succeeded(faults(FAULT))
    if task.startswith("find"):
        return succeeded(faults())
    if "light" in task:
        return succeeded(MEND)
    if pumps:
        return succeeded(PUMP_REPORT)
    return succeeded(INSERT if "reference is [^2]" in asked.text else FIRST)


@pytest.fixture
def wire(wire: Wire) -> Wire:
    wire.result = reply
    return wire


@pytest.fixture
def folders(place: Place) -> Place:
    """A second report folder beside that of two references."""
    place.write({"pumps/pumps.txt": PUMPS, "pumps/instructions.md": PUMP_ITEMS})
    place.commit_all()
    return place


@contextmanager
def interrupted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Runs that end when they have sent their first batch."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(MessageBatches, "collect", interrupt)
        yield


def sent(wire: Wire) -> list[int]:
    """How many questions each batch had."""
    return [len(batch.questions) for batch in wire.batches]


def kept(place: Place) -> list[Path]:
    return list((place.root / ".git/git-report/answers").glob("*.json"))


def test_each_round_of_all_folders_is_one_batch(folders: Place, report: Run, wire: Wire) -> None:
    folders.git("config", "report.maxTokens", "2000")
    ran = report("iterate", "--all", "--batch", "--effort", "xhigh")
    assert ran.code == 0, ran.err
    # Read, write, then the two reviews of the pumps' only version while the other folder reads
    # its next reference, and so on.
    assert sent(wire) == [2, 2, 3, 1, 2, 1]
    assert wire.asked == []
    assert "sent 2 requests as batch msgbatch_01; if this run is interrupted" in ran.err
    text = folders.read("report-02.md")
    assert "Service One answers in 35 ms" in text
    assert "Nobody knows" not in text
    assert "step: review figures: in 1000, out 50, cached 0" in text
    assert "1,250 litres" in (folders.root / "pumps/report-01.md").read_text()
    assert kept(folders) == []
    assert folders.text("status", "--porcelain") == ""
    assert report("check", "--all").code == 0
    params = next(iter(wire.batches[0].questions.values())).body
    assert params["max_tokens"] == 2000
    assert params["output_config"]["effort"] == "xhigh"
    assert "stream" not in params


def test_one_document_has_all_folders(folders: Place, report: Run, wire: Wire) -> None:
    ran = report("iterate", "--all", "--batch", "--effort", "low", "--json")
    assert ran.code == 0, ran.err
    document = ran.json
    assert document["schema"] == "git-report/batch/1"
    made = {f["folder"]: [v["version"] for v in f["iterations"]] for f in document["folders"]}
    assert made == {"pumps": [1], "report": [1, 2]}
    assert document["usage"] == {"input": 3000, "output": 150, "cached": 0, "cost": None}


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(
    folders: Place, report: Run, wire: Wire
) -> None:
    before = folders.state()
    ran = report("iterate", "--all", "--batch", "--effort", "medium", "--dry-run")
    assert ran.code == 0, ran.err
    assert "report folder: pumps" in ran.err
    assert ran.err.count("  report-01 from ") == 2
    assert re.search(r"    read: 1 call, about [\d,]+ tokens", ran.err)
    assert wire.batches == []
    assert folders.state() == before


@pytest.mark.parametrize("folder", ["pumps", "report"])
def test_a_folder_whose_question_failed_stays_as_it_is_and_can_go_on(
    folders: Place, report: Run, wire: Wire, folder: str
) -> None:
    brief = "Write about pumps."
    hit = {"pumps": lambda asked: brief in asked.text, "report": lambda a: brief not in a.text}
    fail: Callable[[Asked], bool] = hit[folder]
    other = "report" if folder == "pumps" else "pumps"
    wire.result = lambda asked: (
        errored("api_error", "overloaded \x1b[31m") if fail(asked) else reply(asked)
    )
    ran = report("iterate", "--batch", "--effort", "low")
    assert ran.code == 1
    assert f"error: {folder}: 'claude-opus-5-5' did not answer in the batch: api_error:" in ran.err
    assert "\x1b" not in ran.err
    assert "error: 1 of 2 report folders failed" in ran.err
    assert (folders.root / other / "report-01.md").exists()
    assert not (folders.root / folder / "report-01.md").exists()
    wire.result = reply
    assert report("iterate", "--batch", "--effort", "low", folder).code == 0
    assert (folders.root / folder / "report-01.md").exists()
    assert sent(wire) == [2, 1]


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (unanswered("expired"), "the request expired before 'claude-opus-5-5' answered it"),
        (unanswered("canceled"), "the request was canceled before"),
        (None, "the batch ended without a result for the request"),
        (succeeded("x", stop="max_tokens"), "was cut off at its limit of 50 tokens"),
        (succeeded("", stop="refusal"), "refused to answer"),
    ],
)
def test_what_no_answer_is_ends_the_run_and_is_asked_again(
    folders: Place, report: Run, wire: Wire, result: Result | None, said: str
) -> None:
    before = folders.state()
    wire.result = lambda _: result
    ran = report("iterate", "--batch", "--effort", "low", "pumps")
    assert ran.code == 1
    assert said in ran.err
    assert folders.state() == before
    assert kept(folders) == []


def test_a_run_that_was_interrupted_waits_for_its_batch_and_pays_once(
    folders: Place, report: Run, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    with interrupted(monkeypatch):
        assert report("iterate", "--batch", "--effort", "low").code == 130
    assert len(kept(folders)) == 2
    # One folder alone finds its own answer, and keeps the other's.
    assert report("iterate", "--batch", "--effort", "low", "pumps").code == 0
    assert report("iterate", "--batch", "--effort", "low", "report").code == 0
    assert sent(wire) == [2]
    assert (folders.root / "pumps/report-01.md").exists()
    assert folders.read("report-01.md")


@contextmanager
def killed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Runs that end when the endpoint has accepted their batch, before they know its name."""
    send = MessageBatches.send

    def kill(self: MessageBatches, *arguments: Any) -> str:
        send(self, *arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(MessageBatches, "send", kill)
        yield


def test_a_batch_whose_name_was_lost_is_found_and_paid_once(
    folders: Place, report: Run, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    with killed(monkeypatch):
        assert report("iterate", "--batch", "--effort", "low").code == 130
    # Others of the same account, with as many questions, older and newer.
    ours = wire.batches.pop()
    old, new = (replace(ours, name=name, questions=OTHERS) for name in ("old", "new"))
    wire.batches += [replace(old, created="2026-01-01T00:00:00+00:00"), ours, new]
    ran = report("iterate", "--effort", "low", "pumps")
    assert ran.code == 1
    assert "the request may have been sent in a batch" in ran.err
    before = len(wire.requests)
    # Each folder finds its own answer.
    assert report("iterate", "--batch", "--effort", "low", "pumps").code == 0
    asked = [each.path for each in wire.requests[before:]]
    assert not any("/old" in path for path in asked)
    ran = report("iterate", "--batch", "--effort", "low", "report")
    assert ran.code == 0, ran.err
    assert len(wire.batches) == 3
    assert (folders.root / "pumps/report-01.md").exists()
    assert kept(folders) == []


def test_a_batch_that_never_arrived_is_sent_again(
    folders: Place, report: Run, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    with killed(monkeypatch):
        assert report("iterate", "--batch", "--effort", "low").code == 130
    wire.batches[0].questions = OTHERS
    assert report("iterate", "--batch", "--effort", "low").code == 0
    assert sent(wire) == [2, 2]


def test_a_batch_in_progress_is_waited_for_to_know_whose_it_is(
    folders: Place, report: Run, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("git_report.writers.channels.batches._FIRST_PAUSE", 0.01)
    wire.looks = 2
    with killed(monkeypatch):
        assert report("iterate", "--batch", "--effort", "low", "pumps").code == 130
    assert report("iterate", "--batch", "--effort", "low", "pumps").code == 0
    assert sent(wire) == [1]


def test_a_reply_that_was_lost_says_how_to_go_on(
    folders: Place, report: Run, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = MessageBatches.send

    def lose(self: MessageBatches, *arguments: Any) -> str:
        send(self, *arguments)
        raise UnknownOutcomeError("the connection was lost", hint="try again")

    with monkeypatch.context() as patch:
        patch.setattr(MessageBatches, "send", lose)
        ran = report("iterate", "--batch", "--effort", "low", "pumps")
    assert ran.code == 1
    assert "it looks for the batch before it sends another" in ran.err
    assert report("iterate", "--batch", "--effort", "low", "pumps").code == 0
    assert sent(wire) == [1]


def test_tokens_of_batches_cost_half(folders: Place, report: Run, wire: Wire) -> None:
    folders.git("config", "report.price", "USD 5 0.5 25")
    ran = report("iterate", "--batch", "--effort", "low", "--json", "pumps")
    assert ran.code == 0, ran.err
    half = {"amount": "0.003125", "currency": "USD"}  # of 1,000 in and 50 out
    assert ran.json["usage"]["cost"] == half
    assert report("status", "--json", "pumps").json["usage"]["cost"] == half
    trailers = folders.text("log", "-1", "--format=%B")
    assert "in 1000, out 50, cached 0; of these in batches: in 1000, out 50, cached 0" in trailers
    assert report("check", "--all").code == 0


def test_a_run_without_batches_does_not_pay_for_what_a_batch_will_answer(
    folders: Place, report: Run, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    with interrupted(monkeypatch):
        assert report("iterate", "--batch", "--effort", "low", "pumps").code == 130
    ran = report("iterate", "--effort", "low", "pumps")
    assert ran.code == 1
    assert "the request was sent in batch msgbatch_01" in ran.err
    assert wire.asked == []


def test_a_batch_that_the_endpoint_does_not_know_is_not_sent_again(
    folders: Place, report: Run, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    with interrupted(monkeypatch):
        assert report("iterate", "--batch", "--effort", "low", "pumps").code == 130
    wire.batches.clear()
    ran = report("iterate", "--batch", "--effort", "low", "pumps")
    assert ran.code == 1
    assert "does not know batch 'msgbatch_01'" in ran.err
    assert wire.batches == []


def test_consolidating_happens_once_before_a_version(
    folders: Place, report: Run, wire: Wire
) -> None:
    assert report("iterate", "--batch", "--effort", "low", "report").code == 0
    folders.git("config", "report.words", "5")
    short = FIRST.replace(" Nobody knows a better way.", "")
    answers = [whole(short), whole(f"{short}{BETA.replace('[^2]', '[^3]')}")]
    wire.result = lambda asked: succeeded(answers["reference is [^3]" in asked.text])
    wire.batches.clear()
    ran = report("iterate", "--batch", "--effort", "low", "--consolidate", "report", "--json")
    assert ran.code == 0, ran.err
    titles = [made["reference"]["title"] for made in ran.json["folders"][0]["iterations"]]
    assert titles == ["Revision: Consolidation", "Beta"]
    assert sent(wire) == [1, 1]


@pytest.mark.parametrize("option", ["--stage", "--fresh"])
def test_options_that_do_not_fit(folders: Place, report: Run, wire: Wire, option: str) -> None:
    ran = report("iterate", "--batch", option)
    assert ran.code == 2
    assert f"--batch and {option} cannot be combined" in ran.err


@pytest.mark.parametrize(
    ("writer", "config"), [("extractive", ()), ("command", ("report.command", "cat"))]
)
def test_a_writer_without_batches_says_so(
    folders: Place, report: Run, wire: Wire, writer: str, config: tuple[str, ...]
) -> None:
    if config:
        folders.git("config", *config)
    ran = report("iterate", "--batch", "--writer", writer)
    assert ran.code == 1
    assert re.search(
        rf"the writer '{writer}.*' \(--writer\) does not support message batches", ran.err
    )


def test_an_endpoint_without_batches_is_told_and_nothing_is_kept(
    folders: Place, report: Run, wire: Wire
) -> None:
    wire.pages["/v1/messages/batches"] = status(404, "not_found_error", "no such path")
    ran = report("iterate", "--batch", "--effort", "low")
    assert ran.code == 1
    assert "does not support message batches" in ran.err
    assert kept(folders) == []


def test_where_nothing_is_left_it_says_so(folders: Place, report: Run, wire: Wire) -> None:
    assert report("iterate", "--all", "--batch", "--effort", "low").code == 0
    wire.batches.clear()
    ran = report("iterate", "--all", "--batch")
    assert ran.code == 0
    assert "nothing left to read (checked 2 report folders)" in ran.err
    assert wire.batches == []


def test_the_cap_of_a_run_is_that_of_all_folders(folders: Place, report: Run, wire: Wire) -> None:
    folders.git("config", "report.maxTokensPerRun", "2000")
    ran = report("iterate", "--all", "--batch", "--effort", "low")
    assert ran.code == 1
    assert sent(wire) == [2]
    assert "report.maxTokensPerRun" in ran.err
    assert not (folders.root / "report/report-02.md").exists()
