"""Which version and reference brought the words of a report."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from git_report.git.cache import Cache
from git_report.git.repository import Repository
from git_report.history.loss_cache import KIND as LOST_KIND
from git_report.history.loss_cache import decode_lost, encode_lost
from git_report.history.lost import Lost, LostKind
from tests.cli.conftest import Once, Place, Run
from tests.history.test_history_blame import validate

FIRST = (
    "# Report\n\n## Recovery\n\nRestarts took 90 minutes.[^1] Hardware caused most of them.\n\n"
    "## Costs\n\nNobody has told what it costs.\n"
)
SECOND = (
    "# Report\n\n## Speed\n\nIt answers in 35 ms.[^2]\n\n## Recovery after a failure\n\n"
    "Restarts took 12 minutes.[^2] Hardware caused most of them.\n"
)
TAIL = (
    "\n[^1]: [Alpha](references/alpha.md)\n\n[^2]: [Beta](references/beta.md)\n\n"
    "<!-- git-report 02\nwriter: w2\nremoved: Costs: nobody will tell\n-->\n"
)


@pytest.fixture
def grown(place: Place, once: Once) -> Place:
    """The report with two versions, the first of them adopted without a stamp."""

    def grow() -> None:
        text = place.read("instructions.md").replace(
            "[ ] Read [Beta](references/beta.md) to learn about services.",
            "[x] Read [Beta](references/beta.md) to learn about services. "
            "<!-- report-02 0123456789ab -->",
        )
        place.put("instructions.md", text)
        place.put("report-01.md", FIRST + "\n[^1]: [Alpha](a.md)\n\n<!-- git-report 01 -->\n")
        place.put("report-02.md", SECOND + TAIL)
        place.commit_all("grown")

    once(grow)
    return place


def told(document: Any) -> dict[str, tuple[int, int | None]]:
    return {each["text"]: (each["origin"], each["before"]) for each in document["blocks"]}


def test_each_block_has_its_version_and_reference(grown: Place, report: Run) -> None:
    ran = report("blame")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.split("\n") == [
        "report/report-02.md: 5 blocks",
        "  01  Alpha <a.md> (1 block)",
        "  02  Beta <references/beta.md> (4 blocks)",
        "",
        "01       1  Report",
        "",
        "02       3  Speed",
        "02       5  It answers in 35 ms.[^2]",
        "",
        "02 ← 01  7  Recovery after a failure",
        "02 ← 01  9  Restarts took 12 minutes.[^2] Hardware caused most of them.",
        "",
    ]


def test_sentences_have_their_own(grown: Place, report: Run) -> None:
    document = report("blame", "--sentences", "--json").json
    validate(document)
    parts = {
        part["text"]: part["origin"] for block in document["blocks"] for part in block["parts"]
    }
    assert parts == {
        "It answers in 35 ms.[^2]": 2,
        "Restarts took 12 minutes.[^2]": 2,
        "Hardware caused most of them.": 1,
    }
    assert document["versions"] == [
        {"version": 1, "reference": {"title": "Alpha", "target": "a.md"}, "blocks": 1},
        {
            "version": 2,
            "reference": {"title": "Beta", "target": "references/beta.md"},
            "blocks": 4,
        },
    ]


@pytest.mark.parametrize("name", ["1", "01", "report-01", "report-01.md"])
def test_an_older_version_is_all_its_own(grown: Place, report: Run, name: str) -> None:
    document = report("blame", name, "--json", "--dir", "report").json
    validate(document)
    assert (document["version"], document["path"]) == (1, "report/report-01.md")
    assert set(told(document).values()) == {(1, None)}


@pytest.mark.parametrize(
    "name", ["report/report-01.md", "./report/report-01.md", "{}/report-01.md"]
)
def test_a_version_can_be_named_by_its_path(grown: Place, report: Run, name: str) -> None:
    document = report("blame", name.format(grown.root / "report"), "--json").json
    assert document["path"] == "report/report-01.md"


@pytest.mark.parametrize(
    "name", ["Recovery after a failure", "recovery after a FAILURE", "2",
             "Report › Recovery after a failure"],
)  # fmt: skip
def test_one_section(grown: Place, report: Run, name: str) -> None:
    document = report("blame", "--section", name, "--json").json
    assert list(told(document)) == [
        "## Recovery after a failure",
        "Restarts took 12 minutes.[^2] Hardware caused most of them.",
    ]


def test_what_disappeared_and_why(grown: Place, report: Run) -> None:
    out = report("blame", "--lost").out
    assert out.split("\n") == [
        "report-02  Beta <references/beta.md>",
        "  section 'Costs' (6 words)",
        "      why: nobody will tell",
        "  figure 90 minutes → 12 minutes, section 'Recovery', line 5",
        "      no reason declared",
        "",
    ]
    document = report("blame", "--lost", "--json").json
    validate(document)
    assert [each["reason"] for each in document["lost"]] == ["nobody will tell", ""]
    whole = report("blame", "--lost", "--sentences", "1").out
    assert whole == "nothing was lost in the versions up to report-01\n"
    told = report("blame", "--lost", "--section", "Report", "1").out
    assert told.startswith(
        "no section, block or figure was lost from 'Report' in the versions up to "
    )
    only = report("blame", "--lost", "--section", "Recovery", "--json").json
    assert [each["kind"] for each in only["lost"]] == ["figure"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["3"], 1, "there is no version 'report-03.md'"),
        (["0"], 1, "there is no version 'report-00.md'"),
        (["HEAD"], 2, "'HEAD' is neither a report folder nor a version"),
        (["--section", "Rec"], 1, "there is no section 'Rec'"),
        (["--lost", "--section", "Rec"], 1, "there is no section 'Rec', and none was lost"),
        (["references/report-01.md"], 1, "there is no folder 'references'"),
        (["report/report-07.md"], 1, "there is no version 'report-07.md'"),
        (["--section", "9.9"], 1, "there is no section '9.9'"),
        (["--dir", "references"], 1, "references"),
    ],
)
def test_what_is_not_there_is_an_error(
    grown: Place, report: Run, arguments: list[str], code: int, words: str
) -> None:
    ran = report("blame", *arguments)
    assert ran.code == code
    assert words in ran.err
    assert ran.out == ""


def test_no_version_is_an_error(place: Place, report: Run) -> None:
    ran = report("blame")
    assert ran.code == 1
    assert "there is no version yet" in ran.err


@pytest.mark.parametrize(("arguments", "files"), [((), 2), (("--lost", "--sentences"), 3)])
def test_nothing_changes_but_the_cache(
    grown: Place, report: Run, arguments: tuple[str, ...], files: int
) -> None:
    before = grown.state()
    first = report("blame", "--json", *arguments)
    cache = grown.root / ".git" / "git-report" / "cache"
    kept = {path: path.read_bytes() for path in cache.iterdir()}
    assert len(kept) == files
    assert report("blame", "--json", *arguments).out == first.out
    assert {path: path.read_bytes() for path in cache.iterdir()} == kept
    for path in kept:
        path.write_bytes(b"broken")
    assert report("blame", "--json", *arguments).out == first.out
    assert {path: path.read_bytes() for path in cache.iterdir()} == kept
    assert grown.state() == before


def test_kept_losses_of_other_versions_are_found_again(grown: Place, report: Run) -> None:
    first = report("blame", "--lost", "--sentences")
    prior, new = (grown.text("hash-object", f"report/report-0{n}.md") for n in (1, 2))
    cache = Cache(Repository.open(grown.root), LOST_KIND)
    found = decode_lost(cache.find(prior, new) or "")
    block = Lost(LostKind.BLOCK, ("Report",), (1,), (1, 1), "text", part=99)
    for text in ("[]x", "{}", encode_lost([*found, block])):
        cache.keep(prior, new, text)
        assert report("blame", "--lost", "--sentences").out == first.out
        assert decode_lost(cache.find(prior, new) or "") == found


def test_text_of_a_report_is_not_a_command_to_the_terminal(grown: Place, report: Run) -> None:
    grown.put("report-02.md", "# Re\x1b]0;port\x07\n\nA \x1b[2Jline\u202e of text.\n")
    grown.commit_all("hostile")
    for arguments in ([], ["--sentences"], ["--lost"]):
        out = report("blame", *arguments).out
        assert not any(character in out for character in "\x1b\x07\u202e")


def test_bytes_that_are_not_text_are_shown(grown: Place, report: Run) -> None:
    (grown.folder / "report-02.md").write_bytes(b"# A\n\n\xff\xfe one\x00 is here\n")
    grown.commit_all("bytes")
    for arguments in ([], ["--json"], ["--lost", "--json"], ["--sentences"]):
        assert report("blame", *arguments).code == 0


def test_colour_is_for_terminals(grown: Place) -> None:
    pty = pytest.importorskip("pty")
    command = [sys.executable, "-m", "git_report.cli", "blame"]
    for extra, dyed in (({}, True), ({"NO_COLOR": "1"}, False)):
        main, end = pty.openpty()
        environment = {**os.environ, "GIT_PAGER": "cat", **extra}
        subprocess.run(command, cwd=grown.root, stdout=end, env=environment, check=True)
        os.close(end)
        out = b""
        while b"Recovery after" not in out:
            out += os.read(main, 65536)
        os.close(main)
        assert (b"\x1b[" in out) is dyed
