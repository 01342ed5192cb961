"""What disappeared on the way to a version: sections, blocks, figures, with the declared reason."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from git_report.differ import Change, FigureChange, diff
from git_report.differ.words.tokens import count_words
from git_report.history.lineage_format import Lineage, list_survivors
from git_report.history.origins import MisfitError, Origin, Origins
from git_report.history.parts import BlockParts, PartKind, Parts, TracedPart
from git_report.history.reasons import Reasons
from git_report.markdown import Kind, Section

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


# What is reported only where sentences are asked for.
PARTS = frozenset({LostKind.ROW, LostKind.ITEM, LostKind.SENTENCE})


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that the version before `version` had and this one has not.

    `path`, `number` and `lines` are its place there, `origin` where its words had come from (a
    section's and a figure's are not followed). `text` is a section's title, a block or a part as
    it was, or a figure, of which `now` is in its place. `words` counts what disappeared, and
    `below` the sections that went with a section. `reason` is the record's; empty where nothing
    was declared.

    `part` is its index among the prior blocks, entries or sentences, and `known` what it would be
    known by if it came back; empty for a figure.
    """

    kind: LostKind
    path: tuple[str, ...]
    number: tuple[int, ...]
    lines: tuple[int, int]
    text: str
    words: int = 0
    now: str = ""
    below: int = 0
    reason: str = ""
    part: int = -1
    known: str = ""
    version: int = 0
    origin: Origin | None = None


def find_lost(prior: Parts, new: Parts, lineage: Lineage) -> list[Lost]:
    """What a version lost against the one before it: version and origin are still to be told.

    Sections, blocks of other sections, rows, items and sentences of blocks that continue, figures.
    """
    return list(_Losing(prior, new, lineage).find())


def place_lost(found: Iterable[Lost], version: int, before: Origins) -> Iterator[Lost]:
    """What a version lost, with the origins in the version before; MisfitError for another's."""
    for lost in found:
        yield replace(lost, version=version, origin=_find_origin(lost, before))


def drop_returned(found: Iterable[Lost], last: Parts) -> list[Lost]:
    """What has not come back, word for word, in a later version."""
    here = {each.words for each in last.blocks}
    here.update(part.words for part in (*last.entries, *last.sentences))
    here.update(_name(section) for section in last.document.sections)
    return [lost for lost in found if not lost.known or lost.known not in here]


def _find_origin(lost: Lost, before: Origins) -> Origin | None:
    match lost.kind:
        case LostKind.SECTION | LostKind.FIGURE:
            return None
        case LostKind.BLOCK:
            there = before.blocks
        case LostKind.SENTENCE:
            there = before.sentences
        case _:
            there = before.entries
    if not 0 <= lost.part < len(there):
        raise MisfitError(f"no part {lost.part} among {len(there)}")
    return there[lost.part]


