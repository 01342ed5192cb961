"""References that changed since they were read: found, accepted, read again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from git_report.sources import read_reference as reading
from git_report.sources.extracted_page import Page
from git_report.terminal import count_cells
from tests.cli.conftest import ALPHA, BETA, Place, Run
from tests.cli.test_cli_sources import PAGE, checklist, refs, send
from tests.cli.test_cli_widths import on_terminal
from tests.sources.site import Exchange, Site

pytestmark = pytest.mark.slow

NEWER = ALPHA.replace("12 minutes", "9 minutes")


@pytest.fixture
def read(read_both: Place) -> Place:
    """Both references read."""
    return read_both


@pytest.fixture
def changed(read: Place) -> Place:
    """The first reference changed since, and committed so."""
    read.put("references/alpha.md", NEWER)
    read.commit_all("changed")
    return read


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        yield server


@pytest.fixture
def web(place: Place, report: Run, site: Site) -> str:
    """A page that was read from the loopback address; its URL."""
    url = site.url.replace("site.example.org", "localhost") + "/prices"
    place.git("config", "report.allowPrivateHosts", "localhost")
    place.put("instructions.md", checklist(url, "references/beta.md"))
    place.commit_all("web")
    site.pages["/prices"] = conditional(PAGE, '"1"')
    assert report("iterate", "--all", "-q").code == 0
    site.asked.clear()
    return url


def conditional(text: str, etag: str) -> Callable[[Exchange], None]:
    def page(exchange: Exchange) -> None:
        if exchange.headers.get("if-none-match") == etag:
            exchange.start(304)
        else:
            exchange.send(text.encode(), "text/markdown", etag=etag)

    return page


def item(place: Place, title: str = "Alpha") -> str:
    return next(x for x in place.read("instructions.md").splitlines() if f"[{title}]" in x)


# --- what is found


def test_nothing_is_suspect_right_after_a_run(read: Place, report: Run) -> None:
    ran = report("suspects")
    assert (ran.code, ran.out) == (0, "")
    assert "has changed" in ran.err


def test_a_changed_file_is_reported_with_what_rests_on_it(changed: Place, report: Run) -> None:
    before = changed.state()
    ran = report("suspects")
    assert ran.code == 0
    assert "Alpha (instructions.md:7) has changed since it was read for report-01" in ran.out
    assert "  report/references/alpha.md:8  12 → 9\n    report/report-02.md:" in ran.out
    assert "other section that cites it: At a glance" in ran.out
    assert "Beta" not in ran.out
    assert changed.state() == before


@pytest.mark.parametrize("width", [50, 60, 80])
def test_a_terminal_has_sentences_cut_between_words(
    changed: Place, report: Run, width: int
) -> None:
    (hunk,) = report("suspects", "--json").json["suspects"][0]["hunks"]
    whole = {sentence["text"] for sentence in hunk["sentences"]}
    assert f"report-02.md:{hunk['sentences'][0]['line']}  {hunk['sentences'][0]['text']}\n" in (
        report("suspects").out
    )
    told = on_terminal(changed, width, "suspects").splitlines()
    shown = [line.lstrip().partition("  ")[2] for line in told if "report/report-02.md:" in line]
    assert all(count_cells(line) <= width for line in told)
    assert len(shown) == len(hunk["sentences"])
    for words in shown:
        assert words in whole or any(w.startswith(f"{words.removesuffix('…')} ") for w in whole)
    assert any(words.endswith("…") for words in shown) == (max(map(len, whole)) > width - 27)


def test_places_are_paths_from_where_one_is(
    changed: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(changed.folder)
    assert "\n  references/alpha.md:8  12 → 9\n    report-02.md:" in report("suspects").out
    monkeypatch.chdir(changed.folder / "references")
    assert "\n  alpha.md:8  12 → 9\n    ../report-02.md:" in report("suspects").out


def test_what_is_not_known_any_more_leaves_the_sections(changed: Place, report: Run) -> None:
    blob = re.findall(r"[0-9a-f]{10,64}", item(changed))[-1]
    brief = changed.read("instructions.md")
    changed.put("instructions.md", brief.replace(blob, "1" * len(blob)))
    ran = report("suspects")
    assert "section that cites it: At a glance" in ran.out
    assert "references/alpha.md:" not in ran.out


def test_the_same_as_data(changed: Place, report: Run) -> None:
    document = report("suspects", "--json").json
    (one,) = document.pop("suspects")
    assert document == {
        "schema": "git-report/suspects/1", "folder": "report", "online": False, "unasked": 0
    }  # fmt: skip
    blob = changed.text("rev-parse", "HEAD:report/references/alpha.md")
    assert (one["target"], one["state"], one["now"]) == ("references/alpha.md", "changed", blob)
    assert one["sections"][0]["path"][-1] == "At a glance"
    (hunk,) = one["hunks"]
    assert (hunk["start"], hunk["changes"]) == (8, [{"prior": "12", "new": "9"}])
    assert "90 minutes" in hunk["sentences"][0]["text"]


def test_status_counts_them(changed: Place, report: Run) -> None:
    assert report("status", "--json").json["suspects"] == [7]
    assert "1 reference has changed since it was read" in report("status").out
    report("suspects", "--dismiss", "Alpha")
    assert report("status", "--json").json["suspects"] == []
    assert "suspects" not in report("status").out


def test_another_section_of_the_file_makes_nothing_suspect(place: Place, report: Run) -> None:
    place.put("instructions.md", checklist("references/alpha.md#recovery"))
    report("iterate", "-q")
    place.put("references/alpha.md", ALPHA.replace("54 days", "61 days"))
    assert report("suspects").out == ""
    place.put("references/alpha.md", NEWER)
    assert "changed since it was read for report-01" in report("suspects").out


def test_a_file_that_is_gone_is_reported(read: Place, report: Run) -> None:
    (read.folder / "references/alpha.md").unlink()
    ran = report("suspects")
    assert ran.code == 0
    assert re.search(r"Alpha.* can no longer be read\n.*does not exist", ran.out)


@pytest.mark.usefixtures("read_one")
def test_a_revision_and_an_open_reference_are_none(place: Place, report: Run) -> None:
    place.put("report-02.md", place.read("report-01.md").replace("# ", "# On ", 1))
    assert report("revise", "-m", "the title").code == 0
    place.put("references/beta.md", BETA + "\nMore.\n")
    assert report("suspects").out == ""


# --- accept


def test_an_accepted_change_is_one_commit_of_the_checklist(changed: Place, report: Run) -> None:
    stamp = item(changed)
    old, new = (changed.text("rev-parse", f"{r}:report/references/alpha.md") for r in
                ("HEAD~1", "HEAD"))  # fmt: skip
    ran = report("suspects", "--dismiss", "Alpha")
    assert ran.code == 0
    assert changed.text("show", "--name-only", "--format=").split() == ["report/instructions.md"]
    assert item(changed) == stamp.replace(" -->", f" report-01 {new[:12]} -->")
    assert old[:12] in stamp
    message = changed.text("log", "-1", "--format=%B")
    assert f"Report-Source: {new}" in message
    assert "Report-Dismissed: report-01" in message
    assert report("suspects").out == ""
    assert report("source", "1").out == ALPHA
    for scope in (["--all"], ["--range", "HEAD~1..HEAD"], ["--staged"], []):
        checked = report("check", *scope)
        assert (checked.code, "R0" in checked.out) == (0, False), checked.out


def test_a_change_after_the_accepted_one_is_found_and_accepted(changed: Place, report: Run) -> None:
    report("suspects", "--dismiss", "Alpha")
    changed.put("references/alpha.md", ALPHA.replace("12 minutes", "7 minutes"))
    changed.commit_all("again")
    assert "changed since it was read for report-01" in report("suspects").out
    assert report("suspects", "--dismiss", "Alpha", "--json").json["done"] == "dismissed"
    assert item(changed).count("report-01") == 3
    assert report("check", "--all").code == 0


def test_what_was_accepted_may_go_and_does_not_replace_what_was_read(
    changed: Place, report: Run
) -> None:
    first = item(changed)
    report("suspects", "--dismiss", "Alpha")
    both, text = item(changed), changed.read("instructions.md")
    changed.put("instructions.md", text.replace(both, first))
    assert "R004" not in report("check").out
    assert "R008" in report("check").out
    reading = re.findall(r"report-01 \w{12}", both)[0]
    changed.put("instructions.md", text.replace(both, both.replace(f"{reading} ", "")))
    assert "R004" in report("check").out


def test_a_version_claimed_by_readings_apart_is_an_error(changed: Place, report: Run) -> None:
    text = changed.read("instructions.md")
    (reading,) = re.findall(r"report-01 \w{12}", item(changed))
    changed.put(
        "instructions.md", text.replace(reading, f"{reading} report-02 {'0' * 12} {reading}")
    )
    assert "R006" in report("check").out


def test_a_hook_lets_the_acceptance_pass(changed: Place, report: Run) -> None:
    assert report("setup").code == 0
    assert report("suspects", "--dismiss", "Alpha").code == 0


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--dismiss", "nothing"], 1, "no reference matches 'nothing'"),
        (["--dismiss", "Beta"], 1, "has not changed"),
        (["--dismiss", "references"], 1, "2 references match"),
        (["--dismiss", ""], 1, "references match"),
        (["--dismiss", "Alpha", "--reread", "Alpha"], 2, "cannot be combined"),
        (["--reread", "nothing"], 1, "no reference matches 'nothing'"),
        (["nowhere"], 1, "there is no folder"),
        (["--bogus"], 2, "--bogus"),
        (["a", "b"], 2, "b"),
    ],
)
def test_what_is_not_meant_is_refused(
    changed: Place, report: Run, options: list[str], code: int, words: str
) -> None:
    before = changed.state()
    ran = report("suspects", *options)
    assert (ran.code, changed.state()) == (code, before)
    assert words in ran.err


def test_what_is_not_committed_is_not_accepted(read: Place, report: Run) -> None:
    read.put("references/alpha.md", NEWER)
    before = read.state()
    ran = report("suspects", "--dismiss", "Alpha")
    assert (ran.code, read.state()) == (1, before)
    assert "has uncommitted changes" in ran.err


def test_other_edits_of_the_checklist_do_not_ride_along(changed: Place, report: Run) -> None:
    changed.put("instructions.md", changed.read("instructions.md").replace("Write", "Compose"))
    before = changed.state()
    assert report("suspects", "--dismiss", "Alpha").code == 1
    assert changed.state() == before


def test_an_open_reference_is_neither_accepted_nor_read_again(place: Place, report: Run) -> None:
    before = place.state()
    for option in ("--dismiss", "--reread"):
        ran = report("suspects", option, "Alpha")
        assert ran.code == 1
        assert "has not been read yet" in ran.err
    assert place.state() == before


AGAIN = "'Alpha' is to be read again by the next 'git report-iterate'"


def test_what_is_to_be_read_again_is_known_to_every_command(changed: Place, report: Run) -> None:
    assert AGAIN in report("suspects", "--reread", "Alpha").err
    before = changed.state()
    ran = report("suspects", "--reread", "Alpha")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "[ ] Alpha")
    assert ran.err == f"{AGAIN}\n"
    ran = report("suspects")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"{AGAIN}\nnone of the other references has changed since it was read\n"
    ran = report("status")
    assert "1 of 2 read, 1 open (to be read again)".replace("(to", "(1 to") in ran.out
    assert "Alpha <references/alpha.md> (instructions.md:7, to be read again)" in ran.out
    assert "changed " not in ran.out
    assert "git report-iterate" in ran.out
    ran = report("add", "report/references/alpha.md")
    assert (ran.code, AGAIN in ran.err) == (1, True)
    for scope in ("--worktree", "--all", "--staged"):
        ran = report("check", scope)
        assert (ran.code, ran.out) == (0, ""), ran.out
    assert report("adopt").code == 0
    assert changed.state() == before


def test_it_is_skipped_by_ticking_it_again(changed: Place, report: Run) -> None:
    before = changed.state()
    report("suspects", "--reread", "Alpha")
    ran = report("skip", "Alpha")
    assert (ran.code, ran.out) == (0, "[x] Alpha\n")
    assert "'Alpha' will not be read again; it stays ticked for report-01" in ran.err
    assert changed.state() == before


def test_its_change_can_be_dismissed_after_all(changed: Place, report: Run) -> None:
    report("suspects", "--reread", "Beta")
    ran = report("suspects", "--dismiss", "Beta")
    assert ran.code == 1
    assert "has not changed since it was read for report-02" in ran.err
    (skip,) = re.findall(r"run 'git report (.*)'", ran.err)
    assert report(*shlex.split(skip)).code == 0
    report("suspects", "--reread", "Alpha")
    ran = report("suspects", "--dismiss", "Alpha")
    assert ran.code == 0, ran.err
    assert re.search(r"report-01 \w{12} report-01 \w{12} -->", item(changed))
    assert item(changed).startswith("[x]")
    assert changed.text("status", "--porcelain") == ""


def test_what_is_to_be_read_again_and_other_edits_are_not_dismissed_together(
    changed: Place, report: Run
) -> None:
    report("suspects", "--reread", "Alpha")
    changed.put("instructions.md", changed.read("instructions.md").replace("Write", "Compose"))
    before = changed.state()
    assert report("suspects", "--dismiss", "Alpha").code == 1
    assert changed.state() == before


def test_a_correction_leaves_it_to_be_read(changed: Place, report: Run) -> None:
    """The checklist's edit is part of the correction's commit, which every hook accepts."""
    report("suspects", "--reread", "Alpha")
    changed.put("report-02.md", changed.read("report-02.md").replace("# ", "# On ", 1))
    ran = report("revise", "-m", "the title")
    assert ran.code == 0, ran.err
    assert item(changed).startswith("[ ]")
    for scope in (["--all"], ["--range", "HEAD~1..HEAD"]):
        assert report("check", *scope).out == ""
    assert report("iterate").code == 0
    assert re.search(r"\[x\].* report-01 \w{12} report-04 \w{12} -->", item(changed))
    assert report("undo").code == 0
    assert item(changed).startswith("[ ]")  # as the commit before had it
    assert report("check", "--range", "HEAD~3..HEAD").out == ""


def test_one_that_is_gone_keeps_what_was_read(changed: Place, report: Run) -> None:
    report("suspects", "--reread", "Alpha")
    changed.git("rm", "-q", "report/references/alpha.md")
    changed.git("commit", "-q", "-m", "without it")
    ran = report("status")
    assert "keeps what was read of it before" in ran.out
    (skip,) = re.findall(r"^  git report (skip .*?)  ", ran.out, re.MULTILINE)
    assert report("iterate").code == 1
    assert report(*shlex.split(skip)).code == 0
    assert item(changed).startswith("[x]")


@pytest.mark.parametrize("option", ["--dismiss", "--reread"])
@pytest.mark.usefixtures("read_one")
def test_a_revision_is_neither_accepted_nor_read_again(
    place: Place, report: Run, option: str
) -> None:
    place.put("report-02.md", place.read("report-01.md").replace("# ", "# On ", 1))
    assert report("revise", "-m", "the title").code == 0
    before = place.state()
    assert report("suspects", option, "Revision").code == 1
    assert place.state() == before


# --- read again

MODEL = """import json, re, sys
text = sys.stdin.read()
open({log!r}, "w").write(text)
base = re.findall(r'The base id is "([0-9a-f]*)"', text)[-1]
mark = re.findall(r"The mark of this reference is (\\[\\^[0-9]+\\])", text)[-1]
print(json.dumps({{"base": base, "reason": "", "computed": [], "operations": [
    {{"op": "insert", "parent": "1", "after": "", "level": 2, "title": "Recovery is faster",
     "body": "A restart takes 9 minutes." + mark, "reason": "the reference changed"}}]}}))
