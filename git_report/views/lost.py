"""What disappeared on the way to a version: sections, blocks, figures, with the declared reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from git_report.diff import Change, FigureChange, diff
from git_report.diff.origins import Origin, Origins
from git_report.diff.parts import Part, Parts
from git_report.diff.steps import Lineage, list_survivors
from git_report.diff.tokens import count_words
from git_report.markdown import Kind, Section
from git_report.views.reasons import Reasons

# What goes with its section, or says nothing.
_SILENT = frozenset({Kind.HEADING, Kind.RULE})


class LostKind(StrEnum):
    """What disappeared."""

    SECTION = "section"
    BLOCK = "block"
    ROW = "row"
    ITEM = "item"
    SENTENCE = "sentence"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that the version before `version` had and this one has not.

    `path`, `number` and `lines` are its place there, `origin` where its words had come from (a
    section's and a figure's are not followed). `text` is a section's title, a block or a part as
    it stood, or a figure, of which `now` stands in its place. `words` counts what disappeared, and
    `below` the sections that went with a section. `reason` is the record's; empty where nothing
    was declared.
    """

    version: int
    kind: LostKind
    path: tuple[str, ...]
    number: tuple[int, ...]
    lines: tuple[int, int]
    text: str
    words: int
    origin: Origin | None = None
    now: str = ""
    below: int = 0
    reason: str = ""


class Went(NamedTuple):
    """Two versions in a row: how the new one goes on from the prior one, and that one's origins."""

    number: int
    prior: Parts
    origins: Origins
    new: Parts
    lineage: Lineage


def list_lost(steps: Iterable[Went], *, sentences: bool = False) -> list[Lost]:
    """What disappeared, version by version; with `sentences` also rows, items and sentences.

    What stands again, word for word, in the last of the versions is left out.
    """
    found: list[tuple[Lost, str]] = []
    last: Parts | None = None
    for went in steps:
        found += _Losing(went).find(sentences=sentences)
        last = went.new
    if last is None:
        return []
    here = {each.words for each in last.blocks}
    here.update(part.words for part in (*last.entries, *last.sentences))
    here.update(_name(section) for section in last.document.sections)
    return [lost for lost, words in found if words not in here]


class _Losing:
    """What one version lost; each thing with the words by which it would be known again."""

    def __init__(self, went: Went) -> None:
        self.went = went
        self.prior = went.prior.document
        self.sections = self.prior.sections
        self.delta = diff(self.prior, went.new.document)
        self.reasons = Reasons(went.new.document)
        blocks, lineage = went.prior.blocks, went.lineage
        self.entries = list_survivors(lineage.entries)
        self.sentences = list_survivors(lineage.sentences)
        alive = list_survivors(lineage.blocks)
        alive |= {went.prior.entries[p].block for p in self.entries}
        alive |= {went.prior.sentences[p].block for p in self.sentences}
        self.dead = [i for i in range(len(blocks)) if i not in alive]
        # By the line of the heading.
        self.removed = {
            change.prior.lines[0]: change
            for change in self.delta.sections
            if change.change == (Change.REMOVED,) and change.prior is not None
        }

    def find(self, *, sentences: bool) -> Iterator[tuple[Lost, str]]:
        """Sections, blocks of other sections, parts of blocks that go on, figures."""
        yield from self.find_sections()
        for i in self.dead:
            each = self.went.prior.blocks[i]
            if each.block.kind not in _SILENT and not self.is_told(each.section):
                yield self.tell_block(i), each.words
        if sentences:
            for part, origin in self.list_parts():
                yield self.tell_part(part, origin), part.words
        for figure in (*self.delta.figures.lost, *self.delta.figures.changed):
            yield self.tell_figure(figure), "\0"

    def is_told(self, index: int) -> bool:
        """Whether a section disappeared as a whole."""
        return self.sections[index].line in self.removed

    def find_sections(self) -> Iterator[tuple[Lost, str]]:
        """The sections that disappeared; those below one are counted with it."""
        owners: dict[int, int] = {}
        above = {below.index: each.index for each in self.sections for below in each.sections}
        for section in self.sections[1:]:
            if section.line in self.removed:
                index = section.index
                owners[index] = owners.get(above[index], index)
        words = Counter[int]()
        for i in self.dead:
            each = self.went.prior.blocks[i]
            if each.section in owners and each.block.kind is not Kind.HEADING:
                words[owners[each.section]] += count_words(each.words)
        below = Counter(owners.values())
        for index in below:
            section = self.sections[index]
            yield self.tell_section(section, words[index], below[index] - 1), _name(section)

    def list_parts(self) -> Iterator[tuple[Part, Origin]]:
        """The rows, items and sentences that went from blocks that go on."""
        prior, origins = self.went.prior, self.went.origins
        dead = set(self.dead)
        for p, part in enumerate(prior.entries):
            if p not in self.entries and part.block not in dead:
                yield part, origins.entries[p]
        for p, part in enumerate(prior.sentences):
            # The sentences of an item that went are told with it.
            told = part.entry >= 0 and part.entry not in self.entries
            if p not in self.sentences and part.block not in dead and not told:
                yield part, origins.sentences[p]

    def tell_section(self, section: Section, words: int, below: int) -> Lost:
        """A section, by its title."""
        change = self.removed[section.line]
        lines = section.own.first, section.own.last
        return self.tell(
            LostKind.SECTION, section, lines, section.title, words,
            below=below, reason=self.reasons.of_section(section, change),
        )  # fmt: skip

    def tell_block(self, i: int) -> Lost:
        """A block as it stood."""
        each = self.went.prior.blocks[i]
        section = self.sections[each.section]
        return self.tell(
            LostKind.BLOCK, section, each.block.lines, each.block.content,
            count_words(each.words), origin=self.went.origins.blocks[i],
            reason=self.reasons.of_passage(section, each.words),
        )  # fmt: skip

    def tell_part(self, part: Part, origin: Origin) -> Lost:
        """A row, an item or a sentence as it stood."""
        section = self.sections[self.went.prior.blocks[part.block].section]
        return self.tell(
            LostKind(part.kind), section, part.lines, part.text, count_words(part.words),
            origin=origin, reason=self.reasons.of_passage(section, part.words),
        )  # fmt: skip

    def tell_figure(self, change: FigureChange) -> Lost:
        """A figure, and what stands in its place where it changed."""
        line = self.find_figure(change)
        section = next(s for s in reversed(self.sections) if s.line <= line)
        return self.tell(
            LostKind.FIGURE, section, (line, line), change.prior, 0,
            now=change.new, reason=self.reasons.of_figure(change),
        )  # fmt: skip

    def find_figure(self, change: FigureChange) -> int:
        """The line of the prior version where a figure stood."""
        source = self.prior.source
        # Of a changed figure the phrase is the new version's.
        phrase = change.context if not change.new else change.context.partition(change.new)[0]
        at = source.find(phrase)
        at = source.find(change.prior, max(at, 0))
        return source.count("\n", 0, max(at, 0)) + 1

    def tell(
        self,
        kind: LostKind,
        section: Section,
        lines: tuple[int, int],
        text: str,
        words: int,
        *,
        origin: Origin | None = None,
        now: str = "",
        below: int = 0,
        reason: str = "",
    ) -> Lost:
        """Something lost at a place of the prior version."""
        return Lost(
            self.went.number, kind, section.path, section.number, lines, text, words,
            origin, now, below, reason,
        )  # fmt: skip


def _name(section: Section) -> str:
    """What a section is known by when it comes back: its titles, and whether it has a text."""
    return "\0".join(("", *section.path, "" if section.blocks else "-"))
