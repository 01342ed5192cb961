"""``git report-iterate`` from outside: what a person sees, and what the repository holds then."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from git_report.cli.version_output import print_unseen

from .conftest import BETA, INSTRUCTIONS, Place, Run

ITERATE = ("iterate", "--writer", "extractive")


def blob_of(place: Place, name: str) -> str:
    return place.text("hash-object", f"report/{name}").strip()


def test_one_reference_one_version_one_commit(place: Place, report: Run) -> None:
    before = place.text("rev-parse", "HEAD").strip()
    ran = report(*ITERATE)
    assert ran.code == 0, ran.err
    assert place.text("rev-list", "--count", f"{before}..HEAD").strip() == "1"
    changed = place.text("diff-tree", "--no-commit-id", "-r", "--name-only", "HEAD").split()
    assert changed == ["report/diff.md", "report/instructions.md", "report/report-01.md"]
    assert place.text("status", "--porcelain") == ""
    stamp = f"<!-- report-01 {blob_of(place, 'references/alpha.md')[:12]} -->"
    assert f"[x] [Alpha](references/alpha.md) {stamp}\n" in place.read("instructions.md")
    assert "[ ] Read [Beta]" in place.read("instructions.md")
    assert "report/report-01.md" in ran.out
    assert "1 reference left to read" in ran.err


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ([], "dry run: 1 reference would be left to read"),
        (["--count", "2"], "dry run: nothing would be left to read"),
    ],
)
def test_a_dry_run_says_what_would_be_left(
    place: Place, report: Run, options: list[str], left: str
) -> None:
    assert report(*ITERATE, "-n", *options).err.splitlines()[-1] == left


def test_the_first_line_names_the_writer_and_why(place: Place, report: Run) -> None:
    assert report(*ITERATE).err.startswith("writer: extractive (")


def test_all_reads_to_the_end_and_then_says_so(place: Place, report: Run) -> None:
    ran = report(*ITERATE, "--all")
    assert ran.code == 0, ran.err
    assert re.findall(r"report-\d\d", ran.out) == ["report-01", "report-02"]
    assert "nothing left to read: both" in ran.err
    state = place.state()
    again = report(*ITERATE)
    assert again.code == 0
    assert "nothing left to read" in again.err
    assert place.state() == state
    place.put("instructions.md", place.read("instructions.md").replace("Write a", "Write the"))
    assert "ride along" not in report(*ITERATE).err  # nothing is committed


def test_count_stops_where_it_should(place: Place, report: Run) -> None:
    assert report(*ITERATE, "--count", "1").code == 0
    assert not (place.folder / "report-02.md").exists()


@pytest.mark.usefixtures("read_one")
def test_trailers_tell_version_reference_source_and_writer(place: Place, report: Run) -> None:
    trailers = place.text("log", "-1", "--format=%(trailers:only,unfold)").splitlines()
    assert trailers[:4] == [
        "Report-Version: report-01",
        "Report-Reference: Alpha <references/alpha.md>",
        f"Report-Source: {blob_of(place, 'references/alpha.md')}",
        "Report-Writer: extractive",
    ]


@pytest.mark.usefixtures("read_both")
def test_diff_md_is_what_the_two_versions_derive(place: Place, report: Run) -> None:
    written = place.read("diff.md")
    assert written.startswith("# report-01.md → report-02.md\n\n<!-- git-report diff/6 -->\n")
    assert report("diff").out == written
    (place.folder / "diff.md").write_text("lost", encoding="utf-8")
    assert report("diff", "--write").code == 0
    assert place.read("diff.md") == written


@pytest.mark.usefixtures("read_one")
def test_the_version_says_that_it_is_a_digest(place: Place, report: Run) -> None:
    version = place.read("report-01.md")
    tail = version[version.index("[^1]:") :]
    assert tail.startswith("[^1]: [Alpha](references/alpha.md)\n")
    assert "*Extractive digest" in tail
    assert "git config report.writer" in tail
    assert tail.endswith("-->\n")


def test_a_first_version_of_nothing_says_so(place: Place, report: Run) -> None:
    place.put("references/alpha.md", "# Alpha\n\nSee also.\n")
    ran = report("iterate", "--writer", "extractive")
    assert ran.code == 0
    assert "'Alpha' contains nothing that can be quoted" in ran.err


@pytest.mark.parametrize("extra", [(), ("--all",)])
def test_a_dry_run_changes_nothing(place: Place, report: Run, extra: tuple[str, ...]) -> None:
    state = place.state()
    ran = report(*ITERATE, "--dry-run", *extra)
    assert ran.code == 0, ran.err
    assert "report/report-01.md [dry run]" in ran.out
    assert ("report-02.md [dry run]" in ran.out) is bool(extra)
    assert place.state() == state


def test_stage_leaves_the_commit_to_the_person(place: Place, report: Run) -> None:
    head = place.text("rev-parse", "HEAD")
    ran = report(*ITERATE, "--stage")
    assert ran.code == 0, ran.err
    assert place.text("rev-parse", "HEAD") == head
    assert place.text("diff", "--cached", "--name-only").split() == [
        "report/diff.md", "report/instructions.md", "report/report-01.md",
    ]  # fmt: skip
    assert place.text("diff", "--name-only") == ""
    refused = report(*ITERATE)
    assert refused.code == 1
    assert "staged changes" in refused.err


def test_json_is_one_document(place: Place, report: Run) -> None:
    document = report(*ITERATE, "--all", "--json").json
    assert document["schema"] == "git-report/iterate/1"
    assert [i["version"] for i in document["iterations"]] == [1, 2]
    assert document["iterations"][1]["reference"]["target"] == "references/beta.md"
    assert document["iterations"][1]["commit"] == place.text("rev-parse", "HEAD").strip()
    assert document["left"] == 0
    assert "error" not in document


def test_json_says_what_landed_before_a_failure(place: Place, report: Run) -> None:
    (place.folder / "references/beta.md").unlink()
    ran = report(*ITERATE, "--all", "--json")
    assert ran.code == 1
    assert [i["version"] for i in ran.json["iterations"]] == [1]
    assert "beta.md" in ran.json["error"]["message"]
    assert ran.json["left"] == 1


def test_quiet_prints_errors_alone(place: Place, report: Run) -> None:
    ran = report(*ITERATE, "-q")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


@pytest.mark.usefixtures("read_one")
def test_verbose_tells_the_sections(place: Place, report: Run) -> None:
    assert "edited: Example infrastructure" in report(*ITERATE, "-v").err


def test_uncommitted_edits_of_the_instructions_ride_along(place: Place, report: Run) -> None:
    place.put("instructions.md", INSTRUCTIONS.replace("Write a", "Write a short"))
    ran = report(*ITERATE)
    assert ran.code == 0, ran.err
    assert "uncommitted edits to 'report/instructions.md' will be part of the commit" in ran.err
    assert "Write a short report" in place.text("show", "HEAD:report/instructions.md")
    assert place.text("status", "--porcelain") == ""


def test_instructions_that_were_never_committed_ride_along(place: Place, report: Run) -> None:
    place.git("rm", "-q", "--cached", "report/instructions.md")
    place.git("commit", "-qm", "not yet")
    ran = report(*ITERATE)
    assert ran.code == 0, ran.err
    assert "will be part of the commit" in ran.err
    assert place.text("status", "--porcelain") == ""


def test_the_same_text_twice_adds_nothing_but_is_ticked(place: Place, report: Run) -> None:
    place.put("references/beta.md", place.read("references/alpha.md"))
    place.commit_all("the same text")
    assert report(*ITERATE).code == 0
    ran = report(*ITERATE, "--json")
    assert ran.json["iterations"][0]["added_nothing"] is True
    assert "report-02" in place.read("instructions.md")
    assert "[^2]: [Beta]" in place.read("report-02.md")


@pytest.mark.parametrize("where", [".", "report", "report/references", ".."])
def test_the_folder_is_found_from_anywhere(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.chdir(place.root / "report" if where == ".." else place.root / where)
    assert report(*ITERATE).code == 0
    assert (place.folder / "report-01.md").exists()


def test_report_at_the_root_of_the_repository(place: Place, report: Run) -> None:
    place.git("mv", "report/instructions.md", "report/references", ".")
    place.git("commit", "-qm", "to the root")
    ran = report(*ITERATE)
    assert ran.code == 0, ran.err
    assert (place.root / "report-01.md").exists()


REFUSED: list[tuple[str, dict[str, str | bytes | None], list[str]]] = [
    ("no References", {"instructions.md": "# B\n"}, ["no report folder"]),
    ("no instructions", {"instructions.md": None}, ["no report folder"]),
    ("item without target", {"instructions.md": "## References\n\n[ ] just words\n"},
     ["report/instructions.md:3", "just words"]),
    ("private target", {"instructions.md": "## References\n\n[ ] https://127.0.0.1/a\n"},
     ["report/instructions.md:3", "https://127.0.0.1/a"]),
    ("missing file", {"instructions.md": "## References\n\n[ ] [A](nope.md)\n"},
     ["report/instructions.md:3", "nope.md"]),
    ("outside", {"instructions.md": "## References\n\n[ ] [A](../../x.md)\n"},
     ["report/instructions.md:3", "leads out of the repository"]),
    ("directory", {"instructions.md": "## References\n\n[ ] [A](references)\n"},
     ["report/instructions.md:3", "directory"]),
    ("inside .git", {"instructions.md": "## References\n\n[ ] [A](/.git/config)\n"},
     ["report/instructions.md:3"]),
    ("not UTF-8", {"references/alpha.md": b"caf\xe9 costs 3 EUR\n"}, ["alpha.md", "UTF-8"]),
    ("empty", {"references/alpha.md": "\n \n"}, ["alpha.md", "contains no text"]),
    ("fragment", {"instructions.md": "## References\n\n[ ] [A](references/alpha.md#nowhere)\n"},
     ["report/instructions.md:3", "nowhere"]),
    ("malformed box", {"instructions.md": INSTRUCTIONS + "\n[] [C](c.md)\n"},
     ["report/instructions.md:11", "'[]'"]),
    ("two of one number", {"report-07.md": "# A\n", "report-7.md": "# A\n"}, ["report-7.md"]),
    ("gap", {"report-02.md": "# A\n"}, ["report-01.md"]),
    ("instructions not UTF-8", {"instructions.md": b"## References\n\n[ ] [\xe9](a.md)\n"},
     ["report/instructions.md:3", "UTF-8"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "files", "words"), REFUSED, ids=[r[0] for r in REFUSED])
def test_bad_input_gets_one_message_and_changes_nothing(
    place: Place, report: Run, name: str, files: dict[str, str | bytes | None], words: list[str]
) -> None:
    for path, content in files.items():
        target = place.folder / path
        if content is None:
            target.unlink()
        else:
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
    place.commit_all("bad")
    state = place.state()
    ran = report(*ITERATE)
    assert ran.code == 1
    assert all(word in ran.err for word in words), ran.err
    assert ran.err.count("error: ") == 1
    assert place.state() == state


@pytest.mark.parametrize(
    ("value", "words"),
    [("100", "more than the limit"), ("lots", "'report.maxSourceBytes' is not a number")],
)
def test_the_size_of_a_source_is_configured(
    place: Place, report: Run, value: str, words: str
) -> None:
    place.git("config", "report.maxSourceBytes", value)
    ran = report(*ITERATE)
    assert ran.code == 1
    assert words in ran.err
    place.git("config", "report.maxSourceBytes", "1m")
    assert report(*ITERATE).code == 0


def test_two_checklists_and_no_instructions_md(place: Place, report: Run) -> None:
    place.git("mv", "report/instructions.md", "report/a.md")
    place.put("b.md", INSTRUCTIONS)
    place.commit_all("two")
    ran = report(*ITERATE, "report")
    assert ran.code == 1
    assert "'report/a.md'" in ran.err
    assert "'report/b.md'" in ran.err


def test_the_only_file_with_a_checklist_is_the_instructions(place: Place, report: Run) -> None:
    place.git("mv", "report/instructions.md", "report/tasks.md")
    place.git("commit", "-qm", "renamed")
    assert report(*ITERATE).code == 0
    assert "report-01" in place.read("tasks.md")


def test_several_folders_are_listed(place: Place, report: Run) -> None:
    other = place.root / "other" / "instructions.md"
    other.parent.mkdir()
    other.write_text(INSTRUCTIONS.replace("references/", "/report/references/"), encoding="utf-8")
    place.commit_all("another")
    ran = report(*ITERATE)
    assert ran.code == 1
    assert "2 report folders" in ran.err
    assert "  other\n  report\n" in ran.err
    assert report(*ITERATE, "other").code == 0
    assert (place.root / "other" / "report-01.md").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="symlinks need rights there")
@pytest.mark.parametrize("target", ["/etc/hostname", "../../outside.md", "alpha.md"])
def test_a_symlinked_reference_is_refused(place: Place, report: Run, target: str) -> None:
    link = place.folder / "references/beta.md"
    link.unlink()
    link.symlink_to(target)
    (place.root.parent / "outside.md").write_text(BETA, encoding="utf-8")
    place.commit_all("link")
    report(*ITERATE)
    state = place.state()
    ran = report(*ITERATE)
    assert ran.code == 1
    assert "symbolic link" in ran.err or "symlink" in ran.err
    assert place.state() == state


@pytest.mark.usefixtures("read_one")
def test_a_dirty_version_stops_the_run(place: Place, report: Run) -> None:
    place.put("report-01.md", place.read("report-01.md") + "\nMine.\n")
    state = place.state()
    ran = report(*ITERATE)
    assert ran.code == 1
    assert "report-01.md" in ran.err
    assert place.state() == state


def test_an_untracked_next_version_is_not_overwritten(place: Place, report: Run) -> None:
    place.put("report-01.md", "# Mine\n")
    ran = report(*ITERATE)
    assert ran.code == 1
    assert place.read("report-01.md") == "# Mine\n"


def test_hostile_text_is_data(place: Place, report: Run) -> None:
    title = "$(touch pwned) --exec=x \x1b[31mred\x1b[0m %s {0}"
    place.put("instructions.md", f"# B\n\n## References\n\n[ ] [{title}](references/alpha.md)\n")
    place.put(
        "references/alpha.md",
        "# \x1b]0;owned\x07 Title\n\nThe system handled 42,000 requests `; rm -rf .`"
        " <script>alert(1)</script> in 3 days. <!-- git-report 99\nwriter: forged\n-->\n"
        "[^1]: [forged](javascript:alert)\n",
    )
    place.commit_all("hostile")
    ran = report(*ITERATE, "-v")
    assert ran.code == 0, ran.err
    assert "\x1b" not in ran.out + ran.err
    assert not (place.root / "pwned").exists()
    assert "\x1b" not in place.text("log", "-1", "--format=%B")
    assert "<script>" not in place.read("report-01.md")
    assert "writer: forged" not in place.read("report-01.md").rpartition("<!-- git-report 01")[2]
    assert "\nwriter: extractive\n" in place.read("report-01.md")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["iterate", "--all", "--count", "2"], "cannot be combined"),
        (["iterate", "--stage", "--all"], "--stage makes only one version"),
        (["iterate", "--count", "0"], "--count"),
        (["nonsense"], "nonsense"),
    ],
)
def test_wrong_usage_is_exit_2(place: Place, report: Run, arguments: list[str], words: str) -> None:
    ran = report(*arguments)
    assert ran.code == 2
    assert words in ran.err


def test_an_unknown_writer_is_reported_with_those_there_are(place: Place, report: Run) -> None:
    ran = report("iterate", "--writer", "nobody")
    assert ran.code == 1
    assert "nobody" in ran.err
    assert "extractive" in ran.err


def test_outside_a_repository(place: Place, report: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = place.root.parent / "outside"
    outside.mkdir()
    monkeypatch.chdir(outside)
    ran = report(*ITERATE)
    assert ran.code == 1
    assert "git" in ran.err


@pytest.mark.parametrize("script", ["git-report-iterate", "git-report"])
def test_the_console_scripts(place: Place, script: str) -> None:
    from pathlib import Path

    program = Path(sys.executable).with_name(script)
    arguments = ["--writer", "extractive"] if script.endswith("iterate") else ["status"]
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "report" in done.stdout


def _lose_stamp(text: str) -> str:
    return re.sub(r" <!-- report-01 .*-->", "", text)


def _alter_stamp(text: str) -> str:
    return re.sub(r"report-01 [0-9a-f]{12}", "report-01 0123456789ab", text)


def _correct_stamp(text: str) -> str:
    return re.sub(r"(report-01 [0-9a-f]{10})([0-9a-f]{2})", r"\1s\2", text)


def _lose_item(text: str) -> str:
    return re.sub(r"(?m)^\[x\].*\n\n", "", text)


def _alter_target(text: str) -> str:
    return text.replace("(references/alpha.md)", "(references/gamma.md)")


def _tick(text: str) -> str:
    return text.replace("[ ] Read [Beta]", "[x] Read [Beta]")


@pytest.mark.parametrize(
    ("edit", "line", "message"),
    [
        (_lose_stamp, 7, "the stamp of 'Alpha' for report-01 was removed"),
        (_alter_stamp, 7, "the stamp of 'Alpha' was altered: 'report-01 "),
        (_correct_stamp, 7, "the stamp of 'Alpha' was altered: 'report-01 "),
        (_lose_item, 0, "the item 'Alpha', which was read for report-01, was removed"),
        (_alter_target, 7, "the target of 'Alpha' changed to 'references/gamma.md'"),
        (_tick, 9, "'Beta' is ticked without a version"),
    ],
)
@pytest.mark.parametrize("staged", [False, True])
@pytest.mark.usefixtures("read_one")
def test_no_lost_tick_or_stamp_rides_along(
    place: Place,
    report: Run,
    edit: Callable[[str], str],
    line: int,
    message: str,
    *,
    staged: bool,
) -> None:
    place.put("references/gamma.md", "# Gamma\n\nIt has 8,192 accelerators.\n")
    place.put("instructions.md", f"{place.read('instructions.md')}\n[ ] <references/gamma.md>\n")
    place.commit_all("one more to read")
    text = edit(place.read("instructions.md")).replace("Write a", "Write a short")
    place.put("instructions.md", text)
    if staged:
        place.git("add", "-A")
    before = place.state()
    for arguments in (ITERATE, (*ITERATE, "--dry-run"), ("prompt",)):
        ran = report(*arguments)
        assert ran.code == 1
        assert f"\n  {f'line {line}: ' if line else ''}{message}" in ran.err
    assert place.state() == before
    command = ran.err.split("hint: run '", 1)[1].split("'", 1)[0]
    place.git(*command.split()[1:], stdin=b"s\nn\ny\n")
    assert "Write a short" in place.read("instructions.md")
    assert report(*ITERATE).code == 0
    assert report("check", "--range", "HEAD~1..HEAD").out == ""


@pytest.mark.parametrize(
    ("found", "made"),
    [
        (r"report-01 [0-9a-f]{12}", "report-01 0123456789ab"),
        (r"(report-01 [0-9a-f]{10})", r"\1s"),  # as a spelling checker corrects "afe" to "safe"
        (r"report-01", "rapport-01"),
        (r"(report-01) ([0-9a-f]{12})", r"\1\n\2"),  # as a formatter wraps a long line
    ],
)
@pytest.mark.usefixtures("read_one")
def test_a_stamp_that_was_altered_is_shown_before_and_after(
    place: Place, report: Run, found: str, made: str
) -> None:
    text = place.read("instructions.md")
    stamp = re.search(r"report-01 [0-9a-f]{12}", text)
    assert stamp is not None
    text = re.sub(found, made, text)
    place.put("instructions.md", text)
    now = " ".join(text.partition("<!--")[2].partition("-->")[0].split())
    assert (
        f"instructions.md:7: R004 the stamp of 'Alpha' was altered: '{stamp[0]}' is now '{now}'"
        in report("check").out
    )


@pytest.mark.usefixtures("read_one")
def test_an_opened_stamped_item_is_read_again(place: Place, report: Run) -> None:
    place.put(
        "instructions.md", place.read("instructions.md").replace("[x] [Alpha]", "[ ] [Alpha]")
    )
    alpha = place.read("references/alpha.md")
    place.put("references/alpha.md", f"{alpha}\nA third run used 8,192 accelerators.\n")
    place.git("add", "report/references")
    place.git("commit", "-qm", "another text")
    ran = report(*ITERATE)
    assert ran.code == 0, ran.err
    assert report("check", "--range", "HEAD~1..HEAD", "--select", "R").out == ""


@pytest.mark.parametrize(("count", "last"), [(6, "this image: 6.png"), (7, "1 more image")])
def test_six_images_that_a_writer_cannot_read_are_named(
    capsys: pytest.CaptureFixture[str], count: int, last: str
) -> None:
    print_unseen([f"{number}.png" for number in range(1, count + 1)])
    told = capsys.readouterr().err.splitlines()
    assert len([line for line in told if line.endswith(".png")]) == 6
    assert told[-1].endswith(last)
