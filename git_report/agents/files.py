"""The text for coding agents: separate files, or a block in AGENTS.md, all made from one text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

from git_report.errors import ReportError

_NAME = "update-report"
_SUMMARY = "Read the next reference into the living report of this repository"
_COUNT = "If a number is given, read that many references, one after the other; else read one."
_HEADING = "## The living report\n\n"
_BEGIN = "<!-- git-report begins: 'git report setup' updates and removes this block -->\n"
# The digest distinguishes what another release wrote from what a user has edited.
_END = "<!-- git-report ends: sha256 {} -->\n"
_ENDED = re.escape(_END).replace(r"\{\}", "([0-9a-f]{64})")
_FILE = re.compile(rf"(.*\n){_ENDED}", re.DOTALL)
_BLOCK = re.compile(rf"{re.escape(_BEGIN)}(.*?\n){_ENDED}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Agent:
    """The file that an agent reads, relative to the work tree's root, and what is around the text.

    A `shared` file contains our block in the middle of other people's text.
    """

    path: str
    before: str = ""
    after: str = ""
    shared: bool = False


AGENTS: Mapping[str, Agent] = {
    "claude": Agent(
        f".claude/skills/{_NAME}/SKILL.md",
        f"---\nname: {_NAME}\ndescription: {_SUMMARY}\n"
        'argument-hint: "[how many references]"\n---\n\n',
        f"\n{_COUNT}\n\nNumber: $ARGUMENTS\n",
    ),
    "codex": Agent(
        f".agents/skills/{_NAME}/SKILL.md",
        f"---\nname: {_NAME}\ndescription: {_SUMMARY}\n---\n\n",
        f"\n{_COUNT}\n",
    ),
    "opencode": Agent(
        f".opencode/commands/{_NAME}.md",
        f"---\ndescription: {_SUMMARY}\n---\n\n",
        f"\n{_COUNT}\n\nNumber: $ARGUMENTS\n",
    ),
    "cursor": Agent(f".cursor/commands/{_NAME}.md", f"# {_SUMMARY}\n\n", f"\n{_COUNT}\n"),
    "agents-md": Agent("AGENTS.md", _HEADING, shared=True),
}


class OwnPart(NamedTuple):
    """Our part of a file, from `start` to `end`, and whether it was edited."""

    start: int
    end: int
    edited: bool


def read_job() -> str:
    """The text that every agent reads."""
    return (resources.files("git_report.agents") / "job.md").read_text(encoding="utf-8")


def make_part(agent: Agent) -> str:
    """Our part of an agent's file, signed with the digest of its text."""
    text = f"{agent.before}{read_job()}{agent.after}"
    return f"{_BEGIN if agent.shared else ''}{text}{_END.format(_digest(text))}"


def find_part(agent: Agent, text: str) -> OwnPart | None:
    """Find our part of a file; None if there is none.

    Raises ReportError for a block whose end is missing, and for several blocks.
    """
    if not agent.shared:
        match = _FILE.fullmatch(text)
    elif text.count(_BEGIN) > 1 or (_BEGIN in text and not _BLOCK.search(text)):
        raise ReportError(
            f"'{agent.path}' has an incomplete block of git report, or several blocks",
            hint="delete each block, with the lines that begin and end them, then try again",
        )
    else:
        match = _BLOCK.search(text)
    return OwnPart(*match.span(), _digest(match[1]) != match[2]) if match else None


def install(agent: Agent, text: str | None) -> str:
    """Add or update our part in a file's text (None if there is no file).

    Raises ReportError for a file that is not ours, and for an edit that would be lost.
    """
    ours = make_part(agent)
    if text is None:
        return ours
    part = find_part(agent, text)
    if part is not None:
        _expect_unedited(agent, part)
        return text[: part.start] + ours + text[part.end :]
    if not agent.shared:
        raise ReportError(
            f"'{agent.path}' already exists and was not written by git report",
            hint="move it away, then try again",
        )
    return "\n".join([text if text.endswith("\n") else f"{text}\n", ours]) if text.strip() else ours


def remove(agent: Agent, text: str) -> str:
    """Remove our part from a file's text; empty if nothing else is left.

    Raises ReportError for an edit that would be lost.
    """
    part = find_part(agent, text)
    if part is None:
        return text
    _expect_unedited(agent, part)
    before, after = text[: part.start], text[part.end :]
    # Also remove the blank line that was added before it.
    kept = before.removesuffix("\n") + after if before.endswith("\n\n") else before + after
    return kept if kept.strip() else ""


def _expect_unedited(agent: Agent, part: OwnPart) -> None:
    if part.edited:
        what = "the block of git report in " if agent.shared else ""
        raise ReportError(
            f"{what}'{agent.path}' was edited after it was written",
            hint="copy the edit elsewhere, delete what was written, then try again",
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
