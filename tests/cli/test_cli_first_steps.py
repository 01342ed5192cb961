"""Sentences at which a new user stops: each says what is wrong, and what to type instead."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from git_report.cli.main import group, run
from tests.checkouts import MakeRepository

from .conftest import INSTRUCTIONS, Place, Run

FIRST = ("iterate", "-q", "--writer", "extractive")


@pytest.mark.parametrize(
    ("ref", "hint"),
    [
        ("https://user:secret@example.org/x", "remove 'USER:PASSWORD@' from the URL"),
        ("ftp://example.org/x", "use a file in this repository or a web page instead"),
        ("http://127.0.0.1/x", "if you trust it, run 'git config --add report.allowPrivateHosts"),
    ],
)
def test_what_is_not_on_the_list_is_not_to_be_skipped(
    place: Place, report: Run, ref: str, hint: str
) -> None:
    ran = report("add", ref)
    assert (ran.code, "secret" in ran.err) == (1, False)
    assert hint in ran.err
    assert "skip" not in ran.err
    assert "in the checklist" not in ran.err


def test_a_run_offers_to_skip_what_it_cannot_read(place: Place, report: Run) -> None:
    place.put("instructions.md", "# A\n\n## References\n\n[ ] [F](ftp://example.org/x)\n")
    offered = "'git report skip ftp://example.org/x -m \"it cannot be read\"'"
    assert f"or skip it with {offered}" in report(*FIRST).err


@pytest.mark.parametrize(
    ("command", "what", "argument"),
    [("add", "reference", "REF"), ("source", "version", "VERSION")],
)
def test_a_folder_alone_is_told_what_is_missing(
    place: Place, report: Run, command: str, what: str, argument: str
) -> None:
    ran = report(command, "report")
    assert (ran.code, ran.err) == (
        2,
        f"error: 'report' is a report folder, and no {what} was given\n"
        f"hint: give the {what} after the folder: 'git report {command} report {argument}'\n",
    )


@pytest.mark.parametrize("command", ["export", "view"])
def test_a_file_for_somebody_else_is_no_file_of_the_report(
    place: Place, report: Run, command: str
) -> None:
    assert report(*FIRST).code == 0
    kind = ("--to", "md", "--force") if command == "export" else ()
    before = place.state()
    for name in ("report-02.md", "report-2.md", "instructions.md", "diff.md"):
        ran = report(command, "-o", f"report/{name}", *kind)
        assert ran.code == 1
        assert "is the name of a file of the report in 'report'" in ran.err
        assert place.state() == before
    assert report(command, "-o", "report-02.md", *kind).code == 0


def test_two_folders_are_one_too_many(place: Place, report: Run) -> None:
    place.write({"other/instructions.md": INSTRUCTIONS})
    for arguments in (["log", "report", "other"], ["log", "report", "-d", "other"]):
        ran = report(*arguments)
        assert "two folders were given" in ran.err
        assert "hint: give only one" in ran.err


def test_the_folders_are_named_so_that_they_can_be_typed(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write({"other/instructions.md": INSTRUCTIONS, "src/a.txt": "a"})
    assert "as DIR or with -d DIR:\n  other\n  report\n" in report("log").err
    monkeypatch.chdir(place.root / "src")
    assert "with -d DIR:\n  -d :/other\n  -d :/report\n" in report("log").err
    assert report("list", ":/report").code == 0


def test_nothing_is_committed_yet(
    make_repository: MakeRepository, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = make_repository("new")
    checkout.write({"r/instructions.md": INSTRUCTIONS})
    monkeypatch.chdir(checkout.root)
    ran = report("summary")
    assert "'HEAD' is not a commit: nothing is committed on this branch yet" in ran.err
    assert "make one with 'git report-iterate'" in report("log").err
    assert "make a first commit, for example with 'git report-iterate'" in ran.err


def test_nothing_is_committed_and_there_is_no_report(
    make_repository: MakeRepository, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(make_repository("new").root)
    ran = report("summary")
    assert (ran.code, "create a report with 'git report init report'" in ran.err) == (1, True)


@pytest.mark.parametrize("option", [(), ("-d",)])
def test_a_url_is_no_report_folder(place: Place, report: Run, option: tuple[str, ...]) -> None:
    ran = report("init", *option, "https://x.example/a")
    assert ran.code == 1
    assert "'https://x.example/a' is a URL" in ran.err
    assert "'git report init report https://x.example/a'" in ran.err
    assert not Path("https:").exists()


def test_an_item_without_a_link_is_called_so(place: Place, report: Run) -> None:
    place.put("instructions.md", "# A\n\n## References\n\n- [ ] three\n")
    told = report("status").out
    assert "three (instructions.md:5)" in told
    assert "the item has no link" in told
    assert "<>" not in told
    assert "the item 'three' has no link" in report(*FIRST).err


def test_stamps_in_another_references_section_are_not_called_removed(
    place: Place, report: Run
) -> None:
    assert report(*FIRST).code == 0
    text = place.read("instructions.md")
    place.put("instructions.md", f"{text}\n## References\n\n- [ ] [B](references/beta.md)\n")
    for ran in (report(*FIRST), report("check")):
        assert ran.code == 1
        assert "instructions.md has two 'References' sections (lines " in ran.out + ran.err
        assert "was removed" not in ran.out + ran.err


def test_an_example_in_another_references_section_may_be_there(place: Place, report: Run) -> None:
    text = place.read("instructions.md")
    place.put("instructions.md", f"## References\n\n- [ ] [An example](a.md)\n\n{text}")
    assert report(*FIRST).code == 0


def test_the_way_back_for_a_stamp_can_be_pasted(place: Place, report: Run) -> None:
    assert report(*FIRST).code == 0
    text = place.read("instructions.md")
    place.put("instructions.md", text.replace("report-01", "report-02"))
    assert "('git restore --patch :/report/instructions.md'; if" in report("check").out


def test_a_conflict_in_a_version_names_the_file_to_add(place: Place, report: Run) -> None:
    text = "# T\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n"
    place.put("report-01.md", text)
    assert "then run 'git add :/report/report-01.md'" in report("check").out


def test_an_option_that_names_one_of_all_folders_says_so(report: Run) -> None:
    for command in ("check", "summary"):
        assert "Only this report folder (default: all)." in report(command, "--help").out
    told = " ".join(report("accept", "--help").out.split())
    assert "Check the version and save it as a draft; commit nothing." in told


def test_an_answer_without_a_title_says_how_to_begin(place: Place, report: Run) -> None:
    place.write({"answer.md": "Some words without a heading.\n"})
    told = report("accept", "answer.md").err
    assert "it has no '# ' title" in told
    assert "begin a report with '# Title'" in told


def test_a_directory_that_cannot_be_written_is_named(
    place: Place, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        name = str(place.folder / ".report-iterate.77.abc.tmp")
        raise PermissionError(13, os.strerror(13), name)

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(SystemExit) as ended:
        run(group, "git report", ["skip", "Alpha", "-m", "why"])
    err = capfd.readouterr().err
    assert ended.value.code == 1
    assert f"error: '{place.folder}' cannot be used: Permission denied;" in err
    assert ".tmp" not in err
