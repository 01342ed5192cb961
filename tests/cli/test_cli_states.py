"""Repositories that hold less than all: sparse, partial and shallow clones, submodules; hints."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from git_report.report.pasting import paste_folder, paste_path, paste_restore, quote

from .conftest import BETA, Place, Run

ITERATE = ("iterate", "--writer", "extractive")
NAMES = ("plain.md", "a b.md", "it's.md", "a*b.md", '$(x) "y".md', "[z].md", "é ü.md", "-n.md")


def test_a_report_outside_of_a_sparse_checkout_is_not_gone(place: Place, report: Run) -> None:
    place.write({"elsewhere/file.txt": "x\n"})
    place.commit_all("elsewhere")
    assert report(*ITERATE).code == 0
    place.git("sparse-checkout", "set", "--cone", "elsewhere")
    assert not place.folder.exists()
    assert "report-01.md" in report("status").out
    for door in ("--worktree", "--staged", "--all"):
        ran = report("check", door)
        assert (ran.code, ran.out) == (0, ""), door
    for arguments in (ITERATE, ("add", "https://example.org/x"), ("revise",)):
        ran = report(*arguments)
        assert ran.code == 1
        assert "not a report folder" not in ran.err
    ran = report(*ITERATE)
    assert "outside the sparse checkout" in ran.err
    command = ran.err.split("include it with '", 1)[1].split("', then", 1)[0]
    subprocess.run(command, shell=True, cwd=place.root / "elsewhere", check=True)
    assert report(*ITERATE).code == 0
    assert place.text("status", "--porcelain") == ""


@pytest.mark.parametrize("how", ["rm", "git rm -q"])
@pytest.mark.usefixtures("read_one")
def test_deleted_instructions_are_brought_back_and_not_made_again(
    place: Place, report: Run, how: str
) -> None:
    subprocess.run(f"{how} report/instructions.md", shell=True, cwd=place.root, check=True)
    for arguments in (("status",), ITERATE, ("revise",)):
        for named in ((), ("report",), (":/report",)):
            ran = report(*arguments, *named)
            assert ran.code == 1
            assert "'report/instructions.md' is deleted in the work tree" in ran.err
    assert "is deleted in the work tree" in report("add", "-d", "report", "https://a.example").err
    assert "is not a report folder" in report("status", "report/references").err
    command = ran.err.split("restore it with '", 1)[1].split("', then", 1)[0]
    subprocess.run(command, shell=True, cwd=place.folder, check=True)
    assert report("status").code == 0
    assert place.text("status", "--porcelain") == ""


@pytest.mark.usefixtures("read_one")
def test_another_report_is_not_taken_for_the_one_with_deleted_instructions(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write({"notes/instructions.md": "# Notes\n\n## References\n\n- [ ] <../beta.md>\n"})
    place.commit_all("a second report")
    (place.root / "notes/instructions.md").unlink()
    (place.root / "notes").mkdir(exist_ok=True)
    monkeypatch.chdir(place.root / "notes")
    for arguments in (("status",), ("revise",), ("add", "https://a.example")):
        ran = report(*arguments)
        assert ran.code == 1
        assert "'notes/instructions.md' is deleted in the work tree" in ran.err


def test_references_outside_of_a_sparse_checkout_are_read_as_committed(
    place: Place, report: Run
) -> None:
    place.git("mv", "report/references", "sources")
    text = place.read("instructions.md").replace("references/", "/sources/")
    place.put("instructions.md", text)
    place.commit_all("sources beside the report")
    place.git("sparse-checkout", "set", "--cone", "report")
    assert not (place.root / "sources").exists()
    assert report("check").out == ""
    assert "does not exist" not in report("status").out
    assert report(*ITERATE, "--all").code == 0
    assert "35 ms" in place.read("report-02.md")
    assert report("check", "--all").out == ""


@pytest.mark.usefixtures("read_both")
def test_a_partial_clone_without_its_remote_says_what_git_says(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.git("config", "uploadpack.allowFilter", "true")
    root = place.root.parent / "partial"
    place.git("clone", "-q", "--filter=blob:none", "--no-checkout", place.root.as_uri(), str(root))
    clone = Place(root)
    clone.git("remote", "set-url", "origin", (place.root.parent / "gone").as_uri())
    monkeypatch.chdir(root)
    for arguments in (("check", "--range", "HEAD"), ("summary", "HEAD~1..HEAD")):
        ran = report(*arguments)
        assert ran.code == 1
        assert "promisor remote" in ran.err
        assert "hint: in this partial clone" in ran.err
        assert "fsck" not in ran.err


@pytest.mark.usefixtures("read_both")
def test_a_shallow_clone_says_how_to_get_more_of_its_history(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = place.root.parent / "shallow"
    place.git("clone", "-q", "--depth=2", place.root.as_uri(), str(root))
    monkeypatch.chdir(root)
    deepen = "git fetch --deepen=100"
    for arguments in (("check", "--range", "HEAD~2..HEAD"), ("summary", "HEAD~2..HEAD")):
        ran = report(*arguments)
        assert ran.code == 1
        assert f"hint: '{deepen}' fetches more of the history" in ran.err
    Place(root).git(*deepen.split()[1:])
    for arguments in (("check", "--range", "HEAD~2..HEAD"), ("summary", "HEAD~2..HEAD")):
        assert report(*arguments).code == 0


def test_the_one_commit_of_a_shallow_clone_is_not_a_first_version(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert report("summary").code == 0  # a root commit has no parent anywhere
    assert report(*ITERATE, "--all").code == 0
    root = place.root.parent / "shallow"
    place.git("clone", "-q", "--depth=1", place.root.as_uri(), str(root))
    monkeypatch.chdir(root)
    ran = report("summary")
    assert (ran.code, ran.out) == (1, "")
    command = ran.err.split("hint: '", 1)[1].split("'", 1)[0]
    assert command == "git fetch --deepen=100"
    Place(root).git(*command.split()[1:])
    assert "First version" not in report("summary").out


@pytest.mark.parametrize("checked_out", [True, False])
@pytest.mark.parametrize("command", ["init", "add"])
def test_a_file_in_a_submodule_names_the_submodule(
    place: Place, report: Run, command: str, *, checked_out: bool
) -> None:
    other = Place(place.root.parent / "other")
    other.root.mkdir()
    other.git("init", "-q")
    other.commit({"docs/beta.md": BETA})
    place.git("submodule", "add", "-q", other.root.as_uri(), "vendor/other")
    place.commit_all("a submodule")
    if not checked_out:
        place.git("submodule", "deinit", "-q", "-f", "vendor/other")
    before = place.state()
    words = ["init", "notes"] if command == "init" else ["add"]
    ran = report(*words, "vendor/other/docs/beta.md")
    assert ran.code == 1
    assert "is in the submodule 'vendor/other'" in ran.err
    assert place.state() == before


def test_a_run_on_a_detached_head_says_so_and_goes_on(place: Place, report: Run) -> None:
    assert "detached" not in report(*ITERATE).err
    place.git("checkout", "-q", "--detach")
    ran = report(*ITERATE)
    assert ran.code == 0
    assert f"HEAD is detached at {place.text('rev-parse', 'HEAD~1')[:10]}" in ran.err
    command = ran.err.split("to keep it, create a branch with '", 1)[1].split("'", 1)[0]
    place.git(*command.split()[1:])
    assert "report-02.md" in place.text("ls-tree", "--name-only", "report", "report/")


@pytest.mark.parametrize("name", NAMES)
def test_a_pasted_path_means_that_file_and_no_other(place: Place, name: str) -> None:
    """From wherever one is, through a shell, and whatever git would take for a pattern."""
    path = f"a folder/{name}"
    place.write({path: "as committed\n", "a folder/aXb.md": "x\n", "a folder/z.md": "x\n"})
    place.commit_all("names")
    for each in (path, "a folder/aXb.md", "a folder/z.md"):
        place.write({each: "edited\n"})
    below = place.folder / "references"
    subprocess.run(paste_restore(path), shell=True, cwd=below, check=True)
    assert (place.root / path).read_text() == "as committed\n"
    told = subprocess.run(
        f"git ls-files --full-name {paste_path(path)}", shell=True, cwd=below,
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert told.count(b"\n") == 1
    assert len(place.text("status", "--porcelain").split("\n")) == 2


WORDS = ("plain", "two words", "it's", "$HOME", "`x`", 'a "b"', "a\\b", "")


@pytest.mark.parametrize("word", WORDS)
def test_a_quoted_word_is_one_word(word: str) -> None:
    assert shlex.split(quote(word)) == [word]
    assert "''" not in f"'{quote('two words')}'"


@pytest.mark.parametrize("word", ["a\nb", "it's\ta \\ and \x1b[1m", "\x7f"])
def test_a_word_with_control_characters_is_pasted_without_them(word: str) -> None:
    assert quote(word).isprintable()
    done = subprocess.run(
        ["bash", "-c", f"printf %s {quote(word)}"], check=True, capture_output=True, text=True
    )
    assert done.stdout == word


def test_a_folder_of_any_name_can_be_pasted(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.git("mv", "report", "my notes")
    place.commit_all("moved")
    monkeypatch.chdir(place.root / "my notes/references")
    assert report("status", *shlex.split(paste_folder("my notes"))).code == 0
    assert report(*ITERATE).code == 0
    Path("../report-01.md").write_text("# Changed\n")
    ran = report(*ITERATE)
    assert ran.code == 1
    assert "git report revise \":/my notes\"', or discard them with 'git restore" in ran.err
    command = ran.err.split("discard them with '", 1)[1].split("', then", 1)[0]
    subprocess.run(command, shell=True, check=True)
    assert report(*ITERATE).code == 0
