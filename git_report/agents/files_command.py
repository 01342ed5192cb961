"""``git report setup --agent``: the file that a coding agent reads, in the work tree."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from git_report.agents.files import AGENTS, Agent, install, remove
from git_report.cli.edit_output import print_done
from git_report.cli.output import say
from git_report.git.repository import Repository
from git_report.text import decode


@click.command(hidden=True)
@click.argument("name", type=click.Choice(list(AGENTS)))
@click.option("--remove", "removing", is_flag=True, help="Remove what was written.")
def command(name: str, *, removing: bool) -> None:
    """Write or remove what a coding agent reads; 'git report setup --agent' calls this."""
    agent = AGENTS[name]
    repository = Repository.open(Path())
    data = repository.worktree.content(agent.path)
    text = None if data is None else decode(data, agent.path)
    # A file with Windows line endings keeps them.
    windows = text is not None and "\r\n" in text
    if windows and text is not None:
        text = text.replace("\r\n", "\n")
    if removing:
        _remove(repository, agent, text, windows=windows)
        return
    new = install(agent, text)
    if new == text:
        print_done("already installed", agent.path)
        return
    _write(repository, agent, new, windows=windows)
    print_done("installed" if text is None else "updated", agent.path)
    say("commit this file so that everyone's coding agent uses it")


def _remove(repository: Repository, agent: Agent, text: str | None, *, windows: bool) -> None:
    kept = "" if text is None else remove(agent, text)
    if text is None or kept == text:
        say("nothing to remove")
        return
    if kept:
        _write(repository, agent, kept, windows=windows)
    else:
        with repository.worktree.prepare(agent.path, None) as deletion:
            deletion.place()
        for folder in repository.worktree.locate(agent.path).parents:
            if folder == repository.root:
                break
            with suppress(OSError):  # it contains other files
                folder.rmdir()
    print_done("removed", agent.path)


def _write(repository: Repository, agent: Agent, text: str, *, windows: bool) -> None:
    converted = text.replace("\n", "\r\n") if windows else text
    repository.write_worktree(agent.path, converted.encode("utf-8"))
