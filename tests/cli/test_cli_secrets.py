"""Credentials get in nowhere, and a commit message says nothing to a forge."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.cli.conftest import BETA, INSTRUCTIONS, Place, Run
from tests.sources.credentials import CREDENTIALS

TOKEN = CREDENTIALS["GitHub"][1](random.Random(7))
SIGNED = CREDENTIALS["AWS, signed address"][1](random.Random(7))


def body(place: Place) -> str:
    return place.git("log", "-1", "--format=%B").decode()


def test_a_title_does_nothing_on_a_forge(place: Place, report: Run) -> None:
    item = "[Fixes o/r#3 for @o/team (skip ci) ***NO_CI*** GH-9](references/alpha.md)"
    place.put("instructions.md", INSTRUCTIONS.replace("[Alpha](references/alpha.md)", item))
    assert report("iterate").code == 0
    told = body(place)
    assert told.startswith("report-01: Fixes o/r# 3 for @ o/team (skip ci) *NO_CI* GH- 9\n")
    trailer = place.git("log", "-1", "--format=%(trailers:key=Report-Reference,valueonly)").decode()
    named = "Fixes o/r# 3 for @ o/team (skip ci) *NO_CI* GH- 9 <references/alpha.md>"
    assert trailer.strip() == named
    assert report("undo").code == 0
    assert body(place).startswith("Undo report-01: Fixes o/r# 3 for @ o/team")


@pytest.mark.parametrize("command", ["iterate", "prompt"])
def test_an_item_with_a_token_stops_before_anything_is_fetched(
    place: Place, report: Run, command: str
) -> None:
    place.put("instructions.md", INSTRUCTIONS.replace("references/alpha.md", SIGNED))
    before = place.state()
    done = report(command)
    assert done.code == 1
    assert "the address of a reference contains what looks like a token in a URL" in done.err
    assert SIGNED[-20:] not in done.err + done.out
    assert place.state() == before


@pytest.mark.parametrize("where", ["brief", "version", "steer"])
def test_what_a_model_would_be_told_besides_is_looked_at(
    place: Place, report: Run, where: str
) -> None:
    options = ["--steer", f"use {TOKEN}"] if where == "steer" else []
    if where == "brief":
        text = INSTRUCTIONS.replace("Write a report", f"The key is {TOKEN}. Write a report")
        place.put("instructions.md", text)
    if where == "version":
        place.put("answer.txt", f"# A\n\nThe new key is {TOKEN}, says the team.[^1]\n")
        assert report("accept", "report/answer.txt", "--allow-secrets").code == 0
    done = report("prompt", *options)
    assert done.code == 1
    assert "looks like a GitHub token; nothing was sent" in done.err
    assert TOKEN not in done.err + done.out
    assert report("prompt", *options, "--allow-secrets").code == 0


def test_an_answer_with_a_credential_is_not_a_version(
    place: Place, report: Run, tmp_path: Path
) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text(f"# Report\n\n## Keys\n\nThe key is {TOKEN}.\n")
    before = place.state()
    done = report("accept", str(answer))
    assert done.code == 1
    assert "V010 the version contains what looks like a GitHub token" in done.err
    assert TOKEN not in done.err
    assert place.state() == before
    assert report("accept", str(answer), "--allow-secrets", "--allow", "G001").code == 0
    assert "allowed: V010" in place.read("report-01.md")
    assert "V010" not in report("check", "--range", "HEAD~1..HEAD").out


@pytest.mark.usefixtures("read_one")
def test_check_finds_one_that_somebody_committed(place: Place, report: Run) -> None:
    version = place.folder / "report-01.md"
    version.write_text(version.read_text().replace("# ", f"# {TOKEN} ", 1))
    done = report("check", "--worktree", "--select", "V010")
    assert done.code == 1
    assert "report/report-01.md:1: V010 the version contains what looks like a GitHub" in done.out
    assert TOKEN not in done.out


def test_an_attached_file_with_a_credential_is_not_kept(
    place: Place, report: Run, tmp_path: Path
) -> None:
    page = "https://a.example.net/p"
    place.put("instructions.md", INSTRUCTIONS.replace("references/alpha.md", page))
    saved = tmp_path / "saved.md"
    saved.write_text(f"{BETA}\nThe key is {TOKEN}.\n")
    done = report("attach", page, str(saved))
    assert done.code == 1
    assert "looks like a GitHub token; nothing was kept" in done.err
    assert place.git("for-each-ref", "refs/report") == b""
    assert report("attach", page, str(saved), "--allow-secrets").code == 0
    assert place.git("for-each-ref", "refs/report") != b""


def test_what_was_kept_with_a_credential_is_not_pushed(
    place: Place, report: Run, tmp_path: Path
) -> None:
    remote = tmp_path / "remote.git"
    place.git("init", "-q", "--bare", str(remote))
    place.git("remote", "add", "origin", str(remote))
    place.git("config", "report.pushSources", "true")
    page = "https://a.example.net/p"
    place.put("instructions.md", INSTRUCTIONS.replace("references/alpha.md", page))
    saved = tmp_path / "saved.md"
    saved.write_text(f"{BETA}\nThe key is {TOKEN}.\n")
    assert report("attach", page, str(saved), "--allow-secrets").code == 0
    assert report("iterate", "-q", "--allow-secrets").code == 0
    done = report("iterate", "--push")  # the next version takes all evidence along
    assert done.code in {0, 1}  # the newest version contains the credential, and is not a model's
    assert "is not pushed: it seems to contain a GitHub token" in done.err
    kept = place.git("--git-dir", str(remote), "for-each-ref", "refs/report").decode()
    assert kept == ""


@pytest.mark.parametrize("why", ["", f"use {TOKEN}"])
def test_what_a_run_would_refuse_is_not_added(place: Place, report: Run, why: str) -> None:
    address = "https://example.org/a" if why else SIGNED
    before = place.state()
    done = report("add", address, "-m", why)
    assert done.code == 1
    assert "--allow-secrets" in done.err
    assert TOKEN not in done.err
    assert place.state() == before
    assert report("add", address, "-m", why, "--allow-secrets").code == 0


def test_a_folder_is_not_made_with_a_token_in_its_checklist(place: Place, report: Run) -> None:
    done = report("init", "other", SIGNED)
    assert done.code == 1
    assert not (place.root / "other").exists()
