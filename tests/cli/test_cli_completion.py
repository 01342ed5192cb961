"""``git report completion``, tried in bash, zsh and fish; in bash inside git's completion too."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from git_report.cli.main import COMMANDS

from .conftest import ALPHA, INSTRUCTIONS, Once, Place, Run

pytestmark = pytest.mark.slow

GIT_COMPLETION = (
    "/usr/share/bash-completion/completions/git",
    "/usr/share/git/completion/git-completion.bash",
    "/usr/local/share/bash-completion/completions/git",
    "/opt/homebrew/etc/bash_completion.d/git-completion.bash",
    "/Library/Developer/CommandLineTools/usr/share/git-core/git-completion.bash",
)
# As readline would: the words before the cursor, then the function that the shell has for them.
TRY = """
try() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
    if [ "$1" = git ]; then __git_wrap__git_main; else __git_report_as_program "$1"; fi
    (IFS='|'; printf '%s\\n' "${COMPREPLY[*]}")
}
"""


@pytest.fixture(autouse=True)
def on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")


def bash(place: Place, script: str) -> list[str]:
    """The lines that a script prints in a bash which has our completion, and git's before."""
    program = shutil.which("bash")
    if program is None:
        pytest.skip("no bash on the PATH")
    done = subprocess.run(
        [program, "--norc", "-c", script], cwd=place.root, capture_output=True, text=True
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def git_completion() -> str:
    found = next((path for path in GIT_COMPLETION if Path(path).is_file()), None)
    if found is None:
        pytest.skip("git's completion for bash is not installed here")
    return f". '{found}'\n"


OURS = 'eval "$(git-report completion bash)"\n'


def test_git_s_own_completion_completes_ours(place: Place) -> None:
    tries = """
try git report ''
try git -C report report sta
try git report diff --format te
try git report-iterate --wri
try git report diff --format te report-0
"""
    told = bash(place, git_completion() + OURS + TRY + tries)
    assert told == ["|".join(f"{name} " for name in COMMANDS), "status ", "text ", "--writer ", ""]


def test_an_older_git_does_not_tell_where_its_command_stands(place: Place) -> None:
    words = "words=(git -c a=b report status --j); cword=5; _git_report; echo ${COMPREPLY[*]}\n"
    words += "words=(git report-iterate --allow-); cword=2; COMPREPLY=(); _git_report_iterate\n"
    words += "echo ${COMPREPLY[*]}\nwords=(git x y); cword=2; COMPREPLY=(); _git_report\n"
    assert bash(place, OURS + words + "echo ${COMPREPLY[*]}") == ["--json", "--allow-secrets", ""]


def test_the_programs_complete_by_themselves(place: Place) -> None:
    tries = "try git-report sta\ntry git-report diff --format = te\ntry git-report-iterate --wri\n"
    tries += "try git-report diff-d\ntry git-report nothing x\n"
    assert bash(place, OURS + TRY + tries) == ["status", "text", "--writer", "", ""]


@pytest.fixture
def filled(place: Place, report: Run, once: Once) -> Place:
    """A report with one version, and references with what shells treat in a way of their own."""

    def fill() -> None:
        place.put("a, b.md", ALPHA)
        place.put(
            "instructions.md",
            INSTRUCTIONS + "\n[ ] https://example.com/a?b=c:d\n\n[ ] [Comma](<a, b.md>)\n",
        )
        place.write({"notes/instructions.md": "# Notes\n\n## References\n\n- [ ] <b.md>\n"})
        place.commit_all()
        assert report("iterate", "report", "-q", "--writer", "extractive").code == 0

    once(fill)
    return place


# What is typed, and what the shell makes of it.
TYPED = (
    ("git-report show -d report ", "1"),
    ("git-report show report report-0", "report-01.md"),
    ("git-report diff -d report ", "1"),
    ("git-report skip -d report references/b", "references/beta.md"),
    ("git-report suspects -d report --reread ref", "references/alpha.md"),
    ("git-report remove -d report https://exa", "https://example.com/a?b=c:d"),
    ("git-report remove report a", "a, b.md"),
    ("git-report check --select V00", ["V001", "V002", "V003"]),
    ("git-report check --ignore V001,S00", ["V001,S001", "V001,S002"]),
    ("git-report-iterate --allow K00", ["K001", "K002"]),
    ("git-report status no", "notes"),
    ("git-report blame -d no", "notes"),
    ("git report sta", "status"),
    ("git -C . --no-pager report sta", "status"),
    ("git report show -d report ", "1"),
    ("git report remove report a", "a, b.md"),
    ("git report remove -d report https://exa", "https://example.com/a?b=c:d"),
    ("git report check --select V00", ["V001", "V002", "V003"]),
    ("git report-iterate --allow K00", ["K001", "K002"]),
)


def test_bash_completes_what_a_report_has(filled: Place) -> None:
    by_git, alone = (
        [(typed, wanted) for typed, wanted in TYPED if typed.startswith("git ") == git]
        for git in (True, False)
    )
    for git, rows in ((git_completion(), by_git), ("", alone)):
        tries = "".join(f"try {split_as_bash(typed)}\n" for typed, _ in rows)
        lines = bash(filled, git + OURS + TRY + tries)
        for (typed, wanted), line in zip(rows, lines, strict=True):
            found = line.split("|")
            if isinstance(wanted, list):
                assert set(wanted) <= {each.strip() for each in found}, typed
            else:
                # What follows a colon, and quoted for the shell.
                rest = wanted.partition(":")[2] if ":" in typed else wanted
                assert [shlex.split(each) for each in found] == [[rest]], typed


def split_as_bash(typed: str) -> str:
    return " ".join(f"'{word}'" for word in re.split(" |(:)", typed) if word is not None)


def test_fish_shows_whole_summaries(place: Place, report: Run) -> None:
    program = shutil.which("fish") or pytest.skip("no fish on the PATH")
    script = report("completion", "fish").out
    for typed in ("git-report st", "git report st"):
        done = subprocess.run(
            [program, "--no-config", "-c", f"{script}\ncomplete -C '{typed}'"],
            cwd=place.root, capture_output=True, text=True,
        )  # fmt: skip
        assert done.stdout == "status\tShow what has been read, what comes next and what to run.\n"
    # What git itself completes is left to it.
    done = subprocess.run(
        [program, "--no-config", "-c", f"{script}\ncomplete -C 'git rebase sta'"],
        cwd=place.root, capture_output=True, text=True,
    )  # fmt: skip
    assert "status" not in done.stdout


def test_fish_completes_what_a_report_has(filled: Place, report: Run) -> None:
    program = shutil.which("fish") or pytest.skip("no fish on the PATH")
    script = report("completion", "fish").out
    for typed, wanted in TYPED:
        done = subprocess.run(
            [program, "--no-config", "-c", f"{script}\ncomplete -C '{typed}'"],
            cwd=filled.root, capture_output=True, text=True,
        )  # fmt: skip
        assert done.stderr == ""
        found = [line.partition("\t")[0] for line in done.stdout.splitlines()]
        assert set(wanted) <= set(found) if isinstance(wanted, list) else found == [wanted], typed


# An interactive zsh in a terminal of its own: the line is typed, <TAB> is pressed, and what the
# line has become is printed.
ZSH = r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1= PS2= RPS1=; unsetopt zle_bracketed_paste prompt_sp; stty -echo'
zpty -w shell 'autoload -Uz compinit && compinit -u -D; eval "$(git-report completion zsh)"'
zpty -w shell 'tell() { print -r -- "<<$BUFFER>>" > $TOLD; BUFFER=; zle accept-line }; zle -N tell'
zpty -w shell 'bindkey "^I" complete-word; bindkey "^X" tell; print ready > $TOLD'
while [[ ! -s $TOLD ]]; do zpty -r -t shell line || sleep 0.05; done
: > $TOLD
zpty -w -n shell "$TYPED"$'\t\x18'
for i in {1..400}; do
    [[ -s $TOLD ]] && break
    zpty -r -t shell line || sleep 0.05
done
cat $TOLD
"""


@pytest.mark.parametrize(("typed", "wanted"), TYPED)
def test_zsh_completes_what_a_report_has(
    filled: Place, tmp_path: Path, typed: str, wanted: str | list[str]
) -> None:
    program = shutil.which("zsh") or pytest.skip("no zsh on the PATH")
    told = tmp_path / "told"
    told.write_text("")
    done = subprocess.run(
        [program, "-f", "-c", ZSH], cwd=filled.root, capture_output=True, text=True, timeout=60,
        env={**os.environ, "TYPED": typed, "TOLD": str(told), "TERM": "dumb"},
    )  # fmt: skip
    line = done.stdout.strip().removeprefix("<<").removesuffix(">>")
    before, _, last = typed.rpartition(" ")
    assert line.startswith(before), done
    if isinstance(wanted, list):  # it begins with what they have in common, and lists them
        assert line.removeprefix(before).strip().startswith(last)
    else:
        assert shlex.split(line.removeprefix(before)) == [wanted]


@pytest.mark.parametrize(("shell", "words"), [("zsh", "compdef"), ("fish", "complete ")])
def test_other_shells_have_click_s(report: Run, shell: str, words: str) -> None:
    told = report("completion", shell)
    assert (told.code, told.err) == (0, "")
    for program in ("GIT_REPORT", "GIT_REPORT_ITERATE"):
        assert f"_{program}_COMPLETE={shell}_complete" in told.out
    assert words in told.out
    # As zsh's completion of git calls it.
    assert ("\n_git-report-iterate() {\n" in told.out) == (shell == "zsh")
    assert report("completion", "powershell").code == 2


def test_the_script_is_clean_shell(report: Run) -> None:
    program = shutil.which("shellcheck")
    if program is None:
        pytest.skip("no shellcheck on the PATH")
    script = report("completion", "bash").out
    done = subprocess.run(
        [program, "--shell=bash", "-"], input=script, capture_output=True, text=True
    )
    assert done.stdout == ""


def test_a_user_s_own_files_come_and_go(
    report: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for name, place in (("XDG_DATA_HOME", home / "share"), ("XDG_CONFIG_HOME", home / "config")):
        monkeypatch.setenv(name, str(place))
    (home / "config" / "fish").mkdir(parents=True)
    monkeypatch.chdir(home)

    def files() -> list[str]:
        return sorted(str(p.relative_to(home)) for p in home.rglob("*") if p.is_file())

    assert report("setup", "--user").code == 0
    completion = "share/bash-completion/completions/git-report"
    pages = ["share/man/man1/git-report-iterate.1", "share/man/man1/git-report.1"]
    fish = "config/fish/conf.d/git-report.fish"
    assert files() == [fish, completion, f"{completion}-iterate", *pages]
    again = report("setup", "--user").out
    assert {line.partition(":")[0] for line in again.splitlines()} == {"already installed"}
    script = f". '{completion}-iterate'; complete -p git-report-iterate"
    program = shutil.which("bash") or pytest.skip("no bash on the PATH")
    done = subprocess.run([program, "-c", script], capture_output=True, text=True)
    assert "__git_report_as_program" in done.stdout
    (home / completion).write_text("mine\n")
    ran = report("setup", "--user")
    assert (ran.code, "not written by git report" in ran.err) == (1, True)
    assert report("setup", "--user", "--uninstall").code == 0
    assert files() == [completion]
    assert "nothing to remove" in report("setup", "--user", "--uninstall").err
    assert report("setup", "--user", "--drivers").code == 2