class _Losing:
    """What one version lost."""

    def __init__(self, prior: Parts, new: Parts, lineage: Lineage) -> None:
        self.prior = prior
        self.source = prior.document.source
        self.sections = prior.document.sections
        self.delta = diff(prior.document, new.document)
        self.reasons = Reasons(new.document)
        self.entries = list_survivors(lineage.entries)
        self.sentences = list_survivors(lineage.sentences)
        alive = list_survivors(lineage.blocks)
        self.entry_blocks = prior.list_entry_blocks()
        self.sentence_blocks = prior.list_sentence_blocks()
        alive |= {self.entry_blocks[p] for p in self.entries}
        alive |= {self.sentence_blocks[p] for p in self.sentences}
        self.dead = [i for i in range(len(prior.blocks)) if i not in alive]
        self.above = {s.index: each.index for each in self.sections for s in each.sections}
        self.told: dict[int, Lost] = {}
        self.starts = [section.line for section in self.sections]
        # By the line of the heading.
        self.removed = {
            change.prior.lines[0]: change
            for change in self.delta.sections
            if change.change == (Change.REMOVED,) and change.prior is not None
        }

    def find(self) -> Iterator[Lost]:
        """The wholes before their parts."""
        yield from self.find_sections()
        for i in self.dead:
            each = self.prior.blocks[i]
            if each.block.kind not in _SILENT and not self.is_told(each.section):
                yield self.tell_block(i)
        yield from self.find_parts()
        for figure in (*self.delta.figures.lost, *self.delta.figures.changed):
            yield self.tell_figure(figure)

    def is_told(self, index: int) -> bool:
        """Whether a section disappeared as a whole."""
        return self.sections[index].line in self.removed

    def find_sections(self) -> Iterator[Lost]:
        """The sections that disappeared; those below one are counted with it."""
        owners: dict[int, int] = {}
        for section in self.sections[1:]:
            if section.line in self.removed:
                index = section.index
                owners[index] = owners.get(self.above[index], index)
        words = Counter[int]()
        for i in self.dead:
            each = self.prior.blocks[i]
            if each.section in owners and each.block.kind is not Kind.HEADING:
                words[owners[each.section]] += count_words(each.words)
        below = Counter(owners.values())
        for index in below:
            section = self.sections[index]
            yield self.tell_section(section, words[index], below[index] - 1)

    def list_removed(self, section: Section) -> Iterator[Section]:
        """A section that disappeared, and those above it that did."""
        while section.index and section.line in self.removed:
            yield section
            section = self.sections[self.above[section.index]]

    def find_parts(self) -> Iterator[Lost]:
        """The rows, items and sentences that went from blocks that continue."""
        dead = set(self.dead)
        blocks = self.prior.blocks
        for p, part in enumerate(self.prior.entries):
            block = self.entry_blocks[p]
            if p not in self.entries and block not in dead:
                yield self.tell_part(p, part, blocks[block])
        for p, part in enumerate(self.prior.sentences):
            block = self.sentence_blocks[p]
            # The sentences of an item that went are reported with it.
            told = part.entry >= 0 and blocks[block].entries[part.entry] not in self.entries
            if p not in self.sentences and block not in dead and not told:
                yield self.tell_part(p, part, blocks[block])

    def tell_section(self, section: Section, words: int, below: int) -> Lost:
        """A section, by its title."""
        return Lost(
            LostKind.SECTION,
            section.path,
            section.number,
            (section.own.first, section.own.last),
            section.title,
            words,
            below=below,
            reason=self.reasons.of_section(section, self.removed[section.line])
            or self.find_allowance(section),
            known=_name(section),
        )

    def tell_block(self, i: int) -> Lost:
        """A block as it was; each of its figures asks for it again."""
        if i not in self.told:
            each = self.prior.blocks[i]
            lost = self.tell(each.section, each.block.lines, each.block.content, each.words)
            self.told[i] = replace(lost, part=i)
        return self.told[i]

    def tell_part(self, p: int, part: TracedPart, block: BlockParts) -> Lost:
        """A row, an item or a sentence of a block as it was."""
        lost = self.tell(block.section, block.find_lines(part), part.text, part.words)
        if part.kind is PartKind.ROW:
            reason = (
                self.reasons.of_row(self.sections[block.section], part.words)
                or lost.reason
                or self.reasons.allowance("K004", block.find_lines(part))
            )
            lost = replace(lost, reason=reason)
        return replace(lost, part=p, kind=LostKind(part.kind))

    def tell(self, index: int, lines: tuple[int, int], text: str, words: str) -> Lost:
        """Some words of a section."""
        section = self.sections[index]
        return Lost(
            LostKind.BLOCK,
            section.path,
            section.number,
            lines,
            text,
            count_words(words),
            reason=self.reasons.of_passage(section, words)
            or self.find_allowance(section)
            or self.reasons.allowance("K003", lines)
            or self.reasons.allowance_of_all(),
            known=words,
        )

    def tell_figure(self, change: FigureChange) -> Lost:
        """A figure, and what is in its place where it changed."""
        line = self.find_figure(change)
        section = self.sections[bisect_right(self.starts, line) - 1]
        return Lost(
            LostKind.FIGURE,
            section.path,
            section.number,
            (line, line),
            change.prior,
            now=change.new,
            reason=self.reasons.of_figure(change)
            or self.find_reason(change, section, line)
            or self.reasons.allowance("K002", (line, line)),
        )

    def find_reason(self, change: FigureChange, section: Section, line: int) -> str:
        """Why a figure is gone that went with its row, its block or its section."""
        if change.new:
            return ""
        if (p := self.rows_at.get(line)) is not None:
            block = self.prior.blocks[self.entry_blocks[p]]
            return self.tell_part(p, self.prior.entries[p], block).reason
        for each in self.list_removed(section):
            if reason := self.reasons.of_section(each, self.removed[each.line]):
                return reason
        if (i := self.dead_at.get(line)) is not None:
            return self.tell_block(i).reason
        return self.find_allowance(section)

    @cached_property
    def rows_at(self) -> dict[int, int]:
        """The rows that went, by their lines."""
        return {
            self.prior.blocks[self.entry_blocks[p]].find_lines(part)[0]: p
            for p, part in enumerate(self.prior.entries)
            if part.kind is PartKind.ROW and p not in self.entries
        }

    @cached_property
    def dead_at(self) -> dict[int, int]:
        """The blocks that went, by each of their lines."""
        lines = ((i, self.prior.blocks[i].block.lines) for i in self.dead)
        return {line: i for i, (first, last) in lines for line in range(first, last + 1)}

    def find_allowance(self, section: Section) -> str:
        """That a person allowed what became of a section, or of one above it that disappeared."""
        return self.reasons.allowance_of_section(section, self.list_removed(section))

    def find_figure(self, change: FigureChange) -> int:
        """The line of the prior version where a figure was."""
        # Of a changed figure the phrase is the new version's.
        phrase = change.context if not change.new else change.context.partition(change.new)[0]
        at = max(self.source.find(phrase), 0)
        return self.source.count("\n", 0, max(self.source.find(change.prior, at), 0)) + 1


def _name(section: Section) -> str:
    """What a section is known by when it comes back: its titles, and whether it has a text."""
    return "\0".join(("", *section.path, "" if section.blocks else "-"))