"""


def test_a_changed_reference_is_read_next(changed: Place, report: Run, tmp_path: Path) -> None:
    text = changed.read("instructions.md").replace(
        "\n[x] [Alpha]", "\n[ ] [Gamma](gamma.md)\n\n[x] [Alpha]"
    )
    changed.put("instructions.md", text)
    changed.put("gamma.md", "# Gamma\n\nGamma weighs 12 kg in all.\n")
    changed.commit_all("gamma")
    head = changed.text("rev-parse", "HEAD")
    ran = report("suspects", "--reread", "Alpha")
    assert ran.code == 0
    assert "section that cites it: At a glance" in ran.out
    assert changed.text("rev-parse", "HEAD") == head
    assert item(changed).startswith("[ ] [Alpha]")
    assert report("status", "--json").json["next"]["title"] == "Alpha"

    log, script = tmp_path / "told", tmp_path / "model.py"
    script.write_text(MODEL.format(log=str(log)))
    changed.git("config", "report.command", f"python3 '{script}'")
    ran = report("iterate")
    assert ran.code == 0, ran.err
    told = log.read_text()
    assert "was read before, for version 01, and has changed since" in told
    assert "**Changed figures:** 12 minutes → 9 minutes" in told
    assert re.search(r"sections of the report that have its mark:\n.*\n[\d.]+ At a glance", told)
    assert "by a digest" not in told
    assert item(changed).startswith("[x] [Alpha]")
    assert re.search(r"report-01 \w{12} report-03 \w{12} -->", item(changed))
    assert "[ ] [Gamma]" in changed.read("instructions.md")
    assert report("suspects").out == ""
    for scope in (["--range", "HEAD~1..HEAD"], ["--all"]):
        checked = report("check", *scope, "--ignore", "K,G")
        assert checked.code == 0, checked.out
    assert report("source", "1").out == ALPHA
    assert report("source", "3").out == NEWER


def test_what_was_accepted_before_is_part_of_the_change(changed: Place, report: Run) -> None:
    report("suspects", "--dismiss", "Alpha")
    changed.put("references/alpha.md", ALPHA.replace("12 minutes", "7 minutes"))
    report("suspects", "--reread", "Alpha")
    told = report("prompt").out
    assert "12 minutes → 7 minutes" in told
    assert "for version 01" in told


def test_a_credential_that_was_taken_out_is_not_sent(place: Place, report: Run) -> None:
    key = "AKIA" + "QZ7RWM2TKLXVNBCH"
    place.put("references/alpha.md", f"{ALPHA}\nThe key is {key} for all.\n")
    place.commit_all()
    assert report("iterate", "-q", "--allow-secrets").code == 0
    place.put("references/alpha.md", ALPHA)
    assert report("suspects", "--reread", "Alpha").code == 0
    told = report("prompt").out
    assert "has changed since" in told
    assert "Its earlier text is no longer known" in told
    change = told[told.index("# The reference") :]
    assert key not in change


def test_a_reference_that_did_not_change_can_be_read_again(read: Place, report: Run) -> None:
    assert report("suspects", "--reread", "Beta").code == 0
    assert "says another thing" not in report("prompt").out
    assert report("iterate").code == 0
    (once, again) = re.findall(r"report-0\d (\w{12})", item(read, "Beta"))
    assert once == again
    assert report("check", "--all").code == 0


def test_several_references_are_read_again_one_after_the_other(read: Place, report: Run) -> None:
    assert report("suspects", "--reread", "Beta").code == 0
    ran = report("suspects", "--reread", "Alpha")
    assert ran.code == 0
    ran = report("suspects")
    assert "'Alpha' is to be read again by the next 'git report-iterate'" in ran.err
    assert "'Beta' is to be read again after 'Alpha'" in ran.err
    assert report("iterate").code == 0
    assert [item(read, name)[:3] for name in ("Alpha", "Beta")] == ["[x]", "[ ]"]
    assert report("check", "--range", "HEAD~1..HEAD", "--ignore", "K,G").out == ""
    assert report("iterate").code == 0
    assert "nothing left to read" in report("prompt").err
    assert report("check", "--range", "HEAD~2..HEAD", "--ignore", "K,G").out == ""


# --- web pages


def test_pages_are_asked_only_online(web: str, report: Run, site: Site) -> None:
    site.pages["/prices"] = conditional(PAGE.replace("$3.20", "$2.90"), '"2"')
    ran = report("suspects")
    assert (ran.code, ran.out, site.asked) == (0, "", [])
    assert "--online" in ran.err
    ran = report("suspects", "--online")
    assert re.search(r"^Item 1 .* has changed since it was read for report-01$", ran.out, re.M)
    assert "3.20 → 2.90" in ran.out


def test_an_unchanged_page_is_not_sent(web: str, report: Run, site: Site) -> None:
    ran = report("suspects", "--online")
    assert (ran.code, ran.out, site.paths()) == (0, "", ["/prices"])
    assert site.asked[-1].headers["if-none-match"] == '"1"'


def test_a_page_is_compared_by_what_it_says(web: str, report: Run, site: Site) -> None:
    site.pages["/prices"] = conditional("\ufeff" + PAGE.replace("\n", "\r\n"), '"2"')
    assert report("suspects", "--online").out == ""


def test_a_better_extractor_makes_no_page_suspect(
    web: str, report: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/prices"] = send(PAGE)
    plain = reading._read_body

    def better(*given: object, **how: object) -> Page:
        return Page(plain(*given, **how).text.replace("#", "Heading:"))  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "_read_body", better)
    assert report("suspects", "--online").out == ""
    site.pages["/prices"] = send(PAGE.replace("$3.20", "$2.90"))
    assert "changed" in report("suspects", "--online").out


def test_a_page_without_evidence_is_compared_by_its_stamp(
    web: str, place: Place, report: Run, site: Site
) -> None:
    for ref in refs(place):
        place.git("update-ref", "-d", ref)
    assert report("suspects", "--online").out == ""
    site.pages["/prices"] = conditional(PAGE + "\nMore.\n", '"2"')
    assert "changed" in report("suspects", "--online").out


def test_a_page_that_is_gone_is_reported_and_the_others_are_looked_at(
    web: str, place: Place, report: Run, site: Site
) -> None:
    site.pages.clear()
    place.put("references/beta.md", BETA + "\nMore.\n")
    document = report("suspects", "--online", "--json").json
    assert [each["state"] for each in document["suspects"]] == ["unreadable", "changed"]
    assert "does not exist" in document["suspects"][0]["why"]


def test_an_attached_page_is_not_asked(
    place: Place, report: Run, site: Site, tmp_path: Path
) -> None:
    place.put("instructions.md", checklist("https://a.example.org/x"))
    (tmp_path / "a.md").write_text(PAGE)
    assert report("attach", "Item 1", str(tmp_path / "a.md")).code == 0
    assert report("iterate", "-q").code == 0
    told = report("suspects", "--online").out
    assert "was not compared: its text was attached from 'a.md'" in told
    assert "can no longer be read" not in told


def test_a_changed_page_is_accepted_with_its_evidence(
    web: str, place: Place, report: Run, site: Site
) -> None:
    newer = PAGE.replace("$3.20", "$2.90")
    site.pages["/prices"] = conditional(newer, '"2"')
    offline = report("suspects", "--dismiss", "Item 1")
    assert (offline.code, "--online" in offline.err) == (1, True)
    assert report("suspects", "--dismiss", "Item 1", "--online").code == 0
    assert len(refs(place)) == 2
    assert report("suspects", "--online").out == ""
    assert site.asked[-1].headers["if-none-match"] == '"2"'
    assert report("source", "1").out == PAGE
    assert report("check", "--all").code == 0


def test_a_changed_page_is_read_again(web: str, place: Place, report: Run, site: Site) -> None:
    site.pages["/prices"] = conditional(PAGE.replace("$3.20", "$2.90"), '"2"')
    assert report("suspects", "--reread", "Item 1").code == 0
    assert "$3.20 an hour → $2.90 an hour" in report("prompt").out
    assert report("iterate").code == 0
    assert "$2.90" in report("source", "3").out
    assert report("suspects", "--online").out == ""
