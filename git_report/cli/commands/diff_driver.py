"""``git report diff-driver``: called by ``git diff`` to show a version section by section."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from git_report.differ import diff_texts
from git_report.differ.story.to_terminal import render_delta
from git_report.errors import ReportError
from git_report.git.changed_file import (
    FilePair,
    find_states,
    read_pair,
    read_side,
    render_plain,
)
from git_report.git.repository import Repository
from git_report.report.folder import find_instructions, join
from git_report.report.versions import version_name, version_number
from git_report.terminal import clean

# `git log` waits for each file: two texts of this size without a common line take about 3 s.
_MOST_BYTES = 512 * 1024
_NAMED = {
    "a": re.compile(r'^(?:rename|copy) from ("?)(.*)$', re.MULTILINE),
    "b": re.compile(r'^(?:rename|copy) to ("?)(.*)$', re.MULTILINE),
}
_NOTHING = "no section changed\n"


@click.command("diff-driver", hidden=True)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def command(words: tuple[str, ...]) -> None:
    """Show one changed file: a version section by section, any other as git does.

    A new version is compared with the one before it. The arguments are those that git gives to an
    external diff driver.
    """
    pair = read_pair(words)
    if pair is None:
        _print(f"* Unmerged path {clean(words[0])}\n".encode())
        return
    repository = _open()
    colour = _is_coloured(repository)
    text = render_pair(repository, pair, colour=colour)
    plain = render_plain(repository, pair, colour=colour) if text is None else b""
    if text is None and not plain:
        text = _render_name(pair, colour=colour)
    _print(text.encode("utf-8") if text is not None else plain)


def render_pair(repository: Repository, pair: FilePair, *, colour: bool) -> str | None:
    """A pair of texts compared by sections; None if it is not a version or has no change."""
    if not _can_be_versions(pair):
        return None
    try:
        found = _read_texts(repository, pair)
    except (ReportError, UnicodeDecodeError):
        return None
    if found is None or any("\0" in text for text in found[1:]):
        return None
    name, old, new = found
    changes = render_delta(diff_texts(old, new), colour=colour, inline=False)
    if not changes and pair.old.is_there:
        return None  # only the tail or white space differs
    head = [f"diff --report a/{name} b/{pair.new.path}", *_render_modes(pair)]
    shown = [click.style(clean(line), bold=True) if colour else clean(line) for line in head]
    return "\n".join([*shown, changes or _NOTHING, ""])


def _render_name(pair: FilePair, *, colour: bool) -> str:
    """The lines that git shows for a file that was only renamed; empty for any other."""
    found = {side: name.search(pair.said) for side, name in _NAMED.items()}
    names = [f"{name[1]}{side}/{name[2]}" for side, name in found.items() if name is not None]
    lines = [f"diff --git {' '.join(names)}", *pair.said.splitlines()] if names else []
    return "".join(
        f"{click.style(clean(line), bold=True) if colour else clean(line)}\n" for line in lines
    )


def _render_modes(pair: FilePair) -> list[str]:
    """The lines that git shows for changed modes."""
    if not pair.old.is_there:
        return [f"new file mode {pair.new.mode}"]
    if pair.old.mode == pair.new.mode:
        return []
    return [f"old mode {pair.old.mode}", f"new mode {pair.new.mode}"]


def _can_be_versions(pair: FilePair) -> bool:
    """Whether both sides have a version's name, and neither is a link or too large."""
    if not pair.new.is_regular or not (pair.old.is_regular or not pair.old.is_there):
        return False
    sides = [side for side in (pair.old, pair.new) if side.is_there]
    return all(
        _number(side.path) is not None and Path(side.file).stat().st_size <= _MOST_BYTES
        for side in sides
    )


def _read_texts(repository: Repository, pair: FilePair) -> tuple[str, str, str] | None:
    """The path and text of the prior version, and the new text; None if there is no prior one."""
    new = read_side(repository, pair.new).decode("utf-8")
    found = next(
        (
            (state, path)
            for state, path in find_states(repository, pair.new)
            if find_instructions(state, path.rpartition("/")[0]) is not None
        ),
        None,
    )
    if found is None:
        return None
    if pair.old.is_there:
        return pair.old.path, read_side(repository, pair.old).decode("utf-8"), new
    state, path = found
    before = join(path.rpartition("/")[0], version_name((_number(path) or 0) - 1))
    if state.entry(before) is None:
        return None
    prior = state.read(before)
    return (before, prior.decode("utf-8"), new) if len(prior) <= _MOST_BYTES else None


def _number(path: str) -> int | None:
    """The number of the version that a path names, with its zeros; None for another file."""
    name = path.rpartition("/")[2]
    number = version_number(name)
    return number if number is not None and name == version_name(number) else None


def _open() -> Repository:
    """The repository that git is running in, which may be bare."""
    try:
        return Repository.open(Path())
    except ReportError:
        return Repository.open_received()


def _is_coloured(repository: Repository) -> bool:
    """Whether git would colour a diff here: it passes on its pager, but not its options."""
    if os.environ.get("NO_COLOR"):
        return False
    terminal = "true" if sys.stdout.isatty() else "false"
    reply = repository.run("config", "--get-colorbool", "color.diff", terminal)
    return reply.out.strip() == b"true"


def _print(data: bytes) -> None:
    """Print a text; stop without an error if the pager was closed early."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
