"""``git report assess``: what a person and a program are shown of a version."""

from __future__ import annotations

import pytest

from git_report.assessment.lists import assess
from git_report.markdown import parse
from tests.cli.conftest import Once, Place, Run

FIRST = """\
# Example infrastructure

## Summary

The cluster trains in 54 days, at 99 GB of memory.[^1]

## Recovery

Service One has its cache on the device itself.† Two of 12 × 5 = 70 minutes count.

[^1]: [Alpha](references/alpha.md)
"""


@pytest.fixture
def written(place: Place, report: Run, once: Once) -> Place:
    """The first reference read into a version of somebody's own."""

    def accept() -> None:
        place.write({"answer.md": FIRST})
        ran = report("accept", "answer.md", "--allow", "G001", "-q")
        assert ran.code == 0, ran.err

    once(accept)
    return place


def test_the_newest_version_is_seen_beside_the_next_reference(written: Place, report: Run) -> None:
    ran = report("assess")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# report/report-01.md and the next reference: Beta\n")
    assert "- line 9: 12 × 5 = 70 minutes; comes to 60" in ran.out
    assert "## Figures that are in none of the available texts\n\n- line 5: **99 GB**" in ran.out
    assert (
        "**35 ms** in “Service One stores the cache on the device and answers in 35 ms.”" in ran.out
    )
    assert "  - line 3 of the reference: “Service One stores the cache on the device" in ran.out
    assert "54 days" not in ran.out.partition("## Figures in the reference")[2]


def test_an_older_version_is_seen_beside_what_it_read(written: Place, report: Run) -> None:
    assert report("iterate", "-q", "--writer", "extractive").code == 0
    ran = report("assess", "1")
    assert ran.out.startswith(
        "# report/report-01.md and the reference that it was made from: Alpha\n"
    )
    unused = ran.out.partition("## Figures in the reference that are not in the report")[2]
    assert "**419 unexpected interruptions**" in unused or "**419**" in unused
    assert "**54 days**" not in unused
    assert report("assess", "report/report-01.md").out == ran.out


def test_the_document_has_every_list(written: Place, report: Run) -> None:
    document = report("assess", "--json").json
    assert document["schema"] == "git-report/assess/1"
    assert document["reference"] == {"title": "Beta", "target": "references/beta.md", "line": 9}
    lists = set(assess(parse("# A\n")).__slots__)
    assert lists <= document.keys()
    assert [each["text"] for each in document["ungrounded"]] == ["99 GB", "70 minutes"]
    assert document["missing"] == []


def test_all_shows_what_a_list_leaves_out(place: Place, report: Run) -> None:
    claims = "".join(f"The pump {word} runs dry.†\n\n" for word in "abcdefghijklmnop")
    place.write({"answer.md": f"# Pumps\n\n{claims}"})
    assert report("accept", "answer.md", "-q").code == 0
    assert "- and 4 more\n" in report("assess").out
    whole = report("assess", "--all").out
    assert "more" not in whole
    assert whole.count("runs dry") == 16


def test_a_text_that_is_not_at_hand_is_told_and_judges_nothing(written: Place, report: Run) -> None:
    written.put("references/alpha.md", "# Alpha\n\nOther words.\n")
    written.git("checkout", "-q", "--orphan", "fresh")
    written.commit_all("without history")
    written.git("reflog", "expire", "--expire=now", "--all")
    written.git("branch", "-D", "main", "master", check=False)
    written.git("gc", "-q", "--prune=now")
    ran = report("assess")
    assert ran.code == 0
    assert "note: the text that report-01 read of 'references/alpha.md' is not in" in ran.err
    assert "## Figures that are in none of the available texts" not in ran.out
    assert "The texts of [^1] are not available" not in ran.out


def test_nothing_is_written_and_errors_say_what_to_do(place: Place, report: Run) -> None:
    before = place.state()
    none = report("assess")
    assert (none.code, none.out) == (1, "")
    assert "there is no version yet" in none.err
    assert "make one with 'git report-iterate'" in none.err
    assert place.state() == before
    wrong = report("assess", "seven")
    assert wrong.code == 1 or wrong.code == 2


def test_control_characters_of_a_report_do_not_reach_a_terminal(place: Place, report: Run) -> None:
    place.put("report-01.md", "# A\n\nEvery \x1b[31mnode costs 12 × 5 = 70 CHF here.\n")
    ran = report("assess")
    assert ran.code == 0
    assert "\x1b" not in ran.out


def test_the_page_has_the_lists_without_words_of_references(written: Place, report: Run) -> None:
    page = report("view", "-o", "-").out
    section = page.partition('<section id="assessment"')[2].partition("</section>")[0]
    assert "<b>99 GB</b>" in section
    assert "Service Two" not in page


SENTENCE = "This version is a digest: it quotes its references word for word"
WORDING = (
    "## Headings that name a topic",
    "## Absolute words",
    "## Tables and drawings without",
    "## Figures in the summary",
    "## Figures in three or more",
    "## Abbreviations",
)


@pytest.mark.usefixtures("read_both")
def test_the_wording_of_a_digest_is_not_judged(place: Place, report: Run) -> None:
    ran = report("assess")
    assert ran.out.count(SENTENCE) == 1
    assert not [title for title in WORDING if title in ran.out]
    assert "## Sentences in the reference that could be quoted" not in ran.out
    document = report("assess", "--json").json
    assert document["verbatim"] is True
    assert document["labels"] == document["universals"] == document["quotable"] == []
    assert SENTENCE in report("view", "-o", "-").out
    place.put("report-02.md", place.read("report-02.md").replace("\n\n", "\n\nMine.\n\n", 1))
    assert report("revise", "-q", "-m", "a word").code == 0
    assert SENTENCE in report("assess").out


def test_a_report_that_a_digest_added_to_is_judged(written: Place, report: Run) -> None:
    assert report("iterate", "-q", "--writer", "extractive").code == 0
    ran = report("assess")
    assert SENTENCE not in ran.out
    assert "## Headings that name a topic" in ran.out
    assert report("assess", "--json").json["verbatim"] is False
