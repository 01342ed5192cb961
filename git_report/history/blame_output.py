"""Render, as text or JSON, the version and reference that each block of a version comes from.

The JSON's schema is ``git-report/blame/1`` (see ``blame.schema.json`` in this directory).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from git_report.differ.story.escaping import OPENING, SEPARATOR, UNTITLED
from git_report.history.lost import Lost, LostKind
from git_report.history.origins import BlockOrigin, Origin, PartOrigin
from git_report.markdown import Block, Heading, Kind
from git_report.report.readings import Reading
from git_report.report.versions import version_stem
from git_report.terminal import clean, clean_line, cut_line, quote_name, wrap_line
from git_report.text import flatten

SCHEMA = "git-report/blame/1"
# Colours that tell versions apart on any background; git's red and green mean other things.
_TINTS = ("cyan", "yellow", "magenta", "blue", "bright_cyan", "bright_yellow", "bright_magenta")
_EXCERPT = 72  # columns, as git gives the subject of a commit
# Blocks in which a line break is only white space.
_RUNNING = frozenset({Kind.PARAGRAPH, Kind.QUOTE})


@dataclass(frozen=True, slots=True)
class Blame:
    """A version's blocks with their origins, or what was lost on the way to it, and what was read.

    `parts` says whether rows, items and sentences are shown. `lost` is None unless losses were
    asked for; `section` is empty if the whole version was.
    """

    path: str
    version: int
    blocks: Sequence[BlockOrigin]
    readings: Mapping[int, Reading]
    parts: bool = False
    lost: Sequence[Lost] | None = None
    section: str = ""

    def list_versions(self) -> list[int]:
        """The numbers of the versions that blocks come from, in order."""
        if self.lost is not None:
            return sorted({each.version for each in self.lost})
        named = {block.origin for block in self.blocks}
        if self.parts:
            named.update(part.origin for part in self.list_parts())
            named.update(each.origin for part in self.list_parts() for each in part.sentences)
        return sorted({number for origin in named for number in origin if number})

    def list_parts(self) -> list[PartOrigin]:
        """The rows, items and sentences of the blocks, without the sentences of items."""
        return [part for block in self.blocks for part in block.parts]


def blame_json(blame: Blame, folder: str) -> dict[str, Any]:
    """The blame as one JSON document."""
    counts = Counter(block.origin.version for block in blame.blocks)
    out: dict[str, Any] = {
        "schema": SCHEMA,
        "folder": folder,
        "path": blame.path,
        "version": blame.version,
        "versions": [
            {
                "version": number,
                "reference": _reading_json(blame.readings.get(number)),
                **({"blocks": counts[number]} if blame.lost is None else {}),
            }
            for number in blame.list_versions()
        ],
    }
    if blame.lost is not None:
        out["lost"] = [_lost_json(each) for each in blame.lost]
    else:
        out["blocks"] = [_block_json(block, parts=blame.parts) for block in blame.blocks]
    return out


def _reading_json(reading: Reading | None) -> dict[str, str] | None:
    return {"title": reading.title, "target": reading.target} if reading else None


def _block_json(block: BlockOrigin, *, parts: bool) -> dict[str, Any]:
    out: dict[str, Any] = {
        "kind": str(block.block.kind),
        "section": list(block.section.path),
        "number": list(block.section.number),
        "lines": list(block.block.lines),
        "text": block.block.content,
        **_origin_json(block.origin),
    }
    if parts:
        out["parts"] = [_part_json(part) for part in block.parts]
    return out


def _part_json(part: PartOrigin) -> dict[str, Any]:
    out: dict[str, Any] = {
        "kind": str(part.part.kind),
        "lines": list(part.lines),
        "text": part.part.text,
        **_origin_json(part.origin),
    }
    if part.sentences:
        out["parts"] = [_part_json(each) for each in part.sentences]
    return out


def _origin_json(origin: Origin) -> dict[str, int | None]:
    return {"origin": origin.version, "before": origin.before or None}


def _lost_json(lost: Lost) -> dict[str, Any]:
    out: dict[str, Any] = {
        "kind": str(lost.kind),
        "version": lost.version,
        "section": list(lost.path),
        "number": list(lost.number),
        "lines": list(lost.lines),
        "text": lost.text,
        "reason": lost.reason,
    }
    if lost.origin is not None:
        out |= _origin_json(lost.origin)
    if lost.kind is LostKind.FIGURE:
        out["now"] = lost.now or None
    else:
        out["words"] = lost.words
    if lost.kind is LostKind.SECTION:
        out["below"] = lost.below
    return out


def render_blame(blame: Blame, *, colour: bool, width: int | None = None) -> str:
    """The blame for a terminal: the versions with what was read for each, then block by block."""
    renderer = _BlameRenderer(blame, colour=colour, width=width)
    lines = [part for line in renderer.lines() for part in wrap_line(line, width, renderer.margin)]
    return "".join(f"{line}\n" for line in lines)


class _BlameRenderer:
    """The lines of one blame; text from documents is cleaned before it is coloured."""

    def __init__(self, blame: Blame, *, colour: bool, width: int | None) -> None:
        self.blame = blame
        self.colour = colour
        self.wide = max(2, len(str(blame.version)))
        self.room = len(str(max((each.block.lines[1] for each in blame.blocks), default=1)))
        # The columns before a block's text: two versions with an arrow, and a line number.
        self.margin = 6 if blame.lost is not None else 2 * self.wide + 3 + 2 + self.room + 2
        self.most = _EXCERPT if width is None else min(_EXCERPT, width - self.margin)

    def lines(self) -> Iterator[str]:
        """All lines."""
        if self.blame.lost is not None:
            yield from self.loss_lines(self.blame.lost)
            return
        yield from self.version_lines()
        for block in self.blame.blocks:
            if isinstance(block.block, Heading):
                yield ""
                yield self.line(
                    block.origin, block.block.lines, self.bold(_name(block.section.path))
                )
                continue
            text = cut_line(clean(_start(block.block)), self.most)
            yield self.line(block.origin, block.block.lines, text)
            for part in block.parts if self.blame.parts else ():
                # A single sentence is the whole block, which has a line already.
                if len(block.parts) > 1 or part.sentences:
                    yield self.part_line(part, 1)
                for each in part.sentences if len(part.sentences) > 1 else ():
                    yield self.part_line(each, 2)

    def version_lines(self) -> Iterator[str]:
        """One line per version: what was read for it, and how many blocks it added."""
        counts = Counter(block.origin.version for block in self.blame.blocks)
        parts = Counter(part.origin.version for part in self.blame.list_parts())
        yield f"{quote_name(self.blame.path)}: {_count(counts.total(), 'block')}"
        for number in self.blame.list_versions():
            version = f"{self.name(number)}  {self.reference(number)}"
            inside = f", {_count(parts[number], 'part')}" if self.blame.parts else ""
            yield f"  {version} ({_count(counts[number], 'block')}{inside})"

    def loss_lines(self, lost: Sequence[Lost]) -> Iterator[str]:
        """What was lost, version by version."""
        if not lost:
            yield self.nothing_lost_line()
        last = 0
        for each in lost:
            if each.version != last:
                if last:
                    yield ""
                last = each.version
                stem = self.tint(version_stem(last), last)
                yield f"{stem}  {self.reference(last)}"
            yield from self.one_loss_lines(each)

    def nothing_lost_line(self) -> str:
        what = "nothing" if self.blame.parts else "no section, block or figure"
        place = f" from '{clean_line(self.blame.section)}'" if self.blame.section else ""
        line = f"{what} was lost{place} in the versions up to {version_stem(self.blame.version)}"
        return (
            line
            if self.blame.parts
            else f"{line}; --sentences also shows rows, list items and sentences"
        )

    def one_loss_lines(self, lost: Lost) -> Iterator[str]:
        place = clean(_name(lost.path))
        first = lost.lines[0]
        if lost.kind is LostKind.SECTION:
            many = f"{lost.below} subsection{'s' * (lost.below > 1)}"
            below = f", with {many}" if lost.below else ""
            yield f"  section '{place}' ({_count(lost.words, 'word')}{below})"
        elif lost.kind is LostKind.FIGURE:
            now = f" → {clean_line(lost.now)}" if lost.now else ""
            yield f"  figure {clean_line(lost.text)}{now}, section '{place}', line {first}"
        else:
            added = lost.origin.version if lost.origin else 0
            origin = f" from {self.tint(version_stem(added), added)}" if added else ""
            yield f"  {lost.kind}{origin}, section '{place}', line {first}"
            yield f"      {cut_line(clean(lost.text), self.most)}"
        why = f"why: {clean_line(lost.reason)}" if lost.reason else "no reason declared"
        yield f"      {why if lost.reason else self.dim(why)}"

    def part_line(self, part: PartOrigin, depth: int) -> str:
        """One line for a row, an item or a sentence."""
        text = cut_line(clean(part.part.text), self.most - 2 * depth)
        return self.line(part.origin, part.lines, f"{'  ' * depth}{text}")

    def line(self, origin: Origin, lines: tuple[int, int], shown: str) -> str:
        """One line for a block or a part: its origin, its first line number, its text."""
        before = f" ← {self.name(origin.before)}" if origin.before else " " * (3 + self.wide)
        return f"{self.name(origin.version)}{before}  {lines[0]:>{self.room}}  {shown}"

    def name(self, number: int) -> str:
        """A version's number with as many digits as in its file name."""
        return self.tint(f"{number:0{self.wide}d}", number)

    def reference(self, number: int) -> str:
        """The title and target of what was read for a version."""
        reading = self.blame.readings.get(number)
        if reading is None or not reading.title:
            return "(no reference)"
        title, target = clean_line(reading.title), clean_line(reading.target)
        return title if not target or target == title else f"{title} <{target}>"

    def tint(self, text: str, number: int) -> str:
        """A text in the colour of a version."""
        return click.style(text, fg=_TINTS[number % len(_TINTS)]) if self.colour else text

    def bold(self, text: str) -> str:
        """A text of a document, in bold."""
        return click.style(clean(text), bold=True) if self.colour else clean(text)

    def dim(self, text: str) -> str:
        """A secondary remark, dimmed."""
        return click.style(text, dim=True) if self.colour else text


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _name(path: Sequence[str]) -> str:
    """A section by its titles, without the title of the report."""
    return SEPARATOR.join(flatten(title) or UNTITLED for title in path[1:] or path) or OPENING


def _start(block: Block) -> str:
    """The text of a block; of a table, a list or code only the first line."""
    first, _, rest = block.content.partition("\n")
    if block.kind in _RUNNING:
        return block.content
    return f"{first} …" if rest else first
