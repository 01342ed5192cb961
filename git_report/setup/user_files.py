"""The part of ``git report setup --user``: install completion and man pages for one user."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from git_report.cli.edit_output import print_done
from git_report.cli.output import say
from git_report.cli.report_folder import shown
from git_report.errors import ReportError
from git_report.setup.completion_command import make_script
from git_report.setup.manpages import make_pages

_MARK = "Installed by 'git report setup --user'"
_NOTE = f"{_MARK}; remove with 'git report setup --user --uninstall'"
# bash-completion loads a file with the program's name: the second one sources the first.
_BESIDE = '. "${BASH_SOURCE[0]%-iterate}"\n'


def install_user_files() -> list[ReportError]:
    """Write files that are missing or outdated and print them; return the errors."""
    troubles: list[ReportError] = []
    for path, text in _list_files():
        there = _read(path)
        if there == text:
            print_done("already installed", shown(path))
        elif there is not None and _MARK not in there:
            troubles.append(
                ReportError(
                    f"'{shown(path)}' already exists and was not written by git report",
                    hint="move it away, then try again",
                )
            )
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            print_done("installed" if there is None else "updated", shown(path))
    if not troubles:
        say("hint: bash needs bash-completion; for zsh see 'git report completion -h'")
    return troubles


def uninstall_user_files() -> None:
    """Remove what was installed, and print it."""
    found = [path for path, _ in _list_files() if _MARK in (_read(path) or "")]
    for path in found:
        path.unlink()
        print_done("removed", shown(path))
    if not found:
        say("nothing to remove")


def _list_files() -> Iterator[tuple[Path, str]]:
    data = _directory("XDG_DATA_HOME", ".local/share")
    completions = data / "bash-completion" / "completions"
    yield completions / "git-report", f"# {_NOTE}.\n{make_script('bash')}"
    yield completions / "git-report-iterate", f"# {_NOTE}.\n{_BESIDE}"
    fish = _directory("XDG_CONFIG_HOME", ".config") / "fish"
    if fish.is_dir():
        # fish loads completions when a program's name is typed, but "git report" begins with "git".
        script = f"# {_NOTE}.\n{make_script('fish')}"
        yield fish / "conf.d" / "git-report.fish", script
    for name, page in make_pages().items():
        yield data / "man" / "man1" / name, f'.\\" {_NOTE}.\n{page}'


def _directory(variable: str, default: str) -> Path:
    """A base directory of the XDG specification; a path that is not absolute is ignored."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else Path.home() / default


def _read(path: Path) -> str | None:
    if not os.path.lexists(path):
        return None
    if path.is_symlink() or not path.is_file():
        # There, but not ours: it lacks the mark.
        return ""
    return path.read_text(encoding="utf-8", errors="replace")
