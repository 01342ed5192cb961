"""Hints that were false in some states: each that a message offers there is followed, and helps."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Place, Ran, Run

EXTRACTIVE = ("iterate", "--writer", "extractive")
OFFERED = re.compile(r"'(git report [^'\n]*)'")


@pytest.fixture
def two(place: Place, report: Run) -> Place:
    """The report with two committed versions and one more open reference."""
    assert report(*EXTRACTIVE, "-q", "--all").code == 0
    place.put("references/gamma.md", "# Gamma\n\nA rack uses 20 kW.\n")
    assert report("add", "report/references/gamma.md").code == 0
    place.commit_all("one more")
    return place


def delete(*names: str) -> Callable[[Place], None]:
    def prepare(place: Place) -> None:
        for name in names:
            (place.folder / name).unlink()

    return prepare


def remove(name: str) -> Callable[[Place], None]:
    def prepare(place: Place) -> None:
        place.git("rm", "-q", f"report/{name}")

    return prepare


def follow(ran: Ran, report: Run) -> None:
    """Run the one command that an error offers."""
    (command,) = set(OFFERED.findall(ran.err))
    assert report(*shlex.split(command)[2:]).code == 0


@pytest.mark.parametrize(
    "prepare",
    [
        delete("report-02.md"),
        delete("report-01.md"),
        delete("report-01.md", "report-02.md"),
        remove("report-02.md"),
        remove("report-01.md"),
    ],
    ids=["newest", "first", "all", "newest staged", "first staged"],
)
@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("assess",),
        ("source", "2"),
        ("suspects",),
        EXTRACTIVE,
        ("undo",),
        ("skip", "Gamma", "-m", "not needed"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_deleted_version_is_never_taken_for_one_that_was_not_made(
    two: Place, report: Run, prepare: Callable[[Place], None], arguments: tuple[str, ...]
) -> None:
    prepare(two)
    ran = report(*arguments)
    assert "adopt" not in ran.err
    assert "there is no version" not in ran.err
    if ran.code:
        assert "is deleted in the " in ran.err
        follow(ran, report)
        assert report(*arguments).code == 0


def test_status_says_that_the_newest_version_is_deleted(two: Place, report: Run) -> None:
    delete("report-02.md")(two)
    assert "report-02.md (deleted)" in report("status").out
    assert "report-02.md (deleted)" in report("status", "--all").out
    two.git("commit", "-qam", "gone")
    assert "(deleted in a later commit;" in report("status").out


def test_each_deleted_version_is_found_once(two: Place, report: Run) -> None:
    delete("report-01.md", "report-02.md")(two)
    found = report("check", "--json").json["findings"]
    places = [(each["path"], each["line"], each["code"]) for each in found]
    assert len(places) == len(set(places))
    assert not any("adopt" in each["hint"] or "untick" in each["hint"] for each in found)


def test_diff_md_is_not_written_without_the_newest_version(two: Place, report: Run) -> None:
    before = two.read("diff.md")
    delete("report-02.md")(two)
    ran = report("diff", "--write")
    assert (ran.code, two.read("diff.md")) == (1, before)
    follow(ran, report)
    assert report("diff", "--write").code == 0
    # A deletion that is staged is meant, as where a version is undone by hand.
    remove("report-02.md")(two)
    assert report("diff", "--write").code == 0


def test_an_edit_is_not_undone_as_a_version_of_its_own(two: Place, report: Run) -> None:
    two.put("report-02.md", two.read("report-02.md").replace("35 ms", "99 ms"))
    ran = report("undo")
    assert ran.code == 1
    follow(ran, report)
    assert report("undo").code == 0
    assert not (two.folder / "report-02.md").exists()
    kept = two.root / ".git/git-report/refused/report-02.md"
    assert "99 ms" in kept.read_text(encoding="utf-8")


def test_instructions_that_were_renamed_are_not_deleted(two: Place, report: Run) -> None:
    two.git("mv", "report/instructions.md", "report/brief.md")
    assert report("status").code == 0
    assert report(*EXTRACTIVE).code == 0


@pytest.mark.parametrize("where", ["", "report"])
def test_adopt_finds_deleted_instructions(
    two: Place, report: Run, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    delete("instructions.md")(two)
    monkeypatch.chdir(two.root / where)
    ran = report("adopt", "--yes")
    assert (ran.code, "is deleted in the work tree" in ran.err) == (1, True)
    assert "is deleted in the work tree" in report("status", "--all").err


def test_adopt_does_not_call_a_folder_without_versions_sound(place: Place, report: Run) -> None:
    place.put("v1.md", "# Report\n\nWords.\n")
    place.commit_all("by hand")
    ran = report("adopt", "--yes")
    assert (ran.code, "no versions to adopt" in ran.err) == (0, True)
    assert "is not a report folder" in report("adopt", "report/references").err


def test_every_reference_that_cannot_be_added_is_named(two: Place, report: Run) -> None:
    before = two.read("instructions.md")
    ran = report("add", "one.md", "https://a.example/b", "two.md")
    assert ran.code == 1
    assert ("'one.md'" in ran.err, "'two.md'" in ran.err) == (True, True)
    assert "2 of 3 references cannot be used; nothing was added" in ran.err
    assert two.read("instructions.md") == before
    assert "nothing was" not in report("add", "one.md").err


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF-1.7\n"),
        ("a.html", b"<script>x</script><div id=app></div>"),
        ("a.md", b"ab\xff\xfe"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0"),
        ("a.md", b"a" + b"\0" * 90),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_can_be_replaced(
    two: Place, report: Run, name: str, data: bytes
) -> None:
    (two.root / name).write_bytes(data)
    ran = report("add", name)
    assert ran.code == 1
    assert f"/{name}" in ran.err
    assert "in another file of this repository, and name that file instead" in ran.err
    assert "git report" not in ran.err  # nothing that needs an item in the checklist


def test_a_repository_for_a_new_folder_is_made_where_the_hint_says(
    place: Place, report: Run, tmp_path: Path
) -> None:
    ran = report("init", "../other place")
    (command,) = re.findall(r"'(git init [^'\n]*)'", ran.err)
    subprocess.run(command, shell=True, cwd=place.root, check=True)
    assert report("init", "../other place").code == 0
    assert (tmp_path / "other place/instructions.md").exists()


def test_a_conflict_is_the_only_fault_of_its_table(two: Place, report: Run) -> None:
    text = two.read("report-02.md")
    row = next(line for line in text.splitlines() if line.startswith("|---"))
    marks = f"<<<<<<< ours\n| a |\n=======\n| b |\n>>>>>>> theirs\n{row}"
    two.put("report-03.md", text.replace(row, f"{row}\n{marks}", 1))
    found = report("check", "--json").json["findings"]
    assert {each["code"] for each in found if each["code"][0] == "S"} == {"S008"}


@pytest.mark.parametrize("command", ["status", "iterate", "log", "undo", "prompt"])
def test_a_revert_that_stopped_in_a_conflict_is_named(
    two: Place, report: Run, command: str
) -> None:
    two.git("revert", "--no-edit", "HEAD~1", check=False)
    ran = report(command)
    assert (ran.code, "a revert is in progress\nhint: resolve the con" in ran.err) == (1, True)
    assert "or abort it with 'git revert --abort' and undo the newest" in ran.err
    told = report("check", "--worktree").out
    assert "in a revert, run 'git revert --abort', then 'git report undo'; otherwise" in told
    two.git("revert", "--abort")
    assert report("undo").code == 0


@pytest.mark.parametrize("operation", ["merge", "cherry-pick", "rebase"])
def test_the_error_for_a_conflict_names_what_left_it(
    two: Place, report: Run, operation: str
) -> None:
    text = two.read("instructions.md")
    two.git("checkout", "-q", "-b", "side")
    two.put("instructions.md", text.replace("gamma", "delta"))
    two.git("commit", "-qam", "delta")
    two.git("checkout", "-q", "main")
    two.put("instructions.md", text.replace("gamma", "omega"))
    two.git("commit", "-qam", "omega")
    two.git(operation, "side", check=False)
    ran = report("log")
    assert ran.code == 1
    assert f"because a {operation} is in progress\nhint: run 'git report resolve " in ran.err
    end = f"finish it with 'git {operation} --continue', or abort it with 'git {operation} --abort'"
    assert f":/report', then {end}" in ran.err


def test_resolve_in_no_folder_names_the_folder(two: Place, report: Run) -> None:
    ran = report("resolve", "nowhere")
    assert (ran.code, "there is no folder 'nowhere'" in ran.err) == (1, True)


@pytest.mark.parametrize("arguments", [EXTRACTIVE, ("prompt",), ("check",), ("status",)])
def test_a_deleted_reference_is_restored(
    two: Place, report: Run, arguments: tuple[str, ...]
) -> None:
    delete("references/gamma.md")(two)
    ran = report(*arguments)
    assert "did you mean" not in ran.out + ran.err
    (command,) = set(re.findall(r"git restore [^' \n]+(?: [^' \n]+)*", ran.out + ran.err))
    command = command.split("  ", 1)[0]  # in status, the purpose follows
    subprocess.run(command, shell=True, cwd=two.root, check=True)
    assert report(*arguments).code == 0
    assert (two.folder / "references/gamma.md").exists()


def start_merge(place: Place) -> None:
    place.git("switch", "-q", "-c", "other", "HEAD~1")
    place.commit({"other.md": "Other.\n"}, "other")
    place.git("switch", "-q", "main")
    place.git("merge", "-q", "--no-commit", "--no-ff", "other")


@pytest.mark.parametrize("prepare", [delete("diff.md"), remove("diff.md"), start_merge])
def test_status_does_not_offer_a_run_that_would_be_refused(
    two: Place, report: Run, prepare: Callable[[Place], None]
) -> None:
    assert "git report-iterate" in report("status").out
    prepare(two)
    assert report(*EXTRACTIVE).code == 1
    assert "git report-iterate" not in report("status").out


def test_a_version_with_too_high_a_number_is_to_be_renamed(two: Place, report: Run) -> None:
    two.put("report-05.md", two.read("report-02.md").replace("35 ms", "99 ms"))
    assert "rename 'report-05.md' to 'report-03.md'\n" in report("status").err
    (hint,) = {f["hint"] for f in report("check", "--json").json["findings"] if f["code"] == "V001"}
    assert hint == "rename 'report-05.md' to 'report-03.md'"
    (two.folder / "report-05.md").rename(two.folder / "report-03.md")
    assert report("status").code == 0


@pytest.mark.parametrize("arguments", [("undo",), ("revise", "-m", "why")])
def test_a_version_that_is_only_staged_is_to_be_committed(
    two: Place, report: Run, arguments: tuple[str, ...]
) -> None:
    assert report(*EXTRACTIVE, "--stage").code == 0
    ran = report(*arguments)
    assert (ran.code, "commit it with 'git " in ran.err) == (1, True)
    two.git("commit", "-qm", "staged by a run")
    assert "is not committed" not in report(*arguments).err


def test_a_changed_mode_is_not_an_edit_to_be_saved(two: Place, report: Run) -> None:
    (two.folder / "report-02.md").chmod(0o755)
    two.git("add", "-A")
    ran = report("undo")
    assert (ran.code, "file mode" in ran.err, "--restore" in ran.err) == (1, True, False)
    assert "(mode changed, staged)" in report("status").out


def test_a_directory_in_place_of_a_version_is_all_that_is_wrong(two: Place, report: Run) -> None:
    delete("report-02.md")(two)
    (two.folder / "report-02.md").mkdir()
    found = report("check", "--json").json["findings"]
    assert {each["code"] for each in found} == {"D001", "V007"}
    assert not any("git report" in each["hint"] for each in found)


@pytest.mark.parametrize("text", ["", "\xff"])
def test_what_an_edit_took_out_is_not_called_unquotable(two: Place, report: Run, text: str) -> None:
    (two.folder / "report-02.md").write_bytes(text.encode("latin-1"))
    assert "could quote" not in report("status").out
    assert "undo" not in report("check").out


def test_a_dry_run_says_that_the_run_would_be_refused(two: Place, report: Run) -> None:
    assert "would be refused" not in report(*EXTRACTIVE, "-n").err
    two.put("report-02.md", two.read("report-02.md").replace("35 ms", "99 ms"))
    ran = report(*EXTRACTIVE, "-n")
    assert (ran.code, "would be refused: 'report/report-02.md' has" in ran.err) == (0, True)


def test_status_says_that_an_address_cannot_be_read(two: Place, report: Run) -> None:
    text = two.read("instructions.md")
    assert "references/gamma.md" in text
    two.put("instructions.md", text.replace("references/gamma.md", "ftp://a.example/b"))
    ran = report("status")
    assert "'ftp:' references are not supported" in ran.out
    assert ("git report skip" in ran.out, "git report-iterate" in ran.out) == (True, False)


def test_folders_are_listed_as_a_shell_takes_them(two: Place, report: Run) -> None:
    two.write({"it's more/instructions.md": "# Notes\n\n## References\n\n- [ ] <../a.md>\n"})
    assert '\n  "it\'s more"\n' in report("status").err


def test_an_answer_about_an_older_reference_is_not_offered_to_accept(
    two: Place, report: Run
) -> None:
    two.git("config", "report.command", "echo {broken")
    two.git("config", "report.repairs", "0")
    assert "git report accept" in report("iterate").err
    ran = report("iterate", "--upgrade")
    assert (ran.code, "is saved in" in ran.err, "git report accept" in ran.err) == (1, True, False)


def test_a_committed_version_is_not_offered_to_accept(two: Place, report: Run) -> None:
    two.put("report-03.md", two.read("report-02.md").replace("35 ms", "99 ms"))
    assert "git report accept" in report("adopt", "--yes").err
    two.commit_all("by hand")
    ran = report("adopt", "--yes")
    assert ("tick and stamp" in ran.err, "git report accept" in ran.err) == (True, False)


def test_checklists_that_cannot_be_merged_are_staged_as_the_hint_says(
    two: Place, report: Run
) -> None:
    two.git("branch", "other")
    assert report(*EXTRACTIVE, "-q").code == 0
    two.git("switch", "-q", "other")
    assert report("skip", "Gamma", "-m", "later").code == 0
    two.commit_all("skipped")
    two.git("merge", "-q", "main", check=False)
    ran = report("resolve")
    assert (ran.code, "'git add :/report/instructions.md' and, if" in ran.err) == (1, True)


def test_an_altered_checklist_is_not_offered_to_a_run(two: Place, report: Run) -> None:
    text = two.read("instructions.md")
    two.put("instructions.md", text.replace("[ ] [Gamma]", "[x] [Gamma]"))
    assert text != two.read("instructions.md")
    offered = report("status").out
    assert ("git report check" in offered, "git report-iterate" in offered) == (True, False)
    two.put("instructions.md", re.sub(r"report-01 \w{12}", "report-01 " + "0" * 12, text, count=1))
    assert report(*EXTRACTIVE).code == 1
    assert "git report-iterate" not in report("status").out
    assert {f["code"] for f in report("check", "--json").json["findings"]} == {"R004"}


def test_ticks_of_versions_that_commits_deleted_are_not_to_be_adopted(
    place: Place, report: Run
) -> None:
    assert report(*EXTRACTIVE, "-q", "--all").code == 0
    place.git("rm", "-q", "report/report-01.md", "report/report-02.md", "report/diff.md")
    place.git("commit", "-qm", "gone")
    ran = report(*EXTRACTIVE)
    assert (ran.code, "adopt" in ran.err) == (1, False)
    follow(ran, report)
    assert report(*EXTRACTIVE).code == 0
