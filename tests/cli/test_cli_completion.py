"""``git report completion``, tried in a real bash: as programs, and inside git's own completion."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from git_report.cli.shell import COMMANDS

from .conftest import Place, Run

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
    fish = "config/fish/completions/git-report.fish"
    assert files() == [fish, completion, f"{completion}-iterate", *pages]
    again = report("setup", "--user").out
    assert {line.partition(":")[0] for line in again.splitlines()} == {"already installed"}
    script = f". '{completion}-iterate'; complete -p git-report-iterate"
    program = shutil.which("bash") or pytest.skip("no bash on the PATH")
    done = subprocess.run([program, "-c", script], capture_output=True, text=True)
    assert "__git_report_as_program" in done.stdout
    (home / completion).write_text("mine\n")
    ran = report("setup", "--user")
    assert (ran.code, "not installed by git report" in ran.err) == (1, True)
    assert report("setup", "--user", "--uninstall").code == 0
    assert files() == [completion]
    assert "nothing to remove" in report("setup", "--user", "--uninstall").err
    assert report("setup", "--user", "--drivers").code == 2
