"""What a range of commits did, for the people who review it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import mistune
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from git_report.differ import diff
from git_report.markdown import parse
from git_report.report.checklist import Box, Reference
from git_report.report.readings import Reading
from git_report.summary.instruction_changes import InstructionsChange
from git_report.summary.summary import MARKER, ReportSummary, render_summary
from tests.cli.conftest import Once, Place, Run

FIRST = "# Report\n\n## Recovery\n\nRestarts took 90 minutes.[^1]\n\n## Costs\n\nUnknown.\n"
SECOND = "# Report\n\n## Recovery\n\nRestarts took 12 minutes.[^1]\n"


@pytest.fixture
def grown(place: Place, report: Run, once: Once) -> Place:
    def accept() -> None:
        place.git("branch", "start")
        for text in (FIRST, SECOND):
            place.put("answer.txt", text)
            ran = report("accept", "report/answer.txt", "--removed", "Costs: unknown",
                         "--allow=K002")  # fmt: skip
            assert ran.code == 0, ran.err

    once(accept)
    return place


def test_risks_come_before_sections(grown: Place, report: Run) -> None:
    out = report("summary", "HEAD~1..HEAD").out
    assert out.startswith(f"{MARKER}\n\n## report: report-01.md → report-02.md\n")
    order = [
        "read [Beta](report/references/beta.md)",
        "**removed:** Costs",
        "90 minutes → 12 minutes",
        "| Section |",
        "<details>",
    ]
    places = [out.index(words) for words in order]
    assert places == sorted(places)


def test_a_whole_branch_is_one_summary(grown: Place, report: Run) -> None:
    for revisions in ("start", "start..HEAD", "start...HEAD"):
        out = report("summary", revisions).out
        assert "## report: report-02.md" in out
        assert "- report-01 read [Alpha](" in out
        assert "- report-02 read [Beta](" in out


def test_without_a_range_it_is_what_the_upstream_has_not(grown: Place, report: Run) -> None:
    assert "report-01.md → report-02.md" in report("summary").out
    grown.git("branch", "--set-upstream-to=start")
    assert "- report-01 read [Alpha](" in report("summary").out


def test_nobody_is_called_and_titles_are_text() -> None:
    old = "# T\n\n## @ada and #12\n\nGone.\n\n## Kept\n\nBy @bo, a@b.example; see #7, [x](#2-y).\n"
    new = "# T\n\n## Kept\n\nBy @bo, a@b.example; see #8, [x](#2-y).\n\n```py\n@cache\n```\n"
    prior, after = parse(old), parse(new)
    reading = Reading(2, "A <b onclick=x> `q`\n# @cy --> **z**", "r/a.md")
    change = ReportSummary(
        "notes", "report-01.md", "report-02.md", prior, after, diff(prior, after), (reading,)
    )
    told = render_summary([change])
    assert (
        "- report-02 read [A \\<b onclick=x> \\`q\\` # @\u200bcy --> \\*\\*z\\*\\*](notes/r/a.md)\n"
        in told
    )
    assert "- **removed:** @\u200bada and #\u200b12\n" in told
    assert "By @\u200bbo, a@b.example; see #\u200b8, [x](#2-y)." in told
    assert "@cache" in told
    assert not re.search(r"(?<!\w)@(?:ada|bo|cy)", told)


@pytest.mark.parametrize(
    "title", ["A [^x]: y", "See [^1", "Of [one] and [two](x)", "A \\[b] c", "A \\\\[b c", "[[x]]"]
)
def test_brackets_of_a_title_stay_in_its_link(title: str) -> None:
    document = parse(FIRST)
    change = ReportSummary(
        "notes", "report-01.md", "report-02.md", document, document, diff(document, document),
        (Reading(2, title, "r/a.md"),),
    )  # fmt: skip
    row = next(r for r in render_summary([change]).splitlines() if r.startswith("- report-02 read"))
    html = str(mistune.html(row))
    found = re.search(r'<a href="notes/r/a.md">(.*?)</a>', html)
    assert found is not None, html
    assert unescape(found[1]) == title


@pytest.mark.parametrize("gone", ["report", "report/report-*.md"])
def test_a_report_that_is_taken_away_is_reported(grown: Place, report: Run, gone: str) -> None:
    grown.git("rm", "-rq", "--", gone)
    grown.git("commit", "-qm", "gone")
    told = report("summary", "HEAD~1..HEAD")
    assert told.out.startswith(f"{MARKER}\n\n## report: report-02.md → no version\n")
    assert "\n- **no version is left**\n" in told.out
    assert "\n- **removed:** Recovery\n" in told.out
    assert " read " not in told.out
    folder = report("summary", "HEAD~1..HEAD", "--json").json["folders"][0]
    assert (folder["prior"], folder["new"]) == ("report-02.md", "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("`@ada", "`@\u200bada"),
        ("_@ada_", "_@\u200bada_"),
        ("see /@ada", "see /@\u200bada"),
        ("由@ada", "由@\u200bada"),
        ("&commat;ada", "&commat;\u200bada"),
        ("&#64;ada", "&#64;\u200bada"),
        ("(#12)", "(#\u200b12)"),
        ("owner/name#12", "owner/name#\u200b12"),
        ("GH-12", "GH-\u200b12"),
        ("x </details> y", "x <\u200b/details> y"),
        ("x <!-- y", "x <\u200b!-- y"),
        ("https://e.example/@ada#12 b@c.example [x](#2-y) 1 < 2", None),
    ],
)
def test_words_of_a_version_call_nobody_and_close_nothing(text: str, told: str | None) -> None:
    prior = parse(f"# T\n\n## {text}\n\nGone.\n\n## Kept\n\nOne.\n")
    after = parse(f"# T\n\n## Kept\n\nOne.\n\nAlso {text} is here.\n")
    delta = diff(prior, after)
    told = told or text
    path = "@ada/<b>"
    summary = render_summary([ReportSummary(path, "a", "b", prior, after, delta)])
    assert "## @\u200bada/\\<b>: a → b\n" in summary
    assert f"- **removed:** {told}\n" in summary
    assert f"\n### {told}\n" in summary
    assert f"> Also {told} is here.\n" in summary


@pytest.mark.parametrize(
    "block",
    [
        "- a\n\n  ```\n  code\n",
        "``` span ```\n",
        "````\n```\n````\n",
        "```\n~~~\n```\n",
        " ```\n code\n ```\n",
    ],
)
def test_no_fence_hides_what_follows_it(block: str) -> None:
    prior = parse("# T\n\n## Kept\n\nOne.\n\n## Next\n\nTwo.\n")
    after = parse(f"# T\n\n## Kept\n\nOne.\n\n{block}\n## Next\n\nTwo by @ada.\n")
    told = render_summary([ReportSummary("r", "a", "b", prior, after, diff(prior, after))])
    assert "> Two by @\u200bada." in told
    assert "@ada" not in told


def test_one_long_title_leaves_room_for_the_other_risks() -> None:
    prior = parse(f"# T\n\n## {'long ' * 900}\n\nGone.\n\n## Short\n\nAway.\n\n## K\n\nOne.\n")
    after = parse("# T\n\n## K\n\nOne.\n")
    told = render_summary([ReportSummary("r", "a", "b", prior, after, diff(prior, after))], 2_000)
    assert "- **removed:** Short\n" in told
    assert len(told) <= 2_000


def test_a_range_without_a_version_says_so(place: Place, report: Run) -> None:
    place.commit({"other.txt": "x"})
    assert "No report changed." in report("summary").out


def test_json_carries_the_text_too(grown: Place, report: Run) -> None:
    told = report("summary", "HEAD~1..HEAD", "--json").json
    assert told["schema"] == "git-report/summary/1"
    (folder,) = told["folders"]
    assert folder["figures"] == [{"prior": "90 minutes", "new": "12 minutes"}]
    assert told["text"].startswith(MARKER)


@pytest.mark.parametrize("revisions", ["nowhere", "a..b", "--output=x", "HEAD~99"])
def test_a_range_that_is_none_is_one_message(grown: Place, report: Run, revisions: str) -> None:
    ran = report("summary", "--", revisions)
    assert ran.code == 1
    assert ran.err.startswith("error: ")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=300),
    st.integers(2_000, 70_000),
    st.lists(st.text(max_size=300), max_size=40),
)
def test_it_stays_below_its_limit_and_counts_what_it_leaves_out(
    sizes: list[int], most: int, warnings: list[str]
) -> None:
    prior = "# R\n" + "".join(f"\n## S{n}\n\nOld {n}.\n" for n in range(len(sizes)))
    new = "# R\n" + "".join(
        f"\n## S{n}\n\nNew {n}.{' word' * size}\n" for n, size in enumerate(sizes)
    )
    documents = parse(prior), parse(new)
    change = ReportSummary(
        "r", "report-01.md", "report-02.md", *documents, diff(*documents),
        warnings=tuple(warnings),
    )  # fmt: skip
    text = render_summary([change], most)
    assert len(text) <= most
    rows = sum(line.startswith("| S") and line[3:4].isdigit() for line in text.split("\n"))
    hidden = [line for line in text.split("\n") if line.startswith("and ")]
    assert rows == len(sizes) or hidden or rows == 0


def edit(place: Place, old: str, new: str) -> None:
    place.put("instructions.md", place.read("instructions.md").replace(old, new))


def test_a_brief_and_a_checklist_alone_are_told(grown: Place, report: Run) -> None:
    text = grown.read("instructions.md")
    brief = next(line for line in text.split("\n") if line and not line.startswith(("#", "<", "-")))
    edit(grown, brief, f"{brief} It must not be long.")
    more = "- [ ] [Delta [1]](https://a.example/d(1)?q=@x#12)\n- [ ] [Mail](mailto:a@b.example)\n"
    grown.put("instructions.md", grown.read("instructions.md").rstrip("\n") + f"\n{more}")
    grown.commit_all("more")
    ran = report("summary", "HEAD~1..HEAD")
    assert ran.out.startswith(
        f"{MARKER}\n\n## report: report-02.md\n\n**2 references added, brief changed**\n\n"
    )
    assert (
        "- 2 references added: [Delta \\[1\\]](https://a.example/d%281%29?q=%40x#%312), "
        "Mail (mailto:a@b.example)\n"
    ) in ran.out
    assert "It must not be long." in ran.out
    assert "report-02.md → " not in ran.out
    (folder,) = report("summary", "HEAD~1..HEAD", "--json").json["folders"]
    assert [each["title"] for each in folder["references"]["added"]] == ["Delta [1]", "Mail"]
    assert folder["brief_changed"] is True


def test_references_that_were_removed_or_skipped_are_named(grown: Place, report: Run) -> None:
    gamma = "- [ ] [Gamma](references/gamma.md)"
    grown.put("instructions.md", grown.read("instructions.md").rstrip("\n") + f"\n{gamma}\n")
    grown.commit_all("added")
    edit(grown, gamma, gamma.replace("[ ]", "[-]"))
    grown.commit_all("skipped")
    assert "- 1 reference skipped: [Gamma](" in report("summary", "HEAD~1..HEAD").out
    assert report("suspects", "--reread", "Alpha").code == 0
    grown.commit_all("reopened")
    assert "- 1 reference reopened: [Alpha](" in report("summary", "HEAD~1..HEAD").out
    edit(grown, gamma.replace("[ ]", "[-]") + "\n", "")
    grown.commit_all("removed")
    told = report("summary", "HEAD~1..HEAD").out
    assert "**1 reference removed**" in told
    assert "- 1 reference removed: [Gamma](" in told


def test_lost_figures_are_a_risk_with_names() -> None:
    documents = parse(FIRST), parse("# Report\n\n## Recovery\n\nRestarts took long.[^1]\n")
    told = render_summary([ReportSummary("r", "a", "b", *documents, diff(*documents))])
    assert "\n- **lost figures:** 90 minutes\n" in told


def test_a_version_that_was_edited_in_place_is_named_once(grown: Place, report: Run) -> None:
    grown.put("report-02.md", grown.read("report-02.md").replace("took 12", "took 13"))
    grown.commit_all("by hand")
    told = report("summary", "HEAD~1..HEAD").out
    assert told.startswith(f"{MARKER}\n\n## report: report-02.md\n\nSections: **1 edited")
    assert ":0)" not in told


def test_a_renamed_folder_is_one_report(grown: Place, report: Run) -> None:
    """What changed with its name would be hidden in a report that is taken away and a new one."""
    start = grown.text("rev-parse", "HEAD")
    grown.git("mv", "report", "survey")
    grown.git("commit", "-qm", "rename")
    told = report("summary", f"{start}..HEAD").out
    assert "**No version changed**\n\n- renamed: report → survey\n" in told
    assert told.count("\n## ") == 1

    newest = grown.root / "survey" / "report-02.md"
    newest.write_text(newest.read_text("utf-8").replace("12 minutes.", "12 minutes since May."))
    assert report("revise", "-m", "since when").code == 0
    told = report("summary", f"{start}..HEAD").out
    assert told.count("\n## ") == 1
    assert "- renamed: report → survey" in told
    assert "report-02.md → report-03.md" in told
    assert "since May" in told

    grown.git("checkout", "-q", start)
    grown.git("rm", "-rq", "report")
    grown.git("commit", "-qm", "gone")
    assert "no version is left" in report("summary", f"{start}..HEAD").out


def summarise(**more: Any) -> str:
    prior, new = parse("# R\n\nOne.\n"), parse("# R\n\nTwo.\n")
    change = ReportSummary("r", "report-01.md", "report-02.md", prior, new, diff(prior, new))
    return render_summary([replace(change, **more)])


def reference(title: str, target: str = "") -> Reference:
    return Reference(1, 1, Box.OPEN, title, title, target, "")


@pytest.mark.parametrize(("count", "told"), [(20, ""), (21, "- and 1 more")])
def test_twenty_readings_are_named(count: int, told: str) -> None:
    text = summarise(readings=tuple(Reading(n, f"T{n}", f"{n}.md") for n in range(1, count + 1)))
    assert text.count("- report-") == 20
    assert re.findall("- and .*", text) == [told] * bool(told)


@pytest.mark.parametrize(("count", "told"), [(20, "T19"), (21, "T19 and 1 more")])
def test_twenty_references_are_named_in_a_row(count: int, told: str) -> None:
    added = tuple(reference(f"T{n}") for n in range(count))
    (line,) = re.findall(
        r"- \d+ references added: (.*)", summarise(instructions=InstructionsChange(added))
    )
    assert line.split(", ")[-1] == told


@pytest.mark.parametrize(("count", "told"), [(3, ""), (4, "; and 1 more section")])
def test_three_sections_of_a_brief_are_told(count: int, told: str) -> None:
    prior, new = (
        parse("# B\n" + "".join(f"\n## S{n}\n\n{word} it.\n" for n in range(count)))
        for word in ("Do", "Mend")
    )
    text = summarise(instructions=InstructionsChange(brief=diff(prior, new)))
    (line,) = [line for line in text.split("\n") if line.startswith("- brief changed")]
    assert line.count("→") == 3
    assert line.endswith(f'it."{told}')


@pytest.mark.parametrize(("length", "linked"), [(500, True), (501, False)])
def test_an_address_of_500_characters_is_a_link(length: int, linked: bool) -> None:
    address = "https://example.org/".ljust(length, "a")
    text = summarise(readings=(Reading(2, "T", address),))
    assert (address in text) is linked
    assert "- report-02 read" in text


def test_a_long_title_is_cut_and_says_so() -> None:
    assert f"[{'t' * 89}…](r/a.md)" in summarise(readings=(Reading(2, "t" * 200, "a.md"),))
    prior, new = parse(f"# R\n\n## {'t' * 301}\n\nOne.\n"), parse("# R\n")
    text = summarise(prior=prior, new=new, delta=diff(prior, new))
    assert f"- **removed:** {'t' * 299}…\n" in text


@pytest.mark.slow
def test_of_many_reports_those_that_fit_are_told_and_the_others_counted() -> None:
    prior, new = parse("# R\n\nOne.\n"), parse(f"# R\n\n{'Two. ' * 90}\n")
    change = ReportSummary("r", "report-01.md", "report-02.md", prior, new, diff(prior, new))
    for most in range(2_000, 3_000, 7):
        text = render_summary([change] * 30, most)
        assert len(text) <= most
        told = text.count("## r: ")
        assert f"*Reports that changed and are not shown: {30 - told}.*\n" in text
        assert told >= 5
