"""What each version brought."""

from __future__ import annotations

import zlib

from tests.cli.conftest import Place, Run

WHOLE = "# Report\n\n## Recovery\n\nRestarts took 90 minutes.[^1]\n\n## Costs\n\nUnknown.\n"
EDITED = (
    "# Report\n\n## Recovery\n\nRestarts took 12 minutes.[^1]\n\n## Speed\n\nIt answers in 35 ms.\n"
)


def grow(place: Place, report: Run) -> None:
    for number, text in enumerate((WHOLE, EDITED), 1):
        place.put("answer.txt", text)
        ran = report(
            "accept",
            "report/answer.txt",
            *[f"--allow=K00{n}" for n in (1, 2)],
            "--by",
            f"w{number}",
        )
        assert ran.code == 0, ran.err


def test_a_line_a_version_the_newest_first(place: Place, report: Run) -> None:
    grow(place, report)
    newest, oldest = report("log").out.splitlines()
    assert newest.startswith("report-02  2025-06-15  ")
    assert "; w2)" in newest
    assert oldest.startswith("report-01  2025-06-15  ")


def test_stat_names_sections_and_figures(place: Place, report: Run) -> None:
    grow(place, report)
    out = report("log", "--stat", "-n", "1").out
    assert len([line for line in out.splitlines() if line.startswith("report-")]) == 1
    assert "    figure: 90 minutes → 12 minutes" in out
    assert "Speed" in out
    assert "Costs" in out


def test_json_carries_the_same(place: Place, report: Run) -> None:
    grow(place, report)
    ran = report("log", "--json")
    assert ran.json["schema"] == "git-report/log/1"
    newest, oldest = ran.json["versions"]
    assert newest["reference"] == "Beta"
    assert newest["commit"] == place.text("rev-parse", "HEAD")
    assert newest["figures"] == ["90 minutes → 12 minutes"]
    assert oldest["sections"] == {"added": 3}


def test_nothing_is_not_an_error(place: Place, report: Run) -> None:
    ran = report("log")
    assert ran.code == 0
    assert ran.err == "there is no version yet: make one with 'git report-iterate'\n"


def test_patch_tells_each_version_against_the_one_before(place: Place, report: Run) -> None:
    grow(place, report)
    told = report("log", "--patch").out
    second, _, first = told.partition("report-01")
    assert second.startswith("report-02")
    assert "## Recovery: edited +1 −1\n   figure: 90 minutes → 12 minutes\n" in second
    assert "- Restarts took [-90-] minutes." in second
    # Nothing precedes the first.
    assert "##" not in first
    count = place.read("report-01.md").count("\n## ") + 1
    assert f"\n\nfirst version: {count} sections\n" in first


def test_a_shallow_history_is_said_once(place: Place, report: Run) -> None:
    grow(place, report)
    assert "shallow" not in report("log").err
    (place.root / ".git" / "shallow").write_text(place.text("rev-parse", "HEAD") + "\n")
    assert report("log").err.count("because the history is shallow: 'git fetch") == 1


def test_what_was_kept_is_reported_again(place: Place, report: Run) -> None:
    grow(place, report)
    first = report("log", "--stat", "--json").out
    (kept,) = (place.root / ".git/git-report/cache").glob("log-*")
    assert report("log", "--stat", "--json").out == first
    head, _, body = kept.read_bytes().partition(b"\n")
    assert b"90 minutes" in body
    for broken in (head + b"\n" + body[:-1], b"", _seal(head, b"[1]"), _seal(head, b"nothing")):
        kept.write_bytes(broken)
        assert report("log", "--stat", "--json").out == first


def test_a_kept_entry_is_used(place: Place, report: Run) -> None:
    grow(place, report)
    report("log")
    (kept,) = (place.root / ".git/git-report/cache").glob("log-*")
    head, _, body = kept.read_bytes().partition(b"\n")
    kept.write_bytes(_seal(head, body.replace(b"90 minutes", b"97 minutes")))
    assert "97 minutes → 12 minutes" in report("log", "--stat").out
    assert "90 minutes → 12 minutes" in report("log", "--stat", "-p").out


def _seal(head: bytes, body: bytes) -> bytes:
    """Another body under a head that fits it."""
    told = head.split()[:-2]
    return b" ".join([*told, b"%d" % len(body), b"%08x" % zlib.crc32(body)]) + b"\n" + body
