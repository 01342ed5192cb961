"""What a hint offers is pasted into a shell as it is: it works, and loses nothing unsaid."""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import ALPHA, Once, Place, Ran, Run

FOLDER = "my report"  # with a blank, as the names of many folders
QUOTED = re.compile(r"'((?:git|mkdir|rm)[ -][^\n]*?)'(?=[ ,.;:)\n]|$)")
EXTRACTIVE = ("iterate", "--writer", "extractive")
ACCEPT, RESOLVE = "git report accept", "git report resolve"
RESTORE = f'git report revise --restore ":/{FOLDER}"'

State = Callable[[Place], None]


@pytest.fixture
def spaced(place: Place, report: Run, once: Once, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A report with one version and one open reference; the current directory is below it."""

    def move_and_read() -> None:
        place.git("mv", "report", FOLDER)
        place.commit_all("moved")
        assert report(*EXTRACTIVE).code == 0

    once(move_and_read)
    monkeypatch.chdir(place.root / FOLDER / "references")
    return place


def put(place: Place, name: str, text: str) -> None:
    place.write({f"{FOLDER}/{name}": text})


def read(place: Place, name: str) -> str:
    return (place.root / FOLDER / name).read_text(encoding="utf-8")


def write_next(place: Place) -> None:
    put(place, "report-02.md", read(place, "report-01.md").replace("54 days", "54 long days"))


def stage_next(place: Place) -> None:
    write_next(place)
    place.git("add", "-A")


def misname_next(place: Place) -> None:
    write_next(place)
    (place.root / FOLDER / "report-02.md").rename(place.root / FOLDER / "report-2.md")


def number_from_zero(place: Place) -> None:
    put(place, "report-00.md", "# Before\n\nWords.\n")


def delete_first(place: Place) -> None:
    write_next(place)
    (place.root / FOLDER / "report-01.md").unlink()


def edit_diff(place: Place) -> None:
    put(place, "diff.md", "# By hand\n")


def read_part(place: Place) -> None:
    place.git("config", "report.maxSourceBytes", "100")


def spoil_reference(place: Place) -> None:
    put(place, "references/beta.md", "\n")
    place.commit_all("emptied")


def name_page(place: Place) -> None:
    text = read(place, "instructions.md").replace("references/beta.md", "ftp://a.example/b?c=d&e")
    put(place, "instructions.md", text)
    place.commit_all("a page")


def change_reference(place: Place) -> None:
    put(place, "references/alpha.md", f"{ALPHA}\nMore of it.\n")
    place.commit_all("changed")


def leave_untracked(place: Place) -> None:
    place.git("rm", "-q", "--cached", f"{FOLDER}/references/beta.md")
    place.write({".gitignore": "beta.md\n"})
    place.git("add", ".gitignore")
    place.git("commit", "-qm", "left out")


def lock_index(place: Place) -> None:
    place.write({".git/index.lock": ""})


def pop_stash(place: Place) -> None:
    before = read(place, "instructions.md")
    put(place, "instructions.md", before.replace("Read", "Skim"))
    place.git("stash", "-q")
    put(place, "instructions.md", before.replace("Read", "Study"))
    place.commit_all("reworded")
    place.git("stash", "pop", "-q", check=False)


def revert(place: Place) -> None:
    put(place, "instructions.md", read(place, "instructions.md").replace("Alpha", "The first"))
    place.commit_all("retitled")
    place.git("revert", "--no-edit", "HEAD~1", check=False)


def push_nowhere(place: Place) -> None:
    place.git("remote", "add", "origin", str(place.root.parent / "nowhere"))


def configure(name: str, value: str) -> State:
    def prepare(place: Place) -> None:
        place.git("config", name, value)

    return prepare


def do_nothing(place: Place) -> None:
    """The report as it is."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("prepare", "arguments", "offered"),
    [
        (write_next, EXTRACTIVE, [ACCEPT]),
        (stage_next, EXTRACTIVE, [ACCEPT]),
        (write_next, ("undo",), []),
        (misname_next, EXTRACTIVE, []),
        (number_from_zero, ("adopt", "--yes"), []),
        (delete_first, EXTRACTIVE, [RESTORE]),
        (edit_diff, EXTRACTIVE, [f'git restore --staged --worktree ":/{FOLDER}/diff.md"']),
        (read_part, EXTRACTIVE, ["git config report.maxSourceBytes 1m"]),
        (spoil_reference, EXTRACTIVE,
         ['git report skip references/beta.md -m "it cannot be read"']),
        (name_page, EXTRACTIVE,
         ['git report skip "ftp://a.example/b?c=d&e" -m "it cannot be read"']),
        (change_reference, ("check",),
         ["git report suspects --reread references/alpha.md",
          "git report suspects --dismiss references/alpha.md"]),
        (leave_untracked, EXTRACTIVE,
         [f'git add -f ":/{FOLDER}/references/beta.md" && git commit -m "Add a reference" '
          f'-- ":/{FOLDER}/references/beta.md"']),
        (pop_stash, ("undo",), [f'git add ":/{FOLDER}/instructions.md"']),
        (pop_stash, ("resolve",), ["git status", "git reset --merge"]),
        (revert, ("undo",), ["git revert --abort"]),
        (revert, ("resolve",), ["git revert --abort"]),
        (configure("report.effort", "huge"), ("iterate",), ["git config report.effort high"]),
        (configure("report.review", "x"), ("iterate",), ["git config report.review last"]),
        (configure("report.repairs", "x"), ("iterate",), ["git config report.repairs 2"]),
        (configure("report.strict", "x"), ("check",),
         ["git config report.strict true", "git config report.strict false"]),
        (configure("report.maxReportBytes", "x"), ("status",),
         ["git config report.maxReportBytes 2097152"]),
        (push_nowhere, (*EXTRACTIVE, "--push"), []),
        (do_nothing, ("export", "-o", "a b/x.md"), ['mkdir -p "a b"']),
        (do_nothing, ("view", "-o", "a b/x.html"), ['mkdir -p "a b"']),
    ],
)  # fmt: skip
def test_a_pasted_hint_works(
    spaced: Place, report: Run, prepare: State, arguments: tuple[str, ...], offered: list[str]
) -> None:
    prepare(spaced)
    commands = list_offered(report(*arguments))
    assert [each for each in commands if each in offered] == offered, commands
    for command in offered:
        root = spaced.root.parent / "pasted"
        shutil.copytree(spaced.root, root, symlinks=True)
        before = list_contents(root)
        done = paste(command, root / FOLDER / "references")
        assert done.returncode == 0, (command, done.stderr)
        # What these two discard, their hints say.
        if not command.startswith(("git report", "git restore", "git reset", "git revert")):
            assert not before - list_contents(root), command
        shutil.rmtree(root)


