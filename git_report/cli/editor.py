"""Edit a text in git's editor."""

from __future__ import annotations

import subprocess
import sys

from git_report.cli.pager import shell_command
from git_report.commit.refused_drafts import keep_draft
from git_report.errors import ReportError
from git_report.git.repository import Repository
from git_report.report.sizes import read_file
from git_report.text import decode


def has_terminal() -> bool:
    """Whether there is a terminal in which an editor can run."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def edit_text(repository: Repository, name: str, text: str) -> str:
    """Edit a text in git's editor and return it; the text stays in a file if the editor fails.

    Raises ReportError if the editor fails or there is none (`GIT_EDITOR=:`).
    """
    place = keep_draft(repository, name, text.encode("utf-8"))
    editor = repository.git("var", "GIT_EDITOR").decode("utf-8", "surrogateescape").strip()
    # As in git, the configured editor is a shell command and the file is its argument.
    done = subprocess.run(shell_command(editor, str(place)), check=False)
    if done.returncode:
        raise ReportError(
            f"the editor '{editor}' failed (exit status {done.returncode})",
            hint=f"set one with 'git config core.editor EDITOR'; the text is in '{place}'",
        )
    return decode(read_file(place, repository.report_bytes), str(place))
