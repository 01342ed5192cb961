"""``git report mcp``: a server for agents, over the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path

import click

from git_report.extras import expect_extra
from git_report.git.repository import Repository


@click.command()
def command() -> None:
    """Give an agent access to this repository's reports over MCP.

    The agent starts this command in the repository and communicates with it over standard input and
    output. It gets the tools status, prompt, accept, diff, blame and add. An answer must pass the
    same checks as in 'git report accept', and no tool can waive a finding. This command requires
    the extra 'mcp': pip install '.[mcp]'.
    """
    root = Repository.open(Path()).root
    expect_extra("mcp", "mcp", "'git report mcp'")
    from git_report.agents.server import make_server

    make_server(root).run("stdio")
