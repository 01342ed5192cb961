"""``git report mcp``, as an agent talks to it: the SDK's own client, over a process's stdio."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from .conftest import ALPHA, INSTRUCTIONS, Place, Run

pytestmark = pytest.mark.slow

FIRST = """# Training clusters lose a fifth of their time

## Executive summary

Hardware caused 78 % of 419 interruptions.[^1]

## Recovery pays first

Recovery cut the mean time to restart from 90 minutes to 12 minutes.[^1]
"""


class Session:
    """A client's session: a tool's text, and whether it refused."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def call(self, tool: str, *, refused: bool = False, **arguments: object) -> str:
        done = await self.client.call_tool(tool, arguments)
        text = "\n".join(part.text for part in done.content if part.type == "text")
        assert bool(done.is_error) == refused, text
        return text


def talk(place: Place, work: Callable[[Session], Awaitable[None]]) -> None:
    async def session() -> None:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-P", "-m", "git_report.cli", "mcp"],  # the program itself finds no module there
            env=dict(os.environ),
            cwd=place.root,
        )
        async with Client(server) as client:
            await work(Session(client))

    asyncio.run(session())


def find_request(prompt: str) -> str:
    match = re.search(r"--request (\w+)", prompt)
    assert match is not None, prompt[-800:]
    return match[1]


def test_an_agent_does_the_whole_job(place: Place) -> None:
    async def work(session: Session) -> None:
        tools = {tool.name for tool in (await session.client.list_tools()).tools}
        assert tools == {"status", "prompt", "accept", "diff", "blame", "add"}
        assert "Alpha" in await session.call("status")
        prompt = await session.call("prompt")
        assert "419 unexpected interruptions" in prompt
        answer: dict[str, Any] = {
            "answer": FIRST,
            "request": find_request(prompt),
            "by": "my agent",
        }
        assert "dry run" in await session.call("accept", **answer, dry_run=True)
        assert "report-01.md" in await session.call("accept", **answer)
        second = {"operations": [], "reason": "The reference adds nothing."}
        prompt = await session.call("prompt")
        answer = {"answer": json.dumps(second), "request": find_request(prompt), "by": "my agent"}
        assert "report-02.md" in await session.call("accept", **answer)
        assert "nothing left to read" in await session.call("prompt")
        assert "report-01.md" in await session.call("diff")
        assert "report-01.md" in await session.call("diff", old=1, new=2)
        assert "Recovery pays first" in await session.call("blame")
        assert "Recovery" in await session.call("blame", version=1, section="Recovery pays first")
        added = await session.call("add", references=["report/references/gamma.md"], why="costs")
        assert "[ ]" in added

    place.write({"report/references/gamma.md": ALPHA})
    place.commit_all("gamma")
    talk(place, work)
    subjects = place.text("log", "--format=%s").split("\n")
    assert subjects[:2] == ["report-02: Beta", "report-01: Alpha"]
    assert "writer: my agent" in place.read("report-01.md")
    assert "gamma.md" in place.read("instructions.md")


def test_the_gate_is_the_same_and_nothing_waives_it(place: Place) -> None:
    async def work(session: Session) -> None:
        request = find_request(await session.call("prompt"))
        invented = FIRST.replace("419", "977")
        told = await session.call(
            "accept", refused=True, answer=invented, request=request, by="my agent"
        )
        assert "G001" in told
        assert "977" in told
        for words in ({"request": "deadbeef"}, {"request": request, "removed": ["no reason"]}):
            await session.call(
                "accept", refused=True, **{"answer": FIRST, "request": request, "by": "a"} | words
            )
        by = "x\n--allow=G001"
        await session.call("accept", refused=True, answer=invented, request=request, by=by)

    place.git("config", "report.strict", "true")
    before = place.state()
    talk(place, work)
    assert place.state() == before


def test_what_an_agent_passes_is_data(place: Place) -> None:
    outside = place.root.parent / "outside"
    outside.mkdir()
    (outside / "instructions.md").write_text(INSTRUCTIONS)

    async def work(session: Session) -> None:
        for folder in ("../outside", str(outside), "--all", ":/../outside", "report/../.."):
            told = await session.call("status", refused=True, folder=folder)
            assert "the report folders are: 'report'" in told
        assert "Alpha" in await session.call("status", folder="report")
        for reference in ("--dir=/", "-mx"):
            await session.call("add", refused=True, references=[reference])
        await session.call("blame", refused=True, section="--lost")
        await session.call("diff", refused=True, old="HEAD:report/instructions.md")

    before = place.state()
    talk(place, work)
    assert place.state() == before


def test_without_the_package_one_sentence_says_what_to_install(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    ran = report("mcp")
    assert ran.code == 1
    assert "'git report mcp' needs the package 'mcp', which is not installed" in ran.err
    assert "install it with: " in ran.err
    assert "'mcp>=" in ran.err


TRACKED = ("click.py", "click/__init__.py", "git_report/__init__.py", "runpy.py", "json.py",
           "sitecustomize.py", "encodings/__init__.py", "git_report/cli/__main__.py")  # fmt: skip


def test_no_tool_runs_a_module_of_the_repository(place: Place) -> None:
    """They are processes of Python that are started at its root."""
    mark = place.root.parent / "ran"
    place.write({path: f"open({str(mark)!r}, 'w').close()\n" for path in TRACKED})
    place.write({"report/references/gamma.md": ALPHA})
    place.commit_all("modules")

    async def work(session: Session) -> None:
        assert "Alpha" in await session.call("status")
        assert find_request(await session.call("prompt"))
        await session.call("accept", refused=True, answer="{}", request="none", by="agent")
        await session.call("diff", refused=True)
        await session.call("blame", refused=True)
        assert "[ ]" in await session.call("add", references=["report/references/gamma.md"])

    talk(place, work)
    assert not mark.exists()