@pytest.mark.slow
def test_a_lock_that_is_left_is_removed_as_the_hint_says(
    spaced: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("git_report.git.index_lock.PATIENCE", 0.0)
    lock_index(spaced)
    (command,) = list_offered(report(*EXTRACTIVE))
    assert shlex.split(command) == ["rm", str(spaced.root / ".git/index.lock")]
    assert paste(command, spaced.root).returncode == 0
    assert report(*EXTRACTIVE).code == 0


def test_init_offers_a_folder_that_is_free(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place.root)
    commands = list_offered(report("init"))
    assert commands == ["git report init report2", "git report init ."]
    assert paste(commands[0], place.root).returncode == 0


def list_offered(ran: Ran) -> list[str]:
    """The commands that messages quote."""
    return QUOTED.findall(ran.out + ran.err)


def paste(command: str, place: Path) -> subprocess.CompletedProcess[str]:
    """A command as a shell runs it in a directory; only one that a test names is run."""
    assert "--global" not in command  # that would write to the file that hides a user's own
    return subprocess.run(
        command, shell=True, cwd=place, capture_output=True, text=True, check=False
    )


def list_contents(root: Path) -> set[str]:
    """What files of the work tree contain, by digests."""
    files = (each for each in root.rglob("*") if each.is_file() and ".git" not in each.parts)
    return {hashlib.sha256(each.read_bytes()).hexdigest() for each in files}
